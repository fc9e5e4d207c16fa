//! A gesture recogniser: it maps pointer events in coordinates of the window to what they mean on
//! the stage. A pointer points at something, moves the stage, or pinches it.
//!
//! What a press on something does is decided by [`super::picture`].

#[cfg(test)]
mod tests;
use crate::command::pointer::{PointerInput, Press, Target};
use crate::stage::picture::Pointer;
use view::geometry::{Point, Rect, point, within};
use view::zoom::Zoom;

/// A pointer that moves less than this has not moved.
const SLACK: f64 = 8.0;

/// Pressed for so long, it asks for the menu.
const LONG_MS: f64 = 500.0;

/// How long a look takes to its place.
const GLIDE_MS: f64 = 160.0;

/// So many pixels of a turning wheel come nearer by a factor of e.
const WHEEL: f64 = 320.0;

/// The hand.
pub struct Gestures {
    zoom: Zoom,
    size: (f64, f64),
    /// The pointers that are down, and where.
    fingers: Vec<(i32, Point)>,
    doing: Doing,
    /// A finger that may come to be pressed for long, and since when.
    long: Option<(Press, Option<f64>)>,
    glide: Option<Glide>,
    /// Whether the key is held with which the main button pushes the stage; and whether it has
    /// been used for that.
    space: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Doing {
    Nothing,
    /// This pointer points at things of the picture.
    Pointing(i32),
    /// This pointer pushes the stage, unless it comes to no more than a tap on something.
    Pushing {
        id: i32,
        from: Point,
        tap: Option<Target>,
    },
    /// Two fingers.
    Pinching,
}

struct Glide {
    from: Zoom,
    to: Zoom,
    since_ms: Option<f64>,
}

impl Default for Gestures {
    /// No pointer is down, and the size of the stage is unknown.
    fn default() -> Gestures {
        Gestures {
            zoom: Zoom::FIT,
            size: (1.0, 1.0),
            fingers: Vec::new(),
            doing: Doing::Nothing,
            long: None,
            glide: None,
            space: None,
        }
    }
}

impl Gestures {
    /// How the stage is looked at.
    pub fn zoom(&self) -> Zoom {
        self.zoom
    }

    /// Whether the pointer pushes the stage.
    pub fn is_pushing(&self) -> bool {
        matches!(self.doing, Doing::Pushing { .. } | Doing::Pinching)
    }

    /// Whether the main button would push the stage.
    pub fn is_ready(&self) -> bool {
        self.space.is_some()
    }

    /// Whether an animation frame would change something.
    pub fn is_waiting(&self) -> bool {
        self.long.is_some() || self.glide.is_some()
    }

    /// Whatever is looked at has another size.
    pub fn resize(&mut self, size: (f64, f64)) {
        self.size = size;
        if self.zoom != Zoom::FIT {
            self.zoom = self.zoom.kept(size);
        }
    }

    /// Looks at all again, at once: there is something else to be seen.
    pub fn reset(&mut self) {
        (self.zoom, self.glide) = (Zoom::FIT, None);
    }

    /// Takes a new look, gliding there unless `still`.
    fn go(&mut self, to: Zoom, still: bool) {
        self.glide = None;
        if still {
            self.zoom = to;
        } else if to != self.zoom {
            self.glide = Some(Glide { from: self.zoom, to, since_ms: None });
        }
    }

    /// Where the look goes, or is.
    fn goal(&self) -> Zoom {
        self.glide.as_ref().map_or(self.zoom, |glide| glide.to)
    }

    /// Nearer, or farther away, about the middle.
    pub fn nearer(&mut self, factor: f64, still: bool) {
        let middle = point(self.size.0 / 2.0, self.size.1 / 2.0);
        self.go(self.goal().nearer(factor, middle, self.size), still);
    }

    /// All of the stage.
    pub fn fit(&mut self, still: bool) {
        self.go(Zoom::FIT, still);
    }

    /// Pushes the stage by a way of the window.
    pub fn push(&mut self, by: Point, still: bool) {
        self.go(self.goal().pushed(by, self.size), still);
    }

    /// Brings a rectangle of the window into it.
    pub fn show(&mut self, rect: Rect) {
        // At a look that fits, all can be seen.
        if self.zoom != Zoom::FIT {
            self.go(self.zoom.showing(rect, self.size), true);
        }
    }

    /// The key that makes the main button push goes down or up. True if it went up unused.
    pub fn hold_space(&mut self, down: bool) -> bool {
        if down {
            self.space = self.space.or(Some(false));
            return false;
        }
        self.space.take() == Some(false)
    }

    /// What the browser tells; the answer is what the picture is to know. `drawing` is whether
    /// fingers draw.
    pub fn feel(&mut self, raw: PointerInput, drawing: bool) -> Option<Pointer> {
        match raw {
            PointerInput::Down(press) => self.down(press, drawing),
            PointerInput::Move(id, at) => self.moved(id, at),
            PointerInput::Up(id, at) => self.lifted(id, Some(at)),
            PointerInput::Cancel(id) => self.lifted(id, None),
            PointerInput::Wheel { at, by, nearer } => {
                self.glide = None;
                self.zoom = match nearer {
                    true => self.zoom.nearer((-by.y / WHEEL).exp(), at, self.size),
                    false => self.zoom.pushed(by * -1.0, self.size),
                };
                None
            }
            PointerInput::Menu(target, at) => {
                (self.doing, self.long) = (Doing::Nothing, None);
                Some(Pointer::Menu(target, self.zoom.back(at)))
            }
        }
    }

    /// An animation frame: what a long press asks for.
    pub fn tick(&mut self, stamp_ms: f64) -> Option<Pointer> {
        if let Some(glide) = &mut self.glide {
            let since = *glide.since_ms.get_or_insert(stamp_ms);
            let share = within((stamp_ms - since) / GLIDE_MS, 0.0, 1.0);
            self.zoom = glide.from.towards(glide.to, 1.0 - (1.0 - share).powi(3));
            if share >= 1.0 {
                (self.zoom, self.glide) = (glide.to, None);
            }
        }
        let (press, since) = self.long.as_mut()?;
        let since = *since.get_or_insert(stamp_ms);
        if stamp_ms - since < LONG_MS {
            return None;
        }
        let pointer = Pointer::Menu(press.target, self.zoom.back(press.at));
        (self.doing, self.long) = (Doing::Nothing, None);
        Some(pointer)
    }

    fn down(&mut self, press: Press, drawing: bool) -> Option<Pointer> {
        let Press { id, touch, target, at, .. } = press;
        self.glide = None;
        self.fingers.retain(|it| it.0 != id);
        self.fingers.push((id, at));
        self.long = None;
        if self.fingers.len() > 1 {
            // A second finger pinches; what the first one held is let go of.
            let pointed = matches!(self.doing, Doing::Pointing(_));
            self.doing = Doing::Pinching;
            return pointed.then_some(Pointer::Cancel);
        }
        let pushes = press.button == 1 || (press.button == 0 && self.space.is_some());
        if pushes {
            self.space = self.space.map(|_| true);
            self.doing = Doing::Pushing { id, from: at, tap: None };
            return None;
        }
        if press.button != 0 {
            return None;
        }
        self.long = (!press.mouse).then_some((press, None));
        let movable = matches!(target, Target::Node(_) | Target::Crowd(_));
        if touch && !drawing && !movable {
            self.doing = Doing::Pushing { id, from: at, tap: Some(target) };
            return None;
        }
        self.doing = Doing::Pointing(id);
        Some(Pointer::Down(target, self.zoom.back(at), press.shift))
    }

    fn moved(&mut self, id: i32, at: Point) -> Option<Pointer> {
        if self.long.as_ref().is_some_and(|(press, _)| press.at.distance(at) > SLACK) {
            self.long = None;
        }
        // The mouse moves without being pressed, too.
        let place = self.fingers.iter().position(|it| it.0 == id)?;
        let before = self.fingers.clone();
        self.fingers[place].1 = at;
        match self.doing {
            Doing::Pointing(it) if it == id => Some(Pointer::Move(self.zoom.back(at))),
            Doing::Pushing { id: it, from, tap } if it == id => {
                if tap.is_some() && from.distance(at) <= SLACK {
                    self.fingers[place].1 = before[place].1;
                    return None;
                }
                self.doing = Doing::Pushing { id, from, tap: None };
                self.zoom = self.zoom.pushed(at - before[place].1, self.size);
                None
            }
            Doing::Pinching if place < 2 && before.len() > 1 => {
                let span = |it: &[(i32, Point)]| it[0].1.distance(it[1].1).max(1.0);
                let middle = |it: &[(i32, Point)]| it[0].1.towards(it[1].1, 0.5);
                let (from, to) = (middle(&before), middle(&self.fingers));
                let factor = span(&self.fingers) / span(&before);
                self.zoom = self.zoom.pushed(to - from, self.size).pinched(factor, to, self.size);
                None
            }
            Doing::Pointing(_) | Doing::Pushing { .. } | Doing::Pinching | Doing::Nothing => None,
        }
    }

    /// A pointer is released at a point, or taken away.
    fn lifted(&mut self, id: i32, at: Option<Point>) -> Option<Pointer> {
        self.long = None;
        let known = self.fingers.len();
        self.fingers.retain(|it| it.0 != id);
        let doing = std::mem::replace(&mut self.doing, Doing::Nothing);
        match (doing, at) {
            (Doing::Pointing(it), Some(at)) if it == id => Some(Pointer::Up(self.zoom.back(at))),
            (Doing::Pointing(it), None) if it == id => Some(Pointer::Cancel),
            (Doing::Pushing { id: it, tap, .. }, at) if it == id => {
                Some(Pointer::Tap(tap?, self.zoom.back(at?)))
            }
            (Doing::Pinching, _) => {
                if self.zoom.nearly_fits() {
                    self.zoom = Zoom::FIT;
                }
                if let Some((id, from)) = self.fingers.first().copied() {
                    self.doing = Doing::Pushing { id, from, tap: None };
                }
                None
            }
            // Another pointer than the one that does something.
            (doing, _) => {
                self.doing = if known > 0 { doing } else { Doing::Nothing };
                None
            }
        }
    }
}
