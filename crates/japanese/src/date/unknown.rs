//! Dates of which only a part is known (不詳日, 住民記録システム標準仕様 1.1.8): precision and interval, never an invented day.

use super::parse::{DateContext, ParsedDate, marked};
use super::{Precision, RegisterDate};
use jiff::Span;
use jiff::civil::{Date, date};

/// Reads the kinds of 不詳日 from a text in the one notation of [`super::notation::even`].
pub(super) fn parse(text: &str, context: &DateContext) -> Option<ParsedDate> {
    if matches!(
        text,
        "年月日不詳"
            | "不詳"
            | "生年月日不詳"
            | "年不詳"
            | "年月不詳"
            | "月日不詳"
            | "日不詳"
            | "-"
            | "--"
    ) {
        return (!text.starts_with('-')).then_some(ParsedDate { date: RegisterDate::UNKNOWN, note: None });
    }
    between(text, context).or_else(|| single(text, context))
}

/// 令和2年3月1日から令和2年3月5日までの間, …から3月5日までの間, …から5日までの間; 頃 at either end is allowed.
fn between(text: &str, context: &DateContext) -> Option<ParsedDate> {
    let (from, to) = text.split_once("から")?;
    let to = to
        .strip_suffix("までの間")
        .or_else(|| to.strip_suffix("の間"))
        .or_else(|| to.strip_suffix("まで"))
        .unwrap_or(to);
    let (from, to) = (from.trim_end_matches('頃'), to.trim_end_matches('頃'));
    let start = marked(from, context)?;
    let end = marked(to, context).or_else(|| continued(from, to, context))?;
    let (first, last) = (start.date.earliest?, end.date.latest?);
    if last < first {
        return None;
    }
    Some(ParsedDate { date: RegisterDate::within(first, last, Precision::Between), note: start.note.or(end.note) })
}

/// The end of an interval that leaves out what it shares with the beginning: year, or year and month.
fn continued(from: &str, to: &str, context: &DateContext) -> Option<ParsedDate> {
    let shared = if to.contains('年') {
        return None;
    } else if to.contains('月') {
        &from[..from.find('年')? + '年'.len_utf8()]
    } else {
        &from[..from.find('月')? + '月'.len_utf8()]
    };
    marked(&format!("{shared}{to}"), context)
}

/// One date with a word of doubt before or behind it.
fn single(text: &str, context: &DateContext) -> Option<ParsedDate> {
    let estimated = text.contains("推定");
    let about = text.ends_with('頃');
    let stripped = text.replace("推定", "");
    let core = stripped.strip_suffix('頃').unwrap_or(&stripped);
    for (word, first, last) in [("上旬", 1, 10), ("中旬", 11, 20), ("下旬", 21, 31)] {
        if let Some(month) = core.strip_suffix(word) {
            let read = marked(month, context).filter(|read| read.date.precision == Precision::Month)?;
            let begin = read.date.earliest?;
            let day = |number: i8| Date::new(begin.year(), begin.month(), number.min(begin.days_in_month())).ok();
            return Some(ParsedDate {
                date: RegisterDate::within(day(first)?, day(last)?, Precision::TenDays),
                note: read.note,
            });
        }
    }
    for (word, season) in [("春", Some((3, 5))), ("夏", Some((6, 8))), ("秋", Some((9, 11))), ("冬", None)] {
        if let Some(year) =
            core.strip_suffix(word).or_else(|| core.strip_suffix("頃").and_then(|core| core.strip_suffix(word)))
        {
            let year = year.trim_end_matches('の');
            let read = marked(year, context).filter(|read| read.date.precision == Precision::Year)?;
            let begin = read.date.earliest?.year();
            // A winter lies at both ends of its year, so all of the year is possible.
            let (first, last) = match season {
                Some((first, last)) => (date(begin, first, 1), date(begin, last, 1).last_of_month()),
                None => (read.date.earliest?, read.date.latest?),
            };
            return Some(ParsedDate { date: RegisterDate::within(first, last, Precision::Season), note: read.note });
        }
    }
    let known = ["月日不詳", "日不詳", "不詳"].iter().find_map(|word| core.strip_suffix(word)).unwrap_or(core);
    // 令和2年月日不詳 and 令和2年3月日不詳 leave the year or month in front.
    let read = marked(known.trim_end_matches(['.', '-', '/']), context)?;
    if known == core && !about && !estimated {
        return None;
    }
    Some(ParsedDate { date: doubtful(read.date, about, estimated)?, note: read.note })
}

/// Widens the interval of a date that is called 頃, and marks one that is 推定.
fn doubtful(known: RegisterDate, about: bool, estimated: bool) -> Option<RegisterDate> {
    let (precision, reach) = match (known.precision, about, estimated) {
        (Precision::Day, true, _) => (Precision::AboutDay, Span::new().days(15)),
        (Precision::Month, true, _) => (Precision::AboutMonth, Span::new().months(1)),
        (Precision::Year, true, _) => (Precision::AboutYear, Span::new().years(1)),
        (Precision::Day, false, true) => (Precision::EstimatedDay, Span::new()),
        (Precision::Month, false, true) => (Precision::EstimatedMonth, Span::new()),
        (other, _, _) => (other, Span::new()),
    };
    let earliest = known.earliest?.checked_sub(reach).ok()?;
    let latest = known.latest?.checked_add(reach).ok()?;
    let latest = if precision == Precision::AboutMonth { latest.last_of_month() } else { latest };
    Some(RegisterDate::within(earliest, latest, precision))
}
