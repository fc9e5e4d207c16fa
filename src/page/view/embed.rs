//! The page within another page: the run can be watched and nothing else.
//!
//! A frame in somebody's document asks for it by `&embed=1` in its link, and with `&present=1` shows
//! its slides. Such a page changes no
//! scenario, keeps nothing in the browser, takes no key that it has no use for, and leads to the
//! whole page at the same moment. Knows no run.

use crate::view::notices;
use crate::view::parts::{icon, icon_button, value_of};
use crate::view::props::Page;
use compare::Side;
use kernel::time::Time;
use page_core::command::Command;
use page_core::command::share::ShareCommand;
use page_core::comparison::{names, parting};
use view::{icons, text};
use yew::prelude::*;

impl Page<'_> {
    /// The page within another.
    pub fn embedded(&self) -> Html {
        let info = self.pane().session.info();
        let title = &self.pane().session.document().title;
        let title = if title.is_empty() { info.name } else { title };
        // A link that could not be opened: whatever else were shown would be taken for it.
        let failed = !self.model.linked;
        html! {
            <div class={classes!("app", "embed", self.model.presenting())} ref={self.places.root.clone()}>
                <header class="bar">
                    <svg class="logo" viewBox="0 0 18 24" aria-hidden="true"><path d="M5 2l7 9-5 3 8 8" /></svg>
                    <h1>{ if failed { "Faultline" } else { title } }</h1>
                    if !failed { <span class="of">{ info.name }</span> }
                    <span class="gap" />
                    { self.way_out() }
                </header>
                { notices::notices(&self.model.notices, &self.send.run) }
                if !failed {
                    { self.watched() }
                    if self.model.present.is_some() { { self.deck() } } else { { self.scrubber() } }
                    <p class="visually-hidden" aria-live="polite">{ self.model.said() }</p>
                }
            </div>
        }
    }

    /// The stage, or two beside each other where there is room for both: elsewhere the left one, and
    /// that there is another.
    fn watched(&self) -> Html {
        let stage = |side: Side| self.stage_view(side, notices::notices(&[], &self.send.run));
        if self.model.comparison.pair.is_none() {
            return html! { <div class="shown" inert=true>{ stage(Side::A) }</div> };
        }
        let halves = Side::BOTH.map(|side| {
            let name = self.model.panes.on(side).map(|desk| names::name(&desk.session));
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
        let onclick = self.send.run.reform(|event: MouseEvent| {
            event.prevent_default();
            Command::Sharing(ShareCommand::OpenWhole)
        });
        html! {
            <a class="button" target="_blank" rel="noopener" href={self.model.browser.address.clone()} {onclick}>
                { "Open" }<span class="long">{ "in Faultline" }</span>
            </a>
        }
    }

    fn scrubber(&self) -> Html {
        let run = &self.send.run;
        let do_it = |command: Command| run.reform(move |_: MouseEvent| command.clone());
        let playing = self.model.playback.playing;
        let (path, name) = if playing { (icons::PAUSE, "Pause") } else { (icons::PLAY, "Play") };
        let (now, until) = (self.pane().session.now(), self.pane().session.scenario().until);
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
