//! Rows that only refer to a person: by a number, or by a place in a roster (参照の解決).

use std::collections::BTreeMap;

use domain::{Field, Method, Namespace, Reference, Resolution, Table};

use super::cells::{identifier_text, text_print};
use super::gather::Gathered;
use super::roster::Rosters;
use crate::core::pattern::IntegerMap;

/// A number that two people bear names the one who bears it in at least this share of the records that have it.
const CLEAR_SHARE: f64 = 0.8;

/// Which person each number names, per number space.
pub(super) struct Numbers<'a> {
    gathered: &'a Gathered,
    of_space: BTreeMap<&'a Namespace, IntegerMap<u64, u32>>,
}

impl<'a> Numbers<'a> {
    pub(super) fn new(gathered: &'a Gathered, person: &[u32]) -> Self {
        let entities = &gathered.entities;
        let mut bearers: Vec<((u16, u32), u32, u32)> = Vec::new();
        for entity in 0..entities.len() as u32 {
            bearers.extend(
                entities
                    .id_set(entity)
                    .iter()
                    .map(|id| (*id, person[entity as usize], entities.mentions[entity as usize])),
            );
        }
        bearers.sort_unstable();
        let mut of_space: BTreeMap<&Namespace, IntegerMap<u64, u32>> = BTreeMap::new();
        for group in bearers.chunk_by(|a, b| a.0 == b.0) {
            let all: u64 = group.iter().map(|entry| u64::from(entry.2)).sum();
            let mut best = (0_u64, 0_u32);
            for bearer in group.chunk_by(|a, b| a.1 == b.1) {
                let own: u64 = bearer.iter().map(|entry| u64::from(entry.2)).sum();
                best = best.max((own, bearer[0].1));
            }
            let clear = best.0 as f64 >= CLEAR_SHARE * all as f64;
            let (space, number) = group[0].0;
            let text = gathered.text_prints[number as usize - 1];
            of_space
                .entry(&gathered.namespaces[usize::from(space)])
                .or_default()
                .insert(text, if clear { best.1 } else { 0 });
        }
        Self { gathered, of_space }
    }

    fn person(&self, space: &Namespace, text: &str) -> u32 {
        let text = identifier_text(text);
        if text.is_empty() {
            return 0;
        }
        self.of_space.get(space).and_then(|numbers| numbers.get(&text_print(&text))).copied().unwrap_or(0)
    }
}

/// Resolves one referring role of a table: one look-up per distinct value, not per row.
pub(super) fn resolve(table: &Table, role: u8, numbers: &Numbers<'_>, rosters: &Rosters<'_>) -> Resolution {
    let _ = numbers.gathered;
    let mut persons = vec![0_u32; table.rows];
    for reference in &table.roles[usize::from(role)].references {
        match reference {
            Reference::Identifier(space) => {
                let field = Field::Identifier(space.clone());
                for column in table.columns.iter().filter(|column| {
                    column.meta.field.as_ref() == Some(&field)
                        && (column.meta.role == role || table.field(role, &field).is_none())
                }) {
                    by_number(column, space, numbers, &mut persons);
                }
            }
            Reference::Roster { source, fields } => rosters.resolve(table, role, source, fields, &mut persons),
        }
    }
    let methods = persons.iter().map(|person| if *person == 0 { Method::None } else { Method::Reference }).collect();
    Resolution { extract: table.extract.id, role, persons, methods, weights: Vec::new(), keys: Vec::new() }
}

fn by_number(column: &domain::Column, space: &Namespace, numbers: &Numbers<'_>, persons: &mut [u32]) {
    for (chunk, rows) in column.chunks.iter().zip(persons.chunks_mut(domain::CHUNK_ROWS)) {
        let known: Vec<u32> = (0..chunk.typed.len())
            .map(|at| match chunk.typed.get(at) {
                domain::Value::Text(text) | domain::Value::Code(text) => numbers.person(space, text),
                domain::Value::Number(number) => numbers.person(space, &(number / 1_000).to_string()),
                _ => 0,
            })
            .collect();
        for (person, key) in rows.iter_mut().zip(&chunk.keys) {
            if *person == 0 {
                *person = known[*key as usize];
            }
        }
    }
}
