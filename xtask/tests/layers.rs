//! The arrows between our crates are those of `layers.toml`, and no others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

fn allowed(table: &BTreeMap<String, Vec<String>>, name: &str, into: &mut BTreeSet<String>) {
    for below in table.get(name).into_iter().flatten() {
        if into.insert(below.clone()) {
            allowed(table, below, into);
        }
    }
}

#[test]
fn arrows_go_down_only() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table: BTreeMap<String, Vec<String>> =
        toml::from_str(&std::fs::read_to_string(here.join("layers.toml")).expect("layers.toml"))
            .expect("a table of lists");
    let output = Command::new("cargo")
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(here)
        .output()
        .expect("cargo metadata runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let ours: BTreeSet<&str> = packages.iter().filter_map(|p| p["name"].as_str()).collect();
    assert!(ours.len() > 5, "the workspace was not read");
    let mut faults = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        if !table.contains_key(name) {
            faults.push(format!("{name} has no line in xtask/layers.toml"));
        }
        let mut may = BTreeSet::new();
        allowed(&table, name, &mut may);
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let other = dependency["name"].as_str().unwrap_or_default();
            // Development dependencies may look up: tests go through the front door.
            if ours.contains(other) && dependency["kind"].is_null() && !may.contains(other) {
                faults.push(format!("{name} → {other} is not allowed"));
            }
        }
    }
    assert!(faults.is_empty(), "Move the code down, or pass what is needed as an argument:\n  {}", faults.join("\n  "));
}
