//! Taking a delivery in: its number and key first, its chunks, and at last what is recorded of it.

use domain::{Delivery, ExtractId, OwnerId};
use sqlx::{QueryBuilder, Row as _};

use super::manifest;
use super::record::ExtractRecord;
use crate::chunk;
use crate::dialect::Database;
use crate::error::StoreError;
use crate::key::{DataKey, ExtractKey, Place};
use crate::store::Txn;

/// Chunks of one statement; a chunk is some tens of kilobytes.
const CHUNKS_AT_ONCE: usize = 64;

impl Txn {
    /// Gives a new delivery its number and its key. Until [`Txn::extract_insert`] it does not exist.
    ///
    /// # Errors
    /// What the database says.
    pub async fn extract_begin(&mut self, owner: &OwnerId) -> Result<ExtractKey, StoreError> {
        // Keys can be dropped, deliveries cannot: both are asked, so that no number is given twice.
        let row = sqlx::query(
            "SELECT COALESCE(MAX(id), 0) AS newest FROM \
             (SELECT MAX(id) AS id FROM extract UNION ALL SELECT MAX(extract_id) AS id FROM data_key) AS ids",
        )
        .fetch_one(&mut *self.inner)
        .await?;
        let newest: i64 = row.try_get("newest")?;
        let id = u32::try_from(newest + 1).map(ExtractId).map_err(|_| StoreError::Corrupt("抽出番号"))?;
        let key = DataKey::generate()?;
        let wrapped = self.keys.master.wrap(id, owner, &key)?;
        sqlx::query("INSERT INTO data_key (extract_id, owner, wrapped) VALUES ($1, $2, $3)")
            .bind(i64::from(id.0))
            .bind(owner.as_str())
            .bind(wrapped)
            .execute(&mut *self.inner)
            .await?;
        Ok(ExtractKey { id, key })
    }

    /// Stores a sealed chunk of a column.
    ///
    /// # Errors
    /// What the database says.
    pub async fn chunk_insert(
        &mut self,
        extract: ExtractId,
        ordinal: u16,
        chunk_no: u32,
        sealed: Vec<u8>,
    ) -> Result<(), StoreError> {
        self.part_insert(Place::column(extract, ordinal, chunk_no), sealed).await
    }

    /// Stores sealed chunks of columns: ordinal, chunk number, bytes.
    ///
    /// # Errors
    /// What the database says.
    pub async fn chunks_insert(
        &mut self,
        extract: ExtractId,
        chunks: Vec<(u16, u32, Vec<u8>)>,
    ) -> Result<(), StoreError> {
        let mut chunks = chunks.into_iter().peekable();
        while chunks.peek().is_some() {
            let some = chunks.by_ref().take(CHUNKS_AT_ONCE);
            QueryBuilder::<Database>::new("INSERT INTO chunk (extract_id, ordinal, chunk_no, bytes) ")
                .push_values(some, |mut row, (ordinal, chunk_no, sealed)| {
                    row.push_bind(i64::from(extract.0))
                        .push_bind(i64::from(ordinal))
                        .push_bind(i64::from(chunk_no))
                        .push_bind(sealed);
                })
                .build()
                .execute(&mut *self.inner)
                .await?;
        }
        Ok(())
    }

    async fn part_insert(&mut self, place: Place, sealed: Vec<u8>) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO chunk (extract_id, ordinal, chunk_no, bytes) VALUES ($1, $2, $3, $4)")
            .bind(i64::from(place.extract.0))
            .bind(i64::from(place.part))
            .bind(i64::from(place.number))
            .bind(sealed)
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }

    /// Records a delivery after its chunks. `key` is what [`Txn::extract_begin`] gave.
    ///
    /// # Errors
    /// What the database says.
    pub async fn extract_insert(&mut self, key: &ExtractKey, record: &ExtractRecord) -> Result<(), StoreError> {
        let id = i64::from(key.id.0);
        let extract = &record.extract;
        sqlx::query(
            "INSERT INTO extract (id, source, system, owner, file, size, hash, encoding, as_of, as_of_given, \
             delivered_on, made_by, delivery, slice_print, rows_read, rows_admitted, rows_refused, config_hash) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        )
        .bind(id)
        .bind(extract.source.as_str())
        .bind(&extract.system)
        .bind(extract.owner.as_str())
        .bind(&extract.file)
        .bind(record.size as i64)
        .bind(record.hash.as_slice())
        .bind(&record.encoding)
        .bind(extract.as_of.to_string())
        .bind(i64::from(record.as_of_given))
        .bind(record.delivered_on.to_string())
        .bind(&record.made_by)
        .bind(delivery_name(extract.delivery))
        .bind(self.slice_print(&extract.slice))
        .bind(record.rows_read as i64)
        .bind(record.rows_admitted as i64)
        .bind(record.rows_refused as i64)
        .bind(record.config_hash.as_slice())
        .execute(&mut *self.inner)
        .await?;
        self.columns_insert(id, record).await?;
        self.findings_insert(id, record).await?;
        let manifest = Place { extract: key.id, part: Place::MANIFEST, number: 0 };
        let sealed = key.key.seal(manifest, &manifest::encode(record)?)?;
        self.part_insert(manifest, sealed).await?;
        if !record.record_numbers.is_empty() {
            let numbers = Place { extract: key.id, part: Place::RECORD_NUMBERS, number: 0 };
            let sealed = key.key.seal(numbers, &chunk::numbers_encode(&record.record_numbers)?)?;
            self.part_insert(numbers, sealed).await?;
        }
        if !record.slice_rows.is_empty() {
            let place = Place { extract: key.id, part: Place::SLICE_ROWS, number: 0 };
            let runs: Vec<u32> = record.slice_rows.iter().flat_map(|(slice, rows)| [*slice, *rows]).collect();
            let sealed = key.key.seal(place, &chunk::numbers_encode(&runs)?)?;
            self.part_insert(place, sealed).await?;
            self.slices_insert(id, record).await?;
        }
        Ok(())
    }

    /// The keyed fingerprint by which a slice is found without naming it.
    pub(super) fn slice_print(&self, slice: &str) -> i64 {
        self.keys.fingerprint.record_key(["slice", slice]).0.cast_signed()
    }
}

pub(super) const fn delivery_name(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Full => "full",
        Delivery::Slice => "slice",
        Delivery::Addition => "addition",
    }
}

pub(super) fn delivery_named(name: &str) -> Option<Delivery> {
    [Delivery::Full, Delivery::Slice, Delivery::Addition].into_iter().find(|kind| delivery_name(*kind) == name)
}
