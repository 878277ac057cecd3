//! Opening the records, and the transaction in which everything is written.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::Row as _;

use crate::dialect::{self, Database, Pool};
use crate::error::StoreError;
use crate::key::{FingerprintKey, MasterKey};
use crate::migrate;

/// The records of one installation. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    write: Pool,
    pub(crate) read: Pool,
    pub(crate) keys: Arc<Keys>,
}

/// The keys in use.
pub(crate) struct Keys {
    pub(crate) master: MasterKey,
    pub(crate) fingerprint: FingerprintKey,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

/// A transaction that writes; dropped without [`Txn::commit`], nothing happened.
pub struct Txn {
    pub(crate) inner: sqlx::Transaction<'static, Database>,
    pub(crate) keys: Arc<Keys>,
}

impl std::fmt::Debug for Txn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Txn")
    }
}

impl Store {
    /// Creates the database of a new installation.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there already is one.
    pub async fn create(path: &Path, master: MasterKey) -> Result<Self, StoreError> {
        if path.exists() {
            return Err(StoreError::Exists);
        }
        let (write, read) = dialect::connect(path, true, dialect::BUSY_WAIT).await?;
        migrate::migrate(&write).await?;
        let fingerprint = FingerprintKey::generate()?;
        let wrapped = master.wrap_fingerprint(&fingerprint)?;
        sqlx::query("INSERT INTO installation (id, wrapped) VALUES (1, $1)").bind(wrapped).execute(&write).await?;
        Ok(Self { write, read, keys: Arc::new(Keys { master, fingerprint }) })
    }

    /// Opens the database of an installation and brings its tables up to date.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::WrongKey`], [`StoreError::NewerSchema`], [`StoreError::Corrupt`].
    pub async fn open(path: &Path, master: MasterKey) -> Result<Self, StoreError> {
        Self::open_waiting(path, master, dialect::BUSY_WAIT).await
    }

    /// As [`Store::open`], but a second writer waits only as long as given.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_waiting(path: &Path, master: MasterKey, wait: Duration) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing);
        }
        let (write, read) = dialect::connect(path, false, wait).await?;
        migrate::migrate(&write).await?;
        let row = sqlx::query("SELECT wrapped FROM installation WHERE id = 1").fetch_optional(&read).await?;
        let wrapped: Vec<u8> = row.ok_or(StoreError::Corrupt("mimamori.db"))?.try_get("wrapped")?;
        let fingerprint = master.unwrap_fingerprint(&wrapped)?;
        Ok(Self { write, read, keys: Arc::new(Keys { master, fingerprint }) })
    }

    /// Begins to write. A second writer waits up to 30 seconds.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the other writer is not done by then.
    pub async fn begin(&self) -> Result<Txn, StoreError> {
        let inner = match self.write.begin_with(dialect::BEGIN_WRITE).await {
            Err(sqlx::Error::InvalidSavePointStatement) => {
                // A full disk made the database take a transaction back by itself, and the connection still believes in it.
                self.write.acquire().await?.close().await?;
                self.write.begin_with(dialect::BEGIN_WRITE).await?
            }
            other => other?,
        };
        Ok(Txn { inner, keys: Arc::clone(&self.keys) })
    }

    /// The key of fingerprints of this installation, for record keys.
    #[must_use]
    pub fn fingerprint_key(&self) -> &FingerprintKey {
        &self.keys.fingerprint
    }

    /// Closes the connections and folds the write-ahead log into the database file.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

impl Txn {
    /// Sets a mark to which the transaction can be taken back. One mark at a time: [`Txn::unmark`] or [`Txn::back_to_mark`] before the next.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mark(&mut self) -> Result<(), StoreError> {
        self.say("SAVEPOINT mark").await
    }

    /// Keeps what was written since the mark, as part of the transaction.
    ///
    /// # Errors
    /// What the database says.
    pub async fn unmark(&mut self) -> Result<(), StoreError> {
        self.say("RELEASE SAVEPOINT mark").await
    }

    /// Takes back what was written since the mark; what was written before it stays in the transaction.
    ///
    /// # Errors
    /// What the database says.
    pub async fn back_to_mark(&mut self) -> Result<(), StoreError> {
        self.say("ROLLBACK TO SAVEPOINT mark").await?;
        self.unmark().await
    }

    async fn say(&mut self, statement: &'static str) -> Result<(), StoreError> {
        sqlx::query(statement).execute(&mut *self.inner).await?;
        Ok(())
    }

    /// Makes everything written in this transaction last.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] and the like; then nothing happened.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.inner.commit().await?)
    }

    /// Takes everything written in this transaction back.
    ///
    /// # Errors
    /// [`StoreError::Io`] and the like; nothing happened all the same.
    pub async fn rollback(self) -> Result<(), StoreError> {
        Ok(self.inner.rollback().await?)
    }
}
