//! Days and months in every notation, as intervals; what cannot be read is not recorded.

use arrow_array::StringArray;
use japanese::date::{DateContext, DateNote, Precision, RegisterDate};

use super::{cells, is_empty, is_excel_error};
use crate::wording::Issue;

/// Cells that say that there is no date.
fn says_none(cell: &str) -> bool {
    matches!(cell.trim(), "-" | "－" | "ー" | "―" | "なし" | "無" | "無し" | "*" | "/" | "／")
}

pub(super) fn days(
    raw: &StringArray,
    context: &DateContext,
    issues: &mut Vec<(u32, Issue)>,
) -> Vec<Option<RegisterDate>> {
    cells(raw)
        .map(|(at, cell)| {
            if is_empty(cell) || says_none(cell) {
                return None;
            }
            if is_excel_error(cell) {
                issues.push((at, Issue::ExcelError));
                return None;
            }
            let Some(read) = japanese::date::parse(cell, context) else {
                issues.push((at, Issue::DateUnreadable));
                return None;
            };
            let issue = match read.note {
                Some(DateNote::EraEnded) => Some(Issue::DateEraEnded),
                Some(DateNote::EraNotBegun) => Some(Issue::DateEraNotBegun),
                Some(DateNote::NonexistentDay) => Some(Issue::DateNonexistent),
                Some(DateNote::AfterLimit) => Some(Issue::DateFuture),
                Some(DateNote::EraAssumed) => Some(Issue::DateEraAssumed),
                Some(DateNote::ExcelSerial) => Some(Issue::DateSerial),
                None if read.date.precision == Precision::Unknown && cell.bytes().all(|b| matches!(b, b'0' | b'9')) => {
                    None
                }
                None if read.date.precision != Precision::Day => Some(Issue::DateImprecise),
                None => None,
            };
            issues.extend(issue.map(|issue| (at, issue)));
            // 00000000 and 99999999 are how systems write "no date".
            (read.date.precision != Precision::Unknown || !cell.bytes().all(|b| b.is_ascii_digit()))
                .then_some(read.date)
        })
        .collect()
}

pub(super) fn months(
    raw: &StringArray,
    context: &DateContext,
    issues: &mut Vec<(u32, Issue)>,
) -> Vec<Option<RegisterDate>> {
    cells(raw)
        .map(|(at, cell)| {
            if is_empty(cell) || says_none(cell) {
                return None;
            }
            let month = japanese::date::parse_month(cell, context);
            match month.and_then(|month| Some((month.first_day()?, month.last_day()?))) {
                Some((first, last)) => Some(RegisterDate::within(first, last, Precision::Month)),
                None => {
                    issues.push((at, if is_excel_error(cell) { Issue::ExcelError } else { Issue::MonthUnreadable }));
                    None
                }
            }
        })
        .collect()
}
