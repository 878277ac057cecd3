//! Gathers who is spoken of: every role of every row becomes one of few distinct records, column by column.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Field, Namespace, RecordKey, Role, Table, Verdict};
use japanese::date::RegisterDate;
use rayon::prelude::*;

use super::LinkInput;
use super::books::{Books, Numbering, Raw, Values};
use super::cells::{self, RoleCells};
use super::name::{self, NameCells, NameSet};
use super::place::Place;
use crate::core::chance::mix2;
use crate::core::lists::Lists;
use crate::core::pattern::IntegerMap;
use crate::outcome::RecordRef;

/// Distinct records, column by column. Index 0 is the first in canonical order (source, file, row, role).
#[derive(Default)]
pub(super) struct Entities {
    /// What is compared of each record.
    pub(super) cards: Vec<Card>,
    /// Whether it is a relative named beside somebody else of the row.
    pub(super) kin: Vec<bool>,
    /// How many rows speak of it.
    pub(super) mentions: Vec<u32>,
    pub(super) first: Vec<RecordRef>,
    pub(super) first_key: Vec<RecordKey>,
    /// Unique roles of extracts each stands in.
    pub(super) slots: Lists<u32>,
    pub(super) name_sets: Vec<NameSet>,
    pub(super) birth_book: Vec<RegisterDate>,
    /// Identifiers: (number space, text number), ascending.
    pub(super) id_sets: Lists<(u16, u32)>,
}

/// What is compared of one record, in one place of memory: pairs are looked at in no order of records.
pub(super) struct Card {
    pub(super) place: Place,
    /// Index into `name_sets`; 0 = no name.
    pub(super) name: u32,
    /// Index into `birth_book`; 0 = none.
    pub(super) birth: u32,
    /// Text numbers; 0 = none.
    pub(super) household: u32,
    pub(super) phone: u32,
    /// Index into `id_sets`; 0 = none.
    pub(super) ids: u32,
    /// 1 male, 2 female, 0 not known.
    pub(super) sex: u8,
}

/// The records of one role of one table.
pub(super) struct RoleRecords {
    pub(super) table: usize,
    pub(super) role: u8,
    /// Per row: entity + 1; 0 = nobody. Empty when no row of the table names anybody.
    pub(super) entity: Vec<u32>,
    pub(super) keys: Vec<RecordKey>,
}

/// Everything gathered.
pub(super) struct Gathered {
    pub(super) entities: Entities,
    pub(super) roles: Vec<RoleRecords>,
    /// Fingerprints of the texts that numbers in [`Entities`] stand for; that of number 1 first.
    pub(super) text_prints: Vec<u64>,
    pub(super) namespaces: Vec<Namespace>,
    /// Entities of each record key that decisions name.
    pub(super) decided: BTreeMap<RecordKey, Vec<u32>>,
    /// Entities that stand by themselves because people found them to be, or not to be, somebody; ascending.
    pub(super) salted: Vec<u32>,
    /// Numbers that do not name one person.
    pub(super) distrusted: super::trust::Distrusted,
}

/// Whether rows of a role only refer to a person.
pub(super) fn refers(table: &Table, index: u8, role: &Role) -> bool {
    !role.references.is_empty() && table.field(index, &Field::BirthDate).is_none()
}

/// Rows of the tables that are made ready together; bounds the memory of the fingerprints of small tables (a large one is made ready whole).
const BATCH_ROWS: usize = 200_000;

/// Gathers all records of all tables.
pub(super) fn gather<'a>(input: &LinkInput<'a>) -> Gathered {
    let mut order: Vec<usize> = (0..input.tables.len()).collect();
    order.sort_by(|a, b| {
        let place =
            |at: usize| (&input.tables[at].extract.source, &input.tables[at].extract.file, input.tables[at].extract.id);
        place(*a).cmp(&place(*b))
    });
    let keys = |wanted: fn(Verdict) -> bool| -> BTreeSet<RecordKey> {
        let decisions = input.decisions.iter().filter(|decision| wanted(decision.verdict));
        decisions.flat_map(|decision| [decision.left, decision.right]).collect()
    };
    let decided = keys(|verdict| matches!(verdict, Verdict::Same | Verdict::Different));
    let named = keys(|_| true);
    let namespaces = namespaces(input, &order);
    let mut books = Books::new();
    let mut raws: Vec<Raw> = Vec::new();
    let mut slots: Vec<(u32, u32)> = Vec::new();
    let mut raw_numbers = Numbering::default();
    let mut roles = Vec::new();
    let mut slot = 0;
    let batches = batches(input, &order);
    let prepare = |batch: usize| -> Vec<Vec<Option<RoleCells<'a>>>> {
        let tables: &[usize] = batches.get(batch).copied().unwrap_or_default();
        tables.par_iter().map(|at| cells::of_table(input, *at, &namespaces, &decided)).collect()
    };
    let mut number = |batch: &[usize], ready: Vec<Vec<Option<RoleCells<'a>>>>| {
        for (&at, mut cells) in batch.iter().zip(ready) {
            let rows = input.tables[at].rows;
            let first_slot = slot + 1;
            slot += cells.iter().flatten().count() as u32;
            let present: Vec<usize> = (0..cells.len()).filter(|role| cells[*role].is_some()).collect();
            // Who only refers to people is looked up later.
            let named = if present.is_empty() { 0 } else { rows };
            let mut entities: Vec<Vec<u32>> = cells.iter().map(|_| vec![0; named]).collect();
            let known = raws.len();
            // Row by row and role by role: the canonical order of records.
            let roles_of_table: Vec<(usize, &RoleCells<'a>)> =
                present.iter().filter_map(|role| Some((*role, cells[*role].as_ref()?))).collect();
            let width = roles_of_table.len();
            let rows = (0..named).flat_map(|row| roles_of_table.iter().map(move |(_, cells)| cells.rows[row].0));
            let (numbers, new) = raw_numbers.all(rows);
            raws.extend(new.into_iter().map(|place| {
                let (row, (role, cells)) = (place / width, roles_of_table[place % width]);
                let first = RecordRef { table: at as u32, row: row as u32, role: role as u8 };
                Raw::new(first, cells.rows[row].1, cells.kin)
            }));
            for (place, number) in numbers.into_iter().enumerate().filter(|(_, number)| *number != 0) {
                let (row, nth) = (place / width, place % width);
                let (role, cells) = roles_of_table[nth];
                let raw = &mut raws[number as usize - 1];
                raw.mentions += 1;
                let slot = first_slot + nth as u32;
                if cells.unique && raw.slot != slot {
                    raw.slot = slot;
                    slots.push((number - 1, slot));
                }
                entities[role][row] = number;
            }
            books.read(&cells, &mut raws[known..], &decided);
            for (role, entity) in entities.into_iter().enumerate() {
                let keys = cells[role]
                    .take()
                    .map_or_else(Vec::new, |cells| cells.rows.into_iter().map(|(_, key)| key).collect());
                roles.push(RoleRecords { table: at, role: role as u8, entity, keys });
            }
        }
    };
    // Numbering goes row by row; meanwhile the next tables are made ready.
    let mut ready = prepare(0);
    for (at, batch) in batches.iter().enumerate() {
        let here = std::mem::take(&mut ready);
        (ready, ()) = rayon::join(|| prepare(at + 1), || number(batch, here));
    }
    drop(raw_numbers);
    let text_prints = books.text_prints();
    let (mut entities, entity_of_raw) = normalise(books, raws, slots);
    let distrusted = super::trust::check(&mut entities, &namespaces);
    roles.par_iter_mut().for_each(|records| {
        records
            .entity
            .iter_mut()
            .filter(|entity| **entity != 0)
            .for_each(|entity| *entity = entity_of_raw[*entity as usize - 1] + 1);
    });
    roles.sort_by_key(|records| (records.table, records.role));
    let mut by_key: BTreeMap<RecordKey, Vec<u32>> = BTreeMap::new();
    if !named.is_empty() {
        for records in &roles {
            for (entity, key) in
                records.entity.iter().zip(&records.keys).filter(|(entity, key)| **entity != 0 && named.contains(key))
            {
                let list = by_key.entry(*key).or_default();
                if !list.contains(&(entity - 1)) {
                    list.push(entity - 1);
                }
            }
        }
        by_key.values_mut().for_each(|list| list.sort_unstable());
    }
    let mut salted: Vec<u32> =
        by_key.iter().filter(|(key, _)| decided.contains(key)).flat_map(|(_, list)| list).copied().collect();
    salted.sort_unstable();
    Gathered { entities, roles, text_prints, namespaces, decided: by_key, salted, distrusted }
}

/// Tables that are made ready together, in their order.
fn batches<'a>(input: &LinkInput<'_>, order: &'a [usize]) -> Vec<&'a [usize]> {
    let mut batches = Vec::new();
    let mut rest = order;
    while !rest.is_empty() {
        let before = rest.iter().scan(0, |rows, at| Some(std::mem::replace(rows, *rows + input.tables[*at].rows)));
        let size = before.take_while(|rows| *rows < BATCH_ROWS).count();
        let (batch, later) = rest.split_at(size);
        batches.push(batch);
        rest = later;
    }
    batches
}

/// All number spaces, in the order of their first appearance.
fn namespaces(input: &LinkInput<'_>, order: &[usize]) -> Vec<Namespace> {
    let mut list: Vec<Namespace> = Vec::new();
    for column in order.iter().flat_map(|at| &input.tables[*at].columns) {
        if let Some(Field::Identifier(namespace)) = &column.meta.field
            && !list.contains(namespace)
        {
            list.push(namespace.clone());
        }
    }
    list
}

/// Names and addresses are folded once per distinct cells; records that then say the same become one.
fn normalise(books: Books<'_>, raws: Vec<Raw>, mut slots: Vec<(u32, u32)>) -> (Entities, Vec<u32>) {
    let Values { name_cells, birth_book, place_cells, id_sets } = books.into_values();
    let (name_sets, name_of) = folded_names(&name_cells);
    drop(name_cells);
    let places: Vec<Place> = place_cells
        .par_iter()
        .with_min_len(256)
        .map(|(address, building)| Place::new(&japanese::address::parse(address, None), building))
        .collect();
    let mut entities = Entities { name_sets, birth_book, id_sets, ..Entities::default() };
    entities.birth_book.insert(0, RegisterDate::UNKNOWN);
    let read = |raw: &Raw| card(raw, &name_of, &places);
    let first = first_alike(raws.par_iter().with_min_len(1_024).map(|raw| read(raw).0));
    let mut of_raw: Vec<u32> = Vec::with_capacity(raws.len());
    for (some, first) in raws.chunks(RAWS_TOGETHER).zip(first.chunks(RAWS_TOGETHER)) {
        let cards: Vec<Card> = some.par_iter().with_min_len(1_024).map(|raw| read(raw).1).collect();
        for ((raw, first), card) in some.iter().zip(first).zip(cards) {
            let next = entities.cards.len() as u32;
            let entity = of_raw.get(*first as usize).copied().unwrap_or(next);
            of_raw.push(entity);
            if entity == next {
                entities.cards.push(card);
                entities.kin.push(raw.kin);
                entities.mentions.push(raw.mentions);
                entities.first.push(raw.first);
                entities.first_key.push(raw.first_key);
            } else {
                entities.mentions[entity as usize] += raw.mentions;
                entities.kin[entity as usize] &= raw.kin;
            }
        }
    }
    drop(raws);
    slots.par_iter_mut().for_each(|(raw, _)| *raw = of_raw[*raw as usize]);
    entities.slots = Lists::of_pairs(entities.cards.len(), slots);
    (entities, of_raw)
}

/// Records whose names and places are looked up together.
const RAWS_TOGETHER: usize = 1 << 16;

/// For each place of the list, the first place with the same fingerprint.
fn first_alike(prints: impl IndexedParallelIterator<Item = u64>) -> Vec<u32> {
    let mut places: Vec<(u64, u32)> = prints.enumerate().map(|(at, print)| (print, at as u32)).collect();
    places.par_sort_unstable();
    let mut first = vec![0; places.len()];
    for alike in places.chunk_by(|a, b| a.0 == b.0) {
        alike.iter().for_each(|(_, at)| first[*at as usize] = alike[0].1);
    }
    first
}

/// What a record says, and its fingerprint.
fn card(raw: &Raw, name_of: &[u32], places: &[Place]) -> (u64, Card) {
    let others = &raw.others;
    let card = Card {
        place: if others.place == 0 { Place::default() } else { places[others.place as usize - 1] },
        name: if raw.name == 0 { 0 } else { name_of[raw.name as usize - 1] },
        birth: others.birth,
        household: others.household,
        phone: others.phone,
        ids: others.ids,
        sex: others.sex,
    };
    let Place { plot, building, town, .. } = card.place;
    let parts = [u64::from(card.name), u64::from(card.birth), u64::from(card.sex), plot, building, town]
        .into_iter()
        .chain([card.household, card.phone, card.ids].map(u64::from));
    (parts.fold(others.salt, mix2), card)
}

/// Distinct sets of names, the empty one first, and the place of each cells' set among them.
fn folded_names(cells: &[NameCells<'_>]) -> (Vec<NameSet>, Vec<u32>) {
    let sets: Vec<(NameSet, u64)> = cells
        .par_iter()
        .with_min_len(256)
        .map(|cells| {
            let set = name::names(cells);
            let print = name::set_print(&set);
            (set, print)
        })
        .collect();
    let mut kept: Vec<NameSet> = vec![NameSet::new()];
    let mut known: IntegerMap<u64, u32> = IntegerMap::default();
    let mut of_cells = Vec::with_capacity(sets.len());
    for (set, mut print) in sets {
        if set.is_empty() {
            of_cells.push(0);
            continue;
        }
        let next = kept.len() as u32;
        // Sets that share a fingerprint are told apart by probing further.
        let number = loop {
            let number = *known.entry(print).or_insert(next);
            if number == next || kept[number as usize] == set {
                break number;
            }
            print = print.wrapping_add(1);
        };
        if number == next {
            kept.push(set);
        }
        of_cells.push(number);
    }
    (kept, of_cells)
}

impl Entities {
    pub(super) fn len(&self) -> usize {
        self.cards.len()
    }

    pub(super) fn name_set(&self, entity: u32) -> &NameSet {
        &self.name_sets[self.cards[entity as usize].name as usize]
    }

    pub(super) fn id_set(&self, entity: u32) -> &[(u16, u32)] {
        self.id_sets.of(self.cards[entity as usize].ids)
    }

    /// Whether it is a relative of whom only a name, and perhaps a place, is known: looked for at home, not in the whole town.
    pub(super) fn only_kin(&self, entity: u32) -> bool {
        self.kin[entity as usize] && self.cards[entity as usize].birth == 0 && self.id_set(entity).is_empty()
    }

    /// How much a record says; the richest of a group stands for it.
    pub(super) fn richness(&self, entity: u32) -> u32 {
        let card = &self.cards[entity as usize];
        u32::from(card.name != 0) * 4
            + u32::from(card.birth != 0) * 4
            + u32::from(card.place.plot != 0) * 2
            + u32::from(card.sex != 0)
            + u32::from(card.household != 0)
    }
}
