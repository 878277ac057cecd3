//! Cleaning steps of a field, applied once per distinct value.

use super::western_dates;

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Lower case; full-width letters and digits become half-width, letters taken apart from their accents one with them.
    Fold,
    /// Only letters, digits and single spaces between words.
    Words,
    /// Only letters and digits.
    Compact,
    /// Only digits.
    Digits,
    /// HTML entities become characters (`&amp;`, `&#228;`).
    Entities,
    /// Accents go (é → e).
    Accents,
    /// Variant kanji become one (異体字).
    Kanji,
    /// A personal name: variants, width, kana habits, spaces.
    Name,
    /// A reading in kana.
    Kana,
    /// A Japanese address as one key.
    Address,
    /// A date in any notation, as `YYYYMMDD`.
    Date,
    /// Words in alphabetical order.
    SortedWords,
    /// Spaces go; marks for missing characters stay.
    Unspaced,
    /// A Japanese address as one key, with building and room.
    Dwelling,
    /// Male, female: 1, 2; anything else is not recorded.
    Sex,
    /// The surname of a whole name, as a key.
    Surname,
    /// A number in any notation, as plain digits.
    Number,
    /// Of a date with the year at the end the day stands first; before `Date`.
    DayFirst,
    /// Of a date with the year at the end the month stands first; before `Date`.
    MonthFirst,
}

impl Step {
    /// What fields without `clean` get.
    pub(crate) const DEFAULT: [Self; 2] = [Self::Fold, Self::Words];
    /// Names in a recipe, in the order of the variants.
    pub(crate) const NAMES: [&'static str; 19] = [
        "fold",
        "words",
        "compact",
        "digits",
        "entities",
        "accents",
        "kanji",
        "name",
        "kana",
        "address",
        "date",
        "sorted-words",
        "unspaced",
        "dwelling",
        "sex",
        "surname",
        "number",
        "day-first",
        "month-first",
    ];

    /// As a recipe writes it.
    pub(crate) const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        const ALL: [Step; 19] = [
            Step::Fold,
            Step::Words,
            Step::Compact,
            Step::Digits,
            Step::Entities,
            Step::Accents,
            Step::Kanji,
            Step::Name,
            Step::Kana,
            Step::Address,
            Step::Date,
            Step::SortedWords,
            Step::Unspaced,
            Step::Dwelling,
            Step::Sex,
            Step::Surname,
            Step::Number,
            Step::DayFirst,
            Step::MonthFirst,
        ];
        Self::NAMES.iter().position(|known| *known == name.trim()).map(|at| ALL[at])
    }

    fn apply(self, text: &str) -> String {
        match self {
            Self::Fold => {
                let wide = japanese::kana::widen_half_kana(text);
                wide.chars().map(japanese::width::fold).flat_map(char::to_lowercase).collect()
            }
            Self::Words => {
                // An apostrophe inside a word is not a border: o'brien → obrien.
                let kept: String = text
                    .chars()
                    .filter(|c| !matches!(c, '\'' | '’'))
                    .map(|c| if c.is_alphanumeric() { c } else { ' ' })
                    .collect();
                kept.split_whitespace().collect::<Vec<_>>().join(" ")
            }
            Self::Compact => text.chars().filter(|c| c.is_alphanumeric()).collect(),
            Self::Digits => japanese::digits::fold(text).chars().filter(char::is_ascii_digit).collect(),
            Self::Entities => entities(text),
            Self::Accents => japanese::name::plain_letters(text),
            Self::Kanji => japanese::kanji::fold(text),
            Self::Name => japanese::name::fold_key(text),
            Self::Kana => japanese::name::reading_key(text),
            Self::Address => place(japanese::address::key(&japanese::address::parse(text, None))),
            Self::Dwelling => place(japanese::address::key_with_building(&japanese::address::parse(text, None))),
            Self::Date => date(text),
            Self::Sex => match japanese::sex::parse(text) {
                Some(japanese::sex::Sex::Male) => "1".to_owned(),
                Some(japanese::sex::Sex::Female) => "2".to_owned(),
                _ => String::new(),
            },
            Self::Surname => japanese::name::fold_key(&japanese::name::split(text, None).surname),
            Self::Number => number(text),
            Self::DayFirst => western_dates::reordered(text, true),
            Self::MonthFirst => western_dates::reordered(text, false),
            Self::Unspaced => text.chars().filter(|c| !c.is_whitespace()).collect(),
            Self::SortedWords => {
                let mut words: Vec<&str> = text.split_whitespace().collect();
                words.sort_unstable();
                words.join(" ")
            }
        }
    }
}

/// The key of an address that says nothing is nothing, not its borders: two missing addresses do not agree.
fn place(key: String) -> String {
    if key.chars().all(|c| c == '/') { String::new() } else { key }
}

/// All steps in their order.
pub(crate) fn clean(text: &str, steps: &[Step]) -> String {
    steps.iter().fold(text.to_owned(), |text, step| step.apply(&text))
}

/// A known day as `YYYYMMDD`, with `00` for a day or month that is not known. A day that is in no calendar (1956-02-31) becomes `YYYYMMDD` too, so
/// that a slip stays one slip; anything else stays as text, so that equal unreadable dates still agree.
fn date(text: &str) -> String {
    use japanese::date::Precision;
    let context = japanese::date::DateContext::default();
    let text = western_dates::without_time(text);
    let read = japanese::date::parse(text, &context).map(|parsed| parsed.date);
    let day = read.and_then(|date| Some((date.precision, date.earliest?)));
    match day {
        Some((Precision::Day, day)) => format!("{:04}{:02}{:02}", day.year(), day.month(), day.day()),
        Some((Precision::Month, day)) => format!("{:04}{:02}00", day.year(), day.month()),
        Some((Precision::Year, day)) => format!("{:04}0000", day.year()),
        _ => day_of_no_calendar(text)
            .or_else(|| western_dates::with_month_name(text))
            .unwrap_or_else(|| text.trim().to_owned()),
    }
}

/// `YYYY-M-D` and the like, whatever the digits say.
fn day_of_no_calendar(text: &str) -> Option<String> {
    let folded: String = text.trim().chars().map(japanese::width::fold).collect();
    let parts: Vec<&str> = folded.trim_end_matches('日').split(['-', '/', '.', '年', '月']).collect();
    let digits = |part: &str, length: std::ops::RangeInclusive<usize>| {
        length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    match parts.as_slice() {
        [year, month, day] if digits(year, 4..=4) && digits(month, 1..=2) && digits(day, 1..=2) => {
            Some(format!("{year}{month:0>2}{day:0>2}"))
        }
        _ => None,
    }
}

/// A number without thousands commas, width and unit (`￥1,234.50` → `1234.5`); nothing where it says that there is none (－). What is no number stays as
/// text.
fn number(text: &str) -> String {
    use japanese::number::{NumberValue, parse};
    let plain: String =
        text.chars().map(japanese::width::fold).filter(|c| !matches!(c, ' ' | '$' | '€' | '£')).collect();
    if let Some(number) = plain_decimal(&plain) {
        return number;
    }
    match parse(&plain) {
        Some(NumberValue::Thousandths(number)) => (number as f64 / 1000.0).to_string(),
        Some(NumberValue::None | NumberValue::Suppressed) => String::new(),
        // 1e5: beyond what the digits say, as near as a computer counts.
        None => match plain.parse::<f64>() {
            Ok(number) if number.is_finite() && plain.contains(['e', 'E']) => number.to_string(),
            _ => text.trim().to_owned(),
        },
    }
}

/// A number of digits, with thousands commas or without, with nothing in it that does not count: 007 → 7, 1,234.50 → 1234.5, -0 → 0. All its digits
/// stay, however many.
fn plain_decimal(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let groups: Vec<&str> = whole.split(',').collect();
    let in_groups =
        groups.len() == 1 || (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3);
    if !in_groups
        || !groups.iter().all(|group| all_digits(group))
        || !all_digits(fraction)
        || (whole.len() + fraction.len()) == 0
    {
        return None;
    }
    let whole: String = groups.concat();
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if whole == "0" && fraction.is_empty() { "" } else { sign };
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

/// Replaces the HTML entities that bibliographies contain.
fn entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(end, _)| end);
        let replaced = end.and_then(|end| {
            let name = &rest[1..end];
            let c = match name {
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                "nbsp" => Some(' '),
                _ => match name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok().and_then(char::from_u32),
                    None => name
                        .strip_prefix('#')
                        .and_then(|number| number.parse().ok())
                        .and_then(char::from_u32)
                        .or_else(|| letter(name)),
                },
            };
            c.map(|c| (c, end + 1))
        });
        match replaced {
            Some((c, length)) => {
                out.push(c);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// `eacute` → e: the letter without its accent.
fn letter(name: &str) -> Option<char> {
    let (first, accent) = name.split_at_checked(1)?;
    matches!(accent, "acute" | "grave" | "uml" | "circ" | "tilde" | "cedil" | "ring" | "slash" | "caron")
        .then(|| first.chars().next())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_in_their_order() {
        assert_eq!(
            clean("Bertram Lud&#228;scher & Co; O'Brien", &[Step::Entities, Step::Accents, Step::Words]),
            "bertram ludascher co obrien"
        );
        assert_eq!(clean("Ｔｅｌ：０３－１２", &[Step::Digits]), "0312");
        assert_eq!(clean("令和4年4月1日", &[Step::Date]), "20220401");
        assert_eq!(clean("平成5年3月不詳", &[Step::Date]), "19930300");
        assert_eq!(clean("生後まもなく", &[Step::Date]), "生後まもなく");
        assert_eq!(clean("1956-2-31", &[Step::Date]), "19560231", "a slip is no other notation");
        assert_eq!(clean("1956年2月31日", &[Step::Date]), "19560231");
        assert_eq!(clean("2014-02-26 00:00:00", &[Step::Date]), "20140226");
        assert_eq!(clean("26-Feb-2014 9:30", &[Step::Date]), "20140226");
        assert_eq!(clean("36.50", &[Step::Number]), "36.5");
        assert_eq!(clean("￥１，２３４．５０", &[Step::Number]), "1234.5");
        assert_eq!(clean("△12円", &[Step::Number]), "-12");
        assert_eq!(clean("－", &[Step::Number]), "");
        assert_eq!(clean("三つ", &[Step::Number]), "三つ");
        assert_eq!(clean("123456789012345678", &[Step::Number]), "123456789012345678", "no digit is lost");
        assert_eq!(clean("1,234.5678", &[Step::Number]), "1234.5678");
        assert_eq!([clean("-0", &[Step::Number]), clean("△0", &[Step::Number])], ["0", "0"]);
        assert_eq!([clean("007", &[Step::Number]), clean("+7.0", &[Step::Number])], ["7", "7"]);
        assert_eq!([clean("1e3", &[Step::Number]), clean("1,23", &[Step::Number])], ["1000", "1,23"]);
        assert_eq!([clean("-", &[Step::Number]), clean(".", &[Step::Number])], ["", "."]);
        assert_eq!(clean("1,5", &[Step::Number]), "1,5", "not fifteen");
        assert_eq!(clean("35.70512", &[Step::Number]), "35.70512");
        assert_eq!(clean("b  a", &[Step::SortedWords]), "a b");
        assert_eq!(clean("ﾊﾅｺ ｶﾞ", &[Step::Fold, Step::Words]), "ハナコ ガ");
        assert_eq!(clean("Mu\u{308}ller", &[Step::Fold, Step::Words]), "müller", "as some systems take letters apart");
        assert_eq!(clean("〓田　花子", &[Step::Fold, Step::Unspaced]), "〓田花子");
        for step in [Step::Address, Step::Dwelling] {
            assert_eq!(clean("", &[step]), "", "a missing address is no address");
            assert_eq!(clean(" 　", &[step]), "");
        }
        assert_eq!(clean("女性", &[Step::Sex]), "2");
        assert_eq!(clean("不明", &[Step::Sex]), "");
        assert_eq!(
            clean("昭島市田中町1丁目17番1号 コーポ昭島２０１号室", &[Step::Dwelling]),
            "昭島市/田中町/1-17-1/コーポ昭島201"
        );
        assert_eq!(clean("&bogus; &", &[Step::Entities]), "&bogus; &");
    }
}
