//! Two sides as text: in a link, and in a comment of what is kept. The left one is the link's own
//! scenario, or the sheet's; the right one is packed like a link within it.

use crate::comparison::Placed;
use crate::session::Session;
use crate::share::stamp;
use compare::Side;

use kernel::time::Time;
use scenario::link::{Link, Moment, Stamp, With};
use scenario::{Course, Scenario};

/// What a link has for the right side, if it has one, at the left one's moment; and what is to be
/// said of it, if not all is as it was. The sentence says why it cannot be opened.
pub fn open(
    fragment: &str,
    stamp: Option<Stamp>,
    left: &Session,
) -> Result<Option<(Placed, Option<String>)>, String> {
    let Some(with) = With::read(fragment).map_err(|error| error.to_string())? else {
        return Ok(None);
    };
    let mut session = open_course(&with.text, with.branch.as_deref(), left)?;
    let stamp = stamp.zip(with.digest).map(|(stamp, digest)| Stamp { digest, ..stamp });
    let (doubt, stamp) = match session.goal() {
        // The moment is still being computed.
        Some(_) => (None, stamp),
        None => (stamp.and_then(|stamp| stamp::doubt(stamp, session.settle())), None),
    };
    Ok(Some((Placed { session, here: Side::A, both: true, stamp }, doubt)))
}

/// The right side in one line: which is worked on, whether faults go to both, and the scenario.
pub fn line(right: &Session, here: Side, both: bool) -> Option<String> {
    let branch = stamp::number_of(right.course());
    let moment = Moment { at: Time::ZERO, branch, selected: None, stamp: None };
    let packed = Link { text: right.document().to_text(), moment: Some(moment) }.encode().ok()?;
    let both = if both { "both" } else { "one" };
    Some(format!("{} {both} {packed}", crate::comparison::parting::word(here)))
}

/// Reads such a line; `left` says when.
pub fn read(line: &str, left: &Session) -> Result<Placed, String> {
    let mut words = line.split(' ');
    let here = if words.next() == Some("right") { Side::B } else { Side::A };
    let both = words.next() != Some("one");
    let link = packed(line).ok_or("It was damaged")?;
    let branch = link.moment.and_then(|moment| moment.branch);
    let session = open_course(&link.text, branch.as_deref(), left)?;
    Ok(Placed { session, here, both, stamp: None })
}

/// The scenario in such a line.
pub fn packed(line: &str) -> Option<Link> {
    Link::decode(line.split(' ').nth(2)?).ok()
}

fn open_course(text: &str, branch: Option<&str>, left: &Session) -> Result<Session, String> {
    let scenario = Scenario::parse(text, catalogue::ALL).map_err(|error| error.to_string())?;
    let course = branch.map_or(Ok(Course::Trunk), |word| scenario.find(word))?;
    Session::open_course(scenario, course, left.goal().unwrap_or(left.now()))
}
