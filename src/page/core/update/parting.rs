//! Finds out where two panes part.

use std::rc::Rc;

use crate::comparison::parting::{Found, Parted};
use crate::model::Model;
use compare::{apart, compare};
use kernel::time::{Span, Time};

/// How far runs are compared at first. What lies further is compared when the cursor gets there.
const FIRST: Time = Time(30_000_000);
/// How much further then.
const AHEAD: Span = Span::secs(30);

impl Model {
    /// Whether the two have changed since they were compared, or were found alike and have gone
    /// beyond.
    pub fn parting_is_stale(&self) -> bool {
        let (Some(both), Some(pair)) = (self.panes.both(), &self.comparison.pair) else {
            return false;
        };
        let editions = both.map(|pane| pane.session.edition());
        let now = self.panes.active().session.now();
        let known = pair.parted.as_ref().filter(|it| it.editions == editions);
        known.is_none_or(|it| it.at().is_none() && it.until < now)
    }

    /// Finds out where the two part, if they have changed. True if it did.
    pub fn find_parting(&mut self) -> bool {
        if !self.parting_is_stale() {
            return false;
        }
        let now = self.panes.active().session.now();
        let Some(mut both) = self.panes.both_mut() else { return false };
        let ends = both.each_ref().map(|pane| pane.session.scenario().until);
        let until = FIRST.max(now + AHEAD).min(ends[0]).min(ends[1]);
        let [mut left, mut right] = both.each_mut().map(|pane| pane.session.sim().fork());
        let one_pattern = std::ptr::eq(left.info(), right.info());
        let found = if one_pattern {
            compare(&mut *left, &mut *right, until).map(|it| Found::Alike(Rc::new(it)))
        } else {
            let sought = left.seek(until).and_then(|()| right.seek(until));
            sought.map(|()| Found::Apart(apart(&*left, &*right)))
        };
        let editions = both.each_ref().map(|pane| pane.session.edition());
        let parted = Parted { editions, until, found: found.unwrap_or_else(Found::Failed) };
        let at = parted.at();
        both.into_iter().for_each(|pane| pane.mark_parting(at));
        self.comparison.pair.iter_mut().for_each(|pair| pair.parted = Some(parted.clone()));
        true
    }
}
