//! From the panes on the page to what is saved of them, and back. This module uses no browser.

use super::format::{SavedPane, SavedScenario};
use crate::beside::{Placed, linked};
use crate::session::Session;
use crate::share::Opened;
use faultline::compare::Side;
use faultline::patterns;
use faultline::scenario::Scenario;
use faultline::sim::time::Time;

/// What is saved of a session; and of the one in the right pane, with the side that is worked on and
/// whether faults go to both.
pub fn save(left: &Session, right: Option<(&Session, Side, bool)>) -> SavedScenario {
    let mut saved = SavedScenario::new(pane(left));
    saved.at_us = left.now().0;
    if let Some((right, active, both)) = right {
        saved.panes.push(pane(right));
        saved.active = (active == Side::B).into();
        saved.faults_to_both = both;
    }
    saved
}

fn pane(session: &Session) -> SavedPane {
    let document = session.document();
    SavedPane {
        scenario: document.to_text(),
        branch: document.course_name(session.course()).into(),
    }
}

/// Opens what was saved. Where the right pane cannot be opened, the left one is, and a sentence says so.
pub fn open(saved: &SavedScenario) -> Result<Opened, String> {
    let left = saved.panes.first().ok_or("There is no scenario")?;
    let scenario = Scenario::parse(&left.scenario, patterns::ALL).map_err(|it| it.to_string())?;
    let course = scenario.find(&left.branch).unwrap_or_default();
    let session = Session::open_course(scenario, course, Time(saved.at_us))?;
    let right = saved.panes.get(1).map(|right| {
        let right = linked::open_course(&right.scenario, Some(&right.branch), &session)?;
        let here = if saved.active == 1 { Side::B } else { Side::A };
        let both = saved.faults_to_both;
        Ok((Placed { session: right, here, both, stamp: None }, None))
    });
    let mut opened = Opened::quiet(session);
    opened.beside(right.transpose());
    Ok(opened)
}
