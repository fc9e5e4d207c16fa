//! The views: they draw the model, and give commands.

pub mod bar;
pub mod comparison;
pub mod embed;
pub mod gallery;
pub mod guide;
pub mod help;
pub mod kept;
pub mod notes;
pub mod notices;
pub mod page;
pub mod panels;
pub mod parts;
pub mod present;
pub mod props;
pub mod search;
pub mod shapes;
pub mod share;
pub mod stage;
pub mod timeline;
pub mod until;
