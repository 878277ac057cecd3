//! Dates in the notations that municipal systems use (和暦・西暦).

use std::fmt::Write as _;

use jiff::civil::Date;

/// A notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateStyle {
    /// 2022-04-01.
    Iso,
    /// 2022/4/1.
    Slash,
    /// 20220401.
    Compact,
    /// R4.4.1.
    EraDots,
    /// 令和4年4月1日; the first year is 元年.
    EraKanji,
    /// 令和４年４月１日.
    EraKanjiWide,
    /// 5040401: era digit (昭和 3, 平成 4, 令和 5), year, month, day.
    Seven,
}

/// Notations that slip in where another is usual.
pub(crate) const SLIPS: [DateStyle; 5] =
    [DateStyle::Slash, DateStyle::EraDots, DateStyle::EraKanji, DateStyle::Compact, DateStyle::EraKanjiWide];

const ERAS: [(Date, &str, &str, char); 4] = [
    (Date::constant(2019, 5, 1), "令和", "R", '5'),
    (Date::constant(1989, 1, 8), "平成", "H", '4'),
    (Date::constant(1926, 12, 25), "昭和", "S", '3'),
    (Date::constant(1912, 7, 30), "大正", "T", '2'),
];

/// Writes a date.
pub(crate) fn write(date: Date, style: DateStyle, out: &mut String) {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let (first, kanji, letter, digit) = ERAS.into_iter().find(|era| date >= era.0).unwrap_or(ERAS[3]);
    let era_year = year - first.year() + 1;
    let _ = match style {
        DateStyle::Iso => write!(out, "{year}-{month:02}-{day:02}"),
        DateStyle::Slash => write!(out, "{year}/{month}/{day}"),
        DateStyle::Compact => write!(out, "{year}{month:02}{day:02}"),
        DateStyle::EraDots => write!(out, "{letter}{era_year}.{month}.{day}"),
        DateStyle::EraKanji if era_year == 1 => write!(out, "{kanji}元年{month}月{day}日"),
        DateStyle::EraKanji => write!(out, "{kanji}{era_year}年{month}月{day}日"),
        DateStyle::EraKanjiWide => {
            let start = out.len();
            write(date, DateStyle::EraKanji, out);
            let narrow = out.split_off(start);
            out.extend(narrow.chars().map(crate::places::widen));
            Ok(())
        }
        DateStyle::Seven => write!(out, "{digit}{era_year:02}{month:02}{day:02}"),
    };
}

/// A date as text.
pub(crate) fn text(date: Date, style: DateStyle) -> String {
    let mut out = String::new();
    write(date, style, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_day_in_every_notation() {
        let day = Date::constant(2019, 5, 1);
        let all: Vec<String> =
            [DateStyle::Iso, DateStyle::EraDots, DateStyle::EraKanji, DateStyle::EraKanjiWide, DateStyle::Seven]
                .map(|style| text(day, style))
                .into();
        assert_eq!(all, ["2019-05-01", "R1.5.1", "令和元年5月1日", "令和元年５月１日", "5010501"]);
        assert_eq!(text(Date::constant(2008, 12, 3), DateStyle::EraDots), "H20.12.3");
    }
}
