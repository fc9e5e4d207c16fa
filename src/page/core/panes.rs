//! The panes of the page: one, or two that are compared. One of them is active: panels, menus and the
//! bar are about it.

use crate::pane::Pane;
use compare::Side;

/// One pane or two, from the left, and which of them is active.
pub struct Panes {
    list: Vec<Pane>,
    active: usize,
}

impl Panes {
    /// A single pane.
    pub fn new(pane: Pane) -> Panes {
        Panes { list: vec![pane], active: 0 }
    }

    /// Whether there are two.
    pub fn are_two(&self) -> bool {
        self.list.len() > 1
    }

    /// The side of the active pane. A single pane is on the left.
    pub fn side(&self) -> Side {
        if self.active == 0 { Side::A } else { Side::B }
    }

    /// The active pane.
    pub fn active(&self) -> &Pane {
        &self.list[self.active]
    }

    /// The active pane, to be changed.
    pub fn active_mut(&mut self) -> &mut Pane {
        &mut self.list[self.active]
    }

    /// The pane that is not active.
    pub fn other(&self) -> Option<&Pane> {
        self.on(self.side().other())
    }

    /// The pane that is not active, to be changed.
    pub fn other_mut(&mut self) -> Option<&mut Pane> {
        self.on_mut(self.side().other())
    }

    /// The pane on a side.
    pub fn on(&self, side: Side) -> Option<&Pane> {
        self.list.get(side.index())
    }

    /// The pane on a side, to be changed.
    pub fn on_mut(&mut self, side: Side) -> Option<&mut Pane> {
        self.list.get_mut(side.index())
    }

    /// All panes, from the left.
    pub fn iter(&self) -> impl Iterator<Item = &Pane> {
        self.list.iter()
    }

    /// All panes, from the left, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Pane> {
        self.list.iter_mut()
    }

    /// The left pane and the right one.
    pub fn both(&self) -> Option<[&Pane; 2]> {
        let [left, right] = self.list.as_slice() else { return None };
        Some([left, right])
    }

    /// The left pane and the right one, to be changed.
    pub fn both_mut(&mut self) -> Option<[&mut Pane; 2]> {
        let [left, right] = self.list.as_mut_slice() else { return None };
        Some([left, right])
    }

    /// The active pane and the other one, to be changed.
    pub fn active_and_other(&mut self) -> Option<(&mut Pane, &mut Pane)> {
        let active = self.active;
        let [left, right] = self.both_mut()?;
        Some(if active == 0 { (left, right) } else { (right, left) })
    }

    /// Makes the other pane the active one.
    pub fn turn(&mut self) {
        if self.are_two() {
            self.active = 1 - self.active;
        }
    }

    /// Goes on with the active pane alone; the other one is returned.
    pub fn close_other(&mut self) -> Option<Pane> {
        if !self.are_two() {
            return None;
        }
        let other = self.list.remove(1 - self.active);
        self.active = 0;
        Some(other)
    }

    /// Puts another pane beside the single one, on the side opposite to the one that this one gets.
    pub fn open_beside(&mut self, other: Pane, side: Side) {
        self.close_other();
        match side {
            Side::A => self.list.push(other),
            Side::B => self.list.insert(0, other),
        }
        self.active = side.index();
    }
}
