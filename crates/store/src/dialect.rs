//! What differs between databases: connecting, error codes, the words for bytes and locks. SQLite today.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use crate::error::StoreError;

/// The database behind the store.
pub(crate) type Database = sqlx::Sqlite;

/// A row of it.
pub(crate) type Row = sqlx::sqlite::SqliteRow;

/// A pool of connections to it.
pub(crate) type Pool = SqlitePool;

/// Begins a transaction that holds the right to write from its first moment, so that two imports queue instead of failing half way.
pub(crate) const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// How long a second writer waits for the first.
pub(crate) const BUSY_WAIT: Duration = Duration::from_secs(30);

/// Bytes of a page: chunks are tens of kilobytes, so fewer overflow pages than with the default 4096.
const PAGE_BYTES: u32 = 16_384;

/// The migrations of this dialect, in order: number, name, text.
pub(crate) const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "records of work", include_str!("../migrations/0001_records_of_work.sql")),
    (2, "append-only", include_str!("../migrations/sqlite/0002_append_only.sql")),
    (3, "former persons", include_str!("../migrations/0003_former_persons.sql")),
    (4, "former persons append-only", include_str!("../migrations/sqlite/0004_former_persons_append_only.sql")),
    (5, "decisions withdrawn", include_str!("../migrations/0005_decision_withdrawn.sql")),
    (6, "slices of deliveries", include_str!("../migrations/0006_extract_slice.sql")),
    (7, "slices append-only", include_str!("../migrations/sqlite/0007_extract_slice_append_only.sql")),
    (8, "weights of linkage", include_str!("../migrations/0008_link_weights.sql")),
    (9, "weights append-only", include_str!("../migrations/sqlite/0009_link_weights_append_only.sql")),
];

/// Looks at every page and index; one row `ok` when all is well.
pub(crate) const INTEGRITY_CHECK: &str = "PRAGMA integrity_check";

/// Rows that refer to nothing.
pub(crate) const REFERENCE_CHECK: &str = "PRAGMA foreign_key_check";

/// Every table of the records, and how all of it is read.
pub(crate) const TABLES: &[(&str, &str)] = &[
    ("installation", "SELECT * FROM installation"),
    ("extract", "SELECT * FROM extract"),
    ("extract_slice", "SELECT * FROM extract_slice"),
    ("extract_column", "SELECT * FROM extract_column"),
    ("extract_item_dropped", "SELECT * FROM extract_item_dropped"),
    ("extract_purpose", "SELECT * FROM extract_purpose"),
    ("finding", "SELECT * FROM finding"),
    ("finding_example", "SELECT * FROM finding_example"),
    ("data_key", "SELECT * FROM data_key"),
    ("chunk", "SELECT * FROM chunk"),
    ("extract_withdrawal", "SELECT * FROM extract_withdrawal"),
    ("link_run", "SELECT * FROM link_run"),
    ("link_weights", "SELECT * FROM link_weights"),
    ("resolution", "SELECT * FROM resolution"),
    ("person_joined", "SELECT * FROM person_joined"),
    ("person_former", "SELECT * FROM person_former"),
    ("waiting_pair", "SELECT * FROM waiting_pair"),
    ("link_decision", "SELECT * FROM link_decision"),
    ("supported", "SELECT * FROM supported"),
    ("judgement", "SELECT * FROM judgement"),
    ("shield", "SELECT * FROM shield"),
    ("trail", "SELECT * FROM trail"),
];

/// Where the database of an installation lies: `sqlite:NAME`, relative to the installation's folder.
///
/// # Errors
/// [`StoreError::Unsupported`] for any other kind of database.
pub fn locate(url: &str, home: &Path) -> Result<PathBuf, StoreError> {
    let name = url.strip_prefix("sqlite:").ok_or(StoreError::Unsupported)?;
    let name = name.strip_prefix("//").unwrap_or(name);
    if name.is_empty() { Err(StoreError::Unsupported) } else { Ok(home.join(name)) }
}

/// Names of every table of the records.
pub fn tables() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|(name, _)| *name)
}

/// Connections for writing (one: SQLite has one writer) and for reading.
pub(crate) async fn connect(path: &Path, create: bool, wait: Duration) -> Result<(Pool, Pool), StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(create)
        .page_size(PAGE_BYTES)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(wait)
        .pragma("secure_delete", "ON")
        .pragma("cell_size_check", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-16000");
    let pool = |connections| {
        SqlitePoolOptions::new()
            .max_connections(connections)
            // A second writer inside this process waits as long as one in another process.
            .acquire_timeout(wait)
            .idle_timeout(None)
            .max_lifetime(None)
    };
    let write = pool(1).connect_with(options.clone()).await?;
    let read = pool(2).connect_lazy_with(options.create_if_missing(false));
    Ok((write, read))
}

/// Sorts what the database says by who must act.
pub(crate) fn sort(error: &sqlx::Error) -> StoreError {
    const SQLITE_BUSY: i32 = 5;
    const SQLITE_LOCKED: i32 = 6;
    const SQLITE_READONLY: i32 = 8;
    const SQLITE_IOERR: i32 = 10;
    const SQLITE_CORRUPT: i32 = 11;
    const SQLITE_FULL: i32 = 13;
    const SQLITE_CANTOPEN: i32 = 14;
    const SQLITE_NOTADB: i32 = 26;
    match error {
        sqlx::Error::PoolTimedOut => StoreError::Busy,
        sqlx::Error::Io(error) => StoreError::Io(std::io::Error::new(error.kind(), error.to_string())),
        sqlx::Error::Database(error) => {
            let code = error.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or(0);
            match code & 0xff {
                SQLITE_BUSY | SQLITE_LOCKED => StoreError::Busy,
                SQLITE_READONLY => StoreError::ReadOnly,
                SQLITE_FULL => StoreError::DiskFull,
                // That there is a database was looked at before: what cannot be opened beside it is its log.
                SQLITE_CANTOPEN => StoreError::ReadOnly,
                SQLITE_CORRUPT | SQLITE_NOTADB => StoreError::Corrupt("mimamori.db"),
                SQLITE_IOERR => StoreError::Io(std::io::Error::other("SQLITE_IOERR")),
                _ => StoreError::Database(error.message().to_owned()),
            }
        }
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::RowNotFound => StoreError::Corrupt("mimamori.db"),
        _ => StoreError::Database("通信".to_owned()),
    }
}
