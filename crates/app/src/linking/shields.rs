//! 支援措置 flags are remembered as soon as they are linked: no later delivery, withdrawal or merge lifts them.

use std::collections::BTreeSet;

use domain::{Field, PersonId, Resolution};
use ledger::{Inputs, Knowledge};
use store::{Shielded, StoredExtract};

use super::compute::Computed;
use crate::ctx::Ctx;
use crate::error::AppError;

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

/// Everyone remembered as shielded, and everyone who has a household in common with one of them in any delivery held.
pub(super) async fn covered(ctx: &Ctx<'_>, computed: &Computed) -> Result<BTreeSet<PersonId>, AppError> {
    let store = &ctx.installation.store;
    let joined = store.person_joined_list().await?;
    let (mut persons, mut records, mut lifted) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (whom, is_lifted) in store.shield_list().await? {
        match (whom, is_lifted) {
            (Shielded::Person(person), false) => drop(persons.insert(store::follow(person, &joined))),
            (Shielded::Person(person), true) => drop(lifted.insert(store::follow(person, &joined))),
            (Shielded::Record(key), false) => drop(records.insert(key)),
            (Shielded::Record(_), true) => {}
        }
    }
    if persons.is_empty() && records.is_empty() {
        return Ok(persons);
    }
    let resolutions = &computed.outcome.resolutions;
    for resolution in resolutions.iter().filter(|_| !records.is_empty()) {
        let marked = resolution.keys.iter().enumerate().filter(|(_, key)| records.contains(*key));
        persons.extend(marked.filter_map(|(row, _)| resolution.person(row)));
    }
    persons.retain(|person| !lifted.contains(person));
    let mut covered = persons.clone();
    for resolution in resolutions {
        let Some(table) = computed.tables.iter().find(|table| table.extract.id == resolution.extract) else { continue };
        let Some(household) = table.field(resolution.role, &Field::Household) else { continue };
        let of = |row: usize| Some(household.raw(row).trim()).filter(|number| !number.is_empty());
        let people = || (0..table.rows).filter_map(|row| Some((resolution.person(row)?, of(row)?)));
        let homes: BTreeSet<&str> =
            people().filter(|(person, _)| persons.contains(person)).map(|(_, home)| home).collect();
        covered.extend(people().filter(|(_, home)| homes.contains(home)).map(|(person, _)| person));
    }
    Ok(covered)
}
