//! Files that list each person once: rivals are weighed against each other, and the weights are learned anew from what is left.

use domain::Weight;
use std::collections::BTreeMap;

use super::compare::Comparer;
use super::rarity::Rarity;
use super::run::Run;
use crate::core::clusters::Edge;
use crate::core::compete::compete;
use crate::core::estimate::{Evidence, Settings, reestimate};
use crate::core::model::Model;
use crate::core::pattern::Pattern;

/// Even where nearly everybody has a partner, a record is alone with this probability: its partner may not have been proposed.
const ALONE_MIN: f64 = 0.3;

/// Rounds of weighing and learning.
const ROUNDS: u32 = 20;

impl Run<'_> {
    /// Weights of edges after their rivals; unchanged where no file is unique.
    pub(super) fn after_rivals(&self, unique: &[bool], edges: &[Edge]) -> Vec<Weight> {
        if !unique.contains(&true) {
            return edges.iter().map(|edge| edge.weight).collect();
        }
        let file = |record: u32| usize::from(self.columns.records[record as usize].0);
        // Between two files that list each person once: which share of each one's records has a partner in the other.
        let mut found = vec![0.0_f64; self.inputs.len() * self.inputs.len()];
        for edge in edges {
            let (a, b) = (file(edge.left), file(edge.right));
            found[a.min(b) * self.inputs.len() + a.max(b)] += edge.weight.probability();
        }
        let lonely = |own: usize, other: usize| {
            let pairs = found[own.min(other) * self.inputs.len() + own.max(other)];
            if unique[other] { (1.0 - pairs / self.inputs[own].rows.max(1) as f64).max(ALONE_MIN) } else { 1.0 }
        };
        compete(
            edges,
            |record, partner| unique[file(partner)].then(|| (u64::from(record) << 16) | file(partner) as u64),
            |edge| lonely(file(edge.left), file(edge.right)) * lonely(file(edge.right), file(edge.left)),
        )
    }

    /// Learns from pairs whose rivals are known. `candidates` are the pairs worth weighing, with their patterns.
    pub(super) fn learn_with_rivals(
        &self,
        comparer: &Comparer<'_>,
        evidence: &Evidence,
        settings: &Settings,
        unique: &[bool],
        mut model: Model,
        candidates: &[(Edge, Pattern)],
    ) -> (Model, u32) {
        let start = model.clone();
        for round in 1..=ROUNDS {
            let weights = model.weights();
            let rarity = Rarity::new(comparer, &weights, &model.different);
            let edges: Vec<Edge> = candidates
                .iter()
                .map(|(edge, pattern)| Edge {
                    weight: rarity.weight(comparer, weights.usual(*pattern), *pattern, edge.left, edge.right),
                    ..*edge
                })
                .collect();
            let mut found: BTreeMap<Pattern, f64> = BTreeMap::new();
            for (weight, (_, pattern)) in self.after_rivals(unique, &edges).into_iter().zip(candidates) {
                *found.entry(*pattern).or_default() += weight.probability();
            }
            let found: Vec<(Pattern, f64)> = found.into_iter().collect();
            let (next, change) = reestimate(evidence, &found, &start, &model, settings);
            model = next;
            if change < 1e-4 {
                return (model, round);
            }
        }
        (model, ROUNDS)
    }
}
