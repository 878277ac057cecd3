//! What is usual among children of the same grade or class, counted once for a run.

use std::collections::BTreeMap;

use catalog::rule::{Compare, Indicator};
use domain::PersonId;
use rayon::prelude::*;

use super::{Asker, Detail, Judge};
use crate::answer::Answer;

/// Per indicator (by address in the rules) and group of children: the median or mean of their results, in thousandths.
#[derive(Debug, Default)]
pub(crate) struct Medians {
    by_indicator: Vec<(String, String, BTreeMap<String, i64>)>,
}

impl Medians {
    /// What is usual in a group; `None` = too few children to say.
    pub(crate) fn of(&self, indicator: &Indicator, group: &str) -> Option<i64> {
        let key = key(indicator);
        self.by_indicator.iter().find(|(id, sentence, _)| (id, sentence) == (&key.0, &key.1)).and_then(|(.., groups)| groups.get(group).copied())
    }
}

/// Names an indicator across rules: by id and by everything that decides its result.
fn key(indicator: &Indicator) -> (String, String) {
    (indicator.id.clone(), format!("{:?}{:?}{:?}{:?}", indicator.items, indicator.filters, indicator.window, indicator.aggregate))
}

impl Judge<'_, '_> {
    /// Counts every child of the population for each indicator that compares.
    pub(crate) fn count_medians(&self, population: &[PersonId]) -> Medians {
        let mut medians = Medians::default();
        for plan in self.plans.iter().flat_map(|plan| &plan.indicators) {
            let Some(compare) = plan.indicator.compare.filter(|_| plan.is_admitted()) else { continue };
            let key = key(plan.indicator);
            if medians.by_indicator.iter().any(|(id, sentence, _)| (id, sentence) == (&key.0, &key.1)) {
                continue;
            }
            let mut alone = plan.indicator.clone();
            alone.compare = None;
            let alone = crate::plan::IndicatorPlan {
                indicator: &alone,
                tests: plan.tests.clone(),
                all: plan.all.clone(),
                pauses: Vec::new(),
                except: Vec::new(),
                breakdown: None,
            };
            let results: Vec<(String, i64)> = population
                .par_iter()
                .filter_map(|child| {
                    let asker = Asker::new(*child, &self.scans, &self.view);
                    let group = asker.peer_group(&self.view, compare);
                    if group.is_empty() {
                        return None;
                    }
                    let number = match self.of_members(&asker, &alone, &[*child], Detail::Points) {
                        // Nothing counted is nothing only where the deliveries speak.
                        Answer::No { number: None | Some(0), .. } => self.speaks(&asker, &alone, &[*child]).then_some(0),
                        Answer::No { number, .. } => number,
                        Answer::Yes(found) => found.number,
                        Answer::Unknown(_) | Answer::Skipped => None,
                    };
                    number.map(|number| (group, number))
                })
                .collect();
            let peers = plan.indicator.peers.unwrap_or(1) as usize;
            medians.by_indicator.push((key.0, key.1, usual(results, compare, peers)));
        }
        medians
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
