//! 支援措置: a flag survives every delivery, covers the home and the children, and masks places wherever they stand.

use catalog::View;
use domain::{ItemId, PersonId};
use ledger::{Inputs, Knowledge, MASKED, Reader, Shielded, Shown, Subject};
use testkit::{Delivered, day, gather, open_purpose, table};

use crate::{catalog, knowledge};

fn register(as_of: &str, flag: &str) -> Delivered {
    table(
        "resident-register",
        as_of,
        &format!(
            "* | 宛名番号 #identifier:atena | 氏名 #name =child.name | 生年月日 #birth-date | 世帯番号 #household | 続柄 #relation | 住所 #address =child.address | 支援措置 =shield.flag :flag
             2 | 102 | 山田 良子 | 1981-03-01 | H1 | 世帯主 | 田中町1-17-1 | {flag}
             3 | 103 | 山田 花子 | 2008-08-01 | H1 | 子     | 田中町1-17-1 |
             9 | 109 | 鈴木 実   | 1981-08-01 | H9 | 世帯主 | 朝日町5-4-3  | 無"
        ),
    )
}

#[test]
fn a_later_delivery_without_the_flag_does_not_lift_it() {
    for deliveries in [
        vec![register("2022-04-01", "有"), register("2023-01-31", "無")],
        vec![register("2022-04-01", "有"), register("2023-01-31", "")],
        vec![register("2023-01-31", "有")],
    ] {
        let known = knowledge("2023-01-31", deliveries);
        assert!(known.shield(PersonId(2)) && known.is_flagged(PersonId(2)));
        assert!(known.shield(PersonId(3)) && !known.is_flagged(PersonId(3)), "the child of the house is covered");
        assert!(!known.shield(PersonId(9)));
    }
    assert!(!knowledge("2023-01-31", vec![register("2023-01-31", "無")]).shield(PersonId(2)));
}

#[test]
fn the_flag_follows_the_record_to_another_person_number() {
    // Before a join the flagged record was person 42.
    let old = table(
        "resident-register",
        "2022-04-01",
        "* | 宛名番号 #identifier:atena | 支援措置 =shield.flag :flag\n42 | 102 | 有",
    );
    let known = knowledge("2023-01-31", vec![old, register("2023-01-31", "")]);
    assert!(known.shield(PersonId(2)) && known.shield(PersonId(3)));
}

#[test]
fn only_an_explicit_decision_lifts_it() {
    let catalog = catalog();
    let (tables, resolutions) = gather(vec![register("2023-01-31", "")]);
    let mut inputs = Inputs::new(tables, resolutions, &catalog, day("2023-01-31"));
    inputs.shields = vec![Shielded::Person(PersonId(2))];
    let remembered = Knowledge::build(inputs);
    assert!(remembered.shield(PersonId(3)), "remembered although no delivery carries it any more");
    assert_eq!(remembered.flagged().collect::<Vec<_>>(), [PersonId(2)]);
    let (tables, resolutions) = gather(vec![register("2023-01-31", "有")]);
    let mut inputs = Inputs::new(tables, resolutions, &catalog, day("2023-01-31"));
    inputs.lifted = vec![PersonId(2)];
    assert!(!Knowledge::build(inputs).shield(PersonId(2)));
}

#[test]
fn places_are_masked_and_so_is_a_file_name_that_tells_the_school() {
    let mut catalog = catalog();
    let purpose = open_purpose(&mut catalog, "test");
    let roster = table(
        "school-roster",
        "2022-04-10",
        "* | 学籍番号 #identifier:student | 学校 #school =school.name | 組 #class =class.name | 人数 =class.size :number\n3 | S3 | 第一中学校 | 2 | 35",
    );
    let (tables, resolutions) =
        gather(vec![register("2023-01-31", "有"), roster.file("第一中学校_名簿.csv").schools(&["第一中学校"])]);
    let known = Knowledge::build(Inputs::new(tables, resolutions, &catalog, day("2023-01-31")));
    let reader = Reader { catalog: &catalog, purpose: &purpose, view: View::Default };
    let shown = |item: &str| {
        let observation = known.latest(PersonId(3), &ItemId::new(item)).expect("a value");
        (
            reader.shown(&known, PersonId(3), Subject::Child, &observation),
            reader.provenance(&known, PersonId(3), &observation).file,
        )
    };
    assert_eq!(shown("child.address").0, Shown::Masked);
    assert_eq!(shown("school.name"), (Shown::Masked, MASKED.to_owned()));
    assert_eq!(shown("class.name").0, Shown::Masked);
    assert_eq!(shown("class.size"), (Shown::Value("35".to_owned()), MASKED.to_owned()));
    assert_eq!(shown("child.name").0, Shown::Value("山田 花子".to_owned()));
}

#[test]
fn no_line_of_a_ledger_tells_where_a_shielded_child_is() {
    let mut catalog = catalog();
    let purpose = open_purpose(&mut catalog, "test");
    let roster = table(
        "school-roster",
        "2022-04-10",
        "* | 学籍番号 #identifier:student | 学校 #school =school.name | 組 #class =class.name | 担当 =last-seen.by | 面接日 =last-seen.date :date
         3 | S3 | 第一中学校 | 2 | 相談員 | 2022-04-08",
    );
    let roster = roster.file("第一中学校_名簿.csv").schools(&["第一中学校"]).slice("学校=第一中学校");
    let (tables, resolutions) = gather(vec![register("2022-04-01", "有"), register("2023-01-31", "無"), roster]);
    let known = Knowledge::build(Inputs::new(tables, resolutions, &catalog, day("2023-01-31")));
    for (person, view) in [(2, View::Default), (3, View::Default), (3, View::Full)] {
        let reader = Reader { catalog: &catalog, purpose: &purpose, view };
        let ledger = ledger::ledger_view(&known, PersonId(person), &reader).expect("a ledger");
        let told = format!("{ledger:?}{}", ledger.to_text());
        assert!(ledger.shielded && told.contains("相談員") == (person == 3));
        for place in ["田中町", "第一中", "17-1"] {
            assert!(!told.contains(place), "{place} is told in the ledger of {person}");
        }
    }
}
