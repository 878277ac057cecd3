//! What people decided about two records: appended, never changed; taking one back is a new entry.

use domain::{LinkDecision, RecordKey, Verdict};
use sqlx::Row as _;

use crate::dialect::Row;
use crate::error::StoreError;
use crate::extract::{date, number};
use crate::store::{Store, Txn};

const DAMAGED: StoreError = StoreError::Corrupt("名寄せ判定");

impl Txn {
    /// Appends a decision. The order of the two records does not matter. `false` when the newest decision about the pair
    /// already says the same: nothing is written then.
    ///
    /// # Errors
    /// What the database says.
    pub async fn decision_append(&mut self, decision: &LinkDecision) -> Result<bool, StoreError> {
        let left = decision.left.min(decision.right).0.cast_signed();
        let right = decision.left.max(decision.right).0.cast_signed();
        let newest = sqlx::query(
            "SELECT verdict FROM link_decision WHERE left_key = $1 AND right_key = $2 ORDER BY seq DESC LIMIT 1",
        )
        .bind(left)
        .bind(right)
        .fetch_optional(&mut *self.inner)
        .await?;
        if let Some(row) = newest
            && row.try_get::<&str, _>("verdict")? == verdict_name(decision.verdict)
        {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO link_decision (seq, left_key, right_key, verdict, made_by, made_on) \
             SELECT COALESCE(MAX(seq), 0) + 1, $1, $2, $3, $4, $5 FROM link_decision",
        )
        .bind(left)
        .bind(right)
        .bind(verdict_name(decision.verdict))
        .bind(&decision.by)
        .bind(decision.on.to_string())
        .execute(&mut *self.inner)
        .await?;
        Ok(true)
    }
}

impl Store {
    /// All decisions ever made, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn decision_list(&self) -> Result<Vec<LinkDecision>, StoreError> {
        let rows = sqlx::query("SELECT left_key, right_key, verdict, made_by, made_on FROM link_decision ORDER BY seq")
            .fetch_all(&self.read)
            .await?;
        rows.iter().map(decision).collect()
    }

    /// The decisions that hold: the newest about each pair, sorted by pair.
    ///
    /// # Errors
    /// What the database says.
    pub async fn decision_in_force_list(&self) -> Result<Vec<LinkDecision>, StoreError> {
        let mut newest = std::collections::BTreeMap::new();
        for decision in self.decision_list().await? {
            newest.insert((decision.left, decision.right), decision);
        }
        Ok(newest.into_values().collect())
    }
}

fn decision(row: &Row) -> Result<LinkDecision, StoreError> {
    let verdict = row.try_get::<&str, _>("verdict")?;
    Ok(LinkDecision {
        left: RecordKey(number::<i64>(row, "left_key")?.cast_unsigned()),
        right: RecordKey(number::<i64>(row, "right_key")?.cast_unsigned()),
        verdict: [Verdict::Same, Verdict::Different, Verdict::Unknown]
            .into_iter()
            .find(|known| verdict_name(*known) == verdict)
            .ok_or(DAMAGED)?,
        by: row.try_get("made_by")?,
        on: date(row, "made_on")?,
    })
}

const fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "same",
        Verdict::Different => "different",
        Verdict::Unknown => "unknown",
    }
}
