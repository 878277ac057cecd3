//! `mimamori town`: a synthetic town's extracts and its truth, without an installation.

use app::error::AppError;

use crate::cli::Town;
use crate::output;

/// Writes the extracts and the truth.
pub fn run(options: &Town) -> Result<u8, AppError> {
    let written = app::demo::town_write(&options.dir, options.residents, options.seed)?;
    output::say(&format!("{} に架空のまち（人口{}人）の抽出データ{}件を書き出しました。", options.dir.display(), options.residents, written.len()));
    Ok(0)
}
