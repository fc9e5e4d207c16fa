//! What the two sides are called, and what their scenarios differ in.

use crate::pane::Pane;
use crate::session::Session;
use scenario::{Course, Difference, differences};

/// What a session is called: its title, or its pattern; with its branch, if it shows one.
pub fn name(session: &Session) -> String {
    let document = session.document();
    let title = match document.title.as_str() {
        "" => session.info().name,
        title => title,
    };
    match session.course() {
        Course::Trunk => title.into(),
        course => format!("{title}: {}", document.course_name(course)),
    }
}

/// What the two differ in from the start, the left one's value first.
pub fn settings(panes: [&Pane; 2]) -> Vec<Difference> {
    let [left, right] = panes.map(|pane| pane.session.scenario());
    let mut all = differences(left, right);
    all.retain(|it| it.what != "pattern");
    all
}
