//! The synthetic town: the demo and the same work by hand, its figures, its lists.

use std::sync::OnceLock;

use crate::home::{Home, rows};

/// Extracts of the town in `town/`, imported by hand in the order of their names, and linked; made once for all stories.
pub fn town() -> Home {
    static TOWN: OnceLock<Home> = OnceLock::new();
    TOWN.get_or_init(|| {
        let home = Home::of("minimal", Some("2023-03-31"));
        home.run("town town --residents 2000 --seed 3").ok();
        let analysis =
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/presets/akishima/purposes/consultation-65.toml");
        std::fs::copy(analysis, home.path("home/config/purposes/consultation-65.toml")).expect("copied");
        home.run(&format!("import {}", extracts(&home, "town").join(" "))).ok();
        home.run("link --out links.csv").ok();
        home
    })
    .copy()
}

/// The extracts in a folder, by name.
pub fn extracts(home: &Home, folder: &str) -> Vec<String> {
    let mut files: Vec<String> = std::fs::read_dir(home.path(folder))
        .expect("listed")
        .map(|entry| entry.expect("listed"))
        .filter(|entry| entry.path().is_file())
        .map(|entry| format!("{folder}/{}", entry.file_name().to_string_lossy()))
        .collect();
    files.sort();
    files
}

#[test]
fn the_demo_twice_and_the_same_work_by_hand_give_the_same_bytes() {
    let hand = town();
    hand.run("trends --purpose consultation-65 --out traits.csv --similar similar.csv").ok();
    hand.run("screen --purpose child-watch --out list.csv --scores scores.csv").ok();
    for time in 0..2 {
        let told = hand.run("demo --home demo --residents 2000 --seed 3 --no-serve").ok();
        told.says(&["適合率", "諮問第65号", "本目的の項目にない", "class-harmony", "いじめ"]);
        for (by_hand, by_demo) in [
            ("links.csv", "links.csv"),
            ("traits.csv", "traits-consultation-65.csv"),
            ("similar.csv", "similar-consultation-65.csv"),
            ("list.csv", "list-child-watch.csv"),
            ("scores.csv", "scores-child-watch.csv"),
        ] {
            assert!(
                hand.bytes(by_hand) == hand.bytes(&format!("demo/out/{by_demo}")),
                "run {time}: {by_demo} differs from {by_hand}"
            );
        }
        // The extracts are those of `town`.
        for file in extracts(&hand, "town") {
            let name = file.trim_start_matches("town/");
            assert!(hand.bytes(&file) == hand.bytes(&format!("demo/inbox/{name}")), "{name}");
        }
    }
}

#[test]
fn the_order_of_the_deliveries_does_not_matter() {
    let home = town();
    home.run("init other --preset minimal --sealed 2023-03-31").ok();
    let mut files = extracts(&home, "town");
    files.reverse();
    home.run(&format!("import --home other {}", files.join(" "))).ok();
    home.run("link --home other --out other.csv").ok();
    assert!(home.bytes("links.csv") == home.bytes("other.csv"));
}

#[test]
fn the_demo_refuses_a_home_it_did_not_make() {
    let home = Home::new();
    let before = home.records();
    home.run("demo --residents 300").fails(1, &["demo", "--home"]);
    assert_eq!(home.records(), before);
    home.write("papers/important.txt", "keep").run("demo --home papers --residents 300").fails(1, &["papers"]);
    assert_eq!(home.read("papers/important.txt"), "keep");
}

#[test]
fn the_demo_speaks_json() {
    let home = Home::empty();
    let told = home.run("demo --home demo --residents 600 --seed 8 --no-serve --json").ok().json();
    let first = &told["sources"][0];
    for key in ["source", "file", "rows_read", "rows_admitted", "rows_refused", "items_dropped", "findings"] {
        assert!(!first[key].is_null(), "{key}: {first}");
    }
    assert!(told["persons"].as_u64().expect("a number") > 400, "{}", told["persons"]);
    assert!(told["pairs_asked"].is_u64());
    for key in ["precision", "recall", "f1"] {
        assert!(told["linkage"][key].as_f64().expect("a number") > 0.9, "{}", told["linkage"]);
    }
    for one in told["screening"].as_array().expect("list") {
        for key in ["rule", "signals", "base_rate"] {
            assert!(!one[key].is_null(), "{key}: {one}");
        }
    }
}

#[test]
fn links_of_the_town_are_right() {
    let home = town();
    let told = home.run("evaluate linkage --truth town/truth/persons.csv --json").ok().json();
    let figure = |key: &str| told[key].as_f64().expect("a number");
    assert!(figure("precision") >= 0.998 && figure("recall") >= 0.97, "{told}");
    home.run("evaluate linkage --truth town/truth/persons.csv").ok().says(&[
        "適合率",
        "再現率",
        "F1",
        "B³",
        "連携元ごと",
    ]);
    home.run("evaluate linkage --truth town/truth/none.csv").fails(1, &["none.csv"]);
}

#[test]
fn links_csv_is_sorted_and_says_how_each_record_was_found() {
    let home = town();
    let text = home.read("links.csv");
    assert!(!text.starts_with('\u{FEFF}') && !text.contains('\r'), "a machine file");
    assert!(text.starts_with("source,file,row,role,record_key,person_id,method,weight\n"));
    let lines = rows(&text);
    let place = |row: &std::collections::BTreeMap<String, String>| {
        (row["source"].clone(), row["file"].clone(), row["row"].parse::<u32>().expect("a number"), row["role"].clone())
    };
    assert!(lines.windows(2).all(|pair| place(&pair[0]) < place(&pair[1])), "sorted, and no line twice");
    for line in &lines {
        assert!(["identifier", "model", "decision", "single", "none"].contains(&line["method"].as_str()), "{line:?}");
        assert_eq!(line["person_id"].is_empty(), line["method"] == "none", "{line:?}");
        assert_eq!(line["weight"].is_empty(), line["method"] != "model", "{line:?}");
        if !line["weight"].is_empty() {
            assert_eq!(line["weight"].rsplit_once('.').expect("decimals").1.len(), 3, "{line:?}");
        }
    }
    assert!(lines.iter().all(|line| line["source"] != "attendance-daily"), "rows that only refer are left out");
    home.run("link --out all.csv --references").ok();
    let all = rows(&home.read("all.csv"));
    let references: Vec<_> = all.iter().filter(|line| line["source"] == "attendance-daily").collect();
    assert!(references.len() > 10_000, "{}", references.len());
    let found = references.iter().filter(|line| line["method"] == "reference" && !line["person_id"].is_empty()).count();
    assert!(found * 100 >= references.len() * 99, "{found} of {}", references.len());
    assert!(all.windows(2).all(|pair| place(&pair[0]) < place(&pair[1])));
    // Every mention that the truth names is there, the primary role under the name of the definition.
    let listed: std::collections::BTreeSet<_> =
        lines.iter().map(|line| (line["file"].clone(), line["row"].clone(), line["role"].clone())).collect();
    let truth = rows(&home.read("town/truth/persons.csv"));
    let missing: Vec<_> = truth
        .iter()
        .filter(|line| !listed.contains(&(line["file"].clone(), line["row"].clone(), line["role"].clone())))
        .collect();
    assert!(missing.is_empty(), "{} of {}: {:?}", missing.len(), truth.len(), missing.first());
    // Linking again gives the same bytes.
    home.run("link --out again.csv").ok();
    assert!(home.bytes("again.csv") == home.bytes("links.csv"));
}

#[test]
fn screening_is_measured_against_the_truth() {
    let home = town();
    let typed = "evaluate screening --purpose child-watch --truth town/truth/latent.csv";
    let told = home.run(&format!("{typed} --label coming_truancy --rule truancy-signs --json")).ok().json();
    let one = &told["screening"][0];
    assert_eq!(one["rule"], "truancy-signs");
    let percents: Vec<u64> =
        one["at_capacity"].as_array().expect("list").iter().filter_map(|at| at["percent"].as_u64()).collect();
    assert_eq!(percents, [1, 2, 5, 10]);
    for key in ["low", "value", "high"] {
        assert!(one["base_rate"][key].is_f64() && one["auc"][key].is_f64(), "{one}");
    }
    home.run(&format!("{typed} --label nothing")).fails(1, &["「nothing」"]);
    home.run(&format!("{typed} --label young_carer --rule young-carer")).ok().says(&["young-carer", "上位 5％"]);
}

#[test]
fn lists_for_people_open_in_a_spreadsheet_and_scores_cover_everybody() {
    let home = town();
    home.run("screen --purpose child-watch --out list.csv --scores scores.csv --capacity 5").ok();
    let list = home.read("list.csv");
    assert!(list.starts_with("\u{FEFF}order,person_id,rule,points,reasons,missing,already_supported\r\n"));
    let table = table(&list);
    let orders: Vec<u32> = table[1..].iter().map(|row| row[0].parse().expect("a number")).collect();
    assert!(orders.is_sorted() && orders.first() == Some(&1) && orders.last() == Some(&5), "{orders:?}");
    let mut people: Vec<(&str, &str)> = table[1..].iter().map(|row| (row[0].as_str(), row[1].as_str())).collect();
    people.dedup();
    assert_eq!(people.len(), 5, "order counts persons: {people:?}");
    let mut pairs: Vec<(&str, &str)> = table[1..].iter().map(|row| (row[1].as_str(), row[2].as_str())).collect();
    let all = pairs.len();
    pairs.sort_unstable();
    pairs.dedup();
    assert_eq!(pairs.len(), all, "one line per person and rule");
    for row in &table {
        assert_eq!(row.len(), 7);
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
    }
    // Without a limit all are listed, the first five in the same order.
    home.run("screen --purpose child-watch --out all.csv").ok();
    let everybody = self::table(&home.read("all.csv"));
    assert!(everybody.len() > table.len());
    assert_eq!(everybody[..table.len()], table[..]);
    // Scores: a line for every child and rule, also those not shown.
    let scores = rows(&home.read("scores.csv"));
    let children: std::collections::BTreeSet<&str> = scores.iter().map(|row| row["person_id"].as_str()).collect();
    let rules: std::collections::BTreeSet<&str> = scores.iter().map(|row| row["rule"].as_str()).collect();
    assert_eq!(scores.len(), children.len() * rules.len());
    assert!(children.len() > 300 && people.iter().all(|(_, person)| children.contains(person)));
    for row in &everybody[1..] {
        let score =
            scores.iter().find(|score| score["person_id"] == row[1] && score["rule"] == row[2]).expect("scored");
        assert_eq!(score["points"], row[3]);
    }
    // One rule alone, and a workbook.
    home.run("screen --purpose child-watch --rule young-carer --out one.csv").ok();
    assert!(self::table(&home.read("one.csv"))[1..].iter().all(|row| row[2] == "young-carer"));
    home.run("screen --purpose child-watch --out list.xlsx").ok();
    assert!(home.bytes("list.xlsx").starts_with(b"PK"));
    home.run("screen --purpose child-watch --out list.pdf").fails(1, &[".csv", ".xlsx"]);
    home.run("screen --purpose child-watch --rule yung-carer").fails(1, &["yung-carer", "young-carer"]);
}

#[test]
fn a_child_on_the_list_of_supported_leaves_the_list_of_new_discoveries() {
    let home = town();
    home.run("screen --purpose child-watch --out before.csv").ok();
    let before = table(&home.read("before.csv"));
    let child = before[1][1].clone();
    home.write("supported.csv", &format!("person_id,since,by\n{child},2023-02-01,見本小学校\n"));
    home.run("supported supported.csv").ok().says(&["1件"]);
    home.run("supported supported.csv").ok().says(&["新しい0件"]);
    home.run("screen --purpose child-watch --out after.csv").ok();
    let after = table(&home.read("after.csv"));
    let of = |table: &[Vec<String>]| -> Vec<(String, String)> {
        table[1..].iter().filter(|row| row[1] == child).map(|row| (row[2].clone(), row[6].clone())).collect()
    };
    let kept = of(&after);
    assert!(kept.len() < of(&before).len(), "{kept:?}");
    assert!(
        kept.iter().all(|(_, support)| support.contains("見本小学校")),
        "what stays are clocks, and say who helps: {kept:?}"
    );
    // Seen from before the help began, the child is as new as it was.
    home.run("screen --purpose child-watch --as-of 2023-01-31 --out then.csv").ok();
    home.write("wrong.csv", &format!("person_id,since,by\n{child},2023-02-01,見本小学校\nP000001A,きのう,係\n"));
    home.run("supported wrong.csv").fails(1, &["3行目", "何も取り込んでいません"]);
}

#[test]
fn trends_tell_shares_with_intervals_and_hide_small_numbers() {
    let home = town();
    home.run("trends --purpose child-watch --out traits.csv --similar similar.csv").ok();
    let traits = home.read("traits.csv");
    assert!(traits.starts_with("\u{FEFF}trait,known_share,other_share,ratio,low,high,n_known\r\n"));
    let traits = table(&traits);
    assert!(traits.len() > 10);
    for row in &traits[1..] {
        assert_eq!(row.len(), 7);
        if let (Ok(ratio), Ok(low), Ok(high)) = (row[3].parse::<f64>(), row[4].parse::<f64>(), row[5].parse::<f64>()) {
            assert!(low <= ratio && ratio <= high, "{row:?}");
        }
        if let Ok(known) = row[6].parse::<u32>() {
            assert!(known == 0 || known >= 10, "small numbers are hidden: {row:?}");
        }
    }
    assert!(home.read("similar.csv").starts_with("\u{FEFF}person_id,sum,parts,missing\r\n"));
}

/// A CSV for people: quoted cells may hold line ends.
pub fn table(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut signs = text.trim_start_matches('\u{FEFF}').chars().peekable();
    while let Some(sign) = signs.next() {
        let row = rows.last_mut().expect("begun");
        let cell = row.last_mut().expect("begun");
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => rows.push(vec![String::new()]),
            _ => cell.push(sign),
        }
    }
    rows.pop_if(|row| row.len() == 1 && row[0].is_empty());
    rows
}
