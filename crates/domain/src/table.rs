//! Delivered cells in memory: columns, dictionary-encoded in chunks of 65,536 rows.
//!
//! A chunk holds each distinct cell once, as delivered and typed; rows are keys into it. What is expensive
//! (cleansing, comparing, folding) is done per distinct cell, never per row.

use arrow_array::{Array, Int64Array, StringArray};
use japanese::date::RegisterDate;

use crate::extract::Extract;
use crate::field::{Field, Role};
use crate::id::ItemId;

/// Rows of a chunk; the last chunk of a column may be shorter.
pub const CHUNK_ROWS: usize = 65_536;

/// One extract in memory.
#[derive(Debug, Clone)]
pub struct Table {
    /// The delivery it came with.
    pub extract: Extract,
    /// Roles of the source, primary first.
    pub roles: Vec<Role>,
    /// Admitted rows.
    pub rows: usize,
    /// For each admitted row, its record number in the file, from 1 (refused rows leave gaps).
    /// Empty when no row was refused: then it is row + 1.
    pub record_numbers: Vec<u32>,
    /// Columns that were asked for, in the order of the source definition.
    pub columns: Vec<Column>,
}

/// One admitted column of one extract.
#[derive(Debug, Clone)]
pub struct Column {
    /// What it is.
    pub meta: ColumnMeta,
    /// Its cells, in chunks of [`CHUNK_ROWS`].
    pub chunks: Vec<ColumnChunk>,
}

/// What a column is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnMeta {
    /// Place among the stored columns of the extract, from 0.
    pub ordinal: u16,
    /// Header as delivered.
    pub header: String,
    /// The catalogue item, when it carries one (identifier and time columns may not).
    pub item: Option<ItemId>,
    /// Index into [`Table::roles`] of whom it speaks.
    pub role: u8,
    /// Its part in matching, time or school place.
    pub field: Option<Field>,
    /// For repeated groups and wide monthly columns: which repetition (家族3 → 3; 5月 → 5).
    pub repeat: Option<u8>,
    /// For wide monthly columns: the calendar month (1–12) the cell speaks of, within the row's 年度.
    pub month: Option<u8>,
    /// For wide daily columns: the day (1–31) the cell speaks of, within the row's month.
    pub day: Option<u8>,
}

impl ColumnMeta {
    /// Whether the column is one of a row of months or days that stand side by side.
    #[must_use]
    pub const fn is_wide(&self) -> bool {
        self.month.is_some() || self.day.is_some()
    }
}

/// Up to [`CHUNK_ROWS`] cells: `keys[row]` points into the distinct values.
#[derive(Debug, Clone)]
pub struct ColumnChunk {
    /// Per row: index of its value.
    pub keys: Vec<u32>,
    /// Distinct cells as delivered (the empty string is an empty cell).
    pub raw: StringArray,
    /// The same cells, typed; same length as `raw`.
    pub typed: Typed,
}

/// Typed distinct cells; `None`/null = not recorded or not readable (a finding says which).
#[derive(Debug, Clone)]
pub enum Typed {
    /// Cleaned text.
    Text(StringArray),
    /// Canonical code of the code table.
    Code(StringArray),
    /// A register date with its interval.
    Date(Vec<Option<RegisterDate>>),
    /// A number in thousandths.
    Number(Int64Array),
    /// Yes or no.
    Flag(Vec<Option<bool>>),
}

/// One typed cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// Not recorded, or not readable.
    Missing,
    /// Cleaned text.
    Text(&'a str),
    /// Canonical code.
    Code(&'a str),
    /// Register date.
    Date(RegisterDate),
    /// Number in thousandths.
    Number(i64),
    /// Yes or no.
    Flag(bool),
}

impl Typed {
    /// The number of distinct cells.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Text(values) | Self::Code(values) => values.len(),
            Self::Date(values) => values.len(),
            Self::Number(values) => values.len(),
            Self::Flag(values) => values.len(),
        }
    }

    /// Whether there is no cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The typed cell at `index`, which must be below [`Typed::len`].
    #[must_use]
    pub fn get(&self, index: usize) -> Value<'_> {
        match self {
            Self::Text(values) if values.is_valid(index) => Value::Text(values.value(index)),
            Self::Code(values) if values.is_valid(index) => Value::Code(values.value(index)),
            Self::Number(values) if values.is_valid(index) => Value::Number(values.value(index)),
            Self::Date(values) => values[index].map_or(Value::Missing, Value::Date),
            Self::Flag(values) => values[index].map_or(Value::Missing, Value::Flag),
            _ => Value::Missing,
        }
    }
}

impl ColumnChunk {
    /// The typed cell of a row of this chunk.
    #[must_use]
    pub fn value(&self, row: usize) -> Value<'_> {
        self.typed.get(self.keys[row] as usize)
    }

    /// The cell of a row of this chunk as delivered.
    #[must_use]
    pub fn raw(&self, row: usize) -> &str {
        self.raw.value(self.keys[row] as usize)
    }
}

impl Column {
    /// The typed cell of a row of the table, counted from 0.
    #[must_use]
    pub fn value(&self, row: usize) -> Value<'_> {
        self.chunks[row / CHUNK_ROWS].value(row % CHUNK_ROWS)
    }

    /// The cell of a row of the table as delivered.
    #[must_use]
    pub fn raw(&self, row: usize) -> &str {
        self.chunks[row / CHUNK_ROWS].raw(row % CHUNK_ROWS)
    }
}

impl Table {
    /// The record number in the file of an admitted row (from 1).
    #[must_use]
    pub fn record_number(&self, row: usize) -> u32 {
        self.record_numbers.get(row).copied().unwrap_or(row as u32 + 1)
    }

    /// The column of a role that plays a part.
    pub fn field(&self, role: u8, field: &Field) -> Option<&Column> {
        self.columns.iter().find(|c| c.meta.role == role && c.meta.field.as_ref() == Some(field))
    }

    /// The columns that carry an item (several when a group repeats).
    pub fn item<'a>(&'a self, item: &'a ItemId) -> impl Iterator<Item = &'a Column> {
        self.columns.iter().filter(move |c| c.meta.item.as_ref() == Some(item))
    }
}
