//! Patterns of two records, and what rare values add.

use domain::Weight;

use super::columns::Columns;
use super::level::Level;
use super::recipe::{Comparison, Recipe};
use crate::core::memo::Memo;
use crate::core::model::Weights;
use crate::core::pattern::Pattern;

/// Compares records by the recipe.
pub(super) struct Comparer<'a> {
    pub(super) comparisons: &'a [Comparison],
    pub(super) columns: &'a Columns,
}

/// What a thread remembers.
pub(super) type Memos = Vec<Memo>;

impl<'a> Comparer<'a> {
    pub(super) fn new(recipe: &'a Recipe, columns: &'a Columns) -> Self {
        Self { comparisons: &recipe.comparisons, columns }
    }

    pub(super) fn memos(&self) -> Memos {
        self.comparisons.iter().map(|_| Memo::new()).collect()
    }

    /// The pattern of two records.
    #[inline]
    pub(super) fn pattern(&self, memos: &mut Memos, left: u32, right: u32) -> Pattern {
        let mut pattern = Pattern::default();
        for (at, comparison) in self.comparisons.iter().enumerate() {
            pattern = pattern.with(at, self.level(comparison, &mut memos[at], left, right));
        }
        pattern
    }

    #[inline]
    fn level(&self, comparison: &Comparison, memo: &mut Memo, left: u32, right: u32) -> u8 {
        let ids = &self.columns.ids[comparison.field];
        let (a, b) = (ids[left as usize], ids[right as usize]);
        if a == 0 || b == 0 {
            return 0;
        }
        let level = if a == b {
            comparison
                .levels
                .iter()
                .position(|level| *level == Level::Exact)
                .map_or_else(|| self.by_value(comparison, a, b), |at| at as u8 + 1)
        } else {
            memo.level(a, b, || self.by_value(comparison, a, b))
        };
        self.swap(comparison, level, left, right)
    }

    fn by_value(&self, comparison: &Comparison, a: u32, b: u32) -> u8 {
        let (x, y) = (&self.columns.prepared[a as usize], &self.columns.prepared[b as usize]);
        let found =
            comparison.levels.iter().position(|level| (a == b && *level == Level::Exact) || level.reached(x, y));
        found.unwrap_or(comparison.levels.len()) as u8 + 1
    }

    /// Swapped fields look at other columns of the records, so they are not remembered per value.
    #[inline]
    fn swap(&self, comparison: &Comparison, level: u8, left: u32, right: u32) -> u8 {
        for (at, candidate) in comparison.levels.iter().enumerate().take(usize::from(level) - 1) {
            if let Level::Swap(other) = candidate {
                let (own, others) = (&self.columns.ids[comparison.field], &self.columns.ids[*other]);
                let crossed = |a: u32, b: u32| own[a as usize] != 0 && own[a as usize] == others[b as usize];
                if crossed(left, right) || crossed(right, left) {
                    return at as u8 + 1;
                }
            }
        }
        level
    }
}

/// What an agreement on a rare or common value adds to the weight of its level.
pub(super) struct Rarity {
    /// Per comparison: which level is "exact" (0 = not adjusted), and per value id the addition.
    of: Vec<(u8, Vec<Weight>)>,
}

/// A rare value adds at most this many bits to "exact"; a common one takes off at most as many.
const RARITY_BITS_MAX: f64 = 8.0;

impl Rarity {
    pub(super) fn new(comparer: &Comparer<'_>, weights: &Weights, different: &[Vec<f64>]) -> Self {
        let of = comparer
            .comparisons
            .iter()
            .enumerate()
            .map(|(at, comparison)| {
                let exact = comparison.levels.iter().position(|level| *level == Level::Exact);
                let (Some(exact), true) = (exact, comparison.term_frequency) else { return (0, Vec::new()) };
                let level = exact + 1;
                let ids = &comparer.columns.ids[comparison.field];
                let mut counts = vec![0_u32; comparer.columns.texts.len()];
                ids.iter().for_each(|id| counts[*id as usize] += 1);
                let recorded = (ids.len() - counts[0] as usize).max(1) as f64;
                let share = different[at][level];
                let most = RARITY_BITS_MAX.min(weights.levels[at][level].bits().abs().max(1.0));
                let additions = counts
                    .iter()
                    .enumerate()
                    .map(|(id, count)| {
                        if id == 0 || *count == 0 {
                            return Weight(0);
                        }
                        Weight::from_bits((share / (f64::from(*count) / recorded)).log2().clamp(-most, RARITY_BITS_MAX))
                    })
                    .collect();
                (level as u8, additions)
            })
            .collect();
        Self { of }
    }

    /// The addition for two records of a pattern.
    #[inline]
    pub(super) fn addition(&self, comparer: &Comparer<'_>, pattern: Pattern, left: u32) -> Weight {
        let mut sum = Weight(0);
        for (at, (level, additions)) in self.of.iter().enumerate() {
            if *level != 0 && pattern.level(at) == usize::from(*level) {
                sum += additions[comparer.columns.ids[comparer.comparisons[at].field][left as usize] as usize];
            }
        }
        sum
    }
}
