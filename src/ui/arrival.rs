//! How the page opens: with a link, with what this tab showed, with the work of an earlier visit, or with
//! the opening story.
//!
//! A link never costs work: what was kept stays kept, and the page offers to go back to it. What cannot be
//! opened replaces nothing.

use super::beside::Placed;
use super::command::{Command, Selection};
use super::keep::entry::Entry;
use super::keep::{self, SavedWorkCommand, convert, format, store};
use super::notices::Notice;
use super::session::Session;
use super::{browser, opening, share};
use faultline::scenario::link::Stamp;

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

/// Opens the page. `still` is whether nothing should move by itself.
pub fn arrive(still: bool) -> Arrival {
    store::migrate();
    let mut notices = Vec::new();
    if let Some(fragment) = browser::fragment() {
        match share::open(&fragment) {
            Ok(opened) => return beside_work(Arrival { linked: true, ..from(opened) }),
            Err(sentence) => notices.push(Notice::alert(sentence)),
        }
    }
    let mut arrival = of_tab()
        .or_else(|| latest(&mut notices))
        .unwrap_or_else(|| Arrival { playing: !still, ..Arrival::quiet(opening::session()) });
    arrival.notices.extend(notices);
    arrival
}

/// What was opened: from a link, from a file, or from where it was kept.
pub fn from(opened: share::Opened) -> Arrival {
    let share::Opened { session, selection, doubts, stamp, beside } = opened;
    let notices = doubts.into_iter().map(Notice::alert).collect();
    Arrival { selection, notices, stamp, beside, ..Arrival::quiet(session) }
}

/// A link that was opened first of all: it is saved in place of the work that it was made from, or there is earlier
/// work to go back to. That is offered where this tab showed it, and once elsewhere.
fn beside_work(mut arrival: Arrival) -> Arrival {
    let beside = arrival.beside.as_ref().map(|it| (&it.session, it.here, it.both));
    let linked = convert::save(&arrival.session, beside);
    let kept = store::all();
    let shown = store::of_tab().map(|it| it.key);
    let of_tab = |it: &&Entry| shown.as_ref() == Some(&it.key);
    let is_same =
        |it: &&Entry| format::decode(&it.value).is_ok_and(|saved| saved.is_same_work(&linked));
    let earlier = kept.iter().find(of_tab).or(kept.first());
    if let Some(same) = kept.iter().find(is_same) {
        arrival.entry = Some(same.clone());
    } else if let Some(earlier) = earlier
        && (of_tab(&earlier) || !store::was_offered(&earlier.key))
    {
        arrival.notices.push(keep::earlier_work(earlier.key.clone()));
    }
    arrival
}

/// Opens what was saved. It is saved in its place from now on, if all of it could be opened.
pub fn from_entry(entry: Entry) -> Result<Arrival, String> {
    let saved = format::decode(&entry.value)?;
    let opened = convert::open(&saved)?;
    let whole = opened.beside.is_some() == (saved.panes.len() > 1);
    Ok(Arrival { entry: whole.then_some(entry), ..from(opened) })
}

/// What this tab showed before it was loaded anew.
fn of_tab() -> Option<Arrival> {
    let shown = store::of_tab()?;
    let saved = format::decode(&shown.value).ok()?;
    // What another tab has made of it since is another's.
    let entry = store::find(&shown.key)
        .filter(|it| format::decode(&it.value).is_ok_and(|other| other.is_same_work(&saved)));
    let arrival = from_entry(shown).ok()?;
    Some(Arrival { entry: arrival.entry.and(entry), ..arrival })
}

/// The work of an earlier visit. What cannot be read stays where it is: another version of the page may
/// have written it.
fn latest(notices: &mut Vec<Notice>) -> Option<Arrival> {
    for entry in store::all() {
        match from_entry(entry) {
            Ok(arrival) => return Some(arrival),
            Err(_) if notices.is_empty() => notices.push(Notice {
                remedy: Some(("Show", Command::Keep(SavedWorkCommand::Recent(true)))),
                ..Notice::alert(
                    "The scenario that you worked on last cannot be read by this page; it stays in the \
                     list of recent scenarios",
                )
            }),
            Err(_) => {}
        }
    }
    None
}
