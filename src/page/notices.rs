//! Messages over the stage: one sentence each, with what can be done about it.

use yew::prelude::*;

use super::command::Command;
use super::parts::icon;
use faultline::view::icons;
use faultline::view::text::capital;

/// A message to the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Whether something went wrong.
    pub alert: bool,
    /// One clear sentence.
    pub text: String,
    /// What can be done, and what it is called.
    pub remedy: Option<(&'static str, Command)>,
}

impl Notice {
    /// Something went wrong. The sentence gets its full stop, and begins with a capital.
    pub fn alert(text: impl Into<String>) -> Notice {
        Notice { alert: true, text: sentence(&text.into()), remedy: None }
    }

    /// Something is worth knowing.
    pub fn news(text: &str, remedy: Option<(&'static str, Command)>) -> Notice {
        Notice { alert: false, text: sentence(text), remedy }
    }
}

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

/// The text as a sentence.
fn sentence(text: &str) -> String {
    let words = capital(text.trim());
    if words.ends_with(['.', '?', '!']) { words } else { words + "." }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_is_a_sentence() {
        assert_eq!(Notice::alert("“x” is not a seed").text, "“x” is not a seed.");
        assert_eq!(Notice::alert("there is none. ").text, "There is none.");
    }
}
