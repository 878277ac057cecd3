//! What a run changed about persons that existed before, and why: joined, split, put together anew.

use std::collections::{BTreeMap, BTreeSet};

use domain::{LinkDecision, PersonId, Verdict};

use super::LinkInput;
use super::gather::Gathered;
use super::number::Numbered;
use crate::outcome::{ChangeReason, PersonChange};

/// Everything that changed about persons of the run before, in the order of their oldest ids.
pub(super) fn changes(input: &LinkInput<'_>, gathered: &Gathered, numbered: &Numbered) -> Vec<PersonChange> {
    if numbered.shifted.is_empty() {
        return Vec::new();
    }
    let affected: BTreeSet<u32> = numbered.shifted.iter().map(|(_, cluster)| *cluster).collect();
    let mut records: BTreeMap<u32, Vec<Moved>> = BTreeMap::new();
    for entity in (0..gathered.entities.len()).filter(|entity| affected.contains(&numbered.cluster_of[*entity])) {
        let cluster = numbered.cluster_of[entity];
        records.entry(cluster).or_default().push(Moved {
            entity: entity as u32,
            before: before(input, gathered, entity),
            now: numbered.person[entity],
        });
    }
    let why = Why { input, gathered, numbered };
    components(&numbered.shifted)
        .into_iter()
        .map(|(persons, clusters)| {
            let records: Vec<&Moved> = clusters.iter().filter_map(|cluster| records.get(cluster)).flatten().collect();
            let after: BTreeSet<u32> =
                records.iter().filter(|record| record.before != 0).map(|record| record.now).collect();
            let ids = |ids: &BTreeSet<u32>| ids.iter().map(|person| PersonId(*person)).collect();
            PersonChange { before: ids(&persons), after: ids(&after), reason: why.reason(&clusters, &records) }
        })
        .collect()
}

/// A record of a cluster that changed.
struct Moved {
    entity: u32,
    /// Its person in the run before; 0 = it is new.
    before: u32,
    now: u32,
}

/// Who a record was in the run before.
fn before(input: &LinkInput<'_>, gathered: &Gathered, entity: usize) -> u32 {
    let first = gathered.entities.first[entity];
    let extract = input.tables[first.table as usize].extract.id;
    let row = input.previous.rows.get(&(extract, first.role)).and_then(|rows| rows.get(first.row as usize));
    let key = || input.previous.persons.get(&gathered.entities.first_key[entity]).map(|person| person.0);
    row.copied().filter(|person| *person != 0).or_else(key).unwrap_or(0)
}

/// Persons and clusters that hang together, in the order of the oldest person.
fn components(links: &[(u32, u32)]) -> Vec<(BTreeSet<u32>, BTreeSet<u32>)> {
    let mut list: Vec<(BTreeSet<u32>, BTreeSet<u32>)> = Vec::new();
    for (person, cluster) in links {
        let mut whole = (BTreeSet::from([*person]), BTreeSet::from([*cluster]));
        let (touched, others) = list.into_iter().partition(|(persons, clusters): &(BTreeSet<u32>, BTreeSet<u32>)| {
            persons.contains(person) || clusters.contains(cluster)
        });
        for (persons, clusters) in touched {
            whole.0.extend(persons);
            whole.1.extend(clusters);
        }
        list = others;
        list.push(whole);
    }
    list.sort();
    list
}

struct Why<'a> {
    input: &'a LinkInput<'a>,
    gathered: &'a Gathered,
    numbered: &'a Numbered,
}

impl Why<'_> {
    fn reason(&self, clusters: &BTreeSet<u32>, records: &[&Moved]) -> ChangeReason {
        let mut decisions = self.input.decisions.iter().filter(|decision| self.moved(decision, clusters));
        let of_people = decisions.clone().find(|decision| decision.verdict != Verdict::Withdrawn);
        if of_people.is_some() {
            ChangeReason::Decision
        } else if decisions.next().is_some() {
            ChangeReason::Withdrawal
        } else if self.shares_number(records) {
            ChangeReason::SharedNumber
        } else if self.numbers_differ(records) {
            ChangeReason::DifferentNumbers
        } else {
            ChangeReason::Evidence
        }
    }

    /// Whether a decision, or its end, is why two records of these clusters are together or apart now and were not before.
    fn moved(&self, decision: &LinkDecision, clusters: &BTreeSet<u32>) -> bool {
        let of = |key| self.gathered.decided.get(key).map_or(&[][..], Vec::as_slice);
        of(&decision.left).iter().flat_map(|a| of(&decision.right).iter().map(move |b| (*a as usize, *b as usize))).any(
            |(a, b)| {
                let place = |entity: usize| self.numbered.cluster_of[entity];
                let (was_a, was_b) = (before(self.input, self.gathered, a), before(self.input, self.gathered, b));
                let (was, is) = (was_a == was_b, place(a) == place(b));
                let fits = match decision.verdict {
                    Verdict::Same => is,
                    Verdict::Different => !is,
                    Verdict::Withdrawn => true,
                    Verdict::Unknown => false,
                };
                a != b && fits && was != is && was_a != 0 && was_b != 0 && clusters.contains(&place(a))
            },
        )
    }

    /// Whether records of two former persons that are one now bear one number.
    fn shares_number(&self, records: &[&Moved]) -> bool {
        let mut bearers: BTreeMap<(u32, u16, u32), u32> = BTreeMap::new();
        records.iter().filter(|record| record.before != 0).any(|record| {
            self.gathered.entities.id_set(record.entity).iter().any(|(space, number)| {
                *bearers.entry((record.now, *space, *number)).or_insert(record.before) != record.before
            })
        })
    }

    /// Whether the parts of a former person bear different numbers of one kind.
    fn numbers_differ(&self, records: &[&Moved]) -> bool {
        let mut numbers: BTreeMap<(u32, u16), BTreeMap<u32, BTreeSet<u32>>> = BTreeMap::new();
        for record in records.iter().filter(|record| record.before != 0) {
            for (space, number) in self.gathered.entities.id_set(record.entity) {
                numbers.entry((record.before, *space)).or_default().entry(record.now).or_default().insert(*number);
            }
        }
        numbers.values().any(|parts| {
            let all: Vec<&BTreeSet<u32>> = parts.values().collect();
            all.windows(2).any(|pair| pair[0].is_disjoint(pair[1]))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hangs_together_is_one_change() {
        let found = components(&[(5, 0), (2, 1), (5, 1), (3, 2), (3, 3)]);
        assert_eq!(
            found,
            [(BTreeSet::from([2, 5]), BTreeSet::from([0, 1])), (BTreeSet::from([3]), BTreeSet::from([2, 3])),]
        );
    }
}
