//! The main job: a town's extracts from a folder to reasons to look.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::baseline::decode_and_split;
use super::process;
use crate::say;

/// The day for which bench towns are sealed.
pub(super) const SEALED: &str = "2023-03-31";
const PURPOSE: &str = "child-watch";

/// Builds in release and measures each size in turn.
pub(crate) fn run(sizes: &[String]) -> ExitCode {
    let Some(program) = process::product() else { return ExitCode::FAILURE };
    let sizes = super::numbers(sizes, &[30_000, 300_000]);
    let mut per_resident = Vec::new();
    for size in sizes {
        match measure(&program, size) {
            Some(seconds) => per_resident.push((size, seconds / size as f64)),
            None => return ExitCode::FAILURE,
        }
    }
    if let (Some(first), Some(last)) = (per_resident.first(), per_resident.last())
        && first.0 != last.0
    {
        say(&format!("cost per resident, {} against {}: {:.2} times", last.0, first.0, last.1 / first.1));
    }
    ExitCode::SUCCESS
}

/// Measures one town; gives the seconds of import + link + trends + screen.
fn measure(program: &Path, residents: u64) -> Option<f64> {
    let folder = std::env::temp_dir().join(format!("mimamori-bench-{}-{residents}", std::process::id()));
    let home = folder.join("home");
    let extracts = folder.join("extracts");
    let result = measure_in(program, residents, &home, &extracts);
    let _ = std::fs::remove_dir_all(&folder);
    result
}

fn measure_in(program: &Path, residents: u64, home: &Path, extracts: &Path) -> Option<f64> {
    let home_text = home.to_string_lossy().into_owned();
    let residents_text = residents.to_string();
    let extracts_text = extracts.to_string_lossy().into_owned();
    say(&format!("town of {residents}"));
    let made = process::run(program, &["town", &extracts_text, "--residents", &residents_text, "--seed", "1"]);
    let begun = process::run(program, &["init", &home_text, "--preset", "minimal", "--sealed", SEALED]);
    if !made.ok || !begun.ok {
        say("  the town or the installation could not be made");
        return None;
    }
    let files = files_of(extracts);
    let (baseline, bytes, fields) = decode_and_split(&files);
    say(&format!(
        "  {} files, {:.1} MiB, {fields} fields; one thread decodes and splits them in {baseline:.2} s",
        files.len(),
        bytes as f64 / 1_048_576.0
    ));
    let mut import: Vec<String> = vec!["import".into(), "--home".into(), home_text.clone()];
    import.extend(files.iter().map(|file| file.to_string_lossy().into_owned()));
    let import: Vec<&str> = import.iter().map(String::as_str).collect();
    let steps: [(&str, Vec<&str>); 4] = [
        ("import", import),
        ("link", vec!["link", "--home", &home_text]),
        ("trends", vec!["trends", "--home", &home_text, "--purpose", PURPOSE]),
        ("screen", vec!["screen", "--home", &home_text, "--purpose", PURPOSE, "--capacity", "100"]),
    ];
    let mut total = 0.0;
    let mut peak = 0.0_f64;
    for (name, arguments) in steps {
        let taken = process::run(program, &arguments);
        say(&format!(
            "  {name:<7} {:>7.2} s  {:>7.0} MiB{}",
            taken.seconds,
            taken.peak_mib,
            if taken.ok { "" } else { "  FAILED" }
        ));
        if !taken.ok {
            return None;
        }
        if name == "import" {
            say(&format!("          {:.2} times the plain decode and split", taken.seconds / baseline));
        }
        total += taken.seconds;
        peak = peak.max(taken.peak_mib);
    }
    say(&format!("  total   {total:>7.2} s  {peak:>7.0} MiB peak"));
    Some(total)
}

/// The extracts of the folder, by name; the truth beside them is left out.
pub(super) fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect())
        .unwrap_or_default();
    files.sort();
    files
}
