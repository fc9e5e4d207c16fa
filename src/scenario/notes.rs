//! Changes to notes: written, rewritten, moved in time, removed.
//!
//! A note decides nothing of a run, so it never parts two courses: what is said of a moment that
//! courses share is said in all of them. Knows nothing of who shows a note, and for how long.

use super::branch::Course;
use super::{Note, Scenario, limits};
use kernel::time::Time;
use run::words;

impl Scenario {
    /// Pins a note to a moment of a course, after all others of that time. A run that ended
    /// earlier ends there now.
    pub fn write_note(&mut self, course: Course, note: Note) -> Result<(), String> {
        self.change_notes(|it| it.put_note(course, note))
    }

    /// Puts another note in the place of one of a course's, perhaps at another time.
    pub fn rewrite_note(&mut self, course: Course, index: usize, note: Note) -> Result<(), String> {
        self.change_notes(|it| {
            it.take_note(course, index)?;
            it.put_note(course, note)
        })
    }

    /// Removes one of a course's notes, by its place in the list.
    pub fn remove_note(&mut self, course: Course, index: usize) -> Result<(), String> {
        self.change_notes(|it| it.take_note(course, index))
    }

    /// On failure everything stays as it was.
    fn change_notes(
        &mut self,
        change: impl FnOnce(&mut Scenario) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut changed = self.clone();
        change(&mut changed)?;
        changed.settle()?;
        *self = changed;
        Ok(())
    }

    fn put_note(&mut self, course: Course, note: Note) -> Result<(), String> {
        if note.at > limits::UNTIL {
            return Err(format!("A run is at most {} long", limits::UNTIL));
        }
        let text = words::plain(&note.text, limits::NOTE_CHARS)?;
        if text.is_empty() {
            return Err("A note needs words".into());
        }
        let courses = self.sharers(course, note.at);
        let first = courses.first().and_then(|it| self.course(*it));
        let place = first.ok_or("There is no such branch")?;
        // All who share the moment share the notes up to it.
        let place = place.notes.partition_point(|other| other.at <= note.at);
        for course in courses {
            if let Some(scenario) = self.course_mut(course) {
                scenario.notes.insert(place, Note { text: text.clone(), ..note.clone() });
                scenario.until = scenario.until.max(note.at);
            }
        }
        Ok(())
    }

    fn take_note(&mut self, course: Course, index: usize) -> Result<(), String> {
        let note = self.course(course).and_then(|it| it.notes.get(index)).cloned();
        let note = note.ok_or("There is no such note")?;
        for other in self.sharers(course, note.at) {
            // A branch may have one of its own at the very moment where it leaves.
            if let Some(scenario) = self.course_mut(other)
                && scenario.notes.get(index) == Some(&note)
            {
                scenario.notes.remove(index);
            }
        }
        Ok(())
    }

    /// The courses in which this moment of a course is the same one, the trunk first.
    fn sharers(&self, course: Course, at: Time) -> Vec<Course> {
        if !self.shares(course, at) {
            return vec![course];
        }
        self.courses().filter(|it| self.shares(*it, at)).collect()
    }

    /// Whether a moment of a course is the trunk's.
    fn shares(&self, course: Course, at: Time) -> bool {
        match course {
            Course::Trunk => true,
            // One that leaves at the start shares nothing.
            Course::Branch(number) => {
                self.branches.get(number).is_some_and(|it| at <= it.from && it.from > Time::ZERO)
            }
        }
    }

    fn course_mut(&mut self, course: Course) -> Option<&mut Scenario> {
        match course {
            Course::Trunk => Some(self),
            Course::Branch(number) => self.branches.get_mut(number).map(|it| &mut it.scenario),
        }
    }
}
