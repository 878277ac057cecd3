//! Files that list each person once: rivals are weighed against each other, and the weights are learned anew from what is left.

use domain::Weight;
use std::collections::BTreeMap;

use super::Convergence;
use super::compare::Comparer;
use super::frequency::Frequency;
use super::rarity::Rarity;
use super::run::Run;
use crate::core::clusters::Edge;
use crate::core::compete::{Listed, compete};
use crate::core::estimate::{Evidence, Found, LIKELY, Settings, reestimate};
use crate::core::model::Model;
use crate::core::pattern::{Counted, Pattern, Unblocked};

/// Even where nearly everybody has a partner, a record is alone with this probability: its partner may not have been proposed.
const ALONE_MIN: f64 = 0.3;

/// A pair worth weighing, its pattern, and what had no part in its being proposed.
pub(super) type Candidate = (Edge, Pattern, Unblocked);

/// Weighing and learning stand still when no share changes by more than this in a round.
const STANDS_STILL: f64 = 1e-4;

/// Rounds of weighing and learning.
const ROUNDS: u32 = 20;

/// Weights of edges after their rivals. `file` tells the file of a record, `unique` which files list each person once, `alone` how likely
/// a record of one file has no partner in another, unique one.
pub(super) fn weigh_rivals(
    edges: &[Edge],
    unique: &[bool],
    file: impl Fn(u32) -> usize,
    alone: impl Fn(usize, usize) -> f64,
) -> Vec<Weight> {
    let lonely = |own: u32, other: u32| {
        let (own, other) = (file(own), file(other));
        if unique[other] { alone(own, other) } else { 1.0 }
    };
    let alone = |edge: &Edge| lonely(edge.left, edge.right) * lonely(edge.right, edge.left);
    let numbers: Vec<u32> = (0..unique.len() as u32).collect();
    let files = Files { file: &file, unique, numbers: &numbers };
    compete(edges, &files, alone).into_iter().map(|edge| edge.after).collect()
}

/// Records stand in their file alone.
struct Files<'a, F> {
    file: F,
    unique: &'a [bool],
    numbers: &'a [u32],
}

impl<F: Fn(u32) -> usize> Listed for Files<'_, F> {
    fn who(&self, record: u32) -> u32 {
        record
    }

    fn lists(&self, partner: u32) -> Option<u32> {
        let file = (self.file)(partner);
        self.unique[file].then_some(file as u32)
    }

    fn of(&self, set: u32) -> &[u32] {
        std::slice::from_ref(&self.numbers[set as usize])
    }
}

impl Run<'_> {
    /// Weights of edges after their rivals; unchanged where no file is unique.
    pub(super) fn after_rivals(&self, edges: &[Edge]) -> Vec<Weight> {
        if !self.unique.contains(&true) {
            return edges.iter().map(|edge| edge.weight).collect();
        }
        let found = self.partners_found(edges);
        let file = |record: u32| usize::from(self.columns.records[record as usize].0);
        let alone = |own: usize, other: usize| {
            let known = || self.trained?.alone(&self.inputs[own].source, &self.inputs[other].source);
            known().unwrap_or_else(|| self.alone(&found, own, other))
        };
        weigh_rivals(edges, &self.unique, file, alone)
    }

    /// Per two inputs, the smaller one first: how many partners their records have in the other, expected from the edges.
    pub(super) fn partners_found(&self, edges: &[Edge]) -> Vec<f64> {
        let file = |record: u32| usize::from(self.columns.records[record as usize].0);
        let mut found = vec![0.0_f64; self.inputs.len() * self.inputs.len()];
        for edge in edges {
            let (a, b) = (file(edge.left), file(edge.right));
            found[a.min(b) * self.inputs.len() + a.max(b)] += edge.weight.probability();
        }
        found
    }

    /// How likely a record of one input has no partner in another one, by [`Run::partners_found`].
    pub(super) fn alone(&self, found: &[f64], own: usize, other: usize) -> f64 {
        let pairs = found[own.min(other) * self.inputs.len() + own.max(other)];
        (1.0 - pairs / self.inputs[own].rows.max(1) as f64).max(ALONE_MIN)
    }

    /// Learns from pairs whose rivals are known. `candidates` are the pairs worth weighing, with their patterns.
    pub(super) fn learn_with_rivals(
        &self,
        comparer: &Comparer<'_>,
        evidence: &Evidence,
        settings: &Settings,
        frequencies: &[Option<Frequency>],
        mut model: Model,
        candidates: &[Candidate],
    ) -> (Model, Convergence) {
        let start = self.start_model(evidence.all_pairs, &evidence.random);
        let mut settled = Convergence { stage: "rivals", rounds: 0, change: f64::INFINITY };
        while settled.rounds < ROUNDS && settled.change >= STANDS_STILL {
            let weights = model.weights();
            let rarity = Rarity::new(comparer, frequencies, &weights, &model.different);
            let edges: Vec<Edge> = candidates
                .iter()
                .map(|(edge, pattern, _)| Edge {
                    weight: rarity.weight(comparer, weights.usual(*pattern), *pattern, edge.left, edge.right),
                    ..*edge
                })
                .collect();
            let mut sums: BTreeMap<(Pattern, Unblocked), [f64; 2]> = BTreeMap::new();
            for (weight, (_, pattern, unblocked)) in self.after_rivals(&edges).into_iter().zip(candidates) {
                let probability = weight.probability();
                let [all, likely] = sums.entry((*pattern, *unblocked)).or_default();
                *all += probability;
                *likely += if probability >= LIKELY { probability } else { 0.0 };
            }
            let counted = |which: usize| {
                let of = |(key, sums): (&(Pattern, Unblocked), &[f64; 2])| Counted {
                    pattern: key.0,
                    unblocked: key.1,
                    pairs: sums[which],
                };
                sums.iter().map(of).collect()
            };
            let found = Found { all: counted(0), likely: counted(1) };
            let (next, change) = reestimate(evidence, &found, &start, &model, settings);
            model = next;
            settled = Convergence { rounds: settled.rounds + 1, change, ..settled };
        }
        (model, settled)
    }
}
