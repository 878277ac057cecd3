//! Listing deliveries, finding one by its file, and the findings of one.

use std::collections::BTreeMap;

use domain::{Coverage, Delivery, Extract, ExtractId, OwnerId, PurposeId, SourceId};
use jiff::civil::Date;
use sqlx::Row as _;

use super::insert::{delivery_name, delivery_named};
use super::manifest::{self, Manifest};
use super::record::{PreviousExtract, SameBytes, StoredExtract, StoredFinding, Withdrawal};
use crate::dialect::{Database, Row};
use crate::error::StoreError;
use crate::key::{MasterKey, Place};
use crate::store::{Store, Txn};

const DAMAGED: StoreError = StoreError::Corrupt("抽出データの記録");

/// The newest delivery of a source and slice on one side of a date, not withdrawn.
macro_rules! newest {
    ($side:literal) => {
        concat!(
            "SELECT id, as_of, rows_admitted FROM extract WHERE source = $1 AND slice_print = $2 AND delivery = $3 AND as_of ",
            $side,
            " $4 AND NOT EXISTS (SELECT 1 FROM extract_withdrawal w WHERE w.extract_id = extract.id) ",
            "ORDER BY as_of DESC, id DESC LIMIT 1"
        )
    };
}
const NEWEST_UNTIL: &str = newest!("<=");
const NEWEST_AFTER: &str = newest!(">");

impl Store {
    /// All deliveries in the order of their import, withdrawn ones and superseded ones too.
    ///
    /// # Errors
    /// What the database says; [`StoreError::Corrupt`] when a manifest does not open.
    pub async fn extract_list(&self) -> Result<Vec<StoredExtract>, StoreError> {
        let mut connection = self.read.acquire().await?;
        list(&mut connection, &self.keys.master).await
    }

    /// One delivery.
    ///
    /// # Errors
    /// As [`Store::extract_list`].
    pub async fn extract_fetch(&self, id: ExtractId) -> Result<Option<StoredExtract>, StoreError> {
        Ok(self.extract_list().await?.into_iter().find(|stored| stored.extract.id == id))
    }

    /// The findings of a delivery, as they were recorded.
    ///
    /// # Errors
    /// What the database says.
    pub async fn finding_list(&self, stored: &StoredExtract) -> Result<Vec<StoredFinding>, StoreError> {
        let id = i64::from(stored.extract.id.0);
        let mut examples: BTreeMap<i64, Vec<(u32, u32, u16)>> = BTreeMap::new();
        for row in sqlx::query(
            "SELECT place, record_no, line_no, column_no FROM finding_example WHERE extract_id = $1 ORDER BY place, example",
        )
        .bind(id)
        .fetch_all(&self.read)
        .await?
        {
            let position = (number(&row, "record_no")?, number(&row, "line_no")?, number::<u16>(&row, "column_no")?);
            examples.entry(row.try_get("place")?).or_default().push(position);
        }
        let rows = sqlx::query("SELECT place, severity, kind, cells FROM finding WHERE extract_id = $1 ORDER BY place")
            .bind(id)
            .fetch_all(&self.read)
            .await?;
        rows.iter()
            .map(|row| {
                let place: i64 = row.try_get("place")?;
                let words = usize::try_from(place).ok().and_then(|place| stored.finding_words.get(place));
                let [column, seen, message, cure] = words.cloned().unwrap_or_default();
                Ok(StoredFinding {
                    kind: row.try_get("kind")?,
                    error: row.try_get::<String, _>("severity")? == "error",
                    column,
                    seen,
                    message,
                    cure,
                    count: number(row, "cells")?,
                    examples: examples.remove(&place).unwrap_or_default(),
                })
            })
            .collect()
    }
}

impl Txn {
    /// All deliveries, as seen inside this transaction.
    ///
    /// # Errors
    /// As [`Store::extract_list`].
    pub async fn extract_list(&mut self) -> Result<Vec<StoredExtract>, StoreError> {
        list(&mut self.inner, &self.keys.master).await
    }

    /// The delivery in force on a date that a new one of the same source and slice follows.
    ///
    /// # Errors
    /// What the database says.
    pub async fn extract_previous(
        &mut self,
        source: &SourceId,
        delivery: Delivery,
        slice: &str,
        on: Date,
    ) -> Result<Option<PreviousExtract>, StoreError> {
        let Some(row) = self.newest_of_slice(NEWEST_UNTIL, source, delivery, slice, on).await? else { return Ok(None) };
        let newer = self.newest_of_slice(NEWEST_AFTER, source, delivery, slice, on).await?;
        Ok(Some(PreviousExtract {
            id: ExtractId(number(&row, "id")?),
            as_of: date(&row, "as_of")?,
            rows: number(&row, "rows_admitted")?,
            newer: newer.map(|row| number(&row, "id").map(ExtractId)).transpose()?,
        }))
    }

    /// The delivery a query of this shape finds.
    async fn newest_of_slice(
        &mut self,
        query: &'static str,
        source: &SourceId,
        delivery: Delivery,
        slice: &str,
        on: Date,
    ) -> Result<Option<Row>, StoreError> {
        let query = sqlx::query(query)
            .bind(source.as_str())
            .bind(self.slice_print(slice))
            .bind(delivery_name(delivery))
            .bind(on.to_string());
        Ok(query.fetch_optional(&mut *self.inner).await?)
    }

    /// The deliveries of a source and slice that hold the same bytes and are not withdrawn, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn extract_find_by_hash(
        &mut self,
        source: &SourceId,
        hash: &[u8; 32],
        slice: &str,
    ) -> Result<Vec<SameBytes>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, as_of, file FROM extract WHERE source = $1 AND hash = $2 AND slice_print = $3 \
             AND NOT EXISTS (SELECT 1 FROM extract_withdrawal w WHERE w.extract_id = extract.id) ORDER BY id DESC",
        )
        .bind(source.as_str())
        .bind(hash.as_slice())
        .bind(self.slice_print(slice))
        .fetch_all(&mut *self.inner)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(SameBytes {
                    id: ExtractId(number(row, "id")?),
                    as_of: date(row, "as_of")?,
                    file: row.try_get("file")?,
                })
            })
            .collect()
    }
}

async fn list(
    connection: &mut <Database as sqlx::Database>::Connection,
    master: &MasterKey,
) -> Result<Vec<StoredExtract>, StoreError> {
    let mut purposes: BTreeMap<u32, Vec<PurposeId>> = BTreeMap::new();
    for row in sqlx::query("SELECT extract_id, purpose FROM extract_purpose ORDER BY extract_id, purpose")
        .fetch_all(&mut *connection)
        .await?
    {
        let purpose = PurposeId::new(row.try_get("purpose")?);
        purposes.entry(number(&row, "extract_id")?).or_default().push(purpose);
    }
    let rows = sqlx::query(
        "SELECT e.id, e.source, e.system, e.owner, e.file, e.size, e.hash, e.encoding, e.as_of, e.as_of_given, \
         e.delivered_on, e.made_by, e.delivery, e.rows_read, e.rows_admitted, e.rows_refused, e.config_hash, \
         k.wrapped, c.bytes AS manifest, w.made_by AS withdrawn_by, w.made_on AS withdrawn_on \
         FROM extract e \
         LEFT JOIN data_key k ON k.extract_id = e.id \
         LEFT JOIN chunk c ON c.extract_id = e.id AND c.ordinal = -2 AND c.chunk_no = 0 \
         LEFT JOIN extract_withdrawal w ON w.extract_id = e.id \
         ORDER BY e.id",
    )
    .fetch_all(&mut *connection)
    .await?;
    rows.iter().map(|row| stored(row, master, &mut purposes)).collect()
}

fn stored(
    row: &Row,
    master: &MasterKey,
    purposes: &mut BTreeMap<u32, Vec<PurposeId>>,
) -> Result<StoredExtract, StoreError> {
    let id = ExtractId(number(row, "id")?);
    let owner = OwnerId::new(row.try_get("owner")?);
    let wrapped: Option<Vec<u8>> = row.try_get("wrapped")?;
    let sealed: Option<Vec<u8>> = row.try_get("manifest")?;
    let key = wrapped.map(|wrapped| master.unwrap(id, &owner, &wrapped)).transpose()?;
    let manifest = match (&key, sealed) {
        (Some(key), Some(sealed)) => {
            manifest::decode(&key.unseal(Place { extract: id, part: Place::MANIFEST, number: 0 }, &sealed)?)?
        }
        (Some(_), None) => return Err(DAMAGED),
        (None, _) => Manifest {
            slice: String::new(),
            coverage: Coverage::default(),
            roles: Vec::new(),
            columns: Vec::new(),
            dropped: Vec::new(),
            ignored: Vec::new(),
            finding_words: Vec::new(),
            numbered: false,
            sliced: false,
        },
    };
    let withdrawn_by: Option<String> = row.try_get("withdrawn_by")?;
    let withdrawn = match withdrawn_by {
        Some(by) => Some(Withdrawal { by, on: date(row, "withdrawn_on")? }),
        None => None,
    };
    Ok(StoredExtract {
        extract: Extract {
            id,
            source: SourceId::new(row.try_get("source")?),
            system: row.try_get("system")?,
            owner,
            file: row.try_get("file")?,
            as_of: date(row, "as_of")?,
            delivery: delivery_named(row.try_get("delivery")?).ok_or(DAMAGED)?,
            slice: manifest.slice,
            coverage: manifest.coverage,
        },
        size: number(row, "size")?,
        hash: hash(row, "hash")?,
        encoding: row.try_get("encoding")?,
        as_of_given: row.try_get::<i64, _>("as_of_given")? != 0,
        delivered_on: date(row, "delivered_on")?,
        made_by: row.try_get("made_by")?,
        roles: manifest.roles,
        columns: manifest.columns,
        rows_read: number(row, "rows_read")?,
        rows_admitted: number(row, "rows_admitted")?,
        rows_refused: number(row, "rows_refused")?,
        dropped: manifest.dropped,
        ignored: manifest.ignored,
        purposes: purposes.remove(&id.0).unwrap_or_default(),
        config_hash: hash(row, "config_hash")?,
        withdrawn,
        key,
        numbered: manifest.numbered,
        sliced: manifest.sliced,
        finding_words: manifest.finding_words,
    })
}

/// A whole number of a column, in the range of its type.
pub(crate) fn number<N: TryFrom<i64>>(row: &Row, column: &str) -> Result<N, StoreError> {
    N::try_from(row.try_get::<i64, _>(column)?).map_err(|_| DAMAGED)
}

/// A day of a column.
pub(crate) fn date(row: &Row, column: &str) -> Result<Date, StoreError> {
    row.try_get::<&str, _>(column)?.parse().map_err(|_| DAMAGED)
}

/// A day of a column that may be empty.
pub(crate) fn date_if_any(row: &Row, column: &str) -> Result<Option<Date>, StoreError> {
    row.try_get::<Option<&str>, _>(column)?.map(|text| text.parse().map_err(|_| DAMAGED)).transpose()
}

/// A hash of a column.
pub(crate) fn hash(row: &Row, column: &str) -> Result<[u8; 32], StoreError> {
    row.try_get::<&[u8], _>(column)?.try_into().map_err(|_| DAMAGED)
}
