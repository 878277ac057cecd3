//! When a row speaks of: its own day, period or month, else the date of its delivery.

use domain::{Column, Field, Table, Value};
use japanese::date::{Precision, RegisterDate};
use jiff::civil::Date;

/// What kind of time a value has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timing {
    /// A day (出欠日, 受診日 …).
    Day,
    /// A period (認定期間 …).
    Period,
    /// A calendar month (提供年月, 5月欠席日数 …).
    Month,
    /// None of its own: the state on the date of the delivery.
    Delivery,
}

/// When a value speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct When {
    /// Kind of time.
    pub timing: Timing,
    /// First day (the only one for [`Timing::Day`] and [`Timing::Delivery`]); unknown if the register does not know.
    pub from: RegisterDate,
    /// Last day; `None` = still running (periods only).
    pub to: Option<RegisterDate>,
}

impl When {
    /// A day.
    #[must_use]
    pub const fn day(day: RegisterDate) -> Self {
        Self { timing: Timing::Day, from: day, to: Some(day) }
    }

    /// The state on the date of a delivery.
    #[must_use]
    pub const fn delivery(day: Date) -> Self {
        Self { timing: Timing::Delivery, ..Self::day(RegisterDate::day(day)) }
    }

    /// A calendar month, by any of its days.
    #[must_use]
    pub fn month(day: Date) -> Self {
        Self {
            timing: Timing::Month,
            from: RegisterDate::day(day.first_of_month()),
            to: Some(RegisterDate::day(day.last_of_month())),
        }
    }

    /// The first day it can speak of.
    #[must_use]
    pub fn first(&self) -> Option<Date> {
        self.from.earliest
    }

    /// The last day it can speak of; `None` = still running or unknown.
    #[must_use]
    pub fn last(&self) -> Option<Date> {
        self.to.and_then(|to| to.latest)
    }

    /// The day, if it is one and known without doubt.
    #[must_use]
    pub fn exact_day(&self) -> Option<Date> {
        if self.timing == Timing::Day { self.from.exact() } else { None }
    }

    /// Whether it speaks of a day: the day, the month or the period can hold it.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.earliest.is_none_or(|first| first <= day)
            && self.to.is_none_or(|to| to.latest.is_none_or(|last| day <= last))
    }

    /// Whether it lies wholly after a day, so that nobody can know it on that day.
    #[must_use]
    pub fn is_after(&self, day: Date) -> bool {
        self.from.earliest.is_some_and(|first| first > day)
    }

    /// The date it is sorted by; what is unknown comes first.
    #[must_use]
    pub fn order(&self) -> Option<Date> {
        self.from.earliest.or(self.from.latest).or_else(|| self.last())
    }
}

/// The time columns of one role of one table, found once.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TimePlan {
    on: Option<u16>,
    from: Option<u16>,
    to: Option<u16>,
    month: Option<u16>,
    fiscal_year: Option<u16>,
}

impl TimePlan {
    /// Time columns of the role, else those of the primary role.
    pub(crate) fn of(table: &Table, role: u8) -> Self {
        let find = |field: &Field| {
            let place = |role: u8| {
                table.columns.iter().position(|c| c.meta.role == role && c.meta.field.as_ref() == Some(field))
            };
            place(role).or_else(|| place(0)).and_then(|at| u16::try_from(at).ok())
        };
        Self {
            on: find(&Field::On),
            from: find(&Field::From),
            to: find(&Field::To),
            month: find(&Field::Month),
            fiscal_year: find(&Field::FiscalYear),
        }
    }

    /// When a row speaks of, leaving wide monthly columns aside.
    pub(crate) fn row(&self, table: &Table, row: usize) -> When {
        let date = |at: Option<u16>| at.map(|at| register_date(table.columns[at as usize].value(row)));
        if let Some(day) = date(self.on).filter(|day| *day != RegisterDate::UNKNOWN) {
            return When::day(day);
        }
        let from = date(self.from);
        let to = self.to.map(|at| {
            let column = &table.columns[at as usize];
            // An empty end is "still running"; an unreadable one is an end that nobody knows.
            if column.raw(row).trim().is_empty() { None } else { Some(register_date(column.value(row))) }
        });
        if from.is_some_and(|from| from != RegisterDate::UNKNOWN) || to.flatten().is_some() {
            return When { timing: Timing::Period, from: from.unwrap_or(RegisterDate::UNKNOWN), to: to.flatten() };
        }
        if let Some(month) = date(self.month).filter(|month| month.earliest.is_some()) {
            let to = RegisterDate { earliest: month.latest, ..month };
            return When { timing: Timing::Month, from: month, to: Some(to) };
        }
        self.past_year(table, row).unwrap_or_else(|| When::delivery(table.extract.as_of))
    }

    /// The whole 年度 of a row that speaks of an earlier one than its delivery: a record of last year is no state of today.
    pub(crate) fn past_year(&self, table: &Table, row: usize) -> Option<When> {
        let year = self.fiscal_year.and_then(|at| school_year(&table.columns[at as usize], row))?;
        if year >= japanese::age::school_year(table.extract.as_of) {
            return None;
        }
        let day = |day: Option<Date>| day.map(RegisterDate::day);
        let (first, last) =
            (day(japanese::age::school_year_begins(year))?, day(japanese::age::school_year_ends(year))?);
        Some(When { timing: Timing::Period, from: first, to: Some(last) })
    }

    /// The 年度 a row speaks of: its own, else that of the delivery.
    pub(crate) fn school_year(&self, table: &Table, row: usize) -> i16 {
        self.fiscal_year
            .and_then(|at| school_year(&table.columns[at as usize], row))
            .unwrap_or_else(|| japanese::age::school_year(table.extract.as_of))
    }

    /// When a cell of a wide monthly column speaks of: the month within the row's 年度 (April to March).
    pub(crate) fn wide_month(&self, table: &Table, row: usize, month: u8) -> When {
        let year = self.school_year(table, row);
        let year = if month >= 4 { year } else { year.saturating_add(1) };
        i8::try_from(month)
            .ok()
            .and_then(|month| Date::new(year, month, 1).ok())
            .map_or_else(|| self.row(table, row), When::month)
    }

    /// When a cell of a wide daily column speaks of: the day within the row's month, else within the month of the delivery.
    pub(crate) fn wide_day(&self, table: &Table, row: usize, day: u8) -> When {
        let month = self
            .month
            .and_then(|at| register_date(table.columns[at as usize].value(row)).earliest)
            .unwrap_or(table.extract.as_of);
        i8::try_from(day)
            .ok()
            .and_then(|day| Date::new(month.year(), month.month(), day).ok())
            .map_or_else(|| self.row(table, row), |day| When::day(RegisterDate::day(day)))
    }

    /// Whether rows have a time of their own.
    pub(crate) const fn has_own_time(&self) -> bool {
        self.on.is_some() || self.from.is_some() || self.month.is_some() || self.fiscal_year.is_some()
    }
}

/// A typed date cell; anything else is a date nobody knows.
pub(crate) fn register_date(value: Value<'_>) -> RegisterDate {
    if let Value::Date(date) = value { date } else { RegisterDate::UNKNOWN }
}

/// The 年度 of a row, however the column is typed.
fn school_year(column: &Column, row: usize) -> Option<i16> {
    match column.value(row) {
        Value::Number(thousandths) => i16::try_from(thousandths / 1000).ok().filter(|year| *year > 1900),
        Value::Date(date) => date.earliest.map(japanese::age::school_year),
        Value::Text(text) | Value::Code(text) => text.trim().parse().ok().filter(|year| *year > 1900),
        Value::Missing | Value::Flag(_) => None,
    }
    .or_else(|| japanese::date::parse_school_year(column.raw(row), &japanese::date::DateContext::default()))
}

/// How a date is written beside a value: `2022-11-30`, `2022-11`, `2022年頃` …
#[must_use]
pub fn date_text(date: RegisterDate) -> String {
    match (date.precision, date.earliest, date.latest) {
        (Precision::Day, Some(day), _) => day.to_string(),
        (Precision::Month, Some(day), _) => format!("{:04}-{:02}", day.year(), day.month()),
        (Precision::Year, Some(day), _) => format!("{}年", day.year()),
        (_, Some(first), Some(last)) if first == last => format!("{first}頃"),
        (_, Some(first), Some(last)) => format!("{first}～{last}の間"),
        (_, Some(first), None) => format!("{first}以後"),
        (_, None, Some(last)) => format!("{last}以前"),
        (_, None, None) => "日付不詳".to_owned(),
    }
}

impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.timing {
            Timing::Day => f.write_str(&date_text(self.from)),
            Timing::Delivery => write!(f, "{}現在", date_text(self.from)),
            Timing::Month => match self.from.earliest {
                Some(day) => write!(f, "{:04}-{:02}", day.year(), day.month()),
                None => f.write_str("月不詳"),
            },
            Timing::Period => match self.to {
                Some(to) => write!(f, "{}～{}", date_text(self.from), date_text(to)),
                None => write!(f, "{}～", date_text(self.from)),
            },
        }
    }
}
