//! The space-time diagram as a picture for documents: a lane a node, every message an arrow from where
//! and when it was sent to where and when it arrived or was lost.
//!
//! The layout is [`view::spacetime`]'s, the one on the page. Messages are named where there
//! are few enough of them; which are left out where there are too many is said below.

use std::io::{self, Write};

use super::Excerpt;
use kernel::host::Status;
use kernel::ids::NodeId;
use kernel::time::{Span, Time};
use pattern::declare::Tone;
use view::crowd::crowded;
use view::decimal::tenths;
use view::geometry::{point, within};
use view::spacetime::{Arrow, Diagram, Event, Fate, Mark, Room, Source};
use view::svg::{LIGHT, escape};
use view::text::clock;
use view::timeline::{Timeline, shades};
use view::window::Window;

/// The width of the picture, and of the names beside it.
const WIDTH: (f64, f64) = (1_096.0, 84.0);
/// The height of a lane, and the least and greatest height of all.
const HEIGHT: (f64, f64, f64) = (44.0, 160.0, 900.0);
/// The height of the title above.
const HEAD: f64 = 48.0;
/// No more messages are named.
const NAMED: usize = 60;

/// Writes the diagram of the excerpt.
pub fn write(excerpt: &mut Excerpt, out: &mut dyn Write) -> io::Result<()> {
    let (sim, scenario) = (&*excerpt.sim, excerpt.scenario);
    let to = excerpt.to().max(excerpt.from + Span(1));
    let stretch = Window { from: excerpt.from, to };
    let source = Source {
        records: &sim.records()[..sim.position() as usize],
        info: sim.info(),
        roles: sim.roles(),
        wanted: None,
    };
    let lanes = (sim.roles().len() + 1) as f64 * HEIGHT.0;
    let room = Room {
        stretch,
        seen: stretch.span().0,
        width: WIDTH.0 - WIDTH.1 - 24.0,
        height: within(lanes, HEIGHT.1, HEIGHT.2),
    };
    let diagram = Diagram::of(source, room, None);
    let title = if scenario.title.is_empty() { sim.info().name } else { &scenario.title };
    let (title, whole) = (escape(title), room.height + HEAD + 24.0);
    let when = format!("{} to {}", clock(stretch.from), clock(to));
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" aria-label="{title}, {when}">"#,
        WIDTH.0 as u32, whole as u32
    )?;
    writeln!(out, "<title>{title}</title>\n<desc>{}, {when}.</desc>", escape(sim.info().name))?;
    let (paper, ink) = (LIGHT.paper, LIGHT.ink);
    writeln!(
        out,
        r#"<rect width="{}" height="{}" fill="{paper}"/>"#,
        WIDTH.0 as u32, whole as u32
    )?;
    writeln!(
        out,
        r#"<g font-family="Inter, system-ui, sans-serif" fill="{ink}"><text x="16" y="31" font-size="18" font-weight="600">{title}</text><text x="{}" y="31" font-size="13" text-anchor="end">{when}</text></g>"#,
        WIDTH.0 - 24.0
    )?;
    writeln!(out, r#"<g transform="translate({} {HEAD})" fill="none">"#, WIDTH.1)?;
    Drawing { excerpt, diagram: &diagram, to }.draw(out)?;
    writeln!(out, "</g>")?;
    let said = said(&diagram);
    if !said.is_empty() {
        writeln!(
            out,
            r#"<text x="16" y="{}" font-family="Inter, system-ui, sans-serif" font-size="12" fill="{}">{said}</text>"#,
            whole - 8.0,
            LIGHT.tone(Tone::Quiet)
        )?;
    }
    writeln!(out, "</svg>")
}

/// What is left out, in words.
fn said(diagram: &Diagram) -> String {
    match diagram.hidden {
        0 => diagram.thinned.clone(),
        hidden => {
            let shown = diagram.lanes.len() - 1;
            format!(
                "{shown} of {} nodes: those in which most happens. {}",
                shown + hidden,
                diagram.thinned
            )
        }
    }
}

struct Drawing<'a, 'b> {
    excerpt: &'a Excerpt<'b>,
    diagram: &'a Diagram,
    to: Time,
}

impl Drawing<'_, '_> {
    fn draw(&self, out: &mut dyn Write) -> io::Result<()> {
        self.ground(out)?;
        self.lanes(out)?;
        let arrows = &self.diagram.arrows;
        for arrow in arrows {
            self.arrow(arrow, out)?;
        }
        let mut loud = arrows.iter().filter(|it| !it.quiet);
        if loud.clone().count() <= NAMED {
            loud.try_for_each(|arrow| self.name(arrow, out))?;
        }
        self.diagram.events.iter().try_for_each(|event| mark(event, out))
    }

    /// When the network was not whole, and the axis.
    fn ground(&self, out: &mut dyn Write) -> io::Result<()> {
        let Diagram { scale, floor, ticks, .. } = self.diagram;
        for shade in shades(self.excerpt.sim.actions()) {
            let left = within(scale.x(shade.from), scale.left, scale.right);
            let right = shade.to.map_or(scale.right, |to| scale.x(to));
            let right = within(right, scale.left, scale.right);
            if right > left {
                writeln!(
                    out,
                    r#"<rect x="{}" y="0" width="{}" height="{}" fill="{}" fill-opacity="0.07"/>"#,
                    tenths(left),
                    tenths(right - left),
                    tenths(*floor),
                    LIGHT.fault
                )?;
            }
        }
        for tick in ticks {
            let (top, bottom) = (point(tick.x, 0.0), tenths(*floor));
            writeln!(out, r#"<path d="M{top}V{bottom}" stroke="{}"/>"#, LIGHT.line)?;
            writeln!(
                out,
                r#"<text x="{}" y="{}" font-family="monospace" font-size="11" text-anchor="middle" fill="{}">{}</text>"#,
                tenths(tick.x),
                tenths(floor + 16.0),
                LIGHT.tone(Tone::Quiet),
                tick.label
            )?;
        }
        Ok(())
    }

    /// The lanes with their names, in the colours of what their nodes were.
    fn lanes(&self, out: &mut dyn Write) -> io::Result<()> {
        let sim = &*self.excerpt.sim;
        let (info, roles) = (sim.info(), sim.roles());
        let crowds = crowded(info, roles, (WIDTH.0, HEIGHT.2));
        let mut timeline = Timeline::of(info, roles, &crowds);
        timeline.extend(&sim.records()[..sim.position() as usize]);
        let scale = &self.diagram.scale;
        for lane in &self.diagram.lanes {
            let name = lane.node.map_or("actions", |node| sim.names().of(node));
            writeln!(
                out,
                r#"<text x="{}" y="{}" font-family="monospace" font-size="13" fill="{}">{}</text>"#,
                16.0 - WIDTH.1,
                tenths(lane.y + 4.0),
                LIGHT.ink,
                escape(name)
            )?;
            let start = point(scale.left, lane.y);
            writeln!(
                out,
                r#"<path d="M{start}H{}" stroke="{}"/>"#,
                tenths(scale.right),
                LIGHT.line
            )?;
            let Some(node) = lane.node else { continue };
            for it in timeline.lane(node, scale, self.to) {
                let (color, dashes) = match it.status {
                    Status::Up => (LIGHT.tone(tone(self.excerpt, node, it.state)), ""),
                    Status::Paused | Status::Down => (LIGHT.fault, r#" stroke-dasharray="2 4""#),
                };
                let start = point(it.from, lane.y);
                writeln!(
                    out,
                    r#"<path d="M{start}H{}" stroke="{color}" stroke-width="2"{dashes}/>"#,
                    tenths(it.to)
                )?;
            }
        }
        Ok(())
    }

    fn arrow(&self, arrow: &Arrow, out: &mut dyn Write) -> io::Result<()> {
        let color = match arrow.fate {
            Fate::Lost(_) => LIGHT.fault,
            Fate::Arrived | Fate::Unknown => LIGHT.tone(arrow.tone),
        };
        let dashes = if arrow.fate == Fate::Unknown { r#" stroke-dasharray="2 3""# } else { "" };
        let faint = if arrow.quiet { r#" stroke-opacity="0.5""# } else { "" };
        writeln!(
            out,
            r#"<path d="{}" stroke="{color}" stroke-width="1.2"{dashes}{faint}/>"#,
            arrow.path()
        )
    }

    /// A message's name along its arrow.
    fn name(&self, arrow: &Arrow, out: &mut dyn Write) -> io::Result<()> {
        let kinds = self.excerpt.sim.info().messages;
        let Some(kind) = kinds.get(usize::from(arrow.kind)) else { return Ok(()) };
        let (from, to) = (arrow.from, arrow.to);
        let angle = (to.y - from.y).atan2(to.x - from.x).to_degrees();
        let middle = from.towards(to, 0.5);
        writeln!(
            out,
            r#"<text transform="translate({middle}) rotate({})" y="-3" font-family="monospace" font-size="9" text-anchor="middle" fill="{}" stroke="{}" stroke-width="2.5" paint-order="stroke">{}</text>"#,
            tenths(angle),
            LIGHT.ink,
            LIGHT.paper,
            kind.name
        )
    }
}

fn tone(excerpt: &Excerpt, node: NodeId, state: u8) -> Tone {
    let sim = &*excerpt.sim;
    let role = sim.roles().get(node.index()).and_then(|it| sim.info().roles.get(usize::from(*it)));
    let state = role.and_then(|it| it.diagram.states.get(usize::from(state)));
    state.map_or(Tone::Quiet, |it| it.tone)
}

fn mark(event: &Event, out: &mut dyn Write) -> io::Result<()> {
    let (fill, stroke) = match event.mark {
        Mark::Plain => (LIGHT.tone(Tone::Quiet), "none"),
        Mark::Said | Mark::Timer => (LIGHT.paper, LIGHT.ink),
        Mark::Client => (LIGHT.ink, "none"),
        Mark::Moved(tone) => (LIGHT.tone(tone), LIGHT.paper),
        Mark::Up => (LIGHT.tone(Tone::Quiet), LIGHT.paper),
        Mark::Down => ("none", LIGHT.fault),
        Mark::Acted => (LIGHT.paper, LIGHT.fault),
        Mark::Broken => (LIGHT.fault, LIGHT.paper),
    };
    let shape = event.mark.shape();
    writeln!(
        out,
        r#"<path d="M{}{shape}" fill="{fill}" stroke="{stroke}" stroke-width="1.4"/>"#,
        event.place
    )
}
