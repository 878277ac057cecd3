//! Dates as the West writes them: month names, and the year at the end, where only the values of a file tell whether day or month comes first.

use super::clean::Step;
use super::recipe::{FieldSpec, RecipeFault};
use crate::core::texts::Texts;

/// Day, month and year of `D/M/YYYY` or `M/D/YYYY`: the first two numbers as they stand, and the year.
pub(super) fn year_last(text: &str) -> Option<(u32, u32, u32)> {
    let folded: String = text.trim().chars().map(japanese::width::fold).collect();
    let mut parts = folded.split(['/', '-', '.', ' ']);
    let number = |part: &str, least: usize, most: usize| {
        let digits = (least..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten()
    };
    let found = (number(parts.next()?, 1, 2)?, number(parts.next()?, 1, 2)?, number(parts.next()?, 4, 4)?);
    parts.next().is_none().then_some(found)
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

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// `YYYYMMDD` of a date with the name of its month in English: 6 Feb 2014, February 6th, 2014.
pub(super) fn with_month_name(text: &str) -> Option<String> {
    let folded: String = text.chars().map(japanese::width::fold).flat_map(char::to_lowercase).collect();
    let (mut year, mut month, mut day) = (None, None, None);
    for word in folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let place = if digits.is_empty() {
            let named = MONTHS.iter().position(|name| word.starts_with(name))?;
            month.replace(named as u32 + 1).map(|_| 0)
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
#[derive(Debug, Default)]
pub(super) struct YearLast {
    /// Values with more than 12 in first place.
    day_first: u32,
    /// Values with more than 12 in second place.
    month_first: u32,
    /// Values that may be read either way.
    either: u32,
}

/// Values of the other order are slips when they are no more than one in so many.
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
    pub(super) const fn any(&self) -> bool {
        self.day_first + self.month_first + self.either > 0
    }

    /// The step that reads them.
    pub(super) const fn step(&self) -> Option<Step> {
        if self.day_first > self.month_first * SLIPS {
            Some(Step::DayFirst)
        } else if self.month_first > self.day_first * SLIPS {
            Some(Step::MonthFirst)
        } else {
            None
        }
    }

    /// How they are read, with the cure.
    pub(super) fn doubt(&self, source: &str, field: &FieldSpec) -> String {
        let name = &field.name;
        let (order, place, other, told) = match self.step() {
            Some(Step::DayFirst) => ("day", "first", "month", self.day_first),
            Some(_) => ("month", "second", "day", self.month_first),
            None => {
                return format!(
                    "{source}: dates of `{name}` have the year at the end and do not tell whether day or month comes first: they are not read as dates; cure: clean = [\"day-first\", \"date\"] or [\"month-first\", \"date\"]"
                );
            }
        };
        format!(
            "{source}: dates of `{name}` with the year at the end are read {order} first, since {told} values have more than 12 in {place} place; cure: if that is wrong, clean = [\"{other}-first\", \"date\"]"
        )
    }

    /// A part of a file may say something else than the next one.
    pub(super) fn fault(source: &str, field: &FieldSpec) -> RecipeFault {
        RecipeFault::new(
            source,
            format!(
                "dates of `{}` have the year at the end; a part of a file does not tell what comes first",
                field.name
            ),
            "clean = [\"day-first\", \"date\"] or [\"month-first\", \"date\"]",
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
        for text in ["6 Feb 2014", "06-FEB-2014", "February 6th, 2014", "Feb. 6 2014"] {
            assert_eq!(with_month_name(text).as_deref(), Some("20140206"), "{text}");
        }
        for text in ["Feb 2014", "6 Foo 2014", "6 Feb Mar 2014", "6 7 Feb 2014", ""] {
            assert_eq!(with_month_name(text), None, "{text}");
        }
    }
}
