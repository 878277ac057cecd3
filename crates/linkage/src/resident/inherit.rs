//! Which cluster inherits which person id. Does not know records, decisions or why clusters are what they are.
//!
//! What must hold, whatever people decide and take back (`tests/decisions.rs` tries it):
//! 1. A person whose records stay together and among themselves keeps its id.
//! 2. An id belongs to the records that had it first (its *core*). When all of them are together again, they have it again.
//! 3. Of two persons that become one, the older id lives on. No id ever names somebody none of whose records it named at first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many records of a cluster speak for an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) person: u32,
    pub(super) cluster: u32,
    pub(super) records: u32,
}

/// Counts (id, cluster) pairs; the claims are sorted by id, then cluster.
pub(super) fn claims(mut votes: Vec<(u32, u32)>) -> Vec<Claim> {
    use rayon::prelude::*;
    votes.par_sort_unstable();
    let count = |group: &[(u32, u32)]| Claim { person: group[0].0, cluster: group[0].1, records: group.len() as u32 };
    votes.chunk_by(|a, b| a == b).map(count).collect()
}

/// Who has which id.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Inherited {
    /// Id per cluster; 0 = it gets a new one.
    pub(super) of_cluster: Vec<u32>,
    /// Ids that ended, with the older one their records have now.
    pub(super) joined: Vec<(u32, u32)>,
    /// Ids that had ended and name somebody again.
    pub(super) restored: Vec<u32>,
    /// Ids whose records did not stay together and among themselves, ascending.
    pub(super) disturbed: Vec<u32>,
}

/// `before`: who the records were in the run before. `core`: whose core they belong to, of ids that were disturbed once. `held`: whether an
/// id is that of records that are remembered, at hand or not. `sizes`: rows per cluster.
pub(super) fn inherit(before: &[Claim], core: &[Claim], held: impl Fn(u32) -> bool, sizes: &[u32]) -> Inherited {
    let mut found = Inherited { of_cluster: vec![0; sizes.len()], ..Inherited::default() };
    let mut persons_of = vec![0_u32; sizes.len()];
    before.iter().for_each(|claim| persons_of[claim.cluster as usize] += 1);
    let mut open: BTreeMap<u32, (&[Claim], &[Claim])> = BTreeMap::new();
    for parts in before.chunk_by(|a, b| a.person == b.person) {
        match parts {
            [only] if persons_of[only.cluster as usize] == 1 => found.of_cluster[only.cluster as usize] = only.person,
            _ => drop(open.insert(parts[0].person, (parts, &[]))),
        }
    }
    found.disturbed = open.keys().copied().collect();
    for parts in core.chunk_by(|a, b| a.person == b.person) {
        let person = parts[0].person;
        match open.get_mut(&person) {
            Some(entry) => entry.1 = parts,
            None if !held(person) => drop(open.insert(person, (&[], parts))),
            None => {}
        }
    }
    // Older ids choose first; an id that ended waits for its whole core.
    for (person, (before, core)) in &open {
        let here = |claim: &&Claim| before.iter().any(|other| other.cluster == claim.cluster);
        let mut candidates: Vec<Claim> = match (before.is_empty(), core.len()) {
            (true, 1) => core.to_vec(),
            (true, _) => continue,
            (false, _) => core.iter().filter(here).copied().collect(),
        };
        if candidates.is_empty() {
            candidates = before.to_vec();
        }
        if give(&mut found.of_cluster, sizes, *person, &candidates) && before.is_empty() {
            found.restored.push(*person);
        }
    }
    // Whoever is still without: an id that ended comes back for the part of its core that is by itself.
    for (person, (before, core)) in &open {
        if before.is_empty() && !found.restored.contains(person) && give(&mut found.of_cluster, sizes, *person, core) {
            found.restored.push(*person);
        }
    }
    found.restored.sort_unstable();
    for (person, (before, _)) in open.iter().filter(|(_, (before, _))| !before.is_empty()) {
        let id = |claim: &Claim| found.of_cluster[claim.cluster as usize];
        if before.iter().any(|claim| id(claim) == *person) {
            continue;
        }
        let into = before.iter().filter(|claim| (1..*person).contains(&id(claim)));
        if let Some(into) = into.max_by_key(|claim| (claim.records, Reverse(id(claim)))) {
            found.joined.push((*person, id(into)));
        }
    }
    found
}

/// Gives the id to the cluster without one that most records speak for; ties go to the smaller cluster, which has less to do with others,
/// then to the one with the oldest record.
fn give(of_cluster: &mut [u32], sizes: &[u32], person: u32, candidates: &[Claim]) -> bool {
    let free = candidates.iter().filter(|claim| of_cluster[claim.cluster as usize] == 0);
    let best = free.max_by_key(|claim| (claim.records, Reverse(sizes[claim.cluster as usize]), Reverse(claim.cluster)));
    let Some(best) = best else { return false };
    of_cluster[best.cluster as usize] = person;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs over records: `clusters` the cluster of each, `before` the id of each, `core` (record, id). Gives the id of each cluster.
    fn check(clusters: &[u32], before: &[u32], core: &[(usize, u32)]) -> Inherited {
        let mut sizes = vec![0; clusters.iter().max().map_or(0, |most| *most as usize + 1)];
        clusters.iter().for_each(|cluster| sizes[*cluster as usize] += 1);
        let votes = before.iter().zip(clusters).filter(|(id, _)| **id != 0).map(|(id, cluster)| (*id, *cluster));
        let cores = core.iter().map(|(record, id)| (*id, clusters[*record]));
        inherit(&claims(votes.collect()), &claims(cores.collect()), |id| before.contains(&id), &sizes)
    }

    #[test]
    fn the_older_id_lives_on_and_the_larger_part_keeps_it() {
        let joined = check(&[0, 0, 0], &[2, 1, 1], &[]);
        assert_eq!((joined.of_cluster, joined.joined), (vec![1], vec![(2, 1)]));
        let split = check(&[0, 1, 1], &[1, 1, 1], &[]);
        assert_eq!((split.of_cluster, split.disturbed), (vec![0, 1], vec![1]));
    }

    #[test]
    fn a_record_that_moves_leaves_both_persons_their_ids() {
        let moved = check(&[0, 1, 0], &[1, 1, 2], &[]);
        assert_eq!((moved.of_cluster, moved.joined), (vec![2, 1], vec![]));
        // And back, although nothing but the memory tells who was who first.
        let back = check(&[0, 0, 1], &[2, 1, 2], &[(0, 1), (1, 1), (2, 2)]);
        assert_eq!((back.of_cluster, back.joined), (vec![1, 2], vec![]));
    }

    #[test]
    fn who_is_not_touched_keeps_the_id_whoever_had_more_right_to_it_once() {
        // 1 was {0, 1, 2}; 0 is 7 since, alone. Now 1 and 2 part as well.
        let found = check(&[0, 1, 2], &[7, 1, 1], &[(0, 1), (1, 1), (2, 1)]);
        assert_eq!(found.of_cluster, [7, 1, 0]);
    }

    #[test]
    fn an_id_that_ended_comes_back_with_its_records() {
        let found = check(&[0, 1], &[1, 1], &[(0, 1), (1, 2)]);
        assert_eq!((found.of_cluster, found.restored), (vec![1, 2], vec![2]));
        // Not for somebody else's record that merely met one of them, while another has an id of its own.
        let met = check(&[0, 1, 1], &[1, 1, 5], &[(0, 2), (1, 2)]);
        assert_eq!((met.of_cluster, met.restored), (vec![1, 5], vec![]));
    }
}
