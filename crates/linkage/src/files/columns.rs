//! All fields of all files as integers: one dictionary for everything, each distinct value prepared once.

use std::borrow::Cow;

use rayon::prelude::*;

use super::clean::{Step, clean};
use super::prepare::Prepared;
use super::recipe::{FieldSpec, Recipe, RecipeFault};
use super::table::{FileTable, StringColumn};
use super::trained::Trained;
use super::western_dates::{self, Order, YearLast};
use crate::core::chance::{mix2, text_hash};
use crate::core::interner::Interner;
use crate::core::pattern::IntegerMap;
use crate::core::texts::Texts;

/// Records of all files, in an order that depends on their keys alone: neither the order of rows or files nor how a file is split changes
/// which pairs are drawn or who is first among equals.
#[derive(Debug)]
pub(crate) struct Columns {
    /// Input and row of each record.
    pub(crate) records: Vec<(u16, u32)>,
    /// The records of the inputs, one input behind the other.
    by_input: Vec<u32>,
    /// Where the records of each input begin in `by_input`, and the end of the last one.
    input_starts: Vec<usize>,
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

/// A column of dates of which many are not read as such.
#[derive(Debug)]
pub(super) struct UnreadDates {
    pub(super) input: usize,
    pub(super) field: usize,
    /// Different values that are not read.
    pub(super) unread: usize,
    /// All different values.
    pub(super) all: usize,
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
        let mut faults = Vec::new();
        let mut keyed = Vec::with_capacity(inputs.len());
        for (table, (id, _)) in inputs.iter().zip(&places) {
            keyed.push(sorted_keys(&table.columns[*id], table.rows));
            key_faults(table, *id, keyed.last().map_or(&[], Vec::as_slice), &mut faults);
        }
        let records = ordered(inputs, &keyed);
        drop(keyed);
        let input_starts: Vec<usize> = std::iter::once(0)
            .chain(inputs.iter().scan(0, |sum, table| {
                *sum += table.rows;
                Some(*sum)
            }))
            .collect();
        let mut by_input = vec![0_u32; records.len()];
        for (record, (input, row)) in records.iter().enumerate() {
            by_input[input_starts[*input as usize] + *row as usize] = record as u32;
        }
        let (mut year_last, mut unread) = (Vec::new(), Vec::new());
        let mut cleaned: Vec<Vec<Cleaned<'_>>> = Vec::with_capacity(recipe.fields.len());
        for (at, field) in recipe.fields.iter().enumerate() {
            let dates =
                |(table, (_, of_fields)): (&FileTable, &(usize, Vec<Vec<usize>>))| match of_fields[at].as_slice() {
                    [place] => YearLast::of(&table.columns[*place].values, field),
                    _ => YearLast::default(),
                };
            let dates: Vec<YearLast> = inputs.iter().zip(&places).map(dates).collect();
            let known = |input: usize| trained?.order_of_dates(&inputs[input].source, &field.name);
            let orders = western_dates::orders(&dates, known);
            let mut of_inputs = Vec::with_capacity(inputs.len());
            for (input, (table, (_, of_fields))) in inputs.iter().zip(&places).enumerate() {
                let order = orders[input];
                let values = Cleaned::new(table, &of_fields[at], field, order.first);
                // What is not read because of its order is told with the order.
                if !order.is_needed() || order.first.is_some() {
                    let of_values = |(unread, all)| UnreadDates { input, field: at, unread, all };
                    unread.extend(values.unread_dates(field).map(of_values));
                }
                if order.is_needed() {
                    year_last.push((input, at, order));
                }
                of_inputs.push(values);
            }
            cleaned.push(of_inputs);
        }
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
        Ok(Self { records, by_input, input_starts, ids, rows, texts, hashes, prepared, words, year_last, unread })
    }

    /// The records of an input, row by row.
    pub(crate) fn of_input(&self, input: usize) -> &[u32] {
        &self.by_input[self.input_starts[input]..self.input_starts[input + 1]]
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
type Places = Vec<(usize, Vec<Vec<usize>>)>;

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

/// Fingerprints of the keys of an input with their rows, ascending.
fn sorted_keys(column: &StringColumn, rows: usize) -> Vec<(u64, u32)> {
    let mut keyed: Vec<(u64, u32)> =
        (0..rows as u32).into_par_iter().map(|row| (text_hash(column.text(row as usize)), row)).collect();
    keyed.par_sort_unstable();
    keyed
}

/// All records, ordered by their keys, those of one key by the names of their inputs.
fn ordered(inputs: &[FileTable], keyed: &[Vec<(u64, u32)>]) -> Vec<(u16, u32)> {
    let mut names: Vec<usize> = (0..inputs.len()).collect();
    names.sort_unstable_by_key(|input| &inputs[*input].source);
    let mut place = vec![0_u16; inputs.len()];
    names.iter().enumerate().for_each(|(at, input)| place[*input] = at as u16);
    let mut all: Vec<(u64, u16, u32)> = keyed
        .iter()
        .enumerate()
        .flat_map(|(input, keys)| {
            let place = place[input];
            keys.iter().map(move |(key, row)| (*key, place, *row))
        })
        .collect();
    if inputs.len() > 1 {
        all.par_sort_unstable();
    }
    all.into_iter().map(|(_, place, row)| (names[place as usize] as u16, row)).collect()
}

fn key_faults(table: &FileTable, column: usize, keyed: &[(u64, u32)], faults: &mut Vec<RecipeFault>) {
    let column = &table.columns[column];
    let mut empty = (0..table.rows).filter(|row| column.text(*row).is_empty());
    let mut twice: Vec<(u32, u32)> = keyed
        .windows(2)
        .filter(|pair| pair[0].0 == pair[1].0)
        .map(|pair| (pair[0].1, pair[1].1))
        .filter(|(one, other)| {
            let (one, other) = (column.text(*one as usize), column.text(*other as usize));
            one == other && !one.is_empty()
        })
        .collect();
    twice.sort_unstable_by_key(|(one, other)| (*other, *one));
    if let Some((one, other)) = twice.first() {
        faults.push(RecipeFault::new(
            &table.source,
            format!(
                "{} ids occur more than once, first in {} and {}",
                twice.len(),
                table.place(*one as usize),
                table.place(*other as usize)
            ),
            "name the column that identifies a record, or make the ids distinct",
        ));
    }
    if let Some(first) = empty.next() {
        faults.push(RecipeFault::new(
            &table.source,
            format!("{} records have no id, first {}", 1 + empty.count(), table.place(first)),
            "fill the id column or name another one",
        ));
    }
}

/// One field of one input: its values cleaned, not yet distinct.
struct Cleaned<'a> {
    /// Per record: which of the values.
    keys: Cow<'a, [u32]>,
    values: Vec<String>,
    /// Fingerprints of the values.
    hashes: Vec<u64>,
}

impl<'a> Cleaned<'a> {
    fn new(table: &'a FileTable, places: &[usize], field: &FieldSpec, first: Option<Step>) -> Self {
        let finish = Finish::new(field, first);
        let (keys, values): (Cow<'a, [u32]>, Vec<String>) = if let [place] = places {
            let column = &table.columns[*place];
            let value = |value| finish.value(column.values.get(value));
            (Cow::Borrowed(column.keys.as_slice()), (0..column.values.len()).into_par_iter().map(value).collect())
        } else {
            let (keys, firsts) = combined(table, places);
            let value = |row: &u32| finish.value(&joined(table, places, *row as usize));
            (Cow::Owned(keys), firsts.par_iter().map(value).collect())
        };
        let hashes = values.par_iter().map(|value| text_hash(value)).collect();
        Self { keys, values, hashes }
    }

    /// Of a field of dates: how many values are not read as such, and all values, where that is one in ten or more.
    fn unread_dates(&self, field: &FieldSpec) -> Option<(usize, usize)> {
        if !field.clean.contains(&Step::Date) {
            return None;
        }
        let recorded = || self.values.iter().filter(|value| !value.is_empty());
        let is_date = |value: &&String| value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit());
        let (all, unread) = (recorded().count(), recorded().filter(|value| !is_date(value)).count());
        (unread > 0 && unread * 10 >= all).then_some((unread, all))
    }
}

/// How the cells of one field of one input become values: what the recipe says of single values is cleaned as they are.
struct Finish<'a> {
    field: &'a FieldSpec,
    /// The step before all others.
    first: Option<Step>,
    /// Cleaned values that mean "not recorded".
    missing: Vec<String>,
    /// Cleaned value → the value it stands for, sorted.
    values: Vec<(String, &'a str)>,
}

impl<'a> Finish<'a> {
    fn new(field: &'a FieldSpec, first: Option<Step>) -> Self {
        let mut finish = Self { field, first, missing: Vec::new(), values: Vec::new() };
        finish.missing = field.missing.iter().map(|text| finish.clean(text)).filter(|text| !text.is_empty()).collect();
        let values = field.values.iter().map(|(from, to)| (finish.clean(from), to.as_str()));
        finish.values = values.filter(|(from, _)| !from.is_empty()).collect();
        finish.values.sort_unstable();
        finish
    }

    fn clean(&self, text: &str) -> String {
        let text = self.first.map_or(Cow::Borrowed(text), |step| clean(text, &[step]).into());
        clean(&text, &self.field.clean)
    }

    /// The value of a cell; empty where it means "not recorded".
    fn value(&self, text: &str) -> String {
        if self.field.missing.iter().any(|missing| missing == text.trim()) {
            return String::new();
        }
        if let Some((_, to)) = self.field.values.iter().find(|(from, _)| from == text.trim()) {
            return to.clone();
        }
        let text = self.clean(text);
        if self.missing.contains(&text) {
            return String::new();
        }
        match self.values.binary_search_by(|(from, _)| from.as_str().cmp(&text)) {
            Ok(at) => self.values[at].1.to_owned(),
            Err(_) => text,
        }
    }
}

/// Distinct combinations of several columns: per record which one, and the first record of each.
fn combined(table: &FileTable, places: &[usize]) -> (Vec<u32>, Vec<u32>) {
    let mut seen: IntegerMap<u64, u32> = IntegerMap::default();
    let mut firsts = Vec::new();
    let keys = (0..table.rows)
        .map(|row| {
            let key = places
                .iter()
                .fold(places.len() as u64, |hash, place| mix2(hash, u64::from(table.columns[*place].keys[row])));
            *seen.entry(key).or_insert_with(|| {
                firsts.push(row as u32);
                firsts.len() as u32 - 1
            })
        })
        .collect();
    (keys, firsts)
}

fn joined(table: &FileTable, places: &[usize], row: usize) -> String {
    let cells = places.iter().map(|place| table.columns[*place].text(row));
    cells.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
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
