//! SVG: a picture of one moment, with the scenario's title above it and the link to that moment
//! inside, so that the picture in a document leads back to the run.
//!
//! The picture itself is [`view::svg`]'s.

use std::io::{self, Write};

use super::Excerpt;
use scenario::link::{Link, Moment, Stamp};

use kernel::record::What;
use kernel::time::Span;
use view::crowd;
use view::flight::Track;
use view::layout::Layout;
use view::svg::{document, escape};
use view::text::clock;

/// The stage's size, in the proportions that documents have room for.
const STAGE: (u32, u32) = (1_096, 671);
/// The height of the title above it.
const HEAD: u32 = 48;
/// Messages that died so lately are marked.
const LATELY: Span = Span::millis(40);

/// Writes the picture of the excerpt's end.
pub fn write(excerpt: &mut Excerpt, out: &mut dyn Write) -> io::Result<()> {
    let (sim, scenario) = (&*excerpt.sim, excerpt.scenario);
    let mut frame = sim.frame();
    let (width, height) = STAGE;
    let size = (f64::from(width), f64::from(height));
    let crowded = crowd::crowded(sim.info(), sim.roles(), size);
    let telling = crowd::telling(&frame, &crowded, None);
    let layout = Layout::telling(sim.info(), sim.roles(), &frame.partition, size, &telling);
    if !layout.crowds.is_empty() {
        for id in &layout.drawn {
            frame.nodes[id.index()] = sim.node(*id);
        }
    }
    let behind = sim.records()[..frame.records as usize].iter().rev();
    let lately = behind.take_while(|record| frame.now.since(record.at) <= LATELY);
    let graves = lately.filter_map(|record| match record.what {
        What::Lost { from, why, .. } => Some(Track::of(&layout, from, record.node).grave(why)),
        _ => None,
    });
    let graves: Vec<_> = graves.collect();
    let title = if scenario.title.is_empty() { sim.info().name } else { &scenario.title };
    let (title, now) = (escape(title), clock(frame.now));
    let whole = height + HEAD;
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{whole}" viewBox="0 0 {width} {whole}" role="img" aria-label="{title}, at {now}">"#
    )?;
    writeln!(out, "<title>{title}</title>\n<desc>{} at {now}.</desc>", escape(sim.info().name))?;
    if let Some(link) = link(excerpt) {
        writeln!(out, "<metadata>{}</metadata>", escape(&link))?;
    }
    let palette = excerpt.palette;
    let (paper, ink) = (palette.paper, palette.ink);
    writeln!(out, r#"<rect width="{width}" height="{whole}" fill="{paper}"/>"#)?;
    writeln!(
        out,
        r#"<g font-family="Inter, system-ui, sans-serif" fill="{ink}"><text x="24" y="32" font-size="18" font-weight="600">{title}</text><text x="{}" y="32" font-size="15" text-anchor="end">{now}</text></g>"#,
        width - 24
    )?;
    writeln!(out, r#"<g transform="translate(0 {HEAD})">"#)?;
    out.write_all(document(&layout, &frame, &graves, excerpt.sim.info(), &palette).as_bytes())?;
    writeln!(out, "</g>\n</svg>")
}

/// The link to the excerpt's end, if the scenario fits into one.
pub(super) fn link(excerpt: &Excerpt) -> Option<String> {
    let stamp = Some(Stamp { engine: kernel::REVISION, digest: excerpt.sim.digest() });
    let moment = Moment { at: excerpt.to(), branch: None, selected: None, stamp };
    Link { text: excerpt.scenario.to_text(), moment: Some(moment) }.encode().ok()
}
