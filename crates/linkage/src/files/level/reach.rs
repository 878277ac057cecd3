//! Whether two values reach a level.

use super::dates::Parts;
use super::{Level, dates, digits, words};
use crate::files::prepare::Prepared;
use crate::files::similar;

impl Level {
    /// Whether two values never reach the level unless a letter stands in both.
    pub(crate) fn needs_common_letter(&self) -> bool {
        match self {
            Self::Letters | Self::Prefix(_) | Self::Suffix(_) | Self::StartsWith(_) => true,
            Self::JaroWinkler(least) | Self::Contains(least) => *least > 0.0,
            _ => false,
        }
    }

    /// Whether two different values reach the level. The order of the two never matters. Levels made of conditions are looked at elsewhere.
    pub(crate) fn reached(&self, a: &Prepared, b: &Prepared) -> bool {
        let dated = |test: fn(Parts, Parts) -> bool| matches!((a.date, b.date), (Some(x), Some(y)) if test(x, y));
        match *self {
            Self::Exact | Self::Terms(_) => false,
            Self::JaroWinkler(least) => similar::jaro_winkler_at_least(a, b, least),
            Self::Levenshtein(most) => similar::levenshtein_within(a, b, most),
            Self::Damerau(most) => similar::damerau_within(a, b, most),
            Self::EditShare(most) => {
                similar::damerau_within(a, b, (most * a.letters.len().max(b.letters.len()) as f64) as usize)
            }
            Self::Letters => a.letters.len() == b.letters.len() && a.mask == b.mask && a.sorted() == b.sorted(),
            Self::Sound => !a.sound().is_empty() && a.sound() == b.sound(),
            Self::Prefix(length) => {
                a.letters.len() >= length && b.letters.len() >= length && a.letters[..length] == b.letters[..length]
            }
            Self::Suffix(length) => {
                let end = |letters: &[u32]| letters.len().checked_sub(length);
                matches!((end(&a.letters), end(&b.letters)), (Some(x), Some(y)) if a.letters[x..] == b.letters[y..])
            }
            Self::StartsWith(length) => {
                let shorter = a.letters.len().min(b.letters.len());
                shorter >= length && a.letters[..shorter] == b.letters[..shorter]
            }
            Self::Contains(least) => {
                let shorter = a.letters.len().min(b.letters.len());
                shorter > 0
                    && similar::have_common_run(&a.letters, &b.letters, (least * shorter as f64).ceil() as usize)
            }
            Self::Words(least) => {
                let common = a.common_words(b);
                let all = a.words().len() + b.words().len() - common;
                all > 0 && common as f64 >= least * all as f64
            }
            Self::Overlap(least) => {
                let shorter = a.words().len().min(b.words().len());
                shorter > 0 && a.common_words(b) as f64 >= least * shorter as f64
            }
            Self::Cosine(least) => a.cosine(b) >= least,
            Self::FirstWord => words::same_first(&a.letters, &b.letters),
            Self::ContainsWords(least) => {
                let shorter = a.words().len().min(b.words().len());
                shorter >= least && a.common_words(b) == shorter
            }
            Self::Initials => words::initials(&a.letters, &b.letters),
            Self::NameOrder => words::reordered(&a.letters, &b.letters),
            Self::Kana => !a.kana().is_empty() && a.kana() == b.kana(),
            Self::KanaLoose => a.loose().iter().zip(b.loose()).any(|(x, y)| !x.is_empty() && x == y),
            Self::KanaLooseEdits(most) => {
                a.loose().iter().zip(b.loose()).any(|(x, y)| similar::edits_within(x, y, most))
            }
            Self::Variant => similar::same_but_variants(a.variant(), b.variant()),
            Self::Number(most) => matches!((a.number(), b.number()), (Some(x), Some(y)) if (x - y).abs() <= most),
            Self::NumberShare(most) => {
                matches!((a.number(), b.number()), (Some(x), Some(y)) if (x - y).abs() <= most * x.abs().max(y.abs()))
            }
            Self::OneDigit => digits::one_wrong(a.digits(), b.digits()),
            Self::DigitSwap => digits::neighbours_swapped(a.digits(), b.digits()),
            Self::LastDigits(length) => digits::same_ending(a.digits(), b.digits(), length),
            Self::Phone => digits::same_phone(a.digits(), b.digits()),
            Self::PhoneNoArea => digits::same_phone_no_area(a.digits(), b.digits()),
            Self::Days(most) => matches!((a.day_number(), b.day_number()), (Some(x), Some(y)) if (x - y).abs() <= most),
            Self::DayMonthSwap => dated(dates::day_month_swap),
            Self::DateParts(least) => {
                matches!((a.date, b.date), (Some(x), Some(y)) if dates::common_parts(x, y) >= least)
            }
            Self::Years(most) => matches!((a.date, b.date), (Some(x), Some(y))
                if dates::same_day_of_year(x, y) && (x.0 - y.0).abs() <= most),
            Self::EraSlip => dated(dates::era_slip),
            Self::MonthDay => dated(dates::same_day_of_year),
            Self::YearMonth => dated(dates::same_month),
            Self::Year => dated(|x, y| x.0 == y.0),
            Self::Estimated => dated(dates::estimated),
            Self::AddressFull => a.place().same_dwelling(b.place()),
            Self::AddressNoBuilding => a.place().same_but_building(b.place()),
            Self::AddressPlot => a.place().same_plot(b.place()),
            Self::AddressBlock => a.place().same_block(b.place()),
            Self::AddressTown => a.place().same_town(b.place()),
            Self::AddressCity => a.place().same_city(b.place()),
        }
    }
}
