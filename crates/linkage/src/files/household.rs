//! People of one household: they share surname, address and telephone without being one person. Which pairs teach what they share, and how two
//! of them are told from a person found twice.

use super::compare::Comparer;
use super::keys::keys;
use super::level::Level;
use super::recipe::{BlockPart, BlockSpec, Comparison};
use super::run::Run;
use crate::core::blocks::{Blocks, Refine};
use crate::core::model::Model;
use crate::core::pattern::{Counted, Pattern};

impl Run<'_> {
    /// Patterns of pairs of one household: they agree on the fields of one of the ways to tell it, by definition of the block.
    pub(super) fn household_patterns(&self, comparer: &Comparer<'_>) -> Vec<Counted> {
        if self.recipe.household.is_empty() {
            return Vec::new();
        }
        let rule = |fields: &Vec<usize>| BlockSpec {
            name: "household".to_owned(),
            parts: fields.iter().map(|field| (*field, BlockPart::Whole)).collect(),
        };
        let rules: Vec<BlockSpec> = self.recipe.household.iter().map(rule).collect();
        let refine = Refine { records_max: &|_| HOUSEHOLD_RECORDS_MAX, split: &|_, _| () };
        let of_rule = |at: usize| keys(self.columns, &rules[at], usize::MAX - at);
        let blocks = Blocks::build(self.columns.records.len(), rules.len(), of_rule, &refine);
        self.proposed_patterns(comparer, (&blocks, &rules), HOUSEHOLD_PAIRS)
    }

    /// Per comparison: whether a household shares its field.
    fn shared(&self) -> Vec<bool> {
        let household: Vec<usize> = self.recipe.household.iter().flatten().copied().collect();
        self.recipe.comparisons.iter().map(|comparison| household.contains(&comparison.field)).collect()
    }
}

/// What is known of people who live together before anything is estimated.
pub(super) struct Household {
    /// Patterns of pairs of two people of one household; empty = there is no such class.
    pub(super) patterns: Vec<Counted>,
    /// Comparisons that tell them apart.
    pub(super) telling: Vec<usize>,
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
    pub(super) fn new(run: &Run<'_>, random: &[Counted], pairs: Vec<Counted>) -> Self {
        let start = run.start_model(1.0, random);
        let shared = run.shared();
        let rare: Vec<usize> =
            (0..shared.len()).filter(|at| !shared[*at] && start.different[*at][1] < TELLS_APART).collect();
        let telling = rare.iter().copied().filter(|at| !is_implied(&pairs, *at, &rare)).collect();
        let against =
            |(same, different): (&Vec<f64>, &Vec<f64>)| same.iter().zip(different).map(|(m, u)| m < u).collect();
        let of_field = |field: &usize| {
            let comparison = |comparison: &Comparison| {
                comparison.field == *field && comparison.levels.first() == Some(&Level::Exact)
            };
            run.recipe.comparisons.iter().position(comparison)
        };
        let of_way = |fields: &Vec<usize>| fields.iter().map(of_field).collect::<Option<Vec<usize>>>();
        let mut household = Self {
            patterns: Vec::new(),
            telling,
            against: start.same.iter().zip(&start.different).map(against).collect(),
            shared: run.recipe.household.iter().filter_map(of_way).collect(),
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

/// Pairs of one household that are looked at.
const HOUSEHOLD_PAIRS: u64 = 500_000;

/// Larger groups are no households.
const HOUSEHOLD_RECORDS_MAX: u32 = 30;
