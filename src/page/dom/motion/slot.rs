//! A slot of the motion layer: the element that stands for a message in flight, and for another
//! one after that.
//!
//! Every attribute that is written costs more than moving does. So a slot keeps what its messages
//! have in common, the look of their kind, and writes what only people at rest can read at rest.
//! Knows nothing of which messages there are.

use crate::dom::motion::parts::{Moment, Parts, own_transform};
use crate::dom::pointer::write_message;
use kernel::flights::Flight;
use kernel::ids::{MessageId, Names};
use page_core::shared::tone_class;
use pattern::declare::MessageKind;
use run::words;
use view::flight::Track;
use view::geometry::Point;
use view::{flight, glyphs, text};
use wasm_bindgen::JsCast;
use web_sys::{Element, SvgTransform};

/// An element for a message in flight.
pub(super) struct Slot {
    pub(super) element: Element,
    shape: Element,
    place: SvgTransform,
    turn: SvgTransform,
    angle: f64,
    /// Where it was moved to.
    pub(super) at: Point,
    /// What it looks like: a kind of message, and whether it is doomed. None if that is to be written.
    worn: Option<(&'static MessageKind, bool)>,
    hidden: bool,
    /// Whether it says by name which message it carries.
    named: bool,
    pub(super) track: Option<Track>,
    /// Whether it is the one to be reached by Tab, as written.
    pub(super) first: Option<bool>,
}

impl Slot {
    /// A free slot among the stage's messages.
    pub(super) fn new(parts: &Parts) -> Option<Slot> {
        let element = parts.element(&parts.flights, "g", "flight")?;
        element.set_attribute("role", "button").ok()?;
        element.set_attribute("aria-haspopup", "dialog").ok()?;
        let hit = parts.element(&element, "circle", "hit")?;
        hit.set_attribute("r", "15").ok()?;
        let aim = parts.element(&element, "circle", "aim")?;
        aim.set_attribute("r", "13").ok()?;
        let glyph = parts.element(&element, "g", "glyph")?;
        let shape = parts.element(&glyph, "path", "fill")?;
        Some(Slot {
            place: own_transform(&parts.svg, element.dyn_ref()?)?,
            turn: own_transform(&parts.svg, glyph.dyn_ref()?)?,
            angle: f64::NAN,
            at: Point::default(),
            worn: None,
            hidden: false,
            named: false,
            track: None,
            first: None,
            element,
            shape,
        })
    }

    /// Stands for this message from now on.
    pub(super) fn carry(&mut self, id: MessageId) {
        let _ = self.element.set_attribute("data-message-id", &write_message(id));
        if std::mem::take(&mut self.named) {
            let _ = self.element.remove_attribute("data-message");
            self.worn = None;
        }
        if std::mem::take(&mut self.hidden) {
            let _ = self.element.remove_attribute("display");
        }
        self.track = None;
    }

    /// Says which message it carries and its way, for those who read the page while nothing moves.
    /// While it moves it says its kind.
    pub(super) fn name(&mut self, id: MessageId, names: &Names) {
        if std::mem::replace(&mut self.named, true) {
            return;
        }
        let name = words::write_message(id, names);
        let _ = self.element.set_attribute("data-message", &name);
        if let Some((kind, _)) = self.worn {
            let label = format!("{} {}", kind.name, text::way(id.from, id.to, names));
            let _ = self.element.set_attribute("aria-label", &label);
        }
    }

    pub(super) fn hide(&mut self) {
        if !std::mem::replace(&mut self.hidden, true) {
            let _ = self.element.set_attribute("display", "none");
        }
    }

    pub(super) fn looks_like(&self, kind: &'static MessageKind) -> bool {
        self.worn.is_some_and(|(worn, doomed)| std::ptr::eq(worn, kind) && !doomed)
    }

    /// Takes on the look of a kind of message, unless it has it.
    pub(super) fn wear(&mut self, kind: Option<&'static MessageKind>, doomed: bool) {
        let Some(kind) = kind else { return };
        if self.worn.is_some_and(|worn| std::ptr::eq(worn.0, kind) && worn.1 == doomed) {
            return;
        }
        self.worn = Some((kind, doomed));
        let look = glyphs::glyph(kind.glyph);
        let tone = tone_class(kind.tone);
        let doomed = if doomed { " doomed" } else { "" };
        let _ = self.element.set_attribute("class", &format!("flight {tone}{doomed}"));
        let _ = self.element.set_attribute("data-kind", kind.name);
        // One that is named keeps its name: it is still the same message.
        if !self.named {
            let _ = self.element.set_attribute("aria-label", kind.name);
        }
        let _ = self.shape.set_attribute("d", look.path);
        let _ = self.shape.set_attribute("class", if look.filled { "fill" } else { "open" });
    }

    /// Moves to where the message is; `ahead` is how many are held before it on its way.
    pub(super) fn follow(&mut self, flight: &Flight, moment: &Moment, ahead: u32) {
        let track = self
            .track
            .get_or_insert_with(|| Track::of(moment.layout, flight.id.from, flight.id.to));
        let at = match flight.held {
            true => track.waiting(ahead),
            false => track.at(flight::progress(flight, moment.now.0 as f64)),
        };
        self.at = at;
        let _ = self.place.set_translate(at.x as f32, at.y as f32);
        if track.angle != self.angle {
            self.angle = track.angle;
            let _ = self.turn.set_rotate(track.angle as f32, 0.0, 0.0);
        }
    }
}
