//! The box with the link to this moment.

use yew::prelude::*;

use super::command::Command;
use super::parts::icon;
use super::share::{SAFE_LENGTH, Shared};
use faultline::view::{icons, text};

/// The field's id, by which it gets the focus: see [`super::browser::select`].
pub const ID: &str = "link";

/// The box; empty until a link is made.
pub fn share_box(shared: Option<&Shared>, run: &Callback<Command>) -> Html {
    let close = run.reform(|_| Command::CloseShare);
    html! {
        <div>
            if let Some(shared) = shared {
                <div class="box share-box" role="dialog" aria-label="Link to this moment">
                    <h2>{ headline(shared) }</h2>
                    <input id={ID} class="field mono" readonly=true aria-label="Link" value={shared.address.clone()} />
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
