//! The receipt for the data owner (受入票): what was taken, what was not, for which purpose, on what basis, for whom.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use catalog::Catalog;
use domain::{ItemId, Severity};

use crate::outcome::{Before, ColumnNote, Outcome};

/// A purpose as it stands on a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptPurpose {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Law, article and consultation it rests on.
    pub basis: String,
    /// Who uses the results (活用主体).
    pub users: Vec<String>,
}

/// The receipt of one delivery.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The outcome it tells of.
    pub outcome: Outcome,
    /// Size of the file in bytes.
    pub size: u64,
    /// BLAKE3 of the file, in hexadecimal.
    pub hash: String,
    /// Purposes that allow something of it.
    pub purposes: Vec<ReceiptPurpose>,
    titles: BTreeMap<ItemId, String>,
}

impl Receipt {
    /// Builds a receipt. `size` and `hash` are those of the whole file.
    #[must_use]
    pub fn new(outcome: &Outcome, catalog: &Catalog, size: u64, hash: &str) -> Self {
        let purposes = outcome
            .purposes
            .iter()
            .filter_map(|id| catalog.purposes.get(id))
            .map(|purpose| ReceiptPurpose {
                id: purpose.id.to_string(),
                title: purpose.title.clone(),
                basis: purpose.basis.reference(),
                users: purpose.actors.users.clone(),
            })
            .collect();
        let notes = outcome.taken.iter().chain(&outcome.matching).chain(&outcome.dropped);
        let titles = notes
            .filter_map(|note| note.item.as_ref())
            .filter_map(|id| catalog.items.get(id).map(|item| (id.clone(), item.full_title())))
            .collect();
        Self { outcome: outcome.clone(), size, hash: hash.to_owned(), purposes, titles }
    }

    /// The receipt as text, lines ended by LF.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text).ok();
        text
    }

    fn write(&self, f: &mut String) -> std::fmt::Result {
        let outcome = &self.outcome;
        writeln!(f, "受入票  {}", outcome.file)?;
        writeln!(f, "  連携元      {}（{}）", outcome.title, outcome.source)?;
        writeln!(f, "  保有・管理主体  {}（{}）", outcome.owner, outcome.system)?;
        writeln!(f, "  抽出基準日    {}（{}）", outcome.as_of, outcome.as_of_origin.label())?;
        writeln!(f, "  差分の種別    {}", self.delivery())?;
        writeln!(
            f,
            "  ファイル     {}・{}バイト・BLAKE3 {}",
            outcome.written,
            grouped(self.size),
            self.hash.get(..16).unwrap_or(&self.hash)
        )?;
        writeln!(
            f,
            "  件数       読込 {}・受入 {}・拒否 {}",
            grouped(outcome.rows_read),
            grouped(outcome.rows_admitted),
            grouped(outcome.rows_refused)
        )?;
        if let Some(before) = self.before() {
            writeln!(f, "  件数の増減    {before}")?;
        }
        for finding in outcome.findings.iter().filter(|finding| is_grave(finding.kind.0)) {
            let seen = if finding.seen.is_empty() { String::new() } else { format!("（{}）", finding.seen) };
            writeln!(f, "  【重要】{}{seen} 対処は下の指摘にあります。", finding.message)?;
        }
        for purpose in &self.purposes {
            writeln!(f, "  利用目的     {}（{}）", purpose.title, purpose.id)?;
            writeln!(f, "    根拠      {}", purpose.basis)?;
            writeln!(f, "    活用主体    {}", purpose.users.join("、"))?;
        }
        self.columns(f, "受け入れた項目", &outcome.taken)?;
        self.columns(f, "名寄せ・時期・所属の照合だけに使う列", &outcome.matching)?;
        self.columns(f, "利用目的がないため除いた項目（保存していません）", &outcome.dropped)?;
        names(f, "指定により除いた列（保存していません）", &outcome.without)?;
        names(f, "連携元定義で使わない列（保存していません）", &outcome.ignored)?;
        self.findings(f)
    }

    fn delivery(&self) -> String {
        match self.outcome.delivery {
            domain::Delivery::Full => "全件（前回の全件と置き換え）".to_owned(),
            domain::Delivery::Addition => "追加（前回までに加える）".to_owned(),
            domain::Delivery::Slice => {
                let slices: Vec<&str> = crate::slices(&self.outcome.slice).collect();
                let shown = slices.iter().take(3).copied().collect::<Vec<_>>().join("、");
                let more = if slices.len() > 3 { format!("ほか{}区分", slices.len() - 3) } else { String::new() };
                format!("区分ごと（同じ区分だけ置き換え）: {shown}{more}")
            }
        }
    }

    /// How the number of rows changed, and which delivery this one takes the place of.
    fn before(&self) -> Option<String> {
        let outcome = &self.outcome;
        let previous = match outcome.before {
            Before::Delivery(previous) => previous,
            Before::Nothing if crate::slices(&outcome.slice).nth(1).is_some() => {
                return Some(
                    "比べていません（区分の組み合わせが初めてです。重なる区分は、この抽出に置き換わります）".to_owned(),
                );
            }
            Before::Nothing => return Some("なし（初めての受入）".to_owned()),
            Before::Itself => return None,
        };
        let (then, now) = (previous.rows, outcome.rows_admitted);
        let share = |by: u64| (by * 1000).checked_div(then).map_or(0, |thousandths| thousandths.div_ceil(10));
        let change = match now.cmp(&then) {
            std::cmp::Ordering::Equal => "増減なし".to_owned(),
            std::cmp::Ordering::Less => format!("{}件・{}％減", grouped(then - now), share(then - now)),
            std::cmp::Ordering::Greater => format!("{}件・{}％増", grouped(now - then), share(now - then)),
        };
        let place = match (outcome.delivery, previous.newer) {
            (domain::Delivery::Addition, _) => format!("{} に加わります", previous.extract),
            (_, None) => format!("{} と置き換わります", previous.extract),
            (_, Some(newer)) => format!("{newer} のほうが新しいため、今は {newer} が使われます"),
        };
        Some(format!(
            "前回 {}件（{}、{}）→ 今回 {}件（{change}）。{place}",
            grouped(then),
            previous.extract,
            previous.as_of,
            grouped(now)
        ))
    }

    fn columns(&self, f: &mut String, title: &str, notes: &[ColumnNote]) -> std::fmt::Result {
        if notes.is_empty() {
            return Ok(());
        }
        writeln!(f, "  {title}: {}列", notes.len())?;
        // Repeated groups and months of one item are one line.
        let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
        for note in notes {
            let item = match &note.item {
                Some(item) => {
                    format!("{}［{item}］", self.titles.get(item).map_or("（項目台帳にない）", String::as_str))
                }
                None => "（項目台帳の項目ではない）".to_owned(),
            };
            match lines.iter_mut().find(|line| line.0 == item && note.item.is_some()) {
                Some(line) => line.1.push(&note.header),
                None => lines.push((item, vec![&note.header])),
            }
        }
        for (item, headers) in lines {
            let more = if headers.len() > 3 { format!("ほか{}列", headers.len() - 3) } else { String::new() };
            let shown: Vec<String> = headers.iter().take(3).map(|header| format!("「{header}」")).collect();
            writeln!(f, "    {}{more} {item}", shown.join(""))?;
        }
        Ok(())
    }

    fn findings(&self, f: &mut String) -> std::fmt::Result {
        if self.outcome.findings.is_empty() {
            return writeln!(f, "  指摘: なし");
        }
        writeln!(f, "  指摘: {}種類", self.outcome.findings.len())?;
        for finding in &self.outcome.findings {
            let severity = match finding.severity {
                Severity::Error => "エラー",
                Severity::Alert => "アラート",
            };
            let column =
                if finding.column.is_empty() { String::new() } else { format!("列「{}」 ", finding.column) };
            let seen = if finding.seen.is_empty() { String::new() } else { format!("（{}）", finding.seen) };
            writeln!(f, "    [{severity}] {column}{}{seen} {}件", finding.message, grouped(finding.count))?;
            let places: Vec<String> = finding.examples.iter().filter_map(|place| place_words(*place)).collect();
            if !places.is_empty() {
                writeln!(f, "      場所: {}", places.join("、"))?;
            }
            writeln!(f, "      対処: {}", finding.cure)?;
        }
        Ok(())
    }
}

/// Findings that a person must not miss: they stand above the columns, too.
fn is_grave(kind: &str) -> bool {
    matches!(kind, "shield-missing" | "birth-date-missing" | "rows-changed" | "no-rows")
}

fn names(f: &mut String, title: &str, names: &[String]) -> std::fmt::Result {
    if names.is_empty() {
        return Ok(());
    }
    let shown: Vec<String> = names.iter().take(10).map(|name| format!("「{name}」")).collect();
    let more = if names.len() > 10 { format!("ほか{}列", names.len() - 10) } else { String::new() };
    writeln!(f, "  {title}: {}列", names.len())?;
    writeln!(f, "    {}{more}", shown.join(""))
}

/// 行12（14行目・3列目): record, line and column as far as they are known.
fn place_words((record, line, column): (u32, u32, u16)) -> Option<String> {
    let mut inner = Vec::new();
    if line > 0 {
        inner.push(format!("ファイルの{line}行目"));
    }
    if column > 0 {
        inner.push(format!("{column}列目"));
    }
    match (record, inner.is_empty()) {
        (0, true) => None,
        (0, false) => Some(inner.join("・")),
        (record, true) => Some(format!("データ{record}件目")),
        (record, false) => Some(format!("データ{record}件目（{}）", inner.join("・"))),
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
