//! The state of the page, and what each command makes of it. Knows no browser.
//!
//! Events become a [`command::Command`]. [`update::update`] changes the [`model::Model`] and returns the
//! [`effect::Effect`]s that the browser has to carry out. All modules form a tree of imports without circles:
//! commands know nothing of the state, the state knows nothing of [`update`].

pub mod arrival;
pub mod command;
pub mod comparison;
pub mod docs;
pub mod effect;
pub mod embed;
pub mod gallery;
pub mod history;
pub mod journey;
pub mod keep;
pub mod keys;
pub mod model;
pub mod notes;
pub mod notices;
pub mod onboarding;
pub mod opening;
pub mod pane;
pub mod panels;
pub mod panes;
pub mod playback;
pub mod present;
pub mod search;
pub mod session;
pub mod settings;
pub mod share;
pub mod shared;
pub mod stage;
pub mod timeline;
pub mod until;
pub mod update;
