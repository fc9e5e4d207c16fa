//! Where two sides part, in words. Runs of one pattern are compared record by record; of two patterns
//! what their users see is: which promises broke, and what clients were told.

use std::rc::Rc;

use super::Pair;
use crate::app::App;
use crate::session::Session;
use faultline::compare::{Apart, Comparison, Side, apart, compare};
use faultline::sim::narrate::Line;
use faultline::sim::time::{Span, Time};
use faultline::view::text;

/// How far runs are compared at first. What lies further is compared when the cursor gets there.
const FIRST: Time = Time(30_000_000);
/// How much further then.
const AHEAD: Span = Span::secs(30);

/// Where two sides part.
#[derive(Clone, Debug, PartialEq)]
pub struct Parted {
    /// The editions that were compared, of the left side and of the right one.
    editions: [u32; 2],
    /// How far.
    until: Time,
    /// What came of it.
    pub found: Found,
}

/// What comparing two sides came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Runs of one pattern.
    Alike(Rc<Comparison>),
    /// Runs of two patterns; none if their users see no difference.
    Apart(Option<Apart>),
    /// They could not be compared.
    Failed(String),
}

impl Parted {
    /// When they part.
    pub fn at(&self) -> Option<Time> {
        match &self.found {
            Found::Alike(comparison) => comparison.first.as_ref().map(|first| first.at),
            Found::Apart(apart) => apart.as_ref().map(Apart::at),
            Found::Failed(_) => None,
        }
    }

    /// What is different then, in a sentence.
    pub fn sentence(&self) -> String {
        let until = text::clock(self.until);
        match &self.found {
            Found::Failed(sentence) => sentence.clone(),
            Found::Alike(comparison) => match &comparison.first {
                None => format!("Both runs are the same up to {until}"),
                Some(first) => {
                    let [left, right] = first.lines.each_ref().map(|line| told(line.as_ref()));
                    format!("left: {left}; right: {right}")
                }
            },
            Found::Apart(None) => {
                format!("No promise breaks and no client is told anything else up to {until}")
            }
            Found::Apart(Some(Apart::Broken { side, name, limit, .. })) => {
                let what = if *limit { "known limit reached" } else { "broken" };
                format!("{what} on the {}: {name}", word(*side))
            }
            Found::Apart(Some(Apart::Told { client, number, sides: [left, right], .. })) => {
                format!("{client}’s request {number}: {left} on the left, {right} on the right")
            }
        }
    }
}

/// What a side is called.
pub fn word(side: Side) -> &'static str {
    match side {
        Side::A => "left",
        Side::B => "right",
    }
}

/// A line with its place; what is done from outside has none.
pub fn told(line: Option<&Line>) -> String {
    match line {
        None => "nothing".into(),
        Some(line) if line.place == "action" => line.text.clone(),
        Some(line) => format!("{} {}", line.place, line.text),
    }
}

/// Whether the two have changed since they were compared, or were found alike and have gone beyond.
pub fn is_stale(pair: &Pair, here: &Session) -> bool {
    let known = pair.parted.as_ref().filter(|it| it.editions == editions(pair, here));
    known.is_none_or(|it| it.at().is_none() && it.until < here.now())
}

/// The editions of both sides, the left one first.
fn editions(pair: &Pair, here: &Session) -> [u32; 2] {
    let mut editions = [here.edition(), pair.other.session.edition()];
    if pair.here == Side::B {
        editions.reverse();
    }
    editions
}

impl App {
    /// Finds out where the two part, if they have changed. True if it did.
    pub(super) fn find_parting(&mut self) -> bool {
        let Some(pair) = &mut self.beside.pair else { return false };
        if !is_stale(pair, &self.desk.session) {
            return false;
        }
        let ends = [&self.desk, &pair.other].map(|desk| desk.session.scenario().until);
        let until = FIRST.max(self.desk.session.now() + AHEAD).min(ends[0]).min(ends[1]);
        let mut sims = [self.desk.session.sim().fork(), pair.other.session.sim().fork()];
        if pair.here == Side::B {
            sims.reverse();
        }
        let [mut left, mut right] = sims;
        let one_pattern = std::ptr::eq(left.info(), right.info());
        let found = if one_pattern {
            compare(&mut *left, &mut *right, until).map(|it| Found::Alike(Rc::new(it)))
        } else {
            let sought = left.seek(until).and_then(|()| right.seek(until));
            sought.map(|()| Found::Apart(apart(&*left, &*right)))
        };
        let editions = editions(pair, &self.desk.session);
        let parted = Parted { editions, until, found: found.unwrap_or_else(Found::Failed) };
        let at = parted.at();
        pair.parted = Some(parted);
        self.desk.mark_parting(at);
        pair.other.mark_parting(at);
        true
    }
}
