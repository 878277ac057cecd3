//! The shipped rules load without a fault, and every case beside them holds, in every preset.

use std::path::{Path, PathBuf};

use catalog::{Catalog, ConfigFile, Loaded};

fn presets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/presets")
}

fn load(preset: &str) -> Loaded {
    let root = presets().join(preset);
    let mut files = Vec::new();
    gather(&root, &root, &mut files);
    files.sort_by(|a: &ConfigFile, b| a.path.cmp(&b.path));
    Catalog::load(&files)
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<ConfigFile>) {
    for entry in std::fs::read_dir(folder).expect("a preset is a folder") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            gather(root, &path, files);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let relative = path.strip_prefix(root).expect("below the root");
            files.push(ConfigFile { path: relative.to_string_lossy().replace('\\', "/"), text });
        }
    }
}

#[test]
fn the_rules_of_every_preset_load_without_a_fault() {
    for preset in ["minimal", "akishima", "toda"] {
        let loaded = load(preset);
        let faults: Vec<String> =
            loaded.faults.iter().filter(|fault| fault.file.starts_with("rules")).map(ToString::to_string).collect();
        assert!(faults.is_empty(), "{preset}:\n{}", faults.join("\n"));
        assert!(!loaded.catalog.rules.is_empty(), "{preset} has rules");
    }
}

#[test]
fn every_case_holds() {
    for preset in ["minimal", "akishima", "toda"] {
        let catalog = load(preset).catalog;
        let outcomes = screening::cases::run_all(&catalog);
        let failed: Vec<String> = outcomes
            .iter()
            .filter(|outcome| !outcome.failures.is_empty())
            .map(|outcome| format!("{}「{}」\n    {}", outcome.file, outcome.name, outcome.failures.join("\n    ")))
            .collect();
        assert!(failed.is_empty(), "{preset}: {} of {} cases\n{}", failed.len(), outcomes.len(), failed.join("\n"));
        for rule in catalog.rules.iter().filter(|rule| rule.kind != catalog::rule::RuleKind::Trend) {
            let own = catalog.cases.iter().filter(|cases| cases.rule == rule.id.as_str()).flat_map(|cases| &cases.cases);
            assert!(own.count() >= 2, "{preset}: {} has at least two cases", rule.id);
            let text = |preset: &str| std::fs::read_to_string(presets().join(preset).join(&rule.file)).unwrap_or_default();
            assert_eq!(text(preset), text("minimal"), "{} is the same rule in every preset", rule.file);
        }
    }
}
