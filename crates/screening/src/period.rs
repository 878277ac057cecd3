//! Stretches of days and months.

use japanese::age::{school_year, school_year_begins};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Days from first to last, inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Period {
    pub first: Date,
    pub last: Date,
}

impl Period {
    /// One day.
    pub(crate) const fn day(day: Date) -> Self {
        Self { first: day, last: day }
    }

    /// From 1 April of the school year of a day to that day.
    pub(crate) fn school_year_to(day: Date) -> Self {
        Self { first: school_year_begins(school_year(day)).unwrap_or(day), last: day }
    }

    /// The school year before that of a day.
    pub(crate) fn school_year_before(day: Date) -> Self {
        let begins = school_year_begins(school_year(day)).unwrap_or(day);
        let first = school_year_begins(school_year(day).saturating_sub(1)).unwrap_or(begins);
        Self { first, last: begins.yesterday().unwrap_or(begins) }
    }

    /// So many months back, the day itself included.
    pub(crate) fn months_to(day: Date, months: u32) -> Self {
        if day == day.last_of_month() {
            return Self { first: month_before(day, months.saturating_sub(1)).unwrap_or(Date::MIN), last: day };
        }
        let back = day.checked_sub(i64::from(months).months()).ok().and_then(|back| back.tomorrow().ok());
        Self { first: back.unwrap_or(Date::MIN), last: day }
    }

    /// So many days back, the day itself included.
    pub(crate) fn days_to(day: Date, days: u32) -> Self {
        let back = day.checked_sub((i64::from(days) - 1).days());
        Self { first: back.unwrap_or(Date::MIN), last: day }
    }

    /// So many days before this period.
    pub(crate) fn before(self, days: u32) -> Option<Self> {
        self.first.yesterday().ok().map(|last| Self::days_to(last, days))
    }

    /// Whether something from `first` to `last` (open = still running) touches it.
    pub(crate) fn touches(self, first: Option<Date>, last: Option<Date>) -> bool {
        first.is_none_or(|first| first <= self.last) && last.is_none_or(|last| self.first <= last)
    }

    /// The first days of its calendar months, oldest first.
    pub(crate) fn months(self) -> Vec<Date> {
        let mut months = vec![self.first.first_of_month()];
        while let Some(next) = months.last().and_then(|month| month.checked_add(1.month()).ok()) {
            if next > self.last || months.len() > 12 * 20 {
                break;
            }
            months.push(next);
        }
        months
    }

    /// Its days.
    pub(crate) fn days(self) -> impl Iterator<Item = Date> {
        let last = self.last;
        std::iter::successors(Some(self.first), |day| day.tomorrow().ok()).take_while(move |day| *day <= last)
    }
}

/// The month `back` months before that of a day.
pub(crate) fn month_before(day: Date, back: u32) -> Option<Date> {
    day.first_of_month().checked_sub(i64::from(back).months()).ok()
}

/// Whether a day is a Saturday or Sunday.
pub(crate) fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// `11月`.
pub(crate) fn month_name(month: Date) -> String {
    format!("{}月", month.month())
}

/// `2022年11月`.
pub(crate) fn month_title(month: Date) -> String {
    format!("{}年{}月", month.year(), month.month())
}
