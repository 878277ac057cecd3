//! Each ethics principle is checked: break it, and `check` says so at its place in `ethics.toml`.

mod support;

use catalog::ConfigFile;
use support::{loaded, preset};

fn edited(path: &str, from: &str, to: &str) -> Vec<ConfigFile> {
    let mut files = preset("toda");
    let file = files.iter_mut().find(|file| file.path == path).expect("the file");
    assert!(file.text.contains(from), "{path} does not hold {from}");
    file.text = file.text.replacen(from, to, 1);
    files
}

fn broken(files: &[ConfigFile], principle: u8) -> bool {
    let name = format!("倫理原則{principle}「");
    loaded(files).faults.iter().any(|fault| {
        fault.is_error() && fault.file == "ethics.toml" && fault.line > 0 && fault.message.starts_with(&name)
    })
}

const PURPOSE: &str = "purposes/school-support.toml";

#[test]
fn toda_keeps_all_five() {
    let files = preset("toda");
    assert!((1..=5).all(|principle| !broken(&files, principle)));
}

#[test]
fn education_before_technology_somebody_must_decide() {
    assert!(broken(&edited(PURPOSE, "users = [\"学校\", \"教育委員会\"]", "users = []"), 1));
    assert!(broken(&edited(PURPOSE, "mode = \"assessment\"", "mode = \"outreach\""), 1));
}

#[test]
fn no_discrimination_only_approved_targets() {
    let files = edited(PURPOSE, "targets = [\"truancy-signs\"", "targets = [\"watch\", \"truancy-signs\"");
    assert!(loaded(&files).faults.iter().any(|fault| fault.is_error() && fault.message.contains("watch")));
}

#[test]
fn freedom_of_the_inner_mind() {
    assert!(broken(&edited(PURPOSE, "inner_life_values_allowed = false", "inner_life_values_allowed = true"), 3));
    assert!(broken(&edited("items.csv", "○,×,内面,○", "○,×,,○"), 3));
}

#[test]
fn no_ranking_no_points() {
    assert!(broken(&edited(PURPOSE, "points = false", "points = true"), 4));
    assert!(broken(&edited("items.csv", "学力,○,×", "学力,○,○"), 4));
}

#[test]
fn it_can_be_explained() {
    assert!(broken(&edited(PURPOSE, "statement = \"", "statement = \"\" # \""), 5));
}
