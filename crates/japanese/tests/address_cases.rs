//! Addresses of a public test set against their expected parts. Skips loudly when the shared data is absent.
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use japanese::address::{Address, gazetteer, parse};
use japanese::{digits, kanji, text};

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/imports/address_parse_cases_A.csv");

/// Splits one line of the test set; quotes stand around coordinates only.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().expect("one field at least").push(c),
        }
    }
    fields
}

/// Town names are compared after the folds that the set itself leaves open: width, numerals, ヶ and ケ, 大字, spaces.
fn even(part: &str) -> String {
    let folded = digits::arabic(&kanji::fold(&text::clean(part)));
    let folded: String = folded
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            'ヶ' | 'が' | 'ガ' => 'ケ',
            'の' | '之' => 'ノ',
            'ッ' | 'つ' | 'っ' => 'ツ',
            _ => c,
        })
        .collect();
    folded.trim_start_matches("大字").trim_start_matches('字').to_owned()
}

fn town_of(address: &Address) -> String {
    let chome = address.chome.map(|number| format!("{number}丁目")).unwrap_or_default();
    [&address.town, &address.koaza, &chome].into_iter().map(String::as_str).collect()
}

#[test]
fn at_least_nine_of_ten_addresses_are_taken_apart_right() {
    let Ok(cases) = std::fs::read_to_string(CASES) else {
        eprintln!("SKIPPED: {CASES} is absent");
        return;
    };
    let (mut count, mut right, mut by_part) = (0_usize, 0_usize, [0_usize; 4]);
    let mut wrong = Vec::new();
    for line in cases.lines().skip(1) {
        let fields = fields(line);
        let [address, prefecture, city, town, number, other, ..] = fields.as_slice() else {
            continue;
        };
        let parsed = parse(address, Some(gazetteer()));
        let expected_number = if number.is_empty() { other } else { number };
        let numbers = [&parsed.banchi, &parsed.go, &parsed.branch]
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("-");
        let rest = [numbers.as_str(), &parsed.building].concat();
        let expected_town = even(town).replace("丁目", "丁").replace('丁', "丁目");
        let parts = [
            parsed.prefecture == *prefecture,
            even(&parsed.city) == even(city),
            even(&town_of(&parsed)) == expected_town || even(town) == even(&town_of(&parsed)),
            even(&numbers) == even(expected_number) || even(&rest) == even(expected_number),
        ];
        count += 1;
        right += usize::from(parts.iter().all(|part| *part));
        for (sum, part) in by_part.iter_mut().zip(parts) {
            *sum += usize::from(part);
        }
        if !parts.iter().all(|part| *part) {
            wrong.push(format!(
                "{address} | {} {} {} {numbers} {} | expected {prefecture} {city} {town} {number} {other}",
                parsed.prefecture,
                parsed.city,
                town_of(&parsed),
                parsed.building
            ));
        }
    }
    eprintln!("{right} of {count} right; prefecture, city, town, number: {by_part:?}");
    if std::env::var_os("SHOW_WRONG").is_some() {
        wrong.iter().for_each(|line| eprintln!("{line}"));
    }
    assert!(right * 10 >= count * 9, "{right} of {count}");
}
