//! Levels of a comparison: what a recipe can ask two values to be.

use super::prepare::Prepared;
use super::similar;

/// How alike two values must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Level {
    /// Equal.
    Exact,
    /// Jaro-Winkler similarity at least.
    JaroWinkler(f64),
    /// Edits (insert, delete, replace) at most.
    Levenshtein(usize),
    /// Edits with swapped neighbours as one, at most.
    Damerau(usize),
    /// Share of edits in the longer value at most (1 - normalised Damerau-Levenshtein similarity).
    EditShare(f64),
    /// Common words / all words at least (Jaccard).
    Words(f64),
    /// Common words / words of the shorter value at least.
    Overlap(f64),
    /// Cosine of words, rare words counting more, at least.
    Cosine(f64),
    /// Numbers differ by at most.
    Number(f64),
    /// Numbers differ by at most this share of the larger.
    NumberShare(f64),
    /// Dates (YYYYMMDD) differ by at most this many days.
    Days(i64),
    /// Same year, day and month swapped.
    DayMonthSwap,
    /// At least this many of year, month and day agree.
    DateParts(usize),
    /// The first n characters agree.
    Prefix(usize),
    /// One value is the beginning of the other, at least this many characters long: initials and cut-off values.
    StartsWith(usize),
    /// The longest common run of characters is at least this share of the shorter value.
    Contains(f64),
    /// The same sound in English spelling (Soundex).
    Sound,
    /// The same letters in any order.
    Letters,
    /// This value equals the other record's value of another field.
    Swap(usize),
}

impl Level {
    /// Reads a level as a recipe writes it; also hands back the name of the other field of a swap.
    pub(crate) fn parse(text: &str) -> Result<(Self, Option<String>), &'static str> {
        let text = text.trim();
        if let Some(other) = text.strip_prefix("swap ") {
            return Ok((Self::Swap(usize::MAX), Some(other.trim().to_owned())));
        }
        let plain = match text {
            "exact" => Some(Self::Exact),
            "day-month-swap" => Some(Self::DayMonthSwap),
            "sound" => Some(Self::Sound),
            "letters" => Some(Self::Letters),
            _ => None,
        };
        if let Some(level) = plain {
            return Ok((level, None));
        }
        let (name, number, sign) = if let Some((name, number)) = text.split_once(">=") {
            (name.trim(), number, ">=")
        } else if let Some((name, number)) = text.split_once("<=") {
            (name.trim(), number, "<=")
        } else {
            return Err(
                "write for example \"exact\", \"jaro-winkler >= 0.9\", \"damerau <= 1\", \"days <= 31\" or \"swap surname\"",
            );
        };
        let value: f64 = number.trim().trim_end_matches('%').parse().map_err(|_| "a number must follow")?;
        let share =
            || if (0.0..=1.0).contains(&value) { Ok(value) } else { Err("the number must lie between 0 and 1") };
        let count = || {
            if (1.0..=1e6).contains(&value) && value.fract() == 0.0 {
                Ok(value as usize)
            } else {
                Err("the number must be whole and at least 1")
            }
        };
        let level = match (name, sign) {
            ("jaro-winkler", ">=") => Self::JaroWinkler(share()?),
            ("levenshtein", "<=") => Self::Levenshtein(count()?),
            ("damerau" | "damerau-levenshtein", "<=") => Self::Damerau(count()?),
            ("edit-share", "<=") => Self::EditShare(share()?),
            ("words" | "token-set", ">=") => Self::Words(share()?),
            ("overlap", ">=") => Self::Overlap(share()?),
            ("cosine", ">=") => Self::Cosine(share()?),
            ("number", "<=") => Self::Number(value),
            ("number-share", "<=") => Self::NumberShare(share()?),
            ("days", "<=") => Self::Days(count()? as i64),
            ("date-parts", ">=") => Self::DateParts(count()?.min(3)),
            ("prefix", ">=") => Self::Prefix(count()?),
            ("starts-with", ">=") => Self::StartsWith(count()?),
            ("contains", ">=") => Self::Contains(share()?),
            _ => return Err("the comparison or its sign is not known: see docs/reference/recipes.md"),
        };
        Ok((level, None))
    }

    /// With the other field of a swap filled in.
    pub(crate) const fn with_field(self, field: Option<usize>) -> Self {
        match (self, field) {
            (Self::Swap(_), Some(field)) => Self::Swap(field),
            (level, _) => level,
        }
    }

    /// Whether two different values reach the level. Swaps are looked at elsewhere.
    pub(crate) fn reached(self, a: &Prepared, b: &Prepared) -> bool {
        match self {
            Self::Exact | Self::Swap(_) => false,
            Self::JaroWinkler(least) => similar::jaro_winkler_at_least(a, b, least),
            Self::Levenshtein(most) => similar::levenshtein_within(a, b, most),
            Self::Damerau(most) => similar::damerau_within(a, b, most),
            Self::EditShare(most) => {
                similar::damerau_within(a, b, (most * a.letters.len().max(b.letters.len()) as f64) as usize)
            }
            Self::Words(least) => {
                let common = a.common_words(b);
                let all = a.words.len() + b.words.len() - common;
                all > 0 && common as f64 >= least * all as f64
            }
            Self::Overlap(least) => {
                let shorter = a.words.len().min(b.words.len());
                shorter > 0 && a.common_words(b) as f64 >= least * shorter as f64
            }
            Self::Cosine(least) => a.cosine(b) >= least,
            Self::Number(most) => matches!((a.number, b.number), (Some(x), Some(y)) if (x - y).abs() <= most),
            Self::NumberShare(most) => {
                matches!((a.number, b.number), (Some(x), Some(y)) if (x - y).abs() <= most * x.abs().max(y.abs()))
            }
            Self::Days(most) => matches!((a.day_number(), b.day_number()), (Some(x), Some(y)) if (x - y).abs() <= most),
            Self::DayMonthSwap => {
                matches!((a.date, b.date), (Some(x), Some(y)) if x.0 == y.0 && x.1 == y.2 && x.2 == y.1)
            }
            Self::DateParts(least) => matches!((a.date, b.date), (Some(x), Some(y))
                if usize::from(x.0 == y.0) + usize::from(x.1 == y.1) + usize::from(x.2 == y.2) >= least),
            Self::Prefix(length) => {
                a.letters.len() >= length && b.letters.len() >= length && a.letters[..length] == b.letters[..length]
            }
            Self::StartsWith(length) => {
                let shorter = a.letters.len().min(b.letters.len());
                shorter >= length && a.letters[..shorter] == b.letters[..shorter]
            }
            Self::Contains(least) => {
                let shorter = a.letters.len().min(b.letters.len());
                shorter > 0 && longest_run(&a.letters, &b.letters) as f64 >= least * shorter as f64
            }
            Self::Sound => !a.sound.is_empty() && a.sound == b.sound,
            Self::Letters => a.sorted == b.sorted,
        }
    }
}

/// Length of the longest run of characters that both values contain.
fn longest_run(a: &[u32], b: &[u32]) -> usize {
    let mut before = vec![0_usize; b.len() + 1];
    let mut best = 0;
    for x in a {
        let mut corner = 0;
        for (at, y) in b.iter().enumerate() {
            let above = before[at + 1];
            before[at + 1] = if x == y { corner + 1 } else { 0 };
            best = best.max(before[at + 1]);
            corner = above;
        }
    }
    best
}
