//! Which slices a delivery holds (差分の範囲): a newer delivery replaces only the same slice.

use std::collections::BTreeSet;

use domain::{ColumnChunk, Value};

use crate::plan::Plan;

/// Between the slices of one delivery in [`domain::Extract::slice`].
pub const SLICE_SEPARATOR: char = '|';

/// The slices of a delivery: `school=第一中/month=2022-11|school=第二中/month=2022-11` are two.
///
/// A file may hold several slices; each of them replaces the same slice of older deliveries and nothing else.
pub fn slices(text: &str) -> impl Iterator<Item = &str> {
    text.split(SLICE_SEPARATOR).filter(|slice| !slice.is_empty())
}

/// The slices that occur in a chunk: each combination of values of the slice columns.
pub(crate) fn of_chunk(plan: &Plan, columns: &[ColumnChunk]) -> BTreeSet<String> {
    let Some(&first) = plan.slice.first() else { return BTreeSet::new() };
    let rows = columns[first].keys.len();
    let mut combinations: BTreeSet<Vec<u32>> = BTreeSet::new();
    let mut last: Vec<u32> = Vec::new();
    for row in 0..rows {
        if last.len() == plan.slice.len() && plan.slice.iter().zip(&last).all(|(&column, key)| columns[column].keys[row] == *key) {
            continue;
        }
        last = plan.slice.iter().map(|&column| columns[column].keys[row]).collect();
        combinations.insert(last.clone());
    }
    combinations
        .into_iter()
        .map(|keys| {
            let parts: Vec<String> = plan
                .slice
                .iter()
                .zip(keys)
                .map(|(&column, key)| format!("{}={}", plan.columns[column].slice_name, value(&columns[column], key)))
                .collect();
            parts.join("/")
        })
        .collect()
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
