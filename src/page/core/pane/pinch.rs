//! Fingers on the diagram: one drags it, two pinch it, and the one that stays drags on.

use crate::pane::Pane;
use crate::pane::timeline::LONGEST;
use view::geometry::Point;

impl Pane {
    /// A pointer is pressed. A second one lets go of what the first one drags.
    pub fn press(&mut self, id: i32, at: Point) {
        let strip = &mut self.strip;
        strip.fingers.retain(|it| it.0 != id);
        strip.fingers.push((id, at));
        strip.hovered = None;
        strip.held = (strip.fingers.len() == 1).then_some((at, strip.close, false));
    }

    /// A pointer moves, pressed or not.
    pub fn pinch_or_drag(&mut self, id: i32, at: Point) {
        let strip = &mut self.strip;
        let before = [0, 1].map(|place| strip.fingers.get(place).map(|it| it.1));
        if let Some(finger) = strip.fingers.iter_mut().find(|it| it.0 == id) {
            finger.1 = at;
        }
        let [Some(one), Some(other)] = before else { return self.drag_or_hover(at) };
        let [now, beside] = [self.strip.fingers[0].1, self.strip.fingers[1].1];
        let (from, to) = (one.towards(other, 0.5), now.towards(beside, 0.5));
        let Some(scene) = self.strip.scene.clone() else { return };
        let end = self.farthest();
        // What was under the fingers stays under them.
        let lengths = (from.x - to.x) / scene.width.max(1.0);
        self.strip.close = self.strip.close.panned(lengths).until(end);
        let times = one.distance(other).max(1.0) / now.distance(beside).max(1.0);
        self.strip.close = self.strip.close.zoomed(self.time_at(to.x), times, LONGEST);
        self.strip.loose = true;
    }

    /// A pointer is lifted. True if it was one of two: then the other one drags on.
    pub fn lift(&mut self, id: i32) -> bool {
        let strip = &mut self.strip;
        let known = strip.fingers.len();
        strip.fingers.retain(|it| it.0 != id);
        if known > 1 && strip.fingers.len() == 1 {
            strip.held = Some((strip.fingers[0].1, strip.close, true));
        }
        known > 1 && strip.fingers.len() < known
    }
}
