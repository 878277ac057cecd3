//! One run of `link-files`: block, learn the weights or take those learned before, score, choose the threshold, cluster.

use domain::Weight;
use rayon::prelude::*;

use super::columns::Columns;
use super::compare::{Comparer, Memos, Waiting};
use super::explain::Question;
use super::families::Estimated;
use super::frequency::{Frequency, frequencies};
use super::increment::Daily;
use super::keys::keys;
use super::proposed::Proposed;
use super::rarity::Rarity;
use super::recipe::{Recipe, RecipeFault};
use super::rivals::Candidate;
use super::table::FileTable;
use super::trained::Trained;
use super::unblocked::RulesUnblocked;
use super::write::renumbered;
use super::{Convergence, FileCluster, FileOptions, FileOutcome, FilePair};
use crate::core::blocks::{BlockPair, Blocks, Refine, RuleKeys};
use crate::core::clusters::{Clusters, Edge};
use crate::core::lists::Lists;
use crate::core::model::{Model, Usual, Weights};
use crate::core::pattern::{IntegerMap, Pattern};
use crate::core::threshold;

/// The least probability a threshold may have: less likely pairs are forgotten.
pub const PROBABILITY_MIN: f64 = 0.001;

/// Pairs below this weight are forgotten: their probability is under [`PROBABILITY_MIN`].
pub(super) const KEEP_FROM: Weight = Weight(-10_000);

/// A threshold the engine chooses is at least this: a pair is taken when it is more likely one person than not.
const CHOSEN_FROM: Weight = Weight(0);

/// Without blocking rules all pairs are compared, up to this many.
const ALL_PAIRS_MAX: f64 = 20_000_000.0;

pub(super) struct Run<'a> {
    pub(super) recipe: &'a Recipe,
    pub(super) inputs: &'a [FileTable],
    pub(super) columns: &'a Columns,
    /// Per input: whether it lists each person once.
    pub(super) unique: Vec<bool>,
    /// What an earlier run learned.
    pub(super) trained: Option<&'a Trained>,
}

/// The weights of a run and how they were found.
pub(super) struct Learned {
    pub(super) model: Model,
    /// How the estimation went; empty when nothing was learned.
    pub(super) convergence: Vec<Convergence>,
    /// What the user should know about the recipe on these data.
    pub(super) warnings: Vec<String>,
}

/// Weighs pairs of records.
pub(super) struct Scorer<'a> {
    pub(super) comparer: &'a Comparer<'a>,
    pub(super) weights: &'a Weights,
    pub(super) rarity: &'a Rarity<'a>,
}

/// What a thread that weighs pairs keeps.
pub(super) struct Scoring {
    memos: Memos,
    patterns: IntegerMap<u64, PatternWeight>,
    waiting: Waiting,
    /// Pairs looked at.
    pub(super) looked: u64,
    /// Pairs that matter.
    found: Vec<(Edge, Pattern)>,
}

/// What a pattern weighs before its values are looked at, and at least and at most whatever they are.
#[derive(Clone, Copy)]
struct PatternWeight {
    usual: Usual,
    bounds: (Weight, Weight),
}

impl Scorer<'_> {
    pub(super) fn start(&self) -> Scoring {
        Scoring {
            memos: self.comparer.memos(),
            patterns: IntegerMap::default(),
            waiting: Waiting::default(),
            looked: 0,
            found: Vec::new(),
        }
    }

    /// The weight of two records before rivals, and their pattern.
    #[inline]
    pub(super) fn weigh(&self, state: &mut Scoring, left: u32, right: u32) -> (Weight, Pattern) {
        let pattern = self.comparer.pattern(&mut state.memos, left, right);
        let PatternWeight { usual, .. } = self.of_pattern(state, pattern);
        (self.rarity.weight(self.comparer, usual, pattern, left, right), pattern)
    }

    #[inline]
    fn of_pattern(&self, state: &mut Scoring, pattern: Pattern) -> PatternWeight {
        *state.patterns.entry(pattern.0).or_insert_with(|| {
            let usual = self.weights.usual(pattern);
            PatternWeight { usual, bounds: self.rarity.bounds(usual, pattern) }
        })
    }

    /// Whether two records weigh less than this; their values are looked up only where it depends on them.
    pub(super) fn is_below(&self, state: &mut Scoring, left: u32, right: u32, threshold: Weight) -> bool {
        let pattern = self.comparer.pattern(&mut state.memos, left, right);
        let PatternWeight { usual, bounds: (least, most) } = self.of_pattern(state, pattern);
        least < threshold
            && (most < threshold || self.rarity.weight(self.comparer, usual, pattern, left, right) < threshold)
    }

    /// Weighs a pair, by and by, and keeps it if it matters.
    #[inline]
    pub(super) fn look(&self, state: &mut Scoring, left: u32, right: u32) {
        state.looked += 1;
        if let Some(pairs) = state.waiting.push(left, right) {
            self.look_at(state, &pairs);
        }
    }

    /// The pairs that matter of all that were looked at.
    pub(super) fn found(&self, mut state: Scoring) -> Vec<(Edge, Pattern)> {
        let rest = state.waiting.rest();
        self.look_at(&mut state, &rest);
        state.found
    }

    /// Weighs pairs that have waited.
    fn look_at(&self, state: &mut Scoring, pairs: &[(u32, u32)]) {
        self.comparer.fetch(pairs);
        for (left, right) in pairs {
            let pattern = self.comparer.pattern(&mut state.memos, *left, *right);
            self.keep(state, *left, *right, pattern);
        }
    }

    /// Weighs a pair of this pattern and keeps it if it matters.
    #[inline]
    pub(super) fn keep(&self, state: &mut Scoring, left: u32, right: u32, pattern: Pattern) {
        let PatternWeight { usual, bounds: (least, most) } = self.of_pattern(state, pattern);
        // Most pairs are far apart: how rare their values are need not be looked up.
        if most < KEEP_FROM {
            return;
        }
        let weight = self.rarity.weight(self.comparer, usual, pattern, left, right);
        debug_assert!(least <= weight && weight <= most, "a weight lies within the bounds of its pattern");
        if weight >= KEEP_FROM {
            state.found.push((Edge { left, right, weight }, pattern));
        }
    }
}

impl<'a> Run<'a> {
    pub(super) fn new(
        recipe: &'a Recipe,
        inputs: &'a [FileTable],
        columns: &'a Columns,
        trained: Option<&'a Trained>,
    ) -> Self {
        let unique = inputs.iter().enumerate().map(|(at, input)| recipe.input(at, &input.source).unique).collect();
        Self { recipe, inputs, columns, unique, trained }
    }

    pub(super) fn outcome(&self, options: &FileOptions<'_>, question: Option<Question>) -> FileOutcome {
        let comparer = Comparer::new(self.recipe, self.columns);
        let known = self.trained.map(Trained::frequencies);
        // Each has steps of one thread only; side by side they leave less idle.
        let (proposed, frequencies) = rayon::join(
            || Proposed::new(self, &comparer, self.trained.is_none()),
            || frequencies(&self.recipe.comparisons, self.columns, known),
        );
        let Proposed { blocks, per_rule, .. } = &proposed;
        let learned = match self.trained {
            Some(trained) => {
                let mut learned = trained.learned();
                learned.warnings.extend(self.mistaken_by_weights(&comparer, blocks, &learned.model));
                learned
            }
            None => self.learn(&comparer, &proposed, &frequencies),
        };
        let weights = learned.model.weights();
        let rarity = Rarity::new(&comparer, &frequencies, &weights, &learned.model.different);
        let scorer = Scorer { comparer: &comparer, weights: &weights, rarity: &rarity };
        let daily = (options.remember || options.memory.is_some()).then(|| Daily::new(self, options.memory));
        let kept = daily.as_ref().and_then(|daily| daily.score(&scorer, blocks));
        let (before, weighed): (Vec<Edge>, u64) = kept.unwrap_or_else(|| {
            (proposed.score(self, &scorer).into_iter().map(|(edge, _)| edge).collect(), per_rule.iter().sum())
        });
        let after = self.after_rivals(&before);
        let wanted = options.threshold.or(self.recipe.threshold);
        let fixed = wanted.or(self.trained.map(|trained| trained.threshold));
        let choice =
            fixed.map_or_else(|| threshold::choose(&after, CHOSEN_FROM), |fixed| threshold::expected(&after, fixed));
        let explained = question.map(|question| self.explain(&scorer, blocks, (&before, &after), question));
        let edges = before.iter().zip(&after).map(|(edge, weight)| Edge { weight: *weight, ..*edge });
        let taken: Vec<Edge> = edges.filter(|edge| edge.weight >= choice.threshold).collect();
        let ((mut clusters, pairs), report) = rayon::join(
            || (self.clusters(&scorer, &taken), self.pairs(&taken)),
            || self.report(&scorer, blocks, &learned, (per_rule, weighed), (&after, choice.threshold)),
        );
        let numbers = daily.as_ref().map(|daily| daily.number(&mut clusters));
        let trained = (options.keep_trained || options.remember)
            .then(|| Trained::of(self, &learned.model, choice.threshold, &frequencies, &before));
        let memory = match (&daily, &numbers, &trained) {
            (Some(daily), Some(numbers), Some(trained)) => {
                Some(daily.remember(trained, blocks, &before, &clusters, numbers.next))
            }
            _ => None,
        };
        FileOutcome {
            pairs,
            clusters,
            threshold: choice.threshold,
            threshold_chosen: wanted.is_none(),
            expected: (choice.precision, choice.recall, choice.f1),
            report,
            explained,
            stable: daily.is_some(),
            differences: daily.and_then(|daily| daily.counts()),
            changes: numbers.map(|numbers| numbers.changes).unwrap_or_default(),
            memory: memory.filter(|_| options.remember),
            trained: trained.filter(|_| options.keep_trained),
        }
    }

    fn pairs(&self, taken: &[Edge]) -> Vec<FilePair> {
        let place = |record: u32| self.columns.records[record as usize];
        let pair = |edge: &Edge| {
            let (left, right) = (place(edge.left), place(edge.right));
            FilePair { left: left.min(right), right: left.max(right), weight: edge.weight }
        };
        let mut pairs: Vec<FilePair> = taken.iter().map(pair).collect();
        pairs.par_sort_unstable_by_key(|pair| (pair.left, pair.right));
        pairs
    }

    /// Learns the weights from these records.
    fn learn(&self, comparer: &Comparer<'_>, proposed: &Proposed, frequencies: &[Option<Frequency>]) -> Learned {
        let blocks = &proposed.blocks;
        let counted = self.evidence(comparer, proposed);
        let Estimated { mut model, mut convergence, evidence, warning, .. } =
            self.estimate_with_households(comparer, blocks, &counted);
        if self.unique.contains(&true) {
            let weights = model.weights();
            let rarity = Rarity::new(comparer, frequencies, &weights, &model.different);
            let unblocked = RulesUnblocked::new(self.recipe, &self.recipe.blocks);
            let candidates: Vec<Candidate> = proposed
                .score(self, &Scorer { comparer, weights: &weights, rarity: &rarity })
                .into_par_iter()
                .map(|(edge, pattern)| (edge, pattern, unblocked.of(blocks, edge.left, edge.right)))
                .collect();
            let settled;
            (model, settled) =
                self.learn_with_rivals(comparer, &evidence, &self.settings(), frequencies, model, &candidates);
            convergence.push(Convergence { stage: "rivals", ..settled });
        }
        let mut warnings: Vec<String> = warning.into_iter().collect();
        warnings.extend(self.doubts(&model, &evidence, &convergence));
        Learned { model, convergence, warnings }
    }

    /// Whether there are blocking rules, or few enough pairs to compare all.
    ///
    /// # Errors
    /// There are neither.
    pub(super) fn can_compare(&self) -> Result<(), Vec<RecipeFault>> {
        if !self.compares_all() || self.all_pairs() <= ALL_PAIRS_MAX {
            return Ok(());
        }
        let message = format!(
            "no blocking rule fits these files, and {:.0} pairs are too many to compare all (at most {ALL_PAIRS_MAX})",
            self.all_pairs()
        );
        Err(vec![RecipeFault::new("block", message, "add a [[block]] on fields that the files have")])
    }

    /// Whether all pairs are compared, because there are no blocking rules.
    pub(super) fn compares_all(&self) -> bool {
        self.recipe.blocks.is_empty()
    }

    pub(super) fn blocks(&self) -> Blocks {
        if self.compares_all() {
            let everybody = |_| RuleKeys {
                name: "all".to_owned(),
                keys: (0..self.columns.records.len() as u32).map(|record| (0, record)).collect(),
            };
            return Blocks::build(
                self.columns.records.len(),
                1,
                everybody,
                &Refine { records_max: &|_| u32::MAX, split: &|_, _| () },
            );
        }
        let rules = &self.recipe.blocks;
        self.blocks_of(rules.len(), |at| keys(self.columns, &rules[at], at))
    }

    /// Blocks of these keys; those that are too large are refined by the compared fields.
    pub(super) fn blocks_of(&self, rules: usize, keys: impl Fn(usize) -> RuleKeys + Sync) -> Blocks {
        let value = |at: usize, record: u32| self.columns.ids[self.recipe.comparisons[at].field][record as usize];
        let refine = Refine {
            records_max: &|_| self.recipe.estimate.block_records_max,
            split: &|large, share| large.by_values(self.recipe.comparisons.len(), value, share),
        };
        Blocks::build(self.columns.records.len(), rules, keys, &refine)
    }

    /// Pairs each rule proposes that no rule before it proposed.
    pub(super) fn pairs_per_rule(&self, blocks: &Blocks) -> Vec<u64> {
        let rules = blocks.facts().len();
        let allowed = |pair: BlockPair| self.allowed(pair.left, pair.right);
        let count = blocks.visit(&[], allowed, || vec![0_u64; rules], |counts, rule, _, _| counts[rule] += 1);
        (0..rules).map(|rule| count.iter().map(|counts| counts[rule]).sum()).collect()
    }

    pub(super) fn score(&self, scorer: &Scorer<'_>, blocks: &Blocks) -> Vec<(Edge, Pattern)> {
        let mut scored: Vec<(Edge, Pattern)> = blocks
            .visit(
                &[],
                |pair| self.allowed(pair.left, pair.right),
                || scorer.start(),
                |state, _, left, right| scorer.look(state, left, right),
            )
            .into_iter()
            .flat_map(|state| scorer.found(state))
            .collect();
        scored.par_sort_unstable_by_key(|(edge, _)| (edge.left, edge.right));
        scored
    }

    fn clusters(&self, scorer: &Scorer<'_>, edges: &[Edge]) -> Vec<FileCluster> {
        // Only records with an edge can share a cluster; they are numbered anew, in their order.
        let mut linked: Vec<u32> = edges.iter().flat_map(|edge| [edge.left, edge.right]).collect();
        linked.par_sort_unstable();
        linked.dedup();
        let number = |record: u32| linked.binary_search(&record).map_or(0, |at| at as u32);
        let input = |record: &u32| self.columns.records[*record as usize].0;
        let unique = (0_u32..).zip(&linked).filter(|(_, record)| self.unique[input(record) as usize]);
        let slots = unique.map(|(at, record)| (at, u32::from(input(record)))).collect();
        let mut clusters = Clusters::new(Lists::of_pairs(linked.len(), slots));
        let edge = |edge: &Edge| Edge { left: number(edge.left), right: number(edge.right), weight: edge.weight };
        let mut state = scorer.start();
        clusters.grow(edges.iter().map(edge).collect(), Weight(0), |left, right| {
            let (left, right) = (linked[left.min(right) as usize], linked[left.max(right) as usize]);
            scorer.weigh(&mut state, left, right).0
        });
        let mut roots = vec![None; self.columns.records.len()];
        for (at, record) in linked.iter().enumerate() {
            roots[*record as usize] = Some(clusters.root(at as u32));
        }
        let mut numbers = vec![0_u32; linked.len()];
        let mut next = 0;
        let mut out = Vec::with_capacity(roots.len());
        for input in 0..self.inputs.len() {
            for (row, record) in (0..).zip(self.columns.of_input(input)) {
                let cluster = if let Some(root) = roots[*record as usize] {
                    renumbered(&mut numbers, &mut next, root)
                } else {
                    next += 1;
                    next
                };
                out.push(FileCluster { record: (input as u16, row), cluster });
            }
        }
        out
    }
}
