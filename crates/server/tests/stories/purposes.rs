//! Who may see what under which purpose, and when.

use crate::files::{REGISTER_FILE, ROSTER_FILE, register, roster};
use crate::home::Home;

/// A home of 諮問第65号 with two families.
fn analysis(sealed: Option<&str>) -> Home {
    let home = Home::of("akishima", sealed);
    home.write(REGISTER_FILE, &register().replace("見本市", "昭島市"));
    home.write(ROSTER_FILE, &roster().replace("見本市", "昭島市"));
    home
}

#[test]
fn consultation_65_is_over_whatever_date_is_asked_for() {
    // A home that lives on the machine's date: the purpose ended on 2023-03-31.
    let home = analysis(None);
    home.run("screen --purpose consultation-65 --as-of 2023-03-01").fails(1, &["期間満了", "対処"]);
    home.run("trends --purpose consultation-65 --as-of 2023-03-01").fails(1, &["期間満了"]);
    home.run("ledger P000001A --purpose consultation-65 --as-of 2023-03-01").fails(1, &[]);
    home.run("review export pairs.csv").fails(1, &["利用目的"]);
    assert!(!home.path("pairs.csv").exists());
    // Nothing may be taken in either: no purpose in force allows any item.
    home.run(&format!("import {REGISTER_FILE}")).fails(1, &["利用目的"]);
    let refused: Vec<_> = home.trail().into_iter().filter(|entry| entry.action.starts_with("refused")).collect();
    assert!(refused.len() >= 5, "every refusal is in the trail: {refused:?}");
}

#[test]
fn consultation_65_analyses_says_what_it_lacks_and_refuses_to_hand_over() {
    let home = analysis(Some("2023-03-31"));
    home.run(&format!("import {REGISTER_FILE} {ROSTER_FILE}")).ok();
    home.run("link").ok();
    home.run("screen --purpose consultation-65")
        .ok()
        .says(&["判定不能", "介護サービス利用", "就労", "日々の出欠", "本目的の項目にない"])
        .silent_on(&["P0000", "佐藤", "花子"]);
    let before = home.trail().len();
    home.run("screen --purpose consultation-65 --out list.csv").fails(1, &["対処"]);
    assert!(!home.path("list.csv").exists(), "nothing is handed over");
    let trail = home.trail();
    assert!(trail[before..].iter().any(|entry| entry.action == "refused:hand-over"), "{:?}", &trail[before..]);
    // Nor is one child's record opened: name, address and family are no analysis.
    let before = home.trail().len();
    home.run("ledger P000001C --purpose consultation-65")
        .fails(1, &["傾向分析のみ", "対処", "それを認める利用目的"])
        .silent_on(&["佐藤", "中央"]);
    let trail = home.trail();
    assert!(trail.len() == before + 1 && trail[before].action == "refused:ledger", "{:?}", &trail[before..]);
    home.run("trends --purpose consultation-65 --out traits.csv").ok().says(&["傾向分析"]);
    assert!(home.read("traits.csv").starts_with("\u{FEFF}trait,known_share,other_share,ratio,low,high,n_known\r\n"));
}

#[test]
fn an_account_without_the_duty_is_refused_and_the_refusal_is_kept() {
    let home = Home::new();
    home.take(REGISTER_FILE, &register());
    home.run("link").ok();
    let duties = home.read("home/mimamori.toml");
    home.write("home/mimamori.toml", &duties.replace("子ども家庭支援センター係", "データ保有課"));
    for typed in ["screen --purpose child-watch", "trends --purpose child-watch", "review export pairs.xlsx"] {
        let before = home.trail().len();
        home.run(typed).fails(1, &["職務", "子ども家庭支援センター係", "mimamori.toml"]);
        let trail = home.trail();
        let last = trail.last().expect("an entry");
        assert!(trail.len() == before + 1 && last.action.starts_with("refused:"), "{typed}: {last:?}");
        assert!(!last.who.is_empty(), "{last:?}");
    }
    let person = "P000001X";
    home.run(&format!("ledger {person} --purpose child-watch")).fails(1, &[]);
    // An account nobody wrote down is refused as well.
    home.write("home/mimamori.toml", &duties.replace("os = \"", "os = \"not-"));
    home.run("screen --purpose child-watch").fails(1, &["職務"]);
    home.run("trail verify").ok();
}

#[test]
fn what_was_shown_is_in_the_trail_with_account_purpose_count_and_hash() {
    let home = Home::new();
    home.take(REGISTER_FILE, &register());
    home.run("link").ok();
    home.run("screen --purpose child-watch --out list.csv").ok();
    let trail = home.trail();
    let last = trail.last().expect("an entry");
    assert_eq!(
        (last.action.as_str(), last.purpose.as_str(), last.duty.as_str()),
        ("screen", "child-watch", "子ども家庭支援センター係")
    );
    assert_ne!(last.output_hash, [0; 32]);
    assert!(!last.who.is_empty());
}

#[test]
fn a_day_that_is_not_yet_is_refused() {
    let home = Home::new();
    home.take(REGISTER_FILE, &register());
    home.run("link").ok();
    home.run("screen --purpose child-watch --as-of 2023-03-11").fails(1, &["今日"]);
}
