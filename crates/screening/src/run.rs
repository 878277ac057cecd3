//! One run: every rule of a purpose over every child of its population.

use catalog::rule::{Rule, RuleKind};
use catalog::{Catalog, Purpose};
use domain::{PersonId, RuleId};
use jiff::civil::Date;
use ledger::Knowledge;
use rayon::prelude::*;

use crate::answer::Answer;
use crate::calendar::Calendar;
use crate::judge::{Asker, Detail, Judge, Medians};
use crate::order;
use crate::plan::plans;
use crate::population::{Population, overlaps};
use crate::reason;
use crate::signal::{RuleRun, Score, Screening, Signal, Support, Undecidable};
use crate::view::View;

/// How a run is made.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Today: permission follows it, never the as-of date.
    pub today: Date,
    /// At most so many children; `None` = all.
    pub capacity: Option<usize>,
    /// Only this rule.
    pub rule: Option<&'a RuleId>,
    /// Duty (職務) of who looks; decides whether a sibling's case is said.
    pub duty: &'a str,
}

/// Runs the rules of a purpose over what is known. Pure: the same inputs give the same result on any number of threads.
#[must_use]
pub fn run(knowledge: &Knowledge, catalog: &Catalog, purpose: &Purpose, options: Options<'_>) -> Screening {
    let mut screening = Screening { order_note: order::note(purpose), ..Screening::default() };
    screening.hand_over_refused = purpose.hand_over().err();
    if let Some(refusal) = purpose.standing(options.today).refusal() {
        screening.refused =
            Some(format!("利用目的「{}」は{refusal}。本日（{}）は利用できません。", purpose.title, options.today));
        return screening;
    }
    let (runnable, undecidable): (Vec<&Rule>, Vec<&Rule>) = catalog
        .rules_for(purpose, knowledge.as_of())
        .filter(|rule| rule.kind != RuleKind::Trend)
        .filter(|rule| rule.kind != RuleKind::Trend && options.rule.is_none_or(|only| rule.id == *only))
        .partition(|rule| lacking(rule, catalog, purpose).is_empty());
    screening.undecidable = undecidable
        .into_iter()
        .map(|rule| Undecidable {
            rule: rule.id.clone(),
            text: format!("判定不能：{}は本目的の項目にない", lacking(rule, catalog, purpose).join("・")),
        })
        .collect();

    let view = View::new(knowledge, catalog, purpose);
    let (plans, scans) = plans(&runnable, catalog, purpose, knowledge);
    let calendar = Calendar::build(knowledge, &|item| view.allows(item));
    let mut judge = Judge { view, scans, plans, calendar, medians: Medians::default() };
    let Population { children: population, left_out } = Population::of(&judge.view);
    screening.left_out = left_out;
    judge.count_medians(&population);
    let siblings = catalog.visibility.sibling_cases_for(options.duty);

    let judged: Vec<Judged> = population.par_iter().map(|child| judged(&judge, *child, siblings)).collect();
    screening.rules = judge
        .plans
        .iter()
        .map(|plan| RuleRun {
            rule: plan.rule.id.clone(),
            title: plan.rule.title.clone(),
            version: plan.rule.version,
            signals: 0,
            unjudged: 0,
            lacking: Vec::new(),
        })
        .collect();
    let mut listed = Vec::new();
    let mut lacks: Vec<Vec<usize>> = judge.plans.iter().map(|plan| vec![0; plan.indicators.len()]).collect();
    for (child, judged) in population.iter().zip(judged) {
        if purpose.points {
            let scores = judged.points.iter().enumerate();
            screening.scores.extend(scores.map(|(rule, points)| Score {
                person: *child,
                rule: rule as u16,
                points: *points,
            }));
        }
        for (rule, _) in &judged.signals {
            screening.rules[*rule].signals += 1;
        }
        for (rule, lacking) in judged.lacking {
            screening.rules[rule].unjudged += 1;
            lacking.into_iter().for_each(|place| lacks[rule][place] += 1);
        }
        if !judged.signals.is_empty() {
            let signals = judged.signals.into_iter().map(|(_, signal)| signal).collect();
            listed.push(order::Child { signals, last_seen: judge.view.last_seen(*child) });
        }
    }
    for ((run, plan), lacks) in screening.rules.iter_mut().zip(&judge.plans).zip(lacks) {
        run.lacking = most_lacking(plan.rule, &lacks);
    }
    screening.population = population;
    let children = listed.len();
    screening.signals = order::ordered(listed, purpose, options.capacity);
    screening.beyond_capacity = options.capacity.map_or(0, |capacity| children.saturating_sub(capacity));
    screening
}

/// What the rules say about one child.
struct Judged {
    /// Points per rule.
    points: Vec<i32>,
    /// Signals with the place of their rule.
    signals: Vec<(usize, Signal)>,
    /// Rules that nothing delivered could make give a signal, with the places of the indicators that are not known.
    lacking: Vec<(usize, Vec<usize>)>,
}

/// The data that were not known for somebody, by how many; equally many in the order of the rule.
fn most_lacking(rule: &Rule, children: &[usize]) -> Vec<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for (indicator, count) in rule.indicators.iter().zip(children).filter(|(_, count)| **count > 0) {
        match counts.iter_mut().find(|(data, _)| *data == indicator.data) {
            Some((_, held)) => *held = (*held).max(*count),
            None => counts.push((&indicator.data, *count)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(data, _)| data.to_owned()).collect()
}

fn judged(judge: &Judge<'_, '_>, child: PersonId, siblings: bool) -> Judged {
    let asker = Asker::new(child, &judge.scans, &judge.view);
    let mut support: Option<Support> = None;
    let mut judged = Judged { points: vec![0; judge.plans.len()], signals: Vec::new(), lacking: Vec::new() };
    for (place, plan) in judge.plans.iter().enumerate() {
        if !concerns(judge, child, plan.rule) {
            continue;
        }
        let answers = judge.answers(&asker, plan, Detail::Points);
        let points = sum(&answers);
        judged.points[place] = points;
        if !plan.rule.condition.holds(&|place| answers.get(place).is_some_and(Answer::is_yes), points) {
            judged.lacking.extend(judge.lacks(&asker, plan).map(|lacking| (place, lacking)));
            continue;
        }
        let support = support.get_or_insert_with(|| judge.view.support(child, siblings));
        let clock = plan.rule.kind == RuleKind::Clock;
        // Children under support are no new discovery, but their deadlines run on.
        if support.is_open() && !clock {
            continue;
        }
        let answers = judge.answers(&asker, plan, Detail::Full);
        let (reasons, context) = reason::reasons(judge, child, plan, &answers);
        judged.signals.push((
            place,
            Signal {
                order: None,
                person: child,
                rule: plan.rule.id.clone(),
                title: plan.rule.title.clone(),
                version: plan.rule.version,
                clock,
                points: Some(points),
                reasons,
                context,
                missing: reason::missing(plan, &answers),
                support: support.clone(),
            },
        ));
    }
    judged
}

fn sum(answers: &[Answer<'_>]) -> i32 {
    answers
        .iter()
        .map(|answer| match answer {
            Answer::Yes(found) => found.points,
            Answer::No { .. } | Answer::Unknown(_) | Answer::Skipped => 0,
        })
        .sum()
}

/// Whether a rule speaks of a child.
fn concerns(judge: &Judge<'_, '_>, child: PersonId, rule: &Rule) -> bool {
    let whom = &rule.whom;
    let in_grades =
        whom.grades.is_empty() || judge.view.grade_code(child).is_some_and(|grade| whom.grades.contains(&grade));
    let in_ages =
        whom.ages.is_none_or(|(from, to)| judge.view.ages(child).is_some_and(|ages| overlaps(ages, (from, to))));
    in_grades && in_ages && (!whom.watched || judge.view.support(child, false).is_open())
}

/// The data without which a rule cannot be judged, and which the purpose does not hold; by name, each once.
fn lacking<'a>(rule: &'a Rule, catalog: &Catalog, purpose: &Purpose) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    let allows = |item: &domain::ItemId| purpose.allows(item) && catalog.items.contains_key(item);
    for indicator in rule.indicators.iter().filter(|indicator| indicator.required) {
        let own = indicator.items.iter().any(allows);
        let beside = indicator.filters.iter().filter_map(|filter| filter.item.as_ref()).all(allows);
        let held = own && beside;
        if !held && !names.contains(&indicator.data.as_str()) {
            names.push(&indicator.data);
        }
    }
    names
}
