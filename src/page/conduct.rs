//! What the page does when it is told to: every [`Command`], every frame.

use std::rc::Rc;

use super::app::App;
use super::arrival::{self, Arrival};
use super::command::{Command, Edit, Selection, Tab};
use super::docs::{self, Docs};
use super::notices::Notice;
use super::panels;
use super::playback::SPEEDS;
use super::session::{LONGEST, Session};
use super::share::{self, Sharing};
use super::stage::picture::Pointer;
use super::{browser, embed, help, opening, storage, theme};
use faultline::patterns;
use faultline::scenario::Scenario;
use faultline::sim::action::Action;
use faultline::sim::ids::Seed;
use faultline::sim::time::Time;

impl App {
    /// Carries out a command; true if the page is to be rendered.
    pub(super) fn conduct(&mut self, command: Command) -> bool {
        if !embed::allows(&command) {
            return false;
        }
        self.watch_deeds(&command);
        if let Some(done) = self.presented(&command) {
            return done;
        }
        match command {
            Command::Beside(act) => return self.act_beside(act),
            Command::Step if self.beside.pair.is_some() => self.step_both(),
            Command::StepBack if self.beside.pair.is_some() => self.step_both_back(),
            Command::Undo if self.beside.pair.is_some() => self.go_back_on_both(false),
            Command::Redo if self.beside.pair.is_some() => self.go_back_on_both(true),
            Command::TogglePlay => self.set_playing(!self.playback.playing),
            Command::Step => self.stand_and(|session| {
                session.step();
            }),
            Command::StepBack => self.stand_and(|session| {
                session.step_back();
            }),
            Command::NextMoment => self.leap(true),
            Command::PreviousMoment => self.leap(false),
            Command::Seek(to) => self.seek(to),
            Command::SeekBy(by, true) => self.seek(self.desk.session.now() + by),
            Command::SeekBy(by, false) => self.seek(self.desk.session.now() - by),
            Command::Stay => self.stay(),
            Command::SeekEnd => self.seek(self.desk.session.scenario().until),
            Command::OpenUntil(open) => self.open_until(open),
            Command::ChooseUntil(words) => self.until.choose(words),
            Command::RunUntil(text) => self.run_until(text),
            Command::StopLooking => self.until.stop(),
            Command::Show(record) => {
                let record = self.desk.session.sim().records().get(record.index()).copied();
                if let Some(record) = record {
                    self.seek(record.at);
                    self.desk.selection = Selection::Node(record.node);
                }
            }
            Command::Strip(act) => {
                let (rendered, next) = self.desk.conduct_strip(act);
                return next.map_or(rendered, |command| self.conduct(command));
            }
            Command::Faster(faster) => self.playback.shift_speed(faster),
            Command::Auto(auto) => self.set_auto(auto),
            Command::Speed(index) => self.playback.speed = index.min(SPEEDS.len() - 1),
            Command::Edit(edit) => {
                self.edit(edit);
            }
            Command::ActInWords(text) => self.act_in_words(text),
            Command::FindMember(name) => self.sought = name.trim().into(),
            Command::Isolate(grip) => {
                self.close_menu();
                if let Some(command) = self.desk.picture.isolate(grip) {
                    self.conduct(command);
                }
            }
            Command::Heal => self.heal(),
            Command::Refuse(sentence) => self.say(Notice::alert(sentence)),
            Command::ShowCourse(course) => self.go_on(|session| session.show(course)),
            Command::Compare(course) => match self.desk.session.compare(course) {
                Ok(compared) => {
                    self.compared = Some(Rc::new(compared));
                    self.focus = Some(panels::compared::ID);
                }
                Err(sentence) => self.say(Notice::alert(sentence)),
            },
            Command::Undo => self.go_on(Session::undo),
            Command::Redo => self.go_on(Session::redo),
            Command::Reroll => {
                self.edit(Edit::Seed(Seed(browser::random_seed()).to_string()));
            }
            Command::Tell(story) => self.tell(story),
            Command::Gallery(open) => self.show_gallery(open),
            Command::Begin(id) => self.begin(id),
            Command::Examine(scenario, at) => self.examine(scenario, at),
            Command::Select(selection) => self.desk.selection = selection,
            Command::Open(selection, at) => self.open_menu(selection, at),
            Command::CloseMenu => self.close_menu(),
            Command::Unselect => {
                self.close_menu();
                self.desk.selection = Selection::Nothing;
            }
            Command::Mark(nodes) => {
                if nodes == self.marked {
                    return false;
                }
                self.marked = nodes;
            }
            Command::Hover(id) => {
                self.desk.hover(id);
                return false;
            }
            Command::Look(act) => return self.look(act),
            Command::ToggleCutTool => {
                self.desk.picture.lose_aim();
                self.desk.picture.cut_tool = !self.desk.picture.cut_tool;
            }
            Command::Tab(tab) => {
                self.tab = tab;
                if tab == Tab::Inspect {
                    self.close_menu();
                }
                if tab == Tab::About && self.docs == Docs::Missing {
                    self.docs = Docs::Awaited;
                    docs::fetch(self.fetched.clone());
                }
            }
            Command::Panels(act) => return self.arrange(act),
            Command::Trace(trace) => self.desk.trace = trace,
            Command::ToggleTheme => theme::toggle(),
            Command::Help(open) => {
                browser::set_dialog(help::ID, open);
                return false;
            }
            Command::ShortcutKeys(on) => {
                self.singles = on;
                storage::write(storage::KEYS, if on { "on" } else { "off" });
            }
            Command::Share => self.share(),
            Command::Sharing(act) => return self.sharing(act),
            Command::Dismiss(index) => {
                drop((index < self.notices.len()).then(|| self.notices.remove(index)))
            }
            Command::Keep(act) => return self.keep(act),
            Command::Notes(act) => self.note(act),
            Command::Present(act) => self.present(act),
            Command::Guide(act) => self.guide(act),
            Command::Escape => return self.escape(),
        }
        true
    }

    /// An animation frame: moves the cursor on while the run plays.
    pub(super) fn advance(&mut self, stamp_ms: f64) {
        let from = self.desk.session.now();
        let to = self.playback.tick(stamp_ms, from);
        let to = self.held_at_slide(to);
        if to == from {
            return;
        }
        let next = self.next_event();
        if self.reduced && next.is_none_or(|next| next > to) {
            // Without tweens the cursor goes from event to event, and waits in between.
            self.playback.give_back(from, to);
            return;
        }
        let result = self.desk.session.seek(to);
        // What could not be computed within this frame is asked for again in the next.
        self.desk.session.stay();
        if self.desk.session.now() >= LONGEST {
            self.stop_with("This run has lasted ten minutes of its own time and stops here");
        } else if let Err(sentence) = result {
            self.stop_with(&sentence);
        }
    }

    /// The address bar has another fragment: a link was opened in this very tab.
    pub(super) fn arrive(&mut self) -> bool {
        let Some(fragment) = browser::fragment() else { return false };
        match share::open(&fragment) {
            Ok(opened) => {
                self.take(Arrival { linked: true, ..arrival::from(opened) });
                self.present_linked(&fragment);
            }
            Err(sentence) => self.say(Notice::alert(sentence)),
        }
        true
    }

    pub(super) fn set_playing(&mut self, playing: bool) {
        if playing {
            self.stay();
        }
        self.playback.set_playing(playing);
        self.resume = false;
    }

    /// Stops the clock and moves the cursor.
    fn stand_and(&mut self, mut act: impl FnMut(&mut Session)) {
        self.set_playing(false);
        act(&mut self.desk.session);
        self.desk.follow();
    }

    pub(super) fn seek(&mut self, to: Time) {
        self.set_playing(false);
        if let Err(sentence) = self.desk.session.seek(to) {
            self.say(Notice::alert(sentence));
        }
        self.desk.follow();
    }

    pub(super) fn stop_with(&mut self, sentence: &str) {
        self.set_playing(false);
        self.say(Notice::alert(sentence));
    }

    pub(super) fn say(&mut self, notice: Notice) {
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }

    /// Changes the scenario; false if that cannot be, which is told.
    fn edit(&mut self, edit: Edit) -> bool {
        let closes = matches!(edit, Edit::Act(_) | Edit::ActInWords(_));
        match self.change(edit) {
            Ok(()) => {
                if closes {
                    self.close_menu();
                }
                self.changed();
                return true;
            }
            Err(sentence) => self.say(Notice::alert(sentence)),
        }
        false
    }

    fn act_in_words(&mut self, text: String) {
        self.fault_error = self.change(Edit::ActInWords(text)).err();
        if self.fault_error.is_none() {
            self.changed();
        }
    }

    fn heal(&mut self) {
        if self.desk.session.frame().can_heal() {
            self.edit(Edit::Act(Action::Heal(Vec::new())));
        }
    }

    /// Goes on with another version of the scenario.
    fn go_on(&mut self, take: impl FnOnce(&mut Session) -> Result<(), String>) {
        match take(&mut self.desk.session) {
            Ok(()) => self.changed(),
            Err(sentence) => self.say(Notice::alert(sentence)),
        }
    }

    /// The scenario is another one: keeps it, and takes what it was off the address bar.
    pub(super) fn changed(&mut self) {
        self.desk.follow();
        self.notices.retain(|notice| !notice.alert);
        self.sharing = Sharing::default();
        self.keep_work();
        if self.linked {
            self.linked = false;
            browser::set_fragment(None);
        }
        let known =
            self.desk.selection.node().is_none_or(|id| id.index() < self.desk.names.0.0.len());
        if !known {
            self.desk.selection = Selection::Nothing;
        }
    }

    /// Begins a story, as a change that can be undone.
    pub(super) fn tell(&mut self, story: Rc<Scenario>) {
        self.close_menu();
        let left = self.leaving();
        self.edit(Edit::Replace(story));
        self.say_kept(left);
        self.seek(Time::ZERO);
        self.set_playing(!self.reduced);
    }

    /// Begins a pattern.
    fn begin(&mut self, id: &str) {
        self.gallery = None;
        let entry = patterns::ALL.iter().find(|entry| entry.info.id == id);
        if let Some(story) = entry.and_then(opening::first) {
            self.tell(Rc::new(story));
        }
    }

    /// Opens the gallery, and stops the clock for as long; or closes it.
    fn show_gallery(&mut self, open: bool) {
        if open {
            self.close_menu();
            let playing = self.playback.playing;
            self.set_playing(false);
            self.gallery.get_or_insert(playing);
        } else if self.gallery.take() == Some(true) {
            self.set_playing(true);
        }
    }

    /// Opens what a search has found as a branch, at one of its moments.
    fn examine(&mut self, scenario: Rc<Scenario>, at: Time) {
        self.close_menu();
        if self.edit(Edit::Adopt("Counter-example".into(), scenario)) {
            self.seek(at);
            self.tab = Tab::Watch;
        }
    }

    fn open_menu(&mut self, selection: Selection, at: faultline::view::geometry::Point) {
        self.desk.selection = selection;
        self.menu = Some((selection, at));
        self.sought.clear();
        // The card says all that the label does.
        self.desk.hovered = None;
        if matches!(selection, Selection::Message(_)) && self.playback.playing {
            self.set_playing(false);
            self.resume = true;
        }
    }

    pub(super) fn close_menu(&mut self) {
        self.menu = None;
        if std::mem::take(&mut self.resume) {
            self.set_playing(true);
        }
    }

    /// Goes on with another session.
    pub(super) fn take(&mut self, arrival: Arrival) {
        let left = self.leaving();
        self.stand_alone();
        self.desk.take(arrival.session, arrival.selection, arrival.stamp);
        arrival.beside.into_iter().for_each(|it| self.place(it));
        self.keep_offers(arrival.notices);
        self.say_kept(left);
        if self.linked && !arrival.linked {
            browser::set_fragment(None);
        }
        self.linked = arrival.linked;
        self.menu = None;
        self.sharing = Sharing::default();
        self.gallery = None;
        self.set_playing(arrival.playing);
        self.desk.follow();
    }

    /// Closes what is open, one thing at a time.
    fn escape(&mut self) -> bool {
        if self.beside.chooser.is_some() {
            self.beside.chooser = None;
        } else if self.gallery.is_some() {
            self.show_gallery(false);
        } else if self.close_recent() || self.close_note() {
            // Closed: that was it.
        } else if self.desk.picture.is_busy() {
            self.desk.picture.point(Pointer::Cancel);
        } else if self.desk.session.goal().is_some() {
            self.stay();
        } else if self.sharing.is_open() {
            return self.sharing(share::Act::Close);
        } else if self.menu.is_some() {
            self.close_menu();
        } else if self.until.open {
            self.open_until(false);
        } else if self.desk.picture.cut_tool {
            self.desk.picture.cut_tool = false;
        } else if self.desk.drop_choice() || self.escape_presenting() || self.leave_tour() {
        } else if self.desk.selection != Selection::Nothing {
            self.desk.selection = Selection::Nothing;
        } else {
            return false;
        }
        true
    }
}
