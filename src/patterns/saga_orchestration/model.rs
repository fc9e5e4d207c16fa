//! What the sagas are about: the services, in the order of the steps, and what a step does in each.
//! Words and amounts only; the protocol is the same for both.

/// A service, its step and its compensation.
#[derive(Debug)]
pub struct Service {
    /// What it is called, in at most six characters.
    pub word: &'static str,
    /// Its step.
    pub step: &'static str,
    /// Its compensation.
    pub undo: &'static str,
    /// What its ledger is about.
    pub ledger: &'static str,
    /// What a step adds there; its compensation takes it back.
    pub amount: i64,
    /// What there is at the start.
    pub start: i64,
    /// What is written before a balance.
    pub before: &'static str,
    /// What is written after it.
    pub after: &'static str,
}

/// Books a trip.
pub const TRIP: &[Service] = &[
    Service {
        word: "flight",
        step: "book a flight",
        undo: "cancel the flight",
        ledger: "seats",
        amount: -1,
        start: 50,
        before: "",
        after: " left",
    },
    Service {
        word: "hotel",
        step: "book a room",
        undo: "cancel the room",
        ledger: "rooms",
        amount: -1,
        start: 50,
        before: "",
        after: " left",
    },
    Service {
        word: "car",
        step: "book a car",
        undo: "cancel the car",
        ledger: "cars",
        amount: -1,
        start: 50,
        before: "",
        after: " left",
    },
];

/// Takes an order.
pub const ORDER: &[Service] = &[
    Service {
        word: "order",
        step: "create the order",
        undo: "cancel the order",
        ledger: "open orders",
        amount: 1,
        start: 0,
        before: "",
        after: " open",
    },
    Service {
        word: "pay",
        step: "charge $100",
        undo: "refund $100",
        ledger: "account",
        amount: -100,
        start: 5_000,
        before: "$ ",
        after: "",
    },
    Service {
        word: "stock",
        step: "reserve an item",
        undo: "release the item",
        ledger: "items",
        amount: -1,
        start: 50,
        before: "",
        after: " left",
    },
    Service {
        word: "notify",
        step: "confirm by mail",
        undo: "revoke by mail",
        ledger: "confirmations",
        amount: 1,
        start: 0,
        before: "",
        after: " valid",
    },
];

/// The models, in the order of [`NAMES`].
pub const ALL: &[&[Service]] = &[TRIP, ORDER];
/// Their names as a parameter has them.
pub const NAMES: &[&str] = &["trip", "order"];
