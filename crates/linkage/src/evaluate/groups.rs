//! Two groupings of the same records, integer-coded, and the parts into which found clusters cut the true ones.
//!
//! Some 20 bytes per record and no pair is ever written down: work is linear in the records, but for sorting inside a true cluster.

/// Two groupings of the same records: as found, and as it is.
#[derive(Debug, Clone)]
pub struct Groups {
    /// Found cluster of each record, numbered from 0; a record that was not resolved has one of its own.
    found: Vec<u32>,
    /// True cluster of each record, numbered from 0.
    truth: Vec<u32>,
    found_sizes: Vec<u32>,
    /// Where the records of each true cluster begin in `order`; one more than there are clusters.
    starts: Vec<u32>,
    /// The records by true cluster, then by found cluster.
    order: Vec<u32>,
}

/// The records that one true and one found cluster have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shared {
    /// How many they are, at least 1.
    pub records: u32,
    /// Number of the found cluster.
    pub found: u32,
    /// Records of the found cluster.
    pub found_size: u32,
}

impl Groups {
    /// Groups records: `found[i]` and `truth[i]` are the clusters of record `i`, any numbers; a found 0 means "not resolved", and
    /// the record stands alone. Records past the shorter list, or past 2^32 - 2, are left out.
    #[must_use]
    pub fn new<T: Copy + Into<u64>>(found: &[T], truth: &[T]) -> Self {
        let records = found.len().min(truth.len()).min(u32::MAX as usize - 1);
        let (found, found_count) = dense(&found[..records], true);
        let (truth, truth_count) = dense(&truth[..records], false);
        let mut found_sizes = vec![0_u32; found_count];
        for cluster in &found {
            found_sizes[*cluster as usize] += 1;
        }
        let mut starts = vec![0_u32; truth_count + 1];
        for cluster in &truth {
            starts[*cluster as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut order = vec![0_u32; records];
        for (record, cluster) in truth.iter().enumerate() {
            let place = &mut next[*cluster as usize];
            order[*place as usize] = record as u32;
            *place += 1;
        }
        for bounds in starts.windows(2) {
            order[bounds[0] as usize..bounds[1] as usize].sort_unstable_by_key(|record| found[*record as usize]);
        }
        Self { found, truth, found_sizes, starts, order }
    }

    /// Records in the universe.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.order.len() as u64
    }

    pub(super) fn found(&self) -> &[u32] {
        &self.found
    }

    pub(super) fn truth(&self) -> &[u32] {
        &self.truth
    }

    /// Records of each found cluster.
    pub(super) fn found_sizes(&self) -> &[u32] {
        &self.found_sizes
    }

    /// Hands on the size of each true cluster, and its parts.
    pub(super) fn each_true_cluster(&self, mut take: impl FnMut(u32, &[Shared])) {
        let mut parts = Vec::new();
        for bounds in self.starts.windows(2) {
            let members = &self.order[bounds[0] as usize..bounds[1] as usize];
            parts.clear();
            for part in members.chunk_by(|a, b| self.found[*a as usize] == self.found[*b as usize]) {
                let cluster = self.found[part[0] as usize];
                let found_size = self.found_sizes[cluster as usize];
                parts.push(Shared { records: part.len() as u32, found: cluster, found_size });
            }
            take(members.len() as u32, &parts);
        }
    }

    /// For each record the number of the part it lies in: equal when both the true and the found cluster are.
    pub(super) fn parts(&self) -> Vec<u32> {
        let mut parts = vec![0_u32; self.order.len()];
        let mut number = 0_u32;
        for pair in self.order.windows(2) {
            let (last, this) = (pair[0] as usize, pair[1] as usize);
            number += u32::from(self.found[last] != self.found[this] || self.truth[last] != self.truth[this]);
            parts[this] = number;
        }
        parts
    }
}

/// Pairs among `count` things.
pub(super) fn two_of(count: u64) -> u64 {
    count * count.saturating_sub(1) / 2
}

/// The same clusters numbered from 0 without gaps, and how many they are; with `zero_alone` every 0 is a cluster of its own.
fn dense<T: Copy + Into<u64>>(clusters: &[T], zero_alone: bool) -> (Vec<u32>, usize) {
    let largest = clusters.iter().map(|cluster| (*cluster).into()).max().unwrap_or(0);
    let mut count = 0_u32;
    let mut next = || {
        count += 1;
        count - 1
    };
    let alone = |cluster: u64| zero_alone && cluster == 0;
    let numbers = if largest <= clusters.len() as u64 * 4 + 1_024 {
        let mut known = vec![u32::MAX; largest as usize + 1];
        clusters
            .iter()
            .map(|cluster| {
                let cluster = (*cluster).into();
                if alone(cluster) {
                    return next();
                }
                let number = &mut known[cluster as usize];
                if *number == u32::MAX {
                    *number = next();
                }
                *number
            })
            .collect()
    } else {
        let mut known: Vec<u64> =
            clusters.iter().map(|cluster| (*cluster).into()).filter(|cluster| !alone(*cluster)).collect();
        known.sort_unstable();
        known.dedup();
        known.iter().for_each(|_| {
            next();
        });
        clusters
            .iter()
            .map(|cluster| match known.binary_search(&(*cluster).into()) {
                Ok(place) => place as u32,
                Err(_) => next(),
            })
            .collect()
    };
    (numbers, count as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_and_large_numbers_are_the_same_groups() {
        for factor in [1_u64, 1_000_000_007] {
            let found: Vec<u64> = [3, 3, 0, 0, 9].iter().map(|cluster| cluster * factor).collect();
            let (numbers, count) = dense(&found, true);
            assert_eq!(count, 4, "{numbers:?}");
            assert_eq!(numbers[0], numbers[1]);
            let mut distinct = numbers.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(distinct, [0, 1, 2, 3]);
            assert_eq!(dense(&found, false).1, 3);
        }
    }

    #[test]
    fn parts_are_what_two_groupings_share() {
        let groups = Groups::new(&[1_u64, 1, 2, 2], &[5, 5, 5, 6]);
        let mut seen = Vec::new();
        groups.each_true_cluster(|size, parts| seen.push((size, parts.to_vec())));
        let part = |records, found| Shared { records, found, found_size: 2 };
        assert_eq!(seen, [(3, vec![part(2, 0), part(1, 1)]), (1, vec![part(1, 1)])]);
        assert_eq!(groups.parts(), [0, 0, 1, 2]);
    }
}
