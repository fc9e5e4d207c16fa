//! What the page does when it is told to: every [`Command`], every frame.

pub mod announce;
pub mod clock;
pub mod comparison;
pub mod edits;
pub mod events;
pub mod frame;
pub mod guide;
pub mod journey;
pub mod moments;
pub mod notes;
pub mod panels;
pub mod parting;
pub mod past;
pub mod present;
pub mod share;
pub mod snapshot;
pub mod stage;
pub mod until;
use crate::arrival::Arrival;
use crate::command::share::ShareCommand;
use crate::command::tab::Tab;
use crate::command::timeline::TimelineCommand;
use crate::command::{Command, Edit, Selection};
use crate::docs::Docs;
use crate::effect::Effect;
use crate::model::Model;
use crate::notices::Notice;
use crate::pane::Pane;
use crate::panels::COMPARED;
use crate::panels::HELP;
use crate::playback::SPEEDS;
use crate::session::{LONGEST, Session};
use crate::share::Sharing;
use crate::stage::picture::Pointer;
use crate::until::FIELD;
use crate::{embed, opening, settings};

use kernel::action::Action;
use kernel::time::Time;
use scenario::Scenario;
use std::rc::Rc;

/// Carries out a command; what the browser has to do is returned.
pub fn update(model: &mut Model, command: Command) -> Vec<Effect> {
    let is_frame = matches!(command, Command::Frame(_));
    model.panes.active_mut().rate = model.playback.rate();
    let changed = model.conduct(command);
    settle(model, changed, is_frame)
}

/// Brings everything up to date after a command, or after the model was changed from outside.
/// `changed` is whether the page would look different.
pub fn settle(model: &mut Model, changed: bool, is_frame: bool) -> Vec<Effect> {
    let changed = changed | model.attend_present();
    if !is_frame {
        model.panes.active_mut().show_selected();
        model.after_command();
    }
    let travelling = model.is_travelling();
    let pane = model.panes.active();
    let moving = model.playback.playing
        || travelling
        || pane.picture.is_gliding()
        || pane.hand.is_waiting()
        || model.other_moves();
    if changed && !(is_frame && (model.playback.playing || travelling)) {
        model.take_snapshot();
    }
    // Only now is it known whether the table has more to do.
    if moving || model.until.is_looking() || model.panels.table.is_busy() || model.draws_slides() {
        model.ask(Effect::Frame);
    }
    if changed {
        model.panes.iter_mut().for_each(Pane::remember);
        model.ask(Effect::Render);
    }
    std::mem::take(&mut model.effects)
}

impl Model {
    /// Carries out a command; true if the page is to be rendered.
    pub fn conduct(&mut self, command: Command) -> bool {
        if self.browser.embedded && !embed::allows(&command) {
            return false;
        }
        self.watch_deeds(&command);
        if let Some(done) = self.presented(&command) {
            return done;
        }
        match command {
            Command::Comparison(command) => return self.compare(command),
            Command::On(side, command) => return self.on(side, *command),
            Command::Pointer(input) => return self.point_at(input),
            Command::Frame(stamp_ms) => return self.frame(stamp_ms),
            Command::Measured(measures) => return self.measured(&measures),
            Command::Docs(docs) => self.docs = docs,
            Command::Step if self.panes.are_two() => self.step_both(),
            Command::StepBack if self.panes.are_two() => self.step_both_back(),
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
            Command::SeekBy(by, true) => self.seek(self.panes.active().session.now() + by),
            Command::SeekBy(by, false) => self.seek(self.panes.active().session.now() - by),
            Command::Stay => self.stay(),
            Command::SeekEnd => self.seek(self.panes.active().session.scenario().until),
            Command::OpenUntil(open) => self.open_until(open),
            Command::ChooseUntil(words) => {
                // Though somebody may be typing there.
                self.ask(Effect::SetField(FIELD, words.clone()));
                self.until.choose(words);
            }
            Command::RunUntil(text) => self.run_until(text),
            Command::StopLooking => self.until.stop(),
            Command::Show(record) => {
                let record =
                    self.panes.active_mut().session.sim().records().get(record.index()).copied();
                if let Some(record) = record {
                    self.seek(record.at);
                    self.panes.active_mut().selection = Selection::Node(record.node);
                }
            }
            Command::Timeline(command) => return self.conduct_timeline(command),
            Command::Faster(faster) => self.playback.shift_speed(faster),
            Command::Auto(auto) => self.set_auto(auto),
            Command::Speed(index) => self.playback.speed = index.min(SPEEDS.len() - 1),
            Command::Edit(edit) => {
                self.edit(edit);
            }
            Command::ActInWords(text) => self.act_in_words(text),
            Command::FindMember(name) => self.menu.sought = name.trim().into(),
            Command::Isolate(grip) => {
                self.close_menu();
                if let Some(command) = self.panes.active_mut().picture.isolate(grip) {
                    self.conduct(command);
                }
            }
            Command::Heal => self.heal(),
            Command::Refuse(sentence) => self.say(Notice::alert(sentence)),
            Command::ShowCourse(course) => self.go_on(|session| session.show(course)),
            Command::Compare(course) => match self.panes.active_mut().session.compare(course) {
                Ok(compared) => {
                    self.compared = Some(Rc::new(compared));
                    self.ask(Effect::Focus(COMPARED));
                }
                Err(sentence) => self.say(Notice::alert(sentence)),
            },
            Command::Undo => self.step_history(false),
            Command::Redo => self.step_history(true),
            Command::Reroll => {
                self.ask(Effect::RandomSeed);
                return false;
            }
            Command::Tell(story) => self.tell(story),
            Command::Gallery(open) => self.show_gallery(open),
            Command::Begin(id) => self.begin(id),
            Command::Examine(scenario, at) => self.examine(scenario, at),
            Command::Select(selection) => self.panes.active_mut().selection = selection,
            Command::Open(selection, at) => self.open_menu(selection, at),
            Command::CloseMenu => self.close_menu(),
            Command::Unselect => {
                self.close_menu();
                self.panes.active_mut().selection = Selection::Nothing;
            }
            Command::Mark(nodes) => {
                if nodes == self.marked {
                    return false;
                }
                self.marked = nodes;
            }
            Command::Hover(id) => {
                self.panes.active_mut().hover(id);
                return false;
            }
            Command::Stage(act) => return self.look(act),
            Command::ToggleCutTool => {
                self.panes.active_mut().picture.lose_aim();
                self.panes.active_mut().picture.cut_tool = !self.panes.active().picture.cut_tool;
            }
            Command::Tab(tab) => {
                self.tab = tab;
                if tab == Tab::Inspect {
                    self.close_menu();
                }
                if tab == Tab::About && self.docs == Docs::Missing {
                    self.docs = Docs::Awaited;
                    self.ask(Effect::FetchDocs);
                }
            }
            Command::Panels(act) => return self.arrange(act),
            Command::Trace(trace) => self.panes.active_mut().trace = trace,
            Command::ToggleTheme => {
                self.browser.dark = !self.browser.dark;
                self.ask(Effect::Theme(self.browser.dark));
            }
            Command::Help(open) => {
                self.ask(Effect::Dialog(HELP, open));
                return false;
            }
            Command::ShortcutKeys(on) => {
                self.browser.singles = on;
                self.ask(Effect::Store(settings::KEYS, if on { "on" } else { "off" }.into()));
            }
            Command::Share => self.share(),
            Command::Sharing(act) => return self.sharing(act),
            Command::Dismiss(index) => {
                drop((index < self.notices.len()).then(|| self.notices.remove(index)))
            }
            Command::Keep(command) => {
                self.ask(Effect::Keep(command));
                return false;
            }
            Command::Notes(act) => self.note(act),
            Command::Present(act) => self.present(act),
            Command::Guide(act) => self.guide(act),
            Command::Escape => return self.escape(),
        }
        true
    }

    /// An animation frame: moves the cursor on while the run plays.
    pub fn advance(&mut self, stamp_ms: f64) {
        let from = self.panes.active().session.now();
        let to = self.playback.tick(stamp_ms, from);
        let to = self.held_at_slide(to);
        if to == from {
            return;
        }
        let next = self.next_event();
        if self.browser.reduced && next.is_none_or(|next| next > to) {
            // Without tweens the cursor goes from event to event, and waits in between.
            self.playback.give_back(from, to);
            return;
        }
        let result = self.panes.active_mut().session.seek(to);
        // What could not be computed within this frame is asked for again in the next.
        self.panes.active_mut().session.stay();
        if self.panes.active().session.now() >= LONGEST {
            self.stop_with("This run has lasted ten minutes of its own time and stops here");
        } else if let Err(sentence) = result {
            self.stop_with(&sentence);
        }
    }

    /// Does something with the timeline; true if the page is to be rendered.
    fn conduct_timeline(&mut self, command: TimelineCommand) -> bool {
        if let TimelineCommand::Hint(at) = command {
            self.ask(Effect::TimelineHint { active: true, at });
        }
        let strip = &mut self.panes.active_mut();
        let (rendered, next) = strip.conduct_strip(command);
        if std::mem::take(&mut strip.strip.unsaved) {
            let text = strip.strip.write();
            self.ask(Effect::Store(settings::TIMELINE, text));
        }
        next.map_or(rendered, |command| self.conduct(command))
    }

    /// A pointer passes over the timeline of the pane that is not active.
    pub fn pass_over_timeline(&mut self, command: TimelineCommand) -> bool {
        if let TimelineCommand::Hint(at) = command {
            self.ask(Effect::TimelineHint { active: false, at });
        }
        self.panes.other_mut().is_some_and(|pane| pane.conduct_strip(command).0)
    }

    /// Starts or stops the clock.
    pub fn set_playing(&mut self, playing: bool) {
        if playing {
            self.stay();
        }
        self.playback.set_playing(playing);
        self.menu.resume = false;
    }

    /// Stops the clock and moves the cursor.
    fn stand_and(&mut self, mut act: impl FnMut(&mut Session)) {
        self.set_playing(false);
        act(&mut self.panes.active_mut().session);
        self.panes.active_mut().follow();
    }

    /// Moves the cursor, and stops the clock.
    pub fn seek(&mut self, to: Time) {
        self.set_playing(false);
        if let Err(sentence) = self.panes.active_mut().session.seek(to) {
            self.say(Notice::alert(sentence));
        }
        self.panes.active_mut().follow();
    }

    /// Stops the clock, and says why.
    pub fn stop_with(&mut self, sentence: &str) {
        self.set_playing(false);
        self.say(Notice::alert(sentence));
    }

    /// Shows a message to the user, unless it is shown already.
    pub fn say(&mut self, notice: Notice) {
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
        self.panels.fault_error = self.change(Edit::ActInWords(text)).err();
        if self.panels.fault_error.is_none() {
            self.changed();
        }
    }

    fn heal(&mut self) {
        if self.panes.active().session.frame().can_heal() {
            self.edit(Edit::Act(Action::Heal(Vec::new())));
        }
    }

    /// Goes on with another version of the scenario.
    fn go_on(&mut self, take: impl FnOnce(&mut Session) -> Result<(), String>) {
        match take(&mut self.panes.active_mut().session) {
            Ok(()) => self.changed(),
            Err(sentence) => self.say(Notice::alert(sentence)),
        }
    }

    /// The scenario is another one: keeps it, and takes what it was off the address bar.
    pub fn changed(&mut self) {
        self.panes.active_mut().follow();
        self.notices.retain(|notice| !notice.alert);
        self.sharing = Sharing::default();
        self.ask(Effect::WithdrawFile);
        self.ask(Effect::KeepWork);
        if self.linked {
            self.linked = false;
            self.ask(Effect::SetFragment(None));
        }
        let known = self
            .panes
            .active_mut()
            .selection
            .node()
            .is_none_or(|id| id.index() < self.panes.active_mut().names.0.0.len());
        if !known {
            self.panes.active_mut().selection = Selection::Nothing;
        }
    }

    /// Begins a story, as a change that can be undone.
    pub fn tell(&mut self, story: Rc<Scenario>) {
        self.close_menu();
        self.edit(Edit::Replace(story));
        self.seek(Time::ZERO);
        self.set_playing(!self.browser.reduced);
    }

    /// Begins a pattern.
    fn begin(&mut self, id: &str) {
        self.gallery = None;
        let entry = catalogue::ALL.iter().find(|entry| entry.info.id == id);
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

    fn open_menu(&mut self, selection: Selection, at: view::geometry::Point) {
        self.panes.active_mut().selection = selection;
        self.menu.open = Some((selection, at));
        self.menu.sought.clear();
        // The card says all that the label does.
        self.panes.active_mut().hovered = None;
        if matches!(selection, Selection::Message(_)) && self.playback.playing {
            self.set_playing(false);
            self.menu.resume = true;
        }
    }

    /// Closes the menu, and goes on playing if it had stopped the run.
    pub fn close_menu(&mut self) {
        self.menu.open = None;
        if std::mem::take(&mut self.menu.resume) {
            self.set_playing(true);
        }
    }

    /// Goes on with another session.
    pub fn take(&mut self, arrival: Arrival) {
        if let Some(aside) = self.stand_alone() {
            self.history.forget(aside.pane.id);
        }
        let pane = self.panes.active_mut();
        let before = pane.take(arrival.session, arrival.selection, arrival.stamp);
        let change = before.map(|it| (pane.id, it)).into_iter().collect();
        self.history.record(change);
        arrival.beside.into_iter().for_each(|it| self.place(it));
        // What is offered still stands.
        self.notices.retain(|it| it.offered().is_some());
        self.notices.extend(arrival.notices);
        if self.linked && !arrival.linked {
            self.ask(Effect::SetFragment(None));
        }
        self.linked = arrival.linked;
        self.menu.open = None;
        self.sharing = Sharing::default();
        self.ask(Effect::WithdrawFile);
        self.gallery = None;
        self.set_playing(arrival.playing);
        self.panes.active_mut().follow();
    }

    /// Closes what is open, one thing at a time.
    fn escape(&mut self) -> bool {
        if self.comparison.chooser.is_some() {
            self.comparison.chooser = None;
        } else if self.gallery.is_some() {
            self.show_gallery(false);
        } else if self.close_note() {
            // Closed: that was it.
        } else if self.panes.active().picture.is_busy() {
            self.panes.active_mut().picture.point(Pointer::Cancel);
        } else if self.panes.active().session.goal().is_some() {
            self.stay();
        } else if self.sharing.is_open() {
            return self.sharing(ShareCommand::Close);
        } else if self.menu.open.is_some() {
            self.close_menu();
        } else if self.until.open {
            self.open_until(false);
        } else if self.panes.active_mut().picture.cut_tool {
            self.panes.active_mut().picture.cut_tool = false;
        } else if self.panes.active_mut().drop_choice()
            || self.escape_presenting()
            || self.leave_tour()
        {
        } else if self.panes.active_mut().selection != Selection::Nothing {
            self.panes.active_mut().selection = Selection::Nothing;
        } else {
            return false;
        }
        true
    }
}
