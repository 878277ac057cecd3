//! The town keeps its promises: same plan same bytes, rates at every size, and a truth that covers every mention.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use town::{Attendance, Dirt, Plan, Sources, Town};

fn bytes_of(town: &Town, source: &str) -> Vec<(String, Vec<u8>)> {
    town.extracts()
        .filter(|extract| extract.source_id == source)
        .map(|extract| {
            let mut bytes = Vec::new();
            extract.write_to(&mut bytes).expect("memory takes all bytes");
            (extract.file_name.to_owned(), bytes)
        })
        .collect()
}

/// Everything a town says, as one list of files.
fn everything(town: &Town) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for extract in town.extracts() {
        let mut bytes = Vec::new();
        extract.write_to(&mut bytes).expect("memory takes all bytes");
        files.push((extract.file_name.to_owned(), bytes));
    }
    for truth in town.truth() {
        let mut bytes = Vec::new();
        truth.write_to(&mut bytes).expect("memory takes all bytes");
        files.push((truth.path.to_owned(), bytes));
    }
    files
}

fn table(bytes: &[u8], title_lines: usize) -> Vec<BTreeMap<String, String>> {
    let (text, _, _) = encoding_rs::SHIFT_JIS.decode(bytes);
    let text = if bytes.is_ascii() || std::str::from_utf8(bytes).is_err() {
        text.into_owned()
    } else {
        String::from_utf8_lossy(bytes).into_owned()
    };
    let text = text.trim_start_matches('\u{feff}');
    let body: String = text.split_inclusive('\n').skip(title_lines).collect();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(body.as_bytes());
    let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    reader
        .records()
        .map(|record| record.expect("a record"))
        .filter(|record| &record[0] != "合計")
        .map(|record| header.iter().cloned().zip(record.iter().map(str::to_owned)).collect())
        .collect()
}

fn truth(town: &Town, path: &str) -> Vec<BTreeMap<String, String>> {
    let stream = town.truth().find(|stream| stream.path == path).expect("a truth file of this name");
    let mut bytes = Vec::new();
    stream.write_to(&mut bytes).expect("memory takes all bytes");
    table(&bytes, 0)
}

#[test]
fn the_same_plan_gives_the_same_bytes_and_another_seed_does_not() {
    let plan = Plan::of(1_500, 11);
    let first = everything(&Town::generate(&plan));
    assert_eq!(first, everything(&Town::generate(&plan)));
    assert_ne!(first, everything(&Town::generate(&Plan { seed: 12, ..plan })));
    let names: BTreeSet<&String> = first.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), first.len(), "two files of one name");
}

#[test]
fn rates_hold_in_towns_of_any_size() {
    for (residents, slack) in [(12_000, 0.45), (60_000, 0.25)] {
        let town = Town::generate(&Plan::of(residents, 5));
        let children = truth(&town, "truth/latent.csv");
        let share = |grades: std::ops::RangeInclusive<i32>, label: &str| {
            let of: Vec<_> =
                children.iter().filter(|child| grades.contains(&child["grade"].parse().unwrap_or(99))).collect();
            of.iter().filter(|child| child[label] == "1").count() as f64 / of.len().max(1) as f64
        };
        let near = |what: &str, seen: f64, expected: f64| {
            assert!(
                (seen - expected).abs() <= expected * slack,
                "{what} in a town of {residents}: {seen:.4}, expected about {expected:.4}"
            );
        };
        // 国の調査: 小6 6.5 %, 中2 5.7 %, 高2 4.1 % look after family; about a third of them to excess.
        near("family care, lower secondary", share(7..=9, "family_care"), 0.057);
        near("family care, upper secondary", share(10..=12, "family_care"), 0.041);
        near("excessive care, lower secondary", share(7..=9, "young_carer"), 0.019);
        // 戸田市 令和4年度: 小 1.4 %, 中 5.6 % of pupils at public schools; some of the year's truants are still to come.
        near("truancy, primary", share(1..=6, "truant") + share(1..=6, "coming_truancy"), 0.0165);
        near("truancy, lower secondary", share(7..=9, "truant") + share(7..=9, "coming_truancy"), 0.060);
        near("hardship", share(-9..=12, "hardship"), 0.135);
        let people = children.len() as f64 / f64::from(residents);
        near("children 0-18 of all residents", people, 0.175);
    }
}

#[test]
fn every_named_mention_has_its_truth_and_nobody_else_has() {
    let town = Town::generate(&Plan::of(2_000, 7));
    let persons = truth(&town, "truth/persons.csv");
    let files: BTreeSet<&str> = persons.iter().map(|row| row["file"].as_str()).collect();
    for extract in town.extracts() {
        let refers = matches!(
            extract.source_id,
            "attendance-daily"
                | "attendance-monthly"
                | "care-services"
                | "consultation-progress"
                | "counselling"
                | "guidance-record"
                | "health-room"
                | "lesson-survey"
                | "long-absence-survey"
                | "prefectural-questionnaire"
                | "prefectural-survey"
                | "school-calendar"
                | "school-checkup"
                | "school-life-survey"
        );
        assert_eq!(!refers, files.contains(extract.file_name), "{}", extract.file_name);
    }
    // The register: one mention per row, rows without a gap, each person once.
    let (name, bytes) = bytes_of(&town, "resident-register").remove(0);
    let rows = table(&bytes, 1);
    let of_register: Vec<_> = persons.iter().filter(|row| row["file"] == name).collect();
    assert_eq!(of_register.len(), rows.len());
    assert!(
        of_register
            .iter()
            .enumerate()
            .all(|(place, row)| row["row"] == (place + 1).to_string() && row["role"] == "resident")
    );
    assert_eq!(of_register.iter().map(|row| &row["person_id"]).collect::<BTreeSet<_>>().len(), rows.len());
    // Its numbers are the record keys of the latent truth.
    let numbers: BTreeSet<&str> = rows.iter().map(|row| row["宛名番号"].as_str()).collect();
    assert_eq!(numbers.len(), rows.len());
    assert!(truth(&town, "truth/latent.csv").iter().all(|child| numbers.contains(child["record_key"].as_str())));
}

#[test]
fn no_extract_names_a_label() {
    let town = Town::generate(&Plan { sources: Sources::All, ..Plan::of(600, 2) });
    for extract in town.extracts() {
        let mut bytes = Vec::new();
        extract.write_to(&mut bytes).expect("memory takes all bytes");
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("young_carer") && !text.contains("person_id"), "{}", extract.file_name);
    }
}

#[test]
fn grandparents_behind_the_same_door_may_be_another_household() {
    let town = Town::generate(&Plan { dirt: Dirt::none(), ..Plan::of(6_000, 4) });
    let rows = table(&bytes_of(&town, "resident-register")[0].1, 1);
    let mut doors: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row["住民区分"] != "除票") {
        doors.entry((&row["住所"], &row["方書"])).or_default().insert(&row["世帯番号"]);
    }
    let shared = doors.values().filter(|households| households.len() > 1).count();
    assert!(shared > 10, "{shared} dwellings with two households");
    for row in rows.iter().filter(|row| row["住民区分"] != "除票") {
        assert_eq!(row["同一住居世帯数"], doors[&(row["住所"].as_str(), row["方書"].as_str())].len().to_string());
    }
}

#[test]
fn children_of_one_household_have_names_of_their_own() {
    let town = Town::generate(&Plan { dirt: Dirt::none(), ..Plan::of(12_000, 8) });
    let rows = table(&bytes_of(&town, "resident-register")[0].1, 1);
    let mut seen = BTreeSet::new();
    let children: Vec<_> = rows.iter().filter(|row| row["続柄"] == "子" && row["国籍"] == "日本").collect();
    let doubles = children.iter().filter(|row| !seen.insert((&row["世帯番号"], &row["フリガナ"]))).count();
    // A cousin's name may meet a sibling's: very seldom.
    assert!(doubles <= 1, "{doubles} of {}", children.len());
}

#[test]
fn the_totals_of_months_are_the_days_added_up() {
    let town = Town::generate(&Plan { dirt: Dirt::none(), ..Plan::of(1_500, 9) });
    let mut absent: BTreeMap<(String, String), u32> = BTreeMap::new();
    for (_, bytes) in bytes_of(&town, "attendance-daily") {
        for row in table(&bytes, 0).iter().filter(|row| row["出欠区分"] == "欠席") {
            *absent.entry((row["学籍番号"].clone(), row["対象年月"].clone())).or_default() += 1;
        }
    }
    assert!(!absent.is_empty());
    for row in table(&bytes_of(&town, "attendance-monthly")[0].1, 1) {
        for (month, key) in [(4, "202204"), (11, "202211"), (2, "202302")] {
            let days = absent.get(&(row["学籍番号"].clone(), key.to_owned())).copied().unwrap_or(0);
            assert_eq!(row[&format!("{month}月欠席日数")], days.to_string());
        }
    }
}

#[test]
fn the_cast_stands_in_the_register() {
    let town = Town::generate(&Plan::of(20_000, 1));
    let cast = town.cast();
    let rows = table(&bytes_of(&town, "resident-register")[0].1, 1);
    let find = |key: &str| rows.iter().find(|row| row["宛名番号"] == key).expect("in the register");
    let carer = find(&cast.carer.expect("a girl who cares").record_key);
    assert_eq!(carer["性別"], "女");
    let (one, other) = cast.twins.expect("twins");
    let (one, other) = (find(&one.record_key), find(&other.record_key));
    assert_eq!((&one["生年月日"], &one["世帯番号"]), (&other["生年月日"], &other["世帯番号"]));
    assert_ne!(one["氏名"], other["氏名"]);
    assert_eq!(cast.linked.len(), 2);
    let roster = table(&bytes_of(&town, "school-roster")[0].1, 1);
    for (register, school) in &cast.linked {
        let pupil = roster.iter().find(|row| row["学籍番号"] == school.record_key).expect("in the roster");
        assert_ne!(find(&register.record_key)["氏名"], pupil["児童生徒氏名"]);
    }
}

#[test]
fn plans_of_other_days_sizes_and_parts_work() {
    for plan in [
        Plan { residents: 0, ..Plan::of(0, 1) },
        Plan { residents: 1, ..Plan::of(1, 1) },
        Plan { attendance: Attendance::MonthlyOnly, ..Plan::of(400, 1) },
        Plan { today: date(2022, 4, 3), ..Plan::of(400, 1) },
        Plan { today: date(2022, 8, 20), ..Plan::of(400, 1) },
        Plan { today: date(2026, 11, 21), fiscal_year: 2026, ..Plan::of(400, 1) },
    ] {
        let town = Town::generate(&plan);
        assert!(town.extracts().all(|extract| extract.as_of < plan.today || plan.today < date(2022, 5, 1)), "{plan:?}");
        everything(&town);
    }
    let only =
        Town::generate(&Plan { sources: Sources::Only(vec!["care-certification".to_owned()]), ..Plan::of(400, 1) });
    assert_eq!(only.extracts().len(), 1);
}
