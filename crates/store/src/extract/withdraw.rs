//! Taking a delivery back, and destroying one for good.

use domain::ExtractId;
use jiff::civil::Date;

use crate::error::StoreError;
use crate::store::Txn;

impl Txn {
    /// Takes a delivery back (取下げ): from now on it is in force nowhere. `false` when it already was.
    ///
    /// # Errors
    /// What the database says.
    pub async fn extract_withdraw(&mut self, id: ExtractId, by: &str, on: Date) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO extract_withdrawal (extract_id, made_by, made_on) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(i64::from(id.0))
        .bind(by)
        .bind(on.to_string())
        .execute(&mut *self.inner)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Destroys the cells of a delivery for good: its key and its chunks. What is recorded of it stays.
    /// `false` when they already were.
    ///
    /// # Errors
    /// What the database says.
    pub async fn extract_destroy(&mut self, id: ExtractId) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM data_key WHERE extract_id = $1")
            .bind(i64::from(id.0))
            .execute(&mut *self.inner)
            .await?;
        sqlx::query("DELETE FROM chunk WHERE extract_id = $1").bind(i64::from(id.0)).execute(&mut *self.inner).await?;
        Ok(done.rows_affected() > 0)
    }
}
