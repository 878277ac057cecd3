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

/// Comparisons that had no part in a pair's being proposed, one bit each: some rule proposes the pair whatever their levels are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Unblocked(u16);

impl Unblocked {
    /// The pair was not chosen by its levels.
    pub(crate) const ALL: Self = Self(u16::MAX);
    /// Each comparison may have had a part, or it is not known.
    pub(crate) const NONE: Self = Self(0);

    /// Without a comparison.
    #[must_use]
    pub(crate) const fn without(self, comparison: usize) -> Self {
        Self(self.0 & !(1 << comparison))
    }

    /// Those of either.
    #[must_use]
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a comparison had no part.
    #[inline]
    #[must_use]
    pub(crate) const fn has(self, comparison: usize) -> bool {
        self.0 >> comparison & 1 == 1
    }
}

/// Pairs of one pattern, counted or expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Counted {
    pub(crate) pattern: Pattern,
    pub(crate) unblocked: Unblocked,
    /// Number of pairs.
    pub(crate) pairs: f64,
}

/// How many pairs there are.
pub(crate) fn total(pairs: &[Counted]) -> f64 {
    pairs.iter().map(|entry| entry.pairs).sum()
}

/// How many pairs have such a pattern.
pub(crate) fn total_where(pairs: &[Counted], is: impl Fn(Pattern) -> bool) -> f64 {
    pairs.iter().filter(|entry| is(entry.pattern)).map(|entry| entry.pairs).sum()
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
    fn write_u16(&mut self, value: u16) {
        self.write_u64(u64::from(value));
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
pub(crate) struct PatternCounts(IntegerMap<(Pattern, Unblocked), u64>);

impl PatternCounts {
    /// One more pair of this pattern.
    #[inline]
    pub(crate) fn add(&mut self, pattern: Pattern, unblocked: Unblocked) {
        *self.0.entry((pattern, unblocked)).or_default() += 1;
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
    pub(crate) fn sorted(&self, scale: f64) -> Vec<Counted> {
        let counted = |(&(pattern, unblocked), count): (&(Pattern, Unblocked), &u64)| Counted {
            pattern,
            unblocked,
            pairs: *count as f64 * scale,
        };
        let mut list: Vec<Counted> = self.0.iter().map(counted).collect();
        list.sort_unstable_by_key(|entry| (entry.pattern, entry.unblocked));
        list
    }

    /// Pairs counted.
    #[must_use]
    pub(crate) fn total(&self) -> u64 {
        self.0.values().sum()
    }
}
