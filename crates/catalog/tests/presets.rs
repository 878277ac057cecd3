//! The presets that ship: they load without a fault, and each holds exactly what its town decided.
#![expect(clippy::print_stderr, reason = "a skipped comparison must be heard")]

mod support;

use std::collections::BTreeSet;

use catalog::{Display, Mode, Sensitivity, Standing, View};
use domain::{ItemId, PurposeId};
use jiff::civil::date;
use support::{loaded, preset};

#[test]
fn every_preset_loads_without_a_fault() {
    for name in ["akishima", "toda", "minimal"] {
        let faults: Vec<String> = loaded(&preset(name)).faults.iter().map(ToString::to_string).collect();
        assert!(faults.is_empty(), "{name}:\n{}", faults.join("\n"));
    }
}

#[test]
fn akishima_holds_the_annex_row_by_row() {
    let catalog = loaded(&preset("akishima")).catalog;
    assert_eq!(catalog.items.len(), 326);
    let mut rows: Vec<_> = catalog.items.values().collect();
    rows.sort_by_key(|item| item.number);
    assert_eq!(rows.iter().filter_map(|item| item.number).collect::<Vec<_>>(), (1..=326).collect::<Vec<_>>());
    let owners: BTreeSet<&str> = rows.iter().map(|item| item.owner.as_str()).collect();
    let systems: BTreeSet<&str> = rows.iter().flat_map(|item| item.systems()).collect();
    assert_eq!((owners.len(), systems.len()), (8, 11));
    assert!(rows.iter().all(|item| item.secondary_use));
    let provided: Vec<_> = rows.iter().filter(|item| item.provision).collect();
    assert_eq!(provided.len(), 33);
    assert!(provided.iter().all(|item| item.owner == "教育委員会"));

    let annex = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/catalog/akishima-items.csv");
    let Ok(annex) = std::fs::read_to_string(annex) else {
        eprintln!("skipped the comparison with the annex: {annex} is not there");
        return;
    };
    let mut reader = csv::Reader::from_reader(annex.trim_start_matches('\u{feff}').as_bytes());
    for (item, row) in rows.iter().zip(reader.records()) {
        let row = row.expect("a row of the annex");
        let tick = |yes| if yes { "○" } else { "×" };
        let number = item.number.expect("numbered").to_string();
        let ours = [
            number.as_str(),
            &item.category,
            &item.elements[0],
            &item.elements[1],
            &item.elements[2],
            &item.owner,
            &item.system,
            tick(item.secondary_use),
            tick(item.provision),
        ];
        assert_eq!(row.iter().collect::<Vec<_>>(), ours, "{}", item.id);
    }
}

#[test]
fn consultation_65_is_as_it_stands() {
    let catalog = loaded(&preset("akishima")).catalog;
    let purpose = &catalog.purposes[&PurposeId::new("consultation-65")];
    assert_eq!(purpose.items.len(), 326);
    assert_eq!(purpose.viewers, ["子ども家庭支援センター係"]);
    assert_eq!(purpose.mode, Mode::AnalysisOnly);
    assert_eq!((purpose.population.ages, purpose.population.residence.as_deref()), ((0, 18), Some("昭島市")));
    assert!(!purpose.leaves_building && purpose.recipients.is_empty() && purpose.tax_basis.is_none());
    assert!(purpose.hand_over().unwrap_err().contains("諮問第65号"));
    assert!(purpose.is_active(date(2023, 3, 31)));
    assert_eq!(purpose.standing(date(2022, 10, 4)), Standing::NotYet(date(2022, 10, 21)));
}

#[test]
fn the_day_after_the_period_nothing_is_admitted() {
    let catalog = loaded(&preset("akishima")).catalog;
    let name = ItemId::new("child.name");
    assert!(catalog.admission(date(2023, 3, 31)).admits(&name).is_some());
    assert!(catalog.admission(date(2023, 4, 1)).is_empty());
    let purpose = &catalog.purposes[&PurposeId::new("consultation-65")];
    let refusal = purpose.standing(date(2026, 11, 21)).refusal().unwrap();
    assert_eq!(refusal, "期間満了（2023-03-31まで）");
}

#[test]
fn tax_is_left_out_of_every_purpose() {
    let catalog = loaded(&preset("minimal")).catalog;
    let tax: Vec<_> = catalog.items.values().filter(|item| item.is(Sensitivity::Tax)).collect();
    assert!(!tax.is_empty());
    let admission = catalog.admission(date(2023, 3, 31));
    assert!(!admission.admits_tax());
    assert!(tax.iter().all(|item| admission.admits(&item.id).is_none()));
}

#[test]
fn consultation_65_stands_beside_child_watch_and_takes_no_more() {
    let mut files = preset("minimal");
    files.extend(preset("akishima").into_iter().filter(|file| file.path.starts_with("purposes/")));
    let loaded = loaded(&files);
    assert!(loaded.is_usable(), "{:?}", loaded.faults.iter().find(|fault| fault.is_error()));
    let catalog = loaded.catalog;
    assert_eq!(catalog.purposes[&PurposeId::new("consultation-65")].items.len(), 326);
    let admission = catalog.admission(date(2023, 3, 31));
    let both = admission.admits(&ItemId::new("attendance.record")).unwrap();
    assert_eq!(both.iter().map(PurposeId::as_str).collect::<Vec<_>>(), ["child-watch", "consultation-65"]);
    let one = admission.admits(&ItemId::new("attendance.daily.status")).unwrap();
    assert_eq!(one.iter().map(PurposeId::as_str).collect::<Vec<_>>(), ["child-watch"]);
}

#[test]
fn the_same_thing_has_the_same_id_in_every_preset() {
    let minimal = loaded(&preset("minimal")).catalog;
    for name in ["akishima", "toda"] {
        for id in loaded(&preset(name)).catalog.items.keys() {
            assert!(minimal.items.contains_key(id), "{name} {id}");
        }
    }
}

#[test]
fn toda_keeps_its_frequencies_grades_and_five_principles() {
    let catalog = loaded(&preset("toda")).catalog;
    let of = |id: &str| &catalog.items[&ItemId::new(id)];
    let lessons = of("questionnaire.lesson.understand");
    assert_eq!((lessons.frequency.as_str(), lessons.grades.join("")), ("年2回（6・12月）", "P4P5P6J1J2J3".to_owned()));
    let school_life = of("questionnaire.school-life.friend-helps");
    assert_eq!((school_life.frequency.as_str(), school_life.grades.join("")), ("年1回（5月）", "J1J2".to_owned()));
    assert_eq!(of("long-absence.month-days").frequency, "毎月");
    assert_eq!(catalog.principles.iter().map(|p| p.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
}

#[test]
fn inner_life_informants_and_free_text_are_not_shown() {
    let catalog = loaded(&preset("minimal")).catalog;
    let purpose = PurposeId::new("child-watch");
    let shown = |id: &str, view| catalog.display(&ItemId::new(id), &purpose, view);
    let hit = Display::HitOnly("学校生活アンケートに該当あり".to_owned());
    assert_eq!(shown("questionnaire.school-life.friend-helps", View::Default), hit);
    assert_eq!(shown("questionnaire.school-life.friend-helps", View::Full), hit);
    for hidden in ["consultation.child.illness-informant", "progress.content", "household-member.disability.mental"] {
        assert_eq!(shown(hidden, View::Default), Display::Hidden, "{hidden}");
    }
    assert_eq!(shown("attendance.record", View::Default), Display::Value);
    assert_eq!(shown("household.resident-tax-exempt", View::Full), Display::Hidden);
    assert_eq!(shown("no-such-item", View::Full), Display::Hidden);
}

#[test]
fn a_duty_sees_no_more_than_visibility_says() {
    let catalog = loaded(&preset("minimal")).catalog;
    let purpose = PurposeId::new("child-watch");
    let shown = |id: &str, duty| catalog.display_to(&ItemId::new(id), &purpose, View::Full, duty);
    let centre = "子ども家庭支援センター係";
    assert_eq!(shown("progress.content", centre), Display::Value);
    assert_eq!(shown("progress.content", "学校（校内支援担当）"), Display::Hidden);
    assert_eq!(shown("household-member.disability.mental", "学校（校内支援担当）"), Display::Hidden);
    assert_eq!(shown("consultation.intake.route", centre), Display::Hidden, "who informed is told to nobody");
    assert_eq!(shown("attendance.record", "学校（校内支援担当）"), Display::Value);
}

#[test]
fn the_childs_and_the_familys_certificate_are_the_same_data() {
    let catalog = loaded(&preset("akishima")).catalog;
    let child = ItemId::new("child.disability.mental");
    let same: Vec<&str> = catalog.same_data(&child).map(ItemId::as_str).collect();
    assert_eq!(same, ["child.disability.mental", "household-member.disability.mental"]);
}

#[test]
fn what_may_never_count_does_not() {
    let catalog = loaded(&preset("minimal")).catalog;
    for id in [
        "child.legitimacy",
        "child.nationality",
        "school-record.guidance.morals",
        "child.checkup.breastfeeding",
        "school-record.guidance.overall-remarks",
        "household.resident-tax-exempt",
    ] {
        assert!(!catalog.items[&ItemId::new(id)].scorable, "{id}");
    }
}

#[test]
fn headers_of_individual_numbers_and_taxes_are_recognised() {
    use catalog::ForbiddenKind::{MyNumber, Tax};
    let catalog = loaded(&preset("minimal")).catalog;
    for (header, kind) in [
        ("個人番号", Some(MyNumber)),
        ("保護者_マイナンバー", Some(MyNumber)),
        ("Ｍｙ Ｎｕｍｂｅｒ", Some(MyNumber)),
        ("住民税非課税", Some(Tax)),
        ("市町村民税 所得割額", Some(Tax)),
        ("合計所得金額", Some(Tax)),
        ("宛名番号", None),
        ("法人番号", None),
        ("児童扶養手当", None),
    ] {
        assert_eq!(catalog.forbidden.matches(header), kind, "{header}");
    }
}

#[test]
fn the_hash_names_the_content_and_not_the_machine() {
    let mut files = preset("minimal");
    let before = loaded(&files).catalog.hash;
    files.reverse();
    assert_eq!(loaded(&files).catalog.hash, before);
    let text = "organisation = \"見本市\"\n".to_owned();
    files.push(catalog::ConfigFile { path: "mimamori.toml".to_owned(), text });
    assert_eq!(loaded(&files).catalog.hash, before);
    files[0].text.push('\n');
    assert_ne!(loaded(&files).catalog.hash, before);
}
