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
        let wanted = key(text);
        if wanted.is_empty() {
            return None;
        }
        let holding = || self.codes.iter().filter(|code| code.holds(on));
        holding()
            .find(|code| key(&code.code) == wanted)
            .or_else(|| holding().find(|code| key(&code.meaning) == wanted))
            .or_else(|| holding().find(|code| code.also.iter().any(|other| key(other) == wanted)))
    }

    /// Every spelling in force on a day with its canonical meaning: folded codes, meanings, other spellings; the first holds.
    pub fn spellings(&self, on: Date) -> impl Iterator<Item = (String, &Code)> {
        let holding = move || self.codes.iter().filter(move |code| code.holds(on));
        holding()
            .map(|code| (key(&code.code), code))
            .chain(holding().map(|code| (key(&code.meaning), code)))
            .chain(holding().flat_map(|code| code.also.iter().map(move |other| (key(other), code))))
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

/// Folds a code for comparison: width, case and spaces do not matter, signs (`×`, `／`) and zeros in front do.
pub(crate) fn key(text: &str) -> String {
    let folded = japanese::text::clean(text).to_lowercase();
    folded.chars().filter(|sign| *sign != ' ').map(|sign| if matches!(sign, '○' | '◯') { '〇' } else { sign }).collect()
}
