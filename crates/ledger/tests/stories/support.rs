//! Who is supported, who was, and who last saw the child.

use domain::PersonId;
use ledger::{Inputs, Judgement, Knowledge, SupportState, Supported};
use testkit::{Delivered, day, gather, table};

use crate::{knowledge, shared_catalog};

fn cases(as_of: &str, rows: &str) -> Delivered {
    let header = "* | 受理番号 =consultation.intake.number | 受付日 #on =consultation.intake.date | 終結日 =consultation.intake.closed-date :date\n";
    table("consultation", as_of, &format!("{header}{rows}")).system("こども総合相談システム")
}

#[test]
fn a_closed_case_is_the_past_and_an_open_one_outweighs_it() {
    let known = knowledge(
        "2023-01-31",
        vec![cases(
            "2023-01-31",
            "1 | 2021-5 | 2021-05-10 | 2022-06-30
             2 | 2022-7 | 2022-07-01 |
             3 | 2020-1 | 2020-01-10 | 2020-12-01
             3 | 2022-9 | 2022-09-09 |
             4 | 2022-3 | 2022-03-01 | 不明",
        )],
    );
    let text = |person| known.support(PersonId(person)).text();
    assert_eq!(text(1), "過去に支援（終結 2022-06-30）");
    assert_eq!(text(2), "支援中（2022-07-01から、こども総合相談システム）");
    assert_eq!(text(3), "支援中（2022-09-09から、こども総合相談システム）");
    assert_eq!(text(4), "過去に支援（終結）", "an unreadable day of closure is a closure");
    assert_eq!(known.support(PersonId(9)), SupportState::None);
}

#[test]
fn a_case_closed_later_was_open_then() {
    let delivered = || cases("2022-06-01", "1 | 2021-5 | 2021-05-10 | 2022-08-31");
    assert!(matches!(knowledge("2022-06-30", vec![delivered()]).support(PersonId(1)), SupportState::Open { .. }));
    assert!(matches!(knowledge("2022-08-31", vec![delivered()]).support(PersonId(1)), SupportState::Closed { .. }));
}

#[test]
fn imported_lists_and_judgements_count_from_the_day_they_were_known() {
    let catalog = shared_catalog();
    let build = |as_of: &str| {
        let (tables, resolutions) = gather(vec![cases("2022-06-01", "9 | 1 | 2021-05-10 |")]);
        let mut inputs = Inputs::new(tables, resolutions, catalog, day(as_of));
        inputs.supported = vec![Supported {
            person: PersonId(9),
            since: Some(day("2022-01-01")),
            until: None,
            known: day("2022-09-01"),
            list: "SSW支援名簿".to_owned(),
        }];
        inputs.judgements = vec![Judgement {
            person: PersonId(9),
            on: day("2022-07-01"),
            by: "担当 一郎".to_owned(),
            verdict: "面談する".to_owned(),
            outcome: Some((day("2022-08-15"), "学校と共有".to_owned())),
        }];
        Knowledge::build(inputs)
    };
    assert_eq!(build("2022-08-01").support_cases(PersonId(9)).len(), 1);
    assert_eq!(build("2022-09-01").support_cases(PersonId(9)).len(), 2);
    let judged = |as_of: &str| build(as_of).judgements(PersonId(9)).map(|j| j.outcome.is_some()).collect::<Vec<_>>();
    assert!(judged("2022-06-30").is_empty());
    assert_eq!(judged("2022-07-31"), [false], "what came of it was not known yet");
    assert_eq!(judged("2022-08-31"), [true]);
}

#[test]
fn the_newest_of_all_meetings_is_the_last_sighting() {
    let known = knowledge(
        "2023-01-31",
        vec![
            table(
                "checkup",
                "2022-12-31",
                "* | 番号 #identifier:atena | 受診日 #on | 結果 =child.checkup.3-years :code\n3 | 3 | 2019-06-05 | 受診\n4 | 4 | 2022-06-05 | 未受診",
            ),
            table(
                "attendance",
                "2023-01-31",
                "* | 学籍番号 #identifier:student | 日付 #on | 出欠 =attendance.daily.status :code
                 3 | S3 | 2023-01-10 | 出席
                 3 | S3 | 2023-01-11 | 遅刻
                 3 | S3 | 2023-01-12 | 病気欠席
                 3 | S3 | 2023-01-13 | 出席停止",
            ),
            table(
                "meetings",
                "2023-01-31",
                "* | 番号 #identifier:atena | 面接日 =last-seen.date :date | 面接者 =last-seen.by\n3 | 3 | 2022-12-20 | 家庭児童相談員",
            ),
        ],
    );
    let seen: Vec<_> = known.sightings(PersonId(3)).iter().map(|s| format!("{} {}", s.on, s.by)).collect();
    assert_eq!(seen, ["2023-01-11 学校（出席）", "2022-12-20 面接・目視", "2019-06-05 3歳児健診"]);
    assert!(known.last_seen(PersonId(4)).is_none(), "not attended is no sighting");
}

#[test]
fn a_month_with_days_at_school_is_certain_from_its_first_day_only() {
    let known = knowledge(
        "2023-01-31",
        vec![table(
            "monthly",
            "2023-01-31",
            "* | 番号 #identifier:student | 年度 #fiscal-year | 授業_12 =attendance.monthly.school-days :number ~12 | 授業_1 =attendance.monthly.school-days :number ~1 \
             | 欠席_12 =attendance.monthly.absent :number ~12 | 欠席_1 =attendance.monthly.absent :number ~1
             3 | S3 | 2022 | 17 | 16 | 5 | 16",
        )],
    );
    let seen = known.last_seen(PersonId(3)).expect("a month at school");
    assert_eq!(
        (seen.on, seen.exact, seen.by),
        (day("2022-12-01"), false, "学校（月別の出欠）"),
        "absent on all days of January"
    );
}
