//! `mimamori source draft`.

use std::path::Path;

use app::error::AppError;
use app::files::whole;
use app::source_draft::source_draft;
use serde_json::json;

use crate::cli::SourceAction;
use crate::output;

/// Prints or writes a proposed source definition.
pub fn run(home: &Path, action: SourceAction, as_json: bool) -> Result<u8, AppError> {
    let SourceAction::Draft { file, out } = action;
    whole::are_apart(out.as_deref(), [file.as_path()])?;
    let text = source_draft(home, &file)?;
    match out {
        Some(path) => {
            whole::write(&path, text.as_bytes())?;
            if as_json {
                output::say(&json!({"file": path.display().to_string()}).to_string());
                return Ok(0);
            }
            output::say(&format!(
                "{} に連携元定義の案を書きました。# の注記を確かめて直し、config/sources/ に置いて mimamori check を実行してください。",
                path.display()
            ));
        }
        None if as_json => output::say(&json!({"definition": text}).to_string()),
        None => output::say(&text),
    }
    Ok(0)
}
