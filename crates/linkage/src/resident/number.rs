//! Person ids: they survive re-linking; who is new is numbered in canonical order.

use std::collections::{BTreeMap, BTreeSet};

use domain::{PersonId, RecordKey};
use rayon::prelude::*;

use super::LinkInput;
use super::gather::Gathered;
use super::inherit::{self, Claim, Inherited};
use crate::core::clusters::Clusters;
use crate::core::pattern::IntegerMap;

/// The ids of this run.
pub(super) struct Numbered {
    /// Per entity.
    pub(super) person: Vec<u32>,
    /// Per entity: its cluster, numbered in canonical order.
    pub(super) cluster_of: Vec<u32>,
    pub(super) persons: u32,
    pub(super) next: u32,
    pub(super) joined: Vec<(PersonId, PersonId)>,
    pub(super) restored: Vec<PersonId>,
    pub(super) former: Vec<(RecordKey, PersonId)>,
    /// Persons of the run before that did not stay among themselves, each with a cluster that holds records of it.
    pub(super) shifted: Vec<(u32, u32)>,
}

pub(super) fn number(input: &LinkInput<'_>, gathered: &Gathered, clusters: &Clusters) -> Numbered {
    let previous = input.previous;
    let entities = &gathered.entities;
    // Clusters in canonical order: entities are numbered by their first mention.
    let mut place_of_root = vec![u32::MAX; entities.len()];
    let mut cluster_of = Vec::with_capacity(entities.len());
    let mut sizes: Vec<u32> = Vec::new();
    for entity in 0..entities.len() as u32 {
        let place = &mut place_of_root[clusters.root(entity) as usize];
        if *place == u32::MAX {
            *place = sizes.len() as u32;
            sizes.push(0);
        }
        sizes[*place as usize] += entities.mentions[entity as usize];
        cluster_of.push(*place);
    }
    let mut found = Inherited { of_cluster: vec![0; sizes.len()], ..Inherited::default() };
    let (mut former, mut shifted) = (Vec::new(), Vec::new());
    if !previous.persons.is_empty() {
        let before = before(input, gathered, &cluster_of);
        let core = core(input, gathered, &cluster_of);
        let held: BTreeSet<u32> = match core.is_empty() {
            true => BTreeSet::new(),
            false => previous.persons.values().map(|person| person.0).collect(),
        };
        found = inherit::inherit(&before, &core, |person| held.contains(&person), &sizes);
        former = cores(input, gathered, &found.disturbed);
        let disturbed = |claim: &&Claim| found.disturbed.binary_search(&claim.person).is_ok();
        shifted = before.iter().filter(disturbed).map(|claim| (claim.person, claim.cluster)).collect();
    }
    let highest = previous.persons.values().map(|person| person.0).max().unwrap_or(0);
    let mut next = previous.next_person.max(highest + 1).max(1);
    for person in found.of_cluster.iter_mut().filter(|person| **person == 0) {
        *person = next;
        next += 1;
    }
    Numbered {
        person: cluster_of.iter().map(|cluster| found.of_cluster[*cluster as usize]).collect(),
        cluster_of,
        persons: sizes.len() as u32,
        next,
        joined: found.joined.iter().map(|(ended, into)| (PersonId(*ended), PersonId(*into))).collect(),
        restored: found.restored.into_iter().map(PersonId).collect(),
        former,
        shifted,
    }
}

/// Who the records of each cluster were in the run before. A row of a delivery that was linked before is who it was, whatever other records
/// share its key.
fn before(input: &LinkInput<'_>, gathered: &Gathered, cluster_of: &[u32]) -> Vec<Claim> {
    let previous = input.previous;
    let known: IntegerMap<u64, u32> = previous.persons.iter().map(|(key, person)| (key.0, person.0)).collect();
    let votes: Vec<(u32, u32)> = gathered
        .roles
        .par_iter()
        .flat_map_iter(|records| {
            let extract = input.tables[records.table].extract.id;
            let rows = previous.rows.get(&(extract, records.role)).filter(|rows| rows.len() == records.entity.len());
            let named = records.entity.iter().zip(&records.keys).enumerate().filter(|(_, (entity, _))| **entity != 0);
            let known = &known;
            named.filter_map(move |(row, (entity, key))| {
                let before = rows.map(|rows| rows[row]).filter(|person| *person != 0);
                Some((before.or_else(|| known.get(&key.0).copied())?, cluster_of[*entity as usize - 1]))
            })
        })
        .collect();
    inherit::claims(votes)
}

/// Whose core the records of each cluster belong to.
fn core(input: &LinkInput<'_>, gathered: &Gathered, cluster_of: &[u32]) -> Vec<Claim> {
    let former = &input.previous.former;
    if former.is_empty() {
        return Vec::new();
    }
    let votes = records(gathered).flat_map(|(entity, key)| {
        let cluster = cluster_of[entity];
        former.get(&key).into_iter().flatten().map(move |person| (person.0, cluster))
    });
    inherit::claims(votes.collect())
}

/// The cores of persons that are disturbed for the first time: their records as they were in the run before.
fn cores(input: &LinkInput<'_>, gathered: &Gathered, disturbed: &[u32]) -> Vec<(RecordKey, PersonId)> {
    if disturbed.is_empty() {
        return Vec::new();
    }
    let known: BTreeSet<PersonId> = input.previous.former.values().flatten().copied().collect();
    let first = |person: &PersonId| disturbed.binary_search(&person.0).is_ok() && !known.contains(person);
    let former: BTreeMap<RecordKey, PersonId> = records(gathered)
        .filter_map(|(_, key)| Some((key, *input.previous.persons.get(&key).filter(|person| first(person))?)))
        .collect();
    former.into_iter().collect()
}

/// Every record that names somebody: entity from 0, and key.
fn records(gathered: &Gathered) -> impl Iterator<Item = (usize, RecordKey)> + '_ {
    gathered
        .roles
        .iter()
        .flat_map(|records| records.entity.iter().zip(&records.keys))
        .filter(|(entity, _)| **entity != 0)
        .map(|(entity, key)| (*entity as usize - 1, *key))
}
