//! Stories: the scenarios that a pattern's documentation tells, in fenced `faultline` blocks.
//!
//! Only fences are understood, nothing else of Markdown. The page shows stories with a button to
//! run them, the tests run them all.

use super::{Scenario, ScriptError};
use run::entry::Entry;

/// The stories of a document, in its order. A mistake is placed in the document.
pub fn stories(
    document: &str,
    catalog: &'static [Entry],
) -> impl Iterator<Item = Result<Scenario, ScriptError>> {
    let told = pieces(document).into_iter().filter(Piece::is_story);
    told.map(move |piece| {
        Scenario::parse(&piece.text, catalog)
            .map_err(|error| ScriptError { line: error.line + piece.line, ..error })
    })
}

/// A piece of a document: prose, or a fenced block.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The line of the opening fence; of prose, that before its first.
    pub line: u32,
    /// What the block says it is written in; none of prose.
    pub language: Option<&'a str>,
    /// Its lines.
    pub text: String,
}

impl Piece<'_> {
    /// Whether it is a scenario.
    pub fn is_story(&self) -> bool {
        self.language == Some("faultline")
    }
}

/// All of a document, in its order.
pub fn pieces(document: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece> = Vec::new();
    // The fence that will close the block being read.
    let mut open: Option<&str> = None;
    for (line, number) in document.lines().zip(1..) {
        let mark = line.trim();
        match open {
            Some(fence) if mark.starts_with(fence) && mark.trim_matches('`').is_empty() => {
                open = None;
                pieces.push(Piece { line: number, language: None, text: String::new() });
                continue;
            }
            None if mark.starts_with("```") => {
                let language = mark.trim_start_matches('`');
                open = Some(&mark[..mark.len() - language.len()]);
                let language = Some(language.trim());
                pieces.push(Piece { line: number, language, text: String::new() });
                continue;
            }
            None if pieces.is_empty() => {
                pieces.push(Piece { line: 0, language: None, text: String::new() });
            }
            // A line of the piece being read.
            Some(_) | None => {}
        }
        if let Some(piece) = pieces.last_mut() {
            piece.text += line;
            piece.text.push('\n');
        }
    }
    pieces.retain(|piece| piece.language.is_some() || !piece.text.trim().is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blocks_of_the_language_are_stories() {
        let document = "# Raft\n\n```faultline\nfaultline 1\npattern raft\n```\nProse ```x```.\n\
                        ````text\n```faultline\nno\n```\n````\n``` faultline\nfaultline 1\n";
        let piece = |line, language, text: &str| Piece { line, language, text: text.into() };
        assert_eq!(
            pieces(document),
            [
                piece(0, None, "# Raft\n\n"),
                piece(3, Some("faultline"), "faultline 1\npattern raft\n"),
                piece(6, None, "Prose ```x```.\n"),
                piece(8, Some("text"), "```faultline\nno\n```\n"),
                piece(13, Some("faultline"), "faultline 1\n"),
            ]
        );
    }

    #[test]
    fn mistakes_are_placed_in_the_document() {
        let document = "Prose.\n\n```faultline\nfaultline 1\n  patern x\n```\n";
        let error = stories(document, &[]).next().expect("one story").expect_err("a mistake");
        assert_eq!((error.line, error.column), (5, 3));
    }
}
