//! Dates as the West writes them: month names, and the year at the end, where only the values of a file tell whether day or month comes first.

use super::clean::Step;
use super::recipe::{FieldSpec, RecipeFault};
use crate::core::texts::Texts;

/// Day, month and year of `D/M/YYYY` or `M/D/YYYY`, with a time behind it or without: the first two numbers as they stand, and the year.
pub(super) fn year_last(text: &str) -> Option<(u32, u32, u32)> {
    let folded: String = without_time(text).chars().map(japanese::width::fold).collect();
    let mut parts = folded.split(['/', '-', '.', ' ']);
    let number = |part: &str, least: usize, most: usize| {
        let digits = (least..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten()
    };
    let found = (number(parts.next()?, 1, 2)?, number(parts.next()?, 1, 2)?, number(parts.next()?, 4, 4)?);
    parts.next().is_none().then_some(found)
}

/// A date without the time behind it: 26/02/2014 00:00, 2/26/2014 12:00:00 AM.
pub(super) fn without_time(text: &str) -> &str {
    let text = text.trim();
    let time = text.find([':', '：']).and_then(|colon| text[..colon].rfind(char::is_whitespace));
    time.map_or(text, |at| text[..at].trim_end())
}

/// `YYYY-MM-DD` of a date with the year at the end; other texts stay as they are.
pub(super) fn reordered(text: &str, day_first: bool) -> String {
    match year_last(text) {
        Some((first, second, year)) => {
            let (day, month) = if day_first { (first, second) } else { (second, first) };
            format!("{year:04}-{month:02}-{day:02}")
        }
        None => text.to_owned(),
    }
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// `YYYYMMDD` of a date with the name of its month in English: 6 Feb 2014, February 6th, 2014.
pub(super) fn with_month_name(text: &str) -> Option<String> {
    let folded: String = without_time(text).chars().map(japanese::width::fold).flat_map(char::to_lowercase).collect();
    let (mut year, mut month, mut day) = (None, None, None);
    for word in folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let place = if digits.is_empty() {
            let named = MONTHS.iter().position(|name| word.len() >= 3 && name.starts_with(word))?;
            month.replace(named as u32 + 1)
        } else if digits.len() == 4 && digits == word {
            year.replace(digits.parse().ok()?)
        } else if digits.len() <= 2 && ["", "st", "nd", "rd", "th"].contains(&&word[digits.len()..]) {
            day.replace(digits.parse().ok()?)
        } else {
            return None;
        };
        if place.is_some() {
            return None;
        }
    }
    let (year, month, day): (u32, u32, u32) = (year?, month?, day?);
    Some(format!("{year:04}{month:02}{day:02}"))
}

/// What the values of a column say of dates with the year at the end.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct YearLast {
    /// Values with more than 12 in first place.
    day_first: u32,
    /// Values with more than 12 in second place.
    month_first: u32,
    /// Values that may be read either way.
    either: u32,
}

/// Values of the other order are slips when they are no more than one in so many; so are those of the only order told.
const SLIPS: u32 = 20;

impl YearLast {
    /// Of a column whose field is cleaned as a date without saying what comes first.
    pub(super) fn of(values: &Texts, field: &FieldSpec) -> Self {
        let mut found = Self::default();
        let says = |step: &Step| matches!(step, Step::DayFirst | Step::MonthFirst);
        if !field.clean.contains(&Step::Date) || field.clean.iter().any(says) {
            return found;
        }
        for (first, second, _) in (0..values.len()).filter_map(|at| year_last(values.get(at))) {
            match (first > 12, second > 12) {
                (true, false) => found.day_first += 1,
                (false, true) => found.month_first += 1,
                (false, false) => found.either += 1,
                (true, true) => {}
            }
        }
        found
    }

    /// Whether there are any.
    const fn any(self) -> bool {
        self.day_first + self.month_first + self.either > 0
    }

    /// The order its own values tell: most days of a month are above 12.
    const fn told(self) -> Option<Step> {
        if self.day_first > self.month_first * SLIPS && self.day_first * SLIPS >= self.either {
            Some(Step::DayFirst)
        } else if self.month_first > self.day_first * SLIPS && self.month_first * SLIPS >= self.either {
            Some(Step::MonthFirst)
        } else {
            None
        }
    }
}

/// What tells the order of day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ToldBy {
    Values,
    OtherFiles,
    Weights,
}

/// How the dates with the year at the end of one column are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    /// Whether day or month comes first; `None` = they are not read as dates.
    pub(super) first: Option<Step>,
    by: ToldBy,
    values: YearLast,
}

/// How the columns of one field are read, file by file. `known` is how a file's were when the weights in use were learned (`Some(None)` = not
/// read): the same record must say the same on another day. What a file does not tell, the others do, if they agree.
pub(super) fn orders(columns: &[YearLast], known: impl Fn(usize) -> Option<Option<Step>>) -> Vec<Order> {
    let own = |at: usize| known(at).unwrap_or_else(|| columns[at].told());
    let mut told: Vec<Step> = (0..columns.len()).filter_map(own).collect();
    told.dedup();
    let of_others = if let [only] = told[..] { Some(only) } else { None };
    let order = |(at, values): (usize, &YearLast)| {
        let (first, by) = match (known(at), values.told()) {
            (Some(first), _) => (first, ToldBy::Weights),
            (None, Some(first)) => (Some(first), ToldBy::Values),
            // Values of both orders are not read by that of another file.
            (None, None) if values.day_first + values.month_first > 0 => (None, ToldBy::Values),
            (None, None) => (of_others, ToldBy::OtherFiles),
        };
        Order { first, by, values: *values }
    };
    columns.iter().enumerate().map(order).collect()
}

impl Order {
    /// Whether there are dates with the year at the end.
    pub(super) const fn is_needed(&self) -> bool {
        self.values.any()
    }

    /// Whether the weights tell it, so that another part of the file is read alike.
    pub(super) fn is_told_by_weights(&self) -> bool {
        self.by == ToldBy::Weights
    }

    /// How they are read where that may be wrong, with the cure.
    pub(super) fn doubt(&self, source: &str, field: &FieldSpec) -> Option<String> {
        let (name, values) = (&field.name, self.values);
        let (order, other, place, speak_for, against) = match self.first {
            Some(Step::DayFirst) => ("day", "month", "second", values.day_first, values.month_first),
            Some(_) => ("month", "day", "first", values.month_first, values.day_first),
            None => {
                return Some(format!(
                    "{source}: dates of `{name}` have the year at the end and do not tell whether day or month comes first ({} values have more than 12 in first place, {} in second): they are not read as dates; cure: clean = [\"day-first\", \"date\"] or [\"month-first\", \"date\"]",
                    values.day_first, values.month_first
                ));
            }
        };
        let why = match self.by {
            ToldBy::Values => format!("as its values with more than 12 tell, of which there are {speak_for}"),
            ToldBy::OtherFiles => "as in the other files".to_owned(),
            ToldBy::Weights if against * SLIPS <= speak_for => return None,
            ToldBy::Weights => {
                format!(
                    "as when the weights were learned, although {against} values have more than 12 in {place} place"
                )
            }
        };
        Some(format!(
            "{source}: dates of `{name}` with the year at the end are read {order} first, {why}; cure: if that is wrong, clean = [\"{other}-first\", \"date\"] where all files write them so"
        ))
    }

    /// A part of a file may say something else than the next one.
    pub(super) fn fault(source: &str, field: &FieldSpec) -> RecipeFault {
        RecipeFault::new(
            source,
            format!(
                "dates of `{}` have the year at the end; a part of a file does not tell what comes first, and the weights do not either",
                field.name
            ),
            "clean = [\"day-first\", \"date\"] or [\"month-first\", \"date\"], and learn the weights with it",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_and_names_of_months() {
        assert_eq!(reordered("6/2/2014", true), "2014-02-06");
        assert_eq!(reordered("6.2.2014", false), "2014-06-02");
        assert_eq!(reordered("2014-02-06", true), "2014-02-06");
        assert_eq!(reordered("6/2/14", true), "6/2/14", "whether 1914 or 2014 is not for us to say");
        assert_eq!(reordered("26/02/2014 00:00", true), "2014-02-26");
        assert_eq!(reordered("2/26/2014 12:00:00 AM", false), "2014-02-26");
        for text in ["6 Feb 2014", "06-FEB-2014", "February 6th, 2014", "Feb. 6 2014", "6 feb 2014 0:00"] {
            assert_eq!(with_month_name(text).as_deref(), Some("20140206"), "{text}");
        }
        for text in ["Feb 2014", "6 Foo 2014", "6 Feb Mar 2014", "6 7 Feb 2014", "6 Febuary 2014", "26 Marble 2014", ""]
        {
            assert_eq!(with_month_name(text), None, "{text}");
        }
    }

    #[test]
    fn who_tells_what_comes_first() {
        let column = |day_first, month_first, either| YearLast { day_first, month_first, either };
        let first = |columns: &[YearLast], known: Option<Option<Step>>| {
            orders(columns, |_| known).into_iter().map(|order| order.first).collect::<Vec<_>>()
        };
        let (day, month) = (Some(Step::DayFirst), Some(Step::MonthFirst));
        assert_eq!(first(&[column(3, 0, 2), column(0, 9, 5)], None), [day, month], "each file tells its own");
        assert_eq!(first(&[column(100, 4, 60), column(100, 5, 60)], None), [day, None], "one in twenty is a slip");
        assert_eq!(first(&[column(0, 1, 400)], None), [None], "and so is one among 400 that may be read either way");
        assert_eq!(
            first(&[column(3, 0, 2), column(0, 0, 5)], None),
            [day, day],
            "what a file does not tell the other one does"
        );
        assert_eq!(
            first(&[column(3, 0, 2), column(0, 9, 0), column(0, 0, 5)], None),
            [day, month, None],
            "if they agree"
        );
        assert_eq!(first(&[column(0, 0, 5), column(0, 9, 0)], Some(day)), [day, day], "what is known is kept");
        assert_eq!(first(&[column(0, 0, 0)], Some(day)), [day], "also where no value of today needs it");
        assert_eq!(first(&[column(3, 0, 2)], Some(None)), [None], "and that they were not read");
        let one_known = |at: usize| (at == 0).then_some(day);
        let mixed = orders(&[column(0, 9, 0), column(0, 0, 5)], one_known);
        assert_eq!([mixed[0].first, mixed[1].first], [day, day], "as the others are read, not as their values say");
    }
}
