//! What a record is called in the output: its source and its key.

use super::{FileTable, Recipe};

/// Source and key of a record.
pub(super) type Name<'a> = (&'a str, &'a str);

/// Names of all records.
pub(super) struct Names<'a> {
    inputs: &'a [FileTable],
    /// Per input: the column of its keys.
    keys: Vec<Option<usize>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(recipe: &Recipe, inputs: &'a [FileTable]) -> Self {
        let key = |(at, table): (usize, &FileTable)| recipe.id_column(at, &table.source, &table.header);
        Self { inputs, keys: inputs.iter().enumerate().map(key).collect() }
    }

    /// The name of the record at (input, row).
    pub(super) fn of(&self, (input, row): (u16, u32)) -> Name<'a> {
        let table = &self.inputs[input as usize];
        (&table.source, self.keys[input as usize].map_or("", |key| table.columns[key].text(row as usize)))
    }
}
