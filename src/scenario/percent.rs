//! Percent-encoding, as fragments of addresses have it.
//!
//! Two small functions rather than a crate: the page is weighed by the kilobyte.

/// The text with everything encoded but letters, digits and `-._~`.
pub fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded += &format!("%{byte:02X}"),
        }
    }
    encoded
}

/// The text that was encoded. A sign that begins no code stands for itself; none if the codes
/// give no text.
pub fn decode(encoded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = match (byte, after) {
            (b'%', [high, low, ..]) => digit(*high).zip(digit(*low)),
            _ => None,
        };
        match code {
            Some((high, low)) => {
                bytes.push(high << 4 | low);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_and_stray_signs_stand_for_themselves() {
        for (text, encoded) in [
            ("faultline 1\n", "faultline%201%0A"),
            ("n0>n1#17+1", "n0%3En1%2317%2B1"),
            ("ä–~._-", "%C3%A4%E2%80%93~._-"),
            ("", ""),
        ] {
            assert_eq!(encode(text), encoded);
            assert_eq!(decode(encoded).as_deref(), Some(text));
        }
        assert_eq!(decode("0.5% loss%2 %zz%").as_deref(), Some("0.5% loss%2 %zz%"));
        assert_eq!(decode("%c3%A4").as_deref(), Some("ä"));
        assert_eq!(decode("%C3"), None);
    }
}
