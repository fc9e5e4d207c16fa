//! The interesting moments about the cursor: where the buttons and automatic slow motion find them.

use crate::pane::Pane;
use kernel::time::Time;
use view::timeline::Moment;
use view::{situation, timeline};

/// No more moments are looked through.
const MOST: usize = 400;

/// A moment beside the cursor, in words.
pub struct Nearby {
    /// When.
    pub at: Time,
    /// What.
    pub words: String,
}

impl Pane {
    /// The interesting moments before and after the cursor.
    pub fn nearby(&self) -> [Option<Nearby>; 2] {
        let frame = self.session.frame();
        let roles: Vec<u8> = frame.nodes.iter().map(|node| node.role).collect();
        let actions = &self.session.scenario().setup.actions;
        let told = |moment: &Moment| Nearby {
            at: moment.at,
            words: timeline::sentence(
                moment,
                self.session.info(),
                &roles,
                &self.names,
                actions,
                &frame.properties,
            ),
        };
        let [before, after] = self.interesting();
        [before.map(|it| told(&it)), after.map(|it| told(&it))]
    }

    /// The same as they are.
    pub fn interesting(&self) -> [Option<Moment>; 2] {
        let now = self.session.now();
        let roles: Vec<u8> = self.session.frame().nodes.iter().map(|node| node.role).collect();
        let told = |moment: &&Moment| situation::is_worth_saying(moment, &roles);
        let moments = self.timeline.moments();
        let past = moments.partition_point(|moment| moment.at < now);
        let ahead = past + moments[past..].partition_point(|moment| moment.at <= now);
        let before = moments[..past].iter().rev().take(MOST).find(told);
        let after = moments[ahead..].iter().take(MOST).find(told);
        [before.copied(), after.copied()]
    }
}
