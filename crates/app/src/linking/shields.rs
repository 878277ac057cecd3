//! 支援措置 flags are remembered as soon as they are linked: no later delivery, withdrawal or merge lifts them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{ExtractId, Field, PersonId, Resolution, Table};
use ledger::{Inputs, Knowledge};
use store::{Shielded, StoredExtract};

use super::compute::Computed;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::{holdings, knowing};

/// Everyone flagged in any delivery held, as linked now.
pub(super) async fn flagged(
    ctx: &Ctx<'_>,
    extracts: &[StoredExtract],
    resolutions: &[Resolution],
) -> Result<Vec<Shielded>, AppError> {
    let is_flag = |item: &domain::ItemId| item.as_str().starts_with("shield.");
    let carrying: Vec<&StoredExtract> = extracts
        .iter()
        .filter(|stored| stored.columns.iter().any(|meta| meta.item.as_ref().is_some_and(is_flag)))
        .collect();
    let tables =
        ctx.installation.store.tables_load(&carrying, |_, meta| meta.item.as_ref().is_some_and(is_flag)).await?;
    let resolutions: Vec<Resolution> = resolutions
        .iter()
        .filter(|resolution| carrying.iter().any(|stored| stored.extract.id == resolution.extract))
        .cloned()
        .collect();
    let knowledge = Knowledge::build(Inputs::new(tables, resolutions, &ctx.installation.catalog, ctx.clock.today));
    Ok(knowledge.flagged().map(|PersonId(person)| Shielded::Person(PersonId(person))).collect())
}

/// Whom a shield covers, and which rows speak of them.
pub(super) struct Covered<'c> {
    persons: BTreeSet<PersonId>,
    by_role: BTreeMap<(ExtractId, u8), &'c Resolution>,
}

impl Covered<'_> {
    /// Whether a row speaks of someone covered in any of its roles.
    pub(super) fn row(&self, table: &Table, row: usize) -> bool {
        !self.persons.is_empty()
            && (0..table.roles.len()).any(|role| {
                let resolution = self.by_role.get(&(table.extract.id, role as u8));
                resolution.and_then(|r| r.person(row)).is_some_and(|person| self.persons.contains(&person))
            })
    }
}

/// Everyone of whom the one predicate of ledgers and lists says so ([`Knowledge::shield`]), as linked now. Since the sheet shows
/// records of replaced deliveries and of people who may be one, also everyone who has a household in common with a flagged person
/// in any delivery held, and everyone who waits to be told from a covered person.
pub(super) async fn covered<'c>(ctx: &Ctx<'_>, computed: &'c Computed) -> Result<Covered<'c>, AppError> {
    let resolutions = &computed.outcome.resolutions;
    let by_role = resolutions.iter().map(|resolution| ((resolution.extract, resolution.role), resolution)).collect();
    let extracts = holdings::extracts(ctx).await?;
    let mut inputs = Inputs::new(Vec::new(), Vec::new(), &ctx.installation.catalog, ctx.clock.today);
    knowing::remember_shields(ctx, &mut inputs).await?;
    let flagged = flagged(ctx, &extracts, resolutions).await?;
    inputs.shields.extend(flagged.into_iter().filter_map(|shielded| match shielded {
        Shielded::Person(person) => Some(ledger::Shielded::Person(person)),
        Shielded::Record(_) => None,
    }));
    if inputs.shields.is_empty() {
        return Ok(Covered { persons: BTreeSet::new(), by_role });
    }
    inputs.tables = holdings::tables_on(ctx, &extracts, ctx.clock.today, knowing::tells_families).await?;
    for table in &inputs.tables {
        for resolution in resolutions.iter().filter(|resolution| resolution.extract == table.extract.id) {
            let mut resolution = resolution.clone();
            resolution.rows_blank(table);
            inputs.resolutions.push(resolution);
        }
    }
    let knowledge = Knowledge::build(inputs);
    let flagged: BTreeSet<PersonId> = knowledge.flagged().collect();
    let mut persons: BTreeSet<PersonId> = knowledge.shielded().collect();
    for table in &computed.tables {
        for role in 0..table.roles.len() as u8 {
            let resolution: Option<&&Resolution> = by_role.get(&(table.extract.id, role));
            let (Some(resolution), Some(household)) = (resolution, table.field(role, &Field::Household)) else {
                continue;
            };
            let of = |row: usize| Some(household.raw(row).trim()).filter(|number| !number.is_empty());
            let people = || (0..table.rows).filter_map(|row| Some((resolution.person(row)?, of(row)?)));
            let homes: BTreeSet<&str> =
                people().filter(|(person, _)| flagged.contains(person)).map(|(_, home)| home).collect();
            persons.extend(people().filter(|(_, home)| homes.contains(home)).map(|(person, _)| person));
        }
    }
    let asked = computed.outcome.waiting.iter().map(|pair| [pair.left_person, pair.right_person]);
    let perhaps: Vec<_> = asked.filter(|pair| pair.iter().any(|person| persons.contains(person))).collect();
    persons.extend(perhaps.into_iter().flatten());
    Ok(Covered { persons, by_role })
}
