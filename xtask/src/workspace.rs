//! Where the workspace stands and which files it holds.

use std::path::{Path, PathBuf};

/// The root of the workspace that `cargo xtask` was called in: clones may share build output.
pub(crate) fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&package).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}
