//! Cells of a test table, typed as `ingest` would type them.

use arrow_array::{Int64Array, StringArray};
use domain::{CHUNK_ROWS, ColumnChunk, Field, Typed};
use japanese::date::{DateContext, Precision, RegisterDate};

/// The type a column has when its heading names none.
pub(crate) fn kind_of(field: Option<&Field>) -> &'static str {
    match field {
        Some(Field::BirthDate | Field::On | Field::From | Field::To) => "date",
        Some(Field::Month) => "month",
        Some(Field::FiscalYear) => "number",
        Some(Field::Grade | Field::Sex | Field::Relation) => "code",
        _ => "text",
    }
}

/// Distinct cells in the order they are met, in chunks.
pub(crate) fn chunks(cells: &[String], kind: &str) -> Vec<ColumnChunk> {
    cells.chunks(CHUNK_ROWS).map(|cells| chunk(cells, kind)).collect()
}

fn chunk(cells: &[String], kind: &str) -> ColumnChunk {
    let mut numbers = std::collections::HashMap::new();
    let mut distinct: Vec<&str> = Vec::new();
    let keys = cells
        .iter()
        .map(|cell| {
            *numbers.entry(cell.as_str()).or_insert_with(|| {
                distinct.push(cell);
                distinct.len() as u32 - 1
            })
        })
        .collect();
    ColumnChunk { keys, typed: typed(&distinct, kind), raw: StringArray::from_iter_values(&distinct) }
}

fn typed(cells: &[&str], kind: &str) -> Typed {
    let filled = |cell: &&str| (!cell.is_empty()).then(|| (*cell).to_owned());
    match kind {
        "text" => Typed::Text(cells.iter().map(filled).collect()),
        "code" => Typed::Code(cells.iter().map(filled).collect()),
        "number" => Typed::Number(cells.iter().map(|cell| thousandths(cell)).collect::<Int64Array>()),
        "flag" => Typed::Flag(cells.iter().map(|cell| flag(cell)).collect()),
        "date" => Typed::Date(cells.iter().map(|cell| date(cell)).collect()),
        "month" => Typed::Date(cells.iter().map(|cell| month(cell)).collect()),
        other => panic!("no type of cell: {other}"),
    }
}

fn thousandths(cell: &str) -> Option<i64> {
    let number: f64 = cell.parse().ok()?;
    Some((number * 1000.0).round() as i64)
}

fn flag(cell: &str) -> Option<bool> {
    match cell {
        "有" | "○" | "1" | "はい" | "あり" => Some(true),
        "無" | "×" | "0" | "いいえ" | "なし" => Some(false),
        _ => None,
    }
}

fn date(cell: &str) -> Option<RegisterDate> {
    japanese::date::parse(cell, &DateContext::default()).map(|parsed| parsed.date)
}

fn month(cell: &str) -> Option<RegisterDate> {
    let month = japanese::date::parse_month(cell, &DateContext::default())?;
    Some(RegisterDate::within(month.first_day()?, month.last_day()?, Precision::Month))
}
