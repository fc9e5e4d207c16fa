//! What each service does for a request: its steps, in order.

use super::message::Work;
use super::{AUTH, CACHE, DATABASE, GATEWAY, REDIS, USER};

/// A step of a service's plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// To work itself.
    Work,
    /// To have another service do something.
    Call(u8, Work),
    /// The same, unless the cache knew the answer.
    CallOnMiss(u8, Work),
    /// The same; whoever asked need not wait for it, but for a safeguard.
    Fill(u8, Work),
}

/// The steps of a role.
pub fn steps(role: u8) -> &'static [Step] {
    match role {
        GATEWAY => {
            &[Step::Work, Step::Call(AUTH, Work::Authorize), Step::Call(USER, Work::Profile)]
        }
        AUTH => &[Step::Work, Step::Call(REDIS, Work::Session)],
        USER => &[
            Step::Work,
            Step::Call(CACHE, Work::Look),
            Step::CallOnMiss(DATABASE, Work::Query),
            Step::Fill(CACHE, Work::Fill),
        ],
        // They ask nobody.
        _ => &[Step::Work],
    }
}
