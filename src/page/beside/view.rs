//! One side or two on the page: the stages with their heads, and what each animation frame and each
//! rendering has to do for the side that is not worked on.

use yew::prelude::*;

use super::{choose, heads};
use crate::app::App;
use crate::chart::ChartView;
use crate::kept::kept;
use crate::notices;
use crate::parts::Same;
use crate::strip::MarksView;
use faultline::compare::Side;

impl App {
    /// The stage, or two beside each other.
    pub(crate) fn stages(&self) -> Html {
        let notices = notices::notices(&self.notices, &self.run);
        let pair = self.beside.pair.as_ref();
        let told = pair.map(|pair| heads::settings([&self.desk, &pair.other], pair.here));
        let half = |side: Side, notices: Html| {
            let head = pair.zip(self.desk_on(side)).zip(told.as_ref());
            let key = super::parting::word(side);
            html! {
                <div class={classes!("half", (side == self.here()).then_some("here"))} {key}>
                    <div>{ for head.map(|((pair, desk), told)| heads::head(desk, side, pair, told, &self.run)) }</div>
                    { self.stage_view(side, notices) }
                </div>
            }
        };
        match pair {
            None => html! {
                <div class="stages">
                    { half(Side::A, notices) }
                    <div key="chooser">{ self.chooser() }</div>
                </div>
            },
            Some(pair) => html! {
                <div class="stages two">
                    { heads::strip(pair, notices, &self.run) }
                    { half(Side::A, notices::notices(&[], &self.run)) }
                    { half(Side::B, notices::notices(&[], &self.run)) }
                    <div key="chooser">{ self.chooser() }</div>
                </div>
            },
        }
    }

    fn chooser(&self) -> Html {
        choose::chooser(&choose::Shown {
            told: self.beside.chooser.as_ref(),
            session: &self.desk.session,
            run: &self.run,
        })
    }

    /// The timelines, one for each side.
    pub(crate) fn charts(&self) -> Html {
        let pair = self.beside.pair.as_ref();
        // A space-time diagram takes the whole width, and so does the timeline above it.
        let whole = self.desk.strip.diagram;
        let chart = |side: Side| {
            let desk = self.desk_on(side).filter(|_| !whole || side == self.here())?;
            let run = pair.map_or(&self.run, |pair| &pair.runs[side.index()]).clone();
            Some(html! {
                <div class="lanes" ref={desk.time.clone()} key={super::parting::word(side)}>
                    { kept(MarksView { chart: desk.chart.clone(), dragged: desk.strip.dragged, run: run.clone() }) }
                    { kept(ChartView { chart: Same::clone(&desk.chart), second: side == Side::B, run }) }
                </div>
            })
        };
        let charts = Side::BOTH.into_iter().filter_map(chart);
        html! { <div class={classes!("charts", pair.filter(|_| !whole).map(|_| "two"))}>{ for charts }</div> }
    }

    /// Measures what is on the page. True if anything has another size.
    pub(crate) fn resize(&mut self) -> bool {
        let changed = self.desk.resize();
        let other = self.beside.pair.as_mut().is_some_and(|pair| pair.other.resize());
        changed | other
    }

    /// What has to be done for both sides when something was done.
    pub(crate) fn after_act(&mut self) {
        self.note_edits();
        self.keep_time();
        if let Some(pair) = &mut self.beside.pair {
            pair.other.rate = self.desk.rate;
            pair.other.strip.part = self.desk.strip.part;
            pair.other.show_selected();
            pair.other.follow();
        }
    }

    /// Whether the other side would be rendered as it is.
    pub(crate) fn beside_is_shown(&self) -> bool {
        self.beside.pair.as_ref().is_none_or(|pair| pair.other.is_shown())
    }

    /// Takes down what is rendered of the other side.
    pub(crate) fn remember_beside(&mut self) {
        if let Some(pair) = &mut self.beside.pair {
            pair.other.remember();
        }
    }

    /// Draws what moves on the other side.
    pub(crate) fn draw_beside(&mut self, told: bool) {
        if let Some(pair) = &mut self.beside.pair {
            pair.other.draw(&self.playback, told);
        }
    }

    /// Lets the other side's motion layer take hold of what the components have drawn.
    pub(crate) fn attach_beside(&mut self) {
        let root = self.root.cast::<web_sys::Element>();
        if let (Some(pair), Some(root)) = (&mut self.beside.pair, root) {
            pair.other.attach(&root);
        }
    }
}
