//! Learns the weights of a town from its own records; a small town mostly keeps the shipped ones.

use super::decided::Labels;
use super::gather::Entities;
use super::rules;
use super::score::{Memory, pattern};
use super::shipped::{self, IDENTIFIER};
use super::{LearnedFor, ResidentRecipe, WeightsOrigin};
use crate::core::blocks::{BlockPair, Blocks};
use crate::core::chance::{below, limit_of, mix2};
use crate::core::estimate::{Evidence, Settings, company, estimate};
use crate::core::model::Model;
use crate::core::pattern::{Counted, PatternCounts, Unblocked};
use rayon::prelude::*;

/// Random pairs for the shares among two people.
const RANDOM_PAIRS: u64 = 400_000;
/// Proposed pairs looked at for the shares among records of one person.
const PROPOSED_PAIRS: u64 = 2_000_000;
/// Pairs the shipped prior counts as: those of a place of two thousand records.
const PRIOR_PAIRS: f64 = 2_000_000.0;
/// Seed of the samples; the same town gives the same weights.
const SEED: u64 = 20_221;

/// The model, where it comes from, and the rounds it took to learn.
pub(super) struct Trained {
    pub(super) model: Model,
    pub(super) rounds: u32,
    pub(super) origin: WeightsOrigin,
}

/// Learns from proposed pairs of different clusters (`root`) and from pairs known to be one person.
///
/// Pairs that people answered (`labels`, opt-in) count once as what they are, instead of by their probability. Which pairs are asked depends
/// on their pattern alone, so replacing - not adding - them does not bend the shares towards the doubtful cases, as long as both
/// answers are used. They teach the levels among records of one person; prior and `u` stay with the data.
pub(super) fn train(
    entities: &Entities,
    blocks: &Blocks,
    root: &[u32],
    known_same: &PatternCounts,
    labels: &Labels,
    recipe: &ResidentRecipe,
) -> Trained {
    let start = shipped::model(entities.len());
    if !recipe.learn || entities.len() < 2 {
        return Trained { model: start, rounds: 0, origin: WeightsOrigin::Shipped };
    }
    let learned_for = match &recipe.weights {
        _ if recipe.learn_from_decisions => LearnedFor::Answers,
        None => LearnedFor::First,
        Some(kept) => match kept.changed(entities) {
            Some(changed) => changed,
            None => {
                let origin = WeightsOrigin::Kept(kept.records());
                return Trained { model: kept.model.clone(), rounds: kept.rounds, origin };
            }
        },
    };
    let proposed = sample(entities, blocks, root, labels);
    let household_pairs = sample(entities, &rules::households(entities), root, labels);
    let mut known_same = known_same.clone();
    labels.same.iter().for_each(|pattern| known_same.add(*pattern, Unblocked::NONE));
    let records = entities.len() as f64;
    let pairs = (records * (records - 1.0) / 2.0).max(1.0);
    let evidence = Evidence {
        proposed,
        random: random(entities, pairs),
        known_same: known_same.sorted(1.0),
        all_pairs: pairs,
        ..Evidence::default()
    };
    let mut fixed = vec![false; shipped::COUNT];
    fixed[IDENTIFIER] = true;
    let settings = Settings {
        same_pseudo: recipe.prior_pairs,
        different_pseudo: recipe.prior_pairs * 20.0,
        fixed,
        rounds_max: 40,
        learn_prior: true,
        prior_pseudo: PRIOR_PAIRS,
    };
    let mut model = start.clone();
    let mut rounds = 0;
    for _ in 0..3 {
        model.company = start
            .company
            .as_ref()
            .map(|begin| company(&household_pairs, evidence.all_pairs, &model, begin, recipe.prior_pairs));
        let begin = Model { prior: model.prior, company: model.company.clone(), ..start.clone() };
        let (learned, ended) = estimate(&evidence, &begin, &begin, &settings);
        model = learned;
        // A town in which hardly anything is left to find must not conclude that nothing can be found.
        model.prior = model.prior.max(0.05 / (records * records));
        shipped::settle_identifier(&mut model);
        rounds += ended.rounds;
    }
    Trained { model, rounds, origin: WeightsOrigin::Learned(learned_for) }
}

/// Patterns of a sample of the proposed pairs of different clusters, scaled to all of them. Only sampled pairs are looked at.
fn sample(entities: &Entities, blocks: &Blocks, root: &[u32], labels: &Labels) -> Vec<Counted> {
    let most = blocks.pairs_at_most();
    let share = (PROPOSED_PAIRS as f64 / most.max(1) as f64).min(1.0);
    let limit = limit_of(share);
    blocks
        .visit(
            root,
            |pair @ BlockPair { left, right, .. }| {
                (limit == u64::MAX || mix2(SEED, (u64::from(left) << 32) | u64::from(right)) <= limit)
                    && rules::is_worth_comparing(entities, pair)
                    && (labels.pairs.is_empty() || !labels.pairs.contains(&(left.min(right), left.max(right))))
            },
            || (Memory::new(), PatternCounts::default()),
            |(memory, counts), _, left, right| counts.add(pattern(entities, memory, left, right), Unblocked::NONE),
        )
        .into_iter()
        .fold(PatternCounts::default(), |all, (_, counts)| all.merge(counts))
        .sorted(1.0 / share)
}

/// Patterns of random pairs; they never count for more than the pairs there are.
fn random(entities: &Entities, pairs: f64) -> Vec<Counted> {
    let records = entities.len() as u32;
    const DRAWS: u64 = 20_000;
    let counts = (0..RANDOM_PAIRS / DRAWS)
        .into_par_iter()
        .fold(
            || (Memory::new(), PatternCounts::default()),
            |(mut memory, mut counts), part| {
                for draw in part * DRAWS..(part + 1) * DRAWS {
                    let (left, right) = (below(SEED, draw * 2, records), below(SEED, draw * 2 + 1, records));
                    if left != right {
                        counts.add(pattern(entities, &mut memory, left, right), Unblocked::ALL);
                    }
                }
                (memory, counts)
            },
        )
        .map(|(_, counts)| counts)
        .reduce(PatternCounts::default, PatternCounts::merge);
    let drawn = counts.total().max(1) as f64;
    counts.sorted((pairs / drawn).min(1.0))
}
