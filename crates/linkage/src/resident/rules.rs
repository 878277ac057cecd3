//! Blocking rules of resident linkage: which records are worth comparing.

use rayon::prelude::*;

use super::gather::Entities;
use super::name::Name;
use super::namesakes;
use crate::core::blocks::{BlockPair, Blocks, Large, Refine, RuleKeys, SMALL_BLOCK};
use crate::core::chance::mix2;
use crate::core::lists::Lists;

/// Names of the rules, in the order they are tried.
const RULES: [&str; 8] =
    ["番号", "生年月日＋名", "生年月日＋氏", "住所＋名", "世帯番号＋名", "電話番号＋名", "生年月日＋住所", "氏名"];

/// The rule of whole names alone, tried last: its pairs share nothing that another rule looks for. Namesakes grow with the square of a town.
const NAMESAKES: usize = 7;

/// Of more namesakes than this, only those are compared who have something else in common.
const NAMESAKES_MAX: u32 = 40;

/// Values that a large block of another rule is refined by.
const REFINED_BY: usize = 7;

/// Builds the blocks of all records.
pub(super) fn blocks(entities: &Entities, records_max: u32) -> Blocks {
    let sets = &entities.name_sets;
    let fingerprints = sets.par_iter().with_min_len(1_024).flat_map_iter(|set| set.iter().map(Name::fingerprints));
    let prints = Lists::new(sets.iter().map(Vec::len), fingerprints.collect());
    let value = |at: usize, entity: u32| {
        let card = &entities.cards[entity as usize];
        let born = entities.birth_book[card.birth as usize].earliest;
        match at {
            0 => born.map_or(0, |born| born.year() as u32),
            1 => born.map_or(0, |born| born.month() as u32 * 31 + born.day() as u32),
            2 => fold(card.place.town),
            3 => fold(card.place.plot),
            4 => card.household,
            5 => card.phone,
            _ => card.ids,
        }
    };
    let split = |large: &Large<'_>, share: &mut dyn FnMut(u64, u32)| match large.rule {
        NAMESAKES => namesakes::split(entities, large, share),
        _ => large.by_values(REFINED_BY, value, share),
    };
    let records_max = |rule: usize| if rule == NAMESAKES { NAMESAKES_MAX.min(records_max) } else { records_max };
    let keys = |rule: usize| RuleKeys { name: RULES[rule].to_owned(), keys: keys(entities, &prints, rule) };
    Blocks::build(entities.len(), RULES.len(), keys, &Refine { records_max: &records_max, split: &split })
}

/// Whether a pair that a rule proposes is worth comparing: of more than a few namesakes (with few, a name alone says much), those with different
/// days of birth are not.
#[inline]
pub(super) fn is_worth_comparing(entities: &Entities, pair: BlockPair) -> bool {
    pair.rule != NAMESAKES
        || !pair.refined && pair.block_records <= SMALL_BLOCK
        || namesakes::could_be_one(entities, pair.left, pair.right)
}

/// The keys of one rule.
fn keys(entities: &Entities, prints: &Lists<[u64; 6]>, rule: usize) -> Vec<(u64, u32)> {
    let mut keys = Vec::with_capacity(entities.len());
    for entity in (0..entities.len() as u32).filter(|entity| !entities.only_kin(*entity)) {
        let at = entity as usize;
        let birth = u64::from(entities.cards[at].birth);
        let place = entities.cards[at].place.plot;
        let mut add = |first: u64, second: u64| {
            if first != 0 && second != 0 {
                keys.push((mix2(mix2(rule as u64, first), second), entity));
            }
        };
        let set = entities.cards[at].name;
        // What a name, or a word of a foreign name, is looked for together with.
        let with = match rule {
            1 => birth,
            3 => place,
            4 => u64::from(entities.cards[at].household),
            5 => u64::from(entities.cards[at].phone),
            _ => 0,
        };
        match rule {
            0 => entities
                .id_set(entity)
                .iter()
                .for_each(|(space, number)| add(u64::from(*space) + 1, u64::from(*number))),
            2 => prints.of(set).iter().for_each(|[_, _, surname, surname_kana, ..]| {
                [surname, surname_kana].iter().for_each(|family| add(birth, **family))
            }),
            NAMESAKES => prints.of(set).iter().for_each(|[.., whole, whole_kana]| {
                add(1, *whole);
                add(2, *whole_kana);
            }),
            6 => add(birth, place),
            _ if with == 0 => {}
            _ => {
                for [given, given_kana, _, _, whole, _] in prints.of(set) {
                    add(with, *given);
                    add(with, *given_kana);
                    if *given == 0 && *given_kana == 0 {
                        add(with, *whole);
                    }
                }
                if matches!(rule, 1 | 3) {
                    entities.name_set(entity).iter().flat_map(Name::word_fingerprints).for_each(|word| add(with, word));
                }
            }
        }
    }
    keys
}

/// Blocks of people who share a household number or a dwelling.
pub(super) fn households(entities: &Entities) -> Blocks {
    let home = |rule: usize, entity: u32| {
        let card = &entities.cards[entity as usize];
        let home = if rule == 0 { u64::from(card.household) } else { card.place.dwelling() };
        (home != 0).then(|| (mix2(rule as u64, home), entity))
    };
    let keys = |rule: usize| (0..entities.len() as u32).filter_map(|entity| home(rule, entity)).collect();
    let rule = |rule: usize| RuleKeys { name: ["世帯番号", "住居"][rule].to_owned(), keys: keys(rule) };
    Blocks::build(entities.len(), 2, rule, &Refine { records_max: &|_| HOUSEHOLD_RECORDS_MAX, split: &|_, _| () })
}

/// Larger groups at one address are homes and institutions, not households.
const HOUSEHOLD_RECORDS_MAX: u32 = 60;

const fn fold(print: u64) -> u32 {
    if print == 0 { 0 } else { (print >> 32) as u32 | 1 }
}
