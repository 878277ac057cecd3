//! Tables for tests, written as little CSVs whose headers name roles and fields.
#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::StringArray;
use domain::extract::Coverage;
use domain::*;
use japanese::date::{DateContext, RegisterDate};
use jiff::civil::date;
use linkage::{LinkInput, LinkOutcome, Previous, ResidentRecipe, link};

pub const KEY: [u8; 32] = [7; 32];

pub fn field(name: &str) -> Option<Field> {
    Some(match name {
        "name" => Field::Name,
        "surname" => Field::Surname,
        "given" => Field::GivenName,
        "kana" => Field::Kana,
        "alias" => Field::Alias,
        "former" => Field::FormerName,
        "birth" => Field::BirthDate,
        "sex" => Field::Sex,
        "address" => Field::Address,
        "building" => Field::Building,
        "household" => Field::Household,
        "phone" => Field::Phone,
        "school" => Field::School,
        "year" => Field::FiscalYear,
        "grade" => Field::Grade,
        "class" => Field::Class,
        "seat" => Field::SeatNumber,
        "on" => Field::On,
        "atena" | "student" => Field::Identifier(Namespace::new(name)),
        _ => return None,
    })
}

/// `options`: `unique`, `refers=student`, `refers=roster-source/school+grade+class+seat`, `as-of=2022-10-01`.
pub fn table(id: u32, source: &str, options: &[&str], text: &str) -> Table {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let header: Vec<&str> = lines.next().expect("header").split(',').map(str::trim).collect();
    let rows: Vec<Vec<String>> = lines
        .map(|line| {
            let mut cells: Vec<String> = line.split(',').map(|cell| cell.trim().to_owned()).collect();
            cells.resize(header.len(), String::new());
            cells
        })
        .collect();
    build(id, source, options, &header, &rows)
}

pub fn build(id: u32, source: &str, options: &[&str], header: &[&str], rows: &[Vec<String>]) -> Table {
    let option = |name: &str| options.iter().find_map(|option| option.strip_prefix(name));
    let unique = options.contains(&"unique");
    let references: Vec<Reference> = options
        .iter()
        .filter_map(|option| option.strip_prefix("refers="))
        .map(|text| match text.split_once('/') {
            Some((source, fields)) => Reference::Roster {
                source: SourceId::new(source),
                fields: fields.split('+').filter_map(field).collect(),
            },
            None => Reference::Identifier(Namespace::new(text)),
        })
        .collect();
    let mut roles = vec![Role { id: Arc::from("person"), kind: RoleKind::Resident, references, unique }];
    let mut columns = Vec::new();
    for (at, name) in header.iter().enumerate() {
        let (role, name) = match name.split_once('.') {
            None => (0, *name),
            Some((role, name)) => {
                let known = roles.iter().position(|known| &*known.id == role).unwrap_or_else(|| {
                    let kind = match role {
                        "mother" => RoleKind::Mother,
                        "father" => RoleKind::Father,
                        "child" => RoleKind::Child,
                        _ => RoleKind::Guardian,
                    };
                    roles.push(Role { id: Arc::from(role), kind, references: Vec::new(), unique: false });
                    roles.len() - 1
                });
                (known, name)
            }
        };
        let cells: Vec<&str> = rows.iter().map(|row| row[at].as_str()).collect();
        let chunks = cells.chunks(CHUNK_ROWS).map(|cells| chunk(name, cells)).collect();
        let meta = ColumnMeta {
            ordinal: at as u16,
            header: (*name).to_owned(),
            item: None,
            role: role as u8,
            field: field(name),
            repeat: None,
            month: None,
            day: None,
        };
        columns.push(Column { meta, chunks });
    }
    let as_of = option("as-of=").map_or(date(2022, 10, 1), |text| text.parse().expect("date"));
    let extract = Extract {
        id: ExtractId(id),
        source: SourceId::new(source),
        system: source.to_owned(),
        owner: OwnerId::new("市民課"),
        file: format!("{source}-{id}.csv"),
        as_of,
        delivery: Delivery::Full,
        slice: String::new(),
        coverage: Coverage::default(),
    };
    Table { extract, roles, rows: rows.len(), record_numbers: Vec::new(), columns }
}

fn chunk(name: &str, cells: &[&str]) -> ColumnChunk {
    let mut places: BTreeMap<&str, u32> = BTreeMap::new();
    let mut values = Vec::new();
    let keys = cells
        .iter()
        .map(|cell| {
            *places.entry(cell).or_insert_with(|| {
                values.push((*cell).to_owned());
                values.len() as u32 - 1
            })
        })
        .collect();
    let texts = || StringArray::from_iter(values.iter().map(|value| (!value.is_empty()).then_some(value.as_str())));
    let typed = match name {
        "birth" | "on" => Typed::Date(values.iter().map(|value| register_date(value)).collect()),
        "sex" | "grade" => Typed::Code(texts()),
        _ => Typed::Text(texts()),
    };
    ColumnChunk { keys, raw: StringArray::from_iter_values(&values), typed }
}

fn register_date(text: &str) -> Option<RegisterDate> {
    japanese::date::parse(text, &DateContext::default()).map(|parsed| parsed.date)
}

pub fn run(tables: &[Table]) -> LinkOutcome {
    run_with(tables, &[], &Previous::default())
}

pub fn run_with(tables: &[Table], decisions: &[LinkDecision], previous: &Previous) -> LinkOutcome {
    link(&LinkInput {
        tables,
        key_columns: &[],
        decisions,
        previous,
        recipe: &ResidentRecipe::default(),
        fingerprint_key: &KEY,
    })
}

/// Person of a row (from 1) of a role of a source.
pub fn resolution<'a>(tables: &[Table], outcome: &'a LinkOutcome, source: &str, role: &str) -> (&'a Resolution, usize) {
    let at = tables.iter().position(|table| table.extract.source.as_str() == source).expect("source");
    let index = tables[at].roles.iter().position(|known| &*known.id == role).expect("role");
    let id = tables[at].extract.id;
    (
        outcome
            .resolutions
            .iter()
            .find(|resolution| resolution.extract == id && usize::from(resolution.role) == index)
            .expect("resolution"),
        at,
    )
}

pub fn person(tables: &[Table], outcome: &LinkOutcome, source: &str, role: &str, row: usize) -> u32 {
    resolution(tables, outcome, source, role).0.persons[row - 1]
}

pub fn key(tables: &[Table], outcome: &LinkOutcome, source: &str, row: usize) -> RecordKey {
    resolution(tables, outcome, source, "person").0.keys[row - 1]
}

pub fn decision(a: RecordKey, b: RecordKey, verdict: Verdict) -> LinkDecision {
    LinkDecision { left: a.min(b), right: a.max(b), verdict, by: "係長".to_owned(), on: date(2022, 11, 1) }
}

/// Who a run found before, for the next run.
pub fn previous(outcome: &LinkOutcome) -> Previous {
    previous_after(&Previous::default(), outcome)
}

/// As [`previous`], with what the run before it had noted.
pub fn previous_after(before: &Previous, outcome: &LinkOutcome) -> Previous {
    let mut persons = BTreeMap::new();
    for resolution in outcome.resolutions.iter().filter(|resolution| !resolution.keys.is_empty()) {
        for (key, person) in resolution.keys.iter().zip(&resolution.persons).filter(|(_, person)| **person != 0) {
            persons.insert(*key, PersonId(*person));
        }
    }
    let rows = outcome
        .resolutions
        .iter()
        .filter(|resolution| !resolution.keys.is_empty())
        .map(|resolution| ((resolution.extract, resolution.role), resolution.persons.clone()))
        .collect();
    let noted: std::collections::BTreeSet<PersonId> = before.former.values().flatten().copied().collect();
    let mut former = before.former.clone();
    for (key, person) in outcome.former.iter().filter(|(_, person)| !noted.contains(person)) {
        former.entry(*key).or_default().push(*person);
    }
    Previous { persons, rows, former, next_person: outcome.next_person }
}
