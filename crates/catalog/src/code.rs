//! Code tables (コード表): what a code meant in which school year or period.

use jiff::civil::Date;

/// One code table; from `codes/<name>.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeTable {
    /// Name of the file without its ending.
    pub name: String,
    /// Its rows, in the order of the file.
    pub codes: Vec<Code>,
}

/// One code during one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// As it is delivered (`21`); compared after folding width, case and spaces.
    pub code: String,
    /// What it means, canonical (`要介護1`).
    pub meaning: String,
    /// Other spellings that mean the same (`介1`, `要介護１`).
    pub also: Vec<String>,
    /// Group it counts in (`軽度` …), empty when none.
    pub group: String,
    /// First day it is used; `None` = always.
    pub from: Option<Date>,
    /// Last day it is used; `None` = still.
    pub to: Option<Date>,
    /// Order for comparisons (要介護1 < 要介護5), 0 when it has none.
    pub rank: i32,
}

impl Code {
    /// Whether the code is used on a day.
    #[must_use]
    pub fn holds(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on <= to)
    }
}

impl CodeTable {
    /// The code, meaning or other spelling `text` stands for on a day. Codes come before spellings.
    #[must_use]
    pub fn find(&self, text: &str, on: Date) -> Option<&Code> {
        let wanted = code_key(text);
        if wanted.is_empty() {
            return None;
        }
        let holding = || self.codes.iter().filter(|code| code.holds(on));
        holding()
            .find(|code| code_key(&code.code) == wanted)
            .or_else(|| holding().find(|code| code_key(&code.meaning) == wanted))
            .or_else(|| holding().find(|code| code.also.iter().any(|other| code_key(other) == wanted)))
    }

    /// Every spelling in force on a day with its canonical meaning: folded codes, meanings, other spellings; the first holds.
    pub fn spellings(&self, on: Date) -> impl Iterator<Item = (String, &Code)> {
        let holding = move || self.codes.iter().filter(move |code| code.holds(on));
        holding()
            .map(|code| (code_key(&code.code), code))
            .chain(holding().map(|code| (code_key(&code.meaning), code)))
            .chain(holding().flat_map(|code| code.also.iter().map(move |other| (code_key(other), code))))
            .filter(|(spelling, _)| !spelling.is_empty())
    }

    /// Order of a canonical meaning, when the table has one.
    #[must_use]
    pub fn rank(&self, meaning: &str) -> Option<i32> {
        self.codes.iter().find(|code| code.meaning == meaning).map(|code| code.rank).filter(|rank| *rank != 0)
    }

    /// The group of a canonical meaning, when it has one.
    #[must_use]
    pub fn group(&self, meaning: &str) -> Option<&str> {
        self.codes.iter().find(|code| code.meaning == meaning).map(|code| code.group.as_str()).filter(|g| !g.is_empty())
    }
}

/// Folds a code for comparison: width, case, spaces and signs do not matter, zeros in front do. Signs alone (`×`, `／`) stand
/// for themselves.
#[must_use]
pub fn code_key(text: &str) -> String {
    let key = japanese::text::header_key(text);
    if key.is_empty() { japanese::text::clean(text).into_owned() } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn code(code: &str, meaning: &str, also: &[&str], from: Option<Date>, to: Option<Date>) -> Code {
        let also = also.iter().map(|text| (*text).to_owned()).collect();
        Code { code: code.into(), meaning: meaning.into(), also, group: String::new(), from, to, rank: 0 }
    }

    #[test]
    fn a_code_means_what_it_meant_that_year() {
        let table = CodeTable {
            name: "reason".into(),
            codes: vec![
                code("5", "その他", &[], None, Some(date(2020, 3, 31))),
                code("5", "感染回避", &["コロナ"], Some(date(2020, 4, 1)), None),
                code("1", "欠席", &["×", "／"], None, None),
            ],
        };
        let meaning = |text, on| table.find(text, on).map(|code| code.meaning.as_str());
        assert_eq!(meaning("５", date(2019, 6, 1)), Some("その他"));
        assert_eq!(meaning("5", date(2021, 6, 1)), Some("感染回避"));
        assert_eq!(meaning("コロナ", date(2019, 6, 1)), None);
        assert_eq!(meaning("／", date(2021, 6, 1)), Some("欠席"));
        assert_eq!(meaning("", date(2021, 6, 1)), None);
    }
}
