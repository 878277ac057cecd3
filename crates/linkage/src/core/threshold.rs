//! The default threshold, chosen from the engine's own probabilities without a truth.

use domain::Weight;

/// A threshold with what is expected of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Choice {
    pub(crate) threshold: Weight,
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub(crate) f1: f64,
}

/// What to expect at a threshold. `weights` are those of all compared pairs that matter, in any order.
pub(crate) fn expected(weights: &[Weight], threshold: Weight) -> Choice {
    let all: f64 = weights.iter().map(|weight| weight.probability()).sum();
    let (count, found) = weights
        .iter()
        .filter(|weight| **weight >= threshold)
        .fold((0.0, 0.0), |(count, found), weight| (count + 1.0, found + weight.probability()));
    of(threshold, count, found, all)
}

fn of(threshold: Weight, count: f64, found: f64, all: f64) -> Choice {
    let ratio = |a: f64, b: f64| if b > 0.0 { a / b } else { 0.0 };
    Choice { threshold, precision: ratio(found, count), recall: ratio(found, all), f1: ratio(2.0 * found, count + all) }
}

/// The threshold with the best expected F1, between `lowest` and 20 bits; it stands in the middle of the gap below the last pair taken.
pub(crate) fn choose(weights: &[Weight], lowest: Weight) -> Choice {
    let mut sorted: Vec<Weight> = weights.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let all: f64 = sorted.iter().map(|weight| weight.probability()).sum();
    let mut best = of(lowest, 0.0, 0.0, all);
    let (mut count, mut found) = (0.0, 0.0);
    for (at, weight) in sorted.iter().enumerate() {
        if *weight < lowest {
            break;
        }
        count += 1.0;
        found += weight.probability();
        let next = sorted.get(at + 1).copied().unwrap_or(lowest);
        if next == *weight {
            continue;
        }
        let middle = Weight((weight.0 + next.0.max(lowest.0)).div_euclid(2).max(lowest.0).min(weight.0));
        let here = of(middle, count, found, all);
        if here.f1 >= best.f1 {
            best = here;
        }
    }
    best
}
