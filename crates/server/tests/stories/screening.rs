//! What screening and ledger show of one child, and what they must not.

use crate::files::{NOVEMBER, REGISTER_FILE, ROSTER_FILE, month, register, roster};
use crate::home::{Home, rows};

/// The two families, with attendance of November and December; 花子 was absent 11 days in November.
fn families() -> Home {
    let home = Home::new();
    // Registers and rosters of autumn, so that the children are known then.
    home.take("住民記録_世帯一覧_20221031.csv", &register());
    home.take("校務支援_在籍名簿_20221031.csv", &roster());
    home.take(
        "出欠日別_第一中学校_202211.csv",
        &month("第一中学校", "202211", &[("5001", &NOVEMBER[..11])], &NOVEMBER, "病気"),
    );
    home.take(
        "出欠日別_第一中学校_202212.csv",
        &month(
            "第一中学校",
            "202212",
            &[("5001", &[1, 2, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16])],
            &[1, 2, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 19, 20],
            "病気",
        ),
    );
    home.run("link --out links.csv").ok();
    home
}

fn person(home: &Home, key: &str) -> String {
    let found = rows(&home.read("links.csv"))
        .into_iter()
        .find(|row| row["record_key"] == key && row["source"] == "resident-register");
    found.expect("linked")["person_id"].clone()
}

#[test]
fn as_of_a_day_nothing_that_came_or_happened_later_is_seen() {
    let home = families();
    let hanako = person(&home, "0000000027");
    let on = |day: &str| home.run(&format!("screen --purpose child-watch --rule absence --as-of {day}")).ok();
    on("2022-12-15").says(&[&hanako, "2022年11月に11日欠席（病気11）"]).silent_on(&["12月", "2022-12"]);
    on("2023-01-10").says(&[&hanako, "2022年12月"]);
    on("2022-11-15").silent_on(&[&hanako]);
    let ledger = home.run(&format!("ledger {hanako} --purpose child-watch --as-of 2022-12-15")).ok();
    ledger.says(&["2022-12-15現在", "佐藤 花子"]).silent_on(&["202212.csv"]);
}

#[test]
fn a_ledger_names_source_file_row_and_date_of_each_value_as_text_and_json() {
    let home = families();
    let hanako = person(&home, "0000000027");
    let typed = format!("ledger {hanako} --purpose child-watch");
    home.run(&typed).ok().says(&[
        "佐藤 花子",
        "2008-06-03",
        "第一中学校",
        "住民記録システム",
        "住民記録_世帯一覧_20221031.csv 2件目",
        "佐藤 太郎",
        "佐藤 恵",
        "未確認",
    ]);
    let told = home.run(&format!("{typed} --json")).ok().json();
    assert_eq!(told["person_id"], hanako.as_str());
    let lines: Vec<_> = told["sections"]
        .as_array()
        .expect("list")
        .iter()
        .flat_map(|section| section["lines"].as_array().expect("list"))
        .collect();
    let birth = lines.iter().find(|line| line["value"] == "2008-06-03").expect("the birth date");
    for key in ["item", "source", "file", "row", "as_of", "basis"] {
        assert!(!birth[key].is_null(), "{key}: {birth}");
    }
    // A child is asked for by number; anything else looks as if it were not there.
    home.run("ledger P999999X --purpose child-watch").fails(1, &[]);
    let mother = person(&home, "0000000019");
    home.run(&format!("ledger {mother} --purpose child-watch")).fails(1, &["見つかりません"]).silent_on(&["佐藤"]);
    let last = home.trail().pop().expect("an entry");
    assert_eq!(last.action, "refused:ledger");
}

#[test]
fn a_shielded_family_stays_shielded_when_a_later_extract_has_lost_the_mark() {
    let home = Home::new();
    let marked = register()
        .replace(",住所\n", ",住所,支援措置\n")
        .replace("中央1-2-3\n", "中央1-2-3,有\n")
        .replace("本町4-5\n", "本町4-5,\n");
    home.take(REGISTER_FILE, &marked);
    home.take(ROSTER_FILE, &roster());
    home.take(
        "出欠日別_第一中学校_202211.csv",
        &month("第一中学校", "202211", &[("5001", &NOVEMBER[..11])], &NOVEMBER, "病気"),
    );
    home.run("link --out links.csv").ok();
    let hanako = person(&home, "0000000027");
    let looked = || {
        home.run(&format!("ledger {hanako} --purpose child-watch")).ok().says(&["支援措置"]).silent_on(&[
            "中央1-2-3",
            "中央一丁目",
            "第一中学校",
        ]);
        home.run("screen --purpose child-watch --out list.csv").ok();
        let list = home.read("list.csv");
        assert!(list.contains(&hanako) && !list.contains("第一中学校") && !list.contains("中央"), "{list}");
    };
    looked();
    home.take("住民記録_世帯一覧_20230228.csv", &register());
    home.run("link").ok();
    looked();
}

#[test]
fn the_demo_of_a_draft_is_a_definition_that_loads_and_imports() {
    let home = Home::new();
    home.take(REGISTER_FILE, &register());
    let mut text = String::from(
        "放課後児童クラブ 入所児童名簿\n児童番号,児童氏名,フリガナ,生年月日,性別,住所,保護者氏名,クラブ名,入所日,週の利用日数\n",
    );
    text.push_str("A001,佐藤 太郎,サトウ タロウ,H23.9.9,男,見本市中央1-2-3,佐藤 恵,ひまわり,R4.4.1,5\n");
    text.push_str("A002,鈴木 葵,スズキ アオイ,H25.7.7,女,見本市本町4-5,鈴木 健一,ひまわり,R4.4.1,3\n");
    text.push_str("A003,鈴木 翼,スズキ ツバサ,H25.7.7,男,見本市本町4-5,鈴木 健一,ひまわり,R4.4.1,3\n");
    let name = "放課後児童クラブ_名簿_20230131.csv";
    home.write(name, &text);
    home.run(&format!("import {name}")).fails(1, &["source draft"]);
    home.run(&format!("source draft {name} --out home/config/sources/club.toml")).ok().says(&["mimamori check"]);
    assert!(!home.read("home/config/sources/club.toml").contains("太郎"), "a draft holds no values");
    home.run("check").ok().says(&["誤り0件"]);
    let told = home.run(&format!("import {name} --json")).ok().json();
    assert_eq!(
        (told["sources"][0]["rows_read"].as_u64(), told["sources"][0]["rows_admitted"].as_u64()),
        (Some(3), Some(3)),
        "{told}"
    );
    home.run("link --out links.csv").ok();
    let links = rows(&home.read("links.csv"));
    let of = |file: &str, key: &str| {
        links.iter().find(|row| row["file"] == file && row["record_key"] == key).map(|row| row["person_id"].clone())
    };
    let taro = of(REGISTER_FILE, "0000000035").expect("linked");
    assert!(links.iter().any(|row| row["file"] == name && row["person_id"] == taro), "{links:?}");
}
