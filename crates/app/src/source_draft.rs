//! `mimamori source draft`: a source definition proposed from a file's header and values.

use std::path::Path;

use catalog::{Catalog, ConfigFile};

use crate::error::AppError;
use crate::files::read;
use crate::{installation, presets};

/// Proposes a definition. It leans on the installation at `home` when there is one, else on the preset `minimal`. Works on any machine: nobody is
/// named in it, and nothing is recorded.
///
/// # Errors
/// [`AppError::Refused`] when the file cannot be read.
pub fn source_draft(home: &Path, file: &Path) -> Result<String, AppError> {
    let bytes = read::bytes(file)?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let texts = installation::config_files(home).unwrap_or_else(|_| {
        presets::files("minimal")
            .map(|(path, text)| ConfigFile { path: path.to_owned(), text: text.to_owned() })
            .collect()
    });
    let catalog = Catalog::load(&texts).catalog;
    ingest::draft(&name, &bytes, &catalog)
        .map_err(|refusal| AppError::refused(format!("{name}: {}", refusal.message), refusal.cure))
}
