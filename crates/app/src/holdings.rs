//! What is held (所蔵): the deliveries, their tables and who their rows speak of, as engines want them.

use domain::{ColumnMeta, Resolution, Table};
use jiff::civil::Date;
use store::{StoredExtract, in_force};

use crate::ctx::Ctx;
use crate::error::AppError;

/// Deliveries that can be read: not withdrawn, not destroyed; superseded ones too, since they held on earlier dates.
///
/// # Errors
/// [`AppError::Setup`].
pub async fn extracts(ctx: &Ctx<'_>) -> Result<Vec<StoredExtract>, AppError> {
    let mut list = ctx.installation.store.extract_list().await?;
    list.retain(|stored| stored.withdrawn.is_none() && !stored.is_destroyed());
    Ok(list)
}

/// The asked columns of the deliveries in force on a date, in the order of their import. Rows of a slice that a newer delivery
/// replaced are emptied.
///
/// # Errors
/// [`AppError::Setup`].
pub async fn tables_on(
    ctx: &Ctx<'_>,
    extracts: &[StoredExtract],
    on: Date,
    wanted: impl Fn(&ColumnMeta) -> bool,
) -> Result<Vec<Table>, AppError> {
    let store = &ctx.installation.store;
    let held = in_force(extracts, on);
    let mut tables = store.tables_load(&held, |_, meta| wanted(meta)).await?;
    let superseded = store.superseded_rows(extracts, on).await?;
    for table in &mut tables {
        if let Some(gone) = superseded.get(&table.extract.id) {
            table.rows_blank(gone);
        }
    }
    Ok(tables)
}

/// Who the rows of these tables speak of, by the newest run of 名寄せ; one per table and role.
///
/// # Errors
/// [`AppError::Refused`] when a delivery was not linked yet.
pub async fn resolutions(ctx: &Ctx<'_>, tables: &[Table]) -> Result<Vec<Resolution>, AppError> {
    let not_linked = || {
        AppError::refused(
            "まだ名寄せをしていない抽出データがあります。",
            "mimamori link を実行してから、もう一度実行してください。",
        )
    };
    let run = ctx.installation.store.link_run_newest().await?.ok_or_else(not_linked)?;
    let list = ctx.installation.store.resolution_list(run.id).await?;
    let wanted: std::collections::BTreeSet<_> = tables.iter().map(|table| table.extract.id).collect();
    let mut list: Vec<Resolution> =
        list.into_iter().filter(|resolution| wanted.contains(&resolution.extract)).collect();
    for table in tables {
        for resolution in list.iter_mut().filter(|resolution| resolution.extract == table.extract.id) {
            resolution.rows_blank(table);
        }
    }
    let linked: std::collections::BTreeSet<_> = list.iter().map(|resolution| resolution.extract).collect();
    if linked == wanted { Ok(list) } else { Err(not_linked()) }
}
