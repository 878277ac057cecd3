//! What an agreement on a rare or common value adds to the weight of its level.

use domain::Weight;

use super::compare::Comparer;
use super::frequency::{Frequency, place};
use super::level::Level;
use crate::core::model::{Usual, Weights};
use crate::core::pattern::Pattern;

/// A rare value adds at most this many bits to "exact"; a common one takes off at most as many.
const RARITY_BITS_MAX: f64 = 8.0;

/// What is added and what the household takes off are rounded one by one: together they may lie so many thousandths of a bit from where they should.
const ROUNDING: Weight = Weight(2);

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
    frequency: &'a Frequency,
    /// Share of two people who agree on it.
    different: f64,
    /// A common value takes off at most so many bits.
    most: f64,
    /// Where the model knows how often a cohort - given names of a year of birth, surnames of a village - agrees on the comparison, additions begin
    /// from there: at this level of that comparison so much is added to them.
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
        usual.alone + all + by_household(usual, shared)
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

    /// What a pattern that weighs `usual` weighs at least and at most, whatever its values are.
    pub(super) fn bounds(&self, usual: Usual, pattern: Pattern) -> (Weight, Weight) {
        let (mut all, mut shared) = ((Weight(0), Weight(0)), (Weight(0), Weight(0)));
        let agreeing = self
            .of
            .iter()
            .enumerate()
            .filter_map(|(at, adjusted)| adjusted.as_ref().filter(|adjusted| pattern.level(at) == adjusted.level));
        for adjusted in agreeing {
            let known = adjusted.known_at(pattern);
            let least = Weight::from_bits(-adjusted.most) + known.min(Weight(0));
            let most = Weight::from_bits(RARITY_BITS_MAX) + known.max(Weight(0));
            all = (all.0 + least, all.1 + most);
            if adjusted.shared {
                shared = (shared.0 + least, shared.1 + most);
            }
        }
        // What a shared value adds is never less than what it takes off again by the household, but for rounding.
        let least = usual.alone + all.0 + by_household(usual, shared.0) - ROUNDING;
        (least, usual.alone + all.1 + by_household(usual, shared.1) + ROUNDING)
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

/// What the chance that two people live together takes off. A household shares its rare surname as much as a common one.
fn by_household(usual: Usual, shared: Weight) -> Weight {
    if usual.household > 0.0 {
        Weight::from_bits(-(1.0 + usual.household * shared.bits().exp2()).log2())
    } else {
        Weight(0)
    }
}

impl Adjusted<'_> {
    fn addition(&self, pattern: Pattern, value: u32, left: u32, right: u32) -> Weight {
        let Frequency { recorded, counts, cohorts } = self.frequency;
        let count = counts[value as usize];
        let general = f64::from(count) / recorded;
        let here = cohorts.as_ref().and_then(|cohorts| {
            let cohort = cohorts.of_record[left as usize];
            let agree = cohort != 0 && cohort == cohorts.of_record[right as usize];
            let count = *cohorts.together.get(&place(value, cohort)).filter(|_| agree)?;
            let size = f64::from(cohorts.sizes[cohort as usize]);
            let addition = self.bits((f64::from(count) + COHORT_PSEUDO * general) / (size + COHORT_PSEUDO));
            Some(addition + self.known_at(pattern))
        });
        here.unwrap_or_else(|| if count == 0 { Weight(0) } else { self.bits(general) })
    }

    /// What is added to agreement within a cohort because the model knows how often it comes.
    fn known_at(&self, pattern: Pattern) -> Weight {
        let known = self.known.filter(|((at, level), _)| pattern.level(*at) == *level);
        known.map_or(Weight(0), |known| known.1)
    }

    /// What agreement on a value adds that such a share of the records has.
    fn bits(&self, share: f64) -> Weight {
        Weight::from_bits((self.different / share).log2().clamp(-self.most, RARITY_BITS_MAX))
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
    let most = RARITY_BITS_MAX.min(weights.levels[at][level].bits().abs().max(1.0));
    let shared = weights.is_shared_at_home(at, level);
    Some(Adjusted { level, shared, frequency, different: different[level], most, known: weights.together(at) })
}
