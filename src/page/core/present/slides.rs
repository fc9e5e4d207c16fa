//! What a scenario is shown as: its title, then its notes, in order of time. One without notes is
//! shown by its most telling moments.
//!
//! Where two scenarios stand side by side, what is said of both is said once, and what is said of one
//! names its side. Knows no page.

use compare::Side;
use kernel::ids::{Names, NodeId};
use kernel::order::by_key;
use kernel::time::Time;
use pattern::declare::{Info, Tone};
use run::frame::Frame;
use scenario::Scenario;
use view::text::capital;
use view::timeline::{Moment, MomentKind, Timeline, sentence};

/// How many moments stand for a scenario without notes at most.
const MOMENTS: usize = 16;

/// A slide: a moment of the run, and what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Slide {
    /// The moment.
    pub at: Time,
    /// The side that it is about, if it is not about both.
    pub side: Option<Side>,
    /// The name of the node that it is about.
    pub who: Option<String>,
    /// That node, on each side.
    pub nodes: [Option<NodeId>; 2],
    /// The words; the first slide's are the title.
    pub words: String,
}

impl Slide {
    fn new(at: Time, node: Option<NodeId>, words: String, names: &Names) -> Slide {
        let who = node.map(|id| names.of(id).to_string());
        Slide { at, side: None, who, nodes: [node, None], words }
    }

    fn says_the_same_as(&self, other: &Slide) -> bool {
        self.at == other.at && self.who == other.who && self.words == other.words
    }
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
    let mut slides = vec![Slide::new(Time::ZERO, None, title.into(), names)];
    let notes = scenario.notes.iter();
    slides.extend(notes.map(|it| Slide::new(it.at, it.node, it.text.clone(), names)));
    if slides.len() > 1 {
        return slides;
    }
    let roles: Vec<u8> = frame.nodes.iter().map(|node| node.role).collect();
    let moments = timeline.moments().iter().filter(|it| it.at <= scenario.until);
    let telling = moments.filter(|it| tells(it, info, &roles)).take(MOMENTS);
    let actions = &scenario.setup.actions;
    slides.extend(telling.map(|it| {
        let node = (!matches!(it.kind, MomentKind::Acted(_))).then_some(it.node);
        let words = begun(&sentence(it, info, &roles, names, actions, &frame.properties));
        Slide::new(it.at, node, words, names)
    }));
    slides
}

/// The slides of two sides as one row, in order of time. If one of them has no notes of its own, the
/// other's are enough.
pub fn both(sides: [(Vec<Slide>, bool); 2]) -> Vec<Slide> {
    let any = sides[0].1 || sides[1].1;
    let [left, right] = sides.map(|(mut slides, noted)| {
        slides.truncate(if noted || !any { slides.len() } else { 1 });
        slides
    });
    let mut slides = left;
    slides.iter_mut().skip(1).for_each(|it| it.side = Some(Side::A));
    for (place, mut slide) in right.into_iter().enumerate() {
        slide.nodes.swap(0, 1);
        match slides.iter_mut().find(|it| it.says_the_same_as(&slide)) {
            Some(same) => (same.side, same.nodes[1]) = (None, slide.nodes[1]),
            None if place == 0 => slides[0].words = slides[0].words.clone() + " | " + &slide.words,
            None => slides.push(Slide { side: Some(Side::B), ..slide }),
        }
    }
    // Stable: the title comes first, and at one time the left one speaks first.
    by_key(&mut slides, |slide| slide.at.0);
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

/// A sentence with its capital, unless it begins with the name of a node, which is written as it is.
fn begun(sentence: &str) -> String {
    let named = sentence.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    if named { sentence.into() } else { capital(sentence) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(text: &str) -> Vec<Slide> {
        let scenario = Scenario::parse(text, catalogue::ALL).expect("a scenario");
        let mut sim = scenario.start().expect("a run");
        sim.seek(scenario.until).expect("in range");
        let mut timeline = Timeline::of(sim.info(), sim.roles(), &[]);
        timeline.extend(sim.records());
        slides(&scenario.title, &scenario, &timeline, &sim.frame(), sim.names())
    }

    fn told(text: &str) -> Vec<(u64, String)> {
        made(text).into_iter().map(|it| (it.at.0 / 1_000, it.words)).collect()
    }

    const TALK: &str = "faultline 1\ntitle A talk\npattern raft\nseed 1\nat 1s note n0 Of both\n\
                        at 1.5s note n1 Of one\nuntil 3s\n";

    #[test]
    fn what_is_said_of_both_sides_is_said_once_and_else_the_side_is_named() {
        let other = TALK.replace("at 1.5s note n1 Of one", "at 1.2s note n2 Of the other");
        let slides = both([(made(TALK), true), (made(&other), true)]);
        let told: Vec<_> = slides.iter().map(|it| (it.side, it.words.as_str())).collect();
        let both = [(None, "A talk"), (None, "Of both")];
        let apart = [(Some(Side::B), "Of the other"), (Some(Side::A), "Of one")];
        assert_eq!(told, [both, apart].concat());
        assert_eq!(slides[1].nodes, [Some(NodeId(0)); 2]);
        assert_eq!(slides[2].nodes, [None, Some(NodeId(2))]);
        assert_eq!(slides[2].who.as_deref(), Some("n2"));
    }

    #[test]
    fn two_titles_are_one_and_a_side_without_notes_adds_nothing() {
        let quiet = "faultline 1\ntitle Quiet\npattern raft\nseed k3f9\nat 1s crash n3\nuntil 3s\n";
        let slides = both([(made(TALK), true), (made(quiet), false)]);
        let words: Vec<_> = slides.iter().map(|it| it.words.as_str()).collect();
        assert_eq!(words, ["A talk | Quiet", "Of both", "Of one"]);
        let slides = both([(made(quiet), false), (made(quiet), false)]);
        assert!(slides.len() > 1 && slides.iter().all(|it| it.side.is_none()));
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
        let slide = |at| Slide::new(Time(at), None, String::new(), &Names(Vec::new()));
        let slides = [slide(0), slide(10), slide(10), slide(30)];
        let found = [0, 9, 10, 29, 99].map(|at| nearest(&slides, Time(at)));
        assert_eq!(found, [0, 0, 2, 2, 3]);
    }
}
