//! Judgements of named persons about a signal: appended, never changed.

use domain::{PersonId, PurposeId, RuleId};
use jiff::civil::Date;
use sqlx::Row as _;

use crate::error::StoreError;
use crate::extract::{date, number};
use crate::store::{Store, Txn};

/// A judgement about a signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The person the signal is about.
    pub person: PersonId,
    /// The purpose it was shown under.
    pub purpose: PurposeId,
    /// The rule that rang.
    pub rule: RuleId,
    /// Outcome as a code of the purpose's list.
    pub outcome: String,
    /// Who judged.
    pub by: String,
    /// When.
    pub on: Date,
}

impl Txn {
    /// Appends a judgement.
    ///
    /// # Errors
    /// What the database says.
    pub async fn judgement_append(&mut self, judgement: &Judgement) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO judgement (seq, person, purpose, rule, outcome, made_by, made_on) \
             SELECT COALESCE(MAX(seq), 0) + 1, $1, $2, $3, $4, $5, $6 FROM judgement",
        )
        .bind(i64::from(judgement.person.0))
        .bind(judgement.purpose.as_str())
        .bind(judgement.rule.as_str())
        .bind(&judgement.outcome)
        .bind(&judgement.by)
        .bind(judgement.on.to_string())
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }
}

impl Store {
    /// All judgements, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn judgement_list(&self) -> Result<Vec<Judgement>, StoreError> {
        let rows = sqlx::query(
            "SELECT person, purpose, rule, outcome, made_by, made_on FROM judgement ORDER BY seq",
        )
        .fetch_all(&self.read)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Judgement {
                    person: PersonId(number(row, "person")?),
                    purpose: PurposeId::new(row.try_get("purpose")?),
                    rule: RuleId::new(row.try_get("rule")?),
                    outcome: row.try_get("outcome")?,
                    by: row.try_get("made_by")?,
                    on: date(row, "made_on")?,
                })
            })
            .collect()
    }
}
