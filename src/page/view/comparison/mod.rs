//! One side or two on the page: the stages with their heads, and what each animation frame and each
//! rendering has to do for the side that is not worked on.

pub mod choose;
pub mod heads;
pub mod table;
use crate::view::comparison::choose::Shown;
use crate::view::kept::kept;
use crate::view::notices;
use crate::view::props::Page;
use crate::view::timeline::chart::Lanes;
use crate::view::timeline::marks::MarksView;
use compare::Side;
use page_core::comparison::names;
use page_core::shared::Same;
use yew::prelude::*;

impl Page<'_> {
    /// The stage, or two beside each other.
    pub fn stages(&self) -> Html {
        let notices = notices::notices(&self.model.notices, &self.send.run);
        let pair = self.model.comparison.pair.as_ref();
        let told = self.model.panes.both().map(names::settings);
        let half = |side: Side, notices: Html| {
            let head = pair.zip(self.model.panes.on(side)).zip(told.as_ref());
            let key = page_core::comparison::parting::word(side);
            html! {
                <div class={classes!("half", (side == self.model.panes.side()).then_some("here"))} {key}>
                    <div>{ for head.map(|((_, desk), told)| heads::head(desk, side, side == self.model.panes.side(), told, &self.send.run)) }</div>
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
                    { heads::strip(pair, notices, &self.send.run) }
                    { half(Side::A, notices::notices(&[], &self.send.run)) }
                    { half(Side::B, notices::notices(&[], &self.send.run)) }
                    <div key="chooser">{ self.chooser() }</div>
                </div>
            },
        }
    }

    fn chooser(&self) -> Html {
        choose::chooser(&Shown {
            told: self.model.comparison.chooser.as_ref(),
            session: &self.pane().session,
            run: &self.send.run,
        })
    }

    /// The timelines, one for each side.
    pub fn charts(&self) -> Html {
        let pair = self.model.comparison.pair.as_ref();
        // A space-time diagram takes the whole width, and so does the timeline above it.
        let whole = self.pane().strip.diagram;
        let chart = |side: Side| {
            let desk =
                self.model.panes.on(side).filter(|_| !whole || side == self.model.panes.side())?;
            let run = self.send.on(side, pair.is_some()).0.clone();
            Some(html! {
                <div class="lanes" ref={self.places.timelines[side.index()].clone()} key={page_core::comparison::parting::word(side)}>
                    { kept(MarksView { chart: desk.chart.clone(), dragged: desk.strip.dragged, run: run.clone() }) }
                    { kept(Lanes { chart: Same::clone(&desk.chart), second: side == Side::B, run }) }
                </div>
            })
        };
        let charts = Side::BOTH.into_iter().filter_map(chart);
        html! { <div class={classes!("charts", pair.filter(|_| !whole).map(|_| "two"))}>{ for charts }</div> }
    }
}
