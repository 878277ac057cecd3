//! Estimation: u from random pairs, m by expectation-maximisation over counted patterns, the prior from what is found.
//!
//! Pairs that no block proposes count as certainly different, so the shares are those of all pairs, not of blocked ones only.
//! Random pairs contain a few true ones; they are taken out by the same probabilities.

use super::model::{Company, Dependence, Model, SHARE_MIN, Shares};
use super::pattern::Pattern;
use super::tree::Tree;

/// What is counted before estimating.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    /// Patterns of proposed pairs, scaled to all proposed pairs.
    pub(crate) proposed: Vec<(Pattern, f64)>,
    /// Patterns of random pairs.
    pub(crate) random: Vec<(Pattern, f64)>,
    /// Patterns of pairs known to be one person (shared identifiers, decisions); not among `proposed`, and not counted for the prior.
    pub(crate) known_same: Vec<(Pattern, f64)>,
    /// Patterns of pairs that agree on the fields people of a household share; empty = they are not learned along with the others.
    pub(crate) household: Vec<(Pattern, f64)>,
    /// Number of all possible pairs.
    pub(crate) all_pairs: f64,
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
    /// Comparisons of fields that people of a household share.
    pub(crate) shared: Vec<bool>,
}

/// Sums per comparison and level.
fn tally(list: &[(Pattern, f64)], shape: &[Shares], weight: impl Fn(Pattern) -> f64) -> (Vec<Vec<f64>>, f64) {
    let mut sums: Vec<Vec<f64>> = shape.iter().map(|levels| vec![0.0; levels.len()]).collect();
    let mut total = 0.0;
    for &(pattern, count) in list {
        let share = count * weight(pattern);
        total += share;
        for (at, sum) in sums.iter_mut().enumerate() {
            sum[pattern.level(at)] += share;
        }
    }
    (sums, total)
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

/// Runs the estimation from a starting model; hands back the model and the rounds it took.
pub(crate) fn estimate(evidence: &Evidence, start: &Model, settings: &Settings) -> (Model, u32) {
    let mut model = start.clone();
    let (known, _) = tally(&evidence.known_same, &start.same, |_| 1.0);
    for round in 1..=settings.rounds_max {
        let mut next = model.clone();
        let (sums, total) = tally(&evidence.proposed, &start.same, |pattern| model.probability(pattern));
        for (at, sum) in sums.iter().enumerate() {
            if !settings.fixed[at] {
                let both: Vec<f64> = sum.iter().zip(&known[at]).map(|(a, b)| a + b).collect();
                next.same[at] = shares(&both, &start.same[at], settings.same_pseudo);
            }
        }
        let (sums, _) = tally(&evidence.random, &start.different, |pattern| 1.0 - model.probability(pattern));
        for (at, sum) in sums.iter().enumerate() {
            if !settings.fixed[at] {
                next.different[at] = shares(sum, &start.different[at], settings.different_pseudo);
            }
        }
        if settings.learn_prior {
            next.prior = prior(total, evidence, start, settings);
        }
        if let Some(trees) = &mut next.dependence {
            trees.same.fill(&weighed(&evidence.proposed, |pattern| model.probability(pattern)), &next.same);
            trees
                .different
                .fill(&weighed(&evidence.random, |pattern| 1.0 - model.probability(pattern)), &next.different);
        }
        let change = distance(&model, &next);
        model = next;
        if change < 1e-5 {
            return (model, round);
        }
    }
    (model, settings.rounds_max)
}

fn weighed(pairs: &[(Pattern, f64)], weight: impl Fn(Pattern) -> f64) -> Vec<(Pattern, f64)> {
    pairs.iter().map(|(pattern, count)| (*pattern, count * weight(*pattern))).collect()
}

/// Learns which comparisons move together, from what a model without that knowledge (or with less of it) finds.
pub(crate) fn depend(evidence: &Evidence, model: &Model, settings: &Settings) -> Dependence {
    let same = weighed(&evidence.proposed, |pattern| model.probability(pattern));
    let different = Tree::learn(
        &weighed(&evidence.random, |pattern| 1.0 - model.probability(pattern)),
        &model.different,
        &settings.fixed,
    );
    let company = model.company.as_ref().map(|company| {
        let two_people = weighed(&evidence.household, |pattern| 1.0 - model.probability(pattern));
        different.of_household(&two_people, &company.levels, &settings.shared)
    });
    Dependence { same: Tree::learn(&same, &model.same, &settings.fixed), different, company }
}

/// One more round with the probabilities of single pairs given: `found` holds each pattern with its expected number of true pairs.
pub(crate) fn reestimate(
    evidence: &Evidence,
    found: &[(Pattern, f64)],
    start: &Model,
    model: &Model,
    settings: &Settings,
) -> (Model, f64) {
    let mut next = model.clone();
    let (sums, total) = tally(found, &start.same, |_| 1.0);
    let (others, _) = tally(&evidence.random, &start.different, |pattern| 1.0 - model.probability(pattern));
    for at in 0..sums.len() {
        if !settings.fixed[at] {
            next.same[at] = shares(&sums[at], &start.same[at], settings.same_pseudo);
            next.different[at] = shares(&others[at], &start.different[at], settings.different_pseudo);
        }
    }
    if settings.learn_prior {
        next.prior = prior(total, evidence, start, settings);
    }
    if let Some(trees) = &mut next.dependence {
        trees.same.fill(found, &next.same);
        trees.different.fill(&weighed(&evidence.random, |pattern| 1.0 - model.probability(pattern)), &next.different);
    }
    let change = distance(model, &next);
    (next, change)
}

/// The household class as if all its pairs were two people; `None` when there is none.
pub(crate) fn everybody(household: &[(Pattern, f64)], all_pairs: f64, different: &[Shares]) -> Option<Company> {
    let (sums, found) = tally(household, different, |_| 1.0);
    (found > 0.0).then(|| Company {
        share: (found / all_pairs).clamp(1e-12, 0.5),
        levels: sums.iter().zip(different).map(|(sum, start)| shares(sum, start, 1.0)).collect(),
    })
}

/// Learns who shares a household without being one person, from all pairs that agree on the household's fields.
/// The starting shares count as `pseudo` pairs.
pub(crate) fn company(
    pairs: &[(Pattern, f64)],
    all_pairs: f64,
    model: &Model,
    start: &Company,
    pseudo: f64,
) -> Company {
    let total: f64 = pairs.iter().map(|entry| entry.1).sum();
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
