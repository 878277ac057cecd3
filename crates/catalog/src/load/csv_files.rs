//! The CSV files: items, code tables, forbidden headers. People edit them in Excel, so headers and signs are forgiving.

use std::collections::BTreeMap;

use domain::ItemId;
use jiff::civil::Date;

use super::{Files, folder, lines};
use crate::fault::{Faults, Lines};
use crate::forbidden::fold;
use crate::{Catalog, Code, CodeTable, ForbiddenKind, ForbiddenPattern, Item, Medium, Sensitivity, nearest};

/// Rows of a CSV text with their line, reached by column name.
struct Rows {
    columns: BTreeMap<String, usize>,
    rows: Vec<(u32, csv::StringRecord)>,
}

/// One row.
struct Row<'a> {
    line: u32,
    columns: &'a BTreeMap<String, usize>,
    cells: &'a csv::StringRecord,
}

impl Row<'_> {
    fn get(&self, name: &str) -> &str {
        self.columns.get(&fold(name)).and_then(|at| self.cells.get(*at)).map_or("", str::trim)
    }
}

impl Rows {
    /// Reads a CSV text; rows of another width, missing and unknown columns are faults.
    fn read(lines: Lines<'_>, needed: &[&str], allowed: &[&str], faults: &mut Faults) -> Option<Self> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(lines.text.as_bytes());
        let mut records = reader.records().filter_map(|record| match record {
            Ok(record) => Some(record),
            Err(error) => {
                let line = error.position().map_or(0, |position| position.line() as u32);
                faults.error(
                    lines.line(line),
                    "この行をCSVとして読めません。",
                    "文字コードをUTF-8で保存し、引用符の対応を確かめてください。",
                );
                None
            }
        });
        let header = records.next()?;
        let rows: Vec<(u32, csv::StringRecord)> = records
            .filter(|record| record.iter().any(|cell| !cell.trim().is_empty()))
            .map(|record| (record.position().map_or(0, |position| position.line() as u32), record))
            .filter(|(_, record)| !record.get(0).unwrap_or_default().starts_with('#'))
            .collect();
        let columns: BTreeMap<String, usize> = header.iter().enumerate().map(|(at, name)| (fold(name), at)).collect();
        for name in needed.iter().filter(|name| !columns.contains_key(&fold(name))) {
            faults.error(
                lines.line(1),
                format!("列「{name}」がありません。"),
                "見出しの行を docs/reference の説明と見比べてください。",
            );
        }
        for name in header.iter().filter(|name| !name.trim().is_empty()) {
            if !needed.iter().chain(allowed).any(|known| fold(known) == fold(name)) {
                faults.alert(
                    lines.line(1),
                    format!("列「{name}」は読まれません。"),
                    nearest::cure(
                        name,
                        needed.iter().chain(allowed).copied(),
                        "見出しの誤りでなければ、このままで構いません。",
                    ),
                );
            }
        }
        for (line, record) in rows.iter().filter(|(_, record)| record.len() != header.len()) {
            faults.error(
                lines.line(*line),
                format!("この行は{}列ですが、見出しは{}列です。", record.len(), header.len()),
                "カンマを含む値は \"…\" で囲み、列の数を見出しに合わせてください。",
            );
        }
        needed.iter().all(|name| columns.contains_key(&fold(name))).then_some(Self { columns, rows })
    }

    fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, cells)| Row { line: *line, columns: &self.columns, cells })
    }
}

/// Several values in one cell: `要配慮;所在`.
fn several(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '；', '|', '、', '\n']).map(str::trim).filter(|part| !part.is_empty())
}

/// ○ or ×; empty takes the default.
fn tick(lines: Lines<'_>, row: &Row<'_>, name: &str, default: bool, faults: &mut Faults) -> bool {
    match row.get(name) {
        "○" | "◯" | "〇" | "1" | "有" | "可" => true,
        "×" | "✕" | "0" | "無" | "不可" => false,
        "" => default,
        other => {
            faults.error(
                lines.line(row.line),
                format!("{name} の「{other}」は○×ではありません。"),
                "○ か × を書いてください。",
            );
            default
        }
    }
}

const ITEM_NEEDED: [&str; 10] =
    ["項目ID", "連番", "区分", "要素1", "要素2", "要素3", "保有・管理主体", "システム名", "目的外利用", "提供"];
const ITEM_ALLOWED: [&str; 10] =
    ["取扱区分", "標準表示", "評価利用", "媒体", "時期・頻度", "対象学年", "取得方法", "必要性", "根拠", "対応項目"];

/// Handling that leaves an item out of the default view, whatever the column says nothing about.
const NOT_BY_DEFAULT: [Sensitivity; 3] =
    [Sensitivity::Informant, Sensitivity::FreeText, Sensitivity::ParentMentalDisability];

/// `items.csv`.
pub(super) fn items(files: &Files<'_>, catalog: &mut Catalog, faults: &mut Faults) {
    let Some(lines) = lines(files, "items.csv") else { return };
    let Some(rows) = Rows::read(lines, &ITEM_NEEDED, &ITEM_ALLOWED, faults) else { return };
    let mut numbers: BTreeMap<u16, String> = BTreeMap::new();
    for row in rows.iter() {
        let id = row.get("項目ID");
        let place = lines.line(row.line);
        if !well_formed(id) {
            faults.error(
                place,
                format!("項目ID「{id}」は使えない形です。"),
                "半角の英小文字・数字・ハイフンを、点でつないで書いてください（例: child.name）。",
            );
            continue;
        }
        let item = item(lines, &row, id, faults);
        if let Some(number) = item.number
            && let Some(other) = numbers.insert(number, id.to_owned())
        {
            faults.error(place, format!("連番{number}が {other} と重なっています。"), "別紙の連番を確かめてください。");
        }
        for (name, cell) in [("区分", &item.category), ("保有・管理主体", &item.owner), ("システム名", &item.system)]
        {
            if cell.is_empty() {
                faults.error(place, format!("項目 {id} の{name}が空です。"), "項目台帳のとおりに書いてください。");
            }
        }
        if let Some(other) = catalog.items.get(&item.id) {
            faults.error(
                place,
                format!("項目ID {id} は{}行目にもあります。", other.line),
                "同じものなら一行にし、違うものなら別のIDにしてください。",
            );
            continue;
        }
        catalog.items.insert(item.id.clone(), item);
    }
    for item in catalog.items.values() {
        if let Some(counterpart) = &item.counterpart
            && !catalog.items.contains_key(counterpart)
        {
            faults.error(
                lines.line(item.line),
                format!("対応項目 {counterpart} は items.csv にありません。"),
                nearest::cure(
                    counterpart.as_str(),
                    catalog.items.keys().map(ItemId::as_str),
                    "項目IDを確かめてください。",
                ),
            );
        }
    }
}

fn item(lines: Lines<'_>, row: &Row<'_>, id: &str, faults: &mut Faults) -> Item {
    let place = lines.line(row.line);
    let number = match row.get("連番") {
        "" => None,
        text => text.parse().map_or_else(
            |_| {
                faults.error(
                    place,
                    format!("連番「{text}」は数ではありません。"),
                    "別紙の連番を書くか、別紙にない項目は空にしてください。",
                );
                None
            },
            Some,
        ),
    };
    let mut sensitivity = std::collections::BTreeSet::new();
    for name in several(row.get("取扱区分")) {
        match Sensitivity::from_name(name) {
            Some(kind) => drop(sensitivity.insert(kind)),
            None => faults.error(
                place,
                format!("取扱区分「{name}」はありません。"),
                nearest::cure(
                    name,
                    Sensitivity::ALL.map(Sensitivity::name),
                    "docs/reference/items.md の取扱区分から選んでください。",
                ),
            ),
        }
    }
    let by_default = !NOT_BY_DEFAULT.iter().any(|kind| sensitivity.contains(kind));
    let medium = match row.get("媒体") {
        "" | "電子" => Medium::Electronic,
        "紙" => Medium::Paper,
        other => {
            faults.error(place, format!("媒体「{other}」は使えません。"), "電子 か 紙 を書いてください。");
            Medium::Electronic
        }
    };
    Item {
        id: ItemId::new(id),
        number,
        category: row.get("区分").to_owned(),
        elements: ["要素1", "要素2", "要素3"].map(|name| row.get(name).to_owned()),
        owner: row.get("保有・管理主体").to_owned(),
        system: row.get("システム名").to_owned(),
        secondary_use: tick(lines, row, "目的外利用", false, faults),
        provision: tick(lines, row, "提供", false, faults),
        // What is never in the default view cannot be put there by a tick.
        default_view: tick(lines, row, "標準表示", true, faults) && by_default,
        scorable: tick(lines, row, "評価利用", false, faults),
        sensitivity,
        medium,
        frequency: row.get("時期・頻度").to_owned(),
        grades: grades(lines, row, faults),
        obtained: row.get("取得方法").to_owned(),
        why: row.get("必要性").to_owned(),
        evidence: row.get("根拠").to_owned(),
        counterpart: Some(row.get("対応項目")).filter(|id| !id.is_empty()).map(ItemId::new),
        line: row.line,
    }
}

/// Codes of grades in school order.
pub(crate) const GRADES: [&str; 15] =
    ["E1", "E2", "E3", "P1", "P2", "P3", "P4", "P5", "P6", "J1", "J2", "J3", "H1", "H2", "H3"];

/// `P4-J3;H1` → the grades one by one.
fn grades(lines: Lines<'_>, row: &Row<'_>, faults: &mut Faults) -> Vec<String> {
    let mut taken = Vec::new();
    for part in several(row.get("対象学年")) {
        let (first, last) = part.split_once(['-', '–', '～', '〜']).unwrap_or((part, part));
        let place = |code: &str| GRADES.iter().position(|grade| *grade == code.trim());
        match (place(first), place(last)) {
            (Some(first), Some(last)) if first <= last => taken.extend(&GRADES[first..=last]),
            _ => faults.error(
                lines.line(row.line),
                format!("対象学年「{part}」を読めません。"),
                "P4-J3 のように書いてください（E1–E3 園、P1–P6 小、J1–J3 中、H1–H3 高）。",
            ),
        }
    }
    taken.into_iter().map(str::to_owned).collect()
}

/// Ids are ASCII words joined with points, so that they can be typed, sorted and compared everywhere.
fn well_formed(id: &str) -> bool {
    let sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    id.split('.').all(|word| !word.is_empty() && word.chars().all(sign))
}

/// `codes/*.csv`.
pub(super) fn codes(files: &Files<'_>, catalog: &mut Catalog, faults: &mut Faults) {
    for lines in folder(files, "codes", ".csv") {
        let Some(rows) =
            Rows::read(lines, &["コード", "名称"], &["別表記", "区分", "開始日", "終了日", "順位", "備考"], faults)
        else {
            continue;
        };
        let name = lines.file.trim_start_matches("codes/").trim_end_matches(".csv").to_owned();
        let mut codes: Vec<Code> = Vec::new();
        for row in rows.iter() {
            let place = lines.line(row.line);
            let mut day = |name: &str, text: &str| -> Option<Date> {
                if text.is_empty() {
                    return None;
                }
                let day = text.parse().ok();
                if day.is_none() {
                    faults.error(
                        place,
                        format!("{name}「{text}」は日付ではありません。"),
                        "YYYY-MM-DD の形で書いてください。",
                    );
                }
                day
            };
            let (from, to) = (day("開始日", row.get("開始日")), day("終了日", row.get("終了日")));
            if let (Some(from), Some(to)) = (from, to)
                && to < from
            {
                faults.error(place, "終了日が開始日より前です。", "日付を確かめてください。");
            }
            let rank = row.get("順位");
            let code = Code {
                code: row.get("コード").to_owned(),
                meaning: row.get("名称").to_owned(),
                also: several(row.get("別表記")).map(str::to_owned).collect(),
                group: row.get("区分").to_owned(),
                from,
                to,
                rank: rank.parse().unwrap_or_default(),
            };
            if !rank.is_empty() && rank.parse::<i32>().is_err() {
                faults.error(
                    place,
                    format!("順位「{rank}」は数ではありません。"),
                    "大小を比べる表では整数を、そうでなければ空にしてください。",
                );
            }
            if code.meaning.is_empty() {
                faults.error(place, "名称が空です。", "コードの意味を書いてください。");
            }
            let overlaps = |other: &&Code| {
                other.from.is_none_or(|from| code.to.is_none_or(|to| from <= to))
                    && code.from.is_none_or(|from| other.to.is_none_or(|to| from <= to))
            };
            let same = |other: &&Code| {
                !code.code.is_empty() && crate::code::code_key(&other.code) == crate::code::code_key(&code.code)
            };
            if let Some(other) = codes.iter().filter(same).find(overlaps)
                && other.meaning != code.meaning
            {
                faults.error(
                    place,
                    format!(
                        "コード「{}」が同じ期間に二つの意味（{}・{}）を持ちます。",
                        code.code, other.meaning, code.meaning
                    ),
                    "年度で意味が変わるなら開始日・終了日を書いてください。",
                );
            }
            codes.push(code);
        }
        catalog.codes.insert(name.clone(), CodeTable { name, codes });
    }
}

/// `forbidden.csv`.
pub(super) fn forbidden(files: &Files<'_>, catalog: &mut Catalog, faults: &mut Faults) {
    let Some(lines) = lines(files, "forbidden.csv") else { return };
    let Some(rows) = Rows::read(lines, &["種別", "語"], &["除く語", "根拠"], faults) else { return };
    for row in rows.iter() {
        let place = lines.line(row.line);
        let kind = match row.get("種別") {
            "個人番号" => ForbiddenKind::MyNumber,
            "税" => ForbiddenKind::Tax,
            other => {
                faults.error(place, format!("種別「{other}」は使えません。"), "個人番号 か 税 を書いてください。");
                continue;
            }
        };
        let folded = |cell: &str, split: &[char]| -> Vec<String> {
            cell.split(split).map(fold).filter(|word| !word.is_empty()).collect()
        };
        let words = folded(row.get("語"), &['+', '＋', ' ', '　']);
        if words.is_empty() {
            faults.error(place, "語が空です。", "見出しに含まれる語を書いてください。");
            continue;
        }
        catalog.forbidden.patterns.push(ForbiddenPattern {
            kind,
            words,
            except: folded(row.get("除く語"), &[';', '；', '、']),
            rule: row.get("根拠").to_owned(),
        });
    }
    if !catalog.forbidden.patterns.iter().any(|pattern| pattern.kind == ForbiddenKind::MyNumber) {
        faults.error(
            lines.whole(),
            "個人番号の見出しを拒む行がありません。",
            "「個人番号」「マイナンバー」の行を戻してください。この行は外せません。",
        );
    }
}
