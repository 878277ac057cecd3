//! The review sheet (判断待ちの一覧): both records of a pair, field by field, and two empty columns for the answer.

use domain::{Field, LinkDecision, RecordKey, Table, Verdict};
use jiff::civil::Date;
use ledger::MASKED;
use linkage::WaitingPair;

use super::shields::Covered;
use crate::error::AppError;
use crate::files::people::Sheet;
use crate::files::read::Rows;

/// A family list of fifteen names helps nobody to answer.
const BESIDE_MAX: usize = 4;

/// The fields shown for each record, in order, with their titles.
const FIELDS: [(Field, &str); 14] = [
    (Field::Name, "氏名"),
    (Field::Surname, "氏"),
    (Field::GivenName, "名"),
    (Field::Kana, "フリガナ"),
    (Field::SurnameKana, "フリガナ（氏）"),
    (Field::GivenNameKana, "フリガナ（名）"),
    (Field::Alias, "通称"),
    (Field::FormerName, "旧氏"),
    (Field::BirthDate, "生年月日"),
    (Field::Sex, "性別"),
    (Field::Address, "住所"),
    (Field::Building, "方書"),
    (Field::Household, "世帯番号"),
    (Field::Phone, "電話"),
];

/// Title of the column that names the pair.
const PAIR: &str = "組番号";
/// Title of the column with the other people of the same row.
const BESIDE: &str = "同じ行に書かれた人";
/// Title of the answer.
const ANSWER: &str = "判定";
/// Title of the column for who answered.
const ANSWERED_BY: &str = "判定者";

/// The sheet of the waiting pairs, most useful first. Where a row of either record speaks of someone who is, or may be, under
/// 支援措置, neither shows where anybody lives or learns, nor who else stands in the row: a wrong answer would tell one person's
/// address under the other's name, and a file of a nursery beside a name tells where the child is.
pub(super) fn sheet(pairs: &[WaitingPair], tables: &[Table], shielded: &Covered<'_>) -> Sheet {
    let used: Vec<usize> = (0..FIELDS.len())
        .filter(|&place| {
            pairs
                .iter()
                .any(|pair| [pair.left, pair.right].iter().any(|at| !value(tables, *at, &FIELDS[place].0).is_empty()))
        })
        .collect();
    let mut header: Vec<String> =
        ["確認順", PAIR, "たずねる理由", "証拠の内訳（ビット）", "二つの記録（上・下）", BESIDE]
            .map(str::to_owned)
            .to_vec();
    header.extend(used.iter().map(|&place| FIELDS[place].1.to_owned()));
    header.extend([ANSWER, ANSWERED_BY].map(str::to_owned));
    let rows = pairs
        .iter()
        .enumerate()
        .map(|(order, pair)| {
            let mut row = vec![
                (order + 1).to_string(),
                format!("{:016x}-{:016x}", pair.left_key.0, pair.right_key.0),
                pair.reason.clone(),
                pair.parts
                    .iter()
                    .map(|part| format!("{} {:+.1}: {}", part.field, part.weight.bits(), part.sentence))
                    .collect::<Vec<_>>()
                    .join("\n"),
            ];
            // One above the other, so that a difference in a field is seen at a glance.
            let both = |cell: &dyn Fn(linkage::RecordRef) -> String| {
                [pair.left, pair.right]
                    .map(|at| Some(cell(at)).filter(|text| !text.is_empty()).unwrap_or("－".to_owned()))
                    .join("\n")
            };
            let covered = [pair.left, pair.right]
                .iter()
                .any(|at| tables.get(at.table as usize).is_some_and(|table| shielded.row(table, at.row as usize)));
            row.push(both(&|at| origin(tables, at, covered)));
            row.push(both(&|at| match beside(tables, at) {
                text if covered && !text.is_empty() => MASKED.to_owned(),
                text => text,
            }));
            row.extend(used.iter().map(|&place| {
                let field = &FIELDS[place].0;
                both(&|at| match value(tables, at, field) {
                    text if covered && tells_place(field) && !text.is_empty() => MASKED.to_owned(),
                    text => text,
                })
            }));
            row.extend([String::new(), String::new()]);
            row
        })
        .collect();
    let mut widths = vec![6.0, 18.0, 28.0, 50.0, 44.0, 30.0];
    widths.extend(used.iter().map(|&place| match FIELDS[place].0 {
        Field::Address => 34.0,
        Field::Name | Field::Kana | Field::Building => 20.0,
        Field::Sex => 6.0,
        _ => 14.0,
    }));
    widths.extend([8.0, 10.0]);
    Sheet { name: "判断待ち".into(), header, rows, widths }
}

/// Whether a field tells where somebody lives, or with whom.
fn tells_place(field: &Field) -> bool {
    matches!(field, Field::Address | Field::Building | Field::Household | Field::Phone)
}

/// Where a record stands; the name of a file can be that of a school.
fn origin(tables: &[Table], at: linkage::RecordRef, covered: bool) -> String {
    let Some(table) = tables.get(at.table as usize) else { return String::new() };
    let role = table.roles.get(usize::from(at.role)).map_or("", |role| &role.id);
    format!(
        "{} {} {}行目の記録（{role}）",
        table.extract.system,
        if covered { MASKED } else { &table.extract.file },
        table.record_number(at.row as usize)
    )
}

/// The other people of a record's row with the names of their roles: whose guardian somebody is, whose child.
fn beside(tables: &[Table], at: linkage::RecordRef) -> String {
    let Some(table) = tables.get(at.table as usize) else { return String::new() };
    let others = (0..table.roles.len() as u8).filter(|role| *role != at.role).filter_map(|role| {
        let other = linkage::RecordRef { role, ..at };
        let parts = [Field::Name, Field::Surname, Field::GivenName].map(|field| value(tables, other, &field));
        let name = parts.concat();
        (!name.is_empty()).then(|| format!("{name}（{}）", table.roles[usize::from(role)].id))
    });
    others.take(BESIDE_MAX).collect::<Vec<_>>().join("、")
}

fn value(tables: &[Table], at: linkage::RecordRef, field: &Field) -> String {
    tables
        .get(at.table as usize)
        .and_then(|table| table.field(at.role, field))
        .map(|column| column.raw(at.row as usize).trim().to_owned())
        .unwrap_or_default()
}

/// The answers of a filled sheet; rows with an empty answer are left waiting.
///
/// # Errors
/// [`AppError::Refused`] that names each row with a wrong pair, answer or missing name of who answered; nothing is taken then.
pub fn decisions(path: &std::path::Path, rows: &Rows, today: Date) -> Result<Vec<LinkDecision>, AppError> {
    let (pair, answer, by) = (rows.column(path, PAIR)?, rows.column(path, ANSWER)?, rows.column(path, ANSWERED_BY)?);
    let mut decisions = Vec::new();
    let mut faults = Vec::new();
    for (number, row) in rows.rows.iter().enumerate() {
        if row[answer].is_empty() {
            continue;
        }
        let verdict = match row[answer].as_str() {
            "同一" => Verdict::Same,
            "別人" => Verdict::Different,
            "不明" => Verdict::Unknown,
            _ => {
                faults.push(format!("{}行目: 判定は 同一・別人・不明 のどれかです", number + 2));
                continue;
            }
        };
        let Some((left, right)) = keys(&row[pair]) else {
            faults.push(format!("{}行目: 組番号が書き換えられています", number + 2));
            continue;
        };
        if row[by].is_empty() {
            faults.push(format!("{}行目: 判定者が空です", number + 2));
            continue;
        }
        decisions.push(LinkDecision {
            left: left.min(right),
            right: left.max(right),
            verdict,
            by: row[by].clone(),
            on: today,
        });
    }
    if faults.is_empty() {
        Ok(decisions)
    } else {
        Err(AppError::refused(
            format!("{} に直すところがあります（何も取り込んでいません）。\n  {}", path.display(), faults.join("\n  ")),
            "示した行を直して、もう一度取り込んでください。組番号は書き出したままにします。",
        ))
    }
}

fn keys(text: &str) -> Option<(RecordKey, RecordKey)> {
    let (left, right) = text.split_once('-')?;
    let key = |text: &str| (text.len() == 16).then(|| u64::from_str_radix(text, 16).ok()).flatten().map(RecordKey);
    Some((key(left)?, key(right)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(answer: &str, by: &str) -> Rows {
        Rows {
            header: vec![PAIR.into(), ANSWER.into(), ANSWERED_BY.into()],
            rows: vec![vec!["00000000000000ff-0000000000000001".into(), answer.into(), by.into()]],
        }
    }

    #[test]
    fn an_answer_becomes_a_decision_with_the_smaller_key_first() {
        let today = Date::constant(2023, 3, 31);
        let decisions = decisions(std::path::Path::new("p.xlsx"), &filled("別人", "佐藤"), today).expect("well filled");
        assert_eq!(
            (decisions[0].left, decisions[0].right, decisions[0].verdict),
            (RecordKey(1), RecordKey(255), Verdict::Different)
        );
    }

    #[test]
    fn an_answer_without_a_name_is_refused_with_its_row() {
        let error = decisions(std::path::Path::new("p.xlsx"), &filled("同一", ""), Date::constant(2023, 3, 31))
            .expect_err("no name");
        assert!(error.to_string().contains("2行目: 判定者が空です"), "{error}");
    }
}
