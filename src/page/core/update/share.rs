//! Sharing: links, pictures, and the run for other tools, in one dialog.
//!
//! The link comes first, and is copied when the dialog opens; the rest waits behind tabs. What a
//! tab offers is made when it is opened.

use std::rc::Rc;

use crate::command::Command;
use crate::command::keep::SavedWorkCommand;
use crate::command::share::{Copied, Page, ShareCommand, What};
use crate::effect::Effect;
use crate::model::Model;
use crate::notices::Notice;
use crate::share::{SHARE_DIALOG, SHARE_LINK, Shared, link, made, stamp, stretch, title};
use crate::shared::AttrValue;
use compare::Side;
use export::FORMATS;
use scenario::link::{LinkError, With};

impl Model {
    /// A link to the left side, with the right one in it if there is one; where it leads to this
    /// moment, with what that one has come to.
    pub fn with_beside(&mut self, fragment: String, now: bool) -> Result<String, LinkError> {
        let left = self.panes.active().session.now();
        let Some([_, right]) = self.panes.both_mut() else { return Ok(fragment) };
        let right = &mut right.session;
        // On its way it has come to nothing yet.
        let digest = (now && right.goal().is_none() && right.now() == left).then(|| right.settle());
        let (text, branch) = (right.document().to_text(), stamp::number_of(right.course()));
        With { text, branch, digest }.add_to(&fragment)
    }

    /// Works on the left side: a link's moment and what is selected in it are that one's.
    pub fn turn_left(&mut self) {
        if self.panes.side() == Side::B {
            self.turn();
        }
    }

    /// Makes a link to this moment, copies it, and opens the dialog.
    pub fn share(&mut self) {
        self.set_playing(false);
        self.turn_left();
        let pane = self.panes.active_mut();
        let start = link::to_the_start(&pane.session);
        let here = link::fragment(&mut pane.session, pane.selection);
        let start = start.and_then(|it| self.with_beside(it, false));
        let both = here.and_then(|it| Ok((self.with_beside(it, true)?, start?)));
        let (here, start) = match both {
            Ok(both) => both,
            Err(error) => return self.say(Notice::alert(error.to_string())),
        };
        self.ask(Effect::SetFragment(Some(here.clone())));
        self.linked = true;
        let addresses = [here, start].map(|it| format!("{}{it}", self.browser.address));
        let noted = self.panes.iter().any(|pane| !pane.session.scenario().notes.is_empty());
        let pane = self.panes.active_mut();
        let stretch = stretch::around(&mut pane.session, pane.timeline.moments());
        self.sharing.shared = Some(Shared {
            addresses,
            from_start: false,
            slides: false,
            noted,
            at: pane.session.now(),
            digest: pane.session.frame().digest,
            stretch: stretch.map(|it| it.to_string()),
            dark: self.browser.dark,
            made: None,
        });
        self.sharing.page = Page::Link;
        self.sharing.told = None;
        self.ask(Effect::Dialog(SHARE_DIALOG, true));
        self.copy(What::Link);
        self.ask(Effect::Focus(SHARE_LINK));
    }

    /// Carries out what the user does in the dialog; true if the page is to be rendered.
    pub fn sharing(&mut self, act: ShareCommand) -> bool {
        if act == ShareCommand::OpenWhole {
            return self.open_whole();
        }
        if act == ShareCommand::Scenario {
            return self.conduct(Command::Keep(SavedWorkCommand::Download));
        }
        let sharing = &mut self.sharing;
        let Some(shared) = &mut sharing.shared else { return false };
        let mut made = false;
        match act {
            ShareCommand::Close => {
                sharing.shared = None;
                self.ask(Effect::Dialog(SHARE_DIALOG, false));
                self.ask(Effect::WithdrawFile);
            }
            ShareCommand::Turn(page) => (sharing.page, made) = (page, true),
            ShareCommand::FromStart(from_start) => shared.from_start = from_start,
            ShareCommand::Slides(slides) => shared.slides = slides,
            ShareCommand::Copy(what) => self.copy(what),
            ShareCommand::Copied(what, taken) => sharing.told = Some((what, taken)),
            ShareCommand::Stretch(end, text) => (shared.stretch[end.min(1)], made) = (text, true),
            ShareCommand::Offered(offer) => {
                let pane = self.panes.active_mut();
                let stretch = offer.stretch(&mut pane.session, pane.timeline.moments());
                (shared.stretch, made) = (stretch.map(|it| it.to_string()), true);
            }
            ShareCommand::Format(place) => (sharing.format, made) = (Some(place), true),
            ShareCommand::Dark(dark) => (shared.dark, made) = (dark, true),
            ShareCommand::FileOffered(url) => {
                if let Some(Ok(made)) = &mut shared.made {
                    made.url = url.into();
                }
            }
            ShareCommand::Drawn(url) => {
                if let Some(Ok(made)) = &mut shared.made {
                    made.pixels = url.map(AttrValue::from);
                }
            }
            ShareCommand::OpenPerfetto => {
                if let Some(Ok(made)) = &shared.made {
                    let title = self.panes.active().session.document().title.clone();
                    let bytes = Rc::clone(&made.bytes);
                    self.ask(Effect::OpenPerfetto(bytes, title));
                }
            }
            ShareCommand::NoPerfetto => sharing.told = Some((What::Trace, false)),
            ShareCommand::Scenario | ShareCommand::OpenWhole => {}
        }
        if made {
            self.sharing.told = None;
            self.make();
        }
        true
    }

    /// Makes what the open page offers.
    fn make(&mut self) {
        let (page, format) = (self.sharing.page, self.sharing.format());
        let Some(shared) = &mut self.sharing.shared else { return };
        // What was made before is let go of first: it may be large.
        shared.made = None;
        self.effects.push(Effect::WithdrawFile);
        let Some(format) = format.and_then(|place| FORMATS.get(place)) else { return };
        let session = &mut self.panes.active_mut().session;
        let made = made::make(session, format, &shared.stretch, shared.dark);
        if let Ok(made) = &made {
            self.effects.push(Effect::OfferFile(Rc::clone(&made.bytes), made.mime));
            if page == Page::Picture {
                self.effects.push(Effect::DrawPixels);
            }
        }
        shared.made = Some(made);
    }

    fn copy(&mut self, what: What) {
        let Some(shared) = &self.sharing.shared else { return };
        let title = title(&self.panes.active().session);
        let text = match what {
            What::Link => shared.address(),
            What::Markdown => link::markdown(&title, &shared.address()),
            What::Frame => link::frame(&title, &shared.address()),
            What::Text | What::Picture => match &shared.made {
                Some(Ok(made)) if what == What::Text => made.text().into_owned(),
                Some(Ok(_)) => return self.ask(Effect::CopyPicture),
                Some(Err(_)) | None => return,
            },
            What::Trace => return,
        };
        self.ask(Effect::Copy(text, Copied::Shared(what)));
    }

    /// Opens the whole page at the moment that is shown, beside this one.
    fn open_whole(&mut self) -> bool {
        let pane = self.panes.active_mut();
        let fragment = link::fragment(&mut pane.session, pane.selection);
        if let Ok(fragment) = fragment.and_then(|it| self.with_beside(it, true)) {
            self.ask(Effect::OpenTab(format!("{}{fragment}", self.browser.address)));
        }
        false
    }
}
