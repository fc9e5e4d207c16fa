//! The state of the table of events: what is listed, what is looked for, which rows are in sight.
//!
//! Only the rows in sight are made, and whatever takes long is done in portions: see
//! [`faultline::view::register`].

use web_sys::{Element, HtmlElement};

use crate::app::App;
use crate::browser;
use crate::command::{Command, Selection, Tab};
use crate::desk::Desk;
use crate::panels::shelf::Panel;
use faultline::sim::ids::{MessageId, RecordId};
use faultline::sim::narrate::Line;
use faultline::sim::time::Time;
use faultline::view::register::{self, Filter, Kind, Rows, Search, Words};

/// The height of a row.
pub const ROW: f64 = 24.0;
/// No more rows are listed: browsers have a limit to the height of what can be scrolled.
pub const ROWS_MAX: usize = 650_000;
/// The field for what is looked for.
pub const SEARCH: &str = "event-search";
/// What scrolls.
pub const SCROLLER: &str = "events-scroll";

/// Rows above and below those in sight that are made too.
const SPARE: usize = 8;
/// Records that are filtered at a time.
const PORTION: usize = 100_000;
/// The time that portions take, of what a frame has.
const FRAME_MS: f64 = 5.0;

/// One thing done with the table.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Lists other records.
    Filter(Filter),
    /// Lists what concerns the selected node, whichever it is.
    OfSelected,
    /// Looks for words.
    Seek(String),
    /// Lists only the rows with the words.
    Only(bool),
    /// Shows the next row with the words, or the last before.
    Next(bool),
    /// Goes to the field for words.
    Find,
    /// It was scrolled to here, and is so high.
    Scrolled(f64, f64),
    /// Moves the focus among the rows by so many.
    Move(i64),
    /// Points at a row, or no longer.
    Point(Option<RecordId>),
    /// Shows a record's moment.
    Show(RecordId),
    /// Follows the cursor again.
    Follow,
}

/// The table's state.
#[derive(Default)]
pub struct Table {
    rows: Rows,
    words: Words,
    search: Option<Search>,
    /// What is looked for, as typed.
    sought: String,
    only: bool,
    /// Whether it lists what concerns the selected node.
    of_selected: bool,
    /// The edition of the run that rows and words are of.
    edition: u32,
    /// The first row in sight, and how many there are.
    top: usize,
    fit: usize,
    /// Where it was scrolled to last, by the user or by itself.
    scrolled: f64,
    /// Whether it goes along with the cursor.
    strayed: bool,
    /// The row that has the focus when the table gets it.
    active: Option<u32>,
    /// Whether that row is to get it now.
    focus: bool,
    /// Whether there is room for more rows, or for fewer, than there was.
    resized: bool,
    /// Whether portions are left to be done.
    busy: bool,
    /// Whether the rows that were made last have yet to come onto the page.
    made: bool,
}

/// The table as it is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// How many rows there are.
    pub count: usize,
    /// Which of them is the first that was made.
    pub first: usize,
    /// Those that were made.
    pub rows: Vec<Row>,
    /// The row that has the focus when the table gets it.
    pub active: Option<u32>,
    /// The last row that has happened.
    pub reached: Option<u32>,
    /// What is listed.
    pub filter: Filter,
    /// Whether it is what concerns the selected node.
    pub of_selected: bool,
    /// What is looked for.
    pub sought: String,
    /// Whether nothing else is listed.
    pub only: bool,
    /// How far the search is: rows found, the place of the active one among them, the share of the
    /// run that was looked at in percent.
    pub found: Option<(usize, Option<usize>, u32)>,
    /// Whether it does not go along with the cursor.
    pub strayed: bool,
    /// The last event before the cursor, in words.
    pub last: Option<Line>,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The record.
    pub record: u32,
    /// Its time.
    pub at: Time,
    /// How it looks.
    pub look: &'static str,
    /// Its words, unless they are still being told.
    pub line: Option<Line>,
    /// Whether it has the words that are looked for.
    pub found: bool,
    /// Whether it concerns what is selected.
    pub selected: bool,
    /// Whether it is yet to happen.
    pub ahead: bool,
}

impl Table {
    /// Brings rows and words up to the run, in portions, and says what is in sight. `seen` is
    /// whether the table is on the page at all.
    pub fn list(&mut self, desk: &mut Desk, seen: bool) -> Listing {
        let late = browser::lasting(FRAME_MS);
        let edition = desk.session.edition();
        if self.edition != edition {
            self.edition = edition;
            self.words = Words::default();
            self.begin(self.rows.filter());
        }
        if self.of_selected && self.rows.filter().node != desk.selection.node() {
            self.begin(Filter { node: desk.selection.node(), ..self.rows.filter() });
        }
        let (selection, sim) = (desk.selection, desk.session.sim());
        let position = sim.position();
        let mut done = true;
        if seen {
            done &= self.rows.extend(sim.records(), sim.info(), PORTION);
            done &= self.search.as_mut().is_none_or(|search| search.go_on(sim, &late));
        }
        let ids: &[u32] = match &self.search {
            Some(search) if self.only => search.found(),
            _ => self.rows.ids(),
        };
        let ids = &ids[..ids.len().min(ROWS_MAX)];
        let passed = ids.partition_point(|id| *id < position);
        let fit = self.fit.max(3);
        let lost = !(self.top + 1..=self.top + fit * 5 / 6).contains(&passed);
        if !self.strayed && (lost || std::mem::take(&mut self.resized)) {
            self.top = passed.saturating_sub(fit * 2 / 3);
        }
        self.top = self.top.min(ids.len().saturating_sub(1));
        let first = self.top.saturating_sub(SPARE);
        let last = (self.top + fit + SPARE).min(ids.len());
        let shown = if seen { &ids[first.min(last)..last] } else { &[] };
        let told = last_told(sim, position);
        let late = browser::lasting(FRAME_MS);
        done &= self.words.want(sim, told.as_slice(), &late) && self.words.want(sim, shown, &late);
        self.busy = !done;
        self.made = true;
        let records = sim.records();
        let found = self.search.as_ref().map_or(&[][..], Search::found);
        let row = |id: &u32| {
            let record = &records[*id as usize];
            Row {
                record: *id,
                at: record.at,
                look: register::look(record),
                line: self.words.of(*id).cloned(),
                found: found.binary_search(id).is_ok(),
                selected: match selection {
                    Selection::Node(node) => register::concerned(record).contains(&node),
                    Selection::Message(id) => record.message() == Some(id),
                    _ => false,
                },
                ahead: *id >= position,
            }
        };
        let reached = passed.checked_sub(1).map(|at| ids[at]);
        let active = self.active.filter(|it| ids.binary_search(it).is_ok()).or(reached);
        let active = active.or(ids.first().copied());
        let share = |seen: u32| (u64::from(seen) * 100 / (records.len() as u64).max(1)) as u32;
        Listing {
            count: ids.len(),
            first,
            rows: shown.iter().map(row).collect(),
            active,
            reached,
            filter: self.rows.filter(),
            of_selected: self.of_selected,
            sought: self.sought.clone(),
            only: self.only,
            found: self.search.as_ref().map(|search| {
                let place = active.and_then(|it| found.binary_search(&it).ok());
                (found.len(), place, share(search.seen()))
            }),
            strayed: self.strayed,
            last: told.and_then(|it| self.words.of(it)).cloned(),
        }
    }

    /// Whether portions are left to be done.
    pub fn is_busy(&self) -> bool {
        self.busy
    }

    /// Lists what passes a filter, and looks for what is looked for among it.
    fn begin(&mut self, filter: Filter) {
        self.rows = Rows::of(filter);
        let sought = self.sought.trim();
        self.search = (!sought.is_empty()).then(|| Search::of(sought, filter));
    }

    /// Once the rows are on the page: scrolls to them, and gives one the focus. True if there is
    /// room for more rows, or for fewer, than there was.
    pub fn settle(&mut self) -> bool {
        // To ask the browser may make it lay the page out.
        if !std::mem::take(&mut self.made) {
            return false;
        }
        let Some(scroller) = browser::element::<Element>(SCROLLER) else { return false };
        let fit = rows_in(f64::from(scroller.client_height()));
        let wanted = (self.top as f64 * ROW) as i32;
        if !self.strayed && scroller.scroll_top() != wanted {
            scroller.set_scroll_top(wanted);
            self.scrolled = f64::from(scroller.scroll_top());
        }
        if std::mem::take(&mut self.focus)
            && let Some(row) = scroller.query_selector("tr[tabindex='0']").ok().flatten()
            && let Ok(row) = wasm_bindgen::JsCast::dyn_into::<HtmlElement>(row)
        {
            let _ = row.focus();
        }
        let changed = std::mem::replace(&mut self.fit, fit) != fit;
        self.busy |= changed;
        self.resized |= changed;
        changed
    }

    /// It was scrolled; true if other rows are in sight than were made.
    fn scrolled(&mut self, top: f64, height: f64) -> bool {
        self.fit = rows_in(height);
        if (top - self.scrolled).abs() < 2.0 {
            return false;
        }
        self.scrolled = top;
        self.strayed = true;
        let before = std::mem::replace(&mut self.top, (top / ROW) as usize);
        before != self.top
    }
}

/// How many whole rows there are in sight below the heading.
fn rows_in(height: f64) -> usize {
    ((height / ROW) as usize).saturating_sub(1)
}

/// The last record before the cursor that is worth a row, among the last ones.
fn last_told(sim: &dyn faultline::sim::handle::Sim, position: u32) -> Option<u32> {
    let (records, info, filter) = (sim.records(), sim.info(), Filter::default());
    let lately = (position.saturating_sub(1_000)..position).rev();
    lately
        .into_iter()
        .find(|id| records.get(*id as usize).is_some_and(|record| filter.passes(record, info)))
}

impl App {
    /// Carries out what is done with the table of events; true if the page is to be rendered.
    pub(crate) fn tabulate(&mut self, act: Act) -> bool {
        let table = &mut self.panels.table;
        match act {
            Act::Filter(filter) => {
                table.of_selected = false;
                table.begin(filter);
                table.strayed = false;
            }
            Act::OfSelected => {
                table.of_selected = true;
                table.strayed = false;
            }
            Act::Seek(sought) => {
                table.sought = sought;
                table.begin(table.rows.filter());
            }
            Act::Only(only) => {
                table.only = only;
                table.strayed = false;
            }
            Act::Next(forward) => {
                let from = table.active.unwrap_or(self.desk.session.sim().position());
                let table = &self.panels.table;
                let next = table.search.as_ref().and_then(|it| it.next(from, forward));
                return next.is_some_and(|record| self.show_event(record));
            }
            Act::Find => {
                if !self.shows(Panel::Events) {
                    self.panels.shelf.hidden = false;
                    self.panels.shelf.folded.retain(|it| *it != Panel::Events);
                    self.tab = Tab::Events;
                }
                self.focus = Some(SEARCH);
            }
            Act::Scrolled(top, height) => return table.scrolled(top, height),
            Act::Move(by) => self.move_focus(by),
            Act::Point(record) => return self.point_at_event(record),
            Act::Show(record) => return self.show_event(record),
            Act::Follow => {
                table.strayed = false;
                table.active = None;
            }
        }
        true
    }

    /// Whether a panel is on the page.
    pub(crate) fn shows(&self, panel: Panel) -> bool {
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
        if let Some(scroller) = browser::element::<Element>(SCROLLER) {
            table.scrolled = table.top as f64 * ROW;
            scroller.set_scroll_top(table.scrolled as i32);
        }
        self.point_at_event(Some(RecordId(id)));
    }

    /// Marks in the picture what a record is about.
    fn point_at_event(&mut self, record: Option<RecordId>) -> bool {
        let record =
            record.and_then(|it| self.desk.session.sim().records().get(it.index()).copied());
        let message: Option<MessageId> = record.and_then(|it| it.message());
        self.conduct(Command::Hover(message));
        let marked = record.map_or(Vec::new(), |it| register::concerned(&it));
        self.conduct(Command::Mark(marked))
    }
}

/// The kinds of records to choose from, with a key for each.
pub fn kinds(info: &faultline::sim::declare::Info) -> Vec<(String, String, Kind)> {
    let fixed = [
        ("any", "Everything", Kind::Any),
        ("moves", "Changes of state", Kind::Moves),
        ("faults", "Faults and losses", Kind::Faults),
        ("operations", "Clients’ operations", Kind::Operations),
        ("notes", "What nodes say", Kind::Notes),
        ("timers", "Timers", Kind::Timers),
    ];
    let fixed = fixed.into_iter().map(|(key, name, kind)| (key.into(), name.into(), kind));
    let messages = info.messages.iter().zip(0..);
    fixed
        .chain(
            messages.map(|(it, at): (_, u8)| (at.to_string(), it.name.into(), Kind::Message(at))),
        )
        .collect()
}
