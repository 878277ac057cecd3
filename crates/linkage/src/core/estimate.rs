//! Estimation: u from random pairs, m by expectation-maximisation over counted patterns, the prior from what is found.
//!
//! Pairs that no block proposes count as certainly different, so the shares are those of all pairs, not of blocked ones only.
//! Random pairs contain a few true ones; they are taken out by the same probabilities.

use rayon::prelude::*;

use super::model::{Company, Dependence, Model, SHARE_MIN, Shares};
use super::pattern::{Counted, Pattern};
use super::tree::{Known, Pairs, Tree, raise_to_found, settle};

/// What is counted before estimating.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    /// Patterns of proposed pairs, scaled to all proposed pairs.
    pub(crate) proposed: Vec<Counted>,
    /// Patterns of random pairs.
    pub(crate) random: Vec<Counted>,
    /// Patterns of pairs known to be one person (shared identifiers, decisions); not among `proposed`, and not counted for the prior.
    pub(crate) known_same: Vec<Counted>,
    /// Patterns of pairs of two people who agree on the fields people of a household share; empty = there is no such class, or it is
    /// learned apart.
    pub(crate) household: Vec<Counted>,
    /// Per comparison: how many of all pairs agree, counted; empty or `None` = only the random pairs tell.
    pub(crate) agreeing: Vec<Option<Agreeing>>,
    /// Comparisons that agree together more often than by chance, counted over all pairs.
    pub(crate) together: Vec<Together>,
    /// Number of all possible pairs.
    pub(crate) all_pairs: f64,
}

/// How many of all pairs agree on a comparison: counted by value, so that rare agreements need no luck in a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Agreeing {
    /// The level of agreement.
    pub(crate) level: usize,
    /// Pairs that agree.
    pub(crate) pairs: f64,
    /// Pairs of which both sides are recorded.
    pub(crate) recorded: f64,
}

/// How many pairs that agree on one comparison agree on another one too: given names of people born in one year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Together {
    /// The comparison that agrees more often, and its level.
    pub(crate) one: (usize, usize),
    /// The comparison on whose agreement it depends, and its level.
    pub(crate) other: (usize, usize),
    /// Pairs that agree on both (or on what `other` implies).
    pub(crate) pairs: f64,
    /// Pairs that agree on `other` (or on what it implies), both sides of `one` recorded.
    pub(crate) recorded: f64,
}

/// Among counted agreements at least this share is chance: the estimate of what is no chance may be off by as much.
const CHANCE_MIN: f64 = 0.02;

/// The share of chance agreements among two people: all agreeing pairs less those of one person.
fn chance(pairs: f64, recorded: f64, same: f64) -> f64 {
    ((pairs - same).max(CHANCE_MIN * pairs) + 0.5) / (recorded - same).max(1.0)
}

impl Agreeing {
    /// Corrects sampled shares of two people's levels; `same` = sums of the levels among pairs of one person.
    fn correct(self, shares: &mut [f64], same: &[f64]) {
        settle(shares, self.level, chance(self.pairs, self.recorded, same[self.level]));
    }
}

impl Together {
    /// What the trees are told, given the pairs found to be one person.
    fn known(self, same: &[Counted]) -> Known {
        let is = |pattern: &Pattern, (at, level): (usize, usize)| pattern.level(at) == level;
        let both = same.iter().filter(|entry| is(&entry.pattern, self.one) && is(&entry.pattern, self.other));
        let share = chance(self.pairs, self.recorded, both.map(|entry| entry.pairs).sum());
        Known { one: self.one, other: self.other, share: share.min(1.0) }
    }
}

/// What is known of comparisons that agree together.
fn known(evidence: &Evidence, same: &[Counted]) -> Vec<Known> {
    evidence.together.iter().map(|together| together.known(same)).collect()
}

/// How to estimate.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Pairs the starting m counts as.
    pub(crate) same_pseudo: f64,
    /// Pairs the starting u counts as.
    pub(crate) different_pseudo: f64,
    /// Comparisons whose shares stay as they are.
    pub(crate) fixed: Vec<bool>,
    /// Stop after this many rounds.
    pub(crate) rounds_max: u32,
    /// Whether the prior is estimated.
    pub(crate) learn_prior: bool,
    /// Pairs the starting prior counts as.
    pub(crate) prior_pseudo: f64,
}

/// Sums per comparison and level.
fn tally(list: &[Counted], shape: &[Shares], weight: impl Fn(Pattern) -> f64) -> (Vec<Vec<f64>>, f64) {
    let mut sums = nothing(shape);
    let mut total = 0.0;
    for entry in list {
        let share = entry.pairs * weight(entry.pattern);
        total += share;
        for (at, sum) in sums.iter_mut().enumerate() {
            sum[entry.pattern.level(at)] += share;
        }
    }
    (sums, total)
}

/// Sums per comparison and level, each of the pairs that were proposed whatever the level of this comparison.
fn tally_unblocked(list: &[Counted], shape: &[Shares]) -> Vec<Vec<f64>> {
    let mut sums = nothing(shape);
    for entry in list {
        for (at, sum) in sums.iter_mut().enumerate().filter(|(at, _)| entry.unblocked.has(*at)) {
            sum[entry.pattern.level(at)] += entry.pairs;
        }
    }
    sums
}

fn nothing(shape: &[Shares]) -> Vec<Vec<f64>> {
    shape.iter().map(|levels| vec![0.0; levels.len()]).collect()
}

/// Shares from sums, shrunk to `start` by `pseudo` pairs; missing values do not count.
fn shares(sums: &[f64], start: &[f64], pseudo: f64) -> Shares {
    let total: f64 = sums[1..].iter().sum::<f64>() + pseudo;
    if total <= 0.0 {
        return start.to_vec();
    }
    let mut out = vec![1.0];
    out.extend(sums[1..].iter().zip(&start[1..]).map(|(sum, start)| ((sum + pseudo * start) / total).max(SHARE_MIN)));
    out
}

fn prior(found: f64, evidence: &Evidence, start: &Model, settings: &Settings) -> f64 {
    ((found + 0.5 + settings.prior_pseudo * start.prior) / (evidence.all_pairs + settings.prior_pseudo))
        .clamp(1e-12, 0.5)
}

/// Pairs proposed because a comparison agrees do not tell how often it disagrees: m is learned from those another rule proposes too
/// (Winkler, "Improved decision rules in the Fellegi-Sunter model of record linkage", 1993). The shares among all proposed pairs count as
/// this many pairs, so that they decide where no other rule does.
const PROPOSED_PSEUDO: f64 = 100.0;

/// How an estimation ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ended {
    /// Rounds it took.
    pub(crate) rounds: u32,
    /// The largest change of a share in the last round.
    pub(crate) change: f64,
}

/// An estimation stands still when no share changes by more than this in a round.
pub(crate) const STANDS_STILL: f64 = 1e-5;

/// Runs the estimation from the model `begin` until it stands still or the rounds are used up. Shares are shrunk to those of `start`, in every run
/// of several the same: shrunk to what the run before found, a level that was never seen would become impossible.
pub(crate) fn estimate(evidence: &Evidence, begin: &Model, start: &Model, settings: &Settings) -> (Model, Ended) {
    let mut model = begin.clone();
    let (known_same, _) = tally(&evidence.known_same, &start.same, |_| 1.0);
    let mut ended = Ended { rounds: 0, change: f64::INFINITY };
    while ended.rounds < settings.rounds_max && ended.change >= STANDS_STILL {
        let found = Found::of(&evidence.proposed, |pattern| model.probability(pattern));
        let next = maximised(evidence, &found, &known_same, (start, &model), settings);
        ended = Ended { rounds: ended.rounds + 1, change: distance(&model, &next) };
        model = next;
    }
    (model, ended)
}

/// Each pattern with its count times its weight; the order stays, so sums do not depend on the number of threads.
fn weighed(pairs: &[Counted], weight: impl Fn(Pattern) -> f64 + Sync) -> Vec<Counted> {
    let one = |entry: &Counted| Counted { pairs: entry.pairs * weight(entry.pattern), ..*entry };
    pairs.par_iter().with_min_len(256).map(one).collect()
}

/// Pairs with the number of them that are expected to be one person.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// All.
    pub(crate) all: Vec<Counted>,
    /// Those that are more likely one person than not.
    pub(crate) likely: Vec<Counted>,
}

/// From this probability on a pair is more likely one person than not.
pub(crate) const LIKELY: f64 = 0.5;

impl Found {
    fn of(pairs: &[Counted], probability: impl Fn(Pattern) -> f64 + Sync) -> Self {
        let all = weighed(pairs, probability);
        let is_likely = |(one, of): &(&Counted, &Counted)| one.pairs >= LIKELY * of.pairs;
        let likely = all.iter().zip(pairs).filter(is_likely).map(|(one, _)| *one).collect();
        Self { all, likely }
    }

    fn pairs(&self) -> Pairs<'_> {
        Pairs { all: &self.all, likely: &self.likely }
    }
}

/// Learns which comparisons move together, from what a model without that knowledge (or with less of it) finds.
pub(crate) fn depend(evidence: &Evidence, model: &Model, settings: &Settings) -> Dependence {
    let found = Found::of(&evidence.proposed, |pattern| model.probability(pattern));
    let two_people = weighed(&evidence.random, |pattern| 1.0 - model.probability(pattern));
    let different =
        Tree::learn(Pairs::known(&two_people), &model.different, &settings.fixed, known(evidence, &found.all));
    let company =
        model.company.as_ref().map(|company| different.of_others(Pairs::known(&evidence.household), &company.levels));
    Dependence { same: Tree::learn(found.pairs(), &model.same, &settings.fixed, Vec::new()), different, company }
}

/// One more round with the probabilities of single pairs given.
pub(crate) fn reestimate(
    evidence: &Evidence,
    found: &Found,
    start: &Model,
    model: &Model,
    settings: &Settings,
) -> (Model, f64) {
    let next = maximised(evidence, found, &nothing(&start.same), (start, model), settings);
    let change = distance(model, &next);
    (next, change)
}

/// The likeliest model, given the pairs that were found, and `known_same`, the sums of levels of pairs known to be one person; `model` says how
/// likely other pairs are two people.
fn maximised(
    evidence: &Evidence,
    found: &Found,
    known_same: &[Vec<f64>],
    (start, model): (&Model, &Model),
    settings: &Settings,
) -> Model {
    let mut next = model.clone();
    let (sums, total) = tally(&found.all, &start.same, |_| 1.0);
    let (likely, _) = tally(&found.likely, &start.same, |_| 1.0);
    let unblocked = tally_unblocked(&found.all, &start.same);
    let two_people = weighed(&evidence.random, |pattern| 1.0 - model.probability(pattern));
    let (others, _) = tally(&two_people, &start.different, |_| 1.0);
    for at in (0..sums.len()).filter(|at| !settings.fixed[*at]) {
        let both: Vec<f64> = sums[at].iter().zip(&known_same[at]).map(|(a, b)| a + b).collect();
        let proposed = shares(&both, &start.same[at], settings.same_pseudo);
        let told =
            unblocked[at].iter().zip(&proposed).map(|(sum, share)| sum + PROPOSED_PSEUDO * share).collect::<Vec<_>>();
        next.same[at] = shares(&told, &start.same[at], settings.same_pseudo);
        raise_to_found(&mut next.same[at], &likely[at], sums[at][1..].iter().sum());
        next.different[at] = shares(&others[at], &start.different[at], settings.different_pseudo);
        if let Some(agreeing) = evidence.agreeing.get(at).copied().flatten() {
            agreeing.correct(&mut next.different[at], &sums[at]);
        }
    }
    if settings.learn_prior {
        next.prior = prior(total, evidence, start, settings);
    }
    if let Some(trees) = &mut next.dependence {
        trees.same.fill(found.pairs(), &next.same);
        trees.different.know(known(evidence, &found.all));
        trees.different.fill(Pairs::known(&two_people), &next.different);
    }
    next
}

/// The household class, from pairs of two people of one household. It is not learned along with the other classes: relatives and records
/// of one person would change places. `None` when there are no pairs.
pub(crate) fn two_of_a_household(evidence: &Evidence, different: &[Shares]) -> Option<Company> {
    let (sums, found) = tally(&evidence.household, different, |_| 1.0);
    (found > 0.0).then(|| Company {
        share: (found / evidence.all_pairs).clamp(1e-12, 0.5),
        levels: sums.iter().zip(different).map(|(sum, start)| shares(sum, start, 1.0)).collect(),
    })
}

/// Learns who shares a household without being one person, from all pairs that agree on the household's fields.
/// The starting shares count as `pseudo` pairs.
pub(crate) fn company(pairs: &[Counted], all_pairs: f64, model: &Model, start: &Company, pseudo: f64) -> Company {
    let total: f64 = pairs.iter().map(|entry| entry.pairs).sum();
    let mut current = start.clone();
    let share =
        |two_people: f64| ((two_people + pseudo) / (all_pairs + pseudo / start.share.max(1e-12))).clamp(1e-12, 0.5);
    current.share = share(total);
    // Which of them are one person is not known at first: both shares settle together.
    for _ in 0..30 {
        let guess = Model { company: Some(current.clone()), ..model.clone() };
        let (sums, found) = tally(pairs, &model.different, |pattern| 1.0 - guess.probability(pattern));
        current.share = share(found);
        for (at, sum) in sums.iter().enumerate() {
            current.levels[at] = shares(sum, &start.levels[at], pseudo.max(1.0));
        }
    }
    current
}

/// The largest change of any share, on a scale of logarithms for the prior.
fn distance(a: &Model, b: &Model) -> f64 {
    let of = |x: &[Shares], y: &[Shares]| {
        x.iter().flatten().zip(y.iter().flatten()).map(|(p, q)| (p - q).abs()).fold(0.0, f64::max)
    };
    of(&a.same, &b.same).max(of(&a.different, &b.different)).max((a.prior.ln() - b.prior.ln()).abs() / 100.0)
}
