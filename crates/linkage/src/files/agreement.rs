//! How many of all pairs agree: counted by value, where a sample would hold too few of them.

use super::frequency::cohorts;
use super::household::HOUSEHOLD_RECORDS_MAX;
use super::level::Level;
use super::recipe::Comparison;
use super::run::Run;
use crate::core::estimate::{Agreeing, Together};
use crate::core::pattern::IntegerMap;

/// The level of equal values, where it is the best one.
fn equal(comparison: &Comparison) -> Option<usize> {
    (comparison.levels.first() == Some(&Level::Exact)).then_some(1)
}

impl Run<'_> {
    /// Per comparison: the pairs that agree exactly.
    pub(super) fn agreeing(&self) -> Vec<Option<Agreeing>> {
        let count = |(at, comparison): (usize, &Comparison)| {
            let level = equal(comparison).filter(|_| comparison.different.is_empty() && !comparison.fixed)?;
            let ids = &self.columns.ids[comparison.field];
            Some(Agreeing {
                level,
                pairs: self.pairs_of_equals(at),
                recorded: self.pairs_of_values(2, |record| u32::from(ids[record] != 0)),
            })
        };
        self.recipe.comparisons.iter().enumerate().map(count).collect()
    }

    /// Pairs that may be one person and have equal values.
    pub(super) fn pairs_of_equals(&self, comparison: usize) -> f64 {
        let ids = &self.columns.ids[self.recipe.comparisons[comparison].field];
        self.pairs_of_values(self.columns.texts.len(), |record| ids[record])
    }

    /// How many others of its file have the value of a record, on average of the records whose value some other has; of a value that many have - a
    /// dormitory's, an office's - up to [`HOUSEHOLD_RECORDS_MAX`] records are counted, so that one does not speak for all.
    pub(super) fn others_of_equals(&self, comparison: usize) -> f64 {
        let ids = &self.columns.ids[self.recipe.comparisons[comparison].field];
        let (mut records, mut pairs) = (0.0, 0.0);
        for input in 0..self.inputs.len() {
            let mut counts = vec![0_u32; self.columns.texts.len()];
            self.columns.of_input(input).iter().for_each(|record| counts[ids[*record as usize] as usize] += 1);
            let shared = || {
                let shared = counts.iter().skip(1).filter(|count| **count > 1);
                shared.map(|count| u64::from(*count).min(HOUSEHOLD_RECORDS_MAX.into()))
            };
            records += shared().sum::<u64>() as f64;
            pairs += shared().map(|count| count * (count - 1)).sum::<u64>() as f64;
        }
        pairs / f64::max(records, 1.0)
    }

    /// Comparisons whose values are common in one cohort and rare in others (`term_frequency_within`): who agrees on the field of the
    /// cohort agrees on them more often.
    pub(super) fn together(&self) -> Vec<Together> {
        let comparisons = &self.recipe.comparisons;
        let count = |(at, comparison): (usize, &Comparison)| {
            let (field, part) = comparison.within?;
            let other = comparisons.iter().position(|other| other.field == field && equal(other).is_some())?;
            let level = equal(comparison)?;
            let ids = &self.columns.ids[comparison.field];
            let (of_record, keys) = cohorts(self.columns, field, part);
            let cohort = |record: usize| if ids[record] == 0 { 0 } else { of_record[record] };
            let mut numbers: IntegerMap<u64, u32> = IntegerMap::default();
            let both: Vec<u32> = (0..ids.len())
                .map(|record| match cohort(record) {
                    0 => 0,
                    cohort => {
                        let next = numbers.len() as u32 + 1;
                        *numbers.entry(u64::from(cohort) << 32 | u64::from(ids[record])).or_insert(next)
                    }
                })
                .collect();
            Some(Together {
                one: (at, level),
                other: (other, 1),
                pairs: self.pairs_of_values(numbers.len() + 1, |record| both[record]),
                recorded: self.pairs_of_values(keys.len(), cohort),
            })
        };
        comparisons.iter().enumerate().filter_map(count).collect()
    }

    /// Pairs that may be one person and have the same value; values are numbers below `values`, 0 = none.
    fn pairs_of_values(&self, values: usize, value: impl Fn(usize) -> u32) -> f64 {
        let mut all = vec![0_u32; values];
        let (mut squares, mut within) = (0.0, 0.0);
        for (input, unique) in self.unique.iter().enumerate() {
            let mut own = vec![0_u32; values];
            self.columns.of_input(input).iter().for_each(|record| own[value(*record as usize) as usize] += 1);
            let counts = || own.iter().skip(1).map(|count| f64::from(*count));
            squares += counts().map(|n| n * n).sum::<f64>();
            within += if *unique { 0.0 } else { counts().map(|n| n * (n - 1.0) / 2.0).sum() };
            all.iter_mut().zip(&own).for_each(|(all, own)| *all += own);
        }
        let together: f64 = all.iter().skip(1).map(|n| f64::from(*n) * f64::from(*n)).sum();
        self.pairs_by_link(within, (together - squares) / 2.0)
    }
}
