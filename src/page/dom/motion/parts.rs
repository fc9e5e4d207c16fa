//! The elements that the components draw once and the motion layer moves.

use crate::dom::motion::captions::{Caption, Label};
use kernel::ids::{MessageId, Names};
use kernel::time::Time;
use page_core::pane::log::Death;
use pattern::declare::Info;
use run::frame::Frame;
use std::rc::Rc;
use view::decimal::decimal;
use view::geometry::Point;
use view::layout::Layout;
use view::scale::Scale;
use view::text;
use view::zoom::Zoom;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Node, SvgGraphicsElement, SvgTransform, SvgsvgElement};

/// A moment as the motion layer draws it.
pub struct Moment<'a> {
    /// The cursor's time.
    pub now: Time,
    /// What is between two happenings.
    pub frame: &'a Frame,
    /// Where everything stands.
    pub layout: &'a Rc<Layout>,
    /// How that is looked at.
    pub zoom: Zoom,
    /// What the pattern declares.
    pub info: &'a Info,
    /// The nodes' names.
    pub names: &'a Names,
    /// Messages that died within the span that their crosses stay.
    pub deaths: &'a [Death],
    /// How long a cross stays.
    pub cross_us: f64,
    /// Where times are on the timeline.
    pub scale: &'a Scale,
    /// Whether the run plays.
    pub playing: bool,
    /// Whether it passes so slowly that there is time to read.
    pub slow: bool,
    /// Whether the page says of itself where it is. While it plays, that is not for every frame.
    pub told: bool,
    /// The message to be labelled, and its label.
    pub label: Option<(MessageId, &'a str)>,
}

/// What the components draw once and the layer moves.
pub struct Parts {
    pub document: Document,
    pub root: Element,
    pub svg: SvgsvgElement,
    pub flights: Element,
    pub crosses: Element,
    pub words: Element,
    /// What is looked at, and the look that it shows.
    pub world: Element,
    pub looked: Zoom,
    /// The text of the time: writing into it is cheaper than putting another in its place.
    pub readout: Option<Node>,
    pub playhead: Option<SvgTransform>,
    pub passed: Option<SvgTransform>,
    pub timeline: Option<Element>,
    pub label: Option<Label>,
    /// Says that messages are sampled.
    pub sampled: Option<Element>,
    /// The time, the scale and the motion that the readouts show.
    pub written: Option<(Time, Scale, bool)>,
    /// The millisecond that the readout shows.
    pub read: Option<u64>,
}

pub struct Cross {
    pub element: Element,
    pub place: SvgTransform,
    pub shown: bool,
}

impl Parts {
    pub fn draw_look(&mut self, zoom: Zoom) {
        if self.looked != zoom {
            self.looked = zoom;
            let scale = decimal(zoom.scale, 4);
            let transform = format!("translate({}) scale({scale})", zoom.shift);
            let _ = self.world.set_attribute("transform", &transform);
        }
    }

    pub fn draw_clock(&mut self, moment: &Moment) {
        if moment.told {
            self.write_state(moment);
        }
        let written = Some((moment.now, *moment.scale, moment.playing));
        if self.written == written {
            return;
        }
        self.written = written;
        let millisecond = Some(moment.now.0 / 1_000);
        if let (Some(readout), true) = (&self.readout, self.read != millisecond) {
            readout.set_node_value(Some(&text::clock(moment.now)));
            self.read = millisecond;
        }
        let x = moment.scale.x(moment.now).min(moment.scale.right) as f32;
        for place in [&self.playhead, &self.passed].into_iter().flatten() {
            let _ = place.set_translate(x, 0.0);
        }
        // Not while it plays: it would be read out without an end.
        if let (Some(timeline), false) = (&self.timeline, moment.playing) {
            let ms = moment.now.0 / 1_000;
            let seconds = format!("{}.{:03}", ms / 1_000, ms % 1_000);
            let _ = timeline.set_attribute("aria-valuenow", &seconds);
            let _ = timeline.set_attribute("aria-valuetext", &text::clock(moment.now));
        }
    }

    /// What tests wait for, and what assistive technology reads of the playhead.
    pub fn write_state(&self, moment: &Moment) {
        let root = &self.root;
        let _ = root.set_attribute("data-now-us", &moment.now.0.to_string());
        let _ = root.set_attribute("data-position", &moment.frame.records.to_string());
        let _ = root.set_attribute("data-digest", &format!("{:016x}", moment.frame.digest));
        let state = if moment.playing { "playing" } else { "paused" };
        let _ = root.set_attribute("data-state", state);
    }

    pub fn element(&self, parent: &Element, name: &str, class: &str) -> Option<Element> {
        let namespace = Some("http://www.w3.org/2000/svg");
        let element = self.document.create_element_ns(namespace, name).ok()?;
        element.set_attribute("class", class).ok()?;
        parent.append_child(&element).ok()?;
        Some(element)
    }

    pub fn caption(&self) -> Option<Caption> {
        let element = self.element(&self.words, "text", "caption")?;
        element.set_attribute("display", "none").ok()?;
        let place = own_transform(&self.svg, element.dyn_ref()?)?;
        Some(Caption { element, place, words: "" })
    }

    pub fn cross(&self) -> Option<Cross> {
        let element = self.element(&self.crosses, "path", "cross-mark")?;
        element.set_attribute("d", "M-5 -5L5 5M5 -5L-5 5").ok()?;
        let place = own_transform(&self.svg, element.dyn_ref()?)?;
        Some(Cross { element, place, shown: true })
    }
}

impl Cross {
    pub fn show(&mut self, at: Point, opacity: f64) {
        let _ = self.place.set_translate(at.x as f32, at.y as f32);
        let _ = self.element.set_attribute("opacity", &decimal(opacity, 2).to_string());
        self.shown = true;
    }

    pub fn hide(&mut self) {
        if self.shown {
            let _ = self.element.set_attribute("opacity", "0");
            self.shown = false;
        }
    }
}

/// A transform of the element that only this layer writes.
pub fn own_transform(svg: &SvgsvgElement, element: &SvgGraphicsElement) -> Option<SvgTransform> {
    let list = element.transform().base_val();
    list.initialize(&svg.create_svg_transform()).ok()
}

/// The text within an element, made if there is none.
pub fn text_of(element: &Element) -> Option<Node> {
    if element.first_child().is_none() {
        element.set_text_content(Some(" "));
    }
    element.first_child()
}
