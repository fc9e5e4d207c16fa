//! The page within another page: the run can be watched and nothing else.
//!
//! A frame in somebody's document asks for it by `&embed=1` in its link, and with `&present=1` shows
//! its slides. Such a page changes no
//! scenario, keeps nothing in the browser, takes no key that it has no use for, and leads to the
//! whole page at the same moment. Knows no run.

use std::sync::atomic::{AtomicBool, Ordering};

use yew::prelude::*;

use super::app::App;
use super::beside::{heads, parting};
use super::browser;
use super::command::Command;
use super::notices;
use super::parts::{icon, icon_button, value_of};
use super::share::Act;
use faultline::compare::Side;
use faultline::scenario::link;
use faultline::sim::time::Time;
use faultline::view::{icons, text};

/// Whether this is a page within another. Decided once, before anything is read or kept.
static ON: AtomicBool = AtomicBool::new(false);

/// Whether this is a page within another.
pub fn is_on() -> bool {
    ON.load(Ordering::Relaxed)
}

/// Reads from the address whether it is.
pub fn begin() {
    ON.store(is_asked_for(), Ordering::Relaxed);
}

/// Begins afresh if the address asks for the other kind of page now.
pub fn follow_address() {
    if is_on() != is_asked_for()
        && let Some(window) = browser::window()
    {
        let _ = window.location().reload();
    }
}

/// Whether the page carries out a command.
pub fn allows(command: &Command) -> bool {
    !is_on()
        || matches!(
            command,
            Command::TogglePlay
                | Command::Step
                | Command::StepBack
                | Command::NextMoment
                | Command::PreviousMoment
                | Command::Seek(_)
                | Command::SeekBy(..)
                | Command::SeekEnd
                | Command::Stay
                | Command::Faster(_)
                | Command::Speed(_)
                | Command::Sharing(Act::OpenWhole)
        )
        || matches!(command, Command::Present(act) if act.only_leads())
}

fn is_asked_for() -> bool {
    browser::fragment().is_some_and(|fragment| link::is_embedded(&fragment))
}

impl App {
    /// The page within another.
    pub(super) fn embedded(&self) -> Html {
        let info = self.desk.session.info();
        let title = &self.desk.session.document().title;
        let title = if title.is_empty() { info.name } else { title };
        // A link that could not be opened: whatever else were shown would be taken for it.
        let failed = !self.linked;
        html! {
            <div class={classes!("app", "embed", self.presenting())} ref={self.root.clone()}>
                <header class="bar">
                    <svg class="logo" viewBox="0 0 18 24" aria-hidden="true"><path d="M5 2l7 9-5 3 8 8" /></svg>
                    <h1>{ if failed { "Faultline" } else { title } }</h1>
                    if !failed { <span class="of">{ info.name }</span> }
                    <span class="gap" />
                    { self.way_out() }
                </header>
                { notices::notices(&self.notices, &self.run) }
                if !failed {
                    { self.watched() }
                    if self.present.is_some() { { self.deck() } } else { { self.scrubber() } }
                    <p class="visually-hidden" aria-live="polite">{ self.said() }</p>
                }
            </div>
        }
    }

    /// The stage, or two beside each other where there is room for both: elsewhere the left one, and
    /// that there is another.
    fn watched(&self) -> Html {
        let stage = |side: Side| self.stage_view(side, notices::notices(&[], &self.run));
        if self.beside.pair.is_none() {
            return html! { <div class="shown" inert=true>{ stage(Side::A) }</div> };
        }
        let halves = Side::BOTH.map(|side| {
            let name = self.desk_on(side).map(|desk| heads::name(&desk.session));
            html! {
                <div class="half" key={parting::word(side)}>
                    <p class="named">{ name.unwrap_or_default() }</p>
                    { stage(side) }
                </div>
            }
        });
        html! {
            <>
                <p class="hidden-side">{ "Another run stands beside this one: open it in Faultline to see both." }</p>
                <div class="shown two" inert=true>{ for halves }</div>
            </>
        }
    }

    /// The link to the whole page. Pressed, it leads to the moment that is shown then.
    fn way_out(&self) -> Html {
        let onclick = self.run.reform(|event: MouseEvent| {
            event.prevent_default();
            Command::Sharing(Act::OpenWhole)
        });
        html! {
            <a class="button" target="_blank" rel="noopener" href={browser::address()} {onclick}>
                { "Open" }<span class="long">{ "in Faultline" }</span>
            </a>
        }
    }

    fn scrubber(&self) -> Html {
        let run = &self.run;
        let do_it = |command: Command| run.reform(move |_: MouseEvent| command.clone());
        let playing = self.playback.playing;
        let (path, name) = if playing { (icons::PAUSE, "Pause") } else { (icons::PLAY, "Play") };
        let (now, until) = (self.desk.session.now(), self.desk.session.scenario().until);
        let seek = run.reform(|event: InputEvent| {
            let ms: u64 = value_of(&event).parse().unwrap_or_default();
            Command::Seek(Time(ms * 1_000))
        });
        html! {
            <footer class="time" aria-label="Time"><div class="transport">
                <button type="button" class="play" id="play" aria-label={name} title={name}
                    onclick={do_it(Command::TogglePlay)}>{ icon(path) }</button>
                { icon_button(icons::STEP_BACK, "Step back", do_it(Command::StepBack)) }
                { icon_button(icons::STEP, "Next event", do_it(Command::Step)) }
                <input type="range" id="scrubber" aria-label="Moment" title="Moment" min="0" step="1"
                    max={(until.0 / 1_000).to_string()} value={(now.0 / 1_000).to_string()}
                    aria-valuetext={text::clock(now)} oninput={seek} />
                <output class="readout" id="readout" aria-label="Time" />
            </div></footer>
        }
    }
}
