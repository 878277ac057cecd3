//! Sealing bytes under a key, bound to the place where they belong.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use domain::ExtractId;

use crate::error::StoreError;

/// Bytes of a key.
pub(crate) const KEY_BYTES: usize = 32;
/// Bytes of a nonce, kept in front of what was sealed.
const NONCE_BYTES: usize = 24;

/// Where sealed bytes belong: a chunk moved to another place does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The delivery.
    pub extract: ExtractId,
    /// Column ordinal; negative parts are not columns.
    pub part: i32,
    /// Chunk number, or run.
    pub number: u32,
}

impl Place {
    /// Record numbers of admitted rows, when rows were refused.
    pub const RECORD_NUMBERS: i32 = -1;
    /// Headers, roles, coverage and the words of findings.
    pub const MANIFEST: i32 = -2;
    /// Which slice each row belongs to, when the file holds several.
    pub const SLICE_ROWS: i32 = -3;
    /// Link results of role 0; role n lies n further down.
    const RESOLUTION: i32 = -1_000;

    /// A chunk of a column.
    #[must_use]
    pub const fn column(extract: ExtractId, ordinal: u16, chunk: u32) -> Self {
        Self { extract, part: ordinal as i32, number: chunk }
    }

    /// The link results of a role in a run.
    #[must_use]
    pub const fn resolution(extract: ExtractId, role: u8, run: u32) -> Self {
        Self { extract, part: Self::RESOLUTION - role as i32, number: run }
    }

    fn bytes(self) -> [u8; 24] {
        let mut bytes = [0; 24];
        bytes[..12].copy_from_slice(b"mimamori-1-c");
        bytes[12..16].copy_from_slice(&self.extract.0.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.part.to_le_bytes());
        bytes[20..].copy_from_slice(&self.number.to_le_bytes());
        bytes
    }
}

/// The key of one delivery. Cheap to clone; never printed.
#[derive(Clone)]
pub struct DataKey(pub(crate) [u8; KEY_BYTES]);

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// A new delivery and its key, as [`crate::Txn::extract_begin`] hands them out.
#[derive(Debug, Clone)]
pub struct ExtractKey {
    /// The delivery.
    pub id: ExtractId,
    /// Its key.
    pub key: DataKey,
}

impl ExtractKey {
    /// Seals a chunk of a column; any thread may do it.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the machine gives no random numbers.
    pub fn seal_column(&self, ordinal: u16, chunk: u32, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.key.seal(Place::column(self.id, ordinal, chunk), bytes)
    }
}

impl DataKey {
    pub(crate) fn generate() -> Result<Self, StoreError> {
        Ok(Self(random()?))
    }

    /// Seals bytes for a place.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the machine gives no random numbers.
    pub fn seal(&self, place: Place, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
        seal(&self.0, &place.bytes(), bytes)
    }

    /// Opens what was sealed for a place.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it was changed, moved, or sealed under another key.
    pub fn unseal(&self, place: Place, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        unseal(&self.0, &place.bytes(), sealed).ok_or(StoreError::Corrupt("暗号化した列"))
    }
}

/// Random bytes of the machine.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::Io(std::io::Error::other("random numbers")))?;
    Ok(bytes)
}

pub(crate) fn seal(key: &[u8; KEY_BYTES], context: &[u8], bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    let nonce: [u8; NONCE_BYTES] = random()?;
    let cipher = XChaCha20Poly1305::new(&(*key).into());
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: bytes, aad: context })
        .map_err(|_| StoreError::Corrupt("暗号化"))?;
    let mut out = Vec::with_capacity(NONCE_BYTES + sealed.len());
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&sealed);
    Ok(out)
}

pub(crate) fn unseal(key: &[u8; KEY_BYTES], context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
    let cipher = XChaCha20Poly1305::new(&(*key).into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: context }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_opens_in_its_own_place_only() {
        let key = DataKey::generate().expect("random numbers");
        let place = Place::column(ExtractId(3), 2, 1);
        let sealed = key.seal(place, b"cells").expect("sealed");
        assert_eq!(key.unseal(place, &sealed).expect("opens"), b"cells");
        for moved in
            [Place { extract: ExtractId(4), ..place }, Place { part: 3, ..place }, Place { number: 0, ..place }]
        {
            assert!(key.unseal(moved, &sealed).is_err(), "opened at {moved:?}");
        }
        let other = DataKey::generate().expect("random numbers");
        assert!(other.unseal(place, &sealed).is_err());
    }

    #[test]
    fn any_changed_or_missing_byte_is_noticed() {
        let key = DataKey::generate().expect("random numbers");
        let place = Place::column(ExtractId(1), 0, 0);
        let sealed = key.seal(place, b"some cells").expect("sealed");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.unseal(place, &changed).is_err(), "byte {at}");
            assert!(key.unseal(place, &sealed[..at]).is_err(), "cut at {at}");
        }
    }
}
