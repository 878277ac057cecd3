//! The weights of 名寄せ that were learned last.

use jiff::civil::Date;
use sqlx::Row as _;

use crate::error::StoreError;
use crate::store::{Store, Txn};

/// Weights, and when they were learned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptWeights {
    /// The day.
    pub on: Date,
    /// As the linkage engine wrote them.
    pub text: String,
}

impl Txn {
    /// Keeps the weights that a run learned.
    ///
    /// # Errors
    /// What the database says.
    pub async fn link_weights_append(&mut self, run: u32, text: &str) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO link_weights (run_id, weights) VALUES ($1, $2)")
            .bind(i64::from(run))
            .bind(text)
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }
}

impl Store {
    /// The weights that were learned last, if any were.
    ///
    /// # Errors
    /// What the database says.
    pub async fn link_weights_newest(&self) -> Result<Option<KeptWeights>, StoreError> {
        let row = sqlx::query(
            "SELECT r.made_on, w.weights FROM link_weights w JOIN link_run r ON r.id = w.run_id ORDER BY w.run_id DESC LIMIT 1",
        )
        .fetch_optional(&self.read)
        .await?;
        row.map(|row| Ok(KeptWeights { on: crate::extract::date(&row, "made_on")?, text: row.try_get("weights")? }))
            .transpose()
    }
}
