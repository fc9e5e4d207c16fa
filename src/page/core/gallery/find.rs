//! Finds patterns by words: in what they are called and are for, and in what they promise, what
//! they can be robbed of, and what their stories tell.
//!
//! Pure. Knows letters of ASCII alone as small and large: the patterns speak English.

use run::entry::Entry;

/// A pattern that was found.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// Its place in the list.
    pub place: usize,
    /// The sentence that was looked for, where it is not what the card says anyway.
    pub why: Option<String>,
}

/// The patterns that have all of these words, in the list's order. Of no words, all of them.
pub fn find(patterns: &[Entry], words: &str) -> Vec<Found> {
    let words = words.to_ascii_lowercase();
    let words: Vec<&str> = words.split_whitespace().collect();
    let looked = patterns.iter().enumerate().filter_map(|(place, entry)| {
        let why = look(entry, &words)?;
        Some(Found { place, why })
    });
    looked.collect()
}

/// The sentence that has the first word that the card does not show. None if a word is nowhere.
fn look(entry: &Entry, words: &[&str]) -> Option<Option<String>> {
    let info = entry.info;
    let card = [info.name, info.summary, info.family, info.id];
    let hidden: Vec<&str> =
        words.iter().copied().filter(|word| !card.iter().any(|it| has(it, word))).collect();
    if hidden.is_empty() {
        return Some(None);
    }
    let guards = (entry.safeguards)();
    let promises = (entry.properties)();
    let titles = info.doc.lines().filter_map(|line| line.strip_prefix("title "));
    let sentences: Vec<&str> = promises
        .iter()
        .map(|(_, sentence)| *sentence)
        .chain(guards.iter().flat_map(|guard| [guard.name, guard.lesson]))
        .chain(titles)
        .collect();
    let mut told = hidden.iter().map(|word| sentences.iter().find(|it| has(it, word)));
    let first = told.next()??;
    told.all(|it| it.is_some()).then(|| Some((*first).into()))
}

fn has(text: &str, word: &str) -> bool {
    text.to_ascii_lowercase().contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalogue::ALL;

    fn found(words: &str) -> Vec<(&'static str, Option<String>)> {
        find(ALL, words).into_iter().map(|it| (ALL[it.place].info.id, it.why)).collect()
    }

    #[test]
    fn no_words_find_everything() {
        assert_eq!(found("  ").len(), ALL.len());
    }

    #[test]
    fn what_the_card_says_needs_no_reason() {
        assert!(found("RAFT").contains(&("raft", None)));
        assert!(found("log majority").contains(&("raft", None)));
    }

    #[test]
    fn a_promise_or_a_safeguard_is_told_as_the_reason() {
        let promise = Some("At most one leader per term".to_string());
        assert!(found("per term").iter().any(|(id, why)| *id == "raft" && *why == promise));
        let (_, why) = found("forgets vote").into_iter().find(|it| it.0 == "raft").expect("Raft");
        assert!(why.expect("a reason").contains("forgets its vote"));
    }

    #[test]
    fn every_word_has_to_be_there() {
        assert_eq!(found("raft qqqq"), []);
        assert_eq!(found("qqqq forgets"), []);
    }
}
