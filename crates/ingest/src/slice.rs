//! Which slices a delivery holds (差分の範囲): a newer delivery replaces only the same slice.

use std::collections::BTreeMap;

use domain::{ColumnChunk, Typed, Value};

use crate::plan::Plan;

/// Between the slices of one delivery in [`domain::Extract::slice`].
pub const SLICE_SEPARATOR: char = '|';

/// The slices of a delivery: `school=第一中/month=2022-11|school=第二中/month=2022-11` are two.
///
/// A file may hold several slices; each of them replaces the same slice of older deliveries and nothing else.
pub fn slices(text: &str) -> impl Iterator<Item = &str> {
    text.split(SLICE_SEPARATOR).filter(|slice| !slice.is_empty())
}

/// The slices of a chunk's rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RowSlices {
    /// Each combination of values of the slice columns, in the order of the file.
    pub(crate) names: Vec<String>,
    /// Per row, its place among `names`; empty when the source has no slice columns.
    pub(crate) rows: Vec<u32>,
    /// Per slice column, whether any of its values here could be read.
    pub(crate) readable: Vec<bool>,
}

/// The slices that occur in a chunk, row by row.
pub(crate) fn of_chunk(plan: &Plan, columns: &[ColumnChunk]) -> RowSlices {
    let mut slices = RowSlices::default();
    let Some(&first) = plan.slice.first() else { return slices };
    slices.readable = plan.slice.iter().map(|&column| readable(&columns[column])).collect();
    let mut known: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
    let mut last: (Vec<u32>, u32) = (Vec::new(), 0);
    for row in 0..columns[first].keys.len() {
        let same = last.0.len() == plan.slice.len()
            && plan.slice.iter().zip(&last.0).all(|(&column, key)| columns[column].keys[row] == *key);
        if !same {
            let keys: Vec<u32> = plan.slice.iter().map(|&column| columns[column].keys[row]).collect();
            let place = *known.entry(keys.clone()).or_insert_with(|| {
                // Two ways to write the same value are one slice.
                let name = name(plan, columns, &keys);
                slices.names.iter().position(|known| *known == name).unwrap_or_else(|| {
                    slices.names.push(name);
                    slices.names.len() - 1
                }) as u32
            });
            last = (keys, place);
        }
        slices.rows.push(last.1);
    }
    slices
}

/// Whether any distinct value of a column could be read; a code that no table knows still tells one slice from another.
fn readable(column: &ColumnChunk) -> bool {
    let code = |key: usize| matches!(column.typed, Typed::Code(_)) && !crate::cleanse::is_empty(column.raw.value(key));
    (0..column.typed.len()).any(|key| !matches!(column.typed.get(key), Value::Missing) || code(key))
}

fn name(plan: &Plan, columns: &[ColumnChunk], keys: &[u32]) -> String {
    let parts = plan
        .slice
        .iter()
        .zip(keys)
        .map(|(&column, key)| format!("{}={}", plan.columns[column].slice_name, value(&columns[column], *key)));
    parts.collect::<Vec<_>>().join("/")
}

/// One value of a slice column, in the same words however it was written.
fn value(column: &ColumnChunk, key: u32) -> String {
    let text = match column.typed.get(key as usize) {
        Value::Missing => japanese::text::clean(column.raw.value(key as usize)).into_owned(),
        Value::Text(text) | Value::Code(text) => text.to_owned(),
        Value::Flag(flag) => if flag { "有" } else { "無" }.to_owned(),
        Value::Number(thousandths) if thousandths % 1000 == 0 => (thousandths / 1000).to_string(),
        Value::Number(thousandths) => format!("{}.{:03}", thousandths / 1000, (thousandths % 1000).abs()),
        Value::Date(date) => match (date.exact(), date.earliest) {
            (Some(day), _) => day.to_string(),
            (None, Some(first)) => format!("{:04}-{:02}", first.year(), first.month()),
            (None, None) => "不詳".to_owned(),
        },
    };
    text.chars()
        .map(|c| match c {
            SLICE_SEPARATOR => '｜',
            '/' => '／',
            '=' => '＝',
            other => other,
        })
        .collect()
}
