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

/// A mother under 支援措置 who left her child with the grandmother; the nursery knows where both live, the register only her.
fn left_with_the_grandmother(flag: &str) -> Vec<Delivered> {
    let nursery = table(
        "nursery",
        "2023-01-31",
        "*child:child | *mother:mother | 児童番号 #identifier:child | 氏名 #name =child.name | 生年月日 #birth-date | 住所 #address =child.address | 母氏名 #name @mother
         3 | 2 | C3 | 山田 花子 | 2018-08-01 | 隠町7-7-7 | 山田 良子
         4 | 5 | C4 | 田中 蓮   | 2019-08-01 | 隠町7-7-7 | 田中 恵",
    );
    let mother = table(
        "resident-register",
        "2023-01-31",
        &format!(
            "* | 氏名 #name =child.name | 住所 #address =child.address | 支援措置 =shield.flag :flag\n2 | 山田 良子 | 田中町1-17-1 | {flag}"
        ),
    );
    vec![mother, nursery.system("保育システム").file("秘密保育園_在園児.csv")]
}

#[test]
fn whoever_lives_with_a_covered_child_tells_no_address_either() {
    let mut catalog = catalog();
    let purpose = open_purpose(&mut catalog, "test");
    for (flag, covered) in [("有", true), ("", false)] {
        let (tables, resolutions) = gather(left_with_the_grandmother(flag));
        let known = Knowledge::build(Inputs::new(tables, resolutions, &catalog, day("2023-01-31")));
        assert!(known.relations(PersonId(3)).iter().any(|r| r.person == PersonId(4) && r.same_dwelling));
        assert_eq!([3, 4].map(|person| known.shield(PersonId(person))), [covered; 2]);
        assert_eq!(known.shielded().collect::<Vec<_>>().contains(&PersonId(4)), covered);
        let reader = Reader { catalog: &catalog, purpose: &purpose, view: View::Default };
        let ledger = ledger::ledger_view(&known, PersonId(3), &reader).expect("a ledger");
        for place in ["隠町", "秘密保育園"] {
            assert_eq!(ledger.to_text().contains(place), !covered, "{}", ledger.to_text());
        }
    }
}

#[test]
fn a_father_in_the_row_of_a_shielded_child_does_not_tell_the_file_to_the_ledger_of_her_brother() {
    let mut catalog = catalog();
    let purpose = open_purpose(&mut catalog, "test");
    let roles = "*child:child | *father:father | *mother:mother";
    let columns = "氏名 #name =child.name | 生年月日 #birth-date | 父氏名 #name =household-member.name @father | 母氏名 #name @mother";
    let of = |source: &str, file: &str, row: &str| {
        table(source, "2023-01-31", &format!("{roles} | {columns}\n{row}")).file(file)
    };
    for (flag, told) in [("有", false), ("", true)] {
        let deliveries = vec![
            register("2023-01-31", flag),
            of("nursery-one", "秘密保育園.csv", "5 | 6 | 2 | 山田 葵 | 2019-08-01 | 大沼 つよし | 山田 良子"),
            of("nursery-two", "公立保育所.csv", "7 | 6 | 8 | 大沼 蓮 | 2020-08-01 | 大沼 剛 | 大沼 恵"),
        ];
        let (tables, resolutions) = gather(deliveries);
        let known = Knowledge::build(Inputs::new(tables, resolutions, &catalog, day("2023-01-31")));
        assert!(!known.shield(PersonId(7)) && !known.shield(PersonId(6)));
        let reader = Reader { catalog: &catalog, purpose: &purpose, view: View::Default };
        let text = ledger::ledger_view(&known, PersonId(7), &reader).expect("a ledger").to_text();
        assert!(text.contains("大沼 つよし"), "{text}");
        assert_eq!(text.contains("秘密保育園"), told, "{text}");
    }
}

#[test]
fn whether_the_address_of_a_shielded_relative_is_known_is_not_told() {
    let said = |flag: &str, address: &str| {
        let mut deliveries = left_with_the_grandmother(flag);
        // The same register, in which the mother has no address.
        if address.is_empty() {
            let header = "* | 氏名 #name =child.name | 支援措置 =shield.flag :flag";
            deliveries[0] = table("resident-register", "2023-01-31", &format!("{header}\n2 | 山田 良子 | {flag}"));
        }
        let known = knowledge("2023-01-31", deliveries);
        let relation = known.relation(PersonId(3), PersonId(2)).expect("his mother");
        known.relation_text(PersonId(3), &relation)
    };
    assert_eq!(said("", "田中町").replace("別の住居", "住所は未確認"), said("", ""));
    assert!(said("", "田中町").contains("別の住居"));
    assert_eq!(said("有", "田中町"), said("有", ""));
}
