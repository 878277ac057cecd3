//! What is refused at the door, in the order of the contracts; each message names the columns, the rule and the cure.

use crate::files::{REGISTER, REGISTER_FILE, my_number, register};
use crate::home::Home;

#[test]
fn a_column_named_individual_number_is_refused_with_column_rule_and_cure() {
    let home = Home::new();
    home.write("住民.csv", &register().replace("住所\n", "住所,個人番号\n"))
        .run("import 住民.csv")
        .fails(1, &["住民.csv", "「個人番号」", "番号法", "対処", "--without 個人番号"]);
    assert!(home.extracts().is_empty(), "nothing of it was stored");
    assert!(home.trail().iter().any(|entry| entry.action == "refused:import"), "the refusal is in the trail");
}

#[test]
fn individual_numbers_under_another_name_are_found_by_their_check_digit() {
    let home = Home::new();
    let mut text = REGISTER.replace('\n', ",整理番号\n");
    for row in 0..40 {
        text.push_str(&format!(
            "{row:010},見本 花子{row},ミホン ハナコ,平成20年4月3日,女,{row},子,日本人,見本市中央1-{row},{}\n",
            my_number(row)
        ));
    }
    let refused = home.write(REGISTER_FILE, &text).run(&format!("import {REGISTER_FILE}"));
    let refused = refused.fails(1, &["「整理番号」", "個人番号", "対処", "--without 整理番号"]);
    assert!(
        !refused.err.contains(&my_number(0)) && !refused.err.contains("見本 花子0"),
        "no value is told: {}",
        refused.err
    );
    assert!(home.extracts().is_empty());

    // Without that column the same file is welcome, and the number is nowhere on disk.
    home.run(&format!("import {REGISTER_FILE} --without 整理番号")).ok().says(&["受入 40", "整理番号"]);
}

#[test]
fn a_few_numbers_that_pass_by_chance_are_no_individual_numbers() {
    let home = Home::new();
    let mut text = REGISTER.replace('\n', ",整理番号\n");
    for row in 0..40 {
        // 12 digits in a row: one of eleven passes by chance.
        text.push_str(&format!(
            "{row:010},見本 花子{row},ミホン ハナコ,平成20年4月3日,女,{row},子,日本人,見本市中央1-{row},{:012}\n",
            200_000_000_000_u64 + row
        ));
    }
    home.take(REGISTER_FILE, &text);
}

#[test]
fn tax_is_refused_while_no_purpose_records_a_consent_or_law() {
    let home = Home::new();
    for header in ["住民税課税区分", "市民税所得割額", "均等割", "総所得金額"] {
        home.write(REGISTER_FILE, &REGISTER.replace('\n', &format!(",{header}\n")))
            .run(&format!("import {REGISTER_FILE}"))
            .fails(1, &[&format!("「{header}」"), "地方税法第22条", "対処", &format!("--without {header}")]);
    }
}

#[test]
fn every_forbidden_column_is_named_at_once_and_without_takes_several() {
    let home = Home::new();
    let text = register().replace("住所\n", "住所,個人番号,マイナンバー\n");
    home.write(REGISTER_FILE, &text)
        .run(&format!("import {REGISTER_FILE}"))
        .fails(1, &["「個人番号」", "「マイナンバー」"]);
    let taken = home.run(&format!("import {REGISTER_FILE} --without 個人番号,マイナンバー")).ok();
    taken.says(&["受入 6", "個人番号", "マイナンバー"]);
}

#[test]
fn a_column_to_be_left_out_that_is_not_there_is_said() {
    let home = Home::new();
    let ran = home.write(REGISTER_FILE, &register()).run(&format!("import {REGISTER_FILE} --without 個人番号"));
    assert!(
        format!("{}{}", ran.out, ran.err).contains("個人番号"),
        "a misspelt column must not pass in silence: {}{}",
        ran.out,
        ran.err
    );
}

#[test]
fn a_file_that_no_source_fits_is_refused_with_the_way_on() {
    let home = Home::new();
    home.write("体育館.csv", "予約番号,団体名,利用日\n1,見本卓球会,2023/1/5\n")
        .run("import 体育館.csv")
        .fails(1, &["体育館.csv", "--source", "source draft"]);
    home.run("import 体育館.csv --source 体育館")
        .fails(1, &["「体育館」", "resident-register", "disability-certificates"]);
}

#[test]
fn of_several_files_the_refused_one_stays_out_and_the_others_go_in() {
    let home = Home::new();
    home.write(REGISTER_FILE, &register());
    home.write("悪い.csv", &register().replace("住所\n", "住所,個人番号\n"));
    home.write("校務支援_在籍名簿_20230131.csv", &crate::files::roster());
    let ran = home.run(&format!("import {REGISTER_FILE} 悪い.csv 無い.csv 校務支援_在籍名簿_20230131.csv --json"));
    assert_eq!(ran.code, 1);
    let told = ran.json();
    let taken: Vec<&str> =
        told["sources"].as_array().expect("list").iter().filter_map(|one| one["source"].as_str()).collect();
    assert_eq!(taken, ["resident-register", "school-roster"]);
    let refused: Vec<&str> =
        told["refused"].as_array().expect("list").iter().filter_map(|one| one["kind"].as_str()).collect();
    assert_eq!(refused.len(), 2, "{refused:?}");
    for one in told["sources"].as_array().expect("list") {
        let count = |key: &str| one[key].as_u64().expect("a number");
        assert_eq!(count("rows_read"), count("rows_admitted") + count("rows_refused"));
    }
}

#[test]
fn a_row_that_cannot_be_split_is_counted_refused_and_the_others_are_taken() {
    let home = Home::new();
    let text = format!("{}0000000078,多,す,ぎ,る,列,が,あ,る,行,{}\n", register(), ",".repeat(500));
    let told = home.write(REGISTER_FILE, &text).run(&format!("import {REGISTER_FILE} --json")).ok().json();
    let one = &told["sources"][0];
    assert_eq!(
        (one["rows_read"].as_u64(), one["rows_admitted"].as_u64(), one["rows_refused"].as_u64()),
        (Some(7), Some(6), Some(1)),
        "{told}"
    );
}

#[test]
fn a_column_of_no_active_purpose_is_dropped_named_and_counted() {
    // 諮問第65号 does not hold the daily reasons or care services; a column of the register beyond 別紙 is dropped.
    let home = Home::new();
    home.edit(
        "home/config/purposes/child-watch.toml",
        "except = [\"sensitivity=税\"]",
        "except = [\"sensitivity=税\", \"resident.status\"]",
    );
    let ran = home.write(REGISTER_FILE, &register()).run(&format!("import {REGISTER_FILE}")).ok();
    let ran = ran.says(&["住民区分", "利用目的"]);
    let told = home.run(&format!("import {REGISTER_FILE} --as-of 2023-02-01 --json")).ok().json();
    assert_eq!(told["sources"][0]["items_dropped"], 1, "{}", ran.out);
}

#[test]
fn bad_files_are_refused_with_the_cure_and_leave_nothing() {
    let home = Home::new();
    home.write(REGISTER_FILE, "").run(&format!("import {REGISTER_FILE}")).fails(1, &["対処"]);
    home.write(REGISTER_FILE, REGISTER).run(&format!("import {REGISTER_FILE}"));
    std::fs::write(home.path("bin.csv"), [0_u8, 159, 146, 150, 0, 0, 255].repeat(200)).expect("written");
    home.run("import bin.csv").fails(1, &["対処"]);
    home.write("damaged.xlsx", "PK\u{3}\u{4}not a workbook").run("import damaged.xlsx").fails(1, &["対処"]);
    std::fs::create_dir(home.path("空")).expect("made");
    home.run("import 空").fails(1, &["対処"]);
    assert!(home.extracts().iter().all(|one| one.ends_with(REGISTER_FILE)));
    assert_eq!(home.run("trail verify").code, 0);
}

#[test]
fn a_folder_and_a_zip_are_taken_file_by_file_under_their_names() {
    let home = Home::new();
    home.write(&format!("三月/{REGISTER_FILE}"), &register());
    home.write("三月/悪い.csv", &register().replace("住所\n", "住所,マイナンバー\n"));
    home.write("三月/校務支援_在籍名簿_20230131.csv", &crate::files::roster());
    let ran = home.run("import 三月 --json");
    assert_eq!(ran.code, 1);
    let told = ran.json();
    assert_eq!(told["sources"].as_array().map(Vec::len), Some(2), "{told}");
    assert_eq!(told["refused"][0]["file"], "三月/悪い.csv");
    home.run("link --out links.csv").ok();
    let links = home.read("links.csv");
    assert!(links.contains(&format!("resident-register,三月/{REGISTER_FILE},1,resident,")), "{links}");
}

/// A wrong path in a hurry: the key, the records and the settings are worth more than any list.
#[test]
fn no_list_replaces_what_the_installation_lives_on() {
    let home = Home::new();
    home.take(REGISTER_FILE, REGISTER);
    home.run("link").ok();
    let own = ["home/keys/master.key", "home/mimamori.toml", "home/config/items.csv", "home/mimamori.db"];
    // The records grow by an entry of the trail; they stay a database.
    let start = |name: &str| home.bytes(name).into_iter().take(if name.ends_with(".db") { 16 } else { usize::MAX });
    let held: Vec<Vec<u8>> = own.iter().map(|name| start(name).collect()).collect();
    home.write("list.csv", "id,name\n1,a\n2,b\n").write(
        "recipe.toml",
        "link = \"dedupe\"\n[[field]]\nname = \"name\"\n[[compare]]\nfield = \"name\"\nlevels = [\"exact\"]\n",
    );
    for name in own {
        for command in [
            "link --out",
            "link --changes",
            "screen --purpose child-watch --out",
            "screen --purpose child-watch --scores",
            "trends --purpose child-watch --out",
            "review export",
            "source draft list.csv --out",
            "link-files --recipe recipe.toml list.csv --pairs",
            "link-files --recipe recipe.toml list.csv --pairs p.csv --save-trained",
        ] {
            let ran = home.run(&format!("{command} {name}"));
            assert_eq!(ran.code, 1, "{command} {name}: {}", ran.err);
        }
    }
    home.run("link --out home/keys/master.key").fails(1, &["keys/master.key", "鍵", "out フォルダ"]);
    // Where the ending is right, it is the place that is refused.
    for command in ["link --changes", "screen --purpose child-watch --out", "review export"] {
        home.run(&format!("{command} home/config/items.csv"))
            .fails(1, &["書き出せません: 見守りの設定を置くフォルダの中です"]);
    }
    // Nor does a town that nobody lives in replace a delivery.
    let delivery = "home/inbox/住民記録_世帯一覧_20230228.csv";
    home.write(delivery, "mine").run("town home/inbox --residents 1000").fails(1, &["届いた抽出データです"]);
    assert_eq!(home.read(delivery), "mine");
    home.run("source draft list.csv --out list.csv").fails(1, &["読み込むファイルでもあります"]);
    for (name, bytes) in own.iter().zip(held) {
        assert!(start(name).eq(bytes), "{name} is as it was");
    }
    home.run("link --out home/out/links.csv").ok();
    home.run("link --out home/out/links.csv").ok();
}
