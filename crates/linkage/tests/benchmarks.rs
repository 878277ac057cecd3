//! Public benchmarks at the engine's own threshold: FEBRL 3 and 4, DBLP-ACM.
#![allow(clippy::print_stderr, reason = "a test that skips says so")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use linkage::{FileOptions, FileOutcome, FileTable, Recipe, link_files};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A record as (source, key).
type Key = (String, String);

fn run(recipe: &str, files: &[&str]) -> Option<(Vec<FileTable>, FileOutcome)> {
    let recipe = Recipe::preset(recipe).unwrap_or_else(|| {
        let text = std::fs::read_to_string(root().join("fixtures/linkage").join(recipe)).expect("recipe");
        Recipe::parse(&text).expect("recipe is right")
    });
    let mut tables = Vec::new();
    for (position, file) in files.iter().enumerate() {
        let path = root().join("../shared/data/linkage").join(format!("{file}.csv"));
        let Ok(bytes) = std::fs::read(&path) else {
            eprintln!("SKIPPED: {file}.csv is not there");
            return None;
        };
        tables.push(FileTable::read(&recipe, position, file, &bytes).expect("file is readable"));
    }
    let outcome = link_files(&recipe, &tables, FileOptions::default()).expect("recipe fits the files");
    Some((tables, outcome))
}

fn keys(tables: &[FileTable], column: &str, pairs: &FileOutcome) -> BTreeSet<(Key, Key)> {
    let key = |(input, row): (u16, u32)| {
        let table = &tables[input as usize];
        let place = table.header.iter().position(|name| name == column).expect("id column");
        (table.source.clone(), table.columns[place].text(row as usize).to_owned())
    };
    pairs
        .pairs
        .iter()
        .map(|pair| {
            let (a, b) = (key(pair.left), key(pair.right));
            if a < b { (a, b) } else { (b, a) }
        })
        .collect()
}

fn f1(found: &BTreeSet<(Key, Key)>, truth: &BTreeSet<(Key, Key)>) -> f64 {
    let right = found.intersection(truth).count() as f64;
    let (precision, recall) = (right / found.len() as f64, right / truth.len() as f64);
    eprintln!("precision {precision:.4} recall {recall:.4}");
    if std::env::var_os("SHOW").is_some() {
        eprintln!("false: {:?}", found.difference(truth).take(40).collect::<Vec<_>>());
        eprintln!("missed: {:?}", truth.difference(found).take(40).collect::<Vec<_>>());
    }
    2.0 * precision * recall / (precision + recall)
}

fn febrl_truth(tables: &[FileTable]) -> BTreeSet<(Key, Key)> {
    let mut groups: BTreeMap<String, Vec<Key>> = BTreeMap::new();
    for table in tables {
        for row in 0..table.rows {
            let key = table.columns[0].text(row).to_owned();
            let number = key.split('-').nth(1).unwrap_or_default().to_owned();
            groups.entry(number).or_default().push((table.source.clone(), key));
        }
    }
    let mut truth = BTreeSet::new();
    for group in groups.values_mut() {
        group.sort();
        for (at, a) in group.iter().enumerate() {
            truth.extend(group[at + 1..].iter().map(|b| (a.clone(), b.clone())));
        }
    }
    truth
}

/// Among pairs said to be true with a probability in a band, the share of true ones.
fn show(outcome: &FileOutcome) {
    eprintln!(
        "threshold {} chosen {} expected {:?}",
        outcome.threshold.bits(),
        outcome.threshold_chosen,
        outcome.expected
    );
    if std::env::var_os("SHOW").is_some() {
        eprintln!("{:#?}", outcome.report.blocks);
        eprintln!(
            "prior {} rounds {} compared {}",
            outcome.report.prior,
            outcome.report.convergence.iter().map(|stage| stage.rounds).sum::<u32>(),
            outcome.report.pairs_compared
        );
        for level in &outcome.report.levels {
            eprintln!(
                "{:15} {:30} {:.5} {:.7} {:.3}",
                level.field,
                level.level,
                level.same,
                level.different,
                level.weight.bits()
            );
        }
        eprintln!("{:?}", outcome.report.warnings);
    }
}

#[test]
fn febrl_3_duplicates_of_one_file() {
    let Some((tables, outcome)) = run("febrl3.toml", &["febrl_dataset3"]) else { return };
    show(&outcome);
    let f1 = f1(&keys(&tables, "rec_id", &outcome), &febrl_truth(&tables));
    assert!(f1 >= 0.999, "F1 {f1}");
}

#[test]
fn febrl_4_two_files() {
    let Some((tables, outcome)) = run("febrl4.toml", &["febrl_dataset4a", "febrl_dataset4b"]) else { return };
    show(&outcome);
    let f1 = f1(&keys(&tables, "rec_id", &outcome), &febrl_truth(&tables));
    assert!(f1 >= 0.999, "F1 {f1}");
}

/// Without a line of recipe, and without the social security number, of which a preset knows nothing.
#[test]
fn febrl_3_by_the_preset_for_western_names() {
    let Some((tables, outcome)) = run("western-names", &["febrl_dataset3"]) else { return };
    show(&outcome);
    let f1 = f1(&keys(&tables, "rec_id", &outcome), &febrl_truth(&tables));
    assert!(f1 >= 0.985, "F1 {f1}");
}

/// Sparse and dirty: a fifth of the records cannot be linked by anybody, so F1 has a ceiling near 0.9.
#[test]
fn splink_fake_1000_with_half_the_cells_empty() {
    let Some((tables, outcome)) = run("people-western.toml", &["splink_fake_1000"]) else { return };
    show(&outcome);
    // The recipe does not ask for the column that holds the truth.
    let path = root().join("../shared/data/linkage/splink_fake_1000.csv");
    let mut reader = csv::Reader::from_path(path).expect("file is readable");
    let column = tables[0].header.iter().position(|name| name == "cluster").expect("cluster");
    let truth: Vec<u64> = reader.records().map(|row| row.expect("row")[column].parse().expect("number")).collect();
    let found: Vec<u64> = outcome.clusters.iter().map(|entry| u64::from(entry.cluster)).collect();
    let measures = linkage::evaluate::pairs(&found, &truth);
    eprintln!(
        "{measures:?} precision {:.4} recall {:.4} F1 {:.4}",
        measures.precision(),
        measures.recall(),
        measures.f1()
    );
    assert!(measures.precision() >= 0.9 && measures.recall() >= 0.6, "{measures:?}");
}

#[test]
fn dblp_and_acm_publications() {
    let Some((tables, outcome)) = run("dblp-acm.toml", &["dblp_acm_dblp", "dblp_acm_acm"]) else { return };
    show(&outcome);
    let truth = std::fs::read_to_string(root().join("../shared/data/linkage/dblp_acm_gt.csv")).expect("truth");
    let truth = truth
        .lines()
        .skip(1)
        .filter_map(|line| line.trim().split_once('%'))
        .map(|(dblp, acm)| (("dblp_acm_acm".to_owned(), acm.to_owned()), ("dblp_acm_dblp".to_owned(), dblp.to_owned())))
        .collect();
    let f1 = f1(&keys(&tables, "id", &outcome), &truth);
    assert!(f1 >= 0.97, "F1 {f1}");
}

#[test]
fn every_recipe_of_the_fixtures_can_be_read() {
    let folder = root().join("fixtures/linkage");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).expect("folder").flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "toml") {
            let text = std::fs::read_to_string(entry.path()).expect("recipe");
            let faults = Recipe::parse(&text).err().unwrap_or_default();
            assert!(faults.is_empty(), "{}: {faults:?}", entry.path().display());
            read += 1;
        }
    }
    assert!(read >= 5, "{read}");
}
