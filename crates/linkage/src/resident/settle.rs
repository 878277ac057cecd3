//! What the decisions of people say together: who is one person, who is two, and where answers contradict each other.
//!
//! Knows record keys only, held or not: that A and B are one and B and C are one says that A and C are, even when the delivery of B is gone.

use std::collections::{BTreeMap, BTreeSet};

use domain::{LinkDecision, RecordKey, Verdict};

/// Decisions that agree with each other, and those that do not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// Records that are one person, two or more each, ascending; no record is in two of them.
    pub together: Vec<Vec<RecordKey>>,
    /// Pairs that are two people, ascending, the smaller key first. Equal keys: one key under which two people were delivered.
    pub apart: Vec<(RecordKey, RecordKey)>,
    /// Answers 同一 that are not followed because others stand against them, in the order they were made.
    pub contradictions: Vec<Contradiction>,
}

/// An answer 同一 that would make one person of two records somebody holds apart (A=B, B=C, A≠C).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The answer 同一 that is not followed.
    pub refused: LinkDecision,
    /// The answer 別人 that stands against it.
    pub against: LinkDecision,
    /// The answers 同一 through which the two meet, from record to record; empty when both speak of the same pair of persons directly.
    pub through: Vec<LinkDecision>,
}

/// Puts decisions together. 別人 holds always: joining two people by mistake does more harm than leaving one person in two parts. Of the
/// answers 同一, those made earlier hold; one that contradicts what holds already is set aside and told. The order of the list does
/// not matter. 不明 and 取消 say nothing here.
///
/// ```
/// use domain::{LinkDecision, RecordKey, Verdict};
/// let said = |left, right, verdict, day: &str| LinkDecision {
///     left: RecordKey(left), right: RecordKey(right), verdict, by: "係長".to_owned(), on: day.parse().unwrap(),
/// };
/// let settled = linkage::settle(&[
///     said(1, 2, Verdict::Same, "2026-04-01"),
///     said(2, 3, Verdict::Same, "2026-04-02"),
///     said(1, 3, Verdict::Different, "2026-04-03"),
/// ]);
/// assert_eq!(settled.together, [[RecordKey(1), RecordKey(2)]], "the earlier answer holds");
/// assert_eq!(settled.contradictions[0].refused.right, RecordKey(3), "the later one is told");
/// ```
#[must_use]
pub fn settle(decisions: &[LinkDecision]) -> Settled {
    let mut different: Vec<&LinkDecision> = decisions.iter().filter(|d| d.verdict == Verdict::Different).collect();
    different.sort_by_key(|decision| (decision.left.min(decision.right), decision.left.max(decision.right)));
    let mut same: Vec<&LinkDecision> =
        decisions.iter().filter(|d| d.verdict == Verdict::Same && d.left != d.right).collect();
    same.sort_by_key(|decision| (decision.on, decision.left.min(decision.right), decision.left.max(decision.right)));
    let mut groups = Groups::default();
    let mut settled = Settled::default();
    for decision in same {
        let (left, right) = (groups.of(decision.left), groups.of(decision.right));
        if left == right {
            groups.followed.push(decision);
            continue;
        }
        let against = different.iter().find(|apart| {
            let (a, b) = (groups.of(apart.left), groups.of(apart.right));
            apart.left != apart.right && (a.min(b), a.max(b)) == (left.min(right), left.max(right))
        });
        match against {
            None => groups.join(decision),
            Some(&against) => settled.contradictions.push(groups.contradiction(decision, against)),
        }
    }
    settled.together = groups.into_sets();
    settled.apart = different.iter().map(|d| (d.left.min(d.right), d.left.max(d.right))).collect();
    settled.apart.dedup();
    settled
}

/// Groups that grow; a record without an entry is alone. A group is named by one of its records.
#[derive(Default)]
struct Groups<'a> {
    name: BTreeMap<RecordKey, RecordKey>,
    members: BTreeMap<RecordKey, Vec<RecordKey>>,
    followed: Vec<&'a LinkDecision>,
}

impl<'a> Groups<'a> {
    fn of(&self, key: RecordKey) -> RecordKey {
        self.name.get(&key).copied().unwrap_or(key)
    }

    fn join(&mut self, decision: &'a LinkDecision) {
        let (keep, gone) = (self.of(decision.left), self.of(decision.right));
        let moved = self.members.remove(&gone).unwrap_or_else(|| vec![gone]);
        for key in &moved {
            self.name.insert(*key, keep);
        }
        self.name.insert(keep, keep);
        self.members.entry(keep).or_insert_with(|| vec![keep]).extend(moved);
        self.followed.push(decision);
    }

    /// Which answers lead from the refused pair to the pair that is held apart.
    fn contradiction(&self, refused: &LinkDecision, against: &LinkDecision) -> Contradiction {
        let crossed = self.of(refused.left) != self.of(against.left);
        let (near, far) = if crossed { (against.right, against.left) } else { (against.left, against.right) };
        let mut through = self.path(refused.left, near);
        through.extend(self.path(refused.right, far));
        Contradiction { refused: refused.clone(), against: against.clone(), through }
    }

    /// The shortest chain of followed answers from one record to another of its group.
    fn path(&self, from: RecordKey, to: RecordKey) -> Vec<LinkDecision> {
        let mut came: BTreeMap<RecordKey, Option<(RecordKey, &LinkDecision)>> = BTreeMap::from([(from, None)]);
        let mut round = vec![from];
        while !round.is_empty() && !came.contains_key(&to) {
            let mut next = Vec::new();
            for at in round {
                for decision in &self.followed {
                    let other = match (decision.left == at, decision.right == at) {
                        (true, false) => decision.right,
                        (false, true) => decision.left,
                        _ => continue,
                    };
                    came.entry(other).or_insert_with(|| {
                        next.push(other);
                        Some((at, decision))
                    });
                }
            }
            round = next;
        }
        let mut chain = Vec::new();
        let mut at = to;
        while let Some(Some((before, decision))) = came.get(&at) {
            chain.push((*decision).clone());
            at = *before;
        }
        chain.reverse();
        chain
    }

    fn into_sets(self) -> Vec<Vec<RecordKey>> {
        let mut sets: Vec<Vec<RecordKey>> = self
            .members
            .into_values()
            .map(|members| members.into_iter().collect::<BTreeSet<_>>().into_iter().collect())
            .collect();
        sets.sort();
        sets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(left: u64, right: u64, verdict: Verdict, day: i8) -> LinkDecision {
        LinkDecision {
            left: RecordKey(left),
            right: RecordKey(right),
            verdict,
            by: format!("職員{day}"),
            on: jiff::civil::date(2026, 4, day),
        }
    }

    #[test]
    fn a_contradiction_names_every_answer_it_rests_on_whatever_the_order() {
        let mut list = vec![
            said(1, 2, Verdict::Same, 1),
            said(2, 3, Verdict::Same, 2),
            said(4, 3, Verdict::Same, 3),
            said(1, 4, Verdict::Different, 9),
        ];
        let settled = settle(&list);
        assert_eq!(settled.together, [[1, 2, 3].map(RecordKey)]);
        let [found] = &settled.contradictions[..] else { panic!("{:?}", settled.contradictions) };
        assert_eq!((&found.refused, &found.against), (&list[2], &list[3]));
        assert_eq!(found.through, [list[1].clone(), list[0].clone()]);
        list.reverse();
        assert_eq!(settle(&list), settled);
    }

    #[test]
    fn what_follows_from_two_answers_is_no_contradiction() {
        let settled = settle(&[said(1, 2, Verdict::Same, 1), said(2, 3, Verdict::Different, 2)]);
        assert_eq!(settled.contradictions, []);
        let ring = [(1, 2), (2, 3), (1, 3)].map(|(a, b)| said(a, b, Verdict::Same, 1));
        assert_eq!(settle(&ring).together, [[1, 2, 3].map(RecordKey)]);
        let silent = settle(&[said(1, 2, Verdict::Unknown, 1), said(1, 3, Verdict::Withdrawn, 1)]);
        assert_eq!(silent, Settled::default());
    }
}
