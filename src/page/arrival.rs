//! How the page opens: with a link, with what this tab showed, with the work of an earlier visit, or with
//! the opening story.
//!
//! A link never costs work: what was kept stays kept, and the page offers to go back to it. What cannot be
//! opened replaces nothing.

use crate::dom::browser;
use crate::keep;
use crate::keep::store;
use page_core::arrival::{Arrival, from};
use page_core::command::Command;
use page_core::command::keep::SavedWorkCommand;
use page_core::keep::entry::Entry;
use page_core::keep::{convert, format};
use page_core::notices::Notice;
use page_core::opening;
use page_core::share::link;

/// Opens the page. `still` is whether nothing should move by itself.
pub fn arrive(still: bool) -> Arrival {
    store::migrate();
    let mut notices = Vec::new();
    if let Some(fragment) = browser::fragment() {
        match link::open(&fragment) {
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

/// What this tab showed before it was loaded anew.
fn of_tab() -> Option<Arrival> {
    let shown = store::of_tab()?;
    let saved = format::decode(&shown.value).ok()?;
    // What another tab has made of it since is another's.
    let entry = store::find(&shown.key)
        .filter(|it| format::decode(&it.value).is_ok_and(|other| other.is_same_work(&saved)));
    let arrival = keep::from_entry(shown).ok()?;
    Some(Arrival { entry: arrival.entry.and(entry), ..arrival })
}

/// The work of an earlier visit. What cannot be read stays where it is: another version of the page may
/// have written it.
fn latest(notices: &mut Vec<Notice>) -> Option<Arrival> {
    for entry in store::all() {
        match keep::from_entry(entry) {
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
