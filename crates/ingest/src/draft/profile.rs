//! What the values of one column look like, by the share of its distinct values that read as this or that.

use std::collections::BTreeMap;

use japanese::date::DateContext;

use crate::cleanse;

/// Distinct values looked at per column; more tells nothing new.
const DISTINCT_MAX: usize = 400;

/// The look of one column.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    /// Header, made readable, as the definition will name it (`氏名#2` for a second one).
    pub(super) title: String,
    /// Distinct values with their counts, at most [`DISTINCT_MAX`].
    pub(super) values: BTreeMap<String, usize>,
    pub(super) filled: usize,
    pub(super) rows: usize,
    pub(super) dates: u32,
    pub(super) months: u32,
    pub(super) numbers: u32,
    pub(super) flags: u32,
    pub(super) sexes: u32,
    pub(super) readings: u32,
    pub(super) kanji: u32,
    pub(super) addresses: u32,
    pub(super) eraless: u32,
    /// Filled cells are all different.
    different: bool,
}

impl Profile {
    pub(super) fn new<'a>(title: &str, occurrence: usize, cells: impl Iterator<Item = &'a str>) -> Self {
        let mut values: BTreeMap<String, usize> = BTreeMap::new();
        let mut seen = std::collections::BTreeSet::new();
        let (mut filled, mut rows) = (0, 0);
        for cell in cells {
            rows += 1;
            let cell = cell.trim_matches([' ', '　', '\t']);
            if cell.is_empty() {
                continue;
            }
            filled += 1;
            seen.insert(cell);
            if values.len() < DISTINCT_MAX || values.contains_key(cell) {
                *values.entry(cell.to_owned()).or_default() += 1;
            }
        }
        let share = |test: &dyn Fn(&str) -> bool| -> u32 {
            let passing = values.keys().filter(|value| test(value)).count();
            if values.is_empty() { 0 } else { (passing * 100 / values.len()) as u32 }
        };
        let plain = DateContext::default();
        // 202608, R0807: a month stands alone; a day of it is unknown only where a day was written.
        let reads_month = |value: &str| {
            japanese::date::parse_month(value, &plain).is_some()
                && japanese::date::parse(value, &plain)
                    .is_none_or(|read| read.date.precision == japanese::date::Precision::Month)
        };
        let reads_date = |value: &str| {
            !reads_month(value)
                && value.chars().filter(char::is_ascii_digit).count()
                    + value.chars().filter(|c| ('０'..='９').contains(c)).count()
                    >= 3
                && value.chars().count() >= 5
                && japanese::date::parse(value, &plain).is_some_and(|read| read.date.earliest.is_some())
        };
        let reads_eraless = |value: &str| {
            let context = DateContext { era_default: Some(japanese::date::Era::Reiwa), ..plain };
            !reads_date(value) && value.chars().count() >= 5 && japanese::date::parse(value, &context).is_some()
        };
        Self {
            title: if occurrence > 1 { format!("{}#{occurrence}", title.trim()) } else { title.trim().to_owned() },
            dates: share(&reads_date),
            months: share(&|value| value.chars().count() >= 4 && reads_month(value)),
            numbers: share(&|value| japanese::number::parse(value).is_some()),
            flags: share(&|value| cleanse::reads_as_flag(value)),
            sexes: share(&|value| japanese::sex::parse(value).is_some()),
            readings: share(&|value| japanese::kana::is_reading(value)),
            kanji: share(&|value| value.chars().any(japanese::kanji::is_kanji)),
            addresses: share(&|value| is_address(value)),
            eraless: share(&reads_eraless),
            different: seen.len() == filled,
            values,
            filled,
            rows,
        }
    }

    /// Few enough distinct values to be codes.
    pub(super) fn is_coded(&self) -> bool {
        !self.values.is_empty()
            && self.values.len() <= 15
            && (self.filled >= self.values.len() * 2 || self.values.len() <= 3)
            && self.values.keys().all(|value| value.chars().count() <= 20)
    }

    /// The header says that it holds numbers of things: 医療機関コード, 証書番号.
    pub(super) fn is_numbered(&self) -> bool {
        let key = japanese::text::header_key(&self.title);
        ["番号", "コード", "no", "cd", "id"].iter().any(|end| key.ends_with(end))
    }

    /// Each value once.
    pub(super) fn is_unique(&self) -> bool {
        self.filled >= 2 && self.filled == self.rows && self.different
    }
}

fn is_address(value: &str) -> bool {
    let marks = ["丁目", "番地", "番", "号", "都", "道", "府", "県", "市", "区", "町", "村"];
    value.chars().count() >= 5
        && marks.iter().any(|mark| value.contains(mark))
        && value
            .chars()
            .any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c) || japanese::digits::is_kanji_numeral(c))
}
