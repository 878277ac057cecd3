//! The trail (証跡): appended in the transaction of what it tells of; nothing is shown when it cannot be written.

use sqlx::Row as _;

use super::chain::{BEGINNING, Entry, TrailState};
use crate::dialect::Row;
use crate::error::StoreError;
use crate::extract::{hash, number};
use crate::store::{Store, Txn};

/// An entry of the trail as it lies in the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailEntry {
    /// Running number, from 1 without gaps.
    pub number: u64,
    /// What it says.
    pub entry: Entry,
    /// Hash of the entry before.
    pub previous: [u8; 32],
    /// Its own hash.
    pub hash: [u8; 32],
}

const LIST: &str = "SELECT seq, recorded_at, who, duty, purpose, action, what, subjects, output_hash, previous, hash \
                    FROM trail ORDER BY seq";

impl Txn {
    /// Appends an entry.
    ///
    /// # Errors
    /// What the database says.
    pub async fn trail_append(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let last = sqlx::query("SELECT seq, hash FROM trail ORDER BY seq DESC LIMIT 1")
            .fetch_optional(&mut *self.inner)
            .await?;
        let (seq, previous) = match &last {
            Some(row) => (number::<i64>(row, "seq")? + 1, hash(row, "hash")?),
            None => (1, BEGINNING),
        };
        sqlx::query(
            "INSERT INTO trail (seq, recorded_at, who, duty, purpose, action, what, subjects, output_hash, previous, hash) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(seq)
        .bind(&entry.recorded_at)
        .bind(&entry.who)
        .bind(&entry.duty)
        .bind(&entry.purpose)
        .bind(&entry.action)
        .bind(&entry.what)
        .bind(entry.count as i64)
        .bind(entry.output_hash.as_slice())
        .bind(previous.as_slice())
        .bind(entry.seal(&previous).as_slice())
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }
}

impl Store {
    /// The whole trail, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn trail_list(&self) -> Result<Vec<TrailEntry>, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(&self.read).await?;
        rows.iter().map(entry).collect()
    }

    /// Whether every entry is as it was written, and none is missing in between.
    ///
    /// # Errors
    /// What the database says; a changed trail is no error but [`TrailState::Broken`].
    pub async fn trail_verify(&self) -> Result<TrailState, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(&self.read).await?;
        let mut head = BEGINNING;
        for (at, row) in rows.iter().enumerate() {
            let expected = at as u64 + 1;
            match entry(row) {
                Ok(found)
                    if found.number == expected && found.previous == head && found.entry.seal(&head) == found.hash =>
                {
                    head = found.hash;
                }
                _ => return Ok(TrailState::Broken { entry: expected }),
            }
        }
        Ok(TrailState::Whole { entries: rows.len() as u64, head })
    }
}

fn entry(row: &Row) -> Result<TrailEntry, StoreError> {
    Ok(TrailEntry {
        number: number(row, "seq")?,
        entry: Entry {
            recorded_at: row.try_get("recorded_at")?,
            who: row.try_get("who")?,
            duty: row.try_get("duty")?,
            purpose: row.try_get("purpose")?,
            action: row.try_get("action")?,
            what: row.try_get("what")?,
            count: number(row, "subjects")?,
            output_hash: hash(row, "output_hash")?,
        },
        previous: hash(row, "previous")?,
        hash: hash(row, "hash")?,
    })
}
