//! `mimamori review export|import`: pairs that wait for a person go out as a workbook and come back as decisions.

use std::collections::BTreeSet;
use std::path::Path;

use domain::RecordKey;

use super::compute::{How, compute};
use super::review_answers::Answer;
use super::{decisions, review_answers, review_sheet, shields};
use crate::authority::{Action, authorise_any};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::files::{people, read, whole::Claimed};
use crate::trail::{self, Output, Told};

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
    // A wrong ending or place is told before the work.
    people::check_ending(path)?;
    let claimed = Claimed::new(path)?;
    let computed = compute(ctx, How::default()).await?;
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
    let told = Told {
        action: "review-export",
        what: format!("pairs={count}"),
        count: count as u64 * 2,
        output: Output::Bytes(&bytes),
    };
    let written = claimed.write(|file| file.write_all(&bytes))?;
    trail::write(ctx, Some(&grant), told).await?;
    written.keep()?;
    Ok(count)
}

/// Takes the answers of a filled workbook as link decisions. The same file again changes nothing.
///
/// Who: a viewer of any purpose in force. Records: new decisions and one trail entry, in one transaction.
/// 取消 takes back what was decided about the pair.
/// Refuses: a row with a wrong or unknown pair, a wrong answer, two answers for one pair or a missing name of who answered; then
/// nothing is taken.
///
/// # Errors
/// [`AppError`].
pub async fn review_import(ctx: &Ctx<'_>, path: &Path) -> Result<ReviewTaken, AppError> {
    let grant = authorise_any(ctx, Action::View).await?;
    let answers = review_answers::answers(path, &read::rows(path)?, ctx.clock.today)?;
    refuse_unknown(ctx, path, &answers).await?;
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

/// A pair of records that nothing here knows would be a decision about nobody: told, and never called recorded.
async fn refuse_unknown(ctx: &Ctx<'_>, path: &Path, answers: &[Answer]) -> Result<(), AppError> {
    let store = &ctx.installation.store;
    let mut known: BTreeSet<RecordKey> = store.person_by_key_list().await?.into_iter().map(|(key, _)| key).collect();
    // Answers about records that were withdrawn since are still the answers that were given.
    known.extend(store.decision_list().await?.into_iter().flat_map(|kept| [kept.decision.left, kept.decision.right]));
    let strange = |known: &BTreeSet<RecordKey>| {
        let strange =
            |answer: &&Answer| ![answer.decision.left, answer.decision.right].iter().all(|key| known.contains(key));
        answers.iter().filter(strange).map(|answer| format!("{}行目", answer.row)).collect::<Vec<_>>()
    };
    if !strange(&known).is_empty() {
        // Written out before the first link, or about records that came since the last one.
        let computed = compute(ctx, How::default()).await?;
        known.extend(computed.outcome.resolutions.into_iter().flat_map(|resolution| resolution.keys));
    }
    let unknown = strange(&known);
    if unknown.is_empty() {
        return Ok(());
    }
    Err(AppError::refused(
        format!(
            "{} の {} の組番号は、この導入先のどの記録の組でもありません（何も取り込んでいません）。",
            path.display(),
            unknown.join("、")
        ),
        "この導入先で mimamori review export が書き出したファイルを使い、組番号は書き出したままにしてください。",
    ))
}
