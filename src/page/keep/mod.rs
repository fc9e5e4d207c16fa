//! Saved work: every change is saved in the browser at once, scenarios are read from files and the clipboard
//! and written to files, and opening one never loses the one that was open.
//!
//! A document that was changed is saved under a key in the browser's storage. A story or a link that nobody
//! has changed is not: it can be had again where it came from.
//!
//! The formats are in [`page_core::keep`], which uses no browser. Here are [`store`], the browser's storage;
//! [`files`], the file field, drop, clipboard and download; and [`recent`], the list of what is saved.

pub mod files;
pub mod recent;
pub mod store;
use crate::dom::browser;
use crate::dom::browser::Listener;
use crate::keep::recent::{Item, Recent};
use compare::Side;
use page_core::arrival;
use page_core::arrival::Arrival;
use page_core::command::keep::SavedWorkCommand;
use page_core::command::{Command, Edit};
use page_core::keep::entry::Entry;
use page_core::keep::format;
use page_core::keep::saved::SavedScenario;
use page_core::keep::{convert, file, import};
use page_core::model::Model;
use page_core::notices::Notice;
use page_core::share::link::Opened;
use page_core::shared::Same;
use std::cell::Cell;
use std::rc::Rc;
use yew::prelude::*;

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

/// What is said where a key has no value any more.
const GONE: &str = "This scenario is not kept any more";

/// The number of the document in the left pane, and of the one in the right pane if there is one: a comparison
/// is saved on its own.
type Documents = (u32, Option<u32>);

impl Keep {
    /// What is listened to for this, for as long as it is kept.
    pub fn listeners(&self, run: &Callback<Command>) -> Vec<Listener> {
        files::listeners(run, Rc::clone(&self.unsaved))
    }

    /// What is over the page: the list of recent scenarios, and the target for a file.
    pub fn view(&self, model: &Model, run: &Callback<Command>) -> Html {
        let shown = self.entry(documents(model));
        let current = shown.map(|it| it.key.clone()).unwrap_or_default();
        html! {
            <div>
                <Recent items={self.list.clone()} refused={self.refused.clone()} {current} dark={model.browser.dark} run={run.clone()} />
                { files::view(self.dragged, run) }
            </div>
        }
    }

    /// Closes the list, if it is open.
    pub fn close_recent(&mut self) -> bool {
        self.list.take().is_some()
    }

    fn entry(&self, documents: Documents) -> Option<&Entry> {
        self.entries.iter().find(|it| it.0 == documents).map(|it| &it.1)
    }

    fn know(&mut self, documents: Documents, entry: Entry) {
        self.entries.retain(|it| it.0 != documents && it.1.key != entry.key);
        self.entries.push((documents, entry));
    }
}

/// What is stored, with the model that it is of.
pub struct Work<'a> {
    /// What is stored.
    pub keep: &'a mut Keep,
    /// The state of the page.
    pub model: &'a mut Model,
}

impl Work<'_> {
    /// Carries out what is done about keeping; true if the page is to be rendered.
    pub fn keep(&mut self, act: SavedWorkCommand) -> bool {
        match act {
            SavedWorkCommand::Recent(true) => self.list_recent(),
            SavedWorkCommand::Recent(false) => self.keep.list = None,
            SavedWorkCommand::Open(key) => self.open_entry(&key),
            SavedWorkCommand::DownloadValue(entry) => {
                files::download("kept.faultline", &entry.value);
                return false;
            }
            SavedWorkCommand::Remove(entry) => {
                if store::find(&entry.key).is_some() {
                    crate::dom::storage::forget(&entry.key);
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
                let title = &self.model.panes.active().session.document().title;
                files::download(&file_name(title), &file::write(&self.saved(0)));
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
    pub fn keep_on(&mut self, entry: Option<Entry>) {
        let documents = documents(self.model);
        entry.into_iter().for_each(|it| self.keep.know(documents, it));
    }

    /// Keeps what is shown as it is now, unless nobody has touched it.
    pub fn keep_work(&mut self) {
        let documents = documents(self.model);
        // Where something is put beside a document, both are saved in place of the one.
        let known = self.keep.entry(documents).or_else(|| self.keep.entry((documents.0, None)));
        let made = self.model.comparison.pair.as_ref().is_some_and(|pair| pair.made);
        let touched = made || self.model.panes.iter().any(|desk| !desk.session.is_untouched());
        if known.is_some() || touched {
            match store::replace(known, format::encode(&self.saved(browser::now_ms()))) {
                Some(entry) => {
                    if known.is_none() {
                        self.model.notices.retain(|it| it.offered().is_none());
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

    /// Goes on with another session; what was shown stays stored, which is told.
    pub fn take(&mut self, arrival: Arrival) {
        let left = self.leaving();
        self.model.take(arrival);
        self.say_kept(left);
    }

    /// The entry of what is about to be left, if it has one; the moment at which it is left is saved.
    pub fn leaving(&mut self) -> Option<Entry> {
        let documents = documents(self.model);
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
    pub fn say_kept(&mut self, left: Option<Entry>) {
        if let Some(left) = left {
            self.model.notices.retain(|it| it.offered().is_none());
            self.model.say(earlier_work(left.key));
        }
        let shown = self.keep.entry(documents(self.model)).map(|it| it.key.as_str());
        self.model.notices.retain(|it| it.offered().is_none_or(|key| Some(key) != shown));
    }

    fn list_recent(&mut self) {
        self.model.close_menu();
        self.model.set_playing(false);
        self.keep.refused = None;
        let before = self.keep.list.take();
        self.keep.list = Some(Same::new(recent::items(store::all(), before.as_deref())));
    }

    /// What is shown is renamed as in the bar, by a change that can be undone.
    fn rename(&mut self, key: &str, title: String) -> Result<(), String> {
        if self.keep.entry(documents(self.model)).is_some_and(|it| it.key == key) {
            let here = self.model.panes.side();
            // Both sides are kept under the left one's title.
            self.model.turn_left();
            let renamed = self.model.change(Edit::Title(title));
            if here != self.model.panes.side() {
                self.model.turn();
            }
            self.model.changed();
            // The list that is shown next reads what is saved.
            self.keep_work();
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
        let Some(entry) = store::find(key) else { return self.model.say(Notice::alert(GONE)) };
        match from_entry(entry) {
            Ok(mut arrival) => {
                let entry = arrival.entry.take();
                self.take(arrival);
                self.keep_on(entry);
                self.remember_tab();
                self.say_kept(None);
            }
            Err(sentence) => {
                self.model.say(Notice::alert(format!("It cannot be opened: {sentence}")));
            }
        }
    }

    fn open_imported(&mut self, opened: Result<Opened, String>) {
        match opened {
            Ok(opened) => {
                self.keep.list = None;
                self.take(arrival::from(opened));
                self.remember_tab();
            }
            Err(sentence) => self.model.say(Notice::alert(sentence)),
        }
    }

    /// What is to be saved of what is shown.
    fn saved(&self, edited_ms: u64) -> SavedScenario {
        let here = self.model.panes.side();
        let left = self.model.panes.on(Side::A).unwrap_or(self.model.panes.active());
        let both = self.model.comparison.pair.as_ref().is_some_and(|pair| pair.both);
        let right = self.model.panes.on(Side::B).map(|pane| (&pane.session, here, both));
        let mut saved = convert::save(&left.session, right);
        saved.edited_ms = edited_ms;
        saved
    }

    fn remember_tab(&self) {
        let entry = self.keep.entry(documents(self.model));
        let key = entry.map_or("", |it| it.key.as_str());
        store::set_of_tab(key, &format::encode(&self.saved(0)));
    }

    fn say_unsaved(&mut self) {
        if !std::mem::replace(&mut self.keep.told, true) {
            self.model.say(Notice {
                remedy: Some(("Download", Command::Keep(SavedWorkCommand::Download))),
                ..Notice::alert(
                    "This browser keeps no work for this page, or has no room for more: download what \
                     you want to keep",
                )
            });
        }
    }
}

/// Opens what was saved. It is saved in its place from now on, if all of it could be opened.
pub fn from_entry(entry: Entry) -> Result<Arrival, String> {
    let saved = format::decode(&entry.value)?;
    let opened = convert::open(&saved)?;
    let whole = opened.beside.is_some() == (saved.panes.len() > 1);
    Ok(Arrival { entry: whole.then_some(entry), ..arrival::from(opened) })
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

/// The documents that are shown.
fn documents(model: &Model) -> Documents {
    let work = |side: Side| model.panes.on(side).map(|pane| pane.session.work());
    (work(Side::A).unwrap_or_default(), work(Side::B))
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
