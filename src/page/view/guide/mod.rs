//! What to try next, and the tour.

pub mod callout;
use crate::view::guide::callout::Callout;
use page_core::command::Command;
use page_core::command::guide::GuideCommand;
use page_core::onboarding::{Onboarding, OnboardingSteps};
use yew::prelude::*;

/// What to try next. `parted` is whether the network is; a visitor by a link is offered no tour.
pub fn hint(guide: &Onboarding, parted: bool, linked: bool, run: &Callback<Command>) -> Html {
    let Some(hint) = guide.done.hint(parted).filter(|_| guide.step.is_none()) else {
        return html! {};
    };
    let act = |act: GuideCommand| run.reform(move |_: MouseEvent| Command::Guide(act.clone()));
    let fresh = guide.done == OnboardingSteps::default() && !linked;
    html! {
        <>
            { hint.text }
            if let Some(step) = hint.points_at {
                { " " }<button type="button" class="inline" title="Point at it"
                    onclick={act(GuideCommand::Point(step))}>{ "Show me" }</button>
            }
            if fresh {
                { " " }<button type="button" class="inline" title="Five things to try, on the page itself"
                    onclick={act(GuideCommand::Start)}>{ "Take the tour" }</button>
            }
        </>
    }
}

/// What points at the step's place; the command is kept until the place is on the page.
pub fn guide(guide: &Onboarding, run: &Callback<Command>) -> Html {
    let Some((at, all)) = guide.step else { return html! {} };
    html! { <Callout key="tour" {at} {all} run={run.clone()} /> }
}
