//! Cells of a table as fingerprints, each distinct cell once and tables in parallel. Does not know records of other tables.

use std::collections::BTreeSet;

use domain::{Column, Field, Namespace, RecordKey, RoleKind, Table, Value};
use japanese::age::{SchoolGrade, births_entering};
use japanese::date::{Precision, RegisterDate};
use rayon::prelude::*;

use super::LinkInput;
use super::gather::refers;
use super::name::NameCells;
use super::record_key::{self, KeyColumns};
use crate::core::chance::{mix2, text_hash};

/// Places of a record's cells: eight of the name, then the rest.
pub(super) const NAME_CELLS: usize = 8;
pub(super) const BIRTH: usize = 8;
pub(super) const SEX: usize = 9;
pub(super) const ADDRESS: usize = 10;
pub(super) const BUILDING: usize = 11;
pub(super) const HOUSEHOLD: usize = 12;
pub(super) const PHONE: usize = 13;
const IDS: usize = 14;

/// Keeps relatives and children of one name and address apart.
const RELATIVE: u64 = 2;

/// Fingerprints of a record's cells except its numbers; 0 = not recorded.
pub(super) type Prints = [u64; IDS];

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

/// The text of an identifier: width and leading zeros do not matter.
pub(super) fn identifier_text(text: &str) -> std::borrow::Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.trim_start_matches('0').into();
    }
    let folded: String = text.chars().map(japanese::width::fold).filter(|c| !c.is_whitespace()).collect();
    if folded.bytes().all(|byte| byte.is_ascii_digit()) {
        folded.trim_start_matches('0').to_owned().into()
    } else {
        folded.into()
    }
}

/// The fingerprint of a text; 0 = empty.
pub(super) fn text_print(text: &str) -> u64 {
    if text.is_empty() { 0 } else { text_hash(text).max(1) }
}

fn date_print(date: RegisterDate) -> u64 {
    let day = |day: Option<jiff::civil::Date>| {
        day.map_or(1, |day| {
            ((i64::from(day.year()) + 20_000) as u64) << 16 | (day.month() as u64) << 8 | day.day() as u64
        })
    };
    if date.earliest.is_none() && date.latest.is_none() {
        return 0;
    }
    mix2(mix2(day(date.earliest), day(date.latest)), date.precision as u64).max(1)
}

/// The fingerprint of a cell, the same for all spellings that mean the same without knowing more.
fn print(cell: usize, value: Value<'_>) -> u64 {
    match (cell, value) {
        (BIRTH, Value::Date(date)) => date_print(date),
        (SEX, Value::Code(text) | Value::Text(text)) => match text {
            "M" => 1,
            "F" => 2,
            _ => japanese::sex::parse(text).map_or(0, |sex| match sex {
                japanese::sex::Sex::Male => 1,
                japanese::sex::Sex::Female => 2,
                japanese::sex::Sex::Unstated => 0,
            }),
        },
        (HOUSEHOLD | IDS, Value::Text(text) | Value::Code(text)) => text_print(&identifier_text(text)),
        (HOUSEHOLD | IDS, Value::Number(number)) => text_print(&(number / 1_000).to_string()),
        (PHONE, Value::Text(text) | Value::Code(text)) => {
            let digits: String = japanese::digits::fold(text).chars().filter(char::is_ascii_digit).collect();
            text_print(if digits.len() >= 6 { &digits } else { "" })
        }
        (_, Value::Text(text) | Value::Code(text)) => text_print(text.trim()),
        _ => 0,
    }
}

/// One identity column of a role: which cell it fills, and the fingerprints of each chunk's distinct cells.
struct Source<'a> {
    cell: usize,
    /// Place in the list of number spaces.
    namespace: u16,
    column: &'a Column,
    prints: Vec<Vec<u64>>,
    /// School year (年度) of the delivery.
    school_year: i16,
}

impl<'a> Source<'a> {
    fn new(cell: usize, column: &'a Column, namespaces: &[Namespace], school_year: i16) -> Self {
        let namespace = match &column.meta.field {
            Some(Field::Identifier(namespace)) => {
                namespaces.iter().position(|known| known == namespace).unwrap_or(0) as u16
            }
            _ => 0,
        };
        let prints = column
            .chunks
            .par_iter()
            .map(|chunk| {
                (0..chunk.typed.len())
                    .map(|at| match chunk.typed.get(at) {
                        value if cell == BIRTH && column.meta.field == Some(Field::Grade) => {
                            date_print(birth_of_grade(value, school_year))
                        }
                        value => print(cell, value),
                    })
                    .collect()
            })
            .collect();
        Self { cell, namespace, column, prints, school_year }
    }

    fn print(&self, row: usize) -> u64 {
        let (chunk, place) = (row / domain::CHUNK_ROWS, row % domain::CHUNK_ROWS);
        self.prints[chunk][self.column.chunks[chunk].keys[place] as usize]
    }
}

/// Birth dates that a grade of compulsory school or kindergarten leaves open in a school year: from 2 April to 1 April.
fn birth_of_grade(value: Value<'_>, school_year: i16) -> RegisterDate {
    let (Value::Code(text) | Value::Text(text)) = value else { return RegisterDate::UNKNOWN };
    let years = match SchoolGrade::parse(text, None) {
        Some(SchoolGrade::Preschool(age @ 3..=5)) => i16::from(age) - 6,
        Some(SchoolGrade::Primary(grade)) => i16::from(grade) - 1,
        Some(SchoolGrade::JuniorHigh(grade)) => i16::from(grade) + 5,
        _ => return RegisterDate::UNKNOWN,
    };
    births_entering(school_year - years).map_or(RegisterDate::UNKNOWN, |(first, last)| RegisterDate {
        earliest: Some(first),
        latest: Some(last),
        precision: Precision::Between,
    })
}

/// The grade stands in for the date of birth where a child is named without one, in lists of the school year of the delivery.
fn grade_column(table: &Table, role: u8) -> Option<&Column> {
    let named = table.field(role, &Field::Name).or_else(|| table.field(role, &Field::Surname)).is_some();
    let dated = table.field(role, &Field::BirthDate).is_some() || table.field(0, &Field::FiscalYear).is_some();
    table.field(role, &Field::Grade).filter(|_| named && !dated)
}

/// Columns of a role that say who it is. Family members without an address of their own are looked for at the address of the row's first role.
fn identity_columns(table: &Table, role: u8) -> Vec<(usize, &Column)> {
    let of = |role: u8| {
        table
            .columns
            .iter()
            .filter(move |column| column.meta.role == role)
            .filter_map(|column| Some((cell_of(column.meta.field.as_ref()?)?, column)))
    };
    let mut columns: Vec<_> = of(role).chain(grade_column(table, role).map(|column| (BIRTH, column))).collect();
    let has = |columns: &[(usize, &Column)], cell: usize| columns.iter().any(|(own, _)| *own == cell);
    let family = !matches!(table.roles[usize::from(role)].kind, RoleKind::Resident | RoleKind::Child);
    if role != 0 && family && !has(&columns, ADDRESS) && columns.iter().any(|(cell, _)| *cell < BIRTH) {
        let borrowed: Vec<_> = of(0)
            .filter(|(cell, _)| matches!(*cell, ADDRESS | BUILDING | HOUSEHOLD | PHONE) && !has(&columns, *cell))
            .collect();
        columns.extend(borrowed);
    }
    columns
}

/// What one role of a table says in each row.
pub(super) struct RoleCells<'a> {
    sources: Vec<Source<'a>>,
    /// Per row: a fingerprint of all cells (0 = nobody) and the record's key.
    pub(super) rows: Vec<(u64, RecordKey)>,
    /// Whether the role lists each person once.
    pub(super) unique: bool,
    /// Whether the role names relatives beside another person of the row.
    pub(super) kin: bool,
}

/// All roles of a table; `None` = the role names nobody by itself.
pub(super) fn of_table<'a>(
    input: &LinkInput<'a>,
    at: usize,
    namespaces: &[Namespace],
    decided: &BTreeSet<RecordKey>,
) -> Vec<Option<RoleCells<'a>>> {
    let table = &input.tables[at];
    let columns: Vec<Vec<(usize, &Column)>> = table
        .roles
        .iter()
        .enumerate()
        .map(|(index, role)| {
            let columns =
                if refers(table, index as u8, role) { Vec::new() } else { identity_columns(table, index as u8) };
            let known = columns.iter().any(|(cell, _)| *cell < NAME_CELLS || *cell == IDS);
            if known { columns } else { Vec::new() }
        })
        .collect();
    if columns.iter().all(Vec::is_empty) {
        return columns.iter().map(|_| None).collect();
    }
    let own = record_key::own(table, input.key_columns.get(at).map_or(&[], Vec::as_slice), input.fingerprint_key);
    columns
        .into_par_iter()
        .enumerate()
        .map(|(index, columns)| {
            if columns.is_empty() {
                return None;
            }
            let school_year = japanese::age::school_year(table.extract.as_of);
            let sources: Vec<Source<'_>> = columns
                .into_par_iter()
                .map(|(cell, column)| Source::new(cell, column, namespaces, school_year))
                .collect();
            let keys = KeyColumns::new(table, index as u8, &own, input.fingerprint_key);
            let kin = table.roles.len() > 1 && !matches!(table.roles[index].kind, RoleKind::Resident | RoleKind::Child);
            let mut cells = RoleCells { sources, rows: Vec::new(), unique: table.roles[index].unique, kin };
            cells.rows = (0..table.rows)
                .into_par_iter()
                .with_min_len(4_096)
                .map(|row| cells.fingerprint(row, &keys, decided))
                .collect();
            Some(cells)
        })
        .collect()
}

impl<'a> RoleCells<'a> {
    fn fingerprint(&self, row: usize, keys: &KeyColumns<'_>, decided: &BTreeSet<RecordKey>) -> (u64, RecordKey) {
        let prints = self.prints(row);
        let numbers = self.numbers_print(row);
        if numbers == 0 && prints[..NAME_CELLS].iter().all(|print| *print == 0) {
            return (0, RecordKey(0));
        }
        let key = keys.key(row);
        let hash = prints
            .iter()
            .fold(mix2(self.salt(&prints, numbers != 0, key, decided), numbers), |hash, print| mix2(hash, *print));
        (hash.max(1), key)
    }

    /// Records that say too little to be equal by saying the same, and records people decided about, stay by themselves; 0 for all others.
    pub(super) fn salt(&self, prints: &Prints, numbered: bool, key: RecordKey, decided: &BTreeSet<RecordKey>) -> u64 {
        let named = prints[..NAME_CELLS].iter().any(|print| *print != 0);
        let enough = numbered || named && (prints[BIRTH] != 0 || prints[ADDRESS] != 0 || prints[PHONE] != 0);
        // A father is not his son of the same name and address: relatives of whom no more is known are records of their own.
        let relative = self.kin && !numbered && prints[BIRTH] == 0;
        if !enough || decided.contains(&key) { key.0 | 1 } else { u64::from(relative) * RELATIVE }
    }

    /// The fingerprints of a row's cells; the first column that says something fills the cell.
    pub(super) fn prints(&self, row: usize) -> Prints {
        let mut prints = [0; IDS];
        for source in self.sources.iter().filter(|source| source.cell != IDS) {
            if prints[source.cell] == 0 {
                prints[source.cell] = source.print(row);
            }
        }
        prints
    }

    /// The fingerprint of a row's numbers together, whatever their order; 0 = none. Equal ones count once.
    pub(super) fn numbers_print(&self, row: usize) -> u64 {
        let mut numbers = 0_u64;
        for (at, source) in self.sources.iter().enumerate().filter(|(_, source)| source.cell == IDS) {
            let print = source.print(row);
            let again = || {
                self.sources[..at]
                    .iter()
                    .any(|other| other.cell == IDS && other.namespace == source.namespace && other.print(row) == print)
            };
            if print != 0 && !again() {
                numbers = mix2(u64::from(source.namespace) + 1, print).wrapping_add(numbers);
            }
        }
        numbers
    }

    /// The names of a row.
    pub(super) fn name(&self, row: usize) -> NameCells<'a> {
        let text = |cell: usize| self.text(cell, row);
        NameCells {
            full: text(0),
            surname: text(1),
            given: text(2),
            kana: text(3),
            surname_kana: text(4),
            given_kana: text(5),
            alias: text(6),
            former: text(7),
        }
    }

    /// Numbers of a row: (number space, fingerprint).
    pub(super) fn numbers(&self, row: usize) -> impl Iterator<Item = (u16, u64)> + '_ {
        self.sources
            .iter()
            .filter(|source| source.cell == IDS)
            .map(move |source| (source.namespace, source.print(row)))
            .filter(|(_, print)| *print != 0)
    }

    fn value(&self, cell: usize, row: usize) -> Value<'a> {
        let source = self.sources.iter().find(|source| source.cell == cell && source.print(row) != 0);
        source.map_or(Value::Missing, |source| {
            let column: &'a Column = source.column;
            column.value(row)
        })
    }

    /// The text that fills a cell.
    pub(super) fn text(&self, cell: usize, row: usize) -> &'a str {
        match self.value(cell, row) {
            Value::Text(text) | Value::Code(text) => text.trim(),
            _ => "",
        }
    }

    /// The date of birth of a row.
    pub(super) fn birth(&self, row: usize) -> RegisterDate {
        match self.value(BIRTH, row) {
            Value::Date(date) => date,
            grade @ (Value::Code(_) | Value::Text(_)) => {
                let year =
                    self.sources.iter().find(|source| source.cell == BIRTH).map_or(0, |source| source.school_year);
                birth_of_grade(grade, year)
            }
            _ => RegisterDate::UNKNOWN,
        }
    }
}
