//! Persons somebody already supports (支援中), from lists that people import.

use domain::PersonId;
use jiff::civil::Date;
use sqlx::Row as _;

use crate::error::StoreError;
use crate::extract::{date, number};
use crate::store::{Store, Txn};

/// A person somebody already supports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supported {
    /// The person.
    pub person: PersonId,
    /// Since when.
    pub since: Date,
    /// The organisation or section that supports.
    pub supporter: String,
}

impl Txn {
    /// Appends entries of an imported list; those that say what is already known are not written. Returns how many were new.
    ///
    /// # Errors
    /// What the database says.
    pub async fn supported_append(
        &mut self,
        list: &[Supported],
        by: &str,
        on: Date,
    ) -> Result<usize, StoreError> {
        let known = read(sqlx::query(LIST).fetch_all(&mut *self.inner).await?)?;
        let mut new = 0;
        for entry in list.iter().filter(|entry| !known.contains(entry)) {
            sqlx::query(
                "INSERT INTO supported (seq, person, since, supporter, made_by, made_on) \
                 SELECT COALESCE(MAX(seq), 0) + 1, $1, $2, $3, $4, $5 FROM supported",
            )
            .bind(i64::from(entry.person.0))
            .bind(entry.since.to_string())
            .bind(&entry.supporter)
            .bind(by)
            .bind(on.to_string())
            .execute(&mut *self.inner)
            .await?;
            new += 1;
        }
        Ok(new)
    }
}

const LIST: &str = "SELECT person, since, supporter FROM supported ORDER BY seq";

impl Store {
    /// All entries, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn supported_list(&self) -> Result<Vec<Supported>, StoreError> {
        read(sqlx::query(LIST).fetch_all(&self.read).await?)
    }
}

fn read(rows: Vec<crate::dialect::Row>) -> Result<Vec<Supported>, StoreError> {
    rows.iter()
        .map(|row| {
            Ok(Supported {
                person: PersonId(number(row, "person")?),
                since: date(row, "since")?,
                supporter: row.try_get("supporter")?,
            })
        })
        .collect()
}
