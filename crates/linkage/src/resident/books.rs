//! Distinct values, numbered: each name, address, birth date and number is kept once, however many records have it.
//!
//! Values are numbered column by column: tables of millions of values lie in slow memory, and a loop that does nothing but look up has many
//! look-ups under way at once.

use std::collections::BTreeSet;

use domain::RecordKey;
use japanese::date::RegisterDate;
use rayon::prelude::*;

use super::cells::{ADDRESS, BIRTH, BUILDING, HOUSEHOLD, NAME_CELLS, PHONE, RoleCells, SEX};
use super::name::NameCells;
use crate::core::chance::mix2;
use crate::core::lists::Lists;
use crate::core::pattern::IntegerMap;
use crate::outcome::RecordRef;

/// Numbers given out in the order of first appearance, from 1.
#[derive(Default)]
pub(super) struct Numbering {
    known: IntegerMap<u64, u32>,
    last: u32,
}

impl Numbering {
    /// The numbers of fingerprints (0 stays 0), and the places in the list of those that are new.
    pub(super) fn all(&mut self, prints: impl Iterator<Item = u64>) -> (Vec<u32>, Vec<usize>) {
        let mut new = Vec::new();
        let numbers = prints.enumerate().map(|(at, print)| {
            if print == 0 {
                return 0;
            }
            let number = *self.known.entry(print).or_insert(self.last + 1);
            if number > self.last {
                self.last = number;
                new.push(at);
            }
            number
        });
        (numbers.collect(), new)
    }
}

/// Distinct records as delivered, before names and addresses are folded.
pub(super) struct Books<'a> {
    names: Numbering,
    births: Numbering,
    places: Numbering,
    households: Numbering,
    phones: Numbering,
    ids: IdBook,
    values: Values<'a>,
}

/// The values that numbers stand for; that of number 1 first.
pub(super) struct Values<'a> {
    pub(super) name_cells: Vec<NameCells<'a>>,
    pub(super) birth_book: Vec<RegisterDate>,
    /// Address and building.
    pub(super) place_cells: Vec<(&'a str, &'a str)>,
    /// Number space and number; the empty set first.
    pub(super) id_sets: Lists<(u16, u32)>,
}

/// Sets of numbers (番号) that records bear.
#[derive(Default)]
struct IdBook {
    sets: Numbering,
    texts: Numbering,
    text_prints: Vec<u64>,
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

/// What a record says, as fingerprints.
#[derive(Default)]
struct Said {
    name: u64,
    birth: u64,
    place: u64,
    household: u64,
    phone: u64,
    ids: u64,
    salt: u64,
    sex: u8,
}

impl Said {
    fn of(cells: &RoleCells<'_>, raw: &Raw, decided: &BTreeSet<RecordKey>) -> Self {
        let row = raw.first.row as usize;
        let prints = cells.prints(row);
        let ids = cells.numbers_print(row);
        Self {
            name: together(&prints[..NAME_CELLS]),
            birth: prints[BIRTH],
            place: if prints[ADDRESS] == 0 { 0 } else { together(&[prints[ADDRESS], prints[BUILDING]]) },
            household: prints[HOUSEHOLD],
            phone: prints[PHONE],
            ids,
            salt: cells.salt(&prints, ids != 0, raw.first_key, decided),
            sex: prints[SEX] as u8,
        }
    }
}

/// The fingerprint of several cells together; 0 = none of them is recorded.
fn together(prints: &[u64]) -> u64 {
    if prints.iter().all(|print| *print == 0) { 0 } else { prints.iter().fold(1, |hash, print| mix2(hash, *print)) }
}

/// Records read together.
const RECORDS_TOGETHER: usize = 1 << 18;

impl<'a> Books<'a> {
    pub(super) fn new() -> Self {
        let mut id_sets = Lists::default();
        id_sets.push([]);
        let values = Values { name_cells: Vec::new(), birth_book: Vec::new(), place_cells: Vec::new(), id_sets };
        let number = Numbering::default;
        Self {
            names: number(),
            births: number(),
            places: number(),
            households: number(),
            phones: number(),
            ids: IdBook::default(),
            values,
        }
    }

    /// The values, without what it took to number them.
    pub(super) fn into_values(self) -> Values<'a> {
        self.values
    }

    /// Fingerprints of the texts that numbers in `id_sets` stand for, that of number 1 first; they are handed out once.
    pub(super) fn text_prints(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.ids.text_prints)
    }

    /// Reads new records of one table; `cells` by role.
    pub(super) fn read(&mut self, cells: &[Option<RoleCells<'a>>], new: &mut [Raw], decided: &BTreeSet<RecordKey>) {
        new.chunks_mut(RECORDS_TOGETHER).for_each(|new| self.read_some(cells, new, decided));
    }

    fn read_some(&mut self, cells: &[Option<RoleCells<'a>>], new: &mut [Raw], decided: &BTreeSet<RecordKey>) {
        let Self { names, births, places, households, phones, ids, values } = self;
        let Values { name_cells, birth_book, place_cells, id_sets } = values;
        let of = |raw: &Raw| cells[usize::from(raw.first.role)].as_ref();
        let said = |raw: &Raw| of(raw).map_or_else(Said::default, |cells| Said::of(cells, raw, decided));
        let said: Vec<Said> = new.par_iter().with_min_len(4_096).map(said).collect();
        let at = |place: usize| of(&new[place]).map(|cells| (cells, new[place].first.row as usize));
        let read_names = || {
            let (numbers, first) = names.all(said.iter().map(|said| said.name));
            name_cells.extend(first.into_iter().filter_map(at).map(|(cells, row)| cells.name(row)));
            numbers
        };
        let read_places = || {
            let (numbers, first) = places.all(said.iter().map(|said| said.place));
            let text = |(cells, row): (&RoleCells<'a>, usize)| (cells.text(ADDRESS, row), cells.text(BUILDING, row));
            place_cells.extend(first.into_iter().filter_map(at).map(text));
            let (births, first) = births.all(said.iter().map(|said| said.birth));
            birth_book.extend(first.into_iter().filter_map(at).map(|(cells, row)| cells.birth(row)));
            (numbers, births)
        };
        let read_households = || {
            let (numbers, _) = households.all(said.iter().map(|said| said.household));
            (numbers, phones.all(said.iter().map(|said| said.phone)).0)
        };
        let (ids, (name, ((place, birth), (household, phone)))) = rayon::join(
            || {
                let of = |place| at(place).map(|(cells, row)| cells.numbers(row));
                ids.read(id_sets, said.iter().map(|said| said.ids), of)
            },
            || rayon::join(read_names, || rayon::join(read_places, read_households)),
        );
        new.par_iter_mut().with_min_len(4_096).enumerate().for_each(|(at, raw)| {
            raw.name = name[at];
            raw.others = Others {
                birth: birth[at],
                sex: said[at].sex,
                place: place[at],
                household: household[at],
                phone: phone[at],
                ids: ids[at],
                salt: said[at].salt,
            };
        });
    }
}

impl IdBook {
    /// The numbers of sets, by their fingerprints; `of` tells the members of a set: (number space, fingerprint).
    fn read<I: Iterator<Item = (u16, u64)>>(
        &mut self,
        id_sets: &mut Lists<(u16, u32)>,
        sets: impl Iterator<Item = u64>,
        of: impl Fn(usize) -> Option<I>,
    ) -> Vec<u32> {
        let (numbers, first) = self.sets.all(sets);
        let members: Vec<Vec<(u16, u64)>> =
            first.into_iter().map(|at| of(at).into_iter().flatten().collect()).collect();
        let prints = || members.iter().flatten().map(|(_, print)| *print);
        let (texts, new) = self.texts.all(prints());
        let mut new = new.into_iter().peekable();
        self.text_prints
            .extend(prints().enumerate().filter(|(at, _)| new.next_if_eq(at).is_some()).map(|(_, print)| print));
        let mut texts = texts.into_iter();
        for members in members {
            let mut set: Vec<(u16, u32)> = members.iter().map(|(space, _)| *space).zip(&mut texts).collect();
            set.sort_unstable();
            set.dedup();
            id_sets.push(set);
        }
        numbers
    }
}
