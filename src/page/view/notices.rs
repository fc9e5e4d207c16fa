//! Messages over the stage.

use crate::view::parts::icon;
use page_core::command::Command;
use page_core::notices::Notice;
use view::icons;
use yew::prelude::*;

/// The messages, the oldest first.
pub fn notices(notices: &[Notice], run: &Callback<Command>) -> Html {
    let banners = notices.iter().enumerate().map(|(index, notice)| {
        let dismiss = run.reform(move |_| Command::Dismiss(index));
        let remedy = notice.remedy.clone().map(|(label, command)| {
            let onclick = run.reform(move |_| command.clone());
            html! { <button key="remedy" type="button" class="button" {onclick}>{ label }</button> }
        });
        html! {
            <div key={index.to_string()} class={classes!("banner", notice.alert.then_some("alert"))}
                role={if notice.alert { "alert" } else { "status" }}>
                <p>{ &notice.text }</p>
                <span>{ for remedy }</span>
                <button type="button" class="button plain" aria-label="Dismiss" title="Dismiss" onclick={dismiss}>
                    { icon(icons::CLOSE) }
                </button>
            </div>
        }
    });
    html! { <div class="banners">{ for banners }</div> }
}
