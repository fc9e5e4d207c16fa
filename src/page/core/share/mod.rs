//! The dialog for sharing.

pub mod link;
pub mod made;
pub mod stamp;
pub mod stretch;
use crate::command::share::{Page, What};
use crate::session::Session;
use crate::share::made::Made;
use export::FORMATS;
use kernel::time::Time;

/// The dialog's id, by which it is opened.
pub const SHARE_DIALOG: &str = "share-dialog";

/// The link's id, by which it gets the focus.
pub const SHARE_LINK: &str = "link";

/// What the scenario is called where it needs a name.
pub fn title(session: &Session) -> String {
    let title = &session.document().title;
    if title.is_empty() { session.info().name.into() } else { title.clone() }
}

/// The dialog's state.
#[derive(Default)]
pub struct Sharing {
    /// What is shared, while the dialog is open.
    pub shared: Option<Shared>,
    /// The page that was looked at last.
    pub page: Page,
    /// The format that was chosen last, by its place among all.
    pub format: Option<usize>,
    /// What was copied last, and whether that was allowed.
    pub told: Option<(What, bool)>,
}

/// What is shared.
pub struct Shared {
    /// The address that leads to the moment, and the one that leads to the start.
    pub addresses: [String; 2],
    /// Whether the link leads to the start.
    pub from_start: bool,
    /// Whether it opens as slides.
    pub slides: bool,
    /// Whether there are notes to be shown as slides.
    pub noted: bool,
    /// The moment.
    pub at: Time,
    /// The digest of the run up to it.
    pub digest: u64,
    /// The stretch of time that is exported, as it stands in the fields.
    pub stretch: [String; 2],
    /// Whether pictures are dark.
    pub dark: bool,
    /// What the open page offers; the sentence says why that is nothing.
    pub made: Option<Result<Made, String>>,
}

/// The pages, in order, with their names.
pub const PAGES: [(Page, &str); 4] = [
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
    pub fn format(&self) -> Option<usize> {
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
    pub fn address(&self) -> String {
        let address = &self.addresses[usize::from(self.from_start)];
        if self.slides { link::as_slides(address) } else { address.clone() }
    }
}
