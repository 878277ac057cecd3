//! Counts of days in a file about one month: 欠席 3, 遅刻 0 (月ごとの出欠の数).

use japanese::text::header_key;

use super::guess::Drafted;
use super::known::Knowledge;

/// Beginning of the items that count within a month.
const MONTHLY: &str = "attendance.monthly.";
/// All days of absence of a month, by the whole header: 病欠 and 事故欠 are parts of them.
const ABSENT: [&str; 9] =
    ["欠席", "欠", "欠席日数", "欠席数", "欠席計", "欠席合計", "欠席総数", "総欠席日数", "当月欠席日数"];
/// Other counts, by a word in the header.
const WORDS: [(&str, &str); 8] = [
    ("遅刻", "attendance.monthly.late"),
    ("早退", "attendance.monthly.early-leave"),
    ("授業日数", "attendance.monthly.school-days"),
    ("出席すべき", "attendance.monthly.school-days"),
    ("出席停止", "attendance.monthly.excused"),
    ("出停", "attendance.monthly.excused"),
    ("忌引", "attendance.monthly.excused"),
    ("停忌", "attendance.monthly.excused"),
];

/// Gives counts their items and the type of a number; `of_month`: the file is about one month, or each row of it is.
pub(super) fn settle(columns: &mut [Drafted], of_month: bool, knowledge: &Knowledge<'_>) {
    for column in columns.iter_mut().filter(|column| is_count(column)) {
        let key = header_key(&column.group.title);
        if let Some(item) = item(&key).filter(|item| of_month && knowledge.has(item))
            && column.item.as_deref() != Some(item)
        {
            column.item = Some(item.to_owned());
            column.remarks = vec!["推定: 月ごとのファイルのため、その月の日数・回数と見ました".to_owned()];
        }
        if column.item.as_deref().is_some_and(|item| item.starts_with(MONTHLY)) {
            // 0 and 1 are counts here, not no and yes.
            column.kind = Some("number");
            column.codes = None;
            column.values.clear();
            column.remarks.retain(|remark| !remark.starts_with("値: "));
        }
    }
}

/// Whether rows count something that happened within a period which they do not name.
pub(super) fn any(columns: &[Drafted]) -> bool {
    let dated = |column: &Drafted| matches!(column.field.as_deref(), Some("on" | "from" | "to" | "month"));
    let counts = |column: &Drafted| {
        column.item.as_deref().is_some_and(|item| item.starts_with(MONTHLY))
            || ["日数", "回数", "単位数"].iter().any(|end| header_key(&column.group.title).ends_with(end))
    };
    !columns.iter().any(|column| dated(column) || column.group.monthly)
        && columns.iter().any(|column| is_count(column) && counts(column))
}

fn is_count(column: &Drafted) -> bool {
    let plain = !column.group.monthly && !column.group.daily && column.field.is_none();
    plain && (column.profile.numbers >= 80 || column.profile.filled == 0)
}

fn item(key: &str) -> Option<&'static str> {
    if ABSENT.contains(&key) {
        return Some("attendance.monthly.absent");
    }
    let reason = ["理由", "事由", "備考"].iter().any(|word| key.contains(word));
    WORDS.iter().find(|(word, _)| !reason && key.contains(word)).map(|(_, item)| *item)
}
