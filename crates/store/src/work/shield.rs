//! 支援措置: who is shielded. No import, withdrawal, merge or expiry lifts a shield; only an entry that says so does.

use std::collections::BTreeMap;

use domain::{PersonId, RecordKey};
use jiff::civil::Date;

use crate::error::StoreError;
use crate::extract::number;
use crate::store::{Store, Txn};

/// Whom a shield covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shielded {
    /// A person.
    Person(PersonId),
    /// The record that carried the flag; it finds its person through any link result that holds it.
    Record(RecordKey),
}

impl Txn {
    /// Appends shields, or their lifting by a person; what already holds is not written again. Returns how many were new.
    ///
    /// # Errors
    /// What the database says.
    pub async fn shield_append(
        &mut self,
        whom: &[Shielded],
        lifted: bool,
        by: &str,
        on: Date,
    ) -> Result<usize, StoreError> {
        let mut held = read(&sqlx::query(LIST).fetch_all(&mut *self.inner).await?)?;
        let mut new = 0;
        for whom in whom {
            if held.insert(*whom, lifted) == Some(lifted) {
                continue;
            }
            let (person, record) = match whom {
                Shielded::Person(person) => (Some(i64::from(person.0)), None),
                Shielded::Record(record) => (None, Some(record.0.cast_signed())),
            };
            sqlx::query(
                "INSERT INTO shield (seq, person, record_key, lifted, made_by, made_on) \
                 SELECT COALESCE(MAX(seq), 0) + 1, $1, $2, $3, $4, $5 FROM shield",
            )
            .bind(person)
            .bind(record)
            .bind(i64::from(lifted))
            .bind(by)
            .bind(on.to_string())
            .execute(&mut *self.inner)
            .await?;
            new += 1;
        }
        Ok(new)
    }
}

const LIST: &str = "SELECT person, record_key, lifted FROM shield ORDER BY seq";

impl Store {
    /// Who was ever shielded, sorted, and whether a person lifted it since.
    ///
    /// # Errors
    /// What the database says.
    pub async fn shield_list(&self) -> Result<Vec<(Shielded, bool)>, StoreError> {
        Ok(read(&sqlx::query(LIST).fetch_all(&self.read).await?)?.into_iter().collect())
    }
}

fn read(rows: &[crate::dialect::Row]) -> Result<BTreeMap<Shielded, bool>, StoreError> {
    use sqlx::Row as _;
    let mut held = BTreeMap::new();
    for row in rows {
        let whom = match row.try_get::<Option<i64>, _>("record_key")? {
            Some(record) => Shielded::Record(RecordKey(record.cast_unsigned())),
            None => Shielded::Person(PersonId(number(row, "person")?)),
        };
        held.insert(whom, number::<u8>(row, "lifted")? != 0);
    }
    Ok(held)
}
