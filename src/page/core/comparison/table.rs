//! What the Compare tab shows of two sides.

use crate::comparison::parting::Parted;
use crate::pane::Pane;
use compare::Side;
use compare::figures::{Figure, Tally};
use kernel::time::Time;
use scenario::Difference;
use std::rc::Rc;

/// What the panel shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// What the sides are called.
    pub names: [String; 2],
    /// What they differ in from the start.
    pub settings: Vec<Difference>,
    /// What they come to.
    pub figures: Vec<Figure>,
    /// Where they part.
    pub parted: Option<Parted>,
    /// The cursor's time.
    pub now: Time,
    /// The side that is worked on.
    pub here: Side,
}

/// Counts what is new on a side; from the start where its run is another one or went back.
pub fn count((edition, tally): &mut (u32, Tally), desk: &mut Pane) {
    let frame = Rc::clone(desk.session.frame());
    if *edition != desk.session.edition() || !tally.is_behind(frame.records) {
        (*edition, *tally) = (desk.session.edition(), Tally::default());
    }
    tally.extend(desk.session.sim(), &frame);
}

/// What both sides come to.
pub fn counted(sides: [(&mut Pane, &Tally); 2]) -> Vec<Figure> {
    let [left, right] = sides;
    let frames = [Rc::clone(left.0.session.frame()), Rc::clone(right.0.session.frame())];
    let one = (&*left.0.session.sim(), &*frames[0], left.1);
    let two = (&*right.0.session.sim(), &*frames[1], right.1);
    compare::figures::figures([one, two])
}
