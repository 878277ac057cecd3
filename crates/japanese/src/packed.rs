//! Unpacking of the compiled-in tables (zstd, UTF-8 text).

/// Unpacks a table. The bytes are part of the program, so a fault is a broken build: an empty table is returned, and the tests
/// of each table notice it.
pub(crate) fn unpack(packed: &[u8]) -> String {
    zstd::decode_all(packed).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}
