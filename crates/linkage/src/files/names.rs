//! What a record is called in the output: its source and its key.

use super::{FileTable, Recipe};

/// Source and key of a record.
pub(super) type Name<'a> = (&'a str, &'a str);

/// A name that is quickly compared: the place of the source in the order of sources, the first eight bytes of the key, the key.
pub(super) type Sortable<'a> = (u16, u64, &'a str);

/// Names of all records.
pub(super) struct Names<'a> {
    inputs: &'a [FileTable],
    /// The inputs in the order of their sources.
    ordered: Vec<u16>,
    /// Per input: its place in that order.
    places: Vec<u16>,
    /// Per input: the column of its keys.
    keys: Vec<Option<usize>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(recipe: &Recipe, inputs: &'a [FileTable]) -> Self {
        let key = |(at, table): (usize, &FileTable)| recipe.id_column(at, &table.source, &table.header);
        let mut ordered: Vec<u16> = (0..inputs.len() as u16).collect();
        ordered.sort_by_key(|input| &inputs[usize::from(*input)].source);
        let mut places = vec![0; ordered.len()];
        ordered.iter().zip(0..).for_each(|(input, place)| places[usize::from(*input)] = place);
        Self { inputs, ordered, places, keys: inputs.iter().enumerate().map(key).collect() }
    }

    /// The name of the record at (input, row), in an order that is that of the names.
    pub(super) fn sortable(&self, record: (u16, u32)) -> Sortable<'a> {
        let key = self.of(record).1;
        let mut first = [0; 8];
        first.iter_mut().zip(key.bytes()).for_each(|(place, byte)| *place = byte);
        (self.places[usize::from(record.0)], u64::from_be_bytes(first), key)
    }

    /// The name that was made sortable.
    pub(super) fn of_sorted(&self, (place, _, key): Sortable<'a>) -> Name<'a> {
        (&self.inputs[usize::from(self.ordered[usize::from(place)])].source, key)
    }

    /// The name of the record at (input, row).
    pub(super) fn of(&self, (input, row): (u16, u32)) -> Name<'a> {
        let table = &self.inputs[input as usize];
        (&table.source, self.keys[input as usize].map_or("", |key| table.columns[key].text(row as usize)))
    }
}
