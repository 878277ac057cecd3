//! Deliveries that come again, replace each other and are taken back.

use crate::files::{NOVEMBER, REGISTER, REGISTER_FILE, ROSTER_FILE, month, register, roster};
use crate::home::{Home, rows};

#[test]
fn the_same_file_again_changes_nothing() {
    let home = Home::new();
    home.take(REGISTER_FILE, &register()).says(&["抽出番号 E1"]);
    let before = home.records();
    home.run(&format!("import {REGISTER_FILE}")).ok().says(&["抽出番号 E1", "何も変えていません"]);
    assert_eq!(home.records(), before);
    let told = home.run(&format!("import {REGISTER_FILE} --json")).ok().json();
    assert_eq!(told["sources"][0]["unchanged"], true);
}

#[test]
fn the_date_of_an_extract_is_the_one_in_its_name_else_the_one_given_else_today() {
    let home = Home::new();
    let as_of = |typed: &str| {
        let told = home.run(&format!("import {typed} --json")).ok().json();
        told["sources"][0]["as_of"].as_str().expect("a date").to_owned()
    };
    home.write(REGISTER_FILE, &register());
    home.write("住民記録_世帯一覧_最新.csv", &register());
    assert_eq!(as_of(REGISTER_FILE), "2023-01-31");
    assert_eq!(as_of("住民記録_世帯一覧_最新.csv --as-of 2022-12-31"), "2022-12-31");
    home.write("住民記録_世帯一覧_今.csv", &register().replace("本町4-5", "本町4-6"));
    assert_eq!(as_of("住民記録_世帯一覧_今.csv"), "2023-03-10");
    // What the clerk says goes before the name.
    home.write("住民記録_世帯一覧_20221231.csv", &register().replace("本町4-5", "本町4-7"));
    assert_eq!(as_of("住民記録_世帯一覧_20221231.csv --as-of 2022-11-30"), "2022-11-30");
}

#[test]
fn a_newer_full_delivery_takes_the_place_of_the_older_and_withdrawing_it_brings_that_back() {
    let home = Home::new();
    home.take(REGISTER_FILE, &register());
    let without_twin: String =
        register().lines().filter(|line| !line.contains("翼")).map(|line| format!("{line}\n")).collect();
    home.take("住民記録_世帯一覧_20230228.csv", &without_twin).says(&["E2"]);
    let files = || {
        home.run("link --out links.csv").ok();
        let mut files: Vec<String> =
            rows(&home.read("links.csv")).iter().map(|row| format!("{} {}", row["file"], row["record_key"])).collect();
        files.dedup();
        files
    };
    let newer = files();
    assert_eq!(newer.len(), 5, "{newer:?}");
    assert!(newer.iter().all(|file| file.starts_with("住民記録_世帯一覧_20230228.csv")));

    home.run("withdraw E2").ok().says(&["E2", "取り下げました"]);
    let older = files();
    assert_eq!(older.len(), 6, "{older:?}");
    assert!(older.iter().all(|file| file.starts_with(REGISTER_FILE)));

    home.run("withdraw E2").fails(1, &["既に取り下げられています"]);
    home.run("withdraw E77").fails(1, &["E77", "対処"]);
    home.run("withdraw 77").fails(1, &["対処"]);
    // What was taken back may be delivered again.
    home.run("import 住民記録_世帯一覧_20230228.csv").ok().says(&["E3"]);
    assert_eq!(files(), newer);
    home.run("trail verify").ok();
}

#[test]
fn a_full_delivery_that_came_out_nearly_empty_does_not_take_the_place_of_the_whole_one() {
    let home = Home::new();
    let whole = register();
    let (header, row) = (whole.lines().next().expect("header"), whole.lines().nth(1).expect("row"));
    let cells: Vec<&str> = row.split(',').collect();
    let many: String = (0..60_u32)
        .map(|number| format!("{:08},{}\n", 70_000_000 + number, cells[1..].join(",")))
        .fold(format!("{header}\n"), |text, line| text + &line);
    home.take(REGISTER_FILE, &many).says(&["E1"]);
    let empty = "住民記録_世帯一覧_20230228.csv";
    home.write(empty, &format!("{header}\n"));
    home.run(&format!("import {empty}")).fails(1, &["前回の受入は60件", "0件", "--accept-shrink"]);
    let few: String = many.lines().take(21).map(|line| format!("{line}\n")).collect();
    home.write(empty, &few);
    home.run(&format!("import {empty}")).fails(1, &["20件", "--accept-shrink"]);
    assert_eq!(home.extracts().len(), 1, "nothing took the place of the whole delivery");
    // A person has made sure: the receipt says so.
    home.run(&format!("import --accept-shrink {empty}")).ok().says(&[
        "E2",
        "前回60件、今回20件",
        "--accept-shrink の指定",
    ]);
    // Half of it is a finding, as before; and a small register may come to nothing.
    home.write("住民記録_世帯一覧_20230301.csv", &format!("{header}\n"));
    home.run("import 住民記録_世帯一覧_20230301.csv").ok().says(&["E3", "データの行が1件もありません"]);
}

#[test]
fn a_school_that_came_out_nearly_empty_does_not_hide_behind_the_others_of_its_file() {
    let pupils = |first: u32, count: u32| (first..first + count).map(|number| number.to_string()).collect::<Vec<_>>();
    let of = |school: &str, pupils: &[String], days: &[u8]| {
        let pupils: Vec<(&str, &[u8])> = pupils.iter().map(|number| (number.as_str(), &[][..])).collect();
        month(school, "202211", &pupils, days, "病気")
    };
    let rows_of = |text: &str| text.split_once('\n').expect("a header").1.to_owned();
    let (large, small) = (of("第一小学校", &pupils(1000, 5), &NOVEMBER), of("第二小学校", &pupils(2000, 3), &NOVEMBER));
    let one_row = of("第二小学校", &pupils(2000, 1), &[1]);
    let home = Home::new();
    home.take("出欠日別_20221201.csv", &small).says(&["E1"]);
    // 60 rows in force, of which one is left, in a file that has grown.
    home.write("出欠日別_20221202.csv", &(large.clone() + &rows_of(&one_row)));
    home.run("import 出欠日別_20221202.csv").fails(1, &["第二小学校", "前回60件、今回1件", "--accept-shrink"]);
    home.take("出欠日別_20221203.csv", &(large + &rows_of(&small))).says(&["E2"]);
    // The other way round: the file before held both schools.
    home.write("出欠日別_20221204.csv", &one_row);
    home.run("import 出欠日別_20221204.csv").fails(1, &["第二小学校", "前回60件、今回1件"]);
    assert_eq!(home.extracts().len(), 2);
    home.run("import 出欠日別_20221204.csv --accept-shrink").ok().says(&["E3"]);
    home.run("withdraw E3").ok();
    home.run("import 出欠日別_20221204.csv").fails(1, &["前回60件、今回1件"]);
}

#[test]
fn equal_files_of_two_schools_and_months_are_deliveries_of_their_own() {
    let home = Home::new();
    home.write(
        "home/config/sources/totals.toml",
        r#"
id = "totals"
title = "出席簿（校名・月はファイル名）"
system = "校務支援システム"
owner = "教育委員会"
[file]
patterns = ["出席簿_*.csv"]
[delivery]
kind = "slice"
slice = ["学校名", "対象年月"]
[[role]]
id = "pupil"
kind = "child"
refers = [{ roster = "school-roster", by = ["school", "grade", "class", "seat-number"] }]
[[column]]
header = "学校名"
field = "school"
item = "school.name"
from_name = "出席簿_{value}_*.csv"
[[column]]
header = "対象年月"
field = "month"
type = "month"
from_name = "出席簿_*_{value}.csv"
[[column]]
header = "学年"
field = "grade"
[[column]]
header = "組"
field = "class"
[[column]]
header = "出席番号"
field = "seat-number"
[[column]]
header = "欠席日数"
item = "attendance.monthly.absent"
type = "number"
"#,
    );
    let text = "学年,組,出席番号,欠席日数\n1年,1組,1,0\n1年,1組,2,0\n";
    let files = ["青葉小学校_令和4年10月", "青葉小学校_令和4年11月", "緑小学校_令和4年10月", "緑小学校_令和4年11月"];
    for (number, file) in files.iter().enumerate() {
        home.take(&format!("出席簿_{file}.csv"), text)
            .says(&[&format!("E{}", number + 1)])
            .silent_on(&["変更はありません"]);
    }
    assert_eq!(home.extracts().len(), 4, "two schools, two months");
    let before = home.records();
    home.take("出席簿_青葉小学校_令和4年10月.csv", text).says(&["E1"]);
    assert_eq!(home.records(), before, "the same file again changes nothing");
}

#[test]
fn a_file_that_is_held_is_never_refused_as_shrunk() {
    let home = Home::new();
    let row = |number: u32| {
        format!("{number:010},見本　{number},ミホン,昭和52年5月5日,男,{number},世帯主,日本人,見本市本町4-5\n")
    };
    let of =
        |count: u32| (0..count).map(|number| row(number * 13 + 500)).fold(REGISTER.to_owned(), |text, row| text + &row);
    let small = of(10);
    // Two extracts of one day: first a part by mistake, then the whole.
    home.take(REGISTER_FILE, &small).says(&["E1"]);
    home.take("住民記録_世帯一覧_正_20230131.csv", &of(100)).says(&["E2"]);
    let before = home.records();
    home.take(REGISTER_FILE, &small).says(&["E1"]);
    assert_eq!(home.records(), before);
}

#[test]
fn an_older_extract_that_comes_late_does_not_take_the_newer_ones_place() {
    let home = Home::new();
    home.take("住民記録_世帯一覧_20230228.csv", &register().replace("本町4-5", "本町9-9"));
    home.take(REGISTER_FILE, &register());
    home.run("link --out links.csv").ok();
    assert!(rows(&home.read("links.csv")).iter().all(|row| row["file"] == "住民記録_世帯一覧_20230228.csv"));
}

#[test]
fn attendance_is_replaced_by_school_and_month_only() {
    let home = Home::new();
    home.take(REGISTER_FILE, &register());
    home.take(ROSTER_FILE, &roster());
    let days = &NOVEMBER[..];
    home.take(
        "出欠日別_第一中学校_202211.csv",
        &month("第一中学校", "202211", &[("5001", &NOVEMBER[..10])], days, "病気"),
    );
    home.take(
        "出欠日別_第一小学校_202211.csv",
        &month("第一小学校", "202211", &[("1001", &NOVEMBER[..11])], days, "病気"),
    );
    home.take(
        "出欠日別_第一小学校_202212.csv",
        &month("第一小学校", "202212", &[("1001", &[1, 2])], &[1, 2, 5, 6], "病気"),
    );
    home.run("link").ok();
    let listed = || home.run("screen --purpose child-watch --rule absence").ok();
    listed().says(&["2022年11月に10日欠席（病気10）", "2022年11月に11日欠席（病気11）"]);

    // The junior high school corrects its November: a day less. The primary school's month stays as it was.
    home.take(
        "出欠日別_第一中学校_202211_訂正.csv",
        &month("第一中学校", "202211", &[("5001", &NOVEMBER[..9])], days, "病気"),
    );
    home.run("screen --purpose child-watch").fails(1, &["名寄せ"]);
    home.run("link").ok();
    listed().says(&["2022年11月に11日欠席（病気11）"]).silent_on(&["10日欠席"]);
    home.run("withdraw E6").ok();
    home.run("link").ok();
    listed().says(&["2022年11月に10日欠席（病気10）", "2022年11月に11日欠席（病気11）"]);
}

#[test]
fn the_receipt_says_which_delivery_is_replaced_and_how_many_rows_there_were() {
    let home = Home::new();
    home.take(REGISTER_FILE, &register()).says(&["件数の増減    なし（初めての受入）"]);
    let without_twin: String =
        register().lines().filter(|line| !line.contains("翼")).map(|line| format!("{line}\n")).collect();
    home.take("住民記録_世帯一覧_20230228.csv", &without_twin).says(&[
        "前回 6件（E1、2023-01-31）→ 今回 5件（1件・17％減）。E1 と置き換わります",
        // The definition of the register expects a tenth at most.
        "【重要】前回の受入から件数が大きく変わりました。（前回6件、今回5件）",
    ]);
    let told = home.run("import 住民記録_世帯一覧_20230228.csv --as-of 2023-03-01 --json").ok().json();
    assert_eq!(
        (&told["sources"][0]["follows"], &told["sources"][0]["rows_before"]),
        (&"E2".into(), &5.into()),
        "{told}"
    );
    home.run("withdraw E3").ok();
    // One that comes late stands behind the newer one.
    home.take("住民記録_世帯一覧_20230210.csv", &register().replace("本町4-5", "本町4-6"))
        .says(&["前回 6件（E1、2023-01-31）→ 今回 6件（増減なし）。E2 のほうが新しいため、今は E2 が使われます"]);
    // The same file again is compared with nothing.
    home.run(&format!("import {REGISTER_FILE}")).ok().says(&["何も変えていません"]).silent_on(&["件数の増減"]);
    // A month of a school follows the same month only.
    let days = &NOVEMBER[..];
    home.take("出欠日別_第一中学校_202211.csv", &month("第一中学校", "202211", &[("5001", &[1])], days, "病気"))
        .says(&["件数の増減    なし（初めての受入）"]);
    home.take("出欠日別_第一中学校_202211_訂正.csv", &month("第一中学校", "202211", &[("5001", &[2])], days, "病気"))
        .says(&["前回 20件（E5、2022-11-30）→ 今回 20件（増減なし）。E5 と置き換わります"]);
}

#[test]
fn a_register_whose_end_is_missing_does_not_take_the_place_of_the_whole_one() {
    let home = Home::new();
    home.take(REGISTER_FILE, &register());
    let cut = "住民記録_世帯一覧_20230228.csv";
    let text = register();
    home.write(cut, &text[..text.rfind("スズキ　ツバサ").expect("the last row")]);
    home.run(&format!("import {cut}")).fails(1, &["途中で切れています", "データ6件目", "--accept-shrink"]);
    assert_eq!(home.extracts().len(), 1);
    home.run(&format!("import --accept-shrink {cut}")).ok().says(&["受入 5・拒否 1", "E1 と置き換わります"]);
}

#[test]
fn a_second_import_waits_for_the_first() {
    let home = Home::new();
    home.write(REGISTER_FILE, &register()).write(ROSTER_FILE, &roster());
    let mut first =
        home.command().args(["import", REGISTER_FILE]).stdout(std::process::Stdio::null()).spawn().expect("runs");
    let mut second =
        home.command().args(["import", ROSTER_FILE]).stdout(std::process::Stdio::null()).spawn().expect("runs");
    assert!(first.wait().expect("ended").success());
    assert!(second.wait().expect("ended").success());
    assert_eq!(home.trail().iter().filter(|entry| entry.action == "import").count(), 2);
    home.run("trail verify").ok();
}

#[test]
fn personal_values_stand_neither_in_messages_nor_in_the_trail_nor_readable_on_disk() {
    let home = Home::new();
    let text = register().replace("平成20年6月3日", "昭和99年1月1日").replace("サトウ　タロウ", "●●　タロウ");
    let ran = home.take(REGISTER_FILE, &text);
    home.take(ROSTER_FILE, &roster());
    home.run("link").ok();
    let trail = format!("{:?}", home.trail());
    let disk: Vec<u8> = ["home/mimamori.db", "home/mimamori.db-wal"]
        .iter()
        .filter_map(|name| std::fs::read(home.path(name)).ok())
        .flatten()
        .collect();
    for value in ["花子", "ハナコ", "佐藤", "0000000027", "中央1-2-3", "5001", "昭和99年"] {
        assert!(!ran.out.contains(value) && !ran.err.contains(value), "{value} in the receipt: {}", ran.out);
        assert!(!trail.contains(value), "{value} in the trail");
        // Four digits stand in some fingerprint or other by chance.
        if value.len() <= 4 {
            continue;
        }
        let utf16: Vec<u8> = value.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [value.as_bytes(), &utf16] {
            assert!(!disk.windows(bytes.len()).any(|window| window == bytes), "{value} is readable on disk");
        }
    }
}
