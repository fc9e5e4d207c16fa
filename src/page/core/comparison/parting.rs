//! Where two sides part, in words. Runs of one pattern are compared record by record; of two patterns
//! what their users see is: which promises broke, and what clients were told.

use compare::{Apart, Comparison, Side};
use kernel::narrate::Line;
use kernel::time::Time;
use std::rc::Rc;
use view::text;

/// Where two sides part.
#[derive(Clone, Debug, PartialEq)]
pub struct Parted {
    /// The editions that were compared, of the left side and of the right one.
    pub editions: [u32; 2],
    /// How far.
    pub until: Time,
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
                let what = if *limit { "known limitation reached" } else { "broken" };
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
