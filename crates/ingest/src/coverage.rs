//! What a delivery speaks for (網羅範囲): months, schools, grades, ages.

use std::collections::{BTreeMap, BTreeSet};

use catalog::source::{CoveredMonths, CoveredSchools, Source};
use domain::{ColumnChunk, Coverage, Field, MonthSpan, Value};
use japanese::date::Month;
use jiff::civil::Date;

use crate::plan::Plan;

/// What rows say about their own coverage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Rows per month, by the field that tells it best.
    pub(crate) months: BTreeMap<Month, u64>,
    /// School years (年度) of wide monthly rows.
    pub(crate) years: BTreeSet<i16>,
    pub(crate) schools: BTreeSet<String>,
}

impl Facts {
    pub(crate) fn append(&mut self, later: Self) {
        for (month, count) in later.months {
            *self.months.entry(month).or_default() += count;
        }
        self.years.extend(later.years);
        self.schools.extend(later.schools);
    }
}

/// The columns that tell the month of a row, the best kind that the plan has.
fn month_columns(plan: &Plan) -> Vec<usize> {
    [Field::Month, Field::On, Field::From]
        .iter()
        .map(|field| {
            (0..plan.columns.len())
                .filter(|&column| plan.columns[column].meta.field.as_ref() == Some(field))
                .collect::<Vec<_>>()
        })
        .find(|columns| !columns.is_empty())
        .unwrap_or_default()
}

/// Reads the facts off a chunk, value by value.
pub(crate) fn facts(plan: &Plan, columns: &[ColumnChunk]) -> Facts {
    let mut facts = Facts::default();
    let rule = &plan.layout.source.coverage;
    if rule.months == Some(CoveredMonths::Data) {
        for column in month_columns(plan) {
            let counts = counts(&columns[column]);
            for (value, count) in counts.into_iter().enumerate() {
                let Value::Date(date) = columns[column].typed.get(value) else { continue };
                if let Some(day) =
                    date.earliest.filter(|first| date.latest.is_some_and(|last| Month::of(last) == Month::of(*first)))
                {
                    *facts.months.entry(Month::of(day)).or_default() += count;
                }
            }
        }
        for (column, _) in
            columns.iter().zip(&plan.columns).filter(|(_, planned)| planned.meta.field == Some(Field::FiscalYear))
        {
            for value in 0..column.typed.len() {
                if let Value::Number(thousandths) = column.typed.get(value) {
                    facts
                        .years
                        .extend(i16::try_from(thousandths / 1000).ok().filter(|year| (1950..=2200).contains(year)));
                }
            }
        }
    }
    if rule.schools == Some(CoveredSchools::Data) {
        for (column, _) in
            columns.iter().zip(&plan.columns).filter(|(_, planned)| planned.meta.field == Some(Field::School))
        {
            facts.schools.extend((0..column.typed.len()).filter_map(|value| match column.typed.get(value) {
                Value::Text(text) | Value::Code(text) => Some(text.to_owned()),
                _ => None,
            }));
        }
    }
    facts
}

fn counts(column: &ColumnChunk) -> Vec<u64> {
    let mut counts = vec![0; column.typed.len()];
    for key in &column.keys {
        counts[*key as usize] += 1;
    }
    counts
}

/// The coverage of the whole delivery.
pub(crate) fn coverage(source: &Source, as_of: Date, facts: &Facts) -> Coverage {
    let rule = &source.coverage;
    let last = Month::of(as_of).plus(-i32::from(rule.lag_months)).unwrap_or(Month::of(as_of));
    let span = |first: Month, last: Month| match (first.first_day(), last.first_day()) {
        (Some(first), Some(last)) if first <= last => Some(MonthSpan { first, last }),
        _ => None,
    };
    let months = match rule.months {
        None | Some(CoveredMonths::AsOf) if rule.lag_months == 0 => None,
        // Without a beginning, but with an end before the as-of date: the earliest month a calendar of ours holds.
        None | Some(CoveredMonths::AsOf) => span(Month { year: 1900, month: 1 }, last),
        Some(CoveredMonths::FiscalYear) => span(Month { year: japanese::age::school_year(as_of), month: 4 }, last),
        Some(CoveredMonths::Data) => data_months(facts, last).and_then(|(first, last)| span(first, last)),
    };
    Coverage { months, schools: facts.schools.iter().cloned().collect(), grades: rule.grades.clone(), ages: rule.ages }
}

/// First to last month found. A month that stands alone far from the others with hardly a row is a typing error, not coverage.
fn data_months(facts: &Facts, last: Month) -> Option<(Month, Month)> {
    if facts.months.is_empty() {
        let first = Month { year: *facts.years.first()?, month: 4 };
        let end = Month { year: facts.years.last()? + 1, month: 3 };
        return Some((first, end.min(last)));
    }
    let believed: Vec<(Month, u64)> =
        facts.months.iter().map(|(month, count)| (*month, *count)).filter(|(month, _)| *month <= last).collect();
    let most =
        believed.iter().enumerate().max_by_key(|(place, (_, count))| (*count, *place)).map(|(place, _)| place)?;
    let weighty = |count: u64| count * 20 >= believed[most].1;
    let near = |a: Month, b: Month| a.plus(2).is_some_and(|reach| b <= reach);
    let mut begin = most;
    while begin > 0 && (near(believed[begin - 1].0, believed[begin].0) || weighty(believed[begin - 1].1)) {
        begin -= 1;
    }
    let mut end = most;
    while end + 1 < believed.len() && (near(believed[end].0, believed[end + 1].0) || weighty(believed[end + 1].1)) {
        end += 1;
    }
    Some((believed[begin].0, believed[end].0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_year_does_not_stretch_the_coverage() {
        let month = |year, month| Month { year, month };
        let mut facts = Facts::default();
        for (when, rows) in [
            (month(1922, 11), 1),
            (month(2022, 9), 900),
            (month(2022, 10), 1000),
            (month(2022, 11), 950),
            (month(2052, 1), 3),
        ] {
            facts.months.insert(when, rows);
        }
        assert_eq!(data_months(&facts, month(2022, 12)), Some((month(2022, 9), month(2022, 11))));
    }
}
