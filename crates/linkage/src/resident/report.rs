//! What a run tells people: waiting pairs with their reasons, counts, weights, warnings.

use std::collections::BTreeSet;

use domain::{Method, PersonId, Verdict, Weight};

use super::decide::{Decided, Reason};
use super::decided::pair_of;
use super::gather::Gathered;
use super::score::{Memory, pattern};
use super::shipped::{COUNT, FIELDS, SENTENCES};
use super::{LearnedFor, LinkInput, ResidentWeights, WeightsOrigin};
use crate::outcome::{
    BlockCount, DecidedPair, EXAMPLES_MAX, ExplainedPair, LevelWeight, LinkReport, RecordRef, WaitingPair,
};

impl Reason {
    const fn sentence(self) -> &'static str {
        match self {
            Self::Unsure => "同じ人とも別人とも言い切れません。",
            Self::OneNumber => {
                "同じ番号が付いていますが、氏名や生年月日などが食い違います。番号の誤りか、氏名等の誤りかを確かめてください。"
            }
            Self::Tie => "同じくらい当てはまる人がほかにもいます。",
            Self::Twice => {
                "一人を一度だけ載せる名簿に、氏名・生年月日・住所が同じ記録が別の番号で二つあります。二重の登録か、同姓同名の別人かを確かめてください。"
            }
            Self::Evidence => "この2件は似ていますが、それぞれの人の他の記録が食い違います。",
        }
    }
}

/// How every entity found its person, records that say exactly the same included.
pub(super) fn methods(gathered: &Gathered, decided: &Decided<'_>) -> Vec<(Method, Weight)> {
    let entities = &gathered.entities;
    let mut memory = Memory::new();
    decided
        .methods
        .iter()
        .enumerate()
        .map(|(at, found)| {
            if found.0 != Method::Single || entities.mentions[at] < 2 {
                return *found;
            }
            if !entities.id_set(at as u32).is_empty() {
                return (Method::Identifier, Weight(0));
            }
            let entity = at as u32;
            let pattern = decided.scorer.pattern(&mut memory, entity, entity);
            let weight = decided.scorer.weight(&mut memory, pattern, entity, entity);
            // Rows of one name and the same people beside it are one record by their key; the name alone would not join two.
            if weight < Weight(0) { *found } else { (Method::Model, weight) }
        })
        .collect()
}

/// Why the records of a pair are, or are not, one person; `None` when one of them names nobody.
pub(super) fn explained(
    gathered: &Gathered,
    decided: &Decided<'_>,
    (left, right): (RecordRef, RecordRef),
) -> Option<ExplainedPair> {
    let entity = |at: RecordRef| {
        let records =
            gathered.roles.iter().find(|records| records.table == at.table as usize && records.role == at.role)?;
        records.entity.get(at.row as usize)?.checked_sub(1)
    };
    Some(explain(decided, (left, entity(left)?), (right, entity(right)?)))
}

fn explain(decided: &Decided<'_>, (left, a): (RecordRef, u32), (right, b): (RecordRef, u32)) -> ExplainedPair {
    let mut memory = Memory::new();
    let pattern = decided.scorer.pattern(&mut memory, a, b);
    let persons = |a: u32, b: u32| {
        (decided.clusters.root(a).min(decided.clusters.root(b)), decided.clusters.root(a).max(decided.clusters.root(b)))
    };
    ExplainedPair {
        left,
        right,
        weight: decided.scorer.weight(&mut memory, pattern, a, b),
        parts: decided.scorer.parts(pattern, a, b),
        waiting: decided.asks.iter().any(|ask| persons(ask.left, ask.right) == persons(a, b)),
    }
}

/// An answer about two people with hundreds of rows each is not worth more than one about two with twenty.
const ROWS_MOVED_MAX: u64 = 20;

/// The pairs that wait for a person, most useful first: unsure ones that move many rows before others. Two persons are asked about once,
/// with the pair of records that speaks most for their being one; the answer settles all others between them.
pub(super) fn waiting(
    input: &LinkInput<'_>,
    gathered: &Gathered,
    decided: &Decided<'_>,
    person: &[u32],
) -> Vec<WaitingPair> {
    let entities = &gathered.entities;
    let mut memory = Memory::new();
    let rows = |entity: u32| -> u64 {
        decided
            .clusters
            .members(decided.clusters.root(entity))
            .map(|member| u64::from(entities.mentions[member as usize]))
            .sum()
    };
    // Who could not tell yesterday is not asked first today.
    let of = |key| gathered.decided.get(key).map_or(&[][..], Vec::as_slice);
    let between = |a: u32, b: u32| {
        let (a, b) = (decided.clusters.root(a), decided.clusters.root(b));
        (a.min(b), a.max(b))
    };
    let left_open: BTreeSet<(u32, u32)> = input
        .decisions
        .iter()
        .filter(|decision| decision.verdict == Verdict::Unknown)
        .flat_map(|decision| {
            of(&decision.left).iter().flat_map(move |a| of(&decision.right).iter().map(move |b| (*a, *b)))
        })
        .map(|(a, b)| between(a, b))
        .collect();
    let mut list: Vec<WaitingPair> = decided
        .asks
        .iter()
        .map(|ask| {
            // Entities are numbered in canonical order.
            let (left, right) = (ask.left.min(ask.right), ask.left.max(ask.right));
            let pattern = pattern(entities, &mut memory, left, right);
            let p = ask.doubt.probability();
            let uncertainty = (4_000.0 * p * (1.0 - p)).round() as u64;
            let moved = rows(left).min(rows(right)).clamp(1, ROWS_MOVED_MAX);
            let answered = left_open.contains(&between(left, right));
            WaitingPair {
                left: entities.first[left as usize],
                right: entities.first[right as usize],
                left_key: entities.first_key[left as usize],
                right_key: entities.first_key[right as usize],
                left_person: PersonId(person[left as usize]),
                right_person: PersonId(person[right as usize]),
                weight: decided.scorer.weight(&mut memory, pattern, left, right),
                parts: decided.scorer.parts(pattern, left, right),
                value: if answered { 0 } else { (uncertainty * moved) as u32 },
                reason: ask.reason.sentence().to_owned(),
            }
        })
        .collect();
    list.sort_by_key(|pair| {
        (std::cmp::Reverse(pair.value), pair.left_person, pair.right_person, pair.left_key, pair.right_key)
    });
    list.truncate(input.recipe.waiting_max);
    list
}

/// The decisions about records at hand, beside what the machine would say.
pub(super) fn decided(
    input: &LinkInput<'_>,
    gathered: &Gathered,
    decided: &Decided<'_>,
    person: &[u32],
) -> Vec<DecidedPair> {
    let entities = &gathered.entities;
    let mut memory = Memory::new();
    input
        .decisions
        .iter()
        .filter_map(|decision| {
            let weigh = |a: u32, b: u32| {
                let pattern = decided.scorer.pattern(&mut memory, a, b);
                decided.scorer.weight(&mut memory, pattern, a, b)
            };
            let (a, b) = pair_of(gathered, (decision.left, decision.right), weigh)?;
            let pattern = pattern(entities, &mut memory, a, b);
            Some(DecidedPair {
                decision: decision.clone(),
                left: entities.first[a as usize],
                right: entities.first[b as usize],
                left_person: PersonId(person[a as usize]),
                right_person: PersonId(person[b as usize]),
                weight: decided.scorer.weight(&mut memory, pattern, a, b),
                parts: decided.scorer.parts(pattern, a, b),
            })
        })
        .collect()
}

/// The least certain joins.
pub(super) fn examples(gathered: &Gathered, decided: &Decided<'_>) -> Vec<ExplainedPair> {
    let first = |entity: u32| (gathered.entities.first[entity as usize], entity);
    let mut joins: Vec<_> =
        decided.joins.iter().map(|edge| (edge.weight, edge.left.min(edge.right), edge.left.max(edge.right))).collect();
    joins.sort_unstable();
    joins.into_iter().take(EXAMPLES_MAX).map(|(_, left, right)| explain(decided, first(left), first(right))).collect()
}

/// The weights that were learned in this run and hold for the next one; those that answers of people taught hold for theirs alone, so that nothing
/// is left of them when answers are no longer to teach.
pub(super) fn learned(gathered: &Gathered, decided: &Decided<'_>) -> Option<ResidentWeights> {
    let trained = &decided.trained;
    matches!(trained.origin, WeightsOrigin::Learned(learned_for) if learned_for != LearnedFor::Answers)
        .then(|| ResidentWeights::new(trained.model.clone(), trained.rounds, &gathered.entities))
}

/// Counts, weights and warnings.
pub(super) fn report(gathered: &Gathered, decided: &Decided<'_>) -> LinkReport {
    let model = &decided.trained.model;
    let mut levels = Vec::new();
    for at in 0..COUNT {
        for (level, sentence) in SENTENCES[at].iter().enumerate() {
            levels.push(LevelWeight {
                field: FIELDS[at].to_owned(),
                level: (*sentence).to_owned(),
                same: model.same[at][level + 1],
                different: model.different[at][level + 1],
                weight: decided.scorer.weights.levels[at][level + 1],
            });
        }
    }
    let mut warnings = Vec::new();
    if decided.trained.origin == WeightsOrigin::Shipped {
        warnings.push(
            "記録が少ないため、標準の重みを使いました。件数が増えると、この自治体の記録から重みを学びます。".to_owned(),
        );
    }
    for (space, count) in &gathered.distrusted.dummies {
        warnings.push(format!("番号「{space}」のうち{count}個は、名の異なる多くの人に付いているため、仮の番号とみなして使いません。元のシステムで確かめてください。"));
    }
    for space in &gathered.distrusted.families {
        warnings.push(format!("番号「{space}」は、同じ番号が名の異なる人に付いていることが多いため、個人の番号として使いません。世帯や受給者の番号であれば、連携元の定義から identifier を外してください。"));
    }
    for fact in decided.facts.iter().filter(|fact| fact.dropped > 0) {
        warnings.push(format!("候補の条件「{}」は、同じ値の記録が多すぎるため、{}件について、ほかにも共通する値のある相手としか比べていません。仮の番号や仮の氏名が入っていないか確かめてください。", fact.name, fact.dropped));
    }
    LinkReport {
        mentions: gathered.entities.mentions.iter().map(|count| u64::from(*count)).sum(),
        entities: gathered.entities.len() as u64,
        pairs_compared: decided.per_rule.iter().sum(),
        joined_by_identifier: decided.by_identifier,
        joined_by_model: decided.by_model,
        decided: decided.decided,
        contradictions: decided.judged.settled.contradictions.clone(),
        references_found: 0,
        references_open: 0,
        references: Vec::new(),
        origin: decided.trained.origin,
        rounds: decided.trained.rounds,
        levels,
        blocks: decided
            .facts
            .iter()
            .zip(&decided.per_rule)
            .map(|(fact, pairs)| BlockCount { rule: fact.name.clone(), pairs: *pairs, largest: fact.largest })
            .collect(),
        warnings,
    }
}
