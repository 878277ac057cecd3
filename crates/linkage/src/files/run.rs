//! One run of `link-files`: block, count, estimate, score, choose the threshold, cluster.

use domain::Weight;
use rayon::prelude::*;

use super::columns::Columns;
use super::compare::{Comparer, Memos};
use super::keys::keys;
use super::rarity::Rarity;
use super::recipe::{BlockSpec, LinkType, Recipe};
use super::table::FileTable;
use super::{FileCluster, FileOutcome, FilePair, FileReport};
use crate::core::blocks::{Blocks, Refine};
use crate::core::chance::{below, mix2};
use crate::core::clusters::{Clusters, Edge};
use crate::core::estimate::{Evidence, Settings, depend, estimate, two_of_a_household};
use crate::core::model::{Model, Usual, Weights};
use crate::core::pattern::{Pattern, PatternCounts};
use crate::core::threshold;
use crate::outcome::{BlockCount, LevelWeight};

/// Pairs below this weight are forgotten: their probability is under one in a thousand.
const KEEP_FROM: Weight = Weight(-10_000);

/// A threshold the engine chooses is at least this: a pair is taken when it is more likely one person than not.
const CHOSEN_FROM: Weight = Weight(0);

/// Without blocking rules all pairs are compared, up to this many.
const ALL_PAIRS_MAX: f64 = 20_000_000.0;

pub(super) struct Run<'a> {
    pub(super) recipe: &'a Recipe,
    pub(super) inputs: &'a [FileTable],
    pub(super) columns: &'a Columns,
}

impl Run<'_> {
    /// Whether two records may be one by the link type and the uniqueness of their file.
    #[inline]
    fn allowed(&self, unique: &[bool], left: u32, right: u32) -> bool {
        let (a, b) = (self.columns.records[left as usize].0, self.columns.records[right as usize].0);
        match self.recipe.link {
            LinkType::Both => a != b || !unique[a as usize],
            LinkType::Dedupe => a == b && !unique[a as usize],
            LinkType::Link => a != b,
        }
    }

    fn all_pairs(&self, unique: &[bool]) -> f64 {
        let sizes = || self.inputs.iter().map(|input| input.rows as f64);
        let all: f64 = sizes().sum();
        let within = sizes().zip(unique).filter(|(_, unique)| !**unique).map(|(n, _)| n * (n - 1.0) / 2.0).sum();
        self.pairs_by_link(within, (all * all - sizes().map(|n| n * n).sum::<f64>()) / 2.0).max(1.0)
    }

    /// Of pairs within files that are not unique and pairs across files: those that may be one person by the link type.
    pub(super) const fn pairs_by_link(&self, within: f64, across: f64) -> f64 {
        match self.recipe.link {
            LinkType::Both => within + across,
            LinkType::Dedupe => within,
            LinkType::Link => across,
        }
    }

    fn random_patterns(&self, comparer: &Comparer<'_>, unique: &[bool], all_pairs: f64) -> PatternCounts {
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
                    if self.allowed(unique, left, right) {
                        counts.add(comparer.pattern(&mut memos, left, right));
                    }
                }
                (memos, counts)
            });
            return merge(parts.collect());
        }
        let seed = self.recipe.estimate.seed;
        // Draws that may not be one person are drawn in vain: the share of allowed pairs says how many draws it takes.
        let every = f64::from(records) * f64::from(records - 1) / 2.0;
        let draws = (wanted as f64 * (every / all_pairs).min(20.0)) as u64;
        let parts = (0..draws.div_ceil(DRAWS)).into_par_iter().fold(start, |(mut memos, mut counts), part| {
            for draw in part * DRAWS..((part + 1) * DRAWS).min(draws) {
                let left = below(seed, draw * 2, records);
                let right = below(seed, draw * 2 + 1, records);
                if left != right && self.allowed(unique, left, right) {
                    counts.add(comparer.pattern(&mut memos, left, right));
                }
            }
            (memos, counts)
        });
        merge(parts.collect())
    }

    fn proposed_patterns(
        &self,
        comparer: &Comparer<'_>,
        blocks: &Blocks,
        unique: &[bool],
    ) -> (PatternCounts, Vec<u64>, f64) {
        let rules = blocks.facts().len();
        let allowed = |left: u32, right: u32| self.allowed(unique, left, right);
        let count = blocks.visit(&[], allowed, || vec![0_u64; rules], |counts, rule, _, _| counts[rule] += 1);
        let per_rule: Vec<u64> = (0..rules).map(|rule| count.iter().map(|counts| counts[rule]).sum()).collect();
        let total: u64 = per_rule.iter().sum();
        let wanted = self.recipe.estimate.proposed_pairs;
        let limit = if total <= wanted { u64::MAX } else { (u64::MAX as f64 * (wanted as f64 / total as f64)) as u64 };
        let seed = mix2(self.recipe.estimate.seed, 99);
        let patterns = blocks
            .visit(
                &[],
                allowed,
                || (comparer.memos(), PatternCounts::default()),
                |(memos, counts), _, left, right| {
                    if mix2(seed, (u64::from(left) << 32) | u64::from(right)) <= limit {
                        counts.add(comparer.pattern(memos, left, right));
                    }
                },
            )
            .into_iter()
            .fold(PatternCounts::default(), |all, (_, counts)| all.merge(counts));
        let scale = if patterns.total() == 0 { 1.0 } else { total as f64 / patterns.total() as f64 };
        (patterns, per_rule, scale)
    }

    fn start_model(&self, all_pairs: f64, random: &[(Pattern, f64)]) -> Model {
        let comparisons = &self.recipe.comparisons;
        let records = self.columns.records.len() as f64;
        let mut different = Vec::new();
        let mut same = Vec::new();
        for (at, comparison) in comparisons.iter().enumerate() {
            let levels = comparison.levels.len() + 1;
            let mut u = vec![1.0_f64; levels + 1];
            let mut total = levels as f64;
            for (pattern, count) in random {
                if pattern.level(at) != 0 {
                    u[pattern.level(at)] += count;
                    total += count;
                }
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

    fn settings(&self) -> Settings {
        Settings {
            same_pseudo: self.recipe.estimate.start_pairs.unwrap_or(2.0),
            different_pseudo: self.recipe.estimate.start_pairs.map_or(0.5, |pairs| pairs * START_DIFFERENT),
            fixed: self.recipe.comparisons.iter().map(|comparison| comparison.fixed).collect(),
            rounds_max: self.recipe.estimate.rounds,
            learn_prior: self.recipe.estimate.matches.is_none(),
            prior_pseudo: 0.0,
        }
    }

    /// Per comparison: whether a household shares its field.
    fn shared(&self) -> Vec<bool> {
        let household = &self.recipe.household;
        self.recipe.comparisons.iter().map(|comparison| household.contains(&comparison.field)).collect()
    }

    /// Estimates the model. Nearly all who share a household are two people: the class must be there from the start, or its pairs are
    /// taken for one person. If it takes the place of the class of one person all the same, there is none.
    fn estimate(&self, evidence: &Evidence) -> (Model, u32) {
        let settings = self.settings();
        let start = self.start_model(evidence.all_pairs, &evidence.random);
        let company = two_of_a_household(evidence, &start.different);
        let (model, rounds) = self.estimate_from(evidence, &Model { company, ..start.clone() }, &settings);
        if !changed_places(&model, &self.shared()) {
            return (model, rounds);
        }
        let (model, more) = self.estimate_from(evidence, &start, &settings);
        (model, rounds + more)
    }

    fn estimate_from(&self, evidence: &Evidence, start: &Model, settings: &Settings) -> (Model, u32) {
        let (mut model, mut rounds) = estimate(evidence, start, settings);
        for _ in 0..DEPENDENCE_ROUNDS {
            if self.recipe.estimate.dependence {
                model.dependence = Some(depend(evidence, &model, settings));
            }
            // Shares to start from that count for something stay what is shrunk to; else the shares found so far are a good start.
            if self.recipe.estimate.start_pairs.is_some() {
                model.same.clone_from(&start.same);
                model.different.clone_from(&start.different);
            }
            let (next, more) = estimate(evidence, &model, settings);
            model = next;
            rounds += more;
        }
        (model, rounds)
    }

    /// Patterns of two people of one household: their pairs agree on the household's fields by definition of the block, and differ
    /// enough on the others. `random` patterns tell what tells people apart.
    fn household_patterns(
        &self,
        comparer: &Comparer<'_>,
        unique: &[bool],
        random: &[(Pattern, f64)],
    ) -> Vec<(Pattern, f64)> {
        if self.recipe.household.is_empty() {
            return Vec::new();
        }
        let parts = self.recipe.household.iter().map(|field| (*field, super::recipe::BlockPart::Whole)).collect();
        let rule = BlockSpec { name: "household".to_owned(), parts };
        let refine = Refine { records_max: HOUSEHOLD_RECORDS_MAX, values: 0, value: &|_, _| 0 };
        let blocks = Blocks::build(self.columns.records.len(), 1, |_| keys(self.columns, &rule, usize::MAX), &refine);
        let (patterns, _, scale) = self.proposed_patterns(comparer, &blocks, unique);
        let different = self.start_model(1.0, random).different;
        let shared = self.shared();
        let telling =
            (0..shared.len()).filter(|at| !shared[*at] && different[*at][1] < TELLS_APART).collect::<Vec<_>>();
        let mut pairs = patterns.sorted(scale);
        pairs.retain(|(pattern, _)| differs(*pattern, &telling));
        pairs
    }

    pub(super) fn outcome(&self, given: Option<Weight>) -> FileOutcome {
        let recipe = self.recipe;
        let unique: Vec<bool> =
            self.inputs.iter().enumerate().map(|(at, input)| recipe.input(at, &input.source).unique).collect();
        let all_pairs = self.all_pairs(&unique);
        let comparer = Comparer::new(recipe, self.columns);
        let blocks = self.blocks(all_pairs);
        let random = self.random_patterns(&comparer, &unique, all_pairs).sorted(1.0);
        let (proposed, per_rule, scale) = self.proposed_patterns(&comparer, &blocks, &unique);
        let evidence = Evidence {
            proposed: proposed.sorted(scale),
            known_same: Vec::new(),
            household: self.household_patterns(&comparer, &unique, &random),
            agreeing: self.agreeing(&unique),
            together: self.together(&unique),
            random,
            all_pairs,
        };
        let (mut model, mut rounds) = self.estimate(&evidence);
        if unique.contains(&true) {
            let weights = model.weights();
            let rarity = Rarity::new(&comparer, &weights, &model.different);
            let candidates = self.score(&comparer, &blocks, &unique, &weights, &rarity);
            let more;
            (model, more) = self.learn_with_rivals(&comparer, &evidence, &self.settings(), &unique, model, &candidates);
            rounds += more;
        }
        let weights = model.weights();
        let rarity = Rarity::new(&comparer, &weights, &model.different);
        let mut scored: Vec<Edge> =
            self.score(&comparer, &blocks, &unique, &weights, &rarity).into_iter().map(|(edge, _)| edge).collect();
        let after = self.after_rivals(&unique, &scored);
        scored.iter_mut().zip(after).for_each(|(edge, weight)| edge.weight = weight);
        let list: Vec<Weight> = scored.iter().map(|edge| edge.weight).collect();
        let fixed = given.or(recipe.threshold);
        let choice =
            fixed.map_or_else(|| threshold::choose(&list, CHOSEN_FROM), |fixed| threshold::expected(&list, fixed));
        let taken: Vec<Edge> = scored.into_iter().filter(|edge| edge.weight >= choice.threshold).collect();
        let clusters = self.clusters(&comparer, &unique, &weights, &rarity, taken.clone());
        let mut report = FileReport {
            records: self.columns.records.len() as u64,
            pairs_compared: per_rule.iter().sum(),
            prior: model.prior,
            rounds,
            levels: self.levels(&model, &weights),
            blocks: blocks
                .facts()
                .into_iter()
                .zip(&per_rule)
                .map(|(fact, pairs)| BlockCount { rule: fact.name, pairs: *pairs, largest: fact.largest })
                .collect(),
            warnings: Vec::new(),
        };
        self.warn(&blocks, &model, &evidence, rounds, &mut report.warnings);
        let place = |record: u32| self.columns.records[record as usize];
        let mut pairs: Vec<FilePair> = taken
            .iter()
            .map(|edge| FilePair { left: place(edge.left), right: place(edge.right), weight: edge.weight })
            .collect();
        pairs.sort_unstable_by_key(|pair| (pair.left, pair.right));
        FileOutcome {
            pairs,
            clusters,
            threshold: choice.threshold,
            threshold_chosen: fixed.is_none(),
            expected: (choice.precision, choice.recall, choice.f1),
            report,
        }
    }

    fn blocks(&self, all_pairs: f64) -> Blocks {
        let value = |at: usize, record: u32| self.columns.ids[self.recipe.comparisons[at].field][record as usize];
        if self.recipe.blocks.is_empty() && all_pairs <= ALL_PAIRS_MAX {
            let everybody = |_| crate::core::blocks::RuleKeys {
                name: "all".to_owned(),
                keys: (0..self.columns.records.len() as u32).map(|record| (0, record)).collect(),
            };
            return Blocks::build(
                self.columns.records.len(),
                1,
                everybody,
                &Refine { records_max: u32::MAX, values: 0, value: &value },
            );
        }
        let rules = &self.recipe.blocks;
        let refine = Refine {
            records_max: self.recipe.estimate.block_records_max,
            values: self.recipe.comparisons.len(),
            value: &value,
        };
        Blocks::build(self.columns.records.len(), rules.len(), |at| keys(self.columns, &rules[at], at), &refine)
    }

    fn score(
        &self,
        comparer: &Comparer<'_>,
        blocks: &Blocks,
        unique: &[bool],
        weights: &Weights,
        rarity: &Rarity,
    ) -> Vec<(Edge, Pattern)> {
        let mut scored: Vec<(Edge, Pattern)> = blocks
            .visit(
                &[],
                |left, right| self.allowed(unique, left, right),
                || (comparer.memos(), crate::core::pattern::IntegerMap::<u64, Usual>::default(), Vec::new()),
                |(memos, known, out), _, left, right| {
                    let pattern = comparer.pattern(memos, left, right);
                    let usual = *known.entry(pattern.0).or_insert_with(|| weights.usual(pattern));
                    let weight = rarity.weight(comparer, usual, pattern, left, right);
                    if weight >= KEEP_FROM {
                        out.push((Edge { left, right, weight }, pattern));
                    }
                },
            )
            .into_iter()
            .flat_map(|(_, _, out)| out)
            .collect();
        scored.par_sort_unstable_by_key(|(edge, _)| (edge.left, edge.right));
        scored
    }

    fn clusters(
        &self,
        comparer: &Comparer<'_>,
        unique: &[bool],
        weights: &Weights,
        rarity: &Rarity,
        edges: Vec<Edge>,
    ) -> Vec<FileCluster> {
        let records = &self.columns.records;
        let slots = records
            .iter()
            .map(|(input, _)| if unique[*input as usize] { vec![u32::from(*input)] } else { Vec::new() })
            .collect();
        let mut clusters = Clusters::new(slots);
        let mut memos = comparer.memos();
        clusters.grow(edges, Weight(0), |left, right| {
            let pattern = comparer.pattern(&mut memos, left.min(right), left.max(right));
            rarity.weight(comparer, weights.usual(pattern), pattern, left, right)
        });
        let mut numbers = vec![0_u32; records.len()];
        let mut next = 0;
        (0..records.len() as u32)
            .map(|record| {
                let number = &mut numbers[clusters.root(record) as usize];
                if *number == 0 {
                    next += 1;
                    *number = next;
                }
                FileCluster { record: records[record as usize], cluster: *number }
            })
            .collect()
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

    fn warn(&self, blocks: &Blocks, model: &Model, evidence: &Evidence, rounds: u32, out: &mut Vec<String>) {
        for fact in blocks.facts().iter().filter(|fact| fact.dropped > 0) {
            out.push(format!("blocking rule `{}`: {} records stand in blocks that stay too large and were not compared by it; cure: add a field to the rule", fact.name, fact.dropped));
        }
        if self.recipe.blocks.is_empty() && evidence.all_pairs > ALL_PAIRS_MAX {
            out.push(
                "there is no [[block]] and there are too many pairs to compare all; cure: add blocking rules"
                    .to_owned(),
            );
        }
        if rounds >= self.recipe.estimate.rounds.max(100) && self.recipe.household.is_empty() {
            out.push(format!("the estimation did not stand still after {rounds} rounds; cure: raise `rounds` or give starting shares `same`"));
        }
        for (at, comparison) in self.recipe.comparisons.iter().enumerate() {
            for (level, label) in comparison.labels.iter().enumerate() {
                let seen =
                    evidence.proposed.iter().chain(&evidence.random).any(|(pattern, _)| pattern.level(at) == level + 1);
                if !seen {
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
    }
}

/// Whether two records of one household are two people: a good part (two in five) of the recorded comparisons that tell people apart
/// does not agree. Twins differ in name and reading, a person found twice seldom in more than one thing.
fn differs(pattern: Pattern, telling: &[usize]) -> bool {
    let levels = telling.iter().map(|at| pattern.level(*at)).filter(|level| *level != 0);
    let (recorded, agree) = levels.fold((0, 0), |(all, agree), level| (all + 1, agree + usize::from(level == 1)));
    (recorded - agree) * 5 >= recorded * 2
}

/// A comparison tells people apart when fewer of them than this share agree by chance.
const TELLS_APART: f64 = 1.0 / 64.0;

/// Whether the classes of one person and of one household have changed places: on most comparisons a household does not share, the
/// best level is rarer among pairs of one person than among people of one household or than among all people.
fn changed_places(model: &Model, shared: &[bool]) -> bool {
    let Some(company) = &model.company else { return false };
    let own: Vec<usize> = (0..model.same.len()).filter(|at| !shared[*at]).collect();
    let odd = own.iter().filter(|at| model.same[**at][1] < model.different[**at][1].max(company.levels[**at][1]));
    odd.count() * 2 >= own.len().max(1)
}

/// How often it is asked anew which comparisons move together: the classes change with it.
const DEPENDENCE_ROUNDS: usize = 3;

/// Two people are seen this many times as often as one person twice: what shares to start from count as among them.
const START_DIFFERENT: f64 = 100.0;

/// Draws a task makes.
const DRAWS: u64 = 50_000;

/// Larger groups are no households.
const HOUSEHOLD_RECORDS_MAX: u32 = 30;
