//! Branches: other courses that a scenario's run can take, each with a name.
//!
//! A branch is a complete scenario of its own, which shares a beginning with the trunk: everything
//! up to and including the time it leaves. One that leaves at 0s shares nothing but what it does
//! not say otherwise in its header; so may a counter-example with another seed and fewer nodes. What is printed
//! of a branch is its difference to the trunk.
//!
//! What is here only looks; `fork` makes branches and changes them.

use super::{Note, Scenario, limits};
use kernel::action::Timed;
use kernel::time::{Span, Time};
use run::words;

/// Another course of events, beside the trunk.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// What it is called; no other branch is called so.
    pub name: String,
    /// When it leaves the trunk: everything of that time and before is the trunk's.
    pub from: Time,
    /// What is run. It has no branches of its own, and a title only if it has one of its own.
    pub scenario: Scenario,
}

/// Which course of events of a scenario is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Course {
    /// The trunk.
    #[default]
    Trunk,
    /// A branch, by its place among the branches.
    Branch(usize),
}

/// What the trunk is called where a branch could be named.
pub const TRUNK: &str = "trunk";

impl Scenario {
    /// The trunk and all branches, in order.
    pub fn courses(&self) -> impl Iterator<Item = Course> + use<> {
        std::iter::once(Course::Trunk).chain((0..self.branches.len()).map(Course::Branch))
    }

    /// The scenario of a course; the trunk is the scenario itself. None if there is no such branch.
    pub fn course(&self, course: Course) -> Option<&Scenario> {
        match course {
            Course::Trunk => Some(self),
            Course::Branch(number) => self.branches.get(number).map(|branch| &branch.scenario),
        }
    }

    /// What a course is called.
    pub fn course_name(&self, course: Course) -> &str {
        match course {
            Course::Trunk => TRUNK,
            Course::Branch(number) => self.branches.get(number).map_or("?", |it| &it.name),
        }
    }

    /// The course that a word of a link or of a command means: a branch's name, its number from 1,
    /// or `trunk`. The sentence says which there are.
    pub fn find(&self, word: &str) -> Result<Course, String> {
        if word == TRUNK {
            return Ok(Course::Trunk);
        }
        let named = self.branches.iter().position(|branch| branch.name == word);
        let number = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let numbered = number.filter(|number| *number < self.branches.len());
        if let Some(number) = named.or(numbered) {
            return Ok(Course::Branch(number));
        }
        let word = words::quoted(word);
        let names: Vec<_> = self.branches.iter().map(|it| words::quoted(&it.name)).collect();
        Err(match names.as_slice() {
            [] => format!("There is no branch {word}; this scenario has none"),
            names => format!("There is no branch {word}; there are {}", names.join(", ")),
        })
    }

    /// A name for a branch in its one form, if no other branch than `except` has it.
    pub(super) fn branch_name(&self, text: &str, except: Option<usize>) -> Result<String, String> {
        let name = words::plain(text, limits::BRANCH_CHARS)?;
        let named = self.branches.iter().position(|branch| branch.name == name);
        if name.is_empty() {
            return Err("A branch needs a name".into());
        }
        if name == TRUNK || name.bytes().all(|b| b.is_ascii_digit()) {
            return Err(format!("A branch cannot be called {}", words::quoted(&name)));
        }
        if named.is_some_and(|number| Some(number) != except) {
            return Err(format!("There is a branch {} already", words::quoted(&name)));
        }
        Ok(name)
    }

    /// Its actions and notes of a time and before.
    pub(super) fn up_to(&self, time: Time) -> (&[Timed], &[Note]) {
        let actions = &self.setup.actions;
        let acted = actions.partition_point(|timed| timed.at <= time);
        let noted = self.notes.partition_point(|note| note.at <= time);
        (&actions[..acted], &self.notes[..noted])
    }

    /// The actions and notes that a branch's block lists: those that are not the trunk's.
    pub(super) fn own<'a>(&self, branch: &'a Branch) -> (&'a [Timed], &'a [Note]) {
        let from = branch.from.min(parting(self, &branch.scenario));
        let (actions, notes) = match from {
            Time::ZERO => (0, 0),
            from => {
                let (actions, notes) = self.up_to(from);
                (actions.len(), notes.len())
            }
        };
        (&branch.scenario.setup.actions[actions..], &branch.scenario.notes[notes..])
    }
}

/// The latest time up to and including which a branch can share everything with its trunk.
pub fn parting(trunk: &Scenario, branch: &Scenario) -> Time {
    if other_start(trunk, branch).is_some() {
        return Time::ZERO;
    }
    let (ours, theirs) = (&trunk.setup.actions, &branch.setup.actions);
    let actions = first_difference(ours, theirs, |timed| timed.at);
    actions.min(first_difference(&trunk.notes, &branch.notes, |note| note.at))
}

/// The first item that the branch lacks ends what is shared before its time, one that it has
/// beyond the trunk's at its time.
fn first_difference<T: PartialEq>(trunk: &[T], branch: &[T], at: impl Fn(&T) -> Time) -> Time {
    let same = trunk.iter().zip(branch).take_while(|(ours, theirs)| ours == theirs).count();
    let lacking = trunk.get(same).map_or(Time::NEVER, |item| at(item) - Span(1));
    let beyond = branch.get(same).map_or(Time::NEVER, at);
    lacking.min(beyond)
}

/// What makes the two differ from the start, in words.
pub fn other_start(trunk: &Scenario, branch: &Scenario) -> Option<&'static str> {
    let (ours, theirs) = (&trunk.setup, &branch.setup);
    let differences = [
        (trunk.pattern.info.id != branch.pattern.info.id, "another pattern"),
        (ours.params != theirs.params, "other parameters"),
        (ours.without != theirs.without, "other safeguards"),
        (ours.network != theirs.network, "another network"),
        (ours.seed != theirs.seed, "another seed"),
    ];
    differences.into_iter().find_map(|(differs, what)| differs.then_some(what))
}
