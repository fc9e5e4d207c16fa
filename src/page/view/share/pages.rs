//! The pages of the dialog that offer files: a picture, a moving picture, an export.

use crate::view::parts::{icon, typed, value_of};
use export::{FORMATS, Format, Subject};
use page_core::command::share::{ShareCommand, What};
use page_core::share::made::Made;
use page_core::share::stretch::OFFERS;
use page_core::share::{Shared, Sharing};
use view::text::short;
use view::{icons, text};
use yew::prelude::*;

/// What is shown of a text is its beginning.
const PREVIEW_CHARS: usize = 6_000;

/// The page of the picture.
pub fn picture(sharing: &Sharing, shared: &Shared, act: &Callback<ShareCommand>) -> Html {
    let pixels = made(shared).and_then(|made| made.pixels.clone());
    let done = sharing.told == Some((What::Picture, true));
    let save = pixels.clone().zip(made(shared)).map(|(url, made)| {
        let name = made.name.replace(".svg", ".png");
        html! { <a class="button" href={url.clone()} download={name}>{ "Save PNG" }</a> }
    });
    html! {
        <>
            { colours(shared, act) }
            { preview_picture(shared, "The moment as a picture") }
            <div class="row">
                <button type="button" class="button primary" disabled={pixels.is_none()}
                    onclick={act.reform(|_| ShareCommand::Copy(What::Picture))}>
                    { icon(if done { icons::CHECK } else { icons::COPY }) }{ "Copy as PNG" }
                </button>
                { for save }
                { for saved(shared, "Save SVG") }
                <span class="quiet">{ size(shared) }</span>
            </div>
            <p class="quiet">{ "The SVG holds the link to this moment, and needs no font or file from anywhere." }</p>
        </>
    }
}

/// The page of the moving picture.
pub fn animation(shared: &Shared, act: &Callback<ShareCommand>) -> Html {
    html! {
        <>
            { stretch(shared, act) }
            { colours(shared, act) }
            { preview_picture(shared, "The stretch of time as a moving picture") }
            <div class="row">
                { for saved(shared, "Save animated SVG") }
                <span class="quiet">{ size(shared) }</span>
            </div>
            <p class="quiet">{ "It plays wherever a picture does, without a script, and repeats. Who prefers \
                                less motion sees its last moment." }</p>
        </>
    }
}

/// The page of exports.
pub fn export(sharing: &Sharing, shared: &Shared, act: &Callback<ShareCommand>) -> Html {
    let chosen = sharing.format();
    let formats = FORMATS.iter().enumerate().filter(|(_, it)| is_listed(it));
    let formats = formats.map(|(place, format)| {
        html! {
            <label key={format.id}><input type="radio" name="format" value={format.id}
                checked={chosen == Some(place)} onchange={act.reform(move |_| ShareCommand::Format(place))} />
                <span>{ format.name }</span></label>
        }
    });
    let format = chosen.and_then(|place| FORMATS.get(place));
    let told = format.map_or("", |format| format.summary);
    let perfetto = format.filter(|it| it.id == "perfetto").map(|_| {
        html! {
            <button type="button" class="button" title="Opens ui.perfetto.dev beside this page"
                disabled={made(shared).is_none()} onclick={act.reform(|_| ShareCommand::OpenPerfetto)}>
                { "Open in Perfetto" }</button>
        }
    });
    let schema = format.filter(|it| it.id == "jsonl").map(|_| {
        html! { <a href="trace.schema.json" target="_blank" rel="noopener">{ "JSON schema" }</a> }
    });
    let done = sharing.told == Some((What::Text, true));
    html! {
        <>
            <div class="formats" role="radiogroup" aria-label="Format">{ for formats }</div>
            { stretch(shared, act) }
            <p class="quiet">{ text::capital(told) }{ ". " }
                { for schema }</p>
            { preview(shared, format) }
            <div class="row">
                <button type="button" class="button primary" disabled={made(shared).is_none()}
                    onclick={act.reform(|_| ShareCommand::Copy(What::Text))}>
                    { icon(if done { icons::CHECK } else { icons::COPY }) }{ "Copy" }
                </button>
                { for saved(shared, "Save file") }
                { for perfetto }
                <span class="quiet">{ size(shared) }</span>
            </div>
        </>
    }
}

/// Pictures have pages of their own, unless they are drawings of a stretch.
fn is_listed(format: &Format) -> bool {
    matches!(format.subject, Subject::Records | Subject::Operations | Subject::Traces)
}

fn made(shared: &Shared) -> Option<&Made> {
    shared.made.as_ref()?.as_ref().ok()
}

/// From when to when.
fn stretch(shared: &Shared, act: &Callback<ShareCommand>) -> Html {
    let field = |end: usize, name: &'static str| {
        let id = ["stretch-from", "stretch-to"][end];
        html! {
            <>
                <label for={id}>{ name }</label>
                <input {id} class="field mono" maxlength="16" spellcheck="false" autocomplete="off"
                    value={typed(id, shared.stretch[end].clone())}
                    onchange={act.reform(move |event: Event| ShareCommand::Stretch(end, value_of(&event)))} />
            </>
        }
    };
    let offers = OFFERS.iter().map(|(offer, name)| {
        let offer = *offer;
        html! {
            <button key={*name} type="button" class="button plain"
                onclick={act.reform(move |_| ShareCommand::Offered(offer))}>{ *name }</button>
        }
    });
    html! {
        <div class="stretch" role="group" aria-label="Stretch of time">
            <span>{ field(0, "From") }{ field(1, "to") }</span>
            <span>{ for offers }</span>
        </div>
    }
}

fn colours(shared: &Shared, act: &Callback<ShareCommand>) -> Html {
    let choice = |dark: bool, name: &'static str| {
        html! {
            <label><input type="radio" name="colours" checked={shared.dark == dark}
                onchange={act.reform(move |_| ShareCommand::Dark(dark))} />{ name }</label>
        }
    };
    html! {
        <div class="choice" role="radiogroup" aria-label="Colours">
            { choice(false, "Light") }{ choice(true, "Dark") }
        </div>
    }
}

fn preview_picture(shared: &Shared, alt: &'static str) -> Html {
    match &shared.made {
        Some(Ok(made)) => html! {
            <div class="shown"><img key={made.url.to_string()} src={made.url.clone()} {alt} /></div>
        },
        Some(Err(sentence)) => refusal(sentence),
        None => html! {},
    }
}

fn preview(shared: &Shared, format: Option<&Format>) -> Html {
    match &shared.made {
        // A drawing.
        Some(Ok(_)) if format.is_some_and(|it| it.extension == "svg") => {
            preview_picture(shared, "The stretch of time as a drawing")
        }
        Some(Ok(made)) => {
            // A file may have megabytes: only what is shown is looked at.
            let some = &made.bytes[..made.bytes.len().min(4 * PREVIEW_CHARS)];
            let text = String::from_utf8_lossy(some);
            let mut shown: String = text.chars().take(PREVIEW_CHARS).collect();
            if shown.len() < made.bytes.len() {
                shown.push('…');
            }
            html! { <pre class="shown mono" tabindex="0" role="region" aria-label="Preview">{ shown }</pre> }
        }
        Some(Err(sentence)) => refusal(sentence),
        None => html! {},
    }
}

fn refusal(sentence: &str) -> Html {
    html! { <p class="shown refusal" role="alert">{ sentence }{ "." }</p> }
}

fn saved(shared: &Shared, name: &'static str) -> Option<Html> {
    let made = made(shared)?;
    Some(html! {
        <a class="button" href={made.url.clone()} download={made.name.clone()}>{ name }</a>
    })
}

fn size(shared: &Shared) -> String {
    match made(shared).map(|made| made.bytes.len()) {
        None => String::new(),
        Some(bytes @ 0..1_000) => format!("{bytes} bytes"),
        Some(bytes @ 1_000..1_000_000) => format!("{} kB", short(bytes as f64 / 1e3, 1)),
        Some(bytes) => format!("{} MB", text::short(bytes as f64 / 1e6, 1)),
    }
}
