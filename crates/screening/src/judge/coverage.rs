//! What deliveries speak for: whether "no row" is a no, and how far the data reach.

use catalog::rule::{Aggregate, Circle, Window};
use domain::PersonId;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::answer::Gap;
use crate::period::{Period, month_before};
use crate::plan::IndicatorPlan;
use crate::scan::Test;
use crate::view::Cover;

use super::{Asker, Judge};

/// Months back in which a delivery still speaks for the present state; yearly extracts are a year old before the next.
const MONTHS_BACK: u32 = 12;

/// How far the deliveries of an indicator speak for its people.
#[derive(Debug)]
pub(super) struct Reach {
    /// The window, as far as the data reach.
    pub period: Period,
    /// Months of the window that are covered.
    pub months: u32,
    /// Some part that is not delivered.
    pub gap: Option<Gap>,
}

impl<'k> Judge<'_, 'k> {
    /// The window of an indicator as days; windows that look back begin at the last day the data reach.
    pub(super) fn period(&self, asker: &Asker<'_, 'k>, plan: &IndicatorPlan<'_>, members: &[PersonId]) -> Period {
        let as_of = self.view.as_of();
        match plan.indicator.window {
            Window::Current => Period::day(as_of),
            Window::Ever => Period { first: Date::MIN, last: as_of },
            Window::SchoolYear | Window::EachMonth => Period::school_year_to(as_of),
            Window::Since(_) => Period { first: asker.since.get().unwrap_or(as_of), last: as_of },
            Window::LastSchoolYear => Period::school_year_before(as_of),
            Window::Months(months) => Period::months_to(self.anchor(asker, plan, members), months),
            Window::Days(days) => Period::days_to(self.anchor(asker, plan, members), days),
            Window::DeliveredMonths { months, within } => {
                let last = self.last_month(asker, plan, members, within).unwrap_or(as_of);
                let first = month_before(last, months - 1).unwrap_or(last);
                Period { first, last: last.last_of_month() }
            }
        }
    }

    /// The as-of date, or the end of the last month the deliveries speak for when that is earlier.
    pub(super) fn anchor(&self, asker: &Asker<'_, 'k>, plan: &IndicatorPlan<'_>, members: &[PersonId]) -> Date {
        let as_of = self.view.as_of();
        self.last_month(asker, plan, members, MONTHS_BACK).map_or(as_of, |month| month.last_of_month().min(as_of))
    }

    /// The last covered month within so many months back.
    fn last_month(
        &self,
        asker: &Asker<'_, 'k>,
        plan: &IndicatorPlan<'_>,
        members: &[PersonId],
        within: u32,
    ) -> Option<Date> {
        let as_of = self.view.as_of();
        (0..=within).filter_map(|back| month_before(as_of, back)).find(|month| {
            self.pairs(plan, members).any(|(item, member)| asker.cover(item, member, *month) == Cover::Covered)
        })
    }

    fn pairs<'a>(
        &'a self,
        plan: &'a IndicatorPlan<'_>,
        members: &'a [PersonId],
    ) -> impl Iterator<Item = (Test, PersonId)> + 'a {
        plan.tests.iter().flat_map(move |test| members.iter().map(move |member| (*test, *member)))
    }

    /// Whether any recent delivery speaks for the members.
    pub(super) fn speaks(&self, asker: &Asker<'_, 'k>, plan: &IndicatorPlan<'_>, members: &[PersonId]) -> bool {
        self.last_month(asker, plan, members, MONTHS_BACK).is_some()
    }

    /// Whether the deliveries speak for the members in the window at all, and which part is missing.
    ///
    /// # Errors
    /// Why nothing is known.
    pub(super) fn reach(
        &self,
        asker: &Asker<'_, 'k>,
        plan: &IndicatorPlan<'_>,
        members: &[PersonId],
    ) -> Result<Reach, Gap> {
        let as_of = self.view.as_of();
        let window = plan.indicator.window;
        let period = self.period(asker, plan, members);
        let months: Vec<Date> = match window {
            // The state of the day is what the latest delivery says.
            Window::Current | Window::Ever => (0..=MONTHS_BACK).filter_map(|back| month_before(as_of, back)).collect(),
            Window::DeliveredMonths { within, .. } => {
                if self.last_month(asker, plan, members, within).is_none() {
                    return Err(self.why_not(asker, plan, members, as_of.first_of_month()));
                }
                period.months()
            }
            _ => period.months(),
        };
        let covered_items: Vec<Test> = plan
            .tests
            .iter()
            .copied()
            .filter(|item| {
                members.iter().any(|member| {
                    months.iter().rev().any(|month| asker.cover(*item, *member, *month) == Cover::Covered)
                })
            })
            .collect();
        if covered_items.is_empty() {
            return Err(self.why_not(asker, plan, members, months.last().copied().unwrap_or(as_of)));
        }
        let mut missing_items: Vec<String> = Vec::new();
        for test in &plan.tests {
            let out = || {
                members.iter().all(|member| asker.cover(*test, *member, as_of.first_of_month()) != Cover::NotDelivered)
            };
            if !covered_items.contains(test) && !out() {
                missing_items.push(self.view.item_title(self.scans.item(*test)));
            }
        }
        let covered: Vec<Date> = months
            .iter()
            .copied()
            .filter(|month| {
                covered_items
                    .iter()
                    .any(|item| members.iter().any(|member| asker.cover(*item, *member, *month) == Cover::Covered))
            })
            .collect();
        let gap = if !missing_items.is_empty() {
            Some(Gap::Items(missing_items))
        } else if matches!(window, Window::Current | Window::Ever)
            || matches!(plan.indicator.aggregate, Aggregate::Exists | Aggregate::Last)
        {
            // A survey or a state speaks of its day, not of the months around it.
            None
        } else {
            // The month of the as-of date is still running and is not missed.
            let missing: Vec<Date> = months
                .iter()
                .copied()
                .filter(|month| {
                    !covered.contains(month) && month.last_of_month() <= as_of && !self.is_holiday(asker, plan, *month)
                })
                .collect();
            (!missing.is_empty()).then_some(Gap::Months(missing))
        };
        Ok(Reach { period, months: covered.len() as u32, gap })
    }

    /// Whether a month has no school days, so that nothing about school can be delivered for it (夏季休業).
    fn is_holiday(&self, asker: &Asker<'_, 'k>, plan: &IndicatorPlan<'_>, month: Date) -> bool {
        plan.indicator.of == Circle::Child
            && plan.tests.iter().all(|test| self.view.is_school_item(self.scans.item(*test)))
            && self.calendar.is_holiday_month(self.view.knowledge.school(asker.child), month)
    }

    /// Why the deliveries do not speak for the members: the child is out of their scope, or they are not there.
    fn why_not(&self, asker: &Asker<'_, 'k>, plan: &IndicatorPlan<'_>, members: &[PersonId], month: Date) -> Gap {
        let mut gap = None;
        for (item, member) in self.pairs(plan, members) {
            match asker.cover(item, member, month) {
                Cover::OutOfGrade => gap = gap.or(Some(Gap::OutOfGrade)),
                Cover::OutOfSchool => gap = Some(Gap::OutOfSchool),
                Cover::OutOfAge => gap = gap.or(Some(Gap::OutOfAge)),
                Cover::NotDelivered | Cover::Covered => return Gap::NotDelivered,
            }
        }
        gap.unwrap_or(Gap::NotDelivered)
    }

    /// Whether the time before a window was delivered, so that a change against it means something.
    pub(super) fn is_covered_before(
        &self,
        asker: &Asker<'_, 'k>,
        plan: &IndicatorPlan<'_>,
        members: &[PersonId],
        before: Period,
    ) -> bool {
        let months = before.months();
        // The first month of the time before may begin in the middle; what counts is that most of it is known.
        let covered = months
            .iter()
            .filter(|month| {
                self.pairs(plan, members).any(|(item, member)| asker.cover(item, member, **month) == Cover::Covered)
            })
            .count();
        covered * 2 > months.len()
    }
}

/// The day after, or the day itself at the end of time.
pub(super) fn next(day: Date) -> Date {
    day.checked_add(1.day()).unwrap_or(day)
}
