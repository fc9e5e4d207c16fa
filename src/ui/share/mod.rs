//! Sharing: links, pictures, and the run for other tools, in one dialog.
//!
//! The link comes first, and is copied when the dialog opens; the rest waits behind tabs. What a
//! tab offers is made when it is looked at. [`link`] makes and opens links, [`made`] makes files,
//! [`files`] hands them to the browser, [`dialog`] draws.

mod dialog;
mod files;
mod link;
mod made;
mod pages;
mod perfetto;
mod stretch;

use web_sys::Blob;
use yew::Callback;

use super::app::App;
use super::browser;
use super::command::Command;
use super::keep;
use super::notices::Notice;
pub use dialog::dialog;
use faultline::export::FORMATS;
use faultline::sim::time::Time;
pub use link::{Opened, doubt, fragment, number_of, open};
use made::Made;

/// The dialog's state.
#[derive(Default)]
pub struct Sharing {
    /// What is shared, while the dialog is open.
    shared: Option<Shared>,
    /// The page that was looked at last.
    page: Page,
    /// The format that was chosen last, by its place among all.
    format: Option<usize>,
    /// What was copied last, and whether that was allowed.
    told: Option<(What, bool)>,
}

/// What is shared.
struct Shared {
    /// The address that leads to the moment, and the one that leads to the start.
    addresses: [String; 2],
    /// Whether the link leads to the start.
    from_start: bool,
    /// Whether it opens as slides.
    slides: bool,
    /// Whether there are notes to be shown as slides.
    noted: bool,
    /// The moment.
    at: Time,
    /// The digest of the run up to it.
    digest: u64,
    /// The stretch of time that is exported, as it stands in the fields.
    stretch: [String; 2],
    /// Whether pictures are dark.
    dark: bool,
    /// What the open page offers; the sentence says why that is nothing.
    made: Option<Result<Made, String>>,
}

/// A page of the dialog.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// Links, and how they get into documents.
    #[default]
    Link,
    /// A picture of the moment.
    Picture,
    /// A moving picture of a stretch of time.
    Animation,
    /// A stretch of time for other tools.
    Export,
}

/// Something that can be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The address.
    Link,
    /// A link in Markdown.
    Markdown,
    /// The frame for a page of HTML.
    Frame,
    /// The picture.
    Picture,
    /// The text of an export.
    Text,
    /// The trace that Perfetto shows: handed over, not copied.
    Trace,
}

/// One thing that a user does in the dialog.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Closes it.
    Close,
    /// Turns to a page.
    Turn(Page),
    /// Links to the start, or to the moment.
    FromStart(bool),
    /// Links to slides, or to the run.
    Slides(bool),
    /// Copies something.
    Copy(What),
    /// The clipboard has taken it, or has not.
    Copied(What, bool),
    /// Takes another start or end of the stretch, as typed.
    Stretch(usize, String),
    /// Takes a stretch that is offered.
    Offered(stretch::Offer),
    /// Takes a format, by its place among all.
    Format(usize),
    /// Draws pictures dark, or light.
    Dark(bool),
    /// The picture has been drawn in pixels.
    Drawn(Option<(Blob, String)>),
    /// Shows the export in Perfetto, which opens beside the page.
    OpenPerfetto,
    /// Perfetto did not answer.
    NoPerfetto,
    /// Gives the scenario as a file.
    Scenario,
    /// Opens the whole page beside the one within another.
    OpenWhole,
}

/// The pages, in order, with their names.
const PAGES: [(Page, &str); 4] = [
    (Page::Link, "Link"),
    (Page::Picture, "Picture"),
    (Page::Animation, "Animation"),
    (Page::Export, "Export"),
];

impl Sharing {
    /// Whether the dialog is open.
    pub fn is_open(&self) -> bool {
        self.shared.is_some()
    }

    /// The format that the open page makes; none if it makes nothing.
    fn format(&self) -> Option<usize> {
        let find = |id: &str| FORMATS.iter().position(|format| format.id == id);
        match self.page {
            Page::Link => None,
            Page::Picture => find("svg"),
            Page::Animation => find("animated-svg"),
            Page::Export => self.format.or_else(|| find("mermaid")),
        }
    }
}

impl Shared {
    /// The address that is shared.
    fn address(&self) -> String {
        let address = &self.addresses[usize::from(self.from_start)];
        if self.slides { link::as_slides(address) } else { address.clone() }
    }
}

impl App {
    /// Makes a link to this moment, copies it, and opens the dialog.
    pub(super) fn share(&mut self) {
        self.set_playing(false);
        self.turn_left();
        let start = link::to_the_start(&self.desk.session);
        let start = start.and_then(|it| self.with_beside(it, false));
        let both = fragment(&mut self.desk.session, self.desk.selection)
            .and_then(|it| Ok((self.with_beside(it, true)?, start?)));
        let (here, start) = match both {
            Ok(both) => both,
            Err(error) => return self.say(Notice::alert(error.to_string())),
        };
        browser::set_fragment(Some(&here));
        self.linked = true;
        let addresses = [here, start].map(|it| format!("{}{it}", browser::address()));
        let stretch = stretch::around(&mut self.desk.session, self.desk.timeline.moments());
        let noted = self.desks().any(|desk| !desk.session.scenario().notes.is_empty());
        self.sharing.shared = Some(Shared {
            addresses,
            from_start: false,
            slides: false,
            noted,
            at: self.desk.session.now(),
            digest: self.desk.session.frame().digest,
            stretch: stretch.map(|it| it.to_string()),
            dark: self.dark,
            made: None,
        });
        self.sharing.page = Page::Link;
        self.sharing.told = None;
        browser::set_dialog(dialog::ID, true);
        self.copy(What::Link);
        self.focus = Some(dialog::LINK);
    }

    /// Carries out what the user does in the dialog; true if the page is to be rendered.
    pub(super) fn sharing(&mut self, act: Act) -> bool {
        if act == Act::OpenWhole {
            return self.open_whole();
        }
        if act == Act::Scenario {
            return self.conduct(Command::Keep(keep::SavedWorkCommand::Download));
        }
        let sharing = &mut self.sharing;
        let Some(shared) = &mut sharing.shared else { return false };
        let mut made = false;
        match act {
            Act::Close => {
                browser::set_dialog(dialog::ID, false);
                sharing.shared = None;
            }
            Act::Turn(page) => (sharing.page, made) = (page, true),
            Act::FromStart(from_start) => shared.from_start = from_start,
            Act::Slides(slides) => shared.slides = slides,
            Act::Copy(what) => self.copy(what),
            Act::Copied(what, taken) => sharing.told = Some((what, taken)),
            Act::Stretch(end, text) => (shared.stretch[end.min(1)], made) = (text, true),
            Act::Offered(offer) => {
                let stretch = offer.stretch(&mut self.desk.session, self.desk.timeline.moments());
                (shared.stretch, made) = (stretch.map(|it| it.to_string()), true);
            }
            Act::Format(place) => (sharing.format, made) = (Some(place), true),
            Act::Dark(dark) => (shared.dark, made) = (dark, true),
            Act::Drawn(drawn) => {
                if let Some(Ok(made)) = &mut shared.made {
                    made.take_pixels(drawn);
                }
            }
            Act::OpenPerfetto => {
                if let Some(Ok(made)) = &shared.made {
                    let failed = self.run.reform(|()| Command::Sharing(Act::NoPerfetto));
                    perfetto::open(&made.bytes, &self.desk.session.document().title, failed);
                }
            }
            Act::NoPerfetto => sharing.told = Some((What::Trace, false)),
            Act::Scenario | Act::OpenWhole => {}
        }
        if made {
            self.sharing.told = None;
            self.make();
        }
        true
    }

    /// Makes what the open page offers.
    fn make(&mut self) {
        let format = self.sharing.format();
        let Some(shared) = &mut self.sharing.shared else { return };
        // What was made before is let go of first: it may be large.
        shared.made = None;
        let Some(format) = format.and_then(|place| FORMATS.get(place)) else { return };
        let made = made::make(&mut self.desk.session, format, &shared.stretch, shared.dark);
        if let (Page::Picture, Ok(made)) = (self.sharing.page, &made) {
            let told = self.run.reform(|drawn| Command::Sharing(Act::Drawn(drawn)));
            files::draw(made.url.clone(), told);
        }
        shared.made = Some(made);
    }

    fn copy(&mut self, what: What) {
        let Some(shared) = &self.sharing.shared else { return };
        let told: Callback<bool> =
            self.run.reform(move |taken| Command::Sharing(Act::Copied(what, taken)));
        let title = dialog::title(&self.desk.session);
        let text = match what {
            What::Link => shared.address(),
            What::Markdown => link::markdown(&title, &shared.address()),
            What::Frame => link::frame(&title, &shared.address()),
            What::Text | What::Picture => match &shared.made {
                Some(Ok(made)) if what == What::Text => made.text().into_owned(),
                Some(Ok(made)) => return files::copy_picture(made.pixels(), told),
                Some(Err(_)) | None => return,
            },
            What::Trace => return,
        };
        browser::copy(&text, told);
    }

    /// Opens the whole page at the moment that is shown, beside this one.
    fn open_whole(&mut self) -> bool {
        if let Ok(fragment) = fragment(&mut self.desk.session, self.desk.selection)
            && let Ok(fragment) = self.with_beside(fragment, true)
            && let Some(window) = browser::window()
        {
            let address = format!("{}{fragment}", browser::address());
            let _ = window.open_with_url_and_target_and_features(&address, "_blank", "noopener");
        }
        false
    }
}
