//! School days (授業日): from the delivered school calendar, else from the days on which the school recorded attendance.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Field, ItemId, Table, Value};
use jiff::civil::Date;
use ledger::Knowledge;

use crate::period::{Period, is_weekend};

/// Item that says of a day whether it is a school day; its rows carry the day (`on`) and often the school.
const SCHOOL_DAY: &str = "school-calendar.school-day";
/// Day of a calendar row, where the source has no time field.
const CALENDAR_DATE: &str = "school-calendar.date";
/// Records whose days show when school was held.
const ATTENDANCE: [&str; 2] = ["attendance.daily.status", "attendance.daily.date"];
/// A day with fewer records than this share (in percent) of an ordinary day is a slip of the pen, not a school day.
const SLIP_PERCENT: usize = 20;
/// School days of a school year from which on records tell when school was held (half a term).
const DAYS_MIN: usize = 30;
/// Records of an ordinary day from which on a day without any is a holiday, not a day on which nobody happened to be absent.
const RECORDS_MIN: usize = 10;

/// How the school days of a child are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CalendarSource {
    /// A delivered calendar.
    Delivered,
    /// Days with records of attendance.
    Records,
}

/// School days by school.
#[derive(Debug, Default)]
pub(crate) struct Calendar {
    /// By school as delivered (folded); the empty key stands for calendars without a school.
    delivered: BTreeMap<String, Vec<Date>>,
    /// Days on which every delivered calendar agrees, ascending.
    common: Vec<Date>,
    /// Days on which any school recorded attendance, ascending.
    records: Vec<Date>,
}

impl Calendar {
    /// Reads the calendars a purpose may use.
    pub(crate) fn build(knowledge: &Knowledge, allows: &dyn Fn(&ItemId) -> bool) -> Self {
        let mut calendar = Self::default();
        let item = ItemId::new(SCHOOL_DAY);
        let mut delivered: BTreeMap<String, BTreeSet<Date>> = BTreeMap::new();
        if allows(&item) {
            for table in knowledge.tables() {
                add(table, &item, &mut delivered);
            }
        }
        calendar.delivered =
            delivered.iter().map(|(school, days)| (school.clone(), days.iter().copied().collect())).collect();
        if let Some(first) = delivered.values().next() {
            calendar.common =
                first.iter().filter(|day| delivered.values().all(|days| days.contains(day))).copied().collect();
        }
        let mut counts: BTreeMap<Date, usize> = BTreeMap::new();
        for table in knowledge.tables() {
            let carries =
                |id: &str| table.columns.iter().any(|c| c.meta.item.as_ref().is_some_and(|i| i.as_str() == id));
            if ATTENDANCE.iter().filter(|id| allows(&ItemId::new(id))).any(|id| carries(id)) {
                count_days(table, &mut counts);
            }
        }
        calendar.records = school_days(&counts).into_iter().collect();
        calendar
    }

    /// The calendar of a school; the empty key stands for calendars without a school.
    fn of(&self, school: &str) -> Option<&[Date]> {
        if self.delivered.is_empty() {
            return None;
        }
        let days = self.delivered.get(&japanese::text::header_key(school)).or_else(|| self.delivered.get(""));
        days.map(Vec::as_slice)
    }

    /// The school days of a school in a period; `None` when nothing says when school was held.
    pub(crate) fn days(&self, school: &str, period: Period) -> Option<(&[Date], CalendarSource)> {
        let delivered = self.of(school).map(|days| within(days, period)).filter(|days| !days.is_empty());
        // A child whose school is not known, or a school without a calendar: the days on which every calendar agrees.
        let delivered = delivered.or_else(|| Some(within(&self.common, period)).filter(|days| !days.is_empty()));
        if let Some(days) = delivered {
            return Some((days, CalendarSource::Delivered));
        }
        let days = within(&self.records, period);
        (!days.is_empty()).then_some((days, CalendarSource::Records))
    }

    /// Whether school was held before and after a month, but on none of its days.
    pub(crate) fn is_holiday_month(&self, school: &str, month: Date) -> bool {
        let (first, last) = (month.first_of_month(), month.last_of_month());
        let delivered = self.of(school).or_else(|| self.delivered.values().next().map(Vec::as_slice));
        [delivered, Some(self.records.as_slice())].into_iter().flatten().any(|days| {
            let before = days.first().is_some_and(|day| *day < first);
            let after = days.last().is_some_and(|day| *day >= last);
            before && after && within(days, Period { first, last }).is_empty()
        })
    }

    /// How many school days a period has, for shares only: by calendar or records, else days from Monday to Friday.
    pub(crate) fn weight(&self, school: &str, period: Period) -> i64 {
        let days = match self.days(school, period) {
            Some((days, _)) => days.len(),
            None => period.days().filter(|day| !is_weekend(*day)).count(),
        };
        i64::try_from(days).unwrap_or(i64::MAX)
    }
}

/// The days of a period among ascending days.
fn within(days: &[Date], period: Period) -> &[Date] {
    let first = days.partition_point(|day| *day < period.first);
    let end = days.partition_point(|day| *day <= period.last);
    days.get(first..end).unwrap_or(&[])
}

/// Takes the school days of a delivered calendar, by school.
fn add(table: &Table, item: &ItemId, delivered: &mut BTreeMap<String, BTreeSet<Date>>) {
    let Some(kind) = table.columns.iter().find(|c| c.meta.item.as_ref() == Some(item)) else { return };
    let day =
        table.columns.iter().find(|c| c.meta.field == Some(Field::On)).or_else(|| {
            table.columns.iter().find(|c| c.meta.item.as_ref().is_some_and(|i| i.as_str() == CALENDAR_DATE))
        });
    let school = table.columns.iter().find(|c| c.meta.field == Some(Field::School));
    let Some(day) = day else { return };
    for row in 0..table.rows {
        let Value::Date(date) = day.value(row) else { continue };
        let (Some(date), true) = (date.exact(), is_school_day(kind.value(row), kind.raw(row))) else { continue };
        let school = school.map_or_else(String::new, |school| japanese::text::header_key(school.raw(row)));
        delivered.entry(school).or_default().insert(date);
    }
}

fn is_school_day(value: Value<'_>, raw: &str) -> bool {
    match value {
        Value::Flag(is) => is,
        Value::Number(number) => number != 0,
        Value::Code(text) | Value::Text(text) => {
            text.contains("授業日") || matches!(text, "登校日" | "課業日" | "1" | "○" | "有")
        }
        Value::Date(_) => false,
        Value::Missing => raw.contains("授業日"),
    }
}

/// Rows per day: counted per distinct value, so that five million rows cost five million additions and no more.
fn count_days(table: &Table, counts: &mut BTreeMap<Date, usize>) {
    let Some(column) = table.columns.iter().find(|c| c.meta.field == Some(Field::On)) else {
        return count_wide_days(table, counts);
    };
    for chunk in &column.chunks {
        let mut keys = vec![0_usize; chunk.typed.len()];
        for key in &chunk.keys {
            keys[*key as usize] += 1;
        }
        for (key, count) in keys.into_iter().enumerate() {
            if let Value::Date(date) = chunk.typed.get(key)
                && let Some(day) = date.exact()
            {
                *counts.entry(day).or_default() += count;
            }
        }
    }
}

/// An empty cell, or one that says that no school was held.
fn is_no_mark(cell: &str) -> bool {
    cell.is_empty()
        || matches!(cell, "-" | "－" | "―" | "ー" | "土" | "日" | "祝")
        || cell.starts_with('休')
        || cell.starts_with("閉鎖")
}

/// Marks per day where the days stand side by side: an empty cell is a child who was there, so a day without any mark tells nothing.
fn count_wide_days(table: &Table, counts: &mut BTreeMap<Date, usize>) {
    let month = table.columns.iter().find(|c| c.meta.field == Some(Field::Month));
    for column in
        table.columns.iter().filter(|c| c.meta.item.as_ref().is_some_and(|item| ATTENDANCE.contains(&item.as_str())))
    {
        let Some(day) = column.meta.day.and_then(|day| i8::try_from(day).ok()) else { continue };
        for row in (0..table.rows).filter(|row| !is_no_mark(column.raw(*row).trim())) {
            let first = match month.map(|month| month.value(row)) {
                Some(Value::Date(date)) => date.earliest,
                _ => Some(table.extract.as_of),
            };
            if let Some(date) = first.and_then(|first| Date::new(first.year(), first.month(), day).ok()) {
                *counts.entry(date).or_default() += 1;
            }
        }
    }
}

fn school_days(counts: &BTreeMap<Date, usize>) -> BTreeSet<Date> {
    let mut sizes: Vec<usize> = counts.iter().filter(|(day, _)| !is_weekend(**day)).map(|(_, count)| *count).collect();
    sizes.sort_unstable();
    if sizes.len() < DAYS_MIN || sizes[sizes.len() / 2] < RECORDS_MIN {
        return BTreeSet::new();
    }
    let least = (sizes[sizes.len() / 2] * SLIP_PERCENT).div_ceil(100);
    counts.iter().filter(|(_, count)| **count >= least).map(|(day, _)| *day).collect()
}
