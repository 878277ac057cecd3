//! Columns whose value stands outside the rows (`constant`, `from_name`, `from_title`): what can be wrong with them.

use crate::fault::{Faults, Lines, Place};
use crate::source::{ColumnDefinition, Format, OneOrMany, Source};

/// The place of the value in a pattern.
const VALUE: &str = "{value}";

/// Checks every given column of a source.
pub(super) fn check(lines: Lines<'_>, source: &Source, faults: &mut Faults) {
    for column in source.columns.iter().filter(|column| column.is_given()) {
        let title = column.header.names().first().map_or("", String::as_str);
        one_origin(lines, column, title, faults);
        one_value(lines, column, title, faults);
        for (key, patterns) in [("from_name", &column.from_name), ("from_title", &column.from_title)] {
            for pattern in patterns.iter().flat_map(OneOrMany::names) {
                self::pattern(lines, key, pattern, title, faults);
            }
        }
        if column.constant.as_deref().is_some_and(|value| value.trim().is_empty()) {
            faults.error(
                place(lines, column),
                format!("「{title}」の constant が空です。"),
                "いつも同じ値（学校名など）を書くか、この列を消してください。",
            );
        }
        let untitled = source.file.no_header
            || matches!(source.file.format, Some(Format::Fixed | Format::Oneroster))
            || source.columns.iter().any(|column| column.at.is_some());
        if column.from_title.is_some() && untitled {
            faults.error(
                place(lines, column),
                format!("「{title}」に from_title は使えません。見出しの行がないファイルには、表題の行もありません。"),
                "from_name（ファイル名）か constant（いつも同じ値）を使ってください。",
            );
        }
    }
    let is_given = |name: &String| {
        let key = japanese::text::header_key(name);
        source.columns.iter().any(|column| {
            column.is_given() && column.header.names().iter().any(|own| japanese::text::header_key(own) == key)
        })
    };
    if !source.key.is_empty() && source.key.iter().all(is_given) {
        faults.error(
            lines.key("key", 0),
            "key の列が、どれもファイル全体で一つの値です。行を区別できません。",
            "行ごとに異なる列（番号など）を key に加えるか、key を消してください。",
        );
    }
}

/// The line of the value or of the first pattern.
fn place<'a>(lines: Lines<'a>, column: &ColumnDefinition) -> Place<'a> {
    let patterns = column.from_name.iter().chain(&column.from_title).flat_map(OneOrMany::names);
    let written = column.constant.as_ref().into_iter().chain(patterns).next();
    written.map_or_else(|| lines.whole(), |written| lines.value(written, 0))
}

fn one_origin(lines: Lines<'_>, column: &ColumnDefinition, title: &str, faults: &mut Faults) {
    let origins = [column.constant.is_some(), column.from_name.is_some(), column.from_title.is_some()];
    if origins.into_iter().filter(|origin| *origin).count() > 1 {
        faults.error(
            place(lines, column),
            format!("「{title}」に constant・from_name・from_title のうち二つ以上があります。"),
            "値の出どころを一つだけ書いてください。",
        );
    }
}

/// One value for the whole file cannot repeat, be joined or be cut from the row.
fn one_value(lines: Lines<'_>, column: &ColumnDefinition, title: &str, faults: &mut Faults) {
    let repeats = column.repeat.is_some()
        || column.monthly
        || column.daily
        || column.header.names().iter().any(|name| name.contains("{n}"));
    if repeats || !column.join.is_empty() || column.at.is_some() {
        faults.error(
            place(lines, column),
            format!(
                "「{title}」はファイル全体で一つの値のため、{{n}}・repeat・monthly・daily・join・at は使えません。"
            ),
            "ファイルにある列なら constant・from_name・from_title を消してください。",
        );
    }
}

fn pattern(lines: Lines<'_>, key: &str, pattern: &str, title: &str, faults: &mut Faults) {
    if pattern.matches(VALUE).count() != 1 {
        faults.error(
            lines.value(pattern, 0),
            format!("「{title}」の {key} に、値の場所 {VALUE} が一つありません。"),
            "例: from_name = \"名簿_{value}_*.csv\"、from_title = \"学校名：{value}\"",
        );
    } else if pattern == VALUE && key == "from_title" {
        faults.error(
            lines.value(pattern, 0),
            format!("「{title}」の from_title は、どの表題にも合います。"),
            "値の前か後の言葉を書いてください。例: from_title = \"学校名：{value}\"",
        );
    }
}
