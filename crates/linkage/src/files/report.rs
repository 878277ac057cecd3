//! What a run tells about itself: counts, weights, blocking, how sure it is, and what its user should know.

use domain::Weight;
use rayon::prelude::*;

use super::cleaned::UnreadDates;
use super::recipe::FieldSpec;
use super::run::{Learned, Run, Scorer};
use super::table::FileTable;
use super::{Convergence, FileReport, SourceColumns, SourceField, Together, WeightBin};
use crate::core::blocks::Blocks;
use crate::core::estimate::{Evidence, STANDS_STILL};
use crate::core::model::{Model, Weights};
use crate::core::pattern::Counted;
use crate::outcome::{BlockCount, LevelWeight};

impl Run<'_> {
    /// `per_rule` are the pairs each rule proposes, `weighed` how many were weighed in this run; `scored` are the weights after rivals.
    pub(super) fn report(
        &self,
        scorer: &Scorer<'_>,
        blocks: &Blocks,
        learned: &Learned,
        (per_rule, weighed): (&[u64], u64),
        (scored, threshold): (&[Weight], Weight),
    ) -> FileReport {
        let mut warnings = self.reading_warnings();
        warnings.extend(self.blocking_warnings(blocks));
        warnings.extend(learned.warnings.iter().cloned());
        if let Some(trained) = self.trained {
            warnings.extend(trained.drift(self));
        }
        FileReport {
            sources: self.sources(),
            records: self.columns.records.len() as u64,
            pairs_compared: per_rule.iter().sum(),
            pairs_weighed: weighed,
            all_pairs: self.all_pairs(),
            prior: learned.model.prior,
            convergence: learned.convergence.clone(),
            levels: self.levels(&learned.model, scorer.weights),
            together: self.moving_together(&learned.model),
            blocks: block_counts(blocks, per_rule),
            histogram: histogram(scored),
            unlinkable: self.unlinkable(scorer, threshold),
            warnings,
        }
    }

    fn sources(&self) -> Vec<SourceColumns> {
        let of = |(at, table): (usize, &FileTable)| {
            let input = self.recipe.input(at, &table.source);
            let columns = |field: &FieldSpec| {
                let places = input.field_places(&table.header, field).unwrap_or_default();
                SourceField {
                    label: field.label.clone(),
                    columns: places.into_iter().map(|place| table.header[place].clone()).collect(),
                    is_derived: field.columns_of.is_some(),
                }
            };
            SourceColumns { source: table.source.clone(), fields: self.recipe.fields.iter().map(columns).collect() }
        };
        self.inputs.iter().enumerate().map(of).collect()
    }

    /// Records that would not be linked with a record that says the same of the same person: too little is recorded of them.
    fn unlinkable(&self, scorer: &Scorer<'_>, threshold: Weight) -> u64 {
        (0..self.columns.records.len() as u32)
            .into_par_iter()
            .with_min_len(10_000)
            .fold(
                || (scorer.start(), 0_u64),
                |(mut state, count), record| {
                    let is_below = scorer.is_below(&mut state, record, record, threshold);
                    (state, count + u64::from(is_below))
                },
            )
            .map(|(_, count)| count)
            .sum()
    }

    fn levels(&self, model: &Model, weights: &Weights) -> Vec<LevelWeight> {
        let mut out = Vec::new();
        for (at, comparison) in self.recipe.comparisons.iter().enumerate() {
            for (level, label) in comparison.labels.iter().enumerate() {
                out.push(LevelWeight {
                    field: comparison.name.clone(),
                    level: label.clone(),
                    same: model.same[at][level + 1],
                    different: model.different[at][level + 1],
                    weight: weights.levels[at][level + 1],
                });
            }
        }
        out
    }

    /// Which comparisons depend on which, class by class.
    fn moving_together(&self, model: &Model) -> Vec<Together> {
        let Some(trees) = &model.dependence else { return Vec::new() };
        let name = |at: usize| self.recipe.comparisons[at].name.clone();
        let classes = [(true, Some(&trees.same)), (false, Some(&trees.different))];
        let of_class = |(same, tree): (bool, Option<&crate::core::tree::Tree>)| {
            let parents = tree.map(|tree| (0..model.same.len()).filter_map(|at| Some((at, tree.parent(at)?))));
            let named =
                |(at, parent): (usize, usize)| Together { same, comparison: name(at), depends_on: name(parent) };
            parents.into_iter().flatten().map(named).collect::<Vec<_>>()
        };
        classes.into_iter().flat_map(of_class).collect()
    }

    /// What is doubtful about the files.
    pub(super) fn reading_warnings(&self) -> Vec<String> {
        let dates = self.columns.year_last.iter();
        let dates =
            dates.filter_map(|(input, at, order)| order.doubt(&self.inputs[*input].source, &self.recipe.fields[*at]));
        let unread = self.columns.unread.iter().map(|UnreadDates { input, field, unread, all }| {
            let (source, field) = (&self.inputs[*input].source, &self.recipe.fields[*field].name);
            format!(
                "{source}: {unread} of {all} different values of `{field}` are not read as dates, only equal ones agree; cure: write them like 2014-02-26, or name in `missing` what means that none is known"
            )
        });
        self.inputs.iter().flat_map(|table| &table.doubts).cloned().chain(dates).chain(unread).collect()
    }

    /// What is doubtful about blocking.
    pub(super) fn blocking_warnings(&self, blocks: &Blocks) -> Vec<String> {
        let dropped = blocks.facts().into_iter().filter(|fact| fact.dropped > 0);
        dropped
            .map(|fact| {
                let (name, dropped) = (fact.name, fact.dropped);
                format!("blocking rule `{name}`: {dropped} records stand in blocks that stay too large: it compares them only with records that share something rarer; cure: add a field to the rule")
            })
            .collect()
    }

    /// What is doubtful about learned weights.
    pub(super) fn doubts(&self, model: &Model, evidence: &Evidence, convergence: &[Convergence]) -> Vec<String> {
        let mut out = Vec::new();
        let moving =
            convergence.iter().rev().find(|stage| stage.stage != "rivals").filter(|stage| stage.change >= STANDS_STILL);
        if let Some(stage) = moving {
            out.push(format!(
                "the estimation did not stand still after {} rounds (a share still changed by {:.5}); cure: raise `rounds` or give starting shares `same`",
                stage.rounds, stage.change
            ));
        }
        let seen = |at: usize, level: usize| {
            evidence.proposed.iter().chain(&evidence.random).any(|entry| entry.pattern.level(at) == level)
        };
        for (at, comparison) in self.recipe.comparisons.iter().enumerate() {
            if !(1..=comparison.labels.len()).any(|level| seen(at, level)) {
                out.push(format!(
                    "{}: no two records that may be one have values to compare, it says nothing; cure: drop the comparison, or check its column in each file",
                    comparison.name
                ));
                continue;
            }
            for (level, label) in comparison.labels.iter().enumerate() {
                if !seen(at, level + 1) {
                    out.push(format!(
                        "{}: level `{label}` never occurs, its weight is only assumed; cure: drop the level",
                        comparison.name
                    ));
                } else if model.same[at][level + 1] < model.different[at][level + 1] && level == 0 {
                    out.push(format!(
                        "{}: the best level `{label}` speaks against a match; cure: check the column and its cleaning",
                        comparison.name
                    ));
                }
            }
        }
        out.extend(self.one_thing_twice(&evidence.random));
        out
    }

    /// Comparisons that nearly always agree together among pairs taken at random: they say one thing twice.
    fn one_thing_twice(&self, random: &[Counted]) -> Vec<String> {
        let comparisons = &self.recipe.comparisons;
        let mut out = Vec::new();
        for one in 0..comparisons.len() {
            for other in one + 1..comparisons.len() {
                let (mut both, mut either) = (0.0, 0.0);
                let recorded = |entry: &&Counted| entry.pattern.level(one) != 0 && entry.pattern.level(other) != 0;
                for Counted { pattern, pairs, .. } in random.iter().filter(recorded) {
                    let agree = (pattern.level(one) == 1, pattern.level(other) == 1);
                    both += if agree == (true, true) { *pairs } else { 0.0 };
                    either += if agree.0 || agree.1 { *pairs } else { 0.0 };
                }
                let share = if self.recipe.estimate.dependence { TWICE_SHARE_MODELLED } else { TWICE_SHARE };
                if both >= TWICE_PAIRS_MIN && both >= share * either {
                    out.push(format!(
                        "{} and {} agree together in {:.0} of 100 pairs of two people in which either does: they say one thing twice; cure: drop one of them{}",
                        comparisons[one].name,
                        comparisons[other].name,
                        100.0 * both / either,
                        if self.recipe.estimate.dependence { "" } else { " or set dependence = true" },
                    ));
                }
            }
        }
        out
    }
}

/// Two comparisons say one thing twice when they agree together in this share of the pairs in which either agrees …
const TWICE_SHARE: f64 = 0.95;

/// Where dependence is learned they may, as long as they do not say exactly the same.
const TWICE_SHARE_MODELLED: f64 = 0.999;

/// … and that is seen in so many random pairs.
const TWICE_PAIRS_MIN: f64 = 30.0;

/// What each rule proposes.
pub(super) fn block_counts(blocks: &Blocks, per_rule: &[u64]) -> Vec<BlockCount> {
    let count = |(fact, pairs): (crate::core::blocks::RuleFacts, &u64)| BlockCount {
        rule: fact.name,
        pairs: *pairs,
        largest: fact.largest,
    };
    blocks.facts().into_iter().zip(per_rule).map(count).collect()
}

/// Pairs by weight, one bin for each bit.
fn histogram(weights: &[Weight]) -> Vec<WeightBin> {
    let bin = |weight: &Weight| weight.0.div_euclid(1_000);
    let mut bins: std::collections::BTreeMap<i32, (u64, f64)> = std::collections::BTreeMap::new();
    for weight in weights {
        let entry = bins.entry(bin(weight)).or_default();
        entry.0 += 1;
        entry.1 += weight.probability();
    }
    bins.into_iter().map(|(from, (pairs, expected))| WeightBin { from, pairs, expected }).collect()
}
