//! The whole page, and the stage of a side.

use crate::view::bar::Bar;
use crate::view::gallery::Gallery;
use crate::view::guide;
use crate::view::kept::kept;
use crate::view::panels::Side as SidePanel;
use crate::view::props::Page;
use crate::view::share::dialog::dialog;
use crate::view::stage;
use crate::view::stage::menu::Menu;
use crate::view::stage::{Stage, menu};
use crate::view::timeline::transport::{self, Timing};
use crate::view::until::{self, Shown};
use compare::Side;
use page_core::shared::{Declared, Same};
use std::rc::Rc;
use yew::prelude::*;

impl Page<'_> {
    /// The page. `over` is what lies over all of it.
    pub fn view(&self, over: Html) -> Html {
        if self.model.browser.embedded {
            return self.embedded();
        }
        let here = self.model.panes.are_two().then(|| self.model.panes.side());
        let scenario = self.pane().session.document();
        let info = Declared(self.pane().session.info());
        let (can_undo, can_redo) = self.model.can_undo_redo();
        let bar = Bar {
            pattern: info.0.name,
            title: scenario.title.clone().into(),
            seed: self.pane().session.scenario().setup.seed.to_string().into(),
            can_undo,
            can_redo,
            dark: self.model.browser.dark,
            stories: self.pane().stories.clone(),
            singles: self.model.browser.singles,
            run: self.send.run.clone(),
        };
        let side = SidePanel {
            info,
            shot: self.model.shot.clone(),
            tab: self.model.tab,
            shelf: self.model.panels.shelf.clone(),
            docs: self.model.docs.clone(),
            run: self.send.run.clone(),
        };
        html! {
            <div class={classes!("app", self.model.panels.shelf.hidden.then_some("wide"), self.model.presenting())} ref={self.places.root.clone()}>
                { kept(bar) }
                { self.stages() }
                { self.deck() }
                { guide::guide(&self.model.guide, &self.send.run) }
                { kept(side) }
                { transport::timing(&Timing {
                    playing: self.model.playback.playing,
                    speed: self.model.playback.speed,
                    charts: self.charts(),
                    auto: self.model.playback.auto,
                    pace: self.model.playback.auto_pace(),
                    moments: self.pane().nearby(),
                    document: self.pane().session.document(),
                    course: self.pane().session.course(),
                    scenario: self.pane().session.scenario(),
                    until: until::until(&Shown {
                        until: &self.model.until,
                        scenario: self.pane().session.scenario(),
                        frame: self.pane().session.frame(),
                        selection: self.pane().selection,
                        side: here,
                        run: &self.send.run,
                    }),
                    strip: &self.pane().strip,
                    here,
                    run: &self.send.run,
                }) }
                { dialog(&self.model.sharing, &self.pane().session, &self.send.run) }
                <Gallery open={self.model.gallery.is_some()} current={info.0.id} dark={self.model.browser.dark}
                    run={self.send.run.clone()} />
                { over }
                <p class="visually-hidden" aria-live="polite">{ self.model.said() }</p>
            </div>
        }
    }

    /// The stage of a side, with what is said above it.
    pub fn stage_view(&self, side: Side, notices: Html) -> Html {
        let Some(desk) = self.model.panes.on(side) else { return html! {} };
        let (here, pair) = (side == self.model.panes.side(), self.model.comparison.pair.as_ref());
        let (run, point) = self.send.on(side, pair.is_some());
        let frame = Same(Rc::clone(desk.session.frame()));
        let hint = guide::hint(
            &self.model.guide,
            !frame.partition.is_empty(),
            self.model.linked,
            &self.send.run,
        );
        let scenario = desk.session.scenario();
        let marked =
            self.model.present.as_ref().map_or(&self.model.marked[..], |it| it.about(side));
        let menu = self.model.menu.open.filter(|_| here).map(|(of, at)| {
            menu::menu(&Menu {
                entry: scenario.pattern,
                network: scenario.setup.network,
                frame: &frame,
                now: desk.session.now(),
                names: &desk.names,
                message: self.model.shot.message.as_ref(),
                ties: &desk.picture.shown().ties,
                crowds: &desk.picture.shown().crowds,
                sought: &self.model.menu.sought,
                run,
                of,
                at,
                beside: desk.hand.zoom().onto(at),
            })
        });
        stage::stage(&Stage {
            info: Declared(desk.session.info()),
            second: side == Side::B,
            frame: &frame,
            hand: &desk.hand,
            layout: &Same(Rc::clone(desk.picture.shown())),
            selection: desk.selection,
            marked: if here || self.model.present.is_some() { marked } else { &[] },
            dragged: desk.picture.dragged(),
            stroke: desk.picture.stroke(),
            cutting: desk.picture.cut_tool,
            notes: &desk.shown.notes,
            kinds: desk.timeline.kinds(),
            watched: self.model.present.is_some() || self.model.browser.embedded,
            hint,
            place: &self.places.stages[side.index()],
            point,
            run,
            notices,
            menu: self.note_form().filter(|_| here).or(menu).unwrap_or_default(),
        })
    }
}
