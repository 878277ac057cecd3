//! What an agreement on a rare or common value adds to the weight of its level.

use std::collections::HashMap;

use domain::Weight;

use super::columns::Columns;
use super::compare::Comparer;
use super::keys::part_keys;
use super::level::Level;
use super::recipe::BlockPart;
use crate::core::model::{Usual, Weights};
use crate::core::pattern::{IntegerMap, Pattern};

/// A rare value adds at most this many bits to "exact"; a common one takes off at most as many.
const RARITY_BITS_MAX: f64 = 8.0;

/// What is known of a value in general counts as this many records of its cohort.
const COHORT_PSEUDO: f64 = 100.0;

/// Additions for rare values, comparison by comparison.
pub(super) struct Rarity {
    of: Vec<Option<Adjusted>>,
    /// Per comparison: an adjusted one it depends on. A rare name and its reading are rare together and count once.
    counted_by: Vec<Option<usize>>,
}

/// A comparison whose rare values weigh more.
struct Adjusted {
    /// Which level is "exact".
    level: usize,
    /// Whether a household shares the field.
    shared: bool,
    /// Per value id.
    additions: Vec<Weight>,
    cohorts: Option<Cohorts>,
}

/// Values that are common among some records and rare among others: given names of a year of birth, surnames of a village.
struct Cohorts {
    /// Per record; 0 = unknown.
    of_record: Vec<u32>,
    /// Additions by (value, cohort).
    additions: IntegerMap<u64, Weight>,
    /// Where the model knows how often the cohort agrees on the comparison, additions begin from there: at this level of that comparison
    /// so much is added to them.
    known: Option<((usize, usize), Weight)>,
}

impl Rarity {
    pub(super) fn new(comparer: &Comparer<'_>, weights: &Weights, different: &[Vec<f64>]) -> Self {
        let of: Vec<Option<Adjusted>> =
            (0..comparer.comparisons.len()).map(|at| adjusted(comparer, weights, &different[at], at)).collect();
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
            let Some(adjusted) = adjusted.as_ref().filter(|adjusted| pattern.level(at) == adjusted.level) else {
                continue;
            };
            let by_parent = self.counted_by[at].and_then(|parent| Some((parent, self.of[parent].as_ref()?)));
            if by_parent.is_some_and(|(parent, other)| pattern.level(parent) == other.level) {
                continue;
            }
            let value = comparer.columns.ids[comparer.comparisons[at].field][left as usize];
            let addition = adjusted.addition(pattern, value, left, right);
            sum += addition;
            shared += if adjusted.shared { addition } else { Weight(0) };
        }
        (sum, shared)
    }
}

impl Adjusted {
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

const fn place(value: u32, cohort: u32) -> u64 {
    ((value as u64) << 32) | cohort as u64
}

fn adjusted(comparer: &Comparer<'_>, weights: &Weights, different: &[f64], at: usize) -> Option<Adjusted> {
    let comparison = &comparer.comparisons[at];
    let exact = comparison.levels.iter().position(|level| *level == Level::Exact)?;
    if !comparison.term_frequency {
        return None;
    }
    let level = exact + 1;
    let ids = &comparer.columns.ids[comparison.field];
    let mut counts = vec![0_u32; comparer.columns.texts.len()];
    ids.iter().for_each(|id| counts[*id as usize] += 1);
    let recorded = (ids.len() - counts[0] as usize).max(1) as f64;
    let most = RARITY_BITS_MAX.min(weights.levels[at][level].bits().abs().max(1.0));
    let bits = |share: f64| Weight::from_bits((different[level] / share).log2().clamp(-most, RARITY_BITS_MAX));
    let additions = counts
        .iter()
        .enumerate()
        .map(|(id, count)| if id == 0 || *count == 0 { Weight(0) } else { bits(f64::from(*count) / recorded) })
        .collect();
    let cohorts = comparison.within.map(|(field, part)| {
        let of_record = cohorts(comparer.columns, field, part);
        let mut together: IntegerMap<u64, u32> = IntegerMap::default();
        let mut sizes: Vec<u32> = Vec::new();
        for (value, cohort) in ids.iter().zip(&of_record).filter(|(value, cohort)| **value != 0 && **cohort != 0) {
            *together.entry(place(*value, *cohort)).or_default() += 1;
            sizes.resize(sizes.len().max(*cohort as usize + 1), 0);
            sizes[*cohort as usize] += 1;
        }
        let additions = together
            .into_iter()
            .map(|(key, count)| {
                let general = f64::from(counts[(key >> 32) as usize]) / recorded;
                let size = f64::from(sizes[(key & 0xffff_ffff) as usize]);
                (key, bits((f64::from(count) + COHORT_PSEUDO * general) / (size + COHORT_PSEUDO)))
            })
            .collect();
        Cohorts { of_record, additions, known: weights.together(at) }
    });
    let shared = comparer.household.contains(&comparison.field);
    Some(Adjusted { level, shared, additions, cohorts })
}

/// The cohort of each record, numbered from 1; 0 = the field is missing.
pub(super) fn cohorts(columns: &Columns, field: usize, part: BlockPart) -> Vec<u32> {
    let mut of_value: HashMap<u32, u32> = HashMap::new();
    let mut numbers: HashMap<u64, u32> = HashMap::new();
    columns.ids[field]
        .iter()
        .map(|id| {
            if *id == 0 {
                return 0;
            }
            *of_value.entry(*id).or_insert_with(|| {
                let Some(key) = part_keys(columns, *id, part).first().copied() else { return 0 };
                let next = numbers.len() as u32 + 1;
                *numbers.entry(key).or_insert(next)
            })
        })
        .collect()
}
