//! A ring of keys: an arc for what each owner has, a dot for each key, the owners' names inside.

use std::f64::consts::TAU;

use super::{Piece, many};
use crate::decimal::tenths;
use crate::geometry::{Point, Rect, point, polar, within as held};
use crate::shape::{Anchor, Ink, Shape, line, width};
use pattern::declare::Tone;
use pattern::widget::RingView;

/// `hash ring: n0 has 40 % and 3 keys, n1 has 60 % and 5 keys`.
pub fn words(ring: &RingView) -> String {
    let parts = (0..).zip(&ring.owners).map(|(owner, name)| {
        let keys = ring.keys.iter().filter(|key| key.owner == owner).count();
        let share = arcs(ring).filter(|arc| arc.owner == owner).map(|arc| arc.share).sum::<f64>();
        let keys = many(keys as u64, "key", "keys");
        format!("{name} has {} % and {keys}", (share * 100.0).round() as u32)
    });
    format!("{}: {}", ring.name, parts.collect::<Vec<_>>().join(", "))
}

/// The largest ring that fits into the room.
pub fn draw(ring: &RingView, room: Rect, out: &mut Vec<Piece>) {
    let centre = room.centre();
    let radius = room.width().min(room.height()) / 2.0 - 4.0;
    let frame = Shape::Path(circle(centre, radius), Ink::Rule);
    out.push(Piece { class: "ring-keys", title: words(ring), shapes: vec![frame] });
    for arc in arcs(ring) {
        let title = ring.owners.get(usize::from(arc.owner)).cloned().unwrap_or_default();
        let shapes = vec![Shape::Path(arc.path(centre, radius), Ink::Band(tone(arc.owner)))];
        out.push(Piece { class: "arc", title, shapes });
    }
    let dots = ring.keys.iter().map(|key| {
        let at = centre + polar(angle(key.at)) * radius;
        Shape::Dot(at, 2.2, Ink::Settled(tone(key.owner)))
    });
    out.push(Piece { class: "keys", title: String::new(), shapes: dots.collect() });
    out.push(Piece { class: "owners", title: String::new(), shapes: names(ring, centre, radius) });
}

/// Each owner's name inside the ring, beside its largest part, unless it would cover another.
fn names(ring: &RingView, centre: Point, radius: f64) -> Vec<Shape> {
    let size = held(radius * 0.28, 7.0, 9.0);
    let mut taken: Vec<Rect> = Vec::new();
    let mut shapes = Vec::new();
    for (owner, name) in (0u8..).zip(&ring.owners) {
        let own = arcs(ring).filter(|arc| arc.owner == owner);
        let Some(largest) = own.max_by(|a, b| a.share.total_cmp(&b.share)) else { continue };
        let wide = width(name, size, Ink::Value);
        let inset = radius - 4.0 - wide / 2.0;
        let at = centre + polar(largest.middle()) * inset.max(0.0);
        let area = Rect::around(at, wide, size);
        if inset < 0.0 || taken.iter().any(|other| other.overlaps(area)) {
            continue;
        }
        taken.push(area);
        let ink = Ink::Toned(tone(owner));
        let foot = at.y + 0.36 * size;
        let edges = (area.left - 0.1, area.right + 0.1);
        shapes.extend(line(name, edges, foot, Anchor::Middle, size, ink));
    }
    shapes
}

/// A part of the ring.
struct Arc {
    owner: u8,
    from: f64,
    share: f64,
}

impl Arc {
    fn middle(&self) -> f64 {
        self.from + self.share * TAU / 2.0
    }

    fn path(&self, centre: Point, radius: f64) -> String {
        if self.share >= 0.999 {
            return circle(centre, radius);
        }
        // A hair's breadth between neighbours.
        let gap = (1.2 / radius.max(1.0)).min(self.share * TAU / 4.0);
        let (from, to) = (self.from + gap / 2.0, self.from + self.share * TAU - gap / 2.0);
        let (start, end) = (centre + polar(from) * radius, centre + polar(to) * radius);
        let large = u8::from(self.share > 0.5);
        format!("M{start}A{r} {r} 0 {large} 1 {end}", r = tenths(radius))
    }
}

/// The parts in order; the first ends at the first end and begins at the last.
fn arcs(ring: &RingView) -> impl Iterator<Item = Arc> {
    let before = ring.ends.iter().cycle().skip(ring.ends.len().saturating_sub(1));
    ring.ends.iter().zip(before).map(|(end, before)| {
        let length = match end.at.wrapping_sub(before.at) {
            0 => 1.0,
            length => f64::from(length) / 4_294_967_296.0,
        };
        Arc { owner: end.owner, from: angle(before.at), share: length }
    })
}

/// The angle of a point of the ring, from the right clockwise as [`polar`] has it.
fn angle(at: u32) -> f64 {
    f64::from(at) / 4_294_967_296.0 * TAU - TAU / 4.0
}

fn circle(centre: Point, radius: f64) -> String {
    let (r, start) = (tenths(radius), centre - point(radius, 0.0));
    format!("M{start}a{r} {r} 0 1 1 {d} 0a{r} {r} 0 1 1 -{d} 0Z", d = tenths(2.0 * radius))
}

/// Owners side by side look different; their names tell the rest.
fn tone(owner: u8) -> Tone {
    [Tone::Leading, Tone::Trying, Tone::Good, Tone::Quiet][usize::from(owner % 4)]
}
