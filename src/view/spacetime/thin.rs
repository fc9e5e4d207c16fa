//! Which messages a space-time diagram shows where there are more than can be told apart.
//!
//! Signs of life go first, then some stand for the others, chosen by their records so that the same
//! ones stay when the picture is drawn anew. What led to the chosen event always stays.

use super::cone::{Cone, Tie};
use super::lanes::{Lane, rank};
use super::{Message, Source};
use crate::crowd::is_sample;
use kernel::ids::{NodeId, RecordId};
use pattern::declare::Glyph;

/// How many messages are shown at most, more or less: the picture is twice as long as what is seen.
const MOST: usize = 1_000;

/// The messages between these lanes that are shown, and a sentence on those that are not.
pub(super) fn thin(
    mut messages: Vec<Message>,
    source: Source,
    lanes: &[Lane],
    chosen: Option<&Cone>,
) -> (Vec<Message>, String) {
    let has_lane =
        |node: NodeId| lanes.binary_search_by_key(&rank(Some(node)), |it| rank(it.node)).is_ok();
    messages.retain(|it| has_lane(it.from) && has_lane(it.to));
    let is_quiet = |message: &Message| {
        let kind = source.info.messages.get(usize::from(message.kind));
        kind.is_some_and(|it| it.glyph == Glyph::Dot)
    };
    let quiet = messages.iter().filter(|it| is_quiet(it)).count();
    let loud = messages.len() - quiet;
    if messages.len() <= MOST {
        return (messages, String::new());
    }
    let loud_share = share(loud, MOST);
    let quiet_share = match MOST.saturating_sub(loud) {
        0 => 0,
        room => share(quiet, room),
    };
    let in_line = |id: u32| {
        let record = source.records.get(id as usize);
        chosen
            .zip(record)
            .is_some_and(|(cone, record)| matches!(cone.tie(id, record), Tie::Cause | Tie::Itself))
    };
    messages.retain(|message| {
        let share = if is_quiet(message) { quiet_share } else { loud_share };
        let sampled = share > 0 && is_sample(RecordId(message.sent), share);
        sampled || (in_line(message.sent) && message.end.is_some_and(|(id, ..)| in_line(id)))
    });
    let said = match (quiet_share, loud_share) {
        (_, 1) if quiet_share == 0 => "Signs of life are not shown.".into(),
        (_, 1) => format!("1 in {quiet_share} signs of life is shown."),
        (_, _) if quiet == 0 => format!("1 in {loud_share} messages is shown."),
        (_, _) => format!("1 in {loud_share} messages is shown, and no signs of life."),
    };
    (messages, said)
}

/// One of how many is shown: a power of two.
fn share(count: usize, room: usize) -> u32 {
    (count.div_ceil(room.max(1)).max(1) as u32).next_power_of_two()
}
