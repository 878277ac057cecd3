//! The pairs that the blocking rules propose. Learning and scoring look at the same ones: where they are few enough they are compared once and kept.

use rayon::prelude::*;

use super::compare::{Comparer, Memos, Waiting};
use super::run::{Run, Scorer};
use super::unblocked::RulesUnblocked;
use crate::core::blocks::{BlockPair, Blocks};
use crate::core::clusters::Edge;
use crate::core::pattern::{Counted, Pattern, PatternCounts};

/// What the rules propose.
pub(super) struct Proposed {
    pub(super) blocks: Blocks,
    /// Pairs each rule proposes that no rule before it proposed.
    pub(super) per_rule: Vec<u64>,
    /// All pairs with their patterns, in any order; `None` = they are too many to be kept, or not wanted.
    compared: Option<Vec<Compared>>,
}

/// A pair that was compared.
#[derive(Clone, Copy)]
struct Compared {
    left: u32,
    right: u32,
    pattern: Pattern,
}

/// What a thread that compares pairs keeps.
struct Comparing {
    memos: Memos,
    waiting: Waiting,
    per_rule: Vec<u64>,
    compared: Vec<Compared>,
}

impl Comparing {
    fn compare(&mut self, comparer: &Comparer<'_>, pairs: &[(u32, u32)]) {
        comparer.fetch(pairs);
        let memos = &mut self.memos;
        let pattern =
            |&(left, right): &(u32, u32)| Compared { left, right, pattern: comparer.pattern(memos, left, right) };
        self.compared.extend(pairs.iter().map(pattern));
    }
}

impl Proposed {
    /// `is_learned` tells whether weights are learned from the pairs: else each is looked at once only, and none is kept.
    pub(super) fn new(run: &Run<'_>, comparer: &Comparer<'_>, is_learned: bool) -> Self {
        let blocks = run.blocks();
        let most = blocks.pairs_at_most();
        if !is_learned || most > run.recipe.estimate.proposed_pairs.min(KEPT_MAX) {
            let per_rule = run.pairs_per_rule(&blocks);
            return Self { blocks, per_rule, compared: None };
        }
        let rules = blocks.facts().len();
        let start = || Comparing {
            memos: comparer.memos(),
            waiting: Waiting::default(),
            per_rule: vec![0; rules],
            compared: Vec::new(),
        };
        let parts = blocks.visit(
            &[],
            |pair| run.allowed(pair.left, pair.right),
            start,
            |state, rule, left, right| {
                state.per_rule[rule] += 1;
                if let Some(pairs) = state.waiting.push(left, right) {
                    state.compare(comparer, &pairs);
                }
            },
        );
        let (mut per_rule, mut compared) = (vec![0; rules], Vec::new());
        for mut part in parts {
            let rest = part.waiting.rest();
            part.compare(comparer, &rest);
            per_rule.iter_mut().zip(&part.per_rule).for_each(|(sum, own)| *sum += own);
            compared.append(&mut part.compared);
        }
        Self { blocks, per_rule, compared: Some(compared) }
    }

    /// The patterns of the pairs.
    pub(super) fn patterns(&self, run: &Run<'_>, comparer: &Comparer<'_>) -> Vec<Counted> {
        let Some(compared) = &self.compared else {
            let (rules, wanted) = (run.recipe.blocks.as_slice(), run.recipe.estimate.proposed_pairs);
            let allowed = |pair: BlockPair| run.allowed(pair.left, pair.right);
            return run.proposed_patterns(comparer, (&self.blocks, rules), &allowed, wanted);
        };
        let unblocked = RulesUnblocked::new(run.recipe, &run.recipe.blocks);
        let count = |mut counts: PatternCounts, pair: &Compared| {
            counts.add(pair.pattern, unblocked.of(&self.blocks, pair.left, pair.right));
            counts
        };
        let counts = compared.par_iter().with_min_len(PAIRS_OF_A_TASK).fold(PatternCounts::default, count);
        counts.reduce(PatternCounts::default, PatternCounts::merge).sorted(1.0)
    }

    /// The pairs that matter with their weights and patterns, ascending.
    pub(super) fn score(&self, run: &Run<'_>, scorer: &Scorer<'_>) -> Vec<(Edge, Pattern)> {
        let Some(compared) = &self.compared else { return run.score(scorer, &self.blocks) };
        let scored = compared.par_chunks(PAIRS_OF_A_TASK).flat_map_iter(|pairs| {
            let mut state = scorer.start();
            pairs.iter().for_each(|pair| scorer.keep(&mut state, pair.left, pair.right, pair.pattern));
            scorer.found(state)
        });
        let mut scored: Vec<(Edge, Pattern)> = scored.collect();
        scored.par_sort_unstable_by_key(|(edge, _)| (edge.left, edge.right));
        scored
    }
}

/// At most so many pairs are kept (64 MB).
const KEPT_MAX: u64 = 4_000_000;

/// Pairs a thread looks at before it takes others.
const PAIRS_OF_A_TASK: usize = 16_384;
