//! `mimamori withdraw`: a wrong delivery is taken back (取下げ).

use domain::ExtractId;
use store::StoredExtract;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::trail::{self, Told};

/// Takes a delivery back; what rested on it is folded again by the next `link` and never shown before.
///
/// Who: whoever runs the installation. Records: the withdrawal and one trail entry, in one transaction. Refuses: an unknown
/// number, or one that is already withdrawn.
///
/// # Errors
/// [`AppError`].
pub async fn withdraw(ctx: &Ctx<'_>, text: &str) -> Result<StoredExtract, AppError> {
    let id: ExtractId = text
        .parse()
        .map_err(|_| AppError::refused("抽出番号の形が違います。", "受領書にある番号（例 E12）を指定してください。"))?;
    let store = &ctx.installation.store;
    let Some(stored) = store.extract_fetch(id).await? else {
        return Err(AppError::refused(
            format!("抽出データ {id} はありません。"),
            "受領書にある番号を確かめてください。",
        ));
    };
    let mut txn = store.begin().await?;
    if !txn.extract_withdraw(id, &ctx.who, ctx.clock.today).await? {
        return Err(AppError::refused(
            format!("抽出データ {id} は既に取り下げられています。"),
            "何もする必要はありません。",
        ));
    }
    let told =
        Told { action: "withdraw", what: format!("extract={id}"), count: stored.rows_admitted, ..Told::default() };
    trail::append(&mut txn, ctx, None, told).await?;
    txn.commit().await?;
    Ok(stored)
}
