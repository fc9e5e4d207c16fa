//! The published page's styles as one file: twenty small ones are good to work with, but each is a
//! request that stands before the program's own, and apart from each other they compress badly.
//!
//! Knows of CSS what a comment and a string are and where spaces mean nothing; no rule, and none of
//! the page's.

use std::fs;
use std::path::Path;

use crate::sh::{self, Result};

/// Joins the style sheets that a built page links, in their order, and answers the page with a link
/// to the one file instead.
pub fn join(dist: &Path, html: &str) -> Result<String> {
    let (page, names) = without_links(html)?;
    let mut whole = String::new();
    for name in &names {
        whole += &tight(&sh::read(&dist.join(name))?);
    }
    let joined = name(&whole);
    let unwritten = |error| format!("{}: {error}.", dist.join(&joined).display());
    fs::write(dist.join(&joined), &whole).map_err(unwritten)?;
    for name in names.iter().filter(|it| **it != joined) {
        let file = dist.join(name);
        fs::remove_file(&file).map_err(|error| format!("{}: {error}.", file.display()))?;
    }
    let link = format!("<link rel=\"stylesheet\" href=\"./{joined}\"/>");
    Ok(page.replacen(PLACE, &link, 1))
}

/// Stands where the first link stood.
const PLACE: &str = "<!-- styles -->";

/// The page without its links to style sheets, and their names. Trunk has written the links: beside
/// the page, for all media.
fn without_links(html: &str) -> Result<(String, Vec<&str>)> {
    let (mut page, mut names, mut rest) = (String::new(), Vec::new(), html);
    while let Some(at) = rest.find("<link") {
        let (before, tag) = rest.split_at(at);
        let length = tag.find('>').ok_or("A link of the built page has no end.")? + 1;
        let (tag, after) = tag.split_at(length);
        page += before;
        rest = after;
        if !tag.contains("rel=\"stylesheet\"") {
            page += tag;
            continue;
        }
        let href = tag.split("href=\"./").nth(1).and_then(|it| it.split('"').next());
        let name = href.filter(|it| !it.contains('/') && !tag.contains("media="));
        names.push(name.ok_or_else(|| format!("Nobody can join this style sheet: {tag}"))?);
        match names.len() {
            1 => page += PLACE,
            // The line was its link's.
            _ => page.truncate(page.trim_end().len()),
        }
    }
    if names.is_empty() {
        return Err("The built page has no style sheet.".into());
    }
    Ok((page + rest, names))
}

/// The file's name, another one for every change, as Trunk's are: browsers may keep it for ever.
#[expect(clippy::disallowed_types, reason = "a name of a file, which no run depends on")]
fn name(whole: &str) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    whole.hash(&mut hasher);
    format!("styles-{:016x}.css", hasher.finish())
}

/// A style sheet without comments, and without spaces where they mean nothing: beside braces,
/// semicolons and commas, and after a colon.
fn tight(css: &str) -> String {
    let mut tight = String::with_capacity(css.len());
    let (mut rest, mut spaced) = (css, false);
    while let Some(c) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            spaced = true;
            continue;
        }
        let length = match c {
            '"' | '\'' => string(rest, c),
            _ => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        rest = after;
        if c.is_ascii_whitespace() {
            spaced = true;
            continue;
        }
        let open = tight.ends_with(['{', '}', ';', ',', ':']) || tight.is_empty();
        if spaced && !open && !['{', '}', ';', ','].contains(&c) {
            tight.push(' ');
        }
        if c == '}' && tight.ends_with(';') {
            tight.pop();
        }
        tight += token;
        spaced = false;
    }
    tight
}

/// How long the string is that begins a text.
fn string(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_go_where_they_mean_nothing() {
        let css = "/* The bar; wide. */\n.bar, .app > h1 :hover {\n  margin: 0 calc(1px + 2px);\n\n  \
                   content: \"a  { /* b\\\" */\";\n}\n@media (width < 9px) and (hover: none) {\n  a { b: c }\n}\n";
        assert_eq!(
            tight(css),
            ".bar,.app > h1 :hover{margin:0 calc(1px + 2px);content:\"a  { /* b\\\" */\"}\
             @media (width < 9px) and (hover:none){a{b:c}}"
        );
    }

    #[test]
    fn a_comment_parts_words() {
        assert_eq!(tight(".a/* and */.b { c: d/**/e; }"), ".a .b{c:d e}");
    }

    #[test]
    fn one_link_stands_where_the_first_stood() {
        let html = "<head>\n  <link rel=\"icon\" href=\"./i.svg\"/>\n  <link rel=\"stylesheet\" href=\"./a-1.css\" \
                    integrity=\"x\"/>\n  <link rel=\"stylesheet\" href=\"./b-2.css\"/>\n</head>";
        let (page, names) = without_links(html).unwrap();
        assert_eq!(names, ["a-1.css", "b-2.css"]);
        let expected =
            "<head>\n  <link rel=\"icon\" href=\"./i.svg\"/>\n  <!-- styles -->\n</head>";
        assert_eq!(page, expected);
    }

    #[test]
    fn what_cannot_be_joined_is_refused() {
        let print = "<link rel=\"stylesheet\" media=\"print\" href=\"./a.css\"/>";
        assert!(without_links(print).unwrap_err().contains("media"));
        assert!(without_links("<p>").is_err());
    }
}
