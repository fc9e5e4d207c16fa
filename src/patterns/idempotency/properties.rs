//! What idempotency promises: one effect, one response, one request to a key; and the two limits
//! that no server can do away with. Effects are seen in the ledger, responses at the clients.

use super::message::{Amount, ChargeNumber, Payment};
use super::store::Charge;
use super::{Idempotency, Node};
use kernel::ids::{NodeId, RecordId};
use kernel::table::Table;
use kernel::time::Span;
use kernel::verdicts::Verdict;
use pattern::declare::{Check, Cluster, Promise, Property};

/// All promises, in the order in which they are shown.
pub const ALL: &[Property<Idempotency>] = &[
    Property {
        id: "effect-once",
        name: "A payment takes effect at most once",
        source: "RFC 9110, 9.2.2; Leach 2017",
        promise: Promise::Made,
        check: Check::Always(effect_once),
    },
    Property {
        id: "same-response",
        name: "A retry gets the response that the first request got",
        source: "IETF draft Idempotency-Key, 2.6: enforcement",
        promise: Promise::Made,
        check: Check::Always(same_response),
    },
    Property {
        id: "one-request",
        name: "A key stands for one request",
        source: "IETF draft Idempotency-Key, 2.4: fingerprint",
        promise: Promise::Made,
        check: Check::Always(one_request),
    },
    Property {
        id: "payments-answered",
        name: "Every payment is answered in the end",
        source: "Leach 2017: failures are safe to retry",
        promise: Promise::Made,
        check: Check::Eventually { happened, awaited, within },
    },
    Property {
        id: "unkeyed-once",
        name: "A POST or PATCH without a key takes effect once",
        source: "RFC 9110, 9.2.2: methods that are not idempotent",
        promise: Promise::Limit(
            "Without a key nothing tells a retry from another payment of the same amount.",
        ),
        check: Check::Always(unkeyed_once),
    },
    Property {
        id: "once-for-ever",
        name: "A key is remembered for ever",
        source: "IETF draft Idempotency-Key, 2.3: validity and expiry",
        promise: Promise::Limit(
            "Keys are forgotten after their time to live; a retry that comes later is a new \
             request.",
        ),
        check: Check::Always(once_for_ever),
    },
];

/// What the checks remember of the run.
#[derive(Clone, Debug, Default, Hash)]
pub struct Audit {
    effects: Effects,
    unkeyed: Effects,
    renewed: Effects,
    responses: Responses,
    requests: Table<NodeId, u32>,
}

/// How much of the ledger was looked at, and which charge was the first for each payment and
/// generation of its key.
#[derive(Clone, Debug, Default, Hash)]
struct Effects {
    seen: u32,
    first: Table<(Payment, u16), RecordId>,
}

/// How many receipts of each client were looked at, and the first one for each payment.
#[derive(Clone, Debug, Default, Hash)]
struct Responses {
    seen: Table<NodeId, u32>,
    first: Table<(Payment, Amount), (ChargeNumber, RecordId)>,
}

/// After the store's events: whatever the requests carried, it was one effect; a key that was
/// forgotten counts anew.
fn effect_once(
    rules: &Idempotency,
    audit: &mut Audit,
    cluster: &Cluster<Idempotency>,
    id: NodeId,
) -> Verdict {
    if !rules.keyed() && !rules.method().idempotent() {
        // Nobody could.
        return Ok(());
    }
    again(rules, &mut audit.effects, cluster, id)
}

/// After the store's events, where nothing is sent that would tell a retry.
fn unkeyed_once(
    rules: &Idempotency,
    audit: &mut Audit,
    cluster: &Cluster<Idempotency>,
    id: NodeId,
) -> Verdict {
    if rules.keyed() || rules.method().idempotent() {
        return Ok(());
    }
    again(rules, &mut audit.unkeyed, cluster, id)
}

/// After the store's events: no payment takes effect under a key that had been forgotten.
fn once_for_ever(
    rules: &Idempotency,
    audit: &mut Audit,
    cluster: &Cluster<Idempotency>,
    id: NodeId,
) -> Verdict {
    for charge in news(rules, &mut audit.renewed.seen, cluster, id) {
        if charge.generation > 0 {
            let first = audit.renewed.first.get(&(charge.payment, 0)).copied();
            let why =
                format!("payment {} was charged again: its key was forgotten", charge.payment);
            return cluster.suspect_since(why, first);
        }
        audit.renewed.first.insert((charge.payment, 0), cluster.record);
    }
    Ok(())
}

/// Whether a charge since the last look is for what was charged before.
fn again(
    rules: &Idempotency,
    memory: &mut Effects,
    cluster: &Cluster<Idempotency>,
    id: NodeId,
) -> Verdict {
    for charge in news(rules, &mut memory.seen, cluster, id) {
        let which = (charge.payment, charge.generation);
        if let Some(first) = memory.first.insert(which, cluster.record) {
            let why = format!("payment {} was charged a second time", charge.payment);
            return cluster.suspect_since(why, Some(first));
        }
    }
    Ok(())
}

/// The charges since the last look; none after another node's event.
fn news<'a>(
    rules: &Idempotency,
    seen: &mut u32,
    cluster: &'a Cluster<Idempotency>,
    id: NodeId,
) -> &'a [Charge] {
    if id != rules.store() {
        return &[];
    }
    let ledger = &cluster.disk(id).books.ledger;
    let before = std::mem::replace(seen, ledger.len() as u32);
    ledger.get(before as usize..).unwrap_or_default()
}

/// After a client's events: who asks for what was asked for before is told of the same charge.
fn same_response(
    rules: &Idempotency,
    audit: &mut Audit,
    cluster: &Cluster<Idempotency>,
    id: NodeId,
) -> Verdict {
    let Some(receipt) = new_receipt(rules, &mut audit.responses.seen, cluster, id) else {
        return Ok(());
    };
    let which = (receipt.payment, receipt.amount);
    let Some((first, record)) = audit.responses.first.get(&which).copied() else {
        audit.responses.first.insert(which, (receipt.charge, cluster.record));
        return Ok(());
    };
    let ledger = &cluster.disk(rules.store()).books.ledger;
    let number = receipt.charge;
    let renewed = number > 0 && ledger[number as usize - 1].generation > 0;
    if number == first || renewed {
        return Ok(());
    }
    let (name, payment) = (cluster.name(id), receipt.payment);
    let why = format!("{name} is told of charge {number} for {payment}, which was charge {first}");
    cluster.suspect_since(why, Some(record))
}

/// After a client's events: the payment that it is told of is the one it asked for.
fn one_request(
    rules: &Idempotency,
    audit: &mut Audit,
    cluster: &Cluster<Idempotency>,
    id: NodeId,
) -> Verdict {
    let Some(receipt) = new_receipt(rules, &mut audit.requests, cluster, id) else {
        return Ok(());
    };
    let books = &cluster.disk(rules.store()).books;
    let charged = match receipt.charge {
        0 => books.charge(receipt.payment).map(|(_, amount)| amount),
        number => books.ledger.get(number as usize - 1).map(|charge| charge.amount),
    };
    match charged {
        Some(charged) if charged != receipt.amount => {
            let (name, asked) = (cluster.name(id), receipt.amount);
            let why = format!("{name} is told that ${asked} are paid, and ${charged} were charged");
            cluster.suspect(why)
        }
        Some(_) | None => Ok(()),
    }
}

/// The receipt that a client has got with this event, if payments carry something to know them by.
fn new_receipt(
    rules: &Idempotency,
    seen: &mut Table<NodeId, u32>,
    cluster: &Cluster<Idempotency>,
    id: NodeId,
) -> Option<super::client::Receipt> {
    let Some(Node::Client(client)) = cluster.node(id).filter(|_| rules.keyed()) else {
        return None;
    };
    let before = seen.insert(id, client.receipts).unwrap_or_default();
    client.last.filter(|_| client.receipts > before)
}

fn happened(rules: &Idempotency, _: &Audit, cluster: &Cluster<Idempotency>) -> bool {
    waiting(rules, cluster).is_none()
}

fn awaited(rules: &Idempotency, _: &Audit, cluster: &Cluster<Idempotency>) -> String {
    let Some((id, payment, attempt)) = waiting(rules, cluster) else { return String::new() };
    let name = cluster.name(id);
    let made = cluster.disk(rules.store()).books.charge(payment).is_some();
    let made = if made { "is made" } else { "is not made" };
    format!("{name} asks for payment {payment} the {attempt}. time; it {made}")
}

/// How long it may take: a claim runs out, and a few attempts later the payment is made.
fn within(rules: &Idempotency) -> Span {
    let attempt = rules.request_timeout.0 + rules.retry_after.0 + rules.processing.0;
    Span(rules.lock_timeout.0 * 2 + attempt * 6 + rules.store_timeout.0 * 2)
}

/// The first client that waits for an answer that counts, for which payment, and its attempts.
fn waiting(rules: &Idempotency, cluster: &Cluster<Idempotency>) -> Option<(NodeId, Payment, u32)> {
    (0..rules.clients).map(NodeId).find_map(|id| {
        let Some(Node::Client(client)) = cluster.node(id) else { return None };
        let waiting = client.waiting.as_ref().filter(|waiting| cluster.counts(waiting.op))?;
        Some((id, waiting.payment, waiting.attempt))
    })
}
