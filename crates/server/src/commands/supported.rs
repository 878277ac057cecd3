//! `mimamori supported`.

use std::path::Path;

use app::error::AppError;
use serde_json::json;

use crate::edge::Desk;
use crate::output;

/// Takes a list of children somebody already supports.
pub async fn run(home: &Path, file: &Path, as_json: bool) -> Result<u8, AppError> {
    let desk = Desk::open(home).await?;
    let (rows, new) = app::supported::supported_import(&desk.ctx()?, file).await?;
    if as_json {
        output::say(&json!({"rows": rows, "new": new}).to_string());
        return Ok(0);
    }
    output::say(&format!("支援中の一覧{rows}件を読み、新しい{new}件を記録しました。"));
    Ok(0)
}
