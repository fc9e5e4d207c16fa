//! How much of a pattern's documentation a binary carries: natively all of it, in the page only
//! the stories, which can be run. The page fetches what there is to read once it is running.
//!
//! Works while the compiler runs, on bytes. Knows fences of Markdown and nothing else of it.

/// What this binary carries of a pattern's documentation, by its file.
#[macro_export]
macro_rules! doc {
    ($file:literal) => {{
        const WHOLE: &str = include_str!($file);
        const KEPT: [u8; $crate::doc::length(WHOLE)] = $crate::doc::kept(WHOLE);
        $crate::doc::text(&KEPT)
    }};
}

/// The length of what is carried.
pub const fn length(whole: &str) -> usize {
    match cfg!(target_arch = "wasm32") {
        true => copy_fenced(whole.as_bytes(), &mut []),
        false => whole.len(),
    }
}

/// What is carried, as bytes.
pub const fn kept<const LENGTH: usize>(whole: &str) -> [u8; LENGTH] {
    let mut kept = [0; LENGTH];
    match cfg!(target_arch = "wasm32") {
        true => {
            copy_fenced(whole.as_bytes(), &mut kept);
        }
        false => kept.copy_from_slice(whole.as_bytes()),
    }
    kept
}

/// Bytes that came from a text, as text.
pub const fn text(bytes: &[u8]) -> &str {
    match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("lines were taken as a whole"),
    }
}

/// Copies the fenced blocks with their fences, as far as there is room, and answers how long they
/// are.
const fn copy_fenced(whole: &[u8], to: &mut [u8]) -> usize {
    let (mut at, mut length, mut inside) = (0, 0, false);
    while at < whole.len() {
        let fence = is_fence(whole, at);
        let carried = inside || fence;
        inside = inside != fence;
        let mut ended = false;
        while at < whole.len() && !ended {
            ended = whole[at] == b'\n';
            if carried {
                if length < to.len() {
                    to[length] = whole[at];
                }
                length += 1;
            }
            at += 1;
        }
    }
    length
}

const fn is_fence(whole: &[u8], at: usize) -> bool {
    at + 2 < whole.len() && whole[at] == b'`' && whole[at + 1] == b'`' && whole[at + 2] == b'`'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the page carries of a text.
    fn carried(whole: &str) -> String {
        let mut bytes = vec![0; copy_fenced(whole.as_bytes(), &mut [])];
        copy_fenced(whole.as_bytes(), &mut bytes);
        text(&bytes).into()
    }

    #[test]
    fn fenced_blocks_are_carried_and_prose_is_not() {
        let whole = "# Größe\n\nProse.\n\n```faultline\nnote n0 Größe\n```\n\nMore.\n```x\ny\n```";
        assert_eq!(carried(whole), "```faultline\nnote n0 Größe\n```\n```x\ny\n```");
        assert_eq!(carried("No fence at all.\n"), "");
    }

    #[test]
    fn this_binary_carries_all() {
        const WHOLE: &str = "Prose.\n```\nx\n```\n";
        const KEPT: [u8; length(WHOLE)] = kept(WHOLE);
        assert_eq!(text(&KEPT), WHOLE);
    }
}
