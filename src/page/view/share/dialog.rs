//! The dialog for sharing: its frame, its tabs, and the page of links.

use crate::view::parts::{checked_of, icon};
use crate::view::share::pages;
use page_core::command::Command;
use page_core::command::share::{Page, ShareCommand, What};
use page_core::session::Session;
use page_core::share::{PAGES, SHARE_DIALOG, SHARE_LINK, Shared, Sharing, link, title};
use view::{icons, text};
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

/// The dialog; empty while nothing is shared.
pub fn dialog(sharing: &Sharing, session: &Session, run: &Callback<Command>) -> Html {
    let act = run.reform(Command::Sharing);
    let oncancel = act.reform(|_| ShareCommand::Close);
    // The page beneath has keys of its own, which mean nothing here.
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        if event.key() != "Escape" {
            event.stop_propagation();
        }
    });
    // Beside the sheet is the dialog itself.
    let beside = |event: &MouseEvent| {
        event.target_dyn_into::<Element>().is_some_and(|target| target.id() == SHARE_DIALOG)
    };
    let close = act.reform(|_: MouseEvent| ShareCommand::Close);
    let onclick = Callback::from(move |event: MouseEvent| {
        if beside(&event) {
            close.emit(event);
        }
    });
    let body = sharing.shared.as_ref().map(|shared| body(sharing, shared, session, &act));
    html! {
        <dialog id={SHARE_DIALOG} class="share" aria-labelledby="share-title" {oncancel} {onkeydown} {onclick}>
            { body.unwrap_or_default() }
        </dialog>
    }
}

fn body(
    sharing: &Sharing,
    shared: &Shared,
    session: &Session,
    act: &Callback<ShareCommand>,
) -> Html {
    let page = sharing.page;
    let tabs = PAGES.iter().map(|(it, name)| {
        let (it, selected) = (*it, *it == page);
        html! {
            <button key={*name} type="button" role="tab" id={format!("share-{name}")}
                aria-selected={selected.to_string()} aria-controls="share-page"
                tabindex={if selected { "0" } else { "-1" }}
                onclick={act.reform(move |_| ShareCommand::Turn(it))}>{ *name }</button>
        }
    });
    let name = PAGES.iter().find(|it| it.0 == page).map_or("", |it| it.1);
    let shown = match page {
        Page::Link => links(sharing, shared, session, act),
        Page::Picture => pages::picture(sharing, shared, act),
        Page::Animation => pages::animation(shared, act),
        Page::Export => pages::export(sharing, shared, act),
    };
    html! {
        <>
            <header>
                <h2 id="share-title">{ "Share" }</h2>
                <p role="status" id="share-told">{ told(sharing) }</p>
                <button type="button" class="button plain" aria-label="Close" title="Close (Esc)"
                    onclick={act.reform(|_| ShareCommand::Close)}>{ icon(icons::CLOSE) }</button>
            </header>
            <div class="tabs" role="tablist" aria-label="What to share" onkeydown={walk(page, act)}>
                { for tabs }
            </div>
            <div id="share-page" role="tabpanel" aria-labelledby={format!("share-{name}")} key={name}>
                { shown }
            </div>
        </>
    }
}

/// Arrow keys lead from tab to tab.
fn walk(page: Page, act: &Callback<ShareCommand>) -> Callback<KeyboardEvent> {
    let at = PAGES.iter().position(|it| it.0 == page).unwrap_or(0);
    let (act, last) = (act.clone(), PAGES.len() - 1);
    Callback::from(move |event: KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % PAGES.len(),
            "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        act.emit(ShareCommand::Turn(PAGES[to].0));
        crate::dom::browser::select(&format!("share-{}", PAGES[to].1));
    })
}

/// What became of what was copied.
fn told(sharing: &Sharing) -> &'static str {
    match sharing.told {
        Some((What::Trace, false)) => "Perfetto did not answer: save the file, and open it there",
        Some((_, false)) => "The browser did not allow that to be copied",
        Some((What::Link, true)) => "Link copied",
        Some((What::Picture, true)) => "Picture copied",
        Some((What::Markdown | What::Frame | What::Text, true)) => "Copied",
        Some((What::Trace, true)) | None => "",
    }
}

fn links(
    sharing: &Sharing,
    shared: &Shared,
    session: &Session,
    act: &Callback<ShareCommand>,
) -> Html {
    let title = title(session);
    let address = shared.address();
    let choice = |from_start: bool, name: String| {
        html! {
            <label><input type="radio" name="link-to" checked={shared.from_start == from_start}
                onchange={act.reform(move |_| ShareCommand::FromStart(from_start))} />{ name }</label>
        }
    };
    let slides = act.reform(|event: Event| ShareCommand::Slides(checked_of(&event)));
    let stamp = format!(
        "It carries engine {} and the digest {:016x}: a page on which the run comes out differently says so.",
        kernel::REVISION,
        shared.digest
    );
    html! {
        <>
            <div class="choice" role="radiogroup" aria-label="The link leads to">
                { choice(false, format!("This moment, {}", text::clock(shared.at))) }
                { choice(true, "The start of the run".into()) }
            </div>
            if shared.noted {
                <label class="switch slides" title="Whoever opens it is shown the notes one by one">
                    <input type="checkbox" role="switch" checked={shared.slides} onchange={slides} />
                    { "Opens as slides" }
                </label>
            }
            { copied(sharing, What::Link, "Link", &address, act) }
            <p class="quiet">{ link::reach(&address) }</p>
            <p>{ "Whoever opens it sees this very run. The scenario is in the link itself: no server keeps it, \
                  and browsers do not send it to any. " }
                if !shared.from_start { { stamp } }
            </p>
            <h3>{ "For documents" }</h3>
            { copied(sharing, What::Markdown, "Markdown", &link::markdown(&title, &address), act) }
            { copied(sharing, What::Frame, "Embed (iframe)", &link::frame(&title, &address), act) }
            <div class="row">
                <button type="button" class="button" onclick={act.reform(|_| ShareCommand::Scenario)}>
                    { icon(icons::DOWNLOAD) }{ "Save .faultline" }
                </button>
                <span class="quiet">{ "The scenario as a text, for a repository." }</span>
            </div>
        </>
    }
}

/// A text with the button that copies it.
fn copied(
    sharing: &Sharing,
    what: What,
    name: &'static str,
    text: &str,
    act: &Callback<ShareCommand>,
) -> Html {
    let (id, primary) = match what {
        What::Link => (SHARE_LINK, Some("primary")),
        What::Markdown => ("link-markdown", None),
        What::Frame | What::Picture | What::Text | What::Trace => ("link-frame", None),
    };
    let done = sharing.told == Some((what, true));
    html! {
        <div class="copied">
            <label for={id}>{ name }</label>
            <input {id} class="field mono" readonly=true value={text.to_string()} />
            <button type="button" class={classes!("button", primary)} aria-label={format!("Copy {name}")}
                onclick={act.reform(move |_| ShareCommand::Copy(what))}>
                { icon(if done { icons::CHECK } else { icons::COPY }) }{ "Copy" }
            </button>
        </div>
    }
}
