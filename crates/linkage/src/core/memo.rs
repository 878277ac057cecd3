//! Comparisons of two values are computed once per distinct pair of values, not per pair of records.

use super::chance::mix2;

/// Entries of a new memo: making it costs nothing where there is little to compare.
const SLOTS_FIRST: usize = 1 << 6;

/// Entries of a grown one: 2^11 × 16 bytes. The memos of all comparisons stay in a core's own cache: to fetch a level from a larger one takes longer
/// than to compare two names anew.
const SLOTS: usize = SLOTS_FIRST * GROWTH;

/// Entries where what is computed is dear.
const SLOTS_DEAR: usize = SLOTS * GROWTH;

/// How many times larger it becomes when it forgets too much.
const GROWTH: usize = 1 << 5;

/// Remembers the levels of value pairs. It forgets when two pairs fall into one slot, and when it grows; results never depend on that where
/// `compute` gives the same for two values in either order.
#[derive(Debug, Clone)]
pub(crate) struct Memo {
    /// As many as a power of two.
    slots: Vec<(u64, u8)>,
    /// Levels computed since it has this size; in a grown memo only those that were dear.
    computed: usize,
}

impl Memo {
    pub(crate) fn new() -> Self {
        Self { slots: vec![(u64::MAX, 0); SLOTS_FIRST], computed: 0 }
    }

    /// One that remembers nothing.
    pub(crate) const fn none() -> Self {
        Self { slots: Vec::new(), computed: 0 }
    }

    /// The level of two values, computed by `compute` when it is not remembered; it also tells whether that was dear. `a` and `b` are ids of distinct
    /// values.
    #[inline]
    pub(crate) fn level(&mut self, a: u32, b: u32, compute: impl FnOnce() -> (u8, bool)) -> u8 {
        if self.slots.is_empty() {
            return compute().0;
        }
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        let key = (u64::from(low) << 32) | u64::from(high);
        let place = (mix2(7, key) as usize) & (self.slots.len() - 1);
        let slot = &mut self.slots[place];
        if slot.0 == key {
            return slot.1;
        }
        let (level, is_dear) = compute();
        *slot = (key, level);
        self.computed += usize::from(is_dear || self.slots.len() < SLOTS);
        if self.computed > self.slots.len() && self.slots.len() < SLOTS_DEAR {
            self.slots = vec![(u64::MAX, 0); self.slots.len() * GROWTH];
            self.computed = 0;
        }
        level
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_was_computed_at_every_size() {
        for (is_dear, size) in [(false, SLOTS), (true, SLOTS_DEAR)] {
            let mut memo = Memo::new();
            for round in 0..3 {
                for pair in 0..3_000_u32 {
                    let compute = || ((pair % 11) as u8, is_dear);
                    assert_eq!(memo.level(pair, pair / 7, compute), (pair % 11) as u8, "{round}");
                }
            }
            assert_eq!(memo.slots.len(), size);
        }
    }
}
