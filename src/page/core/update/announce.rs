//! Says aloud what is interesting while the run plays.

use crate::model::Model;
use view::situation::is_worth_saying;
use view::{text, timeline};

/// Nothing more is said for so long: one sentence is read out in about that time.
const BREATH_MS: f64 = 2_500.0;

/// More than this many things at once are counted.
const AT_ONCE: usize = 2;

impl Model {
    /// Says what has become interesting since something was said last; true if there is something.
    pub fn announce(&mut self, stamp_ms: f64) -> bool {
        let (position, edition) =
            (self.panes.active().session.frame().records, self.panes.active().session.edition());
        let announced = &mut self.panels.announced;
        // Whoever went back, or elsewhere, hears what comes from there on.
        let from = announced.position;
        if announced.edition != edition || position < from || self.panels.shelf.silent {
            (announced.edition, announced.position) = (edition, position);
            return false;
        }
        if stamp_ms - announced.at_ms < BREATH_MS {
            return false;
        }
        announced.position = position;
        let moments = self.panes.active().timeline.moments();
        let since = moments.partition_point(|it| it.record < from);
        let until = moments.partition_point(|it| it.record < position);
        let session = &self.panes.active().session;
        let frame = session.frame();
        let roles: Vec<u8> = frame.nodes.iter().map(|node| node.role).collect();
        let moments = moments.get(since..until).unwrap_or_default();
        let worth: Vec<_> = moments.iter().filter(|it| is_worth_saying(it, &roles)).collect();
        let Some(last) = worth.last() else { return false };
        let sentence = |moment: &&timeline::Moment| {
            let actions = &session.scenario().setup.actions;
            let (info, names) = (session.info(), &self.panes.active().names);
            timeline::sentence(moment, info, &roles, names, actions, &frame.properties)
        };
        let told = worth.iter().skip(worth.len().saturating_sub(AT_ONCE)).map(sentence);
        let told: Vec<String> = told.collect();
        let before = match worth.len().saturating_sub(AT_ONCE) {
            0 => String::new(),
            before => format!("{before} more, then "),
        };
        self.panels.announced.words =
            format!("{}: {before}{}", text::clock(last.at), told.join("; "));
        self.panels.announced.at_ms = stamp_ms;
        true
    }
}
