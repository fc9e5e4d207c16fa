//! Text for people: what it may consist of, and what to say of a word that nobody knows.

use super::cursor::{Mistake, Word};
use kernel::ids::Names;

/// Whether a character is refused in any text: controls, and what reorders or hides other text.
pub fn refused(c: char) -> bool {
    let reorders = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2066}'..='\u{2069}');
    let hides = matches!(c, '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}' | '\u{feff}');
    let breaks = c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    reorders || hides || breaks
}

/// Text for people in its one form: words separated by single spaces. The sentence says what is
/// wrong with it.
pub fn plain(text: &str, limit: usize) -> Result<String, String> {
    if let Some(c) = text.chars().find(|c| refused(*c)) {
        return Err(format!("The invisible character U+{:04X} is not allowed", u32::from(c)));
    }
    let mut plain = String::new();
    for word in text.split_whitespace() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(word);
    }
    let length = plain.chars().count();
    if length > limit {
        return Err(format!("This text has {length} characters, {limit} are allowed"));
    }
    Ok(plain)
}

/// That a word is not among the known ones: with the one that was probably meant, or all.
pub fn unknown<'k>(word: Word, what: &str, known: impl IntoIterator<Item = &'k str>) -> Mistake {
    word.mistake(there_is_no(what, word.text, known))
}

/// The same of a word that stands in no scenario, in a sentence.
pub fn there_is_no<'k>(what: &str, text: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let quoted = quoted(text);
    match nearest(text, &known) {
        Some(meant) => format!("There is no {what} {quoted}; did you mean “{meant}”?"),
        None if known.is_empty() => format!("There is no {what} {quoted}; there is none at all"),
        None => format!("There is no {what} {quoted}; expected one of {}", known.join(", ")),
    }
}

/// The nodes for a sentence: `n0 to n4 and c0`.
pub(crate) fn ranges(names: &Names) -> String {
    let mut roles: Vec<(&str, &str)> = Vec::new();
    for name in &names.0 {
        match roles.last_mut() {
            Some((first, last)) if first.chars().next() == name.chars().next() => *last = name,
            _ => roles.push((name, name)),
        }
    }
    let role = |(first, last): &(&str, &str)| match first == last {
        true => (*first).to_string(),
        false => format!("{first} to {last}"),
    };
    roles.iter().map(role).collect::<Vec<_>>().join(" and ")
}

/// Text in quotation marks, shortened if it is long.
pub fn quoted(text: &str) -> String {
    const SHOWN: usize = 40;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("“{}…”", &text[..end]),
        None => format!("“{text}”"),
    }
}

/// The known word that differs by the fewest slips of the pen, if they are few; or the only one that
/// the word begins, or that begins it.
fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let slips = |candidate: &&str| strsim::osa_distance(word, candidate);
    let best = known.iter().copied().min_by_key(|candidate| slips(candidate))?;
    if slips(&best) <= 1 + best.len() / 5 {
        return Some(best);
    }
    let begins = |candidate: &&str| {
        let shorter = word.len().min(candidate.len());
        shorter >= 4 && (word.starts_with(*candidate) || candidate.starts_with(word))
    };
    let mut begun = known.iter().copied().filter(begins);
    begun.next().filter(|_| begun.next().is_none())
}
