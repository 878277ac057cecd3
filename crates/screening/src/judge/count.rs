//! What is made of the rows of an indicator: existence, counts, runs, shares, changes.

use std::collections::BTreeMap;

use catalog::rule::{Aggregate, Window};
use domain::PersonId;
use jiff::civil::Date;

use crate::answer::{Answer, Found, Gap};
use crate::calendar::CalendarSource;
use crate::period::Period;
use crate::plan::IndicatorPlan;
use crate::scan::number_of;

use super::coverage::next;
use super::gather::{Row, days, rows, stands};
use super::{Asker, Detail, Judge, level, plain_points};

/// A result before it is judged.
struct Counted {
    number: i64,
    period: Period,
    month: Option<Date>,
    rows_of: Option<Period>,
    remark: &'static str,
}

impl<'k> Judge<'_, 'k> {
    /// The answer over the rows of all members together.
    pub(super) fn of_members(
        &self,
        asker: &Asker<'_, 'k>,
        plan: &IndicatorPlan<'_>,
        members: &[PersonId],
        detail: Detail,
    ) -> Answer<'k> {
        if detail == Detail::Points && needs_rows(plan) && !has_hits(asker, plan, members) {
            return Answer::No { number: None, gap: None };
        }
        let period = self.period(asker, plan, members);
        let rows = rows(asker, plan, members, plan.indicator.window, period);
        match plan.indicator.aggregate {
            Aggregate::Exists => self.exists(asker, plan, members, detail, period, rows),
            Aggregate::None => self.nothing(asker, plan, members, period, &rows),
            _ => self.counted(asker, plan, members, detail, period, rows),
        }
    }

    fn exists(
        &self,
        asker: &Asker<'_, 'k>,
        plan: &IndicatorPlan<'_>,
        members: &[PersonId],
        detail: Detail,
        period: Period,
        rows: Vec<Row<'k>>,
    ) -> Answer<'k> {
        if rows.is_empty() {
            return self.no(asker, plan, members, detail, None);
        }
        let mut found = Found { points: plain_points(plan), period: Some(period), ..Found::new() };
        if detail == Detail::Full && plan.indicator.items.len() > 1 {
            let reach = self.reach(asker, plan, members);
            found.partial = reach.map_or(true, |reach| matches!(reach.gap, Some(Gap::Items(_))));
        }
        self.take_rows(plan, members, rows, &mut found);
        Answer::Yes(Box::new(found))
    }

    /// "Nothing is recorded" is a yes only where the deliveries speak.
    fn nothing(
        &self,
        asker: &Asker<'_, 'k>,
        plan: &IndicatorPlan<'_>,
        members: &[PersonId],
        period: Period,
        rows: &[Row<'k>],
    ) -> Answer<'k> {
        if !rows.is_empty() {
            return Answer::No { number: None, gap: None };
        }
        if self.view.is_unlinked(asker.child) {
            return Answer::Unknown(Gap::Unlinked);
        }
        // Before the child lived here, its records were kept elsewhere.
        let began_elsewhere = |moved_in: Date| period.first > Date::MIN && period.first < moved_in;
        if members == [asker.child]
            && period.first < period.last
            && self.view.moved_in(asker.child).is_some_and(began_elsewhere)
        {
            return Answer::Unknown(Gap::BeforeMoving);
        }
        match self.reach(asker, plan, members) {
            Err(gap) => Answer::Unknown(gap),
            // With one of several items missing, "nothing at all" cannot be said.
            Ok(reach) if matches!(reach.gap, Some(Gap::Items(_))) => reach.gap.map_or(Answer::Skipped, Answer::Unknown),
            Ok(reach) => Answer::Yes(Box::new(Found {
                points: plain_points(plan),
                people: members.iter().copied().filter(|member| *member != asker.child).collect(),
                period: Some(period),
                month: Some(reach.period.last.first_of_month()),
                months: reach.months,
                gap: reach.gap,
                ..Found::new()
            })),
        }
    }

    fn counted(
        &self,
        asker: &Asker<'_, 'k>,
        plan: &IndicatorPlan<'_>,
        members: &[PersonId],
        detail: Detail,
        period: Period,
        rows: Vec<Row<'k>>,
    ) -> Answer<'k> {
        let result = match self.result(asker, plan, members, period, &rows) {
            Ok(Some(result)) => result,
            Ok(None) => return self.no(asker, plan, members, detail, None),
            Err(Gap::NotDelivered) => return self.no(asker, plan, members, Detail::Full, None),
            Err(gap) => {
                // Out of scope outweighs a missing calendar or comparison.
                return Answer::Unknown(self.reach(asker, plan, members).err().unwrap_or(gap));
            }
        };
        let (judged, compared) = match self.compared(asker, plan, result.number) {
            Ok(judged) => judged,
            Err(gap) => return Answer::Unknown(self.reach(asker, plan, members).err().unwrap_or(gap)),
        };
        let Some(points) = level(plan, judged) else {
            return self.no(asker, plan, members, detail, Some(result.number));
        };
        // "Few" needs a delivery that speaks; "many" does not.
        if rows.is_empty()
            && let Err(gap) = self.reach(asker, plan, members)
        {
            return Answer::Unknown(gap);
        }
        let mut found = Found {
            number: Some(result.number),
            points,
            period: Some(result.period),
            month: result.month,
            compared,
            remark: result.remark,
            ..Found::new()
        };
        if detail == Detail::Full {
            found.gap = self.reach(asker, plan, members).ok().and_then(|reach| reach.gap);
            // What was counted to today was counted as far as the data reach.
            if plan.indicator.window == Window::SchoolYear && result.period == period {
                found.period = Some(self.as_far_as_told(asker, plan, members, &rows, period));
            }
            let kept = result.rows_of.map_or(rows.clone(), |within| {
                rows.iter().filter(|row| within.touches(row.first, row.day.or(row.first))).copied().collect()
            });
            self.take_rows(plan, members, kept, &mut found);
        } else {
            found.people = people_of(members, &rows);
        }
        Answer::Yes(Box::new(found))
    }

    /// A period that runs to today, shortened to the last day the deliveries speak of the members (their school's may be behind
    /// others); never before the last row.
    fn as_far_as_told(
        &self,
        asker: &Asker<'_, 'k>,
        plan: &IndicatorPlan<'_>,
        members: &[PersonId],
        rows: &[Row<'k>],
        period: Period,
    ) -> Period {
        let told = self.view.speaks_until(plan.tests.iter().map(|test| self.scans.item(*test)));
        let told = told.map(|day| day.min(self.anchor(asker, plan, members)));
        let newest = rows.iter().filter_map(|row| row.day.or(row.first)).max();
        let last = told.max(newest).unwrap_or(period.last).clamp(period.first, period.last);
        Period { last, ..period }
    }

    /// A no, or why it is not known.
    pub(super) fn no(
        &self,
        asker: &Asker<'_, 'k>,
        plan: &IndicatorPlan<'_>,
        members: &[PersonId],
        detail: Detail,
        number: Option<i64>,
    ) -> Answer<'k> {
        if plan.indicator.silence == catalog::rule::Silence::Unknown && !self.has_rows(asker, plan, members) {
            return Answer::Unknown(self.reach(asker, plan, members).err().unwrap_or(Gap::NotDelivered));
        }
        if detail == Detail::Points {
            return Answer::No { number, gap: None };
        }
        if detail == Detail::Known && self.speaks(asker, plan, members) {
            return Answer::No { number, gap: None };
        }
        match self.reach(asker, plan, members) {
            Ok(reach) => Answer::No { number, gap: reach.gap },
            Err(gap) => Answer::Unknown(gap),
        }
    }

    /// Whether the source knows the members at all, whatever it says.
    fn has_rows(&self, asker: &Asker<'_, 'k>, plan: &IndicatorPlan<'_>, members: &[PersonId]) -> bool {
        plan.tests.iter().any(|test| {
            let lens = self.view.knowledge.lens(self.scans.item(*test));
            members.iter().any(|member| lens.of(*member).next().is_some())
        }) && !members.is_empty()
            && asker.child.0 > 0
    }

    /// The number an aggregation gives; `None` = there is none, and that is a no.
    fn result(
        &self,
        asker: &Asker<'_, 'k>,
        plan: &IndicatorPlan<'_>,
        members: &[PersonId],
        period: Period,
        rows: &[Row<'k>],
    ) -> Result<Option<Counted>, Gap> {
        let whole = |number: i64| Counted { number, period, month: None, rows_of: None, remark: "" };
        let thousandths = |count: usize| i64::try_from(count).unwrap_or(i64::MAX).saturating_mul(1000);
        Ok(Some(match plan.indicator.aggregate {
            Aggregate::Count | Aggregate::Days | Aggregate::Sum if plan.indicator.window == Window::EachMonth => {
                return Ok(self.best_month(plan, rows));
            }
            Aggregate::Count => whole(thousandths(rows.len())),
            Aggregate::Days => whole(thousandths(days(rows).len())),
            Aggregate::Sum if rows.is_empty() => return Ok(None),
            Aggregate::Sum => whole(rows.iter().filter_map(number).sum()),
            Aggregate::Last => {
                let newest = rows
                    .iter()
                    .filter_map(|row| number(row).map(|number| (row.first, number)))
                    .max_by_key(|(day, _)| *day);
                return Ok(newest.map(|(_, number)| whole(number)));
            }
            Aggregate::Share => {
                let mut all = Vec::new();
                for member in members {
                    let sheet = asker.sheet(*member);
                    for test in &plan.all {
                        let hits = sheet.hits(*test).filter(|hit| stands(hit, plan.indicator.window, period));
                        all.extend(hits.map(|hit| hit.first));
                    }
                }
                if all.is_empty() {
                    return Ok(None);
                }
                whole(thousandths(rows.len()).saturating_mul(100) / i64::try_from(all.len()).unwrap_or(i64::MAX))
            }
            Aggregate::LongestRun => return self.longest_run(asker, plan, period, rows).map(Some),
            Aggregate::Change => return self.change(asker, plan, members, period, rows),
            Aggregate::Exists | Aggregate::None | Aggregate::People => return Ok(None),
        }))
    }

    /// The latest calendar month that meets a level, else the month with the most.
    fn best_month(&self, plan: &IndicatorPlan<'_>, rows: &[Row<'k>]) -> Option<Counted> {
        let mut months: BTreeMap<Date, Vec<Row<'k>>> = BTreeMap::new();
        for row in rows {
            if let Some(first) = row.first {
                months.entry(first.first_of_month()).or_default().push(*row);
            }
        }
        let results: Vec<(Date, i64)> = months
            .into_iter()
            .map(|(month, rows)| {
                let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX).saturating_mul(1000);
                let number = match plan.indicator.aggregate {
                    Aggregate::Days => count(days(&rows).len()),
                    Aggregate::Sum => rows.iter().filter_map(number).sum(),
                    _ => count(rows.len()),
                };
                (month, number)
            })
            .collect();
        let met = results.iter().rev().find(|(_, number)| level(plan, *number).is_some());
        let (month, number) = met.or_else(|| results.iter().max_by_key(|(_, number)| *number))?;
        let period = Period { first: *month, last: month.last_of_month() };
        Some(Counted { number: *number, period, month: Some(*month), rows_of: Some(period), remark: "" })
    }

    /// The longest run of school days; holidays are no school days, and pauses neither count nor break it.
    fn longest_run(
        &self,
        asker: &Asker<'_, 'k>,
        plan: &IndicatorPlan<'_>,
        period: Period,
        rows: &[Row<'k>],
    ) -> Result<Counted, Gap> {
        let counted = days(rows);
        if counted.is_empty() {
            return Ok(Counted { number: 0, period, month: None, rows_of: None, remark: "" });
        }
        // No run is longer than all the days together.
        if level(plan, i64::try_from(counted.len()).unwrap_or(i64::MAX).saturating_mul(1000)).is_none() {
            return Ok(Counted { number: 0, period, month: None, rows_of: None, remark: "" });
        }
        let school = self.view.knowledge.school(asker.child);
        let (school_days, source) = self.calendar.days(school, period).ok_or(Gap::NoCalendar)?;
        let sheet = asker.sheet(asker.child);
        let pauses: Vec<(Option<Date>, Option<Date>)> = plan
            .pauses
            .iter()
            .flat_map(|test| sheet.hits(*test).map(|hit| (hit.first, hit.last)).collect::<Vec<_>>())
            .collect();
        let mut longest = (0_i64, period);
        let mut run = 0_i64;
        let mut first = period.first;
        for day in school_days.iter().copied() {
            if pauses.iter().any(|(from, to)| Period::day(day).touches(*from, *to)) {
                continue;
            }
            if counted.binary_search(&day).is_ok() {
                if run == 0 {
                    first = day;
                }
                run += 1;
                if run >= longest.0 {
                    longest = (run, Period { first, last: day });
                }
            } else {
                run = 0;
            }
        }
        let remark = match source {
            CalendarSource::Delivered => "",
            CalendarSource::Records => "授業日は出欠の記録がある日による",
        };
        Ok(Counted { number: longest.0 * 1000, period: longest.1, month: None, rows_of: Some(longest.1), remark })
    }

    /// How many days the window has beyond what the time before would lead to expect, school day for school day.
    fn change(
        &self,
        asker: &Asker<'_, 'k>,
        plan: &IndicatorPlan<'_>,
        members: &[PersonId],
        period: Period,
        recent: &[Row<'k>],
    ) -> Result<Option<Counted>, Gap> {
        let recent = days(recent).len();
        if recent == 0 {
            return Ok(None);
        }
        let before = plan.indicator.before.and_then(|days| period.before(days)).ok_or(Gap::NoComparison)?;
        let earlier = days(&rows(asker, plan, members, plan.indicator.window, before)).len();
        let school = self.view.knowledge.school(asker.child);
        let (now, then) = (self.calendar.weight(school, period), self.calendar.weight(school, before));
        if then == 0 || !self.is_covered_before(asker, plan, members, before) {
            return Err(Gap::NoComparison);
        }
        let thousandths = |count: usize| i64::try_from(count).unwrap_or(i64::MAX).saturating_mul(1000);
        let expected = thousandths(earlier).saturating_mul(now) / then;
        let month = Some(next(before.last));
        Ok(Some(Counted { number: thousandths(recent) - expected, period, month, rows_of: None, remark: "" }))
    }

    /// Rows, people and the breakdown of reasons of a yes.
    fn take_rows(&self, plan: &IndicatorPlan<'_>, members: &[PersonId], mut rows: Vec<Row<'k>>, found: &mut Found<'k>) {
        if let Some(item) = plan.breakdown {
            let mut counts: BTreeMap<String, u32> = BTreeMap::new();
            let mut seen = Vec::new();
            for row in &rows {
                if row.day.is_some() && seen.contains(&row.day) {
                    continue;
                }
                seen.push(row.day);
                let reason = row
                    .observation
                    .beside(item)
                    .map(|o| ledger::value_text(o.value(), o.raw()))
                    .filter(|t| !t.is_empty());
                *counts.entry(reason.unwrap_or_else(|| "理由の記録なし".to_owned())).or_default() += 1;
            }
            let mut counts: Vec<(String, u32)> = counts.into_iter().collect();
            counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            found.breakdown = counts;
        }
        found.people = people_of(members, &rows);
        // The newest row decides; within a day the first delivered.
        rows.sort_by_key(|row| std::cmp::Reverse(row.first));
        found.rows = rows.into_iter().map(|row| (row.person, row.observation)).collect();
    }
}

/// Whether it can only be a yes when some row counts; most children have none, and that is settled first.
fn needs_rows(plan: &IndicatorPlan<'_>) -> bool {
    match plan.indicator.aggregate {
        Aggregate::Exists => true,
        Aggregate::None | Aggregate::People => false,
        _ => plan.indicator.levels.iter().all(|level| level.limits.at_least.is_some_and(|least| least > 0)),
    }
}

fn has_hits(asker: &Asker<'_, '_>, plan: &IndicatorPlan<'_>, members: &[PersonId]) -> bool {
    members.iter().any(|member| {
        let sheet = asker.sheet(*member);
        plan.tests.iter().any(|test| sheet.hits(*test).next().is_some())
    })
}

/// Those of the members who have a row, in the order of the circle.
fn people_of(members: &[PersonId], rows: &[Row<'_>]) -> Vec<PersonId> {
    members.iter().copied().filter(|member| rows.iter().any(|row| row.person == *member)).collect()
}

fn number(row: &Row<'_>) -> Option<i64> {
    number_of(row.observation.value(), row.observation.raw())
}
