//! Comparisons that move together: a tree of dependence among them, for each class of pairs.
//!
//! The name in kanji and its reading agree together; postcode and town do. Counting both as if they were independent makes namesakes
//! look like one person. Each comparison may therefore depend on one other: its share is that of its level given the level of its parent.
//! The tree is the one that explains most (Chow and Liu, "Approximating discrete probability distributions with dependence trees", 1968);
//! in a mixture it is learned along with the classes (Meilă and Jordan, "Learning with mixtures of trees", 2000).
//! The weight stays a sum with one part per comparison.

use super::model::{SHARE_MIN, Shares};
use super::pattern::Pattern;

/// The parent of each comparison, and the shares of its levels given the parent's.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tree {
    /// Per comparison: the one it depends on; `None` = on no other.
    parents: Vec<Option<usize>>,
    /// Per comparison and level of the parent: shares of levels. Empty for comparisons without a parent.
    given: Vec<Vec<Shares>>,
}

/// Weighted pairs with their patterns.
type Pairs<'a> = &'a [(Pattern, f64)];

/// An edge must explain more than this many bits in all pairs together for each share it adds: less may be chance.
const BITS_PER_SHARE: f64 = 8.0;
/// What a level of the parent is known to mean counts as this many pairs in favour of independence.
const PSEUDO: f64 = 4.0;

impl Tree {
    /// Learns which comparisons depend on which from weighted pairs, and how. Those whose shares are `fixed` stand for themselves.
    pub(crate) fn learn(pairs: Pairs<'_>, shares: &[Shares], fixed: &[bool]) -> Self {
        let mut tree = Self { parents: strongest(pairs, shares, fixed), given: Vec::new() };
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
    }

    /// The tree of people of one household: as among all people, except where a comparison, or the one it depends on, is `shared` by
    /// the household. Nothing else is learned from them: records of one person among them would be taken for relatives that are
    /// alike in everything.
    pub(crate) fn of_household(&self, pairs: Pairs<'_>, shares: &[Shares], shared: &[bool]) -> Self {
        let mut tree = self.clone();
        for (child, parent) in self.parents.iter().enumerate() {
            if let Some(parent) = parent.filter(|parent| shared[child] || shared[*parent]) {
                tree.given[child] = conditional(pairs, shares, child, parent);
            }
        }
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
fn together(pairs: Pairs<'_>, shares: &[Shares], one: usize, other: usize) -> Vec<Vec<f64>> {
    let mut counts = vec![vec![0.0; shares[other].len()]; shares[one].len()];
    for (pattern, weight) in pairs {
        let (x, y) = (pattern.level(one), pattern.level(other));
        if x != 0 && y != 0 {
            counts[x][y] += weight;
        }
    }
    counts
}

/// How many bits the two comparisons explain of each other, summed over all pairs.
fn explained_bits(counts: &[Vec<f64>]) -> f64 {
    let total: f64 = counts.iter().flatten().sum();
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
fn strongest(pairs: Pairs<'_>, shares: &[Shares], fixed: &[bool]) -> Vec<Option<usize>> {
    let comparisons = shares.len();
    let learned = |at: usize| !fixed.get(at).copied().unwrap_or(false);
    let mut edges = Vec::new();
    for one in (0..comparisons).filter(|at| learned(*at)) {
        for other in (one + 1..comparisons).filter(|at| learned(*at)) {
            let bits = explained_bits(&together(pairs, shares, one, other));
            let free = (shares[one].len() as f64 - 2.0) * (shares[other].len() as f64 - 2.0);
            if bits > BITS_PER_SHARE * free.max(1.0) {
                edges.push((bits, one, other));
            }
        }
    }
    edges.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
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

/// Shares of the child's levels for each level of the parent, shrunk towards those without a parent.
fn conditional(pairs: Pairs<'_>, shares: &[Shares], child: usize, parent: usize) -> Vec<Shares> {
    let counts = together(pairs, shares, parent, child);
    counts
        .iter()
        .map(|levels| {
            let total: f64 = levels.iter().sum::<f64>() + PSEUDO;
            let mut out = vec![1.0];
            out.extend((1..levels.len()).map(|y| ((levels[y] + PSEUDO * shares[child][y]) / total).max(SHARE_MIN)));
            out
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(levels: &[u8]) -> Pattern {
        levels.iter().enumerate().fold(Pattern::default(), |pattern, (at, level)| pattern.with(at, *level))
    }

    /// Name and reading agree together; the town agrees for itself.
    fn namesakes() -> Vec<(Pattern, f64)> {
        let mut pairs = Vec::new();
        for (name, reading, share) in [(1, 1, 0.09), (1, 2, 0.01), (2, 1, 0.02), (2, 2, 0.88)] {
            for (town, other) in [(1, 0.1), (2, 0.9)] {
                pairs.push((pattern(&[name, town, reading]), 100_000.0 * share * other));
            }
        }
        pairs
    }

    #[test]
    fn a_reading_depends_on_its_name_and_on_nothing_else() {
        let shares = vec![vec![1.0, 0.10, 0.90], vec![1.0, 0.1, 0.9], vec![1.0, 0.11, 0.89]];
        let tree = Tree::learn(&namesakes(), &shares, &[]);
        assert_eq!((tree.parent(0), tree.parent(1), tree.parent(2)), (None, None, Some(0)));
        let agreed = tree.share(&shares, 2, pattern(&[1, 1, 1]));
        assert!((agreed - 0.9).abs() < 0.01, "nine in ten namesakes are read alike: {agreed}");
        let missing = tree.share(&shares, 2, pattern(&[0, 1, 1]));
        assert!((missing - 0.11).abs() < 1e-9, "without the name the reading stands for itself");
        assert!((tree.share(&shares, 2, pattern(&[1, 1, 0])) - 1.0).abs() < 1e-9, "missing is no evidence");
    }

    #[test]
    fn few_pairs_make_no_tree() {
        let few: Vec<(Pattern, f64)> = namesakes().into_iter().map(|(p, count)| (p, count / 20_000.0)).collect();
        let shares = vec![vec![1.0, 0.10, 0.90], vec![1.0, 0.1, 0.9], vec![1.0, 0.11, 0.89]];
        assert_eq!(Tree::learn(&few, &shares, &[]).parents, [None, None, None]);
    }

    #[test]
    fn shares_that_are_given_stay_as_they_are() {
        let shares = vec![vec![1.0, 0.10, 0.90], vec![1.0, 0.1, 0.9], vec![1.0, 0.11, 0.89]];
        let tree = Tree::learn(&namesakes(), &shares, &[false, false, true]);
        assert_eq!(tree.parents, [None, None, None]);
        assert!((tree.share(&shares, 2, pattern(&[1, 1, 1])) - 0.11).abs() < 1e-9);
    }
}
