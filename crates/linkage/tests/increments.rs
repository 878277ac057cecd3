//! Day after day records come, change and go: the next run compares what was touched, and finds what a full run would find.

#[path = "support/residents.rs"]
mod residents;

use std::collections::{BTreeMap, BTreeSet};

use linkage::files::pairs_csv;
use linkage::{FileOptions, FileOutcome, FileTable, Memory, Recipe, Trained, link_files};
use proptest::prelude::*;
use residents::{HEADER, RECIPE, mix, rows};

/// Small blocks, so that some are refined on one day and not on another.
fn recipe() -> Recipe {
    let text = RECIPE.replace("proposed_pairs = 1000", "proposed_pairs = 1000\nblock_records_max = 4");
    Recipe::parse(&text.replace("on = [\"home\", \"given\"]", "on = [\"home\"]")).expect("recipe")
}

fn table(recipe: &Recipe, rows: &BTreeMap<String, String>) -> [FileTable; 1] {
    let all: Vec<&str> = rows.values().map(String::as_str).collect();
    let text = format!("{HEADER}{}\n", all.join("\n"));
    [FileTable::read(recipe, 0, "register", text.as_bytes()).expect("readable")]
}

fn by_key(rows: Vec<String>) -> BTreeMap<String, String> {
    rows.into_iter().map(|row| (row.split(',').next().unwrap_or("").to_owned(), row)).collect()
}

/// The keys of each cluster by its number.
fn clusters(tables: &[FileTable], outcome: &FileOutcome) -> BTreeMap<u32, BTreeSet<String>> {
    let mut all: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
    for entry in &outcome.clusters {
        let key = tables[0].columns[0].text(entry.record.1 as usize);
        all.entry(entry.cluster).or_default().insert(key.to_owned());
    }
    all
}

/// One day: some records go, some change, some come.
fn next_day(rows: &mut BTreeMap<String, String>, day: u64, share: f64) {
    let keys: Vec<String> = rows.keys().cloned().collect();
    for (at, key) in keys.iter().enumerate() {
        let draw = mix(day << 32 | at as u64);
        if !residents::chance(draw, share) {
            continue;
        }
        match draw % 3 {
            0 => drop(rows.remove(key)),
            1 => {
                let other = keys[(mix(draw) % keys.len() as u64) as usize].clone();
                let cells: Vec<String> = rows[key].split(',').map(str::to_owned).collect();
                // Moved into somebody's home, or renamed.
                let of =
                    rows.get(&other).map_or_else(Vec::new, |row| row.split(',').map(str::to_owned).collect::<Vec<_>>());
                let home = of.get(4).cloned().unwrap_or_else(|| cells[4].clone());
                let given =
                    if draw.is_multiple_of(2) { cells[2].clone() } else { of.get(2).cloned().unwrap_or_default() };
                rows.insert(key.clone(), format!("{},{},{given},{},{home}", cells[0], cells[1], cells[3]));
            }
            _ => {
                let cells: Vec<String> = rows[key].split(',').map(str::to_owned).collect();
                let new = format!("c{day}-{at}");
                rows.insert(new.clone(), format!("{new},{}", cells[1..].join(",")));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn every_day_is_as_if_all_were_linked_anew(seed in 0_u64..1_000, share in 0.002_f64..0.2) {
        let recipe = recipe();
        let mut rows = by_key(rows(500, seed));
        let first = table(&recipe, &rows);
        let options = FileOptions { keep_trained: true, remember: true, ..FileOptions::default() };
        let outcome = link_files(&recipe, &first, options).expect("fits");
        let text = outcome.trained.as_ref().expect("asked for").to_toml(&recipe).expect("toml");
        let trained = Trained::parse(&text, &recipe).expect("written by us");
        prop_assert_eq!(outcome.trained.as_ref(), Some(&trained), "nothing is lost in the file");
        let mut memory = outcome.memory.clone().expect("asked for");
        let mut before = clusters(&first, &outcome);
        for day in 1..4 {
            next_day(&mut rows, mix(seed) ^ day, share);
            let tables = table(&recipe, &rows);
            let read = Memory::parse(&memory.to_text()).expect("written by us");
            prop_assert_eq!(&read, &memory);
            let options = FileOptions { trained: Some(&trained), ..FileOptions::default() };
            let full = link_files(&recipe, &tables, options).expect("fits");
            let next = FileOptions { memory: Some(&read), remember: true, ..options };
            let step = link_files(&recipe, &tables, next).expect("fits");
            prop_assert_eq!(pairs_csv(&recipe, &tables, &step), pairs_csv(&recipe, &tables, &full));
            let (now, of_full) = (clusters(&tables, &step), clusters(&tables, &full));
            let sets = |all: &BTreeMap<u32, BTreeSet<String>>| all.values().cloned().collect::<BTreeSet<_>>();
            prop_assert_eq!(sets(&now), sets(&of_full), "the same clusters, up to their numbers");
            // A cluster whose records are those of before, apart from new or gone ones, keeps its number.
            let changed: BTreeSet<u32> = step.changes.iter().flat_map(|change| change.before.clone()).collect();
            for (number, keys) in &before {
                let left: BTreeSet<&String> = keys.iter().filter(|key| rows.contains_key(*key)).collect();
                if !left.is_empty() && !changed.contains(number) {
                    prop_assert!(left.iter().all(|key| now[number].contains(*key)), "{number}");
                }
            }
            for change in &step.changes {
                prop_assert!(change.before.len() > 1 || change.after.len() > 1);
            }
            before = now;
            memory = step.memory.expect("asked for");
        }
    }

    #[test]
    fn any_memory_is_read_or_refused(cut in 0.0_f64..1.0, junk in ".{0,40}") {
        let recipe = recipe();
        let tables = table(&recipe, &by_key(rows(60, 1)));
        let outcome = link_files(&recipe, &tables, FileOptions { remember: true, ..FileOptions::default() }).expect("fits");
        let text = outcome.memory.expect("asked for").to_text();
        let mut at = (text.len() as f64 * cut) as usize;
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        if at + 1 < text.len() {
            prop_assert!(Memory::parse(&text[..at]).is_err(), "a file that was cut off is refused");
        }
        let _ = Memory::parse(&format!("{}{junk}{}", &text[..at], &text[at..]));
    }
}

#[test]
fn little_is_compared_when_little_has_changed() {
    let recipe = Recipe::parse(RECIPE).expect("recipe");
    let mut rows = by_key(rows(3_000, 9));
    let first = table(&recipe, &rows);
    let options = FileOptions { keep_trained: true, remember: true, ..FileOptions::default() };
    let outcome = link_files(&recipe, &first, options).expect("fits");
    assert_eq!(outcome.differences, None, "there was no run before");
    let (trained, memory) = (outcome.trained.expect("asked for"), outcome.memory.expect("asked for"));
    next_day(&mut rows, 5, 0.002);
    let tables = table(&recipe, &rows);
    let options =
        FileOptions { trained: Some(&trained), memory: Some(&memory), remember: true, ..FileOptions::default() };
    let step = link_files(&recipe, &tables, options).expect("fits");
    let [new, changed, gone] = step.differences.expect("there was a run before");
    assert!(new + changed + gone > 2 && new + changed + gone < 20, "{new} {changed} {gone}");
    assert!(
        step.report.pairs_weighed * 20 < step.report.pairs_compared,
        "{} pairs were weighed",
        step.report.pairs_weighed
    );
}

fn first_day(recipe: &Recipe, tables: &[FileTable]) -> (Trained, Memory) {
    let options = FileOptions { keep_trained: true, remember: true, ..FileOptions::default() };
    let outcome = link_files(recipe, tables, options).expect("fits");
    (outcome.trained.expect("asked for"), outcome.memory.expect("asked for"))
}

/// The pairs of the next day and those of a full run with the same weights.
fn next_and_full(recipe: &Recipe, tables: &[FileTable], trained: &Trained, memory: &Memory) -> [Vec<u8>; 2] {
    let full = FileOptions { trained: Some(trained), ..FileOptions::default() };
    [FileOptions { memory: Some(memory), remember: true, ..full }, full].map(|options| {
        let outcome = link_files(recipe, tables, options).expect("fits");
        pairs_csv(recipe, tables, &outcome)
    })
}

#[test]
fn a_file_that_no_longer_lists_each_person_once_is_compared_anew() {
    let text = RECIPE.replace("id = \"id\"", "id = \"id\"\n[[file]]\nunique = true\n[[file]]\n");
    let once = Recipe::parse(&text).expect("recipe");
    let (one, two): (Vec<String>, Vec<String>) = rows(900, 4).into_iter().partition(|row| row.len() % 2 == 0);
    let files = |recipe: &Recipe| {
        [("one", &one), ("two", &two)].map(|(name, rows)| {
            FileTable::read(recipe, 0, name, format!("{HEADER}{}\n", rows.join("\n")).as_bytes()).expect("readable")
        })
    };
    let (trained, memory) = first_day(&once, &files(&once));
    let often = Recipe::parse(&text.replace("unique = true", "")).expect("recipe");
    let tables = files(&often);
    let [next, full] = next_and_full(&often, &tables, &trained, &memory);
    assert_eq!(String::from_utf8(next), String::from_utf8(full));
}

/// Few enough records to compare all without blocks; on the next day too many: they are refused, not passed over.
#[test]
fn what_cannot_be_compared_is_refused() {
    let text = RECIPE.replace("household = [\"home\"]", "").replace("proposed_pairs = 1000", "");
    let (from, to) = (text.find("[[block]]").expect("blocks"), text.find("[[compare]]").expect("comparisons"));
    let recipe = Recipe::parse(&format!("{}{}", &text[..from], &text[to..])).expect("recipe");
    let (trained, memory) = first_day(&recipe, &table(&recipe, &by_key(rows(900, 5))));
    let options = FileOptions { trained: Some(&trained), memory: Some(&memory), ..FileOptions::default() };
    let faults = link_files(&recipe, &table(&recipe, &by_key(rows(6_500, 5))), options).expect_err("too many");
    assert!(faults[0].to_string().contains("too many to compare all"), "{}", faults[0]);
}

#[test]
fn numbers_do_not_depend_on_the_order_of_rows() {
    let recipe = Recipe::parse(RECIPE).expect("recipe");
    let (yesterday, today) = (by_key(rows(600, 11)), by_key(rows(900, 11)));
    let told = |turned: bool| {
        let day = |people: &BTreeMap<String, String>, before: Option<(&Trained, &Memory)>| {
            let mut list: Vec<&str> = people.values().map(String::as_str).collect();
            if turned {
                list.reverse();
            }
            let text = format!("{HEADER}{}\n", list.join("\n"));
            let tables = [FileTable::read(&recipe, 0, "register", text.as_bytes()).expect("readable")];
            let options = FileOptions {
                keep_trained: true,
                remember: true,
                trained: before.map(|before| before.0),
                memory: before.map(|before| before.1),
                ..FileOptions::default()
            };
            let outcome = link_files(&recipe, &tables, options).expect("fits");
            (clusters(&tables, &outcome), outcome)
        };
        let (first, outcome) = day(&yesterday, None);
        let (trained, memory) = (outcome.trained.expect("asked for"), outcome.memory.expect("asked for"));
        let (second, outcome) = day(&today, Some((&trained, &memory)));
        (first, second, outcome.changes)
    };
    let straight = told(false);
    assert_eq!(straight, told(true));
    let firsts: Vec<&String> = straight.0.values().filter_map(BTreeSet::first).collect();
    assert!(firsts.is_sorted(), "the first day numbers in the order of the keys");
}
