//! Two scenarios side by side on one clock.
//!
//! The page works on one desk at a time, and that is `App::desk`: panels, menus and the bar tell of
//! it. The other desk is kept here. Which stands left and which right does not change when the user
//! turns from one to the other: then the two change places in memory only. A press on a stage turns
//! to it.
//!
//! [`clock`] keeps both at one time, [`edits`] does to one what is done to the other and takes it
//! back as one, [`choose`] makes the other scenario, [`parting`] says where the two part.

pub mod choose;
mod clock;
mod edits;
pub mod heads;
pub mod linked;
pub mod parting;
pub mod table;
mod view;

use std::rc::Rc;

use yew::prelude::*;

use super::app::App;
use super::command::{Command, Selection, Tab};
use super::desk::Desk;
use super::notices::Notice;
use super::session::Session;
use super::stage::hand::Raw;
use choose::With;
use edits::Log;
use faultline::compare::Side;
use faultline::compare::figures::Tally;
use faultline::scenario::Scenario;
use faultline::scenario::link::Stamp;
use parting::Parted;

/// What is done with two scenarios side by side.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Opens or closes the box in which the other scenario is chosen.
    Choose(bool),
    /// Puts a scenario beside the one that is shown.
    Open(With),
    /// Begins a story, and puts it beside itself with all safeguards on.
    Contrast(Rc<Scenario>),
    /// Something is done on one of the two sides.
    On(Side, Box<Command>),
    /// The pointer does something on one of the two stages.
    Point(Side, Raw),
    /// Has faults go to both sides, or to one.
    Both(bool),
    /// Moves to where the two part.
    ToParting,
    /// Goes on with one of the two alone.
    Keep(Side),
    /// Goes back to both.
    Return,
}

/// What the page keeps of a comparison.
#[derive(Default)]
pub struct Beside {
    /// While the box is open: why the last choice was refused, if it was.
    pub chooser: Option<Option<String>>,
    /// The two sides, while there are two.
    pub pair: Option<Box<Pair>>,
    /// The side that was put away last, and its callbacks.
    aside: Option<Box<Pair>>,
}

/// Two sides.
pub struct Pair {
    /// The desk that is not worked on.
    pub other: Desk,
    /// Where the desk that is worked on stands.
    pub here: Side,
    /// Whether faults go to both.
    pub both: bool,
    /// What each side's stage and timeline tell to.
    pub runs: [Callback<Command>; 2],
    /// What each side's pointer events go to.
    pub points: [Callback<Raw>; 2],
    /// Whether the user has put them together, so that they are kept though nobody touched them.
    pub made: bool,
    /// Where the two part.
    pub parted: Option<Parted>,
    /// What was counted of each side, and of which edition.
    tallies: [(u32, Tally); 2],
    log: Log,
}

/// What stands on the right of what the page opens with.
pub struct Placed {
    /// The scenario, at the same moment.
    pub session: Session,
    /// The side that is worked on.
    pub here: Side,
    /// Whether faults go to both.
    pub both: bool,
    /// What its run is to come to, where that is still being computed.
    pub stamp: Option<Stamp>,
}

impl App {
    /// Where the desk that is worked on stands.
    pub(super) fn here(&self) -> Side {
        self.beside.pair.as_ref().map_or(Side::A, |pair| pair.here)
    }

    /// The desk on a side; none if there is only one, on the other.
    pub(super) fn desk_on(&self, side: Side) -> Option<&Desk> {
        if side == self.here() {
            return Some(&self.desk);
        }
        self.beside.pair.as_ref().map(|pair| &pair.other)
    }

    /// The same, to do something to it.
    pub(super) fn desk_on_mut(&mut self, side: Side) -> Option<&mut Desk> {
        if side == self.here() {
            return Some(&mut self.desk);
        }
        self.beside.pair.as_mut().map(|pair| &mut pair.other)
    }

    /// The desk that is worked on, and the other if there is one.
    pub(crate) fn desks(&self) -> impl Iterator<Item = &Desk> {
        std::iter::once(&self.desk).chain(self.beside.pair.as_ref().map(|pair| &pair.other))
    }

    /// Carries out what concerns both sides; true if the page is to be rendered.
    pub(super) fn act_beside(&mut self, act: Act) -> bool {
        match act {
            Act::Choose(open) => self.beside.chooser = open.then_some(None),
            Act::Open(with) => self.open_beside(&with),
            Act::Contrast(story) => self.contrast(story),
            Act::On(side, command) => return self.on(side, *command),
            Act::Point(side, pointer) => {
                // A pointer only passes over the side that is not worked on, until it is pressed.
                if side != self.here() {
                    if !matches!(pointer, Raw::Down(_) | Raw::Wheel { .. } | Raw::Menu(..)) {
                        return false;
                    }
                    self.turn();
                    self.point_at(pointer);
                    return true;
                }
                return self.point_at(pointer);
            }
            Act::Both(both) => {
                if let Some(pair) = &mut self.beside.pair {
                    pair.both = both;
                }
            }
            Act::ToParting => {
                let at = self.beside.pair.as_ref().and_then(|it| it.parted.as_ref()?.at());
                if let Some(at) = at {
                    return self.conduct(Command::Seek(at));
                }
            }
            Act::Keep(side) => self.keep_only(side),
            Act::Return => self.return_to_both(),
        }
        true
    }

    /// Something done on one side. Time is both sides' own: moving it turns to neither.
    fn on(&mut self, side: Side, command: Command) -> bool {
        if side != self.here() {
            match command {
                Command::Hover(id) => {
                    if let Some(pair) = &mut self.beside.pair {
                        pair.other.hover(id);
                    }
                    return false;
                }
                Command::Strip(act) if act.only_passes() => {
                    let pair = self.beside.pair.as_mut();
                    return pair.is_some_and(|pair| pair.other.conduct_strip(act).0);
                }
                Command::Seek(_)
                | Command::SeekBy(..)
                | Command::SeekEnd
                | Command::Step
                | Command::StepBack => {}
                _ => self.turn(),
            }
        }
        self.conduct(command)
    }

    /// Works on the other side from now on.
    pub(super) fn turn(&mut self) {
        let Some(pair) = &mut self.beside.pair else { return };
        std::mem::swap(&mut self.desk, &mut pair.other);
        pair.here = pair.here.other();
        if pair.other.strip.diagram {
            // There is one diagram, of the side that is worked on.
            self.desk.strip.diagram = true;
            self.desk.width = pair.other.width;
            pair.other.strip.diagram = false;
            self.desk.release_motion();
            pair.other.release_motion();
        }
        self.close_menu();
        self.marked.clear();
        self.fault_error = None;
        self.compared = None;
    }

    /// Puts another scenario to the right of the one that is shown.
    fn open_beside(&mut self, with: &With) {
        let made = choose::make(&self.desk.session, with);
        let opened = made.and_then(|made| {
            let at = self.desk.session.now();
            let session = Session::open_course(made.scenario, made.course, at)?;
            Ok((session, made.left_out))
        });
        match opened {
            Ok((session, left_out)) => {
                self.beside.chooser = None;
                self.set_playing(false);
                self.put_beside(session, *with != With::Copy, None);
                self.made();
                left_out.into_iter().for_each(|it| self.say(Notice::news(&it, None)));
            }
            Err(sentence) => self.beside.chooser = Some(Some(Notice::alert(sentence).text)),
        }
    }

    /// A story without some safeguard, beside the same with all of them.
    fn contrast(&mut self, story: Rc<Scenario>) {
        let mut whole = Scenario::clone(&story);
        whole.setup.without.clear();
        whole.branches.clear();
        self.tell(story);
        let playing = self.playback.playing;
        self.set_playing(false);
        match Session::open(whole, self.desk.session.now()) {
            Ok(session) => {
                self.put_beside(session, true, None);
                self.made();
            }
            Err(sentence) => self.say(Notice::alert(sentence)),
        }
        self.set_playing(playing);
    }

    /// The two are the user's own work from now on, and are kept.
    fn made(&mut self) {
        if let Some(pair) = &mut self.beside.pair {
            pair.made = true;
        }
        self.changed();
    }

    /// Puts beside what the page opens with whatever stood there.
    pub(super) fn place(&mut self, placed: Placed) {
        self.put_beside(placed.session, placed.both, placed.stamp);
        if placed.here == Side::B {
            self.turn();
        }
    }

    /// A session beside the one that is shown, in place of what stood there.
    fn put_beside(&mut self, session: Session, both: bool, stamp: Option<Stamp>) {
        if let Some(pair) = &mut self.beside.pair
            && self.desk.second
        {
            self.desk.change_places(&mut pair.other);
        }
        let on = |side: Side| {
            self.run.reform(move |it: Command| Command::Beside(Act::On(side, Box::new(it))))
        };
        let point =
            |side: Side| self.run.reform(move |it: Raw| Command::Beside(Act::Point(side, it)));
        let (runs, points) = (Side::BOTH.map(on), Side::BOTH.map(point));
        let mut other = Desk::new(session, Selection::Nothing, stamp, self.reduced);
        other.second = true;
        other.strip.diagram = false;
        other.picture.cut_tool = self.desk.picture.cut_tool;
        let log = Log::new([self.desk.session.depth(), other.session.depth()]);
        self.close_menu();
        self.beside.aside = None;
        self.beside.pair = Some(Box::new(Pair {
            other,
            here: Side::A,
            both,
            runs,
            points,
            made: false,
            parted: None,
            tallies: Default::default(),
            log,
        }));
        self.tab = Tab::Compare;
        self.level();
        self.frames.request();
    }

    /// Goes on with one side. The other is put away, and can be brought back.
    fn keep_only(&mut self, side: Side) {
        if side != self.here() {
            self.turn();
        }
        self.beside.aside = self.stand_alone();
        if self.beside.aside.is_none() {
            return;
        }
        self.changed();
        self.notices.retain(|it| it.remedy.as_ref().is_none_or(|(_, it)| *it != back()));
        self.say(Notice::news("The other scenario is put away", Some(("Back to both", back()))));
    }

    /// Goes on with the desk that is worked on alone; the other is returned.
    pub(super) fn stand_alone(&mut self) -> Option<Box<Pair>> {
        self.close_menu();
        let mut pair = self.beside.pair.take()?;
        pair.parted = None;
        self.desk.mark_parting(None);
        if self.desk.second {
            self.desk.change_places(&mut pair.other);
        }
        if self.tab == Tab::Compare {
            self.tab = Tab::Watch;
        }
        Some(pair)
    }

    /// Brings back what was put away, on the side where it stood.
    fn return_to_both(&mut self) {
        self.notices.retain(|it| it.remedy.as_ref().is_none_or(|(_, it)| *it != back()));
        let Some(mut pair) = self.beside.aside.take() else { return };
        if pair.here == Side::B {
            self.desk.change_places(&mut pair.other);
        }
        pair.other.leave_page();
        let mut depths = [self.desk.session.depth(), pair.other.session.depth()];
        if pair.here == Side::B {
            depths.reverse();
        }
        pair.log = Log::new(depths);
        self.beside.pair = Some(pair);
        self.tab = Tab::Compare;
        self.keep_time();
        self.level();
        self.keep_work();
        self.frames.request();
    }

    /// Lets both runs end where the longer one does, so that their timelines have one scale.
    pub(super) fn level(&mut self) {
        let Some(pair) = &mut self.beside.pair else { return };
        let [here, there] = [&self.desk, &pair.other].map(|desk| desk.session.scenario().until);
        self.desk.session.last_until(there);
        pair.other.session.last_until(here);
        self.desk.follow();
        pair.other.follow();
    }

    /// What the panel shows of both sides; the left one first.
    pub(super) fn beside_shown(&mut self) -> Option<Rc<table::Shown>> {
        let here = self.here();
        let pair = self.beside.pair.as_mut()?;
        let (left, right) = match here {
            Side::A => (&mut self.desk, &mut pair.other),
            Side::B => (&mut pair.other, &mut self.desk),
        };
        let [one, two] = &mut pair.tallies;
        table::count(one, left);
        table::count(two, right);
        let figures = table::counted([(left, &one.1), (right, &two.1)]);
        let names = [left, right].map(|desk| heads::name(&desk.session));
        let settings = heads::settings([&self.desk, &pair.other], here);
        let (now, here) = (self.desk.session.now(), pair.here);
        Some(Rc::new(table::Shown {
            names,
            settings,
            figures,
            parted: pair.parted.clone(),
            now,
            here,
        }))
    }
}

/// What brings back the side that was put away.
fn back() -> Command {
    Command::Beside(Act::Return)
}
