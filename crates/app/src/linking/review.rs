//! `mimamori review export|import`: pairs that wait for a person go out as a workbook and come back as decisions.

use std::path::Path;

use super::compute::compute;
use super::{review_sheet, shields};
use crate::authority::{Action, authorise_any};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::files::{people, read};
use crate::trail::{self, Told};

/// What came of importing answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewTaken {
    /// Rows with an answer.
    pub answered: usize,
    /// Decisions that were not known yet.
    pub new: usize,
}

/// Writes the pairs that wait for a person, most useful first; gives their number.
///
/// Who: a viewer of any purpose in force. Records: one trail entry with the hash of the file, before the file is there.
///
/// # Errors
/// [`AppError`].
pub async fn review_export(ctx: &Ctx<'_>, path: &Path) -> Result<usize, AppError> {
    let grant = authorise_any(ctx, Action::View).await?;
    let computed = compute(ctx).await?;
    let sheet =
        review_sheet::sheet(&computed.outcome.waiting, &computed.tables, &shields::covered(ctx, &computed).await?);
    let bytes = people::bytes(path, &sheet)?;
    let count = sheet.rows.len();
    let told =
        Told { action: "review-export", what: format!("pairs={count}"), count: count as u64 * 2, output: &bytes };
    trail::write(ctx, Some(&grant), told).await?;
    crate::files::whole::write(path, &bytes)?;
    Ok(count)
}

/// Takes the answers of a filled workbook as link decisions. The same file again changes nothing.
///
/// Who: a viewer of any purpose in force. Records: new decisions and one trail entry, in one transaction.
/// Refuses: a row with a wrong pair, answer or missing name of who answered; then nothing is taken.
///
/// # Errors
/// [`AppError`].
pub async fn review_import(ctx: &Ctx<'_>, path: &Path) -> Result<ReviewTaken, AppError> {
    let grant = authorise_any(ctx, Action::View).await?;
    let decisions = review_sheet::decisions(path, &read::rows(path)?, ctx.clock.today)?;
    let mut txn = ctx.installation.store.begin().await?;
    let mut new = 0;
    for decision in &decisions {
        new += usize::from(txn.decision_append(decision).await?);
    }
    let told = Told {
        action: "review-import",
        what: format!("answers={} new={new}", decisions.len()),
        count: new as u64,
        ..Told::default()
    };
    trail::append(&mut txn, ctx, Some(&grant), told).await?;
    txn.commit().await?;
    Ok(ReviewTaken { answered: decisions.len(), new })
}
