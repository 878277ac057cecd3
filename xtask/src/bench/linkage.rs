//! `link-files` beside Splink, in turns on the same files: seconds and peak memory of whole processes, accuracy by one scorer.
//!
//! Splink runs from a Python environment of its own, which is made from `bench/linkage/requirements.txt`; its recipes stand in
//! `bench/linkage/recipe_*.py`, ours in `fixtures/linkage`.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use serde_json::Value;

use super::process;
use super::python::{environment, ok};
use crate::{say, workspace};

/// Something both sides link.
struct Task {
    /// As `score.py` and `splink_run.py` call it.
    name: &'static str,
    recipe: &'static str,
    files: Vec<PathBuf>,
    truth: Option<PathBuf>,
}

/// What the scorer says of one side.
struct Scored {
    own: [f64; 3],
    best: f64,
    bands: Vec<String>,
}

/// Runs the public benchmarks, then synthetic residents in the sizes given (default 1,000,000 persons).
pub(crate) fn run(sizes: &[String]) -> ExitCode {
    let Some(program) = process::product() else { return ExitCode::FAILURE };
    let folder = std::env::temp_dir().join("mimamori-bench-linkage");
    let done = std::fs::create_dir_all(&folder).ok().and_then(|()| environment(&folder, &scripts().join("requirements.txt"))).is_some_and(|python| {
        let bench = Bench { program, python, folder };
        say("task; tool; precision, recall, F1 at its own threshold; best F1 with the truth; seconds; peak MiB; share of true pairs by band");
        let public = tasks(&workspace::root().join("../shared/data/linkage"));
        let residents = super::numbers(sizes, &[1_000_000]).into_iter().map(|persons| bench.residents(persons));
        public.into_iter().map(Some).chain(residents).all(|task| task.is_some_and(|task| bench.task(&task).is_some()))
    });
    if done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The public benchmarks.
fn tasks(data: &Path) -> Vec<Task> {
    let files = |names: &[&str]| names.iter().map(|name| data.join(format!("{name}.csv"))).collect();
    vec![
        Task { name: "febrl3", recipe: "febrl3.toml", files: files(&["febrl_dataset3"]), truth: None },
        Task {
            name: "febrl4",
            recipe: "febrl4.toml",
            files: files(&["febrl_dataset4a", "febrl_dataset4b"]),
            truth: None,
        },
        Task {
            name: "dblp-acm",
            recipe: "dblp-acm.toml",
            files: files(&["dblp_acm_dblp", "dblp_acm_acm"]),
            truth: Some(data.join("dblp_acm_gt.csv")),
        },
    ]
}

fn scripts() -> PathBuf {
    workspace::root().join("bench/linkage")
}

struct Bench {
    program: PathBuf,
    python: PathBuf,
    folder: PathBuf,
}

impl Bench {
    /// Synthetic residents (seed 1) and their truth.
    fn residents(&self, persons: u64) -> Option<Task> {
        let file = self.folder.join(format!("residents-{persons}.csv"));
        let truth = self.folder.join(format!("truth-{persons}.csv"));
        if !truth.exists() {
            let names = workspace::root().join("../shared/data/japan");
            let made = ok(Command::new(&self.python)
                .arg(scripts().join("residents.py"))
                .arg("--names")
                .arg(names)
                .args(["--persons", &persons.to_string(), "--seed", "1"])
                .arg("--out")
                .arg(&file)
                .arg("--truth")
                .arg(&truth));
            if !made {
                say("  the residents could not be made");
                return None;
            }
        }
        Some(Task { name: "residents", recipe: "people-japanese.toml", files: vec![file], truth: Some(truth) })
    }

    /// Both sides of a task.
    fn task(&self, task: &Task) -> Option<()> {
        if task.files.iter().chain(&task.truth).any(|file| !file.exists()) {
            say(&format!("{}: its files are not there", task.name));
            return Some(());
        }
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let (pairs, clusters) = (text(&self.folder.join("pairs.csv")), text(&self.folder.join("clusters.csv")));
        let recipe = text(&workspace::root().join("fixtures/linkage").join(task.recipe));
        let files: Vec<String> = task.files.iter().map(|file| text(file)).collect();
        let mut ours = vec!["link-files", "--recipe", &recipe, "--pairs", &pairs, "--clusters", &clusters];
        ours.extend(files.iter().map(String::as_str));
        let taken = process::run(&self.program, &ours);
        if !taken.ok {
            say(&format!("{}: link-files failed", task.name));
            return None;
        }
        let score = self.json("score.py", task, &["--pairs", &pairs, "--clusters", &clusters])?;
        self.tell(task, "mimamori", &scored(&score, "as_given")?, taken.seconds, taken.peak_mib);
        let splink =
            self.json("splink_run.py", task, if task.name == "residents" { &["--u-pairs", "1e6"] } else { &[] })?;
        let seconds = splink["seconds"]["total"].as_f64()?;
        self.tell(task, "Splink", &scored(&splink, "0.95")?, seconds, splink["peak_rss_mib"].as_f64()?);
        Some(())
    }

    /// Runs a script of the folder on a task and reads the object it prints.
    fn json(&self, script: &str, task: &Task, more: &[&str]) -> Option<Value> {
        let mut command = Command::new(&self.python);
        command.arg(scripts().join(script)).arg(task.name);
        if task.name != "residents" || script == "splink_run.py" {
            command.arg("--data").args(&task.files);
        }
        if let Some(truth) = &task.truth {
            command.arg("--truth").arg(truth);
        }
        let output = command.args(more).output().ok()?;
        let read = serde_json::from_slice(&output.stdout).ok();
        if read.is_none() {
            say(&format!("{}: {script} failed: {}", task.name, String::from_utf8_lossy(&output.stderr)));
        }
        read
    }

    fn tell(&self, task: &Task, tool: &str, scored: &Scored, seconds: f64, peak_mib: f64) {
        let [precision, recall, f1] = scored.own;
        say(&format!(
            "{}; {tool}; {precision:.4}, {recall:.4}, {f1:.4}; {:.4}; {seconds:.2}; {peak_mib:.0}; {}",
            task.name,
            scored.best,
            scored.bands.join(" ")
        ));
    }
}

/// Reads the figures of `score.py` and `splink_run.py`; `own` names the threshold the tool chooses without a truth.
fn scored(json: &Value, own: &str) -> Option<Scored> {
    let pairs = &json["pairs"];
    let at = if pairs[own].is_object() { &pairs[own] } else { &pairs["at_probability"][own] };
    let number = |name: &str| at[name].as_f64();
    let bands = pairs["reliability"].as_array()?.iter().map(|band| {
        let of = |name: &str| band[name].as_f64().unwrap_or(0.0);
        format!("{}-{}: {:.3}", of("from"), of("to"), of("true_share"))
    });
    Some(Scored {
        own: [number("precision")?, number("recall")?, number("f1")?],
        best: pairs["best_by_weight"]["f1"].as_f64()?,
        bands: bands.collect(),
    })
}
