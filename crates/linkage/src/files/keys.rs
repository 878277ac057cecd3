//! Blocking keys of a recipe.

use std::collections::HashMap;

use super::columns::Columns;
use super::prepare::soundex;
use super::recipe::{BlockPart, BlockSpec};
use crate::core::blocks::RuleKeys;
use crate::core::chance::{mix2, text_hash};

/// The keys of a rule for all records.
pub(super) fn keys(columns: &Columns, rule: &BlockSpec, rule_index: usize) -> RuleKeys {
    // Per part: the key parts of each distinct value, computed once.
    let mut of_part: Vec<HashMap<u32, Vec<u64>>> = Vec::new();
    for (field, part) in &rule.parts {
        let mut known: HashMap<u32, Vec<u64>> = HashMap::new();
        for id in &columns.ids[*field] {
            if *id != 0 {
                known.entry(*id).or_insert_with(|| part_keys(columns, *id, *part));
            }
        }
        of_part.push(known);
    }
    let mut keys = Vec::new();
    let mut current = Vec::new();
    let mut next = Vec::new();
    for record in 0..columns.records.len() {
        current.clear();
        current.push(rule_index as u64);
        for ((field, _), known) in rule.parts.iter().zip(&of_part) {
            next.clear();
            if let Some(parts) = known.get(&columns.ids[*field][record]) {
                for key in &current {
                    next.extend(parts.iter().map(|part| mix2(*key, *part)));
                }
            }
            std::mem::swap(&mut current, &mut next);
        }
        keys.extend(current.iter().map(|key| (*key, record as u32)));
    }
    RuleKeys { name: rule.name.clone(), keys }
}

/// What of a value must agree, as fingerprints; none = the value has no such part.
pub(super) fn part_keys(columns: &Columns, id: u32, part: BlockPart) -> Vec<u64> {
    let text = columns.texts[id as usize].as_str();
    let value = &columns.prepared[id as usize];
    let letters =
        |letters: &[u32]| letters.iter().fold(letters.len() as u64, |hash, letter| mix2(hash, u64::from(*letter)));
    match part {
        BlockPart::Whole => vec![text_hash(text)],
        BlockPart::Prefix(n) => vec![letters(&value.letters[..n.min(value.letters.len())])],
        BlockPart::Suffix(n) => vec![letters(&value.letters[value.letters.len().saturating_sub(n)..])],
        BlockPart::FirstWord => text.split_whitespace().next().map(text_hash).into_iter().collect(),
        BlockPart::Words => value.words.iter().map(|word| u64::from(*word)).collect(),
        BlockPart::Rare(n) => {
            let mut words = value.words.clone();
            words.sort_unstable_by_key(|word| (columns.word_counts[*word as usize], *word));
            words.truncate(n);
            words.into_iter().map(u64::from).collect()
        }
        BlockPart::Sound => {
            let sound = soundex(text);
            if sound.is_empty() { Vec::new() } else { vec![text_hash(&sound)] }
        }
        BlockPart::Letters => vec![letters(&value.sorted)],
    }
}
