//! The key of fingerprints: a record is named outside sealed chunks only by a keyed fingerprint of its key cells.

use domain::RecordKey;

use super::seal::{KEY_BYTES, random};
use crate::error::StoreError;

/// The key of fingerprints of one installation. Never printed.
#[derive(Clone)]
pub struct FingerprintKey(pub(crate) [u8; KEY_BYTES]);

impl std::fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl FingerprintKey {
    pub(crate) fn generate() -> Result<Self, StoreError> {
        Ok(Self(random()?))
    }

    /// The key as bytes, for engines that fingerprint many records themselves.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// The fingerprint of a list of texts: the boundaries between them count.
    #[must_use]
    pub fn record_key<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> RecordKey {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let mut first = [0; 8];
        hasher.finalize_xof().fill(&mut first);
        RecordKey(u64::from_le_bytes(first))
    }
}
