//! Two sides in a link: the left one is the link's own scenario, the right one stands beside it.

use crate::app::App;
use crate::notices::Notice;
use crate::session::Session;
use crate::{browser, share};
use faultline::compare::Side;
use faultline::patterns;
use faultline::scenario::link::{LinkError, With};
use faultline::scenario::{Course, Scenario};

impl App {
    /// A link to the left side, with the right one in it if there is one.
    pub(crate) fn with_beside(&self, fragment: String) -> Result<String, LinkError> {
        let right = self.beside.pair.as_ref().and(self.desk_on(Side::B));
        let Some(right) = right.map(|desk| &desk.session) else { return Ok(fragment) };
        let with =
            With { text: right.document().to_text(), branch: share::number_of(right.course()) };
        with.add_to(&fragment)
    }

    /// Works on the left side: a link's moment and what is selected in it are that one's.
    pub(crate) fn turn_left(&mut self) {
        if self.here() == Side::B {
            self.turn();
        }
    }

    /// Puts beside what the link in the address bar has for the right side.
    pub(crate) fn open_linked(&mut self) {
        let Some(fragment) = browser::fragment().filter(|_| self.linked) else { return };
        let opened = match With::read(&fragment) {
            Ok(None) => return,
            Ok(Some(with)) => open(&with, &self.desk.session),
            Err(error) => Err(error.to_string()),
        };
        match opened {
            Ok(session) => self.put_beside(session, true),
            Err(sentence) => {
                self.say(Notice::alert(format!("What stands beside cannot be opened: {sentence}")));
            }
        }
    }
}

fn open(with: &With, left: &Session) -> Result<Session, String> {
    let scenario = Scenario::parse(&with.text, patterns::ALL).map_err(|error| error.to_string())?;
    let course = with.branch.as_deref().map_or(Ok(Course::Trunk), |word| scenario.find(word))?;
    Session::open_course(scenario, course, left.goal().unwrap_or(left.now()))
}
