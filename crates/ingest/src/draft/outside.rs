//! What stands only in a file's name or title lines: its school, its month, its school year (列のない値).

use std::ops::Range;

use super::guess::Drafted;
use crate::runs::{Kind, numbers};

/// A column the file does not have, and where its value is read instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outside {
    pub(super) header: &'static str,
    pub(super) field: Option<&'static str>,
    pub(super) item: Option<&'static str>,
    /// `from_name` or `from_title`.
    pub(super) key: &'static str,
    pub(super) pattern: String,
    pub(super) remark: String,
}

/// Words a school's own name ends with; longer ones first.
const SCHOOLS: [&str; 6] = ["義務教育学校", "支援学校", "高等学校", "小学校", "中学校", "高校"];
/// The same for those before school.
const NURSERIES: [&str; 4] = ["認定こども園", "こども園", "幼稚園", "保育園"];
/// What stands before 小学校 where no single school is meant.
const ANY: [&str; 14] =
    ["市内", "町内", "村内", "区内", "公立", "私立", "市立", "町立", "村立", "区立", "県立", "各", "全", "区域外"];
/// What may follow a school's short name (第一小, 緑中) when it is one.
const AFTER_SHORT: [&str; 12] =
    ["出席", "名簿", "出欠", "在籍", "児童", "生徒", "保健", "健診", "欠席", "月別", "学級", "_"];
/// Words that end like a short name.
const NO_SHORT: [&str; 16] = [
    "入所", "入園", "受給", "利用", "継続", "在籍", "在学", "通学", "支給", "対応", "支援", "休学", "途", "期間",
    "処理", "集",
];

/// What the columns leave open and the name or the titles tell.
pub(super) fn find(file: &str, titles: &[String], columns: &[Drafted]) -> Vec<Outside> {
    let base = file.rsplit_once('/').map_or(file, |(_, base)| base);
    let name = japanese::text::clean(base).into_owned();
    let has = |field: &str| columns.iter().any(|column| column.field.as_deref() == Some(field));
    let daily = columns.iter().any(|column| column.group.daily);
    let monthly = columns.iter().any(|column| column.group.monthly);
    let of_school = daily || has("grade") || has("class") || has("identifier:student");
    let mut found = Vec::new();
    if !has("school") && of_school {
        found.extend(school(&name, titles).or_else(|| school_number(&name)));
    }
    let counted = || tells_month(file, titles) && super::counts::any(columns);
    if !has("month") && !has("on") && (daily || counted()) {
        found.extend(month(&name, titles));
    }
    if monthly && !has("fiscal-year") {
        found.extend(year(&name, titles));
    }
    found
}

/// Where a text tells something, as name or as title.
fn places<'a>(
    name: &'a str,
    titles: &'a [String],
) -> impl Iterator<Item = (&'static str, &'static str, String)> + use<'a> {
    let lines = titles.iter().map(|line| ("from_title", "表題の行", japanese::text::clean(line).into_owned()));
    std::iter::once(("from_name", "ファイル名", name.to_owned())).chain(lines)
}

fn school(name: &str, titles: &[String]) -> Option<Outside> {
    places(name, titles).find_map(|(key, place, text)| {
        let (range, nursery) = school_in(&text)?;
        let pattern = pattern(&text, &range, &numbers(&text).into_iter().map(|run| run.range).collect::<Vec<_>>());
        (key == "from_name" || tells(&pattern)).then(|| Outside {
            header: if nursery { "園" } else { "学校" },
            field: Some("school"),
            item: Some(if nursery { "nursery.name" } else { "school.name" }),
            key,
            pattern,
            remark: format!(
                "推定: {}の列がなく、{place}に名前があるため、そこから読みます",
                if nursery { "園" } else { "学校" }
            ),
        })
    })
}

/// 名簿_110.csv: a short number that stands alone in the name of a file about one school's classes.
fn school_number(name: &str) -> Option<Outside> {
    let alone = |range: &Range<usize>| {
        let digits = &name[range.clone()];
        let edge = |c: Option<char>| c.is_none_or(|c| matches!(c, '_' | '-' | ' ' | '.'));
        (2..=4).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with("19")
            && !digits.starts_with("20")
            && edge(name[..range.start].chars().next_back())
            && edge(name[range.end..].chars().next())
    };
    let runs = numbers(name);
    let mut standing = runs.iter().filter(|run| run.kind == Kind::Other && alone(&run.range));
    let (Some(only), None) = (standing.next(), standing.next()) else { return None };
    let others: Vec<_> = runs.iter().map(|run| run.range.clone()).collect();
    Some(Outside {
        header: "学校",
        field: Some("school"),
        item: Some("school.name"),
        key: "from_name",
        pattern: pattern(name, &only.range, &others),
        remark: "推定: 学校の列がないため、ファイル名の番号を学校の番号と見ました。学校名にするなら values = { \"番号\" = \"学校名\" } を書き、学校でなければこの列を消してください".to_owned(),
    })
}

/// Whether the name, else a title line, tells one month - no day of it - and no school year: 出席状況_東小_R8.10.csv.
pub(super) fn tells_month(file: &str, titles: &[String]) -> bool {
    let base = file.rsplit_once('/').map_or(file, |(_, base)| base);
    let name = japanese::text::clean(base).into_owned();
    let whole_day = |text: &str| {
        japanese::date::parse(text, &japanese::date::DateContext::default())
            .is_some_and(|read| read.date.exact().is_some())
    };
    let tells = |(_, _, text): &(&str, &str, String)| numbers(text).iter().any(|run| run.kind != Kind::Other);
    let Some((_, _, text)) = places(&name, titles).find(tells) else { return false };
    let runs = numbers(&text);
    let months: Vec<_> = runs.iter().filter(|run| run.kind == Kind::Month).collect();
    months.len() == 1 && !whole_day(&text[months[0].range.clone()]) && !runs.iter().any(|run| run.kind == Kind::Year)
}

fn month(name: &str, titles: &[String]) -> Option<Outside> {
    let (key, place, pattern) = only_run(name, titles, Kind::Month)?;
    Some(Outside {
        header: "月",
        field: Some("month"),
        item: None,
        key,
        pattern,
        remark: format!("推定: 月の列がないため、{place}から読みます"),
    })
}

fn year(name: &str, titles: &[String]) -> Option<Outside> {
    let (key, place, pattern) = only_run(name, titles, Kind::Year)?;
    Some(Outside {
        header: "年度",
        field: Some("fiscal-year"),
        item: None,
        key,
        pattern,
        remark: format!("推定: 年度の列がないため、{place}から読みます"),
    })
}

/// The only month or year a name or title holds, as a pattern.
fn only_run(name: &str, titles: &[String], kind: Kind) -> Option<(&'static str, &'static str, String)> {
    places(name, titles).find_map(|(key, place, text)| {
        let runs = numbers(&text);
        let mut fitting = runs.iter().filter(|run| run.kind == kind);
        let (Some(only), None) = (fitting.next(), fitting.next()) else { return None };
        let mut others: Vec<_> = runs.iter().map(|run| run.range.clone()).collect();
        others.extend(school_in(&text).map(|(range, _)| range));
        let pattern = pattern(&text, &only.range, &others);
        (key == "from_name" || tells(&pattern)).then_some((key, place, pattern))
    })
}

/// A pattern needs a word of its own, or every line would fit.
fn tells(pattern: &str) -> bool {
    pattern.replace("{value}", "").chars().filter(|c| c.is_alphabetic()).count() >= 2
}

/// The one school's (or nursery's) name in a text, and whether it is a nursery's.
fn school_in(text: &str) -> Option<(Range<usize>, bool)> {
    let mut found: Vec<(Range<usize>, bool)> = Vec::new();
    for (words, nursery) in [(&SCHOOLS[..], false), (&NURSERIES[..], true)] {
        for word in words {
            for (at, _) in text.match_indices(word) {
                let start = beginning(text, at);
                let own = &text[start..at];
                let end = at + word.len();
                let inside = found.iter().any(|(range, _)| range.end == end);
                if !inside && !own.is_empty() && !ANY.iter().any(|any| own.ends_with(any)) {
                    found.push((start..end, nursery));
                }
            }
        }
    }
    if found.is_empty() {
        found.extend(short_name(text).map(|range| (range, false)));
    }
    found.dedup_by(|a, b| text[a.0.clone()] == text[b.0.clone()]);
    match found.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// 緑が丘中出席簿: a name of two letters or more, 小 or 中, and a word of school life.
fn short_name(text: &str) -> Option<Range<usize>> {
    text.char_indices().filter(|(_, c)| matches!(c, '小' | '中')).find_map(|(at, c)| {
        let end = at + c.len_utf8();
        let start = beginning(text, at);
        let own = &text[start..at];
        let follows = AFTER_SHORT.iter().any(|word| text[end..].starts_with(word));
        (own.chars().count() >= 2 && follows && !NO_SHORT.iter().any(|word| own.ends_with(word))).then_some(start..end)
    })
}

/// Where the name that ends at `at` begins: behind the last sign, space or word for a list.
fn beginning(text: &str, at: usize) -> usize {
    let start = text[..at]
        .char_indices()
        .rev()
        .take_while(|(_, c)| {
            c.is_alphabetic() && !c.is_ascii() || c.is_ascii_digit() || matches!(c, 'ー' | '々' | 'ヶ')
        })
        .last()
        .map_or(at, |(start, _)| start);
    let words = ["名簿", "出席簿", "一覧", "台帳", "記録", "学校法人"];
    words
        .iter()
        .filter_map(|word| text[start..at].rfind(word).map(|place| start + place + word.len()))
        .max()
        .unwrap_or(start)
}

/// The text with `{value}` for one part and `*` for what changes from file to file.
fn pattern(text: &str, value: &Range<usize>, others: &[Range<usize>]) -> String {
    let mut parts: Vec<(Range<usize>, &str)> = vec![(value.clone(), "{value}")];
    let apart = |range: &&Range<usize>| range.end <= value.start || value.end <= range.start;
    parts.extend(others.iter().filter(apart).map(|range| (range.clone(), "*")));
    parts.sort_by_key(|(range, _)| range.start);
    let (mut out, mut at) = (String::new(), 0);
    for (range, sign) in parts {
        if range.start < at {
            continue;
        }
        // Signs that patterns and TOML use themselves stand for any letter.
        out.extend(text[at..range.start].chars().map(|c| if matches!(c, '{' | '}' | '*') { '?' } else { c }));
        if !(sign == "*" && out.ends_with('*')) {
            out.push_str(sign);
        }
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn school_pattern(name: &str, titles: &[&str]) -> Option<(&'static str, String)> {
        let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
        school(name, &titles).or_else(|| school_number(name)).map(|found| (found.key, found.pattern))
    }

    #[test]
    fn one_schools_name_becomes_a_pattern_that_other_schools_fit() {
        for (name, titles, expected) in [
            ("生徒名簿_青葉中学校_20260130.csv", vec![], Some(("from_name", "生徒名簿_{value}_*.csv"))),
            ("青葉中出席簿R7.10.csv", vec![], Some(("from_name", "{value}出席簿*.csv"))),
            (
                "出席簿_202510.csv",
                vec!["出席簿 見本市立青葉小学校 令和7年10月"],
                Some(("from_title", "出席簿 {value} *")),
            ),
            ("名簿.csv", vec!["見本市立青葉小学校　児童名簿"], Some(("from_title", "{value} 児童名簿"))),
            ("あおば幼稚園 在園児名簿.xlsx", vec![], Some(("from_name", "{value} 在園児名簿.xlsx"))),
            ("meibo_110.csv", vec![], Some(("from_name", "meibo_{value}.csv"))),
            // No single school is meant.
            ("市内小学校名簿.csv", vec![], None),
            ("青葉小学校・緑小学校名簿.csv", vec![], None),
            ("入所中名簿.csv", vec![], None),
            ("名簿_2026.csv", vec![], None),
        ] {
            let expected = expected.map(|(key, pattern)| (key, pattern.to_owned()));
            assert_eq!(school_pattern(name, &titles), expected, "{name}");
        }
    }

    #[test]
    fn the_month_of_days_and_the_year_of_months_stand_in_names_and_titles() {
        let found = |name: &str, titles: &[&str], kind: Kind| {
            let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
            only_run(name, &titles, kind).map(|(key, _, pattern)| format!("{key} {pattern}"))
        };
        assert_eq!(found("青葉中出席簿R7.10.csv", &[], Kind::Month).as_deref(), Some("from_name *出席簿{value}.csv"));
        assert_eq!(found("出席簿_110_202510.csv", &[], Kind::Month).as_deref(), Some("from_name 出席簿_*_{value}.csv"));
        assert_eq!(found("月別集計_令和7年度.csv", &[], Kind::Year).as_deref(), Some("from_name 月別集計_{value}.csv"));
        assert_eq!(
            found("月別.csv", &["月別集計表 令和7年度 出力日 2026/01/31"], Kind::Year).as_deref(),
            Some("from_title 月別集計表 {value} 出力日 */*/*")
        );
    }
}
