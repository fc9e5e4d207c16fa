//! Leads to interesting moments, and slows time down around them.

use crate::effect::Effect;
use crate::model::Model;
use crate::playback::Pace;
use crate::settings;
use kernel::time::Time;

impl Model {
    /// Lets the clock take in where the cursor is between interesting moments; how the speed differed
    /// before.
    pub fn heed(&mut self) -> Pace {
        let before = self.playback.auto_pace();
        if self.playback.auto && self.playback.playing {
            let now = self.panes.active().session.now();
            let [last, next] =
                self.panes.active_mut().interesting().map(|it| it.map(|moment| moment.at));
            let notes = self.panes.active().session.scenario().notes.iter().map(|note| note.at);
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
        self.ask(Effect::Store(settings::PACE, if auto { "auto" } else { "even" }.into()));
    }

    /// Goes to the interesting moment before or after the cursor.
    pub fn leap(&mut self, forward: bool) {
        let moments = self.panes.iter().filter_map(|desk| desk.interesting()[usize::from(forward)]);
        let times = moments.map(|it| it.at);
        if let Some(at) = if forward { times.min() } else { times.max() } {
            self.seek(at);
        }
    }
}
