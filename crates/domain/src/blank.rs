//! Rows that a newer delivery replaced, inside a table that otherwise holds: they are emptied, not removed, so that link
//! results keep their places.

use arrow_array::{Array, Int64Array, StringArray};

use crate::id::RecordKey;
use crate::resolution::{Method, Resolution};
use crate::table::{CHUNK_ROWS, ColumnChunk, Table, Typed};
use crate::weight::Weight;

impl Table {
    /// Empties rows: every cell is missing, and the record number is 0. `gone` has one entry per row.
    pub fn rows_blank(&mut self, gone: &[bool]) {
        if !gone.contains(&true) {
            return;
        }
        if self.record_numbers.is_empty() {
            self.record_numbers = (1..=self.rows as u32).collect();
        }
        for (number, gone) in self.record_numbers.iter_mut().zip(gone) {
            if *gone {
                *number = 0;
            }
        }
        for column in &mut self.columns {
            for (chunk, gone) in column.chunks.iter_mut().zip(gone.chunks(CHUNK_ROWS)) {
                chunk_blank(chunk, gone);
            }
        }
    }

    /// Whether [`Table::rows_blank`] emptied the row.
    #[must_use]
    pub fn is_blank(&self, row: usize) -> bool {
        self.record_numbers.get(row) == Some(&0)
    }
}

impl Resolution {
    /// Forgets the people of rows that were emptied in the table of the same delivery.
    pub fn rows_blank(&mut self, table: &Table) {
        for row in (0..self.persons.len()).filter(|row| table.is_blank(*row)) {
            self.persons[row] = 0;
            if let Some(method) = self.methods.get_mut(row) {
                *method = Method::None;
            }
            if let Some(weight) = self.weights.get_mut(row) {
                *weight = Weight(0);
            }
            if let Some(key) = self.keys.get_mut(row) {
                *key = RecordKey(0);
            }
        }
    }
}

/// Lets the keys of emptied rows point to a cell of their own, which is missing.
fn chunk_blank(chunk: &mut ColumnChunk, gone: &[bool]) {
    if !gone.contains(&true) {
        return;
    }
    let missing = chunk.raw.len() as u32;
    for (key, gone) in chunk.keys.iter_mut().zip(gone) {
        if *gone {
            *key = missing;
        }
    }
    chunk.raw = chunk.raw.iter().chain([Some("")]).collect();
    match &mut chunk.typed {
        Typed::Text(cells) | Typed::Code(cells) => *cells = cells.iter().chain([None]).collect::<StringArray>(),
        Typed::Number(cells) => *cells = cells.iter().chain([None]).collect::<Int64Array>(),
        Typed::Date(cells) => cells.push(None),
        Typed::Flag(cells) => cells.push(None),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;
    use crate::extract::{Coverage, Delivery, Extract};
    use crate::id::{ExtractId, OwnerId, SourceId};
    use crate::table::{Column, ColumnMeta, Value};

    #[test]
    fn an_emptied_row_says_nothing_and_the_others_stay() {
        let meta = ColumnMeta {
            ordinal: 0,
            header: "欠席日数".into(),
            item: None,
            role: 0,
            field: None,
            repeat: None,
            month: None,
            day: None,
        };
        let chunk = ColumnChunk {
            keys: vec![0, 0, 1],
            raw: StringArray::from(vec!["3", "5"]),
            typed: Typed::Number(Int64Array::from(vec![3_000, 5_000])),
        };
        let extract = Extract {
            id: ExtractId(1),
            source: SourceId::new("attendance"),
            system: "校務支援".into(),
            owner: OwnerId::new("指導課"),
            file: "出欠.csv".into(),
            as_of: Date::constant(2022, 11, 30),
            delivery: Delivery::Slice,
            slice: "month=2022-10|month=2022-11".into(),
            coverage: Coverage::default(),
        };
        let mut table = Table {
            extract,
            roles: Vec::new(),
            rows: 3,
            record_numbers: Vec::new(),
            columns: vec![Column { meta, chunks: vec![chunk] }],
        };
        let mut people = Resolution {
            extract: ExtractId(1),
            role: 0,
            persons: vec![7, 8, 9],
            methods: vec![Method::Reference; 3],
            weights: Vec::new(),
            keys: Vec::new(),
        };
        table.rows_blank(&[true, false, false]);
        people.rows_blank(&table);
        let column = &table.columns[0];
        assert_eq!((column.value(0), column.raw(0)), (Value::Missing, ""));
        assert_eq!((column.value(1), column.value(2)), (Value::Number(3_000), Value::Number(5_000)));
        assert_eq!((table.record_number(0), table.record_number(2)), (0, 3));
        assert_eq!(people.persons, [0, 8, 9]);
        assert_eq!(people.methods[0], Method::None);
    }
}
