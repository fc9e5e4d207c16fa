//! Stories: the scenarios that a pattern's documentation tells, in fenced `faultline` blocks.
//!
//! Only fences are understood, nothing else of Markdown. The page shows stories with a button to
//! run them, the tests run them all.

use super::{Scenario, ScriptError};
use crate::sim::entry::Entry;

/// The stories of a document, in its order. A mistake is placed in the document.
pub fn stories(
    document: &str,
    catalog: &'static [Entry],
) -> impl Iterator<Item = Result<Scenario, ScriptError>> {
    blocks(document).into_iter().map(move |block| {
        Scenario::parse(&block.text, catalog)
            .map_err(|error| ScriptError { line: error.line + block.line, ..error })
    })
}

/// The text of a fenced block, and the line of its opening fence.
#[derive(Debug, PartialEq, Eq)]
struct Block {
    line: u32,
    text: String,
}

fn blocks(document: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    // The fence that will close the block being read, and whether it is a story.
    let mut open: Option<(&str, bool)> = None;
    for (line, number) in document.lines().zip(1..) {
        let mark = line.trim();
        match open {
            Some((fence, _)) if mark.starts_with(fence) && mark.trim_matches('`').is_empty() => {
                open = None;
            }
            Some((_, true)) => {
                if let Some(block) = blocks.last_mut() {
                    block.text += line;
                    block.text.push('\n');
                }
            }
            // Inside a block of another language.
            Some((_, false)) => {}
            None if mark.starts_with("```") => {
                let language = mark.trim_start_matches('`');
                let story = language.trim() == "faultline";
                open = Some((&mark[..mark.len() - language.len()], story));
                if story {
                    blocks.push(Block { line: number, text: String::new() });
                }
            }
            // Prose.
            None => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blocks_of_the_language_are_stories() {
        let document = "# Raft\n\n```faultline\nfaultline 1\npattern raft\n```\nProse ```x```.\n\
                        ````text\n```faultline\nno\n```\n````\n``` faultline\nfaultline 1\n";
        assert_eq!(
            blocks(document),
            [
                Block { line: 3, text: "faultline 1\npattern raft\n".into() },
                Block { line: 13, text: "faultline 1\n".into() },
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
