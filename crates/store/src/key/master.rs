//! The master key of an installation: 32 random bytes in a file only its owner reads.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use domain::{ExtractId, OwnerId};

use super::fingerprint::FingerprintKey;
use super::seal::{DataKey, KEY_BYTES, random, seal, unseal};
use crate::error::StoreError;

/// The master key (`keys/master.key`). Never printed.
#[derive(Clone)]
pub struct MasterKey([u8; KEY_BYTES]);

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl MasterKey {
    /// Makes the key of a new installation and writes it, mode 0600, synced.
    ///
    /// # Errors
    /// [`StoreError::KeyExists`] when the file is there; [`StoreError::Io`].
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        let key = Self(random()?);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.open(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => StoreError::KeyExists,
            _ => StoreError::Io(error),
        })?;
        file.write_all(&key.0)?;
        file.sync_all()?;
        if let Some(folder) = path.parent()
            && let Ok(folder) = File::open(folder)
        {
            folder.sync_all()?;
        }
        Ok(key)
    }

    /// Reads the key of an installation.
    ///
    /// # Errors
    /// [`StoreError::KeyMissing`] when it cannot be read; [`StoreError::WrongKey`] when it is no key.
    pub fn load(path: &Path) -> Result<Self, StoreError> {
        let bytes = fs::read(path).map_err(|_| StoreError::KeyMissing)?;
        bytes.try_into().map(Self).map_err(|_| StoreError::WrongKey)
    }

    pub(crate) fn wrap(&self, extract: ExtractId, owner: &OwnerId, key: &DataKey) -> Result<Vec<u8>, StoreError> {
        seal(&self.0, &context(extract, owner), &key.0)
    }

    pub(crate) fn unwrap(&self, extract: ExtractId, owner: &OwnerId, wrapped: &[u8]) -> Result<DataKey, StoreError> {
        let bytes = unseal(&self.0, &context(extract, owner), wrapped).ok_or(StoreError::WrongKey)?;
        bytes.try_into().map(DataKey).map_err(|_| StoreError::WrongKey)
    }

    pub(crate) fn wrap_fingerprint(&self, key: &FingerprintKey) -> Result<Vec<u8>, StoreError> {
        seal(&self.0, FINGERPRINT, &key.0)
    }

    pub(crate) fn unwrap_fingerprint(&self, wrapped: &[u8]) -> Result<FingerprintKey, StoreError> {
        let bytes = unseal(&self.0, FINGERPRINT, wrapped).ok_or(StoreError::WrongKey)?;
        bytes.try_into().map(FingerprintKey).map_err(|_| StoreError::WrongKey)
    }
}

const FINGERPRINT: &[u8] = b"mimamori-1-fingerprint";

/// A data key belongs to one delivery of one owner.
fn context(extract: ExtractId, owner: &OwnerId) -> Vec<u8> {
    let mut context = b"mimamori-1-k".to_vec();
    context.extend_from_slice(&extract.0.to_le_bytes());
    context.extend_from_slice(owner.as_str().as_bytes());
    context
}
