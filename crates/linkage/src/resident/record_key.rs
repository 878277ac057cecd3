//! Record keys: keyed fingerprints that name a record across deliveries without telling anything about it.

use domain::{Field, RecordKey, Table};
use rayon::prelude::*;

use crate::core::chance::mix2;

/// Columns a key is made of, each distinct cell fingerprinted once.
pub(super) struct KeyColumns<'a> {
    start: u64,
    /// The source's key, else nothing.
    own: &'a [Cells<'a>],
    /// Identifiers of the role.
    identifiers: Vec<Cells<'a>>,
    /// Identity cells of the role.
    identity: Vec<Cells<'a>>,
    /// Place of the birth date among the identity cells.
    birth: Option<usize>,
    /// Beside whom somebody stands of whom only a name is known. For a relative: identifiers, else identity cells, of the row's first
    /// role. For the first role: identity cells of the others, else the address.
    beside: [Vec<Cells<'a>>; 2],
}

pub(super) struct Cells<'a> {
    column: &'a domain::Column,
    prints: Vec<Vec<u64>>,
}

/// The cells of the source's key columns (positions in `key`), which all roles of a table share.
pub(super) fn own<'a>(table: &'a Table, key: &[usize], secret: &[u8; 32]) -> Vec<Cells<'a>> {
    key.iter().filter_map(|at| table.columns.get(*at)).map(|column| Cells::new(column, secret)).collect()
}

impl<'a> KeyColumns<'a> {
    /// For one role of a table with these key cells.
    pub(super) fn new(table: &'a Table, role: u8, own: &'a [Cells<'a>], secret: &[u8; 32]) -> Self {
        let load = |column: &'a domain::Column| Cells::new(column, secret);
        let of = |role: u8, wanted: fn(&Field) -> bool| {
            table
                .columns
                .iter()
                .filter(|column| column.meta.role == role && column.meta.field.as_ref().is_some_and(wanted))
                .map(load)
                .collect::<Vec<_>>()
        };
        let (identifiers, identity) =
            if own.is_empty() { (of(role, is_number), of(role, says_who)) } else { (Vec::new(), Vec::new()) };
        let birth = identity.iter().position(|cells: &Cells<'_>| cells.column.meta.field == Some(Field::BirthDate));
        // Where every row has a birth date nobody asks who stands beside.
        let undated = !identity.is_empty()
            && birth.is_none_or(|at| identity[at].prints.iter().flatten().any(|print| *print == 0));
        let beside = match role {
            _ if !undated => [Vec::new(), Vec::new()],
            0 => {
                let others = (1..table.roles.len() as u8).flat_map(|other| of(other, says_who)).collect();
                [others, of(0, |field| matches!(field, Field::Address | Field::Building))]
            }
            _ => [of(0, is_number), of(0, says_who)],
        };
        let role_id: &str = table.roles.get(usize::from(role)).map_or("", |role| &role.id);
        let start = mix2(print(secret, table.extract.source.as_str()), print(secret, role_id));
        Self { start, own, identifiers, identity, birth, beside }
    }

    /// The key of a row.
    pub(super) fn key(&self, row: usize) -> RecordKey {
        for (kind, cells) in [(1, self.own), (2, self.identifiers.as_slice()), (3, self.identity.as_slice())] {
            let mut recorded = false;
            let hash = cells.iter().fold(mix2(self.start, kind), |hash, cells| {
                let print = cells.print(row);
                recorded |= print != 0;
                mix2(hash, print)
            });
            if recorded {
                let hash = if kind == 3 { self.beside(row, hash) } else { hash };
                // Databases hold signed 64-bit numbers: the sign stays free.
                return RecordKey((hash >> 1).max(1));
            }
        }
        RecordKey((mix2(mix2(self.start, 4), row as u64) >> 1).max(1))
    }

    /// Names alone are no key: two 佐藤恵 in one list are told apart by the children they stand beside, two 佐藤翔 by their parents.
    fn beside(&self, row: usize, hash: u64) -> u64 {
        if self.birth.is_some_and(|at| self.identity[at].print(row) != 0) {
            return hash;
        }
        let recorded = |cells: &&Vec<Cells<'a>>| cells.iter().any(|cells| cells.print(row) != 0);
        let beside = self.beside.iter().find(recorded);
        beside.into_iter().flatten().fold(hash, |hash, cells| mix2(hash, cells.print(row)))
    }
}

fn is_number(field: &Field) -> bool {
    matches!(field, Field::Identifier(_))
}

/// Whether a field says who somebody is.
fn says_who(field: &Field) -> bool {
    field.is_name() || matches!(field, Field::BirthDate | Field::Sex)
}

impl<'a> Cells<'a> {
    fn new(column: &'a domain::Column, secret: &[u8; 32]) -> Self {
        let prints = column
            .chunks
            .par_iter()
            .map(|chunk| {
                (0..chunk.typed.len())
                    .map(|at| {
                        let cell = japanese::text::clean(chunk.raw.value(at));
                        if cell.is_empty() { 0 } else { print(secret, &cell).max(1) }
                    })
                    .collect()
            })
            .collect();
        Self { column, prints }
    }

    fn print(&self, row: usize) -> u64 {
        let (chunk, place) = (row / domain::CHUNK_ROWS, row % domain::CHUNK_ROWS);
        self.prints[chunk][self.column.chunks[chunk].keys[place] as usize]
    }
}

fn print(secret: &[u8; 32], text: &str) -> u64 {
    let hash = blake3::keyed_hash(secret, text.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(first)
}
