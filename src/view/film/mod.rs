//! A moving picture of the stage: frames of a run come in, one document that plays by itself goes
//! out.
//!
//! Each thing on the stage is drawn once for every look that it has in the stretch, and shown while
//! it has that look; what moves has keyframes where its speed changes. So the document grows with
//! what happens, not with time. [`reel`] is its clock. Knows no run: whoever walks through one
//! shows its frames.

pub mod reel;

use std::fmt::Write;

use super::crowd;
use super::decimal::tenths;
use super::flight::{Track, is_seen, progress};
use super::geometry::Point;
use super::glyphs::{CROSS, glyph};
use super::layout::Layout;
use super::svg::{Palette, Picture};
use kernel::flights::Flight;
use kernel::ids::NodeId;
use kernel::record::Loss;
use kernel::time::Time;
use pattern::declare::Info;
use reel::{Keys, Reel, changes, jumps, moves};
use run::frame::{Frame, NodeFrame};

/// How long the mark of a death stays, in milliseconds of the film.
const CROSS_MS: f64 = 1_200.0;
/// How much of a hold the ground takes to fade, and how much to appear.
const BLEND: f64 = 0.4;
/// Where nothing is seen.
const AWAY: Point = Point { x: -99.0, y: -99.0 };
/// The length of a timer's whole ring.
const RING: f64 = 200.0;

/// A film in the making.
pub struct Film<'a> {
    info: &'a Info,
    palette: &'a Palette,
    /// Its clock.
    pub reel: Reel,
    layout: Option<Layout>,
    grounds: Looks,
    crowds: Looks,
    /// By id; of nodes that are never drawn, nothing.
    nodes: Vec<Actor>,
    flying: Vec<Flying>,
    /// Those that came to their end.
    landed: Vec<Flying>,
    /// Where somebody died, and when.
    graves: Vec<(f64, Point)>,
}

/// The looks that something has, one after the other. Nothing is an empty one.
type Looks = Keys<String>;

/// A node.
#[derive(Default)]
struct Actor {
    looks: Looks,
    places: Keys<Point>,
    ring: Keys<f64>,
    /// The radius of its ring, and its colour.
    rings: Keys<(f64, &'static str)>,
    /// The timer that the ring shows: when it was set, when it is due.
    timer: Option<(Time, Time)>,
}

/// A message on its way.
struct Flying {
    flight: Flight,
    track: Track,
    places: Keys<Point>,
    /// Since when it moves as it does.
    since: Time,
}

impl<'a> Film<'a> {
    /// A film of a stretch of a run of so many nodes.
    pub fn new(
        info: &'a Info,
        nodes: usize,
        palette: &'a Palette,
        from: Time,
        to: Time,
    ) -> Film<'a> {
        Film {
            info,
            palette,
            reel: Reel::of(from, to),
            layout: None,
            grounds: Looks::default(),
            crowds: Looks::default(),
            nodes: (0..nodes).map(|_| Actor::default()).collect(),
            flying: Vec::new(),
            landed: Vec::new(),
            graves: Vec::new(),
        }
    }

    /// The layout that is shown now, to be passed on with the next frame unless another is needed.
    pub fn layout(&self) -> Option<&Layout> {
        self.layout.as_ref()
    }

    /// Takes another layout: things glide to their new places, and the run stands still meanwhile.
    pub fn lay_out(&mut self, layout: Layout, now: Time) {
        if self.layout.is_some() {
            self.fly(now);
            self.reel.hold(now);
            // Everything stays where it is until the hold begins.
            let before = self.reel.before(now);
            for actor in &mut self.nodes {
                actor
                    .places
                    .keys
                    .extend(actor.places.keys.last().copied().map(|it| (before, it.1)));
            }
            self.turn_rings(now);
        }
        let at = self.reel.at(now);
        for id in &layout.drawn {
            if let Some(actor) = self.nodes.get_mut(id.index()) {
                actor.places.reach(at, layout.at(*id));
            }
        }
        // A message goes on along its new way: as another one, for that may lead elsewhere.
        for flying in &mut self.flying {
            let track = Track::of(&layout, flying.flight.id.from, flying.flight.id.to);
            let place = track.at(progress(&flying.flight, now.0 as f64));
            let mut places = Keys::default();
            places.reach(at, place);
            let next = Flying { flight: flying.flight, track, places, since: now };
            let mut over = std::mem::replace(flying, next);
            over.places.reach(at, place);
            self.landed.push(over);
        }
        self.layout = Some(layout);
    }

    /// Shows a frame, which follows on the one before.
    pub fn show(&mut self, frame: &Frame) {
        let Some(layout) = self.layout.take() else { return };
        let (now, at) = (frame.now, self.reel.at(frame.now));
        let mut picture = Picture::of(&layout, self.info, self.palette);
        picture.draw_ground(frame);
        self.grounds.set(at, picture.take());
        picture.draw_crowds(frame);
        self.crowds.set(at, picture.take());
        for (id, actor) in self.nodes.iter_mut().enumerate() {
            let id = NodeId(id as u16);
            let node = frame.nodes.get(id.index()).filter(|_| layout.drawn.contains(&id));
            let Some(node) = node else {
                actor.looks.set(at, String::new());
                continue;
            };
            picture.draw_figure(node);
            actor.looks.set(at, picture.take());
            actor.wind(at, now, timer(self.info, node));
            let ring = layout.measures.ring(layout.build(id));
            let colour = picture.colour_of(node);
            actor.rings.set(at, (ring, colour));
        }
        self.layout = Some(layout);
        self.fly_on(frame);
    }

    /// Marks where a message died.
    pub fn bury(&mut self, from: NodeId, to: NodeId, why: Loss, at: Time) {
        let Some(layout) = &self.layout else { return };
        if is_seen(layout, from, to) {
            self.graves.push((self.reel.at(at), Track::of(layout, from, to).grave(why)));
        }
    }

    /// Ends the film at a time.
    pub fn end(&mut self, now: Time) {
        self.fly(now);
        self.turn_rings(now);
        self.landed.append(&mut self.flying);
    }

    /// Every ring has come so far by now, and rests for as long as the run does.
    fn turn_rings(&mut self, now: Time) {
        for actor in &mut self.nodes {
            let Some(timer) = actor.timer else { continue };
            let left = left(timer, now);
            let (before, at) = (self.reel.before(now), self.reel.at(now));
            actor.ring.reach(before, left);
            if at > before {
                actor.ring.reach(at, left);
            }
        }
    }

    /// Every message has come so far by now.
    fn fly(&mut self, now: Time) {
        for flying in &mut self.flying {
            flying.go_to(now, &self.reel);
        }
    }

    /// Takes in which messages are on their way now.
    fn fly_on(&mut self, frame: &Frame) {
        let Some(layout) = self.layout.as_ref() else { return };
        let now = frame.now;
        let mut staying = Vec::with_capacity(self.flying.len());
        for mut flying in self.flying.drain(..) {
            match frame.flights.iter().find(|it| it.id == flying.flight.id) {
                Some(flight) if *flight == flying.flight => staying.push(flying),
                Some(flight) => {
                    // It was delayed, or its fate is another.
                    flying.go_to(now, &self.reel);
                    flying.flight = *flight;
                    staying.push(flying);
                }
                None => {
                    flying.go_to(now, &self.reel);
                    self.landed.push(flying);
                }
            }
        }
        for flight in &frame.flights {
            let known = staying.iter().any(|it| it.flight.id == flight.id);
            if known || !is_seen(layout, flight.id.from, flight.id.to) {
                continue;
            }
            let track = Track::of(layout, flight.id.from, flight.id.to);
            let mut places = Keys::default();
            places.reach(self.reel.at(now), track.at(progress(flight, now.0 as f64)));
            staying.push(Flying { flight: *flight, track, places, since: now });
        }
        self.flying = staying;
    }
}

impl Actor {
    /// Its ring shows another timer from now on, or none.
    fn wind(&mut self, at: f64, now: Time, timer: Option<(Time, Time)>) {
        if self.timer == timer && !self.ring.keys.is_empty() {
            return;
        }
        if let Some(before) = self.timer {
            self.ring.reach(at, left(before, now));
        } else if !self.ring.keys.is_empty() {
            self.ring.reach(at, 0.0);
        }
        self.ring.reach(at, timer.map_or(0.0, |it| left(it, now)));
        self.timer = timer;
    }
}

/// The timer that a node's ring shows.
fn timer(info: &Info, node: &NodeFrame) -> Option<(Time, Time)> {
    let drawn = |kind: u8| info.timers.get(usize::from(kind)).is_some_and(|it| it.ring);
    node.timers.iter().find(|it| drawn(it.kind)).map(|it| (it.set, it.due))
}

/// How much of a ring is left at a time.
fn left((set, due): (Time, Time), now: Time) -> f64 {
    let whole = due.since(set).0.max(1) as f64;
    (due.since(now).0 as f64 / whole).min(1.0) * RING
}

impl Flying {
    /// Moves on up to a time: through every point where its speed changes.
    fn go_to(&mut self, now: Time, reel: &Reel) {
        let flight = &self.flight;
        let done = f64::from(flight.done.0) / 1e6;
        let leg = flight.due.since(flight.since).0 as f64;
        // Half-way, where it crosses the fault line, and where it stops.
        let half = flight.since.0 as f64 + leg * (0.5 - done) / (1.0 - done).max(1e-6);
        let half = (done < 0.5).then_some(Time(half as u64));
        let stops = [half, flight.doom.map(|(at, _)| at), Some(flight.due)];
        let mut stops: Vec<Time> = stops.into_iter().flatten().collect();
        stops.retain(|at| *at > self.since && *at < now);
        kernel::order::by_key(&mut stops, |at| at.0);
        for at in stops.into_iter().chain((now > self.since).then_some(now)) {
            let place = self.track.at(progress(flight, at.0 as f64));
            self.places.reach(reel.before(at), place);
        }
        self.since = now;
    }
}

impl Film<'_> {
    /// Writes the stage.
    pub fn write(&self) -> String {
        let mut out = String::with_capacity(65_536);
        let end = self.reel.end();
        self.blending(&mut out, &self.grounds);
        self.blending(&mut out, &self.crowds);
        for (at, grave) in &self.graves {
            self.cross(&mut out, *at, *grave);
        }
        for actor in &self.nodes {
            self.actor(&mut out, actor, end);
        }
        for flying in &self.landed {
            self.message(&mut out, flying, end);
        }
        out
    }

    /// Every look while it is shown. Where the run stands still, one fades and then the next
    /// appears.
    fn blending(&self, out: &mut String, looks: &Looks) {
        let end = self.reel.end();
        for (place, (from, look)) in looks.keys.iter().enumerate() {
            let until = looks.keys.get(place + 1).map(|it| it.0);
            if look.is_empty() {
                continue;
            }
            out.push_str(if place == 0 { "<g>" } else { r#"<g opacity="0">"# });
            let mut keys = Vec::new();
            if *from > 0.0 {
                let begins = self.reel.hold_until(*from).map_or(*from, |it| from - it * BLEND);
                keys.extend([(0.0, "0"), (begins, "0"), (*from, "1")]);
            } else {
                keys.push((0.0, "1"));
            }
            if let Some(until) = until {
                let hold = self.reel.hold_until(until).unwrap_or_default();
                let begins = until - hold;
                keys.extend([(begins, "1"), (begins + hold * BLEND, "0")]);
            }
            if keys.len() > 1 {
                changes(out, "opacity", &keys, end, |out, it| out.push_str(it));
            }
            out.push_str(look);
            out.push_str("</g>\n");
        }
    }

    /// Every look while it is shown.
    fn looks(&self, out: &mut String, looks: &Looks) {
        let end = self.reel.end();
        for (place, (from, look)) in looks.keys.iter().enumerate() {
            if look.is_empty() {
                continue;
            }
            let until = looks.keys.get(place + 1).map(|it| it.0);
            if *from <= 0.0 && until.is_none() {
                out.push_str(look);
                continue;
            }
            // What is seen where nothing moves is the first look.
            let first = if place == 0 { "" } else { r#" visibility="hidden""# };
            out.push_str("<g");
            out.push_str(first);
            out.push('>');
            let shown = |out: &mut String, it: &bool| {
                out.push_str(if *it { "visible" } else { "hidden" });
            };
            let mut keys = vec![(0.0, *from <= 0.0)];
            if *from > 0.0 {
                keys.push((*from, true));
            }
            keys.extend(until.map(|at| (at, false)));
            jumps(out, "visibility", &keys, end, shown);
            out.push_str(look);
            out.push_str("</g>\n");
        }
    }

    fn actor(&self, out: &mut String, actor: &Actor, end: f64) {
        let Some((_, first)) = actor.places.keys.first() else { return };
        let _ = write!(out, "<g transform=\"translate({first})\">");
        if actor.places.keys.len() > 1 {
            moves(out, &actor.places.keys, end, true, place);
        }
        self.looks(out, &actor.looks);
        if actor.ring.keys.iter().any(|it| it.1 > 0.0) {
            self.ring(out, actor, end);
        }
        out.push_str("</g>\n");
    }

    fn ring(&self, out: &mut String, actor: &Actor, end: f64) {
        let Some((_, (radius, colour))) = actor.rings.keys.first() else { return };
        let (radius, whole) = (tenths(*radius), tenths(actor.ring.keys[0].1));
        let _ = write!(
            out,
            r#"<circle r="{radius}" fill="none" stroke="{colour}" stroke-width="3" pathLength="{RING}" transform="rotate(-90)" stroke-dasharray="{whole} 400">"#
        );
        changes(out, "stroke-dasharray", &actor.ring.keys, end, |out, left| {
            let _ = write!(out, "{} 400", tenths(*left));
        });
        if actor.rings.keys.len() > 1 {
            jumps(out, "stroke", &actor.rings.keys, end, |out, it| out.push_str(it.1));
            jumps(out, "r", &actor.rings.keys, end, |out, it| *out += &tenths(it.0).to_string());
        }
        out.push_str("</circle>");
    }

    fn message(&self, out: &mut String, flying: &Flying, end: f64) {
        let kind = self.info.messages.get(usize::from(flying.flight.kind));
        let (Some(kind), Some(first)) = (kind, flying.places.keys.first()) else { return };
        let shape = glyph(kind.glyph);
        let colour = self.palette.tone(kind.tone);
        let _ = write!(out, "<g transform=\"translate({AWAY})\">");
        // Away until it is sent, and from when it has come to its end.
        let last = flying.places.keys.last().map_or(first.0, |it| it.0);
        let mut keys = vec![(0.0, AWAY), (first.0, AWAY)];
        keys.extend(&flying.places.keys);
        if last < self.reel.last() {
            keys.push((last, AWAY));
        }
        moves(out, &keys, end, true, place);
        let paint = if shape.filled {
            format!("fill=\"{colour}\"")
        } else {
            format!("fill=\"{}\" stroke=\"{colour}\" stroke-width=\"2\"", self.palette.paper)
        };
        let (path, angle) = (shape.path, tenths(flying.track.angle));
        let _ = writeln!(out, "<path d=\"{path}\" transform=\"rotate({angle})\" {paint}/></g>");
    }

    fn cross(&self, out: &mut String, at: f64, grave: Point) {
        let (end, colour) = (self.reel.end(), self.palette.fault);
        let _ = write!(
            out,
            r#"<path d="{CROSS}" transform="translate({grave})" stroke="{colour}" stroke-width="2" stroke-linecap="round" opacity="0">"#
        );
        let gone = (at + CROSS_MS).min(end);
        let keys = [(0.0, "0"), (at, "0"), (at, "1"), (gone, "0")];
        changes(out, "opacity", &keys, end, |out, it| out.push_str(it));
        out.push_str("</path>\n");
    }
}

fn place(out: &mut String, at: &Point) {
    // Writing to a string does not fail.
    let _ = write!(out, "{at}");
}

/// The layout of a frame, and the nodes of crowds that it draws one by one.
pub fn layout(info: &Info, roles: &[u8], frame: &Frame, size: (f64, f64)) -> Layout {
    let crowded = crowd::crowded(info, roles, size);
    let telling = crowd::telling(frame, &crowded, None);
    Layout::telling(info, roles, &frame.partition, size, &telling)
}
