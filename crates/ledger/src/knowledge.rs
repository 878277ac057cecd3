//! Everything known as of a date, column-wise, by person: the fold of deliveries in force and link results.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Field, ItemId, PersonId, Resolution, Table};
use jiff::civil::Date;
use rayon::prelude::*;

use crate::claims::Claims;
use crate::coverage::{Carrier, Reach};
use crate::family::Families;
use crate::in_force::in_force;
use crate::inputs::{Inputs, Judgement, Supported};
use crate::observation::{Lens, LensPart, Observation};
use crate::people::People;
use crate::rows::{Group, Member};
use crate::shield::Shields;
use crate::when::TimePlan;

/// What is known as of a date (基準日現在の情報). Read-only, built once per run.
pub struct Knowledge {
    pub(crate) as_of: Date,
    pub(crate) tables: Vec<Table>,
    pub(crate) times: Vec<Vec<TimePlan>>,
    pub(crate) groups: Vec<Group>,
    pub(crate) lenses: BTreeMap<ItemId, Vec<LensPart>>,
    pub(crate) carriers: BTreeMap<ItemId, Vec<Carrier>>,
    pub(crate) reach: BTreeMap<ItemId, Reach>,
    pub(crate) claims: Claims,
    pub(crate) people: People,
    pub(crate) families: Families,
    pub(crate) shields: Shields,
    pub(crate) supported: Vec<Supported>,
    /// One bit per person: whether support records speak of it.
    pub(crate) support_records: Vec<u64>,
    pub(crate) judgements: Vec<Judgement>,
}

impl Knowledge {
    /// Folds the inputs. Linear in the rows; the same inputs in any order and on any number of threads give the same knowledge.
    #[must_use]
    pub fn build(inputs: Inputs<'_>) -> Self {
        let Inputs { tables, resolutions, catalog, as_of, shields, lifted, mut supported, mut judgements } = inputs;
        let flags = crate::shield::flagged(&tables, &resolutions, &shields);
        let kept = in_force(tables.iter().map(|table| &table.extract), as_of);
        let mut slots: Vec<Option<Table>> = tables.into_iter().map(Some).collect();
        let tables: Vec<Table> = kept.into_iter().filter_map(|at| slots[at].take()).collect();
        drop(slots);
        let mut by_role: BTreeMap<(u32, u8), &Resolution> = BTreeMap::new();
        for resolution in &resolutions {
            by_role.insert((resolution.extract.0, resolution.role), resolution);
        }
        let times: Vec<Vec<TimePlan>> = tables
            .iter()
            .map(|table| (0..table.roles.len().max(1)).map(|role| TimePlan::of(table, role as u8)).collect())
            .collect();
        let groups = groups(&tables, &times, &by_role, as_of);
        supported.retain(|line| line.known <= as_of);
        supported.sort_unstable();
        judgements.retain(|judgement| judgement.on <= as_of);
        for judgement in &mut judgements {
            if judgement.outcome.as_ref().is_some_and(|(day, _)| *day > as_of) {
                judgement.outcome = None;
            }
        }
        judgements.sort_unstable();
        let mut knowledge = Self {
            as_of,
            lenses: lenses(&tables, &groups, catalog),
            carriers: crate::coverage::carriers(catalog),
            reach: BTreeMap::new(),
            claims: Claims::build(&tables, &groups, &by_role),
            tables,
            times,
            groups,
            people: People::default(),
            families: Families::default(),
            shields: Shields::default(),
            supported,
            support_records: Vec::new(),
            judgements,
        };
        knowledge.mark_support_records();
        knowledge.people = People::build(&knowledge);
        knowledge.reach = crate::coverage::reach(&knowledge);
        knowledge.families = Families::build(&knowledge);
        knowledge.shields = Shields::build(&knowledge, &flags, &lifted);
        knowledge
    }

    /// The date whose knowledge this is.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// The deliveries in force, sorted by source, date and id.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Every person of whom a row in force speaks, ascending.
    pub fn persons(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.people.known()
    }

    /// An item, found in all deliveries once; for reading many people. The item's counterpart (対応項目) counts as the same item.
    #[must_use]
    pub fn lens(&self, item: &ItemId) -> Lens<'_> {
        Lens { knowledge: self, parts: self.lenses.get(item).map_or(&[], Vec::as_slice) }
    }

    /// Everything known of a person in respect of an item, in the person's own role: source by source, each oldest first.
    pub fn observations(&self, person: PersonId, item: &ItemId) -> impl Iterator<Item = Observation<'_>> + use<'_> {
        self.lens(item).of(person)
    }

    /// The newest value of an item; of several sources the one that speaks of the latest day, then the later delivery.
    #[must_use]
    pub fn latest(&self, person: PersonId, item: &ItemId) -> Option<Observation<'_>> {
        self.observations(person, item)
            .max_by_key(|o| (o.when().order(), o.extract().as_of, o.extract().id, o.record()))
    }

    /// Every row that speaks of a person: source by source, each oldest first, as the first cell of the row.
    pub fn rows(&self, person: PersonId) -> impl Iterator<Item = Observation<'_>> + '_ {
        let speaking = |group: &&Group| !self.tables[group.members[0].table as usize].columns.is_empty();
        self.groups.iter().filter(speaking).flat_map(move |group| {
            group.rows(person.0).iter().map(move |number| {
                let place = group.place(*number);
                let member = &group.members[place.member as usize];
                Observation::new(self, member.table, place.row, 0, member.role, 0)
            })
        })
    }

    /// The cell of the last of [`Knowledge::rows`] whose delivery has a column for the field. Read from the end: most deliveries
    /// have no such column, and their rows are not looked at.
    #[must_use]
    pub fn last_field(&self, person: PersonId, field: &Field) -> Option<Observation<'_>> {
        let carries = |member: &Member| {
            let roles = [member.role, 0];
            let columns = &self.tables[member.table as usize].columns;
            columns.iter().any(|c| c.meta.field.as_ref() == Some(field) && roles.contains(&c.meta.role))
        };
        self.groups.iter().rev().find_map(|group| {
            let rows = group.rows(person.0);
            let is_silent = self.tables[group.members[0].table as usize].columns.is_empty();
            if is_silent || rows.is_empty() || !group.members.iter().any(carries) {
                return None;
            }
            rows.iter().rev().find_map(|number| {
                let place = group.place(*number);
                let member = &group.members[place.member as usize];
                Observation::new(self, member.table, place.row, 0, member.role, 0).field(field)
            })
        })
    }

    /// Earlier judgements about a person, oldest first.
    pub fn judgements(&self, person: PersonId) -> impl Iterator<Item = &Judgement> + '_ {
        let start = self.judgements.partition_point(|judgement| judgement.person < person);
        self.judgements[start..].iter().take_while(move |judgement| judgement.person == person)
    }
}

/// One group per source and role, indexed in parallel.
fn groups(
    tables: &[Table],
    times: &[Vec<TimePlan>],
    resolutions: &BTreeMap<(u32, u8), &Resolution>,
    as_of: Date,
) -> Vec<Group> {
    let mut wanted: BTreeMap<(&str, usize, &str), Vec<Member>> = BTreeMap::new();
    for (at, table) in tables.iter().enumerate() {
        for (index, role) in table.roles.iter().enumerate() {
            wanted.entry((table.extract.source.as_str(), index, &role.id)).or_default().push(Member {
                table: at as u32,
                role: index as u8,
                base: 0,
                time: times[at][index],
            });
        }
    }
    wanted
        .into_iter()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|((_, index, _), members)| {
            let first = &tables[members[0].table as usize];
            let role = &first.roles[index];
            let resolutions: Vec<_> = members
                .iter()
                .map(|member| resolutions.get(&(tables[member.table as usize].extract.id.0, member.role)).copied())
                .collect();
            Group::new(role.kind, members, tables, &resolutions, as_of)
        })
        .collect()
}

/// For each item the columns that carry it, together with those of its counterpart.
fn lenses(tables: &[Table], groups: &[Group], catalog: &catalog::Catalog) -> BTreeMap<ItemId, Vec<LensPart>> {
    let mut same: BTreeMap<&ItemId, BTreeSet<&ItemId>> = BTreeMap::new();
    for item in catalog.items.values() {
        if let Some(other) = &item.counterpart {
            same.entry(&item.id).or_default().insert(other);
            same.entry(other).or_default().insert(&item.id);
        }
    }
    let mut lenses: BTreeMap<ItemId, Vec<LensPart>> = BTreeMap::new();
    for (group_at, group) in groups.iter().enumerate() {
        for (member_at, member) in group.members.iter().enumerate() {
            let columns = &tables[member.table as usize].columns;
            let mut carrying: Vec<usize> = (0..columns.len())
                .filter(|at| columns[*at].meta.role == member.role && columns[*at].meta.item.is_some())
                .collect();
            // A school year runs from April to March.
            carrying
                .sort_by_key(|at| (columns[*at].meta.month.map_or(0, |month| (month + 8) % 12), columns[*at].meta.day));
            for at in carrying {
                let Some(item) = &columns[at].meta.item else {
                    continue;
                };
                let part = LensPart {
                    group: group_at as u16,
                    member: member_at as u32,
                    table: member.table,
                    column: at as u16,
                };
                lenses.entry(item.clone()).or_default().push(part);
                for other in same.get(item).into_iter().flatten() {
                    lenses.entry((*other).clone()).or_default().push(part);
                }
            }
        }
    }
    lenses
}
