//! The courses of a scenario that are not shown, as thin lanes that leave the one that is.
//!
//! Derived from what is done in them alone: no run is needed to draw where two courses part.

use kernel::time::Time;
use scenario::{Course, Scenario, parting};

/// A course that is not shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Ghost {
    /// Which.
    pub course: Course,
    /// What it is called.
    pub name: String,
    /// Where it parts from the one that is shown.
    pub from: Time,
    /// Where it ends.
    pub to: Time,
    /// When something is done in it that is not done in the one that is shown.
    pub acts: Vec<Time>,
}

/// The courses of a scenario beside the one that is shown, in their order.
pub fn ghosts(document: &Scenario, shown: Course) -> Vec<Ghost> {
    let Some(here) = document.course(shown) else { return Vec::new() };
    let ghost = |course: Course| {
        let other = document.course(course).filter(|_| course != shown)?;
        let from = parting(here, other).min(here.until).min(other.until);
        let shared = &here.setup.actions;
        let own = other.setup.actions.iter().filter(|it| it.at >= from && !shared.contains(it));
        let acts = own.map(|timed| timed.at).collect();
        let name = document.course_name(course).to_string();
        Some(Ghost { course, name, from, to: other.until, acts })
    };
    document.courses().filter_map(ghost).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "faultline 1\npattern raft\nseed 1\nat 1s crash n0\nat 3s restart n0\n\
                        until 6s\nbranch A from 2s\nat 2s crash n1\nat 3s restart n0\nuntil 5s\n\
                        branch B from 0s\nseed 2\nuntil 4s\n";

    fn lanes(shown: Course) -> Vec<(String, u64, u64, usize)> {
        let scenario = Scenario::parse(TEXT, catalogue::ALL).expect("a scenario");
        let second = |at: Time| at.0 / 1_000_000;
        let ghosts = ghosts(&scenario, shown).into_iter();
        ghosts.map(|it| (it.name, second(it.from), second(it.to), it.acts.len())).collect()
    }

    #[test]
    fn every_other_course_leaves_where_it_parts_from_the_one_shown() {
        assert_eq!(lanes(Course::Trunk), [("A".into(), 2, 5, 1), ("B".into(), 0, 4, 0)]);
        let trunk = lanes(Course::Branch(0));
        assert_eq!(trunk[0].0, "trunk");
        // Just before what the branch has and the trunk lacks.
        assert_eq!((trunk[0].1, trunk[0].2, trunk[0].3), (1, 6, 0));
    }

    #[test]
    fn without_branches_there_is_nothing_beside_the_trunk() {
        assert!(ghosts(&Scenario::new(&catalogue::ALL[0]), Course::Trunk).is_empty());
        assert!(lanes(Course::Branch(7)).is_empty());
    }
}
