//! Pairs that wait for a person: written out, answered, taken back in; who is who afterwards, and again after a change of mind.

use std::collections::BTreeMap;

use crate::files::{NOVEMBER, REGISTER, REGISTER_FILE, ROSTER_FILE, month, register};
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

#[test]
fn a_decision_taken_back_leaves_no_trace_but_in_the_list() {
    let home = two_of_one_name();
    home.run("review export pairs.csv").ok();
    answer(&home, "pairs.csv", &[("コバヤシ　ミライ", "同一"), ("コバヤシ　ミク", "別人")]);
    home.run("review import filled-pairs.csv").ok();
    home.run("link --out joined.csv --changes changes.csv")
        .ok()
        .says(&["統合1件", "人の判定との一致: たずねて判定された2組"]);
    let changes = table(&home.read("changes.csv"));
    assert_eq!(changes[0], ["確認", "変化", "前の人物番号", "今の人物番号", "理由"]);
    let (before, joined) = (people(&home, "links.csv"), people(&home, "joined.csv"));
    let [_, of_pair] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!(
        of_pair[1..4],
        ["統合".to_owned(), format!("{} {}", before[MIRAI].0, before[PUPIL].0), joined[PUPIL].0.clone()]
    );
    assert!(of_pair[0].is_empty() && of_pair[4].contains("人の判定"), "{of_pair:?}");
    home.run("link --changes changes.csv").ok().silent_on(&["統合"]);
    assert_eq!(table(&home.read("changes.csv")).len(), 1, "nothing new, nothing changed");

    // Who decided what, and which of it can be taken back.
    let list = home.run("review list").ok().says(&[
        "判定2件（有効2件）",
        "相談係 佐藤 同一",
        "相談係 佐藤 別人",
        &joined[PUPIL].0,
    ]);
    assert!(list.out.find("判定2 ") < list.out.find("判定1 "), "newest first");
    home.run("review list --search 別人").ok().says(&["のうち1件"]).silent_on(&["同一 ―"]);
    let number = home.run("review list --search 同一 --json").ok().json()["decisions"][0]["number"].to_string();
    home.run("review undo").ok().says(&["判定1", "判定2", "--reason"]);
    home.run(&format!("review undo {number}")).fails(2, &["--by"]);
    home.run("review undo 99 --by 係長 --reason 誤り").fails(1, &["判定99はありません"]);
    home.run(&format!("review undo {number} --by 係長 --reason 別の子の書類だった")).ok().says(&["取り消しました"]);
    let once = home.run("review list").ok().out;
    home.run(&format!("review undo {number} --by 係長 --reason もう一度")).ok().says(&["何も変えていません"]);
    assert_eq!(home.run("review list").ok().out, once);
    assert!(once.contains("取消（係長、2023-03-10: 別の子の書類だった）"), "{once}");
    let told = home.trail();
    let undo = told.iter().find(|entry| entry.action == "review-undo").expect("in the trail");
    assert_eq!((undo.what.as_str(), undo.count), (format!("decision={number}").as_str(), 1));

    // Everybody is who he was, and the pair waits again.
    home.run("link --out undone.csv --changes changes.csv").ok().says(&["分離1件"]);
    assert!(home.bytes("undone.csv") == home.bytes("links.csv"));
    assert!(table(&home.read("changes.csv"))[1][4].contains("取り消された"));
    home.run("review export again.csv").ok().says(&["1組"]);
    home.run("review export --decided decided.csv").ok().says(&["判定したことのある2組"]);

    // The other one is taken back in the sheet; twice is once.
    let decided = table(&home.read("decided.csv"));
    assert_eq!(decided[0][..3], ["判定番号", "組番号", "今の判定"]);
    assert!(decided[1..].iter().any(|row| row[2].starts_with("別人（相談係 佐藤、2023-03-10）")), "{decided:?}");
    assert!(
        decided[1..].iter().any(|row| row[2].starts_with("取消（係長、2023-03-10）別の子の書類だった")),
        "{decided:?}"
    );
    answer(&home, "decided.csv", &[("コバヤシ　ミク", "取消")]);
    home.run("review import filled-decided.csv").ok().says(&["新しい1件"]);
    home.run("review import filled-decided.csv").ok().says(&["新しい0件"]);
    home.run("link --out nothing.csv").ok();
    assert!(home.bytes("nothing.csv") == home.bytes("links.csv"));
    home.run("review export all.csv").ok().says(&["2組"]);
    // And decided once more, from the sheet of what was decided before.
    answer(&home, "decided.csv", &[("コバヤシ　ミライ", "同一"), ("コバヤシ　ミク", "別人")]);
    home.run("review import filled-decided.csv").ok().says(&["新しい2件"]);
    home.run("link --out again.csv").ok();
    assert!(home.bytes("again.csv") == home.bytes("joined.csv"));
    home.run("trail verify").ok();
}

#[test]
fn answers_that_contradict_each_other_are_told_with_who_gave_them_and_nobody_is_joined_by_mistake() {
    let home = two_of_one_name();
    home.run("review export pairs.csv").ok();
    answer(&home, "pairs.csv", &[("コバヤシ　ミライ", "同一"), ("コバヤシ　ミク", "同一")]);
    home.run("review import filled-pairs.csv").ok().silent_on(&["食い違って"]);
    home.run("link --out both.csv").ok();
    let both = people(&home, "both.csv");
    assert_eq!(both[MIRAI].0, both[MIKU].0, "as people said");
    // Somebody else knows that the two of the register are two.
    let decided = table(&home.read("pairs.csv"));
    let key = |reading: &str, other: &str| {
        let row = decided[1..].iter().find(|row| row.iter().any(|cell| cell.contains(reading))).expect("a row");
        let (left, right) = row[1].split_once('-').expect("two keys");
        let of_other = decided[1..].iter().find(|row| row.iter().any(|cell| cell.contains(other))).expect("a row");
        if of_other[1].contains(left) { right.to_owned() } else { left.to_owned() }
    };
    let (mirai, miku) = (key("コバヤシ　ミライ", "コバヤシ　ミク"), key("コバヤシ　ミク", "コバヤシ　ミライ"));
    home.write("apart.csv", &format!("組番号,判定,判定者\n{mirai}-{miku},別人,住民係 鈴木\n"));
    let told = ["食い違って", "判定1", "相談係 佐藤", "判定3", "住民係 鈴木", "review undo"];
    home.run("review import apart.csv").ok().says(&told);
    home.run("link --out apart-1.csv").ok().says(&told);
    let apart = people(&home, "apart-1.csv");
    assert_ne!(apart[MIRAI].0, apart[MIKU].0, "what people split is not joined");
    home.run("link --out apart-2.csv").ok().says(&told);
    assert!(home.bytes("apart-1.csv") == home.bytes("apart-2.csv"));
    // One of the two is taken back, and all is well.
    home.run("review list").ok().says(&told);
    home.run("review undo 3 --by 住民係鈴木 --reason 同じ子と確かめた").ok();
    home.run("link --out joined.csv").ok().silent_on(&["食い違って"]);
    assert!(home.bytes("joined.csv") == home.bytes("both.csv"));
}

#[test]
fn learning_from_decisions_is_off_until_somebody_turns_it_on() {
    let home = two_of_one_name();
    home.run("review export pairs.csv").ok();
    answer(&home, "pairs.csv", &[("コバヤシ　ミク", "別人")]);
    home.run("review import filled-pairs.csv").ok();
    home.run("link --out off.csv").ok();
    home.edit("home/mimamori.toml", "[database]", "[linkage]\nlearn_from_decisions = true\n\n[database]");
    home.run("link --out on.csv").ok();
    let (off, on) = (people(&home, "off.csv"), people(&home, "on.csv"));
    assert_eq!(off.keys().collect::<Vec<_>>(), on.keys().collect::<Vec<_>>());
    assert_ne!(on[PUPIL].0, on[MIKU].0);
    home.edit("home/mimamori.toml", "learn_from_decisions", "learn_from_decision");
    home.run("link").fails(3, &["mimamori.toml"]);
}

/// The weights of yesterday hold today: nobody changes because the machine has learned a little more.
#[test]
fn weights_are_learned_once_and_again_when_somebody_asks() {
    let home = Home::new();
    home.take(REGISTER_FILE, &register());
    let used = |typed: &str| home.run(typed).ok().json()["weights"].as_str().map(str::to_owned);
    assert_eq!(used("link --json").as_deref(), Some("learned"));
    assert_eq!(used("link --json").as_deref(), Some("kept"));
    home.run("link").ok().says(&["重み: 2023-03-10 に", "学び直すには --learn"]);
    assert_eq!(used("link --learn --json").as_deref(), Some("learned"));
    home.run("link --learn").ok().silent_on(&["重み:"]);
    assert!(home.trail().iter().any(|entry| entry.action == "link" && entry.what.ends_with("weights=kept")));
}
