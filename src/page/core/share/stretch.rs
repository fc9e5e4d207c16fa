//! Which stretch of a run is exported unless the user chooses another.

use crate::command::share::Offer;
use crate::session::Session;
use kernel::time::{Span, Time};
use view::timeline::Moment;

/// The offers, with their names.
pub const OFFERS: [(Offer, &str); 3] =
    [(Offer::Here, "Around here"), (Offer::UpToHere, "Up to here"), (Offer::Whole, "Whole run")];

/// Moments that follow each other within this span tell one story.
const STORY: Span = Span::millis(200);

/// No story is told from further back.
const FURTHEST: Span = Span::millis(1_000);

/// None is shorter.
const SHORTEST: Span = Span::millis(200);

/// How much is shown of what was before the story.
const BEFORE: Span = Span::millis(30);

impl Offer {
    /// The stretch, from when to when.
    pub fn stretch(self, session: &mut Session, moments: &[Moment]) -> [Time; 2] {
        let now = session.now();
        match self {
            Offer::Here => around(session, moments),
            Offer::UpToHere => [Time::ZERO, now],
            Offer::Whole => [Time::ZERO, known(session)],
        }
    }
}

/// Up to when the run is known, as far as the scenario goes.
fn known(session: &Session) -> Time {
    session.known_until().min(session.scenario().until).max(session.now())
}

/// What most likely is to be shown: the last stretch in which something became of somebody.
pub fn around(session: &mut Session, moments: &[Moment]) -> [Time; 2] {
    story(moments, session.now(), known(session))
}

fn story(moments: &[Moment], now: Time, known: Time) -> [Time; 2] {
    let earliest = now - FURTHEST;
    let behind = moments.iter().rev().map(|it| it.at).filter(|at| *at <= now);
    let mut from = now;
    for at in behind {
        // Between the cursor and the last of them there may be a longer quiet.
        let near = from == now || from.since(at) <= STORY;
        if at < earliest || !near {
            break;
        }
        from = at;
    }
    let from = Time((from - BEFORE).0 / 10_000 * 10_000);
    let from = if now.since(from) < SHORTEST { now - SHORTEST } else { from };
    [from, now.max(from + SHORTEST).min(known.max(now))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::ids::NodeId;
    use view::timeline::MomentKind;

    fn moments(ms: &[u64]) -> Vec<Moment> {
        let moment = |at: &u64| Moment {
            record: 0,
            at: Time(at * 1_000),
            node: NodeId(0),
            kind: MomentKind::Acted(0),
        };
        ms.iter().map(moment).collect()
    }

    #[track_caller]
    fn told(ms: &[u64], now: u64) -> (u64, u64) {
        let [from, to] = story(&moments(ms), Time(now * 1_000), Time(9_000_000));
        (from.0 / 1_000, to.0 / 1_000)
    }

    #[test]
    fn the_story_begins_where_things_began_to_happen() {
        assert_eq!(told(&[100, 1_200, 1_300, 1_450, 9_000], 1_600), (1_170, 1_600));
        // A long quiet before the cursor belongs to it, unless it is too long.
        assert_eq!(told(&[100, 800], 1_600), (770, 1_600));
        assert_eq!(told(&[100], 1_600), (1_400, 1_600));
    }

    #[test]
    fn a_story_has_a_length_even_at_the_start() {
        assert_eq!(told(&[], 0), (0, 200));
        assert_eq!(told(&[50], 60), (0, 200));
    }
}
