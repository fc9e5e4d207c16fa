//! The browser: carries out effects, and turns events into commands. Knows no view.

pub mod api;
pub mod browser;
pub mod docs;
pub mod embed;
pub mod files;
pub mod focus;
pub mod hint;
pub mod listen;
pub mod motion;
pub mod perfetto;
pub mod pointer;
pub mod screen;
pub mod slide;
pub mod storage;
pub mod table;
pub mod theme;
pub mod workers;
