//! Household and dwelling are two things: 世帯分離, and the block of flats whose residents have no room on record.

use domain::PersonId;
use ledger::{Basis, Circle, RelationKind};

use crate::{around, knowledge, register};

#[test]
fn a_grandmother_next_door_in_the_register() {
    let known = knowledge(
        "2023-01-31",
        vec![register(
            "2023-01-31",
            "2 | 102 | 山田 良子 | 1981-03-01 | F | H1 | 世帯主 | 昭島市田中町一丁目17番1号 |
             3 | 103 | 山田 花子 | 2008-08-01 | F | H1 | 子     | 昭島市田中町1-17-1         |
             5 | 105 | 山田 ウメ | 1948-02-01 | F | H2 | 世帯主 | 田中町１－１７－１         |",
        )],
    );
    assert_eq!(around(&known, 3), ["2 母", "5 祖母（同一住居・別世帯・推定）"]);
    let grandmother = known.relation(PersonId(3), PersonId(5)).expect("the grandmother");
    assert_eq!((grandmother.kind, grandmother.basis), (RelationKind::Grandparent, Basis::Dwelling));
    assert!(!grandmother.same_household && grandmother.same_dwelling);
    assert_eq!(known.circle(PersonId(3), Circle::Household), [PersonId(2)]);
    assert_eq!(known.circle(PersonId(3), Circle::Dwelling), [PersonId(2), PersonId(5)]);
}

#[test]
fn neighbours_of_another_name_on_the_plot_may_be_grandparents_or_strangers() {
    let known = knowledge(
        "2023-01-31",
        vec![register(
            "2023-01-31",
            "2 | 102 | 山田 良子 | 1981-03-01 | F | H1 | 世帯主 | 田中町1-17-1 |
             3 | 103 | 山田 花子 | 2008-08-01 | F | H1 | 子     | 田中町1-17-1 |
             5 | 105 | 小川 ウメ | 1952-02-01 | F | H2 | 世帯主 | 田中町1-17-1 |
             6 | 106 | 小川 勇   | 1950-02-01 | M | H3 | 世帯主 | 田中町1-17-1 |",
        )],
    );
    assert_eq!(around(&known, 3), ["2 母", "6 続柄不明（同一住居・別世帯）", "5 続柄不明（同一住居・別世帯）"]);
    assert_eq!(known.circle(PersonId(3), Circle::Dwelling).len(), 3, "whoever they are, they live there");
    assert_eq!(known.circle(PersonId(3), Circle::Grandparents), []);
}

#[test]
fn the_maiden_name_of_the_mother_makes_her_mother_a_grandmother() {
    let header = "* | 氏名 #name =child.name | 旧氏 #former-name | 生年月日 #birth-date | 性別 #sex | 世帯番号 #household | 続柄 #relation | 住所 #address\n";
    let rows = "2 | 山田 良子 | 小川 | 1981-03-01 | F | H1 | 世帯主 | 田中町1-17-1
                3 | 山田 花子 |      | 2008-08-01 | F | H1 | 子     | 田中町1-17-1
                5 | 小川 ウメ |      | 1952-02-01 | F | H2 | 世帯主 | 田中町1-17-1";
    let known =
        knowledge("2023-01-31", vec![testkit::table("resident-register", "2023-01-31", &format!("{header}{rows}"))]);
    assert_eq!(around(&known, 3), ["2 母", "5 祖母（同一住居・別世帯・推定）"]);
}

#[test]
fn other_rooms_of_a_house_are_other_dwellings() {
    let known = knowledge(
        "2023-01-31",
        vec![register(
            "2023-01-31",
            "2 | 102 | 山田 良子 | 1981-03-01 | F | H1 | 世帯主 | 朝日町3-2-1 | コーポ昭島201号室
             3 | 103 | 山田 花子 | 2008-08-01 | F | H1 | 子     | 朝日町3-2-1 | コーポ昭島２０１
             5 | 105 | 鈴木 ウメ | 1948-02-01 | F | H2 | 世帯主 | 朝日町3-2-1 | コーポ昭島202
             6 | 106 | 山田 ハナ | 1950-02-01 | F | H3 | 世帯主 | 朝日町3-2-1 コーポ昭島201 |",
        )],
    );
    assert_eq!(around(&known, 3), ["2 母", "6 祖母（同一住居・別世帯・推定）"]);
}

#[test]
fn a_block_without_rooms_is_not_one_home() {
    let mut rows = String::from(
        "1 | 101 | 五十嵐 良子 | 1981-03-01 | F | H1 | 世帯主 | 朝日町3-2-1 |\n\
         2 | 102 | 五十嵐 花子 | 2008-08-01 | F | H1 | 子     | 朝日町3-2-1 |\n\
         3 | 103 | 五十嵐 ウメ | 1948-02-01 | F | H2 | 世帯主 | 朝日町3-2-1 |\n",
    );
    for flat in 4..24 {
        rows.push_str(&format!(
            "{flat} | {flat} | 鈴木{flat} 実 | 1945-02-01 | M | N{flat} | 世帯主 | 朝日町3-2-1 |\n"
        ));
    }
    let known = knowledge("2023-01-31", vec![register("2023-01-31", &rows)]);
    assert_eq!(around(&known, 2), ["1 母", "3 祖母（同一住居・別世帯・推定）"], "one surname among many neighbours");
    for flat in 24..100 {
        rows.push_str(&format!(
            "{flat} | {flat} | 五十嵐 実{flat} | 1945-02-01 | M | N{flat} | 世帯主 | 朝日町3-2-1 |\n"
        ));
    }
    let giant = knowledge("2023-01-31", vec![register("2023-01-31", &rows)]);
    assert_eq!(around(&giant, 2), ["1 母"], "beyond some size a common surname proves nothing");
}

#[test]
fn a_mother_registered_alone_beside_her_parents() {
    let known = knowledge(
        "2023-01-31",
        vec![register(
            "2023-01-31",
            "1 | 101 | 山田 茂   | 1950-03-01 | M | H1 | 世帯主 | 田中町1-17-1 |
             3 | 103 | 山田 花子 | 2008-08-01 | F | H1 | 子の子 | 田中町1-17-1 |
             5 | 105 | 山田 良子 | 1981-02-01 | F | H2 | 世帯主 | 田中町1-17-1 |",
        )],
    );
    assert_eq!(around(&known, 3), ["1 祖父", "5 母（同一住居・別世帯・推定）"]);
}
