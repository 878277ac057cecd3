//! An engineer links lists of his own with `link-files`: every day, with reasons, and with what he should know before.

#[path = "../../../linkage/tests/support/residents.rs"]
mod residents;

use std::collections::BTreeMap;

use super::home::{Home, rows};
use residents::{HEADER, RECIPE};

/// A register and a recipe in the folder.
fn register(rows: &[String]) -> Home {
    let home = Home::empty();
    home.write("recipe.toml", RECIPE).write("register.csv", &format!("{HEADER}{}\n", rows.join("\n")));
    home
}

const RUN: &str = "link-files --recipe recipe.toml --pairs pairs.csv --clusters clusters.csv";

fn clusters(home: &Home) -> BTreeMap<String, String> {
    rows(&home.read("clusters.csv")).into_iter().map(|row| (row["key"].clone(), row["cluster"].clone())).collect()
}

#[test]
fn tomorrow_only_what_has_changed_is_compared_and_numbers_stay() {
    let mut people = residents::rows(1_500, 3);
    let home = register(&people);
    home.run(&format!("{RUN} --memory daily register.csv")).ok().says(&["エンジンがデータから選びました"]);
    let before = clusters(&home);
    // One resident is entered a second time, one has gone.
    let again = people[40].replacen('a', "new", 1);
    let gone = people.remove(900);
    people.insert(0, again.clone());
    home.write("register.csv", &format!("{HEADER}{}\n", people.join("\n")));
    home.run(&format!("{RUN} --memory daily --report report.txt register.csv"))
        .ok()
        .says(&["前回から: 新しい記録1件、変わった記録0件、なくなった記録1件", "学習したときの値"]);
    let (now, key) = (clusters(&home), |row: &str| row.split(',').next().expect("a key").to_owned());
    assert_eq!(now[&key(&again)], before[&key(&people[41])], "who is entered again joins who was there");
    for (record, number) in &now {
        if *record != key(&again) {
            assert_eq!(before[record], *number, "{record}");
        }
    }
    assert!(!now.contains_key(&key(&gone)));
    let pairs = home.read("pairs.csv");
    home.run(&format!("{RUN} --trained daily/trained.toml register.csv")).ok();
    assert_eq!(home.read("pairs.csv"), pairs, "a full run with the same weights finds the same pairs");
    home.edit("daily/memory.csv", "\nend,", "\n");
    home.run(&format!("{RUN} --memory daily register.csv")).fails(1, &["memory", "delete the memory"]);
}

#[test]
fn a_list_that_is_read_is_never_written_over() {
    let home = register(&residents::rows(600, 3));
    let before = home.read("register.csv");
    for output in ["register.csv", "./recipe.toml"] {
        home.run(&format!("link-files --recipe recipe.toml --pairs {output} register.csv"))
            .fails(1, &["には書き出せません: 読み込むファイルでもあります"]);
    }
    home.run("link-files --recipe recipe.toml --pairs out.csv --clusters ./out.csv register.csv")
        .fails(1, &["別の書出し先でもあります"]);
    assert_eq!(home.read("register.csv"), before);
    assert!(!home.path("out.csv").exists());
}

/// A run was killed between its results and its memory; the next run says so once.
#[test]
fn results_that_are_not_remembered_are_told() {
    let home = register(&residents::rows(600, 3));
    home.write("daily/unfinished", "mimamori link-files: results are being written\n");
    home.run(&format!("{RUN} --memory daily --report told.txt register.csv"))
        .ok()
        .says(&["the run before was cut off"]);
    assert!(home.read("told.txt").contains("the run before was cut off"));
    home.run(&format!("{RUN} --memory daily register.csv"))
        .ok()
        .says(&["新しい記録0件"])
        .silent_on(&["the run before was cut off"]);
}

#[test]
fn a_memory_that_cannot_be_written_is_told_before_anything_is_done() {
    let home = register(&residents::rows(600, 3));
    home.write("daily", "a file where the folder should be");
    home.run(&format!("{RUN} --memory daily register.csv")).fails(3, &["daily", "書込み権限"]);
    assert!(!home.path("pairs.csv").exists(), "nothing was written");
}

#[test]
fn the_folder_of_a_memory_may_hold_other_files() {
    let home = register(&residents::rows(600, 3));
    for name in ["probe", "notes.csv", ".hidden"] {
        home.write(&format!("daily/{name}"), "mine");
    }
    home.run(&format!("{RUN} --memory daily register.csv")).ok();
    home.run(&format!("{RUN} --memory daily register.csv")).ok().says(&["変わった記録0件"]);
    for name in ["probe", "notes.csv", ".hidden"] {
        assert_eq!(home.read(&format!("daily/{name}")), "mine", "{name}");
    }
    for name in ["trained.toml", "memory.csv", "unfinished"] {
        home.run(&format!("link-files --recipe recipe.toml --pairs daily/{name} --memory daily register.csv"))
            .fails(1, &[name, "別の書出し先でもあります"]);
        home.run(&format!("{RUN} --memory daily daily/{name}")).fails(1, &[name, "読み込むファイルでもあります"]);
    }
    home.write("daily/unfinished", "mine");
    home.run(&format!("{RUN} --memory daily register.csv")).fails(1, &["unfinished", "別のフォルダ"]);
    assert_eq!(home.read("daily/unfinished"), "mine");
    std::fs::remove_file(home.path("daily/unfinished")).expect("taken away");
    home.edit("daily/trained.toml", "format = ", "format = 9");
    home.run(&format!("{RUN} --memory daily register.csv")).fails(1, &["trained.toml", "初めから実行"]);
}

/// Two runs at once would mix their results.
#[test]
fn a_file_that_another_run_writes_is_left_to_it() {
    let home = register(&residents::rows(600, 3));
    for name in ["pairs.csv", "daily/memory.csv"] {
        home.write("daily/notes.csv", "mine");
        let other = app::files::whole::Claimed::new(&home.path(name)).expect("free");
        home.run(&format!("{RUN} --memory daily register.csv")).fails(3, &[name, "別の実行が書き出しているところ"]);
        drop(other);
    }
    assert!(!home.path("pairs.csv").exists() && !home.path("clusters.csv").exists());
    home.run(&format!("{RUN} --memory daily register.csv")).ok();
    let left: Vec<_> =
        std::fs::read_dir(home.path("daily")).expect("there").map(|e| e.expect("an entry").file_name()).collect();
    assert_eq!(left.len(), 3, "nothing unfinished stays behind: {left:?}");
}

/// One output that cannot be written: none is, and it is said before the work.
#[test]
fn outputs_are_written_all_or_none() {
    let home = register(&residents::rows(600, 3));
    std::fs::create_dir(home.path("report.txt")).expect("a folder in the way");
    home.run(&format!("{RUN} --report report.txt register.csv")).fails(1, &["report.txt", "ファイルではありません"]);
    home.run(&format!("{RUN} --report none/report.txt register.csv"))
        .fails(3, &["none/report.txt", "フォルダがありません"]);
    home.run("link-files --recipe recipe.toml --pairs /dev/null register.csv").fails(1, &["/dev/null"]);
    assert!(!home.path("pairs.csv").exists() && !home.path("clusters.csv").exists());
    home.run("link-files --recipe recipe.toml --clusters clusters.csv register.csv").ok();
    assert!(home.path("clusters.csv").exists(), "clusters alone can be asked for");
}

#[test]
fn a_first_line_that_is_no_header_is_not_shown() {
    let home = register(&residents::rows(300, 3));
    home.write("bare.csv", "a1,佐藤,陽菜,1990-01-02,田中町1番\na2,佐藤,佐藤,1990-01-03,田中町2番\n");
    let ran = home
        .run(&format!("{RUN} bare.csv"))
        .fails(1, &["bare: line 1 seems to be no header", "id, surname, given, birth, home"]);
    assert!(!ran.err.contains("陽菜") && !ran.err.contains("1990"), "{}", ran.err);
    home.write("bare.csv", "a2,佐藤,佐藤,1990-01-03,田中町2番\n");
    let ran = home.run(&format!("{RUN} bare.csv")).fails(1, &["line 1 seems to be no header"]);
    assert!(!ran.err.contains("佐藤"), "{}", ran.err);
}

#[test]
fn two_records_are_explained_without_their_values() {
    let home = register(&residents::rows(1_500, 3));
    home.run(&format!("{RUN} register.csv")).ok();
    let pair = &rows(&home.read("pairs.csv"))[0];
    let (left, right) = (&pair["key_l"], &pair["key_r"]);
    let ran = home
        .run(&format!("link-files --recipe recipe.toml --explain {left} {right} register.csv"))
        .ok()
        .says(&["任意の2件の記録が同じ人である見込み", "しきい値以上", "しぼり込みの規則"])
        .silent_on(&["田中町", "緑町", "陽菜"]);
    assert!(ran.out.contains(&format!("計 {:+.3}", pair["weight"].parse::<f64>().expect("a number"))), "{}", ran.out);
    home.run("link-files --recipe recipe.toml --explain a0 a999 register.csv")
        .ok()
        .says(&["しきい値未満", "名寄せでは比べられません"]);
    home.run("link-files --recipe recipe.toml --explain a0 nobody register.csv").fails(1, &["no record has this key"]);
}

#[test]
fn blocking_is_counted_before_anything_is_compared() {
    let home = register(&residents::rows(1_500, 3));
    let told = home.run("--json link-files --recipe recipe.toml --blocking register.csv").ok().json();
    home.run(&format!("--json {RUN} register.csv")).ok();
    let compared = home.run(&format!("--json {RUN} register.csv")).ok().json()["pairs_compared"].clone();
    assert_eq!(told["pairs"], compared, "what is announced is what is compared");
    home.run("link-files --recipe recipe.toml --blocking register.csv")
        .ok()
        .says(&["比べる組", "surname + given + birth:4"]);
}

/// Too many records of one name for any rule: said on the terminal, to machines and before anything is compared.
#[test]
fn records_that_are_not_compared_with_each_other_are_told_everywhere() {
    let home = Home::empty();
    let people: String = (0..120).map(|n| format!("{n},山田,花子,2010-01-01,田中町1番\n")).collect();
    home.write("recipe.toml", &format!("{RECIPE}block_records_max = 50\n"));
    home.write("register.csv", &format!("{HEADER}{people}x,佐藤,蓮,2011-02-02,緑町3番\n"));
    let said = "120 records stand in blocks that stay too large";
    home.run(&format!("{RUN} register.csv")).ok().says(&[said]);
    let told = home.run(&format!("--json {RUN} register.csv")).ok().json();
    assert!(told["warnings"].to_string().contains(said), "{told}");
    let told = home.run("--json link-files --recipe recipe.toml --blocking register.csv").ok().json();
    assert_eq!(told["rules"][0]["dropped_records"], 120, "{told}");
    home.run("link-files --recipe recipe.toml --blocking register.csv").ok().says(&["うち大きすぎる", said]);
}

#[test]
fn too_many_pairs_without_a_blocking_rule_are_refused() {
    let home = register(&residents::rows(6_500, 3));
    let (before, blocks) = RECIPE.split_once("[[block]]").expect("blocks");
    let after = blocks.split_once("[[compare]]").expect("comparisons").1;
    home.write("recipe.toml", &format!("{before}[[compare]]{after}"));
    for command in [&format!("{RUN} register.csv"), "link-files --recipe recipe.toml --blocking register.csv"] {
        home.run(command).fails(1, &["too many to compare all", "add a [[block]]"]);
    }
    assert!(!home.path("pairs.csv").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_no_success() {
    let home = register(&residents::rows(300, 3));
    for arguments in ["--blocking", "--explain a0 a1"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a full disk");
        let typed = format!("link-files --recipe recipe.toml {arguments} register.csv");
        let output = home.command().args(typed.split_whitespace()).stdout(full).output().expect("runs");
        assert_eq!(output.status.code(), Some(3), "{arguments}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("空き容量"), "{arguments}");
    }
}

#[test]
fn the_report_tells_how_the_weights_came_about() {
    let home = register(&residents::rows(1_500, 3));
    home.run(&format!("{RUN} --report report.txt register.csv")).ok();
    home.run(&format!("{RUN} --report report.json register.csv")).ok();
    let json: serde_json::Value = serde_json::from_str(&home.read("report.json")).expect("JSON");
    let bins = json["histogram"].as_array().expect("bins");
    let pairs = bins.iter().filter(|bin| bin["from_bits"].as_f64() >= json["threshold"].as_f64());
    assert!(
        pairs.map(|bin| bin["pairs"].as_u64().expect("a number")).sum::<u64>()
            <= json["pairs"].as_u64().expect("a number")
    );
    insta::assert_snapshot!(home.read("report.txt"));
}

/// A shut-down machine, a wrong column, one name for everybody: said before any long work, and nothing is left behind.
#[test]
fn bad_input_is_told_and_leaves_nothing() {
    let home = register(&residents::rows(300, 3));
    home.write("other.toml", &RECIPE.replace("name = \"given\"", "name = \"given\"\ncolumn = \"first name\""));
    home.run("link-files --recipe other.toml --pairs pairs.csv register.csv")
        .fails(1, &["no column `first name`", "surname"]);
    home.write(
        "empty.csv",
        "id,surname,given,birth,home\n1,佐藤,,2010-01-01,田中町1番\n2,鈴木,,2011-01-01,田中町2番\n",
    );
    home.run("link-files --recipe recipe.toml --pairs pairs.csv empty.csv")
        .fails(1, &["field `given` is empty in every record"]);
    home.write(
        "twice.csv",
        "id,surname,given,birth,home\n1,佐藤,蓮,2010-01-01,田中町1番\n1,鈴木,葵,2011-01-01,田中町2番\n",
    );
    home.run("link-files --recipe recipe.toml --pairs pairs.csv twice.csv")
        .fails(1, &["1 ids occur more than once", "line 2 and line 3"]);
    std::fs::write(home.path("bytes.csv"), b"id,surname,given,birth,home\n1,\x81,a,2010-01-01,b\n").expect("written");
    home.run("link-files --recipe recipe.toml --pairs pairs.csv bytes.csv").fails(1, &["bytes.csv"]);
    home.run("link-files --recipe recipe.toml --pairs pairs.csv --threshold-probability 1.5 register.csv")
        .fails(1, &["--threshold-probability"]);
    home.run("link-files --recipe recipe.toml --pairs nowhere/pairs.csv register.csv")
        .fails(3, &["nowhere", "フォルダがありません"]);
    home.write("broken.toml", "format = 1\n");
    home.run("link-files --recipe recipe.toml --trained broken.toml --pairs pairs.csv register.csv")
        .fails(1, &["broken.toml", "--save-trained"]);
    assert!(!home.path("pairs.csv").exists(), "nothing was written");
}
