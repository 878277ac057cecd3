//! Precision, recall and F1 by threshold: what a file of weighted pairs would give at each.

use domain::Weight;

use super::pairwise::PairMeasures;

/// A pair of the universe with its weight and whether it is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoredPair {
    /// Its weight.
    pub weight: Weight,
    /// The probability said of it, in millionths, 0 to 1,000,000.
    pub millionths: u32,
    /// Whether its two records are one person.
    pub same: bool,
}

/// Why a threshold stands in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// The lowest weight of the file: every pair of it.
    File,
    /// The best F1 of all thresholds.
    Best,
    /// This many tenths of the pairs are at or above it.
    Tenths(u8),
    /// A round number of bits.
    Step,
}

/// The figures at one threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThresholdRow {
    /// Pairs at or above this weight count as found.
    pub threshold: Weight,
    /// Why it stands in the table, in their order.
    pub marks: Vec<Mark>,
    /// Pairs right, wrong and missed; true pairs that are not in the file are missed.
    pub measures: PairMeasures,
}

/// The figures of a file of pairs over all thresholds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thresholds {
    /// Every pair of the file taken: at the threshold it was written with.
    pub file: PairMeasures,
    /// The rows, by ascending threshold; empty without pairs.
    pub rows: Vec<ThresholdRow>,
}

impl Thresholds {
    /// The row with this mark.
    #[must_use]
    pub fn marked(&self, mark: Mark) -> Option<&ThresholdRow> {
        self.rows.iter().find(|row| row.marks.contains(&mark))
    }
}

/// Steps between thresholds, in bits: the smallest one that gives at most [`STEPS_MAX`] rows.
const STEPS_BITS: [i32; 8] = [1, 2, 5, 10, 20, 50, 100, 1_000];
const STEPS_MAX: i32 = 24;
const BIT: i32 = 1_000;

/// Figures at round thresholds, at each tenth of the pairs, at the best F1 (among equal ones the highest threshold) and at the lowest weight.
///
/// `records` is the size of the universe, `real` the number of its true pairs, found or not. Equal weights go together.
#[must_use]
pub fn thresholds(pairs: &[ScoredPair], records: u64, real: u64) -> Thresholds {
    let curve = Curve::new(pairs);
    let measures = |(said, right): (u64, u64)| PairMeasures::of(records, right, said, real);
    let file = measures(curve.steps.last().map_or((0, 0), |step| (step.said, step.right)));
    let Some((highest, lowest)) = curve.steps.first().zip(curve.steps.last()).map(|(a, b)| (a.weight, b.weight)) else {
        return Thresholds { file, rows: Vec::new() };
    };
    let mut marked = vec![(lowest, Mark::File), (curve.best(real), Mark::Best)];
    for tenths in 1..10 {
        marked.push((curve.weight_of((pairs.len() as u64 * u64::from(tenths)).div_ceil(10)), Mark::Tenths(tenths)));
    }
    let (first, last) = (lowest.0.div_euclid(BIT) + 1, highest.0.div_euclid(BIT));
    let step = STEPS_BITS.into_iter().find(|step| (last - first) / step < STEPS_MAX).unwrap_or(1_000);
    let round = (first..=last).filter(|bits| bits.rem_euclid(step) == 0);
    marked.extend(round.map(|bits| (Weight(bits * BIT), Mark::Step)));
    marked.sort_unstable();
    let rows = marked
        .chunk_by(|a, b| a.0 == b.0)
        .map(|same| ThresholdRow {
            threshold: same[0].0,
            marks: same.iter().map(|(_, mark)| *mark).collect(),
            measures: measures(curve.at(same[0].0)),
        })
        .collect();
    Thresholds { file, rows }
}

/// Pairs and true pairs at or above each distinct weight, the highest first.
struct Curve {
    steps: Vec<CurveStep>,
}

struct CurveStep {
    weight: Weight,
    said: u64,
    right: u64,
}

impl Curve {
    fn new(pairs: &[ScoredPair]) -> Self {
        let mut sorted: Vec<(Weight, bool)> = pairs.iter().map(|pair| (pair.weight, pair.same)).collect();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        let (mut said, mut right) = (0, 0);
        let steps = sorted
            .chunk_by(|a, b| a.0 == b.0)
            .map(|equal| {
                said += equal.len() as u64;
                right += equal.iter().filter(|(_, same)| *same).count() as u64;
                CurveStep { weight: equal[0].0, said, right }
            })
            .collect();
        Self { steps }
    }

    /// Pairs and true pairs at or above a weight.
    fn at(&self, weight: Weight) -> (u64, u64) {
        match self.steps.partition_point(|step| step.weight >= weight) {
            0 => (0, 0),
            some => (self.steps[some - 1].said, self.steps[some - 1].right),
        }
    }

    /// The weight of the pair of this rank, from 1.
    fn weight_of(&self, rank: u64) -> Weight {
        let at = self.steps.partition_point(|step| step.said < rank);
        self.steps[at.min(self.steps.len() - 1)].weight
    }

    /// The weight with the best F1 = 2 right / (said + real), the highest among equal ones; fractions are compared exactly.
    fn best(&self, real: u64) -> Weight {
        let mut best = &self.steps[0];
        for step in &self.steps[1..] {
            let this = u128::from(step.right) * u128::from(best.said + real);
            if this > u128::from(best.right) * u128::from(step.said + real) {
                best = step;
            }
        }
        best.weight
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(pairs: &[(i32, bool)]) -> Vec<ScoredPair> {
        pairs
            .iter()
            .map(|(weight, same)| ScoredPair { weight: Weight(*weight), millionths: 500_000, same: *same })
            .collect()
    }

    #[test]
    fn missing_true_pairs_are_missed_at_every_threshold() {
        // Six true pairs, of which the file holds four.
        let pairs =
            scored(&[(9_500, true), (8_000, true), (8_000, false), (5_000, true), (3_200, false), (2_500, true)]);
        let found = thresholds(&pairs, 20, 6);
        assert_eq!(found.file, PairMeasures { records: 20, true_pairs: 4, false_pairs: 2, missed_pairs: 2 });
        let lowest = found.marked(Mark::File).expect("there");
        assert_eq!((lowest.threshold, lowest.measures), (Weight(2_500), found.file));
        // F1: 2/7, 4/9, 6/10, 6/11, 8/12.
        assert_eq!(found.marked(Mark::Best).expect("there").threshold, Weight(2_500));
        let at_eight = found.rows.iter().find(|row| row.threshold == Weight(8_000)).expect("a round threshold");
        assert!(at_eight.marks.contains(&Mark::Step) && at_eight.marks.contains(&Mark::Tenths(3)), "{at_eight:?}");
        assert_eq!(at_eight.measures, PairMeasures { records: 20, true_pairs: 2, false_pairs: 1, missed_pairs: 4 });
        let steps: Vec<i32> =
            found.rows.iter().filter(|row| row.marks.contains(&Mark::Step)).map(|row| row.threshold.0).collect();
        assert_eq!(steps, [3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000]);
        assert!(found.rows.windows(2).all(|rows| rows[0].threshold < rows[1].threshold));
    }

    #[test]
    fn among_equally_good_thresholds_the_highest_is_best() {
        // F1 at both: 2/3 and 4/6.
        let found = thresholds(&scored(&[(4_000, true), (1_000, true), (1_000, false), (1_000, false)]), 9, 2);
        assert_eq!(found.marked(Mark::Best).expect("there").threshold, Weight(4_000));
    }

    #[test]
    fn a_wide_range_gets_wider_steps_and_no_pairs_get_none() {
        let wide: Vec<(i32, bool)> = (-40..60).map(|bits| (bits * 1_000, bits > 0)).collect();
        let found = thresholds(&scored(&wide), 200, 59);
        let steps = found.rows.iter().filter(|row| row.marks.contains(&Mark::Step)).count();
        assert!((10..=25).contains(&steps), "{steps}");
        let none = thresholds(&[], 5, 3);
        assert_eq!((none.rows.len(), none.file.missed_pairs), (0, 3));
        assert_eq!(none.marked(Mark::Best), None);
    }
}
