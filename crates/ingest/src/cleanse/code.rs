//! Codes of code tables, yes and no, sex, grades.

use std::collections::BTreeMap;

use arrow_array::StringArray;
use japanese::age::{SchoolGrade, SchoolKind};
use japanese::sex::Sex;

use super::{cells, code_key, is_empty, is_excel_error};
use crate::wording::Issue;

type Issues = Vec<(u32, Issue)>;
type Codes = BTreeMap<String, String>;

/// The meaning of a code: as it stands, else without leading zeros (`01` for `1`), else with one (`1` for `01`).
fn meaning<'a>(codes: &'a Codes, cell: &str) -> Option<&'a String> {
    let key = code_key(cell);
    codes
        .get(&key)
        .or_else(|| {
            if key.is_empty() || !key.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            let plain = key.trim_start_matches('0');
            let plain = if plain.is_empty() { "0" } else { plain };
            (0..4).find_map(|zeros| codes.get(&format!("{}{plain}", "0".repeat(zeros))))
        })
        // `1:要介護1`, `1 要介護1`: code and meaning in one cell.
        .or_else(|| {
            let (code, rest) = cell.trim().split_once([':', '：', ' ', '　', '.', '．', '_'])?;
            codes.get(&code_key(rest)).or_else(|| codes.get(&code_key(code)))
        })
}

fn each<T>(
    raw: &StringArray,
    issues: &mut Issues,
    unreadable: Issue,
    read: impl Fn(&str) -> Option<Option<T>>,
) -> Vec<Option<T>> {
    cells(raw)
        .map(|(at, cell)| {
            if is_empty(cell) {
                return None;
            }
            if is_excel_error(cell) {
                issues.push((at, Issue::ExcelError));
                return None;
            }
            read(cell).unwrap_or_else(|| {
                issues.push((at, unreadable));
                None
            })
        })
        .collect()
}

/// Canonical meanings; without a table the cleaned text is the code.
pub(super) fn codes(raw: &StringArray, codes: &Codes, issues: &mut Issues) -> StringArray {
    StringArray::from_iter(each(raw, issues, Issue::CodeUnknown, |cell| {
        if codes.is_empty() {
            return Some(Some(japanese::text::clean(cell).into_owned()));
        }
        meaning(codes, cell).map(|meaning| Some(meaning.clone()))
    }))
}

/// Yes or no in words, signs and digits.
pub(super) fn flag(cell: &str) -> Option<Option<bool>> {
    let cleaned = japanese::text::clean(cell).to_lowercase();
    let sign = match cleaned.trim() {
        "○" | "〇" | "◯" | "◎" | "●" | "✓" | "✔" | "☑" | "レ" | "■" => Some(true),
        "×" | "✕" | "✗" | "☐" | "□" | "-" | "―" | "ー" => Some(false),
        "?" | "不明" | "未確認" | "未回答" | "無回答" => return Some(None),
        _ => None,
    };
    if sign.is_some() {
        return Some(sign);
    }
    Some(Some(match code_key(cell).as_str() {
        "1" | "01" | "001" | "有" | "有り" | "あり" | "アリ" | "はい" | "該当" | "該当あり" | "該当する" | "対象"
        | "済" | "済み" | "受診" | "受給" | "受給中" | "利用" | "利用中" | "利用あり" | "実施" | "認定" | "true"
        | "t" | "yes" | "y" | "on" | "同意" | "同居" | "在籍" | "要" => true,
        "0" | "00" | "000" | "2" | "無" | "無し" | "なし" | "ナシ" | "いいえ" | "非該当" | "該当なし"
        | "該当しない" | "対象外" | "非対象" | "未" | "未済" | "未受診" | "未実施" | "未利用" | "利用なし"
        | "未認定" | "false" | "f" | "no" | "n" | "off" | "不要" | "否" => false,
        _ => return None,
    }))
}

pub(super) fn flags(raw: &StringArray, codes: &Codes, issues: &mut Issues) -> Vec<Option<bool>> {
    each(raw, issues, Issue::FlagUnreadable, |cell| match meaning(codes, cell) {
        Some(meaning) => flag(meaning),
        None => flag(cell),
    })
}

pub(super) fn sexes(raw: &StringArray, codes: &Codes, issues: &mut Issues) -> StringArray {
    let read = |text: &str| {
        japanese::sex::parse(text).map(|sex| {
            Some(match sex {
                Sex::Male => "M",
                Sex::Female => "F",
                Sex::Unstated => "X",
            })
        })
    };
    StringArray::from_iter(each(raw, issues, Issue::SexUnreadable, |cell| match meaning(codes, cell) {
        Some(meaning) => read(meaning),
        None => read(cell),
    }))
}

/// Grade codes P1 … J3; a bare number without a kind of school stays the number, to be settled by the row's school.
pub(super) fn grades(raw: &StringArray, codes: &Codes, school: Option<SchoolKind>, issues: &mut Issues) -> StringArray {
    let read = |text: &str| {
        let grade = SchoolGrade::parse(text, school);
        if let Some(grade) = grade {
            return Some(Some(grade.code().unwrap_or_else(|| grade.label())));
        }
        bare_grade(text).map(|number| Some(number.to_string()))
    };
    StringArray::from_iter(each(raw, issues, Issue::GradeUnreadable, |cell| match meaning(codes, cell) {
        Some(meaning) => read(meaning),
        None => read(cell),
    }))
}

/// 1–9 written as 3, 03, ３年, 第3学年.
fn bare_grade(text: &str) -> Option<u8> {
    let text = japanese::digits::arabic(&japanese::text::clean(text));
    let text = text.strip_prefix('第').unwrap_or(&text);
    let number = ["学年", "年生", "年次", "年"].iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text);
    number.trim().parse().ok().filter(|number| (0..=12).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(pairs: &[(&str, &str)]) -> Codes {
        pairs.iter().map(|(code, meaning)| (code_key(code), (*meaning).to_owned())).collect()
    }

    #[test]
    fn codes_are_found_with_and_without_zeros_and_beside_their_meaning() {
        let codes_table = table(&[("01", "要介護1"), ("要介護1", "要介護1"), ("2", "要介護2")]);
        let raw = StringArray::from(vec!["01", "1", "０１", "01:要介護1", "要介護１", "02", "9", ""]);
        let mut issues = Vec::new();
        let typed = codes(&raw, &codes_table, &mut issues);
        let values: Vec<Option<&str>> = typed.iter().collect();
        assert_eq!(
            values,
            [
                Some("要介護1"),
                Some("要介護1"),
                Some("要介護1"),
                Some("要介護1"),
                Some("要介護1"),
                Some("要介護2"),
                None,
                None
            ]
        );
        assert_eq!(issues, [(6, Issue::CodeUnknown)]);
    }

    #[test]
    fn yes_and_no_as_people_write_them_and_silence_is_neither() {
        let raw = StringArray::from(vec!["○", "×", "有", "無", "1", "0", "はい", "いいえ", "", "不明", "たぶん"]);
        let mut issues = Vec::new();
        let typed = flags(&raw, &Codes::new(), &mut issues);
        assert_eq!(
            typed,
            [
                Some(true),
                Some(false),
                Some(true),
                Some(false),
                Some(true),
                Some(false),
                Some(true),
                Some(false),
                None,
                None,
                None
            ]
        );
        assert_eq!(issues, [(10, Issue::FlagUnreadable)]);
    }

    #[test]
    fn grades_with_and_without_their_school() {
        let raw = StringArray::from(vec!["小3", "中２", "3", "３年", "卒業"]);
        let mut issues = Vec::new();
        let typed = grades(&raw, &Codes::new(), None, &mut issues);
        let values: Vec<Option<&str>> = typed.iter().collect();
        assert_eq!(values, [Some("P3"), Some("J2"), Some("3"), Some("3"), None]);
        let typed = grades(&raw, &Codes::new(), Some(SchoolKind::JuniorHigh), &mut Vec::new());
        assert_eq!(typed.value(2), "J3");
    }
}
