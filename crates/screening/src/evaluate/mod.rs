//! How well scores find what is known from elsewhere (判定の検証). Pure counting; does not know rules, people's data or files.
//!
//! Every figure carries a 95 % interval: with few known cases a high precision may be luck, and the reader must see it.

mod curve;
mod interval;

pub use interval::Interval;

/// Shares of the population at which precision and recall are told: what a small team can look at.
pub const CAPACITIES_PERCENT: [u32; 4] = [1, 2, 5, 10];

/// One child with its score and the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labelled {
    /// Points.
    pub score: i64,
    /// Whether the rule gave a signal.
    pub signal: bool,
    /// The truth.
    pub label: bool,
    /// Settles ties, so that the same list gives the same figures; a running number that says nothing of the child.
    pub tie: u64,
}

/// The figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Children.
    pub children: usize,
    /// Children of whom the label is true.
    pub positives: usize,
    /// Their share.
    pub base_rate: Interval,
    /// Children with a signal.
    pub signals: usize,
    /// Share of the signals that are true; `None` without signals.
    pub precision: Option<Interval>,
    /// Share of the true that have a signal; `None` without true ones.
    pub recall: Option<Interval>,
    /// Harmonic mean of both.
    pub f1: Option<f64>,
    /// Probability that a true child scores above another, ties counting half; `None` when one kind is absent.
    pub auc: Option<Interval>,
    /// Precision and recall when only the first few per cent are looked at.
    pub at_capacity: Vec<AtCapacity>,
}

/// Figures at one capacity.
#[derive(Debug, Clone, PartialEq)]
pub struct AtCapacity {
    /// Per cent of the population.
    pub percent: u32,
    /// Children looked at.
    pub children: usize,
    /// Share of them that are true. Children of equal score at the edge count by their share.
    pub precision: Interval,
    /// Share of the true among them; `None` without true ones.
    pub recall: Option<Interval>,
    /// Precision over the base rate; `None` without true ones.
    pub lift: Option<f64>,
}

/// Compares scores and signals with the truth.
#[must_use]
pub fn evaluate(children: &[Labelled]) -> Evaluation {
    let positives = children.iter().filter(|child| child.label).count();
    let signals = children.iter().filter(|child| child.signal).count();
    let hits = children.iter().filter(|child| child.signal && child.label).count();
    let share = |part: usize, whole: usize| (whole > 0).then(|| Interval::of_share(part as f64, whole as f64));
    let precision = share(hits, signals);
    let recall = share(hits, positives);
    let f1 = (signals + positives > 0).then(|| 2.0 * hits as f64 / (signals + positives) as f64);
    let ordered = curve::ordered(children);
    Evaluation {
        children: children.len(),
        positives,
        base_rate: Interval::of_share(positives as f64, children.len() as f64),
        signals,
        precision,
        recall,
        f1,
        auc: curve::auc(&ordered),
        at_capacity: CAPACITIES_PERCENT
            .iter()
            .map(|percent| curve::at_capacity(&ordered, *percent, positives))
            .collect(),
    }
}

#[cfg(test)]
mod tests;
