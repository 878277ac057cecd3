//! Judgements of named persons about a child: appended, never changed.

use domain::{PersonId, PurposeId, RuleId};
use jiff::civil::Date;
use sqlx::Row as _;

use crate::error::StoreError;
use crate::extract::{date, date_if_any, number};
use crate::store::{Store, Txn};

/// A judgement about a child, with what came of it when that is known (判断と結果).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Whom it is about.
    pub person: PersonId,
    /// The purpose the signal was shown under.
    pub purpose: PurposeId,
    /// The rule that rang.
    pub rule: RuleId,
    /// What was judged (例: 確認不要、面談する).
    pub verdict: String,
    /// What came of it, with its day; `None` = not known yet.
    pub outcome: Option<(Date, String)>,
    /// Who judged (判断者).
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
            "INSERT INTO judgement (seq, person, purpose, rule, verdict, outcome, outcome_on, made_by, made_on) \
             SELECT COALESCE(MAX(seq), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8 FROM judgement",
        )
        .bind(i64::from(judgement.person.0))
        .bind(judgement.purpose.as_str())
        .bind(judgement.rule.as_str())
        .bind(&judgement.verdict)
        .bind(judgement.outcome.as_ref().map(|(_, words)| words))
        .bind(judgement.outcome.as_ref().map(|(day, _)| day.to_string()))
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
            "SELECT person, purpose, rule, verdict, outcome, outcome_on, made_by, made_on FROM judgement ORDER BY seq",
        )
        .fetch_all(&self.read)
        .await?;
        rows.iter()
            .map(|row| {
                let outcome: Option<String> = row.try_get("outcome")?;
                Ok(Judgement {
                    person: PersonId(number(row, "person")?),
                    purpose: PurposeId::new(row.try_get("purpose")?),
                    rule: RuleId::new(row.try_get("rule")?),
                    verdict: row.try_get("verdict")?,
                    outcome: date_if_any(row, "outcome_on")?.zip(outcome),
                    by: row.try_get("made_by")?,
                    on: date(row, "made_on")?,
                })
            })
            .collect()
    }
}
