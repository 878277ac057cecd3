//! People of one household: they share surname, address and telephone without being one person. Which pairs teach what they share, and how two
//! of them are told from a person found twice.

use super::compare::Comparer;
use super::keys::keys;
use super::level::Level;
use super::recipe::{BlockPart, BlockSpec, Comparison};
use super::run::Run;
use crate::core::blocks::{Blocks, Refine};
use crate::core::estimate::Evidence;
use crate::core::model::Model;
use crate::core::pattern::{Counted, Pattern};

impl Run<'_> {
    /// The evidence with what teaches how people of one household differ, and the comparisons that tell them apart. A household is told by any of
    /// `ways`, each the fields its people share, and by what they turn out to share as well.
    pub(super) fn with_households(
        &self,
        comparer: &Comparer<'_>,
        mut evidence: Evidence,
        ways: &[Vec<usize>],
    ) -> (Evidence, Vec<usize>) {
        let told_by =
            |ways: &[Vec<usize>]| Household::new(self, &evidence.random, ways, self.household_patterns(comparer, ways));
        let mut household = told_by(ways);
        let further = household.further_ways(self, &evidence);
        if !further.is_empty() {
            household = told_by(&[ways, &further].concat());
        }
        evidence.proposed.retain(|entry| !household.holds(entry.pattern));
        evidence.household = household.patterns;
        (evidence, household.telling)
    }

    /// Patterns of pairs of one household: they agree on the fields of one of the ways to tell it, by definition of the block.
    fn household_patterns(&self, comparer: &Comparer<'_>, ways: &[Vec<usize>]) -> Vec<Counted> {
        if ways.is_empty() {
            return Vec::new();
        }
        let rule = |fields: &Vec<usize>| BlockSpec {
            name: "household".to_owned(),
            parts: fields.iter().map(|field| (*field, BlockPart::Whole)).collect(),
        };
        let rules: Vec<BlockSpec> = ways.iter().map(rule).collect();
        let refine = Refine { records_max: &|_| HOUSEHOLD_RECORDS_MAX, split: &|_, _| () };
        let of_rule = |at: usize| keys(self.columns, &rules[at], usize::MAX - at);
        let blocks = Blocks::build(self.columns.records.len(), rules.len(), of_rule, &refine);
        self.proposed_patterns(comparer, (&blocks, &rules), HOUSEHOLD_PAIRS)
    }

    /// Ways to tell a household where the recipe names none and people who live together were taken for one person: what most pairs of that class
    /// share, and hardly anybody else.
    pub(super) fn ways_of(&self, model: &Model, evidence: &Evidence) -> Vec<Vec<usize>> {
        let found = model.prior * evidence.all_pairs;
        let is_way = |at: &usize| {
            let share = model.same[*at][1];
            share >= 0.5
                && self.is_of_one_home(evidence, *at, found * share * OF_ALL_WHO_AGREE, model.different[*at][1])
        };
        let ways = (0..self.recipe.comparisons.len()).filter(is_way);
        ways.map(|at| vec![self.recipe.comparisons[at].field]).collect()
    }

    /// Whether the pairs that agree on a comparison, which `different` of all pairs do, are no more than `at_most`: it tells a home then.
    fn is_of_one_home(&self, evidence: &Evidence, at: usize, at_most: f64, different: f64) -> bool {
        let counted = evidence.agreeing.get(at).copied().flatten().map(|agreeing| agreeing.pairs);
        let agreeing = counted.unwrap_or(different * evidence.all_pairs);
        let is_equality = matches!(self.recipe.comparisons[at].levels.first(), Some(Level::Exact | Level::Phone));
        is_equality && different < TELLS_APART && agreeing <= at_most
    }
}

/// The comparisons that tell people apart and differ in most pairs taken for one person: two of them, and people who live together are taken for
/// one person.
pub(super) fn differing(model: &Model, telling: &[usize]) -> Vec<usize> {
    let differs = |at: &usize| model.same[*at].last().is_some_and(|other| *other >= 0.5);
    let found: Vec<usize> = telling.iter().copied().filter(differs).collect();
    if found.len() >= 2 { found } else { Vec::new() }
}

/// What is known of people who live together before anything is estimated.
pub(super) struct Household {
    /// Patterns of pairs of two people of one household; empty = there is no such class.
    pub(super) patterns: Vec<Counted>,
    /// Comparisons that tell them apart.
    pub(super) telling: Vec<usize>,
    /// Comparisons they agree on because they live together.
    implied: Vec<usize>,
    /// Share of all pairs that agree, per comparison.
    agree: Vec<f64>,
    /// Per comparison and level: whether it speaks against one person.
    against: Vec<Vec<bool>>,
    /// Per way to tell a household: the comparisons whose best level is that its fields agree; ways with a field that has none are left out.
    shared: Vec<Vec<usize>>,
}

impl Household {
    /// `random` patterns tell what tells people apart, those of pairs that agree on the household's fields what it implies.
    ///
    /// Nearly all who live together differ in everything that tells people apart (nine in ten in every list with families tried). Where more than a
    /// third of those who differ do so in a part of it only, or most agree in everything, they are persons found twice, and there is no such class.
    fn new(run: &Run<'_>, random: &[Counted], ways: &[Vec<usize>], pairs: Vec<Counted>) -> Self {
        let start = run.start_model(1.0, random);
        let comparisons = &run.recipe.comparisons;
        let shared = |at: usize| ways.iter().flatten().any(|field| *field == comparisons[at].field);
        let rare: Vec<usize> =
            (0..comparisons.len()).filter(|at| !shared(*at) && start.different[*at][1] < TELLS_APART).collect();
        let (implied, telling) = rare.iter().partition(|at| is_implied(&pairs, **at, &rare));
        let against =
            |(same, different): (&Vec<f64>, &Vec<f64>)| same.iter().zip(different).map(|(m, u)| m < u).collect();
        let of_field = |field: &usize| {
            let comparison = |comparison: &Comparison| {
                comparison.field == *field && comparison.levels.first() == Some(&Level::Exact)
            };
            comparisons.iter().position(comparison)
        };
        let of_way = |fields: &Vec<usize>| fields.iter().map(of_field).collect::<Option<Vec<usize>>>();
        let mut household = Self {
            patterns: Vec::new(),
            telling,
            implied,
            agree: start.different.iter().map(|levels| levels[1]).collect(),
            against: start.same.iter().zip(&start.different).map(against).collect(),
            shared: ways.iter().filter_map(of_way).collect(),
        };
        let two_people: Vec<Counted> = pairs.into_iter().filter(|entry| household.differ(entry.pattern)).collect();
        let all: f64 = two_people.iter().map(|entry| entry.pairs).sum();
        let wholly = two_people.iter().filter(|entry| household.differ_wholly(entry.pattern));
        let wholly = wholly.map(|entry| entry.pairs).sum::<f64>();
        if !household.telling.is_empty() && wholly * 3.0 >= all * 2.0 {
            household.patterns = two_people;
        }
        household
    }

    /// What people who live together share as well, and hardly anybody else: the telephone, where a household is told by the address. A family that has
    /// moved and kept it is one by that.
    fn further_ways(&self, run: &Run<'_>, evidence: &Evidence) -> Vec<Vec<usize>> {
        let agreeing = |at: usize| {
            let pairs = self.patterns.iter().filter(|entry| entry.pattern.level(at) == 1);
            pairs.map(|entry| entry.pairs).sum::<f64>()
        };
        let is_way =
            |at: &&usize| run.is_of_one_home(evidence, **at, agreeing(**at) * OF_OTHERS_WHO_AGREE, self.agree[**at]);
        self.implied.iter().filter(is_way).map(|at| vec![run.recipe.comparisons[*at].field]).collect()
    }

    /// Levels of the recorded comparisons that tell people apart.
    fn told(&self, pattern: Pattern) -> impl Iterator<Item = (usize, usize)> {
        self.telling.iter().map(move |at| (*at, pattern.level(*at))).filter(|(_, level)| *level != 0)
    }

    /// Whether two records of one household are two people: a good part (two in five) of the recorded comparisons that tell people apart does not
    /// agree, and one of them at least speaks against one person. Twins differ in name and reading; a person found twice seldom does in more than
    /// one thing, and a slip of the pen speaks against nobody.
    fn differ(&self, pattern: Pattern) -> bool {
        let (mut recorded, mut others, mut against) = (0, 0, false);
        for (at, level) in self.told(pattern) {
            recorded += 1;
            others += usize::from(level != 1);
            against |= self.against[at][level];
        }
        others * 5 >= recorded * 2 && (against || recorded == 0)
    }

    /// Whether everything that tells people apart speaks against one person.
    fn differ_wholly(&self, pattern: Pattern) -> bool {
        self.told(pattern).all(|(at, level)| self.against[at][level])
    }

    /// Whether a pattern is one of two people of one household. Such pairs teach nothing about pairs of one person: twins, taken for one
    /// person a little at first, would make different names look ever more usual for one person.
    pub(super) fn holds(&self, pattern: Pattern) -> bool {
        let together = |shared: &Vec<usize>| !shared.is_empty() && shared.iter().all(|at| pattern.level(*at) == 1);
        !self.patterns.is_empty() && self.shared.iter().any(together) && self.differ(pattern)
    }
}

/// Whether people of one household agree on a comparison because they live together (a whole address where the household is known by its plot):
/// most do who differ in something else that is rare.
fn is_implied(household: &[Counted], at: usize, rare: &[usize]) -> bool {
    let (mut agree, mut recorded) = (0.0, 0.0);
    for entry in household.iter().filter(|entry| entry.pattern.level(at) != 0) {
        if rare.iter().any(|other| *other != at && entry.pattern.level(*other) > 1) {
            recorded += entry.pairs;
            agree += if entry.pattern.level(at) == 1 { entry.pairs } else { 0.0 };
        }
    }
    agree * 2.0 > recorded
}

/// Whether the classes of one person and of one household have changed places: on most of what tells people apart the best level is rarer among
/// pairs of one person than among people of one household or than among all people.
pub(super) fn changed_places(model: &Model, telling: &[usize]) -> bool {
    let Some(company) = &model.company else { return false };
    let odd = |at: &&usize| model.same[**at][1] < model.different[**at][1].max(company.levels[**at][1]);
    telling.iter().filter(odd).count() * 2 >= telling.len().max(1)
}

/// A comparison tells people apart when fewer of them than this share agree by chance.
const TELLS_APART: f64 = 1.0 / 64.0;

/// Of two pairs that agree on what a home has alone - a telephone -, persons found twice among them, one at least must be alike otherwise.
const OF_ALL_WHO_AGREE: f64 = 2.0;

/// Of three such pairs one at least must be known to be two people who live together; the rest are persons found twice, and families that the ways
/// known so far do not tell.
const OF_OTHERS_WHO_AGREE: f64 = 3.0;

/// Pairs of one household that are looked at.
const HOUSEHOLD_PAIRS: u64 = 500_000;

/// Larger groups are no households.
const HOUSEHOLD_RECORDS_MAX: u32 = 30;
