//! Saved work: every change is saved in the browser at once, scenarios are read from files and the clipboard
//! and written to files, and opening one never loses the one that was open.
//!
//! A document that was changed is saved under a key in the browser's storage. A story or a link that nobody
//! has changed is not: it can be had again where it came from.
//!
//! - [`format`]: the versioned format of a saved scenario. [`file`]: the same as a `.faultline` file.
//! - [`entry`]: stored values under their keys. [`convert`]: from sessions to what is saved, and back.
//! - [`store`]: the browser's storage.
//! - [`import`]: reads what the user hands to the page. [`files`]: file field, drop, clipboard, download.
//! - [`recent`]: the list of what is saved.

pub mod convert;
pub mod entry;
pub mod file;
mod files;
pub mod format;
mod import;
pub mod recent;
pub mod store;

use std::cell::Cell;
use std::rc::Rc;

use yew::prelude::*;

use super::app::App;
use super::arrival;
use super::browser::{self, Listener};
use super::command::{Command, Edit};
use super::notices::Notice;
use super::parts::Same;
use super::share::Opened;
use entry::Entry;
use faultline::compare::Side;
use format::SavedScenario;
use recent::{Item, Recent};

/// The state of saving.
#[derive(Default)]
pub struct Keep {
    /// What is saved of each document that has been on the page, as this page last read or wrote it.
    entries: Vec<(Documents, Entry)>,
    /// Whether the user was told that the browser saves nothing.
    told: bool,
    /// Whether there are changes that are saved nowhere.
    unsaved: Rc<Cell<bool>>,
    /// The list of recent scenarios, while it is open.
    list: Option<Same<Vec<Item>>>,
    /// Why the last new name in it was refused, if it was.
    refused: Option<String>,
    /// Whether a file is dragged over the page.
    dragged: bool,
}

/// What the user does about saved work.
#[derive(Clone, Debug, PartialEq)]
pub enum SavedWorkCommand {
    /// Opens or closes the list of recent scenarios.
    Recent(bool),
    /// Opens what is saved under a key.
    Open(String),
    /// Downloads a saved value as it is.
    DownloadValue(Entry),
    /// Removes an entry, or puts it back.
    Remove(Entry),
    /// Gives what is saved under a key another title.
    Rename(String, String),
    /// Another tab has changed what is saved.
    ChangedElsewhere,
    /// Asks for a file.
    ChooseFile,
    /// Downloads the scenario.
    Download,
    /// A file is dragged over the page, or is no more.
    Dragged(bool),
    /// Opens the text of a file of that name, or says why it cannot be read.
    OpenFile(String, Result<String, String>),
    /// Opens what was pasted.
    Paste(String),
    /// The page may be closed.
    Leave,
}

/// What is said where a key has no value any more.
const GONE: &str = "This scenario is not kept any more";

/// The number of the document in the left pane, and of the one in the right pane if there is one: a comparison
/// is saved on its own.
type Documents = (u32, Option<u32>);

impl Keep {
    /// What the page listens to for this.
    pub fn listeners(&self, run: &Callback<Command>) -> Vec<Listener> {
        files::listeners(run, Rc::clone(&self.unsaved))
    }

    fn entry(&self, documents: Documents) -> Option<&Entry> {
        self.entries.iter().find(|it| it.0 == documents).map(|it| &it.1)
    }

    fn know(&mut self, documents: Documents, entry: Entry) {
        self.entries.retain(|it| it.0 != documents && it.1.key != entry.key);
        self.entries.push((documents, entry));
    }
}

impl App {
    /// Carries out a command; true if the page is to be rendered.
    pub(super) fn keep(&mut self, command: SavedWorkCommand) -> bool {
        match command {
            SavedWorkCommand::Recent(true) => self.list_recent(),
            SavedWorkCommand::Recent(false) => self.keep.list = None,
            SavedWorkCommand::Open(key) => self.open_entry(&key),
            SavedWorkCommand::DownloadValue(entry) => {
                files::download("kept.faultline", &entry.value);
                return false;
            }
            SavedWorkCommand::Remove(entry) => {
                if store::find(&entry.key).is_some() {
                    super::storage::forget(&entry.key);
                } else if !store::put(&entry) {
                    self.say_unsaved();
                }
                self.list_recent();
            }
            SavedWorkCommand::Rename(key, title) => {
                let renamed = self.rename(&key, title);
                self.list_recent();
                self.keep.refused = renamed.err();
            }
            SavedWorkCommand::ChangedElsewhere if self.keep.list.is_some() => self.list_recent(),
            SavedWorkCommand::ChooseFile => {
                files::ask();
                return false;
            }
            SavedWorkCommand::Download => {
                self.keep.unsaved.set(false);
                let name = file_name(&self.desk.session.document().title);
                files::download(&name, &file::write(&self.saved(0)));
                return false;
            }
            SavedWorkCommand::Dragged(dragged) if dragged != self.keep.dragged => {
                self.keep.dragged = dragged;
            }
            SavedWorkCommand::OpenFile(name, text) => {
                self.keep.dragged = false;
                let opened = text.and_then(|text| import::open(&text));
                self.open_imported(opened.map_err(|it| format!("“{name}” cannot be opened: {it}")));
            }
            SavedWorkCommand::Paste(text) => {
                let meant = "What was pasted is neither a scenario nor a link to one";
                let opened = match import::is_meant(&text) {
                    true => import::open(&text),
                    false => Err(meant.into()),
                };
                self.open_imported(opened);
            }
            SavedWorkCommand::Leave => {
                self.remember_tab();
                return false;
            }
            // Nothing that is shown is different.
            SavedWorkCommand::ChangedElsewhere | SavedWorkCommand::Dragged(_) => return false,
        }
        true
    }

    /// Saves what is shown under this entry from now on, if there is one.
    pub(super) fn keep_on(&mut self, entry: Option<Entry>) {
        let documents = self.documents();
        entry.into_iter().for_each(|it| self.keep.know(documents, it));
    }

    fn documents(&self) -> Documents {
        let work = |side: Side| self.desk_on(side).map(|desk| desk.session.work());
        (work(Side::A).unwrap_or_default(), work(Side::B))
    }

    /// Saves what is shown as it is now, unless nobody has changed it.
    pub(super) fn keep_work(&mut self) {
        let documents = self.documents();
        // Where a scenario is put beside another, both are saved in place of the one.
        let known = self.keep.entry(documents).or_else(|| self.keep.entry((documents.0, None)));
        let made = self.beside.pair.as_ref().is_some_and(|pair| pair.made);
        let changed = made || self.desks().any(|desk| !desk.session.is_untouched());
        if known.is_some() || changed {
            match store::replace(known, format::encode(&self.saved(browser::now_ms()))) {
                Some(entry) => {
                    if known.is_none() {
                        self.notices.retain(|it| it.offered().is_none());
                    }
                    self.keep.know(documents, entry);
                    self.keep.unsaved.set(false);
                    store::make_room();
                }
                None => {
                    self.keep.unsaved.set(true);
                    self.say_unsaved();
                }
            }
        }
        self.remember_tab();
        self.say_kept(None);
    }

    /// The entry of what is about to be left, if it has one; the moment at which it is left is saved.
    pub(super) fn leaving(&mut self) -> Option<Entry> {
        let documents = self.documents();
        let known = self.keep.entry(documents)?;
        let stored = store::find(&known.key)?;
        if stored != *known {
            // Another tab has gone on with it.
            return Some(stored);
        }
        let value = format::encode(&self.saved(stored.edited_ms()));
        let entry = Entry { value, ..stored };
        if store::put(&entry) {
            self.keep.know(documents, entry.clone());
        }
        Some(entry)
    }

    /// Says that the work that was left is kept, and offers to go back to it. The offer stands until
    /// there is other work, or until it is what is shown.
    pub(super) fn say_kept(&mut self, left: Option<Entry>) {
        if let Some(left) = left {
            self.notices.retain(|it| it.offered().is_none());
            self.say(earlier_work(left.key));
        }
        let shown = self.keep.entry(self.documents()).map(|it| it.key.as_str());
        self.notices.retain(|it| it.offered().is_none_or(|key| Some(key) != shown));
    }

    /// Says other things than before, but for what is offered still.
    pub(super) fn keep_offers(&mut self, notices: Vec<Notice>) {
        self.notices.retain(|it| it.offered().is_some());
        self.notices.extend(notices);
    }

    /// What is over the page: the list of recent scenarios, and the target for a file.
    pub(super) fn keep_view(&self) -> Html {
        let shown = self.keep.entry(self.documents());
        let current = shown.map(|it| it.key.clone()).unwrap_or_default();
        html! {
            <div>
                <Recent items={self.keep.list.clone()} refused={self.keep.refused.clone()} {current} dark={self.dark} run={self.run.clone()} />
                { files::view(self.keep.dragged, &self.run) }
            </div>
        }
    }

    /// Closes the list, if it is open.
    pub(super) fn close_recent(&mut self) -> bool {
        self.keep.list.take().is_some()
    }

    fn list_recent(&mut self) {
        self.close_menu();
        self.set_playing(false);
        self.keep.refused = None;
        let before = self.keep.list.take();
        self.keep.list = Some(Same::new(recent::items(store::all(), before.as_deref())));
    }

    /// What is shown is renamed as in the bar, by a change that can be undone.
    fn rename(&mut self, key: &str, title: String) -> Result<(), String> {
        if self.keep.entry(self.documents()).is_some_and(|it| it.key == key) {
            let here = self.here();
            // Both sides are kept under the left one's title.
            self.turn_left();
            let renamed = self.change(Edit::Title(title));
            if here != self.here() {
                self.turn();
            }
            self.changed();
            return renamed;
        }
        let entry = store::find(key).ok_or(GONE)?;
        if !store::put(&entry.retitled(title.trim())?) {
            return Err("The browser has no room for it".into());
        }
        Ok(())
    }

    fn open_entry(&mut self, key: &str) {
        self.keep.list = None;
        let Some(entry) = store::find(key) else { return self.say(Notice::alert(GONE)) };
        match arrival::from_entry(entry) {
            Ok(mut arrival) => {
                let entry = arrival.entry.take();
                self.take(arrival);
                self.keep_on(entry);
                self.remember_tab();
                self.say_kept(None);
            }
            Err(sentence) => self.say(Notice::alert(format!("It cannot be opened: {sentence}"))),
        }
    }

    fn open_imported(&mut self, opened: Result<Opened, String>) {
        match opened {
            Ok(opened) => {
                self.keep.list = None;
                self.take(arrival::from(opened));
                self.remember_tab();
            }
            Err(sentence) => self.say(Notice::alert(sentence)),
        }
    }

    /// What is to be saved of what is shown.
    fn saved(&self, edited_ms: u64) -> SavedScenario {
        let here = self.here();
        let left = self.desk_on(Side::A).unwrap_or(&self.desk);
        let both = self.beside.pair.as_ref().is_some_and(|pair| pair.both);
        let right = self.desk_on(Side::B).map(|desk| (&desk.session, here, both));
        SavedScenario { edited_ms, ..convert::save(&left.session, right) }
    }

    fn remember_tab(&self) {
        let entry = self.keep.entry(self.documents());
        let key = entry.map_or("", |it| it.key.as_str());
        store::set_of_tab(key, &format::encode(&self.saved(0)));
    }

    /// Says once that the browser saves nothing.
    fn say_unsaved(&mut self) {
        if !std::mem::replace(&mut self.keep.told, true) {
            self.say(Notice {
                remedy: Some(("Download", Command::Keep(SavedWorkCommand::Download))),
                ..Notice::alert(
                    "This browser keeps no work for this page, or has no room for more: download what \
                     you want to keep",
                )
            });
        }
    }
}

impl Notice {
    /// The key of the earlier work that is offered, if that is what is said.
    fn offered(&self) -> Option<&str> {
        match &self.remedy {
            Some((_, Command::Keep(SavedWorkCommand::Open(key)))) => Some(key),
            Some(_) | None => None,
        }
    }
}

/// The notice that offers to go back to earlier work.
pub fn earlier_work(key: String) -> Notice {
    Notice::news(
        "Your earlier work is kept",
        Some(("Go back", Command::Keep(SavedWorkCommand::Open(key)))),
    )
}

/// A title as the name of a file: letters, digits and hyphens.
fn file_name(title: &str) -> String {
    let parts = title.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let name = parts.take(8).collect::<Vec<_>>().join("-").to_lowercase();
    let name = if name.is_empty() { "scenario" } else { &name };
    format!("{}.faultline", name.chars().take(80).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_makes_a_name_that_every_system_takes() {
        assert_eq!(file_name("Split brain: the minority"), "split-brain-the-minority.faultline");
        assert_eq!(file_name("../..\\con?"), "con.faultline");
        assert_eq!(file_name(""), "scenario.faultline");
        assert_eq!(file_name("Überfall"), "überfall.faultline");
        assert!(file_name(&"x".repeat(500)).len() < 100);
    }
}
