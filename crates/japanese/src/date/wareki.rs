//! Writing dates in the Japanese calendar (和暦).

use super::Era;
use jiff::civil::Date;

/// 令和4年4月1日; the first year is 元年. Days before 明治 are written with the Western year.
#[must_use]
pub fn to_wareki(day: Date) -> String {
    match Era::of(day) {
        Some(era) => {
            let year = day.year() - era.western_year(1) + 1;
            let year = if year == 1 { "元".to_owned() } else { year.to_string() };
            format!("{}{year}年{}月{}日", era.name(), day.month(), day.day())
        }
        None => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
    }
}

/// R4.4.1, for narrow columns.
#[must_use]
pub fn to_wareki_short(day: Date) -> String {
    match Era::of(day) {
        Some(era) => format!("{}{}.{}.{}", era.letter(), day.year() - era.western_year(1) + 1, day.month(), day.day()),
        None => format!("{}.{}.{}", day.year(), day.month(), day.day()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_certificate_says_the_era() {
        assert_eq!(to_wareki(date(2022, 4, 1)), "令和4年4月1日");
        assert_eq!(to_wareki(date(2019, 5, 1)), "令和元年5月1日");
        assert_eq!(to_wareki(date(2019, 4, 30)), "平成31年4月30日");
        assert_eq!(to_wareki_short(date(2026, 11, 21)), "R8.11.21");
    }
}
