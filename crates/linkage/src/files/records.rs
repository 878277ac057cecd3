//! The order of records, and which of them stand in which input.

use rayon::prelude::*;

use super::recipe::RecipeFault;
use super::table::{FileTable, StringColumn};
use crate::core::chance::text_hash;

/// The records of the inputs, one input behind the other.
#[derive(Debug)]
pub(super) struct ByInput {
    records: Vec<u32>,
    /// Where the records of each input begin, and the end of the last one.
    starts: Vec<usize>,
}

impl ByInput {
    fn new(inputs: &[FileTable], records: &[(u16, u32)]) -> Self {
        let ends = inputs.iter().scan(0, |sum, table| {
            *sum += table.rows;
            Some(*sum)
        });
        let starts: Vec<usize> = std::iter::once(0).chain(ends).collect();
        let mut by_input = vec![0_u32; records.len()];
        for (record, (input, row)) in records.iter().enumerate() {
            by_input[starts[*input as usize] + *row as usize] = record as u32;
        }
        Self { records: by_input, starts }
    }

    /// The records of an input, row by row.
    pub(super) fn of(&self, input: usize) -> &[u32] {
        &self.records[self.starts[input]..self.starts[input + 1]]
    }
}

/// Input and row of each record, in an order that depends on their keys alone; the same input by input; and the faults of the keys. `ids` are the places of
/// the id columns.
pub(super) fn ordered(inputs: &[FileTable], ids: &[usize]) -> (Vec<(u16, u32)>, ByInput, Vec<RecipeFault>) {
    let mut faults = Vec::new();
    let mut keyed = Vec::with_capacity(inputs.len());
    for (table, id) in inputs.iter().zip(ids) {
        keyed.push(sorted_keys(&table.columns[*id], table.rows));
        key_faults(table, *id, keyed.last().map_or(&[], Vec::as_slice), &mut faults);
    }
    let records = by_keys(inputs, &keyed);
    let by_input = ByInput::new(inputs, &records);
    (records, by_input, faults)
}

/// Fingerprints of the keys of an input with their rows, ascending.
fn sorted_keys(column: &StringColumn, rows: usize) -> Vec<(u64, u32)> {
    let mut keyed: Vec<(u64, u32)> =
        (0..rows as u32).into_par_iter().map(|row| (text_hash(column.text(row as usize)), row)).collect();
    keyed.par_sort_unstable();
    keyed
}

/// All records, ordered by their keys, those of one key by the names of their inputs.
fn by_keys(inputs: &[FileTable], keyed: &[Vec<(u64, u32)>]) -> Vec<(u16, u32)> {
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
