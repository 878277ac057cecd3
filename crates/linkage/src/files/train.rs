//! Learning the weights of a run from its own records, without a truth.

use rayon::prelude::*;

use super::Convergence;
use super::compare::{Comparer, Memos, Waiting};
use super::household::changed_places;
use super::proposed::Proposed;
use super::recipe::BlockSpec;
use super::run::Run;
use super::unblocked::RulesUnblocked;
use crate::core::blocks::{BlockPair, Blocks};
use crate::core::chance::{below, limit_of, mix2};
use crate::core::estimate::{Evidence, Settings, depend, estimate, two_of_a_household};
use crate::core::model::Model;
use crate::core::pattern::{Counted, PatternCounts, Unblocked};

impl Run<'_> {
    fn random_patterns(&self, comparer: &Comparer<'_>, all_pairs: f64) -> PatternCounts {
        let records = self.columns.records.len() as u32;
        if records < 2 {
            return PatternCounts::default();
        }
        let wanted = self.recipe.estimate.random_pairs;
        let start = || (comparer.memos(), PatternCounts::default());
        let merge = |list: Vec<(Memos, PatternCounts)>| {
            list.into_iter().fold(PatternCounts::default(), |all, (_, counts)| all.merge(counts))
        };
        if all_pairs <= wanted as f64 {
            let parts = (0..records).into_par_iter().fold(start, |(mut memos, mut counts), left| {
                for right in left + 1..records {
                    if self.allowed(left, right) {
                        counts.add(comparer.pattern(&mut memos, left, right), Unblocked::ALL);
                    }
                }
                (memos, counts)
            });
            return merge(parts.collect());
        }
        let seed = self.recipe.estimate.seed;
        // Pairs that may not be one person are drawn in vain: the share of allowed pairs says how many it takes.
        let every = f64::from(records) * f64::from(records - 1) / 2.0;
        let groups = (wanted as f64 * (every / all_pairs).min(20.0) / GROUP_PAIRS) as u32 + 1;
        // Values of two records taken at random hardly come twice.
        let start = || (comparer.no_memos(), PatternCounts::default());
        let parts = (0..groups).into_par_iter().with_min_len(GROUPS).fold(start, |(mut memos, mut counts), group| {
            let drawn: [u32; GROUP] =
                std::array::from_fn(|at| below(seed, u64::from(group) * GROUP as u64 + at as u64, records));
            for (at, left) in drawn.iter().enumerate() {
                for right in &drawn[..at] {
                    if left != right && self.allowed(*left, *right) {
                        counts.add(comparer.pattern(&mut memos, *left, *right), Unblocked::ALL);
                    }
                }
            }
            (memos, counts)
        });
        merge(parts.collect())
    }

    /// Patterns of the pairs that blocks propose and that are of a kind, and for how many pairs each of them stands. At most about `wanted` pairs
    /// are looked at.
    pub(super) fn proposed_patterns(
        &self,
        comparer: &Comparer<'_>,
        (blocks, rules): (&Blocks, &[BlockSpec]),
        is_of_kind: &(dyn Fn(BlockPair) -> bool + Sync),
        wanted: u64,
    ) -> Vec<Counted> {
        let unblocked = RulesUnblocked::new(self.recipe, rules);
        let most = blocks.pairs_at_most();
        let limit = limit_of(wanted as f64 / most.max(1) as f64);
        let seed = mix2(self.recipe.estimate.seed, 99);
        let (mut patterns, mut total) = (PatternCounts::default(), 0_u64);
        let count = |memos: &mut Memos, counts: &mut PatternCounts, pairs: &[(u32, u32)]| {
            comparer.fetch(pairs);
            for (left, right) in pairs {
                counts.add(comparer.pattern(memos, *left, *right), unblocked.of(blocks, *left, *right));
            }
        };
        let parts = blocks.visit(
            &[],
            is_of_kind,
            || (comparer.memos(), PatternCounts::default(), Waiting::default(), 0_u64),
            |(memos, counts, waiting, total), _, left, right| {
                *total += 1;
                if mix2(seed, (u64::from(left) << 32) | u64::from(right)) <= limit
                    && let Some(pairs) = waiting.push(left, right)
                {
                    count(memos, counts, &pairs);
                }
            },
        );
        for (mut memos, mut counts, mut waiting, own) in parts {
            count(&mut memos, &mut counts, &waiting.rest());
            patterns = patterns.merge(counts);
            total += own;
        }
        let scale = if patterns.total() == 0 { 1.0 } else { total as f64 / patterns.total() as f64 };
        patterns.sorted(scale)
    }

    /// What is counted before estimating, of households nothing.
    pub(super) fn evidence(&self, comparer: &Comparer<'_>, proposed: &Proposed) -> Evidence {
        let all_pairs = self.all_pairs();
        // Each has steps of one thread only; side by side they leave less idle.
        let (random, (proposed, (agreeing, together))) = rayon::join(
            || self.random_patterns(comparer, all_pairs).sorted(1.0),
            || {
                rayon::join(
                    || proposed.patterns(self, comparer),
                    || rayon::join(|| self.agreeing(), || self.together()),
                )
            },
        );
        Evidence { proposed, random, agreeing, together, all_pairs, ..Evidence::default() }
    }

    pub(super) fn start_model(&self, all_pairs: f64, random: &[Counted]) -> Model {
        let comparisons = &self.recipe.comparisons;
        let records = self.columns.records.len() as f64;
        let mut different = Vec::new();
        let mut same = Vec::new();
        for (at, comparison) in comparisons.iter().enumerate() {
            let levels = comparison.levels.len() + 1;
            let mut u = vec![1.0_f64; levels + 1];
            let mut total = levels as f64;
            for Counted { pattern, pairs, .. } in random.iter().filter(|entry| entry.pattern.level(at) != 0) {
                u[pattern.level(at)] += pairs;
                total += pairs;
            }
            u[1..].iter_mut().for_each(|count| *count /= total);
            u[0] = 1.0;
            if !comparison.different.is_empty() {
                u[1..].copy_from_slice(&comparison.different);
            }
            // Most true pairs agree; the rest thins out towards "else".
            let mut m = vec![1.0_f64];
            let rest: f64 = (1..levels).map(|level| 0.6_f64.powi(level as i32)).sum();
            m.push(if levels == 1 { 1.0 } else { 0.85 });
            m.extend((1..levels).map(|level| 0.15 * 0.6_f64.powi(level as i32) / rest));
            if !comparison.same.is_empty() {
                m[1..].copy_from_slice(&comparison.same);
            }
            same.push(m);
            different.push(u);
        }
        let prior = self.recipe.estimate.matches.unwrap_or(records / 4.0) / all_pairs;
        Model { prior: prior.clamp(1e-12, 0.5), same, different, company: None, dependence: None }
    }

    pub(super) fn settings(&self) -> Settings {
        Settings {
            same_pseudo: self.recipe.estimate.start_pairs.unwrap_or(2.0),
            different_pseudo: self.recipe.estimate.start_pairs.map_or(0.5, |pairs| pairs * START_DIFFERENT),
            fixed: self.recipe.comparisons.iter().map(|comparison| comparison.fixed).collect(),
            rounds_max: self.recipe.estimate.rounds,
            learn_prior: self.recipe.estimate.matches.is_none(),
            prior_pseudo: 0.0,
        }
    }

    /// Estimates the model. Nearly all who share a household are two people: the class must be there from the start, or its pairs are
    /// taken for one person. If it takes the place of the class of one person all the same, there is none.
    pub(super) fn estimate(&self, evidence: &Evidence, telling: &[usize]) -> (Model, Vec<Convergence>) {
        let settings = self.settings();
        let start = self.start_model(evidence.all_pairs, &evidence.random);
        let company = two_of_a_household(evidence, &start.different);
        let mut convergence = Vec::new();
        let with = Model { company, ..start.clone() };
        let model = self.estimate_from(evidence, &with, &settings, &mut convergence);
        if !changed_places(&model, telling) {
            return (model, convergence);
        }
        convergence.clear();
        let model = self.estimate_from(evidence, &start, &settings, &mut convergence);
        (model, convergence)
    }

    fn estimate_from(
        &self,
        evidence: &Evidence,
        start: &Model,
        settings: &Settings,
        convergence: &mut Vec<Convergence>,
    ) -> Model {
        let (mut model, settled) = estimate(evidence, start, start, settings);
        convergence.push(Convergence { stage: "independent", rounds: settled.rounds, change: settled.change });
        for _ in 0..DEPENDENCE_ROUNDS {
            if self.recipe.estimate.dependence {
                model.dependence = Some(depend(evidence, &model, settings));
            }
            let (next, settled) = estimate(evidence, &model, start, settings);
            model = next;
            convergence.push(Convergence { stage: "dependence", rounds: settled.rounds, change: settled.change });
        }
        model
    }
}

/// How often it is asked anew which comparisons move together: the classes change with it.
const DEPENDENCE_ROUNDS: usize = 3;

/// Two people are seen this many times as often as one person twice: what shares to start from count as among them.
const START_DIFFERENT: f64 = 100.0;

/// Records are drawn in groups of so many, and all pairs of a group are looked at: a record and its values are fetched from memory once for many pairs.
/// A million pairs look at 64,000 draws; that a record stands in several pairs lets shares spread some 1.3 times as much (bench/README.md).
const GROUP: usize = 32;

/// Pairs of a group.
const GROUP_PAIRS: f64 = (GROUP * (GROUP - 1) / 2) as f64;

/// Groups a task draws.
const GROUPS: usize = 100;
