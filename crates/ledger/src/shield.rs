//! 支援措置: who is shielded. A flag in any delivery counts for good; a later one without it does not lift it.

use std::collections::BTreeSet;

use domain::{Column, PersonId, RecordKey, Resolution, Table, Value};

use crate::inputs::Shielded;
use crate::intern::{of_row, per_distinct};
use crate::knowledge::Knowledge;
use crate::known_items::{ids, says_no};
use crate::relation::RelationKind;

/// Shielded persons, ascending.
#[derive(Debug, Default)]
pub(crate) struct Shields {
    flagged: BTreeSet<u32>,
    covered: BTreeSet<u32>,
    /// Who stands in a row with somebody covered: the file of the row tells where that one is, whoever is shown.
    beside: BTreeSet<u32>,
}

impl Shields {
    /// Everyone flagged and their children wherever they live, each with everyone in one household or dwelling with them: the address
    /// of whoever lives with a covered person is that person's address.
    pub(crate) fn build(knowledge: &Knowledge, flagged: &BTreeSet<u32>, lifted: &[PersonId]) -> Self {
        let mut flagged = flagged.clone();
        for person in lifted {
            flagged.remove(&person.0);
        }
        let mut covered = BTreeSet::new();
        let mut cover = |person: u32| {
            covered.insert(person);
            covered.extend(knowledge.people.household_of(person));
            covered.extend(knowledge.people.home_of(person));
        };
        for person in &flagged {
            cover(*person);
            for claim in knowledge.claims.naming(*person) {
                let relation = knowledge.relation(PersonId(claim.child), PersonId(*person));
                if relation.is_some_and(|r| r.is_parent() || r.kind == RelationKind::Guardian) {
                    cover(claim.child);
                }
            }
        }
        let naming = covered.iter().flat_map(|person| knowledge.claims.naming(*person)).map(|claim| claim.child);
        let named = covered.iter().flat_map(|person| knowledge.claims.about(*person)).map(|claim| claim.other);
        let beside = naming.chain(named).collect();
        Self { flagged, covered, beside }
    }
}

/// Persons flagged in any delivery handed in, in force or not, and those remembered.
pub(crate) fn flagged(tables: &[Table], resolutions: &[Resolution], remembered: &[Shielded]) -> BTreeSet<u32> {
    let mut persons = BTreeSet::new();
    let mut keys: BTreeSet<RecordKey> = BTreeSet::new();
    for shield in remembered {
        match shield {
            Shielded::Person(person) => {
                persons.insert(person.0);
            }
            Shielded::Record(key) => {
                keys.insert(*key);
            }
        }
    }
    for table in tables {
        for column in table.columns.iter().filter(|column| is_flag(column)) {
            let marked = per_distinct(column, says_flagged);
            let role = column.meta.role;
            for resolution in resolutions.iter().filter(|r| r.extract == table.extract.id && r.role == role) {
                for row in (0..table.rows).filter(|row| of_row(column, &marked, *row)) {
                    persons.extend(resolution.person(row).map(|person| person.0));
                    keys.extend(resolution.keys.get(row));
                }
            }
        }
    }
    // The same record in another delivery may have found its person where the flagged one had not.
    if !keys.is_empty() {
        for resolution in resolutions {
            for (row, _) in resolution.keys.iter().enumerate().filter(|(_, key)| keys.contains(key)) {
                persons.extend(resolution.person(row).map(|person| person.0));
            }
        }
    }
    persons
}

fn is_flag(column: &Column) -> bool {
    column.meta.item.as_ref().is_some_and(|item| item.as_str().starts_with(ids::SHIELD))
}

/// Any mark but an empty cell and a plain no; an end date marks too, for its passing does not lift a shield.
fn says_flagged(value: Value<'_>, raw: &str) -> bool {
    match value {
        Value::Flag(on) => on,
        Value::Number(number) => number != 0,
        _ => !raw.trim().is_empty() && !says_no(raw),
    }
}

impl Knowledge {
    /// Whether address, school and facility of a person stay out of every output (支援措置): flagged, a child of one who is, or
    /// living with either. Covers everyone the same way, whoever asks.
    #[must_use]
    pub fn shield(&self, person: PersonId) -> bool {
        self.shields.covered.contains(&person.0)
    }

    /// Whether the files of a person's rows stay unnamed: the person is shielded, or stands in a row with somebody who is.
    pub(crate) fn shields_files(&self, person: PersonId) -> bool {
        self.shield(person) || self.shields.beside.contains(&person.0)
    }

    /// Everyone of whom [`Knowledge::shield`] says so, ascending.
    pub fn shielded(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.shields.covered.iter().map(|person| PersonId(*person))
    }

    /// Whether the person's own records carry the flag; to be remembered by whoever stores it.
    #[must_use]
    pub fn is_flagged(&self, person: PersonId) -> bool {
        self.shields.flagged.contains(&person.0)
    }

    /// Everyone flagged, ascending: to be handed in again as [`Shielded::Person`] when the deliveries are gone.
    pub fn flagged(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.shields.flagged.iter().map(|person| PersonId(*person))
    }
}
