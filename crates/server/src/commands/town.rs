//! `mimamori town`: a synthetic town's extracts and its truth, without an installation.

use app::error::AppError;
use serde_json::json;

use crate::cli::Town;
use crate::output;

/// Writes the extracts and the truth.
pub fn run(options: &Town, as_json: bool) -> Result<u8, AppError> {
    let written = app::demo::town_write(&options.dir, options.residents, options.seed)?;
    if as_json {
        let files: Vec<_> = written
            .iter()
            .filter_map(|path| path.file_name())
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        output::say(&json!({"residents": options.residents, "seed": options.seed, "files": files}).to_string());
        return Ok(0);
    }
    output::say(&format!(
        "{} に架空のまち（人口{}人）の抽出データ{}件を書き出しました。",
        options.dir.display(),
        options.residents,
        written.len()
    ));
    Ok(0)
}
