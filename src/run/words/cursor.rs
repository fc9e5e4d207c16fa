//! The words of one line, each with its place, so that a mistake can point at what is wrong.
//!
//! Knows nothing of what the words mean.

use std::str::FromStr;

use super::spelling;

/// What is wrong with a line, in one sentence, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The place: bytes from the start of the line.
    pub at: usize,
    /// The sentence.
    pub message: String,
}

/// A line, read word by word.
#[derive(Clone, Debug)]
pub struct Words<'a> {
    line: &'a str,
    at: usize,
}

/// A word and its place: bytes from the start of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word.
    pub text: &'a str,
    /// Its place.
    pub at: usize,
}

/// No word of the language is longer, so that no message quotes a book.
const WORD_CHARS: usize = 64;

impl<'a> Words<'a> {
    /// Starts at the beginning of a line.
    pub fn of(line: &'a str) -> Words<'a> {
        Words { line, at: 0 }
    }

    /// Whether nothing but space is left.
    pub fn is_empty(&self) -> bool {
        self.line[self.at..].trim_start().is_empty()
    }

    /// The next word; `wanted` says what it should be if there is none.
    pub fn word(&mut self, wanted: &str) -> Result<Word<'a>, Mistake> {
        self.skip_space();
        if self.is_empty() {
            return Err(self.mistake(format!("Expected {wanted} here")));
        }
        let rest = &self.line[self.at..];
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let word = Word { text: &rest[..length], at: self.at };
        if word.text.chars().nth(WORD_CHARS).is_some() {
            return Err(word.mistake(format!("{} is too long for a word", word.quoted())));
        }
        self.at += length;
        Ok(word)
    }

    /// All that is left as text for people, its words separated by single spaces, and its place.
    pub fn text(&mut self, wanted: &str, limit: usize) -> Result<(usize, String), Mistake> {
        self.skip_space();
        if self.is_empty() {
            return Err(self.mistake(format!("Expected {wanted} here")));
        }
        let at = self.at;
        let rest = &self.line[at..];
        self.at = self.line.len();
        let text = spelling::plain(rest, limit).map_err(|message| Mistake { at, message })?;
        Ok((at, text))
    }

    /// That nothing is left.
    pub fn end(&mut self) -> Result<(), Mistake> {
        if self.is_empty() {
            return Ok(());
        }
        let word = self.word("the end of the line")?;
        Err(word.mistake(format!("Nothing more is expected here, but there is {}", word.quoted())))
    }

    /// A mistake at the place reached.
    pub fn mistake(&self, message: impl Into<String>) -> Mistake {
        Mistake { at: self.at, message: message.into() }
    }

    fn skip_space(&mut self) {
        let rest = &self.line[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }
}

impl<'a> Word<'a> {
    /// The parts before and after the first `mark`.
    pub fn split(self, mark: char) -> Option<(Word<'a>, Word<'a>)> {
        let (before, after) = self.text.split_once(mark)?;
        let place = self.at + before.len() + mark.len_utf8();
        Some((Word { text: before, at: self.at }, Word { text: after, at: place }))
    }

    /// The value that the word stands for.
    pub fn parse<T: FromStr<Err = String>>(self) -> Result<T, Mistake> {
        self.text.parse().map_err(|message: String| self.mistake(message))
    }

    /// The word in quotation marks, shortened if it is long.
    pub fn quoted(self) -> String {
        spelling::quoted(self.text)
    }

    /// A mistake at this word.
    pub fn mistake(self, message: impl Into<String>) -> Mistake {
        Mistake { at: self.at, message: message.into() }
    }
}
