//! The page: it holds the desk, the clock and the panels, and lays the components out.
//!
//! What a command does is in [`super::conduct`]. Components are rendered when something happened;
//! what moves in between is drawn by [`super::motion`].

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::arrival::{self, Arrival};
use super::bar::Bar;
use super::beside::{self, Beside};
use super::browser::{self, Frames, Listener};
use super::command::{Command, Selection, Tab};
use super::desk::Desk;
use super::docs::{self, Docs};
use super::drawing::snapshot;
use super::embed;
use super::focus::Keeper;
use super::gallery::Gallery;
use super::guide::Guide;
use super::keep::Keep;
use super::kept::kept;
use super::listen;
use super::notes::Notes;
use super::notices::Notice;
use super::panels::{Panels, Side, Snapshot};
use super::parts::{Declared, Same};
use super::playback::Playback;
use super::present::Present;
use super::session::Compared;
use super::share::{self, Sharing};
use super::stage::hand::Raw;
use super::stage::menu::{self, Menu};
use super::stage::{self, Stage};
use super::strip;
use super::theme;
use super::time::{self, Timing};
use super::until::{self, Until};
use faultline::compare;
use faultline::sim::ids::NodeId;
use faultline::view::geometry::Point;

/// Snapshots for the panels are at least this far apart while the run plays.
const SNAPSHOT_MS: f64 = 160.0;

/// While the run plays, what its events change is rendered this far apart; what moves, moves with
/// every frame.
const RENDER_MS: f64 = 30.0;

/// What the page is told.
pub enum Msg {
    /// The user did something.
    Do(Command),
    /// The pointer did something on the stage.
    Point(Raw),
    /// The browser is about to paint; its stamp in milliseconds.
    Frame(f64),
    /// The stage may have another size.
    Resized,
    /// The address bar has another fragment.
    Arrived,
    /// The documentation is there, or cannot be had.
    Docs(Docs),
}

/// The page.
pub struct App {
    /// The scenario that is worked on, and how it is shown.
    pub(super) desk: Desk,
    pub(super) playback: Playback,
    /// The scenario that stands beside it, if one does.
    pub(super) beside: Beside,
    pub(super) menu: Option<(Selection, Point)>,
    /// What was typed to find a member of a crowd.
    pub(super) sought: String,
    /// Whether closing the menu sets the run going again.
    pub(super) resume: bool,
    pub(super) marked: Vec<NodeId>,
    pub(super) tab: Tab,
    /// How the side panel is arranged.
    pub(super) panels: Panels,
    pub(super) notices: Vec<Notice>,
    pub(super) fault_error: Option<String>,
    /// The dialog for sharing.
    pub(super) sharing: Sharing,
    pub(super) singles: bool,
    /// What gets the focus once it is on the page.
    pub(super) focus: Option<&'static str>,
    /// Knows where the focus was, if what had it goes.
    pub(super) keeper: Keeper,
    /// What comparing the course that is shown with another came to.
    pub(super) compared: Option<Rc<Compared>>,
    /// The form of a note.
    pub(super) notes: Notes,
    /// The slides, while they are shown.
    pub(super) present: Option<Present>,
    /// What to try next, and the tour.
    pub(super) guide: Guide,
    /// What is to be run until.
    pub(super) until: Until,
    /// Where work is kept, and the files that come and go.
    pub(super) keep: Keep,
    /// While the gallery is open: whether the run was playing before.
    pub(super) gallery: Option<bool>,
    /// Whether the user asked for less motion.
    pub(super) reduced: bool,
    /// Whether the address bar holds the session as it stands.
    pub(super) linked: bool,
    pub(super) docs: Docs,
    pub(super) fetched: Callback<Docs>,
    pub(super) run: Callback<Command>,
    pub(super) point: Callback<Raw>,
    pub(super) shot: Same<Snapshot>,
    pub(super) shot_ms: f64,
    /// Whether the page is dark.
    pub(super) dark: bool,
    pub(super) root: NodeRef,
    pub(super) frames: Frames,
    pub(super) listeners: Vec<Listener>,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> App {
        embed::begin();
        theme::restore();
        let reduced = theme::reduced_motion();
        let Arrival { session, selection, playing, linked, notices, stamp, entry, beside } =
            arrival::arrive(reduced);
        let mut desk = Desk::new(session, selection, stamp, reduced);
        let link = ctx.link();
        let keep = Keep::default();
        let mut listeners = listen::listeners(link);
        listeners.extend(keep.listeners(&link.callback(Msg::Do)));
        let mut app = App {
            playback: Playback::new(playing).with_auto(strip::is_auto()),
            beside: Beside::default(),
            menu: None,
            sought: String::new(),
            resume: false,
            marked: Vec::new(),
            tab: Tab::default(),
            panels: Panels::restored(),
            notices,
            fault_error: None,
            sharing: Sharing::default(),
            singles: browser::single_keys(),
            focus: None,
            keeper: Keeper::new(),
            compared: None,
            notes: Notes::default(),
            present: None,
            guide: Guide::restored(),
            until: Until::default(),
            keep,
            gallery: None,
            reduced,
            linked,
            shot: Same::new(snapshot(&mut desk)),
            desk,
            dark: theme::is_dark(),
            docs: Docs::default(),
            fetched: link.callback(Msg::Docs),
            run: link.callback(Msg::Do),
            point: link.callback(Msg::Point),
            shot_ms: 0.0,
            root: NodeRef::default(),
            frames: Frames::new(link.callback(Msg::Frame)),
            listeners,
        };
        beside.into_iter().for_each(|it| app.place(it));
        app.keep_on(entry);
        app.present_linked(&browser::fragment().unwrap_or_default());
        app
    }

    fn update(&mut self, _ctx: &Context<Self>, msg: Msg) -> bool {
        let is_frame = matches!(msg, Msg::Frame(_));
        self.desk.rate = self.playback.rate();
        let changed = match msg {
            Msg::Do(command) => self.conduct(command),
            Msg::Point(raw) => self.point_at(raw),
            Msg::Frame(stamp) => self.frame(stamp),
            Msg::Resized => self.resize(),
            Msg::Arrived => self.arrive(),
            Msg::Docs(docs) => {
                self.docs = docs;
                true
            }
        };
        let changed = changed | self.attend_present();
        if !is_frame {
            self.desk.show_selected();
            self.after_act();
        }
        let travelling = self.is_travelling();
        let moving = self.playback.playing
            || travelling
            || self.desk.picture.is_gliding()
            || self.desk.hand.is_waiting()
            || self.beside_moves();
        if changed && !(is_frame && (self.playback.playing || travelling)) {
            self.take_snapshot();
        }
        // Only now is it known whether the table has more to do.
        if moving || self.until.is_looking() || self.panels.table.is_busy() || self.draws_slides() {
            self.frames.request();
        }
        if !is_frame {
            self.dark = theme::is_dark();
        }
        if changed {
            self.desk.remember();
            self.remember_beside();
        } else {
            self.desk.draw(&self.playback, !self.playback.playing);
            self.draw_beside(!self.playback.playing);
        }
        changed
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            if let Some(stage) = self.desk.stage.cast::<Element>() {
                self.listeners.extend(stage::target::keep_fingers(&stage));
                let link = ctx.link().clone();
                self.listeners
                    .extend(Listener::size(&stage, move || link.send_message(Msg::Resized)));
            }
            self.fit_panels();
            ctx.link().send_message(Msg::Resized);
            self.frames.request();
            // Within another page there is nothing to read.
            if !embed::is_on() {
                docs::fetch(self.fetched.clone());
            }
        }
        if let Some(id) = self.focus.take() {
            browser::select(id);
        }
        self.keeper.mend();
        if let Some(root) = self.root.cast::<Element>() {
            self.desk.attach(&root);
        }
        self.attach_beside();
        if self.settle_panels() {
            self.frames.request();
        }
        self.desk.draw(&self.playback, true);
        self.draw_beside(true);
        browser::set_dialog(beside::choose::ID, self.beside.chooser.is_some());
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        if embed::is_on() {
            return self.embedded();
        }
        let scenario = self.desk.session.document();
        let info = Declared(self.desk.session.info());
        let (can_undo, can_redo) = self.can_undo_redo();
        let bar = Bar {
            pattern: info.0.name,
            title: scenario.title.clone().into(),
            seed: self.desk.session.scenario().setup.seed.to_string().into(),
            can_undo,
            can_redo,
            dark: self.dark,
            stories: self.desk.stories.clone(),
            singles: self.singles,
            run: self.run.clone(),
        };
        let side = Side {
            info,
            shot: self.shot.clone(),
            tab: self.tab,
            shelf: self.panels.shelf.clone(),
            docs: self.docs.clone(),
            run: self.run.clone(),
        };
        html! {
            <div class={classes!("app", self.panels.shelf.hidden.then_some("wide"), self.presenting())} ref={self.root.clone()}>
                { kept(bar) }
                { self.stages() }
                { self.deck() }
                { self.guide.view(&self.run) }
                { kept(side) }
                { time::timing(&Timing {
                    playing: self.playback.playing,
                    speed: self.playback.speed,
                    charts: self.charts(),
                    auto: self.playback.auto,
                    pace: self.playback.auto_pace(),
                    moments: self.desk.nearby(),
                    document: self.desk.session.document(),
                    course: self.desk.session.course(),
                    scenario: self.desk.session.scenario(),
                    until: until::until(&until::Shown {
                        until: &self.until,
                        scenario: self.desk.session.scenario(),
                        frame: self.desk.session.frame(),
                        selection: self.desk.selection,
                        side: self.beside.pair.as_ref().map(|pair| pair.here),
                        run: &self.run,
                    }),
                    strip: &self.desk.strip,
                    here: self.beside.pair.as_ref().map(|pair| pair.here),
                    run: &self.run,
                }) }
                { share::dialog(&self.sharing, &self.desk.session, &self.run) }
                <Gallery open={self.gallery.is_some()} current={info.0.id} dark={self.dark}
                    run={self.run.clone()} />
                { self.keep_view() }
                <p class="visually-hidden" aria-live="polite">{ self.said() }</p>
            </div>
        }
    }
}

impl App {
    /// The stage of a side, with what is said above it.
    pub(super) fn stage_view(&self, side: compare::Side, notices: Html) -> Html {
        let Some(desk) = self.desk_on(side) else { return html! {} };
        let (here, pair) = (side == self.here(), self.beside.pair.as_ref());
        let run = pair.map_or(&self.run, |pair| &pair.runs[side.index()]);
        let point = pair.map_or(&self.point, |pair| &pair.points[side.index()]);
        let frame = Same(Rc::clone(desk.session.frame()));
        let hint = self.guide.hint(!frame.partition.is_empty(), self.linked, &self.run);
        let scenario = desk.session.scenario();
        let marked = self.present.as_ref().map_or(&self.marked[..], |it| it.about(side));
        let menu = self.menu.filter(|_| here).map(|(of, at)| {
            menu::menu(&Menu {
                entry: scenario.pattern,
                network: scenario.setup.network,
                frame: &frame,
                now: desk.session.now(),
                names: &desk.names,
                message: self.shot.message.as_ref(),
                ties: &desk.picture.shown().ties,
                crowds: &desk.picture.shown().crowds,
                sought: &self.sought,
                run,
                of,
                at,
                beside: desk.hand.zoom().onto(at),
            })
        });
        stage::stage(&Stage {
            info: Declared(desk.session.info()),
            second: desk.second,
            frame: &frame,
            hand: &desk.hand,
            layout: &Same(Rc::clone(desk.picture.shown())),
            selection: desk.selection,
            marked: if here || self.present.is_some() { marked } else { &[] },
            dragged: desk.picture.dragged(),
            stroke: desk.picture.stroke(),
            cutting: desk.picture.cut_tool,
            notes: &desk.shown.notes,
            kinds: desk.timeline.kinds(),
            watched: self.present.is_some() || embed::is_on(),
            hint,
            place: &desk.stage,
            point,
            run,
            notices,
            menu: self.note_form().filter(|_| here).or(menu).unwrap_or_default(),
        })
    }

    /// An animation frame: moves the cursor, and whatever glides. True if the page is to be
    /// rendered: most events of a run change nothing but what the motion layer draws.
    fn frame(&mut self, stamp_ms: f64) -> bool {
        let before = Rc::clone(self.desk.session.frame());
        let played = self.playback.playing;
        let pace = self.heed();
        if self.beside_lags() {
            self.playback.wait(stamp_ms);
        } else {
            self.advance(stamp_ms);
        }
        let arrived = self.travel(stamp_ms);
        let found = self.look_on() | self.draw_slides();
        let glided = self.desk.picture.tick(stamp_ms) | self.tick_hand(stamp_ms);
        if !Rc::ptr_eq(&before, self.desk.session.frame()) {
            self.desk.follow();
        }
        let turned = self.desk.follow_cursor(self.playback.playing);
        let beside = self.beside_frame(stamp_ms);
        let mut changed =
            turned || pace != self.playback.auto_pace() || arrived || found || glided || beside;
        changed |= played != self.playback.playing;
        if self.playback.playing && stamp_ms - self.shot_ms >= SNAPSHOT_MS {
            self.shot_ms = stamp_ms;
            let elsewhere = self.beside.pair.is_some();
            if elsewhere || self.shot.frame.records != self.desk.session.frame().records {
                self.announce(stamp_ms);
                self.take_snapshot();
                changed = true;
            }
        }
        if !self.playback.playing && self.panels.table.is_busy() {
            self.take_snapshot();
            changed = true;
        }
        if stamp_ms - self.desk.shown.at_ms >= RENDER_MS {
            changed |= !self.desk.is_shown() || !self.beside_is_shown();
            changed |= embed::is_on() && self.playback.playing;
        }
        if changed {
            self.desk.shown.at_ms = stamp_ms;
        }
        changed
    }
}
