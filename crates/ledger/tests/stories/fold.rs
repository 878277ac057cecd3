//! The fold: what is in force, what is not known yet, and that joining and splitting persons leaves no trace.

use catalog::Catalog;
use domain::{ItemId, PersonId, Resolution};
use ledger::{Inputs, Knowledge, Timing, value_text};
use testkit::{Delivered, day, gather, table};

use crate::{around, knowledge, register, shared_catalog};

/// Values of an item of a person as people read them, with their time.
fn values(known: &Knowledge, person: u32, item: &str) -> Vec<String> {
    let item = ItemId::new(item);
    known
        .observations(PersonId(person), &item)
        .map(|o| format!("{} {}", o.when(), value_text(o.value(), o.raw())))
        .collect()
}

fn absences(as_of: &str, rows: &str) -> Delivered {
    let header =
        "* | 学籍番号 #identifier:student | 日付 #on =attendance.daily.date | 出欠 =attendance.daily.status :code\n";
    table("attendance", as_of, &format!("{header}{rows}")).system("校務支援システム")
}

#[test]
fn what_is_delivered_or_dated_later_is_not_known() {
    let answered = || {
        table(
            "questionnaire",
            "2022-08-10",
            "* | 学籍番号 #identifier:student | 回答日 #on =questionnaire.school-life.date | 楽しい =questionnaire.school-life.enjoy-school :code\n3 | S3 | 2022-05-20 | いいえ",
        )
    };
    let item = "questionnaire.school-life.enjoy-school";
    assert!(
        values(&knowledge("2022-06-30", vec![answered()]), 3, item).is_empty(),
        "answered on 20 May, delivered on 10 August"
    );
    assert_eq!(values(&knowledge("2022-08-10", vec![answered()]), 3, item), ["2022-05-20 いいえ"]);
    // A file may also hold days that lie ahead of it.
    let days =
        absences("2022-11-30", "3 | S3 | 2022-11-29 | 欠席\n3 | S3 | 2022-12-05 | 欠席\n3 | S3 | 2022-11-28 | 遅刻");
    assert_eq!(
        values(&knowledge("2022-11-30", vec![days]), 3, "attendance.daily.status"),
        ["2022-11-28 遅刻", "2022-11-29 欠席"]
    );
}

#[test]
fn a_newer_delivery_supersedes_its_own_slice_only() {
    let november =
        |as_of: &str, status: &str| absences(as_of, &format!("3 | S3 | 2022-11-01 | {status}")).slice("月=2022-11");
    let october = absences("2022-11-01", "3 | S3 | 2022-10-03 | 欠席").slice("月=2022-10");
    let extra = absences("2022-12-01", "3 | S3 | 2022-09-01 | 早退").addition();
    let all = |as_of| {
        knowledge(
            as_of,
            vec![november("2022-12-05", "出席"), october.clone(), november("2022-11-30", "欠席"), extra.clone()],
        )
    };
    let item = "attendance.daily.status";
    assert_eq!(values(&all("2022-11-30"), 3, item), ["2022-10-03 欠席", "2022-11-01 欠席"]);
    assert_eq!(values(&all("2022-12-31"), 3, item), ["2022-09-01 早退", "2022-10-03 欠席", "2022-11-01 出席"]);
}

#[test]
fn a_wide_year_runs_from_april_to_march() {
    let totals = table(
        "monthly",
        "2023-01-31",
        "* | 学籍番号 #identifier:student | 年度 #fiscal-year | 1月欠席 =attendance.monthly.absent :number ~1 | 4月欠席 =attendance.monthly.absent :number ~4 | 2月欠席 =attendance.monthly.absent :number ~2
         3 | S3 | 2022 | 6 | 1 | 0
         3 | S3 | 2021 | 2 |   | 3",
    );
    // February lies after the as-of date; the empty cell of April 2021 says nothing.
    assert_eq!(
        values(&knowledge("2023-01-31", vec![totals]), 3, "attendance.monthly.absent"),
        ["2022-01 2", "2022-02 3", "2022-04 1", "2023-01 6"]
    );
}

#[test]
fn periods_and_values_without_a_time() {
    let care = table(
        "care",
        "2023-01-31",
        "* | 被保険者番号 #identifier:atena | 要介護 =household-member.care-certification :code | 開始 #from | 終了 #to
         5 | 105 | 要介護4 | 2021-06-01 |
         6 | 106 | 要介護2 | 2019-01-01 | 2020-12-31",
    );
    let known = knowledge(
        "2023-01-31",
        vec![care, register("2023-01-31", "5 | 105 | 山田 ウメ | 1948-02-01 | F | H2 | 世帯主 | |")],
    );
    let item = ItemId::new("household-member.care-certification");
    let now = |person| known.latest(PersonId(person), &item).is_some_and(|o| o.when().holds_on(known.as_of()));
    assert!(now(5), "still running");
    assert!(!now(6), "over");
    assert_eq!(values(&known, 5, "household-member.care-certification"), ["2021-06-01～ 要介護4"]);
    let name = known.latest(PersonId(5), &ItemId::new("child.name")).expect("a name");
    assert_eq!((name.when().timing, name.when().to_string().as_str()), (Timing::Delivery, "2023-01-31現在"));
}

#[test]
fn every_value_names_its_place() {
    let known =
        knowledge("2022-11-30", vec![absences("2022-11-30", "8 | S8 | 2022-11-01 | 出席\n3 | S3 | 2022-11-02 | 欠席")]);
    let seen = known.latest(PersonId(3), &ItemId::new("attendance.daily.status")).expect("a day");
    assert_eq!(
        (seen.record(), seen.extract().system.as_str(), seen.extract().file.as_str()),
        (2, "校務支援システム", "attendance_20221130.csv")
    );
    let date = seen.beside(&ItemId::new("attendance.daily.date")).expect("the day of the same row");
    assert_eq!(date.raw(), "2022-11-02");
    assert_eq!(format!("{seen:?}"), "attendance E1 record 2 出欠", "no value in logs");
}

/// Everything a knowledge says that depends on persons.
fn everything(known: &Knowledge) -> Vec<String> {
    let people: Vec<PersonId> = known.persons().collect();
    let mut lines = Vec::new();
    for person in people {
        lines.push(format!("{person} {:?} {:?} {}", known.birth(person), known.support(person), known.shield(person)));
        lines.extend(around(known, person.0));
        lines.extend(known.rows(person).map(|o| format!("{o:?}")));
    }
    lines
}

fn village() -> Vec<Delivered> {
    vec![
        register(
            "2023-01-31",
            "2 | 102 | 山田 良子 | 1981-03-01 | F | H1 | 世帯主 | 田中町1-17-1 |
             3 | 103 | 山田 花子 | 2008-08-01 | F | H1 | 子     | 田中町1-17-1 |
             5 | 105 | 山田 ウメ | 1948-02-01 | F | H2 | 世帯主 | 田中町1-17-1 |",
        ),
        absences("2023-01-31", "3 | S3 | 2022-11-29 | 欠席\n9 | S9 | 2022-12-05 | 欠席"),
    ]
}

fn with(resolutions: &[Resolution], catalog: &Catalog) -> Knowledge {
    let (tables, _) = gather(village());
    Knowledge::build(Inputs::new(tables, resolutions.to_vec(), catalog, day("2023-01-31")))
}

#[test]
fn joining_and_splitting_persons_leaves_no_trace() {
    let catalog = shared_catalog();
    let (_, apart) = gather(village());
    let mut joined = apart.clone();
    for person in joined.iter_mut().flat_map(|resolution| &mut resolution.persons) {
        if *person == 9 {
            *person = 3;
        }
    }
    let before = everything(&with(&apart, catalog));
    let during = with(&joined, catalog);
    assert_eq!(during.observations(PersonId(3), &ItemId::new("attendance.daily.status")).count(), 2);
    assert_eq!(during.persons().count(), 3);
    assert_eq!(everything(&with(&apart, catalog)), before);
}

#[test]
fn the_order_of_deliveries_and_the_number_of_threads_do_not_matter() {
    let catalog = shared_catalog();
    let (mut tables, mut resolutions) = gather(village());
    let build = |tables: &[domain::Table], resolutions: &[Resolution]| {
        everything(&Knowledge::build(Inputs::new(tables.to_vec(), resolutions.to_vec(), catalog, day("2023-01-31"))))
    };
    let straight = build(&tables, &resolutions);
    tables.reverse();
    resolutions.reverse();
    assert_eq!(build(&tables, &resolutions), straight);
}
