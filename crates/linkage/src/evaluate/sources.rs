//! Pairwise measures by source: the pairs of which at least one record belongs to it.

use super::groups::{Groups, two_of};
use super::pairwise::PairMeasures;

/// A record of no known source.
pub const SOURCE_NONE: u16 = u16::MAX;

impl Groups {
    /// For each source, in the order of their numbers from 0 to `sources` - 1: pairs of which at least one record belongs to it, and its records.
    /// `source[i]` is the source of record `i`; other numbers ([`SOURCE_NONE`]) belong to none. A pair of two sources counts for both.
    #[must_use]
    pub fn pairs_by_source(&self, source: &[u16], sources: usize) -> Vec<PairMeasures> {
        let said = touching(self.found(), source, sources);
        let real = touching(self.truth(), source, sources);
        let right = touching(&self.parts(), source, sources);
        let mut records = vec![0_u64; sources];
        for source in source.iter().take(self.found().len()) {
            if let Some(count) = records.get_mut(usize::from(*source)) {
                *count += 1;
            }
        }
        (0..sources).map(|at| PairMeasures::of(records[at], right[at], said[at], real[at])).collect()
    }
}

/// Per source, the pairs inside groups that have at least one record of it: all pairs of the group without those among the others.
fn touching(group: &[u32], source: &[u16], sources: usize) -> Vec<u64> {
    let mut keys: Vec<u64> =
        group.iter().zip(source).map(|(group, source)| u64::from(*group) << 16 | u64::from(*source)).collect();
    keys.sort_unstable();
    let mut counts = vec![0_u64; sources];
    for records in keys.chunk_by(|a, b| a >> 16 == b >> 16) {
        let all = records.len() as u64;
        for own in records.chunk_by(|a, b| a == b) {
            if let Some(count) = counts.get_mut((own[0] & 0xffff) as usize) {
                *count += two_of(all) - two_of(all - own.len() as u64);
            }
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_counts_for_both_its_sources() {
        // Register 0 and roster 1; the roster's second pupil was missed, the record of no source was joined wrongly.
        let groups = Groups::new(&[1_u64, 1, 2, 3, 1], &[1, 1, 2, 2, 3]);
        let by = groups.pairs_by_source(&[0, 1, 0, 1, SOURCE_NONE], 3);
        let counts = |m: &PairMeasures| (m.records, m.true_pairs, m.false_pairs, m.missed_pairs);
        assert_eq!(by.iter().map(counts).collect::<Vec<_>>(), [(2, 1, 1, 1), (2, 1, 1, 1), (0, 0, 0, 0)]);
    }
}
