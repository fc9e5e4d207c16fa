//! A moving picture of a stretch of a run, as an SVG document that plays by itself wherever
//! pictures are shown, without a script: the messages, the states, the fault lines, and below them
//! what happens in words.
//!
//! Time is the run's own, about ten times slower. Whoever prefers less motion sees the last moment.
//! The stage itself is [`view::film`]'s.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::Excerpt;
use super::svg::link;
use kernel::ids::NodeId;
use kernel::order::by_key;
use kernel::record::What;
use kernel::time::Time;
use pattern::declare::Outline;
use run::Sim;
use view::film::reel::{Reel, changes, jumps, moves};
use view::film::{Film, layout};
use view::svg::{Palette, document, escape};
use view::text::{clock, count, speed};

/// The stage's size.
const STAGE: (u32, u32) = (1_096, 640);
/// The height of the title above it.
const HEAD: u32 = 48;
/// The height of what is told below it.
const FOOT: u32 = 92;
/// How many messages there is room for: readers of documents wait for no megabytes.
const MESSAGES_MAX: usize = 800;
/// How many lines are told at most.
const LINES_MAX: usize = 160;
/// How many lines are seen at a time, and how far apart they stand.
const LINES: (usize, f64) = (3, 20.0);
/// A line has at most so many characters.
const CHARS_MAX: usize = 118;
/// Where nothing is seen.
const AWAY: f64 = 400.0;

/// Why an excerpt cannot be a moving picture, if it cannot.
pub fn refusal(excerpt: &Excerpt) -> Option<String> {
    let (from, to) = (excerpt.from, excerpt.to());
    let range = excerpt.range();
    let records = &excerpt.sim.records()[range.start as usize..range.end as usize];
    let sent = records.iter().filter(|it| matches!(it.what, What::Sent { .. })).count();
    if from == to {
        Some(format!("Nothing moves from {from} to {to}: choose a longer stretch"))
    } else if sent > MESSAGES_MAX {
        let [sent, most] = [sent, MESSAGES_MAX].map(|it| count(it as u64));
        Some(format!(
            "From {from} to {to}, {sent} messages are sent, and a moving picture has room for {most}: \
             choose a shorter stretch"
        ))
    } else {
        None
    }
}

/// Writes the moving picture.
pub fn write(excerpt: &mut Excerpt, out: &mut dyn Write) -> io::Result<()> {
    let (from, to, palette) = (excerpt.from, excerpt.to(), excerpt.palette);
    let lines = told(excerpt)?;
    let source = link(excerpt);
    let info = excerpt.sim.info();
    let mut film = Film::new(info, excerpt.sim.roles().len(), &palette, from, to);
    roll(excerpt.sim, &mut film, (from, to)).map_err(io::Error::other)?;
    let (width, whole) = (STAGE.0, STAGE.1 + HEAD + FOOT);
    let title = if excerpt.scenario.title.is_empty() { info.name } else { &excerpt.scenario.title };
    let (title, stretch) = (escape(title), format!("from {} to {}", clock(from), clock(to)));
    let Palette { paper, ink, .. } = palette;
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{whole}" viewBox="0 0 {width} {whole}" role="img" aria-label="{title}, {stretch}" font-family="Inter, system-ui, sans-serif" fill="{ink}">"#
    )?;
    writeln!(out, "<title>{title}</title>\n<desc>{} {stretch}.</desc>", escape(info.name))?;
    if let Some(source) = source {
        writeln!(out, "<metadata>{}</metadata>", escape(&source))?;
    }
    writeln!(
        out,
        "<style>@media (prefers-reduced-motion:reduce){{.faultline-film{{display:none}}.faultline-still{{display:inline}}}}</style>"
    )?;
    writeln!(out, r#"<rect width="{width}" height="{whole}" fill="{paper}"/>"#)?;
    writeln!(out, r#"<text x="24" y="32" font-size="18" font-weight="600">{title}</text>"#)?;
    let mut moving = String::new();
    ticks(&mut moving, &film.reel, (from, to));
    let _ = writeln!(
        moving,
        r#"<g transform="translate(0 {HEAD})" text-anchor="middle">{}</g>"#,
        film.write()
    );
    tell(&mut moving, &lines, &film.reel, &palette);
    bar(&mut moving, &film.reel, &palette);
    writeln!(out, "<g class=\"faultline-film\">\n{moving}</g>")?;
    writeln!(
        out,
        "<g class=\"faultline-still\" display=\"none\">\n{}</g>",
        still(excerpt, &lines)
    )?;
    writeln!(out, "</svg>")
}

/// Shows a film every moment of a stretch. The cursor ends where it was: at the end.
fn roll(sim: &mut dyn Sim, film: &mut Film, (from, to): (Time, Time)) -> Result<(), String> {
    let size = (f64::from(STAGE.0), f64::from(STAGE.1));
    sim.seek(from)?;
    let mut partition = None;
    let mut known = sim.position() as usize;
    loop {
        let mut frame = sim.frame();
        if partition.as_ref() != Some(&frame.partition) {
            film.lay_out(layout(sim.info(), sim.roles(), &frame, size), frame.now);
            partition = Some(frame.partition.clone());
        }
        if let Some(layout) = film.layout().filter(|it| !it.crowds.is_empty()) {
            for id in &layout.drawn {
                frame.nodes[id.index()] = sim.node(*id);
            }
        }
        for record in &sim.records()[known..sim.position() as usize] {
            if let What::Lost { from, why, .. } = record.what {
                film.bury(from, record.node, why, record.at);
            }
        }
        known = sim.position() as usize;
        film.show(&frame);
        match sim.next_at() {
            Some(at) if at <= to => sim.seek(at)?,
            Some(_) | None => break,
        }
    }
    film.end(to);
    sim.seek(to)
}

/// A line of what is told.
struct Told {
    at: Time,
    place: String,
    text: String,
    /// Whether it is about a fault, or about something that broke.
    fault: bool,
}

/// What is told: what was done, what became of whom, what broke, what people say.
fn told(excerpt: &mut Excerpt) -> io::Result<Vec<Told>> {
    let mut lines = Vec::new();
    let (from, to) = (excerpt.from, excerpt.to());
    for note in excerpt.scenario.notes.iter().filter(|it| (from..=to).contains(&it.at)) {
        let names = excerpt.sim.names();
        let place = note.node.map_or(String::new(), |id| names.of(id).into());
        lines.push(Told { at: note.at, place, text: note.text.clone(), fault: false });
    }
    excerpt.tell(|sim, record, line| {
        let fault = matches!(record.what, What::Acted(_) | What::Violated(_));
        let moved = matches!(record.what, What::Moved { .. });
        if fault || moved && !is_client(sim, record.node) {
            let (place, text) = (line.place.clone(), line.text.clone());
            lines.push(Told { at: line.at, place, text, fault });
        }
        Ok(())
    })?;
    if lines.len() > LINES_MAX {
        lines.retain(|it| it.fault);
        lines.truncate(LINES_MAX);
    }
    by_key(&mut lines, |it| it.at.0);
    Ok(lines)
}

/// Clients wait and idle all the time; what others become is the story.
fn is_client(sim: &dyn Sim, node: NodeId) -> bool {
    let role = sim.roles().get(node.index()).copied().unwrap_or_default();
    sim.info().roles.get(usize::from(role)).is_some_and(|it| it.outline == Outline::Square)
}

/// The clock: a text a tick.
fn ticks(out: &mut String, reel: &Reel, (from, to): (Time, Time)) {
    let (x, tick) = (STAGE.0 - 24, reel.tick());
    let rate = speed(1.0 / reel.slowness());
    let _ = write!(
        out,
        r#"<g font-size="15" text-anchor="end"><text x="{}" y="32" font-size="12" fill-opacity=".65">{rate}</text>"#,
        x - 84
    );
    let mut at = from;
    loop {
        let next = Time((at.0 / tick.0 + 1) * tick.0);
        let now = clock(at.min(to));
        let last = at >= to;
        let shown = if at == from { "visible" } else { "hidden" };
        let _ = write!(out, r#"<text x="{x}" y="32" visibility="{shown}">{now}"#);
        let mut keys = vec![(0.0, at == from)];
        if at > from {
            keys.push((reel.before(at.min(to)), true));
        }
        keys.extend((!last).then(|| (reel.before(next.min(to)), false)));
        jumps(out, "visibility", &keys, reel.end(), |out, it| {
            out.push_str(if *it { "visible" } else { "hidden" });
        });
        out.push_str("</text>\n");
        if last {
            break;
        }
        at = next.min(to);
    }
    out.push_str("</g>\n");
}

/// The lines, each at the bottom first, and higher as others follow.
fn tell(out: &mut String, lines: &[Told], reel: &Reel, palette: &Palette) {
    let top = f64::from(HEAD + STAGE.1) + 26.0;
    let _ = writeln!(out, r#"<g font-size="13" transform="translate(0 {top})">"#);
    for (place, line) in lines.iter().enumerate() {
        let mut keys = vec![(0.0, AWAY)];
        for higher in 0..LINES.0 {
            let Some(pusher) = lines.get(place + higher) else { break };
            keys.push((reel.before(pusher.at), (LINES.0 - 1 - higher) as f64 * LINES.1));
        }
        keys.extend(lines.get(place + LINES.0).map(|it| (reel.before(it.at), AWAY)));
        let _ = write!(out, r#"<g transform="translate(0 {AWAY})">"#);
        moves(out, &keys, reel.end(), false, |out, y| {
            let _ = write!(out, "0 {y}");
        });
        words(out, line, palette);
        out.push_str("</g>\n");
    }
    out.push_str("</g>\n");
}

fn words(out: &mut String, line: &Told, palette: &Palette) {
    let ink = if line.fault { palette.fault } else { palette.ink };
    let mut text: String = line.text.chars().take(CHARS_MAX).collect();
    if text.len() < line.text.len() {
        text.push('…');
    }
    let (at, place, text) = (clock(line.at), escape(&line.place), escape(&text));
    let _ = write!(
        out,
        r#"<text x="24" fill-opacity=".65">{at}</text><text x="104" font-family="monospace">{place}</text><text x="204" fill="{ink}">{text}</text>"#
    );
}

/// How far the run has come.
fn bar(out: &mut String, reel: &Reel, palette: &Palette) {
    let (width, y, line) = (STAGE.0, HEAD + STAGE.1 + FOOT - 4, palette.line);
    let _ = write!(
        out,
        r#"<rect y="{y}" width="{width}" height="4" fill="{line}"/><rect y="{y}" width="0" height="4" fill="{}">"#,
        palette.tones[0]
    );
    changes(out, "width", &reel.course(), reel.end(), |out, share| {
        let _ = write!(out, "{}", (share * f64::from(width) + 0.5) as u32);
    });
    out.push_str("</rect>\n");
}

/// The last moment, for whoever prefers less motion.
fn still(excerpt: &Excerpt, lines: &[Told]) -> String {
    let (sim, palette) = (&*excerpt.sim, &excerpt.palette);
    let size = (f64::from(STAGE.0), f64::from(STAGE.1));
    let mut frame = sim.frame();
    let layout = layout(sim.info(), sim.roles(), &frame, size);
    if !layout.crowds.is_empty() {
        for id in &layout.drawn {
            frame.nodes[id.index()] = sim.node(*id);
        }
    }
    let picture = document(&layout, &frame, &[], sim.info(), palette);
    let mut out = format!("<g transform=\"translate(0 {HEAD})\">{picture}</g>\n");
    let (x, now) = (STAGE.0 - 24, clock(excerpt.to()));
    let _ = writeln!(out, r#"<text x="{x}" y="32" font-size="15" text-anchor="end">{now}</text>"#);
    let latest = lines.len().saturating_sub(LINES.0);
    for (place, line) in lines[latest..].iter().enumerate() {
        let y = f64::from(HEAD + STAGE.1) + 26.0 + place as f64 * LINES.1;
        let _ = write!(out, r#"<g font-size="13" transform="translate(0 {y})">"#);
        words(&mut out, line, palette);
        out.push_str("</g>\n");
    }
    out
}
