//! Person ids: they survive re-linking; the older one survives a joining; a split leaves it with the larger part, and gives the
//! other part the id it had before the joining.

use std::collections::{BTreeMap, BTreeSet};

use domain::{PersonId, RecordKey};
use rayon::prelude::*;

use super::gather::Gathered;
use super::{LinkInput, Previous};
use crate::core::clusters::Clusters;
use crate::core::pattern::IntegerMap;

/// The ids of this run.
pub(super) struct Numbered {
    /// Per entity.
    pub(super) person: Vec<u32>,
    pub(super) persons: u32,
    pub(super) next: u32,
    pub(super) joined: Vec<(PersonId, PersonId)>,
    pub(super) restored: Vec<PersonId>,
    pub(super) former: Vec<(RecordKey, PersonId)>,
}

pub(super) fn number(input: &LinkInput<'_>, gathered: &Gathered, clusters: &Clusters) -> Numbered {
    let previous = input.previous;
    let entities = &gathered.entities;
    // Clusters in canonical order: entities are numbered by their first mention.
    let mut place_of_root = vec![u32::MAX; entities.len()];
    let mut cluster_of = Vec::with_capacity(entities.len());
    let mut count = 0_u32;
    for entity in 0..entities.len() as u32 {
        let place = &mut place_of_root[clusters.root(entity) as usize];
        if *place == u32::MAX {
            *place = count;
            count += 1;
        }
        cluster_of.push(*place);
    }
    let mut of_cluster = vec![0_u32; count as usize];
    let mut joined = Vec::new();
    let (mut restored, mut former) = (Vec::new(), Vec::new());
    if !previous.persons.is_empty() {
        // For each former person: how many of its records each cluster holds.
        let known: IntegerMap<u64, u32> = previous.persons.iter().map(|(key, person)| (key.0, person.0)).collect();
        let mut votes: Vec<(u32, u32)> = gathered
            .roles
            .par_iter()
            .flat_map_iter(|records| {
                let extract = input.tables[records.table].extract.id;
                // A row of a delivery that was linked before is who it was, whatever other records share its key.
                let rows =
                    previous.rows.get(&(extract, records.role)).filter(|rows| rows.len() == records.entity.len());
                let named =
                    records.entity.iter().zip(&records.keys).enumerate().filter(|(_, (entity, _))| **entity != 0);
                let (known, cluster_of) = (&known, &cluster_of);
                named.filter_map(move |(row, (entity, key))| {
                    let before = rows.map(|rows| rows[row]).filter(|person| *person != 0);
                    Some((before.or_else(|| known.get(&key.0).copied())?, cluster_of[*entity as usize - 1]))
                })
            })
            .collect();
        votes.par_sort_unstable();
        let mut claims: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for of_person in votes.chunk_by(|a, b| a.0 == b.0) {
            // The part with most records keeps the id; ties go to the part with the oldest record.
            let parts = of_person.chunk_by(|a, b| a.1 == b.1);
            if let Some(part) = parts.max_by_key(|part| (part.len(), std::cmp::Reverse(part[0].1))) {
                claims.entry(part[0].1).or_default().push(part[0].0);
            }
        }
        for (cluster, persons) in claims {
            of_cluster[cluster as usize] = persons[0];
            joined.extend(persons[1..].iter().map(|ended| (PersonId(*ended), PersonId(persons[0]))));
        }
        joined.sort_unstable();
        restored = restore(gathered, &cluster_of, previous, &mut of_cluster);
        former = ended(gathered, previous, &joined);
    }
    let highest = previous.persons.values().map(|person| person.0).max().unwrap_or(0);
    let mut next = previous.next_person.max(highest + 1).max(1);
    for person in &mut of_cluster {
        if *person == 0 {
            *person = next;
            next += 1;
        }
    }
    Numbered {
        person: cluster_of.iter().map(|cluster| of_cluster[*cluster as usize]).collect(),
        persons: count,
        next,
        joined,
        restored,
        former,
    }
}

/// Gives clusters that have no id yet the one that most of their records had before a joining, unless somebody holds it.
fn restore(gathered: &Gathered, cluster_of: &[u32], previous: &Previous, of_cluster: &mut [u32]) -> Vec<PersonId> {
    if previous.former.is_empty() {
        return Vec::new();
    }
    let mut held: BTreeSet<u32> =
        of_cluster.iter().copied().chain(previous.persons.values().map(|person| person.0)).collect();
    let mut votes: BTreeMap<u32, BTreeMap<u32, u32>> = BTreeMap::new();
    for (entity, key) in records(gathered) {
        let cluster = cluster_of[entity];
        let had = previous.former.get(&key).into_iter().flatten().find(|person| !held.contains(&person.0));
        if let Some(person) = had.filter(|_| of_cluster[cluster as usize] == 0) {
            *votes.entry(cluster).or_default().entry(person.0).or_default() += 1;
        }
    }
    let mut restored = Vec::new();
    for (cluster, persons) in votes {
        let free = persons.iter().filter(|(person, _)| !held.contains(person));
        if let Some((person, _)) = free.max_by_key(|(person, count)| (**count, std::cmp::Reverse(**person))) {
            of_cluster[cluster as usize] = *person;
            held.insert(*person);
            restored.push(PersonId(*person));
        }
    }
    restored.sort_unstable();
    restored
}

/// The records of the persons that ended in this run.
fn ended(gathered: &Gathered, previous: &Previous, joined: &[(PersonId, PersonId)]) -> Vec<(RecordKey, PersonId)> {
    let ids: BTreeSet<PersonId> = joined.iter().map(|(ended, _)| *ended).collect();
    if ids.is_empty() {
        return Vec::new();
    }
    let mut former: Vec<(RecordKey, PersonId)> = records(gathered)
        .filter_map(|(_, key)| {
            previous.persons.get(&key).filter(|person| ids.contains(person)).map(|person| (key, *person))
        })
        .collect();
    former.sort_unstable();
    former.dedup();
    former
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
