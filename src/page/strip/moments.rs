//! The interesting moments about the cursor: where the buttons and automatic slow motion find them.

use crate::app::App;
use crate::desk::Desk;
use crate::playback::Pace;
use crate::storage;
use faultline::sim::time::Time;
use faultline::view::situation;
use faultline::view::timeline::{self, Moment};

/// Where it is remembered that time slows down around interesting moments.
const KEPT: &str = "faultline.pace";
/// No more moments are looked through.
const MOST: usize = 400;

/// A moment beside the cursor, in words.
pub struct Nearby {
    /// When.
    pub at: Time,
    /// What.
    pub words: String,
}

/// Whether time slows down around interesting moments.
pub fn is_auto() -> bool {
    storage::read(KEPT).as_deref() == Some("auto")
}

impl Desk {
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

impl App {
    /// Lets the clock take in where the cursor is between interesting moments; how the speed differed
    /// before.
    pub fn heed(&mut self) -> Pace {
        let before = self.playback.auto_pace();
        if self.playback.auto && self.playback.playing {
            let now = self.desk.session.now();
            let [last, next] = self.desk.interesting().map(|it| it.map(|moment| moment.at));
            let notes = self.desk.session.scenario().notes.iter().map(|note| note.at);
            let (said, unsaid): (Vec<Time>, Vec<Time>) = notes.partition(|at| *at <= now);
            let last = last.into_iter().chain(said).max();
            let next = next.into_iter().chain(unsaid).min();
            self.playback.heed(now, (last, next));
        }
        before
    }

    /// Has time slow down around interesting moments, or not.
    pub fn set_auto(&mut self, auto: bool) {
        self.playback.auto = auto;
        self.playback.heed(Time::ZERO, (None, None));
        storage::write(KEPT, if auto { "auto" } else { "even" });
    }

    /// Goes to the interesting moment before or after the cursor.
    pub fn leap(&mut self, forward: bool) {
        let moments = self.desks().filter_map(|desk| desk.interesting()[usize::from(forward)]);
        let times = moments.map(|it| it.at);
        if let Some(at) = if forward { times.min() } else { times.max() } {
            self.seek(at);
        }
    }
}
