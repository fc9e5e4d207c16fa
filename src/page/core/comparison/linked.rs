//! Two sides in a link: the left one is the link's own scenario, the right one is packed like a link within it.

use crate::comparison::Placed;
use crate::session::Session;
use crate::share::stamp;
use compare::Side;

use scenario::link::{Stamp, With};
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

/// Opens the scenario of the right side at the moment of the left one.
pub fn open_course(text: &str, branch: Option<&str>, left: &Session) -> Result<Session, String> {
    let scenario = Scenario::parse(text, catalogue::ALL).map_err(|error| error.to_string())?;
    let course = branch.map_or(Ok(Course::Trunk), |word| scenario.find(word))?;
    Session::open_course(scenario, course, left.goal().unwrap_or(left.now()))
}
