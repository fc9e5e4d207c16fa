//! Reads the Markdown that patterns are documented in: headings, paragraphs, lists, fenced blocks,
//! and in a line strong, emphasized and literal text, and stars that are none of these.
//!
//! That is all it knows. Everything else is text like any other, never markup of the page: what is
//! read here is drawn as text by whoever draws it.

use scenario::stories::{Piece, pieces};

/// A part of a document.
#[derive(Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading: how deep it lies, from 1, and its words.
    Heading(usize, Vec<Span>),
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// A list of items.
    List(Vec<Vec<Span>>),
    /// The text of a scenario.
    Story(String),
    /// The text of another fenced block.
    Literal(String),
}

/// Text of one look.
#[derive(Debug, PartialEq, Eq)]
pub struct Span {
    /// How it looks.
    pub look: Look,
    /// The text.
    pub text: String,
}

/// How text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Like text.
    Plain,
    /// `**Strong**`.
    Strong,
    /// `*Emphasized*`.
    Emphasized,
    /// `` `literal` ``.
    Literal,
}

/// The marks around text of another look; the longer ones first.
const MARKS: [(&str, Look); 3] =
    [("**", Look::Strong), ("*", Look::Emphasized), ("`", Look::Literal)];

/// A star that is no mark.
const STAR: &str = "\\*";

/// A document's blocks, in its order.
pub fn read(document: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for piece in pieces(document) {
        match piece {
            Piece { language: None, text, .. } => prose(&text, &mut blocks),
            piece if piece.is_story() => blocks.push(Block::Story(piece.text)),
            Piece { text, .. } => blocks.push(Block::Literal(text)),
        }
    }
    blocks
}

fn prose(text: &str, blocks: &mut Vec<Block>) {
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let words = line.trim_start_matches('#');
        let depth = line.len() - words.len();
        if depth > 0 && words.starts_with(' ') {
            blocks.push(Block::Heading(depth, spans(words.trim())));
            continue;
        }
        let item = item(line);
        // A paragraph or an item goes on until something else begins.
        let mut whole: String = item.unwrap_or(line).into();
        while let Some(next) = lines.next_if(|next| goes_on(next)) {
            whole.push(' ');
            whole += next.trim();
        }
        let words = spans(&whole);
        match (item, blocks.last_mut()) {
            (Some(_), Some(Block::List(items))) => items.push(words),
            (Some(_), _) => blocks.push(Block::List(vec![words])),
            (None, _) => blocks.push(Block::Paragraph(words)),
        }
    }
}

fn goes_on(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && item(line).is_none() && !line.starts_with('#')
}

fn item(line: &str) -> Option<&str> {
    line.strip_prefix("* ").or_else(|| line.strip_prefix("- "))
}

/// The looks of a line's text.
fn spans(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix(STAR) {
            push(&mut spans, Look::Plain, "*");
            rest = after;
            continue;
        }
        let marked = MARKS.iter().find_map(|(mark, look)| Some((enclosed(rest, mark)?, *look)));
        let (text, look, after) = match marked {
            Some(((inside, after), look)) => (inside, look, after),
            None => (&rest[..first.len_utf8()], Look::Plain, &rest[first.len_utf8()..]),
        };
        push(&mut spans, look, text);
        rest = after;
    }
    spans
}

fn push(spans: &mut Vec<Span>, look: Look, text: &str) {
    match spans.last_mut() {
        Some(last) if look == Look::Plain && last.look == look => last.text += text,
        _ if look == Look::Literal => spans.push(Span { look, text: text.into() }),
        _ => spans.push(Span { look, text: text.replace(STAR, "*") }),
    }
}

/// What stands between this mark at the start and the next such mark, and what comes after. A mark
/// beside a space is a sign like any other.
fn enclosed<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let text = text.strip_prefix(mark)?;
    let ends = text.match_indices(mark).map(|(at, _)| at);
    let end = ends.into_iter().find(|at| !text[..*at].ends_with('\\'))?;
    let (inside, after) = (&text[..end], &text[end + mark.len()..]);
    let tight = !inside.is_empty() && inside.trim() == inside;
    tight.then_some((inside, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Span {
        Span { look: Look::Plain, text: text.into() }
    }

    #[test]
    fn blocks_are_told_apart() {
        let read =
            read("# What\nOne\ntwo.\n\n* a\n  b\n* c\n\n## More\n\n```faultline\nx\n```\nEnd");
        assert_eq!(
            read,
            [
                Block::Heading(1, vec![plain("What")]),
                Block::Paragraph(vec![plain("One two.")]),
                Block::List(vec![vec![plain("a b")], vec![plain("c")]]),
                Block::Heading(2, vec![plain("More")]),
                Block::Story("x\n".into()),
                Block::Paragraph(vec![plain("End")]),
            ]
        );
    }

    #[test]
    fn looks_are_told_apart() {
        let looked = spans("a **b c** *d* `*e*` 2 * 3 * 4");
        let of = |look, text: &str| Span { look, text: text.into() };
        assert_eq!(
            looked,
            [
                plain("a "),
                of(Look::Strong, "b c"),
                plain(" "),
                of(Look::Emphasized, "d"),
                plain(" "),
                of(Look::Literal, "*e*"),
                plain(" 2 * 3 * 4"),
            ]
        );
    }

    #[test]
    fn a_star_can_be_meant() {
        let title = Span { look: Look::Emphasized, text: "The R* System".into() };
        assert_eq!(spans(r"*The R\* System*, 5 \*"), [title, plain(", 5 *")]);
    }

    #[test]
    fn what_is_not_known_stays_text() {
        for text in
            ["<img src=x onerror=alert(1)>", "[a](javascript:b)", "| a | b |", "**", "a*b", "#1"]
        {
            let paragraph = Block::Paragraph(vec![plain(text)]);
            assert_eq!(read(text), [paragraph], "{text}");
        }
    }

    /// All words of a document, as they are shown.
    fn shown(blocks: &[Block]) -> (String, Vec<&Span>) {
        let mut spans = Vec::new();
        let mut literal = String::new();
        for block in blocks {
            match block {
                Block::Heading(_, words) | Block::Paragraph(words) => spans.extend(words),
                Block::List(items) => spans.extend(items.iter().flatten()),
                Block::Story(text) | Block::Literal(text) => literal += text,
            }
        }
        (literal, spans)
    }

    #[test]
    fn nothing_in_the_documentation_of_any_pattern_is_left_unread() {
        for entry in catalogue::ALL {
            let (id, doc) = (entry.info.id, entry.info.doc);
            let blocks = read(doc);
            let (literal, spans) = shown(&blocks);
            let mut stars = 0;
            for span in spans.iter().filter(|it| it.look != Look::Literal) {
                let marks = span.text.contains(['`', '#', '|', '<', '[']);
                stars += span.text.matches('*').count();
                assert!(!marks, "{id}: a mark is shown as text: {:?}", span.text);
            }
            assert_eq!(stars, doc.matches(STAR).count(), "{id}: a mark is shown as text");
            // Every letter is there, in its order, but for the marks.
            let letters = |text: &str| text.chars().filter(|it| it.is_alphanumeric()).count();
            let told: usize = spans.iter().map(|it| letters(&it.text)).sum();
            let fences = doc.matches("```faultline").count() * "faultline".len();
            assert_eq!(told + letters(&literal) + fences, letters(doc), "{id}");
            assert!(blocks.iter().any(|it| matches!(it, Block::Story(_))), "{id}");
        }
    }
}
