//! The moment in sentences, to be read at any time, and what is said aloud while the run plays.

use yew::prelude::*;

use super::{Act, Snapshot};
use crate::app::App;
use crate::command::Command;
use crate::parts::checked_of;
use faultline::view::situation::is_worth_saying;
use faultline::view::text;
use faultline::view::timeline;

/// Nothing more is said for so long: one sentence is read out in about that time.
const BREATH_MS: f64 = 2_500.0;
/// More than this many things at once are counted.
const AT_ONCE: usize = 2;

/// What was said last while the run played.
#[derive(Default)]
pub struct Announced {
    /// Up to which record, of which edition.
    position: u32,
    edition: u32,
    at_ms: f64,
    /// The words.
    pub words: String,
}

/// The panel.
pub fn situation(shot: &Snapshot, silent: bool, run: &Callback<Command>) -> Html {
    let onchange = run.reform(|event: Event| Command::Panels(Act::Announce(checked_of(&event))));
    html! {
        <div class="situation">
            { sentences(shot) }
            <label class="choice" title="For screen readers: interesting moments, a few seconds apart">
                <input type="checkbox" checked={!silent} {onchange} />
                { "say aloud what happens while the run plays" }
            </label>
        </div>
    }
}

/// The same for those who do not see it, while the panel is not on the page.
pub fn unseen(shot: &Snapshot) -> Html {
    html! {
        <section class="visually-hidden" aria-label="In words" key="unseen">{ sentences(shot) }</section>
    }
}

fn sentences(shot: &Snapshot) -> Html {
    shot.situation.iter().map(|it| html! { <p>{ it }</p> }).collect()
}

impl App {
    /// Says what has become interesting since something was said last; true if there is something.
    pub(crate) fn announce(&mut self, stamp_ms: f64) -> bool {
        let (position, edition) = (self.desk.session.frame().records, self.desk.session.edition());
        let announced = &mut self.panels.announced;
        // Whoever went back, or elsewhere, hears what comes from there on.
        let from = announced.position;
        if announced.edition != edition || position < from || self.panels.shelf.silent {
            (announced.edition, announced.position) = (edition, position);
            return false;
        }
        if stamp_ms - announced.at_ms < BREATH_MS {
            return false;
        }
        announced.position = position;
        let moments = self.desk.timeline.moments();
        let since = moments.partition_point(|it| it.record < from);
        let until = moments.partition_point(|it| it.record < position);
        let session = &self.desk.session;
        let frame = session.frame();
        let roles: Vec<u8> = frame.nodes.iter().map(|node| node.role).collect();
        let moments = moments.get(since..until).unwrap_or_default();
        let worth: Vec<_> = moments.iter().filter(|it| is_worth_saying(it, &roles)).collect();
        let Some(last) = worth.last() else { return false };
        let sentence = |moment: &&timeline::Moment| {
            let actions = &session.scenario().setup.actions;
            let (info, names) = (session.info(), &self.desk.names);
            timeline::sentence(moment, info, &roles, names, actions, &frame.properties)
        };
        let told = worth.iter().skip(worth.len().saturating_sub(AT_ONCE)).map(sentence);
        let told: Vec<String> = told.collect();
        let before = match worth.len().saturating_sub(AT_ONCE) {
            0 => String::new(),
            before => format!("{before} more, then "),
        };
        self.panels.announced.words =
            format!("{}: {before}{}", text::clock(last.at), told.join("; "));
        self.panels.announced.at_ms = stamp_ms;
        true
    }
}
