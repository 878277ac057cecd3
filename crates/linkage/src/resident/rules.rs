//! Blocking rules of resident linkage: which records are worth comparing.

use super::gather::Entities;
use crate::core::blocks::{Blocks, Refine, RuleKeys};
use crate::core::chance::mix2;

/// Names of the rules, in the order they are tried.
const RULES: [&str; 8] = ["番号", "生年月日＋名", "生年月日＋氏", "氏名", "住所＋名", "世帯番号＋名", "電話番号＋名", "生年月日＋住所"];

/// Builds the blocks of all records.
pub(super) fn blocks(entities: &Entities, records_max: u32) -> Blocks {
    let mut rules: Vec<RuleKeys> = RULES.iter().map(|name| RuleKeys { name: (*name).to_owned(), keys: Vec::new() }).collect();
    let prints: Vec<Vec<[u64; 6]>> = entities.name_sets.iter().map(|set| set.iter().map(super::name::Name::fingerprints).collect()).collect();
    for entity in 0..entities.len() as u32 {
        let at = entity as usize;
        let birth = u64::from(entities.births[at]);
        let place = entities.places[at].plot;
        let mut add = |rule: usize, parts: &[u64]| {
            if parts.iter().all(|part| *part != 0) {
                let key = parts.iter().fold(rule as u64, |hash, part| mix2(hash, *part));
                rules[rule].keys.push((key, entity));
            }
        };
        for (space, number) in entities.id_set(entity) {
            add(0, &[u64::from(*space) + 1, u64::from(*number)]);
        }
        let set = entities.names[at] as usize;
        for [given, given_kana, surname, surname_kana, whole, whole_kana] in &prints[set] {
            for own in [given, given_kana] {
                add(1, &[birth, *own]);
                add(4, &[place, *own]);
                add(5, &[u64::from(entities.households[at]), *own]);
                add(6, &[u64::from(entities.phones[at]), *own]);
            }
            for family in [surname, surname_kana] {
                add(2, &[birth, *family]);
            }
            add(3, &[1, *whole]);
            add(3, &[2, *whole_kana]);
            if *given == 0 && *given_kana == 0 {
                add(1, &[birth, *whole]);
                add(4, &[place, *whole]);
            }
        }
        for name in entities.name_set(entity) {
            for word in name.word_fingerprints() {
                add(1, &[birth, word]);
                add(4, &[place, word]);
            }
        }
        add(7, &[birth, place]);
    }
    let value = |at: usize, entity: u32| {
        let entity = entity as usize;
        match at {
            0 => entities.births[entity],
            1 => fold(entities.places[entity].plot),
            2 => entities.households[entity],
            3 => entities.phones[entity],
            _ => entities.ids[entity],
        }
    };
    Blocks::build(entities.len(), rules, &Refine { records_max, values: 5, value: &value })
}

/// Blocks of people who share a dwelling or a household number.
pub(super) fn households(entities: &Entities) -> Blocks {
    let mut rule = RuleKeys { name: "世帯".to_owned(), keys: Vec::new() };
    for entity in 0..entities.len() as u32 {
        let dwelling = entities.places[entity as usize].dwelling();
        if dwelling != 0 {
            rule.keys.push((dwelling, entity));
        }
    }
    Blocks::build(entities.len(), vec![rule], &Refine { records_max: HOUSEHOLD_RECORDS_MAX, values: 0, value: &|_, _| 0 })
}

/// Larger groups at one address are homes and institutions, not households.
const HOUSEHOLD_RECORDS_MAX: u32 = 60;

const fn fold(print: u64) -> u32 {
    if print == 0 { 0 } else { (print >> 32) as u32 | 1 }
}
