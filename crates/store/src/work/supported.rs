//! Persons somebody already supports (支援中), from lists that people import.

use std::collections::BTreeMap;

use domain::PersonId;
use jiff::civil::Date;
use sqlx::Row as _;

use crate::error::StoreError;
use crate::extract::{date, date_if_any, number};
use crate::store::{Store, Txn};

/// A line of a list of supported persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supported {
    /// The person.
    pub person: PersonId,
    /// Supported from; `None` = the list does not say.
    pub since: Option<Date>,
    /// Support ended on; `None` = still.
    pub until: Option<Date>,
    /// The list, or the section that supports.
    pub list: String,
}

impl Txn {
    /// Appends lines of an imported list; what is already known about a person and list is not written again.
    /// Returns how many were new.
    ///
    /// # Errors
    /// What the database says.
    pub async fn supported_append(&mut self, lines: &[Supported], by: &str, on: Date) -> Result<usize, StoreError> {
        let known = read(&sqlx::query(LIST).fetch_all(&mut *self.inner).await?)?;
        let mut held: BTreeMap<(PersonId, &str), &Supported> =
            known.iter().map(|(line, _)| ((line.person, line.list.as_str()), line)).collect();
        let mut new = 0;
        for line in lines {
            if held.insert((line.person, &line.list), line) == Some(line) {
                continue;
            }
            sqlx::query(
                "INSERT INTO supported (seq, person, since, until, list, made_by, made_on) \
                 SELECT COALESCE(MAX(seq), 0) + 1, $1, $2, $3, $4, $5, $6 FROM supported",
            )
            .bind(i64::from(line.person.0))
            .bind(line.since.map(|day| day.to_string()))
            .bind(line.until.map(|day| day.to_string()))
            .bind(&line.list)
            .bind(by)
            .bind(on.to_string())
            .execute(&mut *self.inner)
            .await?;
            new += 1;
        }
        Ok(new)
    }
}

const LIST: &str = "SELECT person, since, until, list, made_on FROM supported ORDER BY seq";

impl Store {
    /// All lines ever imported, oldest first, each with the day it is known from. The newest about a person and list holds.
    ///
    /// # Errors
    /// What the database says.
    pub async fn supported_list(&self) -> Result<Vec<(Supported, Date)>, StoreError> {
        read(&sqlx::query(LIST).fetch_all(&self.read).await?)
    }
}

fn read(rows: &[crate::dialect::Row]) -> Result<Vec<(Supported, Date)>, StoreError> {
    rows.iter()
        .map(|row| {
            let line = Supported {
                person: PersonId(number(row, "person")?),
                since: date_if_any(row, "since")?,
                until: date_if_any(row, "until")?,
                list: row.try_get("list")?,
            };
            Ok((line, date(row, "made_on")?))
        })
        .collect()
}
