//! The model of Fellegi and Sunter with one class more: pairs of one person, pairs of one household, all other pairs.

use domain::Weight;

use super::pattern::Pattern;
use super::tree::Tree;

/// Shares of levels of one comparison; index 0 (missing) is 1 and never learned.
pub(crate) type Shares = Vec<f64>;

/// Everything that is estimated.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Model {
    /// Share of pairs of one person among all pairs.
    pub(crate) prior: f64,
    /// Per comparison: shares of levels among pairs of one person (m).
    pub(crate) same: Vec<Shares>,
    /// Per comparison: shares of levels among pairs of two people (u).
    pub(crate) different: Vec<Shares>,
    /// People of one household, whose shared fields agree although they are two people.
    pub(crate) company: Option<Company>,
    /// Which comparisons move together; `None` = all are taken to be independent.
    pub(crate) dependence: Option<Dependence>,
}

/// Trees of dependence of the classes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dependence {
    /// Among pairs of one person.
    pub(crate) same: Tree,
    /// Among pairs of two people.
    pub(crate) different: Tree,
    /// Among pairs of two people of one household.
    pub(crate) company: Option<Tree>,
}

/// Pairs of two people of one household or family.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Company {
    /// Their share among all pairs.
    pub(crate) share: f64,
    /// Per comparison: shares of levels among them.
    pub(crate) levels: Vec<Shares>,
}

/// The smallest share a level can have; keeps weights within ±30 bits per part.
pub(crate) const SHARE_MIN: f64 = 1e-9;

fn product(shares: &[Shares], tree: Option<&Tree>, pattern: Pattern) -> f64 {
    (0..shares.len()).map(|at| share(shares, tree, at, pattern)).product()
}

#[inline]
fn share(shares: &[Shares], tree: Option<&Tree>, at: usize, pattern: Pattern) -> f64 {
    tree.map_or_else(|| shares[at][pattern.level(at)], |tree| tree.share(shares, at, pattern))
}

impl Model {
    /// Likelihoods of (same, household, other), each times its share of pairs.
    pub(crate) fn likelihoods(&self, pattern: Pattern) -> (f64, f64, f64) {
        let trees = self.dependence.as_ref();
        let tree = trees.and_then(|trees| trees.company.as_ref());
        let company =
            self.company.as_ref().map_or(0.0, |company| company.share * product(&company.levels, tree, pattern));
        let others = (1.0 - self.prior - self.company.as_ref().map_or(0.0, |company| company.share)).max(SHARE_MIN);
        (
            self.prior * product(&self.same, trees.map(|trees| &trees.same), pattern),
            company,
            others * product(&self.different, trees.map(|trees| &trees.different), pattern),
        )
    }

    /// Probability that a pair of this pattern is one person.
    pub(crate) fn probability(&self, pattern: Pattern) -> f64 {
        let (same, company, other) = self.likelihoods(pattern);
        let sum = same + company + other;
        if sum > 0.0 { same / sum } else { 0.0 }
    }

    /// The weights in force.
    pub(crate) fn weights(&self) -> Weights {
        let levels = self
            .same
            .iter()
            .zip(&self.different)
            .map(|(same, different)| {
                same.iter()
                    .zip(different)
                    .enumerate()
                    .map(|(level, (m, u))| {
                        if level == 0 {
                            Weight(0)
                        } else {
                            Weight::from_bits((m.max(SHARE_MIN) / u.max(SHARE_MIN)).log2())
                        }
                    })
                    .collect()
            })
            .collect();
        Weights { start: Weight::from_bits((self.prior / (1.0 - self.prior)).log2()), levels, model: self.clone() }
    }
}

/// What a pattern weighs before its values are looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Usual {
    /// The start and all levels, as if there were no households.
    pub(crate) alone: Weight,
    /// [`Weights::company_ratio`].
    pub(crate) household: f64,
}

/// Weights per level, ready for scoring.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    /// log2 odds before anything is compared.
    pub(crate) start: Weight,
    /// Per comparison and level.
    pub(crate) levels: Vec<Vec<Weight>>,
    model: Model,
}

impl Weights {
    /// How many times likelier the pattern is among two people of one household than among all other pairs, their shares included; 0 = no such class.
    pub(crate) fn company_ratio(&self, pattern: Pattern) -> f64 {
        let (_, household, other) = self.model.likelihoods(pattern);
        if household <= 0.0 || other <= 0.0 { 0.0 } else { household / other }
    }

    /// Whether most people of one household reach this level of a comparison.
    pub(crate) fn is_shared_at_home(&self, at: usize, level: usize) -> bool {
        self.model.company.as_ref().is_some_and(|company| company.levels[at][level] >= 0.5)
    }

    /// The part of one comparison: how much likelier its level is among pairs of one person, given the comparisons it depends on.
    pub(crate) fn part(&self, at: usize, pattern: Pattern) -> Weight {
        let Some(trees) = &self.model.dependence else { return self.levels[at][pattern.level(at)] };
        if pattern.level(at) == 0 {
            return Weight(0);
        }
        let same = trees.same.share(&self.model.same, at, pattern).max(SHARE_MIN);
        let different = trees.different.share(&self.model.different, at, pattern).max(SHARE_MIN);
        Weight::from_bits((same / different).log2())
    }

    /// The sum over comparisons.
    pub(crate) fn levels_total(&self, pattern: Pattern) -> Weight {
        (0..self.levels.len()).map(|at| self.part(at, pattern)).sum()
    }

    /// Whether, among pairs of two people, a comparison depends on another one, and on which.
    pub(crate) fn depends_on(&self, at: usize) -> Option<usize> {
        self.model.dependence.as_ref().and_then(|trees| trees.different.parent(at))
    }

    /// What was counted of a comparison that agrees together with another one among two people: the other one with its level, and how
    /// many bits rarer the agreement is among all two people than among those who agree on the other.
    pub(crate) fn together(&self, at: usize) -> Option<((usize, usize), Weight)> {
        let known = self.model.dependence.as_ref().and_then(|trees| trees.different.known_of(at))?;
        let usual = self.model.different[at][known.one.1];
        Some((known.other, Weight::from_bits((known.share.max(SHARE_MIN) / usual.max(SHARE_MIN)).log2())))
    }

    /// What a pattern weighs before its values are looked at.
    pub(crate) fn usual(&self, pattern: Pattern) -> Usual {
        Usual { alone: self.start + self.levels_total(pattern), household: self.company_ratio(pattern) }
    }
}
