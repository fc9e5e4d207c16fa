//! Run until: the cursor goes to the next moment at which a condition comes true.
//!
//! A fork of the run looks for it, some records a frame, so that the page can be used meanwhile and
//! the cursor stays where it is if it never comes true. What conditions there are and what they
//! are called is the language's business: see [`run::until`].

use crate::comparison::parting::word;
use crate::session::{LONGEST, Session};
use compare::Side;
use kernel::ids::NodeId;
use kernel::time::{Span, Time};
use run::Sim;
use run::watch::{Sight, Watch};
use view::text;

/// The field's id, by which it gets the focus.
pub const FIELD: &str = "until";

/// The id of the button that opens the box.
pub const BUTTON: &str = "run-until";

/// How far is looked where no limit is given.
const AHEAD: Span = Span::secs(60);

/// How many records are looked at in one go: about a millisecond's work.
const PORTION: u32 = 2_048;

/// How long is looked within one frame, in milliseconds.
pub const FRAME_MS: f64 = 7.0;

/// What a user wants to run until.
#[derive(Default)]
pub struct Until {
    /// Whether the box is open.
    pub open: bool,
    /// What was typed, or chosen from the list.
    pub text: String,
    /// How the last search ended, or why there was none.
    pub told: String,
    /// The search, while one is under way.
    pub scout: Option<Scout>,
}

/// A search under way.
pub struct Scout {
    sim: Box<dyn Sim>,
    watch: Watch,
    /// The condition, in words.
    words: String,
    limit: Time,
    /// The document and the edition of it that is searched: a change ends the search.
    of: (u32, u32),
    /// The side that is searched, where there are two.
    pub side: Option<Side>,
}

impl Until {
    /// Whether something is being looked for.
    pub fn is_looking(&self) -> bool {
        self.scout.is_some()
    }

    /// What is being looked for, in words.
    pub fn awaited(&self) -> Option<String> {
        let scout = self.scout.as_ref()?;
        Some(format!("Looking for “{}”{} …", scout.words, on(scout.side)))
    }

    /// Opens or closes the box.
    pub fn set_open(&mut self, open: bool) {
        self.open = open;
        self.told.clear();
        self.scout = None;
    }

    /// Looks no more.
    pub fn stop(&mut self) {
        self.scout = None;
    }

    /// Puts a condition into the field.
    pub fn choose(&mut self, words: String) {
        self.text = words;
        self.told.clear();
    }

    /// Begins to look; a time alone is gone to at once.
    pub fn begin(
        &mut self,
        session: &mut Session,
        side: Option<Side>,
        text: String,
    ) -> Option<Time> {
        self.scout = None;
        self.text.clone_from(&text);
        let end = match session.scenario().read_end(&text) {
            Ok(end) => end,
            Err(mistake) => {
                self.told = format!("{}.", mistake.message);
                return None;
            }
        };
        let Some(goal) = end.goal else { return Some(end.until) };
        let limited = text.contains(" or ");
        let limit = if limited { end.until } else { (session.now() + AHEAD).min(LONGEST) };
        let words = session.scenario().condition_in_words(&goal);
        let sim = session.sim().fork();
        let watch = Watch::after_cursor(goal, limit, &*sim);
        self.told.clear();
        let of = (session.work(), session.edition());
        self.scout = Some(Scout { sim, watch, words, limit, of, side });
        None
    }

    /// Looks on for some milliseconds: what was found, once that is known.
    pub fn look(&mut self, of: (u32, u32), late: &dyn Fn() -> bool) -> Option<(NodeId, Time)> {
        let scout = self.scout.as_mut()?;
        let mut sight = Ok(Sight::NotYet);
        while sight == Ok(Sight::NotYet) && !late() {
            sight = scout.watch.look(&mut *scout.sim, PORTION);
        }
        if of != scout.of {
            self.scout = None;
            return None;
        }
        match sight {
            Ok(Sight::NotYet) => return None,
            Ok(Sight::True(record, at)) => {
                let node = scout.sim.records().get(record.index()).map(|it| it.node);
                self.scout = None;
                return node.map(|node| (node, at));
            }
            Ok(Sight::Never) => {
                let limit = text::clock(scout.limit);
                let on = on(scout.side);
                self.told = format!("“{}” does not come true{on} by {limit}.", scout.words);
            }
            Err(sentence) => self.told = format!("{sentence}."),
        }
        self.scout = None;
        None
    }
}

/// The side that is meant, in words.
fn on(side: Option<Side>) -> String {
    side.map(|side| format!(" on the {}", word(side))).unwrap_or_default()
}
