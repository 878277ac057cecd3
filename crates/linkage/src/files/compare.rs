//! Patterns of two records.

use super::columns::Columns;
use super::level::Level;
use super::recipe::{Comparison, Recipe};
use crate::core::memo::Memo;
use crate::core::pattern::Pattern;

/// Compares records by the recipe.
pub(super) struct Comparer<'a> {
    pub(super) comparisons: &'a [Comparison],
    /// Fields that people of one household share.
    pub(super) household: &'a [usize],
    pub(super) columns: &'a Columns,
}

/// What a thread remembers.
pub(super) type Memos = Vec<Memo>;

impl<'a> Comparer<'a> {
    pub(super) fn new(recipe: &'a Recipe, columns: &'a Columns) -> Self {
        Self { comparisons: &recipe.comparisons, household: &recipe.household, columns }
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
