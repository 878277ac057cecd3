//! How often values occur: among the records at hand, or among those a recipe was trained on.

use std::collections::HashMap;

use rayon::prelude::*;

use super::columns::Columns;
use super::keys::part_keys;
use super::recipe::{BlockPart, Comparison};
use crate::core::chance::mix2;
use crate::core::pattern::IntegerMap;

/// Two records that agree on a value are two that have it: no value counts less, and only more common ones are remembered.
pub(super) const COUNT_MIN: u32 = 2;

/// A cohort counts as one of so many records at least, and of values in a smaller one it is not told how many have them: what is saved must not
/// tell of single people, and saved or not the weights are the same.
pub(super) const COHORT_MIN: u32 = 20;

/// How often the values of one comparison occur.
#[derive(Debug)]
pub(super) struct Frequency {
    /// Records that have a value.
    pub(super) recorded: f64,
    /// Per value id: records that have it, at least two; 0 = no record of this field has it.
    pub(super) counts: Vec<u32>,
    pub(super) cohorts: Option<CohortFrequency>,
}

/// How often values occur among the records of a cohort: given names of a year of birth, surnames of a village.
#[derive(Debug)]
pub(super) struct CohortFrequency {
    /// Per record: its cohort, from 1; 0 = unknown.
    pub(super) of_record: Vec<u32>,
    /// Per cohort: records that have a value, at least [`COHORT_MIN`].
    pub(super) sizes: Vec<u32>,
    /// Per value and cohort ([`place`]): records that have both, at least two; two in a cohort of [`COHORT_MIN`] or fewer.
    pub(super) together: IntegerMap<u64, u32>,
    /// Per cohort: its fingerprint.
    keys: Vec<u64>,
}

/// A [`Frequency`] without the records, by fingerprint. Values, alone and with their cohort, that are not listed occurred twice at most or
/// in a small cohort; cohorts that are not listed have [`COHORT_MIN`] records at most.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct FrequencyTable {
    pub(super) recorded: f64,
    /// (fingerprint of a value, records), ascending.
    pub(super) values: Vec<(u64, u32)>,
    /// (fingerprint of a cohort, records), ascending.
    pub(super) cohorts: Vec<(u64, u32)>,
    /// (fingerprint of value and cohort, records), ascending.
    pub(super) together: Vec<(u64, u32)>,
}

/// A value and its cohort.
pub(super) const fn place(value: u32, cohort: u32) -> u64 {
    ((value as u64) << 32) | cohort as u64
}

/// Per comparison whose rare values weigh more: how often its values occur, counted or as `known`.
pub(super) fn frequencies(
    comparisons: &[Comparison],
    columns: &Columns,
    known: Option<&[Option<FrequencyTable>]>,
) -> Vec<Option<Frequency>> {
    let of = |(at, comparison): (usize, &Comparison)| {
        if !comparison.term_frequency {
            return None;
        }
        let table = known.and_then(|known| known.get(at)?.as_ref());
        Some(table.map_or_else(|| Frequency::counted(comparison, columns), |table| table.of(comparison, columns)))
    };
    comparisons.par_iter().enumerate().map(of).collect()
}

impl Frequency {
    fn counted(comparison: &Comparison, columns: &Columns) -> Self {
        let ids = &columns.ids[comparison.field];
        let mut counts = vec![0_u32; columns.texts.len()];
        ids.iter().for_each(|id| counts[*id as usize] += 1);
        let recorded = (ids.len() - counts[0] as usize).max(1) as f64;
        counts.iter_mut().filter(|count| **count > 0).for_each(|count| *count = (*count).max(COUNT_MIN));
        let cohorts = comparison.within.map(|(field, part)| {
            let mut cohorts = CohortFrequency::new(columns, field, part);
            for (value, cohort) in
                ids.iter().zip(&cohorts.of_record).filter(|(value, cohort)| **value != 0 && **cohort != 0)
            {
                *cohorts.together.entry(place(*value, *cohort)).or_default() += 1;
                cohorts.sizes[*cohort as usize] += 1;
            }
            let (sizes, together) = (&mut cohorts.sizes, &mut cohorts.together);
            for (place, count) in together {
                let small = sizes[(place & 0xffff_ffff) as usize] <= COHORT_MIN;
                *count = if small { COUNT_MIN } else { (*count).max(COUNT_MIN) };
            }
            sizes.iter_mut().for_each(|size| *size = (*size).max(COHORT_MIN));
            cohorts
        });
        Self { recorded, counts, cohorts }
    }

    /// Without the records.
    pub(super) fn table(&self, columns: &Columns) -> FrequencyTable {
        let hash = |id: usize| columns.hashes[id];
        let common = |count: &u32| *count > COUNT_MIN;
        let counts = self.counts.iter().enumerate().skip(1).filter(|(_, count)| common(count));
        let mut values: Vec<(u64, u32)> = counts.map(|(id, count)| (hash(id), *count)).collect();
        values.sort_unstable();
        let (mut cohorts, mut together) = (Vec::new(), Vec::new());
        if let Some(of) = &self.cohorts {
            let sizes = of.keys.iter().zip(&of.sizes).skip(1).filter(|(_, size)| **size > COHORT_MIN);
            cohorts.extend(sizes.map(|(key, size)| (*key, *size)));
            let counts = of.together.iter().filter(|(_, count)| common(count));
            let key = |place: u64| mix2(hash((place >> 32) as usize), of.keys[(place & 0xffff_ffff) as usize]);
            together.extend(counts.map(|(place, count)| (key(*place), *count)));
        }
        cohorts.sort_unstable();
        together.sort_unstable();
        FrequencyTable { recorded: self.recorded, values, cohorts, together }
    }
}

impl FrequencyTable {
    fn of(&self, comparison: &Comparison, columns: &Columns) -> Frequency {
        let ids = &columns.ids[comparison.field];
        let mut counts = vec![0_u32; columns.texts.len()];
        for id in ids.iter().filter(|id| **id != 0) {
            if counts[*id as usize] == 0 {
                counts[*id as usize] = find(&self.values, columns.hashes[*id as usize], COUNT_MIN);
            }
        }
        let cohorts = comparison.within.map(|(field, part)| {
            let mut cohorts = CohortFrequency::new(columns, field, part);
            for (key, size) in cohorts.keys.iter().zip(&mut cohorts.sizes) {
                *size = find(&self.cohorts, *key, COHORT_MIN);
            }
            for (value, cohort) in
                ids.iter().zip(&cohorts.of_record).filter(|(value, cohort)| **value != 0 && **cohort != 0)
            {
                let key = || mix2(columns.hashes[*value as usize], cohorts.keys[*cohort as usize]);
                cohorts
                    .together
                    .entry(place(*value, *cohort))
                    .or_insert_with(|| find(&self.together, key(), COUNT_MIN));
            }
            cohorts
        });
        Frequency { recorded: self.recorded, counts, cohorts }
    }
}

/// The count of a fingerprint; of one that is not listed the least.
fn find(list: &[(u64, u32)], key: u64, least: u32) -> u32 {
    list.binary_search_by_key(&key, |entry| entry.0).map_or(least, |at| list[at].1)
}

impl CohortFrequency {
    /// The cohorts, nothing counted yet.
    fn new(columns: &Columns, field: usize, part: BlockPart) -> Self {
        let (of_record, keys) = cohorts(columns, field, part);
        Self { of_record, sizes: vec![0; keys.len()], together: IntegerMap::default(), keys }
    }
}

/// The cohort of each record, numbered from 1 (0 = the field is missing), and the fingerprint of each cohort (that of 0 is 0).
pub(super) fn cohorts(columns: &Columns, field: usize, part: BlockPart) -> (Vec<u32>, Vec<u64>) {
    let mut of_value = vec![u32::MAX; columns.texts.len()];
    let mut numbers: HashMap<u64, u32> = HashMap::new();
    let mut keys = vec![0];
    let of_record = columns.ids[field]
        .iter()
        .map(|id| {
            if *id == 0 {
                return 0;
            }
            let known = &mut of_value[*id as usize];
            if *known == u32::MAX {
                *known = part_keys(columns, *id, part).first().map_or(0, |key| {
                    *numbers.entry(*key).or_insert_with(|| {
                        keys.push(*key);
                        keys.len() as u32 - 1
                    })
                });
            }
            *known
        })
        .collect();
    (of_record, keys)
}
