//! A small map: entries in the order of their keys, one after the other.
//!
//! What a run remembers by key is a handful of entries: for those a vector is found through as fast
//! as a tree, copied at once, and written in a few lines, where the standard library's tree costs
//! the page 4 kB of WebAssembly for every pair of types. Knows nothing of what it holds.

/// Values by key, in ascending order of the keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Table<K, V>(Vec<(K, V)>);

impl<K, V> Default for Table<K, V> {
    fn default() -> Table<K, V> {
        Table(Vec::new())
    }
}

impl<K: Ord, V> Table<K, V> {
    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.place(key).ok().map(|place| &self.0[place].1)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.place(key).ok().map(|place| &mut self.0[place].1)
    }

    /// Gives a key a value, and takes the one it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(place) => Some(std::mem::replace(&mut self.0[place].1, value)),
            Err(place) => {
                self.0.insert(place, (key, value));
                None
            }
        }
    }

    /// The value of a key, which gets this one if it has none.
    pub fn get_or_insert_with(&mut self, key: K, value: impl FnOnce() -> V) -> &mut V {
        let place = self.place(&key).unwrap_or_else(|place| {
            self.0.insert(place, (key, value()));
            place
        });
        &mut self.0[place].1
    }

    /// Takes a key away, and its value.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.place(key).ok().map(|place| self.0.remove(place).1)
    }

    /// Takes away what is not as told.
    pub fn retain(&mut self, mut keeps: impl FnMut(&K, &V) -> bool) {
        self.0.retain(|(key, value)| keeps(key, value));
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many keys have a value.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All of it.
    pub fn iter(&self) -> std::slice::Iter<'_, (K, V)> {
        self.0.iter()
    }

    /// Where a key is, or where it would be.
    fn place(&self, key: &K) -> Result<usize, usize> {
        self.0.binary_search_by(|(it, _)| it.cmp(key))
    }
}

impl<K, V> IntoIterator for Table<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_order_and_have_one_value_each() {
        let mut table = Table::default();
        for (key, value) in [(3, 'c'), (1, 'a'), (2, 'b')] {
            assert_eq!(table.insert(key, value), None);
        }
        assert_eq!(table.insert(2, 'B'), Some('b'));
        assert_eq!(*table.get_or_insert_with(2, || 'x'), 'B');
        assert_eq!(*table.get_or_insert_with(0, || 'z'), 'z');
        assert_eq!(table.remove(&3), Some('c'));
        assert_eq!(table.remove(&3), None);
        assert_eq!((table.get(&1), table.get(&3)), (Some(&'a'), None));
        table.retain(|key, _| *key > 0);
        assert_eq!(table.into_iter().collect::<Vec<_>>(), [(1, 'a'), (2, 'B')]);
    }
}
