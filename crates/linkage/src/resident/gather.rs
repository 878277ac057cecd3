//! Gathers who is spoken of: every role of every row becomes one of few distinct records, column by column.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Field, Namespace, RecordKey, Role, RoleKind, Table, Value};
use japanese::date::RegisterDate;
use rayon::prelude::*;

use super::LinkInput;
use super::name::{self, NameCells, NameSet};
use super::place::Place;
use super::record_key::KeyColumns;
use super::texts::Texts;
use crate::core::chance::mix2;
use crate::core::pattern::IntegerMap;
use crate::outcome::RecordRef;

/// Distinct records, column by column. Index 0 is the first in canonical order (source, file, row, role).
#[derive(Default)]
pub(super) struct Entities {
    /// Index into `name_sets`; 0 = no name.
    pub(super) names: Vec<u32>,
    /// Index into `births`; 0 = none.
    pub(super) births: Vec<u32>,
    /// 1 male, 2 female, 0 not known.
    pub(super) sexes: Vec<u8>,
    pub(super) places: Vec<Place>,
    /// Text numbers; 0 = none.
    pub(super) households: Vec<u32>,
    pub(super) phones: Vec<u32>,
    /// Index into `id_sets`; 0 = none.
    pub(super) ids: Vec<u32>,
    /// How many rows speak of it.
    pub(super) mentions: Vec<u32>,
    pub(super) first: Vec<RecordRef>,
    pub(super) first_key: Vec<RecordKey>,
    /// Unique roles of extracts it stands in, ascending.
    pub(super) slots: Vec<Vec<u32>>,
    pub(super) name_sets: Vec<NameSet>,
    pub(super) birth_book: Vec<RegisterDate>,
    /// Identifiers: (number space, text number), ascending.
    pub(super) id_sets: Vec<Vec<(u16, u32)>>,
}

/// The records of one role of one table.
pub(super) struct RoleRecords {
    pub(super) table: usize,
    pub(super) role: u8,
    /// Per row: entity + 1; 0 = nobody.
    pub(super) entity: Vec<u32>,
    pub(super) keys: Vec<RecordKey>,
}

/// Everything gathered.
pub(super) struct Gathered {
    pub(super) entities: Entities,
    pub(super) roles: Vec<RoleRecords>,
    pub(super) texts: Texts,
    pub(super) namespaces: Vec<Namespace>,
    /// Entities of each record key that decisions name.
    pub(super) decided: BTreeMap<RecordKey, Vec<u32>>,
    /// Numbers that do not name one person.
    pub(super) distrusted: super::trust::Distrusted,
}

/// Whether rows of a role only refer to a person.
pub(super) fn refers(table: &Table, index: u8, role: &Role) -> bool {
    !role.references.is_empty() && table.field(index, &Field::BirthDate).is_none()
}

/// Cells of a record as numbers: eight of the name, then the rest.
type Raw = [u32; 15];
const BIRTH: usize = 8;
const SEX: usize = 9;
const ADDRESS: usize = 10;
const BUILDING: usize = 11;
const HOUSEHOLD: usize = 12;
const PHONE: usize = 13;
const IDS: usize = 14;

/// One identity column of a role: which cell it fills, and the numbers of each chunk's distinct cells.
struct Source<'a> {
    cell: usize,
    column: &'a domain::Column,
    numbers: Vec<Vec<u32>>,
}

#[derive(Default)]
struct Books {
    texts: Texts,
    births: Vec<RegisterDate>,
    birth_numbers: BTreeMap<(Option<jiff::civil::Date>, Option<jiff::civil::Date>, u8), u32>,
    id_sets: Vec<Vec<(u16, u32)>>,
    id_numbers: BTreeMap<Vec<(u16, u32)>, u32>,
    namespaces: Vec<Namespace>,
}

/// The text of an identifier: width and leading zeros do not matter.
pub(super) fn identifier_text(text: &str) -> String {
    let folded: String = text.chars().map(japanese::width::fold).filter(|c| !c.is_whitespace()).collect();
    let short = folded.trim_start_matches('0');
    if folded.bytes().all(|byte| byte.is_ascii_digit()) { short.to_owned() } else { folded }
}

impl Books {
    fn number(&mut self, cell: usize, value: Value<'_>) -> u32 {
        match (cell, value) {
            (_, Value::Missing) => 0,
            (BIRTH, Value::Date(date)) => {
                if date.earliest.is_none() && date.latest.is_none() {
                    return 0;
                }
                let births = &mut self.births;
                *self.birth_numbers.entry((date.earliest, date.latest, date.precision as u8)).or_insert_with(|| {
                    births.push(date);
                    births.len() as u32
                })
            }
            (SEX, Value::Code(text) | Value::Text(text)) => match text {
                "M" => 1,
                "F" => 2,
                _ => japanese::sex::parse(text).map_or(0, |sex| match sex {
                    japanese::sex::Sex::Male => 1,
                    japanese::sex::Sex::Female => 2,
                    japanese::sex::Sex::Unstated => 0,
                }),
            },
            (HOUSEHOLD | IDS, Value::Text(text) | Value::Code(text)) => self.texts.number(&identifier_text(text)),
            (HOUSEHOLD | IDS, Value::Number(number)) => self.texts.number(&(number / 1_000).to_string()),
            (PHONE, Value::Text(text) | Value::Code(text)) => {
                let digits: String = japanese::digits::fold(text).chars().filter(char::is_ascii_digit).collect();
                self.texts.number(if digits.len() >= 6 { &digits } else { "" })
            }
            (_, Value::Text(text) | Value::Code(text)) => self.texts.number(text.trim()),
            _ => 0,
        }
    }
}

fn cell_of(field: &Field) -> Option<usize> {
    Some(match field {
        Field::Name => 0,
        Field::Surname => 1,
        Field::GivenName => 2,
        Field::Kana => 3,
        Field::SurnameKana => 4,
        Field::GivenNameKana => 5,
        Field::Alias => 6,
        Field::FormerName => 7,
        Field::BirthDate => BIRTH,
        Field::Sex => SEX,
        Field::Address => ADDRESS,
        Field::Building => BUILDING,
        Field::Household => HOUSEHOLD,
        Field::Phone => PHONE,
        Field::Identifier(_) => IDS,
        _ => return None,
    })
}

/// Columns of a role that say who it is. Family members without an address of their own are looked for at the address of the row's first role.
fn identity_columns(table: &Table, role: u8) -> Vec<(usize, &domain::Column)> {
    let of = |role: u8| {
        table.columns.iter().filter(move |column| column.meta.role == role).filter_map(|column| Some((cell_of(column.meta.field.as_ref()?)?, column)))
    };
    let mut columns: Vec<_> = of(role).collect();
    let has = |columns: &[(usize, &domain::Column)], cell: usize| columns.iter().any(|(own, _)| *own == cell);
    let family = !matches!(table.roles[usize::from(role)].kind, RoleKind::Resident | RoleKind::Child);
    if role != 0 && family && !has(&columns, ADDRESS) && columns.iter().any(|(cell, _)| *cell < BIRTH) {
        let borrowed: Vec<_> = of(0).filter(|(cell, _)| matches!(*cell, ADDRESS | BUILDING | HOUSEHOLD | PHONE) && !has(&columns, *cell)).collect();
        columns.extend(borrowed);
    }
    columns
}

/// Gathers all records of all tables.
pub(super) fn gather(input: &LinkInput<'_>) -> Gathered {
    let mut order: Vec<usize> = (0..input.tables.len()).collect();
    order.sort_by(|a, b| {
        let place = |at: usize| (&input.tables[at].extract.source, &input.tables[at].extract.file, input.tables[at].extract.id);
        place(*a).cmp(&place(*b))
    });
    let decided: BTreeSet<RecordKey> = input.decisions.iter().flat_map(|decision| [decision.left, decision.right]).collect();
    let mut books = Books::default();
    let mut raws: Vec<(Raw, u64)> = Vec::new();
    let mut raw_numbers: IntegerMap<u64, u32> = IntegerMap::default();
    let mut roles = Vec::new();
    let mut slot = 0;
    // Per raw record: mentions, first place, first key, slots.
    let mut facts: Vec<(u32, RecordRef, RecordKey, Vec<u32>)> = Vec::new();
    for &at in &order {
        let table = &input.tables[at];
        let mut of_roles: Vec<RoleRecords> = Vec::new();
        let mut loaded = Vec::new();
        for (index, role) in table.roles.iter().enumerate() {
            let index = index as u8;
            let columns = if refers(table, index, role) { Vec::new() } else { identity_columns(table, index) };
            let known = columns.iter().any(|(cell, _)| *cell < ADDRESS && *cell != SEX && *cell != BIRTH || *cell == IDS);
            of_roles.push(RoleRecords { table: at, role: index, entity: vec![0; table.rows], keys: Vec::new() });
            if !known {
                loaded.push(None);
                continue;
            }
            let sources: Vec<Source<'_>> = columns.into_iter().map(|(cell, column)| books.load(cell, column)).collect();
            let keys = KeyColumns::new(table, index, input.key_columns.get(at).map_or(&[], Vec::as_slice), input.fingerprint_key);
            slot += 1;
            of_roles.last_mut().into_iter().for_each(|records| records.keys = vec![RecordKey(0); table.rows]);
            loaded.push(Some((sources, keys, role.unique.then_some(slot))));
        }
        for row in 0..table.rows {
            for (records, loaded) in of_roles.iter_mut().zip(&loaded) {
                let Some((sources, keys, slot)) = loaded else { continue };
                let raw = books.row(sources, row);
                if raw[..BIRTH].iter().all(|number| *number == 0) && raw[IDS] == 0 {
                    continue;
                }
                let key = keys.key(row);
                records.keys[row] = key;
                // Records that say too little to be equal by saying the same, and records people decided about, stay by themselves.
                let named = raw[..BIRTH].iter().any(|number| *number != 0);
                let enough = raw[IDS] != 0 || named && (raw[BIRTH] != 0 || raw[ADDRESS] != 0 || raw[PHONE] != 0);
                let salt = if !enough || decided.contains(&key) { key.0 | 1 } else { 0 };
                let hash = raw.iter().fold(salt, |hash, number| mix2(hash, u64::from(*number)));
                let place = RecordRef { table: at as u32, row: row as u32, role: records.role };
                let number = *raw_numbers.entry(hash).or_insert_with(|| {
                    raws.push((raw, salt));
                    facts.push((0, place, key, Vec::new()));
                    raws.len() as u32 - 1
                });
                let fact = &mut facts[number as usize];
                fact.0 += 1;
                if let Some(slot) = slot
                    && fact.3.last() != Some(slot)
                {
                    fact.3.push(*slot);
                }
                records.entity[row] = number + 1;
            }
        }
        roles.extend(of_roles);
    }
    let (mut entities, entity_of_raw) = normalise(&books, &raws, facts);
    let distrusted = super::trust::check(&mut entities, &books.namespaces);
    for records in &mut roles {
        records.entity.iter_mut().filter(|entity| **entity != 0).for_each(|entity| *entity = entity_of_raw[*entity as usize - 1] + 1);
    }
    roles.sort_by_key(|records| (records.table, records.role));
    let mut by_key: BTreeMap<RecordKey, Vec<u32>> = BTreeMap::new();
    if !decided.is_empty() {
        for records in &roles {
            for (entity, key) in records.entity.iter().zip(&records.keys).filter(|(entity, key)| **entity != 0 && decided.contains(key)) {
                let list = by_key.entry(*key).or_default();
                if !list.contains(&(entity - 1)) {
                    list.push(entity - 1);
                }
            }
        }
        by_key.values_mut().for_each(|list| list.sort_unstable());
    }
    Gathered { entities, roles, texts: books.texts, namespaces: books.namespaces, decided: by_key, distrusted }
}

impl Books {
    fn load<'a>(&mut self, cell: usize, column: &'a domain::Column) -> Source<'a> {
        let namespace = match &column.meta.field {
            Some(Field::Identifier(namespace)) => Some(self.namespaces.iter().position(|known| known == namespace).unwrap_or_else(|| {
                self.namespaces.push(namespace.clone());
                self.namespaces.len() - 1
            }) as u16),
            _ => None,
        };
        let numbers = column
            .chunks
            .iter()
            .map(|chunk| {
                (0..chunk.typed.len())
                    .map(|at| {
                        let number = self.number(cell, chunk.typed.get(at));
                        match namespace {
                            Some(namespace) if number != 0 => self.id_set(vec![(namespace, number)]),
                            _ => number,
                        }
                    })
                    .collect()
            })
            .collect();
        Source { cell, column, numbers }
    }

    fn id_set(&mut self, set: Vec<(u16, u32)>) -> u32 {
        let sets = &mut self.id_sets;
        *self.id_numbers.entry(set).or_insert_with_key(|set| {
            sets.push(set.clone());
            sets.len() as u32
        })
    }

    fn row(&mut self, sources: &[Source<'_>], row: usize) -> Raw {
        let mut raw = [0; 15];
        for source in sources {
            let (chunk, place) = (row / domain::CHUNK_ROWS, row % domain::CHUNK_ROWS);
            let number = source.numbers[chunk][source.column.chunks[chunk].keys[place] as usize];
            if number == 0 {
                continue;
            }
            if raw[source.cell] == 0 {
                raw[source.cell] = number;
            } else if source.cell == IDS && raw[IDS] != number {
                let mut both = self.id_sets[raw[IDS] as usize - 1].clone();
                both.extend_from_slice(&self.id_sets[number as usize - 1]);
                both.sort_unstable();
                both.dedup();
                raw[IDS] = self.id_set(both);
            }
        }
        raw
    }
}

/// Names and addresses are folded once per distinct cells; records that then say the same become one.
fn normalise(books: &Books, raws: &[(Raw, u64)], facts: Vec<(u32, RecordRef, RecordKey, Vec<u32>)>) -> (Entities, Vec<u32>) {
    let text = |number: u32| books.texts.text(number);
    let (name_list, name_of) = distinct(raws.iter().map(|(raw, _)| <[u32; 8]>::try_from(&raw[..8]).unwrap_or_default()));
    let name_sets: Vec<NameSet> = name_list
        .par_iter()
        .map(|cells| {
            name::names(&NameCells {
                full: text(cells[0]),
                surname: text(cells[1]),
                given: text(cells[2]),
                kana: text(cells[3]),
                surname_kana: text(cells[4]),
                given_kana: text(cells[5]),
                alias: text(cells[6]),
                former: text(cells[7]),
            })
        })
        .collect();
    let (place_list, place_of) = distinct(raws.iter().map(|(raw, _)| [raw[ADDRESS], raw[BUILDING]]));
    let places: Vec<Place> = place_list
        .par_iter()
        .map(|[address, building]| if *address == 0 { Place::default() } else { Place::new(&japanese::address::parse(text(*address), None), text(*building)) })
        .collect();
    // Equal name sets get one number.
    let mut book: std::collections::HashMap<&NameSet, u32> = std::collections::HashMap::new();
    let mut kept: Vec<NameSet> = vec![NameSet::new()];
    let mut number_of_list = Vec::with_capacity(name_sets.len());
    for set in &name_sets {
        number_of_list.push(if set.is_empty() {
            0
        } else {
            *book.entry(set).or_insert_with(|| {
                kept.push(set.clone());
                kept.len() as u32 - 1
            })
        });
    }
    let mut entities = Entities { name_sets: kept, birth_book: books.births.clone(), id_sets: books.id_sets.clone(), ..Entities::default() };
    entities.birth_book.insert(0, RegisterDate::UNKNOWN);
    entities.id_sets.insert(0, Vec::new());
    let mut numbers: IntegerMap<u64, u32> = IntegerMap::default();
    let mut of_raw = Vec::with_capacity(raws.len());
    for (at, ((raw, salt), fact)) in raws.iter().zip(facts).enumerate() {
        let name = number_of_list[name_of[at] as usize];
        let place = places[place_of[at] as usize];
        let parts = [u64::from(name), u64::from(raw[BIRTH]), u64::from(raw[SEX]), place.plot, place.building, place.town]
            .into_iter()
            .chain([raw[HOUSEHOLD], raw[PHONE], raw[IDS]].map(u64::from));
        let hash = parts.fold(*salt, mix2);
        let next = entities.names.len() as u32;
        let entity = *numbers.entry(hash).or_insert(next);
        of_raw.push(entity);
        if entity == next {
            entities.names.push(name);
            entities.births.push(raw[BIRTH]);
            entities.sexes.push(raw[SEX] as u8);
            entities.places.push(place);
            entities.households.push(raw[HOUSEHOLD]);
            entities.phones.push(raw[PHONE]);
            entities.ids.push(raw[IDS]);
            entities.mentions.push(fact.0);
            entities.first.push(fact.1);
            entities.first_key.push(fact.2);
            entities.slots.push(fact.3);
        } else {
            let known = entity as usize;
            entities.mentions[known] += fact.0;
            entities.slots[known].extend(fact.3);
            entities.slots[known].sort_unstable();
            entities.slots[known].dedup();
        }
    }
    (entities, of_raw)
}

/// Distinct values in the order of their first appearance, and the place of each value in that list.
fn distinct<T: std::hash::Hash + Eq + Copy>(values: impl Iterator<Item = T>) -> (Vec<T>, Vec<u32>) {
    let mut list = Vec::new();
    let mut book = std::collections::HashMap::new();
    let of = values
        .map(|value| {
            *book.entry(value).or_insert_with(|| {
                list.push(value);
                list.len() as u32 - 1
            })
        })
        .collect();
    (list, of)
}

impl Entities {
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn name_set(&self, entity: u32) -> &NameSet {
        &self.name_sets[self.names[entity as usize] as usize]
    }

    pub(super) fn id_set(&self, entity: u32) -> &[(u16, u32)] {
        &self.id_sets[self.ids[entity as usize] as usize]
    }

    /// How much a record says; the richest of a group stands for it.
    pub(super) fn richness(&self, entity: u32) -> u32 {
        let at = entity as usize;
        u32::from(self.names[at] != 0) * 4 + u32::from(self.births[at] != 0) * 4 + u32::from(self.places[at].plot != 0) * 2 + u32::from(self.sexes[at] != 0)
            + u32::from(self.households[at] != 0)
    }
}
