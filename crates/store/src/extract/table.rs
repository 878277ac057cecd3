//! Reading cells: the asked columns of deliveries, and no others; decoded on all cores.

use std::collections::BTreeMap;

use domain::{Column, ColumnChunk, ColumnMeta, ExtractId, Table};
use jiff::civil::Date;
use rayon::prelude::*;
use sqlx::Row as _;
use tokio::task::JoinHandle;

use super::force::partly_superseded;
use super::list::number;
use super::record::StoredExtract;
use crate::chunk;
use crate::error::StoreError;
use crate::key::{DataKey, Place};
use crate::store::Store;

const DAMAGED: StoreError = StoreError::Corrupt("列の並び");

/// Columns in memory, and the record numbers when rows were refused.
type Opened = (Vec<Column>, Vec<u32>);

/// Sealed chunks of one delivery, as they lie in the database.
struct Sealed {
    extract: ExtractId,
    key: DataKey,
    columns: Vec<(ColumnMeta, Vec<Vec<u8>>)>,
    numbers: Option<Vec<u8>>,
    rows: usize,
}

impl Store {
    /// The asked columns of a delivery in memory; the chunks of other columns are not even read.
    ///
    /// # Errors
    /// [`StoreError::Destroyed`] when its key was dropped; [`StoreError::Corrupt`] when a chunk was changed.
    pub async fn table_load(
        &self,
        stored: &StoredExtract,
        wanted: impl Fn(&ColumnMeta) -> bool,
    ) -> Result<Table, StoreError> {
        let mut tables = self.tables_load(&[stored], |_, meta| wanted(meta)).await?;
        tables.pop().ok_or(DAMAGED)
    }

    /// The asked columns of several deliveries, in their order; the next is read while the ones before are decoded.
    ///
    /// # Errors
    /// As [`Store::table_load`].
    pub async fn tables_load(
        &self,
        extracts: &[&StoredExtract],
        wanted: impl Fn(&StoredExtract, &ColumnMeta) -> bool,
    ) -> Result<Vec<Table>, StoreError> {
        let mut running: Vec<JoinHandle<Result<Opened, StoreError>>> = Vec::with_capacity(extracts.len());
        for stored in extracts {
            let metas = stored.columns.iter().filter(|meta| wanted(stored, meta)).cloned().collect();
            let sealed = self.sealed_fetch(stored, metas).await?;
            running.push(tokio::task::spawn_blocking(move || sealed.open()));
        }
        let mut tables = Vec::with_capacity(extracts.len());
        for (stored, running) in extracts.iter().zip(running) {
            let (columns, record_numbers) = running.await.map_err(|_| DAMAGED)??;
            tables.push(Table {
                extract: stored.extract.clone(),
                roles: stored.roles.clone(),
                rows: stored.rows_admitted as usize,
                record_numbers,
                columns,
            });
        }
        Ok(tables)
    }

    /// The rows of deliveries in force that belong to a slice which a newer delivery replaced: for each delivery that holds
    /// such rows and others, one entry per row, `true` = superseded.
    ///
    /// # Errors
    /// As [`Store::table_load`].
    pub async fn superseded_rows(
        &self,
        extracts: &[StoredExtract],
        on: Date,
    ) -> Result<BTreeMap<ExtractId, Vec<bool>>, StoreError> {
        let mut superseded = BTreeMap::new();
        for (stored, held) in partly_superseded(extracts, on).into_iter().filter(|(stored, _)| stored.sliced) {
            let id = stored.extract.id;
            let key = stored.key.as_ref().ok_or(StoreError::Destroyed(id))?;
            let sealed = self.chunks_fetch(id, Place::SLICE_ROWS).await?.pop().ok_or(DAMAGED)?;
            let place = Place { extract: id, part: Place::SLICE_ROWS, number: 0 };
            let runs = chunk::numbers_decode(&key.unseal(place, &sealed)?)?;
            let mut rows = Vec::with_capacity(stored.rows_admitted as usize);
            for run in runs.chunks_exact(2) {
                let gone = !held.get(run[0] as usize).copied().ok_or(DAMAGED)?;
                rows.resize((rows.len() + run[1] as usize).min(stored.rows_admitted as usize), gone);
            }
            if rows.len() != stored.rows_admitted as usize {
                return Err(DAMAGED);
            }
            superseded.insert(id, rows);
        }
        Ok(superseded)
    }

    async fn sealed_fetch(&self, stored: &StoredExtract, metas: Vec<ColumnMeta>) -> Result<Sealed, StoreError> {
        let id = stored.extract.id;
        let key = stored.key.clone().ok_or(StoreError::Destroyed(id))?;
        let mut columns = Vec::with_capacity(metas.len());
        for meta in metas {
            let chunks = self.chunks_fetch(id, i32::from(meta.ordinal)).await?;
            columns.push((meta, chunks));
        }
        let numbers = match stored.numbered {
            true => Some(self.chunks_fetch(id, Place::RECORD_NUMBERS).await?.pop().ok_or(DAMAGED)?),
            false => None,
        };
        Ok(Sealed { extract: id, key, columns, numbers, rows: stored.rows_admitted as usize })
    }

    async fn chunks_fetch(&self, id: ExtractId, part: i32) -> Result<Vec<Vec<u8>>, StoreError> {
        let rows =
            sqlx::query("SELECT chunk_no, bytes FROM chunk WHERE extract_id = $1 AND ordinal = $2 ORDER BY chunk_no")
                .bind(i64::from(id.0))
                .bind(i64::from(part))
                .fetch_all(&self.read)
                .await?;
        let mut chunks = BTreeMap::new();
        for row in &rows {
            chunks.insert(number::<u32>(row, "chunk_no")?, row.try_get("bytes")?);
        }
        // A gap would shift every cell behind it.
        if chunks.keys().copied().eq(0..chunks.len() as u32) {
            Ok(chunks.into_values().collect())
        } else {
            Err(DAMAGED)
        }
    }
}

impl Sealed {
    fn open(self) -> Result<Opened, StoreError> {
        let Self { extract, key, columns, numbers, rows } = self;
        let mut out = Vec::with_capacity(columns.len());
        let mut jobs: Vec<(usize, u16, u32, Vec<u8>)> = Vec::new();
        for (at, (meta, chunks)) in columns.into_iter().enumerate() {
            jobs.extend(chunks.into_iter().enumerate().map(|(no, bytes)| (at, meta.ordinal, no as u32, bytes)));
            out.push(Column { meta, chunks: Vec::new() });
        }
        let opened: Vec<(usize, ColumnChunk)> = jobs
            .into_par_iter()
            .map(|(at, ordinal, no, bytes)| {
                let bytes = key.unseal(Place::column(extract, ordinal, no), &bytes)?;
                Ok((at, chunk::chunk_decode(&bytes)?))
            })
            .collect::<Result<_, StoreError>>()?;
        for (at, chunk) in opened {
            out[at].chunks.push(chunk);
        }
        let whole = |column: &Column| column.chunks.iter().map(|chunk| chunk.keys.len()).sum::<usize>() == rows;
        if !out.iter().all(whole) {
            return Err(DAMAGED);
        }
        let numbers = match numbers {
            Some(sealed) => {
                let place = Place { extract, part: Place::RECORD_NUMBERS, number: 0 };
                chunk::numbers_decode(&key.unseal(place, &sealed)?)?
            }
            None => Vec::new(),
        };
        if numbers.is_empty() || numbers.len() == rows { Ok((out, numbers)) } else { Err(DAMAGED) }
    }
}
