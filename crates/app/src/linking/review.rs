//! `mimamori review export|import`: pairs that wait for a person go out as a workbook and come back as decisions.

use std::path::Path;

use super::compute::compute;
use super::{decisions, review_answers, review_sheet, shields};
use crate::authority::{Action, authorise_any};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::files::{people, read};
use crate::trail::{self, Told};

/// What came of importing answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewTaken {
    /// Rows with an answer.
    pub answered: usize,
    /// Decisions that were not known yet.
    pub new: usize,
    /// Answers in force that contradict each other, in words.
    pub contradictions: Vec<String>,
}

/// Which pairs are written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// Those that wait for a person, most useful first.
    #[default]
    Waiting,
    /// Those that were decided, newest first, those taken back among them: to be looked at or decided anew.
    Decided,
}

/// Writes pairs for people to answer; gives their number.
///
/// Who: a viewer of any purpose in force. Records: one trail entry with the hash of the file, before the file is there.
///
/// # Errors
/// [`AppError`].
pub async fn review_export(ctx: &Ctx<'_>, path: &Path, which: Which) -> Result<usize, AppError> {
    let grant = authorise_any(ctx, Action::View).await?;
    let computed = compute(ctx).await?;
    let covered = shields::covered(ctx, &computed).await?;
    let sheet = match which {
        Which::Waiting => review_sheet::waiting(&computed.outcome.waiting, &computed.tables, &covered),
        Which::Decided => {
            let entries = ctx.installation.store.decision_list().await?;
            review_sheet::decided(&computed.outcome.decided, &entries, &computed.tables, &covered)
        }
    };
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
/// 取消 takes back what was decided about the pair.
/// Refuses: a row with a wrong pair, answer or missing name of who answered; then nothing is taken.
///
/// # Errors
/// [`AppError`].
pub async fn review_import(ctx: &Ctx<'_>, path: &Path) -> Result<ReviewTaken, AppError> {
    let grant = authorise_any(ctx, Action::View).await?;
    let answers = review_answers::answers(path, &read::rows(path)?, ctx.clock.today)?;
    let mut txn = ctx.installation.store.begin().await?;
    let mut new = 0;
    for answer in &answers {
        new += usize::from(txn.decision_append(&answer.decision, &answer.reason).await?);
    }
    let told = Told {
        action: "review-import",
        what: format!("answers={} new={new}", answers.len()),
        count: new as u64,
        ..Told::default()
    };
    trail::append(&mut txn, ctx, Some(&grant), told).await?;
    txn.commit().await?;
    let contradictions = decisions::contradictions(&ctx.installation.store.decision_list().await?);
    Ok(ReviewTaken { answered: answers.len(), new, contradictions })
}
