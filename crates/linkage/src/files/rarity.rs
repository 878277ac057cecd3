//! What an agreement on a rare or common value adds to the weight of its level.

use domain::Weight;

use super::compare::Comparer;
use super::frequency::{Frequency, place};
use super::level::Level;
use crate::core::model::{Usual, Weights};
use crate::core::pattern::{IntegerMap, Pattern};

/// A rare value adds at most this many bits to "exact"; a common one takes off at most as many.
const RARITY_BITS_MAX: f64 = 8.0;

/// What is known of a value in general counts as this many records of its cohort.
const COHORT_PSEUDO: f64 = 100.0;

/// Additions for rare values, comparison by comparison.
pub(super) struct Rarity<'a> {
    of: Vec<Option<Adjusted<'a>>>,
    /// Per comparison: an adjusted one it depends on. A rare name and its reading are rare together and count once.
    counted_by: Vec<Option<usize>>,
}

/// A comparison whose rare values weigh more.
struct Adjusted<'a> {
    /// Which level is "exact".
    level: usize,
    /// Whether most people of one household agree on it.
    shared: bool,
    /// Per value id.
    additions: Vec<Weight>,
    cohorts: Option<Cohorts<'a>>,
}

/// Values that are common among some records and rare among others: given names of a year of birth, surnames of a village.
struct Cohorts<'a> {
    /// Per record; 0 = unknown.
    of_record: &'a [u32],
    /// Additions by (value, cohort).
    additions: IntegerMap<u64, Weight>,
    /// Where the model knows how often the cohort agrees on the comparison, additions begin from there: at this level of that comparison
    /// so much is added to them.
    known: Option<((usize, usize), Weight)>,
}

impl<'a> Rarity<'a> {
    pub(super) fn new(
        comparer: &Comparer<'_>,
        frequencies: &'a [Option<Frequency>],
        weights: &Weights,
        different: &[Vec<f64>],
    ) -> Self {
        let adjusted = |(at, frequency): (usize, &'a Option<Frequency>)| {
            adjusted(comparer, frequency.as_ref()?, weights, &different[at], at)
        };
        let of: Vec<Option<Adjusted<'a>>> = frequencies.iter().enumerate().map(adjusted).collect();
        let counted_by =
            (0..of.len()).map(|at| weights.depends_on(at).filter(|parent| of[*parent].is_some())).collect();
        Self { of, counted_by }
    }

    /// The weight of two records of a pattern that weighs `usual` without looking at their values.
    #[inline]
    pub(super) fn weight(
        &self,
        comparer: &Comparer<'_>,
        usual: Usual,
        pattern: Pattern,
        left: u32,
        right: u32,
    ) -> Weight {
        let (all, shared) = self.additions(comparer, pattern, left, right);
        // A household shares its rare surname as much as a common one.
        let household =
            if usual.household > 0.0 { -(1.0 + usual.household * shared.bits().exp2()).log2() } else { 0.0 };
        usual.alone + all + Weight::from_bits(household)
    }

    /// The additions of all comparisons, and those of comparisons a household shares.
    fn additions(&self, comparer: &Comparer<'_>, pattern: Pattern, left: u32, right: u32) -> (Weight, Weight) {
        let (mut sum, mut shared) = (Weight(0), Weight(0));
        for (at, adjusted) in self.of.iter().enumerate() {
            let Some(adjusted) = adjusted else { continue };
            let addition = self.addition(comparer, (at, adjusted), pattern, left, right);
            sum += addition;
            shared += if adjusted.shared { addition } else { Weight(0) };
        }
        (sum, shared)
    }

    /// What the rarity of the value two records agree on adds to a comparison; nothing where they do not agree.
    pub(super) fn part(&self, comparer: &Comparer<'_>, at: usize, pattern: Pattern, left: u32, right: u32) -> Weight {
        let adjusted = self.of[at].as_ref();
        adjusted.map_or(Weight(0), |adjusted| self.addition(comparer, (at, adjusted), pattern, left, right))
    }

    #[inline]
    fn addition(
        &self,
        comparer: &Comparer<'_>,
        (at, adjusted): (usize, &Adjusted<'_>),
        pattern: Pattern,
        left: u32,
        right: u32,
    ) -> Weight {
        if pattern.level(at) != adjusted.level {
            return Weight(0);
        }
        let by_parent = self.counted_by[at].and_then(|parent| Some((parent, self.of[parent].as_ref()?)));
        if by_parent.is_some_and(|(parent, other)| pattern.level(parent) == other.level) {
            return Weight(0);
        }
        let value = comparer.columns.ids[comparer.comparisons[at].field][left as usize];
        adjusted.addition(pattern, value, left, right)
    }
}

impl Adjusted<'_> {
    fn addition(&self, pattern: Pattern, value: u32, left: u32, right: u32) -> Weight {
        let here = self.cohorts.as_ref().and_then(|cohorts| {
            let cohort = cohorts.of_record[left as usize];
            let agree = cohort != 0 && cohort == cohorts.of_record[right as usize];
            let addition = agree.then(|| cohorts.additions.get(&place(value, cohort)).copied()).flatten()?;
            let known = cohorts.known.filter(|((at, level), _)| pattern.level(*at) == *level);
            Some(addition + known.map_or(Weight(0), |known| known.1))
        });
        here.unwrap_or(self.additions[value as usize])
    }
}

fn adjusted<'a>(
    comparer: &Comparer<'_>,
    frequency: &'a Frequency,
    weights: &Weights,
    different: &[f64],
    at: usize,
) -> Option<Adjusted<'a>> {
    let comparison = &comparer.comparisons[at];
    let level = comparison.levels.iter().position(|level| *level == Level::Exact)? + 1;
    let (counts, recorded) = (&frequency.counts, frequency.recorded);
    let most = RARITY_BITS_MAX.min(weights.levels[at][level].bits().abs().max(1.0));
    let bits = |share: f64| Weight::from_bits((different[level] / share).log2().clamp(-most, RARITY_BITS_MAX));
    let additions = counts
        .iter()
        .enumerate()
        .map(|(id, count)| if id == 0 || *count == 0 { Weight(0) } else { bits(f64::from(*count) / recorded) })
        .collect();
    let cohorts = frequency.cohorts.as_ref().map(|cohorts| {
        let addition = |(key, count): (&u64, &u32)| {
            let general = f64::from(counts[(*key >> 32) as usize]) / recorded;
            let size = f64::from(cohorts.sizes[(*key & 0xffff_ffff) as usize]);
            (*key, bits((f64::from(*count) + COHORT_PSEUDO * general) / (size + COHORT_PSEUDO)))
        };
        let additions = cohorts.together.iter().map(addition).collect();
        Cohorts { of_record: &cohorts.of_record, additions, known: weights.together(at) }
    });
    let shared = weights.is_shared_at_home(at, level);
    Some(Adjusted { level, shared, additions, cohorts })
}
