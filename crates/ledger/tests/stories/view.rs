//! What stands in a ledger, for whom, and what does not exist there.

use catalog::{Catalog, View};
use domain::{PersonId, PurposeId};
use ledger::{Inputs, Knowledge, Reader, ledger_view};
use testkit::{Delivered, day, gather, open_purpose, table};

use crate::{catalog, register};

fn village() -> Vec<Delivered> {
    vec![
        register(
            "2023-01-31",
            "2 | 102 | 山田 良子 | 1981-03-01 | F | H1 | 世帯主 | 田中町1-17-1 |
             3 | 103 | 山田 花子 | 2008-08-01 | F | H1 | 子     | 田中町1-17-1 |
             4 | 104 | 山田 次郎 | 2012-08-01 | M | H1 | 子     | 田中町1-17-1 |
             5 | 105 | 山田 ウメ | 1948-02-01 | F | H2 | 世帯主 | 田中町1-17-1 |",
        ),
        table(
            "care-certification",
            "2023-01-31",
            "* | 番号 #identifier:atena | 要介護 =household-member.care-certification :code | 開始 #from | 終了 #to\n5 | 105 | 要介護4 | 2021-06-01 |",
        )
        .system("介護保険システム"),
        table(
            "disability-certificates",
            "2023-01-31",
            "* | 番号 #identifier:atena | 精神 =household-member.disability.mental :code | 身体 =child.disability.physical :code\n2 | 102 | 2級 | 3級",
        )
        .system("障害福祉システム"),
        table(
            "attendance-daily",
            "2023-01-31",
            "* | 学籍番号 #identifier:student | 日付 #on =attendance.daily.date | 出欠 =attendance.daily.status :code | 理由 =attendance.daily.reason :code
             3 | S3 | 2023-01-10 | 出席 |
             3 | S3 | 2023-01-11 | 欠席 | 病気
             3 | S3 | 2023-01-12 | 欠席 | 家事都合
             3 | S3 | 2023-01-13 | 出席 |
             3 | S3 | 2023-01-16 | 出席 |
             3 | S3 | 2023-01-17 | 欠席 | 病気
             3 | S3 | 2023-01-18 | 出席 |
             4 | S4 | 2023-01-18 | 欠席 | 病気",
        )
        .system("校務支援システム")
        .schools(&["第一中学校"])
        .months("2022-04", "2023-01"),
        table(
            "school-life-survey",
            "2022-08-10",
            "* | 学籍番号 #identifier:student | 回答日 #on =questionnaire.school-life.date | 楽しい =questionnaire.school-life.enjoy-school :code\n3 | S3 | 2022-05-20 | 全くそう思わない",
        )
        .system("質問紙調査"),
        table(
            "consultation",
            "2023-01-31",
            "*:child | 受理番号 =consultation.intake.number | 受付日 #from =consultation.intake.date | 終結日 #to =consultation.intake.closed-date | 経路 =consultation.intake.route :code
             3 | 2021-5 | 2021-05-10 | 2022-06-30 | 近隣・知人
             4 | 2022-8 | 2022-08-10 |            | 学校等",
        )
        .system("こども総合相談システム"),
        table(
            "consultation-progress",
            "2023-01-31",
            "* | 受理番号 =progress.intake-number | 相談日 #on =progress.date | 内容 =progress.content\n3 | 2021-5 | 2021-06-10 | 母は疲れた様子",
        )
        .system("こども総合相談システム"),
    ]
}

fn view(catalog: &Catalog, purpose: &PurposeId, how: View) -> String {
    let (tables, resolutions) = gather(village());
    let known = Knowledge::build(Inputs::new(tables, resolutions, catalog, day("2023-01-31")));
    ledger_view(&known, PersonId(3), &Reader { catalog, purpose, view: how }).expect("a ledger").to_text()
}

#[test]
fn a_ledger_as_a_caseworker_reads_it() {
    let mut catalog = catalog();
    let purpose = open_purpose(&mut catalog, "test");
    let text = view(&catalog, &purpose, View::Default);
    // The list of what is missing is long under a purpose that allows everything; it has a story of its own.
    let shown = text.split("\n■ 記録のない項目").next().unwrap_or_default();
    insta::assert_snapshot!(shown);
}

#[test]
fn who_informed_notes_and_a_parents_mental_disability_are_not_in_the_default_view() {
    let mut catalog = catalog();
    let purpose = open_purpose(&mut catalog, "test");
    let text = view(&catalog, &purpose, View::Default);
    let (text, _) = text.split_once("■ 記録のない項目").expect("the gaps");
    for hidden in ["近隣", "経路", "疲れた", "精神障がい", "2級", "全くそう思わない", "楽しい"]
    {
        assert!(!text.contains(hidden), "{hidden} is in the default view");
    }
    assert!(!text.contains("2022-08-10から"), "a brother's open case is not said here");
    let full = view(&catalog, &purpose, View::Full);
    assert!(full.contains("疲れた") && full.contains("2級"));
    assert!(!full.contains("全くそう思わない"), "inner life needs a purpose that allows it");
}

#[test]
fn what_the_purpose_does_not_allow_does_not_exist() {
    let mut catalog = catalog();
    let purpose = open_purpose(&mut catalog, "test");
    let items = &mut catalog.purposes.get_mut(&purpose).expect("the purpose").items;
    items.retain(|item| item.as_str().starts_with("child.") || item.as_str().starts_with("attendance."));
    let text = view(&catalog, &purpose, View::Full);
    for absent in ["介護", "ウメ", "良子", "疲れた", "終結", "アンケート", "保護者", "相談"] {
        assert!(!text.contains(absent), "{absent} exists for a purpose that does not allow it:\n{text}");
    }
    assert!(text.contains("山田 花子") && text.contains("欠席 3件"));
}

#[test]
fn what_is_not_recorded_is_said_and_is_not_a_no() {
    let mut catalog = catalog();
    let purpose = open_purpose(&mut catalog, "test");
    let wanted =
        ["child.name", "attendance.daily.note", "care-service.month", "child.checkup.3-years", "achievement.japanese"];
    let items = &mut catalog.purposes.get_mut(&purpose).expect("the purpose").items;
    items.retain(|item| wanted.contains(&item.as_str()));
    let text = view(&catalog, &purpose, View::Default);
    let gaps = text.split("■ 記録のない項目・未確認").nth(1).expect("the section");
    assert!(gaps.contains("未確認（介護保険システム）"), "{gaps}");
    assert!(gaps.contains("提供年月"), "{gaps}");
}

#[test]
fn nobody_and_no_purpose_give_no_ledger() {
    let mut catalog = catalog();
    let purpose = open_purpose(&mut catalog, "test");
    let (tables, resolutions) = gather(village());
    let known = Knowledge::build(Inputs::new(tables, resolutions, &catalog, day("2023-01-31")));
    let reader = Reader { catalog: &catalog, purpose: &purpose, view: View::Default };
    assert!(ledger_view(&known, PersonId(77), &reader).is_none());
    assert!(ledger_view(&known, PersonId(0), &reader).is_none());
    let other = PurposeId::new("nothing");
    assert!(ledger_view(&known, PersonId(3), &Reader { purpose: &other, ..reader }).is_none());
}

#[test]
fn a_record_of_last_year_is_of_last_year_and_sexes_are_words() {
    let mut catalog = catalog();
    let purpose = open_purpose(&mut catalog, "test");
    let (tables, resolutions) = gather(vec![
        register("2022-05-01", "3 | 103 | 山田 花子 | 2008-08-01 | F | H1 | 子 | 田中町1-17-1 |"),
        table(
            "guidance-record",
            "2022-05-01",
            "*:child | 年度 #fiscal-year :number | 学年 #grade =school-record.guidance.grade :code
             3 | 2021 | J1
             3 | 2022 | J2",
        )
        .system("校務支援システム"),
        table("household-register", "2022-05-01", "*:child | 世帯主の性別 =household.head-sex :code\n3 | M"),
    ]);
    let known = Knowledge::build(Inputs::new(tables, resolutions, &catalog, day("2022-05-01")));
    let reader = Reader { catalog: &catalog, purpose: &purpose, view: View::Default };
    let text = ledger_view(&known, PersonId(3), &reader).expect("a ledger").to_text();
    let lines: Vec<String> = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for said in ["学年 中2 2022-05-01現在", "学年 中1 2021-04-01～2022-03-31", "世帯主の性別 男"] {
        assert!(lines.iter().any(|line| line.starts_with(said)), "{said}: {text}");
    }
}

#[test]
fn what_was_never_delivered_is_grouped_and_named_once() {
    let mut catalog = catalog();
    let purpose = open_purpose(&mut catalog, "test");
    let text = view(&catalog, &purpose, View::Default);
    let gaps = text.split("■ 記録のない項目・未確認").nth(1).expect("the section");
    assert!(gaps.contains("未確認（提供なし）") && gaps.contains("学力・学習状況調査（"), "{gaps}");
    assert!(gaps.lines().all(|line| line.chars().count() < 600), "no wall of names: {gaps}");
}
