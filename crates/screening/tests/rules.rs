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
            let own =
                catalog.cases.iter().filter(|cases| cases.rule == rule.id.as_str()).flat_map(|cases| &cases.cases);
            assert!(own.count() >= 2, "{preset}: {} has at least two cases", rule.id);
            let text =
                |preset: &str| std::fs::read_to_string(presets().join(preset).join(&rule.file)).unwrap_or_default();
            assert_eq!(text(preset), text("minimal"), "{} is the same rule in every preset", rule.file);
        }
    }
}

#[test]
fn a_rule_that_predicts_bullies_is_refused_even_when_renamed() {
    let root = presets().join("minimal");
    let mut files = Vec::new();
    gather(&root, &root, &mut files);
    let folder = presets().join("../../fixtures/refused-rules");
    for name in ["predict-bullies", "friendly-name"] {
        let text = std::fs::read_to_string(folder.join(format!("{name}.toml"))).expect("the fixture is there");
        let mut with = files.clone();
        with.push(ConfigFile { path: format!("rules/{name}.toml"), text });
        let loaded = Catalog::load(&with);
        let refusal: Vec<String> =
            loaded.faults.iter().filter(|fault| fault.file.contains(name)).map(ToString::to_string).collect();
        assert!(
            refusal.iter().any(|fault| fault.contains("使えません: いじめを行う子どもの予測")),
            "{name}: {refusal:?}"
        );
        assert!(
            !loaded.catalog.rules.iter().any(|rule| rule.file.contains(name)),
            "{name} never runs, even if somebody overlooks the fault"
        );
    }
}

#[test]
fn slips_in_a_rule_are_named_with_line_and_cure() {
    let root = presets().join("minimal");
    let mut files = Vec::new();
    gather(&root, &root, &mut files);
    let place = files.iter().position(|file| file.path == "rules/seven-days.toml").expect("a shipped rule");
    let slips = [
        (
            "items = [\"attendance.daily.status\"]",
            "items = [\"attendance.daily.statsu\"]",
            "「attendance.daily.status」ではありませんか",
        ),
        ("at_least = \"days\"", "at_least = \"dayz\"", "[parameters] にありません"),
        ("at_least = \"days\"\npoints = 5", "points = 5", "集計と判定の境が合いません"),
        ("points = 5", "points = -5", "「安全」を示す点数は書けません"),
        ("values = [\"欠席\"]", "values = [\"欠勤\"]", "コード表 attendance にありません"),
        ("{from}", "{form}", "{form} は使えません"),
        ("condition = \"run\"", "condition = \"runs\"", "着目点「runs」がありません"),
        ("target = \"absence\"", "target = \"absense\"", "認められたものの中にありません"),
        (
            "window = { days = \"look_back\" }",
            "window = { days = \"look_back\", months = \"days\" }",
            "期間（window）の書き方",
        ),
    ];
    for (right, wrong, expected) in slips {
        let mut with = files.clone();
        assert!(with[place].text.contains(right), "{right}");
        with[place].text = with[place].text.replacen(right, wrong, 1);
        let loaded = Catalog::load(&with);
        let faults: Vec<&catalog::Fault> =
            loaded.faults.iter().filter(|fault| fault.file == "rules/seven-days.toml" && fault.is_error()).collect();
        let text: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(text.iter().any(|fault| fault.contains(expected)), "{wrong}: {text:?}");
        assert!(faults.iter().all(|fault| fault.line > 0 && !fault.cure.is_empty()), "{wrong}: {text:?}");
    }
}

#[test]
fn the_order_of_deliveries_and_the_number_of_threads_change_nothing() {
    let catalog = load("minimal").catalog;
    for cases in &catalog.cases {
        for case in &cases.cases {
            let rule = domain::RuleId::new(&cases.rule);
            let Ok((first, _)) = screening::cases::screened(&catalog, &rule, case) else { continue };
            let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
            let again =
                alone.install(|| screening::cases::screened(&catalog, &rule, case)).ok().map(|(again, _)| again);
            assert_eq!(Some(first), again, "{}", case.name);
        }
    }
}
