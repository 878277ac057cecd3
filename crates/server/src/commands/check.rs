//! `mimamori check`: every fault of the configuration.

use std::path::Path;

use app::error::AppError;
use serde_json::json;

use crate::{edge, output};

/// Prints every fault; exit 1 when one of them is an error.
pub fn run(home: &Path, as_json: bool) -> Result<u8, AppError> {
    let faults = app::installation::check(home, edge::now().0)?;
    let errors = faults.iter().filter(|fault| fault.is_error()).count();
    if as_json {
        let list: Vec<_> = faults
            .iter()
            .map(|fault| {
                json!({"file": fault.file, "line": fault.line, "severity": if fault.is_error() { "error" } else { "alert" },
                       "message": fault.message, "cure": fault.cure})
            })
            .collect();
        output::say(&json!({ "faults": list }).to_string());
    } else {
        for fault in &faults {
            output::say(&fault.to_string());
        }
        output::say(&format!("点検しました: 誤り{errors}件、注意{}件", faults.len() - errors));
    }
    Ok(u8::from(errors > 0))
}
