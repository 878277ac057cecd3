//! All fields of all files as integers: one dictionary for everything, each distinct value prepared once.

use rayon::prelude::*;

use super::cleaned::{Cleaned, CleanedFields, UnreadDates};
use super::prepare::Prepared;
use super::recipe::{Recipe, RecipeFault};
use super::records::{self, ByInput};
use super::table::FileTable;
use super::trained::Trained;
use super::western_dates::Order;
use crate::core::interner::Interner;
use crate::core::pattern::IntegerMap;
use crate::core::texts::Texts;

/// Records of all files, in an order that depends on their keys alone: neither the order of rows or files nor how a file is split changes
/// which pairs are drawn or who is first among equals.
#[derive(Debug)]
pub(crate) struct Columns {
    /// Input and row of each record.
    pub(crate) records: Vec<(u16, u32)>,
    by_input: ByInput,
    /// Per field and record: id of the value, 0 = missing.
    pub(crate) ids: Vec<Vec<u32>>,
    /// The same record by record, so that a comparison of two records finds all their values side by side.
    rows: Vec<u32>,
    /// Per value id: the text; entry 0 is empty.
    pub(crate) texts: Texts,
    /// Per value id: the fingerprint of the text; that of entry 0 is 0.
    pub(crate) hashes: Vec<u64>,
    /// Per value id.
    pub(crate) prepared: Vec<Prepared>,
    pub(crate) words: Words,
    /// Input and field whose dates have the year at the end, and what they say of day and month.
    pub(super) year_last: Vec<(usize, usize, Order)>,
    /// Columns of dates of which many are not read as such.
    pub(super) unread: Vec<UnreadDates>,
}

impl Columns {
    /// Cleans and numbers all values of the recipe's fields.
    ///
    /// # Errors
    /// Unknown columns, duplicate ids; fields that are empty everywhere, unless the weights were `trained` before.
    pub(crate) fn build(
        recipe: &Recipe,
        inputs: &[FileTable],
        trained: Option<&Trained>,
    ) -> Result<Self, Vec<RecipeFault>> {
        let places = places(recipe, inputs)?;
        // Each has steps of one thread only; side by side they leave less idle.
        let ((records, by_input, mut faults), CleanedFields { fields: cleaned, year_last, unread }) = rayon::join(
            || records::ordered(inputs, &places.iter().map(|(id, _)| *id).collect::<Vec<_>>()),
            || CleanedFields::new(recipe, inputs, &places, trained),
        );
        let (texts, hashes, numbers) = number(&cleaned);
        let ids: Vec<Vec<u32>> = cleaned
            .into_par_iter()
            .zip(numbers)
            .map(|(parts, numbers): (Vec<Cleaned<'_>>, Vec<Vec<u32>>)| {
                let value = |(input, row): &(u16, u32)| {
                    let key = parts[*input as usize].keys[*row as usize];
                    numbers[*input as usize][key as usize]
                };
                records.iter().map(value).collect()
            })
            .collect();
        for (field, ids) in recipe.fields.iter().zip(&ids) {
            if trained.is_none() && !records.is_empty() && !field.optional && ids.iter().all(|id| *id == 0) {
                faults.push(RecipeFault::at_line(
                    field.line,
                    format!("field `{}` is empty in every record", field.name),
                    "drop it, or correct its column or cleaning",
                ));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let (prepared, words) = prepare(&texts, recipe.asks_for_words(), trained.and_then(Trained::words));
        let rows = side_by_side(&ids, records.len());
        Ok(Self { records, by_input, ids, rows, texts, hashes, prepared, words, year_last, unread })
    }

    /// The records of an input, row by row.
    pub(crate) fn of_input(&self, input: usize) -> &[u32] {
        self.by_input.of(input)
    }

    /// The values of a record, field by field.
    #[inline]
    pub(crate) fn row(&self, record: u32) -> &[u32] {
        let width = self.ids.len();
        &self.rows[record as usize * width..][..width]
    }

    /// Per field: whether any record has a value. Without records every field counts as there.
    pub(crate) fn present(&self) -> Vec<bool> {
        self.ids.iter().map(|ids| ids.is_empty() || ids.iter().any(|id| *id != 0)).collect()
    }
}

fn side_by_side(ids: &[Vec<u32>], records: usize) -> Vec<u32> {
    let mut rows = vec![0; records * ids.len()];
    rows.par_chunks_mut(ids.len().max(1)).enumerate().for_each(|(record, row)| {
        row.iter_mut().zip(ids).for_each(|(value, column)| *value = column[record]);
    });
    rows
}

/// Per input: the place of its id column, and per field the places of its columns.
pub(super) type Places = Vec<(usize, Vec<Vec<usize>>)>;

/// Finds the columns of the recipe in the inputs.
fn places(recipe: &Recipe, inputs: &[FileTable]) -> Result<Places, Vec<RecipeFault>> {
    let mut faults = Vec::new();
    let mut places = Vec::new();
    for (position, table) in inputs.iter().enumerate() {
        let input = recipe.input(position, &table.source);
        if let Err(fault) = input.is_header(&table.header, &table.source, &recipe.fields) {
            faults.push(fault);
            continue;
        }
        let known = || input.found(&table.header, &recipe.fields);
        let id = input.id_place(&table.header).unwrap_or_else(|| {
            let message = format!("there is no id column `{}`", input.ids.join("`, `"));
            faults.push(RecipeFault::new(&table.source, message, format!("set `id`; {}", known())));
            0
        });
        let mut of_fields = Vec::new();
        for field in &recipe.fields {
            of_fields.push(input.field_places(&table.header, field).unwrap_or_else(|column| {
                faults.push(RecipeFault::at_line(
                    field.line,
                    format!("{} has no column `{column}`", table.source),
                    format!("correct the name or map it with `columns` of the file; {}", known()),
                ));
                Vec::new()
            }));
        }
        places.push((id, of_fields));
    }
    if faults.is_empty() { Ok(places) } else { Err(faults) }
}

/// Parts of the dictionary that are filled at the same time; a constant, so that numbers do not depend on the number of threads.
const SHARDS: u64 = 32;

/// Numbers all values of all fields, equal ones alike; 0 is the empty text. Gives the texts and their fingerprints by number, and per field,
/// input and value its number.
fn number(cleaned: &[Vec<Cleaned<'_>>]) -> (Texts, Vec<u64>, Vec<Vec<Vec<u32>>>) {
    let shard_of = |hash: u64| hash >> 40 & (SHARDS - 1);
    let mut shards: Vec<(Interner, Vec<u32>)> = (0..SHARDS)
        .into_par_iter()
        .map(|shard| {
            let mut texts = Interner::default();
            let mut numbers = Vec::new();
            for part in cleaned.iter().flatten() {
                for (value, hash) in part.values.iter().zip(&part.hashes) {
                    if shard_of(*hash) == shard && !value.is_empty() {
                        numbers.push(texts.number_hashed(value, *hash));
                    }
                }
            }
            (texts, numbers)
        })
        .collect();
    let mut starts = Vec::with_capacity(shards.len());
    let mut all = Texts::default();
    all.push("");
    let mut hashes = vec![0];
    for (texts, _) in &mut shards {
        starts.push(all.len() as u32);
        hashes.extend(texts.hashed().map(|(_, hash)| hash));
        all.append(&std::mem::take(texts).into_texts());
    }
    // The numbers of a shard stand in the order of its values.
    let mut next = vec![0_usize; shards.len()];
    let numbers = cleaned
        .iter()
        .map(|parts| {
            let mut of_part = |part: &Cleaned<'_>| {
                let number = |(value, hash): (&String, &u64)| {
                    if value.is_empty() {
                        return 0;
                    }
                    let shard = shard_of(*hash) as usize;
                    next[shard] += 1;
                    starts[shard] + shards[shard].1[next[shard] - 1]
                };
                part.values.iter().zip(&part.hashes).map(number).collect()
            };
            parts.iter().map(&mut of_part).collect()
        })
        .collect();
    (all, hashes, numbers)
}

/// Words of all values.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// Fingerprint of each word, ascending.
    pub(crate) hashes: Vec<u64>,
    /// In how many values each word occurs.
    pub(crate) counts: Vec<u32>,
    /// How many values there are.
    pub(crate) values: u32,
}

impl Words {
    /// How common the words are, for other records.
    pub(crate) fn table(&self) -> WordCounts {
        let known = self.hashes.iter().copied().zip(self.counts.iter().copied());
        WordCounts { values: self.values, counts: known.filter(|(_, count)| *count > 1).collect() }
    }
}

/// How common words were in other records, by fingerprint.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct WordCounts {
    /// Values counted.
    pub(crate) values: u32,
    /// Values with the word; a word that is not there occurred once at most.
    pub(crate) counts: IntegerMap<u64, u32>,
}

/// Prepares all values, with their words where the recipe `asks` for words. Words are numbered in the order of their fingerprints, whatever
/// value they come in first. How common a word is, is counted, unless it is `known`.
fn prepare(texts: &Texts, asks: bool, known: Option<&WordCounts>) -> (Vec<Prepared>, Words) {
    let mut prepared: Vec<Prepared> =
        (0..texts.len()).into_par_iter().map(|number| Prepared::new(texts.get(number))).collect();
    if !asks {
        return (prepared, Words::default());
    }
    let mut numbers = Interner::default();
    let mut of_values: Vec<Vec<u32>> =
        texts.iter().map(|text| text.split_whitespace().map(|word| numbers.number(word)).collect()).collect();
    let mut hashes: Vec<(u64, u32)> =
        numbers.hashed().enumerate().map(|(number, (_, hash))| (hash, number as u32)).collect();
    hashes.par_sort_unstable();
    let mut rank = vec![0_u32; hashes.len()];
    hashes.iter().enumerate().for_each(|(at, (_, number))| rank[*number as usize] = at as u32);
    let hashes: Vec<u64> = hashes.into_iter().map(|(hash, _)| hash).collect();
    of_values.par_iter_mut().for_each(|words| {
        words.iter_mut().for_each(|word| *word = rank[*word as usize]);
        words.sort_unstable();
        words.dedup();
    });
    let words = if let Some(known) = known {
        let counts = hashes.iter().map(|hash| known.counts.get(hash).copied().unwrap_or(1)).collect();
        Words { hashes, counts, values: known.values }
    } else {
        let mut counts = vec![0_u32; hashes.len()];
        of_values.iter().flatten().for_each(|word| counts[*word as usize] += 1);
        Words { hashes, counts, values: texts.len() as u32 }
    };
    let all = words.values as f32;
    prepared.par_iter_mut().zip(of_values).for_each(|(value, numbers)| {
        let mut scaled: Vec<f32> =
            numbers.iter().map(|word| (1.0 + all / words.counts[*word as usize] as f32).ln()).collect();
        let length = scaled.iter().map(|weight| weight * weight).sum::<f32>().sqrt();
        scaled.iter_mut().for_each(|weight| *weight /= length);
        value.set_words(numbers, scaled);
    });
    (prepared, words)
}
