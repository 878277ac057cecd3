//! People of one household: they share surname, address and telephone without being one person. Which pairs teach what they share, and how two
//! of them are told from a person found twice.

use super::compare::Comparer;
use super::keys::keys;
use super::level::Level;
use super::recipe::{BlockPart, BlockSpec, Comparison};
use super::run::Run;
use crate::core::blocks::{BlockPair, Blocks, Large, Refine};
use crate::core::chance::{limit_of, mix2};
use crate::core::estimate::Evidence;
use crate::core::model::{Model, Shares};
use crate::core::pattern::{Counted, Pattern, total, total_where};

impl Run<'_> {
    /// The evidence with what teaches how people of one household differ, and the comparisons that tell them apart. A household is told by any of
    /// `ways`, each the fields its people share, and by what they turn out to share as well.
    pub(super) fn with_households(
        &self,
        comparer: &Comparer<'_>,
        mut evidence: Evidence,
        ways: &[Vec<usize>],
    ) -> (Evidence, Vec<usize>) {
        let household_of = |ways: &[Vec<usize>]| {
            let homes = Homes::new(self, comparer, ways, RECORDS_SAMPLED);
            Household::new(self, &evidence.random, ways, homes)
        };
        let mut household = household_of(ways);
        let further = household.further_ways(self);
        if !further.is_empty() {
            let with_further = household_of(&[ways, &further].concat());
            household = if with_further.patterns.is_empty() { household } else { with_further };
        }
        evidence.proposed.retain(|entry| !household.holds(entry.pattern));
        // Twins share the birth date: it does not tell the classes of one person and of one home apart.
        let names: Vec<usize> = household.telling.iter().copied().filter(|at| !household.dates.contains(at)).collect();
        evidence.household = household.patterns;
        (evidence, if names.is_empty() { household.telling } else { names })
    }

    /// Whether equal values are the best level of a comparison that hardly any two people reach, of whom a share of `different` agrees: it may tell a
    /// home.
    pub(super) fn may_tell_a_home(&self, at: usize, different: f64) -> bool {
        is_equality(&self.recipe.comparisons[at]) && different < TELLS_APART && !self.is_date(at)
    }

    /// Whether a comparison is one of dates: people who live together seldom have one birthday.
    pub(super) fn is_date(&self, at: usize) -> bool {
        let ids = &self.columns.ids[self.recipe.comparisons[at].field];
        let recorded = || ids.iter().filter(|id| **id != 0).take(DATES_LOOKED_AT);
        let dates = recorded().filter(|id| self.columns.prepared[**id as usize].is_day()).count();
        dates * 10 > recorded().count() * 9
    }

    /// The comparisons that hardly any two people agree on; `different` are their shares among two people.
    pub(super) fn rare<'a>(&self, different: &'a [Shares]) -> impl Iterator<Item = usize> + 'a {
        (0..different.len()).filter(|at| different[*at][1] < TELLS_APART)
    }
}

/// Whether equal values are the best level of a comparison.
fn is_equality(comparison: &Comparison) -> bool {
    matches!(comparison.levels.first(), Some(Level::Exact | Level::Phone))
}

/// Pairs that agree on the fields of one of the ways to tell a household, by definition of the block.
struct Homes {
    /// Those that may be one person.
    open: Vec<Counted>,
    /// Those that are two people, because their file names each person once.
    two_people: Vec<Counted>,
}

impl Homes {
    /// Of more than `sampled` records about so many are looked at, whole homes, and the pairs stand for all.
    fn new(run: &Run<'_>, comparer: &Comparer<'_>, ways: &[Vec<usize>], sampled: f64) -> Self {
        if ways.is_empty() {
            return Self { open: Vec::new(), two_people: Vec::new() };
        }
        let rule = |fields: &Vec<usize>| BlockSpec {
            name: "household".to_owned(),
            parts: fields.iter().map(|field| (*field, BlockPart::Whole)).collect(),
        };
        let rules: Vec<BlockSpec> = ways.iter().map(rule).collect();
        let refine = Refine { records_max: &|_| HOUSEHOLD_RECORDS_MAX, split: &in_parts };
        let share = (sampled / run.columns.records.len() as f64).min(1.0);
        let limit = limit_of(share);
        let of_rule = |at: usize| {
            let mut of_rule = keys(run.columns, &rules[at], usize::MAX - at);
            of_rule.keys.retain(|(home, _)| *home <= limit);
            of_rule
        };
        let blocks = Blocks::build(run.columns.records.len(), rules.len(), of_rule, &refine);
        // Only the first way that two records share decides whether they are in the sample: with a chance at each way they would be more often.
        let shares = |way: &Vec<usize>, pair: BlockPair| {
            let (own, other) = (run.columns.row(pair.left), run.columns.row(pair.right));
            way.iter().all(|field| own[*field] != 0 && own[*field] == other[*field])
        };
        let is_drawn = |pair: BlockPair| share >= 1.0 || !ways[..pair.rule].iter().any(|way| shares(way, pair));
        let of = |which: &(dyn Fn(u32, u32) -> bool + Sync)| {
            let is_of_kind = |pair: BlockPair| which(pair.left, pair.right) && is_drawn(pair);
            let pairs = run.proposed_patterns(comparer, (&blocks, &rules), &is_of_kind, HOUSEHOLD_PAIRS);
            let all = |entry: Counted| Counted { pairs: entry.pairs / share, ..entry };
            pairs.into_iter().map(all).collect()
        };
        Self {
            open: of(&|left, right| run.allowed(left, right)),
            two_people: if run.any_names_once() { of(&|left, right| run.surely_two(left, right)) } else { Vec::new() },
        }
    }

    /// The pairs that say what people of one household share: those known to be two people, where there are enough of them.
    fn saying(&self) -> Saying<'_> {
        let known = total(&self.two_people);
        let is_sure = known >= KNOWN_MIN.max(total(&self.open) * KNOWN_SHARE);
        Saying { pairs: if is_sure { &self.two_people } else { &self.open }, is_sure }
    }
}

/// Deals the records of a group that is too large out to parts.
fn in_parts(large: &Large<'_>, share: &mut dyn FnMut(u64, u32)) {
    let parts = large.records.len() as u64 * 5 / (u64::from(HOUSEHOLD_RECORDS_MAX) * 4) + 1;
    for &(_, record) in large.records {
        share(mix2(large.round as u64, u64::from(record)) % parts, record);
    }
}

/// Pairs of one home, and whether they are surely two people.
#[derive(Clone, Copy)]
struct Saying<'a> {
    pairs: &'a [Counted],
    is_sure: bool,
}

/// What is known of people who live together before anything is estimated.
struct Household {
    /// Patterns of pairs of two people of one household that may be taken for one person; empty = there is no such class.
    patterns: Vec<Counted>,
    /// Comparisons that tell them apart.
    telling: Vec<usize>,
    /// Comparisons they agree on because they live together.
    implied: Vec<usize>,
    /// Share of all pairs that agree, per comparison.
    agree: Vec<f64>,
    /// Per comparison and level: whether it speaks against one person.
    against: Vec<Vec<bool>>,
    /// Comparisons among `telling` that are dates.
    dates: Vec<usize>,
    /// Comparisons of the fields that tell a household, by whatever way.
    told_by: Vec<usize>,
    /// Per way to tell a household: the comparisons whose best level is that its fields agree; ways with a field that has none are left out.
    shared: Vec<Vec<usize>>,
}

impl Household {
    /// `random` patterns tell what tells people apart, those of pairs that agree on the household's fields what it implies.
    ///
    /// Nearly all who live together differ in everything that tells people apart (nine in ten in every list with families tried). Where more than a
    /// third of those who differ do so in a part of it only, or hardly any differ, they are persons found twice, and there is no such class.
    fn new(run: &Run<'_>, random: &[Counted], ways: &[Vec<usize>], homes: Homes) -> Self {
        let start = run.start_model(1.0, random);
        let comparisons = &run.recipe.comparisons;
        let shared = |at: usize| ways.iter().flatten().any(|field| *field == comparisons[at].field);
        let rare: Vec<usize> = run.rare(&start.different).filter(|at| !shared(*at)).collect();
        let Saying { pairs, is_sure } = homes.saying();
        // Whoever shares a birth date as well is a person found twice, even in a file that should name each person once - or a twin, at one home.
        let told_by: Vec<usize> = (0..comparisons.len()).filter(|at| shared(*at)).collect();
        let homes_agree = is_sure && agree_at_home(&told_by, pairs);
        let may_be_implied = |at: usize| homes_agree || !run.is_date(at);
        let (implied, telling): (Vec<usize>, Vec<usize>) =
            rare.iter().partition(|at| may_be_implied(**at) && is_implied(pairs, **at, &rare));
        let against =
            |(same, different): (&Vec<f64>, &Vec<f64>)| same.iter().zip(different).map(|(m, u)| m < u).collect();
        let of_field = |field: &usize| {
            comparisons.iter().position(|comparison| comparison.field == *field && is_equality(comparison))
        };
        let of_way = |fields: &Vec<usize>| fields.iter().map(of_field).collect::<Option<Vec<usize>>>();
        let mut household = Self {
            patterns: Vec::new(),
            dates: telling.iter().copied().filter(|at| run.is_date(*at)).collect(),
            told_by,
            telling,
            implied,
            agree: start.different.iter().map(|levels| levels[1]).collect(),
            against: start.same.iter().zip(&start.different).map(against).collect(),
            shared: ways.iter().filter_map(of_way).collect(),
        };
        let differ = |pairs: &[Counted]| -> Vec<Counted> {
            pairs.iter().copied().filter(|entry| household.differ(entry.pattern)).collect()
        };
        let differing = differ(pairs);
        let wholly = total_where(&differing, |pattern| household.differ_wholly(pattern));
        let enough = is_sure || total(&differing) >= OPEN_DIFFER_MIN * total(pairs);
        if !household.telling.is_empty() && enough && wholly * 3.0 >= total(&differing) * 2.0 {
            household.patterns = differ(&homes.open);
        }
        household
    }

    /// What people who live together share as well, and hardly anybody else: the telephone, where a household is told by the address. A family that has
    /// moved and kept it is one by that.
    fn further_ways(&self, run: &Run<'_>) -> Vec<Vec<usize>> {
        let agreeing = |at: usize| total_where(&self.patterns, |pattern| pattern.level(at) == 1);
        let is_way = |at: &&usize| {
            run.may_tell_a_home(**at, self.agree[**at])
                && run.pairs_of_equals(**at) <= agreeing(**at) * OF_OTHERS_WHO_AGREE
        };
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
        others * 5 >= recorded * 2 && against
    }

    /// Whether everything that tells people apart speaks against one person; twins, of whom everything that tells a home is the same, may have one
    /// birth date. Who has one and different homes is a person found twice.
    fn differ_wholly(&self, pattern: Pattern) -> bool {
        let at_home = self.told_by.len() > 1 && self.told_by.iter().all(|at| pattern.level(*at) <= 1);
        let may_agree = |at: usize, level: usize| at_home && level == 1 && self.dates.contains(&at);
        self.told(pattern).all(|(at, level)| self.against[at][level] || may_agree(at, level))
    }

    /// Whether a pattern is one of two people of one household. Such pairs teach nothing about pairs of one person: twins, taken for one
    /// person a little at first, would make different names look ever more usual for one person.
    fn holds(&self, pattern: Pattern) -> bool {
        let together = |shared: &Vec<usize>| !shared.is_empty() && shared.iter().all(|at| pattern.level(*at) == 1);
        !self.patterns.is_empty() && self.shared.iter().any(together) && self.differ(pattern)
    }
}

/// Whether most pairs agree on everything that tells a household, by whatever way they were found.
fn agree_at_home(told_by: &[usize], pairs: &[Counted]) -> bool {
    let agree = total_where(pairs, |pattern| told_by.iter().all(|at| pattern.level(*at) <= 1));
    told_by.len() > 1 && agree * 2.0 > total(pairs)
}

/// Whether people of one household agree on a comparison because they live together (a whole address where the household is known by its plot):
/// most do who differ in something else that is rare.
fn is_implied(household: &[Counted], at: usize, rare: &[usize]) -> bool {
    let others = |pattern: Pattern| rare.iter().any(|other| *other != at && pattern.level(*other) > 1);
    let recorded = total_where(household, |pattern| pattern.level(at) != 0 && others(pattern));
    let agree = total_where(household, |pattern| pattern.level(at) == 1 && others(pattern));
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

/// Of three pairs that agree on what tells a home - a telephone -, one at least must be known to be two people who live together; the rest are persons
/// found twice, and families that the ways known so far do not tell.
const OF_OTHERS_WHO_AGREE: f64 = 3.0;

/// Pairs known to be two people of one household say what such pairs share, if there are at least so many of them ...
const KNOWN_MIN: f64 = 50.0;

/// ... and this part of the pairs that may be one person: fewer may be chance.
const KNOWN_SHARE: f64 = 0.05;

/// Of the pairs of one home that may be one person at least this part must differ: fewer are persons found twice, with slips.
const OPEN_DIFFER_MIN: f64 = 0.25;

/// Recorded values looked at to tell whether a field is one of dates.
const DATES_LOOKED_AT: usize = 1_000;

/// Of longer lists only about so many records are looked at: what homes share is known well from fifty thousand of them.
const RECORDS_SAMPLED: f64 = 150_000.0;

/// Pairs of one household that are looked at.
const HOUSEHOLD_PAIRS: u64 = 500_000;

/// Of larger groups - homes for children or the old, telephones of offices - parts are looked at, so that they do not outweigh families.
pub(super) const HOUSEHOLD_RECORDS_MAX: u32 = 30;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::columns::Columns;
    use crate::files::recipe::Recipe;
    use crate::files::table::FileTable;

    /// 8,000 homes of three; all have one address, most one telephone as well.
    #[test]
    fn a_sample_of_homes_stands_for_all() {
        let recipe = "link = \"dedupe\"\n[input]\nid = \"id\"\n[[block]]\non = [\"name\"]\n";
        let compare = |field: &str| format!("[[compare]]\nfield = \"{field}\"\nlevels = [\"exact\"]\n");
        let recipe = Recipe::parse(&format!("{recipe}{}{}{}", compare("name"), compare("address"), compare("phone")));
        let recipe = recipe.expect("a recipe");
        let mut text = String::from("id,name,address,phone\n");
        for record in 0..24_000_u64 {
            let (home, draw) = (record / 3, mix2(1, record));
            let phone = if draw % 5 == 0 { record + 100_000 } else { home };
            text += &format!("{record},n{},a{home},p{phone}\n", draw % 997);
        }
        let table = FileTable::read(&recipe, 0, "list", text.as_bytes()).expect("readable");
        let inputs = [table];
        let columns = Columns::build(&recipe, &inputs, None).expect("fits");
        let run = Run::new(&recipe, &inputs, &columns, None);
        let comparer = Comparer::new(&recipe, &columns);
        let field = |name: &str| recipe.fields.iter().position(|field| field.name == name).expect("a field");
        let ways = [vec![field("address")], vec![field("phone")]];
        let [all, sample] = [f64::INFINITY, 4_000.0].map(|sampled| Homes::new(&run, &comparer, &ways, sampled).open);
        assert_eq!(total(&all), 24_000.0);
        assert!((total(&sample) / total(&all) - 1.0).abs() < 0.1, "{}", total(&sample));
        let telephone = |pairs: &[Counted]| total_where(pairs, |pattern| pattern.level(2) == 1) / total(pairs);
        assert!((telephone(&sample) - telephone(&all)).abs() < 0.03, "{} {}", telephone(&sample), telephone(&all));
    }
}
