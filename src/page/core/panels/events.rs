//! The state of the table of events: what is listed, what is looked for, which rows are in sight.
//!
//! Only the rows in sight are made, and whatever takes long is done in portions: see
//! [`view::register`].

use crate::command::Selection;
use crate::pane::Pane;
use kernel::narrate::Line;
use kernel::time::Time;
use view::register;
use view::register::{Filter, Kind, Rows, Search, Words};

/// Seconds with three decimals, as narrow as they can be.
pub fn clock(at: Time) -> String {
    let ms = at.0 / 1_000;
    format!("{}.{:03}", ms / 1_000, ms % 1_000)
}

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
pub const FRAME_MS: f64 = 5.0;

/// The table's state.
#[derive(Default)]
pub struct Table {
    /// The rows that pass the filter.
    pub rows: Rows,
    /// The words of records.
    pub words: Words,
    /// The search for words.
    pub search: Option<Search>,
    /// What is looked for, as typed.
    pub sought: String,
    /// Whether only rows with the words are listed.
    pub only: bool,
    /// Whether it lists what concerns the selected node.
    pub of_selected: bool,
    /// The edition of the run that rows and words are of.
    pub edition: u32,
    /// The first row in sight, and how many there are.
    pub top: usize,
    /// How many rows fit.
    pub fit: usize,
    /// Where it was scrolled to last, by the user or by itself.
    pub scrolled: f64,
    /// Whether it goes along with the cursor.
    pub strayed: bool,
    /// The row that has the focus when the table gets it.
    pub active: Option<u32>,
    /// Whether that row is to get it now.
    pub focus: bool,
    /// Whether there is room for more rows, or for fewer, than there was.
    pub resized: bool,
    /// Whether portions are left to be done.
    pub busy: bool,
    /// Whether the rows that were made last have yet to come onto the page.
    pub made: bool,
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
    pub fn list(
        &mut self,
        desk: &mut Pane,
        seen: bool,
        [late, late_again]: [&dyn Fn() -> bool; 2],
    ) -> Listing {
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
            done &= self.search.as_mut().is_none_or(|search| search.go_on(sim, late));
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
        done &= self.words.want(sim, told.as_slice(), late_again)
            && self.words.want(sim, shown, late_again);
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
    pub fn begin(&mut self, filter: Filter) {
        self.rows = Rows::of(filter);
        let sought = self.sought.trim();
        self.search = (!sought.is_empty()).then(|| Search::of(sought, filter));
    }

    /// Whether the rows that were made last have come onto the page only now: then the browser tells
    /// how high the table is, see [`Table::fit`].
    pub fn is_to_be_settled(&mut self) -> bool {
        // To ask the browser may make it lay the page out.
        std::mem::take(&mut self.made)
    }

    /// Where the table is to be scrolled to, unless the user has scrolled it.
    pub fn wanted_scroll(&self) -> Option<i32> {
        (!self.strayed).then_some((self.top as f64 * ROW) as i32)
    }

    /// The table was scrolled by the page, to here.
    pub fn was_scrolled_to(&mut self, top: f64) {
        self.scrolled = top;
    }

    /// Whether the active row is to get the focus, once.
    pub fn takes_focus(&mut self) -> bool {
        std::mem::take(&mut self.focus)
    }

    /// The table is so high. True if there is room for more rows, or for fewer, than there was.
    pub fn fit(&mut self, height: f64) -> bool {
        let fit = rows_in(height);
        let changed = std::mem::replace(&mut self.fit, fit) != fit;
        self.busy |= changed;
        self.resized |= changed;
        changed
    }

    /// It was scrolled; true if other rows are in sight than were made.
    pub fn scrolled(&mut self, top: f64, height: f64) -> bool {
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
fn last_told(sim: &dyn run::Sim, position: u32) -> Option<u32> {
    let (records, info, filter) = (sim.records(), sim.info(), Filter::default());
    let lately = (position.saturating_sub(1_000)..position).rev();
    lately
        .into_iter()
        .find(|id| records.get(*id as usize).is_some_and(|record| filter.passes(record, info)))
}

/// The kinds of records to choose from, with a key for each.
pub fn kinds(info: &pattern::declare::Info) -> Vec<(String, String, Kind)> {
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
