//! What a scenario is shown as: its title, then its notes, in order of time. One without notes is
//! shown by its most telling moments.
//!
//! Knows no page.

use faultline::scenario::Scenario;
use faultline::sim::declare::{Info, Tone};
use faultline::sim::frame::Frame;
use faultline::sim::ids::{Names, NodeId};
use faultline::sim::time::Time;
use faultline::view::timeline::{Moment, MomentKind, Timeline, sentence};

/// How many moments stand for a scenario without notes at most.
const MOMENTS: usize = 16;

/// A slide: a moment of the run, and what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Slide {
    /// The moment.
    pub at: Time,
    /// The node that it is about.
    pub node: Option<NodeId>,
    /// The words; the first slide's are the title.
    pub words: String,
}

/// The slides of a course, whose document has this title.
pub fn slides(
    title: &str,
    scenario: &Scenario,
    timeline: &Timeline,
    frame: &Frame,
    names: &Names,
) -> Vec<Slide> {
    let info = scenario.pattern.info;
    let title = if title.is_empty() { info.name } else { title };
    let mut slides = vec![Slide { at: Time::ZERO, node: None, words: title.into() }];
    let notes = scenario.notes.iter();
    slides.extend(notes.map(|it| Slide { at: it.at, node: it.node, words: it.text.clone() }));
    if slides.len() > 1 {
        return slides;
    }
    let roles: Vec<u8> = frame.nodes.iter().map(|node| node.role).collect();
    let moments = timeline.moments().iter().filter(|it| it.at <= scenario.until);
    let telling = moments.filter(|it| tells(it, info, &roles)).take(MOMENTS);
    let actions = &scenario.setup.actions;
    slides.extend(telling.map(|it| Slide {
        at: it.at,
        node: (!matches!(it.kind, MomentKind::Acted(_))).then_some(it.node),
        words: capital(&sentence(it, info, &roles, names, actions, &frame.properties)),
    }));
    slides
}

/// The last slide that is at a time or before it.
pub fn nearest(slides: &[Slide], at: Time) -> usize {
    slides.iter().rposition(|slide| slide.at <= at).unwrap_or(0)
}

/// Whether a moment stands for more than itself: somebody acted, a promise broke, a server leads.
fn tells(moment: &Moment, info: &Info, roles: &[u8]) -> bool {
    match moment.kind {
        MomentKind::Acted(_) | MomentKind::Violated(_) => true,
        MomentKind::Moved(_, to) => {
            let role =
                roles.get(moment.node.index()).and_then(|it| info.roles.get(usize::from(*it)));
            let state = role.and_then(|it| it.diagram.states.get(usize::from(to)));
            state.is_some_and(|it| matches!(it.tone, Tone::Leading | Tone::Bad))
        }
    }
}

fn capital(sentence: &str) -> String {
    let mut chars = sentence.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    // The name of a node is written as it is.
    let named = chars.as_str().starts_with(|c: char| c.is_ascii_digit());
    if named { sentence.into() } else { first + chars.as_str() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use faultline::patterns;

    fn told(text: &str) -> Vec<(u64, String)> {
        let scenario = Scenario::parse(text, patterns::ALL).expect("a scenario");
        let mut sim = scenario.start().expect("a run");
        sim.seek(scenario.until).expect("in range");
        let mut timeline = Timeline::of(sim.info(), sim.roles(), &[]);
        timeline.extend(sim.records());
        let slides = slides(&scenario.title, &scenario, &timeline, &sim.frame(), sim.names());
        slides.into_iter().map(|it| (it.at.0 / 1_000, it.words)).collect()
    }

    #[test]
    fn the_title_comes_first_and_the_notes_follow_in_order_of_time() {
        let text = "faultline 1\ntitle A talk\npattern raft\nseed 1\nat 2s note - Last\n\
                    at 1s note n0 First\nuntil 3s\n";
        let slides = told(text);
        assert_eq!(slides, [(0, "A talk".into()), (1_000, "First".into()), (2_000, "Last".into())]);
    }

    #[test]
    fn without_notes_the_run_speaks_for_itself() {
        let slides = told("faultline 1\npattern raft\nseed k3f9\nat 1s crash n3\nuntil 3s\n");
        assert_eq!(slides[0], (0, "Raft".into()));
        let words: Vec<&str> = slides.iter().map(|(_, words)| words.as_str()).collect();
        assert!(words.contains(&"Crash n3"), "{words:?}");
        assert!(words.iter().any(|it| it.ends_with("becomes leader")), "{words:?}");
        assert!(slides.is_sorted_by_key(|(at, _)| *at));
    }

    #[test]
    fn a_link_to_a_moment_opens_at_the_slide_before_it() {
        let slide = |at| Slide { at: Time(at), node: None, words: String::new() };
        let slides = [slide(0), slide(10), slide(10), slide(30)];
        let found = [0, 9, 10, 29, 99].map(|at| nearest(&slides, Time(at)));
        assert_eq!(found, [0, 0, 2, 2, 3]);
    }
}
