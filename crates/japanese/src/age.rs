//! Age (年齢), school year (年度) and school grade (学年) on a day.

mod grade;

pub use grade::{SchoolGrade, SchoolKind};

use crate::date::RegisterDate;
use jiff::civil::Date;

/// The age reached by the end of a day under the Act on Calculation of Age (年齢計算ニ関スル法律): a year of age is completed at the end of
/// the day *before* the birthday. Whoever was born on 1 April turns six on 31 March. `None` before birth.
///
/// This is the age of statutes ("…に達した日"); for the age people call themselves, see [`age_from_birthday`].
#[must_use]
pub fn age_on(birth: Date, day: Date) -> Option<i16> {
    if day < birth {
        return None;
    }
    age_from_birthday(birth, day.tomorrow().ok()?)
}

/// The age that changes on the birthday itself, as in everyday speech and statistics. On 29 February births it changes on 1 March of common years. `None` before birth.
#[must_use]
pub fn age_from_birthday(birth: Date, day: Date) -> Option<i16> {
    if day < birth {
        return None;
    }
    let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
    Some(day.year() - birth.year() - i16::from(!had_birthday))
}

/// [`age_on`] for a register date: `None` when the interval of the birth leaves more than one answer.
#[must_use]
pub fn age_of(birth: RegisterDate, day: Date) -> Option<i16> {
    let (oldest, youngest) = (age_on(birth.earliest?, day)?, age_on(birth.latest?, day)?);
    (oldest == youngest).then_some(oldest)
}

/// The school or fiscal year (年度) a day lies in: April to March, named by the year of its April.
#[must_use]
pub fn school_year(day: Date) -> i16 {
    if day.month() >= 4 { day.year() } else { day.year() - 1 }
}

/// First day of a school year (4月1日).
#[must_use]
pub fn school_year_begins(year: i16) -> Option<Date> {
    Date::new(year, 4, 1).ok()
}

/// Last day of a school year (翌年3月31日).
#[must_use]
pub fn school_year_ends(year: i16) -> Option<Date> {
    Date::new(year.checked_add(1)?, 3, 31).ok()
}

/// The grade by age (学齢) on a day: school begins in the April after the sixth year of age is completed, so a child born on
/// 1 April belongs to the upper year. Deferred entry and repeated years are for the school records to say.
#[must_use]
pub fn grade_on(birth: Date, day: Date) -> SchoolGrade {
    if day < birth {
        return SchoolGrade::NotBorn;
    }
    SchoolGrade::from_place(school_year(day) - entry_year(birth))
}

/// [`grade_on`] for a register date: `None` when the interval of the birth leaves more than one answer.
#[must_use]
pub fn grade_of(birth: RegisterDate, day: Date) -> Option<SchoolGrade> {
    let (upper, lower) = (grade_on(birth.earliest?, day), grade_on(birth.latest?, day));
    (upper == lower).then_some(upper)
}

/// The school year in which a child enters primary school by age.
#[must_use]
pub fn entry_year(birth: Date) -> i16 {
    school_year(birth.yesterday().unwrap_or(birth)) + 7
}

/// The first and last birthday of those who enter primary school by age in a school year: 2 April to 1 April.
#[must_use]
pub fn births_entering(year: i16) -> Option<(Date, Date)> {
    Some((Date::new(year.checked_sub(7)?, 4, 2).ok()?, Date::new(year.checked_sub(6)?, 4, 1).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn born_on_the_first_of_april_belongs_to_the_upper_year() {
        let upper = date(2016, 4, 1);
        let lower = date(2016, 4, 2);
        assert_eq!(grade_on(upper, date(2022, 4, 1)), SchoolGrade::Primary(1));
        assert_eq!(grade_on(lower, date(2022, 4, 1)), SchoolGrade::Preschool(5));
        assert_eq!(grade_on(lower, date(2023, 4, 1)), SchoolGrade::Primary(1));
        assert_eq!(age_on(upper, date(2022, 3, 31)), Some(6), "at the end of the day before the birthday");
        assert_eq!(age_on(upper, date(2022, 3, 30)), Some(5));
        assert_eq!(age_from_birthday(upper, date(2022, 3, 31)), Some(5));
        assert_eq!(births_entering(2022), Some((date(2015, 4, 2), date(2016, 4, 1))));
    }

    #[test]
    fn a_leap_day_child_grows_older_at_the_end_of_the_28th() {
        let birth = date(2012, 2, 29);
        assert_eq!(age_on(birth, date(2022, 2, 27)), Some(9));
        assert_eq!(age_on(birth, date(2022, 2, 28)), Some(10));
        assert_eq!(age_on(birth, date(2012, 2, 28)), None);
    }

    #[test]
    fn school_careers() {
        let birth = date(2008, 6, 15);
        for (day, grade) in [
            (date(2008, 7, 1), SchoolGrade::Preschool(0)),
            (date(2009, 4, 1), SchoolGrade::Preschool(0)),
            (date(2014, 4, 1), SchoolGrade::Preschool(5)),
            (date(2015, 4, 1), SchoolGrade::Primary(1)),
            (date(2021, 3, 31), SchoolGrade::Primary(6)),
            (date(2021, 4, 1), SchoolGrade::JuniorHigh(1)),
            (date(2024, 4, 1), SchoolGrade::High(1)),
            (date(2027, 4, 1), SchoolGrade::After),
            (date(2008, 6, 14), SchoolGrade::NotBorn),
        ] {
            assert_eq!(grade_on(birth, day), grade, "{day}");
        }
    }

    #[test]
    fn an_unknown_day_that_matters_gives_no_answer() {
        let month = RegisterDate::within(date(2016, 4, 1), date(2016, 4, 30), crate::date::Precision::Month);
        assert_eq!(grade_of(month, date(2022, 5, 1)), None);
        let other = RegisterDate::within(date(2016, 5, 1), date(2016, 5, 31), crate::date::Precision::Month);
        assert_eq!(grade_of(other, date(2023, 5, 1)), Some(SchoolGrade::Primary(1)));
        assert_eq!(age_of(other, date(2023, 5, 15)), None);
        assert_eq!(age_of(RegisterDate::UNKNOWN, date(2023, 5, 15)), None);
    }
}
