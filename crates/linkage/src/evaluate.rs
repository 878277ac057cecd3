//! How good a linkage is against a truth: pairwise precision, recall and F1 with intervals.
//!
//! Counted over groups, never over a table of pairs. Does not know files: the caller brings, for each record of the universe,
//! the cluster it was put in and the one it belongs to.

mod truth;

use std::collections::BTreeMap;

pub use truth::{TruthFault, clusters, links};

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
    let mut in_found: BTreeMap<u64, u64> = BTreeMap::new();
    let mut in_truth: BTreeMap<u64, u64> = BTreeMap::new();
    let mut in_both: BTreeMap<(u64, u64), u64> = BTreeMap::new();
    for (found, truth) in found.iter().zip(truth) {
        *in_truth.entry(*truth).or_default() += 1;
        if *found != 0 {
            *in_found.entry(*found).or_default() += 1;
            *in_both.entry((*found, *truth)).or_default() += 1;
        }
    }
    let pairs = |count: &u64| count * (count - 1) / 2;
    let said: u64 = in_found.values().map(pairs).sum();
    let real: u64 = in_truth.values().map(pairs).sum();
    let right: u64 = in_both.values().map(pairs).sum();
    PairMeasures {
        records: found.len().min(truth.len()) as u64,
        true_pairs: right,
        false_pairs: said - right,
        missed_pairs: real - right,
    }
}

impl PairMeasures {
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

    /// 95 % interval of the recall (Wilson).
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
}

fn share(part: u64, all: u64) -> f64 {
    if all == 0 { 1.0 } else { part as f64 / all as f64 }
}

/// The 95 % Wilson interval of a share.
#[must_use]
pub fn wilson(part: u64, all: u64) -> (f64, f64) {
    if all == 0 {
        return (0.0, 1.0);
    }
    let (n, p, z) = (all as f64, part as f64 / all as f64, 1.959_963_984_540_054_f64);
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nine_in_ten_of_a_hundred() {
        let (low, high) = wilson(90, 100);
        assert!((low - 0.8256).abs() < 1e-3 && (high - 0.9448).abs() < 1e-3, "{low} {high}");
    }

    #[test]
    fn f1_lies_in_its_interval() {
        let measures = PairMeasures { records: 10, true_pairs: 90, false_pairs: 5, missed_pairs: 10 };
        let (low, high) = measures.f1_interval();
        assert!(low < measures.f1() && measures.f1() < high, "{low} {} {high}", measures.f1());
    }
}
