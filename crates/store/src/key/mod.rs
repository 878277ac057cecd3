//! Keys: one master key per installation, one data key per delivery, one key of fingerprints.
//!
//! The master key lies in a file beside the database and wraps the others. All seals are XChaCha20-Poly1305 with a
//! random nonce, bound to the place of what they seal.

mod fingerprint;
mod master;
mod seal;

pub use fingerprint::FingerprintKey;
pub use master::MasterKey;
pub use seal::{DataKey, ExtractKey, Place};
