//! `mimamori source draft`.

use std::path::Path;

use app::error::AppError;
use app::files::whole;
use app::source_draft::source_draft;

use crate::cli::SourceAction;
use crate::output;

/// Prints or writes a proposed source definition.
pub fn run(home: &Path, action: SourceAction) -> Result<u8, AppError> {
    let SourceAction::Draft { file, out } = action;
    let text = source_draft(home, &file)?;
    match out {
        Some(path) => {
            whole::write(&path, text.as_bytes())?;
            output::say(&format!(
                "{} に連携元定義の案を書きました。# の注記を確かめて直し、config/sources/ に置いて mimamori check を実行してください。",
                path.display()
            ));
        }
        None => output::say(&text),
    }
    Ok(0)
}
