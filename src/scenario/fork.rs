//! Changes to branches: forking one off at a moment, naming, removing, and making one the trunk.
//!
//! All of them leave a scenario that can be printed and read back, and on failure the one before.
//! Knows nothing of which branch is being looked at.

use super::branch::{Branch, Course, parting};
use super::{Scenario, limits};
use kernel::action::Action;
use kernel::time::Time;
use run::words;

impl Scenario {
    /// Forks a branch off another course at a moment, and returns its place. At first it goes on
    /// as that course does: what is done to it then is the only difference.
    pub fn fork(&mut self, at: Time, of: Course, name: &str) -> Result<usize, String> {
        let course = self.course(of).ok_or("There is no such branch")?;
        let copy = Scenario { title: String::new(), branches: Vec::new(), ..course.clone() };
        let from = match of {
            Course::Trunk => at,
            // It has left the trunk where the other branch did.
            Course::Branch(number) => at.min(self.branches[number].from),
        };
        self.push(name, from, copy)
    }

    /// Takes a scenario in as a branch: a counter-example that a search has found, or another file.
    pub fn adopt(&mut self, name: &str, scenario: Scenario) -> Result<usize, String> {
        let from = parting(self, &scenario).min(limits::UNTIL);
        self.push(name, from, Scenario { branches: Vec::new(), ..scenario })
    }

    /// Changes one course and leaves all others as they are, each a complete scenario. Where a
    /// change moves what two courses share, the branch leaves the trunk earlier.
    pub fn edit<T>(
        &mut self,
        course: Course,
        change: impl FnOnce(&mut Scenario) -> Result<T, String>,
    ) -> Result<T, String> {
        let mut changed = self.clone();
        let scenario = match course {
            Course::Trunk => &mut changed,
            Course::Branch(number) => {
                let branch = changed.branches.get_mut(number);
                &mut branch.ok_or("There is no such branch")?.scenario
            }
        };
        let result = change(scenario)?;
        changed.settle()?;
        *self = changed;
        Ok(result)
    }

    /// Gives a branch another name.
    pub fn rename_branch(&mut self, number: usize, name: &str) -> Result<(), String> {
        let name = self.branch_name(name, Some(number))?;
        let branch = self.branches.get_mut(number).ok_or("There is no such branch")?;
        branch.name = name;
        Ok(())
    }

    /// Removes a branch; those after it move up.
    pub fn remove_branch(&mut self, number: usize) -> Result<(), String> {
        if number >= self.branches.len() {
            return Err("There is no such branch".into());
        }
        self.branches.remove(number);
        Ok(())
    }

    /// Makes a branch the trunk, and the trunk a branch in its place.
    pub fn promote(&mut self, number: usize) -> Result<(), String> {
        let mut changed = self.clone();
        let mut branches = std::mem::take(&mut changed.branches);
        let branch = branches.get_mut(number).ok_or("There is no such branch")?;
        let before = std::mem::replace(&mut branch.scenario, changed);
        let mut trunk = before;
        if trunk.title.is_empty() {
            trunk.title = std::mem::take(&mut branch.scenario.title);
        }
        branch.name.clear();
        trunk.branches = branches;
        trunk.branches[number].name = trunk.free_name("Former trunk");
        trunk.settle()?;
        *self = trunk;
        Ok(())
    }

    /// A name for the branch in which this is done at that time: `What if n0 crashes at 1.2s`.
    pub fn what_if(&self, of: Course, at: Time, action: &Action) -> String {
        let names = self.course(of).and_then(|course| course.names().ok()).unwrap_or_default();
        let done = clause(&words::write(action, &names));
        self.free_name(&format!("What if {done} at {at}"))
    }

    /// A name made of these words that no branch has yet.
    pub fn free_name(&self, words: &str) -> String {
        let taken = |name: &str| self.branches.iter().any(|branch| branch.name == name);
        let candidates = (1..).map(|number| match number {
            1 => shortened(words, ""),
            number => shortened(words, &format!(" ({number})")),
        });
        let mut free = candidates.filter(|name| !taken(name));
        free.next().unwrap_or_default()
    }

    /// How many actions and notes its text lists: the trunk's, and what branches have of their own.
    pub(super) fn listed(&self) -> (usize, usize) {
        let trunk = (self.setup.actions.len(), self.notes.len());
        self.branches.iter().fold(trunk, |(actions, notes), branch| {
            let own = self.own(branch);
            (actions + own.0.len(), notes + own.1.len())
        })
    }

    fn push(&mut self, name: &str, from: Time, scenario: Scenario) -> Result<usize, String> {
        let limit = limits::BRANCHES;
        if self.branches.len() >= limit {
            return Err(format!("A scenario has at most {limit} branches"));
        }
        if from > limits::UNTIL {
            return Err(format!("A run is at most {} long", limits::UNTIL));
        }
        let name = self.branch_name(name, None)?;
        let mut changed = self.clone();
        changed.branches.push(Branch { name, from, scenario });
        changed.settle()?;
        *self = changed;
        Ok(self.branches.len() - 1)
    }

    /// Lets every branch leave the trunk no later than where the two part, and have none of its own;
    /// the sentence says what there is too much of.
    pub(super) fn settle(&mut self) -> Result<(), String> {
        let mut branches = std::mem::take(&mut self.branches);
        for branch in &mut branches {
            branch.scenario.branches.clear();
            branch.from = branch.from.min(parting(self, &branch.scenario));
        }
        self.branches = branches;
        let (actions, notes) = self.listed();
        for (count, limit, what) in
            [(actions, limits::ACTIONS, "actions"), (notes, limits::NOTES, "notes")]
        {
            if count > limit {
                return Err(format!("A scenario with its branches has at most {limit} {what}"));
            }
        }
        Ok(())
    }
}

/// An action as written, as a clause: `n0 crashes`.
fn clause(written: &str) -> String {
    let (verb, rest) = written.split_once(' ').unwrap_or((written, ""));
    let nodes: Vec<&str> = rest.split(' ').collect();
    let (singular, plural) = match verb {
        "crash" => ("crashes", "crash"),
        "restart" => ("restarts", "restart"),
        "pause" => ("pauses", "pause"),
        "resume" => ("goes on", "go on"),
        "input" => return format!("{} gets {}", nodes[0], nodes[1..].join(" ")),
        "partition" => return format!("the network splits {rest}"),
        "heal" if rest.is_empty() => return "everything heals".into(),
        // Something done to a message, a link or a node, told as whose doing it is.
        _ => return format!("we {written}"),
    };
    match nodes.as_slice() {
        [node] => format!("{node} {singular}"),
        [others @ .., last] => format!("{} and {last} {plural}", others.join(", ")),
        [] => format!("nobody {singular}"),
    }
}

/// Words and an ending, within the length of a branch's name.
fn shortened(words: &str, ending: &str) -> String {
    let room = limits::BRANCH_CHARS - ending.chars().count();
    if words.chars().count() <= room {
        return format!("{words}{ending}");
    }
    let kept: String = words.chars().take(room - 1).collect();
    format!("{}…{ending}", kept.trim_end())
}
