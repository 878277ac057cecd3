//! What a level says, as a sentence: English for engineers, plain Japanese for municipal staff.

use super::{Level, Look, Term};

/// The language of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// For the engineers who use `link-files`.
    English,
    /// For municipal staff.
    Japanese,
}

/// What is said when no level is reached.
pub(crate) fn else_sentence(field: &str, language: Language) -> String {
    match language {
        Language::English => format!("{field} is different"),
        Language::Japanese => format!("{field}が異なります"),
    }
}

/// What is said when a value is missing on a side.
pub(crate) fn missing_sentence(field: &str, language: Language) -> String {
    match language {
        Language::English => format!("{field} is not recorded on both sides, which says nothing"),
        Language::Japanese => format!("{field}が一方または両方に記録されていないため、判断に使いません"),
    }
}

impl Level {
    /// The sentence of a level of a comparison called `own`; `field` names the others by their number.
    pub(crate) fn sentence(&self, own: &str, field: &dyn Fn(usize) -> String, language: Language) -> String {
        let Self::Terms(terms) = self else { return plain(own, self, language, false) };
        let parts: Vec<String> = terms.iter().map(|term| term.sentence(own, field, language)).collect();
        parts.join(match language {
            Language::English => ", and ",
            Language::Japanese => "。かつ、",
        })
    }
}

impl Term {
    fn sentence(&self, own: &str, field: &dyn Fn(usize) -> String, language: Language) -> String {
        let list =
            |fields: &[usize], between: &str| fields.iter().map(|at| field(*at)).collect::<Vec<_>>().join(between);
        let (subject, several) = match (&self.look, language) {
            (Look::Own, _) => (own.to_owned(), false),
            (Look::Of(other), _) => (field(*other), false),
            (Look::With(others), Language::English) => {
                (format!("{own} of one record and {} of the other", list(others, " or ")), true)
            }
            (Look::With(others), Language::Japanese) => {
                (format!("一方の{own}と他方の{}", list(others, "または")), true)
            }
            (Look::Exchanged(other), Language::English) => {
                (format!("{own} and {}, exchanged on one side,", field(*other)), true)
            }
            (Look::Exchanged(other), Language::Japanese) => (format!("入れ替えれば{own}と{}", field(*other)), true),
            (Look::Among(others), Language::English) => {
                (format!("one of {own}, {} of one record and one of them of the other", list(others, ", ")), true)
            }
            (Look::Among(others), Language::Japanese) => (format!("{own}・{}のいずれか同士", list(others, "・")), true),
        };
        plain(&subject, &self.level, language, several)
    }
}

fn plain(subject: &str, level: &Level, language: Language, several: bool) -> String {
    match language {
        Language::English => format!("{subject} {} {}", if several { "are" } else { "is" }, english(level)),
        Language::Japanese => format!("{subject}が{}", japanese(level)),
    }
}

/// A share as a percentage, without needless digits.
fn percent(share: f64) -> f64 {
    (share * 1000.0).round() / 10.0
}

/// `1 day`, `31 days`.
fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn english(level: &Level) -> String {
    let fixed = match level {
        Level::Exact => "the same",
        Level::Letters => "the same letters in another order",
        Level::Sound => "of the same sound (Soundex)",
        Level::FirstWord => "the same in the first word",
        Level::Initials => "the same when an initial stands for a name (J. = John)",
        Level::NameOrder => "the same words in another order",
        Level::Kana => "the same reading in another spelling",
        Level::KanaLoose => "the same reading when voicing (か/が) and long vowel marks do not count",
        Level::Variant => "the same when variant kanji (髙/高) are one and a mark (〓) stands for a missing character",
        Level::OneDigit => "the same but for one digit",
        Level::DigitSwap => "the same but for two neighbouring digits swapped",
        Level::Phone => "the same telephone number",
        Level::PhoneNoArea => "the same telephone number, the area code missing on one side",
        Level::DayMonthSwap => "the same with day and month swapped",
        Level::EraSlip => "the same but for the Japanese era (平成 written for 昭和)",
        Level::MonthDay => "the same in month and day, not in the year",
        Level::YearMonth => "the same in year and month, not in the day",
        Level::Year => "the same in the year only",
        Level::Estimated => "possibly the same: one is the first of a January or of a month, as estimated dates are",
        Level::AddressFull => "the same dwelling in another notation",
        Level::AddressNoBuilding => "the same plot, building or room missing on one side",
        Level::AddressPlot => "the same plot, building or room different",
        Level::AddressBlock => "the same block (町丁目 and 番地)",
        Level::AddressTown => "the same district (町丁目)",
        Level::AddressCity => "the same municipality",
        _ => "",
    };
    match level {
        Level::JaroWinkler(least) => format!("similar (Jaro-Winkler {least} or more)"),
        Level::Levenshtein(most) => {
            format!("the same but for at most {}", count(*most, "inserted, missing or replaced character"))
        }
        Level::Damerau(most) => {
            format!("the same but for at most {}", count(*most, "inserted, missing, replaced or swapped character"))
        }
        Level::EditShare(most) => format!("the same but for {}% of the characters at most", percent(*most)),
        Level::Prefix(length) => format!("the same in the first {}", count(*length, "character")),
        Level::Suffix(length) => format!("the same in the last {}", count(*length, "character")),
        Level::StartsWith(length) => {
            format!("the same as far as the shorter one goes ({} or more)", count(*length, "character"))
        }
        Level::Contains(least) => {
            format!("alike: {}% or more of the shorter one stand in the other in one piece", percent(*least))
        }
        Level::Words(least) => format!("alike: {}% or more of all words are common", percent(*least)),
        Level::Overlap(least) => {
            format!("alike: {}% or more of the words of the shorter one stand in the other", percent(*least))
        }
        Level::Cosine(least) => format!("alike in their words, rare ones counting more (cosine {least} or more)"),
        Level::ContainsWords(least) => {
            format!("contained: all words of the shorter one ({least} or more) stand in the other")
        }
        Level::KanaLooseEdits(most) => {
            format!(
                "nearly the same reading: at most {}, voicing and long vowel marks not counted",
                count(*most, "slip")
            )
        }
        Level::Number(most) => format!("the same number up to a difference of {most}"),
        Level::NumberShare(most) => format!("the same number up to a difference of {}%", percent(*most)),
        Level::LastDigits(length) => format!("the same in the last {}", count(*length, "digit")),
        Level::Days(most) => format!("at most {} apart", count(*most as usize, "day")),
        Level::DateParts(least) => format!("the same in {least} of year, month and day"),
        Level::Years(most) => format!("the same in month and day, at most {} apart", count(*most as usize, "year")),
        _ => fixed.to_owned(),
    }
}

fn japanese(level: &Level) -> String {
    let fixed = match level {
        Level::Exact => "一致しています",
        Level::Letters => "同じ文字の並べ替えです",
        Level::Sound => "英語読みで同じ音です",
        Level::FirstWord => "最初の語で一致しています",
        Level::Initials => "頭文字（J. と John など）を同じとみなせば一致しています",
        Level::NameOrder => "語の順序の違い（姓と名の入替えなど）を除けば一致しています",
        Level::Kana => "読みとして一致しています（小書き・長音・ヂとジなど表記だけの違い）",
        Level::KanaLoose => "濁点・小書き・長音を除けば同じ読みです",
        Level::Variant => "異体字・旧字体・外字（〓など）を同じとみなせば一致しています",
        Level::OneDigit => "数字1桁だけの違いです",
        Level::DigitSwap => "隣り合う数字2桁の入替えです",
        Level::Phone => "同じ電話番号です",
        Level::PhoneNoArea => "市外局番の有無を除けば同じ電話番号です",
        Level::DayMonthSwap => "月と日を入れ替えれば一致しています",
        Level::EraSlip => "元号の取違え（平成と昭和など）とみられる違いです",
        Level::MonthDay => "月日だけ一致しています",
        Level::YearMonth => "年月だけ一致しています",
        Level::Year => "年だけ一致しています",
        Level::Estimated => "推定の日付（1月1日・月初めなど）とみれば矛盾しません",
        Level::AddressFull => "方書まで一致しています（表記の違いは同じとみなします）",
        Level::AddressNoBuilding => "番地まで一致し、方書が一方にありません",
        Level::AddressPlot => "番地まで一致し、方書が異なります",
        Level::AddressBlock => "町丁目と番地で一致し、号が異なるか一方にありません",
        Level::AddressTown => "町丁目まで一致しています",
        Level::AddressCity => "市区町村が一致しています",
        _ => "",
    };
    match level {
        Level::JaroWinkler(least) => format!("よく似ています（類似度{least}以上）"),
        Level::Levenshtein(most) => format!("{most}文字以内の違い（抜け・余分・書換え）です"),
        Level::Damerau(most) => format!("{most}か所以内の書き誤りとみられる違いです"),
        Level::EditShare(most) => format!("文字の{}%以内の違いです", percent(*most)),
        Level::Prefix(length) => format!("先頭{length}文字で一致しています"),
        Level::Suffix(length) => format!("末尾{length}文字で一致しています"),
        Level::StartsWith(length) => format!("短いほうの終わりまで一致しています（{length}文字以上）"),
        Level::Contains(least) => format!("短いほうの{}%以上の長さの続きを共有しています", percent(*least)),
        Level::Words(least) => format!("語の{}%以上を共有しています", percent(*least)),
        Level::Overlap(least) => format!("短いほうの語の{}%以上を共有しています", percent(*least)),
        Level::Cosine(least) => format!("珍しい語を重く見て似ています（{least}以上）"),
        Level::ContainsWords(least) => format!("短いほうの語（{least}語以上）をすべて共有しています"),
        Level::KanaLooseEdits(most) => format!("濁点・小書き・長音を除けば{most}か所以内の違いの読みです"),
        Level::Number(most) => format!("差{most}以内で一致しています"),
        Level::NumberShare(most) => format!("差{}%以内で一致しています", percent(*most)),
        Level::LastDigits(length) => format!("下{length}桁で一致しています"),
        Level::Days(most) => format!("{most}日以内の違いです"),
        Level::DateParts(least) => format!("年・月・日のうち{least}つで一致しています"),
        Level::Years(most) => format!("月日で一致し、年は{most}年以内の違いです"),
        _ => fixed.to_owned(),
    }
}
