//! The same pairs on an Apache Spark cluster (local mode, two workers) as on one machine, with the driver `bench/spark/link.py`.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use super::python::{environment, ok};
use super::{numbers, process};
use crate::{say, workspace};

/// Links synthetic residents (default 20,000) and two public lists both ways and compares the bytes.
pub(crate) fn run(sizes: &[String]) -> ExitCode {
    let folder = std::env::temp_dir().join("mimamori-bench-spark");
    let linked = (|| {
        let program = process::product()?;
        std::fs::create_dir_all(&folder).ok()?;
        java()?;
        let python = environment(&folder, &scripts().join("requirements.txt"))?;
        let cluster = Cluster { program, python, folder: folder.clone() };
        for persons in numbers(sizes, &[20_000]) {
            let file = cluster.residents(persons)?;
            cluster.compare("people-japanese.toml", ",", &[file])?;
        }
        let data = workspace::root().join("../shared/data/linkage");
        let lists = ["dblp_acm_dblp", "dblp_acm_acm"].map(|name| data.join(format!("{name}.csv")));
        if lists.iter().all(|file| file.exists()) {
            cluster.compare("dblp-acm.toml", "%", &lists)?;
        }
        Some(())
    })();
    if linked.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn scripts() -> PathBuf {
    workspace::root().join("bench/spark")
}

/// Java, from Debian's packages where it is not there.
fn java() -> Option<()> {
    let there = || Command::new("java").arg("-version").output().is_ok_and(|output| output.status.success());
    if there() {
        return Some(());
    }
    say("installing Java …");
    let installed = ok(Command::new("apt-get").args(["update", "-qq"]))
        && ok(Command::new("apt-get").args(["install", "-y", "-qq", "default-jre-headless"]));
    if !installed || !there() {
        say("  Java 17 or newer is needed: apt-get install default-jre-headless");
        return None;
    }
    Some(())
}

struct Cluster {
    program: PathBuf,
    python: PathBuf,
    folder: PathBuf,
}

impl Cluster {
    fn residents(&self, persons: u64) -> Option<PathBuf> {
        let file = self.folder.join(format!("residents-{persons}.csv"));
        let made = ok(Command::new(&self.python)
            .arg(workspace::root().join("bench/linkage/residents.py"))
            .arg("--names")
            .arg(workspace::root().join("../shared/data/japan"))
            .args(["--persons", &persons.to_string(), "--seed", "1"])
            .arg("--out")
            .arg(&file)
            .arg("--truth")
            .arg(self.folder.join("truth.csv")));
        made.then_some(file)
    }

    /// Links the files on one machine, then on the cluster with the same weights; `None` when the pairs differ.
    fn compare(&self, recipe: &str, delimiter: &str, files: &[PathBuf]) -> Option<()> {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let recipe_file = text(&workspace::root().join("fixtures/linkage").join(recipe));
        let [one, trained, cluster] = ["one.csv", "trained.toml", "cluster.csv"].map(|name| self.folder.join(name));
        let [one_text, trained_text] = [text(&one), text(&trained)];
        let files: Vec<String> = files.iter().map(|file| text(file)).collect();
        let mut alone =
            vec!["link-files", "--recipe", &recipe_file, "--pairs", &one_text, "--save-trained", &trained_text];
        alone.extend(files.iter().map(String::as_str));
        let single = process::run(&self.program, &alone);
        let spark = [
            text(&scripts().join("link.py")),
            "--master".to_owned(),
            "local[2]".to_owned(),
            "--delimiter".to_owned(),
            delimiter.to_owned(),
            "--program".to_owned(),
            text(&self.program),
            "--recipe".to_owned(),
            recipe_file,
            "--trained".to_owned(),
            trained_text,
            "--pairs".to_owned(),
            text(&cluster),
        ];
        let arguments: Vec<&str> = spark.iter().chain(&files).map(String::as_str).collect();
        let shared = process::run(&self.python, &arguments);
        if !single.ok || !shared.ok {
            say(&format!("{recipe}: a run failed"));
            return None;
        }
        let (one, other) = (std::fs::read(&one).ok()?, std::fs::read(&cluster).ok()?);
        let pairs = one.iter().filter(|byte| **byte == b'\n').count() - 1;
        let same = one == other && pairs > 0;
        say(&format!(
            "{recipe}: {pairs} pairs; one machine {:.1} s, Spark with two workers {:.1} s: {}",
            single.seconds,
            shared.seconds,
            if same { "the same bytes" } else { "THEY DIFFER" }
        ));
        same.then_some(())
    }
}
