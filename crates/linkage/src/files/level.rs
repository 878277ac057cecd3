//! Levels of a comparison: what a recipe can ask two values to be.

mod dates;
mod digits;
mod order;
mod parse;
mod places;
mod reach;
mod sentence;
#[cfg(test)]
mod stories;
mod words;

pub(crate) use dates::day as calendar_day;
pub(crate) use order::implies;
pub(crate) use parse::Names;
pub(crate) use places::Place;
pub use sentence::Language;
pub(crate) use sentence::{else_sentence, missing_sentence};

/// How alike two values must be.
#[derive(Debug, Clone, PartialEq)]
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
    /// The same letters in any order.
    Letters,
    /// The same sound in English spelling (Soundex).
    Sound,
    /// The first n characters agree.
    Prefix(usize),
    /// The last n characters agree.
    Suffix(usize),
    /// One value is the beginning of the other, at least this many characters long: initials and cut-off values.
    StartsWith(usize),
    /// The longest common run of characters is at least this share of the shorter value.
    Contains(f64),
    /// Common words / all words at least (Jaccard).
    Words(f64),
    /// Common words / words of the shorter value at least.
    Overlap(f64),
    /// Cosine of words, rare words counting more, at least.
    Cosine(f64),
    /// The first word is the same.
    FirstWord,
    /// All words of the shorter value, at least this many, stand in the other.
    ContainsWords(usize),
    /// Word by word equal, or one is the initial of the other: J. R. Smith, John R Smith.
    Initials,
    /// The same words in another order; without spaces, the halves exchanged: 花子山田.
    NameOrder,
    /// The same reading in another spelling (small kana, long vowels, ヂ/ジ, ヅ/ズ, ヲ/オ, width).
    Kana,
    /// As `Kana`, and voicing and long vowel marks do not count.
    KanaLoose,
    /// Edits after what `KanaLoose` folds, at most.
    KanaLooseEdits(usize),
    /// The same when variant kanji are one and a mark for a missing character stands for any (異体字・外字).
    Variant,
    /// Numbers differ by at most.
    Number(f64),
    /// Numbers differ by at most this share of the larger.
    NumberShare(f64),
    /// As many digits, one of them different.
    OneDigit,
    /// Two neighbouring digits swapped.
    DigitSwap,
    /// The last n digits agree.
    LastDigits(usize),
    /// The same telephone number in any notation.
    Phone,
    /// The same telephone number, the area code missing on a side.
    PhoneNoArea,
    /// Dates (YYYYMMDD) differ by at most this many days.
    Days(i64),
    /// Same year, day and month swapped.
    DayMonthSwap,
    /// At least this many of year, month and day agree.
    DateParts(usize),
    /// Same month and day, years differ by at most this many.
    Years(i32),
    /// Same month and day, and the year is what another era makes of it (平成5年 for 昭和5年).
    EraSlip,
    /// Same month and day.
    MonthDay,
    /// Same year and month.
    YearMonth,
    /// Same year.
    Year,
    /// One date is the first of January of the other's year or the first of its month: an estimated date.
    Estimated,
    /// The same dwelling: plot and 方書.
    AddressFull,
    /// The same plot, the 方書 missing on a side.
    AddressNoBuilding,
    /// The same plot, whatever the 方書.
    AddressPlot,
    /// The same 町丁目 and 番地, whatever the 号.
    AddressBlock,
    /// The same 町丁目.
    AddressTown,
    /// The same municipality.
    AddressCity,
    /// Several conditions at once, or conditions on other fields. Looked at in `compare`, where the records are at hand.
    Terms(Vec<Term>),
}

/// One condition of a level, and between which values it is asked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Term {
    pub(crate) look: Look,
    /// Never [`Level::Terms`].
    pub(crate) level: Level,
    /// Which memory it uses: conditions are numbered through the recipe.
    pub(crate) memo: usize,
}

/// Between which values of two records a condition is asked. Numbers are fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Look {
    /// The field of the comparison on both sides.
    Own,
    /// Another field on both sides (`of`).
    Of(usize),
    /// The field of one record and one of these fields of the other (`with`).
    With(Vec<usize>),
    /// The field and another one exchanged: each equals the other (`exchanged`).
    Exchanged(usize),
    /// Any of the field and these fields on one side, any on the other (`among`).
    Among(Vec<usize>),
}

impl Level {
    /// The field that stands in for the compared one where that is empty: of a level that is a single condition `of` another field.
    pub(crate) fn stand_in(&self) -> Option<usize> {
        match self {
            Self::Terms(terms) => match terms.as_slice() {
                [Term { look: Look::Of(field), .. }] => Some(*field),
                _ => None,
            },
            _ => None,
        }
    }

    /// The conditions on values of other fields or in addition to others; none for a plain level.
    pub(crate) fn terms(&self) -> &[Term] {
        if let Self::Terms(terms) = self { terms } else { &[] }
    }
}
