//! Small dictionaries: distinct texts as running numbers, in the order they are first met.

use std::collections::HashMap;

use domain::{Column, Value};

/// Text → number from 1; 0 stands for nothing.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    numbers: HashMap<String, u32>,
}

impl Interner {
    /// The number of a text; the empty text is 0.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.numbers.len() as u32 + 1;
        self.numbers.insert(text.to_owned(), number);
        number
    }

    /// The number of a text met before; 0 = never met.
    pub(crate) fn find(&self, text: &str) -> u32 {
        self.numbers.get(text).copied().unwrap_or(0)
    }
}

/// For each chunk of a column, what each distinct cell becomes.
pub(crate) fn per_distinct<T>(column: &Column, mut of: impl FnMut(Value<'_>, &str) -> T) -> Vec<Vec<T>> {
    column
        .chunks
        .iter()
        .map(|chunk| (0..chunk.typed.len()).map(|at| of(chunk.typed.get(at), chunk.raw.value(at))).collect())
        .collect()
}

/// Looks up the cell of a row in what [`per_distinct`] made.
pub(crate) fn of_row<T: Copy>(column: &Column, distinct: &[Vec<T>], row: usize) -> T {
    let chunk = row / domain::CHUNK_ROWS;
    distinct[chunk][column.chunks[chunk].keys[row % domain::CHUNK_ROWS] as usize]
}

/// The text of a cell: typed where it is text, else as delivered.
pub(crate) fn text_of<'a>(value: Value<'a>, raw: &'a str) -> &'a str {
    match value {
        Value::Text(text) | Value::Code(text) => text.trim(),
        _ => raw.trim(),
    }
}
