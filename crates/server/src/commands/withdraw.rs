//! `mimamori withdraw`.

use std::path::Path;

use app::error::AppError;
use serde_json::json;

use crate::edge::Desk;
use crate::output;

/// Takes a delivery back.
pub async fn run(home: &Path, extract: &str, as_json: bool) -> Result<u8, AppError> {
    let desk = Desk::open(home).await?;
    let stored = app::withdraw::withdraw(&desk.ctx()?, extract).await?;
    if as_json {
        let rows = stored.rows_admitted;
        output::say(
            &json!({"extract": stored.extract.id.to_string(), "file": stored.extract.file, "rows": rows}).to_string(),
        );
        return Ok(0);
    }
    output::say(&format!(
        "抽出データ {}（{}、{}行）を取り下げました。\n  これに代わる以前の届け出があれば、それが再び有効になります。mimamori link をもう一度実行してください。",
        stored.extract.id, stored.extract.file, stored.rows_admitted
    ));
    Ok(0)
}
