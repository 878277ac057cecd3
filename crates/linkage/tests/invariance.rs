//! The order of rows and files, the number of threads and how a file is split change nothing, also where pairs are sampled.

#[path = "support/residents.rs"]
mod residents;

use std::collections::{BTreeMap, BTreeSet};

use linkage::{FileOptions, FileOutcome, FileTable, Recipe, link_files};
use residents::{HEADER, RECIPE, mix, rows};

/// Pairs of keys with their weights, the keys of each cluster, and the weights of all levels.
#[derive(Debug, PartialEq)]
struct Told {
    pairs: BTreeMap<(String, String), i32>,
    clusters: BTreeSet<Vec<String>>,
    levels: Vec<i32>,
    threshold: i32,
}

fn told(recipe: &Recipe, files: &[(&str, Vec<String>)]) -> Told {
    let read = |(at, (name, rows)): (usize, &(&str, Vec<String>))| {
        let text = format!("{HEADER}{}\n", rows.join("\n"));
        FileTable::read(recipe, at, name, text.as_bytes()).expect("readable")
    };
    let tables: Vec<FileTable> = files.iter().enumerate().map(read).collect();
    let outcome: FileOutcome = link_files(recipe, &tables, FileOptions::default()).expect("fits");
    let key = |(file, row): (u16, u32)| tables[file as usize].columns[0].text(row as usize).to_owned();
    let mut clusters: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for entry in &outcome.clusters {
        clusters.entry(entry.cluster).or_default().push(key(entry.record));
    }
    clusters.values_mut().for_each(|keys| keys.sort_unstable());
    let pair = |pair: &linkage::files::FilePair| {
        let (left, right) = (key(pair.left), key(pair.right));
        ((left.clone().min(right.clone()), left.max(right)), pair.weight.0)
    };
    Told {
        pairs: outcome.pairs.iter().map(pair).collect(),
        clusters: clusters.into_values().collect(),
        levels: outcome.report.levels.iter().map(|level| level.weight.0).collect(),
        threshold: outcome.threshold.0,
    }
}

#[test]
fn order_threads_and_file_splits_change_nothing() {
    let recipe = Recipe::parse(RECIPE).expect("recipe");
    let all = rows(4_000, 7);
    let first = told(&recipe, &[("register", all.clone())]);
    assert!(first.pairs.len() > 200, "{} pairs", first.pairs.len());
    for order in 1..3 {
        let mut shuffled = all.clone();
        shuffled.sort_by_key(|row| mix(order ^ row.bytes().fold(order, |sum, byte| mix(sum ^ u64::from(byte)))));
        assert_eq!(told(&recipe, &[("register", shuffled.clone())]), first, "rows in another order");
        let (one, two) = shuffled.split_at(1_234);
        let split = [("east", one.to_vec()), ("west", two.to_vec())];
        assert_eq!(told(&recipe, &split), first, "one file split in two");
        let [east, west] = split;
        assert_eq!(told(&recipe, &[west, east]), first, "files in another order");
    }
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        assert_eq!(pool.install(|| told(&recipe, &[("register", all.clone())])), first, "{threads} threads");
    }
}

/// Two lists that name each person once: rivals are weighed too.
#[test]
fn order_changes_nothing_among_rivals() {
    let text =
        RECIPE.replace("link = \"both\"", "link = \"link\"").replace("id = \"id\"", "id = \"id\"\nunique = true");
    let recipe = Recipe::parse(&text).expect("recipe");
    let all = rows(3_000, 8);
    let (one, two): (Vec<String>, Vec<String>) = all.into_iter().partition(|row| row.starts_with('a'));
    let first = told(&recipe, &[("one", one.clone()), ("two", two.clone())]);
    assert!(first.pairs.len() > 150, "{} pairs", first.pairs.len());
    let turned = |rows: &[String]| rows.iter().rev().cloned().collect::<Vec<_>>();
    assert_eq!(told(&recipe, &[("one", turned(&one)), ("two", turned(&two))]), first);
    assert_eq!(told(&recipe, &[("two", two), ("one", one)]), first);
}
