//! What earlier runs knew: which person each record was, and which persons were joined.

use std::collections::BTreeMap;

use domain::{ExtractId, PersonId, RecordKey, Resolution};
use sqlx::Row as _;

use crate::error::StoreError;
use crate::extract::number;
use crate::store::{Store, Txn};

/// Who everybody was in the runs before.
#[derive(Debug, Clone, Default)]
pub struct PersonsBefore {
    /// Person per record key, sorted by key.
    pub by_key: Vec<(RecordKey, PersonId)>,
    /// Person per row of each delivery and role; 0 = nobody.
    pub by_row: BTreeMap<(ExtractId, u8), Vec<u32>>,
}

impl Store {
    /// The newest results of every delivery that was ever linked - superseded and withdrawn ones too, so that a person
    /// who comes back keeps the number - oldest run first: a later entry about the same key holds.
    ///
    /// # Errors
    /// What the database says; [`StoreError::Corrupt`] when a result was changed.
    pub async fn resolution_newest_list(&self) -> Result<Vec<Resolution>, StoreError> {
        let rows = sqlx::query(
            "SELECT run_id, extract_id, role, bytes FROM resolution r WHERE run_id = \
             (SELECT MAX(n.run_id) FROM resolution n WHERE n.extract_id = r.extract_id AND n.role = r.role) \
             ORDER BY run_id, extract_id, role",
        )
        .fetch_all(&self.read)
        .await?;
        self.resolutions_open(&rows).await
    }

    /// Which person each record was, sorted by key; persons joined since then are already followed.
    ///
    /// # Errors
    /// As [`Store::resolution_newest_list`].
    pub async fn person_by_key_list(&self) -> Result<Vec<(RecordKey, PersonId)>, StoreError> {
        Ok(self.person_before().await?.by_key)
    }

    /// Which person each record was, by key and by row; persons joined since then are already followed.
    ///
    /// # Errors
    /// As [`Store::resolution_newest_list`].
    pub async fn person_before(&self) -> Result<PersonsBefore, StoreError> {
        let newest = self.resolution_newest_list().await?;
        let joined = self.person_joined_list().await?;
        let now = |person: u32| if person == 0 { PersonId(0) } else { follow(PersonId(person), &joined) };
        let mut by_key: Vec<(RecordKey, PersonId)> = Vec::new();
        // Newest first, so that a stable sort and `dedup` keep the newest entry about a key.
        for resolution in newest.iter().rev() {
            let known = resolution.keys.iter().zip(&resolution.persons).filter(|(_, person)| **person > 0);
            by_key.extend(known.map(|(key, person)| (*key, now(*person))));
        }
        by_key.sort_by_key(|(key, _)| *key);
        by_key.dedup_by_key(|(key, _)| *key);
        // Rows that only refer to a person have no key and say nothing about who anybody is.
        let by_row = newest
            .into_iter()
            .filter(|resolution| !resolution.keys.is_empty())
            .map(|resolution| {
                let rows = resolution.persons.iter().map(|person| now(*person).0).collect();
                ((resolution.extract, resolution.role), rows)
            })
            .collect();
        Ok(PersonsBefore { by_key, by_row })
    }
}

impl Txn {
    /// Notes the records of persons that a run joined, split or moved, with the id they had before.
    ///
    /// # Errors
    /// What the database says.
    pub async fn person_former_append(&mut self, run: u32, former: &[(RecordKey, PersonId)]) -> Result<(), StoreError> {
        for (key, person) in former {
            sqlx::query("INSERT INTO person_former (run_id, record_key, person) VALUES ($1, $2, $3)")
                .bind(i64::from(run))
                .bind(key.0.cast_signed())
                .bind(i64::from(person.0))
                .execute(&mut *self.inner)
                .await?;
        }
        Ok(())
    }
}

impl Store {
    /// Persons whose record each was just before they were joined, split or moved for the first time, oldest first: what was noted of a
    /// person first holds.
    ///
    /// # Errors
    /// What the database says.
    pub async fn person_former_list(&self) -> Result<BTreeMap<RecordKey, Vec<PersonId>>, StoreError> {
        let rows = sqlx::query("SELECT run_id, record_key, person FROM person_former ORDER BY run_id, record_key")
            .fetch_all(&self.read)
            .await?;
        let mut first: BTreeMap<PersonId, u32> = BTreeMap::new();
        let mut former: BTreeMap<RecordKey, Vec<PersonId>> = BTreeMap::new();
        for row in &rows {
            let (run, key, person) =
                (number(row, "run_id")?, row.try_get::<i64, _>("record_key")?, number(row, "person")?);
            if *first.entry(PersonId(person)).or_insert(run) == run {
                former.entry(RecordKey(key.cast_unsigned())).or_default().push(PersonId(person));
            }
        }
        Ok(former)
    }

    /// Persons that were joined, and into whom; the newest run holds.
    ///
    /// # Errors
    /// What the database says.
    pub async fn person_joined_list(&self) -> Result<BTreeMap<PersonId, PersonId>, StoreError> {
        let rows = sqlx::query("SELECT person, into_person FROM person_joined ORDER BY run_id, person")
            .fetch_all(&self.read)
            .await?;
        rows.iter().map(|row| Ok((PersonId(number(row, "person")?), PersonId(number(row, "into_person")?)))).collect()
    }
}

/// Follows joins to the person that holds today. Joins lead to older ids, so this ends; damage does not loop it.
#[must_use]
pub fn follow(mut person: PersonId, joined: &BTreeMap<PersonId, PersonId>) -> PersonId {
    while let Some(into) = joined.get(&person).filter(|into| **into < person) {
        person = *into;
    }
    person
}
