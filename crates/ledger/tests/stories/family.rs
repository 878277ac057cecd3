//! Relations as seen from the child: households by 続柄, other sources by what they claim.

use domain::{Field, PersonId};
use ledger::{Basis, Circle, RelationKind};

use testkit::{day, table};

use crate::{around, knowledge, register};

#[test]
fn a_household_stands_in_the_order_of_the_register() {
    let known = knowledge(
        "2023-01-31",
        vec![register(
            "2023-01-31",
            "4 | 104 | 山田 次郎 | 2012-07-01 | M | H1 | 子     | 田中町1-17-1 |
             3 | 103 | 山田 花子 | 2009-05-01 | F | H1 | 子     | 田中町1-17-1 |
             5 | 105 | 山田 ウメ | 1948-02-01 | F | H1 | 母     | 田中町1-17-1 |
             2 | 102 | 山田 良子 | 1981-03-01 | F | H1 | 妻     | 田中町1-17-1 |
             1 | 101 | 山田 太郎 | 1979-01-01 | M | H1 | 世帯主 | 田中町1-17-1 |
             6 | 106 | 鈴木 一   | 1990-01-01 | M | H1 | 同居人 | 田中町1-17-1 |",
        )],
    );
    assert_eq!(around(&known, 3), ["1 父", "2 母", "4 弟", "5 祖母", "6 その他の家族・同居人（推定）"]);
    assert_eq!(around(&known, 4)[2], "3 姉");
    let circle = |circle| known.circle(PersonId(3), circle).iter().map(|p| p.0).collect::<Vec<_>>();
    assert_eq!(circle(Circle::Parents), [1, 2]);
    assert_eq!(circle(Circle::Siblings), [4]);
    assert_eq!(circle(Circle::Household), [1, 2, 4, 5, 6]);
    assert_eq!(circle(Circle::Adults), [1, 2, 5, 6]);
}

#[test]
fn twins_are_siblings() {
    let known = knowledge(
        "2023-01-31",
        vec![register(
            "2023-01-31",
            "1 | 101 | 佐藤 恵   | 1985-01-01 | F | H1 | 世帯主 | 田中町1-17-1 |
             2 | 102 | 佐藤 大空 | 2013-05-05 | M | H1 | 子     | 田中町1-17-1 |
             3 | 103 | 佐藤 大海 | 2013-05-05 | M | H1 | 子     | 田中町1-17-1 |",
        )],
    );
    assert_eq!(around(&known, 2), ["1 母", "3 きょうだい"]);
    assert_eq!(around(&known, 3), ["1 母", "2 きょうだい"]);
}

#[test]
fn grandparents_head_the_household_and_the_only_child_of_theirs_is_the_mother() {
    let known = knowledge(
        "2023-01-31",
        vec![register(
            "2023-01-31",
            "1 | 101 | 高橋 茂   | 1950-01-01 | M | H1 | 世帯主 | 田中町1-17-1 |
             2 | 102 | 高橋 和子 | 1952-01-01 | F | H1 | 妻     | 田中町1-17-1 |
             3 | 103 | 高橋 直美 | 1980-01-01 | F | H1 | 子     | 田中町1-17-1 |
             4 | 104 | 高橋 結衣 | 2010-06-01 | F | H1 | 子の子 | 田中町1-17-1 |
             5 | 105 | 高橋 陽菜 | 2014-06-01 | F | H1 | 子の子 | 田中町1-17-1 |",
        )],
    );
    assert_eq!(around(&known, 4), ["1 祖父", "2 祖母", "3 母", "5 妹"]);
}

#[test]
fn mother_or_aunt_stays_open_until_another_source_names_the_mother() {
    let household = || {
        register(
            "2023-01-31",
            "1 | 101 | 高橋 茂   | 1950-01-01 | M | H1 | 世帯主 | 田中町1-17-1 |
             3 | 103 | 高橋 直美 | 1980-01-01 | F | H1 | 子     | 田中町1-17-1 |
             6 | 106 | 高橋 明美 | 1983-01-01 | F | H1 | 子     | 田中町1-17-1 |
             4 | 104 | 高橋 結衣 | 2010-06-01 | F | H1 | 子の子 | 田中町1-17-1 |",
        )
    };
    let open = knowledge("2023-01-31", vec![household()]);
    let kinds: Vec<_> = open.relations(PersonId(4)).iter().map(|r| (r.person.0, r.kind, r.certain)).collect();
    assert_eq!(
        kinds,
        [
            (1, RelationKind::Grandparent, true),
            (3, RelationKind::OtherFamily, false),
            (6, RelationKind::OtherFamily, false)
        ]
    );
    let checkup = testkit::table(
        "checkup",
        "2013-01-31",
        "*child:child | *mother:mother | 児氏名 #name | 母氏名 #name @mother\n4 | 6 | 高橋 結衣 | 高橋 明美",
    );
    let named = knowledge("2023-01-31", vec![household(), checkup.system("健康管理システム")]);
    let mother = named.relation(PersonId(4), PersonId(6)).expect("the mother");
    assert_eq!((mother.kind, mother.basis, mother.same_household), (RelationKind::Mother, Basis::Claim, true));
    assert_eq!(named.circle(PersonId(4), Circle::Parents), [PersonId(6)]);
}

#[test]
fn a_stepfather_is_no_father() {
    let known = knowledge(
        "2023-01-31",
        vec![register(
            "2023-01-31",
            "1 | 101 | 森 健   | 1979-01-01 | M | H1 | 世帯主     | 田中町1-17-1 |
             2 | 102 | 森 良子 | 1981-03-01 | F | H1 | 妻         | 田中町1-17-1 |
             3 | 103 | 森 葵   | 2009-05-01 | F | H1 | 妻の子     | 田中町1-17-1 |
             4 | 104 | 森 蓮   | 2018-05-01 | M | H1 | 子         | 田中町1-17-1 |",
        )],
    );
    assert_eq!(around(&known, 3), ["1 母の夫", "2 母", "4 弟"]);
    assert_eq!(around(&known, 4), ["1 父", "2 母", "3 姉"]);
}

#[test]
fn a_divorced_father_is_known_from_the_school_only() {
    let known = knowledge(
        "2023-01-31",
        vec![
            register(
                "2023-01-31",
                "2 | 102 | 石井 良子 | 1981-03-01 | F | H1 | 世帯主 | 田中町1-17-1 |
                 3 | 103 | 石井 葵   | 2009-05-01 | F | H1 | 子     | 田中町1-17-1 |
                 7 | 107 | 木村 健   | 1979-05-01 | M | H7 | 世帯主 | 朝日町5-4-3  |",
            ),
            testkit::table(
                "school-roster",
                "2022-04-10",
                "*child:child | *g1:guardian | 学籍番号 #identifier:student | 氏名 #name | 保護者氏名 #name @g1 | 保護者続柄 #relation @g1
                 3 | 7 | S1 | 石井 葵 | 木村 健 | 父",
            )
            .system("校務支援システム"),
        ],
    );
    assert_eq!(around(&known, 3), ["2 母", "7 父（別の住居・校務支援システムによる）"]);
    let circle = |circle| known.circle(PersonId(3), circle).iter().map(|p| p.0).collect::<Vec<_>>();
    assert_eq!(circle(Circle::Guardians), [2, 7]);
    assert_eq!(circle(Circle::ParentsAtHome), [2], "she is alone with the child");
    assert_eq!(circle(Circle::Adults), [2]);
}

#[test]
fn the_family_list_of_the_consultation_system_names_a_grandmother_elsewhere() {
    let known = knowledge(
        "2023-01-31",
        vec![
            testkit::table(
                "consultation",
                "2023-01-31",
                "*child:child | *family1:family | *family2:family | 氏名 #name | 続柄_家族1 #relation @family1 ^1 =consultation.family.relation \
                 | 続柄_家族2 #relation @family2 ^2 =consultation.family.relation
                 3 | 8 | 9 | 石井 葵 | 祖母 | 兄",
            )
            .system("こども総合相談システム"),
        ],
    );
    assert_eq!(
        around(&known, 3),
        [
            "8 祖父母（住所は未確認・こども総合相談システムによる）",
            "9 きょうだい（住所は未確認・こども総合相談システムによる）"
        ]
    );
}

#[test]
fn whoever_died_or_moved_away_is_no_member_of_the_household() {
    let header = "* | 氏名 #name | 生年月日 #birth-date | 世帯番号 #household | 続柄 #relation | 異動事由 =resident.change-reason | 異動日 =resident.change-date :date\n";
    let rows = "1 | 山田 太郎 | 1979-01-01 | H1 | 世帯主 |      |
                2 | 山田 良子 | 1981-03-01 | H1 | 妻     | 死亡 | 2022-12-01
                3 | 山田 花子 | 2009-05-01 | H1 | 子     | 転入 | 2015-04-01";
    let register = || testkit::table("resident-register", "2023-01-31", &format!("{header}{rows}"));
    let known = knowledge("2023-01-31", vec![register()]);
    assert_eq!(known.circle(PersonId(3), Circle::Dwelling), [PersonId(1)]);
}

#[test]
fn the_register_speaks_first_and_other_spellings_are_kept_with_their_source() {
    let known = knowledge(
        "2023-01-31",
        vec![
            table(
                "benefits",
                "2023-01-31",
                "* | 番号 #identifier:atena | 氏名 #name | 生年月日 #birth-date\n2 | 102 | 高橋良子 | 1981-03-02",
            ),
            table("school-roster", "2022-04-10", "* | 学籍番号 #identifier:student | 氏名 #name\n2 | S2 | 髙橋　良子"),
            register("2023-01-31", "2 | 102 | 髙橋 良子 | 1981-03-01 | F | H1 | 世帯主 | 田中町1-17-1 |"),
        ],
    );
    let spellings = known.spellings(PersonId(2), &Field::Name);
    let told: Vec<_> = spellings.iter().map(|s| (s.text(), s.observation.extract().source.as_str(), s.rows)).collect();
    assert_eq!(told, [("髙橋 良子", "resident-register", 2), ("高橋良子", "benefits", 1)]);
    assert_eq!(known.birth(PersonId(2)).exact(), Some(day("1981-03-01")));
}
