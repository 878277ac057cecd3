//! The drafted definition as TOML with remarks for the person who completes it.

use std::fmt::Write as _;

use super::guess::{Drafted, DraftedRole};
use super::input::Input;
use super::known::Knowledge;
use super::outside::Outside;

/// Everything that stands above the columns.
pub(super) struct Head {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) pattern: String,
    pub(super) system: Option<(String, String)>,
}

/// Writes the definition.
pub(super) fn write(
    file: &str,
    head: &Head,
    input: &Input,
    roles: &[DraftedRole],
    columns: &[Drafted],
    outside: &[Outside],
    knowledge: &Knowledge<'_>,
) -> String {
    let mut out = String::new();
    text(&mut out, file, head, input, roles, (columns, outside), knowledge).ok();
    out
}

fn text(
    f: &mut String,
    file: &str,
    head: &Head,
    input: &Input,
    roles: &[DraftedRole],
    (columns, outside): (&[Drafted], &[Outside]),
    knowledge: &Knowledge<'_>,
) -> std::fmt::Result {
    writeln!(f, "# 連携元定義の案。ファイル「{}」の見出しと値から作りました。", comment(file))?;
    writeln!(
        f,
        "# 「推定」と書かれたところを確かめ、config/sources/{}.toml として保存し、`mimamori check` で確認してください。",
        head.id
    )?;
    writeln!(
        f,
        "# 書き方は docs/guide/sources.md にあります。ファイル: {}{}",
        input.written,
        if input.line > 1 { format!("・見出しは{}行目", input.line) } else { String::new() }
    )?;
    for remark in &input.remarks {
        writeln!(f, "# 注意: {}", comment(remark))?;
    }
    if !columns.iter().any(|column| column.item.is_some()) {
        writeln!(
            f,
            "# 注意: 項目台帳の項目にあたる列が見つかりません。少なくとも1列に item を書かないと取り込めません。"
        )?;
    }
    writeln!(f, "\nid = {}", quoted(&head.id))?;
    writeln!(f, "title = {}", quoted(&head.title))?;
    match &head.system {
        Some((system, owner)) => {
            writeln!(f, "system = {}  # 推定: 見出しとファイル名から", quoted(system))?;
            writeln!(f, "owner = {}  # 推定", quoted(owner))?;
        }
        None => {
            writeln!(f, "system = \"システム名を書いてください\"  # 項目台帳（items.csv）のシステム名")?;
            writeln!(f, "owner = \"所管課を書いてください\"  # 項目台帳の保有・管理主体")?;
        }
    }
    let key = key(columns, input);
    if !key.is_empty() {
        writeln!(f, "key = [{}]  # 推定: 見本の中で重複のない列", list(&key))?;
    }
    writeln!(f, "\n[file]")?;
    writeln!(f, "patterns = [{}]", quoted(&head.pattern))?;
    if input.line == 0 {
        writeln!(f, "no_header = true")?;
    }
    if let Some(sheet) = &input.sheet {
        writeln!(f, "sheet = {}", quoted(sheet))?;
    }
    let kind = delivery(f, columns, outside)?;
    expected_change(f, kind, columns)?;
    coverage(f, columns, outside)?;
    for role in roles {
        write_role(f, role, roles, (columns, outside), &key, (&format!("{}{}", head.title, input.words), knowledge))?;
    }
    for column in outside {
        write_outside(f, column, knowledge)?;
    }
    for column in columns {
        write_column(f, column, roles)?;
    }
    Ok(())
}

/// A column whose value stands in the file's name or title lines.
fn write_outside(f: &mut String, column: &Outside, knowledge: &Knowledge<'_>) -> std::fmt::Result {
    writeln!(f, "\n# {}", comment(&column.remark))?;
    writeln!(f, "[[column]]")?;
    writeln!(f, "header = {}", quoted(column.header))?;
    if let Some(item) = column.item.filter(|item| knowledge.has(item)) {
        writeln!(f, "item = {}", quoted(item))?;
    }
    if let Some(field) = column.field {
        writeln!(f, "field = {}", quoted(field))?;
    }
    writeln!(f, "{} = {}", column.key, quoted(&column.pattern))
}

fn has<'a>(columns: &'a [Drafted], field: &str) -> Option<&'a Drafted> {
    columns.iter().find(|column| column.field.as_deref() == Some(field))
}

/// How much the number of rows may change from one delivery to the next without being told; a register or a roster hardly changes.
fn expected_change(f: &mut String, kind: Kind, columns: &[Drafted]) -> std::fmt::Result {
    let has = |field: &str| has(columns, field).is_some();
    let people = (has("name") || has("surname")) && !has("on") && !has("month") && !has("from");
    let lasting = people && (has("household") && has("address") || has("grade") && has("class"));
    let counted = columns.iter().any(|column| column.group.daily || column.group.monthly);
    match kind {
        Kind::Full | Kind::OfSchool if lasting && !counted => writeln!(
            f,
            "expected_change = 0.1  # 推定: 台帳・名簿の件数はほとんど変わらない。前回より1割を超えて増減したら受入票に【重要】と出る"
        ),
        Kind::Full => writeln!(f, "expected_change = 0.3  # 推定: 前回より3割を超えて増減したら受入票に【重要】と出る"),
        Kind::OfSchool | Kind::OfTime | Kind::Addition => Ok(()),
    }
}

/// What a drafted delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Full,
    /// One school's file.
    OfSchool,
    /// A month, year or days.
    OfTime,
    Addition,
}

/// What a delivery replaces.
fn delivery(f: &mut String, columns: &[Drafted], outside: &[Outside]) -> Result<Kind, std::fmt::Error> {
    let told =
        |field: &str| outside.iter().find(|column| column.field == Some(field)).map(|column| column.header.to_owned());
    // A file for a month or a year of months; a month that differs from row to row tells of each row only.
    let month = has(columns, "month").filter(|month| is_narrow_month(month));
    let day = has(columns, "on");
    let school = has(columns, "school");
    let year = has(columns, "fiscal-year");
    writeln!(f, "\n[delivery]")?;
    let narrow = |column: &Drafted| (1..=3).contains(&column.profile.values.len());
    // Events delivered day by day or month by month: a new file must not replace the months before.
    let events = day.filter(|day| !day.profile.is_unique() && days_span(day).is_some_and(|days| days <= 100));
    let lasting = has(columns, "from").is_some() || has(columns, "to").is_some();
    let school_name =
        || school.filter(|school| narrow(school)).map(|school| school.group.title.clone()).or(told("school"));
    if let Some(month) = month.map(|month| month.group.title.clone()).or(told("month")) {
        let mut slice = vec![month];
        slice.extend(school_name());
        writeln!(f, "kind = \"slice\"  # 推定: 月ごとの抽出。同じ月の新しい抽出だけが前のものに代わる")?;
        writeln!(f, "slice = [{}]", list(&slice))?;
        Ok(Kind::OfTime)
    } else if let (Some(year), true, None) = (
        year.filter(|year| narrow(year)).map(|year| year.group.title.clone()).or(told("fiscal-year")),
        columns.iter().any(|column| column.group.monthly),
        day,
    ) {
        let mut slice = vec![year];
        slice.extend(school_name());
        writeln!(f, "kind = \"slice\"  # 推定: 年度ごとの抽出")?;
        writeln!(f, "slice = [{}]", list(&slice))?;
        Ok(Kind::OfTime)
    } else if let Some(day) = events.filter(|_| !lasting) {
        let mut slice = vec![day.group.title.clone()];
        slice.extend(school_name());
        writeln!(f, "kind = \"slice\"  # 推定: 期間ごとの記録。同じ日の新しい抽出だけが前のものに代わる")?;
        writeln!(f, "slice = [{}]", list(&slice))?;
        Ok(Kind::OfTime)
    } else if columns.iter().any(|column| column.group.daily) {
        writeln!(
            f,
            "kind = \"addition\"  # 推定: 月の分からない月ごとの抽出。月の列か from_name を書けば \"slice\" にできます"
        )?;
        Ok(Kind::Addition)
    } else if let Some(school) = told("school") {
        writeln!(f, "kind = \"slice\"  # 推定: 学校（園）ごとのファイル。同じ学校の新しい抽出だけが前のものに代わる")?;
        writeln!(f, "slice = [{}]", quoted(&school))?;
        Ok(Kind::OfSchool)
    } else {
        writeln!(
            f,
            "kind = \"full\"  # 推定: 毎回すべてを抽出。月や学校ごとなら \"slice\"、追加分だけなら \"addition\""
        )?;
        Ok(Kind::Full)
    }
}

/// What a delivery speaks for.
fn coverage(f: &mut String, columns: &[Drafted], outside: &[Outside]) -> std::fmt::Result {
    let told = |field: &str| outside.iter().any(|column| column.field == Some(field));
    let month = has(columns, "month").filter(|month| is_narrow_month(month));
    let (day, school, year) = (has(columns, "on"), has(columns, "school"), has(columns, "fiscal-year"));
    let named = has(columns, "name").or_else(|| has(columns, "surname")).is_some();
    let monthly = columns.iter().any(|column| column.group.monthly) && (year.is_some() || told("fiscal-year"));
    if month.is_some() || told("month") || (day.is_some() && !named) || monthly {
        writeln!(f, "\n[coverage]")?;
        writeln!(f, "months = \"data\"  # 推定: ファイルにある最初の月から最後の月まで")?;
        if school.is_some() || told("school") {
            writeln!(f, "schools = \"data\"  # 推定: ファイルにある学校")?;
        }
    }
    Ok(())
}

/// A month column that tells of the whole file; one without any value tells nothing.
fn is_narrow_month(month: &Drafted) -> bool {
    month.profile.values.len() <= 14 && (month.profile.filled > 0 || month.profile.rows == 0)
}

/// How many days lie between the first and the last day of a column; `None` when it holds none.
fn days_span(column: &Drafted) -> Option<i32> {
    let era_default = column.era.and_then(japanese::date::Era::parse);
    let context = japanese::date::DateContext { era_default, ..Default::default() };
    let days: Vec<_> =
        column.profile.values.keys().filter_map(|value| japanese::date::parse(value, &context)?.date.exact()).collect();
    Some(days.iter().min()?.until(*days.iter().max()?).ok()?.get_days())
}

/// The columns that name a record in the sample: an identifier, or one with day or month.
fn key(columns: &[Drafted], input: &Input) -> Vec<String> {
    let single = |column: &&Drafted| column.group.columns.len() == 1;
    let identifiers: Vec<&Drafted> = columns
        .iter()
        .filter(single)
        .filter(|column| column.field.as_deref().is_some_and(|field| field.starts_with("identifier:")))
        .collect();
    if input.rows.len() < 5 {
        return Vec::new();
    }
    if let Some(unique) = identifiers.iter().find(|column| column.profile.is_unique()) {
        // One row a month each in this file is no promise for a file of two months.
        let month = has(columns, "month").filter(|month| month.group.columns.len() == 1);
        return std::iter::once(unique).copied().chain(month).map(|column| column.group.title.clone()).collect();
    }
    let Some(identifier) = identifiers.first() else { return Vec::new() };
    let times = columns
        .iter()
        .filter(single)
        .filter(|column| matches!(column.field.as_deref(), Some("on" | "month" | "from" | "fiscal-year")));
    for time in times {
        let mut seen = std::collections::BTreeSet::new();
        let cell = |row: &[String], column: &Drafted| {
            row.get(column.group.columns[0]).map(|cell| cell.trim().to_owned()).unwrap_or_default()
        };
        if input.rows.iter().all(|row| seen.insert((cell(row, identifier), cell(row, time)))) {
            return vec![identifier.group.title.clone(), time.group.title.clone()];
        }
    }
    Vec::new()
}

fn write_role(
    f: &mut String,
    role: &DraftedRole,
    roles: &[DraftedRole],
    (columns, outside): (&[Drafted], &[Outside]),
    key: &[String],
    (head_words, knowledge): (&str, &Knowledge<'_>),
) -> std::fmt::Result {
    let own: Vec<&Drafted> = columns.iter().filter(|column| column.role == role.id).collect();
    let field = |name: &str| own.iter().find(|column| column.field.as_deref() == Some(name));
    let named = ["name", "surname", "kana", "surname-kana"].iter().any(|name| field(name).is_some());
    let told = |name: &str| role.id == roles[0].id && outside.iter().any(|column| column.field == Some(name));
    writeln!(f, "\n[[role]]")?;
    writeln!(f, "id = {}{}", quoted(&role.id), if role.id == roles[0].id { "  # この行の主役" } else { "" })?;
    writeln!(f, "kind = {}", quoted(role.kind))?;
    if let Some(repeat) = role.repeat {
        writeln!(f, "repeat = {repeat}")?;
    }
    let identifier =
        own.iter().find(|column| column.field.as_deref().is_some_and(|field| field.starts_with("identifier:")));
    if named {
        let unique = identifier.is_some_and(|column| key.len() == 1 && key[0] == column.group.title);
        if unique && role.id == roles[0].id {
            writeln!(
                f,
                "# 一人が必ず一行だけの台帳なら、次の行の先頭の # を外してください（同じ抽出の2行は別の人として扱います）"
            )?;
            writeln!(f, "# unique = true")?;
        }
        let known = ["birth-date", "address", "phone", "household"].iter().any(|name| field(name).is_some());
        let place: Vec<&str> = ["school", "fiscal-year", "grade", "class", "seat-number"]
            .into_iter()
            .filter(|name| field(name).is_some() || told(name))
            .collect();
        // A register of pupils is what others refer to; a list of events names them in passing.
        let register = head_words.contains("名簿") || head_words.contains("学齢簿") || field("kana").is_some();
        if known || register || !place.contains(&"grade") || role.repeat.is_some() || role.id != roles[0].id {
            return Ok(());
        }
        let rosters = knowledge.rosters();
        let Some(first) = rosters.first() else {
            return writeln!(
                f,
                "# 氏名だけでは同姓同名を分けられません。名簿の連携元ができたら: refers = [{{ roster = \"名簿のid\", by = [{}, \"name\"] }}]",
                place.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
            );
        };
        // Without the school the same grade and name may be another school's child.
        if !place.contains(&"school") && identifier.is_none() {
            return writeln!(
                f,
                "# 学校が分からないため、名簿での探し方は書いていません。学校の列（または from_name・constant）を加え、refers = [{{ roster = {}, by = [\"school\", {}, \"name\"] }}] としてください",
                quoted(&first.id),
                place.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
            );
        }
        let mut references: Vec<String> = identifier
            .and_then(|column| column.field.as_deref()?.strip_prefix("identifier:"))
            .map(|space| format!("{{ identifier = {} }}", quoted(space)))
            .into_iter()
            .collect();
        let wide: Vec<&str> = place.iter().copied().filter(|name| !matches!(*name, "class" | "seat-number")).collect();
        // First everything that is known of the place, in every roster; then what stays when classes change.
        let ways = [&place, &wide].into_iter().take(if wide.len() < place.len() { 2 } else { 1 });
        for way in ways.filter(|_| place.contains(&"school")) {
            for roster in &rosters {
                let fields: Vec<String> = way.iter().copied().chain(["name"]).map(quoted).collect();
                references.push(format!("{{ roster = {}, by = [{}] }}", quoted(&roster.id), fields.join(", ")));
            }
        }
        return writeln!(
            f,
            "refers = [{}]  # 推定: 生年月日がないため、名簿の在籍と氏名から人物を探す。roster は名簿の定義の id",
            references.join(", ")
        );
    }
    let mut references = Vec::new();
    for column in &own {
        if let Some(namespace) = column.field.as_deref().and_then(|field| field.strip_prefix("identifier:")) {
            references.push(format!("{{ identifier = {} }}", quoted(namespace)));
        }
    }
    let place: Vec<&str> = ["school", "fiscal-year", "grade", "class", "seat-number"]
        .into_iter()
        .filter(|name| field(name).is_some() || told(name))
        .collect();
    if place.contains(&"school") && place.contains(&"class") {
        let rosters = knowledge.rosters();
        for roster in &rosters {
            references.push(format!(
                "{{ roster = {}, by = [{}] }}",
                quoted(&roster.id),
                place.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
            ));
        }
        if rosters.is_empty() {
            writeln!(
                f,
                "# 名簿の連携元ができたら: refers = [{{ roster = \"名簿のid\", by = [\"school\", \"grade\", \"class\", \"seat-number\"] }}]"
            )?;
        }
    }
    if !references.is_empty() {
        writeln!(f, "refers = [{}]  # 推定: 氏名がないため、番号や在籍から人物を探す", references.join(", "))?;
    }
    Ok(())
}

fn write_column(f: &mut String, column: &Drafted, roles: &[DraftedRole]) -> std::fmt::Result {
    writeln!(f)?;
    for remark in &column.remarks {
        writeln!(f, "# {}", comment(remark))?;
    }
    if column.profile.filled == 0 && column.profile.rows > 0 {
        writeln!(f, "# 見本ではすべて空欄")?;
    }
    writeln!(f, "[[column]]")?;
    writeln!(f, "header = {}", quoted(&column.group.title))?;
    if !column.join.is_empty() {
        writeln!(f, "join = [{}]", list(&column.join))?;
    }
    if let Some(item) = &column.item {
        writeln!(f, "item = {}", quoted(item))?;
    }
    if column.role != roles[0].id {
        writeln!(f, "role = {}", quoted(&column.role))?;
    }
    if let Some(field) = &column.field {
        writeln!(f, "field = {}", quoted(field))?;
    }
    if let Some(kind) = column.kind {
        writeln!(f, "type = {}", quoted(kind))?;
    }
    if let Some(codes) = &column.codes {
        writeln!(f, "codes = {}", quoted(codes))?;
    }
    if !column.values.is_empty() {
        let pairs: Vec<String> =
            column.values.iter().map(|(code, meaning)| format!("{} = {}", quoted(code), quoted(meaning))).collect();
        writeln!(f, "values = {{ {} }}", pairs.join(", "))?;
    }
    if let Some(era) = column.era {
        writeln!(f, "era = {}", quoted(era))?;
    }
    if column.group.monthly {
        writeln!(f, "monthly = true")?;
    } else if column.group.daily {
        writeln!(f, "daily = true")?;
    } else if let Some(repeat) = column.group.repeat {
        writeln!(f, "repeat = {repeat}")?;
    }
    Ok(())
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Text that stays within one comment line.
fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
