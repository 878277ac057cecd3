//! Running a command to its end and telling its wall time and peak memory.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::workspace;

/// What a finished process took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken {
    /// Wall seconds.
    pub(crate) seconds: f64,
    /// Highest resident memory in MiB, read from the process table every 5 ms.
    pub(crate) peak_mib: f64,
    /// Whether it ended with 0.
    pub(crate) ok: bool,
}

/// Builds the product in release and tells where it lies; `None` when it does not build.
pub(crate) fn product() -> Option<PathBuf> {
    let built = Command::new("cargo")
        .args(["build", "--quiet", "--release", "--package", "server"])
        .current_dir(workspace::root())
        .status();
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace::root().join("target"), PathBuf::from);
    built.is_ok_and(|status| status.success()).then(|| target.join("release/mimamori"))
}

/// Runs `program` with `arguments`; its output is thrown away, its errors shown.
#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
pub(crate) fn run(program: &Path, arguments: &[&str]) -> Taken {
    let start = Instant::now();
    let Ok(mut child) = Command::new(program).args(arguments).stdout(Stdio::null()).spawn() else {
        return Taken { seconds: 0.0, peak_mib: 0.0, ok: false };
    };
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak_kib = 0_u64;
    loop {
        if let Ok(text) = std::fs::read_to_string(&status_file) {
            let high = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = high.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0);
            peak_kib = peak_kib.max(kib);
        }
        match child.try_wait() {
            Ok(Some(status)) => {
                return Taken {
                    seconds: start.elapsed().as_secs_f64(),
                    peak_mib: peak_kib as f64 / 1024.0,
                    ok: status.success(),
                };
            }
            Ok(None) => std::thread::sleep(Duration::from_millis(5)),
            Err(_) => return Taken { seconds: 0.0, peak_mib: 0.0, ok: false },
        }
    }
}
