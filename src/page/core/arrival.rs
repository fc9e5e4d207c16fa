//! What the page opens with.

use crate::command::Selection;
use crate::comparison::Placed;
use crate::keep::entry::Entry;
use crate::notices::Notice;
use crate::session::Session;
use crate::share::link::Opened;
use scenario::link::Stamp;

/// What the page opens with.
pub struct Arrival {
    /// The scenario and its run.
    pub session: Session,
    /// What is selected.
    pub selection: Selection,
    /// Whether it plays.
    pub playing: bool,
    /// Whether it came from the address bar.
    pub linked: bool,
    /// What the user should know.
    pub notices: Vec<Notice>,
    /// What the run is to come to at the moment it opens at, where that is still being computed.
    pub stamp: Option<Stamp>,
    /// Where it is saved, if it is.
    pub entry: Option<Entry>,
    /// What stands beside it, if something does.
    pub beside: Option<Placed>,
}

impl Arrival {
    /// A session of which nothing is to be said, standing still.
    pub fn quiet(session: Session) -> Arrival {
        Arrival {
            session,
            selection: Selection::Nothing,
            playing: false,
            linked: false,
            notices: Vec::new(),
            stamp: None,
            entry: None,
            beside: None,
        }
    }
}

/// What was opened: from a link, from a file, or from where it was kept.
pub fn from(opened: Opened) -> Arrival {
    let Opened { session, selection, doubts, stamp, beside } = opened;
    let notices = doubts.into_iter().map(Notice::alert).collect();
    Arrival { selection, notices, stamp, beside, ..Arrival::quiet(session) }
}
