//! Two sides in a link: the left one is the link's own scenario, the right one is packed like a link within it.

use super::Placed;
use crate::app::App;
use crate::session::Session;
use crate::share;
use faultline::compare::Side;
use faultline::patterns;
use faultline::scenario::link::{LinkError, Stamp, With};
use faultline::scenario::{Course, Scenario};

impl App {
    /// A link to the left side, with the right one in it if there is one; where it leads to this
    /// moment, with what that one has come to.
    pub(crate) fn with_beside(&mut self, fragment: String, now: bool) -> Result<String, LinkError> {
        let left = self.desk.session.now();
        let Some(pair) = &mut self.beside.pair else { return Ok(fragment) };
        let desk = if pair.here == Side::B { &mut self.desk } else { &mut pair.other };
        let right = &mut desk.session;
        // On its way it has come to nothing yet.
        let digest = (now && right.goal().is_none() && right.now() == left).then(|| right.settle());
        let (text, branch) = (right.document().to_text(), share::number_of(right.course()));
        With { text, branch, digest }.add_to(&fragment)
    }

    /// Works on the left side: a link's moment and what is selected in it are that one's.
    pub(crate) fn turn_left(&mut self) {
        if self.here() == Side::B {
            self.turn();
        }
    }
}

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
        None => (stamp.and_then(|stamp| share::doubt(stamp, session.settle())), None),
    };
    Ok(Some((Placed { session, here: Side::A, both: true, stamp }, doubt)))
}

/// Opens the scenario of the right side at the moment of the left one.
pub fn open_course(text: &str, branch: Option<&str>, left: &Session) -> Result<Session, String> {
    let scenario = Scenario::parse(text, patterns::ALL).map_err(|error| error.to_string())?;
    let course = branch.map_or(Ok(Course::Trunk), |word| scenario.find(word))?;
    Session::open_course(scenario, course, left.goal().unwrap_or(left.now()))
}
