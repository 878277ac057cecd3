//! One run of 名寄せ: its results, one sealed chunk per delivery and role.

use std::collections::BTreeMap;

use domain::{ExtractId, OwnerId, PersonId, Resolution};
use jiff::civil::Date;
use rayon::prelude::*;
use sqlx::Row as _;

use super::pair::WaitingPair;
use crate::chunk;
use crate::dialect::Database;
use crate::error::StoreError;
use crate::extract::number;
use crate::key::{DataKey, MasterKey, Place};
use crate::store::{Store, Txn};

const DAMAGED: StoreError = StoreError::Corrupt("名寄せの結果");

/// A run of 名寄せ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRun {
    /// Running number; set by the store.
    pub id: u32,
    /// The day.
    pub on: Date,
    /// Hash of the configuration it ran under.
    pub config_hash: [u8; 32],
    /// The number the next new person gets.
    pub next_person: PersonId,
}

impl Txn {
    /// Saves a run: its results, the pairs that wait for a person, and which persons were joined into which; a person joined
    /// into itself is one of its own again.
    ///
    /// `run.id` is ignored; the number given is returned.
    ///
    /// # Errors
    /// [`StoreError::Destroyed`] when a delivery's key was dropped; what the database says.
    pub async fn link_run_save(
        &mut self,
        run: &LinkRun,
        resolutions: Vec<Resolution>,
        waiting: &[WaitingPair],
        joined: &[(PersonId, PersonId)],
    ) -> Result<u32, StoreError> {
        let row =
            sqlx::query("SELECT COALESCE(MAX(id), 0) AS newest FROM link_run").fetch_one(&mut *self.inner).await?;
        let id: u32 = number::<u32>(&row, "newest")? + 1;
        sqlx::query("INSERT INTO link_run (id, made_on, config_hash, next_person) VALUES ($1, $2, $3, $4)")
            .bind(i64::from(id))
            .bind(run.on.to_string())
            .bind(run.config_hash.as_slice())
            .bind(i64::from(run.next_person.0))
            .execute(&mut *self.inner)
            .await?;
        let keys = data_keys(&mut self.inner, &self.keys.master).await?;
        let sealed =
            tokio::task::spawn_blocking(move || seal(id, &resolutions, &keys)).await.map_err(|_| DAMAGED)??;
        for (extract, role, bytes) in sealed {
            sqlx::query("INSERT INTO resolution (run_id, extract_id, role, bytes) VALUES ($1, $2, $3, $4)")
                .bind(i64::from(id))
                .bind(i64::from(extract.0))
                .bind(i64::from(role))
                .bind(bytes)
                .execute(&mut *self.inner)
                .await?;
        }
        for (place, pair) in waiting.iter().enumerate() {
            self.waiting_insert(id, place, pair).await?;
        }
        for (person, into) in joined {
            sqlx::query("INSERT INTO person_joined (run_id, person, into_person) VALUES ($1, $2, $3)")
                .bind(i64::from(id))
                .bind(i64::from(person.0))
                .bind(i64::from(into.0))
                .execute(&mut *self.inner)
                .await?;
        }
        Ok(id)
    }
}

impl Store {
    /// The newest run, if there was one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn link_run_newest(&self) -> Result<Option<LinkRun>, StoreError> {
        let row = sqlx::query("SELECT id, made_on, config_hash, next_person FROM link_run ORDER BY id DESC LIMIT 1")
            .fetch_optional(&self.read)
            .await?;
        row.map(|row| {
            Ok(LinkRun {
                id: number(&row, "id")?,
                on: crate::extract::date(&row, "made_on")?,
                config_hash: crate::extract::hash(&row, "config_hash")?,
                next_person: PersonId(number(&row, "next_person")?),
            })
        })
        .transpose()
    }

    /// The results of a run, by delivery and role; deliveries whose key was dropped are left out.
    ///
    /// # Errors
    /// What the database says; [`StoreError::Corrupt`] when a result was changed.
    pub async fn resolution_list(&self, run: u32) -> Result<Vec<Resolution>, StoreError> {
        let rows = sqlx::query(
            "SELECT run_id, extract_id, role, bytes FROM resolution WHERE run_id = $1 ORDER BY extract_id, role",
        )
        .bind(i64::from(run))
        .fetch_all(&self.read)
        .await?;
        self.resolutions_open(&rows).await
    }

    /// Opens rows of the table `resolution`, in their order.
    pub(super) async fn resolutions_open(&self, rows: &[crate::dialect::Row]) -> Result<Vec<Resolution>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let keys = data_keys(&mut connection, &self.keys.master).await?;
        drop(connection);
        let mut sealed = Vec::with_capacity(rows.len());
        for row in rows {
            let extract = ExtractId(number(row, "extract_id")?);
            if let Some(key) = keys.get(&extract) {
                let bytes: Vec<u8> = row.try_get("bytes")?;
                sealed.push((extract, number::<u8>(row, "role")?, number::<u32>(row, "run_id")?, key.clone(), bytes));
            }
        }
        let open = move || {
            sealed
                .into_par_iter()
                .map(|(extract, role, run, key, bytes)| {
                    let bytes = key.unseal(Place::resolution(extract, role, run), &bytes)?;
                    chunk::resolution_decode(extract, role, &bytes)
                })
                .collect()
        };
        tokio::task::spawn_blocking(open).await.map_err(|_| DAMAGED)?
    }
}

type SealedResolution = (ExtractId, u8, Vec<u8>);

fn seal(
    run: u32,
    resolutions: &[Resolution],
    keys: &BTreeMap<ExtractId, DataKey>,
) -> Result<Vec<SealedResolution>, StoreError> {
    resolutions
        .par_iter()
        .map(|resolution| {
            let (extract, role) = (resolution.extract, resolution.role);
            let key = keys.get(&extract).ok_or(StoreError::Destroyed(extract))?;
            let bytes = chunk::resolution_encode(resolution)?;
            Ok((extract, role, key.seal(Place::resolution(extract, role, run), &bytes)?))
        })
        .collect()
}

async fn data_keys(
    connection: &mut <Database as sqlx::Database>::Connection,
    master: &MasterKey,
) -> Result<BTreeMap<ExtractId, DataKey>, StoreError> {
    let rows = sqlx::query("SELECT extract_id, owner, wrapped FROM data_key").fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let extract = ExtractId(number(row, "extract_id")?);
            let owner = OwnerId::new(row.try_get("owner")?);
            Ok((extract, master.unwrap(extract, &owner, row.try_get("wrapped")?)?))
        })
        .collect()
}
