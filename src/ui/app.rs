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
use super::gallery::Gallery;
use super::journey::Journey;
use super::kept::kept;
use super::listen;
use super::motion::{Death, Moment, Motion};
use super::notices::{self, Notice};
use super::panels::{self, Side, Snapshot};
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
use faultline::view::timeline::{self, MomentKind, Timeline};
use faultline::view::waterfall::Waterfall;

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
struct Shown {
    frame: Rc<Frame>,
    notes: Vec<(NodeId, String)>,
    charted: Option<Charted>,
    /// The stamp of the animation frame that rendered last.
    at_ms: f64,
}

/// What the chart shows: the run's edition, its records, its end, the width.
type Charted = (u32, usize, Time, f64);

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
    blamed: (u32, Vec<Line>),
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
    chart: Same<Chart>,
    /// The pattern's charts.
    plots: Rc<Plots>,
    charted: Option<Charted>,
    pub(super) copied: Callback<bool>,
    pub(super) docs: Docs,
    pub(super) fetched: Callback<Docs>,
    run: Callback<Command>,
    point: Callback<Pointer>,
    pub(super) motion: Motion,
    shot: Same<Snapshot>,
    shot_ms: f64,
    shown: Shown,
    /// Whether the page is dark.
    dark: bool,
    /// The timeline's width.
    width: f64,
    /// What the motion layer has taken hold of: the run's edition, the nodes that are drawn, the
    /// stage's size.
    attached: Option<(u32, Vec<NodeId>, (f64, f64))>,
    root: NodeRef,
    stage: NodeRef,
    time: NodeRef,
    frames: Frames,
    listeners: Vec<Listener>,
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

    /// Whether the stage and the timeline would be rendered as they are.
    fn is_shown(&self) -> bool {
        self.shown.charted == self.charted
            && stage::looks_same(&self.shown.frame, self.session.frame(), self.picture.shown())
            && self.shown.notes == self.notes()
    }

    /// Fits the picture into the stage; true if it had another size.
    fn resize(&mut self) -> bool {
        let Some(stage) = self.stage.cast::<Element>() else { return false };
        let size = (f64::from(stage.client_width()), f64::from(stage.client_height()));
        let charted = self.charted;
        self.width = self.time.cast::<Element>().map_or(0.0, |it| f64::from(it.client_width()));
        self.draw_chart();
        if size == self.picture.size() {
            return charted != self.charted;
        }
        let frame = Rc::clone(self.session.frame());
        self.picture.resize(self.session.info(), &frame, size);
        true
    }

    /// Draws the timeline anew if it would look different.
    pub(super) fn draw_chart(&mut self) {
        // Measured when it changes: to ask the browser may make it lay the page out.
        let width = self.width;
        let edition = self.session.edition();
        let until = self.session.scenario().until;
        let count = self.session.sim().records().len();
        let shown = Some((edition, count, until, width));
        if self.charted == shown {
            return;
        }
        let crowded = self.picture.crowded();
        let same = crowded.iter().eq(self.timeline.tallies().iter().map(|it| &it.role));
        if !same || self.charted.is_none_or(|(drawn, ..)| drawn != edition) {
            let sim = self.session.sim();
            self.timeline = Timeline::of(sim.info(), sim.roles(), &crowded);
            self.plots = Rc::new(Plots::new(self.session.info()));
        }
        self.timeline.extend(self.session.sim().records());
        self.chart = Same::new(Chart::of(&mut self.session, &self.timeline, width));
        let (info, known) = (self.session.info(), self.session.known_until());
        Rc::make_mut(&mut self.plots).extend(info, self.session.sim().records(), known, until);
        self.charted = shown;
    }

    /// What happens next, in a sentence.
    fn next(&mut self) -> String {
        let position = self.session.sim().position();
        let frame = Rc::clone(self.session.frame());
        let roles: Vec<u8> = frame.nodes.iter().map(|node| node.role).collect();
        // Clients wait and idle all the time; what servers become is the story.
        let told = |moment: &&timeline::Moment| {
            let role = roles.get(moment.node.index()).copied().unwrap_or(0);
            role == 0 || !matches!(moment.kind, MomentKind::Moved(..))
        };
        let ahead = self.timeline.moments().iter().skip_while(|it| it.record < position);
        let Some(moment) = ahead.take(200).find(told).copied() else { return String::new() };
        let actions = &self.session.scenario().setup.actions;
        let (info, names) = (self.session.info(), &self.names);
        timeline::sentence(&moment, info, &roles, names, actions, &frame.properties)
    }

    fn take_snapshot(&mut self) {
        let fault_error = self.fault_error.clone();
        let next = self.next();
        let edition = self.session.edition();
        let compared = self.compared.clone().filter(|it| it.edition == edition);
        let blamed = self.blamed();
        let plots = Same(Rc::clone(&self.plots));
        let waterfall = self.waterfall();
        let shot = snapshot(&mut self.session, &self.names, self.selection, self.all_events);
        self.shot =
            Same::new(Snapshot { next, fault_error, compared, blamed, plots, waterfall, ..shot });
    }

    /// The trace that is shown, if there are spans at all.
    fn waterfall(&mut self) -> Option<Waterfall> {
        let (now, wanted) = (self.session.now(), self.trace);
        let sim = self.session.sim();
        let (spans, position) = (sim.spans(), sim.position());
        let shown = || Waterfall::of((spans, sim.records()), (position, now), wanted);
        (!spans.is_empty()).then(shown)
    }

    /// The words for the records that broken properties blame: each is asked for once.
    fn blamed(&mut self) -> Vec<Line> {
        let edition = self.session.edition();
        let wanted = panels::properties::blamed(self.session.frame());
        if self.blamed.0 != edition {
            self.blamed = (edition, Vec::new());
        }
        for record in wanted.iter().map(|id| id.0) {
            if !self.blamed.1.iter().any(|line| line.record.0 == record) {
                let lines = self.session.sim().lines(record..record + 1);
                self.blamed.1.extend(lines);
            }
        }
        self.blamed.1.clone()
    }

    /// Draws what moves; `told` is whether the page says of itself where it is.
    fn draw(&mut self, told: bool) {
        let now = self.session.now();
        self.motion.draw(&Moment {
            now,
            frame: self.session.frame(),
            layout: self.picture.shown(),
            info: self.session.info(),
            names: &self.names,
            deaths: &self.deaths,
            cross_us: log::cross_us(self.playback.rate()),
            scale: &self.chart.scale,
            playing: self.playback.playing,
            told,
            label: self.hovered.as_ref().map(|(id, words)| (*id, words.as_str())),
        });
    }

    /// The last event in words, while the run stands still.
    fn said(&self) -> String {
        let row = self.shot.rows.first().filter(|_| !self.playback.playing);
        row.map_or(String::new(), |row| {
            format!("{} s: {} {}", row.clock(), row.line.place, row.line.text)
        })
    }

    /// What the scenario says of nodes at this moment.
    fn notes(&self) -> Vec<(NodeId, String)> {
        log::notes(self.session.scenario(), self.session.now())
    }
}

/// The moment as the panels see it.
fn snapshot(
    session: &mut Session,
    names: &Same<Names>,
    selection: Selection,
    all_events: bool,
) -> Snapshot {
    let frame = Rc::clone(session.frame());
    let message = match selection {
        Selection::Message(id) => session.sim().message(id),
        Selection::Nothing | Selection::Node(_) | Selection::Link(..) | Selection::Crowd(_) => None,
    };
    Snapshot {
        now: session.now(),
        selection,
        node: selection.node().unwrap_or_else(|| log::foremost(&frame, session.info())),
        message,
        rows: log::rows(session, all_events),
        all_events,
        names: Names::clone(names),
        scenario: Same(Rc::clone(session.scenario())),
        document: Same(Rc::clone(session.document())),
        course: session.course(),
        fault_error: None,
        compared: None,
        blamed: Vec::new(),
        plots: Same::new(Plots::new(session.info())),
        waterfall: None,
        next: String::new(),
        frame: Same(frame),
    }
}
