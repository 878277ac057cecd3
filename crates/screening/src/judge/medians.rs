//! What is usual among children of the same grade or class, counted once for a run.

use std::collections::BTreeMap;

use catalog::rule::{Compare, Indicator};
use domain::PersonId;
use rayon::prelude::*;

use super::{Asker, Detail, Judge};
use crate::answer::Answer;
use crate::plan::IndicatorPlan;

/// Per comparison (by number) and group of children: the median or mean of their results, in thousandths.
#[derive(Debug, Default)]
pub(crate) struct Medians {
    by_comparison: Vec<BTreeMap<String, i64>>,
    /// Children → group, asked once for all comparisons.
    classes: Vec<(PersonId, String)>,
}

impl Medians {
    /// What is usual in a group; `None` = too few children to say.
    pub(crate) fn of(&self, comparison: usize, group: &str) -> Option<i64> {
        self.by_comparison.get(comparison).and_then(|groups| groups.get(group).copied())
    }

    /// School, grade and class of a child of the population, when a comparison needed it.
    pub(crate) fn class_of(&self, child: PersonId) -> Option<&str> {
        let at = self.classes.binary_search_by_key(&child, |(child, _)| *child).ok()?;
        Some(&self.classes[at].1)
    }
}

/// Names an indicator across rules: by id and by everything that decides its result.
fn key(indicator: &Indicator) -> (String, String) {
    (
        indicator.id.clone(),
        format!("{:?}{:?}{:?}{:?}", indicator.items, indicator.filters, indicator.window, indicator.aggregate),
    )
}

impl Judge<'_, '_> {
    /// Counts every child of the population for each indicator that compares, and tells the plans which comparison is theirs.
    pub(crate) fn count_medians(&mut self, population: &[PersonId]) {
        let compares = |plan: &&mut IndicatorPlan<'_>| plan.indicator.compare.is_some() && plan.is_admitted();
        let mut keys: Vec<(String, String)> = Vec::new();
        let mut first = Vec::new();
        for (rule, plan) in self.plans.iter_mut().enumerate() {
            for (place, plan) in plan.indicators.iter_mut().enumerate().filter(|(_, plan)| compares(plan)) {
                let key = key(plan.indicator);
                let number = keys.iter().position(|other| *other == key).unwrap_or_else(|| {
                    keys.push(key);
                    first.push((rule, place));
                    keys.len() - 1
                });
                plan.comparison = Some(number);
            }
        }
        if first
            .iter()
            .any(|&(rule, place)| self.plans[rule].indicators[place].indicator.compare == Some(Compare::ClassRatio))
        {
            self.medians.classes = population.par_iter().map(|child| (*child, self.view.class_key(*child))).collect();
        }
        for (rule, place) in first {
            let plan = &self.plans[rule].indicators[place];
            let Some(compare) = plan.indicator.compare else { continue };
            let mut alone = plan.indicator.clone();
            alone.compare = None;
            let alone = IndicatorPlan {
                indicator: &alone,
                tests: plan.tests.clone(),
                all: plan.all.clone(),
                pauses: Vec::new(),
                except: Vec::new(),
                breakdown: None,
                comparison: None,
            };
            let results: Vec<(String, i64)> = population
                .par_iter()
                .filter_map(|child| {
                    let asker = Asker::new(*child, &self.scans, &self.view);
                    let group = self.peer_group(*child, compare);
                    if group.is_empty() {
                        return None;
                    }
                    let number = match self.of_members(&asker, &alone, &[*child], Detail::Points) {
                        // Nothing counted is nothing only where the deliveries speak.
                        Answer::No { number: None | Some(0), .. } => {
                            self.speaks(&asker, &alone, &[*child]).then_some(0)
                        }
                        Answer::No { number, .. } => number,
                        Answer::Yes(found) => found.number,
                        Answer::Unknown(_) | Answer::Skipped => None,
                    };
                    number.map(|number| (group, number))
                })
                .collect();
            let peers = plan.indicator.peers.unwrap_or(1) as usize;
            self.medians.by_comparison.push(usual(results, compare, peers));
        }
    }

    /// The group of children a child is compared with.
    pub(super) fn peer_group(&self, child: PersonId, compare: Compare) -> String {
        match compare {
            Compare::GradeMedian => self.view.grade_code(child).unwrap_or_default(),
            Compare::ClassRatio => {
                self.medians.class_of(child).map_or_else(|| self.view.class_key(child), str::to_owned)
            }
        }
    }
}

fn usual(results: Vec<(String, i64)>, compare: Compare, peers: usize) -> BTreeMap<String, i64> {
    let mut groups: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (group, number) in results {
        groups.entry(group).or_default().push(number);
    }
    groups.retain(|_, numbers| numbers.len() >= peers.max(1));
    groups
        .into_iter()
        .map(|(group, mut numbers)| {
            numbers.sort_unstable();
            let middle = numbers.len() / 2;
            let usual = match compare {
                Compare::GradeMedian if numbers.len() % 2 == 1 => numbers[middle],
                Compare::GradeMedian => (numbers[middle - 1] + numbers[middle]) / 2,
                Compare::ClassRatio => numbers.iter().sum::<i64>() / i64::try_from(numbers.len()).unwrap_or(1),
            };
            (group, usual)
        })
        .collect()
}
