//! How good a linkage is against a truth: pairwise precision, recall and F1 with intervals.

/// Pairwise measures of a linkage.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
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
