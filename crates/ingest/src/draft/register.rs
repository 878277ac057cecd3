//! What a register of residents must not lose on the way into a draft: the mark of 支援措置, and the number of each resident.

use japanese::text::header_key;

use super::guess::{Drafted, DraftedRole};
use super::known::Knowledge;

/// Items of the mark and of the number.
const SHIELD: &str = "shield.flag";
const NUMBER: &str = "child.atena-number";
/// Words in headers of columns that carry the mark.
const SHIELDS: [&str; 12] = [
    "支援措置",
    "措置区分",
    "dv",
    "閲覧制限",
    "閲覧抑止",
    "発行抑止",
    "発行制限",
    "交付制限",
    "証明抑止",
    "抑止区分",
    "抑止フラグ",
    "秘匿",
];
/// Words in cells of a column that may mean another 措置 outside a register.
const SHIELDED: [&str; 4] = ["支援", "dv", "ストーカー", "虐待"];
/// Headers under which registers give each resident a number.
const NUMBERS: [&str; 8] =
    ["整理番号", "個人整理番号", "管理番号", "住民整理番号", "識別番号", "住基番号", "台帳番号", "登録番号"];
/// A shorter number may count the rows.
const NUMBER_DIGITS_MIN: usize = 5;

/// Proposes both columns where they are recognised; gives what the person who completes the draft must be told first.
pub(super) fn keep(columns: &mut [Drafted], roles: &[DraftedRole], knowledge: &Knowledge<'_>) -> Vec<String> {
    let mut told = Vec::new();
    let has = |columns: &[Drafted], field: &str| columns.iter().any(|column| column.field.as_deref() == Some(field));
    let register = has(columns, "household") && has(columns, "address");
    for column in columns.iter_mut().filter(|column| is_shield(column, register)) {
        let title = column.group.title.clone();
        if !knowledge.has(SHIELD) {
            told.push(format!("列「{title}」は支援措置（DV・虐待などで住所を守る印）と思われますが、項目台帳に {SHIELD} がないため、このままでは保存されず、住所が守られません。items.csv と利用目的に {SHIELD} を加え、この列に item = \"{SHIELD}\" を書いてください。"));
            column.item = None;
            continue;
        }
        told.push(format!("列「{title}」を支援措置（DV・虐待などで住所を守る印）と見ました。空欄と「無」のほかの値はすべて印として扱い、住所・学校を隠します。市民課に値の意味を確かめてください。"));
        column.item = Some(SHIELD.to_owned());
        column.remarks = vec!["推定: 支援措置。空欄と「無」のほかはすべて印として扱います".to_owned()];
        (column.kind, column.codes) = (None, None);
        column.values.clear();
    }
    if register
        && !has(columns, "identifier:atena")
        && let Some(column) = columns.iter_mut().find(|column| column.role == roles[0].id && is_number(column))
    {
        let title = column.group.title.clone();
        told.push(format!("列「{title}」を住民ごとの番号（宛名番号）と見ました。ほかの課の抽出にある宛名番号と同じ番号か、市民課に確かめてください。違う番号なら field = \"identifier:register\" のように別の名前にし、item を消してください。"));
        column.field = Some("identifier:atena".to_owned());
        column.item = Some(NUMBER.to_owned()).filter(|item| knowledge.has(item));
        (column.kind, column.codes) = (None, None);
        column.values.clear();
        column.remarks = vec!["推定: identifier:atena。世帯一覧で一人ずつ異なる番号のため".to_owned()];
    }
    told
}

fn is_shield(column: &Drafted, register: bool) -> bool {
    let key = header_key(&column.group.title);
    let values = || column.profile.values.keys().map(|value| header_key(value));
    column.field.is_none()
        && column.item.as_deref() != Some(SHIELD)
        && SHIELDS.iter().any(|word| key.contains(word))
        && !["日", "期限", "年月", "終了", "開始", "理由"].iter().any(|word| key.ends_with(word))
        && (register || values().any(|value| SHIELDED.iter().any(|word| value.contains(word))))
}

/// A number that differs from row to row and does not count the rows.
fn is_number(column: &Drafted) -> bool {
    let profile = &column.profile;
    let digits = |value: &String| {
        value.chars().count() >= NUMBER_DIGITS_MIN
            && value.chars().all(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
    };
    let numbers: Vec<u64> =
        profile.values.keys().filter_map(|value| japanese::digits::fold(value).parse().ok()).collect();
    let counted = match (numbers.iter().min(), numbers.iter().max()) {
        (Some(first), Some(last)) => last - first + 1 == numbers.len() as u64,
        _ => true,
    };
    column.field.is_none()
        && column.group.columns.len() == 1
        && NUMBERS.contains(&header_key(&column.group.title).as_str())
        && profile.is_unique()
        && profile.values.keys().all(digits)
        && !counted
}
