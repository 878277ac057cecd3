//! Months and school years as columns write them (年月, 年度).

use super::parse::{DateContext, marked};
use super::{Era, Precision, notation};
use jiff::civil::{Date, date};

/// A calendar month (年月).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Western year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl Month {
    /// The month a day lies in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// The first day; `None` only for a month number outside 1-12.
    #[must_use]
    pub fn first_day(self) -> Option<Date> {
        Date::new(self.year, self.month, 1).ok()
    }

    /// The last day; `None` only for a month number outside 1-12.
    #[must_use]
    pub fn last_day(self) -> Option<Date> {
        self.first_day().map(Date::last_of_month)
    }
}

/// Reads a month: 2022-04, 2022/4, 202204, 2022年4月, 2022年4月分, R4.4, 令和4年4月, 50404 (era code), a whole date; 4.4 and 0404 with the era of the context.
#[must_use]
pub fn parse_month(text: &str, context: &DateContext) -> Option<Month> {
    let even = notation::even(text);
    let even = even.trim_end_matches("分").trim_end_matches("提供").trim_end_matches("度");
    let number = |from: usize, to: usize| even.get(from..to).and_then(|digits| digits.parse::<i16>().ok());
    let with_era =
        |era: Era, year: i16, month: i16| (year > 0).then(|| of_numbers(era.western_year(year), month)).flatten();
    if even.bytes().all(|byte| byte.is_ascii_digit()) {
        return match even.len() {
            6 if even.starts_with("19") || even.starts_with("20") => of_numbers(number(0, 4)?, number(4, 6)?),
            6 => with_era(Era::of_code(u32::try_from(number(0, 2)?).ok()?)?, number(2, 4)?, number(4, 6)?),
            5 => with_era(Era::of_code(u32::try_from(number(0, 1)?).ok()?)?, number(1, 3)?, number(3, 5)?),
            4 => with_era(context.era_default?, number(0, 2)?, number(2, 4)?),
            _ => super::parse(text, context).and_then(of_date),
        };
    }
    // R0807: the era's letter, two digits each.
    if let Some((Some(era), digits)) = even.char_indices().nth(1).map(|(at, _)| (Era::parse(&even[..at]), &even[at..]))
        && digits.len() == 4
        && digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return with_era(era, digits[..2].parse().ok()?, digits[2..].parse().ok()?);
    }
    if let (Some(era), Some([year, month])) = (context.era_default, notation::parts(even).as_deref())
        && year.digits <= 2
    {
        return with_era(era, i16::try_from(year.number).ok()?, i16::try_from(month.number).ok()?);
    }
    marked(even, context).and_then(of_date)
}

fn of_date(read: super::ParsedDate) -> Option<Month> {
    match read.date.precision {
        Precision::Day | Precision::Month => read.date.earliest.map(Month::of),
        _ => None,
    }
}

fn of_numbers(year: i16, month: i16) -> Option<Month> {
    let month = i8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
    (1850..=2200).contains(&year).then_some(Month { year, month })
}

/// Reads a school or fiscal year (年度): 令和4年度, R4年度, R4, 2022年度, 2022, 4年度 with the era of the context; a whole date gives the year it lies in.
#[must_use]
pub fn parse_school_year(text: &str, context: &DateContext) -> Option<i16> {
    let even = notation::even(text);
    let even = even.strip_suffix("年度").or_else(|| even.strip_suffix("度")).unwrap_or(&even);
    let even = even.strip_suffix('年').unwrap_or(even);
    let (era, rest) = match Era::at_start(even) {
        Some((era, length)) => (Some(era), &even[length..]),
        None => (None, even),
    };
    match (era, rest.parse::<i16>(), rest.len()) {
        (Some(era), Ok(year), 1..=2) if year > 0 => Some(era.western_year(year)),
        (None, Ok(year), 4) if (1900..=2200).contains(&year) => Some(year),
        (None, Ok(year), 3) => Era::of_code(u32::try_from(year / 100).ok()?)
            .filter(|_| year % 100 > 0)
            .map(|era| era.western_year(year % 100)),
        (None, Ok(year), 1..=2) if year > 0 => context.era_default.map(|era| era.western_year(year)),
        _ => super::parse(text, context)?.date.exact().map(crate::age::school_year),
    }
}

impl Month {
    /// The month before or after by the given number of months; `None` outside the years a calendar can hold.
    #[must_use]
    pub fn plus(self, months: i32) -> Option<Self> {
        let index = i32::from(self.year) * 12 + i32::from(self.month) - 1 + months;
        let year = i16::try_from(index.div_euclid(12)).ok().filter(|year| (1..=9999).contains(year))?;
        Some(Self::of(date(year, i8::try_from(index.rem_euclid(12) + 1).ok()?, 1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_of_a_delivery_in_every_notation() {
        for text in [
            "2022-04",
            "2022/4",
            "202204",
            "2022年4月",
            "2022年04月分",
            "R4.4",
            "R04.04",
            "令和4年4月",
            "令和四年四月分",
            "50404",
            "050404",
            "2022-04-01",
            "20220401",
        ] {
            assert_eq!(parse_month(text, &DateContext::default()), Some(Month { year: 2022, month: 4 }), "{text}");
        }
        let reiwa = DateContext { era_default: Some(Era::Reiwa), ..DateContext::default() };
        for text in ["4.4", "0404", "4年4月"] {
            assert_eq!(parse_month(text, &reiwa), Some(Month { year: 2022, month: 4 }), "{text}");
        }
        for text in ["", "4月", "202213", "田中", "2022"] {
            assert_eq!(parse_month(text, &DateContext::default()), None, "{text}");
        }
        assert_eq!(Month { year: 2022, month: 1 }.plus(-2), Some(Month { year: 2021, month: 11 }));
    }

    #[test]
    fn school_years() {
        for text in ["令和4年度", "R4年度", "R4", "2022年度", "2022", "504", "令和四年度", "2023-03-31"] {
            assert_eq!(parse_school_year(text, &DateContext::default()), Some(2022), "{text}");
        }
        assert_eq!(parse_school_year("令和元年度", &DateContext::default()), Some(2019));
        assert_eq!(parse_school_year("4", &DateContext::default()), None);
    }
}
