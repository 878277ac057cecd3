//! "Not recorded" is not "no": what deliveries speak for.

use domain::{ItemId, PersonId};
use ledger::{Covered, Limit};
use testkit::{day, table};

use crate::{knowledge, register};

const CHILDREN: &str = "1 | 1 | 中二 子  | 2008-08-01 | F | H1 | 世帯主 | |
                        2 | 2 | 小三 子  | 2013-08-01 | F | H2 | 世帯主 | |
                        3 | 3 | 年長 子  | 2016-08-01 | F | H3 | 世帯主 | |";

#[test]
fn a_month_nobody_delivered_is_unconfirmed() {
    let care = table(
        "care-benefits",
        "2023-01-31",
        "* | 番号 #identifier:atena | 提供年月 #month =care-service.month\n9 | 9 | 2022-10",
    )
    .months("2022-04", "2022-11");
    let known = knowledge("2023-01-31", vec![register("2023-01-31", CHILDREN), care]);
    let item = ItemId::new("care-service.month");
    let answer = |month: &str| known.coverage(&item, PersonId(1), day(month));
    assert_eq!(answer("2022-11-15"), Covered::Yes, "no row in November is a no");
    assert_eq!(answer("2022-12-01"), Covered::NotDelivered);
    assert_eq!(answer("2022-03-31"), Covered::NotDelivered);
    assert_eq!(known.delivered_until(&item, PersonId(1)), Some(day("2022-11-01")), "11月提供分まで");
    let never = knowledge("2023-01-31", vec![register("2023-01-31", CHILDREN)]);
    assert_eq!(never.coverage(&item, PersonId(1), day("2022-11-01")), Covered::NotDelivered);
    assert_eq!(never.delivered_until(&item, PersonId(1)), None);
}

#[test]
fn the_survey_does_not_ask_the_third_year() {
    let survey = table(
        "survey",
        "2022-08-10",
        "* | 管理番号 #identifier:survey | 国語 =achievement.japanese :number\n1 | K1 | 5",
    )
    .grades(&["P4", "P5", "P6", "J1", "J2", "J3"]);
    let known = knowledge("2022-08-31", vec![register("2022-08-31", CHILDREN), survey]);
    let answer = |person| known.coverage(&ItemId::new("achievement.japanese"), PersonId(person), day("2022-05-01"));
    assert_eq!(answer(1), Covered::Yes);
    assert_eq!(answer(2), Covered::OutOfScope(Limit::Grade));
    assert_eq!(answer(3), Covered::OutOfScope(Limit::Grade));
    assert_eq!(Limit::Grade.text(), "対象学年外");
}

#[test]
fn a_checkup_of_small_children_does_not_speak_of_pupils() {
    let checkup = table(
        "checkup",
        "2022-08-10",
        "* | 番号 #identifier:atena | 受診日 #on | 結果 =child.checkup.3-years :code\n9 | 9 | 2022-05-01 | 受診",
    )
    .ages(3, 5);
    let known = knowledge("2022-08-31", vec![register("2022-08-31", CHILDREN), checkup]);
    let answer = |person| known.coverage(&ItemId::new("child.checkup.3-years"), PersonId(person), day("2022-05-01"));
    assert_eq!(answer(1), Covered::OutOfScope(Limit::Age));
    assert_eq!(answer(3), Covered::Yes);
}

#[test]
fn a_private_school_is_out_of_scope_and_a_missing_school_is_unconfirmed() {
    let enrolment = table(
        "enrolment",
        "2022-04-01",
        "* | 番号 #identifier:atena | 就学先 #school =school.name | 区分 =school-age-register :code
         1 | 1 | 第一中学校       | 市立
         2 | 2 | 星の森中学校     | 私立
         3 | 3 | 第三中学校       | 市立",
    );
    let days = table(
        "attendance",
        "2022-11-30",
        "* | 学籍番号 #identifier:student | 日付 #on | 出欠 =attendance.daily.status :code\n1 | S1 | 2022-11-01 | 出席",
    )
    .months("2022-11", "2022-11")
    .schools(&["第一中学校"]);
    let known = knowledge("2022-11-30", vec![register("2022-11-30", CHILDREN), enrolment, days]);
    let answer = |person| known.coverage(&ItemId::new("attendance.daily.status"), PersonId(person), day("2022-11-01"));
    assert_eq!(answer(1), Covered::Yes);
    assert_eq!(answer(2), Covered::OutOfScope(Limit::School));
    assert_eq!(Limit::School.text(), "学校記録は対象外");
    assert_eq!(answer(3), Covered::NotDelivered, "a town school whose file is missing");
}

#[test]
fn after_a_change_of_school_the_earlier_months_are_covered_by_the_earlier_school() {
    let days = |school: &str, month: &str, day_of: &str| {
        let text = format!(
            "* | 学籍番号 #identifier:student | 学校 #school | 日付 #on | 出欠 =attendance.daily.status :code\n1 | S1 | {school} | {month}-{day_of} | 出席"
        );
        table("attendance", &format!("{month}-28"), &text)
            .months(month, month)
            .schools(&[school])
            .slice(&format!("{school}/{month}"))
    };
    let known = knowledge(
        "2022-11-30",
        vec![
            register("2022-11-30", CHILDREN),
            days("第一中学校", "2022-09", "05"),
            days("第二中学校", "2022-10", "03"),
        ],
    );
    let answer = |month: &str| known.coverage(&ItemId::new("attendance.daily.status"), PersonId(1), day(month));
    assert_eq!(answer("2022-09-01"), Covered::Yes);
    assert_eq!(answer("2022-10-01"), Covered::Yes);
    assert_eq!(answer("2022-11-01"), Covered::NotDelivered);
}
