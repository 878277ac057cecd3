//! Pairs that wait for a person: positions, keys and a score; the values are read when somebody may see them.

use domain::{ExtractId, RecordKey, Weight};

use crate::error::StoreError;
use crate::extract::number;
use crate::store::{Store, Txn};

/// A pair of records that waits for a person (判断待ち).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingPair {
    /// Delivery, role and row (from 0) of one record.
    pub left: (ExtractId, u8, u32),
    /// Its key.
    pub left_key: RecordKey,
    /// Delivery, role and row (from 0) of the other record.
    pub right: (ExtractId, u8, u32),
    /// Its key.
    pub right_key: RecordKey,
    /// The evidence.
    pub weight: Weight,
}

impl Txn {
    pub(super) async fn waiting_insert(
        &mut self,
        run: u32,
        place: usize,
        pair: &WaitingPair,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO waiting_pair (run_id, place, left_extract, left_role, left_row, left_key, \
             right_extract, right_role, right_row, right_key, weight) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(i64::from(run))
        .bind(place as i64)
        .bind(i64::from(pair.left.0.0))
        .bind(i64::from(pair.left.1))
        .bind(i64::from(pair.left.2))
        .bind(pair.left_key.0.cast_signed())
        .bind(i64::from(pair.right.0.0))
        .bind(i64::from(pair.right.1))
        .bind(i64::from(pair.right.2))
        .bind(pair.right_key.0.cast_signed())
        .bind(i64::from(pair.weight.0))
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }
}

impl Store {
    /// The pairs of a run that wait for a person, in the order they were saved (most useful first).
    ///
    /// # Errors
    /// What the database says.
    pub async fn waiting_list(&self, run: u32) -> Result<Vec<WaitingPair>, StoreError> {
        let rows = sqlx::query(
            "SELECT left_extract, left_role, left_row, left_key, right_extract, right_role, right_row, right_key, weight \
             FROM waiting_pair WHERE run_id = $1 ORDER BY place",
        )
        .bind(i64::from(run))
        .fetch_all(&self.read)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(WaitingPair {
                    left: (
                        ExtractId(number(row, "left_extract")?),
                        number(row, "left_role")?,
                        number(row, "left_row")?,
                    ),
                    left_key: RecordKey(number::<i64>(row, "left_key")?.cast_unsigned()),
                    right: (
                        ExtractId(number(row, "right_extract")?),
                        number(row, "right_role")?,
                        number(row, "right_row")?,
                    ),
                    right_key: RecordKey(number::<i64>(row, "right_key")?.cast_unsigned()),
                    weight: Weight(number(row, "weight")?),
                })
            })
            .collect()
    }
}
