//! Mentions without number and birth date, with the people of the same row.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use domain::{Field, RoleKind, Table, Value};
use jiff::civil::Date;
use rayon::prelude::*;

use super::super::LinkInput;
use super::super::gather::{Gathered, refers};
use super::super::refer::{self, Numbers};
use super::super::roster::Rosters;
use crate::core::clusters::Clusters;

/// No other person of the row is known.
pub(super) const NOBODY: u32 = u32::MAX;

/// What is asked of whoever a mention is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Generation {
    /// The child a row is about.
    Child,
    /// A guardian, a parent, a recipient, a grandparent: never a minor.
    Adult,
    /// A brother, a sister, a child of the head of household: not of the generation of parents.
    Young,
    /// A member of the family of any age.
    Any,
}

/// A mention beside one other person of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mention {
    pub(super) entity: u32,
    /// A record of the other person, [`NOBODY`] when the row names none.
    pub(super) beside: u32,
    /// Whether the other person cannot be who is mentioned (the child beside its guardian).
    pub(super) another: bool,
    pub(super) generation: Generation,
    /// Whom a row is about, not somebody's relative.
    pub(super) primary: bool,
    /// A parent of the row's child.
    pub(super) parent: bool,
    /// 1 male, 2 female, 0 not said.
    pub(super) sex: u8,
    /// The day the delivery speaks for.
    pub(super) as_of: Date,
}

/// Whether nothing but a name, and perhaps a place, is known of a record.
fn bare(gathered: &Gathered, entity: u32) -> bool {
    let entities = &gathered.entities;
    entities.cards[entity as usize].birth == 0 && entities.id_set(entity).is_empty()
}

/// All mentions that are looked for at home, by record; nobody whose person has a number or a birth date already.
pub(super) fn mentions(input: &LinkInput<'_>, gathered: &Gathered, clusters: &Clusters) -> Vec<Mention> {
    let entities = &gathered.entities;
    let wanted: Vec<bool> = (0..entities.len() as u32)
        .into_par_iter()
        .with_min_len(1_024)
        .map(|entity| {
            entities.cards[entity as usize].name != 0
                && bare(gathered, entity)
                && clusters.members(clusters.root(entity)).all(|member| bare(gathered, member))
        })
        .collect();
    let mut list = Vec::new();
    let numbers: OnceCell<Numbers<'_>> = OnceCell::new();
    let all = (0..entities.len() as u32).into_par_iter().with_min_len(1_024);
    let roots: Vec<u32> = all.map(|entity| clusters.root(entity) + 1).collect();
    let roster_roots: OnceCell<RosterRoots> = OnceCell::new();
    let rosters: OnceCell<Rosters<'_>> = OnceCell::new();
    for of_table in gathered.roles.chunk_by(|a, b| a.table == b.table) {
        let table = &input.tables[of_table[0].table];
        let named: Vec<usize> = (0..of_table.len())
            .filter(|at| of_table[*at].entity.iter().any(|entity| *entity != 0 && wanted[*entity as usize - 1]))
            .collect();
        if named.is_empty() {
            continue;
        }
        // Whom each role of the row means, as records; referring rows are looked up.
        let looked_up: BTreeMap<usize, Vec<u32>> = (0..of_table.len())
            .filter(|at| refers(table, of_table[*at].role, &table.roles[usize::from(of_table[*at].role)]))
            .map(|at| {
                let numbers = numbers.get_or_init(|| Numbers::new(gathered, &roots));
                let rosters =
                    rosters.get_or_init(|| roster_roots.get_or_init(|| RosterRoots::new(gathered, &roots)).over(input));
                (at, refer::resolve(table, of_table[at].role, numbers, rosters).persons)
            })
            .collect();
        for at in named {
            let role = usize::from(of_table[at].role);
            let asked = Asked::of(table, role);
            for (row, entity) in of_table[at].entity.iter().enumerate() {
                let Some(entity) = entity.checked_sub(1).filter(|entity| wanted[*entity as usize]) else { continue };
                let (generation, sex) = asked.row(row);
                let mention = |beside: u32, another: bool| Mention {
                    entity,
                    beside,
                    another,
                    generation,
                    primary: matches!(asked.kind, RoleKind::Child | RoleKind::Resident),
                    parent: asked.parent,
                    sex,
                    as_of: table.extract.as_of,
                };
                let before = list.len();
                for (other, records) in of_table.iter().enumerate().filter(|(other, _)| *other != at) {
                    let person = looked_up.get(&other).map_or(records.entity[row], |persons| persons[row]);
                    let Some(person) = person.checked_sub(1).filter(|person| *person != entity) else { continue };
                    let another =
                        generation != Generation::Child || matches!(asked.kind, RoleKind::Child | RoleKind::Resident);
                    list.push(mention(
                        person,
                        another && asked.is_another(table.roles[usize::from(records.role)].kind),
                    ));
                }
                if list.len() == before {
                    list.push(mention(NOBODY, false));
                }
            }
        }
    }
    list.sort_unstable();
    list.dedup();
    list
}

/// The mentions of each record.
pub(super) fn groups(mentions: &[&Mention]) -> Vec<Vec<Mention>> {
    mentions
        .chunk_by(|a, b| a.entity == b.entity)
        .map(|group| group.iter().map(|mention| **mention).collect())
        .collect()
}

/// The persons of the first roles of all tables, as roots of clusters.
struct RosterRoots {
    /// (table, person per row).
    persons: Vec<(usize, Vec<u32>)>,
}

impl RosterRoots {
    fn new(gathered: &Gathered, roots: &[u32]) -> Self {
        let root = |entity: &u32| if *entity == 0 { 0 } else { roots[*entity as usize - 1] };
        let first = gathered.roles.iter().filter(|records| records.role == 0);
        Self { persons: first.map(|records| (records.table, records.entity.iter().map(root).collect())).collect() }
    }

    fn over<'a>(&'a self, input: &LinkInput<'a>) -> Rosters<'a> {
        Rosters::new(self.persons.iter().map(|(table, persons)| (&input.tables[*table], persons.as_slice())))
    }
}

/// What a role, and the relation that stands in its rows, asks of a person.
struct Asked<'a> {
    kind: RoleKind,
    relation: Option<&'a domain::Column>,
    parent: bool,
}

impl<'a> Asked<'a> {
    fn of(table: &'a Table, role: usize) -> Self {
        let kind = table.roles[role].kind;
        Self {
            kind,
            relation: table.field(role as u8, &Field::Relation),
            parent: matches!(kind, RoleKind::Mother | RoleKind::Father),
        }
    }

    /// Generation and sex of who stands in a row.
    fn row(&self, row: usize) -> (Generation, u8) {
        let text = match self.relation.map(|column| column.value(row)) {
            Some(Value::Text(text) | Value::Code(text)) => text,
            _ => "",
        };
        let has = |marks: &[char]| text.contains(marks);
        let elder = has(&['父', '母', '祖', '夫', '妻', '伯', '叔']) || text.contains("世帯主");
        let sex = match (has(&['父', '夫']), has(&['母', '妻'])) {
            (true, false) => 1,
            (false, true) => 2,
            _ => 0,
        };
        match self.kind {
            RoleKind::Child => (Generation::Child, 0),
            RoleKind::Resident => (Generation::Any, 0),
            RoleKind::Mother => (Generation::Adult, 2),
            RoleKind::Father => (Generation::Adult, 1),
            RoleKind::Guardian | RoleKind::Recipient => (Generation::Adult, sex),
            RoleKind::Family if elder => (Generation::Adult, sex),
            // A family list that names the child again.
            RoleKind::Family if text.contains("本人") => (Generation::Child, 0),
            RoleKind::Family | RoleKind::Sibling if has(&['兄', '弟', '姉', '妹', '子', '男', '女']) => {
                (Generation::Young, 0)
            }
            RoleKind::Family | RoleKind::Sibling => (Generation::Any, 0),
        }
    }

    /// Whether a person of this other role cannot be who is mentioned.
    const fn is_another(&self, other: RoleKind) -> bool {
        match self.kind {
            RoleKind::Family | RoleKind::Sibling => true,
            RoleKind::Child | RoleKind::Resident => !matches!(other, RoleKind::Resident),
            _ => matches!(other, RoleKind::Child | RoleKind::Resident | RoleKind::Sibling),
        }
    }
}
