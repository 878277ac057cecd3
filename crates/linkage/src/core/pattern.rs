//! Patterns of levels, packed in one integer and counted.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Most comparisons a pattern holds.
pub(crate) const COMPARISONS_MAX: usize = 16;

/// Most levels of a comparison, the level "missing" (0) not counted.
pub(crate) const LEVELS_MAX: usize = 15;

/// The level of each comparison of a pair, four bits each. Level 0 = missing on a side: no evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Pattern(pub(crate) u64);

impl Pattern {
    /// With the level of a comparison set; it must not have been set before.
    #[inline]
    #[must_use]
    pub(crate) const fn with(self, comparison: usize, level: u8) -> Self {
        Self(self.0 | ((level as u64) << (comparison * 4)))
    }

    /// The level of a comparison.
    #[inline]
    #[must_use]
    pub(crate) const fn level(self, comparison: usize) -> usize {
        ((self.0 >> (comparison * 4)) & 15) as usize
    }
}

/// A fast hasher for integers; the order of such a map is never relied on.
#[derive(Default)]
pub(crate) struct IntegerHasher(u64);

impl Hasher for IntegerHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }
    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = super::chance::mix(self.0 ^ value);
    }
}

/// A map keyed by integers.
pub(crate) type IntegerMap<K, V> = HashMap<K, V, BuildHasherDefault<IntegerHasher>>;

/// How often each pattern occurs.
#[derive(Debug, Clone, Default)]
pub(crate) struct PatternCounts(IntegerMap<u64, u64>);

impl PatternCounts {
    /// One more pair of this pattern.
    #[inline]
    pub(crate) fn add(&mut self, pattern: Pattern) {
        *self.0.entry(pattern.0).or_default() += 1;
    }

    /// All of another count.
    #[must_use]
    pub(crate) fn merge(mut self, other: Self) -> Self {
        if self.0.len() < other.0.len() {
            return other.merge(self);
        }
        for (pattern, count) in other.0 {
            *self.0.entry(pattern).or_default() += count;
        }
        self
    }

    /// Patterns in ascending order with their counts, each count times `scale`.
    #[must_use]
    pub(crate) fn sorted(&self, scale: f64) -> Vec<(Pattern, f64)> {
        let mut list: Vec<_> =
            self.0.iter().map(|(pattern, count)| (Pattern(*pattern), *count as f64 * scale)).collect();
        list.sort_unstable_by_key(|entry| entry.0);
        list
    }

    /// Pairs counted.
    #[must_use]
    pub(crate) fn total(&self) -> u64 {
        self.0.values().sum()
    }
}
