//! Precision, recall and F1 of pairs, counted over groups and never over a table of pairs.

use super::groups::{Groups, two_of};
use super::interval::{Estimate, wilson};

/// Pairwise measures of a linkage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PairMeasures {
    /// Records in the universe.
    pub records: u64,
    /// True pairs found.
    pub true_pairs: u64,
    /// Pairs found that are not true.
    pub false_pairs: u64,
    /// True pairs not found.
    pub missed_pairs: u64,
}

/// Compares two groupings of the same records: `found[i]` and `truth[i]` are the clusters of record `i`.
/// A found cluster 0 means "not resolved": the record stands alone.
///
/// ```
/// let measures = linkage::evaluate::pairs(&[1, 1, 2, 0], &[7, 7, 7, 8]);
/// assert_eq!((measures.true_pairs, measures.false_pairs, measures.missed_pairs), (1, 0, 2));
/// ```
#[must_use]
pub fn pairs(found: &[u64], truth: &[u64]) -> PairMeasures {
    Groups::new(found, truth).pairs()
}

impl Groups {
    /// Pairs right, wrong and missed.
    #[must_use]
    pub fn pairs(&self) -> PairMeasures {
        let said: u64 = self.found_sizes().iter().map(|size| two_of(u64::from(*size))).sum();
        let (mut real, mut right) = (0, 0);
        self.each_true_cluster(|size, parts| {
            real += two_of(u64::from(size));
            right += parts.iter().map(|part| two_of(u64::from(part.records))).sum::<u64>();
        });
        PairMeasures::of(self.records(), right, said, real)
    }
}

impl PairMeasures {
    /// From the number of records, of pairs found that are true, of pairs found, and of true pairs.
    pub(super) fn of(records: u64, right: u64, said: u64, real: u64) -> Self {
        Self { records, true_pairs: right, false_pairs: said - right, missed_pairs: real - right }
    }

    /// Share of found pairs that are true; 1 when nothing was found.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.true_pairs, self.true_pairs + self.false_pairs)
    }

    /// Share of true pairs that were found; 1 when there are none.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.true_pairs, self.true_pairs + self.missed_pairs)
    }

    /// Harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> f64 {
        share(2 * self.true_pairs, 2 * self.true_pairs + self.false_pairs + self.missed_pairs)
    }

    /// 95 % interval of the precision (Wilson). Pairs of one cluster hang together, so it is narrower than it should be for large clusters.
    #[must_use]
    pub fn precision_interval(&self) -> (f64, f64) {
        wilson(self.true_pairs, self.true_pairs + self.false_pairs)
    }

    /// 95 % interval of the recall (Wilson), with the same limit as that of the precision.
    #[must_use]
    pub fn recall_interval(&self) -> (f64, f64) {
        wilson(self.true_pairs, self.true_pairs + self.missed_pairs)
    }

    /// 95 % interval of F1: F1 = 2s / (1 + s) of the share s of true pairs among all pairs said or real, which has a Wilson interval.
    #[must_use]
    pub fn f1_interval(&self) -> (f64, f64) {
        let (low, high) = wilson(self.true_pairs, self.true_pairs + self.false_pairs + self.missed_pairs);
        (2.0 * low / (1.0 + low), 2.0 * high / (1.0 + high))
    }

    /// Precision, recall and F1 with their intervals.
    #[must_use]
    pub fn estimates(&self) -> [Estimate; 3] {
        let with = |value: f64, (low, high): (f64, f64)| Estimate { value, low, high };
        [
            with(self.precision(), self.precision_interval()),
            with(self.recall(), self.recall_interval()),
            with(self.f1(), self.f1_interval()),
        ]
    }
}

fn share(part: u64, all: u64) -> f64 {
    if all == 0 { 1.0 } else { part as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f1_lies_in_its_interval() {
        let measures = PairMeasures { records: 10, true_pairs: 90, false_pairs: 5, missed_pairs: 10 };
        let (low, high) = measures.f1_interval();
        assert!(low < measures.f1() && measures.f1() < high, "{low} {} {high}", measures.f1());
    }

    #[test]
    fn nothing_found_is_precise_and_misses_everything() {
        let measures = pairs(&[0, 0, 0], &[5, 5, 5]);
        assert_eq!((measures.precision(), measures.recall(), measures.f1()), (1.0, 0.0, 0.0));
        assert_eq!(pairs(&[], &[]), PairMeasures::default());
    }
}
