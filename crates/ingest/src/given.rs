//! Columns the file does not have: their value stands in its name or in a title line, or is the same always (列のない値).

use catalog::source::{ColumnDefinition, OneOrMany, ValueKind};
use domain::Field;
use japanese::date::{DateContext, Era};

use crate::header::{Header, Matching};
use crate::layout::{Layout, Spec};
use crate::refusal::{Refusal, RefusalKind};
use crate::runs::numbers;

/// The place of the value in a pattern.
const VALUE: &str = "{value}";
/// Where a value from the name of the file comes from, for people.
const IN_NAME: &str = "ファイル名";
/// Longer lines are no titles.
const TITLE_CHARS_MAX: usize = 400;

/// A column with one value for the whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given {
    /// Index of the spec.
    pub(crate) spec: usize,
    /// Its name, and where the value comes from: `学校（ファイル名）`.
    pub(crate) header: String,
    pub(crate) value: String,
}

/// The given columns of a file that it does not deliver itself, and the names of those whose value is not to be found.
///
/// # Errors
/// A column that names records or slices, or that is expected, has no value, or none that reads as the month, day or year it is
/// declared to be: the file would stand for something else.
pub(crate) fn columns(
    layout: &Layout,
    matching: &Matching,
    file: &str,
    titles: &[String],
) -> Result<(Vec<Given>, Vec<String>), Refusal> {
    let (mut given, mut missing) = (Vec::new(), Vec::new());
    for (place, spec) in layout.columns.iter().enumerate().filter(|(_, spec)| spec.definition.is_given()) {
        if matching.columns.iter().flatten().any(|(found, _)| *found == place) {
            continue;
        }
        match value(&spec.definition, file, titles) {
            Some((origin, value)) => {
                let value = match plain(spec, &value) {
                    Some(plain) => plain,
                    None if spec.slice || spec.key => return Err(unreadable(file, layout, spec, &value)),
                    None => value,
                };
                given.push(Given { spec: place, header: given_header(&spec.title, origin), value });
            }
            None if spec.slice || spec.key || spec.definition.expected == Some(true) => {
                return Err(without_value(file, layout, &spec.title, &spec.definition));
            }
            None => missing.push(spec.title.clone()),
        }
    }
    Ok((given, missing))
}

/// Puts the given columns behind those of the file.
pub(crate) fn append(given: &[Given], header: &mut Header, matching: &mut Matching) {
    for column in given {
        header.push(&column.header);
        matching.columns.push(Some((column.spec, 0)));
    }
}

fn given_header(title: &str, origin: &str) -> String {
    format!("{title}（{origin}）")
}

/// Whether two names of a file give the same values to the given columns with these headers.
pub(crate) fn same_in_names(layout: &Layout, headers: &[String], file: &str, other: &str) -> bool {
    file == other
        || layout.columns.iter().filter(|spec| spec.definition.from_name.is_some()).all(|spec| {
            !headers.contains(&given_header(&spec.title, IN_NAME))
                || value(&spec.definition, file, &[]) == value(&spec.definition, other, &[])
        })
}

/// The value, and where it comes from.
fn value(column: &ColumnDefinition, file: &str, titles: &[String]) -> Option<(&'static str, String)> {
    if let Some(constant) = &column.constant {
        return Some(("定義", constant.clone()));
    }
    let first = |patterns: &OneOrMany, text: &str| patterns.names().iter().find_map(|pattern| capture(pattern, text));
    if let Some(patterns) = &column.from_name {
        let base = file.rsplit_once('/').map_or(file, |(_, base)| base);
        let folder = file.split_once('/').map(|(folder, _)| folder);
        let found = first(patterns, base).or_else(|| folder.and_then(|folder| first(patterns, folder)));
        return found.map(|value| (IN_NAME, value));
    }
    let patterns = column.from_title.as_ref()?;
    titles.iter().find_map(|line| first(patterns, line)).map(|value| ("表題", value))
}

/// A value as its column reads it: the only month (or year) in 「R8.10（修正版）」 where that is one of a month, else the value itself.
/// `None` when nothing in it reads as such.
fn plain(spec: &Spec, value: &str) -> Option<String> {
    let context =
        DateContext { era_default: spec.definition.era.as_deref().and_then(Era::parse), ..DateContext::default() };
    let reads: &dyn Fn(&str) -> bool = match (spec.kind, &spec.field) {
        (ValueKind::Month, _) => &|text| japanese::date::parse_month(text, &context).is_some(),
        (ValueKind::Date, _) => &|text| japanese::date::parse(text, &context).is_some(),
        (ValueKind::Number, Some(Field::FiscalYear)) => {
            &|text| japanese::date::parse_school_year(text, &context).is_some()
        }
        _ => return Some(value.to_owned()),
    };
    if reads(value) {
        return Some(value.to_owned());
    }
    let text = japanese::text::clean(value);
    let runs: Vec<&str> = numbers(&text).into_iter().map(|run| &text[run.range]).filter(|run| reads(run)).collect();
    // R8.10_20261121: the month the file is about, and the day it was made.
    let whole_day = |run: &str| japanese::date::parse(run, &context).is_some_and(|read| read.date.exact().is_some());
    let undated: Vec<&str> = runs.iter().copied().filter(|run| !whole_day(run)).collect();
    match (undated.as_slice(), runs.as_slice()) {
        ([only], _) | ([], [only]) => Some((*only).to_owned()),
        _ => None,
    }
}

/// The cells of the lines above the header, and each of these lines as a whole.
pub(crate) fn titles<'a>(lines: impl Iterator<Item = &'a [String]>) -> Vec<String> {
    let mut titles = Vec::new();
    for cells in lines {
        let filled: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        titles.extend(filled.iter().map(|cell| (*cell).to_owned()));
        if filled.len() > 1 {
            titles.push(filled.join(" "));
        }
    }
    titles.retain(|line| line.chars().count() <= TITLE_CHARS_MAX);
    titles
}

/// What stands for `{value}` when a text fits a pattern with `*` and `?`: the shortest that fits. Width and letter case do not matter.
pub(crate) fn capture(pattern: &str, text: &str) -> Option<String> {
    let text: Vec<char> = japanese::text::clean(text).chars().collect();
    let (before, after) = pattern.split_once(VALUE)?;
    let fold = |text: &str| japanese::text::clean(text).to_lowercase().chars().collect::<Vec<_>>();
    // A space at the edge of the value is meant.
    let spaced = |text: &str| text.ends_with([' ', '　']);
    let (mut left, mut right) = (fold(before), fold(after));
    if spaced(before) {
        left.push(' ');
    }
    if after.starts_with([' ', '　']) {
        right.insert(0, ' ');
    }
    let folded: Vec<char> = text.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
    // Every end of the part before, the earliest first, then every end of the value, the shortest first.
    (0..folded.len()).filter(|start| fits(&left, &folded[..*start])).find_map(|start| {
        (start + 1..=folded.len()).find(|end| fits(&right, &folded[*end..])).and_then(|end| {
            let value: String = text[start..end].iter().collect();
            let value = value.trim();
            (!value.is_empty()).then(|| value.to_owned())
        })
    })
}

fn fits(pattern: &[char], text: &[char]) -> bool {
    crate::recognise::glob(pattern, text)
}

fn without_value(file: &str, layout: &Layout, title: &str, column: &ColumnDefinition) -> Refusal {
    let (place, key) =
        if column.from_name.is_some() { ("ファイル名", "from_name") } else { ("表題の行", "from_title") };
    Refusal::new(
        RefusalKind::SliceUnknown,
        file,
        format!(
            "{}の「{title}」が、{place}から読み取れません。どの区分の抽出かが分からないまま取り込むと、ほかの区分と置き換わります。",
            layout.name()
        ),
        format!(
            "{place}を前回までと同じ書き方に直すか、連携元定義の「{title}」の {key} に、この書き方を加えてください。"
        ),
    )
}

/// The file name or title line says something where the month, day or year stands, but not that. What a title line says is not
/// repeated: it may name somebody.
fn unreadable(file: &str, layout: &Layout, spec: &Spec, value: &str) -> Refusal {
    let (place, found) = if spec.definition.from_name.is_some() {
        ("ファイル名", format!("ファイル名の「{value}」"))
    } else {
        ("表題の行", "表題の行".to_owned())
    };
    let (what, example) = match spec.kind {
        ValueKind::Month => ("年月", "R8.10"),
        ValueKind::Date => ("日付", "R8.10.1"),
        _ => ("年度", "令和8年度"),
    };
    Refusal::new(
        RefusalKind::SliceUnknown,
        file,
        format!(
            "{}の「{}」が、{found}から{what}として読み取れません。どの区分の抽出かが分からないまま取り込むと、前の抽出と置き換わらず、同じ記録が二重に数えられます。",
            layout.name(),
            spec.title
        ),
        format!(
            "{place}のその部分を「{example}」のように{what}が一つだけ分かる書き方に直して、もう一度取り込んでください。"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_a_month_or_a_year_is_read_from_names_as_offices_write_them() {
        for (pattern, text, expected) in [
            ("生徒名簿_{value}_*.csv", "生徒名簿_第一中学校_20260130.csv", Some("第一中学校")),
            ("{value}出席簿R*.csv", "第一中出席簿R7.10.csv", Some("第一中")),
            ("*出席簿{value}.csv", "第一中出席簿R7.10.csv", Some("R7.10")),
            ("出席簿_{value}_*.csv", "出席簿_110_202510.csv", Some("110")),
            ("出席簿_*_{value}.csv", "出席簿_110_202510.csv", Some("202510")),
            ("*_{value}年度.csv", "月別集計_令和7年度.CSV", Some("令和7")),
            ("学校名：{value}", "学校名:第一小学校", Some("第一小学校")),
            ("学校名 {value}", "学校名　第一小学校", Some("第一小学校")),
            ("{value}　*", "第一小学校　出席簿　4月", Some("第一小学校")),
            ("名簿_{value}.csv", "名簿.csv", None),
            ("名簿_{value}.csv", "名簿_.csv", None),
        ] {
            assert_eq!(capture(pattern, text).as_deref(), expected, "{pattern} {text}");
        }
    }
}
