//! Children by falling score: area under the curve, and what the first few per cent hold.

use super::{AtCapacity, Interval, Labelled};

/// Children of one score.
pub(super) struct Step {
    /// True ones.
    positives: u64,
    /// The others.
    negatives: u64,
}

/// Children by falling score, signals before others of the same score; equal ones together.
pub(super) fn ordered(children: &[Labelled]) -> Vec<Step> {
    let mut sorted: Vec<&Labelled> = children.iter().collect();
    sorted.sort_unstable_by_key(|child| (std::cmp::Reverse((child.score, child.signal)), child.tie));
    sorted
        .chunk_by(|a, b| (a.score, a.signal) == (b.score, b.signal))
        .map(|equal| {
            let positives = equal.iter().filter(|child| child.label).count() as u64;
            Step { positives, negatives: equal.len() as u64 - positives }
        })
        .collect()
}

/// Area under the curve with the standard error of Hanley and McNeil (1982).
pub(super) fn auc(steps: &[Step]) -> Option<Interval> {
    let positives: u64 = steps.iter().map(|step| step.positives).sum();
    let negatives: u64 = steps.iter().map(|step| step.negatives).sum();
    if positives == 0 || negatives == 0 {
        return None;
    }
    let (mut below, mut halves) = (negatives, 0_u128);
    for step in steps {
        below -= step.negatives;
        halves += u128::from(step.positives) * (2 * u128::from(below) + u128::from(step.negatives));
    }
    let (p, n) = (positives as f64, negatives as f64);
    let area = halves as f64 / (2.0 * p * n);
    let (q1, q2) = (area / (2.0 - area), 2.0 * area * area / (1.0 + area));
    let variance = (area * (1.0 - area) + (p - 1.0) * (q1 - area * area) + (n - 1.0) * (q2 - area * area)) / (p * n);
    Some(Interval::with_error(area, variance.max(0.0).sqrt()))
}

/// What the first per cent of children hold. At the edge, equal scores count by their share: whoever breaks ties by a running
/// number must not look better or worse for it.
pub(super) fn at_capacity(steps: &[Step], percent: u32, positives: usize) -> AtCapacity {
    let all: u64 = steps.iter().map(|step| step.positives + step.negatives).sum();
    let places = (all * u64::from(percent)).div_ceil(100).min(all);
    let (mut left, mut hits) = (places, 0.0);
    for step in steps {
        let size = step.positives + step.negatives;
        let taken = size.min(left);
        if size > 0 {
            hits += step.positives as f64 * taken as f64 / size as f64;
        }
        left -= taken;
        if left == 0 {
            break;
        }
    }
    let precision = Interval::of_share(hits, places as f64);
    let base = positives as f64 / all.max(1) as f64;
    AtCapacity {
        percent,
        children: places as usize,
        precision,
        recall: (positives > 0).then(|| Interval::of_share(hits, positives as f64)),
        lift: (positives > 0).then(|| precision.value / base),
    }
}
