//! Two panes side by side: opens and closes the second one, and turns from one to the other.

use std::rc::Rc;

use crate::command::comparison::{ComparisonCommand, With};
use crate::command::pointer::PointerInput;
use crate::command::tab::Tab;
use crate::command::{Command, Selection};
use crate::comparison::{Aside, Pair, Placed, choose, names, table};
use crate::effect::Effect;
use crate::model::Model;
use crate::notices::Notice;
use crate::pane::Pane;
use crate::session::Session;
use compare::Side;
use scenario::Scenario;
use scenario::link::Stamp;

impl Model {
    /// Carries out what concerns both panes; true if the page is to be rendered.
    pub fn compare(&mut self, command: ComparisonCommand) -> bool {
        match command {
            ComparisonCommand::Choose(open) => self.comparison.chooser = open.then_some(None),
            ComparisonCommand::Open(with) => self.open_beside(&with),
            ComparisonCommand::Contrast(story) => self.contrast(story),
            ComparisonCommand::Both(both) => {
                self.comparison.pair.iter_mut().for_each(|pair| pair.both = both);
            }
            ComparisonCommand::ToParting => {
                let at = self.comparison.pair.as_ref().and_then(|it| it.parted.as_ref()?.at());
                if let Some(at) = at {
                    return self.conduct(Command::Seek(at));
                }
            }
            ComparisonCommand::Keep(side) => self.keep_only(side),
            ComparisonCommand::Return => self.return_to_both(),
        }
        true
    }

    /// Something done on one side. Time is both sides' own: moving it turns to neither, and a pointer
    /// only passes over the side that is not active until it is pressed.
    pub fn on(&mut self, side: Side, command: Command) -> bool {
        if side != self.panes.side() {
            match command {
                Command::Hover(id) => {
                    self.panes.on_mut(side).into_iter().for_each(|pane| pane.hover(id));
                    return false;
                }
                Command::Timeline(command) if command.only_passes() => {
                    return self.pass_over_timeline(command);
                }
                Command::Pointer(
                    PointerInput::Move(..) | PointerInput::Up(..) | PointerInput::Cancel(_),
                ) => return false,
                Command::Seek(_)
                | Command::SeekBy(..)
                | Command::SeekEnd
                | Command::Step
                | Command::StepBack => {}
                Command::Pointer(_) => {
                    self.turn();
                    self.conduct(command);
                    return true;
                }
                _ => self.turn(),
            }
        }
        self.conduct(command)
    }

    /// Works on the other side from now on.
    pub fn turn(&mut self) {
        self.panes.turn();
        let Some((active, other)) = self.panes.active_and_other() else { return };
        if other.strip.diagram {
            // There is one diagram, of the active pane.
            active.strip.diagram = true;
            active.width = other.width;
            other.strip.diagram = false;
        }
        self.close_menu();
        self.marked.clear();
        self.panels.fault_error = None;
        self.compared = None;
    }

    /// Puts another scenario to the right of the one that is shown.
    fn open_beside(&mut self, with: &With) {
        let session = &self.panes.active().session;
        let made = choose::make(session, with);
        let opened = made.and_then(|made| {
            let opened = Session::open_course(made.scenario, made.course, session.now())?;
            Ok((opened, made.left_out))
        });
        match opened {
            Ok((session, left_out)) => {
                self.comparison.chooser = None;
                self.set_playing(false);
                self.put_beside(session, *with != With::Copy, None);
                self.made();
                left_out.into_iter().for_each(|it| self.say(Notice::news(&it, None)));
            }
            Err(sentence) => self.comparison.chooser = Some(Some(Notice::alert(sentence).text)),
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
        match Session::open(whole, self.panes.active().session.now()) {
            Ok(session) => {
                self.put_beside(session, true, None);
                self.made();
            }
            Err(sentence) => self.say(Notice::alert(sentence)),
        }
        self.set_playing(playing);
    }

    /// The two are the user's own work from now on, and are stored.
    fn made(&mut self) {
        self.comparison.pair.iter_mut().for_each(|pair| pair.made = true);
        self.changed();
    }

    /// Puts beside what the page opens with whatever stood there.
    pub fn place(&mut self, placed: Placed) {
        self.put_beside(placed.session, placed.both, placed.stamp);
        if placed.here == Side::B {
            self.turn();
        }
    }

    /// A session beside the one that is shown, in place of what stood there.
    fn put_beside(&mut self, session: Session, both: bool, stamp: Option<Stamp>) {
        self.close_menu();
        self.forget_aside();
        if let Some(other) = self.panes.close_other() {
            self.history.forget(other.id);
        }
        let pane = self.panes.active();
        let strip = pane.strip.again();
        let cut_tool = pane.picture.cut_tool;
        let reduced = self.browser.reduced;
        let mut other = Pane::new(session, Selection::Nothing, stamp, reduced, strip);
        other.strip.diagram = false;
        other.picture.cut_tool = cut_tool;
        self.panes.open_beside(other, Side::A);
        self.comparison.pair =
            Some(Pair { both, made: false, parted: None, tallies: Default::default() });
        self.tab = Tab::Compare;
        self.level();
        self.ask(Effect::Frame);
    }

    /// Goes on with one side. The other is put away, and can be brought back.
    fn keep_only(&mut self, side: Side) {
        if side != self.panes.side() {
            self.turn();
        }
        self.forget_aside();
        self.comparison.aside = self.stand_alone().map(Box::new);
        if self.comparison.aside.is_none() {
            return;
        }
        self.changed();
        self.notices.retain(|it| it.remedy.as_ref().is_none_or(|(_, it)| *it != back()));
        self.say(Notice::news("The other scenario is put away", Some(("Back to both", back()))));
    }

    /// Goes on with the active pane alone; the other is returned.
    pub fn stand_alone(&mut self) -> Option<Aside> {
        self.close_menu();
        let side = self.panes.side();
        let mut pair = self.comparison.pair.take()?;
        let pane = self.panes.close_other()?;
        pair.parted = None;
        self.panes.active_mut().mark_parting(None);
        if self.tab == Tab::Compare {
            self.tab = Tab::Watch;
        }
        Some(Aside { pane, side, pair })
    }

    /// Closes what was put away, for good.
    fn forget_aside(&mut self) {
        if let Some(aside) = self.comparison.aside.take() {
            self.history.forget(aside.pane.id);
        }
    }

    /// Brings back what was put away, on the side where it stood.
    fn return_to_both(&mut self) {
        self.notices.retain(|it| it.remedy.as_ref().is_none_or(|(_, it)| *it != back()));
        let Some(aside) = self.comparison.aside.take() else { return };
        self.panes.open_beside(aside.pane, aside.side);
        self.comparison.pair = Some(aside.pair);
        self.tab = Tab::Compare;
        self.keep_time();
        self.level();
        self.ask(Effect::KeepWork);
        self.ask(Effect::Frame);
    }

    /// Lets both runs end where the longer one does, so that their timelines have one scale.
    pub fn level(&mut self) {
        let Some([left, right]) = self.panes.both_mut() else { return };
        let ends = [&left, &right].map(|pane| pane.session.scenario().until);
        left.session.last_until(ends[1]);
        right.session.last_until(ends[0]);
        left.follow();
        right.follow();
    }

    /// What the panel shows of both sides; the left one first.
    pub fn comparison_shown(&mut self) -> Option<Rc<table::Shown>> {
        let here = self.panes.side();
        let now = self.panes.active().session.now();
        let settings = names::settings(self.panes.both()?);
        let pair = self.comparison.pair.as_mut()?;
        let [left, right] = self.panes.both_mut()?;
        let [one, two] = &mut pair.tallies;
        table::count(one, left);
        table::count(two, right);
        let names = [&left, &right].map(|pane| names::name(&pane.session));
        let figures = table::counted([(left, &one.1), (right, &two.1)]);
        let parted = pair.parted.clone();
        Some(Rc::new(table::Shown { names, settings, figures, parted, now, here }))
    }
}

/// What brings back the side that was put away.
fn back() -> Command {
    Command::Comparison(ComparisonCommand::Return)
}
