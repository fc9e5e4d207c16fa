//! The motion layer: everything that moves with every animation frame.
//!
//! It owns the elements of messages in flight and of their deaths, and holds on to the timers'
//! rings, the playhead and the readouts, which the components draw once. On a frame it writes
//! only what differs, through cached transforms; elements are reused, so that the page does not
//! grow while a run goes on. What it writes, no component renders.

pub mod captions;
pub mod parts;
pub mod slot;
use crate::dom::motion::captions::{Captions, Label};
use crate::dom::motion::parts::{Cross, Moment, Parts, own_transform, text_of};
use crate::dom::motion::slot::Slot;
use kernel::ids::{MessageId, NodeId};
use pattern::declare::MessageKind;
use std::rc::Rc;
use view::captions::MOST;
use view::flight::Track;
use view::layout::Layout;
use view::zoom::Zoom;
use view::{crowd, flight};
use wasm_bindgen::JsCast;
use web_sys::{Element, SvgGraphicsElement, SvgsvgElement};

/// A ring is drawn in this many steps: less than a pixel each.
const RING_STEPS: u64 = 200;

/// How many crosses are shown at most.
const CROSSES: usize = 48;

/// The layer's elements.
#[derive(Default)]
pub struct Motion {
    parts: Option<Parts>,
    slots: Vec<Slot>,
    /// The messages that are shown: which, its slot, its place among the frame's. In the frame's
    /// order.
    used: Vec<(MessageId, usize, usize)>,
    /// One of how many is shown.
    share: u32,
    free: Vec<usize>,
    crosses: Vec<Cross>,
    /// The frame whose messages the slots carry, by its number of records and its edition.
    drawn: Option<(u32, u64)>,
    rings: Vec<Ring>,
    captions: Captions,
    /// The layout that the slots' tracks were made for.
    laid_out: Option<Rc<Layout>>,
}

struct Ring {
    node: NodeId,
    element: Element,
    /// The step written last.
    written: Option<u64>,
}

impl Motion {
    /// Takes hold of what the components have drawn. To be called when nodes came or went.
    /// `second` is whether it is the right one of two sides, whose elements have ids of their own.
    pub fn attach(&mut self, root: &Element, second: bool) {
        let Some(document) = root.owner_document() else { return };
        let find = |name: &str| {
            let selector = format!("#{name}{}", if second { "-2" } else { "" });
            root.query_selector(&selector).ok().flatten()
        };
        let svg = find("stage").and_then(|it| it.dyn_into::<SvgsvgElement>().ok());
        let (Some(svg), Some(flights), Some(crosses), Some(world), Some(words)) =
            (svg, find("flights"), find("crosses"), find("world"), find("captions"))
        else {
            return;
        };
        let transform = |name: &str| {
            let element = find(name)?.dyn_into::<SvgGraphicsElement>().ok()?;
            own_transform(&svg, &element)
        };
        let playhead = transform("playhead");
        // The page says of itself where it is; the right one of two sides says it of its own.
        let half = svg.closest(".half").ok().flatten().filter(|_| second);
        let label = transform("label").and_then(|place| {
            let element = find("label")?;
            let part = |name: &str| element.query_selector(name).ok().flatten();
            let (room, text) = (part("rect")?, part("text")?);
            let _ = element.set_attribute("display", "none");
            Some(Label { element, room, place, text, words: String::new() })
        });
        self.rings = Vec::new();
        words.set_text_content(None);
        self.captions = Captions::default();
        self.share = 0;
        if self.slots.is_empty() {
            // What another run has left behind.
            flights.set_text_content(None);
            crosses.set_text_content(None);
        }
        if let Ok(nodes) = svg.query_selector_all("[data-node]") {
            for index in 0..nodes.length() {
                let node = nodes.item(index).and_then(|it| it.dyn_into::<Element>().ok());
                let ring = node.as_ref().and_then(|it| it.query_selector(".ring").ok().flatten());
                let id = node.as_ref().and_then(|it| it.get_attribute("data-id"));
                let Some(node) = id.and_then(|id| id.parse().ok()).map(NodeId) else { continue };
                self.rings.extend(ring.map(|element| Ring { node, element, written: None }));
            }
        }
        self.parts = Some(Parts {
            readout: find("readout").and_then(|it| text_of(&it)),
            passed: transform("passed"),
            timeline: find("timeline"),
            sampled: find("sampled"),
            root: half.unwrap_or_else(|| root.clone()),
            label,
            written: None,
            read: None,
            playhead,
            document,
            svg,
            flights,
            crosses,
            words,
            // As it may be by now, so that it is written anew.
            looked: Zoom { scale: 0.0, ..Zoom::FIT },
            world,
        });
    }

    /// Forgets which messages are drawn: those of another run may be numbered alike.
    pub fn forget(&mut self) {
        for (_, index, _) in self.used.drain(..) {
            self.slots[index].hide();
            self.free.push(index);
        }
        self.drawn = None;
    }

    /// Draws a moment.
    pub fn draw(&mut self, moment: &Moment) {
        if self.parts.is_none() {
            return;
        }
        let key = (moment.frame.records, moment.frame.digest);
        if self.drawn != Some(key) {
            self.assign(moment);
            self.drawn = Some(key);
        }
        if !self.laid_out.as_ref().is_some_and(|layout| Rc::ptr_eq(layout, moment.layout)) {
            self.laid_out = Some(Rc::clone(moment.layout));
            self.slots.iter_mut().for_each(|slot| slot.track = None);
        }
        let mut held: Vec<(NodeId, NodeId)> = Vec::new();
        for (_, index, place) in &self.used {
            let flight = &moment.frame.flights[*place];
            let way = (flight.id.from, flight.id.to);
            let ahead = held.iter().filter(|it| **it == way).count() as u32;
            self.slots[*index].follow(flight, moment, ahead);
            if !moment.playing {
                self.slots[*index].name(flight.id, moment.names);
            }
            held.extend(flight.held.then_some(way));
        }
        self.draw_captions(moment);
        self.draw_label(moment);
        self.draw_crosses(moment);
        self.draw_rings(moment);
        self.offer_stops(moment);
        if let Some(parts) = &mut self.parts {
            parts.draw_look(moment.zoom);
            parts.draw_clock(moment);
        }
    }

    /// Gives every message in flight an element, and takes back those of messages that arrived.
    fn assign(&mut self, moment: &Moment) {
        let flights = &moment.frame.flights;
        let old = std::mem::take(&mut self.used);
        // Messages keep their order: each is found at or soon after the place of the one before.
        let mut kept = vec![false; old.len()];
        let mut from = 0;
        let shown = self.sample(moment);
        let find = |place: usize| {
            let id = flights[place].id;
            let ahead = old[from..].iter().position(|it| it.0 == id)?;
            from += ahead + 1;
            kept[from - 1] = true;
            Some(old[from - 1].1)
        };
        let found: Vec<Option<usize>> = shown.iter().copied().map(find).collect();
        let left = old.iter().zip(&kept).filter(|(_, kept)| !**kept);
        self.free.extend(left.map(|((_, index, _), _)| *index));
        for (place, found) in shown.into_iter().zip(found) {
            let flight = &flights[place];
            let kind = moment.info.messages.get(usize::from(flight.kind));
            let Some(index) = found.or_else(|| self.take(kind)).or_else(|| self.grow()) else {
                break;
            };
            let slot = &mut self.slots[index];
            if found.is_none() {
                slot.carry(flight.id);
            }
            // A message that was on its way when its link was cut looks different from then on.
            slot.wear(kind, flight.doom.is_some());
            self.used.push((flight.id, index, place));
        }
        // Only now: most of those that a message has left carry another already.
        for index in &self.free {
            self.slots[*index].hide();
        }
    }

    /// A free slot, rather one that looks like this kind of message already: every attribute that is
    /// written costs more than moving a message does.
    fn take(&mut self, kind: Option<&'static MessageKind>) -> Option<usize> {
        let alike = |index: &usize| kind.is_some_and(|it| self.slots[*index].looks_like(it));
        match self.free.iter().rposition(alike) {
            Some(at) => Some(self.free.swap_remove(at)),
            None => self.free.pop(),
        }
    }

    /// The messages to be shown, by their places in the frame: some stand for the others where
    /// there are more than anybody could follow, which the stage says.
    fn sample(&mut self, moment: &Moment) -> Vec<usize> {
        let flights = &moment.frame.flights;
        let seen = |place: &usize| {
            let id = flights[*place].id;
            flight::is_seen(moment.layout, id.from, id.to)
        };
        let mut shown: Vec<usize> = (0..flights.len()).filter(seen).collect();
        let share = crowd::share(shown.len(), self.share.max(1));
        if share > 1 {
            let label = moment.label.map(|(id, _)| id);
            shown.retain(|place| {
                let flight = &flights[*place];
                crowd::is_sample(flight.record, share) || label == Some(flight.id)
            });
        }
        if share != self.share
            && let Some(sampled) = self.parts.as_ref().and_then(|parts| parts.sampled.as_ref())
        {
            let words = if share > 1 { crowd::sampled(share) } else { String::new() };
            sampled.set_text_content(Some(&words));
        }
        self.share = share;
        shown
    }

    /// One more element.
    fn grow(&mut self) -> Option<usize> {
        let parts = self.parts.as_ref()?;
        self.slots.push(Slot::new(parts)?);
        Some(self.slots.len() - 1)
    }

    /// While the run stands still, messages can be reached by keyboard: the first by Tab, the
    /// others from there by arrows.
    fn offer_stops(&mut self, moment: &Moment) {
        if moment.playing {
            return;
        }
        for (nth, (_, index, _)) in self.used.iter().enumerate() {
            let slot = &mut self.slots[*index];
            if slot.first != Some(nth == 0) {
                slot.first = Some(nth == 0);
                let _ = slot.element.set_attribute("tabindex", if nth == 0 { "0" } else { "-1" });
            }
        }
    }

    fn draw_captions(&mut self, moment: &Moment) {
        let mut messages = Vec::new();
        if moment.slow && self.used.len() <= MOST {
            let kinds = moment.info.messages;
            for (_, index, place) in &self.used {
                let kind = kinds.get(usize::from(moment.frame.flights[*place].kind));
                messages.push((self.slots[*index].at, kind.map_or("", |kind| kind.name)));
            }
        }
        let parts = self.parts.as_ref();
        self.captions.draw(moment.layout, &messages, || parts?.caption());
    }

    fn draw_label(&mut self, moment: &Moment) {
        let Some(label) = self.parts.as_mut().and_then(|parts| parts.label.as_mut()) else {
            return;
        };
        let flights = &moment.frame.flights;
        let flying = moment.label.and_then(|(id, words)| {
            let flight = flights.iter().find(|flight| flight.id == id)?;
            Some((flight, words))
        });
        match flying {
            Some((flight, words)) => {
                let track = Track::of(moment.layout, flight.id.from, flight.id.to);
                let at = track.at(flight::progress(flight, moment.now.0 as f64));
                label.show(moment.zoom.onto(at), words, moment.layout.size.0);
            }
            None => label.hide(),
        }
    }

    fn draw_crosses(&mut self, moment: &Moment) {
        let deaths = moment.deaths.iter().filter(|death| death.at <= moment.now);
        let fresh = deaths.filter(|it| (moment.now.since(it.at).0 as f64) < moment.cross_us);
        let mut count = 0;
        for death in fresh.take(CROSSES) {
            if count == self.crosses.len() {
                let Some(cross) = self.parts.as_ref().and_then(Parts::cross) else { return };
                self.crosses.push(cross);
            }
            let age = moment.now.since(death.at).0 as f64 / moment.cross_us;
            let track = Track::of(moment.layout, death.from, death.to);
            self.crosses[count].show(track.grave(death.why), 1.0 - age * age);
            count += 1;
        }
        for cross in &mut self.crosses[count..] {
            cross.hide();
        }
    }

    fn draw_rings(&mut self, moment: &Moment) {
        for ring in &mut self.rings {
            let node = moment.frame.nodes.get(ring.node.index());
            let shown =
                |kind: u8| moment.info.timers.get(usize::from(kind)).is_some_and(|it| it.ring);
            let timer = node.and_then(|node| node.timers.iter().find(|timer| shown(timer.kind)));
            let step = timer.map_or(0, |timer| {
                let whole = timer.due.since(timer.set).0.max(1);
                timer.due.since(moment.now).0.min(whole) * RING_STEPS / whole
            });
            let before = ring.written.replace(step);
            if before != Some(step) {
                // The ring's length counts as 200: see its `pathLength`.
                let dashes = format!("{step} 400");
                let _ = ring.element.set_attribute("stroke-dasharray", &dashes);
            }
            if before.is_none_or(|before| (before == 0) != (step == 0)) {
                let _ = ring.element.set_attribute("opacity", if step == 0 { "0" } else { "1" });
            }
        }
    }
}
