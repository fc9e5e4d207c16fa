//! Reads what the user hands to the page: the text of a file, or what was in the clipboard.
//!
//! It is a scenario, a scenario within other text (a fenced block of a document), a link to one, or a saved
//! value that was downloaded as it is. Anything else gives one sentence. This module uses no browser.

use super::{convert, file, format};
use crate::share::link::{self as share, Opened};
use scenario::{limits, link};

/// No more bytes of a file are read.
pub const MOST_BYTES: usize = limits::TEXT_BYTES;

/// Opens a text; the sentence says why that cannot be.
pub fn open(text: &str) -> Result<Opened, String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if let Some(fragment) = link_in(text) {
        return share::open(fragment);
    }
    if format::is_encoded(text) {
        return convert::open(&format::decode(text)?);
    }
    convert::open(&file::read(block(text)))
}

/// Whether a text is meant for the page at all: a scenario, a link or a saved value, whatever is wrong with it.
pub fn is_meant(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim();
    link_in(text).is_some() || format::is_encoded(text) || text.lines().any(opens)
}

/// The fragment of a link, if a text is one and nothing else.
fn link_in(text: &str) -> Option<&str> {
    let fragment = link::fragment(text).filter(|_| !text.contains(char::is_whitespace))?;
    let begins = fragment.starts_with("#faultline");
    (begins || fragment[1..].starts_with(|c: char| c.is_ascii_digit())).then_some(fragment)
}

/// The scenario in a text: from its first line to the end of the block that it stands in. A text
/// without such a line is a scenario with a mistake in its first line.
fn block(text: &str) -> &str {
    let lines = || text.split_inclusive('\n');
    let start: usize = lines().take_while(|line| !opens(line)).map(str::len).sum();
    if start == text.len() {
        return text;
    }
    let comments = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    if lines().take_while(|line| !opens(line)).all(comments) {
        // A file with words of its own at its head: mistakes are told by its own lines.
        return text;
    }
    let rest = &text[start..];
    let fence = |line: &&str| !line.trim_start().starts_with("```");
    let length: usize = rest.split_inclusive('\n').take_while(fence).map(str::len).sum();
    &rest[..length]
}

/// Whether a line is the first of a scenario.
fn opens(line: &str) -> bool {
    line.trim_start().starts_with("faultline ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::time::Time;
    use scenario::link::Link;

    const RAFT: &str = "faultline 1\ntitle A test\npattern raft\nseed 1\nuntil 3s\n";

    fn title(text: &str) -> Result<String, String> {
        open(text).map(|opened| opened.session.document().title.clone())
    }

    #[test]
    fn a_scenario_is_taken_bare_in_a_block_and_as_a_link() {
        let packed = Link { text: RAFT.into(), moment: None }.encode().expect("short");
        let fenced = format!("# A review\n\nSee:\n\n```faultline\n{RAFT}```\n\nAnd so on.\n");
        let commented = format!("# Ours\n\n{RAFT}");
        let marked = format!("\u{feff}{RAFT}");
        let linked = format!("https://example.org/faultline/{packed}\n");
        for text in [RAFT, &fenced, &commented, &marked, &linked, &packed] {
            assert_eq!(title(text).as_deref(), Ok("A test"), "{text}");
            assert!(is_meant(text), "{text}");
        }
    }

    #[test]
    fn a_file_opens_where_its_cursor_was() {
        let opened = open(&format!("{RAFT}# at 1.5s in trunk\n")).expect("a scenario");
        assert_eq!(opened.session.now(), Time(1_500_000));
    }

    #[test]
    fn a_saved_value_that_was_downloaded_is_opened() {
        let value = format::encode(&file::read(&format!("{RAFT}# at 1.5s in trunk\n")));
        assert!(is_meant(&value));
        let opened = open(&format!("{value}\n")).expect("a saved value");
        assert_eq!(opened.session.now(), Time(1_500_000));
    }

    #[test]
    fn anything_else_gives_a_sentence_and_no_panic() {
        for text in
            ["", "\u{0}\u{1}\u{fffd}PNG", "https://example.org/#top", "{\"a\": 1}", "```\n```"]
        {
            assert!(!is_meant(text), "{text}");
            assert!(title(text).is_err_and(|it| it.starts_with("Line 1")), "{text}");
        }
        assert!(
            title("faultline 1\npattern raft\nat 1s crash n99\n")
                .is_err_and(|it| it.starts_with("Line 3"))
        );
        assert!(
            title("# Ours\nfaultline 1\npattern rift\n").is_err_and(|it| it.starts_with("Line 3"))
        );
        let newer = "{\"faultline_saved\":2,\"edited_ms\":1}";
        assert!(is_meant(newer) && title(newer).is_err_and(|it| it.contains("newer version")));
        assert!(title("https://example.org/#1abcz").is_err_and(|it| it.contains("link")));
        let long = format!("{RAFT}{}", "# more\n".repeat(100_000));
        assert!(title(&long).is_err_and(|it| it.contains("256 kB")));
    }
}
