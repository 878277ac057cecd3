//! Distinct values, numbered: each name, address, birth date and number is kept once, however many records have it.

use std::collections::BTreeSet;

use domain::RecordKey;
use japanese::date::RegisterDate;
use rayon::prelude::*;

use super::cells::{ADDRESS, BIRTH, BUILDING, HOUSEHOLD, NAME_CELLS, PHONE, Prints, RoleCells, SEX};
use super::name::NameCells;
use crate::core::chance::mix2;
use crate::core::lists::Lists;
use crate::core::pattern::IntegerMap;
use crate::outcome::RecordRef;

/// Numbers given out in the order of first appearance, from 1.
#[derive(Default)]
pub(super) struct Numbering {
    known: IntegerMap<u64, u32>,
    pub(super) prints: Vec<u64>,
}

impl Numbering {
    /// The number of a fingerprint, and whether it is new; 0 stays 0.
    fn number(&mut self, print: u64) -> (u32, bool) {
        if print == 0 {
            return (0, false);
        }
        let next = self.prints.len() as u32 + 1;
        let number = *self.known.entry(print).or_insert(next);
        if number == next {
            self.prints.push(print);
        }
        (number, number == next)
    }
}

/// Distinct names, before they are folded.
#[derive(Default)]
pub(super) struct NameBook<'a> {
    numbers: Numbering,
    pub(super) cells: Vec<NameCells<'a>>,
}

/// What else is told of people.
#[derive(Default)]
pub(super) struct OtherBooks<'a> {
    pub(super) texts: Numbering,
    births: Numbering,
    places: Numbering,
    ids: Numbering,
    values: Values<'a>,
}

/// The values that numbers stand for.
#[derive(Default)]
pub(super) struct Values<'a> {
    pub(super) birth_book: Vec<RegisterDate>,
    /// Address and building.
    pub(super) place_cells: Vec<(&'a str, &'a str)>,
    /// The empty one first.
    pub(super) id_sets: Lists<(u16, u32)>,
}

/// Distinct records as delivered, before names and addresses are folded.
pub(super) struct Books<'a> {
    pub(super) names: NameBook<'a>,
    pub(super) others: OtherBooks<'a>,
}

/// A distinct record as delivered.
pub(super) struct Raw {
    /// Number in the book of names; 0 = not recorded.
    pub(super) name: u32,
    pub(super) others: Others,
    pub(super) kin: bool,
    pub(super) mentions: u32,
    pub(super) first: RecordRef,
    pub(super) first_key: RecordKey,
    /// The last unique role of an extract it was seen in; 0 = none.
    pub(super) slot: u32,
}

/// What a record says beside its name: numbers in the books; 0 = not recorded.
#[derive(Default)]
pub(super) struct Others {
    pub(super) birth: u32,
    pub(super) sex: u8,
    pub(super) place: u32,
    pub(super) household: u32,
    pub(super) phone: u32,
    pub(super) ids: u32,
    pub(super) salt: u64,
}

impl Raw {
    /// A record that nothing is read of yet.
    pub(super) fn new(first: RecordRef, first_key: RecordKey, kin: bool) -> Self {
        Self { name: 0, others: Others::default(), kin, mentions: 0, first, first_key, slot: 0 }
    }
}

/// The fingerprint of several cells together; 0 = none of them is recorded.
fn together(prints: &[u64]) -> u64 {
    if prints.iter().all(|print| *print == 0) { 0 } else { prints.iter().fold(1, |hash, print| mix2(hash, *print)) }
}

impl<'a> Books<'a> {
    pub(super) fn new() -> Self {
        let mut others = OtherBooks::default();
        others.values.id_sets.push([]);
        Self { names: NameBook::default(), others }
    }

    /// Reads new records of one table; `cells` by role. Names are numbered beside everything else.
    pub(super) fn read(&mut self, cells: &[Option<RoleCells<'a>>], new: &mut [Raw], decided: &BTreeSet<RecordKey>) {
        let of = |raw: &Raw| cells[usize::from(raw.first.role)].as_ref();
        let prints: Vec<Prints> = new
            .par_iter()
            .with_min_len(4_096)
            .map(|raw| of(raw).map_or_else(Prints::default, |cells| cells.prints(raw.first.row as usize)))
            .collect();
        let pairs = || new.iter().zip(&prints).filter_map(|(raw, prints)| Some((raw, of(raw)?, prints)));
        let (names, others): (Vec<u32>, Vec<Others>) = rayon::join(
            || pairs().map(|(raw, cells, prints)| self.names.record(cells, raw.first.row as usize, prints)).collect(),
            || pairs().map(|(raw, cells, prints)| self.others.record(cells, raw, prints, decided)).collect(),
        );
        for ((raw, name), others) in new.iter_mut().zip(names).zip(others) {
            raw.name = name;
            raw.others = others;
        }
    }
}

impl<'a> NameBook<'a> {
    fn record(&mut self, cells: &RoleCells<'a>, row: usize, prints: &Prints) -> u32 {
        let (name, new) = self.numbers.number(together(&prints[..NAME_CELLS]));
        if new {
            let text = |cell: usize| cells.text(cell, row);
            self.cells.push(NameCells {
                full: text(0),
                surname: text(1),
                given: text(2),
                kana: text(3),
                surname_kana: text(4),
                given_kana: text(5),
                alias: text(6),
                former: text(7),
            });
        }
        name
    }
}

impl<'a> OtherBooks<'a> {
    /// The values, without what it took to number them.
    pub(super) fn into_values(self) -> Values<'a> {
        self.values
    }

    fn record(&mut self, cells: &RoleCells<'a>, raw: &Raw, prints: &Prints, decided: &BTreeSet<RecordKey>) -> Others {
        let row = raw.first.row as usize;
        let mut set: Vec<(u16, u32)> =
            cells.numbers(row).map(|(space, print)| (space, self.texts.number(print).0)).collect();
        set.sort_unstable();
        set.dedup();
        let (ids, new) = self.ids.number(
            set.iter().fold(0, |hash, (space, number)| mix2(hash, (u64::from(*space) << 32) | u64::from(*number))),
        );
        let salt = cells.salt(prints, !set.is_empty(), raw.first_key, decided);
        if new {
            self.values.id_sets.push(set);
        }
        let address = if prints[ADDRESS] == 0 { 0 } else { together(&[prints[ADDRESS], prints[BUILDING]]) };
        let (place, new) = self.places.number(address);
        if new {
            self.values.place_cells.push((cells.text(ADDRESS, row), cells.text(BUILDING, row)));
        }
        let (birth, new) = self.births.number(prints[BIRTH]);
        if new {
            self.values.birth_book.push(cells.birth(row));
        }
        Others {
            birth,
            sex: prints[SEX] as u8,
            place,
            household: self.texts.number(prints[HOUSEHOLD]).0,
            phone: self.texts.number(prints[PHONE]).0,
            ids,
            salt,
        }
    }
}
