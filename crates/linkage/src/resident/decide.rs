//! Who is who: shared numbers first, then the weight of evidence, what people decided before everything.

use std::collections::BTreeMap;

use domain::{Method, Weight};
use rayon::prelude::*;

use super::decided::{self, Judged};
use super::gather::Gathered;
use super::rivals::Deliveries;
use super::score::{Memory, Scorer};
use super::shipped::{self, BIRTH, GIVEN, IDENTIFIER, PLACE, SEX, SURNAME};
use super::train::{Trained, train};
use super::{LinkInput, kin, rules};
use crate::core::clusters::{Clusters, Edge, Obstacle};
use crate::core::compete::{Competed, compete};
use crate::core::pattern::{IntegerMap, Pattern, PatternCounts, Unblocked};

/// A pair that waits for a person.
#[derive(Clone, Copy)]
pub(super) struct Ask {
    pub(super) left: u32,
    pub(super) right: u32,
    pub(super) weight: Weight,
    /// The weight after everything that speaks for and against the two persons was considered; 0 = as likely one person as two.
    pub(super) doubt: Weight,
    pub(super) reason: Reason,
}

/// Why a person is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// The evidence is not enough for either answer.
    Unsure,
    /// One number, but two people by name or birth date.
    OneNumber,
    /// Two people fit equally well.
    Tie,
    /// The link fits, but other records of the two persons speak against it.
    Evidence,
    /// A list that names each person once names two of one name and birth date.
    Twice,
}

impl Reason {
    /// Whether two facts contradict each other.
    const fn is_contradiction(self) -> bool {
        matches!(self, Self::OneNumber | Self::Twice | Self::Evidence)
    }
}

impl Ask {
    /// The more telling question about the same two persons: a contradiction before mere doubt, then the heavier one.
    fn take(&mut self, other: Self) {
        let telling = |ask: &Self| (ask.reason.is_contradiction(), ask.weight);
        if telling(&other) > telling(self) {
            *self = other;
        }
    }
}

/// The result.
pub(super) struct Decided<'a> {
    pub(super) clusters: Clusters,
    pub(super) scorer: Scorer<'a>,
    /// Per entity: how it found its person, and the weight.
    pub(super) methods: Vec<(Method, Weight)>,
    pub(super) asks: Vec<Ask>,
    pub(super) trained: Trained,
    /// Pairs each blocking rule proposed.
    pub(super) per_rule: Vec<u64>,
    pub(super) facts: Vec<crate::core::blocks::RuleFacts>,
    pub(super) by_identifier: u64,
    pub(super) by_model: u64,
    /// Links that were followed.
    pub(super) joins: Vec<Edge>,
    pub(super) decided: u64,
    pub(super) judged: Judged,
}

/// Records of one number that are compared with each other when they do not agree.
const ANCHORS_MAX: usize = 8;

pub(super) fn decide<'a>(input: &LinkInput<'_>, gathered: &'a Gathered) -> Decided<'a> {
    let entities = &gathered.entities;
    let recipe = input.recipe;
    let mut clusters = Clusters::new(entities.slots.clone());
    let mut methods = vec![(Method::Single, Weight(0)); entities.len()];
    let first = Scorer::new(entities, &shipped::model(entities.len()));
    let judged = decided::judge(input, gathered, &first, recipe.same_from, &mut clusters, &mut methods);
    let (known_same, by_identifier) = by_identifier(gathered, &first, recipe.same_from, &mut clusters, &mut methods);
    let root: Vec<u32> = (0..entities.len() as u32).map(|entity| clusters.root(entity)).collect();
    let blocks = rules::blocks(entities, recipe.block_records_max);
    let labels = decided::labels(input, gathered, &first, &root);
    let trained = train(entities, &blocks, &root, &known_same, &labels, recipe);
    let scorer = Scorer::new(entities, &trained.model);
    // The best link between each two clusters.
    let facts = blocks.facts();
    let found = blocks.visit(
        &root,
        |pair| rules::is_worth_comparing(entities, pair),
        || (Memory::new(), IntegerMap::<u64, Link>::default(), vec![0_u64; facts.len()]),
        |(memory, best, per_rule), rule, left, right| {
            per_rule[rule] += 1;
            let (a, b) = (root[left as usize], root[right as usize]);
            let pattern = scorer.pattern(memory, left, right);
            let number = matches!(pattern.level(IDENTIFIER), 1 | 3);
            let least = if number { Weight(i32::MIN) } else { recipe.ask_from };
            let Some(weight) = scorer.weight_from(memory, pattern, left, right, least) else { return };
            let link = Link { weight, left, right, number: number.then_some((weight, left, right)) };
            best.entry((u64::from(a.min(b)) << 32) | u64::from(a.max(b)))
                .and_modify(|known| known.take(link))
                .or_insert(link);
        },
    );
    drop(blocks);
    let per_rule: Vec<u64> = (0..facts.len()).map(|rule| found.iter().map(|part| part.2[rule]).sum()).collect();
    let mut best: Vec<(u64, Link)> = found.into_iter().flat_map(|(_, best, _)| best).collect();
    best.par_sort_unstable_by_key(|(clusters, link)| (*clusters, link.left, link.right));
    best.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1.take(next.1);
        }
        same
    });
    let edges: Vec<Edge> =
        best.iter().map(|(_, link)| Edge { left: link.left, right: link.right, weight: link.weight }).collect();
    let numbers: Vec<Option<Edge>> = best.iter().map(|(_, link)| link.shares_number()).collect();
    drop(best);
    let after = compete(&edges, &Deliveries::new(&clusters, &root, &edges), |_| 1.0);
    let strong: Vec<Edge> = edges
        .iter()
        .zip(&after)
        .filter(|(_, competed)| competed.after >= recipe.same_from)
        .map(|(edge, competed)| Edge { weight: competed.after, ..*edge })
        .collect();
    let mut memory = Memory::new();
    let (refused, joins) = grow(&scorer, &mut clusters, &mut methods, strong, &mut memory);
    let by_model = joins.len() as u64 + kin::join_kin(input, gathered, &mut clusters, &mut methods);
    let decided = judged.join(&mut clusters, &mut methods);
    let refused: BTreeMap<(u32, u32), Obstacle> =
        refused.into_iter().map(|(edge, obstacle)| ((edge.left, edge.right), obstacle)).collect();
    let asks = asks(&clusters, &scorer, &edges, &after, &numbers, &refused, recipe);
    Decided {
        clusters,
        scorer,
        methods,
        asks,
        facts,
        trained,
        per_rule,
        by_identifier,
        by_model,
        joins,
        decided,
        judged,
    }
}

/// A link between two clusters: the best pair of records found so far.
#[derive(Clone, Copy)]
struct Link {
    weight: Weight,
    left: u32,
    right: u32,
    /// The best pair of the two that shares a number: weight, left and right.
    number: Option<(Weight, u32, u32)>,
}

impl Link {
    /// The better of both, whatever the order they come in.
    fn take(&mut self, other: Self) {
        let better = |weight: Weight, left: u32, right: u32| (weight, std::cmp::Reverse((left, right)));
        let rank =
            |number: &Option<(Weight, u32, u32)>| number.map(|(weight, left, right)| better(weight, left, right));
        let number = if rank(&other.number) > rank(&self.number) { other.number } else { self.number };
        if better(other.weight, other.left, other.right) > better(self.weight, self.left, self.right) {
            *self = other;
        }
        self.number = number;
    }

    fn shares_number(&self) -> Option<Edge> {
        self.number.map(|(weight, left, right)| Edge { left, right, weight })
    }
}

/// A number in its space, and a record that bears it.
type Bearer = ((u16, u32), u32);

/// A record beside the richest one of its number.
type Beside = (u32, (Pattern, Weight));

/// Numbers whose records are weighed together.
const GROUPS_TOGETHER: usize = 1 << 16;

/// Records that share a number and do not contradict each other are one person.
fn by_identifier(
    gathered: &Gathered,
    scorer: &Scorer<'_>,
    least: Weight,
    clusters: &mut Clusters,
    methods: &mut [(Method, Weight)],
) -> (PatternCounts, u64) {
    let entities = &gathered.entities;
    let mut bearers: Vec<Bearer> = Vec::new();
    for entity in 0..entities.len() as u32 {
        bearers.extend(entities.id_set(entity).iter().map(|id| (*id, entity)));
    }
    bearers.par_sort_unstable();
    let mut memory = Memory::new();
    let mut known_same = PatternCounts::default();
    let mut joined = 0;
    let weigh = |memory: &mut Memory, anchor: u32, member: u32| {
        let pattern = scorer.pattern(memory, anchor, member);
        (pattern, scorer.weight(memory, pattern, anchor, member))
    };
    // The richest record of each number, and every other with what it is worth beside that one.
    let read = |memory: &mut Memory, group: &&[Bearer]| {
        let mut members: Vec<u32> = group.iter().map(|(_, entity)| *entity).collect();
        // By what they say, not by the row they stand in.
        let key = |entity: u32| entities.first_key[entity as usize];
        members.sort_by_key(|entity| (std::cmp::Reverse(entities.richness(*entity)), key(*entity), *entity));
        let others = members[1..].iter().map(|member| (*member, weigh(memory, members[0], *member))).collect();
        (members[0], others)
    };
    let groups = bearers.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1);
    // Where people found two numbers to be one person, the number that comes first decides whose records that person gets: the order in which
    // numbers are delivered must not.
    let is_bonded = |group: &&[Bearer]| group.iter().any(|(_, entity)| clusters.is_bonded(*entity));
    let (mut groups, others): (Vec<&[Bearer]>, Vec<&[Bearer]>) = groups.partition(is_bonded);
    groups.sort_by_key(|group| {
        let (space, number) = group[0].0;
        (space, gathered.text_prints[number as usize - 1])
    });
    groups.extend(others);
    // Weighing can be done in parallel, joining cannot.
    let weighed = groups.chunks(GROUPS_TOGETHER).flat_map(|some| {
        some.par_iter().with_min_len(256).map_init(Memory::new, read).collect::<Vec<(u32, Vec<Beside>)>>()
    });
    for (richest, others) in weighed {
        let mut anchors: Vec<u32> = vec![richest];
        for (member, beside_richest) in others {
            let found = anchors.iter().copied().find(|anchor| {
                if clusters.root(*anchor) == clusters.root(member) {
                    return true;
                }
                let (pattern, weight) =
                    if *anchor == richest { beside_richest } else { weigh(&mut memory, *anchor, member) };
                let fits = weight >= least && clusters.obstacle(*anchor, member).is_none();
                if fits {
                    known_same.add(pattern, Unblocked::NONE);
                    clusters.join(*anchor, member);
                    joined += 1;
                    for entity in [*anchor, member] {
                        if methods[entity as usize].0 == Method::Single {
                            methods[entity as usize].0 = Method::Identifier;
                        }
                    }
                }
                fits
            });
            if found.is_none() && anchors.len() < ANCHORS_MAX {
                anchors.push(member);
            }
        }
    }
    (known_same, joined)
}

fn grow(
    scorer: &Scorer<'_>,
    clusters: &mut Clusters,
    methods: &mut [(Method, Weight)],
    edges: Vec<Edge>,
    memory: &mut Memory,
) -> (Vec<(Edge, Obstacle)>, Vec<Edge>) {
    let mut joins = Vec::new();
    let refused = clusters.grow_with(
        edges,
        Weight(0),
        |a, b| {
            let pattern = scorer.pattern(memory, a, b);
            scorer.weight(memory, pattern, a, b)
        },
        |edge| joins.push(edge),
    );
    // A record that stood alone was found by the weight; so was the record at the other end if nothing else had found it.
    for edge in &joins {
        for entity in [edge.left, edge.right] {
            if methods[entity as usize].0 == Method::Single {
                methods[entity as usize] = (Method::Model, edge.weight);
            }
        }
    }
    (refused, joins)
}

/// Whether two records of a list that names each person once agree in everything that tells people apart: one person under two numbers,
/// or two people of one name born on one day at one address, which only a person can tell.
fn is_named_twice(scorer: &Scorer<'_>, memory: &mut Memory, edge: &Edge) -> bool {
    let pattern = scorer.pattern(memory, edge.left, edge.right);
    matches!(pattern.level(GIVEN), 1 | 2)
        && matches!(pattern.level(SURNAME), 1..=4)
        && pattern.level(BIRTH) == usize::from(super::birth::EXACT)
        && pattern.level(SEX) != 2
        && matches!(pattern.level(PLACE), 1 | 2)
}

fn asks(
    clusters: &Clusters,
    scorer: &Scorer<'_>,
    edges: &[Edge],
    after: &[Competed],
    numbers: &[Option<Edge>],
    refused: &BTreeMap<(u32, u32), Obstacle>,
    recipe: &super::ResidentRecipe,
) -> Vec<Ask> {
    let mut memory = Memory::new();
    let mut best: BTreeMap<(u32, u32), Ask> = BTreeMap::new();
    for ((edge, competed), number) in edges.iter().zip(after).zip(numbers) {
        let after = competed.after;
        let (a, b) = (clusters.root(edge.left), clusters.root(edge.right));
        if a == b {
            continue;
        }
        let obstacle = clusters.obstacle(edge.left, edge.right);
        if obstacle == Some(Obstacle::Decision) {
            continue;
        }
        let refused = refused.get(&(edge.left, edge.right));
        let reason = if number.is_some() {
            Reason::OneNumber
        } else if obstacle == Some(Obstacle::Unique) && is_named_twice(scorer, &mut memory, edge) {
            Reason::Twice
        } else if obstacle == Some(Obstacle::Unique) {
            // One of them already has a better partner in that delivery.
            continue;
        } else if refused == Some(&Obstacle::Evidence) {
            Reason::Evidence
        } else if edge.weight >= recipe.same_from && after < recipe.same_from {
            // A rival took the place, unless none is better, however many are as good.
            let behind = competed.rival.map_or(Weight(0), |rival| edge.weight - rival);
            if after < recipe.ask_from && behind < recipe.ask_from {
                continue;
            }
            Reason::Tie
        } else if after >= recipe.ask_from {
            Reason::Unsure
        } else {
            continue;
        };
        // Where two facts contradict each other nothing is known before somebody looks.
        let doubt = if reason.is_contradiction() { Weight(0) } else { after };
        let shown = number.as_ref().unwrap_or(edge);
        let ask = Ask { left: shown.left, right: shown.right, weight: shown.weight, doubt, reason };
        best.entry((a.min(b), a.max(b))).and_modify(|known| known.take(ask)).or_insert(ask);
    }
    best.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contradiction_is_not_hidden_behind_a_heavier_doubt() {
        let ask = |weight, reason| Ask { left: 1, right: 2, weight: Weight(weight), doubt: Weight(0), reason };
        let (doubt, number, twice) =
            (ask(9_000, Reason::Unsure), ask(-4_000, Reason::OneNumber), ask(7_000, Reason::Twice));
        for order in [[doubt, number, twice], [twice, number, doubt], [number, doubt, twice], [doubt, twice, number]] {
            let mut shown = order[0];
            order[1..].iter().for_each(|ask| shown.take(*ask));
            assert_eq!((shown.reason, shown.weight), (Reason::Twice, Weight(7_000)));
        }
    }
}
