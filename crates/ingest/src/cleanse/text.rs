//! Text, names, readings and numbers that name something.

use std::borrow::Cow;

use arrow_array::builder::StringBuilder;
use arrow_array::{Array, StringArray};

use super::{cells, is_empty, is_excel_error};
use crate::wording::Issue;

type Issues = Vec<(u32, Issue)>;

fn each<'a>(
    raw: &'a StringArray,
    issues: &mut Issues,
    mut read: impl FnMut(u32, &'a str, &mut Issues) -> Option<Cow<'a, str>>,
) -> StringArray {
    let mut values = StringBuilder::with_capacity(raw.len(), raw.value_data().len());
    let undecodable = memchr::memmem::find(raw.value_data(), "\u{fffd}".as_bytes()).is_some();
    for (at, cell) in cells(raw) {
        let value = if is_empty(cell) {
            None
        } else if is_excel_error(cell) {
            issues.push((at, Issue::ExcelError));
            None
        } else {
            if undecodable && cell.contains('\u{fffd}') {
                issues.push((at, Issue::Undecodable));
            }
            read(at, cell, issues).filter(|value| !value.is_empty())
        };
        values.append_option(value);
    }
    values.finish()
}

/// Text, made even.
pub(super) fn plain(raw: &StringArray, issues: &mut Issues) -> StringArray {
    each(raw, issues, |_, cell, _| Some(japanese::text::clean(cell)))
}

/// Names: variant characters stay; characters that were replaced are named.
pub(super) fn name(raw: &StringArray, issues: &mut Issues) -> StringArray {
    each(raw, issues, |at, cell, issues| {
        let name = japanese::text::clean(cell);
        if name.chars().any(|c| c != '\u{fffd}' && japanese::kanji::is_gaiji_mark(c)) {
            issues.push((at, Issue::NameGaiji));
        }
        Some(name)
    })
}

/// Readings: half width becomes full width, hiragana katakana; Latin names of foreign residents are left alone.
pub(super) fn kana(raw: &StringArray, issues: &mut Issues) -> StringArray {
    each(raw, issues, |at, cell, issues| {
        let cleaned = japanese::text::clean(cell);
        let has_hiragana = cleaned.chars().any(|c| ('\u{3040}'..='\u{309f}').contains(&c));
        let kana = if has_hiragana { Cow::Owned(japanese::kana::to_katakana(&cleaned)) } else { cleaned };
        if kana.chars().any(|c| japanese::kanji::is_kanji(c) || c.is_ascii_digit() || japanese::kanji::is_gaiji_mark(c))
        {
            issues.push((at, Issue::KanaUnusual));
        }
        Some(kana)
    })
}

/// Numbers that name something: half width, no inner spaces, leading zeros kept.
pub(super) fn identifier(raw: &StringArray, issues: &mut Issues) -> StringArray {
    each(raw, issues, |at, cell, issues| {
        if cell.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Cow::Borrowed(cell));
        }
        let cell = japanese::text::clean(cell);
        let even = unwrapped(&cell);
        if is_scientific(&even) {
            issues.push((at, Issue::Scientific));
            return None;
        }
        let even = match even.strip_suffix(".0") {
            Some(whole) if !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()) => whole,
            _ => &even,
        };
        Some(Cow::Owned(even.chars().filter(|c| !c.is_whitespace()).collect()))
    })
}

/// `="0012"` and `'0012`, which keep zeros in spreadsheets, mean 0012.
fn unwrapped(cell: &str) -> Cow<'_, str> {
    if let Some(inner) = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return Cow::Borrowed(inner);
    }
    Cow::Borrowed(cell.strip_prefix('\'').unwrap_or(cell))
}

/// 1.23E+11: what a spreadsheet makes of long numbers.
pub(super) fn is_scientific(cell: &str) -> bool {
    let Some((mantissa, exponent)) = cell.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    mantissa.contains('.') && number(mantissa) && (1..=3).contains(&exponent.len()) && number(exponent)
        || cell.contains("E+") && number(mantissa) && number(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_zeros_and_lose_what_spreadsheets_added() {
        let raw = StringArray::from(vec!["0012", "００１２", "=\"0012\"", "'0012", "12.0", "1.23E+11", "", "A-1 2"]);
        let mut issues = Vec::new();
        let typed = identifier(&raw, &mut issues);
        let values: Vec<Option<&str>> = typed.iter().collect();
        assert_eq!(
            values,
            [Some("0012"), Some("0012"), Some("0012"), Some("0012"), Some("12"), None, None, Some("A-12")]
        );
        assert_eq!(issues, [(5, Issue::Scientific)]);
    }

    #[test]
    fn a_reading_with_kanji_is_named() {
        let raw = StringArray::from(vec!["ﾔﾏﾀﾞ ﾊﾅｺ", "やまだ　はなこ", "山田"]);
        let mut issues = Vec::new();
        let typed = kana(&raw, &mut issues);
        assert_eq!((typed.value(0), typed.value(1)), ("ヤマダ ハナコ", "ヤマダ ハナコ"));
        assert_eq!(issues, [(2, Issue::KanaUnusual)]);
    }
}
