//! Clusters: the strongest link first, one record per source and person, what people decided before everything else.

use std::collections::{BTreeMap, BTreeSet};

use domain::Weight;

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
    /// Per root: members ascending is not kept; empty = only the root itself.
    members: Vec<Vec<u32>>,
    /// Per root: unique deliveries it has a record of, ascending.
    slots: Vec<Vec<u32>>,
    /// Pairs of records that a person holds apart.
    apart: Vec<Vec<u32>>,
    bonds: Bonds,
}

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
    /// Every record alone. `slots[r]`: the unique deliveries the record stands in, ascending.
    pub(crate) fn new(slots: Vec<Vec<u32>>) -> Self {
        let records = slots.len();
        Self {
            parent: (0..records as u32).collect(),
            members: vec![Vec::new(); records],
            slots,
            apart: vec![Vec::new(); records],
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
        self.apart[left as usize].push(right);
        self.apart[right as usize].push(left);
    }

    /// The cluster of a record, named by one of its members.
    pub(crate) fn root(&self, record: u32) -> u32 {
        let mut at = record;
        while self.parent[at as usize] != at {
            at = self.parent[at as usize];
        }
        at
    }

    /// The first unique delivery the record's cluster stands in.
    pub(crate) fn first_slot(&self, record: u32) -> Option<u32> {
        self.slots[self.root(record) as usize].first().copied()
    }

    /// Members of a cluster.
    pub(crate) fn members(&self, root: u32) -> &[u32] {
        let list = &self.members[root as usize];
        if list.is_empty() { std::slice::from_ref(&self.parent[root as usize]) } else { list }
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
        let (x, y) = (&self.slots[a as usize], &self.slots[b as usize]);
        let (few, many) = if x.len() <= y.len() { (x, y) } else { (y, x) };
        few.iter().any(|slot| many.binary_search(slot).is_ok()).then_some(Obstacle::Unique)
    }

    fn held_apart(&self, a: u32, b: u32) -> bool {
        let (few, many) = if self.members(a).len() <= self.members(b).len() { (a, b) } else { (b, a) };
        self.members(few)
            .iter()
            .any(|member| self.apart[*member as usize].iter().any(|other| self.root(*other) == many))
    }

    /// Joins the clusters of two records, whatever stands against it.
    pub(crate) fn join(&mut self, left: u32, right: u32) {
        let (a, b) = (self.root(left), self.root(right));
        if a == b {
            return;
        }
        // The larger cluster keeps its root; ties go to the smaller record, so that order of rows does not matter.
        let size = |root: u32| self.members(root).len();
        let (keep, gone) = if (size(a), b) > (size(b), a) { (a, b) } else { (b, a) };
        let moved = if self.members[gone as usize].is_empty() {
            vec![gone]
        } else {
            std::mem::take(&mut self.members[gone as usize])
        };
        let list = &mut self.members[keep as usize];
        if list.is_empty() {
            list.push(keep);
        }
        list.extend(moved);
        let slots = std::mem::take(&mut self.slots[gone as usize]);
        let own = &mut self.slots[keep as usize];
        own.extend(slots);
        own.sort_unstable();
        own.dedup();
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
            let (some, others) = (self.members(a), self.members(b));
            if some.len() * others.len() > 1 {
                if !seen.insert((a.min(b), a.max(b), some.len() + others.len())) {
                    refused.push((edge, Obstacle::Evidence));
                    continue;
                }
                let mut sum = 0_i64;
                let mut count = 0_i64;
                'cross: for x in some {
                    for y in others {
                        sum += i64::from(between(*x, *y).0);
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

/// Pairs looked at when two clusters meet.
const CROSS_MAX: i64 = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_found_to_be_one_is_one_before_it_is_joined() {
        let mut clusters = Clusters::new(vec![vec![], vec![1], vec![1], vec![], vec![]]);
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
