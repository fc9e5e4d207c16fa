//! JSON as it is written, field by field.
//!
//! The usual crate would be a fifth of the page for what a hundred lines do; reading JSON is not
//! needed here. Knows no format.

use std::io::{self, Write};

/// The fields of an object being written.
pub struct Object<'a> {
    out: &'a mut dyn Write,
    empty: bool,
}

/// Writes an object, whose fields `body` writes.
pub fn object(
    out: &mut dyn Write,
    body: impl FnOnce(&mut Object) -> io::Result<()>,
) -> io::Result<()> {
    out.write_all(b"{")?;
    body(&mut Object { out, empty: true })?;
    out.write_all(b"}")
}

/// Writes an array, whose items `each` writes.
pub fn array<T>(
    out: &mut dyn Write,
    items: impl IntoIterator<Item = T>,
    mut each: impl FnMut(&mut dyn Write, T) -> io::Result<()>,
) -> io::Result<()> {
    let mut open: &[u8] = b"[";
    for item in items {
        out.write_all(open)?;
        each(out, item)?;
        open = b",";
    }
    if open == b"[" {
        out.write_all(open)?;
    }
    out.write_all(b"]")
}

/// Writes a text.
pub fn text(out: &mut dyn Write, text: &str) -> io::Result<()> {
    out.write_all(b"\"")?;
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.write_all(&text.as_bytes()[done..at])?;
        done = at + 1;
        match byte {
            b'"' => out.write_all(b"\\\"")?,
            b'\\' => out.write_all(b"\\\\")?,
            b'\n' => out.write_all(b"\\n")?,
            b'\r' => out.write_all(b"\\r")?,
            b'\t' => out.write_all(b"\\t")?,
            control => write!(out, "\\u{control:04x}")?,
        }
    }
    out.write_all(&text.as_bytes()[done..])?;
    out.write_all(b"\"")
}

impl Object<'_> {
    /// A field with a text.
    pub fn text(&mut self, name: &str, value: &str) -> io::Result<()> {
        text(self.field(name)?, value)
    }

    /// A field with a number.
    pub fn number(&mut self, name: &str, value: impl Into<u64>) -> io::Result<()> {
        let value: u64 = value.into();
        write!(self.field(name)?, "{value}")
    }

    /// A field with true or false.
    pub fn truth(&mut self, name: &str, value: bool) -> io::Result<()> {
        write!(self.field(name)?, "{value}")
    }

    /// A field with a text, or with null.
    pub fn maybe_text(&mut self, name: &str, value: Option<&str>) -> io::Result<()> {
        match value {
            Some(value) => self.text(name, value),
            None => self.null(name),
        }
    }

    /// A field with a number, or with null.
    pub fn maybe_number(&mut self, name: &str, value: Option<impl Into<u64>>) -> io::Result<()> {
        match value {
            Some(value) => self.number(name, value),
            None => self.null(name),
        }
    }

    /// A field with an object.
    pub fn object(
        &mut self,
        name: &str,
        body: impl FnOnce(&mut Object) -> io::Result<()>,
    ) -> io::Result<()> {
        object(self.field(name)?, body)
    }

    /// A field with an array.
    pub fn array<T>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = T>,
        each: impl FnMut(&mut dyn Write, T) -> io::Result<()>,
    ) -> io::Result<()> {
        array(self.field(name)?, items, each)
    }

    /// The name of a field; what is written next is its value.
    pub fn field(&mut self, name: &str) -> io::Result<&mut dyn Write> {
        if !self.empty {
            self.out.write_all(b",")?;
        }
        self.empty = false;
        text(self.out, name)?;
        self.out.write_all(b":")?;
        Ok(self.out)
    }

    fn null(&mut self, name: &str) -> io::Result<()> {
        self.field(name)?.write_all(b"null")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_read_back_as_it_was(words: String) {
            let mut out = Vec::new();
            text(&mut out, &words).expect("memory can be written");
            prop_assert_eq!(serde_json::from_slice::<String>(&out).expect("JSON"), words);
        }
    }

    #[test]
    fn objects_and_arrays_nest() {
        let mut out = Vec::new();
        object(&mut out, |it| {
            it.text("a", "\u{1}\"\\\n")?;
            it.maybe_number("b", None::<u64>)?;
            it.array("c", [0_u32, 1], |out, n| write!(out, "{n}"))?;
            it.array("d", [(); 0], |_, ()| Ok(()))?;
            it.object("e", |it| it.truth("f", true))?;
            it.object("g", |_| Ok(()))
        })
        .expect("memory can be written");
        let expected = r#"{"a":"\u0001\"\\\n","b":null,"c":[0,1],"d":[],"e":{"f":true},"g":{}}"#;
        assert_eq!(String::from_utf8(out).expect("text"), expected);
    }
}
