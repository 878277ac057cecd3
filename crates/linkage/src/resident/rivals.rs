//! Who is a rival of whom: two persons that one delivery names are two, so a record that fits both can be only one of them.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::core::clusters::{Clusters, Edge, meet};
use crate::core::compete::Listed;
use crate::core::pattern::IntegerMap;

/// The deliveries of the persons that compete for another one.
pub(super) struct Deliveries<'a> {
    /// Per record: its cluster.
    root: &'a [u32],
    /// Per cluster that competes: the number of its set; clusters without an entry have no rivals.
    set_of: IntegerMap<u32, u32>,
    /// Deliveries that name each person once, ascending; ascending themselves.
    sets: Vec<Vec<u32>>,
}

impl<'a> Deliveries<'a> {
    /// Of the clusters at the ends of these edges.
    pub(super) fn new(clusters: &Clusters, root: &'a [u32], edges: &[Edge]) -> Self {
        let of = |record: u32| root[record as usize];
        let mut ends: Vec<(u32, u32)> = edges
            .par_iter()
            .flat_map_iter(|edge| {
                let (a, b) = (of(edge.left), of(edge.right));
                [(a, b), (b, a)]
            })
            .collect();
        ends.par_sort_unstable();
        // Only where several clusters could be one and the same do they compete.
        let several = ends.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1);
        let mut competing: Vec<u32> = several.flat_map(|group| group.iter().map(|(_, partner)| *partner)).collect();
        competing.par_sort_unstable();
        competing.dedup();
        let slots: Vec<Vec<u32>> = competing.par_iter().map(|cluster| clusters.slots(*cluster)).collect();
        let sets: BTreeSet<&Vec<u32>> = slots.iter().filter(|slots| !slots.is_empty()).collect();
        let sets: Vec<Vec<u32>> = sets.into_iter().cloned().collect();
        let number = |slots: &Vec<u32>| sets.binary_search(slots).ok().map(|at| at as u32);
        let set_of = competing.iter().zip(&slots).filter_map(|(cluster, slots)| Some((*cluster, number(slots)?)));
        Self { root, set_of: set_of.collect(), sets }
    }
}

impl Listed for Deliveries<'_> {
    fn who(&self, record: u32) -> u32 {
        self.root[record as usize]
    }

    fn lists(&self, partner: u32) -> Option<u32> {
        self.set_of.get(&self.root[partner as usize]).copied()
    }

    fn meet(&self, some: u32, others: u32) -> bool {
        meet(&self.sets[some as usize], &self.sets[others as usize])
    }
}
