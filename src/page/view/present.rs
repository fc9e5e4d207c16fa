//! How slides look: large words under a large stage, a title over all of it, and a quiet row of
//! buttons.

use crate::view::parts::{icon, icon_button};
use crate::view::props::Page;
use compare::Side;
use page_core::command::Command;
use page_core::command::present::PresentCommand;
use page_core::comparison::parting::word;
use page_core::present::slides::Slide;
use page_core::present::{DECK, DECK_CURRENT, Present};
use view::{icons, text};
use yew::prelude::*;

impl Page<'_> {
    /// The slides over the page.
    pub fn deck(&self) -> Html {
        let Some(present) = &self.model.present else { return html! {} };
        let sides = || Side::BOTH.into_iter().filter_map(|it| Some((it, self.model.panes.on(it)?)));
        let aside =
            sides().find(|(side, desk)| desk.session.course() != present.courses[side.index()]);
        let course = aside.map(|(_, desk)| {
            desk.session.document().course_name(desk.session.course()).to_string()
        });
        let mut patterns: Vec<_> = sides().map(|(_, desk)| desk.session.info()).collect();
        patterns.dedup_by_key(|it| it.id);
        let about = match patterns[..] {
            [one] if one.name == present.slides[0].words => one.summary.into(),
            [one] => one.name.into(),
            [left, right, ..] => format!("{} | {}", left.name, right.name),
            [] => String::new(),
        };
        let shown = Shown { course: course.unwrap_or_default(), about };
        let embedded = self.model.browser.embedded;
        Deck { present, embedded }.view(&shown, self.model.playback.playing, &self.send.run)
    }
}

/// A note of up to so many characters is written large; of up to so many, less large.
const LARGE: [usize; 2] = [70, 150];

/// What slides say of the page.
pub struct Shown {
    /// The course that is shown, while it is a what-if.
    pub course: String,
    /// What stands below the title.
    pub about: String,
}

/// A presentation as it is drawn.
struct Deck<'a> {
    present: &'a Present,
    embedded: bool,
}

impl Deck<'_> {
    /// The slide, over and under the stage.
    pub fn view(&self, shown: &Shown, playing: bool, run: &Callback<Command>) -> Html {
        let act =
            |act: PresentCommand| run.reform(move |_: MouseEvent| Command::Present(act.clone()));
        let last = self.present.slides.len() - 1;
        let place = format!("{} / {}", self.present.at + 1, last + 1);
        let playing = playing && self.present.ride.is_none();
        let (path, name) =
            if playing { (icons::PAUSE, "Pause (P)") } else { (icons::PLAY, "Let it run (P)") };
        html! {
            <section class="deck" id={DECK} tabindex="-1" aria-label="Presentation">
                if !self.present.is_title() {
                    <h1 class="visually-hidden">{ &self.present.slides[0].words }</h1>
                }
                { self.words(shown, run) }
                if self.present.overview {
                    { self.list(run) }
                }
                <div class="deck-bar">
                    <progress max={last.to_string()} value={self.present.at.to_string()} aria-label="Progress" />
                    <div class="row">
                        { arrow(icons::BACK, "Previous slide (←)", self.present.at == 0 && !self.present.is_aside(), act(PresentCommand::Previous)) }
                        <span class="count" aria-label={format!("Slide {} of {}", self.present.at + 1, last + 1)}>{ place }</span>
                        { arrow(icons::FORTH, "Next slide (→)", self.present.at == last && !self.present.is_aside(), act(PresentCommand::Next)) }
                        <span class="gap" />
                        { icon_button(path, name, act(PresentCommand::Play)) }
                        if !self.embedded {
                            { icon_button(icons::GRID, "All slides (O)", act(PresentCommand::Overview)) }
                            { icon_button(icons::FULL, "Full screen (F)", act(PresentCommand::FullScreen)) }
                        }
                        { icon_button(icons::CLOSE, "End the presentation (Esc)", act(PresentCommand::Leave)) }
                    </div>
                </div>
            </section>
        }
    }

    /// What is said; pressed to go on, swiped to go either way.
    fn words(&self, shown: &Shown, run: &Callback<Command>) -> Html {
        let point = |act: fn(f64) -> PresentCommand| {
            run.reform(move |event: PointerEvent| {
                Command::Present(act(f64::from(event.client_x())))
            })
        };
        let slide = self.present.slide();
        let body = if self.present.is_aside() {
            html! {
                <div class="aside">
                    <p class="small">{ &shown.course }</p>
                    <button type="button" class="button primary"
                        onclick={run.reform(|_| Command::Present(PresentCommand::Return))}>{ "Back to the slide" }</button>
                </div>
            }
        } else if self.present.is_title() {
            html! { <><h1>{ &slide.words }</h1><p>{ &shown.about }</p></> }
        } else if self.present.ride.is_some() {
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
        let (down, up) = match self.present.is_aside() {
            true => (Callback::noop(), Callback::noop()),
            false => (point(PresentCommand::Press), point(PresentCommand::Release)),
        };
        html! {
            <div class="words" aria-live="polite" onpointerdown={down} onpointerup={up}>{ body }</div>
        }
    }

    /// The picture of a slide, if there is one yet.
    fn picture(&self, index: usize) -> Option<AttrValue> {
        self.present.stills.as_ref()?.made.get(index).cloned()
    }

    /// All slides.
    fn list(&self, run: &Callback<Command>) -> Html {
        let copied = match self.present.copied {
            Some(true) => "Copied",
            Some(false) => "The browser did not allow it to be copied",
            None => "Copy a link to these slides",
        };
        let rows = self.present.slides.iter().enumerate().map(|(index, slide)| {
            let current = index == self.present.at;
            let onclick = run.reform(move |_| Command::Present(PresentCommand::Go(index)));
            html! {
                <li key={index}>
                    <button type="button" {onclick} id={current.then_some(DECK_CURRENT)}
                        aria-current={current.then_some("step")}>
                        { card(index, slide, self.picture(index)) }
                    </button>
                </li>
            }
        });
        html! {
            <div class="overview" role="dialog" aria-label="All slides">
                <ol>{ for rows }</ol>
                <button type="button" class="button" onclick={run.reform(|_| Command::Present(PresentCommand::CopyLink))}>
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
