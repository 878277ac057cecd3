//! Brings the tables of a database to the shape this program knows; each migration in one transaction.

use sqlx::Row as _;

use crate::dialect::{self, Pool};
use crate::error::StoreError;

/// Applies the migrations that are missing. A database of a newer program is left alone.
pub(crate) async fn migrate(pool: &Pool) -> Result<(), StoreError> {
    let known = dialect::MIGRATIONS.last().map_or(0, |(number, ..)| *number);
    if version(pool).await? == known {
        return Ok(());
    }
    let mut txn = pool.begin_with(dialect::BEGIN_WRITE).await?;
    sqlx::raw_sql("CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL)")
        .execute(&mut *txn)
        .await?;
    let found: i64 = sqlx::query("SELECT COALESCE(MAX(version), 0) AS version FROM schema_migration")
        .fetch_one(&mut *txn)
        .await?
        .try_get("version")?;
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    for (number, name, text) in dialect::MIGRATIONS.iter().filter(|(number, ..)| *number > found) {
        sqlx::raw_sql(*text).execute(&mut *txn).await?;
        sqlx::query("INSERT INTO schema_migration (version, name) VALUES ($1, $2)")
            .bind(number)
            .bind(*name)
            .execute(&mut *txn)
            .await?;
    }
    txn.commit().await?;
    Ok(())
}

/// The version of the tables; 0 for an empty database. Reads only, so that an installation in use is not locked.
async fn version(pool: &Pool) -> Result<i64, StoreError> {
    match sqlx::query("SELECT COALESCE(MAX(version), 0) AS version FROM schema_migration").fetch_one(pool).await {
        Ok(row) => Ok(row.try_get("version")?),
        Err(error) => match dialect::sort(&error) {
            // No such table: the database is empty.
            StoreError::Database(_) => Ok(0),
            other => Err(other),
        },
    }
}
