//! Whether two people who are alike - a family above all - were taken for one person: what speaks for it, and what is done about it.

use super::Convergence;
use super::compare::Comparer;
use super::recipe::LinkType;
use super::run::Run;
use crate::core::blocks::{BlockPair, Blocks};
use crate::core::estimate::Evidence;
use crate::core::model::Model;
use crate::core::pattern::{Counted, Pattern, total, total_where};

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
    /// Pairs that are.
    pairs: f64,
    /// Comparisons in which most of them differ.
    differ: Vec<usize>,
    /// Comparisons in which they agree because they live together, each a way to tell a household; none = that is not known.
    ways: Vec<usize>,
    /// They have one birth date: not two people, but persons a file names twice although it should not, or twins.
    of_one_day: bool,
}

impl Run<'_> {
    /// Learns from the evidence. Where people who live together are taken for one person, they are told by what they share; where that does not do,
    /// pairs like those known to be two people are. What was done about it is told. Nothing is where the recipe says that there are none.
    pub(super) fn estimate_with_households(
        &self,
        comparer: &Comparer<'_>,
        blocks: &Blocks,
        evidence: &Evidence,
    ) -> Estimated {
        let ways = self.recipe.household.as_deref();
        let first = self.estimate_by(comparer, evidence, ways.unwrap_or_default());
        let two_people = self.two_people(comparer, blocks, self.recipe.estimate.proposed_pairs);
        let Some(mistaken) = self.mistaken(&first, two_people.as_ref()) else { return first };
        if mistaken.of_one_day || ways == Some(&[]) {
            return Estimated { warning: self.told_only(&mistaken), ..first };
        }
        self.told_apart(comparer, evidence, two_people.as_ref(), first, &mistaken)
    }

    /// What to say where nothing is done: records of one birth date, or a recipe that says that nobody lives with another one.
    fn told_only(&self, mistaken: &Mistaken) -> Option<String> {
        let Mistaken { pairs, of_one_day, .. } = mistaken;
        match (self.recipe.household.as_deref(), of_one_day) {
            (Some([]), true) => None,
            (Some([]), false) => Some(format!(
                "people who differ in {} are taken for one person, since `household` says that nobody lives with another one; cure: name what they share",
                self.names_of(&mistaken.differ, "and")
            )),
            _ => Some(format!(
                "some {pairs:.0} pairs of records of one file look like one person: it names persons more than once, or twins stand in it; cure: if it does, link = \"both\" and no `unique` for it"
            )),
        }
    }

    /// The remedy that takes the fewest people for one: to tell a home by what those share who are `mistaken`, or to make pairs like them a class.
    fn told_apart(
        &self,
        comparer: &Comparer<'_>,
        evidence: &Evidence,
        two_people: Option<&TwoPeople>,
        first: Estimated,
        mistaken: &Mistaken,
    ) -> Estimated {
        let differ = self.names_of(&mistaken.differ, "and");
        let remaining =
            |estimated: &Estimated| self.mistaken(estimated, two_people).filter(|mistaken| !mistaken.of_one_day);
        let mut best = (first, mistaken.pairs);
        if !mistaken.ways.is_empty() {
            let field = |at: &usize| vec![self.recipe.comparisons[*at].field];
            let found: Vec<Vec<usize>> = mistaken.ways.iter().map(field).collect();
            let ways = self.recipe.household.as_deref().unwrap_or_default();
            let second = self.estimate_by(comparer, evidence, &[ways, &found].concat());
            let remaining = remaining(&second);
            if remaining.is_none() && second.model.company.is_some() {
                let shared = self.names_of(&mistaken.ways, "or");
                let warning = format!(
                    "people who differ in {differ} are alike: whoever shares {shared} is taken to live together; {CURE}"
                );
                return Estimated { warning: Some(warning), ..second };
            }
            best =
                remaining.filter(|mistaken| mistaken.pairs < best.1).map_or(best, |mistaken| (second, mistaken.pairs));
        }
        if let Some(two_people) = two_people {
            let third = self.estimate_beside(&best.0, two_people);
            let remaining = remaining(&third);
            let pairs = remaining.as_ref().map_or(0.0, |mistaken| mistaken.pairs);
            best = if pairs < best.1 { (third, pairs) } else { best };
            if remaining.is_none() {
                let warning = format!(
                    "people of one file who differ in {differ} are alike: pairs like them count as two people; {CURE}"
                );
                return Estimated { warning: Some(warning), ..best.0 };
            }
        }
        let warning = format!("people who differ in {differ} are taken for one person; {CURE}");
        Estimated { warning: Some(warning), ..best.0 }
    }

    /// What to say where weights learned elsewhere take two people of these files for one person.
    pub(super) fn mistaken_by_weights(
        &self,
        comparer: &Comparer<'_>,
        blocks: &Blocks,
        model: &Model,
    ) -> Option<String> {
        let rules = (blocks, self.recipe.blocks.as_slice());
        let allowed = |pair: BlockPair| self.allowed(pair.left, pair.right);
        let proposed = self.proposed_patterns(comparer, rules, &allowed, CHECKED_PAIRS);
        let evidence = Evidence { proposed, ..Evidence::default() };
        let estimated =
            Estimated { model: model.clone(), convergence: Vec::new(), evidence, telling: Vec::new(), warning: None };
        let mistaken = self.mistaken(&estimated, self.two_people(comparer, blocks, CHECKED_PAIRS).as_ref())?;
        if mistaken.of_one_day || self.recipe.household.as_deref() == Some(&[]) {
            return self.told_only(&mistaken);
        }
        let differ = self.names_of(&mistaken.differ, "and");
        Some(format!(
            "people who differ in {differ} are taken for one person: the weights were learned from files in which hardly any of them are alike; cure: learn anew from these files"
        ))
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

    /// The proposed pairs within files that name each person once, from about `wanted` of them at most; `None` = there is no such file of two records.
    fn two_people(&self, comparer: &Comparer<'_>, blocks: &Blocks, wanted: u64) -> Option<TwoPeople> {
        let sizes = (0..self.inputs.len()).filter(|input| self.names_once(*input));
        let all: f64 = sizes.map(|input| self.inputs[input].rows as f64).map(|rows| rows * (rows - 1.0) / 2.0).sum();
        if all < 1.0 {
            return None;
        }
        let kind = |pair: BlockPair| self.surely_two(pair.left, pair.right);
        let pairs = self.proposed_patterns(comparer, (blocks, &self.recipe.blocks), &kind, wanted);
        Some(TwoPeople { pairs, scale: self.all_pairs() / all })
    }

    /// Whether two people are taken for one: some of a file that names each person once, or of those found some who were not born on one day and have
    /// different names.
    fn mistaken(&self, estimated: &Estimated, two_people: Option<&TwoPeople>) -> Option<Mistaken> {
        let for_sure = two_people.and_then(|two_people| self.mistaken_for_sure(estimated, two_people));
        // Pairs within files that do not name each person once are judged by themselves.
        let is_all_sure = two_people.is_some() && self.recipe.link == LinkType::Link;
        for_sure.or_else(|| if is_all_sure { None } else { self.mistaken_by_birth(estimated) })
    }

    fn mistaken_for_sure(&self, estimated: &Estimated, two_people: &TwoPeople) -> Option<Mistaken> {
        let model = &estimated.model;
        let taken: Vec<Counted> = two_people.taken(model).collect();
        let excess = total(&taken) * two_people.scale - doubted(model, &estimated.evidence.proposed);
        if excess < MISTAKEN_SHARE * estimated.found() {
            return None;
        }
        self.judged(estimated, &taken)
    }

    /// Pairs found who differ in the birth date and in another thing that no home shares: a person found twice seldom does.
    fn mistaken_by_birth(&self, estimated: &Estimated) -> Option<Mistaken> {
        let Estimated { model, evidence, .. } = estimated;
        let rare: Vec<usize> = self.rare(&model.different).collect();
        let (dates, others): (Vec<usize>, Vec<usize>) = rare.iter().partition(|at| self.is_date(**at));
        let (homes, names): (Vec<usize>, Vec<usize>) = others.iter().partition(|at| self.tells_a_home(**at, model));
        let apart = |pattern: Pattern, list: &[usize]| {
            list.iter().any(|at| pattern.level(*at) == self.recipe.comparisons[*at].levels.len() + 1)
        };
        if dates.is_empty() {
            return self.mistaken_without_births(estimated, &names, homes);
        }
        let born_apart =
            evidence.proposed.iter().filter(|entry| apart(entry.pattern, &dates) && apart(entry.pattern, &names));
        let taken: Vec<Counted> = born_apart
            .map(|entry| Counted { pairs: entry.pairs * model.probability(entry.pattern), ..*entry })
            .collect();
        if total(&taken) < MISTAKEN_SHARE * estimated.found() {
            return None;
        }
        self.judged(estimated, &taken).filter(|mistaken| !mistaken.of_one_day)
    }

    /// Most pairs found differ in a name and share a home, and nothing tells whether they are families or persons with two names.
    fn mistaken_without_births(&self, estimated: &Estimated, names: &[usize], homes: Vec<usize>) -> Option<Mistaken> {
        let model = &estimated.model;
        let differs = |at: &usize| model.same[*at].last().is_some_and(|other| *other >= 0.5);
        let differ: Vec<usize> = names.iter().copied().filter(differs).collect();
        let is_shared = homes.into_iter().any(|at| model.same[at][1] >= 0.5);
        let pairs = estimated.found() * 0.5;
        let is_mistaken = !differ.is_empty() && is_shared && self.recipe.household.is_none();
        is_mistaken.then_some(Mistaken { pairs, differ, ways: Vec::new(), of_one_day: false })
    }

    /// What pairs of two people that are taken for one have in common, if they are enough.
    fn judged(&self, estimated: &Estimated, taken: &[Counted]) -> Option<Mistaken> {
        let model = &estimated.model;
        let pairs = total(taken);
        let recorded = |at: usize| total_where(taken, |pattern| pattern.level(at) != 0);
        let agree = |at: usize| total_where(taken, |pattern| pattern.level(at) == 1);
        let told = self.rare(&model.different).filter(|at| recorded(*at) * 2.0 >= pairs);
        let (same, differ): (Vec<usize>, Vec<usize>) = told.partition(|at| agree(*at) * 2.0 >= recorded(*at));
        let of_one_day = same.iter().any(|at| self.is_date(*at));
        // In a list of few families and one large home few share a value, but many with many.
        let shared_by_few = |at: usize| self.pairs_of_equals(at) <= estimated.found() * OF_ALL_WHO_AGREE;
        let is_way = |at: &usize| {
            self.tells_a_home(*at, model) || (self.may_tell_a_home(*at, model.different[*at][1]) && shared_by_few(*at))
        };
        let ways = same.into_iter().filter(is_way).collect();
        let is_enough = pairs >= MISTAKEN_MIN && (of_one_day || !differ.is_empty());
        is_enough.then_some(Mistaken { pairs, differ, ways, of_one_day })
    }

    /// Whether few others share a value, and those a home.
    fn tells_a_home(&self, at: usize, model: &Model) -> bool {
        self.may_tell_a_home(at, model.different[at][1]) && self.others_of_equals(at) <= OTHERS_AT_HOME
    }
}

impl Estimated {
    /// Pairs expected to be one person.
    fn found(&self) -> f64 {
        self.evidence.proposed.iter().map(|entry| entry.pairs * self.model.probability(entry.pattern)).sum()
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

/// Pairs looked at to tell whether weights learned elsewhere fit.
const CHECKED_PAIRS: u64 = 500_000;

/// So many pairs of two people taken for one are no chance ...
const MISTAKEN_MIN: f64 = 20.0;

/// ... if they, or what they stand for beyond what the model expects, are at least this part of the pairs found.
const MISTAKEN_SHARE: f64 = 0.05;

/// Of two pairs that agree on what tells a home, persons found twice among them, one at least must be taken for one person.
const OF_ALL_WHO_AGREE: f64 = 2.0;

/// People of a home live with at most so many others, on average.
const OTHERS_AT_HOME: f64 = 8.0;
