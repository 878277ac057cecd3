//! Real public files: a damaged one is recognised, CP932 ones are read, codes and dates in them hold. Skips loudly when the shared data is absent.
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use japanese::date::{DateContext, Precision};
use japanese::text::{Damage, Encoding, decode};
use japanese::{check_digit, date};

fn sample(name: &str) -> Option<Vec<u8>> {
    let path = format!("{}/../../../shared/data/{name}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        eprintln!("SKIPPED: {path} is absent");
    }
    bytes
}

#[test]
fn a_list_of_childrens_halls_that_was_decoded_wrongly_is_named_and_can_be_repaired() {
    let Some(bytes) = sample("imports/imabari_jidoukan_utf8.csv") else {
        return;
    };
    let decoded = decode(&bytes, None);
    assert_eq!(decoded.encoding, Encoding::Utf8);
    let repair = decoded.mojibake.expect("the damage is recognised");
    assert_eq!(repair.damage, Damage::Cp932AsLatin1);
    assert_eq!(repair.lines_lost, 0);
    assert!(repair.text.starts_with("施設名,所在地,latitude,longitude"), "{}", &repair.text[..60]);
    assert!(repair.text.contains("今治市本町五丁目2番24号"));
}

#[test]
fn sound_files_are_not_called_damaged() {
    for (name, encoding) in [
        ("imports/localgovjp_2019_cp932.csv", Encoding::Cp932),
        ("imports/nursery_muroran_fork_cp932.csv", Encoding::Cp932),
        ("imports/172120_nonoichi_public_facility_utf8bom.csv", Encoding::Utf8Bom),
        ("japan/foreign_names_faker.csv", Encoding::Utf8),
    ] {
        let Some(bytes) = sample(name) else { return };
        let decoded = decode(&bytes, None);
        assert_eq!((decoded.encoding, decoded.mojibake, decoded.problem_count), (encoding, None, 0), "{name}");
    }
}

#[test]
fn names_from_forty_countries_are_not_called_damaged() {
    let Some(bytes) = sample("japan/foreign_names_faker.csv") else {
        return;
    };
    for line in decode(&bytes, None).text.lines() {
        for name in line.split(',') {
            assert_eq!(japanese::text::mojibake_repair(name), None, "{name}");
        }
    }
}

#[test]
fn every_local_government_code_passes_its_check() {
    let Some(bytes) = sample("japan/localgovjp.csv") else {
        return;
    };
    let codes: Vec<String> = decode(&bytes, None)
        .text
        .lines()
        .skip(1)
        .filter_map(|line| line.rsplit(',').next().map(str::to_owned))
        .collect();
    assert_eq!(codes.len(), 1916);
    let failed: Vec<&String> = codes.iter().filter(|code| !check_digit::local_government_code_valid(code)).collect();
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn hospitals_opened_on_days_that_can_be_read() {
    let Some(bytes) = sample("japan/hospitals_hokkaido.csv") else {
        return;
    };
    let text = decode(&bytes, None).text;
    let days: Vec<_> =
        text.lines().skip(1).flat_map(|line| line.split(',').skip(3).take(2)).filter(|cell| !cell.is_empty()).collect();
    let unread: Vec<_> = days
        .iter()
        .filter(|cell| {
            date::parse(cell, &DateContext::default()).is_none_or(|read| read.date.precision != Precision::Day)
        })
        .collect();
    eprintln!("{} of {} dates not read as a day: {unread:?}", unread.len(), days.len());
    assert!(unread.len() * 50 <= days.len());
}
