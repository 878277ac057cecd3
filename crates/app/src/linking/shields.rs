//! 支援措置 flags are remembered as soon as they are linked: no later delivery, withdrawal or merge lifts them.

use domain::{PersonId, Resolution};
use ledger::{Inputs, Knowledge};
use store::{Shielded, StoredExtract};

use crate::ctx::Ctx;
use crate::error::AppError;

/// Everyone flagged in any delivery held, as linked now.
pub(super) async fn flagged(
    ctx: &Ctx<'_>,
    extracts: &[StoredExtract],
    resolutions: &[Resolution],
) -> Result<Vec<Shielded>, AppError> {
    let is_flag = |item: &domain::ItemId| item.as_str().starts_with("shield.");
    let carrying: Vec<&StoredExtract> =
        extracts.iter().filter(|stored| stored.columns.iter().any(|meta| meta.item.as_ref().is_some_and(is_flag))).collect();
    let tables =
        ctx.installation.store.tables_load(&carrying, |_, meta| meta.item.as_ref().is_some_and(is_flag)).await?;
    let resolutions: Vec<Resolution> = resolutions
        .iter()
        .filter(|resolution| carrying.iter().any(|stored| stored.extract.id == resolution.extract))
        .cloned()
        .collect();
    let knowledge =
        Knowledge::build(Inputs::new(tables, resolutions, &ctx.installation.catalog, ctx.clock.today));
    Ok(knowledge.flagged().map(|PersonId(person)| Shielded::Person(PersonId(person))).collect())
}
