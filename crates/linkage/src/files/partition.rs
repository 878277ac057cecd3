//! Part of a run on part of the records: a cluster of machines shuffles, each machine works its part, and the pairs are those of one machine.
//!
//! Three steps, each with weights learned before: the block keys of the records ([`block_keys`]); with all records of a block together, the
//! pairs of that block ([`pairs_of_blocks`]); with all pairs together, each once, those at or above the threshold ([`settled_pairs`]).
//! Before rivals the weight of two records depends on these two alone, so it does not matter which machine compares them, or how often.

use domain::Weight;

use super::compare::Comparer;
use super::frequency::frequencies;
use super::keys::keys;
use super::rarity::Rarity;
use super::recipe::{Recipe, RecipeFault};
use super::rivals::weigh_rivals;
use super::run::{Run, Scorer};
use super::table::FileTable;
use super::trained::Trained;
use super::{FilePair, columns};
use crate::core::blocks::RuleKeys;
use crate::core::clusters::Edge;

/// A record stands in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlockKey {
    /// The block: records of one key are compared.
    pub block: u64,
    /// Input and row of the record.
    pub record: (u16, u32),
}

/// The blocks of the records, sorted; a record stands in none, one or several. `inputs` are one for each source the weights were learned
/// from, in that order ([`Trained::sources`]), further ones behind them.
///
/// # Errors
/// As [`super::link_files`], and a recipe without blocking rules: it compares all pairs, which cannot be shared out.
pub fn block_keys(recipe: &Recipe, inputs: &[FileTable], trained: &Trained) -> Result<Vec<BlockKey>, Vec<RecipeFault>> {
    let (columns, recipe) = prepared(recipe, inputs, trained)?;
    let rules = recipe.blocks.iter().enumerate();
    let all = rules.flat_map(|(at, rule)| keys(&columns, rule, at).keys);
    let mut found: Vec<BlockKey> =
        all.map(|(block, record)| BlockKey { block, record: columns.records[record as usize] }).collect();
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The pairs of whole blocks with their weights before rivals are considered, sorted; pairs too unlikely to matter are left out. `keys` are all
/// records of those blocks.
///
/// # Errors
/// As [`block_keys`].
pub fn pairs_of_blocks(
    recipe: &Recipe,
    inputs: &[FileTable],
    keys: &[BlockKey],
    trained: &Trained,
) -> Result<Vec<FilePair>, Vec<RecipeFault>> {
    let (columns, recipe) = prepared(recipe, inputs, trained)?;
    let run = Run::new(&recipe, inputs, &columns, Some(trained));
    let record = |(input, row): (u16, u32)| columns.of_input(input as usize)[row as usize];
    let of_rule =
        |_| RuleKeys { name: String::new(), keys: keys.iter().map(|key| (key.block, record(key.record))).collect() };
    let blocks = run.blocks_of(1, of_rule);
    let comparer = Comparer::new(&recipe, &columns);
    let model = trained.learned().model;
    let weights = model.weights();
    let frequencies = frequencies(&recipe.comparisons, &columns, Some(trained.frequencies()));
    let rarity = Rarity::new(&comparer, &frequencies, &weights, &model.different);
    let place = |record: u32| columns.records[record as usize];
    let scored = run.score(&Scorer { comparer: &comparer, weights: &weights, rarity: &rarity }, &blocks);
    let mut pairs: Vec<FilePair> = scored
        .into_iter()
        .map(|(edge, _)| {
            let (left, right) = (place(edge.left), place(edge.right));
            FilePair { left: left.min(right), right: left.max(right), weight: edge.weight }
        })
        .collect();
    pairs.sort_unstable_by_key(|pair| (pair.left, pair.right));
    Ok(pairs)
}

/// Of all pairs of a run, each once, those at or above the threshold, with their weights after rivals were considered. `source_of` tells the
/// source of a record by its number in `pairs` (left, right, weight); the order of `pairs` does not matter, that of the result is the same.
#[must_use]
pub fn settled_pairs<'a>(
    recipe: &Recipe,
    trained: &Trained,
    source_of: impl Fn(u32) -> &'a str,
    pairs: &[(u32, u32, Weight)],
    threshold: Option<Weight>,
) -> Vec<(u32, u32, Weight)> {
    let sources: Vec<&str> = trained.sources().collect();
    let unique: Vec<bool> = sources.iter().enumerate().map(|(at, source)| recipe.input(at, source).unique).collect();
    let edges: Vec<Edge> =
        pairs.iter().map(|(left, right, weight)| Edge { left: *left, right: *right, weight: *weight }).collect();
    let weights = if unique.contains(&true) {
        let file = |record: u32| sources.iter().position(|source| *source == source_of(record)).unwrap_or(0);
        weigh_rivals(&edges, &unique, file, |own, other| trained.alone(sources[own], sources[other]).unwrap_or(1.0))
    } else {
        edges.iter().map(|edge| edge.weight).collect()
    };
    let least = threshold.or(recipe.threshold).unwrap_or(trained.threshold);
    let all = edges.iter().zip(weights).map(|(edge, weight)| (edge.left, edge.right, weight));
    all.filter(|(_, _, weight)| *weight >= least).collect()
}

fn prepared(
    recipe: &Recipe,
    inputs: &[FileTable],
    trained: &Trained,
) -> Result<(columns::Columns, Recipe), Vec<RecipeFault>> {
    if recipe.blocks.is_empty() {
        return Err(vec![RecipeFault::new(
            "recipe",
            "there is no [[block]]: all pairs are compared, which cannot be shared out",
            "add blocking rules",
        )]);
    }
    let columns = columns::Columns::build(recipe, inputs, Some(trained))?;
    let fitted = recipe.fitted(&trained.present(recipe));
    Ok((columns, fitted))
}
