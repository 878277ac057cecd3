//! Comparisons that move together: a tree of dependence among them, for each class of pairs.
//!
//! The name in kanji and its reading agree together; postcode and town do. Counting both as if they were independent makes namesakes
//! look like one person. Each comparison may therefore depend on one other: its share is that of its level given the level of its parent.
//! The tree is the one that explains most (Chow and Liu, "Approximating discrete probability distributions with dependence trees", 1968);
//! in a mixture it is learned along with the classes (Meilă and Jordan, "Learning with mixtures of trees", 2000).
//! The weight stays a sum with one part per comparison.

use super::model::{SHARE_MIN, Shares};
use super::pattern::{Counted, Pattern};

/// The parent of each comparison, and the shares of its levels given the parent's.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tree {
    /// Per comparison: the one it depends on; `None` = on no other.
    parents: Vec<Option<usize>>,
    /// Per comparison and level of the parent: shares of levels. Empty for comparisons without a parent.
    given: Vec<Vec<Shares>>,
    /// What is not left to the pairs.
    known: Vec<Known>,
}

/// A share that was counted over all pairs: rare agreements that come together hardly occur in a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Known {
    /// A comparison and its level.
    pub(crate) one: (usize, usize),
    /// The comparison, and its level, it depends on.
    pub(crate) other: (usize, usize),
    /// Share of the level of `one` among pairs at the level of `other`.
    pub(crate) share: f64,
}

/// Weighted pairs with their patterns.
#[derive(Clone, Copy)]
pub(crate) struct Pairs<'a> {
    /// All of the class, each with its expected number.
    pub(crate) all: &'a [Counted],
    /// Those that more likely belong to the class than not. What comes together more or less often than by chance must do so among them, too:
    /// doubtful pairs that are alike - namesakes of one building, of other surnames and other birth dates - would confirm each other.
    pub(crate) likely: &'a [Counted],
}

impl<'a> Pairs<'a> {
    /// Pairs whose class is known.
    pub(crate) const fn known(all: &'a [Counted]) -> Self {
        Self { all, likely: all }
    }
}

/// An edge must explain more than this many bits in all pairs together for each share it adds: less may be chance.
const BITS_PER_SHARE: f64 = 8.0;
/// Independence counts as this many pairs of two levels where nothing speaks against it.
const PSEUDO: f64 = 4.0;

impl Tree {
    /// Learns which comparisons depend on which from weighted pairs, and how. Those whose shares are `fixed` stand for themselves.
    /// What is `known` to move together does.
    pub(crate) fn learn(pairs: Pairs<'_>, shares: &[Shares], fixed: &[bool], known: Vec<Known>) -> Self {
        let mut tree = Self { parents: strongest(pairs, shares, fixed, &known), given: Vec::new(), known };
        tree.fill(pairs, shares);
        tree
    }

    /// Learns anew how the comparisons depend on each other; which on which stays.
    pub(crate) fn fill(&mut self, pairs: Pairs<'_>, shares: &[Shares]) {
        self.given = self
            .parents
            .iter()
            .enumerate()
            .map(|(child, parent)| parent.map_or_else(Vec::new, |parent| conditional(pairs, shares, child, parent)))
            .collect();
        for known in &self.known {
            let (one, other) = (known.one.0, known.other.0);
            let joint = known.share * shares[other][known.other.1];
            if self.parents[one] == Some(other) {
                settle(&mut self.given[one][known.other.1], known.one.1, known.share);
            } else if self.parents[other] == Some(one) {
                settle(&mut self.given[other][known.one.1], known.other.1, joint / shares[one][known.one.1]);
            }
        }
    }

    /// A tree that was learned before: the parent of each comparison, the shares given the parent's level, and what is known.
    pub(crate) const fn of_parts(parents: Vec<Option<usize>>, given: Vec<Vec<Shares>>, known: Vec<Known>) -> Self {
        Self { parents, given, known }
    }

    /// Shares of a comparison's levels for each level of the one it depends on; empty where it depends on none.
    pub(crate) fn given(&self, at: usize) -> &[Shares] {
        self.given.get(at).map_or(&[], Vec::as_slice)
    }

    /// What was counted over all pairs.
    pub(crate) fn known(&self) -> &[Known] {
        &self.known
    }

    /// Replaces what is known.
    pub(crate) fn know(&mut self, known: Vec<Known>) {
        self.known = known;
    }

    /// What is known of a comparison.
    pub(crate) fn known_of(&self, at: usize) -> Option<Known> {
        self.known.iter().copied().find(|known| {
            known.one.0 == at && (self.parents[at] == Some(known.other.0) || self.parents[known.other.0] == Some(at))
        })
    }

    /// The tree of other pairs: the same comparisons depend on each other, how is learned from those pairs.
    pub(crate) fn of_others(&self, pairs: Pairs<'_>, shares: &[Shares]) -> Self {
        let mut tree = Self { known: Vec::new(), ..self.clone() };
        tree.fill(pairs, shares);
        tree
    }

    /// The share of a comparison's level in a pattern, given its parent's; 1 when it is missing.
    #[inline]
    pub(crate) fn share(&self, shares: &[Shares], at: usize, pattern: Pattern) -> f64 {
        let level = pattern.level(at);
        match self.parents[at].map(|parent| pattern.level(parent)) {
            None | Some(0) => shares[at][level],
            Some(of_parent) => self.given[at][of_parent][level],
        }
    }

    /// On which other comparison a comparison depends.
    pub(crate) fn parent(&self, at: usize) -> Option<usize> {
        self.parents[at]
    }
}

/// Counts of two comparisons' levels together, both recorded.
struct JointCounts {
    /// Of all pairs.
    all: Vec<Vec<f64>>,
    /// Of pairs that were proposed whatever these levels are.
    unblocked: Vec<Vec<f64>>,
}

impl JointCounts {
    fn count(pairs: &[Counted], shares: &[Shares], one: usize, other: usize) -> Self {
        let nothing = vec![vec![0.0; shares[other].len()]; shares[one].len()];
        let mut counts = Self { all: nothing.clone(), unblocked: nothing };
        for entry in pairs {
            let (x, y) = (entry.pattern.level(one), entry.pattern.level(other));
            if x != 0 && y != 0 {
                counts.all[x][y] += entry.pairs;
                if entry.unblocked.has(one) && entry.unblocked.has(other) {
                    counts.unblocked[x][y] += entry.pairs;
                }
            }
        }
        counts
    }

    /// What tells how the levels meet: the unblocked pairs, if there are enough of them. Pairs proposed because one of the two agrees would look as
    /// if the other had to make up for it.
    fn telling(&self) -> &[Vec<f64>] {
        if total(&self.unblocked) >= UNBLOCKED_MIN { &self.unblocked } else { &self.all }
    }
}

fn total(counts: &[Vec<f64>]) -> f64 {
    counts.iter().flatten().sum()
}

/// Fewer pairs do not tell which comparisons move together.
const UNBLOCKED_MIN: f64 = 100.0;

/// How many bits the two comparisons explain of each other, summed over all pairs.
fn explained_bits(counts: &[Vec<f64>]) -> f64 {
    let total = total(counts);
    if total <= 0.0 {
        return 0.0;
    }
    let row: Vec<f64> = counts.iter().map(|levels| levels.iter().sum()).collect();
    let column: Vec<f64> =
        (0..counts.first().map_or(0, Vec::len)).map(|y| counts.iter().map(|levels| levels[y]).sum()).collect();
    let mut bits = 0.0;
    for (x, levels) in counts.iter().enumerate() {
        for (y, count) in levels.iter().enumerate().filter(|(_, count)| **count > 0.0) {
            bits += count * (count * total / (row[x] * column[y])).log2();
        }
    }
    bits
}

/// The spanning tree (or forest) that explains most; each comparison's parent.
fn strongest(pairs: Pairs<'_>, shares: &[Shares], fixed: &[bool], known: &[Known]) -> Vec<Option<usize>> {
    let comparisons = shares.len();
    let learned = |at: usize| !fixed.get(at).copied().unwrap_or(false);
    let mut edges = Vec::new();
    for one in (0..comparisons).filter(|at| learned(*at)) {
        for other in (one + 1..comparisons).filter(|at| learned(*at)) {
            let bits = explained_bits(JointCounts::count(pairs.all, shares, one, other).telling());
            let free = (shares[one].len() as f64 - 2.0) * (shares[other].len() as f64 - 2.0);
            if bits > BITS_PER_SHARE * free.max(1.0) {
                edges.push((bits, one, other));
            }
        }
    }
    edges.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let known = known.iter().map(|known| (f64::INFINITY, known.one.0, known.other.0));
    let edges = known.filter(|(_, one, other)| learned(*one) && learned(*other)).chain(edges);
    let mut group: Vec<usize> = (0..comparisons).collect();
    let mut neighbours = vec![Vec::new(); comparisons];
    for (_, one, other) in edges {
        let (from, to) = (group[other], group[one]);
        if from != to {
            group.iter_mut().filter(|own| **own == from).for_each(|own| *own = to);
            neighbours[one].push(other);
            neighbours[other].push(one);
        }
    }
    rooted(&neighbours)
}

/// Hangs each tree of the forest up at its first comparison.
fn rooted(neighbours: &[Vec<usize>]) -> Vec<Option<usize>> {
    let mut parents = vec![None; neighbours.len()];
    let mut seen = vec![false; neighbours.len()];
    for root in 0..neighbours.len() {
        let mut open = vec![root];
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            for &next in neighbours[at].iter().filter(|next| !seen[**next]) {
                parents[next] = Some(at);
                open.push(next);
            }
        }
    }
    parents
}

/// Sets the share of one level; the others share the rest as before.
pub(super) fn settle(shares: &mut [f64], level: usize, share: f64) {
    let share = share.clamp(SHARE_MIN, 0.999_999);
    let others = (1.0 - shares[level]).max(SHARE_MIN);
    for (at, other) in shares.iter_mut().enumerate().skip(1) {
        *other = if at == level { share } else { (*other * (1.0 - share) / others).max(SHARE_MIN) };
    }
}

/// Shares of the child's levels for each level of the parent.
fn conditional(pairs: Pairs<'_>, shares: &[Shares], child: usize, parent: usize) -> Vec<Shares> {
    let all = JointCounts::count(pairs.all, shares, parent, child);
    let likely = JointCounts::count(pairs.likely, shares, parent, child);
    let recorded = total(&all.all);
    let ratios = |levels: &[f64]| {
        let total: f64 = levels.iter().sum();
        let ratio = |(met, share): (&f64, &f64)| ratio(*met, total * share);
        levels[1..].iter().zip(&shares[child][1..]).map(ratio).collect::<Vec<f64>>()
    };
    // The middle one of chance, of what all say and of what the likely ones say.
    let agreed = |(all, likely): (&f64, &f64)| all.min(likely.max(1.0)).max(likely.min(1.0));
    let of_level = |x: usize| {
        let (all, said) = (ratios(&all.telling()[x]), ratios(&likely.telling()[x]));
        let mut out = vec![1.0];
        out.extend(all.iter().zip(&said).map(agreed).zip(&shares[child][1..]).map(|(ratio, share)| share * ratio));
        let sum: f64 = out[1..].iter().sum();
        out[1..].iter_mut().for_each(|share| *share = (*share / sum).max(SHARE_MIN));
        raise_to_found(&mut out, &likely.all[x], recorded * shares[parent][x]);
        out
    };
    (0..shares[parent].len()).map(of_level).collect()
}

/// The part of what was found that a share is raised to.
const KEPT: f64 = 0.5;

/// Raises shares of levels to half of those among pairs of one person that were found, `found` per level of `recorded` pairs. Shares are learned from pairs proposed
/// whatever the level is, as if what proposed them said nothing of the level. Where it does - whoever agrees on the birth date has a slip in the
/// name, because each record has exactly one slip - pairs that are there would be unlikely ones. All shares are scaled to sum to one again, so that at
/// least a third of what was found stays.
pub(super) fn raise_to_found(shares: &mut [f64], found: &[f64], recorded: f64) {
    if recorded < UNBLOCKED_MIN {
        return;
    }
    for (share, found) in shares.iter_mut().zip(found).skip(1) {
        *share = share.max(KEPT * (found / recorded).min(1.0));
    }
    let sum: f64 = shares[1..].iter().sum();
    if sum > 1.0 {
        shares[1..].iter_mut().for_each(|share| *share = (*share / sum).max(SHARE_MIN));
    }
}

/// How many times more often two levels meet than the expected number of times. Where the number met is no surprise (Poisson), it is
/// about once: what is too rare to be seen in the pairs stays as rare as it is without the parent.
fn ratio(met: f64, expected: f64) -> f64 {
    let surprise = if met > 0.0 { met * (met / expected).ln() - (met - expected) } else { expected };
    let certain = 1.0 - (-surprise / 2.0).exp();
    let shrunk = (met + PSEUDO) / (expected + PSEUDO);
    let plain = if met > expected { met / expected } else { (met + 0.5) / (expected + 0.5) };
    (shrunk.ln() * (1.0 - certain) + plain.ln() * certain).exp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::pattern::Unblocked;

    fn pattern(levels: &[u8]) -> Pattern {
        levels.iter().enumerate().fold(Pattern::default(), |pattern, (at, level)| pattern.with(at, *level))
    }

    /// Name and reading agree together; the town agrees for itself.
    fn namesakes() -> Vec<Counted> {
        let mut pairs = Vec::new();
        for (name, reading, share) in [(1, 1, 0.09), (1, 2, 0.01), (2, 1, 0.02), (2, 2, 0.88)] {
            for (town, other) in [(1, 0.1), (2, 0.9)] {
                let pattern = pattern(&[name, town, reading]);
                pairs.push(Counted { pattern, unblocked: Unblocked::ALL, pairs: 100_000.0 * share * other });
            }
        }
        pairs
    }

    #[test]
    fn a_reading_depends_on_its_name_and_on_nothing_else() {
        let shares = vec![vec![1.0, 0.10, 0.90], vec![1.0, 0.1, 0.9], vec![1.0, 0.11, 0.89]];
        let tree = Tree::learn(Pairs::known(&namesakes()), &shares, &[], Vec::new());
        assert_eq!((tree.parent(0), tree.parent(1), tree.parent(2)), (None, None, Some(0)));
        let agreed = tree.share(&shares, 2, pattern(&[1, 1, 1]));
        assert!((agreed - 0.9).abs() < 0.01, "nine in ten namesakes are read alike: {agreed}");
        let missing = tree.share(&shares, 2, pattern(&[0, 1, 1]));
        assert!((missing - 0.11).abs() < 1e-9, "without the name the reading stands for itself");
        assert!((tree.share(&shares, 2, pattern(&[1, 1, 0])) - 1.0).abs() < 1e-9, "missing is no evidence");
    }

    /// Namesakes of one building whose towns differ, each a little likely to be one person.
    #[test]
    fn doubtful_pairs_do_not_confirm_each_other() {
        let shares = vec![vec![1.0, 0.10, 0.90], vec![1.0, 0.1, 0.9], vec![1.0, 0.11, 0.89]];
        let likely = namesakes();
        let doubtful =
            |level: u8| Counted { pattern: pattern(&[1, level, 1]), unblocked: Unblocked::ALL, pairs: 30_000.0 };
        let all: Vec<Counted> = likely.iter().copied().chain([doubtful(1)]).collect();
        let given = |pairs| {
            let parents = vec![None, Some(0), Some(0)];
            let mut tree = Tree::of_parts(parents, Vec::new(), Vec::new());
            tree.fill(pairs, &shares);
            tree.share(&shares, 1, pattern(&[1, 1, 1]))
        };
        assert!(given(Pairs::known(&all)) > 0.5, "they would");
        assert!((given(Pairs { all: &all, likely: &likely }) - 0.1).abs() < 0.01);
    }

    #[test]
    fn few_pairs_make_no_tree() {
        let few: Vec<Counted> =
            namesakes().into_iter().map(|entry| Counted { pairs: entry.pairs / 20_000.0, ..entry }).collect();
        let shares = vec![vec![1.0, 0.10, 0.90], vec![1.0, 0.1, 0.9], vec![1.0, 0.11, 0.89]];
        assert_eq!(Tree::learn(Pairs::known(&few), &shares, &[], Vec::new()).parents, [None, None, None]);
    }

    #[test]
    fn shares_that_are_given_stay_as_they_are() {
        let shares = vec![vec![1.0, 0.10, 0.90], vec![1.0, 0.1, 0.9], vec![1.0, 0.11, 0.89]];
        let tree = Tree::learn(Pairs::known(&namesakes()), &shares, &[false, false, true], Vec::new());
        assert_eq!(tree.parents, [None, None, None]);
        assert!((tree.share(&shares, 2, pattern(&[1, 1, 1])) - 0.11).abs() < 1e-9);
    }
}
