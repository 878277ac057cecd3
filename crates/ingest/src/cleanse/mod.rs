//! From cells as delivered to typed values: once per distinct cell, never per row.

mod code;
mod date;
mod number;
mod text;

use std::collections::BTreeMap;

use arrow_array::{Array, StringArray};
use catalog::Catalog;
use catalog::source::ValueKind;
use domain::{Field, Typed};
use japanese::age::SchoolKind;
use japanese::date::{DateContext, Era};
use jiff::civil::Date;

use crate::layout::Spec;
use crate::wording::Issue;

/// How the cells of one column become values.
#[derive(Debug)]
pub(crate) struct Cleanser {
    kind: ValueKind,
    dates: DateContext,
    /// Folded spelling → canonical meaning; empty when the column has no code table.
    codes: BTreeMap<String, String>,
    school: Option<SchoolKind>,
    check: Option<Check>,
    /// An empty cell is a finding.
    pub(crate) required: bool,
    /// Whether uneven lengths of the numbers are a finding.
    pub(crate) even_lengths: bool,
}

/// Check digit rules whose failure is a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Check {
    Modulus11,
    SchoolCode,
    LocalGovernmentCode,
}

/// The typed cells of a dictionary, and what was wrong with which.
pub(crate) struct Cleansed {
    pub(crate) typed: Typed,
    pub(crate) issues: Vec<(u32, Issue)>,
}

impl Cleanser {
    pub(crate) fn new(spec: &Spec, catalog: &Catalog, as_of: Date, school: Option<SchoolKind>) -> Self {
        let definition = &spec.definition;
        let mut codes = BTreeMap::new();
        if let Some(table) = definition.codes.as_ref().and_then(|name| catalog.codes.get(name)) {
            for (spelling, code) in table.spellings(as_of) {
                codes.entry(spelling).or_insert_with(|| code.meaning.clone());
            }
        }
        // What is written in place holds before the shared table.
        for (code, meaning) in &definition.values {
            codes.insert(code_key(code), meaning.clone());
        }
        for meaning in definition.values.values() {
            codes.entry(code_key(meaning)).or_insert_with(|| meaning.clone());
        }
        Self {
            kind: spec.kind,
            dates: DateContext {
                era_default: definition.era.as_deref().and_then(Era::parse),
                not_after: matches!(spec.field, Some(Field::BirthDate | Field::On)).then_some(as_of),
                excel_serials: true,
            },
            codes,
            school,
            check: match definition.check.as_deref() {
                Some("mod11") => Some(Check::Modulus11),
                Some("school-code") => Some(Check::SchoolCode),
                Some("local-government-code") => Some(Check::LocalGovernmentCode),
                _ => None,
            },
            required: definition.required,
            even_lengths: matches!(spec.field, Some(Field::Identifier(_) | Field::Household | Field::Postal)),
        }
    }

    pub(crate) const fn kind(&self) -> ValueKind {
        self.kind
    }

    /// Types every distinct cell.
    pub(crate) fn run(&self, raw: &StringArray) -> Cleansed {
        let mut issues = Vec::new();
        let typed = match self.kind {
            ValueKind::Text | ValueKind::Address => Typed::Text(text::plain(raw, &mut issues)),
            ValueKind::Name => Typed::Text(text::name(raw, &mut issues)),
            ValueKind::Kana => Typed::Text(text::kana(raw, &mut issues)),
            ValueKind::Identifier => Typed::Text(text::identifier(raw, &mut issues)),
            ValueKind::Date => Typed::Date(date::days(raw, &self.dates, &mut issues)),
            ValueKind::Month => Typed::Date(date::months(raw, &self.dates, &mut issues)),
            ValueKind::Number => Typed::Number(number::numbers(raw, self, &mut issues)),
            ValueKind::Code => Typed::Code(code::codes(raw, &self.codes, &mut issues)),
            ValueKind::Flag => Typed::Flag(code::flags(raw, &self.codes, &mut issues)),
            ValueKind::Sex => Typed::Code(code::sexes(raw, &self.codes, &mut issues)),
            ValueKind::Grade => Typed::Code(code::grades(raw, &self.codes, self.school, &mut issues)),
        };
        if let Some(check) = self.check {
            self.check_digits(raw, check, &mut issues);
        }
        if self.required {
            issues.extend(cells(raw).filter(|(_, cell)| is_empty(cell)).map(|(at, _)| (at, Issue::Required)));
        }
        issues.sort_unstable();
        Cleansed { typed, issues }
    }

    fn check_digits(&self, raw: &StringArray, check: Check, issues: &mut Vec<(u32, Issue)>) {
        for (at, cell) in cells(raw).filter(|(_, cell)| !is_empty(cell)) {
            let cell = japanese::text::clean(cell);
            let passes = match check {
                Check::Modulus11 => japanese::check_digit::mod11_w2to7(&cell) != Some(false),
                Check::SchoolCode => japanese::check_digit::school_code_valid(&cell),
                Check::LocalGovernmentCode => japanese::check_digit::local_government_code_valid(&cell),
            };
            if !passes {
                issues.push((at, Issue::CheckDigit));
            }
        }
    }

    pub(crate) const fn dates(&self) -> &DateContext {
        &self.dates
    }
}

pub(crate) use catalog::code_key;

fn cells(raw: &StringArray) -> impl Iterator<Item = (u32, &str)> {
    (0..raw.len()).map(|at| (at as u32, raw.value(at)))
}

/// Whether a cell is empty to a person.
pub(crate) fn is_empty(cell: &str) -> bool {
    cell.chars().all(|c| c.is_whitespace() || c.is_control() || c == '\u{feff}')
}

/// Error values and leftovers of spreadsheets that stand for nothing.
pub(crate) fn is_excel_error(cell: &str) -> bool {
    cell.trim_start().starts_with('#')
        && matches!(
            cell.trim(),
            "#N/A" | "#REF!" | "#VALUE!" | "#NAME?" | "#DIV/0!" | "#NULL!" | "#NUM!" | "#####" | "########"
        )
}

/// Whether a cell reads as yes, no or "not known".
pub(crate) fn reads_as_flag(cell: &str) -> bool {
    code::flag(cell).is_some()
}

/// The kind of a school by its name or its 13-character code; `None` when neither says.
pub(crate) fn school_kind(school: &str) -> Option<SchoolKind> {
    let school = japanese::text::clean(school);
    let school = school.trim();
    if school.len() == 13 && japanese::check_digit::school_code_valid(school) {
        return Some(match &school[..2] {
            "A1" | "A2" => SchoolKind::Preschool,
            "B1" => SchoolKind::Primary,
            "C1" => SchoolKind::JuniorHigh,
            "C2" => SchoolKind::Compulsory,
            "D1" => SchoolKind::High,
            "D2" => SchoolKind::Secondary,
            _ => return None,
        });
    }
    const WORDS: [(&str, SchoolKind); 14] = [
        ("義務教育学校", SchoolKind::Compulsory),
        ("中等教育学校", SchoolKind::Secondary),
        ("高等学校", SchoolKind::High),
        ("小学校", SchoolKind::Primary),
        ("中学校", SchoolKind::JuniorHigh),
        ("高校", SchoolKind::High),
        ("幼稚園", SchoolKind::Preschool),
        ("保育", SchoolKind::Preschool),
        ("こども園", SchoolKind::Preschool),
        ("学園小", SchoolKind::Primary),
        ("学園中", SchoolKind::JuniorHigh),
        ("小", SchoolKind::Primary),
        ("中", SchoolKind::JuniorHigh),
        ("高", SchoolKind::High),
    ];
    WORDS
        .iter()
        .find(|(word, _)| if word.chars().count() > 1 { school.contains(word) } else { school.ends_with(word) })
        .map(|(_, kind)| *kind)
}
