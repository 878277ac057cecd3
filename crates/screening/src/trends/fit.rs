//! The weights of the sum: logistic regression, regularised, never negative, fitted on counted patterns.
//!
//! Children with the same answers are one pattern, so the cost follows the number of patterns. A ridge (a normal
//! prior with standard deviation [`PRIOR_SD`] on the log odds) keeps rare traits small; the bound at nought keeps a
//! trait from ever lowering a sum. Coordinates are bettered in turn by damped Newton steps of at most one unit until none
//! moves.

use std::collections::BTreeMap;

use domain::Weight;

use super::{Answer, Child, Trait};

/// Standard deviation of the prior on a weight, in natural log odds.
const PRIOR_SD: f64 = 0.7;

/// Rounds over all coordinates; ends before when nothing moves.
const ROUNDS_MAX: usize = 500;

/// The largest move of a round that counts as standing still, in natural log odds.
const STILL: f64 = 1e-6;

struct Pattern {
    traits: Vec<usize>,
    known: f64,
    all: f64,
}

/// One weight per trait (thousandths of a bit); 0 for traits that do not count.
pub(super) fn weights<'a>(traits: &[Trait], children: impl Iterator<Item = &'a Child>) -> Vec<Weight> {
    let mut counted: BTreeMap<Vec<usize>, (u32, u32)> = BTreeMap::new();
    for child in children {
        let has = (0..traits.len()).filter(|&t| traits[t].counts && child.answers[t] == Answer::Yes).collect();
        let count = counted.entry(has).or_default();
        count.0 += u32::from(child.known);
        count.1 += 1;
    }
    let patterns: Vec<Pattern> = counted
        .into_iter()
        .map(|(traits, (known, all))| Pattern { traits, known: f64::from(known), all: f64::from(all) })
        .collect();
    fit(traits.len(), &patterns).into_iter().map(|w| Weight::from_bits(w / std::f64::consts::LN_2)).collect()
}

fn fit(traits: usize, patterns: &[Pattern]) -> Vec<f64> {
    let mut having = vec![Vec::new(); traits];
    for (place, pattern) in patterns.iter().enumerate() {
        for &one in &pattern.traits {
            having[one].push(place);
        }
    }
    let all: f64 = patterns.iter().map(|p| p.all).sum();
    let known: f64 = patterns.iter().map(|p| p.known).sum();
    let share = ((known + 0.5) / (all + 1.0)).clamp(1e-6, 1.0 - 1e-6);
    let base = (share / (1.0 - share)).ln();
    let mut sums = vec![base; patterns.len()];
    let mut weights = vec![0.0_f64; traits];
    let ridge = 1.0 / (PRIOR_SD * PRIOR_SD);
    for _ in 0..ROUNDS_MAX {
        let mut moved = 0.0_f64;
        // The base rate is free: no prior, no bound.
        let step = newton(patterns, &sums, 0..patterns.len(), 0.0, 0.0);
        sums.iter_mut().for_each(|sum| *sum += step);
        moved = moved.max(step.abs());
        for (one, places) in having.iter().enumerate().filter(|(_, places)| !places.is_empty()) {
            let step = newton(patterns, &sums, places.iter().copied(), ridge, weights[one]);
            let new = (weights[one] + step).max(0.0);
            let step = new - weights[one];
            weights[one] = new;
            places.iter().for_each(|&place| sums[place] += step);
            moved = moved.max(step.abs());
        }
        if moved < STILL {
            break;
        }
    }
    weights
}

/// One safe step along a coordinate: slope over the curvature, the latter never below what it can be nearby.
fn newton(patterns: &[Pattern], sums: &[f64], places: impl Iterator<Item = usize>, ridge: f64, weight: f64) -> f64 {
    let (mut slope, mut bend) = (-ridge * weight, ridge);
    for place in places {
        let chance = 1.0 / (1.0 + (-sums[place]).exp());
        slope += patterns[place].known - patterns[place].all * chance;
        bend += patterns[place].all * (chance * (1.0 - chance)).max(0.02);
    }
    if bend > 0.0 { (slope / bend).clamp(-1.0, 1.0) } else { 0.0 }
}
