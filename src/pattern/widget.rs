//! What can be drawn at a node that is more than a word: logs, queues, buckets, pools, tables,
//! rings of keys, ledgers.
//!
//! Plain data, in the words of the pattern. How large it is drawn, and how much of it, is up to
//! the picture: it has the room that the role asked for, or less.

use crate::declare::Tone;

/// Something drawn at a node that is more than a word.
#[derive(Clone, Debug, PartialEq)]
pub enum Widget {
    /// A replicated log, or a write-ahead log.
    Log(LogView),
    /// What waits in line.
    Queue(QueueView),
    /// How much is left of what fills up again.
    Bucket(BucketView),
    /// Workers, and who waits for one.
    Pool(PoolView),
    /// Rows, and who has locked them.
    Table(TableView),
    /// A ring of keys and their owners.
    Ring(RingView),
    /// Amounts and what they add up to.
    Ledger(LedgerView),
}

/// The end of a log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogView {
    /// The index of the first cell shown; the log's own first index is 1.
    pub first: u64,
    /// Up to eight cells: the newest entries.
    pub cells: Vec<LogCell>,
}

/// An entry of a log.
#[derive(Clone, Debug, PartialEq)]
pub struct LogCell {
    /// The entry's term, or what else tells generations apart.
    pub term: u64,
    /// The command in at most three characters: `x1`.
    pub text: String,
    /// The entry in full, for a tooltip.
    pub full: String,
    /// Whether it is known to be committed.
    pub committed: bool,
}

/// A small box with a few characters in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// At most four characters.
    pub text: String,
    /// What it is, in full, for a tooltip and for those who do not see it.
    pub full: String,
    /// How it looks.
    pub tone: Tone,
}

impl Cell {
    /// A cell.
    pub fn new(text: impl ToString, full: impl ToString, tone: Tone) -> Cell {
        Cell { text: text.to_string(), full: full.to_string(), tone }
    }
}

/// What waits in line, its head first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueueView {
    /// What it is called: `topic orders`.
    pub name: &'static str,
    /// The first of those that wait; eight are enough.
    pub cells: Vec<Cell>,
    /// How many wait in all.
    pub length: u32,
    /// How many can wait, if there is an end to it.
    pub capacity: Option<u32>,
}

/// How much there is of something that is used up and fills up again: tokens, a budget, a counter
/// within its window.
#[derive(Clone, Debug, PartialEq)]
pub struct BucketView {
    /// What it is called: `tokens`.
    pub name: &'static str,
    /// How much there is, in thousandths.
    pub level: u64,
    /// How much there can be, in thousandths; more than none.
    pub capacity: u64,
    /// The level in words: `3.5 of 10`.
    pub text: String,
    /// How it looks: bad when it says no.
    pub tone: Tone,
}

/// Workers that are busy or free, threads or connections, and who waits for one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PoolView {
    /// What it is called: `threads`.
    pub name: &'static str,
    /// How many there are.
    pub size: u32,
    /// How many are busy.
    pub busy: u32,
    /// What the first of them are busy with; eight are enough.
    pub cells: Vec<Cell>,
    /// How many wait for one.
    pub waiting: u32,
}

/// Rows of a table or entries of a map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableView {
    /// What it is called: `accounts`.
    pub name: &'static str,
    /// What its columns are called.
    pub columns: &'static [&'static str],
    /// The rows to show, the most telling first; eight are enough.
    pub rows: Vec<Row>,
    /// How many rows there are in all.
    pub length: u32,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// A value for each column, of at most eight characters.
    pub values: Vec<String>,
    /// Who has locked it.
    pub lock: Option<String>,
    /// How it looks.
    pub tone: Tone,
}

impl Row {
    /// A row that nobody has locked.
    pub fn new(values: Vec<String>, tone: Tone) -> Row {
        Row { values, lock: None, tone }
    }
}

/// Keys on a ring, and who owns which part of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RingView {
    /// What it is called: `hash ring`.
    pub name: &'static str,
    /// Where the owners' parts end, in order around the ring. A part reaches from one end to the
    /// next, and belongs to the owner of the end that it reaches.
    pub ends: Vec<RingPoint>,
    /// Keys to show as dots.
    pub keys: Vec<RingPoint>,
    /// The owners' names.
    pub owners: Vec<String>,
}

/// A point on a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RingPoint {
    /// Where: the whole ring is 2³² around, from the top clockwise.
    pub at: u32,
    /// Whose, by the place among the owners.
    pub owner: u8,
}

/// Amounts in the order in which they were entered, and what they add up to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LedgerView {
    /// What it is called: `Alice`.
    pub name: String,
    /// The latest entries, the newest last; eight are enough.
    pub entries: Vec<LedgerEntry>,
    /// How many entries there are in all.
    pub length: u32,
    /// What is left in words: `$ 100`.
    pub balance: String,
    /// Whether the balance is not as it should be.
    pub wrong: bool,
}

/// An entry of a ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerEntry {
    /// What for: `pay 7`.
    pub what: String,
    /// How much, with its sign: `-100`.
    pub amount: String,
    /// How it looks.
    pub tone: Tone,
}

impl From<LogView> for Widget {
    fn from(view: LogView) -> Widget {
        Widget::Log(view)
    }
}

impl From<QueueView> for Widget {
    fn from(view: QueueView) -> Widget {
        Widget::Queue(view)
    }
}

impl From<BucketView> for Widget {
    fn from(view: BucketView) -> Widget {
        Widget::Bucket(view)
    }
}

impl From<PoolView> for Widget {
    fn from(view: PoolView) -> Widget {
        Widget::Pool(view)
    }
}

impl From<TableView> for Widget {
    fn from(view: TableView) -> Widget {
        Widget::Table(view)
    }
}

impl From<RingView> for Widget {
    fn from(view: RingView) -> Widget {
        Widget::Ring(view)
    }
}

impl From<LedgerView> for Widget {
    fn from(view: LedgerView) -> Widget {
        Widget::Ledger(view)
    }
}
