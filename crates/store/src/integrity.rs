//! Whether the records are whole, and one number that stands for all of them: for `doctor`, backups and tests.

use sqlx::{Row as _, TypeInfo as _, ValueRef as _};

use crate::dialect;
use crate::error::StoreError;
use crate::store::Store;

const DAMAGED: StoreError = StoreError::Corrupt("mimamori.db");

impl Store {
    /// Looks at every page, index and reference of the database.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when something does not fit.
    pub async fn integrity_check(&self) -> Result<(), StoreError> {
        let pages = sqlx::query(dialect::INTEGRITY_CHECK).fetch_all(&self.read).await?;
        let sound = pages.len() == 1 && pages[0].try_get::<&str, _>(0).is_ok_and(|answer| answer == "ok");
        let dangling = sqlx::query(dialect::REFERENCE_CHECK).fetch_optional(&self.read).await?;
        if sound && dangling.is_none() { Ok(()) } else { Err(DAMAGED) }
    }

    /// One hash over every row of every table, in an order that does not depend on how they lie on disk: two databases
    /// with the same hash hold the same records.
    ///
    /// # Errors
    /// What the database says.
    pub async fn records_hash(&self) -> Result<[u8; 32], StoreError> {
        let mut hasher = blake3::Hasher::new();
        for (_, table) in dialect::TABLES {
            let mut rows: Vec<Vec<u8>> = Vec::new();
            for row in sqlx::query(*table).fetch_all(&self.read).await? {
                rows.push(cells(&row)?);
            }
            rows.sort_unstable();
            hasher.update(&(rows.len() as u64).to_le_bytes());
            for row in rows {
                hasher.update(&(row.len() as u64).to_le_bytes());
                hasher.update(&row);
            }
        }
        Ok(*hasher.finalize().as_bytes())
    }
}

/// The cells of a row as bytes: type, length, value.
fn cells(row: &dialect::Row) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    for column in 0..row.len() {
        let value = row.try_get_raw(column)?;
        if value.is_null() {
            bytes.push(0);
            continue;
        }
        let (kind, cell) = match value.type_info().name() {
            "INTEGER" | "BIGINT" => (1, row.try_get::<i64, _>(column)?.to_le_bytes().to_vec()),
            "TEXT" => (2, row.try_get::<String, _>(column)?.into_bytes()),
            "BLOB" => (3, row.try_get::<Vec<u8>, _>(column)?),
            _ => return Err(DAMAGED),
        };
        bytes.push(kind);
        bytes.extend_from_slice(&(cell.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&cell);
    }
    Ok(bytes)
}
