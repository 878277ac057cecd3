//! Do the probabilities mean what they say? Among pairs said to be 0.9 to 0.99, are 90 to 99 per cent true?

use super::interval::Estimate;
use super::threshold::ScoredPair;

/// Bands of said probabilities in millionths, lower end included; the last one includes its upper end. The table's order.
pub const BANDS_MILLIONTHS: [(u32, u32); 5] = [
    (500_000, 700_000),
    (700_000, 900_000),
    (900_000, 990_000),
    (990_000, 1_000_000),
    // Both of the above together.
    (900_000, 1_000_000),
];

/// Equally wide bins of the calibration error.
const BINS: usize = 10;
const MILLION: u32 = 1_000_000;

/// Whether a band holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// The share of true pairs lies in the band.
    Yes,
    /// It does not, but its interval reaches into the band: too few pairs to tell.
    Unclear,
    /// The whole interval lies outside.
    No,
    /// No pair was said to lie in the band.
    Empty,
}

/// One band of said probabilities.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Lower end, included, 0 to 1.
    pub low: f64,
    /// Upper end, excluded but for 1.
    pub high: f64,
    /// Pairs said to lie in it.
    pub pairs: u64,
    /// Those of them that are true.
    pub true_pairs: u64,
    /// Average of what was said; `None` without pairs.
    pub said: Option<f64>,
    /// Share of true pairs (Wilson).
    pub share: Estimate,
    /// Whether the share lies in the band.
    pub holds: Holds,
}

/// How far said probabilities can be trusted.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliability {
    /// The bands of [`BANDS_MILLIONTHS`].
    pub bands: Vec<Band>,
    /// Expected calibration error (Naeini, Cooper and Hauskrecht 2015): over ten equally wide bins, the average distance between what
    /// was said and the share of true pairs, weighted by pairs; 0 to 1; `None` without pairs.
    pub calibration_error: Option<f64>,
}

/// The reliability table of a set of pairs.
#[must_use]
pub fn reliability(pairs: &[ScoredPair]) -> Reliability {
    let bands = BANDS_MILLIONTHS.iter().map(|(low, high)| band(pairs, *low, *high)).collect();
    // Sums of millionths: the same in any order of the pairs.
    let mut bins = [(0_i128, 0_i128); BINS];
    for pair in pairs {
        let bin = &mut bins[(pair.millionths as usize * BINS / MILLION as usize).min(BINS - 1)];
        bin.0 += i128::from(pair.millionths);
        bin.1 += i128::from(u32::from(pair.same) * MILLION);
    }
    let apart: i128 = bins.iter().map(|(said, real)| (said - real).abs()).sum();
    let calibration_error = (!pairs.is_empty()).then(|| apart as f64 / f64::from(MILLION) / pairs.len() as f64);
    Reliability { bands, calibration_error }
}

fn band(pairs: &[ScoredPair], low: u32, high: u32) -> Band {
    let (mut count, mut right, mut said) = (0_u64, 0_u64, 0_u64);
    let inside = |at: u32| low <= at && (at < high || high == MILLION);
    for pair in pairs.iter().filter(|pair| inside(pair.millionths)) {
        count += 1;
        right += u64::from(pair.same);
        said += u64::from(pair.millionths);
    }
    let share = Estimate::of_share(right, count);
    let (from, to) = (f64::from(low) / f64::from(MILLION), f64::from(high) / f64::from(MILLION));
    let holds = match (count, from <= share.value && share.value <= to, share.low <= to && from <= share.high) {
        (0, ..) => Holds::Empty,
        (_, true, _) => Holds::Yes,
        (_, false, true) => Holds::Unclear,
        (_, false, false) => Holds::No,
    };
    let said = (count > 0).then(|| said as f64 / count as f64 / f64::from(MILLION));
    Band { low: from, high: to, pairs: count, true_pairs: right, said, share, holds }
}

#[cfg(test)]
mod tests {
    use domain::Weight;

    use super::*;

    fn said(millionths: u32, right: u32, all: u32) -> impl Iterator<Item = ScoredPair> {
        (0..all).map(move |k| ScoredPair { weight: Weight(0), millionths, same: k < right })
    }

    #[test]
    fn bands_hold_fail_or_cannot_tell() {
        let pairs: Vec<ScoredPair> = said(600_000, 65, 100)
            .chain(said(800_000, 10, 100))
            .chain(said(950_000, 8, 10))
            .chain(said(1_000_000, 999, 1_000))
            .collect();
        let found = reliability(&pairs);
        let holds: Vec<Holds> = found.bands.iter().map(|band| band.holds).collect();
        assert_eq!(holds, [Holds::Yes, Holds::No, Holds::Unclear, Holds::Yes, Holds::Yes]);
        assert_eq!(found.bands[1].share, Estimate::of_share(10, 100));
        assert_eq!(found.bands[1].said, Some(0.8));
        assert_eq!((found.bands[4].pairs, found.bands[4].true_pairs), (1_010, 1_007));
        // |60 − 65| + |80 − 10| + |9.5 + 1000 − 8 − 999| of 1210 pairs.
        assert!((found.calibration_error.expect("pairs") - (5.0 + 70.0 + 2.5) / 1_210.0).abs() < 1e-12);
    }

    #[test]
    fn ends_of_bands_belong_to_the_upper_one() {
        let found = reliability(&said(700_000, 1, 1).chain(said(990_000, 1, 1)).collect::<Vec<_>>());
        assert_eq!(found.bands.iter().map(|band| band.pairs).collect::<Vec<_>>(), [0, 1, 0, 1, 1]);
        assert_eq!(found.bands[0].holds, Holds::Empty);
        assert_eq!(reliability(&[]).calibration_error, None);
    }
}
