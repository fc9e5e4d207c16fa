//! How slides look: large words under a large stage, a title over all of it, and a quiet row of
//! buttons.

use yew::prelude::*;

use super::slides::Slide;
use super::{Act, Present};
use crate::beside::parting::word;
use crate::command::Command;
use crate::embed;
use crate::parts::{icon, icon_button};
use faultline::view::{icons, text};

/// The slides, by which they get the focus.
pub const ID: &str = "deck";
/// The slide of the overview that is the present one.
pub const CURRENT: &str = "deck-current";
/// The button that begins a presentation gets the focus back.
pub const BUTTON: &str = "Present";

/// A note of up to so many characters is written large; of up to so many, less large.
const LARGE: [usize; 2] = [70, 150];

/// What slides say of the page.
pub struct Shown {
    /// The course that is shown, while it is a what-if.
    pub course: String,
    /// What stands below the title.
    pub about: String,
}

impl Present {
    /// The slide, over and under the stage.
    pub fn view(&self, shown: &Shown, playing: bool, run: &Callback<Command>) -> Html {
        let act = |act: Act| run.reform(move |_: MouseEvent| Command::Present(act.clone()));
        let last = self.slides.len() - 1;
        let place = format!("{} / {}", self.at + 1, last + 1);
        let playing = playing && self.ride.is_none();
        let (path, name) =
            if playing { (icons::PAUSE, "Pause (P)") } else { (icons::PLAY, "Let it run (P)") };
        html! {
            <section class="deck" id={ID} tabindex="-1" aria-label="Presentation">
                if !self.is_title() {
                    <h1 class="visually-hidden">{ &self.slides[0].words }</h1>
                }
                { self.words(shown, run) }
                if self.overview {
                    { self.list(run) }
                }
                <div class="deck-bar">
                    <progress max={last.to_string()} value={self.at.to_string()} aria-label="Progress" />
                    <div class="row">
                        { arrow(icons::BACK, "Previous slide (←)", self.at == 0 && !self.is_aside(), act(Act::Previous)) }
                        <span class="count" aria-label={format!("Slide {} of {}", self.at + 1, last + 1)}>{ place }</span>
                        { arrow(icons::FORTH, "Next slide (→)", self.at == last && !self.is_aside(), act(Act::Next)) }
                        <span class="gap" />
                        { icon_button(path, name, act(Act::Play)) }
                        if !embed::is_on() {
                            { icon_button(icons::GRID, "All slides (O)", act(Act::Overview)) }
                            { icon_button(icons::FULL, "Full screen (F)", act(Act::FullScreen)) }
                        }
                        { icon_button(icons::CLOSE, "End the presentation (Esc)", act(Act::Leave)) }
                    </div>
                </div>
            </section>
        }
    }

    /// What is said; pressed to go on, swiped to go either way.
    fn words(&self, shown: &Shown, run: &Callback<Command>) -> Html {
        let point = |act: fn(f64) -> Act| {
            run.reform(move |event: PointerEvent| {
                Command::Present(act(f64::from(event.client_x())))
            })
        };
        let slide = self.slide();
        let body = if self.is_aside() {
            html! {
                <div class="aside">
                    <p class="small">{ &shown.course }</p>
                    <button type="button" class="button primary"
                        onclick={run.reform(|_| Command::Present(Act::Return))}>{ "Back to the slide" }</button>
                </div>
            }
        } else if self.is_title() {
            html! { <><h1>{ &slide.words }</h1><p>{ &shown.about }</p></> }
        } else if self.ride.is_some() {
            // The words come when what they speak of is there to be seen.
            html! {}
        } else {
            let count = slide.words.chars().count();
            let size = match LARGE {
                [large, _] if count <= large => "large",
                [_, middling] if count <= middling => "middling",
                _ => "small",
            };
            html! {
                <p class={size}>
                    if let Some(side) = slide.side {
                        <b class="of-side">{ word(side) }</b>
                    }
                    if let Some(who) = &slide.who {
                        <b class="mono">{ who }</b>
                    }
                    { &slide.words }
                </p>
            }
        };
        // Buttons among the words are pressed for themselves.
        let (down, up) = match self.is_aside() {
            true => (Callback::noop(), Callback::noop()),
            false => (point(Act::Press), point(Act::Release)),
        };
        html! {
            <div class="words" aria-live="polite" onpointerdown={down} onpointerup={up}>{ body }</div>
        }
    }

    /// The picture of a slide, if there is one yet.
    fn picture(&self, index: usize) -> Option<AttrValue> {
        self.stills.as_ref()?.made.get(index).cloned()
    }

    /// All slides.
    fn list(&self, run: &Callback<Command>) -> Html {
        let copied = match self.copied {
            Some(true) => "Copied",
            Some(false) => "The browser did not allow it to be copied",
            None => "Copy a link to these slides",
        };
        let rows = self.slides.iter().enumerate().map(|(index, slide)| {
            let current = index == self.at;
            let onclick = run.reform(move |_| Command::Present(Act::Go(index)));
            html! {
                <li key={index}>
                    <button type="button" {onclick} id={current.then_some(CURRENT)}
                        aria-current={current.then_some("step")}>
                        { card(index, slide, self.picture(index)) }
                    </button>
                </li>
            }
        });
        html! {
            <div class="overview" role="dialog" aria-label="All slides">
                <ol>{ for rows }</ol>
                <button type="button" class="button" onclick={run.reform(|_| Command::Present(Act::CopyLink))}>
                    { icon(icons::LINK) }{ copied }
                </button>
            </div>
        }
    }
}

fn card(index: usize, slide: &Slide, picture: Option<AttrValue>) -> Html {
    let mut place = text::clock(slide.at);
    for words in slide.side.map(word).into_iter().chain(slide.who.as_deref()) {
        place = place + " " + words;
    }
    html! {
        <>
            <span class="number">{ index + 1 }</span>
            <span class="mono">{ place }</span>
            <span class="still">{ for picture.map(|src| html! { <img alt="" {src} /> }) }</span>
            <span class="said">{ &slide.words }</span>
        </>
    }
}

fn arrow(
    path: &'static str,
    name: &'static str,
    disabled: bool,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button type="button" class="button plain" aria-label={name} title={name} {disabled} {onclick}>
            { icon(path) }
        </button>
    }
}
