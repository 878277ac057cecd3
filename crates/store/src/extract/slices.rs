//! How many rows each slice of a delivery holds, and how many a newer delivery of it would replace.

use domain::{Delivery, SourceId};
use jiff::civil::Date;
use sqlx::{QueryBuilder, Row as _};

use super::insert::delivery_name;
use super::list::number;
use super::record::{ExtractRecord, slices};
use crate::dialect::Database;
use crate::error::StoreError;
use crate::store::Txn;

/// What of a slice is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SliceRows {
    /// Its rows.
    pub rows: u64,
    /// Whether the delivery that holds it holds other slices too.
    pub shared: bool,
}

/// Rows of one statement.
const ROWS_AT_ONCE: usize = 200;

impl Txn {
    /// Records the slices of a delivery that holds several.
    pub(super) async fn slices_insert(&mut self, id: i64, record: &ExtractRecord) -> Result<(), StoreError> {
        let mut rows = vec![0_u64; slices(&record.extract.slice).count()];
        for (place, count) in &record.slice_rows {
            if let Some(sum) = rows.get_mut(*place as usize) {
                *sum += u64::from(*count);
            }
        }
        let prints: Vec<(i64, u64)> =
            slices(&record.extract.slice).map(|slice| self.slice_print(slice)).zip(rows).collect();
        for some in prints.chunks(ROWS_AT_ONCE) {
            QueryBuilder::<Database>::new("INSERT INTO extract_slice (extract_id, slice_print, row_count) ")
                .push_values(some, |mut row, (print, count)| {
                    row.push_bind(id).push_bind(*print).push_bind(*count as i64);
                })
                .build()
                .execute(&mut *self.inner)
                .await?;
        }
        Ok(())
    }

    /// What a new delivery of a slice would replace: the rows of that slice in the newest delivery that speaks for no later day.
    ///
    /// # Errors
    /// What the database says.
    pub async fn slice_rows_before(
        &mut self,
        source: &SourceId,
        slice: &str,
        on: Date,
    ) -> Result<Option<SliceRows>, StoreError> {
        let row = sqlx::query(
            "SELECT row_count, shared FROM (\
             SELECT id, as_of, rows_admitted AS row_count, 0 AS shared FROM extract \
             WHERE source = $1 AND slice_print = $2 AND delivery = $3 AND as_of <= $4 \
             UNION ALL \
             SELECT e.id, e.as_of, s.row_count, 1 AS shared FROM extract_slice s JOIN extract e ON e.id = s.extract_id \
             WHERE s.slice_print = $2 AND e.source = $1 AND e.delivery = $3 AND e.as_of <= $4) AS before \
             WHERE NOT EXISTS (SELECT 1 FROM extract_withdrawal w WHERE w.extract_id = before.id) \
             ORDER BY as_of DESC, id DESC LIMIT 1",
        )
        .bind(source.as_str())
        .bind(self.slice_print(slice))
        .bind(delivery_name(Delivery::Slice))
        .bind(on.to_string())
        .fetch_optional(&mut *self.inner)
        .await?;
        row.map(|row| Ok(SliceRows { rows: number(&row, "row_count")?, shared: row.try_get::<i64, _>("shared")? != 0 }))
            .transpose()
    }
}
