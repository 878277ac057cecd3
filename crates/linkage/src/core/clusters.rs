//! Clusters: the strongest link first, one record per source and person, what people decided before everything else.

use std::collections::{BTreeMap, BTreeSet};

use domain::Weight;

use super::lists::Lists;

/// A link between two records, left < right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) left: u32,
    pub(crate) right: u32,
    pub(crate) weight: Weight,
}

/// Why two clusters were not joined although a link asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Obstacle {
    /// Both hold a record of one delivery that lists each person once.
    Unique,
    /// A person decided that they are different.
    Decision,
    /// The other records of the two clusters speak against it.
    Evidence,
}

/// Records that grow together.
#[derive(Debug)]
pub(crate) struct Clusters {
    parent: Vec<u32>,
    /// The next member of the same cluster, [`END`] after the last: members are a list that begins at the root.
    next: Vec<u32>,
    /// Per root: its last member.
    last: Vec<u32>,
    /// Per root: its members.
    size: Vec<u32>,
    /// Unique deliveries each record stands in.
    slots: Lists<u32>,
    /// Records that a person holds apart from a record, each with the number of that pair.
    apart: BTreeMap<u32, Vec<(u32, u32)>>,
    /// Pairs held apart.
    pairs_apart: u32,
    bonds: Bonds,
}

/// No further member.
const END: u32 = u32::MAX;

/// Records that people found to be one. They are joined last, so that each brings the records it found by itself; until then
/// whatever joins one of them must fit all of them.
#[derive(Debug, Default)]
struct Bonds {
    /// Per root that holds a bonded record: its bond.
    of_root: BTreeMap<u32, u32>,
    /// Per bond: its records.
    records: Vec<Vec<u32>>,
}

impl Clusters {
    /// Every record alone; `slots`: the unique deliveries each stands in.
    pub(crate) fn new(slots: Lists<u32>) -> Self {
        let records = slots.len();
        let alone: Vec<u32> = (0..records as u32).collect();
        Self {
            parent: alone.clone(),
            next: vec![END; records],
            last: alone,
            size: vec![1; records],
            slots,
            apart: BTreeMap::new(),
            pairs_apart: 0,
            bonds: Bonds::default(),
        }
    }

    /// Says that these records will be one person; nothing that stands against it is joined from now on. They are still to be joined.
    pub(crate) fn bond(&mut self, records: &[u32]) {
        let new = self.bonds.records.len() as u32;
        self.bonds.records.push(Vec::new());
        for record in records {
            let root = self.root(*record);
            let known = self.bonds.of_root.insert(root, new);
            self.bonds.records[new as usize].push(*record);
            if let Some(known) = known.filter(|known| *known != new) {
                self.move_bond(known, new);
            }
        }
    }

    fn move_bond(&mut self, from: u32, into: u32) {
        let moved = std::mem::take(&mut self.bonds.records[from as usize]);
        for record in &moved {
            let root = self.root(*record);
            self.bonds.of_root.insert(root, into);
        }
        self.bonds.records[into as usize].extend(moved);
    }

    /// The clusters that will be one with a cluster because people said so, itself among them.
    fn bonded(&self, root: u32) -> Vec<u32> {
        let Some(bond) = self.bonds.of_root.get(&root) else { return vec![root] };
        let mut roots: Vec<u32> = self.bonds.records[*bond as usize].iter().map(|record| self.root(*record)).collect();
        roots.sort_unstable();
        roots.dedup();
        roots
    }

    /// Holds two records apart for ever.
    pub(crate) fn hold_apart(&mut self, left: u32, right: u32) {
        self.apart.entry(left).or_default().push((right, self.pairs_apart));
        self.apart.entry(right).or_default().push((left, self.pairs_apart));
        self.pairs_apart += 1;
    }

    /// The cluster of a record, named by one of its members.
    pub(crate) fn root(&self, record: u32) -> u32 {
        let mut at = record;
        while self.parent[at as usize] != at {
            at = self.parent[at as usize];
        }
        at
    }

    /// What a person can stand in once only, ascending: unique deliveries, and pairs that people held apart, from the last number down. A
    /// cluster counts with those that people found to be one with it.
    pub(crate) fn stands_in(&self, root: u32) -> Vec<u32> {
        let roots = self.bonded(root);
        let members = || roots.iter().flat_map(|root| self.members(*root));
        let apart = members().filter_map(|member| self.apart.get(&member)).flatten();
        let mut places: Vec<u32> = members().flat_map(|member| self.slots.of(member)).copied().collect();
        places.extend(apart.map(|(_, pair)| u32::MAX - pair));
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Whether people found a record of the cluster to be one with others.
    pub(crate) fn is_bonded(&self, record: u32) -> bool {
        !self.bonds.of_root.is_empty() && self.bonds.of_root.contains_key(&self.root(record))
    }

    /// Clusters that will be one with others because people said so, each with the first of them.
    pub(crate) fn bonded_with(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.bonds.of_root.keys().map(|root| (*root, self.bonded(*root)[0]))
    }

    /// Members of a cluster, the root first.
    pub(crate) fn members(&self, root: u32) -> impl Iterator<Item = u32> + '_ {
        let next = |at: &u32| Some(self.next[*at as usize]).filter(|next| *next != END);
        std::iter::successors(Some(root), next)
    }

    /// What stands against joining the clusters of two records, decisions and deliveries considered. What people found to be one counts
    /// as one already; nothing stands against joining that.
    pub(crate) fn obstacle(&self, left: u32, right: u32) -> Option<Obstacle> {
        let (a, b) = (self.root(left), self.root(right));
        if a == b {
            return None;
        }
        let (bond, other) = (self.bonds.of_root.get(&a), self.bonds.of_root.get(&b));
        if bond.is_none() && other.is_none() {
            return self.obstacle_between(a, b);
        }
        if bond == other {
            return None;
        }
        let (these, those) = (self.bonded(a), self.bonded(b));
        let between = |x: &u32| those.iter().filter_map(|y| self.obstacle_between(*x, *y)).collect::<Vec<_>>();
        let found: Vec<Obstacle> = these.iter().flat_map(between).collect();
        // A decision is told before a delivery.
        found.iter().find(|obstacle| **obstacle == Obstacle::Decision).or(found.first()).copied()
    }

    /// As [`Clusters::obstacle`], for two clusters by themselves.
    fn obstacle_between(&self, a: u32, b: u32) -> Option<Obstacle> {
        if self.held_apart(a, b) {
            return Some(Obstacle::Decision);
        }
        let (few, many) = self.smaller_first(a, b);
        let mut own = self.members(few).map(|member| self.slots.of(member)).filter(|slots| !slots.is_empty());
        own.any(|slots| self.members(many).any(|other| meet(slots, self.slots.of(other)))).then_some(Obstacle::Unique)
    }

    fn smaller_first(&self, a: u32, b: u32) -> (u32, u32) {
        if self.size[a as usize] <= self.size[b as usize] { (a, b) } else { (b, a) }
    }

    fn held_apart(&self, a: u32, b: u32) -> bool {
        if self.apart.is_empty() {
            return false;
        }
        let (few, many) = self.smaller_first(a, b);
        let mut others = self.members(few).filter_map(|member| self.apart.get(&member)).flatten();
        others.any(|(other, _)| self.root(*other) == many)
    }

    /// Joins the clusters of two records, whatever stands against it.
    pub(crate) fn join(&mut self, left: u32, right: u32) {
        let (a, b) = (self.root(left), self.root(right));
        if a == b {
            return;
        }
        // The larger cluster keeps its root; ties go to the smaller record, so that order of rows does not matter.
        let size = |root: u32| self.size[root as usize];
        let (keep, gone) = if (size(a), b) > (size(b), a) { (a, b) } else { (b, a) };
        self.next[self.last[keep as usize] as usize] = gone;
        self.last[keep as usize] = self.last[gone as usize];
        self.size[keep as usize] += self.size[gone as usize];
        self.parent[gone as usize] = keep;
        if let Some(bond) = self.bonds.of_root.remove(&gone) {
            match self.bonds.of_root.get(&keep).copied() {
                Some(other) if other != bond => self.move_bond(bond, other),
                Some(_) => {}
                None => drop(self.bonds.of_root.insert(keep, bond)),
            }
        }
    }

    /// Joins along the links, strongest first; hands back the links that were not followed and why.
    ///
    /// `between` weighs two records; when clusters of several records meet, the mean over (at most [`CROSS_MAX`]) pairs must reach `least`.
    pub(crate) fn grow(
        &mut self,
        edges: Vec<Edge>,
        least: Weight,
        between: impl FnMut(u32, u32) -> Weight,
    ) -> Vec<(Edge, Obstacle)> {
        self.grow_with(edges, least, between, |_| ())
    }

    /// As [`Clusters::grow`]; `joined` hears of every link that was followed.
    pub(crate) fn grow_with(
        &mut self,
        mut edges: Vec<Edge>,
        least: Weight,
        mut between: impl FnMut(u32, u32) -> Weight,
        mut joined: impl FnMut(Edge),
    ) -> Vec<(Edge, Obstacle)> {
        edges.sort_unstable_by_key(|edge| (std::cmp::Reverse(edge.weight), edge.left, edge.right));
        let mut refused = Vec::new();
        let mut seen = BTreeSet::new();
        for edge in edges {
            let (a, b) = (self.root(edge.left), self.root(edge.right));
            if a == b {
                continue;
            }
            if let Some(obstacle) = self.obstacle(a, b) {
                refused.push((edge, obstacle));
                continue;
            }
            let (some, others) = (self.size[a as usize], self.size[b as usize]);
            if some.max(others) > 1 {
                if !seen.insert((a.min(b), a.max(b), some + others)) {
                    refused.push((edge, Obstacle::Evidence));
                    continue;
                }
                let mut sum = 0_i64;
                let mut count = 0_i64;
                'cross: for x in self.members(a) {
                    for y in self.members(b) {
                        sum += i64::from(between(x, y).0);
                        count += 1;
                        if count == CROSS_MAX {
                            break 'cross;
                        }
                    }
                }
                if sum < count * i64::from(least.0) {
                    refused.push((edge, Obstacle::Evidence));
                    continue;
                }
            }
            self.join(a, b);
            joined(edge);
        }
        refused
    }
}

/// Whether two ascending lists have a delivery in common.
fn meet(x: &[u32], y: &[u32]) -> bool {
    let (few, many) = if x.len() <= y.len() { (x, y) } else { (y, x) };
    few.iter().any(|slot| many.binary_search(slot).is_ok())
}

/// Pairs looked at when two clusters meet.
const CROSS_MAX: i64 = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_found_to_be_one_is_one_before_it_is_joined() {
        let mut clusters = Clusters::new(Lists::of_pairs(5, vec![(2, 1), (1, 1)]));
        clusters.hold_apart(1, 3);
        clusters.bond(&[0, 1]);
        assert_eq!(clusters.obstacle(0, 1), None);
        assert_eq!(clusters.obstacle(0, 3), Some(Obstacle::Decision), "3 is not 1, who is 0");
        assert_eq!(clusters.obstacle(0, 2), Some(Obstacle::Unique), "1 stands in the delivery of 2");
        clusters.join(0, 4);
        assert_eq!(clusters.obstacle(4, 3), Some(Obstacle::Decision), "who joins 0 is 1 as well");
        clusters.bond(&[4, 2]);
        assert_eq!(clusters.obstacle(1, 2), None, "two bonds that share a record are one");
        assert_eq!(clusters.obstacle(2, 3), Some(Obstacle::Decision));
    }
}
