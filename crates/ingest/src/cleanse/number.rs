//! Numbers in thousandths; school years in any notation.

use arrow_array::Int64Array;
use arrow_array::StringArray;
use japanese::number::NumberValue;

use super::text::is_scientific;
use super::{Cleanser, cells, is_empty, is_excel_error};
use crate::wording::Issue;

pub(super) fn numbers(raw: &StringArray, cleanser: &Cleanser, issues: &mut Vec<(u32, Issue)>) -> Int64Array {
    Int64Array::from_iter(cells(raw).map(|(at, cell)| {
        if is_empty(cell) {
            return None;
        }
        if is_excel_error(cell) {
            issues.push((at, Issue::ExcelError));
            return None;
        }
        match japanese::number::parse(cell) {
            Some(NumberValue::Thousandths(number)) => Some(number),
            Some(NumberValue::None) => None,
            Some(NumberValue::Suppressed) => {
                issues.push((at, Issue::NumberSuppressed));
                None
            }
            None => match japanese::date::parse_school_year(cell, cleanser.dates()).filter(|_| says_year(cell)) {
                Some(year) => Some(i64::from(year) * 1000),
                None => {
                    issues.push((
                        at,
                        if is_scientific(cell.trim()) { Issue::Scientific } else { Issue::NumberUnreadable },
                    ));
                    None
                }
            },
        }
    }))
}

/// 令和4年度, R4, 4年度: a year with an era or the word for it, not any text with digits.
fn says_year(cell: &str) -> bool {
    let cell = japanese::text::clean(cell);
    cell.contains("年度") || cell.starts_with(['令', '平', '昭', 'R', 'H', 'S', 'r', 'h', 's'])
}
