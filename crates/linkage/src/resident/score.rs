//! Weighs two records: levels, rare names, and what people of one household share anyway.

use domain::Weight;
use rayon::prelude::*;

use super::gather::Entities;
use super::shipped::{BIRTH, COUNT, FIELDS, GIVEN, HOUSEHOLD, IDENTIFIER, PHONE, PLACE, SENTENCES, SEX, SURNAME};
use super::{birth, name};
use crate::core::memo::Memo;
use crate::core::model::{Model, Weights};
use crate::core::pattern::{IntegerMap, Pattern};
use crate::outcome::Part;

/// Compares records and weighs their patterns.
pub(super) struct Scorer<'a> {
    pub(super) entities: &'a Entities,
    pub(super) weights: Weights,
    /// Per name set: what its surname and its given name add to an exact agreement.
    rarity: Vec<(Weight, Weight)>,
}

/// What a thread remembers.
pub(super) struct Memory {
    names: Memo,
    /// Per pattern: the sum of its levels, and how much likelier it is in a household.
    patterns: IntegerMap<u64, (Weight, f64)>,
}

impl Memory {
    pub(super) fn new() -> Self {
        Self { names: Memo::new(), patterns: IntegerMap::default() }
    }
}

/// A rare name adds at most this many bits, a common one takes off at most as many.
const RARITY_BITS_MAX: f64 = 5.0;

impl<'a> Scorer<'a> {
    pub(super) fn new(entities: &'a Entities, model: &Model) -> Self {
        let weights = model.weights();
        let rarity = rarity(entities, model);
        Self { entities, weights, rarity }
    }

    /// The pattern of two records.
    #[inline]
    pub(super) fn pattern(&self, memory: &mut Memory, a: u32, b: u32) -> Pattern {
        pattern(self.entities, memory, a, b)
    }

    fn rare(&self, pattern: Pattern, a: u32) -> (Weight, Weight) {
        let (surname, given) = self.rarity[self.entities.cards[a as usize].name as usize];
        let when = |exact: bool, weight: Weight| if exact { weight } else { Weight(0) };
        (when(pattern.level(SURNAME) == 1, surname), when(pattern.level(GIVEN) == 1, given))
    }

    /// The weight of two records of a pattern.
    #[inline]
    pub(super) fn weight(&self, memory: &mut Memory, pattern: Pattern, a: u32, b: u32) -> Weight {
        self.weight_from(memory, pattern, a, b, Weight(i32::MIN)).unwrap_or(Weight(0))
    }

    /// As [`Scorer::weight`]; `None` when the weight is below `least`.
    #[inline]
    pub(super) fn weight_from(
        &self,
        memory: &mut Memory,
        pattern: Pattern,
        a: u32,
        b: u32,
        least: Weight,
    ) -> Option<Weight> {
        let (surname, given) = self.rare(pattern, a.min(b));
        let of_pattern =
            || (self.weights.start + self.weights.levels_total(pattern), self.weights.company_ratio(pattern));
        let (levels, ratio) = *memory.patterns.entry(pattern.0).or_insert_with(of_pattern);
        let alone = levels + surname + given;
        // What a household takes off is never added.
        (alone >= least).then(|| alone + company(ratio, surname)).filter(|weight| *weight >= least)
    }

    /// The parts of a pair, which sum to its weight.
    pub(super) fn parts(&self, pattern: Pattern, a: u32, b: u32) -> Vec<Part> {
        let (surname, given) = self.rare(pattern, a.min(b));
        let mut parts = vec![Part {
            field: "前提",
            sentence: "任意の2件の記録が同じ人である見込み（比較の前）".to_owned(),
            weight: self.weights.start,
        }];
        for at in 0..COUNT {
            let level = pattern.level(at);
            if level == 0 {
                continue;
            }
            let extra = match at {
                SURNAME => surname,
                GIVEN => given,
                _ => Weight(0),
            };
            let note = match extra.0 {
                2_000.. => "（珍しい名です）",
                ..=-2_000 => "（多い名です）",
                _ => "",
            };
            parts.push(Part {
                field: FIELDS[at],
                sentence: format!("{}{note}", SENTENCES[at][level - 1]),
                weight: self.weights.levels[at][level] + extra,
            });
        }
        let household = company(self.weights.company_ratio(pattern), surname);
        if household.0 != 0 {
            parts.push(Part {
                field: "家族",
                sentence: "同じ世帯の別の人（きょうだい・双子など）でも一致しうる分を差し引きます".to_owned(),
                weight: household,
            });
        }
        parts
    }
}

/// What is taken off for people of one household; a rare surname makes strangers less likely, not relatives.
fn company(ratio: f64, surname: Weight) -> Weight {
    if ratio <= 0.0 { Weight(0) } else { Weight::from_bits(-(1.0 + ratio * surname.bits().exp2()).log2()) }
}

/// The pattern of two records.
#[inline]
pub(super) fn pattern(entities: &Entities, memory: &mut Memory, a: u32, b: u32) -> Pattern {
    let (x, y) = (&entities.cards[a as usize], &entities.cards[b as usize]);
    let mut pattern = Pattern::default();
    if x.ids != 0 && y.ids != 0 {
        pattern = pattern.with(IDENTIFIER, identifiers(entities.id_set(a), entities.id_set(b)));
    }
    let (left, right) = (x.name, y.name);
    if left != 0 && right != 0 {
        let both = memory.names.level(left, right, || {
            let (surname, given) =
                name::compare(&entities.name_sets[left as usize], &entities.name_sets[right as usize]);
            (surname << 3 | given, true)
        });
        pattern = pattern.with(SURNAME, both >> 3).with(GIVEN, both & 7);
    }
    let (left, right) = (x.birth, y.birth);
    if left != 0 && right != 0 {
        pattern = pattern
            .with(BIRTH, birth::compare(entities.birth_book[left as usize], entities.birth_book[right as usize]));
    }
    let equal = |a: u32, b: u32| if a == 0 || b == 0 { 0 } else { 1 + u8::from(a != b) };
    pattern
        .with(SEX, equal(u32::from(x.sex), u32::from(y.sex)))
        .with(PLACE, x.place.compare(y.place))
        .with(HOUSEHOLD, equal(x.household, y.household))
        .with(PHONE, equal(x.phone, y.phone))
}

/// 0 nothing to compare, 1 agree, 2 differ, 3 some agree and some differ. Of one number space two records agree when they share a number,
/// and differ when both have one and they share none; the same both ways.
fn identifiers(a: &[(u16, u32)], b: &[(u16, u32)]) -> u8 {
    let (mut agree, mut differ) = (false, false);
    for (space, _) in a.iter().filter(|(space, _)| b.iter().any(|(other, _)| other == space)) {
        let shared = a.iter().any(|id| id.0 == *space && b.contains(id));
        agree |= shared;
        differ |= !shared;
    }
    match (agree, differ) {
        (false, false) => 0,
        (true, false) => 1,
        (false, true) => 2,
        (true, true) => 3,
    }
}

fn rarity(entities: &Entities, model: &Model) -> Vec<(Weight, Weight)> {
    let prints: Vec<(u64, u64)> = entities
        .name_sets
        .par_iter()
        .with_min_len(1_024)
        .map(|set| {
            set.first().map_or((0, 0), |name| {
                let [given, given_kana, surname, surname_kana, ..] = name.fingerprints();
                (if surname == 0 { surname_kana } else { surname }, if given == 0 { given_kana } else { given })
            })
        })
        .collect();
    let mut surnames: IntegerMap<u64, u32> = IntegerMap::default();
    let mut givens: IntegerMap<u64, u32> = IntegerMap::default();
    let (mut all_surnames, mut all_givens) = (0_u32, 0_u32);
    for card in &entities.cards {
        let (surname, given) = prints[card.name as usize];
        if surname != 0 {
            *surnames.entry(surname).or_default() += 1;
            all_surnames += 1;
        }
        if given != 0 {
            *givens.entry(given).or_default() += 1;
            all_givens += 1;
        }
    }
    let weigh = |print: u64, counts: &IntegerMap<u64, u32>, all: u32, share: f64| match counts.get(&print) {
        // A thousand names of ordinary frequency are added: a name seen once in a few records is neither rare nor common.
        Some(count) if print != 0 => {
            let frequency = (f64::from(*count) + share * 1_000.0) / (f64::from(all) + 1_000.0);
            Weight::from_bits((share / frequency).log2().clamp(-RARITY_BITS_MAX, RARITY_BITS_MAX))
        }
        _ => Weight(0),
    };
    prints
        .par_iter()
        .with_min_len(1_024)
        .map(|(surname, given)| {
            (
                weigh(*surname, &surnames, all_surnames, model.different[SURNAME][1]),
                weigh(*given, &givens, all_givens, model.different[GIVEN][1]),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_alike_both_ways() {
        for (a, b, level) in [
            (&[(1, 7)][..], &[(1, 7)][..], 1),
            (&[(1, 7)], &[(1, 8)], 2),
            (&[(1, 7)], &[(2, 7)], 0),
            (&[(1, 7), (2, 1)], &[(1, 7), (2, 2)], 3),
            // A number of today and an earlier one, in two columns: who has one of them is not contradicted by the other.
            (&[(1, 7), (1, 8)], &[(1, 8)], 1),
            (&[(1, 7), (1, 8)], &[(1, 9)], 2),
        ] {
            assert_eq!((identifiers(a, b), identifiers(b, a)), (level, level), "{a:?} {b:?}");
        }
    }
}
