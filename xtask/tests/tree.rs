//! Rules of the source tree that every file must keep. Each failure says what to do.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_path_buf()
}

/// All files of our own below the given folders with one of the endings.
fn files(folders: &[&str], endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in folders {
        walk(&root().join(folder), endings, &mut found);
    }
    found.sort();
    assert!(!found.is_empty(), "no files found: the check would check nothing");
    found
}

fn walk(folder: &Path, endings: &[&str], found: &mut Vec<(String, String)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.starts_with('.') && name != "target" {
                walk(&path, endings, found);
            }
        } else if endings.iter().any(|e| name.ends_with(e)) {
            let short = path.strip_prefix(root()).expect("below the root").to_string_lossy().into_owned();
            if let Ok(text) = fs::read_to_string(&path) {
                found.push((short, text));
            }
        }
    }
}

fn fail_with(offenders: &[String], cure: &str) {
    assert!(offenders.is_empty(), "{cure}\n  {}", offenders.join("\n  "));
}

#[test]
fn every_source_file_says_what_it_is_for() {
    let offenders: Vec<_> = files(&["crates", "xtask"], &[".rs"])
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(file, _)| file)
        .collect();
    fail_with(&offenders, "Begin each file with a `//!` line that says its one purpose:");
}

#[test]
fn no_file_grows_past_a_redesign() {
    const LINES_MAX: usize = 800;
    let offenders: Vec<_> = files(&["crates", "xtask"], &[".rs"])
        .into_iter()
        .filter(|(file, _)| !file.contains("/tests/"))
        .filter_map(|(file, text)| {
            let code = text.split("\n#[cfg(test)]").next().unwrap_or(&text);
            let lines = code.lines().count();
            (lines > LINES_MAX).then(|| format!("{file}: {lines} lines"))
        })
        .collect();
    fail_with(&offenders, "Split by noun or verb; a file holds at most 800 lines outside its tests:");
}

#[test]
fn nothing_is_left_for_later() {
    let words = [
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("#[ig", "nore"),
    ];
    let offenders: Vec<_> = files(&["crates", "xtask"], &[".rs"])
        .into_iter()
        .filter(|(file, _)| file != "xtask/tests/tree.rs")
        .flat_map(|(file, text)| {
            text.lines()
                .enumerate()
                .filter(|(_, line)| words.iter().any(|word| line.contains(word)))
                .map(|(number, _)| format!("{file}:{}", number + 1))
                .collect::<Vec<_>>()
        })
        .collect();
    fail_with(&offenders, "Finish it, or write it into ROADMAP.md:");
}

#[test]
fn engines_do_no_io_and_read_no_clock() {
    let engines = [
        "crates/japanese/src",
        "crates/domain/src",
        "crates/catalog/src",
        "crates/ingest/src",
        "crates/linkage/src",
        "crates/ledger/src",
        "crates/screening/src",
    ];
    let banned = [
        "std::fs",
        "std::net",
        "SystemTime",
        "Instant::now",
        "Zoned::now",
        "Timestamp::now",
        "std::env",
        "getrandom",
        "println!",
        "eprintln!",
    ];
    let offenders: Vec<_> = files(&engines, &[".rs"])
        .into_iter()
        .flat_map(|(file, text)| {
            let code = text.split("\n#[cfg(test)]").next().unwrap_or(&text).to_owned();
            code.lines()
                .enumerate()
                .filter(|(_, line)| !line.trim_start().starts_with("//"))
                .filter(|(_, line)| banned.iter().any(|word| line.contains(word)))
                .map(|(number, _)| format!("{file}:{}", number + 1))
                .collect::<Vec<_>>()
        })
        .collect();
    fail_with(&offenders, "Engines are pure: take bytes, dates and seeds as arguments; do the IO in `app`:");
}

#[test]
fn only_the_store_knows_sql() {
    let offenders: Vec<_> = files(&["crates"], &[".rs"])
        .into_iter()
        .filter(|(file, text)| !file.starts_with("crates/store/") && text.contains("sqlx::"))
        .map(|(file, _)| file)
        .collect();
    fail_with(&offenders, "Only `store` knows SQL; add a noun-first method there:");
}

#[test]
fn no_threshold_stands_in_a_screening_rule_engine() {
    let rules = files(&["config/presets"], &[".toml"]);
    let rules: Vec<_> = rules.iter().filter(|(file, _)| file.contains("/rules/")).collect();
    assert!(!rules.is_empty(), "presets ship rules");
    let missing: Vec<_> = rules
        .iter()
        .filter(|(file, text)| !file.ends_with(".cases.toml") && !text.contains("kind = \"trend\""))
        .filter(|(file, _)| {
            let cases = file.replace(".toml", ".cases.toml");
            !rules.iter().any(|(other, _)| *other == cases)
        })
        .map(|(file, _)| file.clone())
        .collect();
    fail_with(&missing, "Each rule has its cases beside it (`<rule>.cases.toml`):");
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut documents = files(&["docs"], &[".md"]);
    for name in ["README.md", "README.ja.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "ROADMAP.md"] {
        let text = fs::read_to_string(root().join(name)).unwrap_or_else(|_| panic!("{name} is missing"));
        documents.push((name.to_owned(), text));
    }
    let mut broken = Vec::new();
    for (file, text) in &documents {
        for part in text.split("](").skip(1) {
            let target = part.split([')', '#', ' ']).next().unwrap_or_default();
            if target.is_empty() || target.starts_with("http") || target.starts_with("mailto:") {
                continue;
            }
            let base = Path::new(file).parent().unwrap_or_else(|| Path::new(""));
            if !root().join(base).join(target).exists() {
                broken.push(format!("{file}: {target}"));
            }
        }
    }
    fail_with(&broken, "Mend the link or write the page:");
}

#[test]
fn both_readmes_have_the_same_shape() {
    let shape = |name: &str| {
        let text = fs::read_to_string(root().join(name)).unwrap_or_default();
        let mut code = false;
        text.lines()
            .filter_map(|line| {
                if line.starts_with("```") {
                    code = !code;
                    return None;
                }
                if code {
                    Some(line.split('#').next().unwrap_or("").trim().to_owned())
                } else {
                    line.split_once(' ')
                        .filter(|(h, _)| !h.is_empty() && h.chars().all(|c| c == '#'))
                        .map(|(h, _)| h.to_owned())
                }
            })
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
    };
    let english = shape("README.md");
    assert!(!english.is_empty());
    assert_eq!(
        english,
        shape("README.ja.md"),
        "README.md and README.ja.md must have the same headings and commands in the same order"
    );
}

#[test]
fn no_machine_path_stands_in_the_tree() {
    let words = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/far", "m/")];
    let mut all = files(
        &["crates", "xtask", "docs", "config", "fixtures", "bench"],
        &[".rs", ".md", ".toml", ".csv", ".sh", ".py", ".txt"],
    );
    for name in ["README.md", "README.ja.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ".ci/run"] {
        all.push((name.to_owned(), fs::read_to_string(root().join(name)).unwrap_or_default()));
    }
    let offenders: Vec<_> = all
        .into_iter()
        .filter(|(_, text)| words.iter().any(|word| text.contains(word)))
        .map(|(file, _)| file)
        .collect();
    fail_with(&offenders, "Write paths relative to the project:");
}
