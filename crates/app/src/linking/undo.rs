//! `mimamori review undo`: taking a decision back (判定の取消し).

use domain::Verdict;
use store::{DecisionWithdrawal, DecisionWithdrawn, KeptDecision, decisions_in_force};

use crate::authority::{Action, authorise_any};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::trail::{self, Told};

/// Who takes which decision back, and why.
#[derive(Debug, Clone)]
pub struct UndoRequest {
    /// Number of the decision (判定番号).
    pub number: u32,
    /// Who answers for it (判定者).
    pub by: String,
    /// Why (理由).
    pub reason: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The decision that no longer holds.
    pub decision: KeptDecision,
    /// Whether it was taken back now; `false` = it had been before, nothing changed.
    pub now: bool,
    /// The decision about the same pair that holds now, if any: its number and answer.
    pub holds: Option<(u32, Verdict)>,
}

/// Takes a decision back: from the next `link` on, persons are as if it had never been made. It is an entry of its own; the decision stays
/// on record. Doing it again changes nothing.
///
/// Who: a viewer of any purpose in force. Records: who takes it back and why, and one trail entry, in one transaction.
/// Refuses: a number that is no decision; a missing name or reason.
///
/// # Errors
/// [`AppError`].
pub async fn decision_undo(ctx: &Ctx<'_>, request: &UndoRequest) -> Result<Undone, AppError> {
    let grant = authorise_any(ctx, Action::View).await?;
    let (by, reason) = (request.by.trim(), request.reason.trim());
    if by.is_empty() || reason.is_empty() {
        return Err(AppError::refused(
            "取り消す人の名前か理由が空です。",
            "--by に判定者の名前を、--reason に理由を書いてください。",
        ));
    }
    let mut txn = ctx.installation.store.begin().await?;
    let how = DecisionWithdrawal { by, on: ctx.clock.today, reason };
    let done = txn.decision_withdraw(request.number, how).await?;
    if done == DecisionWithdrawn::NoSuch {
        return Err(AppError::refused(
            format!("判定{}はありません（取消しの取消しはできません）。", request.number),
            "mimamori review list で判定番号を確かめてください。取り消した判定をもう一度有効にするには、mimamori review export --decided で書き出した表に判定を書いて取り込みます。",
        ));
    }
    let what = format!("decision={}", request.number);
    trail::append(&mut txn, ctx, Some(&grant), Told { action: "review-undo", what, count: 1, ..Told::default() })
        .await?;
    txn.commit().await?;
    let entries = ctx.installation.store.decision_list().await?;
    let decision = entries.iter().find(|kept| kept.number == request.number).cloned().ok_or(AppError::NotFound)?;
    let pair = (decision.decision.left, decision.decision.right);
    let holds = decisions_in_force(&entries)
        .into_iter()
        .find(|kept| (kept.decision.left, kept.decision.right) == pair)
        .map(|kept| (kept.number, kept.decision.verdict));
    Ok(Undone { now: done == DecisionWithdrawn::Now, decision, holds })
}
