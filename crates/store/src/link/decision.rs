//! What people decided about two records: appended, never changed; taking one back is an entry that names it.

use std::collections::{BTreeMap, BTreeSet};

use domain::{LinkDecision, RecordKey, Verdict, Weight};
use jiff::civil::Date;
use sqlx::Row as _;

use crate::dialect::Row;
use crate::error::StoreError;
use crate::extract::{date, number};
use crate::store::{Store, Txn};

const DAMAGED: StoreError = StoreError::Corrupt("名寄せ判定");

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDecision {
    /// Its number (判定番号): running, from 1.
    pub number: u32,
    /// What was decided; the verdict [`Verdict::Withdrawn`] is the end of an earlier entry about the same pair.
    pub decision: LinkDecision,
    /// The number of the entry that this one takes back.
    pub withdraws: Option<u32>,
    /// Why; may be empty.
    pub reason: String,
}

/// Who takes a decision back, when and why.
#[derive(Debug, Clone, Copy)]
pub struct DecisionWithdrawal<'a> {
    /// Who (判定者).
    pub by: &'a str,
    /// When.
    pub on: Date,
    /// Why.
    pub reason: &'a str,
}

/// What became of a decision that was to be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionWithdrawn {
    /// It is taken back now.
    Now,
    /// It had been taken back before; nothing was written.
    Before,
    /// There is no decision of this number; the end of a decision is none.
    NoSuch,
}

/// The entries in force: of each pair the newest that was not withdrawn, sorted by pair.
///
/// A decision that was replaced by a newer one holds again when the newer one is withdrawn.
#[must_use]
pub fn decisions_in_force(entries: &[KeptDecision]) -> Vec<&KeptDecision> {
    let withdrawn: BTreeSet<u32> = entries.iter().filter_map(|kept| kept.withdraws).collect();
    let mut newest = BTreeMap::new();
    for kept in entries {
        if kept.decision.verdict != Verdict::Withdrawn && !withdrawn.contains(&kept.number) {
            newest.insert((kept.decision.left, kept.decision.right), kept);
        }
    }
    newest.into_values().collect()
}

impl Txn {
    /// Appends a decision. The order of the two records does not matter. `false` when the decision in force about the pair says the same
    /// already: nothing is written then. `reason` may be empty. [`Verdict::Withdrawn`] takes back everything decided about the pair.
    ///
    /// # Errors
    /// What the database says.
    pub async fn decision_append(&mut self, decision: &LinkDecision, reason: &str) -> Result<bool, StoreError> {
        let (left, right) = (decision.left.min(decision.right), decision.left.max(decision.right));
        let entries = self.decisions_of(left, right).await?;
        let withdrawn: BTreeSet<u32> = entries.iter().filter_map(|kept| kept.withdraws).collect();
        let mut open = entries
            .iter()
            .filter(|kept| kept.decision.verdict != Verdict::Withdrawn && !withdrawn.contains(&kept.number));
        if decision.verdict == Verdict::Withdrawn {
            let numbers: Vec<u32> = open.map(|kept| kept.number).collect();
            for number in &numbers {
                self.decision_insert(decision, Some(*number), reason).await?;
            }
            return Ok(!numbers.is_empty());
        }
        if open.next_back().is_some_and(|kept| kept.decision.verdict == decision.verdict) {
            return Ok(false);
        }
        self.decision_insert(decision, None, reason).await?;
        Ok(true)
    }

    /// Takes one decision back, by number. Doing it again changes nothing.
    ///
    /// # Errors
    /// What the database says.
    pub async fn decision_withdraw(
        &mut self,
        decision: u32,
        how: DecisionWithdrawal<'_>,
    ) -> Result<DecisionWithdrawn, StoreError> {
        let row = sqlx::query(
            "SELECT seq, left_key, right_key, verdict, made_by, made_on, withdraws, reason FROM link_decision WHERE seq = $1",
        )
        .bind(i64::from(decision))
            .fetch_optional(&mut *self.inner)
            .await?;
        let Some(kept) = row.as_ref().map(kept).transpose()? else { return Ok(DecisionWithdrawn::NoSuch) };
        if kept.decision.verdict == Verdict::Withdrawn {
            return Ok(DecisionWithdrawn::NoSuch);
        }
        let pair = self.decisions_of(kept.decision.left, kept.decision.right).await?;
        if pair.iter().any(|entry| entry.withdraws == Some(decision)) {
            return Ok(DecisionWithdrawn::Before);
        }
        let end = LinkDecision { verdict: Verdict::Withdrawn, by: how.by.to_owned(), on: how.on, ..kept.decision };
        self.decision_insert(&end, Some(decision), how.reason).await?;
        Ok(DecisionWithdrawn::Now)
    }

    async fn decisions_of(&mut self, left: RecordKey, right: RecordKey) -> Result<Vec<KeptDecision>, StoreError> {
        let rows = sqlx::query(
            "SELECT seq, left_key, right_key, verdict, made_by, made_on, withdraws, reason FROM link_decision \
             WHERE left_key = $1 AND right_key = $2 ORDER BY seq",
        )
        .bind(left.0.cast_signed())
        .bind(right.0.cast_signed())
        .fetch_all(&mut *self.inner)
        .await?;
        rows.iter().map(kept).collect()
    }

    async fn decision_insert(
        &mut self,
        decision: &LinkDecision,
        withdraws: Option<u32>,
        reason: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO link_decision (seq, left_key, right_key, verdict, made_by, made_on, withdraws, reason) \
             SELECT COALESCE(MAX(seq), 0) + 1, $1, $2, $3, $4, $5, $6, $7 FROM link_decision",
        )
        .bind(decision.left.min(decision.right).0.cast_signed())
        .bind(decision.left.max(decision.right).0.cast_signed())
        .bind(verdict_name(decision.verdict))
        .bind(&decision.by)
        .bind(decision.on.to_string())
        .bind(withdraws.map(i64::from))
        .bind(reason)
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }
}

impl Store {
    /// All entries ever made, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn decision_list(&self) -> Result<Vec<KeptDecision>, StoreError> {
        let rows = sqlx::query(
            "SELECT seq, left_key, right_key, verdict, made_by, made_on, withdraws, reason FROM link_decision ORDER BY seq",
        )
        .fetch_all(&self.read)
        .await?;
        rows.iter().map(kept).collect()
    }

    /// The evidence of the pairs that were decided, as it was when they waited: of each decision (by number) the weight in the newest run
    /// of its day or before in which the pair waited. Decisions about pairs that never waited are left out.
    ///
    /// # Errors
    /// What the database says.
    pub async fn decision_weight_list(&self) -> Result<BTreeMap<u32, Weight>, StoreError> {
        let rows = sqlx::query(
            "SELECT d.seq AS seq, w.weight AS weight FROM waiting_pair w \
             JOIN link_run r ON r.id = w.run_id \
             JOIN link_decision d \
             ON d.left_key = CASE WHEN w.left_key < w.right_key THEN w.left_key ELSE w.right_key END \
             AND d.right_key = CASE WHEN w.left_key < w.right_key THEN w.right_key ELSE w.left_key END \
             WHERE r.made_on <= d.made_on ORDER BY w.run_id",
        )
        .fetch_all(&self.read)
        .await?;
        // The newest run comes last and stays.
        rows.iter().map(|row| Ok((number(row, "seq")?, Weight(number(row, "weight")?)))).collect()
    }
}

fn kept(row: &Row) -> Result<KeptDecision, StoreError> {
    let verdict = row.try_get::<&str, _>("verdict")?;
    let withdraws: Option<i64> = row.try_get("withdraws")?;
    Ok(KeptDecision {
        number: number(row, "seq")?,
        decision: LinkDecision {
            left: RecordKey(number::<i64>(row, "left_key")?.cast_unsigned()),
            right: RecordKey(number::<i64>(row, "right_key")?.cast_unsigned()),
            verdict: [Verdict::Same, Verdict::Different, Verdict::Unknown, Verdict::Withdrawn]
                .into_iter()
                .find(|known| verdict_name(*known) == verdict)
                .ok_or(DAMAGED)?,
            by: row.try_get("made_by")?,
            on: date(row, "made_on")?,
        },
        withdraws: withdraws.map(|number| u32::try_from(number).map_err(|_| DAMAGED)).transpose()?,
        reason: row.try_get("reason")?,
    })
}

const fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "same",
        Verdict::Different => "different",
        Verdict::Unknown => "unknown",
        Verdict::Withdrawn => "withdrawn",
    }
}
