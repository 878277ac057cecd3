//! How often people answered what the machine expected: accuracy from the answers themselves.

use domain::{Verdict, Weight};

use crate::evaluate::wilson;

/// Upper ends of the bands of probability; the last one holds 1 as well.
const BANDS: [f64; 6] = [0.1, 0.3, 0.5, 0.7, 0.9, 1.0];

/// Answers of people against the probability the machine gave the pair when it asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Agreement {
    /// Pairs answered 同一 or 別人 whose weight is known.
    pub pairs: u64,
    /// Those of them the machine leaned to the same way (a probability of 0.5 leans to 同一).
    pub agreed: u64,
    /// Interval (95 %) of the share of `agreed`; 0 to 1 when there are no pairs.
    pub interval: (f64, f64),
    /// Bands of probability that hold a pair, ascending.
    pub bands: Vec<AgreementBand>,
}

/// The answers about pairs of like probability.
#[derive(Debug, Clone, PartialEq)]
pub struct AgreementBand {
    /// From this probability on.
    pub from: f64,
    /// Below this probability.
    pub to: f64,
    /// Pairs answered.
    pub pairs: u64,
    /// Of which 同一.
    pub same: u64,
    /// Mean probability the machine gave them: what the share of 同一 should be.
    pub expected: f64,
    /// Interval (95 %) of the share of 同一. It should hold `expected`.
    pub interval: (f64, f64),
}

/// Counts answers by the probability that the pair's weight at the time stands for. 不明 and 取消 are not counted. The answers speak of the
/// pairs that were asked, not of the links nobody was asked about.
///
/// ```
/// use domain::{Verdict, Weight};
/// let answers = [(Weight(3_000), Verdict::Same), (Weight(3_000), Verdict::Different), (Weight(-4_000), Verdict::Different)];
/// let found = linkage::agreement(&answers);
/// assert_eq!((found.pairs, found.agreed), (3, 2));
/// assert_eq!((found.bands[1].from, found.bands[1].pairs, found.bands[1].same), (0.7, 2, 1));
/// ```
#[must_use]
pub fn agreement(answers: &[(Weight, Verdict)]) -> Agreement {
    let counted: Vec<(f64, bool)> = answers
        .iter()
        .filter(|(_, verdict)| matches!(verdict, Verdict::Same | Verdict::Different))
        .map(|(weight, verdict)| (weight.probability(), *verdict == Verdict::Same))
        .collect();
    let pairs = counted.len() as u64;
    let agreed = counted.iter().filter(|(probability, same)| (*probability >= 0.5) == *same).count() as u64;
    let mut bands = Vec::new();
    let mut from = 0.0;
    for (at, to) in BANDS.into_iter().enumerate() {
        let last = at + 1 == BANDS.len();
        let here: Vec<_> = counted.iter().filter(|(p, _)| *p >= from && (*p < to || last)).collect();
        if !here.is_empty() {
            let count = here.len() as u64;
            let same = here.iter().filter(|(_, same)| *same).count() as u64;
            let expected = here.iter().map(|(p, _)| p).sum::<f64>() / here.len() as f64;
            bands.push(AgreementBand { from, to, pairs: count, same, expected, interval: wilson(same, count) });
        }
        from = to;
    }
    Agreement { pairs, agreed, interval: wilson(agreed, pairs), bands }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_falls_into_one_band() {
        let weights = [-30_000, -3_200, -1_000, 0, 1_000, 3_169, 3_170, 30_000];
        let answers: Vec<_> = weights.map(|weight| (Weight(weight), Verdict::Same)).to_vec();
        let found = agreement(&answers);
        assert_eq!(found.bands.iter().map(|band| band.pairs).sum::<u64>(), found.pairs);
        assert_eq!(found.bands.last().map(|band| band.to), Some(1.0));
        assert_eq!(found.agreed, 5);
    }

    #[test]
    fn no_answer_is_no_agreement() {
        assert_eq!(
            agreement(&[(Weight(0), Verdict::Unknown)]),
            Agreement { interval: (0.0, 1.0), ..Agreement::default() }
        );
    }
}
