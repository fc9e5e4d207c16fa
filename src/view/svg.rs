//! A moment of a run as a picture that stands for itself: an SVG document of the stage.
//!
//! The page draws the same shapes with elements of its own; this is for exports and for tests
//! that keep the picture. Everything that comes from users is escaped, and nothing is fetched.

use std::fmt::{self, Write};

use super::crowd;
use super::decimal::tenths;
use super::flight::{Track, is_seen, progress};
use super::formation::Build;
use super::geometry::{Point, Rect, point};
use super::glyphs::{CROSS, arc, glyph, outline};
use super::layout::Layout;
use super::links::{LinkState, bands, links};
use super::shape::{Anchor, Ink, Shape, Words};
use super::text::words;
use super::widgets;
use kernel::flights::Flight;
use kernel::host::Status;
use pattern::declare::{Info, Outline, State, Tone};
use run::frame::{Frame, NodeFrame};

/// The colours of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The ground.
    pub paper: &'static str,
    /// Text.
    pub ink: &'static str,
    /// Links and shores.
    pub line: &'static str,
    /// Islands.
    pub island: &'static str,
    /// Faults, and nothing else.
    pub fault: &'static str,
    /// Quiet, leading, trying, good, bad.
    pub tones: [&'static str; 5],
}

/// On light ground.
pub const LIGHT: Palette = Palette {
    paper: "#FBFAF7",
    ink: "#1C2024",
    line: "#D9D5CA",
    island: "#EFECE4",
    fault: "#D1440C",
    tones: ["#5E6B78", "#0072B2", "#D98200", "#00805F", "#A23B72"],
};

/// On dark ground.
pub const DARK: Palette = Palette {
    paper: "#14171A",
    ink: "#E9E6DF",
    line: "#30363C",
    island: "#1E2328",
    fault: "#FF7A45",
    tones: ["#93A0AD", "#58B0EA", "#F0A93B", "#3CC29A", "#E08CB9"],
};

impl Palette {
    /// The colour of a tone.
    pub fn tone(&self, tone: Tone) -> &'static str {
        match tone {
            Tone::Quiet => self.tones[0],
            Tone::Leading => self.tones[1],
            Tone::Trying => self.tones[2],
            Tone::Good => self.tones[3],
            Tone::Bad => self.tones[4],
        }
    }
}

/// The stage at a moment as an SVG document. `graves` are where messages have died lately.
pub fn document(
    layout: &Layout,
    frame: &Frame,
    graves: &[Point],
    info: &Info,
    palette: &Palette,
) -> String {
    let mut picture = Picture { out: String::with_capacity(32_768), layout, info, palette };
    // Writing to a string does not fail.
    let _ = picture.draw(frame, graves);
    picture.out
}

/// Text with everything escaped that means something to SVG.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // XML has no way to write other control characters.
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

/// A picture being drawn, as a whole or piece by piece.
pub(crate) struct Picture<'a> {
    out: String,
    layout: &'a Layout,
    info: &'a Info,
    palette: &'a Palette,
}

/// Pieces, for a picture that moves. Writing to a string does not fail.
impl<'a> Picture<'a> {
    /// An empty picture.
    pub(crate) fn of(layout: &'a Layout, info: &'a Info, palette: &'a Palette) -> Picture<'a> {
        Picture { out: String::new(), layout, info, palette }
    }

    /// What was drawn since the last piece.
    pub(crate) fn take(&mut self) -> String {
        std::mem::take(&mut self.out)
    }

    /// Draws what is below the nodes.
    pub(crate) fn draw_ground(&mut self, frame: &Frame) {
        let _ = self.ground().and_then(|()| self.links(frame)).and_then(|()| self.faults());
    }

    /// Draws the boxes of crowds.
    pub(crate) fn draw_crowds(&mut self, frame: &Frame) {
        let _ = self.crowds(frame);
    }

    /// Draws a node around the origin, without its timer.
    pub(crate) fn draw_figure(&mut self, node: &NodeFrame) {
        let _ = self.figure(node, Point::default(), None);
    }

    /// The colour of a node.
    pub(crate) fn colour_of(&self, node: &NodeFrame) -> &'static str {
        let role = self.info.roles.get(usize::from(node.role));
        let state = role.and_then(|role| role.diagram.states.get(usize::from(node.state)));
        self.palette.tone(look(node, state).0)
    }
}

impl Picture<'_> {
    fn draw(&mut self, frame: &Frame, graves: &[Point]) -> fmt::Result {
        let (width, height) = (tenths(self.layout.size.0), tenths(self.layout.size.1));
        let Palette { paper, ink, .. } = self.palette;
        writeln!(
            self.out,
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="Inter, system-ui, sans-serif" fill="{ink}" text-anchor="middle"><rect width="{width}" height="{height}" fill="{paper}"/>"#
        )?;
        self.ground()?;
        self.links(frame)?;
        self.faults()?;
        self.crowds(frame)?;
        for id in &self.layout.drawn {
            if let Some(node) = frame.nodes.get(id.index()) {
                self.figure(node, self.layout.at(*id), Some(frame))?;
            }
        }
        self.messages(frame)?;
        for at in graves {
            self.cross(*at)?;
        }
        self.out.push_str("</svg>\n");
        Ok(())
    }

    fn crowds(&mut self, frame: &Frame) -> fmt::Result {
        for crowd in &self.layout.crowds {
            let Some(role) = self.info.roles.get(usize::from(crowd.role)) else { continue };
            for piece in crowd::pieces(crowd, role, &crowd.counts(role, frame)) {
                self.shapes(&piece.shapes)?;
            }
        }
        Ok(())
    }

    fn ground(&mut self) -> fmt::Result {
        let Palette { line, island, .. } = self.palette;
        for it in &self.layout.islands {
            writeln!(self.out, r#"<path d="{}" fill="{island}" stroke="{line}"/>"#, it.path)?;
        }
        Ok(())
    }

    fn links(&mut self, frame: &Frame) -> fmt::Result {
        let Palette { line, fault, .. } = self.palette;
        for band in bands(self.layout) {
            let path = &band.path;
            writeln!(
                self.out,
                r#"<path d="{path}" stroke="{line}" fill="none" stroke-width="7" stroke-opacity=".6"/>"#
            )?;
        }
        for link in links(self.layout, frame) {
            let (colour, style) = match link.state {
                LinkState::Whole => (line, ""),
                LinkState::Parted => (line, r#" stroke-dasharray="3 5""#),
                LinkState::Cut | LinkState::CutOneWay(..) => (fault, r#" stroke-dasharray="3 5""#),
            };
            let faint = if link.client { r#" stroke-opacity=".5""# } else { "" };
            let path = &link.path;
            writeln!(
                self.out,
                r#"<path d="{path}" stroke="{colour}" fill="none"{style}{faint}/>"#
            )?;
        }
        Ok(())
    }

    fn faults(&mut self) -> fmt::Result {
        let colour = self.palette.fault;
        for fault in &self.layout.faults {
            let (path, halo) = (&fault.path, fault.halo);
            for (width, opacity) in [(halo, "0.13"), (2.2, "1")] {
                let width = tenths(width);
                writeln!(
                    self.out,
                    r#"<path d="{path}" fill="none" stroke="{colour}" stroke-opacity="{opacity}" stroke-width="{width}" stroke-linejoin="round"/>"#
                )?;
            }
        }
        Ok(())
    }

    /// A node at a place; with its timer as it is at a moment.
    fn figure(&mut self, node: &NodeFrame, at: Point, moment: Option<&Frame>) -> fmt::Result {
        let (layout, palette) = (self.layout, self.palette);
        let Some(role) = self.info.roles.get(usize::from(node.role)) else { return Ok(()) };
        let build = layout.build(node.id);
        let radius = layout.radius(node.id);
        let state = role.diagram.states.get(usize::from(node.state));
        let (tone, word) = look(node, state);
        let colour = palette.tone(tone);
        let leads = tone == Tone::Leading && node.status == Status::Up;
        let (fill, text) =
            if leads { (colour, palette.paper) } else { (palette.paper, palette.ink) };
        let dashes = match (node.status, tone) {
            (Status::Down, _) => r#" stroke-dasharray="2 5""#,
            (_, Tone::Trying) => r#" stroke-dasharray="5 4""#,
            _ => "",
        };
        let shape = outline(role.outline, radius);
        writeln!(
            self.out,
            r#"<g transform="translate({at})"><path d="{shape}" fill="{fill}" stroke="{colour}" stroke-width="2"{dashes}/>"#
        )?;
        if leads && role.outline == Outline::Circle {
            let ring = tenths(layout.measures.ring(build));
            writeln!(self.out, r#"<circle r="{ring}" fill="none" stroke="{colour}"/>"#)?;
        }
        if let Some(frame) = moment {
            self.timer(node, frame, layout.measures.ring(build), colour)?;
        }
        let big = (14.0 * layout.measures.scale).max(9.0);
        let (foot, size, word) = layout.measures.state(build, &word);
        let within = foot.y < radius;
        self.text(point(0.0, -2.0 * layout.measures.scale), big, text, &node.name)?;
        self.text(foot, size, if leads && within { text } else { colour }, &word)?;
        self.out.push_str("</g>\n");
        self.extras(node, at, build, colour)
    }

    /// The arc of the next timer that is drawn as a ring.
    fn timer(&mut self, node: &NodeFrame, frame: &Frame, ring: f64, colour: &str) -> fmt::Result {
        let drawn = |kind: u8| self.info.timers.get(usize::from(kind)).is_some_and(|it| it.ring);
        let Some(timer) = node.timers.iter().find(|timer| drawn(timer.kind)) else { return Ok(()) };
        let whole = timer.due.since(timer.set).0.max(1) as f64;
        let path = arc(ring, timer.due.since(frame.now).0 as f64 / whole);
        writeln!(
            self.out,
            r#"<path d="{path}" fill="none" stroke="{colour}" stroke-width="3" stroke-linecap="round"/>"#
        )
    }

    /// The badge and the widgets.
    fn extras(&mut self, node: &NodeFrame, at: Point, build: Build, colour: &str) -> fmt::Result {
        let measures = self.layout.measures;
        if let Some(badge) = node.view.badges.first().filter(|_| measures.badges) {
            let area = measures.badge_of(at, build, &badge.text);
            self.area(area, area.height() / 2.0, self.palette.paper, colour, "")?;
            let centre = area.centre();
            self.text(point(centre.x, centre.y + 3.7), 10.5, colour, &badge.text)?;
        }
        let Some(room) = measures.room(at, build) else { return Ok(()) };
        for piece in widgets::pieces(&node.view.widgets, room, measures.cell()) {
            self.shapes(&piece.shapes)?;
        }
        Ok(())
    }

    /// Shapes in the colours of what they mean.
    fn shapes(&mut self, shapes: &[Shape]) -> fmt::Result {
        for shape in shapes {
            match shape {
                Shape::Box(area, corner, ink) => {
                    let (fill, line, more) = self.paint(*ink);
                    if fill != "none" {
                        self.area(*area, *corner, self.palette.paper, "none", "")?;
                    }
                    self.area(*area, *corner, fill, line, more)?;
                }
                Shape::Text(words) => self.words(words)?,
                Shape::Path(path, ink) => {
                    let (_, line, more) = self.paint(*ink);
                    writeln!(self.out, r#"<path d="{path}" fill="none" stroke="{line}"{more}/>"#)?;
                }
                Shape::Dot(at, radius, ink) => {
                    let (_, line, _) = self.paint(*ink);
                    let (x, y, r, paper) =
                        (tenths(at.x), tenths(at.y), tenths(*radius), self.palette.paper);
                    writeln!(
                        self.out,
                        r#"<circle cx="{x}" cy="{y}" r="{r}" fill="{line}" stroke="{paper}"/>"#
                    )?;
                }
            }
        }
        Ok(())
    }

    /// How a shape is filled, how it is stroked, and what else there is to it.
    fn paint(&self, ink: Ink) -> (&'static str, &'static str, &'static str) {
        let tone = self.palette.tone(ink.tone().unwrap_or(Tone::Quiet));
        match ink {
            Ink::Settled(_) => (tone, tone, r#" fill-opacity=".16""#),
            Ink::Open(_) => (tone, tone, r#" fill-opacity="0" stroke-dasharray="3 2""#),
            Ink::Level(_) => (tone, "none", r#" fill-opacity=".4""#),
            Ink::Frame => (self.palette.paper, self.palette.line, ""),
            Ink::Rule => ("none", self.palette.line, ""),
            Ink::Band(_) => ("none", tone, r#" stroke-width="4""#),
            Ink::Line(_, 0) => ("none", tone, r#" stroke-width="1.4""#),
            Ink::Line(_, 1) => ("none", tone, r#" stroke-width="1.4" stroke-dasharray="5 3""#),
            Ink::Line(..) => ("none", tone, r#" stroke-width="1.4" stroke-dasharray="1.5 3""#),
            // These are for letters.
            Ink::Value | Ink::Toned(_) | Ink::Label | Ink::Wrong => (self.palette.ink, "none", ""),
        }
    }

    fn words(&mut self, words: &Words) -> fmt::Result {
        let Palette { ink, fault, .. } = self.palette;
        let (x, y, size) = (tenths(words.at.x), tenths(words.at.y), tenths(words.size));
        let anchor = match words.anchor {
            Anchor::Start => r#" text-anchor="start""#,
            Anchor::Middle => "",
            Anchor::End => r#" text-anchor="end""#,
        };
        let (fill, more) = match words.ink {
            Ink::Label => (ink, r#" fill-opacity=".65""#),
            Ink::Wrong => (fault, r#" font-family="monospace""#),
            Ink::Toned(tone) => (&self.palette.tone(tone), r#" font-family="monospace""#),
            // Everything else in letters is a value.
            _ => (ink, r#" font-family="monospace""#),
        };
        let text = escape(&words.text);
        writeln!(
            self.out,
            r#"<text x="{x}" y="{y}" font-size="{size}" fill="{fill}"{anchor}{more}>{text}</text>"#
        )
    }

    fn messages(&mut self, frame: &Frame) -> fmt::Result {
        let seen = |it: &&Flight| is_seen(self.layout, it.id.from, it.id.to);
        let share = crowd::share(frame.flights.iter().filter(seen).count(), 1);
        for flight in frame.flights.iter().filter(seen) {
            if !crowd::is_sample(flight.record, share) {
                continue;
            }
            let Some(kind) = self.info.messages.get(usize::from(flight.kind)) else { continue };
            let track = Track::of(self.layout, flight.id.from, flight.id.to);
            let at = track.at(progress(flight, frame.now.0 as f64));
            let shape = glyph(kind.glyph);
            let colour = self.palette.tone(kind.tone);
            let paint = if shape.filled {
                format!(r#"fill="{colour}""#)
            } else {
                format!(r#"fill="{}" stroke="{colour}" stroke-width="2""#, self.palette.paper)
            };
            writeln!(
                self.out,
                r#"<path d="{}" transform="translate({at}) rotate({})" {paint}/>"#,
                shape.path,
                tenths(track.angle)
            )?;
        }
        if share > 1 {
            let words = crowd::sampled(share);
            writeln!(
                self.out,
                r#"<text x="10" y="20" font-size="11" text-anchor="start">{words}</text>"#
            )?;
        }
        Ok(())
    }

    fn cross(&mut self, at: Point) -> fmt::Result {
        let colour = self.palette.fault;
        writeln!(
            self.out,
            r#"<path d="{CROSS}" transform="translate({at})" stroke="{colour}" stroke-width="2" stroke-linecap="round"/>"#
        )
    }

    fn area(&mut self, area: Rect, corner: f64, fill: &str, line: &str, more: &str) -> fmt::Result {
        let (left, top, corner) = (tenths(area.left), tenths(area.top), tenths(corner));
        let (width, height) = (tenths(area.width()), tenths(area.height()));
        writeln!(
            self.out,
            r#"<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="{corner}" fill="{fill}" stroke="{line}"{more}/>"#
        )
    }

    fn text(&mut self, at: Point, size: f64, colour: &str, text: &str) -> fmt::Result {
        let (x, y, size) = (tenths(at.x), tenths(at.y), tenths(size));
        let text = escape(text);
        writeln!(
            self.out,
            r#"<text x="{x}" y="{y}" font-size="{size}" fill="{colour}">{text}</text>"#
        )
    }
}

/// What a node looks like, and its state in a word.
fn look(node: &NodeFrame, state: Option<&State>) -> (Tone, String) {
    let (tone, name) = state.map_or((Tone::Quiet, ""), |state| (state.tone, state.name));
    match node.status {
        Status::Up => (tone, words(name)),
        Status::Paused => (tone, "paused".into()),
        Status::Down => (Tone::Quiet, "down".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use kernel::action::{Action, Timed};
    use kernel::ids::NodeId;
    use kernel::time::Time;
    use run::entry::Setup;

    /// The first moments of every pattern, parted in two.
    fn pictures() -> impl Iterator<Item = String> {
        catalogue::ALL.iter().map(|entry| {
            let (near, far) = (vec![NodeId(0), NodeId(1)], vec![NodeId(2)]);
            let action = Action::Partition(vec![near, far]);
            let actions = vec![Timed { at: Time(900_000), action }];
            let setup = Setup { actions, ..Setup::default() };
            let mut run = (entry.start)(&setup).expect("the defaults start");
            run.seek(Time(1_000_000)).expect("a second is short");
            let frame = run.frame();
            let layout = Layout::of(run.info(), run.roles(), &frame.partition, (1096.0, 671.0));
            document(&layout, &frame, &[layout.nodes[0]], run.info(), &LIGHT)
        })
    }

    #[test]
    fn a_picture_is_a_document_with_a_fault_line_and_every_node() {
        for picture in pictures() {
            assert!(picture.starts_with("<svg xmlns=") && picture.ends_with("</svg>\n"));
            assert_eq!(picture.matches("<g ").count(), picture.matches("</g>").count());
            assert!(picture.contains(LIGHT.fault) && !picture.contains("NaN"));
        }
    }

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(escape("a<b>&\"c\"\u{1}"), "a&lt;b&gt;&amp;&quot;c&quot; ");
    }
}
