//! Places in a roster (名簿): school, year, grade, class, seat and name, in that year's roster or the current one shifted by grade.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::{Field, SourceId, Table, Value};
use japanese::age::{SchoolGrade, school_year};

use crate::core::chance::{mix2, text_hash};
use crate::core::pattern::IntegerMap;

/// All tables that can serve as rosters, with the person of every row of their first role.
pub(super) struct Rosters<'a> {
    of_source: BTreeMap<&'a SourceId, Vec<(&'a Table, &'a [u32])>>,
    /// Indexes made so far, by source and compared fields: many deliveries refer to the same rosters.
    indexes: Mutex<BTreeMap<Asked, Arc<Index>>>,
}

/// A source and the fields its rosters are compared by.
type Asked = (SourceId, Vec<Field>);

/// Two pupils at one place.
const SEVERAL: u32 = u32::MAX;

impl<'a> Rosters<'a> {
    /// From tables and the persons of their first roles.
    pub(super) fn new(tables: impl Iterator<Item = (&'a Table, &'a [u32])>) -> Self {
        let mut of_source: BTreeMap<&SourceId, Vec<(&Table, &[u32])>> = BTreeMap::new();
        for (table, persons) in tables {
            of_source.entry(&table.extract.source).or_default().push((table, persons));
        }
        of_source
            .values_mut()
            .for_each(|tables| tables.sort_by_key(|(table, _)| (table.extract.as_of, table.extract.id)));
        Self { of_source, indexes: Mutex::default() }
    }

    /// Fills in the persons of rows that have none yet.
    pub(super) fn resolve(&self, table: &Table, role: u8, source: &SourceId, fields: &[Field], persons: &mut [u32]) {
        if !self.of_source.contains_key(source) {
            return;
        }
        let compared: Vec<&Field> = fields.iter().filter(|field| **field != Field::FiscalYear).collect();
        let columns: Vec<Part<'_>> = compared.iter().filter_map(|field| Part::new(table, role, field)).collect();
        if columns.is_empty() {
            return;
        }
        let own: Vec<Field> = columns.iter().map(|part| part.field.clone()).collect();
        let index = self.index(source, own);
        let years = Years::new(table, role);
        for (row, person) in persons.iter_mut().enumerate().filter(|(_, person)| **person == 0) {
            let year = years.year(row);
            if let Some(found) = index.find(&columns, row, year) {
                *person = found;
            }
        }
    }

    /// The index over all rosters of a source by these fields.
    fn index(&self, source: &SourceId, fields: Vec<Field>) -> Arc<Index> {
        let mut indexes = self.indexes.lock().unwrap_or_else(PoisonError::into_inner);
        let rosters = self.of_source.get(source).map_or(&[][..], Vec::as_slice);
        let make = |(_, fields): &Asked| Arc::new(Index::new(rosters, &fields.iter().collect::<Vec<_>>()));
        Arc::clone(indexes.entry((source.clone(), fields)).or_insert_with_key(make))
    }
}

/// One compared column with the fingerprints of its distinct cells.
struct Part<'a> {
    field: &'a Field,
    column: &'a domain::Column,
    prints: Vec<Vec<u64>>,
    /// Fingerprints row by row, where a name stands in two columns (姓, 名).
    whole: Vec<u64>,
    /// For grades: the place in the sequence of grades of each distinct cell.
    grades: Vec<Vec<Option<i16>>>,
}

impl<'a> Part<'a> {
    fn new(table: &'a Table, role: u8, field: &'a Field) -> Option<Self> {
        // School, class and seat often stand with the first role of the row.
        let Some(column) = table.field(role, field).or_else(|| table.field(0, field)) else {
            return Self::in_two(table, role, field);
        };
        let each = |make: &dyn Fn(Value<'_>) -> u64| {
            column
                .chunks
                .iter()
                .map(|chunk| (0..chunk.typed.len()).map(|at| make(chunk.typed.get(at))).collect())
                .collect()
        };
        let prints = each(&|value| print(field, value));
        let grades = if *field == Field::Grade {
            column
                .chunks
                .iter()
                .map(|chunk| (0..chunk.typed.len()).map(|at| grade(chunk.typed.get(at))).collect())
                .collect()
        } else {
            Vec::new()
        };
        Some(Self { field, column, prints, whole: Vec::new(), grades })
    }

    /// A name whose surname and given name stand in two columns, put together as the other side writes it in one.
    fn in_two(table: &'a Table, role: u8, field: &'a Field) -> Option<Self> {
        let (surname, given) = match field {
            Field::Name => (Field::Surname, Field::GivenName),
            Field::Kana => (Field::SurnameKana, Field::GivenNameKana),
            _ => return None,
        };
        let pair = |role: u8| Some((table.field(role, &surname)?, table.field(role, &given)?));
        let (surname, given) = pair(role).or_else(|| pair(0))?;
        let text = |column: &domain::Column, row: usize| match column.value(row) {
            Value::Text(text) | Value::Code(text) => text.to_owned(),
            _ => String::new(),
        };
        let whole = (0..table.rows)
            .map(|row| {
                let (surname, given) = (text(surname, row), text(given, row));
                // Half a name is no name.
                if surname.is_empty() || given.is_empty() { 0 } else { print(field, Value::Text(&(surname + &given))) }
            })
            .collect();
        Some(Self { field, column: surname, prints: Vec::new(), whole, grades: Vec::new() })
    }

    /// The fingerprint of a row; 0 = not recorded.
    fn print(&self, row: usize) -> u64 {
        self.whole.get(row).copied().unwrap_or_else(|| self.at(&self.prints, row))
    }

    fn at<T: Copy>(&self, values: &[Vec<T>], row: usize) -> T {
        let (chunk, place) = (row / domain::CHUNK_ROWS, row % domain::CHUNK_ROWS);
        values[chunk][self.column.chunks[chunk].keys[place] as usize]
    }
}

/// The fingerprint of a compared cell; 0 = not recorded.
fn print(field: &Field, value: Value<'_>) -> u64 {
    let text = match value {
        Value::Text(text) | Value::Code(text) => text.to_owned(),
        Value::Number(number) => (number / 1_000).to_string(),
        _ => return 0,
    };
    let folded = match field {
        Field::Name | Field::Surname | Field::GivenName => japanese::name::fold_key(&text),
        Field::Kana | Field::SurnameKana | Field::GivenNameKana => japanese::name::reading_key(&text),
        Field::SeatNumber | Field::Class => plain(&text),
        Field::School => school(&text),
        _ => half_width(&text),
    };
    if folded.is_empty() { 0 } else { text_hash(&folded).max(1) }
}

fn half_width(text: &str) -> String {
    text.chars().map(japanese::width::fold).filter(|c| !c.is_whitespace()).collect()
}

/// 「見本市立第一小学校」「第一小学校」「第一小」 are one school.
fn school(text: &str) -> String {
    let folded = half_width(text);
    let own = ["市立", "町立", "村立", "区立"]
        .iter()
        .find_map(|mark| folded.split_once(mark))
        .map_or(folded.as_str(), |(_, rest)| rest);
    let own = if own.is_empty() { folded.as_str() } else { own };
    own.strip_suffix("学校").filter(|short| short.ends_with(['小', '中'])).unwrap_or(own).to_owned()
}

/// 「１組」「01」「1番」 are all 1.
fn plain(text: &str) -> String {
    let folded: String = half_width(text).to_lowercase();
    let short = folded.trim_end_matches(['組', '番', '号']);
    let digits = short.trim_start_matches('0');
    if digits.is_empty() { short.to_owned() } else { digits.to_owned() }
}

fn grade(value: Value<'_>) -> Option<i16> {
    match value {
        Value::Code(text) | Value::Text(text) => SchoolGrade::parse(text, None).and_then(years_in_school),
        _ => None,
    }
}

/// Years since entering primary school; negative before.
const fn years_in_school(grade: SchoolGrade) -> Option<i16> {
    match grade {
        SchoolGrade::Preschool(age) => Some(age as i16 - 6),
        SchoolGrade::Primary(number) => Some(number as i16 - 1),
        SchoolGrade::JuniorHigh(number) => Some(number as i16 + 5),
        SchoolGrade::High(number) => Some(number as i16 + 8),
        SchoolGrade::NotBorn | SchoolGrade::After => None,
    }
}

/// The school year of a row: its own column, else the day it speaks of, else the delivery's date.
struct Years<'a> {
    column: Option<&'a domain::Column>,
    fallback: i16,
}

impl<'a> Years<'a> {
    fn new(table: &'a Table, role: u8) -> Self {
        let of = |field: &Field| table.field(role, field).or_else(|| table.field(0, field));
        let column = of(&Field::FiscalYear)
            .or_else(|| of(&Field::On))
            .or_else(|| of(&Field::Month))
            .or_else(|| of(&Field::From));
        Self { column, fallback: school_year(table.extract.as_of) }
    }

    fn year(&self, row: usize) -> i16 {
        self.column
            .and_then(|column| match column.value(row) {
                Value::Date(date) => date.earliest.map(school_year),
                Value::Number(number) => i16::try_from(number / 1_000).ok(),
                Value::Text(text) | Value::Code(text) => {
                    japanese::date::parse_school_year(text, &japanese::date::DateContext::default())
                }
                _ => None,
            })
            .unwrap_or(self.fallback)
    }
}

/// Rosters by year.
struct Index {
    /// (year, fingerprint of all compared cells) → person.
    places: IntegerMap<u64, u32>,
    /// (grade place, fingerprint of the cells that stay over the years) → person, in the newest roster.
    lasting: IntegerMap<u64, u32>,
    years: Vec<i16>,
    newest: i16,
    has_name: bool,
}

/// What changes every year.
const fn yearly(field: &Field) -> bool {
    matches!(field, Field::Class | Field::SeatNumber | Field::Grade)
}

impl Index {
    fn new(rosters: &[(&Table, &[u32])], fields: &[&Field]) -> Self {
        let mut index = Self {
            places: IntegerMap::default(),
            lasting: IntegerMap::default(),
            years: Vec::new(),
            newest: i16::MIN,
            has_name: fields.iter().any(|field| matches!(field, Field::Name | Field::GivenName | Field::Kana)),
        };
        let mut newest: Vec<(i16, u64, u32)> = Vec::new();
        for (table, persons) in rosters {
            let Some(parts) = fields.iter().map(|field| Part::new(table, 0, field)).collect::<Option<Vec<_>>>() else {
                continue;
            };
            let years = Years::new_roster(table);
            for (row, person) in persons.iter().enumerate().filter(|(_, person)| **person != 0) {
                let year = years.year(row);
                if !index.years.contains(&year) {
                    index.years.push(year);
                }
                let Some(key) = all(&parts, row) else { continue };
                put(&mut index.places, mix2(key, year as u64), *person);
                if index.has_name {
                    newest.push((year, lasting(&parts, row, 0).unwrap_or(0), *person));
                }
            }
        }
        index.newest = index.years.iter().copied().max().unwrap_or(i16::MIN);
        for (year, key, person) in newest {
            if year == index.newest && key != 0 {
                put(&mut index.lasting, key, person);
            }
        }
        index
    }

    fn find(&self, parts: &[Part<'_>], row: usize, year: i16) -> Option<u32> {
        if self.years.contains(&year) {
            return self.places.get(&mix2(all(parts, row)?, year as u64)).copied().filter(|person| *person != SEVERAL);
        }
        if !self.has_name || self.newest == i16::MIN {
            return None;
        }
        self.lasting.get(&lasting(parts, row, self.newest - year)?).copied().filter(|person| *person != SEVERAL)
    }
}

impl<'a> Years<'a> {
    /// A roster speaks of its own year column, else of the year it was delivered in; other dates in it are those of pupils' careers.
    fn new_roster(table: &'a Table) -> Self {
        Self { column: table.field(0, &Field::FiscalYear), fallback: school_year(table.extract.as_of) }
    }
}

fn put(map: &mut IntegerMap<u64, u32>, key: u64, person: u32) {
    let known = map.entry(key).or_insert(person);
    if *known != person {
        *known = SEVERAL;
    }
}

/// The fingerprint of all compared cells; `None` when one is not recorded.
fn all(parts: &[Part<'_>], row: usize) -> Option<u64> {
    let mut hash = 1;
    for part in parts {
        let print = if part.field == &Field::Grade {
            part.at(&part.grades, row).map_or_else(|| part.print(row), |place| place as u64 + 1_000)
        } else {
            part.print(row)
        };
        if print == 0 {
            return None;
        }
        hash = mix2(hash, print);
    }
    Some(hash)
}

/// The fingerprint of what stays over the years, the grade shifted by `later` years.
fn lasting(parts: &[Part<'_>], row: usize, later: i16) -> Option<u64> {
    let mut hash = 2;
    for part in parts {
        if part.field == &Field::Grade {
            hash = mix2(hash, (part.at(&part.grades, row)? + later) as u64);
        } else if !yearly(part.field) {
            let print = part.print(row);
            if print == 0 {
                return None;
            }
            hash = mix2(hash, print);
        }
    }
    Some(hash)
}
