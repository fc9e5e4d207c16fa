//! What the sagas are about: the services, in the order of the steps, and what a step does in each.
//! Words and amounts only; the protocol is the same for both.

use pattern::prelude::*;

choices! {
    /// What the sagas are about.
    pub enum Model {
        Trip = "trip";
        Order = "order";
    }
}

impl Model {
    /// The services, in the order of the steps.
    pub fn services(self) -> &'static [Service] {
        match self {
            Model::Trip => TRIP,
            Model::Order => ORDER,
        }
    }

    /// The set that clients' sagas are added to in the history.
    pub fn key(self) -> u8 {
        match self {
            Model::Trip => b't',
            Model::Order => b'o',
        }
    }
}

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

const TRIP: &[Service] = &[
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

const ORDER: &[Service] = &[
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
