//! Carries out commands for the table of events.

use crate::command::Command;
use crate::command::panels::EventsCommand;
use crate::command::tab::Tab;
use crate::effect::Effect;
use crate::model::Model;
use crate::panels::events::{ROW, SEARCH};
use crate::panels::layout::Panel;
use kernel::ids::{MessageId, RecordId};
use view::register;

impl Model {
    /// Carries out what is done with the table of events; true if the page is to be rendered.
    pub fn tabulate(&mut self, act: EventsCommand) -> bool {
        let table = &mut self.panels.table;
        match act {
            EventsCommand::Filter(filter) => {
                table.of_selected = false;
                table.begin(filter);
                table.strayed = false;
            }
            EventsCommand::OfSelected => {
                table.of_selected = true;
                table.strayed = false;
            }
            EventsCommand::Seek(sought) => {
                table.sought = sought;
                table.begin(table.rows.filter());
            }
            EventsCommand::Only(only) => {
                table.only = only;
                table.strayed = false;
            }
            EventsCommand::Next(forward) => {
                let from = table.active.unwrap_or(self.panes.active_mut().session.sim().position());
                let table = &self.panels.table;
                let next = table.search.as_ref().and_then(|it| it.next(from, forward));
                return next.is_some_and(|record| self.show_event(record));
            }
            EventsCommand::Find => {
                if !self.shows(Panel::Events) {
                    self.panels.shelf.hidden = false;
                    self.panels.shelf.folded.retain(|it| *it != Panel::Events);
                    self.tab = Tab::Events;
                }
                self.ask(Effect::Focus(SEARCH));
            }
            EventsCommand::Scrolled(top, height) => return table.scrolled(top, height),
            EventsCommand::Move(by) => self.move_focus(by),
            EventsCommand::Point(record) => return self.point_at_event(record),
            EventsCommand::Show(record) => return self.show_event(record),
            EventsCommand::Follow => {
                table.strayed = false;
                table.active = None;
            }
        }
        true
    }

    /// Whether a panel is on the page.
    pub fn shows(&self, panel: Panel) -> bool {
        let shelf = &self.panels.shelf;
        let under =
            if self.tab == Tab::Watch { shelf.keeps(panel) } else { self.tab == panel.home() };
        under && !shelf.hidden && !shelf.is_folded(panel)
    }

    /// Goes to a record's moment, with its row in sight.
    fn show_event(&mut self, record: RecordId) -> bool {
        self.conduct(Command::Show(record));
        let table = &mut self.panels.table;
        table.active = Some(record.0);
        table.strayed = false;
        true
    }

    fn move_focus(&mut self, by: i64) {
        let table = &mut self.panels.table;
        let ids: &[u32] = match &table.search {
            Some(search) if table.only => search.found(),
            _ => table.rows.ids(),
        };
        let from = table.active.or(self.shot.listing.active).unwrap_or(0);
        let at = ids.partition_point(|id| *id < from) as i64;
        let at = at.saturating_add(by).clamp(0, (ids.len() as i64 - 1).max(0)) as usize;
        let Some(id) = ids.get(at).copied() else { return };
        table.active = Some(id);
        table.focus = true;
        // In sight, without another row more than it takes.
        table.strayed = true;
        let fit = table.fit.max(1);
        table.top = table.top.clamp((at + 1).saturating_sub(fit), at);
        table.scrolled = table.top as f64 * ROW;
        let to = table.scrolled;
        self.ask(Effect::ScrollEvents(to));
        self.point_at_event(Some(RecordId(id)));
    }

    /// Marks in the picture what a record is about.
    fn point_at_event(&mut self, record: Option<RecordId>) -> bool {
        let record = record.and_then(|it| {
            self.panes.active_mut().session.sim().records().get(it.index()).copied()
        });
        let message: Option<MessageId> = record.and_then(|it| it.message());
        self.conduct(Command::Hover(message));
        let marked = record.map_or(Vec::new(), |it| register::concerned(&it));
        self.conduct(Command::Mark(marked))
    }
}
