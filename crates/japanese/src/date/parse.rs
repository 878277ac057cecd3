//! Reading a date in every notation that municipalities use.

use super::notation::{self, Part};
use super::{Era, Precision, RegisterDate, unknown};
use jiff::civil::{Date, date};

/// What is known about a column of dates before a cell is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DateContext {
    /// The era of a year that is written without one (8.11.21, 080401): from a column of its own or the source definition.
    pub era_default: Option<Era>,
    /// Days after this one get the note [`DateNote::AfterLimit`].
    pub not_after: Option<Date>,
    /// Five digits may be the serial day number of a spreadsheet (44652 is 2022-04-01).
    pub excel_serials: bool,
}

/// What a reader of the date should be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateNote {
    /// The era had ended by that day (平成31年5月1日, 昭和99年): converted by counting on.
    EraEnded,
    /// The era had not begun on that day (令和元年4月30日): converted by counting back.
    EraNotBegun,
    /// The calendar has no such day; see [`Precision::Nonexistent`].
    NonexistentDay,
    /// Later than the context allows.
    AfterLimit,
    /// No era was written and none was given: 令和 was assumed.
    EraAssumed,
    /// It was the serial day number of a spreadsheet: the date was lost to a number on the way.
    ExcelSerial,
}

impl DateNote {
    /// In words for a clerk.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::EraEnded => "元号の終わった後の日付です（西暦に換算して読みました）",
            Self::EraNotBegun => "元号の始まる前の日付です（西暦に換算して読みました）",
            Self::NonexistentDay => "暦にない日付です（原文のまま保存し、期間として扱います）",
            Self::AfterLimit => "未来の日付です",
            Self::EraAssumed => "元号がないため令和として読みました",
            Self::ExcelSerial => "Excelの通し番号として読みました",
        }
    }
}

/// A date that was read, and what to tell about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParsedDate {
    /// The date with its precision and interval.
    pub date: RegisterDate,
    /// The most important remark, if any.
    pub note: Option<DateNote>,
}

/// Years that a register can hold.
const YEARS: std::ops::RangeInclusive<i16> = 1850..=2200;

/// Reads a date; `None` when the text is not one (or is empty).
///
/// R4.4.1 · 令和４年４月１日 · 令和四年四月一日 · 令和元年 · ㋿4.4.1 · 令4.4.1 · 5040401 · 05040401 · 5-04-04-01 · 2022-04-01 · 2022/4/1 ·
/// 20220401 · 2022年4月1日 · with a time of day or a weekday · 4.4.1, 040401, 40401 with the era of the context · 44652 (spreadsheet) ·
/// the 14 kinds of 不詳日 · zeros or nines for an unknown month or day.
///
/// ```
/// use japanese::date::{parse, DateContext, Precision};
/// let read = |text| parse(text, &DateContext::default()).unwrap().date;
/// assert_eq!(read("R4.4.1").exact(), Some(jiff::civil::date(2022, 4, 1)));
/// assert_eq!(read("昭和20年8月日不詳").precision, Precision::Month);
/// ```
#[must_use]
pub fn parse(text: &str, context: &DateContext) -> Option<ParsedDate> {
    if let Some(day) = fast_iso(text.as_bytes()) {
        return Some(limit(ParsedDate { date: RegisterDate::day(day), note: None }, context));
    }
    let even = notation::even(text);
    if even.is_empty() || even.len() > 120 {
        return None;
    }
    let read = if even.bytes().all(|byte| byte.is_ascii_digit()) {
        bare_digits(&even, context)
    } else {
        marked(&even, context)
            .or_else(|| unknown::parse(&even, context))
            .or_else(|| serial_with_fraction(&even, context))
    };
    read.map(|read| limit(read, context))
}

/// 2022-04-01 and 2022/04/01 exactly: most cells of most files.
fn fast_iso(bytes: &[u8]) -> Option<Date> {
    let &[y1, y2, y3, y4, s1, m1, m2, s2, d1, d2] = bytes else {
        return None;
    };
    if s1 != s2 || !matches!(s1, b'-' | b'/') {
        return None;
    }
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_i16, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i16::from(byte - b'0')))
    };
    let year = number(&[y1, y2, y3, y4])?;
    let (month, day) = (number(&[m1, m2])?, number(&[d1, d2])?);
    if !YEARS.contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn limit(mut read: ParsedDate, context: &DateContext) -> ParsedDate {
    if read.note.is_none() && read.date.earliest.zip(context.not_after).is_some_and(|(first, last)| first > last) {
        read.note = Some(DateNote::AfterLimit);
    }
    read
}

/// Digits alone: 20220401, 05040401, 5040401, 040401, 40401, 44652, 202204.
fn bare_digits(text: &str, context: &DateContext) -> Option<ParsedDate> {
    if text.bytes().all(|byte| byte == b'0') || (text.len() >= 6 && text.bytes().all(|byte| byte == b'9')) {
        return (text.len() >= 4).then_some(ParsedDate { date: RegisterDate::UNKNOWN, note: None });
    }
    let number = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<u32>().ok());
    match text.len() {
        // 20220401093000
        12 | 14 if text.starts_with("19") || text.starts_with("20") => bare_digits(&text[..8], context),
        8 if text.starts_with('0') => {
            with_era(Era::of_code(number(0, 2)?)?, number(2, 4)?, number(4, 6)?, number(6, 8)?)
        }
        8 => western(number(0, 4)?, number(4, 6)?, number(6, 8)?),
        7 => with_era(Era::of_code(number(0, 1)?)?, number(1, 3)?, number(3, 5)?, number(5, 7)?),
        6 => match context.era_default {
            Some(era) => with_era(era, number(0, 2)?, number(2, 4)?, number(4, 6)?),
            // 202204: a month of a Western year.
            None if (text.starts_with("19") || text.starts_with("20")) && (1..=12).contains(&number(4, 6)?) => {
                western(number(0, 4)?, number(4, 6)?, 0)
            }
            None => None,
        },
        5 => five_digits(text, number(0, 1)?, number(1, 3)?, number(3, 5)?, context),
        4 if text.starts_with("19") || text.starts_with("20") => western(number(0, 4)?, 0, 0),
        _ => None,
    }
}

/// 40401 is R4.4.1 where the era is known, else day 40401 of a spreadsheet, else R4.4.1 with a note.
fn five_digits(text: &str, year: u32, month: u32, day: u32, context: &DateContext) -> Option<ParsedDate> {
    let plausible = year > 0 && (1..=12).contains(&month) && (1..=31).contains(&day);
    match (context.era_default, context.excel_serials) {
        (Some(era), _) if plausible => with_era(era, year, month, day),
        (_, true) => excel_serial(text.parse().ok()?),
        (None, false) if plausible => with_era(Era::Reiwa, year, month, day)
            .map(|read| ParsedDate { note: read.note.or(Some(DateNote::EraAssumed)), ..read }),
        _ => None,
    }
}

/// Day numbers of the spreadsheet calendar that begins in 1900; 1927 to 2119, so that other five-digit numbers are not dates.
fn excel_serial(serial: i32) -> Option<ParsedDate> {
    if !(10_000..=80_000).contains(&serial) {
        return None;
    }
    let day = date(1899, 12, 30).checked_add(jiff::Span::new().days(serial)).ok()?;
    Some(ParsedDate { date: RegisterDate::day(day), note: Some(DateNote::ExcelSerial) })
}

/// 44652.375: a serial with a time of day.
fn serial_with_fraction(text: &str, context: &DateContext) -> Option<ParsedDate> {
    let (whole, fraction) = text.split_once('.')?;
    let numeric = whole.len() == 5
        && [whole, fraction]
            .iter()
            .all(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    if !(context.excel_serials && numeric) {
        return None;
    }
    excel_serial(whole.parse().ok()?)
}

/// Dates with an era or separators, complete or cut short, without any word of doubt.
pub(super) fn marked(text: &str, context: &DateContext) -> Option<ParsedDate> {
    let text = text.strip_prefix("西暦").unwrap_or(text);
    let (era, rest) = match Era::at_start(text) {
        Some((era, length)) => {
            let rest = &text[length..];
            // 平H27.8.1: the form prints the era and the clerk types it again.
            let rest =
                Era::at_start(rest).filter(|(again, _)| *again == era).map_or(rest, |(_, length)| &rest[length..]);
            (Some(era), rest.trim_start_matches(['.', '-', '/']))
        }
        None => (None, text),
    };
    // R040401, H310430
    if era.is_some() && rest.len() == 6 && rest.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: u32 = rest.parse().ok()?;
        return with_era(era?, number / 10_000, number / 100 % 100, number % 100);
    }
    let parts = notation::parts(rest)?;
    if !marks_in_order(&parts) {
        return None;
    }
    let bare_ends = parts.len() < 3 && parts.last().is_some_and(|part| part.mark == '-');
    match (era, parts.as_slice()) {
        _ if bare_ends => None,
        (Some(era), [year]) if year.mark == '年' || year.mark == '\0' => with_era(era, year.number, 0, 0),
        (Some(era), [year, month]) if month.mark != '日' => with_era(era, year.number, month.number, 0),
        (Some(era), [year, month, day]) => with_era(era, year.number, month.number, day.number),
        (None, [code, year, month, day]) if code.digits <= 2 && code.mark == '-' => {
            with_era(Era::of_code(code.number)?, year.number, month.number, day.number)
        }
        (None, [year, rest @ ..]) if year.digits == 4 && rest.len() <= 2 => {
            let number = |place: usize| rest.get(place).map_or(0, |part: &Part| part.number);
            if rest.is_empty() && year.mark != '年' {
                return None;
            }
            western(year.number, number(0), number(1))
        }
        (None, [year, month, day]) if year.digits <= 2 => {
            with_era(context.era_default?, year.number, month.number, day.number)
        }
        (None, [year, month]) if year.digits <= 2 && year.mark == '年' => {
            with_era(context.era_default?, year.number, month.number, 0)
        }
        (None, [year]) if year.digits <= 2 && year.mark == '年' => with_era(context.era_default?, year.number, 0, 0),
        _ => None,
    }
}

/// 年, 月, 日 each only where it belongs.
fn marks_in_order(parts: &[Part]) -> bool {
    let first = usize::from(parts.len() == 4);
    parts.iter().enumerate().all(|(place, part)| match part.mark {
        '年' => place == first,
        '月' => place == first + 1,
        '日' => place == first + 2,
        _ => true,
    })
}

fn western(year: u32, month: u32, day: u32) -> Option<ParsedDate> {
    // 9999-12-31, 0000-00-00 and 1900-01-00 (a spreadsheet's zero) say that there is no date.
    if matches!((year, month, day), (9999 | 0, _, _) | (1900, 1, 0)) {
        return Some(ParsedDate { date: RegisterDate::UNKNOWN, note: None });
    }
    let year = i16::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    Some(of_numbers(year, month, day))
}

/// A year of an era: 1 to 99, so that 昭和99年 is read and noted.
fn with_era(era: Era, year: u32, month: u32, day: u32) -> Option<ParsedDate> {
    let year = i16::try_from(year).ok().filter(|year| (1..=200).contains(year))?;
    let western_year = era.western_year(year);
    if !YEARS.contains(&western_year) {
        return None;
    }
    let mut read = of_numbers(western_year, month, day);
    if read.note.is_none() {
        let begins_after = read.date.earliest.zip(era.last_day()).is_some_and(|(first, last)| first > last);
        let ends_before = read.date.latest.is_some_and(|last| last < era.first_day());
        read.note = if begins_after {
            Some(DateNote::EraEnded)
        } else if ends_before {
            Some(DateNote::EraNotBegun)
        } else {
            None
        };
    }
    // 令和元年 begins in May, 平成31年 ends in April: the interval of a whole year is cut to the era.
    if read.note.is_none() && read.date.precision != Precision::Day {
        read.date.earliest = read.date.earliest.map(|first| first.max(era.first_day()));
        read.date.latest = read.date.latest.map(|latest| era.last_day().map_or(latest, |last| latest.min(last)));
    }
    Some(read)
}

/// A date of numbers; zero or 99 stands for an unknown month or day.
fn of_numbers(year: i16, month: u32, day: u32) -> ParsedDate {
    let known = |number: u32| (number != 0 && number != 99).then_some(number);
    let plain = |date| ParsedDate { date, note: None };
    let whole_year = |precision| RegisterDate::within(date(year, 1, 1), date(year, 12, 31), precision);
    let nonexistent = |date| ParsedDate { date, note: Some(DateNote::NonexistentDay) };
    let Some(month) = known(month) else {
        return plain(whole_year(Precision::Year));
    };
    let Some(first) = i8::try_from(month).ok().and_then(|month| Date::new(year, month, 1).ok()) else {
        return nonexistent(whole_year(Precision::Nonexistent));
    };
    let Some(day) = known(day) else {
        return plain(RegisterDate::within(first, first.last_of_month(), Precision::Month));
    };
    match i8::try_from(day).ok().and_then(|day| Date::new(year, first.month(), day).ok()) {
        Some(day) => plain(RegisterDate::day(day)),
        None => nonexistent(RegisterDate::within(first, first.last_of_month(), Precision::Nonexistent)),
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
