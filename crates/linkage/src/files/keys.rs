//! Blocking keys of a recipe.

use std::borrow::Cow;
use std::collections::HashMap;

use rayon::prelude::*;

use super::columns::Columns;
use super::prepare::soundex;
use super::recipe::{BlockPart, BlockSpec};
use crate::core::blocks::RuleKeys;
use crate::core::chance::{mix2, text_hash};

/// Key parts of the values of one field.
enum PartKeys<'a> {
    /// One for each value at most, by its id; 0 = none.
    One(Cow<'a, [u64]>),
    /// Several for a value.
    Many(HashMap<u32, Vec<u64>>),
}

impl<'a> PartKeys<'a> {
    fn new(columns: &'a Columns, field: usize, part: BlockPart) -> Self {
        if part == BlockPart::Whole {
            return Self::One(Cow::Borrowed(&columns.hashes));
        }
        let ids = &columns.ids[field];
        if matches!(part, BlockPart::Words | BlockPart::Rare(_)) {
            let mut known: HashMap<u32, Vec<u64>> = HashMap::new();
            for id in ids.iter().filter(|id| **id != 0) {
                known.entry(*id).or_insert_with(|| part_keys(columns, *id, part));
            }
            return Self::Many(known);
        }
        let mut known = vec![0; columns.texts.len()];
        for id in ids.iter().filter(|id| **id != 0) {
            let key = &mut known[*id as usize];
            if *key == 0 {
                *key = part_keys(columns, *id, part).first().copied().unwrap_or(0);
            }
        }
        Self::One(Cow::Owned(known))
    }

    /// The keys, if each value has one at most.
    fn one(&self) -> Option<&[u64]> {
        match self {
            Self::One(known) => Some(known),
            Self::Many(_) => None,
        }
    }

    fn of(&self, id: u32) -> &[u64] {
        match self {
            Self::One(known) => known.get(id as usize).filter(|key| **key != 0).map_or(&[], std::slice::from_ref),
            Self::Many(known) => known.get(&id).map_or(&[], Vec::as_slice),
        }
    }
}

/// The keys of a rule for all records.
pub(super) fn keys(columns: &Columns, rule: &BlockSpec, rule_index: usize) -> RuleKeys {
    // Per part: the key parts of each distinct value, computed once.
    let of_part: Vec<PartKeys<'_>> =
        rule.parts.iter().map(|(field, part)| PartKeys::new(columns, *field, *part)).collect();
    let of_part = &of_part;
    let one: Option<Vec<&[u64]>> = of_part.iter().map(PartKeys::one).collect();
    if let Some(one) = one {
        return RuleKeys { name: rule.name.clone(), keys: keys_of_one(columns, rule, rule_index, &one) };
    }
    let parts = (0..columns.records.len() as u32).into_par_iter().with_min_len(RECORDS_OF_A_TASK).fold(
        || (Vec::new(), Vec::new(), Vec::new()),
        |(mut keys, mut current, mut next), record| {
            let row = columns.row(record);
            current.clear();
            current.push(rule_index as u64);
            for ((field, _), known) in rule.parts.iter().zip(of_part) {
                let parts = known.of(row[*field]);
                if let [part] = parts {
                    current.iter_mut().for_each(|key| *key = mix2(*key, *part));
                    continue;
                }
                next.clear();
                for key in &current {
                    next.extend(parts.iter().map(|part| mix2(*key, *part)));
                }
                std::mem::swap(&mut current, &mut next);
                if current.is_empty() {
                    break;
                }
            }
            keys.extend(current.iter().map(|key| (*key, record)));
            (keys, current, next)
        },
    );
    let parts: Vec<Vec<(u64, u32)>> = parts.map(|(keys, _, _)| keys).collect();
    RuleKeys { name: rule.name.clone(), keys: parts.concat() }
}

/// The keys of a rule that has one for a record at most.
fn keys_of_one(columns: &Columns, rule: &BlockSpec, rule_index: usize, of_part: &[&[u64]]) -> Vec<(u64, u32)> {
    let key = |record: u32| {
        let row = columns.row(record);
        let mut key = rule_index as u64;
        for ((field, _), known) in rule.parts.iter().zip(of_part) {
            match known[row[*field] as usize] {
                0 => return (0, record),
                part => key = mix2(key, part),
            }
        }
        (key, record)
    };
    let records = (0..columns.records.len() as u32).into_par_iter().with_min_len(RECORDS_OF_A_TASK);
    let mut keys: Vec<(u64, u32)> = records.map(key).collect();
    keys.retain(|(key, _)| *key != 0);
    keys
}

/// Records whose keys one thread makes at a time.
const RECORDS_OF_A_TASK: usize = 20_000;

/// Of a value with more words than this the rarest ones are looked for: a rule with several fields of words has as many keys for a record as
/// there are combinations of them.
pub(super) const WORDS_MAX: usize = 64;

/// Fingerprints of the `most` rarest of these words.
fn rarest(columns: &Columns, words: &[u32], most: usize) -> Vec<u64> {
    let (counts, hashes) = (&columns.words.counts, &columns.words.hashes);
    let mut words = words.to_vec();
    if words.len() > most {
        words.sort_unstable_by_key(|word| (counts[*word as usize], hashes[*word as usize]));
        words.truncate(most);
    }
    words.into_iter().map(|word| hashes[word as usize]).collect()
}

/// What of a value must agree, as fingerprints; none = the value has no such part.
pub(super) fn part_keys(columns: &Columns, id: u32, part: BlockPart) -> Vec<u64> {
    let text = columns.texts.get(id as usize);
    let value = &columns.prepared[id as usize];
    let letters =
        |letters: &[u32]| letters.iter().fold(letters.len() as u64, |hash, letter| mix2(hash, u64::from(*letter)));
    match part {
        BlockPart::Whole => vec![columns.hashes[id as usize]],
        BlockPart::Prefix(n) => vec![letters(&value.letters[..n.min(value.letters.len())])],
        BlockPart::Suffix(n) => vec![letters(&value.letters[value.letters.len().saturating_sub(n)..])],
        BlockPart::FirstWord => text.split_whitespace().next().map(text_hash).into_iter().collect(),
        BlockPart::Words => rarest(columns, value.words(), WORDS_MAX),
        BlockPart::Rare(n) => rarest(columns, value.words(), n),
        BlockPart::Sound => {
            let sound = soundex(text);
            if sound.is_empty() { Vec::new() } else { vec![text_hash(&sound)] }
        }
        BlockPart::Letters => vec![letters(value.sorted())],
    }
}
