//! From a moment of a run to shapes: everything the page draws is measured and placed here.
//!
//! Pure functions of frames, declarations and the stage's size; floats are allowed because
//! nothing flows back into a run. Knows no Yew, no browser and no colours.
//!
//! * [`layout`] places nodes, islands and fault lines; [`formation`] fits groups into regions.
//! * [`links`] and [`flight`] say how links and messages run; [`glyphs`] and [`icons`] are shapes,
//!   [`legend`] says which of them occur.
//! * [`widgets`] makes logs, queues, tables and the like into [`shape`]s.
//! * [`diagram`] places a state machine.
//! * [`gesture`] says what a drag or a stroke means for the partition.
//! * [`series`] gathers what charts show, [`plot`] draws it.
//! * [`markdown`] reads what patterns are documented in.
//! * [`zoom`] says how near the stage is looked at.
//! * [`waterfall`] makes a tree of a trace, [`register`] a table of all events, [`history`] bars of
//!   what clients asked.
//! * [`situation`] puts a moment into sentences, [`contents`] what a node holds.
//! * [`timeline`] gathers lanes and interesting moments; [`scale`] is its axis.
//! * [`decimal`] writes lengths, [`text`] numbers and moments in few characters; [`svg`] a whole
//!   picture, [`still`] one of a scenario, [`film`] one that moves.

pub mod bubble;
pub mod captions;
pub mod contents;
pub mod crowd;
pub mod decimal;
pub mod diagram;
pub mod fault;
pub mod film;
pub mod flight;
pub mod formation;
pub mod forms;
pub mod geometry;
pub mod gesture;
pub mod ghosts;
pub mod glyphs;
pub mod history;
pub mod icons;
pub mod layout;
pub mod legend;
pub mod links;
pub mod markdown;
pub mod marks;
pub mod plan;
pub mod plot;
pub mod register;
pub mod scale;
pub mod series;
pub mod shape;
pub mod situation;
pub mod spacetime;
pub mod spells;
pub mod spots;
#[cfg(test)]
mod stand_in;
pub mod star;
pub mod still;
pub mod svg;
pub mod tally;
pub mod text;
pub mod tiers;
pub mod ties;
pub mod timeline;
pub mod waterfall;
pub mod widgets;
pub mod window;
pub mod zoom;
