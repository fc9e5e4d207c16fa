//! The page: it holds the session, the clock and the picture, and lays the components out.
//!
//! What a command does is in [`super::conduct`]. Components are rendered when something happened;
//! what moves in between is drawn by [`super::motion`].

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::arrival::{self, Arrival};
use super::bar::Bar;
use super::browser::{self, Frames, Listener};
use super::chart::Chart;
use super::command::{Command, Selection, Tab};
use super::docs::{self, Docs};
use super::drawing::snapshot;
use super::gallery::Gallery;
use super::journey::Journey;
use super::kept::kept;
use super::listen;
use super::motion::{Death, Motion};
use super::notices::{self, Notice};
use super::panels::{Side, Snapshot};
use super::parts::{Declared, Same};
use super::playback::Playback;
use super::session::{Compared, Session};
use super::share::Shared;
use super::stage::menu::{self, Menu};
use super::stage::picture::{Picture, Pointer};
use super::stage::{self, Stage};
use super::time::{self, Timing};
use super::until::{self, Until};
use super::{log, opening, share_box, theme};
use faultline::scenario::Scenario;
use faultline::sim::entry::Entry;
use faultline::sim::frame::Frame;
use faultline::sim::ids::{MessageId, Names, NodeId};
use faultline::sim::narrate::Line;
use faultline::sim::time::Time;
use faultline::view::geometry::Point;
use faultline::view::plot::Plots;
use faultline::view::timeline::Timeline;

/// Snapshots for the panels are at least this far apart while the run plays.
const SNAPSHOT_MS: f64 = 160.0;

/// While the run plays, what its events change is rendered this far apart; what moves, moves with
/// every frame.
const RENDER_MS: f64 = 30.0;

/// What to try while the network is whole, and while it is not.
const HINTS: [&str; 2] = [
    "Drag a node away, or draw across links, to open a fault line.",
    "Drag nodes back together, or click the fault line, to heal it.",
];

/// What the page is told.
pub enum Msg {
    /// The user did something.
    Do(Command),
    /// The pointer did something on the stage.
    Point(Pointer),
    /// The browser is about to paint; its stamp in milliseconds.
    Frame(f64),
    /// The stage may have another size.
    Resized,
    /// The address bar has another fragment.
    Arrived,
    /// The clipboard has taken the link, or has not.
    Copied(bool),
    /// The documentation is there, or cannot be had.
    Docs(Docs),
}

/// What was rendered last, as far as the run changes it.
pub(super) struct Shown {
    pub(super) frame: Rc<Frame>,
    pub(super) notes: Vec<(NodeId, String)>,
    pub(super) charted: Option<Charted>,
    /// The stamp of the animation frame that rendered last.
    pub(super) at_ms: f64,
}

/// What the chart shows: the run's edition, its records, its end, the width.
pub(super) type Charted = (u32, usize, Time, f64);

/// The page.
pub struct App {
    pub(super) session: Session,
    pub(super) playback: Playback,
    pub(super) picture: Picture,
    /// On the way to a moment that takes long to compute.
    pub(super) journey: Journey,
    pub(super) selection: Selection,
    pub(super) menu: Option<(Selection, Point)>,
    /// What was typed to find a member of a crowd.
    pub(super) sought: String,
    /// Whether closing the menu sets the run going again.
    pub(super) resume: bool,
    pub(super) marked: Vec<NodeId>,
    pub(super) tab: Tab,
    /// The trace that was chosen; the latest if none was.
    pub(super) trace: Option<u32>,
    pub(super) notices: Vec<Notice>,
    pub(super) fault_error: Option<String>,
    pub(super) shared: Option<Shared>,
    pub(super) singles: bool,
    /// Whether the list of events has signs of life too.
    pub(super) all_events: bool,
    /// The message under the pointer, and what it says.
    pub(super) hovered: Option<(MessageId, String)>,
    /// What gets the focus once it is on the page.
    pub(super) focus: Option<&'static str>,
    /// What comparing the course that is shown with another came to.
    pub(super) compared: Option<Rc<Compared>>,
    /// The words for the records that broken properties blame, and of which edition they are.
    pub(super) blamed: (u32, Vec<Line>),
    /// What is to be run until.
    pub(super) until: Until,
    /// The pattern that the page has taken in, and its stories.
    pub(super) pattern: &'static Entry,
    pub(super) stories: Same<Vec<Rc<Scenario>>>,
    /// The edition that the names are of.
    pub(super) named: u32,
    /// While the gallery is open: whether the run was playing before.
    pub(super) gallery: Option<bool>,
    /// Whether the user asked for less motion.
    pub(super) reduced: bool,
    /// Whether the address bar holds the session as it stands.
    pub(super) linked: bool,
    pub(super) names: Same<Names>,
    pub(super) deaths: Vec<Death>,
    pub(super) timeline: Timeline,
    pub(super) chart: Same<Chart>,
    /// The pattern's charts.
    pub(super) plots: Rc<Plots>,
    pub(super) charted: Option<Charted>,
    pub(super) copied: Callback<bool>,
    pub(super) docs: Docs,
    pub(super) fetched: Callback<Docs>,
    pub(super) run: Callback<Command>,
    pub(super) point: Callback<Pointer>,
    pub(super) motion: Motion,
    pub(super) shot: Same<Snapshot>,
    pub(super) shot_ms: f64,
    pub(super) shown: Shown,
    /// Whether the page is dark.
    pub(super) dark: bool,
    /// The timeline's width.
    pub(super) width: f64,
    /// What the motion layer has taken hold of: the run's edition, the nodes that are drawn, the
    /// stage's size.
    pub(super) attached: Option<(u32, Vec<NodeId>, (f64, f64))>,
    pub(super) root: NodeRef,
    pub(super) stage: NodeRef,
    pub(super) time: NodeRef,
    pub(super) frames: Frames,
    pub(super) listeners: Vec<Listener>,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> App {
        theme::restore();
        let reduced = theme::reduced_motion();
        let Arrival { mut session, selection, playing, linked, notices, stamp } =
            arrival::arrive(reduced);
        let mut picture = Picture::new(session.info(), session.frame());
        picture.still = reduced;
        let names = Same::new(session.sim().names().clone());
        let link = ctx.link();
        App {
            playback: Playback::new(playing),
            journey: Journey::to(session.goal(), session.edition(), stamp),
            picture,
            selection,
            menu: None,
            sought: String::new(),
            resume: false,
            marked: Vec::new(),
            tab: Tab::default(),
            trace: None,
            plots: Rc::new(Plots::new(session.info())),
            notices,
            fault_error: None,
            shared: None,
            singles: browser::single_keys(),
            all_events: false,
            hovered: None,
            focus: None,
            compared: None,
            blamed: (0, Vec::new()),
            until: Until::default(),
            pattern: session.scenario().pattern,
            stories: Same::new(opening::stories(session.scenario().pattern)),
            named: session.edition(),
            gallery: None,
            reduced,
            linked,
            shot: Same::new(snapshot(&mut session, &names, selection, false)),
            deaths: log::deaths(&mut session),
            timeline: Timeline::new(0),
            shown: Shown {
                frame: Rc::clone(session.frame()),
                notes: Vec::new(),
                charted: None,
                at_ms: 0.0,
            },
            dark: theme::is_dark(),
            width: 0.0,
            chart: Same::new(Chart::of(&mut session, &Timeline::new(0), 0.0)),
            charted: None,
            session,
            names,
            copied: link.callback(Msg::Copied),
            docs: Docs::default(),
            fetched: link.callback(Msg::Docs),
            run: link.callback(Msg::Do),
            point: link.callback(Msg::Point),
            motion: Motion::default(),
            shot_ms: 0.0,
            attached: None,
            root: NodeRef::default(),
            stage: NodeRef::default(),
            time: NodeRef::default(),
            frames: Frames::new(link.callback(Msg::Frame)),
            listeners: listen::listeners(link),
        }
    }

    fn update(&mut self, _ctx: &Context<Self>, msg: Msg) -> bool {
        let is_frame = matches!(msg, Msg::Frame(_));
        let changed = match msg {
            Msg::Do(command) => self.conduct(command),
            Msg::Point(pointer) => self.point_at(pointer),
            Msg::Frame(stamp) => self.frame(stamp),
            Msg::Resized => self.resize(),
            Msg::Arrived => self.arrive(),
            Msg::Docs(docs) => {
                self.docs = docs;
                true
            }
            Msg::Copied(copied) => {
                self.shared.iter_mut().for_each(|shared| shared.copied = Some(copied));
                true
            }
        };
        if !is_frame {
            self.show_selected();
        }
        let travelling = self.is_travelling();
        let moving = self.playback.playing || travelling || self.picture.is_gliding();
        if moving || self.until.is_looking() {
            self.frames.request();
        }
        if changed && !(is_frame && (self.playback.playing || travelling)) {
            self.take_snapshot();
        }
        if !is_frame {
            self.dark = theme::is_dark();
        }
        if changed {
            self.shown = Shown {
                frame: Rc::clone(self.session.frame()),
                notes: self.notes(),
                charted: self.charted,
                at_ms: self.shown.at_ms,
            };
        } else {
            self.draw(!self.playback.playing);
        }
        changed
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            if let Some(stage) = self.stage.cast::<Element>() {
                let link = ctx.link().clone();
                self.listeners
                    .extend(Listener::size(&stage, move || link.send_message(Msg::Resized)));
            }
            ctx.link().send_message(Msg::Resized);
            self.frames.request();
            docs::fetch(self.fetched.clone());
        }
        if let Some(id) = self.focus.take() {
            browser::select(id);
        }
        let nodes = &self.picture.shown().drawn;
        let (edition, size) = (self.session.edition(), self.picture.size());
        let held =
            |it: &(u32, Vec<NodeId>, (f64, f64))| (it.0, it.2) == (edition, size) && it.1 == *nodes;
        if !self.attached.as_ref().is_some_and(held)
            && let Some(root) = self.root.cast::<Element>()
        {
            self.motion.attach(&root);
            self.attached = Some((edition, nodes.clone(), size));
        }
        self.draw(true);
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        let scenario = self.session.document();
        let info = Declared(self.session.info());
        let (can_undo, can_redo) = self.session.can_undo_redo();
        let bar = Bar {
            pattern: info.0.name,
            title: scenario.title.clone().into(),
            seed: self.session.scenario().setup.seed.to_string().into(),
            can_undo,
            can_redo,
            dark: self.dark,
            stories: self.stories.clone(),
            singles: self.singles,
            run: self.run.clone(),
        };
        let side = Side {
            info,
            shot: self.shot.clone(),
            tab: self.tab,
            docs: self.docs.clone(),
            run: self.run.clone(),
        };
        html! {
            <div class="app" ref={self.root.clone()}>
                { kept(bar) }
                { self.stage_view(info) }
                { kept(side) }
                { time::timing(&Timing {
                    playing: self.playback.playing,
                    speed: self.playback.speed,
                    chart: &self.chart,
                    next: &self.shot.next,
                    document: self.session.document(),
                    course: self.session.course(),
                    scenario: self.session.scenario(),
                    until: until::until(&until::Shown {
                        until: &self.until,
                        scenario: self.session.scenario(),
                        frame: self.session.frame(),
                        selection: self.selection,
                        run: &self.run,
                    }),
                    place: &self.time,
                    run: &self.run,
                }) }
                { share_box::share_box(self.shared.as_ref(), &self.run) }
                <Gallery open={self.gallery.is_some()} current={info.0.id} dark={self.dark}
                    run={self.run.clone()} />
                <p class="visually-hidden" aria-live="polite">{ self.said() }</p>
            </div>
        }
    }
}

impl App {
    fn stage_view(&self, info: Declared<faultline::sim::declare::Info>) -> Html {
        let frame = Same(Rc::clone(self.session.frame()));
        let hint = HINTS[usize::from(!frame.partition.is_empty())];
        let scenario = self.session.scenario();
        let menu = self.menu.map(|(of, at)| {
            menu::menu(&Menu {
                entry: scenario.pattern,
                network: scenario.setup.network,
                frame: &frame,
                now: self.session.now(),
                names: &self.names,
                message: self.shot.message.as_ref(),
                crowds: &self.picture.shown().crowds,
                sought: &self.sought,
                run: &self.run,
                of,
                at,
            })
        });
        stage::stage(&Stage {
            info,
            frame: &frame,
            layout: &Same(Rc::clone(self.picture.shown())),
            selection: self.selection,
            marked: &self.marked,
            dragged: self.picture.dragged(),
            stroke: self.picture.stroke(),
            cutting: self.picture.cut_tool,
            notes: &self.shown.notes,
            hint,
            place: &self.stage,
            point: &self.point,
            run: &self.run,
            notices: notices::notices(&self.notices, &self.run),
            menu: menu.unwrap_or_default(),
        })
    }

    /// An animation frame: moves the cursor, and whatever glides. True if the page is to be
    /// rendered: most events of a run change nothing but what the motion layer draws.
    fn frame(&mut self, stamp_ms: f64) -> bool {
        let before = Rc::clone(self.session.frame());
        let played = self.playback.playing;
        self.advance(stamp_ms);
        let arrived = self.travel(stamp_ms);
        let found = self.look_on();
        let glided = self.picture.tick(stamp_ms);
        if !Rc::ptr_eq(&before, self.session.frame()) {
            self.follow();
        }
        let mut changed = arrived || found || glided || played != self.playback.playing;
        if self.playback.playing && stamp_ms - self.shot_ms >= SNAPSHOT_MS {
            self.shot_ms = stamp_ms;
            if self.shot.frame.records != self.session.frame().records {
                self.take_snapshot();
                changed = true;
            }
        }
        if stamp_ms - self.shown.at_ms >= RENDER_MS {
            changed |= !self.is_shown();
        }
        if changed {
            self.shown.at_ms = stamp_ms;
        }
        changed
    }
}
