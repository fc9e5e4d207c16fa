//! The title and the note of a shrunk scenario: which property is violated, and why.

use crate::violation::Violation;
use kernel::time::{Span, Time};
use scenario::{Scenario, limits};

/// The scenario with title and note, ending at a round time after the violation.
pub fn captioned(scenario: &Scenario, violation: &Violation) -> Scenario {
    let mut captioned = scenario.clone();
    let title = match scenario.setup.without.as_slice() {
        [] => format!("Violated: {}", violation.name),
        without => format!("Without {}, violated: {}", without.join(" and "), violation.name),
    };
    captioned.title = cut(&title, limits::TITLE_CHARS);
    // A violation stays, so that the end can be a round time after it.
    let at = round_up(violation.at);
    captioned.until = at;
    // If the reason does not make a valid note, the title alone has to do.
    let _ = captioned.note(at, violation.node, &cut(&violation.why, limits::NOTE_CHARS));
    captioned
}

/// The next whole tenth of a second.
fn round_up(at: Time) -> Time {
    let tenth = Span::millis(100).0;
    Time(at.0.div_ceil(tenth) * tenth).min(limits::UNTIL)
}

/// At most so many characters.
fn cut(text: &str, chars: usize) -> String {
    if text.chars().count() <= chars {
        return text.into();
    }
    let kept: String = text.chars().take(chars - 1).collect();
    format!("{kept}…")
}
