//! The box with the link to this moment.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::command::Command;
use super::parts::icon;
use super::share::{SAFE_LENGTH, Shared};
use crate::view::{icons, text};

/// What the box needs.
#[derive(Properties, PartialEq)]
pub struct ShareBoxProps {
    /// The link, once it is made.
    pub shared: Option<Shared>,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

/// The box; empty until a link is made.
#[component]
pub fn ShareBox(props: &ShareBoxProps) -> Html {
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with(props.shared.as_ref().map(|it| it.address.clone()), move |_| {
            if let Some(input) = field.cast::<HtmlInputElement>() {
                let _ = input.focus();
                input.select();
            }
        });
    }
    let close = props.run.reform(|_| Command::CloseShare);
    html! {
        <div>
            if let Some(shared) = &props.shared {
                <div class="box share-box" role="dialog" aria-label="Link to this moment">
                    <h2>{ headline(shared) }</h2>
                    <input id="link" class="field mono" ref={field} readonly=true
                        aria-label="Link" value={shared.address.clone()} />
                    <p>{ length(shared) }</p>
                    <p>{ "Whoever opens it sees this very run at this very moment. The scenario is \
                          in the link itself; no server keeps it." }</p>
                    <button type="button" class="button plain close" aria-label="Close" onclick={close}>
                        { icon(icons::CLOSE) }
                    </button>
                </div>
            }
        </div>
    }
}

fn headline(shared: &Shared) -> &'static str {
    match shared.copied {
        Some(true) => "Link copied",
        Some(false) => "Copy this link: the browser did not allow it to be copied",
        None => "Link to this moment",
    }
}

fn length(shared: &Shared) -> String {
    let count = shared.address.chars().count();
    let counted = text::count(count as u64);
    let safe = text::count(SAFE_LENGTH as u64);
    if count <= SAFE_LENGTH {
        format!("{counted} of {safe} characters: it can be pasted anywhere.")
    } else {
        format!("{counted} characters: some tools cut links after {safe}.")
    }
}
