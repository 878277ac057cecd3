//! Reads a level as a recipe writes it.
//!
//! `LEVEL` · `LEVEL of FIELD` · `LEVEL with FIELD, FIELD` · `LEVEL exchanged FIELD` · `LEVEL among FIELD, FIELD`, joined by `and`;
//! `swap FIELD` is short for `exact with FIELD`.

use super::{Level, Look, Term};

/// What a number behind a level may be.
#[derive(Clone, Copy)]
enum Kind {
    /// No number.
    Plain(Level0),
    /// Between 0 and 1.
    Share(fn(f64) -> Level),
    /// Whole, from 1.
    Count(fn(usize) -> Level),
    /// Any number from 0.
    Any(fn(f64) -> Level),
}

/// A level without number.
type Level0 = fn() -> Level;

/// Name, sign (empty = none) and kind of every level.
const LEVELS: &[(&str, &str, Kind)] = &[
    ("exact", "", Kind::Plain(|| Level::Exact)),
    ("jaro-winkler", ">=", Kind::Share(Level::JaroWinkler)),
    ("levenshtein", "<=", Kind::Count(Level::Levenshtein)),
    ("damerau", "<=", Kind::Count(Level::Damerau)),
    ("damerau-levenshtein", "<=", Kind::Count(Level::Damerau)),
    ("edit-share", "<=", Kind::Share(Level::EditShare)),
    ("letters", "", Kind::Plain(|| Level::Letters)),
    ("sound", "", Kind::Plain(|| Level::Sound)),
    ("prefix", ">=", Kind::Count(Level::Prefix)),
    ("suffix", ">=", Kind::Count(Level::Suffix)),
    ("starts-with", ">=", Kind::Count(Level::StartsWith)),
    ("contains", ">=", Kind::Share(Level::Contains)),
    ("words", ">=", Kind::Share(Level::Words)),
    ("token-set", ">=", Kind::Share(Level::Words)),
    ("overlap", ">=", Kind::Share(Level::Overlap)),
    ("cosine", ">=", Kind::Share(Level::Cosine)),
    ("first-word", "", Kind::Plain(|| Level::FirstWord)),
    ("contains-words", ">=", Kind::Count(Level::ContainsWords)),
    ("initials", "", Kind::Plain(|| Level::Initials)),
    ("name-order", "", Kind::Plain(|| Level::NameOrder)),
    ("kana", "", Kind::Plain(|| Level::Kana)),
    ("kana-loose", "", Kind::Plain(|| Level::KanaLoose)),
    ("kana-loose", "<=", Kind::Count(Level::KanaLooseEdits)),
    ("variant", "", Kind::Plain(|| Level::Variant)),
    ("number", "<=", Kind::Any(Level::Number)),
    ("number-share", "<=", Kind::Share(Level::NumberShare)),
    ("one-digit", "", Kind::Plain(|| Level::OneDigit)),
    ("digit-swap", "", Kind::Plain(|| Level::DigitSwap)),
    ("last-digits", ">=", Kind::Count(Level::LastDigits)),
    ("phone", "", Kind::Plain(|| Level::Phone)),
    ("phone-no-area", "", Kind::Plain(|| Level::PhoneNoArea)),
    ("days", "<=", Kind::Count(|days| Level::Days(days as i64))),
    ("day-month-swap", "", Kind::Plain(|| Level::DayMonthSwap)),
    ("date-parts", ">=", Kind::Count(|parts| Level::DateParts(parts.min(3)))),
    ("years", "<=", Kind::Count(|years| Level::Years(years as i32))),
    ("era-slip", "", Kind::Plain(|| Level::EraSlip)),
    ("month-day", "", Kind::Plain(|| Level::MonthDay)),
    ("year-month", "", Kind::Plain(|| Level::YearMonth)),
    ("year", "", Kind::Plain(|| Level::Year)),
    ("estimated", "", Kind::Plain(|| Level::Estimated)),
    ("address-full", "", Kind::Plain(|| Level::AddressFull)),
    ("address-no-building", "", Kind::Plain(|| Level::AddressNoBuilding)),
    ("address-plot", "", Kind::Plain(|| Level::AddressPlot)),
    ("address-block", "", Kind::Plain(|| Level::AddressBlock)),
    ("address-town", "", Kind::Plain(|| Level::AddressTown)),
    ("address-city", "", Kind::Plain(|| Level::AddressCity)),
];

const EXAMPLES: &str = "write for example \"exact\", \"jaro-winkler >= 0.9\", \"damerau <= 1\", \"days <= 31\" or \"exact with former_surname\"";

/// Numbers of the conditions of a recipe and its fields by name.
pub(crate) struct Names<'a> {
    /// The number of a field.
    pub(crate) field: &'a mut dyn FnMut(&str) -> usize,
    /// The next free number of a condition.
    pub(crate) memo: &'a mut usize,
}

impl Level {
    /// Reads a level.
    ///
    /// # Errors
    /// What to write instead.
    pub(crate) fn parse(text: &str, names: &mut Names<'_>) -> Result<Self, String> {
        let terms = text.split(" and ").map(|part| term(part.trim(), names)).collect::<Result<Vec<_>, _>>()?;
        match terms.as_slice() {
            [Term { look: Look::Own, level, .. }] => Ok(level.clone()),
            _ => Ok(Self::Terms(terms)),
        }
    }
}

fn term(text: &str, names: &mut Names<'_>) -> Result<Term, String> {
    // A word at the end is a word, too: `exact of` lacks its field.
    let padded = format!("{text} ");
    let text = padded.as_str();
    let (level, look) = if let Some(other) = text.strip_prefix("swap ") {
        (Level::Exact, Look::With(vec![field(other, names)?]))
    } else if let Some((level, other)) = text.split_once(" of ") {
        (value(level)?, Look::Of(field(other, names)?))
    } else if let Some((level, others)) = text.split_once(" with ") {
        (value(level)?, Look::With(fields(others, names)?))
    } else if let Some((level, other)) = text.split_once(" exchanged ") {
        (value(level)?, Look::Exchanged(field(other, names)?))
    } else if let Some((level, others)) = text.split_once(" among ") {
        (value(level)?, Look::Among(fields(others, names)?))
    } else {
        (value(text)?, Look::Own)
    };
    let memo = *names.memo;
    *names.memo += 1;
    Ok(Term { look, level, memo })
}

fn field(text: &str, names: &mut Names<'_>) -> Result<usize, String> {
    let name = text.trim();
    if name.is_empty() || name.contains(',') {
        return Err(
            "name one field behind `of`, `swap` and `exchanged`, for example \"exact of surname_kana\"".to_owned()
        );
    }
    Ok((names.field)(name))
}

fn fields(text: &str, names: &mut Names<'_>) -> Result<Vec<usize>, String> {
    let mut found: Vec<usize> = text.split(',').map(|name| field(name, names)).collect::<Result<_, _>>()?;
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// A level of two values.
fn value(text: &str) -> Result<Level, String> {
    let text = text.trim();
    let split =
        |sign: &'static str| text.split_once(sign).map(|(name, number)| (name.trim(), sign, Some(number.trim())));
    let (name, sign, number) = split(">=").or_else(|| split("<=")).unwrap_or((text, "", None));
    let Some((_, _, kind)) = LEVELS.iter().find(|known| known.0 == name && known.1 == sign) else {
        return Err(unknown(name, sign));
    };
    let number: f64 = match number {
        None => 0.0,
        Some(number) => {
            let (number, scale) = number.strip_suffix('%').map_or((number, 1.0), |share| (share.trim(), 100.0));
            number.parse::<f64>().map_err(|_| format!("a number must follow `{sign}`"))? / scale
        }
    };
    match kind {
        Kind::Plain(make) => Ok(make()),
        Kind::Share(make) if (0.0..=1.0).contains(&number) => Ok(make(number)),
        Kind::Share(_) => Err("the number must lie between 0 and 1".to_owned()),
        Kind::Count(make) if (1.0..=1e6).contains(&number) && number.fract() == 0.0 => Ok(make(number as usize)),
        Kind::Count(_) => Err("the number must be whole and at least 1".to_owned()),
        Kind::Any(make) if number >= 0.0 && number.is_finite() => Ok(make(number)),
        Kind::Any(_) => Err("the number must be 0 or more".to_owned()),
    }
}

/// What was probably meant.
fn unknown(name: &str, sign: &str) -> String {
    if let Some((_, right, kind)) = LEVELS.iter().find(|known| known.0 == name) {
        let number = if matches!(kind, Kind::Share(_)) { "0.9" } else { "1" };
        return if right.is_empty() {
            format!("write \"{name}\" without a number")
        } else {
            format!("write for example \"{name} {right} {number}\"")
        };
    }
    let distance = |known: &str| rapidfuzz::distance::osa::distance(known.chars(), name.chars());
    let nearest = LEVELS.iter().map(|known| (distance(known.0), known.0)).min();
    let begun = LEVELS.iter().find(|known| name.len() >= 3 && known.0.starts_with(name));
    match (begun, nearest) {
        (Some(known), _) => format!("did you mean \"{}\"? All levels stand in docs/reference/recipes.md", known.0),
        (None, Some((distance, known))) if distance <= 2 => {
            format!("did you mean \"{known}\"? All levels stand in docs/reference/recipes.md")
        }
        _ if sign.is_empty() => EXAMPLES.to_owned(),
        _ => "the comparison or its sign is not known: see docs/reference/recipes.md".to_owned(),
    }
}

/// Every level there is, with several numbers where it takes one.
#[cfg(test)]
pub(super) fn every() -> impl Iterator<Item = Level> {
    LEVELS.iter().flat_map(|(_, _, kind)| match kind {
        Kind::Plain(make) => vec![make()],
        Kind::Share(make) => vec![make(0.5), make(0.9)],
        Kind::Count(make) => vec![make(1), make(2), make(3)],
        Kind::Any(make) => vec![make(1.0), make(10.0)],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Level, String> {
        let known = ["given", "alias", "former"];
        let mut memo = 0;
        Level::parse(
            text,
            &mut Names {
                field: &mut |name| known.iter().position(|field| *field == name).unwrap_or(9),
                memo: &mut memo,
            },
        )
    }

    #[test]
    fn what_recipes_write() {
        assert_eq!(read("kana-loose"), Ok(Level::KanaLoose));
        assert_eq!(read(" kana-loose<=2 "), Ok(Level::KanaLooseEdits(2)));
        assert_eq!(read("overlap >= 50%"), Ok(Level::Overlap(0.5)));
        let term = |look, level, memo| Term { look, level, memo };
        assert_eq!(read("swap given"), Ok(Level::Terms(vec![term(Look::With(vec![0]), Level::Exact, 0)])));
        assert_eq!(
            read("jaro-winkler >= 0.9 and exact of alias"),
            Ok(Level::Terms(vec![term(Look::Own, Level::JaroWinkler(0.9), 0), term(Look::Of(1), Level::Exact, 1)]))
        );
        assert_eq!(
            read("variant among former, alias"),
            Ok(Level::Terms(vec![term(Look::Among(vec![1, 2]), Level::Variant, 0)]))
        );
        assert_eq!(read("exact exchanged given"), Ok(Level::Terms(vec![term(Look::Exchanged(0), Level::Exact, 0)])));
        assert_eq!(read("swap given").map(|level| level.stand_in()), Ok(None));
        assert_eq!(read("kana of given").map(|level| level.stand_in()), Ok(Some(0)));
    }

    #[test]
    fn every_fault_has_its_cure() {
        for (text, cure) in [
            ("variants", "did you mean \"variant\"?"),
            ("jaro >= 0.9", "did you mean \"jaro-winkler\"?"),
            ("damerau >= 1", "write for example \"damerau <= 1\""),
            ("exact >= 1", "write \"exact\" without a number"),
            ("jaro-winkler >= 9", "between 0 and 1"),
            ("damerau <= 0", "whole and at least 1"),
            ("number <= -1", "0 or more"),
            ("days <= many", "a number must follow `<=`"),
            ("exact of ", "name one field"),
            ("exact of given, alias", "name one field"),
            ("nonsense", "write for example"),
            ("nonsense <= 1", "docs/reference/recipes.md"),
            ("", "write for example"),
        ] {
            let told = read(text).expect_err(text);
            assert!(told.contains(cure), "{text}: {told}");
        }
    }
}
