//! Keeping work: every change is kept in the browser at once, files come and go, and what is opened
//! never costs what was open.
//!
//! A document that was changed has a sheet in the browser's storage; a story or a link that nobody
//! touched needs none. [`page_core::keep::shelf`] says what a sheet looks like, [`places`] where it is, [`recent`] shows
//! them all, [`page_core::keep::taken`] reads what is handed to the page, [`doors`] are the ways it comes in by.

pub mod doors;
pub mod places;
pub mod recent;
use crate::dom::browser;
use crate::dom::browser::Listener;
use crate::keep::recent::{Item, Recent};
use compare::Side;
use page_core::arrival;
use page_core::arrival::Arrival;
use page_core::command::keep::{KeepCommand, Sheet};
use page_core::command::{Command, Edit};
use page_core::keep::{shelf, taken};
use page_core::model::Model;
use page_core::notices::Notice;
use page_core::share::link::Opened;
use page_core::shared::Same;
use std::cell::Cell;
use std::rc::Rc;
use yew::prelude::*;

/// What is kept of the documents that have been on the page, and what is open for that.
#[derive(Default)]
pub struct Keep {
    /// The sheets by the numbers of their documents, as this page last knew them.
    sheets: Vec<(Works, Sheet)>,
    /// Whether it was said that the browser keeps nothing.
    told: bool,
    /// Whether there is work that is kept nowhere.
    loose: Rc<Cell<bool>>,
    /// The list of recent scenarios, while it is open.
    list: Option<Same<Vec<Item>>>,
    /// Why the last name in it was refused, if it was.
    refused: Option<String>,
    /// Whether a file is held over the page.
    held: bool,
}

/// The number of the document that is shown, and of the one that stands on its right if one does:
/// two sides are one work, with a sheet of its own.
type Works = (u32, Option<u32>);

impl Keep {
    /// What is listened to for this, for as long as it is kept.
    pub fn listeners(&self, run: &Callback<Command>) -> Vec<Listener> {
        doors::listeners(run, Rc::clone(&self.loose))
    }

    /// What is over the page: the list of recent scenarios, and the target for a file.
    pub fn view(&self, model: &Model, run: &Callback<Command>) -> Html {
        let shown = self.sheet(works(model));
        let current = shown.map(|it| it.key.clone()).unwrap_or_default();
        html! {
            <div>
                <Recent items={self.list.clone()} refused={self.refused.clone()} {current} dark={model.browser.dark} run={run.clone()} />
                { doors::view(self.held, run) }
            </div>
        }
    }

    /// Closes the list, if it is open.
    pub fn close_recent(&mut self) -> bool {
        self.list.take().is_some()
    }

    fn sheet(&self, works: Works) -> Option<&Sheet> {
        self.sheets.iter().find(|it| it.0 == works).map(|it| &it.1)
    }

    fn know(&mut self, works: Works, sheet: Sheet) {
        self.sheets.retain(|it| it.0 != works && it.1.key != sheet.key);
        self.sheets.push((works, sheet));
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
    pub fn keep(&mut self, act: KeepCommand) -> bool {
        match act {
            KeepCommand::Recent(true) => self.list_recent(),
            KeepCommand::Recent(false) => self.keep.list = None,
            KeepCommand::Open(key) => self.open_sheet(&key),
            KeepCommand::Give(sheet) => {
                doors::give("kept.faultline", &sheet.text);
                return false;
            }
            KeepCommand::Remove(sheet) => {
                if places::find(&sheet.key).is_some() {
                    crate::dom::storage::forget(&sheet.key);
                } else if !places::put(&sheet) {
                    self.tell_of_storage();
                }
                self.list_recent();
            }
            KeepCommand::Rename(key, title) => {
                let renamed = self.rename(&key, title);
                self.list_recent();
                self.keep.refused = renamed.err();
            }
            KeepCommand::Elsewhere if self.keep.list.is_some() => self.list_recent(),
            KeepCommand::Ask => {
                doors::ask();
                return false;
            }
            KeepCommand::Download => {
                self.keep.loose.set(false);
                doors::give(
                    &file_name(&self.model.panes.active().session.document().title),
                    &self.text(),
                );
                return false;
            }
            KeepCommand::Held(held) if held != self.keep.held => self.keep.held = held,
            KeepCommand::Take(name, text) => {
                self.keep.held = false;
                let opened = text.and_then(|text| taken::open(&text));
                self.open_taken(opened.map_err(|it| format!("“{name}” cannot be opened: {it}")));
            }
            KeepCommand::Paste(text) => {
                let meant = "What was pasted is neither a scenario nor a link to one";
                let opened = match taken::is_meant(&text) {
                    true => taken::open(&text),
                    false => Err(meant.into()),
                };
                self.open_taken(opened);
            }
            KeepCommand::Leave => {
                self.remember_tab();
                return false;
            }
            // Nothing that is shown is different.
            KeepCommand::Elsewhere | KeepCommand::Held(_) => return false,
        }
        true
    }

    /// Goes on in the sheet that the page opened with, if it did.
    pub fn keep_on(&mut self, sheet: Option<Sheet>) {
        let works = works(self.model);
        sheet.into_iter().for_each(|it| self.keep.know(works, it));
    }

    /// Keeps what is shown as it is now, unless nobody has touched it.
    pub fn keep_work(&mut self) {
        let works = works(self.model);
        // Where something is put beside a document, both go on in its sheet.
        let known = self.keep.sheet(works).or_else(|| self.keep.sheet((works.0, None)));
        let made = self.model.comparison.pair.as_ref().is_some_and(|pair| pair.made);
        let touched = made || self.model.panes.iter().any(|desk| !desk.session.is_untouched());
        if known.is_some() || touched {
            match places::replace(known, shelf::stamped(&self.text(), browser::now_ms())) {
                Some(sheet) => {
                    if known.is_none() {
                        self.model.notices.retain(|it| it.offered().is_none());
                    }
                    self.keep.know(works, sheet);
                    self.keep.loose.set(false);
                    places::make_room();
                }
                None => {
                    self.keep.loose.set(true);
                    self.tell_of_storage();
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

    /// What is being left is kept under this, if it is: with the moment that it is left at.
    pub fn leaving(&mut self) -> Option<Sheet> {
        let works = works(self.model);
        let known = self.keep.sheet(works)?;
        let kept = places::find(&known.key)?;
        if kept != *known {
            // Another tab has gone on with it.
            return Some(kept);
        }
        let text = shelf::stamped(&self.text(), kept.kept_ms());
        let kept = Sheet { text, ..kept };
        if places::put(&kept) {
            self.keep.know(works, kept.clone());
        }
        Some(kept)
    }

    /// Says that the work that was left is kept, and offers to go back to it. The offer stands until
    /// there is other work, or until it is what is shown.
    pub fn say_kept(&mut self, left: Option<Sheet>) {
        if let Some(left) = left {
            self.model.notices.retain(|it| it.offered().is_none());
            self.model.say(earlier_work(left.key));
        }
        let shown = self.keep.sheet(works(self.model)).map(|it| it.key.as_str());
        self.model.notices.retain(|it| it.offered().is_none_or(|key| Some(key) != shown));
    }

    fn list_recent(&mut self) {
        self.model.close_menu();
        self.model.set_playing(false);
        self.keep.refused = None;
        let before = self.keep.list.take();
        self.keep.list = Some(Same::new(recent::items(places::all(), before.as_deref())));
    }

    /// What is shown is renamed as in the bar, by a change that can be undone.
    fn rename(&mut self, key: &str, title: String) -> Result<(), String> {
        if self.keep.sheet(works(self.model)).is_some_and(|it| it.key == key) {
            let here = self.model.panes.side();
            // Both sides are kept under the left one's title.
            self.model.turn_left();
            let renamed = self.model.change(Edit::Title(title));
            if here != self.model.panes.side() {
                self.model.turn();
            }
            self.model.changed();
            return renamed;
        }
        let sheet = places::find(key).ok_or("This scenario is not kept any more")?;
        if !places::put(&sheet.retitled(title.trim())?) {
            return Err("The browser has no room for it".into());
        }
        Ok(())
    }

    fn open_sheet(&mut self, key: &str) {
        self.keep.list = None;
        let Some(sheet) = places::find(key) else {
            return self.model.say(Notice::alert("This scenario is not kept any more"));
        };
        match shelf::read(&sheet.text) {
            Ok(opened) => {
                self.take(arrival::from(opened));
                self.keep_on(Some(sheet));
                self.remember_tab();
                self.say_kept(None);
            }
            Err(sentence) => {
                self.model.say(Notice::alert(format!("It cannot be opened: {sentence}")))
            }
        }
    }

    fn open_taken(&mut self, opened: Result<Opened, String>) {
        match opened {
            Ok(opened) => {
                self.keep.list = None;
                self.take(arrival::from(opened));
                self.remember_tab();
            }
            Err(sentence) => self.model.say(Notice::alert(sentence)),
        }
    }

    /// What is shown as it is kept: the left side, and in a comment the right one.
    fn text(&self) -> String {
        let here = self.model.panes.side();
        let left = self.model.panes.on(Side::A).unwrap_or(self.model.panes.active());
        let both = self.model.comparison.pair.as_ref().is_some_and(|pair| pair.both);
        let right = self.model.panes.on(Side::B).map(|desk| (&desk.session, here, both));
        shelf::write(&left.session, right)
    }

    fn remember_tab(&self) {
        let sheet = self.keep.sheet(works(self.model));
        let key = sheet.map_or("", |it| it.key.as_str());
        places::set_of_tab(key, &self.text());
    }

    fn tell_of_storage(&mut self) {
        if !std::mem::replace(&mut self.keep.told, true) {
            self.model.say(Notice {
                remedy: Some(("Download", Command::Keep(KeepCommand::Download))),
                ..Notice::alert(
                    "This browser keeps no work for this page, or has no room for more: download what \
                     you want to keep",
                )
            });
        }
    }
}

/// The notice that offers to go back to earlier work.
pub fn earlier_work(key: String) -> Notice {
    Notice::news(
        "Your earlier work is kept",
        Some(("Go back", Command::Keep(KeepCommand::Open(key)))),
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

/// The documents that are shown.
fn works(model: &Model) -> Works {
    let work = |side: Side| model.panes.on(side).map(|pane| pane.session.work());
    (work(Side::A).unwrap_or_default(), work(Side::B))
}
