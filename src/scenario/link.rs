//! Links: a scenario in the fragment of an address, which no server ever sees.
//!
//! The usual form is packed, `#1` + base64url(zlib(text)) + `z`. The `1` is the version of this
//! wrapping, zlib's checksum finds damage, and the final `z` shows that nothing was cut off at
//! the end, where other tools like to shorten addresses. The other form is the text itself,
//! percent-encoded, for people and for tools that make links by hand: `#faultline%201%0A…`.
//!
//! After either may follow a moment of the run, `&b=2&sel=n0&t=1.32s&e=1&d=0123456789abcdef`: the
//! branch by number or name, the node looked at, the time, the revision of the engine that ran it,
//! and the digest that the run had there. Parameters may stand in any order. None has a meaning without the time, and a revision
//! has none without its digest, so a link that was shortened among them never shows another
//! moment than the one meant. Parameters of other names are left to newer pages. One of them is
//! `&embed=1`: the page stands within another and only shows the run; another is `&present=1`: it
//! opens as slides. See [`embedded`] and [`presented`]. A second scenario travels in `&with=`, its
//! branch in `&wb=`, and in `&wd=` the digest that its run had at the same moment, by the same
//! engine. See [`With`].
//!
//! Opening a link is not this file's: the text is still to be parsed, the digest to be compared.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

use super::{limits, percent};
use kernel::time::Time;

/// A scenario's text, and the moment to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The scenario's text. It has been inflated, not parsed.
    pub text: String,
    /// The moment; the start if there is none.
    pub moment: Option<Moment>,
}

/// A moment of a run, and what is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The time.
    pub at: Time,
    /// The branch, by number or name; the trunk if there is none.
    pub branch: Option<String>,
    /// The node or message selected, by name.
    pub selected: Option<String>,
    /// What the run had come to for whoever made the link.
    pub stamp: Option<Stamp>,
}

/// What a run had come to at a moment, and by which engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The engine's revision, [`kernel::REVISION`].
    pub engine: u32,
    /// The digest of the records up to the moment.
    pub digest: u64,
}

/// Why a link cannot be made or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It is not in any form of a link.
    NotALink,
    /// It is of a later version.
    Newer(u32),
    /// Its end is missing.
    CutOff,
    /// Some of its characters are not what they were.
    Damaged,
    /// It has more characters than are ever read or written.
    TooLong,
    /// What is packed in it is larger than any scenario.
    TooLarge,
    /// The parameter of that name says nothing that can be understood.
    Parameter(&'static str),
}

/// A link has at most this many characters.
pub const LINK_CHARS: usize = 64 * 1024;

/// The parameter of a fragment for a page within another page. It comes first, so that the moment
/// still shows whether something was cut off.
const EMBED: &str = "&embed=1";
/// The parameter of a fragment that opens as slides, in the same place.
const PRESENT: &str = "&present=1";

/// The version of the wrapping that is written, and the newest that is read.
const VERSION: u32 = 1;

impl Link {
    /// The fragment, from its `#` on.
    pub fn encode(&self) -> Result<String, LinkError> {
        let packed = compress_to_vec_zlib(self.text.as_bytes(), 10);
        let mut fragment = format!("#{VERSION}{}z", URL_SAFE_NO_PAD.encode(packed));
        if let Some(moment) = &self.moment {
            moment.write(&mut fragment);
        }
        if self.text.len() > limits::TEXT_BYTES {
            return Err(LinkError::TooLarge);
        }
        if fragment.len() > LINK_CHARS {
            return Err(LinkError::TooLong);
        }
        Ok(fragment)
    }

    /// Reads a fragment, with or without its `#`.
    pub fn decode(fragment: &str) -> Result<Link, LinkError> {
        if fragment.len() > LINK_CHARS {
            return Err(LinkError::TooLong);
        }
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        if fragment.starts_with("faultline") {
            let (text, parameters) = cut(fragment);
            return Ok(Link { text: plain(text)?, moment: Moment::read(parameters)? });
        }
        // Some tools encode the whole address once more, where the packed form needs none.
        let once_more = cut(fragment).0.contains('%');
        let fragment = if once_more { plain(fragment)? } else { fragment.into() };
        let (payload, parameters) = cut(&fragment);
        let end = payload.find(|c: char| !c.is_ascii_digit()).unwrap_or(payload.len());
        match payload[..end].parse::<u32>() {
            Ok(VERSION) => {
                let text = unpack(&payload[end..])?;
                Ok(Link { text, moment: Moment::read(parameters)? })
            }
            Ok(version) if version > VERSION => Err(LinkError::Newer(version)),
            Ok(_) | Err(_) => Err(LinkError::NotALink),
        }
    }
}

/// The scenario that is to stand beside a link's own, at the same moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct With {
    /// The scenario's text. It has been inflated, not parsed.
    pub text: String,
    /// Its branch, by number or name; the trunk if there is none.
    pub branch: Option<String>,
    /// What its run had come to at the link's moment, by the engine of the link's stamp.
    pub digest: Option<u64>,
}

impl With {
    /// A fragment with this scenario in it as well.
    pub fn add_to(&self, fragment: &str) -> Result<String, LinkError> {
        let own = Link { text: self.text.clone(), moment: None }.encode()?;
        let (payload, parameters) = cut(fragment);
        let branch = self.branch.as_ref().map(|it| format!("&wb={}", percent::encode(it)));
        let branch = branch.unwrap_or_default();
        let digest = self.digest.map(|it| format!("&wd={it:016x}")).unwrap_or_default();
        let whole = format!("{payload}&with={}{branch}{digest}{parameters}", &own[1..]);
        (whole.len() <= LINK_CHARS).then_some(whole).ok_or(LinkError::TooLong)
    }

    /// The scenario that a fragment has beside its own, if it has one.
    pub fn read(fragment: &str) -> Result<Option<With>, LinkError> {
        if fragment.len() > LINK_CHARS {
            return Err(LinkError::TooLong);
        }
        let fragment = once(fragment);
        let find = |key: &str| {
            let mut parameters = cut(&fragment).1.split('&');
            parameters.find_map(|it| it.strip_prefix(key)?.strip_prefix('='))
        };
        let Some(own) = find("with") else { return Ok(None) };
        let branch = find("wb").map(plain).transpose()?;
        let digest = find("wd").map(|it| read_digest("wd", it)).transpose()?;
        Ok(Some(With { text: Link::decode(own)?.text, branch, digest }))
    }
}

/// The fragment of an address, if it has one: from its first `#` on.
pub fn fragment(address: &str) -> Option<&str> {
    address.find('#').map(|at| &address[at..])
}

/// The same fragment for a page within another page: one that only shows the run.
pub fn embedded(fragment: &str) -> String {
    flagged(fragment, EMBED)
}

/// The same fragment, to be opened as slides.
pub fn presented(fragment: &str) -> String {
    flagged(fragment, PRESENT)
}

fn flagged(fragment: &str, flag: &str) -> String {
    let (payload, parameters) = cut(fragment);
    format!("{payload}{flag}{parameters}")
}

/// Whether a fragment is for a page within another page.
pub fn is_embedded(fragment: &str) -> bool {
    is_flagged(fragment, EMBED)
}

/// Whether a fragment opens as slides.
pub fn is_presented(fragment: &str) -> bool {
    is_flagged(fragment, PRESENT)
}

/// Whether a fragment has one of the parameters that say how it is opened.
fn is_flagged(fragment: &str, flag: &str) -> bool {
    cut(&once(fragment)).1.split('&').any(|parameter| parameter == &flag[1..])
}

/// A fragment as it was made: some tools encode the whole address once more.
fn once(fragment: &str) -> String {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let packed = !fragment.starts_with("faultline");
    let once_more = packed && cut(fragment).0.contains('%');
    if once_more { plain(fragment).unwrap_or_default() } else { fragment.into() }
}

/// The part before the first `&`, and the parameters from there on.
fn cut(fragment: &str) -> (&str, &str) {
    fragment.split_at(fragment.find('&').unwrap_or(fragment.len()))
}

fn plain(text: &str) -> Result<String, LinkError> {
    percent::decode(text).ok_or(LinkError::Damaged)
}

fn unpack(payload: &str) -> Result<String, LinkError> {
    let payload = payload.strip_suffix('z').ok_or(LinkError::CutOff)?;
    let packed = URL_SAFE_NO_PAD.decode(payload).map_err(|_| LinkError::Damaged)?;
    let text = decompress_to_vec_zlib_with_limit(&packed, limits::TEXT_BYTES);
    let text = text.map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => LinkError::TooLarge,
        TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => LinkError::CutOff,
        // The checksum, the header or a block is wrong.
        _ => LinkError::Damaged,
    })?;
    String::from_utf8(text).map_err(|_| LinkError::Damaged)
}

impl Moment {
    /// Appends the parameters: those that cannot be recognised as shortened come first.
    fn write(&self, fragment: &mut String) {
        for (key, value) in [("b", &self.branch), ("sel", &self.selected)] {
            if let Some(value) = value {
                *fragment += &format!("&{key}={}", percent::encode(value));
            }
        }
        *fragment += &format!("&t={}", self.at);
        if let Some(Stamp { engine, digest }) = self.stamp {
            *fragment += &format!("&e={engine}&d={digest:016x}");
        }
    }

    /// Reads `&key=value&key=value`.
    fn read(parameters: &str) -> Result<Option<Moment>, LinkError> {
        let (mut at, mut branch, mut selected) = (None, None, None);
        let (mut engine, mut digest) = (None, None);
        for parameter in parameters.split('&').skip(1) {
            let (key, value) = parameter.split_once('=').ok_or(LinkError::CutOff)?;
            if key.is_empty() || !key.bytes().all(|b| b.is_ascii_lowercase()) {
                return Err(LinkError::Damaged);
            }
            match key {
                "t" => at = Some(value.parse().map_err(|_| LinkError::Parameter("t"))?),
                "b" => branch = Some(plain(value)?),
                "sel" => selected = Some(plain(value)?),
                "e" => engine = Some(value.parse().map_err(|_| LinkError::Parameter("e"))?),
                "d" => digest = Some(read_digest("d", value)?),
                // Known to a newer page, and of no weight to this one.
                _ => {}
            }
        }
        let stamp = match (engine, digest) {
            (Some(engine), Some(digest)) => Some(Stamp { engine, digest }),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(LinkError::CutOff),
        };
        match at {
            Some(at) => Ok(Some(Moment { at, branch, selected, stamp })),
            None if branch.is_some() || selected.is_some() || stamp.is_some() => {
                Err(LinkError::CutOff)
            }
            None => Ok(None),
        }
    }
}

fn read_digest(name: &'static str, text: &str) -> Result<u64, LinkError> {
    let whole = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let digest = u64::from_str_radix(text, 16).ok().filter(|_| whole);
    digest.ok_or(if text.len() < 16 { LinkError::CutOff } else { LinkError::Parameter(name) })
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::NotALink => f.write_str("This is not a link to a Faultline scenario"),
            LinkError::Newer(version) => write!(
                f,
                "This link was made by a newer Faultline (link version {version}; this one reads \
                 up to {VERSION})"
            ),
            LinkError::CutOff => f.write_str(
                "This link was cut off, probably by the tool it was copied from; ask for it again",
            ),
            LinkError::Damaged => {
                f.write_str("This link was damaged on its way: some of its characters have changed")
            }
            LinkError::TooLong => {
                write!(f, "This is longer than the {LINK_CHARS} characters that a link may have")
            }
            LinkError::TooLarge => {
                let limit = limits::TEXT_BYTES / 1024;
                write!(f, "This is larger than the {limit} kB that a scenario may have")
            }
            LinkError::Parameter(name) => {
                write!(f, "The link's parameter “{name}” cannot be understood")
            }
        }
    }
}

impl std::error::Error for LinkError {}
