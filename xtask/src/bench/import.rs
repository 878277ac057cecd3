//! Import against one thread that merely decodes and splits the same bytes, in turns, so that both see the same machine.

use std::path::Path;
use std::process::ExitCode;

use super::baseline::decode_and_split;
use super::main_job::{SEALED, files_of};
use super::process;
use crate::say;

/// Rounds of both; the median of each counts.
const ROUNDS: usize = 5;

/// Measures one town after the other.
pub(crate) fn run(sizes: &[String]) -> ExitCode {
    let Some(program) = process::product() else { return ExitCode::FAILURE };
    let sizes = super::numbers(sizes, &[300_000]);
    for residents in sizes {
        let folder = std::env::temp_dir().join(format!("mimamori-bench-import-{}", std::process::id()));
        let measured = measure(&program, residents, &folder);
        let _ = std::fs::remove_dir_all(&folder);
        if measured.is_none() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn measure(program: &Path, residents: u64, folder: &Path) -> Option<()> {
    let extracts = folder.join("extracts");
    let extracts_text = extracts.to_string_lossy().into_owned();
    let made = process::run(program, &["town", &extracts_text, "--residents", &residents.to_string(), "--seed", "1"]);
    if !made.ok {
        say("  the town could not be made");
        return None;
    }
    let files = files_of(&extracts);
    let names: Vec<String> = files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
    let (mut plain, mut import, mut peak) = (Vec::new(), Vec::new(), 0.0_f64);
    for round in 0..ROUNDS {
        let home = folder.join(format!("home-{round}")).to_string_lossy().into_owned();
        let begun = process::run(program, &["init", &home, "--preset", "minimal", "--sealed", SEALED]);
        let (seconds, bytes, _) = decode_and_split(&files);
        let mut arguments = vec!["import", "--home", &home];
        arguments.extend(names.iter().map(String::as_str));
        let taken = process::run(program, &arguments);
        let _ = std::fs::remove_dir_all(&home);
        if !begun.ok || !taken.ok {
            say("  the import failed");
            return None;
        }
        if round == 0 {
            say(&format!(
                "town of {residents}: {} files, {:.1} MiB; plain decode and split by one thread / import, seconds:",
                files.len(),
                bytes as f64 / 1_048_576.0
            ));
        }
        say(&format!("  {seconds:>6.2} / {:>6.2}", taken.seconds));
        plain.push(seconds);
        import.push(taken.seconds);
        peak = peak.max(taken.peak_mib);
    }
    let (plain, import) = (median(plain), median(import));
    say(&format!("  median {plain:.2} / {import:.2}: {:.2} times; peak {peak:.0} MiB", import / plain));
    Some(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
