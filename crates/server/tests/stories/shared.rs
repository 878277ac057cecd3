//! Public sample files and benchmarks beside the project: skipped, loudly, where they are not at hand.

#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::path::{Path, PathBuf};

use crate::home::{Home, rows};

fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(folder);
    if path.is_dir() {
        return path.canonicalize().ok();
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(folder)
}

#[test]
fn the_public_sample_files_import_with_the_definitions_of_the_fixtures() {
    let Some(imports) = shared("imports") else { return };
    let home = Home::new();
    for entry in std::fs::read_dir(fixtures("imports")).expect("listed") {
        let path = entry.expect("listed").path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            std::fs::copy(&path, home.path("home/config/sources").join(path.file_name().expect("a name")))
                .expect("copied");
        }
    }
    home.run("check").ok().says(&["誤り0件"]);
    for (file, source) in [
        ("localgovjp_2019_cp932.csv", "local-governments"),
        ("172120_nonoichi_public_facility_utf8bom.csv", "public-facilities"),
        ("nursery_muroran_fork_cp932.csv", "nurseries"),
        ("address_parse_cases_A.csv", "addresses"),
        ("oneroster_v1p1_ja", "oneroster"),
    ] {
        let told = home.run(&format!("import {} --json", imports.join(file).display())).ok().json();
        let one = &told["sources"][0];
        assert!(one["source"].as_str().expect("text").starts_with(source), "{told}");
        let count = |key: &str| one[key].as_u64().expect("a number");
        assert!(count("rows_admitted") > 0, "{told}");
        assert_eq!(count("rows_read"), count("rows_admitted") + count("rows_refused"), "{told}");
    }
    // Text that was decoded wrongly once is named, and its repair is offered.
    let damaged = imports.join("imabari_jidoukan_utf8.csv");
    home.run(&format!("import {}", damaged.display())).fails(1, &["文字化け", "--repair"]);
    home.run("trail verify").ok();
}

/// Linking a benchmark by its recipe reaches F1 0.98 against the truth that its record ids spell out.
fn benchmark(recipe: &str, files: &[&str]) {
    let Some(data) = shared("linkage") else { return };
    let home = Home::empty();
    let mut typed = format!(
        "link-files --recipe {} --pairs pairs.csv --clusters clusters.csv",
        fixtures("linkage").join(recipe).display()
    );
    let mut truth = String::from("source,key,cluster\n");
    let mut people: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
    for file in files {
        typed.push_str(&format!(" {}", data.join(file).display()));
        let text = std::fs::read_to_string(data.join(file)).expect("read");
        for line in text.lines().skip(1) {
            let id = line.split(',').next().expect("an id").trim();
            let person = id.split('-').nth(1).expect("rec-N-…");
            *people.entry(person.to_owned()).or_default() += 1;
            truth.push_str(&format!("{},{id},{person}\n", file.trim_end_matches(".csv")));
        }
    }
    home.write("truth.csv", &truth).run(&typed).ok().says(&["しきい値"]);

    let pairs = home.read("pairs.csv");
    assert!(pairs.starts_with("source_l,key_l,source_r,key_r,weight,probability\n"));
    let person = |key: &str| key.split('-').nth(1).map(str::to_owned);
    let (mut right, mut wrong) = (0_u64, 0_u64);
    let mut seen = std::collections::BTreeSet::new();
    for row in rows(&pairs) {
        let (left, other) = (row["key_l"].clone(), row["key_r"].clone());
        if person(&left) == person(&other) {
            right += 1
        } else {
            wrong += 1
        }
        let ends = [(row["source_l"].clone(), left), (row["source_r"].clone(), other)];
        let mut ends = ends.to_vec();
        ends.sort();
        assert!(seen.insert(ends), "each pair once: {row:?}");
        let (weight, probability): (f64, f64) =
            (row["weight"].parse().expect("a number"), row["probability"].parse().expect("a number"));
        assert!((0.0..=1.0).contains(&probability));
        if probability > 0.001 && probability < 0.999 {
            assert!(((probability / (1.0 - probability)).log2() - weight).abs() < 0.01, "{row:?}");
        }
    }
    let all: u64 = people.values().map(|count| count * (count - 1) / 2).sum();
    let f1 = 2.0 * right as f64 / (right + wrong + all) as f64;
    assert!(f1 >= 0.98, "F1 of the pairs is {f1:.4} ({right} right, {wrong} wrong, {all} in the truth)");

    let clusters = rows(&home.read("clusters.csv"));
    assert_eq!(clusters.len() as u64, people.values().sum::<u64>(), "singletons are listed");
    let told =
        home.run("evaluate linkage --clusters clusters.csv --pairs pairs.csv --truth truth.csv --json").ok().json();
    assert!(told["f1"].as_f64().expect("a number") >= 0.98, "{told}");
    assert!(told["b_cubed"]["f1"]["value"].as_f64().expect("a number") >= 0.98, "{told}");
    let file = &told["pairs"]["file"];
    assert_eq!((&file["true_pairs"], &file["false_pairs"]), (&right.into(), &wrong.into()), "as counted here");
    assert_eq!(file["missed_pairs"], all - right);
    let f1 = |row: &serde_json::Value| row["f1"].as_f64().expect("a number");
    assert!(f1(&told["pairs"]["best"]) >= f1(file), "{told}");
}

#[test]
fn febrl_3_reaches_098() {
    benchmark("febrl3.toml", &["febrl_dataset3.csv"]);
}

#[test]
fn febrl_4_reaches_098() {
    benchmark("febrl4.toml", &["febrl_dataset4a.csv", "febrl_dataset4b.csv"]);
}
