//! Pairs that wait for a person: written out, answered, taken back in; who is who afterwards, and again after a change of mind.

use std::collections::BTreeMap;

use crate::files::{NOVEMBER, REGISTER, REGISTER_FILE, ROSTER_FILE, month};
use crate::home::{Home, rows};
use crate::town::table;

/// A town of 200 grown-ups, and 小林 未来 twice at one address; the school knows one of them without a birth date.
fn two_of_one_name() -> Home {
    let mut register = String::from(REGISTER);
    for row in 0..200 {
        let (house, month, day, sex) = (row / 3, row % 12 + 1, row % 28 + 1, if row % 2 == 0 { "男" } else { "女" });
        register.push_str(&format!(
            "{:010},見本{}　一{}{},ミホン　ハジメ{},昭和{}年{month}月{day}日,{sex},{},世帯主,日本人,見本市中央{house}-{}-3\n",
            row * 13 + 500, row % 37, row % 11, row % 7, row % 5, 40 + row % 20, house + 1000, row % 5,
        ));
    }
    register.push_str(
        "0000000093,小林　未来,コバヤシ　ミライ,平成22年5月8日,女,401,子,日本人,見本市東町9-8\n\
         0000000107,小林　未来,コバヤシ　ミク,平成23年7月8日,女,402,子,日本人,見本市東町9-8\n",
    );
    let home = Home::new();
    home.take(REGISTER_FILE, &register);
    home.take(
        ROSTER_FILE,
        "年度,学校名,学校種,学年,組,出席番号,学籍番号,県学調管理番号,児童生徒氏名,フリガナ,生年月日,性別,住所,保護者1氏名,保護者1続柄\n\
         2022,第一小学校,小学校,6,1,1,1001,9001,小林 未来,,,女,見本市東町9-8,小林 恵,母\n",
    );
    home.take(
        "出欠日別_第一小学校_202211.csv",
        &month("第一小学校", "202211", &[("1001", &NOVEMBER[..12])], &NOVEMBER, "病気"),
    );
    home.run("link --out links.csv").ok();
    home
}

/// Who each record is: `source key` → person and method.
fn people(home: &Home, file: &str) -> BTreeMap<String, (String, String)> {
    rows(&home.read(file))
        .into_iter()
        .map(|row| {
            (
                format!("{} {} {}", row["source"], row["role"], row["record_key"]),
                (row["person_id"].clone(), row["method"].clone()),
            )
        })
        .collect()
}

/// Fills the sheet as written out: an answer for each row that speaks of the reading.
fn answer(home: &Home, sheet: &str, answers: &[(&str, &str)]) {
    let mut table = table(&home.read(sheet));
    let place = |name: &str| {
        table[0].iter().position(|title| title == name).unwrap_or_else(|| panic!("{name}: {:?}", table[0]))
    };
    let (verdict, by) = (place("判定"), place("判定者"));
    for row in &mut table[1..] {
        assert!(row[verdict].is_empty() && row[by].is_empty(), "the answer is left to people: {row:?}");
        if let Some((_, said)) = answers.iter().find(|(reading, _)| row.iter().any(|cell| cell.contains(reading))) {
            row[verdict] = (*said).to_owned();
            row[by] = "相談係 佐藤".to_owned();
        }
    }
    let quoted = |row: &Vec<String>| {
        row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",")
    };
    home.write(&format!("filled-{sheet}"), &table.iter().map(quoted).collect::<Vec<_>>().join("\r\n"));
}

const MIRAI: &str = "resident-register resident 0000000093";
const MIKU: &str = "resident-register resident 0000000107";
const PUPIL: &str = "school-roster pupil 1001";

#[test]
fn an_answer_joins_two_records_under_the_older_number_and_a_change_of_mind_gives_both_their_own_back() {
    let home = two_of_one_name();
    let before = people(&home, "links.csv");
    assert!(before[PUPIL].0 != before[MIRAI].0 && before[PUPIL].0 != before[MIKU].0, "nobody is guessed");
    home.run("review export pairs.csv").ok().says(&["2組"]);
    assert!(home.read("pairs.csv").starts_with('\u{FEFF}'));
    answer(&home, "pairs.csv", &[("コバヤシ　ミライ", "同一"), ("コバヤシ　ミク", "別人")]);
    home.run("review import filled-pairs.csv").ok().says(&["新しい2件"]);
    let once = home.records();
    home.run("review import filled-pairs.csv").ok().says(&["2件", "新しい0件"]);
    home.run("link --out joined.csv").ok();
    let joined = people(&home, "joined.csv");
    assert_eq!(joined[PUPIL].0, before[MIRAI].0, "the older number survives");
    assert_eq!(joined[PUPIL].1, "decision");
    assert_eq!(joined[MIKU], before[MIKU]);
    let others = |people: &BTreeMap<String, (String, String)>| {
        people
            .iter()
            .filter(|(key, _)| ![PUPIL, MIRAI].contains(&key.as_str()))
            .map(|(key, who)| (key.clone(), who.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(others(&joined), others(&before), "nobody else is moved");
    home.run("review export waiting.csv").ok().says(&["0組"]);
    assert_ne!(once, home.records());

    // The same sheet answered the other way round: both are who they were, under the numbers they had.
    answer(&home, "pairs.csv", &[("コバヤシ　ミライ", "別人"), ("コバヤシ　ミク", "別人")]);
    home.run("review import filled-pairs.csv").ok().says(&["新しい1件"]);
    home.run("link --out split.csv").ok();
    let split = people(&home, "split.csv");
    for record in [MIRAI, MIKU, PUPIL] {
        assert_eq!(split[record].0, before[record].0, "{record}");
    }
    assert_eq!(others(&split), others(&before));
    // And joined once more.
    answer(&home, "pairs.csv", &[("コバヤシ　ミライ", "同一"), ("コバヤシ　ミク", "別人")]);
    home.run("review import filled-pairs.csv").ok();
    home.run("link --out again.csv").ok();
    assert!(home.bytes("again.csv") == home.bytes("joined.csv"));
    home.run("trail verify").ok();
}

#[test]
fn an_answer_about_a_pair_nobody_knows_is_told_and_nothing_is_taken() {
    let home = two_of_one_name();
    home.run("review export pairs.csv").ok();
    answer(&home, "pairs.csv", &[("コバヤシ　ミライ", "同一"), ("コバヤシ　ミク", "別人")]);
    let filled = home.read("filled-pairs.csv");
    let pair = filled.lines().nth(1).and_then(|line| line.split('"').nth(3)).expect("a pair").to_owned();
    home.write("strange.csv", &filled.replace(&pair, &format!("0123456789abcdef-{}", &pair[17..])));
    let before = home.records();
    home.run("review import strange.csv").fails(1, &["2行目", "組番号", "review export"]);
    // The refusal may stand in the trail; no decision does.
    home.run("review import filled-pairs.csv").ok().says(&["新しい2件"]);
    assert_ne!(home.records(), before);
    home.run("trail verify").ok();
}

#[test]
fn who_is_supported_stays_supported_when_found_to_be_somebody_with_an_older_number() {
    let home = two_of_one_name();
    let before = people(&home, "links.csv");
    // The school's pupil is on a list; in the register she is nobody's child yet.
    home.write("supported.csv", &format!("person_id,since,by\n{},2023-02-01,見本小学校\n", before[PUPIL].0));
    home.run("supported supported.csv").ok();
    home.run("review export pairs.csv").ok();
    answer(&home, "pairs.csv", &[("コバヤシ　ミライ", "同一")]);
    home.run("review import filled-pairs.csv").ok();
    home.run("link").ok();
    home.run("screen --purpose child-watch --rule absence --out list.csv").ok();
    let list = table(&home.read("list.csv"));
    let of_her: Vec<_> = list[1..].iter().filter(|row| row[1] == before[MIRAI].0).collect();
    assert!(of_her.iter().all(|row| row[6].contains("見本小学校")), "{of_her:?}");
    home.run(&format!("ledger {} --purpose child-watch", before[MIRAI].0)).ok().says(&["見本小学校", "12件"]);

    // Found to be somebody else after all: the support stays with the pupil it was written down for.
    answer(&home, "pairs.csv", &[("コバヤシ　ミライ", "別人")]);
    home.run("review import filled-pairs.csv").ok();
    home.run("link").ok();
    home.run(&format!("ledger {} --purpose child-watch", before[MIRAI].0)).ok().silent_on(&["見本小学校"]);
    home.run(&format!("ledger {} --purpose child-watch", before[PUPIL].0)).ok().says(&["見本小学校"]);
}

#[test]
fn numbers_of_persons_are_the_same_when_the_next_extract_comes() {
    let home = two_of_one_name();
    let before = people(&home, "links.csv");
    let next = home.read(REGISTER_FILE).replace("見本市東町9-8", "見本市西町1-1")
        + "0000009997,新井　来,アライ　ライ,平成25年7月8日,男,999,子,日本人,見本市西町2-2\n";
    home.take("住民記録_世帯一覧_20230228.csv", &next);
    home.run("link --out next.csv").ok();
    let after = people(&home, "next.csv");
    for (record, who) in &before {
        assert_eq!(after[record].0, who.0, "{record}");
    }
    let newcomer = &after["resident-register resident 0000009997"].0;
    assert!(before.values().all(|(person, _)| person != newcomer), "a new person has a new number");
}

#[test]
fn a_sheet_filled_wrongly_is_refused_row_by_row_and_nothing_is_taken() {
    let home = two_of_one_name();
    home.run("review export pairs.csv").ok();
    let before = home.records();
    home.run("review import pairs.csv").ok().says(&["判定0件"]);
    answer(&home, "pairs.csv", &[("コバヤシ　ミライ", "同じ人"), ("コバヤシ　ミク", "別人")]);
    home.run("review import filled-pairs.csv").fails(1, &["2行目", "同一・別人・不明", "何も取り込んでいません"]);
    home.write("other.csv", "氏名,判定\n小林,同一\n").run("review import other.csv").fails(1, &["組番号"]);
    home.run("review import missing.csv").fails(1, &["missing.csv"]);
    home.run("review export pairs.pdf").fails(1, &[".csv", ".xlsx"]);
    home.run("link --out after.csv").ok();
    assert!(home.bytes("after.csv") == home.bytes("links.csv"));
    assert_ne!(before, home.records(), "linking and looking are in the trail");
    // A workbook goes out and comes back as well.
    home.run("review export pairs.xlsx").ok();
    home.run("review import pairs.xlsx").ok().says(&["判定0件"]);
}
