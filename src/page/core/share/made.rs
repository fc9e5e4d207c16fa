//! What a page of the dialog offers: a run in a format, as bytes that the browser can save.

use crate::session::Session;
use crate::shared::AttrValue;
use export::{Excerpt, Format, Subject};
use kernel::time::Time;
use std::borrow::Cow;
use std::rc::Rc;
use view::svg::{DARK, LIGHT};

/// A file, made.
pub struct Made {
    /// Its bytes.
    pub bytes: Rc<Vec<u8>>,
    /// What they are.
    pub mime: &'static str,
    /// Where the browser offers it, once it does.
    pub url: AttrValue,
    /// What it is to be called.
    pub name: String,
    /// Where the browser offers the same picture in pixels, once it is drawn.
    pub pixels: Option<AttrValue>,
}

/// The page makes no file of more records: its thread would be busy for seconds.
const RECORDS_MAX: usize = 200_000;

/// A name has at most so many characters before its extension.
const NAME_MAX: usize = 48;

impl Made {
    /// Its text.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }
}

/// Makes a file of a session's run. The sentence says why that cannot be.
pub fn make(
    session: &mut Session,
    format: &Format,
    stretch: &[String; 2],
    dark: bool,
) -> Result<Made, String> {
    let now = session.now();
    let [from, to] = match format.subject {
        Subject::Moment => [Time::ZERO, now],
        _ => read(stretch, session)?,
    };
    let scenario = Rc::clone(session.scenario());
    let sim = session.sim();
    let mut bytes = Vec::new();
    let written = sim.seek(to).and_then(|()| {
        let palette = if dark { DARK } else { LIGHT };
        let mut excerpt = Excerpt::new(sim, &scenario, from).in_colours(palette);
        if excerpt.range().len() > RECORDS_MAX && format.subject != Subject::Moment {
            return Err("More happens in this stretch than can be written here: choose a shorter \
                        one, or use the command line"
                .into());
        }
        if let Some(sentence) = excerpt.refusal(format) {
            return Err(sentence);
        }
        (format.write)(&mut excerpt, &mut bytes).map_err(|error| error.to_string())
    });
    // The cursor stays where the user sees it.
    session.sim().seek(now)?;
    written?;
    let mime = mime(format.extension);
    let name = format!("{}.{}", file_name(&scenario.title, format.id), format.extension);
    Ok(Made { bytes: Rc::new(bytes), mime, url: AttrValue::default(), name, pixels: None })
}

/// Reads a stretch of time as typed.
fn read(stretch: &[String; 2], session: &Session) -> Result<[Time; 2], String> {
    let mut times = [Time::ZERO; 2];
    for (time, text) in times.iter_mut().zip(stretch) {
        let text = text.trim();
        // Seconds go without saying.
        let read = text.parse().or_else(|_| format!("{text}s").parse());
        *time = read.map_err(|_| format!("“{text}” is not a time: write 1.2s or 300ms"))?;
    }
    let known = session.known_until().max(session.now());
    match times {
        [from, to] if from > to => Err(format!("The stretch ends at {to}, before it begins")),
        [_, to] if to > known => {
            Err(format!("The run is known up to {known}: play on to export more of it"))
        }
        times => Ok(times),
    }
}

fn mime(extension: &str) -> &'static str {
    match extension {
        "svg" => "image/svg+xml",
        "json" => "application/json",
        _ => "text/plain;charset=utf-8",
    }
}

/// A title as a name that every system takes.
fn file_name(title: &str, otherwise: &str) -> String {
    let mut name = String::new();
    for c in title.chars() {
        if name.len() >= NAME_MAX {
            break;
        }
        match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => name.push(c),
            _ if name.ends_with('-') || name.is_empty() => {}
            _ => name.push('-'),
        }
    }
    let name = name.trim_end_matches('-');
    if name.is_empty() { otherwise.into() } else { name.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    use scenario::Scenario;

    #[test]
    fn a_file_is_named_for_its_title() {
        let split = "Split brain: the minority leader cannot commit, ever, whatever it tries";
        assert_eq!(file_name(split, "svg"), "split-brain-the-minority-leader-cannot-commit-ev");
        assert_eq!(file_name("../../etc/passwd", "svg"), "etc-passwd");
        assert_eq!(file_name("…", "svg"), "svg");
    }

    #[test]
    fn a_stretch_is_read_as_people_write_it() {
        let text = "faultline 1\npattern raft\nseed 1\nuntil 3s\n";
        let scenario = Scenario::parse(text, catalogue::ALL).expect("a scenario");
        let session = Session::open(scenario, Time(1_000_000)).expect("a run");
        let read = |from: &str, to: &str| read(&[from.into(), to.into()], &session);
        assert_eq!(read("300ms", " 1.2 "), Ok([Time(300_000), Time(1_200_000)]));
        assert!(read("1s", "0.5s").is_err_and(|it| it.contains("before it begins")));
        assert!(read("soon", "1s").is_err_and(|it| it.contains("“soon” is not a time")));
        assert!(read("0", "1000s").is_err_and(|it| it.contains("known up to")));
    }
}
