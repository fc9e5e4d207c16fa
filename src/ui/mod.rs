//! The page: gestures become actions of a scenario, moments of its run become SVG.
//!
//! [`session`] is the document, [`playback`] the clock, [`stage::picture`] what the stage shows
//! besides the run; they know no browser. [`app`] holds them, [`conduct`] carries out what the
//! user does, the components draw. [`motion`] alone writes what moves with every frame.

pub mod api;
pub mod app;
pub mod arrival;
pub mod bar;
pub mod browser;
pub mod chart;
pub mod command;
pub mod conduct;
pub mod help;
pub mod keys;
pub mod log;
pub mod motion;
pub mod notices;
pub mod opening;
pub mod panels;
pub mod parts;
pub mod playback;
pub mod session;
pub mod share;
pub mod share_box;
pub mod stage;
pub mod storage;
pub mod theme;
pub mod time;
