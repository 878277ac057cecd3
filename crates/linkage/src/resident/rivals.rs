//! Who is a rival of whom: two persons that one delivery names, or that people held apart, are two, so a record that fits both can be only
//! one of them.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::core::clusters::{Clusters, Edge};
use crate::core::compete::Listed;
use crate::core::pattern::IntegerMap;

/// What names the persons that compete for another one once: deliveries, and pairs that people held apart.
pub(super) struct Deliveries<'a> {
    /// Per record: its cluster.
    root: &'a [u32],
    /// Clusters that people found to be one with others, and the first of those.
    first_of: IntegerMap<u32, u32>,
    /// Per person that competes: the number of its set; persons without an entry have no rivals.
    set_of: IntegerMap<u32, u32>,
    /// What names each person once, ascending; ascending themselves.
    sets: Vec<Vec<u32>>,
}

impl<'a> Deliveries<'a> {
    /// Of the clusters at the ends of these edges.
    pub(super) fn new(clusters: &Clusters, root: &'a [u32], edges: &[Edge]) -> Self {
        let first_of: IntegerMap<u32, u32> = clusters.bonded_with().collect();
        let of = |record: u32| first(&first_of, root[record as usize]);
        let mut ends: Vec<(u32, u32)> = edges
            .par_iter()
            .flat_map_iter(|edge| {
                let (a, b) = (of(edge.left), of(edge.right));
                [(a, b), (b, a)]
            })
            .collect();
        ends.par_sort_unstable();
        ends.dedup();
        // Only where several persons could be one and the same do they compete.
        let several = ends.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1);
        let mut competing: Vec<u32> = several.flat_map(|group| group.iter().map(|(_, partner)| *partner)).collect();
        competing.par_sort_unstable();
        competing.dedup();
        let slots: Vec<Vec<u32>> = competing.par_iter().map(|cluster| clusters.stands_in(*cluster)).collect();
        let sets: BTreeSet<&Vec<u32>> = slots.iter().filter(|slots| !slots.is_empty()).collect();
        let sets: Vec<Vec<u32>> = sets.into_iter().cloned().collect();
        let number = |slots: &Vec<u32>| sets.binary_search(slots).ok().map(|at| at as u32);
        let set_of = competing.iter().zip(&slots).filter_map(|(cluster, slots)| Some((*cluster, number(slots)?)));
        let set_of = set_of.collect();
        Self { root, first_of, set_of, sets }
    }
}

fn first(first_of: &IntegerMap<u32, u32>, root: u32) -> u32 {
    first_of.get(&root).copied().unwrap_or(root)
}

impl Listed for Deliveries<'_> {
    fn who(&self, record: u32) -> u32 {
        first(&self.first_of, self.root[record as usize])
    }

    fn lists(&self, partner: u32) -> Option<u32> {
        self.set_of.get(&self.who(partner)).copied()
    }

    fn of(&self, set: u32) -> &[u32] {
        &self.sets[set as usize]
    }
}
