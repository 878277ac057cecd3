//! School days and months of a school year (年度), with the national holidays.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

/// The days of a school year on which lessons are held (授業日), in order.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    /// First day: 1 April.
    pub(crate) first: Date,
    /// Lesson days until the end of the data.
    pub(crate) days: Vec<Date>,
    /// How many of them a whole year has, so that rates per year can be scaled.
    pub(crate) year_days: usize,
    /// Last day the data speak for.
    pub(crate) end: Date,
}

impl Calendar {
    /// The school year up to and including `end`.
    pub(crate) fn of(fiscal_year: i16, end: Date) -> Self {
        let first = Date::constant(fiscal_year, 4, 1);
        let mut days = Vec::new();
        let mut day = first;
        let last = Date::constant(fiscal_year + 1, 3, 31);
        let mut year_days = 0;
        while day <= last {
            if lesson_day(day) {
                year_days += 1;
                if day <= end {
                    days.push(day);
                }
            }
            day = next(day);
        }
        Self { first, days, year_days, end: end.min(last) }
    }

    /// First days of the months up to the end of the data.
    pub(crate) fn months(&self) -> Vec<Date> {
        let mut months = Vec::new();
        let mut month = self.first;
        while month <= self.end {
            months.push(month);
            month = month.checked_add(1.month()).unwrap_or(Date::MAX);
        }
        months
    }

    /// Indices of the lesson days of a month.
    pub(crate) fn days_of(&self, month: Date) -> std::ops::Range<usize> {
        let start = self.days.partition_point(|day| *day < month);
        start..self.days.partition_point(|day| *day <= month.last_of_month())
    }

    /// Index of the first lesson day on or after a date; the length when there is none.
    pub(crate) fn index(&self, on: Date) -> usize {
        self.days.partition_point(|day| *day < on)
    }
}

/// The day after; the last day representable stays.
pub(crate) fn next(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

/// A day that many days later or earlier.
pub(crate) fn shift(day: Date, days: i32) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

/// Days from one date to another.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// Whether schools hold lessons.
pub(crate) fn lesson_day(day: Date) -> bool {
    let holidays = match (day.month(), day.day()) {
        (4, ..=6) | (7, 21..) | (8, _) | (12, 25..) | (1, ..=9) | (3, 25..) => true,
        (_, _) => false,
    };
    !holidays && !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !holiday(day)
}

/// National holidays (国民の祝日に関する法律) with substitutes and days between, without single exceptions of years.
pub(crate) fn holiday(day: Date) -> bool {
    if named_holiday(day) {
        return true;
    }
    // 振替休日: the next day that is no holiday itself, when a holiday falls on a Sunday.
    let mut before = day;
    while let Ok(yesterday) = before.yesterday() {
        if !named_holiday(yesterday) {
            break;
        }
        if yesterday.weekday() == Weekday::Sunday {
            return true;
        }
        before = yesterday;
    }
    // 国民の休日: between two holidays.
    day.yesterday().is_ok_and(named_holiday) && day.tomorrow().is_ok_and(named_holiday)
}

fn named_holiday(day: Date) -> bool {
    let monday = |number: i8| day.weekday() == Weekday::Monday && (day.day() - 1) / 7 + 1 == number;
    match (day.month(), day.day()) {
        (1, 1) | (2, 11 | 23) | (4, 29) | (5, 3..=5) | (8, 11) | (11, 3 | 23) => true,
        (1, _) | (10, _) => monday(2),
        (7, _) => monday(3),
        (9, date) => monday(3) || i32::from(date) == equinox(23.2488, day.year()),
        (3, date) => i32::from(date) == equinox(20.8431, day.year()),
        _ => false,
    }
}

/// Day of the equinox in 1980–2099 by the usual formula.
fn equinox(base: f64, year: i16) -> i32 {
    let years = f64::from(year - 1980);
    (base + 0.242_194 * years - (years / 4.0).floor()) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holidays_of_2022_and_2023() {
        for (month, day) in [(5, 3), (9, 19), (9, 23), (10, 10), (11, 3), (11, 23)] {
            assert!(holiday(Date::constant(2022, month, day)), "{month}-{day}");
        }
        assert!(holiday(Date::constant(2023, 1, 2)), "振替休日 of 1 January on a Sunday");
        assert!(holiday(Date::constant(2023, 3, 21)), "春分の日");
        assert!(!holiday(Date::constant(2022, 6, 15)));
    }

    #[test]
    fn a_school_year_has_about_two_hundred_days() {
        let calendar = Calendar::of(2022, Date::constant(2023, 3, 31));
        assert!((185..=210).contains(&calendar.year_days), "{}", calendar.year_days);
        assert_eq!(calendar.months().len(), 12);
    }
}
