//! Values as the recipe wants them: every cell of every field cleaned, not yet numbered.

use std::borrow::Cow;

use rayon::prelude::*;

use super::clean::{Step, clean};
use super::columns::Places;
use super::recipe::{FieldSpec, Recipe};
use super::table::FileTable;
use super::trained::Trained;
use super::western_dates::{self, Order, YearLast};
use crate::core::chance::{mix2, text_hash};
use crate::core::pattern::IntegerMap;

/// The fields of all inputs, cleaned.
pub(super) struct CleanedFields<'a> {
    /// Per field and input.
    pub(super) fields: Vec<Vec<Cleaned<'a>>>,
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

impl<'a> CleanedFields<'a> {
    /// Cleans the columns at these places; the order of day and month is that of the weights, where they were `trained` before.
    pub(super) fn new(recipe: &Recipe, inputs: &'a [FileTable], places: &Places, trained: Option<&Trained>) -> Self {
        let (mut year_last, mut unread) = (Vec::new(), Vec::new());
        let mut fields: Vec<Vec<Cleaned<'a>>> = Vec::with_capacity(recipe.fields.len());
        for (at, field) in recipe.fields.iter().enumerate() {
            let dates =
                |(table, (_, of_fields)): (&FileTable, &(usize, Vec<Vec<usize>>))| match of_fields[at].as_slice() {
                    [place] => YearLast::of(&table.columns[*place].values, field),
                    _ => YearLast::default(),
                };
            let dates: Vec<YearLast> = inputs.iter().zip(places).map(dates).collect();
            let known = |input: usize| trained?.order_of_dates(&inputs[input].source, &field.name);
            let orders = western_dates::orders(&dates, known);
            let mut of_inputs = Vec::with_capacity(inputs.len());
            for (input, (table, (_, of_fields))) in inputs.iter().zip(places).enumerate() {
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
            fields.push(of_inputs);
        }
        Self { fields, year_last, unread }
    }
}

/// One field of one input: its values cleaned, not yet distinct.
pub(super) struct Cleaned<'a> {
    /// Per record: which of the values.
    pub(super) keys: Cow<'a, [u32]>,
    pub(super) values: Vec<String>,
    /// Fingerprints of the values.
    pub(super) hashes: Vec<u64>,
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
