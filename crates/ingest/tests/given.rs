//! Files of one school each, whose school, month or year stands only in the name or in a title line.

mod support;

use ingest::Request;
use support::*;

const REGISTER: &str = r#"
id = "attendance"
title = "出席簿"
system = "校務支援システム"
owner = "教育委員会"
key = ["学校", "番号"]

[file]
patterns = ["*出席簿*.csv"]

[delivery]
kind = "slice"
slice = ["学校", "月"]

[coverage]
months = "data"
schools = "data"

[[role]]
id = "child"
kind = "child"

[[column]]
header = "学校"
item = "school.name"
field = "school"
from_name = ["{value}出席簿R*.csv", "出席簿_{value}_*.csv"]

[[column]]
header = "月"
field = "month"
from_name = ["出席簿_*_{value}.csv", "*出席簿{value}.csv"]

[[column]]
header = "学年"
field = "grade"

[[column]]
header = "番号"
field = "seat-number"

[[column]]
header = "氏名"
item = "child.name"
field = "name"

[[column]]
header = "{n}日"
item = "attendance.daily.status"
daily = true
"#;

const ROWS: &str = "学年,番号,氏名,1日,2日\n2,1,山田 葵,,欠\n2,2,鈴木 凛,欠,\n";

fn asked(file: &str) -> Request {
    Request::new(file, TODAY)
}

#[test]
fn each_school_and_month_is_its_own_slice_and_stands_in_every_row() {
    let catalog = catalog(&[REGISTER]);
    let taken = ingest::read(&catalog, asked("第一中学校出席簿R5.1.csv"), ROWS.as_bytes(), None).expect("taken");
    assert_eq!(taken.1.slice, "school=第一中学校/month=2023-01");
    assert_eq!(raw(&taken, "学校（ファイル名）"), ["第一中学校", "第一中学校"]);
    assert_eq!(typed(&taken, "月（ファイル名）"), ["2023-01-01..2023-01-31", "2023-01-01..2023-01-31"]);
    // The school settles of which kind the bare grade is, as a delivered column would.
    assert_eq!(typed(&taken, "学年"), ["J2", "J2"]);
    assert_eq!(taken.1.coverage.schools, ["第一中学校"]);
    assert_eq!(taken.1.rows_admitted, 2);
    let other = ingest::read(&catalog, asked("出席簿_第二小学校_202212.csv"), ROWS.as_bytes(), None).expect("taken");
    assert_eq!(other.1.slice, "school=第二小学校/month=2022-12");
    assert_eq!(typed(&other, "学年"), ["P2", "P2"]);
}

#[test]
fn a_name_that_does_not_say_which_slice_it_is_refuses_the_file() {
    let catalog = catalog(&[REGISTER]);
    let refusal = ingest::read(&catalog, asked("出席簿.csv"), ROWS.as_bytes(), None).expect_err("refused");
    assert_eq!(refusal.kind.name(), "slice-unknown");
    assert!(refusal.message.contains("「学校」") && refusal.cure.contains("from_name"), "{refusal}");
    assert!(!refusal.to_string().contains("山田"));
}

#[test]
fn a_corrected_file_is_the_slice_it_corrects_or_is_refused() {
    let catalog = catalog(&[REGISTER]);
    for file in [
        "第一中学校出席簿R5.1（修正版）.csv",
        "第一中学校出席簿R5.1改.csv",
        "第一中学校出席簿R5.1 (1).csv",
        "第一中学校出席簿R5.1_20230203.csv",
    ] {
        let taken = ingest::read(&catalog, asked(file), ROWS.as_bytes(), None).expect("taken");
        assert_eq!(taken.1.slice, "school=第一中学校/month=2023-01", "{file}");
        assert_eq!(typed(&taken, "月（ファイル名）"), ["2023-01-01..2023-01-31", "2023-01-01..2023-01-31"], "{file}");
    }
    for (file, fault) in
        [("第一中学校出席簿R修正版.csv", "「R修正版」"), ("第一中学校出席簿R5.1とR5.2.csv", "「R5.1とR5.2」")]
    {
        let refusal = ingest::read(&catalog, asked(file), ROWS.as_bytes(), None).expect_err("refused");
        assert_eq!(refusal.kind.name(), "slice-unknown", "{file}");
        assert!(refusal.message.contains("ファイル名") && refusal.message.contains(fault), "{refusal}");
        assert!(refusal.cure.contains("R8.10"), "{refusal}");
    }
}

#[test]
fn a_month_that_no_row_tells_names_no_slice() {
    let own = REGISTER.replace("from_name = [\"出席簿_*_{value}.csv\", \"*出席簿{value}.csv\"]", "");
    let catalog = catalog(&[&own]);
    let with = |months: [&str; 2]| {
        format!("学年,番号,氏名,月,1日,2日\n2,1,山田 葵,{},,欠\n2,2,鈴木 凛,{},欠,\n", months[0], months[1])
    };
    let file = || asked("第一中学校出席簿R5.1.csv");
    let refusal = ingest::read(&catalog, file(), with(["一月", "修正"]).as_bytes(), None).expect_err("refused");
    assert_eq!((refusal.kind.name(), refusal.columns.as_slice()), ("slice-unknown", &["月".to_owned()][..]));
    assert!(refusal.message.contains("「月」") && !refusal.to_string().contains("修正"), "{refusal}");
    let taken = ingest::read(&catalog, file(), with(["R5.1", "修正"]).as_bytes(), None).expect("taken");
    assert_eq!(taken.1.rows_admitted, 2);
    assert!(kinds(&taken.1).contains(&"month-unreadable 月 1".to_owned()), "{:?}", kinds(&taken.1));
}

#[test]
fn a_slice_whose_column_is_nowhere_is_refused_and_never_the_empty_slice() {
    let plain = REGISTER.replace("from_name = [\"{value}出席簿R*.csv\", \"出席簿_{value}_*.csv\"]", "expected = false");
    let plain = plain.replace("key = [\"学校\", \"番号\"]", "");
    let catalog = catalog(&[&plain]);
    let refusal =
        ingest::read(&catalog, asked("第一中学校出席簿R5.1.csv"), ROWS.as_bytes(), None).expect_err("refused");
    assert_eq!((refusal.kind.name(), refusal.columns), ("slice-unknown", vec!["学校".to_owned()]));
    // Stripped columns name no slice either.
    let with_school = ROWS.replace("学年,", "学校,学年,").replace("\n2,", "\n第一中,2,");
    let mut request = asked("第一中学校出席簿R5.1.csv");
    assert!(ingest::read(&catalog, request.clone(), with_school.as_bytes(), None).is_ok());
    request.without = vec!["学校".to_owned()];
    let refusal = ingest::read(&catalog, request, with_school.as_bytes(), None).expect_err("refused");
    assert_eq!(refusal.kind.name(), "slice-unknown");
}

#[test]
fn a_title_line_says_the_school_and_a_delivered_column_goes_before_it() {
    let titled = REGISTER.replace(
        "from_name = [\"{value}出席簿R*.csv\", \"出席簿_{value}_*.csv\"]",
        "from_title = [\"学校名：{value}\", \"学校名 {value}\"]",
    );
    let catalog = catalog(&[&titled]);
    for title in ["学校名：第一中学校\n", "学校名,第一中学校,,,\n"] {
        let text = format!("月別出席簿,,,,\n{title}{ROWS}");
        let taken = ingest::read(&catalog, asked("出席簿R5.1.csv"), text.as_bytes(), None).expect("taken");
        assert_eq!(raw(&taken, "学校（表題）"), ["第一中学校", "第一中学校"]);
    }
    let own = format!("学校名：第一中学校\n{}", ROWS.replace("学年,", "学校,学年,").replace("\n2,", "\n分校,2,"));
    let taken = ingest::read(&catalog, asked("出席簿R5.1.csv"), own.as_bytes(), None).expect("taken");
    assert_eq!(raw(&taken, "学校"), ["分校", "分校"]);
}

#[test]
fn a_constant_is_stored_like_a_column() {
    let constant = REGISTER.replace(
        "from_name = [\"{value}出席簿R*.csv\", \"出席簿_{value}_*.csv\"]",
        "constant = \"110\"\nvalues = { \"110\" = \"北原小学校\" }",
    );
    let catalog = catalog(&[&constant]);
    let taken = ingest::read(&catalog, asked("出席簿R5.1.csv"), ROWS.as_bytes(), None).expect("taken");
    assert_eq!(typed(&taken, "学校（定義）"), ["北原小学校", "北原小学校"]);
    assert_eq!(typed(&taken, "学年"), ["P2", "P2"]);
    assert_eq!(taken.1.slice, "school=北原小学校/month=2023-01");
    let at = taken.1.columns.iter().position(|column| column.header == "学校（定義）").expect("stored");
    assert!(taken.1.key.contains(&(at as u16)), "the school is part of the record's key");
}

#[test]
fn what_is_wrong_with_such_a_column_is_named_by_check() {
    let wrong = REGISTER
        .replace("from_name = [\"{value}出席簿R*.csv\", \"出席簿_{value}_*.csv\"]", "from_name = \"出席簿_*.csv\"")
        .replace(
            "from_name = [\"出席簿_*_{value}.csv\", \"*出席簿{value}.csv\"]",
            "constant = \"\"\nfrom_title = \"{value}\"",
        );
    let mut files = preset(&|path| !path.starts_with("sources/") && !path.starts_with("rules/"));
    files.push(catalog::ConfigFile { path: "sources/wrong.toml".to_owned(), text: wrong });
    let faults = catalog::Catalog::load(&files).faults;
    let messages: Vec<String> = faults
        .iter()
        .filter(|fault| fault.file == "sources/wrong.toml" && fault.is_error())
        .map(|fault| format!("{}: {}", fault.line, fault.message))
        .collect();
    for expected in ["{value} が一つありません", "二つ以上", "constant が空", "どの表題にも合います"]
    {
        assert!(messages.iter().any(|message| message.contains(expected)), "{expected}: {messages:#?}");
    }
    assert!(faults.iter().filter(|fault| fault.is_error()).all(|fault| fault.line > 0 && !fault.cure.is_empty()));
}
