//! The next run: records that are as they were keep the weights of their pairs, the others are compared anew, and clusters keep their numbers.
//!
//! The weight of two records depends on these two and on the saved weights alone, so a pair of two unchanged records weighs what it weighed; rivals are weighed anew.
//! A block that was too large and refined may propose other pairs when a record comes or goes: its records count as touched. The result is
//! that of a full run with the same weights.

mod changes;
mod text;

use std::collections::HashMap;

use rayon::prelude::*;

use domain::Weight;

use self::changes::Kept;
use super::FileCluster;
use super::names::Names;
use super::recipe::RecipeFault;
use super::run::{Run, Scorer};
use super::trained::Trained;
use super::write::renumbered;
use crate::core::blocks::Blocks;
use crate::core::chance::mix2;
use crate::core::clusters::Edge;

/// What a run remembers for the next one. Written and read as text ([`Memory::to_text`], [`Memory::parse`]).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    /// Fingerprint of what the pairs depend on besides the two records: weights, and which pairs are compared.
    pub(super) seal: String,
    records: Vec<Remembered>,
    /// Pairs of `records` by number, with their weights before rivals.
    pairs: Vec<(u32, u32, Weight)>,
    /// The next cluster that is new gets this number.
    next_cluster: u32,
}

/// A record as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Remembered {
    source: String,
    key: String,
    /// Of its cleaned values.
    fingerprint: u64,
    cluster: u32,
    /// Whether it stood in a block that was too large.
    refined: bool,
}

/// A run that follows another one, or that another one will follow.
pub(super) struct Daily<'a> {
    run: &'a Run<'a>,
    memory: Option<&'a Memory>,
    /// Of the cleaned values of each record.
    fingerprints: Vec<u64>,
    difference: Difference,
}

/// How the records at hand differ from those remembered.
#[derive(Default)]
struct Difference {
    /// Per remembered record: the same record now, if it is still there.
    now: Vec<Option<u32>>,
    /// Per record: whether its pairs are compared anew.
    touched: Vec<bool>,
    /// Per record: its cluster before, 0 = it is new.
    cluster: Vec<u32>,
    /// Records that are new, changed, gone.
    counts: [u64; 3],
}

impl Memory {
    /// Whether there are numbers left for the clusters of so many records.
    ///
    /// # Errors
    /// There are not.
    pub(super) fn has_room(&self, records: usize) -> Result<(), RecipeFault> {
        let last = u32::try_from(records).ok().and_then(|records| self.next_cluster.checked_add(records));
        last.map(drop).ok_or_else(|| RecipeFault::new("memory", "there are no numbers left for new clusters", AGAIN))
    }
}

/// The cure of a memory that cannot be used.
const AGAIN: &str = "delete the memory and run once from the beginning; clusters get new numbers";

impl<'a> Daily<'a> {
    pub(super) fn new(run: &'a Run<'a>, memory: Option<&'a Memory>) -> Self {
        let hash = |id: &u32| run.columns.hashes[*id as usize];
        let of = |record: u32| run.columns.row(record).iter().fold(1, |sum, id| mix2(sum, hash(id)));
        let fingerprints: Vec<u64> = (0..run.columns.records.len() as u32).into_par_iter().map(of).collect();
        let difference = difference(run, memory.map_or(&[], |memory| &memory.records), &fingerprints);
        Self { run, memory, fingerprints, difference }
    }

    /// The pairs of a full run, in its order: those of two untouched records as remembered, where a rule still proposes them, the others
    /// weighed; and how many those are. `None` when nothing is remembered, or with other weights.
    pub(super) fn score(&self, scorer: &Scorer<'_>, blocks: &Blocks) -> Option<(Vec<Edge>, u64)> {
        let (memory, trained) = (self.memory?, self.run.trained?);
        if self.seal(trained) != memory.seal {
            return None;
        }
        let touched = &self.difference.touched;
        let kept = |(left, right, weight): &(u32, u32, Weight)| {
            let (a, b) = (self.difference.now[*left as usize]?, self.difference.now[*right as usize]?);
            let (left, right) = (a.min(b), a.max(b));
            let kept = !touched[left as usize] && !touched[right as usize];
            let kept = kept && self.run.allowed(left, right) && blocks.propose(left, right);
            kept.then_some(Edge { left, right, weight: *weight })
        };
        let mut edges: Vec<Edge> = memory.pairs.par_iter().filter_map(kept).collect();
        let weighed = blocks.visit_touched(
            touched,
            |left, right| self.run.allowed(left, right),
            || scorer.start(),
            |state, left, right| scorer.look(state, left, right),
        );
        let looked = weighed.iter().map(|state| state.looked).sum();
        edges.extend(weighed.into_iter().flat_map(|state| scorer.found(state)).map(|(edge, _)| edge));
        edges.par_sort_unstable_by_key(|edge| (edge.left, edge.right));
        Some((edges, looked))
    }

    /// A fingerprint of what the remembered pairs depend on: the weights with their recipe, and which files list each person once.
    /// With another one everything is compared anew.
    fn seal(&self, trained: &Trained) -> String {
        let files = self.run.inputs.iter().zip(&self.run.unique).filter(|(_, unique)| **unique);
        let mut unique: Vec<&str> = files.map(|(table, _)| table.source.as_str()).collect();
        unique.sort_unstable();
        let asked = format!("{:?}", (trained.seal(), unique));
        blake3::hash(asked.as_bytes()).to_hex()[..32].to_owned()
    }

    /// Gives clusters the numbers they had, as far as their records had one, and new numbers in the order of source and key; tells which
    /// were joined, split or regrouped.
    pub(super) fn number(&self, clusters: &mut [FileCluster]) -> Kept {
        let names = Names::new(self.run.recipe, self.run.inputs);
        let mut by_name: Vec<&mut FileCluster> = clusters.iter_mut().collect();
        by_name.par_sort_unstable_by_key(|entry| names.of(entry.record));
        let mut numbers = vec![0; by_name.len() + 1];
        let mut next = 0;
        by_name.iter_mut().for_each(|entry| entry.cluster = renumbered(&mut numbers, &mut next, entry.cluster));
        let of_record: Vec<(u32, u32)> = clusters
            .iter()
            .map(|entry| (entry.cluster, self.difference.cluster[self.record(entry) as usize]))
            .collect();
        let kept = Kept::new(&of_record, self.memory.map_or(1, |memory| memory.next_cluster));
        clusters.iter_mut().for_each(|entry| entry.cluster = kept.number[entry.cluster as usize]);
        kept
    }

    /// Records that are new, changed and gone; `None` when there was no run before.
    pub(super) fn counts(&self) -> Option<[u64; 3]> {
        self.memory.map(|_| self.difference.counts)
    }

    /// What the next run needs. `edges` are the pairs before rivals.
    pub(super) fn remember(
        &self,
        trained: &Trained,
        blocks: &Blocks,
        edges: &[Edge],
        clusters: &[FileCluster],
        next_cluster: u32,
    ) -> Memory {
        let names = Names::new(self.run.recipe, self.run.inputs);
        let mut refined = vec![false; self.fingerprints.len()];
        blocks.refined().iter().for_each(|record| refined[*record as usize] = true);
        let mut cluster = vec![0; self.fingerprints.len()];
        clusters.iter().for_each(|entry| cluster[self.record(entry) as usize] = entry.cluster);
        let remembered = |record: usize| {
            let (source, key) = names.of(self.run.columns.records[record]);
            Remembered {
                source: source.to_owned(),
                key: key.to_owned(),
                fingerprint: self.fingerprints[record],
                cluster: cluster[record],
                refined: refined[record],
            }
        };
        Memory {
            seal: self.seal(trained),
            records: (0..self.fingerprints.len()).map(remembered).collect(),
            pairs: edges.iter().map(|edge| (edge.left, edge.right, edge.weight)).collect(),
            next_cluster,
        }
    }

    fn record(&self, entry: &FileCluster) -> u32 {
        self.run.columns.of_input(entry.record.0 as usize)[entry.record.1 as usize]
    }
}

fn difference(run: &Run<'_>, remembered: &[Remembered], fingerprints: &[u64]) -> Difference {
    let names = Names::new(run.recipe, run.inputs);
    let place: HashMap<(&str, &str), u32> =
        (0_u32..).zip(&run.columns.records).map(|(record, place)| (names.of(*place), record)).collect();
    let mut difference = Difference {
        touched: vec![true; fingerprints.len()],
        cluster: vec![0; fingerprints.len()],
        ..Difference::default()
    };
    let mut known = 0;
    for before in remembered {
        let now = place.get(&(before.source.as_str(), before.key.as_str())).copied();
        difference.now.push(now);
        let Some(now) = now else {
            difference.counts[2] += 1;
            continue;
        };
        known += 1;
        let changed = fingerprints[now as usize] != before.fingerprint;
        difference.counts[1] += u64::from(changed);
        difference.touched[now as usize] = changed || before.refined;
        difference.cluster[now as usize] = before.cluster;
    }
    difference.counts[0] = fingerprints.len() as u64 - known;
    difference
}
