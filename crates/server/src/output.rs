//! The one place that writes to the terminal; a closed pipe is not an error.

use std::io::Write as _;

/// Writes a text and a line end to standard output.
pub fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    if !text.ends_with('\n') {
        let _ = out.write_all(b"\n");
    }
    let _ = out.flush();
}

/// Writes a text and a line end to standard error.
pub fn warn(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = writeln!(out, "{text}");
}
