//! What an edit makes of a version: the scenario with the change, and the course to be shown.
//!
//! Pure: knows no run. The rule for branches is in [`super`].

use crate::command::Edit;
use crate::session::{GRACE, Version};
use kernel::action::Action;
use kernel::time::Time;
use scenario::{Course, Scenario};
use std::rc::Rc;

impl Version {
    /// The version after an edit at a time; the sentence says why there is none.
    pub fn after(&self, edit: Edit, now: Time) -> Result<Version, String> {
        let mut next = self.clone();
        match edit {
            Edit::Act(action) => next.act(action, now)?,
            Edit::ActInWords(text) => {
                let action = self.shown().read_action(&text).map_err(|it| it.message)?;
                next.act(action, now)?;
            }
            Edit::Replace(document) => next = Version::new(document, Course::Trunk),
            Edit::Note(edit) => {
                let course = next.course;
                next.change(|it| edit.make(it, course))?;
            }
            Edit::Title(title) => next.change(|it| it.retitle(title.trim()))?,
            Edit::RenameBranch(number, name) => {
                next.change(|it| it.rename_branch(number, name.trim()))?;
            }
            Edit::RemoveBranch(number) => next.remove(number)?,
            Edit::Promote(number) => next.promote(number)?,
            Edit::Adopt(name, scenario) => {
                let name = self.document.free_name(&name);
                let mut place = 0;
                next.change(|it| {
                    place = it.adopt(&name, Scenario::clone(&scenario))?;
                    Ok(())
                })?;
                next.course = Course::Branch(place);
            }
            Edit::Remove(index) => next.set(now, |it| {
                // Otherwise the list was changed under the button: nothing is where it pointed.
                if index < it.setup.actions.len() {
                    it.setup.actions.remove(index);
                }
                Ok(())
            })?,
            Edit::Retime(index, at) => next.set(now.min(at), |it| it.retime(index, at))?,
            Edit::Seed(seed) => next.set(now, |it| {
                it.setup.seed = seed.trim().parse()?;
                Ok(())
            })?,
            Edit::Network(settings) => next.set(now, |it| {
                it.setup.network = settings;
                Ok(())
            })?,
            Edit::Param(key, value) => {
                next.set(now, |it| it.set_param(key, value.trim()).map(|_| ()))?;
            }
            Edit::Safeguard(id, on) => next.set(now, |it| it.set_safeguard(id, on))?,
        }
        Ok(next)
    }

    /// Notes that the shown course was watched up to a time.
    pub fn watch(&mut self, now: Time) {
        let index = self.index();
        if self.watched.len() <= index {
            self.watched.resize(index + 1, Time::ZERO);
        }
        self.watched[index] = self.watched[index].max(now);
    }

    /// Does something at a time: in the shown course, or in a branch that leaves it then.
    fn act(&mut self, action: Action, now: Time) -> Result<(), String> {
        let mut document = Scenario::clone(&self.document);
        if self.is_what_if(now) {
            // To the millisecond, as the page's clock shows it.
            let told = Time(now.0 / 1_000 * 1_000);
            let name = document.what_if(self.course, told, &action);
            let place = document.fork(now, self.course, &name)?;
            self.course = Course::Branch(place);
        }
        document.edit(self.course, |course| act(course, now, action))?;
        self.document = Rc::new(document);
        self.acted = Some((self.course, now));
        self.forget_after(now);
        Ok(())
    }

    /// Whether acting now would replace a future that is worth keeping.
    fn is_what_if(&self, now: Time) -> bool {
        let watched = self.watched.get(self.index()).copied().unwrap_or_default();
        watched > now + GRACE && self.acted != Some((self.course, now))
    }

    /// What was watched of the shown course beyond a time is not its future any more.
    fn forget_after(&mut self, now: Time) {
        let index = self.index();
        if let Some(watched) = self.watched.get_mut(index) {
            *watched = now.min(*watched);
        }
    }

    /// Changes what decides the shown course's run.
    fn set(
        &mut self,
        now: Time,
        change: impl FnOnce(&mut Scenario) -> Result<(), String>,
    ) -> Result<(), String> {
        let course = self.course;
        self.change(|it| it.edit(course, change))?;
        self.forget_after(now);
        Ok(())
    }

    fn remove(&mut self, number: usize) -> Result<(), String> {
        self.change(|it| it.remove_branch(number))?;
        let gone = Course::Branch(number);
        if self.watched.len() > place(gone) {
            self.watched.remove(place(gone));
        }
        let moved = |course| match course {
            Course::Branch(other) if other > number => Some(Course::Branch(other - 1)),
            course if course == gone => None,
            course => Some(course),
        };
        self.acted = self.acted.and_then(|(course, at)| Some((moved(course)?, at)));
        self.course = moved(self.course).unwrap_or_default();
        Ok(())
    }

    fn promote(&mut self, number: usize) -> Result<(), String> {
        self.change(|it| it.promote(number))?;
        let branch = Course::Branch(number);
        let swapped = |course| match course {
            Course::Trunk => branch,
            course if course == branch => Course::Trunk,
            course => course,
        };
        let length = self.watched.len().max(place(branch) + 1);
        self.watched.resize(length, Time::ZERO);
        self.watched.swap(place(Course::Trunk), place(branch));
        self.acted = self.acted.map(|(course, at)| (swapped(course), at));
        self.course = swapped(self.course);
        Ok(())
    }

    fn change(
        &mut self,
        change: impl FnOnce(&mut Scenario) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut document = Scenario::clone(&self.document);
        change(&mut document)?;
        self.document = Rc::new(document);
        Ok(())
    }

    fn shown(&self) -> &Scenario {
        self.document.course(self.course).unwrap_or(&self.document)
    }

    fn index(&self) -> usize {
        place(self.course)
    }
}

/// A course's place in the list of what was watched.
fn place(course: Course) -> usize {
    match course {
        Course::Trunk => 0,
        Course::Branch(number) => number + 1,
    }
}

/// Does something at the cursor's time. A partition takes the place of one that was made at the
/// same instant: dragging a second node away is still one fault.
fn act(scenario: &mut Scenario, now: Time, action: Action) -> Result<(), String> {
    let actions = &mut scenario.setup.actions;
    let before = actions.partition_point(|timed| timed.at <= now);
    if let (Some(last), Action::Partition(_)) = (actions[..before].last(), &action)
        && last.at == now
        && matches!(last.action, Action::Partition(_))
    {
        actions.remove(before - 1);
    }
    scenario.act(now, action)
}
