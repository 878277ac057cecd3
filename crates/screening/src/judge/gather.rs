//! Which rows lie in the window of an indicator, and whose they are.

use catalog::rule::Window;
use domain::PersonId;
use jiff::civil::Date;
use ledger::{Observation, Timing};

use crate::period::Period;
use crate::plan::IndicatorPlan;
use crate::scan::Hit;

use super::Asker;

/// Months for which a monthly row counts as the present state; benefits come two or three months late.
const MONTHS_CURRENT: i32 = 3;

/// A row that counts, with whose it is.
#[derive(Clone, Copy)]
pub(super) struct Row<'k> {
    pub person: PersonId,
    pub observation: Observation<'k>,
    pub first: Option<Date>,
    pub day: Option<Date>,
}

/// Rows of the members in a period, member by member, source by source, oldest first.
pub(super) fn rows<'k>(
    asker: &Asker<'_, 'k>,
    plan: &IndicatorPlan<'_>,
    members: &[PersonId],
    window: Window,
    period: Period,
) -> Vec<Row<'k>> {
    let mut rows = Vec::new();
    for member in members {
        let sheet = asker.sheet(*member);
        for test in &plan.tests {
            rows.extend(sheet.hits(*test).filter(|hit| stands(hit, window, period)).map(|hit| Row {
                person: *member,
                observation: hit.observation,
                first: hit.first,
                day: exact(hit),
            }));
        }
    }
    rows
}

/// Whether a row lies in the window.
pub(super) fn stands(hit: &Hit<'_>, window: Window, period: Period) -> bool {
    match (window, hit.timing) {
        // The state on the day of the delivery, or a dated fact without an end, is in force.
        (Window::Current, Timing::Delivery) => true,
        (Window::Current, Timing::Day) => hit.first.is_none_or(|first| first <= period.last),
        (Window::Current, Timing::Month) => {
            let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
            hit.last.is_none_or(|last| months(period.last) - months(last) <= MONTHS_CURRENT)
        }
        (Window::Ever, _) => hit.first.is_none_or(|first| first <= period.last),
        _ => period.touches(hit.first, hit.last),
    }
}

/// The day of a row, when it has one without doubt.
pub(super) fn exact(hit: &Hit<'_>) -> Option<Date> {
    match (hit.timing, hit.first, hit.last) {
        (Timing::Day, Some(first), Some(last)) if first == last => Some(first),
        _ => None,
    }
}

/// Distinct days of rows, ascending.
pub(super) fn days(rows: &[Row<'_>]) -> Vec<Date> {
    let mut days: Vec<Date> = rows.iter().filter_map(|row| row.day).collect();
    days.sort_unstable();
    days.dedup();
    days
}
