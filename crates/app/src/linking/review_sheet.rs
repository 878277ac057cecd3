//! The review sheet (判断待ちの一覧): both records of a pair, field by field, and empty columns for the answer.

use domain::{Field, RecordKey, Table};
use ledger::MASKED;
use linkage::{DecidedPair, Part, RecordRef, WaitingPair};
use store::KeptDecision;

use super::shields::Covered;
use crate::files::people::Sheet;

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
pub const PAIR: &str = "組番号";
/// Title of the column with the other people of the same row.
const BESIDE: &str = "同じ行に書かれた人";
/// Title of the answer.
pub const ANSWER: &str = "判定";
/// Title of the column for who answered.
pub const ANSWERED_BY: &str = "判定者";
/// Title of the column for why, in the sheet of decided pairs.
pub const REASON: &str = "理由";

/// A pair of a sheet: what stands before the evidence, and the records.
struct Shown<'a> {
    lead: Vec<String>,
    parts: &'a [Part],
    records: [RecordRef; 2],
}

/// The sheet of the waiting pairs, most useful first.
pub(super) fn waiting(pairs: &[WaitingPair], tables: &[Table], shielded: &Covered<'_>) -> Sheet {
    let shown: Vec<Shown<'_>> = pairs
        .iter()
        .enumerate()
        .map(|(order, pair)| Shown {
            lead: vec![(order + 1).to_string(), pair_text(pair.left_key, pair.right_key), pair.reason.clone()],
            parts: &pair.parts,
            records: [pair.left, pair.right],
        })
        .collect();
    let lead = [("確認順", 6.0), (PAIR, 18.0), ("たずねる理由", 28.0)];
    let answer = [(ANSWER, 8.0), (ANSWERED_BY, 10.0)];
    sheet("判断待ち", &lead, &shown, &answer, tables, shielded)
}

/// The sheet of the decided pairs that are held, newest decision first. A new answer replaces the old one; 取消 takes it back.
pub(super) fn decided(
    pairs: &[DecidedPair],
    entries: &[KeptDecision],
    tables: &[Table],
    shielded: &Covered<'_>,
) -> Sheet {
    let mut shown: Vec<(u32, Shown<'_>)> = pairs
        .iter()
        .filter_map(|pair| {
            let kept = entries.iter().rfind(|kept| kept.decision == pair.decision)?;
            let said = &kept.decision;
            let lead = vec![
                kept.number.to_string(),
                pair_text(said.left, said.right),
                format!("{}（{}、{}）{}", said.verdict.word(), said.by, said.on, kept.reason),
            ];
            let shown = Shown { lead, parts: &pair.parts, records: [pair.left, pair.right] };
            Some((kept.number, shown))
        })
        .collect();
    shown.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    let shown: Vec<Shown<'_>> = shown.into_iter().map(|(_, shown)| shown).collect();
    let lead = [("判定番号", 8.0), (PAIR, 18.0), ("今の判定", 28.0)];
    let answer = [(ANSWER, 8.0), (ANSWERED_BY, 10.0), (REASON, 20.0)];
    sheet("判定済み", &lead, &shown, &answer, tables, shielded)
}

/// How the sheet names a pair.
#[must_use]
pub fn pair_text(left: RecordKey, right: RecordKey) -> String {
    format!("{:016x}-{:016x}", left.0, right.0)
}

/// A sheet of pairs. Where a row of either record speaks of someone who is, or may be, under 支援措置, neither shows where anybody lives
/// or learns, nor who else stands in the row: a wrong answer would tell one person's address under the other's name, and a file of a
/// nursery beside a name tells where the child is.
fn sheet(
    name: &str,
    lead: &[(&str, f64)],
    pairs: &[Shown<'_>],
    answer: &[(&str, f64)],
    tables: &[Table],
    shielded: &Covered<'_>,
) -> Sheet {
    let used: Vec<usize> = (0..FIELDS.len())
        .filter(|&place| {
            let shown =
                |pair: &Shown<'_>| pair.records.iter().any(|at| !value(tables, *at, &FIELDS[place].0).is_empty());
            pairs.iter().any(shown)
        })
        .collect();
    let between = [("証拠の内訳（ビット）", 50.0), ("二つの記録（上・下）", 44.0), (BESIDE, 30.0)];
    let width = |field: &Field| match field {
        Field::Address => 34.0,
        Field::Name | Field::Kana | Field::Building => 20.0,
        Field::Sex => 6.0,
        _ => 14.0,
    };
    let fields: Vec<(&str, f64)> = used.iter().map(|&place| (FIELDS[place].1, width(&FIELDS[place].0))).collect();
    let columns: Vec<(&str, f64)> = [lead, &between, &fields, answer].concat();
    let rows = pairs
        .iter()
        .map(|pair| {
            let mut row = pair.lead.clone();
            let line = |part: &Part| format!("{} {:+.1}: {}", part.field, part.weight.bits(), part.sentence);
            row.push(pair.parts.iter().map(line).collect::<Vec<_>>().join("\n"));
            // One above the other, so that a difference in a field is seen at a glance.
            let both = |cell: &dyn Fn(RecordRef) -> String| {
                pair.records
                    .map(|at| Some(cell(at)).filter(|text| !text.is_empty()).unwrap_or("－".to_owned()))
                    .join("\n")
            };
            let covered = pair
                .records
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
            row.extend(answer.iter().map(|_| String::new()));
            row
        })
        .collect();
    Sheet {
        name: name.into(),
        header: columns.iter().map(|(title, _)| (*title).to_owned()).collect(),
        rows,
        widths: columns.iter().map(|(_, width)| *width).collect(),
    }
}

/// Whether a field tells where somebody lives, or with whom.
fn tells_place(field: &Field) -> bool {
    matches!(field, Field::Address | Field::Building | Field::Household | Field::Phone)
}

/// Where a record stands; the name of a file can be that of a school.
fn origin(tables: &[Table], at: RecordRef, covered: bool) -> String {
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
fn beside(tables: &[Table], at: RecordRef) -> String {
    let Some(table) = tables.get(at.table as usize) else { return String::new() };
    let others = (0..table.roles.len() as u8).filter(|role| *role != at.role).filter_map(|role| {
        let other = RecordRef { role, ..at };
        let parts = [Field::Name, Field::Surname, Field::GivenName].map(|field| value(tables, other, &field));
        let name = parts.concat();
        (!name.is_empty()).then(|| format!("{name}（{}）", table.roles[usize::from(role)].id))
    });
    others.take(BESIDE_MAX).collect::<Vec<_>>().join("、")
}

fn value(tables: &[Table], at: RecordRef, field: &Field) -> String {
    tables
        .get(at.table as usize)
        .and_then(|table| table.field(at.role, field))
        .map(|column| column.raw(at.row as usize).trim().to_owned())
        .unwrap_or_default()
}
