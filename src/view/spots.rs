//! The marks above the timeline: what was done to the cluster, what was said, what broke, each at its
//! time. Those that would lie upon each other are one.

use super::scale::Scale;
use super::timeline::{Moment, MomentKind};
use kernel::order::by_key;
use kernel::time::Time;
use scenario::Note;

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A note, by its place among the scenario's.
    Note(usize),
    /// An action, by its place among the scenario's.
    Act(usize),
    /// A broken promise: the record, and the property by its place among the pattern's.
    Broken(u32, u8),
}

/// One thing to be marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// When.
    pub at: Time,
    /// What.
    pub what: What,
}

/// A mark, of one thing or of several that are close to each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where.
    pub x: f64,
    /// What it stands for, in order of time.
    pub spots: Vec<Spot>,
}

impl Mark {
    /// The weightiest of what it stands for: what broke before what was done, and that before words.
    pub fn chief(&self) -> Spot {
        let weight = |spot: &&Spot| match spot.what {
            What::Broken(..) => 2,
            What::Act(_) => 1,
            What::Note(_) => 0,
        };
        // There is always one.
        let first = Spot { at: Time::ZERO, what: What::Note(0) };
        self.spots.iter().rev().max_by_key(weight).copied().unwrap_or(first)
    }

    /// Where a press leads: to the first of its moments after the cursor, or else to its first.
    pub fn goal(&self, now: Time) -> Time {
        let ahead = self.spots.iter().map(|it| it.at).find(|at| *at > now);
        ahead.or(self.spots.first().map(|it| it.at)).unwrap_or(now)
    }
}

/// The marks within a scale, at least so many pixels from each other.
pub fn marks(moments: &[Moment], notes: &[Note], scale: &Scale, apart: f64) -> Vec<Mark> {
    let said =
        notes.iter().enumerate().map(|(index, it)| Spot { at: it.at, what: What::Note(index) });
    let happened = moments.iter().filter_map(|it| {
        let what = match it.kind {
            MomentKind::Acted(index) => What::Act(index as usize),
            MomentKind::Violated(property) => What::Broken(it.record, property),
            // The lanes show it.
            MomentKind::Moved(..) => return None,
        };
        Some(Spot { at: it.at, what })
    });
    let seen = |spot: &Spot| scale.from <= spot.at && spot.at <= scale.to;
    let mut spots: Vec<Spot> = said.chain(happened).filter(seen).collect();
    by_key(&mut spots, |spot| spot.at.0);
    let mut marks: Vec<Mark> = Vec::new();
    for spot in spots {
        let x = scale.x(spot.at);
        match marks.last_mut() {
            Some(last) if x - last.x < apart => last.spots.push(spot),
            Some(_) | None => marks.push(Mark { x, spots: vec![spot] }),
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::ids::NodeId;

    fn moment(ms: u64, kind: MomentKind) -> Moment {
        Moment { record: ms as u32, at: Time(ms * 1_000), node: NodeId(0), kind }
    }

    fn note(ms: u64) -> Note {
        Note { at: Time(ms * 1_000), node: None, text: "so".into() }
    }

    #[test]
    fn marks_never_lie_upon_each_other() {
        let scale = Scale { from: Time(0), to: Time(1_000_000), left: 0.0, right: 1_000.0 };
        let moments: Vec<Moment> =
            (0..300).map(|it| moment(it * 3, MomentKind::Acted(it as u32))).collect();
        let marks = marks(&moments, &[note(450)], &scale, 24.0);
        assert!(marks.windows(2).all(|it| it[1].x - it[0].x >= 24.0));
        assert_eq!(marks.iter().map(|it| it.spots.len()).sum::<usize>(), 301);
    }

    #[test]
    fn a_mark_of_several_leads_to_one_after_the_other_and_looks_like_the_weightiest() {
        let scale = Scale { from: Time(0), to: Time(10_000_000), left: 0.0, right: 1_000.0 };
        let moments = [
            moment(100, MomentKind::Acted(0)),
            moment(150, MomentKind::Moved(0, 1)),
            moment(200, MomentKind::Violated(3)),
        ];
        let marks = marks(&moments, &[note(50)], &scale, 24.0);
        assert_eq!(marks.len(), 1);
        let ms = |at: Time| at.0 / 1_000;
        let goals = [0, 60, 120, 500].map(|now| ms(marks[0].goal(Time(now * 1_000))));
        assert_eq!(goals, [50, 100, 200, 50]);
        assert_eq!(marks[0].chief().what, What::Broken(200, 3));
    }

    #[test]
    fn what_is_not_seen_is_not_marked() {
        let scale = Scale { from: Time(100_000), to: Time(200_000), left: 0.0, right: 1_000.0 };
        let moments = [50, 150, 250].map(|ms| moment(ms, MomentKind::Acted(0)));
        assert_eq!(marks(&moments, &[note(90)], &scale, 24.0).len(), 1);
    }
}
