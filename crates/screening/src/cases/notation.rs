//! The short notation of rows in cases: who, when, values.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::period::is_weekend;

/// What of a case cannot be read, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(pub String);

/// When a row speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    /// `-`.
    None,
    /// `2022-11-01`.
    Day(Date),
    /// `2021-04-01~` or `2021-04-01~2022-03-31`.
    Period(Date, Option<Date>),
    /// `2022-11`: its first day.
    Month(Date),
}

/// `2022-11-01`.
pub(super) fn date(text: &str) -> Result<Date, Fault> {
    let fault = || Fault(format!("「{text}」は日付（YYYY-MM-DD）ではありません"));
    if text.len() != 10 {
        return Err(fault());
    }
    text.parse().map_err(|_| fault())
}

/// `2022-11`: its first day.
pub(super) fn month(text: &str) -> Result<Date, Fault> {
    date(&format!("{text}-01")).map_err(|_| Fault(format!("「{text}」は月（YYYY-MM）ではありません")))
}

/// Every time a part of a row names: several joined by `+`; `a..b` is every day from Monday to Friday that is no holiday;
/// `2022-11*10` the first ten such days of a month.
pub(super) fn times(text: &str, holidays: &[Date]) -> Result<Vec<Time>, Fault> {
    let mut times = Vec::new();
    for part in text.split('+') {
        let open = |day: &Date| !is_weekend(*day) && !holidays.contains(day);
        if part == "-" {
            times.push(Time::None);
        } else if let Some((first, last)) = part.split_once("..") {
            let (first, last) = (date(first)?, date(last)?);
            times.extend(days(first).take_while(|day| *day <= last).filter(open).map(Time::Day));
        } else if let Some((first, count)) = part.split_once('*') {
            let first = month(first)?;
            let count: usize = count.parse().map_err(|_| Fault(format!("「{count}」は日数ではありません")))?;
            let found: Vec<Time> = days(first)
                .take_while(|day| *day <= first.last_of_month())
                .filter(open)
                .take(count)
                .map(Time::Day)
                .collect();
            if found.len() < count {
                return Err(Fault(format!("「{part}」: その月の平日は{}日です", found.len())));
            }
            times.extend(found);
        } else if let Some((first, last)) = part.split_once(['~', '〜', '～']) {
            let last = if last.is_empty() { None } else { Some(date(last)?) };
            times.push(Time::Period(date(first)?, last));
        } else if part.len() == 7 {
            times.push(Time::Month(month(part)?));
        } else {
            times.push(Time::Day(date(part)?));
        }
    }
    Ok(times)
}

fn days(first: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |day| day.checked_add(1.day()).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    #[test]
    fn ranges_leave_out_weekends_and_holidays() {
        let holidays = [day(2022, 11, 3)];
        let times = times("2022-11-02..2022-11-07", &holidays).unwrap();
        let expected = [day(2022, 11, 2), day(2022, 11, 4), day(2022, 11, 7)];
        assert_eq!(times, expected.map(Time::Day));
        assert_eq!(super::times("2022-11*2+2022-12", &holidays).unwrap().len(), 3);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for text in ["2022-13-01", "2022/11/01", "2022-02*30", "2022-11-01..", "昨日"] {
            assert!(times(text, &[]).is_err(), "{text}");
        }
    }
}
