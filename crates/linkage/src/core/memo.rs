//! Comparisons of two values are computed once per distinct pair of values, not per pair of records.

use super::chance::mix2;

/// Entries of a memo; 2^16 × 16 bytes stay in the processor's cache.
const SLOTS: usize = 1 << 16;

/// Remembers the levels of value pairs. It forgets when two pairs fall into one slot; results never depend on that.
#[derive(Debug, Clone)]
pub(crate) struct Memo {
    slots: Vec<(u64, u8)>,
}

impl Memo {
    pub(crate) fn new() -> Self {
        Self { slots: vec![(u64::MAX, 0); SLOTS] }
    }

    /// The level of two values, computed by `compute` when it is not remembered. `a` and `b` are ids of distinct values.
    #[inline]
    pub(crate) fn level(&mut self, a: u32, b: u32, compute: impl FnOnce() -> u8) -> u8 {
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        let key = (u64::from(low) << 32) | u64::from(high);
        let slot = &mut self.slots[(mix2(7, key) as usize) & (SLOTS - 1)];
        if slot.0 != key {
            *slot = (key, compute());
        }
        slot.1
    }
}
