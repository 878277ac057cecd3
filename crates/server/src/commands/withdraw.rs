//! `mimamori withdraw`.

use std::path::Path;

use app::error::AppError;

use crate::edge::Desk;
use crate::output;

/// Takes a delivery back.
pub async fn run(home: &Path, extract: &str) -> Result<u8, AppError> {
    let desk = Desk::open(home).await?;
    let stored = app::withdraw::withdraw(&desk.ctx()?, extract).await?;
    output::say(&format!(
        "抽出データ {}（{}、{}行）を取り下げました。\n  これに代わる以前の届け出があれば、それが再び有効になります。mimamori link をもう一度実行してください。",
        stored.extract.id, stored.extract.file, stored.rows_admitted
    ));
    Ok(0)
}
