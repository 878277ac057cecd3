//! `links.csv`: which person each record speaks of, for machines.

use std::io::{self, Write};

use catalog::source::Source;
use domain::{Column, Field, Method, PersonId, Resolution, Table};
use rayon::prelude::*;

/// Header of the file.
const HEADER: &[u8] = b"source,file,row,role,record_key,person_id,method,weight\n";

/// Tables written at the same time.
const TABLES_TOGETHER: usize = 16;

/// One extract in force with its people.
pub struct LinkedTable<'a> {
    /// The extract; its key columns are loaded.
    pub table: &'a Table,
    /// The definition that names the key columns.
    pub source: Option<&'a Source>,
    /// One resolution per role.
    pub resolutions: Vec<&'a Resolution>,
    /// Per row: whether a newer delivery replaced it; empty = none.
    pub superseded: &'a [bool],
}

/// Writes the whole file, sorted by source, file, row and role. Roles that only refer to people are listed with `references`.
///
/// # Errors
/// Whatever `out` cannot take.
pub fn write(
    mut tables: Vec<LinkedTable<'_>>,
    references: bool,
    out: &mut (impl Write + Send + ?Sized),
) -> io::Result<()> {
    tables.sort_by_key(|linked| {
        let extract = &linked.table.extract;
        (extract.source.clone(), extract.file.clone(), extract.id)
    });
    let text = |some: &[LinkedTable<'_>]| -> Vec<Vec<u8>> {
        let one = |linked: &LinkedTable<'_>| {
            let mut part = Vec::new();
            table(&mut part, linked, references);
            part
        };
        some.par_iter().map(one).collect()
    };
    // A few tables at a time: their text is written while that of the next ones is made.
    let mut ready = vec![HEADER.to_vec()];
    for some in tables.chunks(TABLES_TOGETHER) {
        let (written, next) = rayon::join(|| ready.iter().try_for_each(|part| out.write_all(part)), || text(some));
        written?;
        ready = next;
    }
    ready.iter().try_for_each(|part| out.write_all(part))
}

fn table(out: &mut Vec<u8>, linked: &LinkedTable<'_>, references: bool) {
    let table = linked.table;
    let key_columns: Vec<&Column> =
        key_places(table, linked.source).into_iter().map(|place| &table.columns[place]).collect();
    let mut roles: Vec<(&Resolution, Vec<&Column>)> = linked
        .resolutions
        .iter()
        .copied()
        .filter(|resolution| {
            let refers = table.roles.get(usize::from(resolution.role)).is_some_and(|role| !role.references.is_empty());
            references || !refers
        })
        .map(|resolution| (resolution, naming(table, resolution.role)))
        .collect();
    roles.sort_by(|(a, _), (b, _)| table.roles[usize::from(a.role)].id.cmp(&table.roles[usize::from(b.role)].id));
    if roles.is_empty() {
        return;
    }
    let mut prefix = Vec::new();
    for name in [table.extract.source.as_str(), &table.extract.file] {
        cell(&mut prefix, name);
        prefix.push(b',');
    }
    let mut key = String::new();
    for row in 0..table.rows {
        if linked.superseded.get(row) == Some(&true) {
            continue;
        }
        let number = table.record_number(row);
        record_key(&mut key, &key_columns, row, number);
        for (resolution, naming) in &roles {
            let method = resolution.methods.get(row).copied().unwrap_or(Method::None);
            let person = resolution.person(row);
            let refers = person.is_some() && method == Method::Reference;
            if !refers && !naming.iter().any(|column| !column.raw(row).trim().is_empty()) {
                continue;
            }
            out.extend_from_slice(&prefix);
            let _ = write!(out, "{number},");
            cell(out, &table.roles[usize::from(resolution.role)].id);
            out.push(b',');
            cell(out, &key);
            out.push(b',');
            if let Some(person) = person {
                let _ = write!(out, "{person}");
            }
            let _ = write!(out, ",{},", method.name());
            if method == Method::Model
                && let Some(weight) = resolution.weights.get(row)
            {
                let _ = write!(out, "{:.3}", weight.bits());
            }
            out.push(b'\n');
        }
    }
}

/// The columns of a role that hold a name or an identifier.
fn naming(table: &Table, role: u8) -> Vec<&Column> {
    let names = |field: &Field| field.is_name() || matches!(field, Field::Identifier(_) | Field::FormerName);
    let of_role = table.columns.iter().filter(|column| column.meta.role == role);
    of_role.filter(|column| column.meta.field.as_ref().is_some_and(names)).collect()
}

/// Every header, folded, under which a key column of the source may be delivered.
#[must_use]
pub fn key_headers(source: &Source) -> Vec<String> {
    source.key.iter().flat_map(|name| names_of(source, name)).collect()
}

/// The names, folded, of the column a key entry means.
fn names_of(source: &Source, name: &str) -> Vec<String> {
    let wanted = japanese::text::header_key(name);
    let mut names = vec![wanted.clone()];
    for column in &source.columns {
        let headers: Vec<String> =
            column.header.names().iter().map(|header| japanese::text::header_key(header)).collect();
        if headers.contains(&wanted) {
            names.extend(headers);
        }
    }
    names
}

/// Places in [`Table::columns`] of the columns that name a record, in the order of the definition.
#[must_use]
pub fn key_places(table: &Table, source: Option<&Source>) -> Vec<usize> {
    let Some(source) = source else { return Vec::new() };
    let delivered: Vec<String> =
        table.columns.iter().map(|column| japanese::text::header_key(&column.meta.header)).collect();
    source
        .key
        .iter()
        .filter_map(|name| {
            let names = names_of(source, name);
            delivered.iter().position(|header| names.contains(header))
        })
        .collect()
}

/// The key cells as delivered, joined by `/`; the record number when the source names no key.
pub fn record_key(into: &mut String, columns: &[&Column], row: usize, number: u32) {
    into.clear();
    for (place, column) in columns.iter().enumerate() {
        if place > 0 {
            into.push('/');
        }
        into.push_str(column.raw(row).trim());
    }
    if columns.is_empty() {
        *into = number.to_string();
    }
}

/// A cell of a machine file.
fn cell(out: &mut Vec<u8>, text: &str) {
    if text.contains([',', '"', '\n', '\r']) {
        out.push(b'"');
        out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

/// The person as machine files show it: empty when not resolved.
#[must_use]
pub fn person_text(person: Option<PersonId>) -> String {
    person.map(|person| person.to_string()).unwrap_or_default()
}
