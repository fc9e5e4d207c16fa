//! Putting lists in order by a number.
//!
//! The standard library's sorts are compiled anew for every type and comparison, at 5 to 8 kB of
//! WebAssembly each; a dozen of them were a tenth of the page. Here one sort of plain numbers
//! serves every list.

/// Sorts by a key, keeping the order of what has the same key.
pub fn by_key<T>(items: &mut Vec<T>, key: impl Fn(&T) -> u64) {
    let keys = items.iter().map(key).zip(0..).collect();
    let mut taken: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order(keys).into_iter().filter_map(|place| taken[place as usize].take()));
}

/// The places of the keys in the order of the keys, equal keys in the order of their places.
/// Never copied into its callers: that is the point of it.
#[inline(never)]
fn order(mut keys: Vec<(u64, u32)>) -> Vec<u32> {
    keys.sort_unstable();
    keys.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_keep_their_order() {
        let mut words = vec!["pear", "fig", "apple", "kiwi", "date", "plum"];
        by_key(&mut words, |word| word.len() as u64);
        assert_eq!(words, ["fig", "pear", "kiwi", "date", "plum", "apple"]);
    }
}
