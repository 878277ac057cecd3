//! Which cluster keeps which number.

use std::collections::BTreeMap;

use crate::files::ClusterChange;

/// Numbers of clusters after a run.
#[derive(Debug)]
pub(in crate::files) struct Kept {
    /// By the cluster's number in this run (from 1): its number for good.
    pub(super) number: Vec<u32>,
    /// Clusters of before whose records are no longer together, or no longer among themselves. In the order of their oldest numbers.
    pub(in crate::files) changes: Vec<ClusterChange>,
    /// The next number that is free.
    pub(in crate::files) next: u32,
}

impl Kept {
    /// `of_record`: per record its cluster in this run (from 1) and its cluster before (0 = none). A number goes to the cluster that has most of
    /// its records; a cluster with records of several takes the one of which it has most; ties go to the older number, then to the cluster
    /// that comes first.
    pub(super) fn new(of_record: &[(u32, u32)], next: u32) -> Self {
        let mut common: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        let mut all = 0;
        for (cluster, before) in of_record {
            all = all.max(*cluster);
            if *before != 0 {
                *common.entry((*before, *cluster)).or_default() += 1;
            }
        }
        let mut claims: Vec<(u32, u32, u32)> =
            common.iter().map(|((before, cluster), records)| (*records, *before, *cluster)).collect();
        claims.sort_unstable_by_key(|(records, before, cluster)| (std::cmp::Reverse(*records), *before, *cluster));
        let mut number = vec![0_u32; all as usize + 1];
        let mut taken: BTreeMap<u32, u32> = BTreeMap::new();
        for (_, before, cluster) in claims {
            if number[cluster as usize] == 0 && !taken.contains_key(&before) {
                number[cluster as usize] = before;
                taken.insert(before, cluster);
            }
        }
        let mut next = next;
        for slot in number.iter_mut().skip(1).filter(|slot| **slot == 0) {
            *slot = next;
            next += 1;
        }
        Self { changes: changes(&common, &number), number, next }
    }
}

/// Groups of clusters before and after that share records, other than one and one.
fn changes(common: &BTreeMap<(u32, u32), u32>, number: &[u32]) -> Vec<ClusterChange> {
    let mut after_of: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut before_of: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (before, cluster) in common.keys() {
        after_of.entry(*before).or_default().push(*cluster);
        before_of.entry(*cluster).or_default().push(*before);
    }
    let mut seen = std::collections::BTreeSet::new();
    let mut out = Vec::new();
    for start in after_of.keys() {
        let (mut befores, mut afters, mut open) = (Vec::new(), Vec::new(), vec![*start]);
        while let Some(before) = open.pop() {
            if !seen.insert(before) {
                continue;
            }
            befores.push(before);
            for cluster in &after_of[&before] {
                if !afters.contains(cluster) {
                    afters.push(*cluster);
                    open.extend(&before_of[cluster]);
                }
            }
        }
        if befores.len() > 1 || afters.len() > 1 {
            let mut after: Vec<u32> = afters.iter().map(|cluster| number[*cluster as usize]).collect();
            befores.sort_unstable();
            after.sort_unstable();
            out.push(ClusterChange { before: befores, after });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::ClusterFate;

    #[test]
    fn most_of_the_records_keep_the_number() {
        // 7 was joined to 4, 5 lost one record to a new cluster, 9 is gone, a new record stands alone.
        let of_record = [(1, 4), (1, 4), (1, 7), (2, 5), (2, 5), (3, 5), (4, 0)];
        let kept = Kept::new(&of_record, 10);
        assert_eq!(kept.number, [0, 4, 5, 10, 11]);
        assert_eq!(kept.next, 12);
        let change = |before: &[u32], after: &[u32]| ClusterChange { before: before.to_vec(), after: after.to_vec() };
        assert_eq!(kept.changes, [change(&[4, 7], &[4]), change(&[5], &[5, 10])]);
        assert_eq!(
            kept.changes.iter().map(ClusterChange::fate).collect::<Vec<_>>(),
            [ClusterFate::Joined, ClusterFate::Split]
        );
        // A record of 4 went over to 5.
        let kept = Kept::new(&[(1, 4), (1, 4), (2, 4), (2, 5), (2, 5)], 10);
        assert_eq!(kept.changes, [change(&[4, 5], &[4, 5])]);
        assert_eq!(kept.changes[0].fate(), ClusterFate::Regrouped);
    }
}
