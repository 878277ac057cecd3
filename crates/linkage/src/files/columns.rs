//! All fields of all files as integers: one dictionary for everything, each distinct value prepared once.

use std::collections::HashMap;

use rayon::prelude::*;

use super::clean::clean;
use super::interner::Interner;
use super::prepare::Prepared;
use super::recipe::{Recipe, RecipeFault};
use super::table::FileTable;
use crate::core::chance::{mix2, text_hash};

/// Records of all files.
#[derive(Debug)]
pub(crate) struct Columns {
    /// Input and row of each record.
    pub(crate) records: Vec<(u16, u32)>,
    /// Per field and record: id of the value, 0 = missing.
    pub(crate) ids: Vec<Vec<u32>>,
    /// Per value id: the text; entry 0 is empty.
    pub(crate) texts: Vec<String>,
    /// Per value id.
    pub(crate) prepared: Vec<Prepared>,
    /// In how many values a word occurs.
    pub(crate) word_counts: Vec<u32>,
}

impl Columns {
    /// Cleans and numbers all values of the recipe's fields.
    ///
    /// # Errors
    /// Unknown columns, duplicate ids, fields that are empty everywhere.
    pub(crate) fn build(recipe: &Recipe, inputs: &[FileTable]) -> Result<Self, Vec<RecipeFault>> {
        let mut faults = Vec::new();
        let mut places: Vec<Vec<Vec<usize>>> = Vec::new();
        let mut id_columns = Vec::new();
        for (position, table) in inputs.iter().enumerate() {
            let input = recipe.input(position, &table.source);
            let find = |name: &str| {
                let header = input.columns.iter().find(|(known, _)| known == name).map_or(name, |(_, header)| header);
                table.header.iter().position(|known| known == header)
            };
            let known = || format!("the columns are: {}", table.header.join(", "));
            match find(&input.id) {
                Some(column) => id_columns.push(column),
                None => {
                    faults.push(RecipeFault::new(
                        &table.source,
                        format!("there is no id column `{}`", input.id),
                        format!("set `id`; {}", known()),
                    ));
                    id_columns.push(0);
                }
            }
            let mut of_fields = Vec::new();
            for field in &recipe.fields {
                let mut found = Vec::new();
                for column in &field.columns {
                    match find(column) {
                        Some(place) => found.push(place),
                        None => faults.push(RecipeFault::at_line(
                            field.line,
                            format!("{} has no column `{column}`", table.source),
                            format!("correct the name or map it with `columns` of the file; {}", known()),
                        )),
                    }
                }
                of_fields.push(found);
            }
            places.push(of_fields);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        for (position, table) in inputs.iter().enumerate() {
            duplicate_ids(table, id_columns[position], &mut faults);
        }
        let records: Vec<(u16, u32)> = inputs
            .iter()
            .enumerate()
            .flat_map(|(input, table)| (0..table.rows as u32).map(move |row| (input as u16, row)))
            .collect();
        let mut dictionary = Dictionary::default();
        let mut ids = Vec::new();
        for (at, field) in recipe.fields.iter().enumerate() {
            let mut column = Vec::with_capacity(records.len());
            for (position, table) in inputs.iter().enumerate() {
                dictionary.column(table, &places[position][at], field, &mut column);
            }
            if !records.is_empty() && column.iter().all(|id| *id == 0) {
                faults.push(RecipeFault::at_line(
                    field.line,
                    format!("field `{}` is empty in every record", field.name),
                    "drop it, or correct its column or cleaning",
                ));
            }
            ids.push(column);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let texts = dictionary.0.into_texts();
        let (prepared, word_counts) = prepare(&texts);
        Ok(Self { records, ids, texts, prepared, word_counts })
    }
}

fn duplicate_ids(table: &FileTable, column: usize, faults: &mut Vec<RecipeFault>) {
    let column = &table.columns[column];
    let mut first = vec![u32::MAX; column.values.len()];
    let mut empty = 0_u32;
    let mut twice = Vec::new();
    for (row, key) in column.keys.iter().enumerate() {
        if column.values[*key as usize].is_empty() {
            empty += 1;
        } else if first[*key as usize] == u32::MAX {
            first[*key as usize] = row as u32;
        } else {
            twice.push((first[*key as usize] + 1, row + 1));
        }
    }
    if let Some((one, other)) = twice.first() {
        faults.push(RecipeFault::new(
            &table.source,
            format!("{} ids occur more than once, first in records {one} and {other}", twice.len()),
            "name the column that identifies a record, or make the ids distinct",
        ));
    }
    if empty > 0 {
        faults.push(RecipeFault::new(
            &table.source,
            format!("{empty} records have no id"),
            "fill the id column or name another one",
        ));
    }
}

/// All values; number 0 is the empty text.
#[derive(Debug)]
struct Dictionary(Interner);

impl Default for Dictionary {
    fn default() -> Self {
        let mut texts = Interner::default();
        texts.number("");
        Self(texts)
    }
}

impl Dictionary {
    fn id(&mut self, text: String) -> u32 {
        self.0.number_owned(text)
    }

    fn column(&mut self, table: &FileTable, places: &[usize], field: &super::recipe::FieldSpec, out: &mut Vec<u32>) {
        let finish = |text: &str| {
            if field.missing.iter().any(|missing| missing == text.trim()) {
                return String::new();
            }
            let text = clean(text, &field.clean);
            if field.missing.contains(&text) {
                return String::new();
            }
            match field.values.binary_search_by(|(from, _)| from.as_str().cmp(&text)) {
                Ok(at) => field.values[at].1.clone(),
                Err(_) => text,
            }
        };
        if let [place] = places {
            let column = &table.columns[*place];
            let cleaned: Vec<String> = column.values.par_iter().map(|value| finish(value)).collect();
            let ids: Vec<u32> = cleaned.into_iter().map(|text| self.id(text)).collect();
            out.extend(column.keys.iter().map(|key| ids[*key as usize]));
            return;
        }
        // Several columns: each distinct combination is cleaned once.
        let mut seen: HashMap<u64, u32> = HashMap::new();
        for row in 0..table.rows {
            let key = places
                .iter()
                .fold(places.len() as u64, |hash, place| mix2(hash, text_hash(table.columns[*place].text(row))));
            let id = match seen.get(&key) {
                Some(id) => *id,
                None => {
                    let joined = places
                        .iter()
                        .map(|place| table.columns[*place].text(row))
                        .filter(|text| !text.is_empty())
                        .collect::<Vec<_>>()
                        .join(" ");
                    let id = self.id(finish(&joined));
                    seen.insert(key, id);
                    id
                }
            };
            out.push(id);
        }
    }
}

/// Prepares all values; words are numbered in the order of their first value.
fn prepare(texts: &[String]) -> (Vec<Prepared>, Vec<u32>) {
    let mut prepared: Vec<Prepared> = texts.par_iter().map(|text| Prepared::new(text)).collect();
    let mut words: HashMap<&str, u32> = HashMap::new();
    let mut counts: Vec<u32> = Vec::new();
    for (text, value) in texts.iter().zip(&mut prepared) {
        for word in text.split_whitespace() {
            let next = counts.len() as u32;
            let id = *words.entry(word).or_insert(next);
            if id == next {
                counts.push(0);
            }
            value.words.push(id);
        }
        value.words.sort_unstable();
        value.words.dedup();
        for word in &value.words {
            counts[*word as usize] += 1;
        }
    }
    let all = texts.len() as f32;
    prepared.par_iter_mut().for_each(|value| {
        value.scaled = value.words.iter().map(|word| (1.0 + all / counts[*word as usize] as f32).ln()).collect();
        let length = value.scaled.iter().map(|weight| weight * weight).sum::<f32>().sqrt();
        value.scaled.iter_mut().for_each(|weight| *weight /= length);
    });
    (prepared, counts)
}
