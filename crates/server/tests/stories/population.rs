//! Whom a purpose looks at, and who is counted because nobody can tell.

use crate::files::{NOVEMBER, REGISTER_FILE, ROSTER_FILE, month, register, roster};
use crate::home::Home;

#[test]
fn pupils_of_a_town_that_delivers_no_resident_register_are_looked_at() {
    let home = Home::of("toda", Some("2023-03-10"));
    home.run("check").ok().says(&["誤り0件"]).silent_on(&["residence"]);
    home.take(ROSTER_FILE, &roster());
    home.take(
        "出欠日別_第一中学校_202211.csv",
        &month("第一中学校", "202211", &[("5001", &NOVEMBER[..11])], &NOVEMBER, "病気"),
    );
    home.run("link").ok();
    let told = home.run("screen --purpose school-support").ok();
    told.says(&["対象の子ども: 4人", "11日欠席"]).silent_on(&["確かめられない"]);
}

#[test]
fn a_residence_that_nothing_delivered_can_confirm_is_said_instead_of_an_empty_list() {
    let home = Home::of("toda", Some("2023-03-10"));
    home.edit("home/config/purposes/school-support.toml", "ages = [6, 15]", "ages = [6, 15]\nresidence = \"戸田市\"");
    home.run("check").ok().says(&["注意 purposes/school-support.toml:33", "residence を消して"]);
    home.take(ROSTER_FILE, &roster());
    home.run("link").ok();
    home.run("screen --purpose school-support")
        .ok()
        .says(&["対象の子ども: 0人", "住民記録がないため居住地を確かめられない子ども 4人"]);
    let told = home.run("screen --purpose school-support --json").ok().json();
    assert_eq!((told["population"].as_u64(), told["left_out"]["residence"].as_u64()), (Some(0), Some(4)), "{told}");
}

#[test]
fn a_pupil_without_a_birth_date_is_as_old_as_the_grade_and_one_without_either_is_counted() {
    let home = Home::new();
    home.take(REGISTER_FILE, &register());
    let strangers = "2022,第一中学校,中学校,1,1,3,5002,9005,高橋 実,タカハシ ミノル,,男,見本市港町7-8,高橋 修,父\n\
                     2022,第一中学校,中学校,,1,4,5003,9006,渡辺 空,ワタナベ ソラ,,男,見本市緑町2-2,渡辺 海,父\n";
    home.take(ROSTER_FILE, &format!("{}{strangers}", roster()));
    home.take(
        "出欠日別_第一中学校_202211.csv",
        &month("第一中学校", "202211", &[("5002", &NOVEMBER[..11])], &NOVEMBER, "病気"),
    );
    home.run("link --out links.csv").ok();
    let links = crate::home::rows(&home.read("links.csv"));
    let minoru = links.iter().find(|row| row["record_key"] == "5002" && row["role"] == "pupil").expect("linked");
    home.run("screen --purpose child-watch --rule absence").ok().says(&[
        "対象の子ども: 5人",
        "年齢を確かめられない子ども 1人",
        &minoru["person_id"],
    ]);
    home.run(&format!("ledger {} --purpose child-watch", minoru["person_id"])).ok().says(&["高橋 実", "中1"]);
}

#[test]
fn no_signal_is_not_said_of_children_of_whom_nothing_was_delivered() {
    let home = Home::new();
    home.take(REGISTER_FILE, &register());
    home.run("link").ok();
    let screened = || home.run("screen --purpose child-watch").ok();
    screened().says(&["（unseen-child、第2版）: 0人、判定できない子ども 4人（学齢簿・在籍の記録・日々の出欠 未提供）"]);
    let told = home.run("screen --purpose child-watch --rule absence --json").ok().json();
    let rule = &told["rules"][0];
    assert_eq!((rule["signals"].as_u64(), rule["unjudged"].as_u64()), (Some(0), Some(4)), "{told}");
    assert_eq!(rule["lacking"][0], "日々の出欠", "{told}");

    // Once a school delivers its months, its pupils are judged; those of the other school are not.
    home.take(ROSTER_FILE, &roster());
    home.take(
        "出欠日別_第一中学校_202211.csv",
        &month("第一中学校", "202211", &[("5001", &NOVEMBER[..2])], &NOVEMBER, "病気"),
    );
    home.run("link").ok();
    let told = home.run("screen --purpose child-watch --rule absence --json").ok().json();
    assert_eq!(told["rules"][0]["unjudged"].as_u64(), Some(3), "{told}");
}
