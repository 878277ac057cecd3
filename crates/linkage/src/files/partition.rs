//! Part of a run on part of the records: a cluster of machines shuffles, each machine works its part, and the pairs are those of one machine.
//!
//! Three steps, each with weights learned before: the block keys of the records ([`block_keys`]); with all records of a block together, the
//! pairs of that block ([`pairs_of_blocks`]); with all pairs together, each once, those at or above the threshold ([`settled_pairs`]).
//! Before rivals the weight of two records depends on these two alone, so it does not matter which machine compares them, or how often.
//! Each record also stands in a block of its own, its source and key: records of one id meet there, wherever they were, and are refused.

use domain::Weight;

use super::compare::Comparer;
use super::frequency::frequencies;
use super::keys::keys;
use super::names::Names;
use super::rarity::Rarity;
use super::recipe::{Recipe, RecipeFault};
use super::rivals::weigh_rivals;
use super::run::{Run, Scorer};
use super::table::FileTable;
use super::trained::Trained;
use super::western_dates::Order;
use super::{FilePair, columns};
use crate::core::blocks::RuleKeys;
use crate::core::chance::{mix2, text_hash};
use crate::core::clusters::Edge;

/// A record stands in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlockKey {
    /// The block: records of one key are compared.
    pub block: u64,
    /// Input and row of the record.
    pub record: (u16, u32),
}

/// What one part of the work found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<T> {
    /// Sorted.
    pub found: Vec<T>,
    /// What the user should know, each with its cure.
    pub warnings: Vec<String>,
}

/// Whether fields are recorded as often as they were is told of parts of at least so many records: in fewer it may be chance.
const DRIFT_RECORDS_MIN: usize = 1_000;

/// The blocks of the records; a record stands in its own one and in those of the blocking rules. `inputs` are one for each source the weights
/// were learned from, in that order ([`Trained::sources`]).
///
/// # Errors
/// As [`super::link_files`], a source the weights were not learned from, and a recipe without blocking rules: it compares all pairs, which
/// cannot be shared out.
pub fn block_keys(
    recipe: &Recipe,
    inputs: &[FileTable],
    trained: &Trained,
) -> Result<Part<BlockKey>, Vec<RecipeFault>> {
    let (columns, recipe) = prepared(recipe, inputs, trained)?;
    let names = Names::new(&recipe, inputs);
    let own = |record: &(u16, u32)| {
        let (source, key) = names.of(*record);
        let block = mix2(mix2(recipe.blocks.len() as u64, text_hash(source)), text_hash(key));
        BlockKey { block, record: *record }
    };
    let mut found: Vec<BlockKey> = columns.records.iter().map(own).collect();
    for (at, rule) in recipe.blocks.iter().enumerate() {
        let keys = keys(&columns, rule, at).keys;
        found.extend(
            keys.into_iter().map(|(block, record)| BlockKey { block, record: columns.records[record as usize] }),
        );
    }
    found.sort_unstable();
    found.dedup();
    let run = Run::new(&recipe, inputs, &columns, Some(trained));
    let told = columns.records.len() >= DRIFT_RECORDS_MIN;
    let warnings = if told { trained.drift_of_fields(&run) } else { Vec::new() };
    Ok(Part { found, warnings })
}

/// The pairs of whole blocks with their weights before rivals are considered; pairs too unlikely to matter are left out. `keys` are all
/// records of those blocks.
///
/// # Errors
/// As [`block_keys`], and an id that several records have.
pub fn pairs_of_blocks(
    recipe: &Recipe,
    inputs: &[FileTable],
    keys: &[BlockKey],
    trained: &Trained,
) -> Result<Part<FilePair>, Vec<RecipeFault>> {
    let mut once = keys.to_vec();
    once.sort_unstable();
    once.dedup();
    if once.len() < keys.len() {
        return Err(vec![RecipeFault::new(
            "records",
            format!("{} times a record stands in a block again: several records have one id", keys.len() - once.len()),
            "name the column that identifies a record, or make the ids distinct among all records",
        )]);
    }
    let (columns, recipe) = prepared(recipe, inputs, trained)?;
    let run = Run::new(&recipe, inputs, &columns, Some(trained));
    let record = |(input, row): (u16, u32)| columns.of_input(input as usize)[row as usize];
    let rules: Vec<&str> = recipe.blocks.iter().map(|rule| rule.name.as_str()).collect();
    let of_rules = |_| RuleKeys {
        name: rules.join(" / "),
        keys: keys.iter().map(|key| (key.block, record(key.record))).collect(),
    };
    let blocks = run.blocks_of(1, of_rules);
    let comparer = Comparer::new(&recipe, &columns);
    let model = trained.learned().model;
    let weights = model.weights();
    let frequencies = frequencies(&recipe.comparisons, &columns, Some(trained.frequencies()));
    let rarity = Rarity::new(&comparer, &frequencies, &weights, &model.different);
    let place = |record: u32| columns.records[record as usize];
    let scored = run.score(&Scorer { comparer: &comparer, weights: &weights, rarity: &rarity }, &blocks);
    let mut found: Vec<FilePair> = scored
        .into_iter()
        .map(|(edge, _)| {
            let (left, right) = (place(edge.left), place(edge.right));
            FilePair { left: left.min(right), right: left.max(right), weight: edge.weight }
        })
        .collect();
    found.sort_unstable_by_key(|pair| (pair.left, pair.right));
    Ok(Part { found, warnings: run.blocking_warnings(&blocks) })
}

/// Of all pairs of a run, each once, those at or above the threshold, with their weights after rivals were considered. `sources` are those
/// of the records by their number in `pairs` (left, right, weight); the order of `pairs` does not matter, that of the result is the same.
///
/// # Errors
/// A source the weights were not learned from; a pair of two records of a source that lists each person once; weights that do not know how many
/// records of a source are alone, because no source listed each person once when they were learned.
pub fn settled_pairs(
    recipe: &Recipe,
    trained: &Trained,
    sources: &[&str],
    pairs: &[(u32, u32, Weight)],
    threshold: Option<Weight>,
) -> Result<Vec<(u32, u32, Weight)>, RecipeFault> {
    let known: Vec<&str> = trained.sources().collect();
    let unique: Vec<bool> = known.iter().enumerate().map(|(at, source)| recipe.input(at, source).unique).collect();
    let files: Vec<usize> =
        sources.iter().map(|source| trained.place(source).map(usize::from)).collect::<Result<_, _>>()?;
    let share = |own: usize, other: usize| {
        if unique[other] && own != other { trained.alone(known[own], known[other]) } else { Some(1.0) }
    };
    let alone: Vec<Vec<Option<f64>>> =
        (0..known.len()).map(|own| (0..known.len()).map(|other| share(own, other)).collect()).collect();
    for (left, right, _) in pairs {
        let (own, other) = (files[*left as usize], files[*right as usize]);
        if own == other && unique[own] {
            return Err(RecipeFault::new(
                known[own],
                "a pair of two of its records, but it lists each person once",
                "use the recipe of the step before, or correct `unique`",
            ));
        }
        if alone[own][other].is_none() || alone[other][own].is_none() {
            return Err(RecipeFault::new(
                "trained",
                format!("it is not known how many records of `{}` and `{}` have no partner", known[own], known[other]),
                "learn anew with --save-trained, with `unique` as the recipe has it now",
            ));
        }
    }
    let edges: Vec<Edge> =
        pairs.iter().map(|(left, right, weight)| Edge { left: *left, right: *right, weight: *weight }).collect();
    let weights = if unique.contains(&true) {
        weigh_rivals(&edges, &unique, |record| files[record as usize], |own, other| alone[own][other].unwrap_or(1.0))
    } else {
        edges.iter().map(|edge| edge.weight).collect()
    };
    let least = threshold.or(recipe.threshold).unwrap_or(trained.threshold);
    let all = edges.iter().zip(weights).map(|(edge, weight)| (edge.left, edge.right, weight));
    Ok(all.filter(|(_, _, weight)| *weight >= least).collect())
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
    inputs.iter().try_for_each(|table| trained.place(&table.source).map(drop)).map_err(|fault| vec![fault])?;
    let columns = columns::Columns::build(recipe, inputs, Some(trained))?;
    let unknown = columns.year_last.iter().filter(|(_, _, order)| !order.is_told_by_weights());
    let faults: Vec<RecipeFault> =
        unknown.map(|(input, at, _)| Order::fault(&inputs[*input].source, &recipe.fields[*at])).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let fitted = recipe.fitted(&trained.present(recipe));
    Ok((columns, fitted))
}
