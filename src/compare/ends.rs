//! What two runs come to: how properties stand, and what clients were told.

use super::union;
use run::Sim;
use run::frame::{Frame, PropertyFrame, Standing};

/// A property as it stands on both sides, none where a side's pattern does not have it.
pub type Standings = [Option<PropertyFrame>; 2];

/// A client's operation as it went on both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The client's name.
    pub client: String,
    /// The operation's number among this client's, from 1.
    pub number: usize,
    /// What the client asked and was told, in words; none where it did not get that far.
    pub sides: [Option<String>; 2],
}

/// The properties that do not stand alike at the moments of two frames.
pub fn standings(a: &Frame, b: &Frame) -> Vec<Standings> {
    let find = |frame: &Frame, id| frame.properties.iter().find(|it| it.id == id).cloned();
    let ours = a.properties.iter().map(|it| [Some(it.clone()), find(b, it.id)]);
    let theirs = b.properties.iter().filter(|it| find(a, it.id).is_none());
    let pairs = ours.chain(theirs.map(|it| [None, Some(it.clone())]));
    pairs
        .filter(|[a, b]| match (a, b) {
            (Some(a), Some(b)) => !alike(&a.standing, &b.standing),
            (Some(_), None) | (None, Some(_)) | (None, None) => true,
        })
        .collect()
}

/// Whether two standings are the same but for the numbers of records.
fn alike(a: &Standing, b: &Standing) -> bool {
    match (a, b) {
        (Standing::Broken(a), Standing::Broken(b)) => (a.at, &a.why) == (b.at, &b.why),
        (a, b) => a == b,
    }
}

/// The operations that went differently up to the cursors: asked otherwise, or answered otherwise.
pub fn answers(a: &dyn Sim, b: &dyn Sim) -> Vec<Answer> {
    let clients = union(a.names(), b.names()).into_iter();
    clients
        .flat_map(|client| {
            let [a, b] = [a, b].map(|sim| operations(sim, &client));
            let count = a.len().max(b.len());
            let pairs =
                (0..count).map(move |at| (at + 1, [a.get(at).cloned(), b.get(at).cloned()]));
            let different = pairs.filter(|(_, [a, b])| a != b);
            different
                .map(move |(number, sides)| Answer { client: client.clone(), number, sides })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// A client's operations up to the cursor, in words.
fn operations(sim: &dyn Sim, client: &str) -> Vec<String> {
    let known = sim.position();
    let of_client = sim.history().iter().filter(|operation| {
        operation.invoked.0 < known && sim.names().of(operation.client) == client
    });
    of_client
        .map(|operation| {
            let answer = operation.answer.as_ref().filter(|(record, _)| record.0 < known);
            match answer {
                Some((_, outcome)) => format!("{}: {outcome}", operation.call),
                None => format!("{}: no answer yet", operation.call),
            }
        })
        .collect()
}
