//! Whether two people who are alike - a family above all - were taken for one person: what speaks for it, and what is done about it.

use super::Convergence;
use super::compare::Comparer;
use super::run::Run;
use crate::core::blocks::Blocks;
use crate::core::estimate::Evidence;
use crate::core::model::Model;
use crate::core::pattern::{Counted, Pattern};

/// What was learned, and from what.
pub(super) struct Estimated {
    pub(super) model: Model,
    pub(super) convergence: Vec<Convergence>,
    pub(super) evidence: Evidence,
    /// Comparisons that tell people of one household apart.
    telling: Vec<usize>,
    /// What a person should know of people taken for one.
    pub(super) warning: Option<String>,
}

/// Proposed pairs of files that name each person once: they are two people, however alike they are.
struct TwoPeople {
    pairs: Vec<Counted>,
    /// How many pairs that may be one person there are for one of all pairs of those files.
    scale: f64,
}

/// Two people are taken for one.
struct Mistaken {
    /// Pairs of one file that would be.
    pairs: f64,
    /// Comparisons in which most of them differ.
    differ: Vec<usize>,
    /// Comparisons in which they agree because they live together, each a way to tell a household; none = that is not known.
    ways: Vec<usize>,
}

impl Run<'_> {
    /// Learns from the evidence. Where people who live together are taken for one person although the recipe does not say that there are none, they are
    /// told by what they share; where that does not do, pairs like those known to be two people are. What was done about it is told.
    pub(super) fn estimate_with_households(
        &self,
        comparer: &Comparer<'_>,
        blocks: &Blocks,
        evidence: &Evidence,
    ) -> Estimated {
        let ways = self.recipe.household.as_deref();
        let first = self.estimate_by(comparer, evidence, ways.unwrap_or_default());
        if ways == Some(&[]) {
            return first;
        }
        let two_people = self.two_people(comparer, blocks);
        let Some(mistaken) = self.mistaken(&first, two_people.as_ref()) else { return first };
        let differ = self.names_of(&mistaken.differ, "and");
        let mut best = (first, mistaken.pairs);
        if !mistaken.ways.is_empty() {
            let field = |at: &usize| vec![self.recipe.comparisons[*at].field];
            let found: Vec<Vec<usize>> = mistaken.ways.iter().map(field).collect();
            let second = self.estimate_by(comparer, evidence, &[ways.unwrap_or_default(), &found].concat());
            let left = self.mistaken(&second, two_people.as_ref());
            if left.is_none() && second.model.company.is_some() {
                let shared = self.names_of(&mistaken.ways, "or");
                let warning = format!(
                    "people who differ in {differ} are alike: whoever shares {shared} is taken to live together; {CURE}"
                );
                return Estimated { warning: Some(warning), ..second };
            }
            best = left.filter(|left| left.pairs < best.1).map_or(best, |left| (second, left.pairs));
        }
        if let Some(two_people) = &two_people {
            let third = self.estimate_beside(&best.0, two_people);
            let left = self.mistaken(&third, Some(two_people));
            let pairs = left.as_ref().map_or(0.0, |left| left.pairs);
            best = if pairs < best.1 { (third, pairs) } else { best };
            if left.is_none() {
                return best.0;
            }
        }
        let warning = format!("people who differ in {differ} are taken for one person; {CURE}");
        Estimated { warning: Some(warning), ..best.0 }
    }

    fn names_of(&self, comparisons: &[usize], and: &str) -> String {
        let names: Vec<String> =
            comparisons.iter().map(|at| format!("`{}`", self.recipe.comparisons[*at].name)).collect();
        names.join(&format!(" {and} "))
    }

    fn estimate_by(&self, comparer: &Comparer<'_>, evidence: &Evidence, ways: &[Vec<usize>]) -> Estimated {
        let (evidence, telling) = self.with_households(comparer, evidence.clone(), ways);
        let (model, convergence) = self.estimate(&evidence, &telling);
        Estimated { model, convergence, evidence, telling, warning: None }
    }

    /// Learns with the pairs known to be two people that are taken for one as a class of their own, beside people of one household.
    fn estimate_beside(&self, before: &Estimated, two_people: &TwoPeople) -> Estimated {
        let mut evidence = before.evidence.clone();
        let taken = two_people.taken(&before.model);
        evidence.household.extend(taken.map(|entry| Counted { pairs: entry.pairs * two_people.scale, ..entry }));
        let telling = before.telling.clone();
        let (model, convergence) = self.estimate(&evidence, &telling);
        Estimated { model, convergence, evidence, telling, warning: None }
    }

    fn two_people(&self, comparer: &Comparer<'_>, blocks: &Blocks) -> Option<TwoPeople> {
        let sizes = (0..self.inputs.len()).filter(|input| self.names_once(*input));
        let all: f64 = sizes.map(|input| self.inputs[input].rows as f64).map(|rows| rows * (rows - 1.0) / 2.0).sum();
        if all < 1.0 {
            return None;
        }
        let kind = |left: u32, right: u32| self.surely_two(left, right);
        let wanted = self.recipe.estimate.proposed_pairs;
        let pairs = self.proposed_patterns(comparer, (blocks, &self.recipe.blocks), &kind, wanted);
        Some(TwoPeople { pairs, scale: self.all_pairs() / all })
    }

    /// Whether two people are taken for one: some of a file that names each person once, or, where no file does, most of those found, although they were
    /// not born on one day.
    fn mistaken(&self, estimated: &Estimated, two_people: Option<&TwoPeople>) -> Option<Mistaken> {
        match two_people {
            Some(two_people) => self.mistaken_for_sure(estimated, two_people),
            None => self.mistaken_by_date(estimated),
        }
    }

    fn mistaken_for_sure(&self, estimated: &Estimated, two_people: &TwoPeople) -> Option<Mistaken> {
        let model = &estimated.model;
        let taken: Vec<Counted> = two_people.taken(model).collect();
        let sum = |is: &dyn Fn(Pattern) -> bool| -> f64 {
            taken.iter().filter(|entry| is(entry.pattern)).map(|entry| entry.pairs).sum()
        };
        let pairs = sum(&|_| true);
        let found = model.prior * estimated.evidence.all_pairs;
        let excess = pairs * two_people.scale - doubted(model, &estimated.evidence.proposed);
        if pairs < MISTAKEN_MIN || excess < MISTAKEN_SHARE * found {
            return None;
        }
        let agree =
            |at: usize| sum(&|pattern| pattern.level(at) == 1) / sum(&|pattern| pattern.level(at) != 0).max(1.0);
        let (same, differ): (Vec<usize>, Vec<usize>) = self.rare(&model.different).partition(|at| agree(*at) >= 0.5);
        let is_way = |at: &usize| {
            self.may_tell_a_home(*at, model.different[*at][1]) && self.others_of_equals(*at) <= OTHERS_AT_HOME
        };
        let ways = same.into_iter().filter(is_way).collect();
        (!differ.is_empty()).then_some(Mistaken { pairs, differ, ways })
    }

    fn mistaken_by_date(&self, estimated: &Estimated) -> Option<Mistaken> {
        let Estimated { model, evidence, telling, .. } = estimated;
        let differs = |at: &usize| model.same[*at].last().is_some_and(|other| *other >= 0.5);
        let differ: Vec<usize> = telling.iter().copied().filter(differs).collect();
        let dates: Vec<usize> = self.rare(&model.different).filter(|at| self.is_date(*at)).collect();
        let born_apart = dates.iter().any(|at| differ.contains(at));
        // People who have moved differ in much, but not in their birth date.
        if differ.is_empty() || self.recipe.household.is_some() || !(born_apart || dates.is_empty()) {
            return None;
        }
        let found = model.prior * evidence.all_pairs;
        let is_way = |at: &usize| {
            let share = model.same[*at][1];
            share >= 0.5
                && self.may_tell_a_home(*at, model.different[*at][1])
                && self.pairs_of_equals(*at) <= found * share * OF_ALL_WHO_AGREE
        };
        let ways: Vec<usize> = self.rare(&model.different).filter(is_way).collect();
        let pairs = found * model.same[differ[0]].last().unwrap_or(&0.0);
        // Without a birth date it is not known whether they have moved.
        (!ways.is_empty()).then(|| Mistaken { pairs, differ, ways: if born_apart { ways } else { Vec::new() } })
    }
}

/// How far the pairs of two people among those proposed are taken for one person by what the model itself says of them: where little is recorded,
/// namesakes are alike, and it knows.
fn doubted(model: &Model, proposed: &[Counted]) -> f64 {
    let doubted = |entry: &Counted| {
        let probability = model.probability(entry.pattern);
        entry.pairs * probability * (1.0 - probability)
    };
    proposed.iter().map(doubted).sum()
}

impl TwoPeople {
    /// The pairs, as far as they are taken for one person.
    fn taken(&self, model: &Model) -> impl Iterator<Item = Counted> {
        self.pairs.iter().map(|entry| Counted { pairs: entry.pairs * model.probability(entry.pattern), ..*entry })
    }
}

const CURE: &str = "cure: name in `household` what people who live together share, for example household = [[\"surname\", \"address\"], [\"phone\"]], or household = [] if none of them stand in these files";

/// So many pairs of two people taken for one are no chance ...
const MISTAKEN_MIN: f64 = 20.0;

/// ... if what they stand for exceeds what the model expects by at least this part of the pairs found.
const MISTAKEN_SHARE: f64 = 0.05;

/// Of two pairs that agree on what tells a home, persons found twice among them, one at least must be taken for one person.
const OF_ALL_WHO_AGREE: f64 = 2.0;

/// People of a home live with at most so many others, on average.
const OTHERS_AT_HOME: f64 = 8.0;
