//! Linkage compared with a truth: what an engineer reads, what a machine reads, and what is said of a bad file.

use crate::home::{Home, rows};
use crate::town::{table, town};

const TRUTH: &str = "source,key,cluster\n";

/// 60 people with a record in `a` and one in `b`. The pairs of 55 are in the list, the likelier the higher; ten pairs are wrong.
fn listed() -> Home {
    let home = Home::empty();
    let (mut truth, mut pairs, mut clusters) = (
        String::from(TRUTH),
        String::from("source_l,key_l,source_r,key_r,weight,probability\n"),
        String::from("source,key,cluster\n"),
    );
    for person in 0..60_u32 {
        truth.push_str(&format!("a,{person},p{person}\nb,{person},p{person}\n"));
        let bits = f64::from(person) / 4.0 - 1.5;
        if person >= 5 {
            pairs.push_str(&line(person, person, bits));
        }
        // Persons from 20 on were joined; 0 stands with the record of 1.
        let of_b = if person >= 20 { person } else { person + 100 };
        clusters.push_str(&format!("a,{person},{person}\nb,{person},{}\n", if person == 0 { 1 } else { of_b }));
    }
    for wrong in 0..10_u32 {
        pairs.push_str(&line(wrong, wrong + 1, f64::from(wrong) / 3.0));
    }
    pairs.push_str(&line(1, 99, 2.0));
    home.write("truth.csv", &truth).write("pairs.csv", &pairs).write("clusters.csv", &clusters);
    home
}

/// A line of the list of pairs, a record of `a` and one of `b`.
fn line(left: u32, right: u32, bits: f64) -> String {
    format!("a,{left},b,{right},{bits:.3},{:.6}\n", 1.0 / (1.0 + (-bits).exp2()))
}

#[test]
fn pairs_and_clusters_as_an_engineer_reads_them() {
    let home = listed();
    let told = home.run("evaluate linkage --clusters clusters.csv --pairs pairs.csv --truth truth.csv").ok();
    insta::assert_snapshot!(told.out);
}

#[test]
fn the_list_knows_nothing_below_its_lowest_weight() {
    let home = listed();
    home.run("evaluate linkage --pairs pairs.csv --truth truth.csv").ok().silent_on(&["注意", "B³"]);
    let kept: String = home
        .read("pairs.csv")
        .lines()
        .filter(|line| line.split(',').nth(4).is_some_and(|bits| bits.parse::<f64>().is_ok_and(|bits| bits >= 1.0)))
        .map(|line| format!("{line}\n"))
        .collect();
    home.write("high.csv", &format!("source_l,key_l,source_r,key_r,weight,probability\n{kept}"));
    let told = home.run("evaluate linkage --pairs high.csv --truth truth.csv").ok();
    told.says(&["注意: 一覧には重み 1.000 ビット（確率 0.6667）以上の組しかない"]);
}

#[test]
fn machines_read_the_same_figures_and_the_table_opens_in_a_spreadsheet() {
    let home = listed();
    let told = home
        .run("evaluate linkage --clusters clusters.csv --pairs pairs.csv --truth truth.csv --out table.csv --json")
        .ok()
        .json();
    // 40 of 60 pairs are joined, one is wrong; 19 people's two records stand alone, one's stands with a stranger.
    assert_eq!((&told["true_pairs"], &told["false_pairs"], &told["missed_pairs"]), (&40.into(), &1.into(), &20.into()));
    assert_eq!(told["clusters"]["exact"], 40);
    assert_eq!(told["clusters"]["largest_found"], 2);
    let precision = told["b_cubed"]["precision"]["value"].as_f64().expect("a number");
    assert!((precision - 119.0 / 120.0).abs() < 1e-9, "two records of 120 have a stranger each: {precision}");
    let pairs = &told["pairs"];
    assert_eq!((&pairs["pairs"], &pairs["pairs_outside_truth"]), (&65.into(), &1.into()));
    assert_eq!(pairs["file"]["missed_pairs"], 5, "pairs that the list lacks are missed");
    assert_eq!(pairs["reliability"].as_array().map(Vec::len), Some(5));

    let text = home.read("table.csv");
    assert!(text.starts_with('\u{FEFF}') && text.contains("\r\n"), "a file for people");
    let table = table(&text);
    let listed = pairs["thresholds"].as_array().expect("rows");
    assert_eq!(table.len(), listed.len() + 1);
    let column = |name: &str| table[0].iter().position(|title| title == name).expect(name);
    for (row, told) in table[1..].iter().zip(listed) {
        assert_eq!(row.len(), table[0].len());
        assert_eq!(row[column("true_pairs")], told["true_pairs"].to_string());
        let f1: f64 = row[column("f1")].parse().expect("a number");
        assert!((f1 - told["f1"].as_f64().expect("a number")).abs() < 1e-6, "{row:?}");
    }
    assert!(table.iter().any(|row| row[column("marks")].contains("best")));
    home.run("evaluate linkage --pairs pairs.csv --truth truth.csv --out table.xlsx").ok();
    assert!(home.bytes("table.xlsx").starts_with(b"PK"));
    // The same again is the same file; without pairs there is no table.
    home.run("evaluate linkage --pairs pairs.csv --truth truth.csv --out again.csv").ok();
    assert_eq!(home.bytes("again.csv"), home.bytes("table.csv"));
    home.run("evaluate linkage --clusters clusters.csv --truth truth.csv --out table.csv").fails(2, &["--pairs"]);
    home.run("evaluate linkage --pairs pairs.csv --truth truth.csv --out table.pdf").fails(1, &[".csv", ".xlsx"]);
}

#[test]
fn a_bad_file_is_named_with_its_line_and_what_helps() {
    let home = listed();
    let truth = home.read("truth.csv");
    home.write("twice.csv", &format!("{truth}a,7,p7\n"));
    home.run("evaluate linkage --pairs pairs.csv --truth twice.csv")
        .fails(1, &["twice.csv の122行目", "前の行と source と key が同じ記録", "重なりを除いて"]);
    home.write("headless.csv", truth.trim_start_matches(TRUTH));
    home.run("evaluate linkage --clusters clusters.csv --truth headless.csv")
        .fails(1, &["headless.csv の1行目", "列 key がありません", "[source,]key,cluster"]);
    home.write("words.csv", &home.read("pairs.csv").replace(",2.000,", ",two,"));
    home.run("evaluate linkage --pairs words.csv --truth truth.csv").fails(1, &["words.csv の", "weight が数では"]);
    home.write("other.csv", &truth.replace("\na,", "\nA,").replace("\nb,", "\nB,"));
    home.run("evaluate linkage --pairs pairs.csv --truth other.csv").fails(1, &["pairs.csv の2行目", "「A」", "「a」"]);
    home.run("evaluate linkage --pairs none.csv --truth truth.csv").fails(1, &["none.csv が見つかりません"]);
    // CP932 is read too.
    let bytes = [&b"source,key,cluster\r\n"[..], b"a,30,\x90\x6c\r\n", b"b,30,\x90\x6c\r\n"].concat();
    std::fs::write(home.path("cp932.csv"), bytes).expect("written");
    home.run("evaluate linkage --clusters clusters.csv --truth cp932.csv").ok().says(&["正しい組 1、誤った組 0"]);
}

#[test]
fn links_of_an_installation_are_told_by_source() {
    let home = town();
    let told = home.run("evaluate linkage --truth town/truth/persons.csv --json").ok().json();
    let sources = told["sources"].as_array().expect("a list");
    let names: Vec<&str> = sources.iter().filter_map(|one| one["source"].as_str()).collect();
    assert!(names.len() > 5 && names.is_sorted(), "{names:?}");
    let mentions: u64 = sources.iter().filter_map(|one| one["records"].as_u64()).sum();
    let truth = rows(&home.read("town/truth/persons.csv")).len() as u64;
    assert!(mentions <= truth && mentions * 100 >= truth * 99, "{mentions} of {truth} mentions have a source");
    for one in sources {
        for key in ["true_pairs", "missed_pairs"] {
            assert!(one[key].as_u64() <= told[key].as_u64(), "{one}");
        }
    }
    assert!(told["waiting"]["share"].as_f64().is_some_and(|share| (0.0..0.1).contains(&share)), "{}", told["waiting"]);
    assert!(told["waiting"]["mentions"].as_u64().is_some_and(|mentions| mentions > 0), "{}", told["waiting"]);
    // Equal figures in words.
    let words = home.run("evaluate linkage --truth town/truth/persons.csv").ok();
    words.says(&[
        &format!("見落とした組 {}", told["missed_pairs"]),
        &format!("確認待ちの組にある記載 {}件", told["waiting"]["mentions"]),
        "【見本】",
    ]);
}
