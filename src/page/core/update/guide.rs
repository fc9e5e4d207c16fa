//! The first minute: what to try, one thing at a time, and a tour of the page itself.
//!
//! A hint stands over the stage until what it proposes is done; then the next one does, and in the
//! end none, for good. The tour points at five places of the page. Each step is over when its
//! user has done it, or has gone on. Neither ever stands in the way: all of the page can be used.

use crate::command::guide::{GuideCommand, OnboardingStep};
use crate::command::tab::Tab;
use crate::command::{Command, Edit};
use crate::effect::Effect;
use crate::model::Model;
use crate::onboarding::STEPS;
use crate::settings;
use kernel::action::Action;

impl Model {
    /// Carries out what concerns the guide.
    pub fn guide(&mut self, act: GuideCommand) {
        match act {
            GuideCommand::Start => self.point_at_step(0, true),
            GuideCommand::Point(step) => self.point_at_step(step, false),
            GuideCommand::Next => match self.guide.step {
                Some((at, true)) if at + 1 < STEPS.len() => self.point_at_step(at + 1, true),
                Some(_) | None => self.guide.step = None,
            },
            GuideCommand::Leave => self.guide.step = None,
            GuideCommand::Did(deed) => self.did(deed),
        }
    }

    /// Leaves the tour; false if there is none.
    pub fn leave_tour(&mut self) -> bool {
        self.guide.step.take().is_some()
    }

    /// Sees whether a command is something that the page proposes.
    pub fn watch_deeds(&mut self, command: &Command) {
        let now = self.panes.active().session.now();
        let deed = match command {
            Command::Edit(Edit::Act(Action::Partition(_) | Action::Cut(_))) => {
                OnboardingStep::Parted
            }
            Command::Edit(Edit::Act(Action::Heal(_))) | Command::Heal => OnboardingStep::Healed,
            Command::StepBack | Command::PreviousMoment | Command::SeekBy(_, false) => {
                OnboardingStep::WentBack
            }
            Command::Seek(to) if *to < now => OnboardingStep::WentBack,
            Command::Show(_) | Command::Tab(Tab::Watch) => OnboardingStep::Looked,
            Command::Share => OnboardingStep::Shared,
            _ => return,
        };
        self.did(deed);
    }

    fn did(&mut self, deed: OnboardingStep) {
        if self.guide.done.take(deed) {
            self.ask(Effect::Store(settings::GUIDE, self.guide.done.write()));
        }
        // A step that is pointed at is done by doing it.
        if let Some((at, _)) = self.guide.step
            && STEPS[at].deed == deed
        {
            self.guide(GuideCommand::Next);
        }
    }

    fn point_at_step(&mut self, at: usize, all: bool) {
        // What it points at is to be seen.
        if STEPS[at].deed == OnboardingStep::Looked {
            self.did(OnboardingStep::Looked);
            self.tab = Tab::Watch;
        }
        self.guide.step = Some((at, all));
    }
}
