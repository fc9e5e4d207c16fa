//! The first minute: what to try, one thing at a time, and a tour of the page itself.
//!
//! A hint stands over the stage until what it proposes is done; then the next one does, and in the
//! end none, for good. The tour points at five places of the page. Each step is over when its
//! user has done it, or has gone on. Neither ever stands in the way: all of the page can be used.

mod callout;
mod deeds;

use yew::prelude::*;

use super::app::App;
use super::command::{Command, Edit, Tab};
use super::storage;
use callout::Callout;
pub use deeds::Deed;
use deeds::{Deeds, STEPS};
use faultline::sim::action::Action;

/// What is done with the guide.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Begins the tour.
    Start,
    /// Goes to the next step, or ends at the last.
    Next,
    /// Leaves the tour.
    Leave,
    /// Points at one step's place, alone.
    Point(usize),
    /// The user has done something that the page proposes.
    Did(Deed),
}

/// What is kept of it.
pub struct Guide {
    done: Deeds,
    /// The step that is pointed at, and whether the others follow.
    step: Option<(usize, bool)>,
}

impl Guide {
    /// The guide as the user left it.
    pub fn restored() -> Guide {
        let done = Deeds::read(&storage::read(storage::GUIDE).unwrap_or_default());
        Guide { done, step: None }
    }

    /// What to try next. `parted` is whether the network is; a visitor by a link is offered no tour.
    pub fn hint(&self, parted: bool, linked: bool, run: &Callback<Command>) -> Html {
        let Some(hint) = self.done.hint(parted).filter(|_| self.step.is_none()) else {
            return html! {};
        };
        let act = |act: Act| run.reform(move |_: MouseEvent| Command::Guide(act.clone()));
        let fresh = self.done == Deeds::default() && !linked;
        html! {
            <>
                { hint.text }
                if let Some(step) = hint.points_at {
                    { " " }<button type="button" class="inline" title="Point at it"
                        onclick={act(Act::Point(step))}>{ "Show me" }</button>
                }
                if fresh {
                    { " " }<button type="button" class="inline" title="Five things to try, on the page itself"
                        onclick={act(Act::Start)}>{ "Take the tour" }</button>
                }
            </>
        }
    }

    /// What points at the step's place; the command is kept until the place is on the page.
    pub fn view(&self, run: &Callback<Command>) -> Html {
        let Some((at, all)) = self.step else { return html! {} };
        html! { <Callout key="tour" {at} {all} run={run.clone()} /> }
    }
}

impl App {
    /// Carries out what concerns the guide.
    pub(super) fn guide(&mut self, act: Act) {
        match act {
            Act::Start => self.point_at_step(0, true),
            Act::Point(step) => self.point_at_step(step, false),
            Act::Next => match self.guide.step {
                Some((at, true)) if at + 1 < STEPS.len() => self.point_at_step(at + 1, true),
                Some(_) | None => self.guide.step = None,
            },
            Act::Leave => self.guide.step = None,
            Act::Did(deed) => self.did(deed),
        }
    }

    /// Leaves the tour; false if there is none.
    pub(super) fn leave_tour(&mut self) -> bool {
        self.guide.step.take().is_some()
    }

    /// Sees whether a command is something that the page proposes.
    pub(super) fn watch_deeds(&mut self, command: &Command) {
        let now = self.desk.session.now();
        let deed = match command {
            Command::Edit(Edit::Act(Action::Partition(_) | Action::Cut(_))) => Deed::Parted,
            Command::Edit(Edit::Act(Action::Heal(_))) | Command::Heal => Deed::Healed,
            Command::StepBack | Command::PreviousMoment | Command::SeekBy(_, false) => {
                Deed::WentBack
            }
            Command::Seek(to) if *to < now => Deed::WentBack,
            Command::Show(_) | Command::Tab(Tab::Watch) => Deed::Looked,
            Command::Share => Deed::Shared,
            _ => return,
        };
        self.did(deed);
    }

    fn did(&mut self, deed: Deed) {
        if self.guide.done.take(deed) {
            storage::write(storage::GUIDE, &self.guide.done.write());
        }
        // A step that is pointed at is done by doing it.
        if let Some((at, _)) = self.guide.step
            && STEPS[at].deed == deed
        {
            self.guide(Act::Next);
        }
    }

    fn point_at_step(&mut self, at: usize, all: bool) {
        // What it points at is to be seen.
        if STEPS[at].deed == Deed::Looked {
            self.did(Deed::Looked);
            self.tab = Tab::Watch;
        }
        self.guide.step = Some((at, all));
    }
}
