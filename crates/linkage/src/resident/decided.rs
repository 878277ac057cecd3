//! What people decided, carried to the records at hand: what is held apart, what will be one, and what that does not change.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Method, RecordKey, Verdict, Weight};

use super::LinkInput;
use super::gather::{Entities, Gathered};
use super::score::{Memory, Scorer};
use super::settle::{Settled, settle};
use crate::core::chance::mix2;
use crate::core::clusters::{Clusters, Obstacle};
use crate::core::pattern::{IntegerMap, Pattern};

/// The decisions as the records at hand know them.
pub(super) struct Judged {
    pub(super) settled: Settled,
    /// Records of each group that people found to be one person.
    groups: Vec<Vec<u32>>,
    /// Pairs held apart.
    apart: u64,
}

/// Holds apart what people found to be two, and bonds what they found to be one, before anything else is joined.
pub(super) fn judge(
    input: &LinkInput<'_>,
    gathered: &Gathered,
    scorer: &Scorer<'_>,
    least: Weight,
    clusters: &mut Clusters,
    methods: &mut [(Method, Weight)],
) -> Judged {
    let settled = settle(input.decisions);
    let mut memory = Memory::new();
    let mut weigh = |a: u32, b: u32| {
        let pattern = scorer.pattern(&mut memory, a, b);
        scorer.weight(&mut memory, pattern, a, b)
    };
    let twofold: BTreeSet<RecordKey> = settled.apart.iter().filter(|(a, b)| a == b).map(|(key, _)| *key).collect();
    let groups: Vec<Vec<u32>> =
        settled.together.iter().map(|keys| records(gathered, keys, &twofold, &mut weigh)).collect();
    let group_of: BTreeMap<RecordKey, usize> =
        settled.together.iter().enumerate().flat_map(|(at, keys)| keys.iter().map(move |key| (*key, at))).collect();
    let side = |key: &RecordKey| group_of.get(key).map_or_else(|| of_key(gathered, key), |at| groups[*at].as_slice());
    let mut apart = 0;
    for (left, right) in &settled.apart {
        let one_key = left == right;
        let (these, those) =
            if one_key { (of_key(gathered, left), of_key(gathered, left)) } else { (side(left), side(right)) };
        for (a, b) in these.iter().flat_map(|a| those.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b) {
            // One key, two people: versions of one of them, delivered again after a move, stay together.
            if !one_key || a < b && weigh(a, b) < least {
                clusters.hold_apart(a, b);
                apart += 1;
            }
        }
    }
    for group in &groups {
        clusters.bond(group);
    }
    rejoin_equal(gathered, clusters, methods, &mut weigh);
    Judged { settled, groups, apart }
}

fn of_key<'a>(gathered: &'a Gathered, key: &RecordKey) -> &'a [u32] {
    gathered.decided.get(key).map_or(&[][..], Vec::as_slice)
}

/// The records of a group of keys. Of a key that two people have, the record that fits the others best is meant.
fn records(
    gathered: &Gathered,
    keys: &[RecordKey],
    twofold: &BTreeSet<RecordKey>,
    weigh: &mut impl FnMut(u32, u32) -> Weight,
) -> Vec<u32> {
    let (several, plain): (Vec<&RecordKey>, Vec<&RecordKey>) =
        keys.iter().partition(|key| twofold.contains(key) && of_key(gathered, key).len() > 1);
    let mut found: Vec<u32> = plain.into_iter().flat_map(|key| of_key(gathered, key)).copied().collect();
    for key in several {
        let best = of_key(gathered, key).iter().max_by_key(|record| {
            (found.iter().map(|other| weigh(**record, *other)).max(), std::cmp::Reverse(**record))
        });
        found.extend(best);
    }
    found
}

/// A record people decided about stands by itself; those that say exactly the same as it does are one with it, as they would be
/// without the decision.
fn rejoin_equal(
    gathered: &Gathered,
    clusters: &mut Clusters,
    methods: &mut [(Method, Weight)],
    weigh: &mut impl FnMut(u32, u32) -> Weight,
) {
    let entities = &gathered.entities;
    let mut decided: IntegerMap<u64, Vec<u32>> = IntegerMap::default();
    for record in gathered.salted.iter().filter(|record| entities.says_enough(**record)) {
        decided.entry(entities.content(*record)).or_default().push(*record);
    }
    if decided.is_empty() {
        return;
    }
    for other in (0..entities.len() as u32).filter(|other| entities.says_enough(*other)) {
        let Some(equal) = decided.get(&entities.content(other)) else { continue };
        for record in equal.iter().filter(|record| **record != other) {
            if clusters.root(*record) == clusters.root(other) || clusters.obstacle(*record, other).is_some() {
                continue;
            }
            clusters.join(*record, other);
            let method = match entities.id_set(other).is_empty() {
                true => (Method::Model, weigh(*record, other)),
                false => (Method::Identifier, Weight(0)),
            };
            for one in [*record, other] {
                if methods[one as usize].0 == Method::Single {
                    methods[one as usize] = method;
                }
            }
        }
    }
}

impl Entities {
    /// Whether records that say the same as this one are taken for one record.
    fn says_enough(&self, record: u32) -> bool {
        let card = &self.cards[record as usize];
        let placed = card.birth != 0 || card.place != super::place::Place::default() || card.phone != 0;
        !self.id_set(record).is_empty() || card.name != 0 && placed
    }

    /// A fingerprint of all a record says.
    fn content(&self, record: u32) -> u64 {
        let card = &self.cards[record as usize];
        let place = card.place;
        [u64::from(card.name), u64::from(card.birth), u64::from(card.sex)]
            .into_iter()
            .chain([place.plot, place.building, place.town])
            .chain([card.household, card.phone, card.ids, u32::from(self.only_kin(record))].map(u64::from))
            .fold(0, mix2)
    }
}

impl Judged {
    /// Joins the persons that the records of each group have found by themselves; hands back how many pairs people decided.
    pub(super) fn join(&self, clusters: &mut Clusters, methods: &mut [(Method, Weight)]) -> u64 {
        let mut count = self.apart;
        for pair in self.groups.iter().flat_map(|group| group.windows(2)) {
            if clusters.obstacle(pair[0], pair[1]) != Some(Obstacle::Decision) {
                clusters.join(pair[0], pair[1]);
                methods[pair[0] as usize] = (Method::Decision, Weight(0));
                methods[pair[1] as usize] = (Method::Decision, Weight(0));
                count += 1;
            }
        }
        count
    }
}

/// The records an answer about two keys is most likely about: those that fit each other best.
pub(super) fn pair_of(
    gathered: &Gathered,
    (left, right): (RecordKey, RecordKey),
    mut weigh: impl FnMut(u32, u32) -> Weight,
) -> Option<(u32, u32)> {
    let pairs = of_key(gathered, &left).iter().flat_map(|a| of_key(gathered, &right).iter().map(move |b| (*a, *b)));
    pairs.filter(|(a, b)| a != b).max_by_key(|(a, b)| (weigh(*a, *b), std::cmp::Reverse((*a, *b))))
}

/// Answers as evidence: the patterns of pairs people found to be one, and all pairs they answered, which then count as nothing else.
pub(super) struct Labels {
    pub(super) same: Vec<Pattern>,
    pub(super) pairs: BTreeSet<(u32, u32)>,
}

/// The answers in force as evidence for the weights; each counts as one pair. `root`: clusters that shared numbers have made; pairs
/// inside one are evidence already.
pub(super) fn labels(input: &LinkInput<'_>, gathered: &Gathered, scorer: &Scorer<'_>, root: &[u32]) -> Labels {
    let mut memory = Memory::new();
    let mut labels = Labels { same: Vec::new(), pairs: BTreeSet::new() };
    if !input.recipe.learn_from_decisions {
        return labels;
    }
    for decision in input.decisions.iter().filter(|d| matches!(d.verdict, Verdict::Same | Verdict::Different)) {
        let mut weigh = |a: u32, b: u32| {
            let pattern = scorer.pattern(&mut memory, a, b);
            scorer.weight(&mut memory, pattern, a, b)
        };
        let Some((a, b)) = pair_of(gathered, (decision.left, decision.right), &mut weigh) else { continue };
        if root[a as usize] == root[b as usize] {
            continue;
        }
        if labels.pairs.insert((a.min(b), a.max(b))) && decision.verdict == Verdict::Same {
            labels.same.push(scorer.pattern(&mut memory, a.min(b), a.max(b)));
        }
    }
    labels.same.sort_unstable();
    labels
}
