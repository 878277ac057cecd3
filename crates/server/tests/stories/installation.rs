//! The installation itself: made, checked, broken, read-only, full.

#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use crate::files::{REGISTER_FILE, register};
use crate::home::Home;

#[test]
fn what_is_typed_wrongly_ends_with_2() {
    let home = Home::new();
    for typed in ["", "imprt", "import", "screen", "screen --purpose", "review", "demo --residents viele", "--frob"] {
        assert_eq!(home.run(typed).code, 2, "{typed}");
    }
    home.run("screen --purpos child-watch").fails(2, &["使い方の誤り", "「--purpose」ではありませんか", "対処"]);
    home.run("import").fails(2, &["必要な指定がありません", "FILES", "mimamori import --help"]);
    assert!(home.run("link-files").err.contains("required"), "the engineers' command speaks English");
    assert_eq!(home.run("--help").code, 0);
    assert_eq!(home.run("--version").code, 0);
}

#[test]
fn a_value_that_makes_no_sense_ends_with_1() {
    let home = Home::new();
    home.run("screen --purpose child-watch --as-of 2023-02-31").fails(1, &["--as-of", "YYYY-MM-DD"]);
    home.run("init other --preset tokyo").fails(1, &["tokyo", "minimal"]);
    home.run("init other --sealed gestern").fails(1, &["--sealed"]);
    home.run("init home").fails(1, &["既に導入されています"]);
    home.run("screen --purpose nothing").fails(1, &["「nothing」", "child-watch"]);
    home.run("link").fails(1, &["import"]);
}

#[test]
fn every_preset_makes_a_sound_installation() {
    for preset in ["minimal", "akishima", "toda"] {
        let home = Home::of(preset, Some("2023-03-10"));
        home.run("check").ok().says(&["誤り0件"]);
        home.run("trail verify").ok();
    }
}

#[test]
fn whoever_deletes_the_roster_of_the_template_is_told_to_give_the_own_one_its_id() {
    let home = Home::new();
    std::fs::remove_file(home.path("home/config/sources/school-roster.toml")).expect("removed");
    let told = home.run("check");
    assert_eq!(told.code, 1);
    let said = format!("{}{}", told.out, told.err);
    assert!(said.contains("自分の名簿の定義の id を「school-roster」にすれば"), "{said}");
}

#[test]
fn a_town_that_still_stands_on_the_sample_of_the_preset_is_told_so() {
    let home = Home::of("minimal", None);
    home.run("check").ok().says(&[
        "注意 purposes/child-watch.toml:21",
        "answer（答申の内容）が見本のままです",
        "assessment（事前評価の文書）が見本のままです",
        "注意 targets.toml:4",
        "目的「absence」の承認が見本のままです",
        "誤り0件",
    ]);
    home.edit("home/config/purposes/child-watch.toml", "個人情報保護評価（見本）", "特定個人情報等に係る評価書 第3号");
    home.run("check").ok().says(&["answer（"]).silent_on(&["assessment（"]);
    // Where today stands still, nothing is done to real children.
    Home::new().run("check").ok().silent_on(&["見本のまま"]);
    Home::of("akishima", None).run("check").ok().silent_on(&["見本のまま"]);
}

#[test]
fn a_misspelt_part_of_a_column_is_a_fault_and_not_a_column_without_a_part() {
    let home = Home::new();
    let roster = "home/config/sources/school-roster.toml";
    home.edit(roster, "field = \"birth-date\"", "field = \"birthdate\"");
    home.edit("home/config/sources/health-room.toml", "\"seat-number\"]", "\"seatnumber\"]");
    home.run("check").says(&[
        "誤り sources/school-roster.toml:",
        "field の「birthdate」",
        "「birth-date」ではありませんか",
        "by の「seatnumber」",
        "「seat-number」ではありませんか",
    ]);
    home.write(REGISTER_FILE, &register()).run(&format!("import {REGISTER_FILE}")).fails(3, &["mimamori check"]);
}

#[test]
fn the_person_number_of_the_documents_is_one_that_would_be_taken() {
    for page in [
        include_str!("../../../../README.md"),
        include_str!("../../../../README.ja.md"),
        include_str!("../../../../docs/reference/commands.md"),
    ] {
        let number = page.split(|sign: char| !sign.is_ascii_alphanumeric()).find(|word| word.starts_with("P0000"));
        let number = number.expect("an example");
        assert!(number.parse::<domain::PersonId>().is_ok(), "{number}");
    }
}

#[test]
fn a_town_with_its_own_extracts_only_does_not_turn_the_cases_of_shipped_rules_red() {
    let home = Home::new();
    let sources = home.path("home/config/sources");
    for entry in std::fs::read_dir(&sources).expect("sources") {
        std::fs::remove_file(entry.expect("entry").path()).expect("removed");
    }
    home.write(
        "home/config/sources/own.toml",
        "id = \"own\"\ntitle = \"台帳\"\nsystem = \"住民記録システム\"\nowner = \"市民課\"\n\n[coverage]\nschools = \"data\"\n\n\
         [[column]]\nheader = \"宛名番号\"\nitem = \"child.atena-number\"\nfield = \"identifier:atena\"\n\n\
         [[column]]\nheader = \"欠席日数\"\nitem = \"attendance.monthly.absent\"\n",
    );
    home.run("check").says(&["誤り0件"]);
}

#[test]
fn check_names_every_fault_with_file_line_and_cure_in_one_pass() {
    let home = Home::new();
    home.edit("home/config/purposes/child-watch.toml", "mode = \"assessment\"", "mode = \"guessing\"");
    home.edit("home/config/sources/resident-register.toml", "item = \"child.kana\"", "item = \"child.cana\"");
    home.write("home/config/sources/broken.toml", "id = \"broken\"\nthis is no toml\n");
    let ran = home.run("check");
    assert_eq!(ran.code, 1);
    for word in ["purposes/child-watch.toml", "sources/resident-register.toml", "child.cana", "sources/broken.toml"] {
        assert!(ran.out.contains(word), "{word}: {}", ran.out);
    }
    let told = home.run("check --json");
    for fault in told.json()["faults"].as_array().expect("list") {
        assert!(!fault["cure"].as_str().expect("text").is_empty(), "{fault}");
        assert!(fault["line"].as_u64().is_some(), "{fault}");
    }
    // For every other command the installation is at fault.
    home.write(REGISTER_FILE, &register())
        .run(&format!("import {REGISTER_FILE}"))
        .fails(3, &["設定", "mimamori check"]);
    home.run("link").fails(3, &["設定"]);
}

#[test]
fn an_installation_that_is_not_there_or_not_whole_ends_with_3() {
    let home = Home::new();
    home.write(REGISTER_FILE, &register());
    let import = format!("import {REGISTER_FILE}");
    home.run(&format!("{import} --home nowhere")).fails(3, &["nowhere", "mimamori init"]);
    home.run("check --home nowhere").fails(3, &["nowhere"]);

    let other = Home::new();
    let key = home.bytes("home/keys/master.key");
    std::fs::copy(other.path("home/keys/master.key"), home.path("home/keys/master.key")).expect("copied");
    home.run(&import).fails(3, &["鍵", "対処"]);
    std::fs::remove_file(home.path("home/keys/master.key")).expect("removed");
    home.run(&import).fails(3, &["鍵", "対処"]);
    std::fs::write(home.path("home/keys/master.key"), &key[..key.len() / 2]).expect("written");
    home.run(&import).fails(3, &["鍵", "対処"]);
    std::fs::write(home.path("home/keys/master.key"), key).expect("written");
    home.run(&import).ok();

    home.edit("home/mimamori.toml", "organisation", "organization");
    home.run(&import).fails(3, &["mimamori.toml", "対処"]);
    home.edit("home/mimamori.toml", "organization", "organisation");
    std::fs::rename(home.path("home/mimamori.db"), home.path("away.db")).expect("moved");
    home.run(&import).fails(3, &["データベース", "対処"]);
    home.write("home/mimamori.db", "this is no database, though it is long enough to be looked at");
    home.run(&import).fails(3, &["対処"]);
}

#[test]
fn a_folder_that_cannot_be_written_ends_with_3() {
    let home = Home::new();
    home.take(REGISTER_FILE, &register());
    home.run("link --out no/such/folder/links.csv").fails(3, &["links.csv", "対処"]);
}

/// Runs a script in mounts of its own; `None` where this machine does not permit that.
#[cfg(target_os = "linux")]
fn with_mounts(home: &Home, prepare: &str, typed: &str) -> Option<crate::home::Ran> {
    let script = format!("{prepare} || exit 77; exec \"$0\" {typed}");
    let output = std::process::Command::new("unshare")
        .args(["--mount", "--map-root-user", "sh", "-c", &script, env!("CARGO_BIN_EXE_mimamori")])
        .current_dir(home.path(""))
        .env("MIMAMORI_HOME", "home")
        .output()
        .ok()?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let ran = crate::home::Ran {
        code: output.status.code().unwrap_or(-1),
        out: text(output.stdout),
        err: text(output.stderr),
    };
    if ran.code == 77 || ran.err.starts_with("unshare") {
        eprintln!("skipped: no mounts of one's own here: {}", ran.err);
        return None;
    }
    Some(ran)
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_installation_ends_with_3() {
    let home = Home::new();
    home.write(REGISTER_FILE, &register());
    let read_only = "mount --bind home home && mount -o remount,ro,bind home";
    for typed in [format!("import {REGISTER_FILE}"), "link".to_owned(), "screen --purpose child-watch".to_owned()] {
        let Some(ran) = with_mounts(&home, read_only, &typed) else { return };
        ran.fails(3, &["読み取り専用", "対処"]);
    }
    home.run(&format!("import {REGISTER_FILE}")).ok();
}

#[cfg(target_os = "linux")]
#[test]
fn files_before_the_full_disk_are_in_and_the_one_that_did_not_fit_is_not() {
    let home = Home::new();
    let many: Vec<String> = (1..=40)
        .map(|number| {
            let name = format!("住民記録_世帯一覧_2022{:02}{:02}.csv", number / 28 + 1, number % 28 + 1);
            let mut text = String::from(crate::files::REGISTER);
            for row in 0..2_000_u32 {
                let mixed = (row + number * 7_919).wrapping_mul(2_654_435_761);
                text.push_str(&format!("{row:010},見本{mixed} 花子{row},ミホン ハナコ,平成20年4月3日,女,{row},子,日本人,見本市中央{row}-{mixed}\n"));
            }
            home.write(&name, &text);
            name
        })
        .collect();
    // The small disk is gone with the mounts: what stands on it is looked at before.
    let script = format!(
        "mkdir -p disk && mount -t tmpfs -o size=3m tmpfs disk && cp -r home disk/ && \"$0\" import --home disk/home {} >told.txt 2>&1; echo $? >code.txt; mkdir -p kept && cp -r disk/home kept/ && true",
        many.join(" ")
    );
    if with_mounts(&home, &script, "--version").is_none() {
        return;
    }
    assert_eq!(home.read("code.txt").trim(), "3", "{}", home.read("told.txt"));
    assert!(home.read("told.txt").contains("ディスクの空きがありません"), "{}", home.read("told.txt"));
    let told = home.read("told.txt").matches("抽出番号 E").count();
    assert!(told > 0 && told < many.len(), "{told} receipts: {}", home.read("told.txt"));
    std::fs::rename(home.path("home"), home.path("away")).expect("moved");
    std::fs::rename(home.path("kept/home"), home.path("home")).expect("moved");
    assert_eq!(home.extracts().len(), told, "what a receipt was given for is there, and nothing else");
    home.run("trail verify").ok();
}

#[test]
fn a_second_writer_gives_up_after_half_a_minute_with_3() {
    let home = Home::new();
    home.write(REGISTER_FILE, &register());
    let ran = home.opened(async |installation| {
        let writing = installation.store.begin().await.expect("begins");
        let ran = home.run(&format!("import {REGISTER_FILE}"));
        writing.rollback().await.expect("taken back");
        ran
    });
    ran.fails(3, &["書き込み中", "対処"]);
    home.run(&format!("import {REGISTER_FILE}")).ok();
}

/// A file-size limit stands in for a disk that is full: the write fails in the middle.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_with_3_and_leaves_the_records_as_they_were() {
    let home = Home::new();
    home.take(REGISTER_FILE, &register());
    let before = home.records();
    let mut text = String::from(crate::files::REGISTER);
    for row in 0..60_000_u32 {
        let mixed = row.wrapping_mul(2_654_435_761);
        text.push_str(&format!("{row:010},見本{mixed} 花子{row},ミホン ハナコ,平成20年4月{}日,女,{row},子,日本人,見本市中央{row}-{mixed}\n", row % 28 + 1));
    }
    home.write("住民記録_世帯一覧_20230228.csv", &text);
    let blocks = std::fs::metadata(home.path("home/mimamori.db")).expect("there").len() / 1024 + 200;
    // The signal of the limit is ignored, so that the program sees a failed write as on a full disk.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" import 住民記録_世帯一覧_20230228.csv");
    let output = std::process::Command::new("bash")
        .args(["-c", &script, env!("CARGO_BIN_EXE_mimamori")])
        .current_dir(home.path(""))
        .env("MIMAMORI_HOME", "home")
        .output()
        .expect("runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("対処"), "{told}");
    assert_eq!(home.records(), before);
    home.run("trail verify").ok();
    home.run("import 住民記録_世帯一覧_20230228.csv").ok();
}

#[test]
fn every_command_speaks_json_when_asked() {
    let home = Home::empty();
    home.write(REGISTER_FILE, &register()).write("supported.csv", "person_id,since,by\n");
    for typed in [
        "init home --sealed 2023-03-10".to_owned(),
        "check".to_owned(),
        "town town --residents 300".to_owned(),
        format!("source draft {REGISTER_FILE}"),
        format!("source draft {REGISTER_FILE} --out draft.toml"),
        format!("import {REGISTER_FILE}"),
        "link".to_owned(),
        "review export pairs.csv".to_owned(),
        "review import pairs.csv".to_owned(),
        "supported supported.csv".to_owned(),
        "screen --purpose child-watch".to_owned(),
        "trends --purpose child-watch".to_owned(),
        "ledger P000002E --purpose child-watch".to_owned(),
        "withdraw E1".to_owned(),
        "trail verify".to_owned(),
    ] {
        let ran = home.run(&format!("{typed} --json"));
        assert_eq!(ran.code, 0, "{typed}: {}", ran.err);
        let told: serde_json::Value =
            serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{typed}: {error}: {}", ran.out));
        assert!(told.is_object(), "{typed}: {told}");
    }
}

#[test]
fn a_trail_that_was_changed_is_found() {
    let home = Home::new();
    home.take(REGISTER_FILE, &register());
    home.run("trail verify").ok().says(&["つながっています"]);
    // Somebody with the file in hand changes an entry past the locks of the database.
    let path = home.path("home/mimamori.db");
    let mut bytes = std::fs::read(&path).expect("read");
    let place = bytes.windows(18).position(|window| window == b"source=resident-re").expect("the entry of the import");
    bytes[place + 7] = b'R';
    std::fs::write(&path, bytes).expect("written");
    home.run("trail verify").fails(3, &["1件目", "対処"]);
}

#[test]
fn a_copy_of_database_key_and_configuration_is_the_whole_installation() {
    let home = Home::new();
    home.take(REGISTER_FILE, &register());
    home.run("link --out links.csv").ok();
    // Nothing waits in a log beside the database: who copies the file has everything.
    std::fs::remove_file(home.path("home/mimamori.db-wal")).unwrap_or_default();
    let copy = home.copy();
    copy.run("link --out copied.csv").ok();
    assert!(copy.bytes("copied.csv") == home.bytes("links.csv"));
    copy.run("trail verify").ok();
}
