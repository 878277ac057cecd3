//! The one place that writes to the terminal; a closed pipe is not an error, a full disk is.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a text was lost.
static LOST: AtomicBool = AtomicBool::new(false);

/// Writes a text and a line end to standard output.
pub fn say(text: &str) {
    let mut out = io::stdout().lock();
    let written = (|| {
        out.write_all(text.as_bytes())?;
        if !text.ends_with('\n') {
            out.write_all(b"\n")?;
        }
        out.flush()
    })();
    if written.is_err_and(|error: io::Error| error.kind() != io::ErrorKind::BrokenPipe) {
        LOST.store(true, Ordering::Relaxed);
    }
}

/// Whether something that was to be said could not be written, but for a reader that went away.
pub fn is_lost() -> bool {
    LOST.load(Ordering::Relaxed)
}

/// Writes a text and a line end to standard error.
pub fn warn(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = writeln!(out, "{text}");
}
