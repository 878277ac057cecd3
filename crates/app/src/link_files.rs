//! `mimamori link-files`: the linkage engine on any CSVs, without an installation.

use std::path::{Path, PathBuf};

use domain::Weight;
use linkage::files::RecipeFault;
use linkage::{FileOptions, FileOutcome, FileTable, Recipe};

use crate::error::AppError;
use crate::files::{read, whole};

/// What to link, and where the results go.
#[derive(Debug, Clone)]
pub struct LinkFilesRequest {
    /// The recipe (TOML), or `preset:NAME`.
    pub recipe: PathBuf,
    /// The CSVs.
    pub files: Vec<PathBuf>,
    /// Where the pairs go.
    pub pairs: PathBuf,
    /// Where the clusters go.
    pub clusters: Option<PathBuf>,
    /// Threshold as a probability; `None` = the recipe's, else the engine's own choice.
    pub threshold: Option<f64>,
}

/// Links the files and writes pairs and clusters, each whole or not at all.
///
/// # Errors
/// [`AppError::Refused`] with every fault of the recipe against these files; [`AppError::Setup`] when a file cannot be written.
pub fn link_files(request: &LinkFilesRequest) -> Result<FileOutcome, AppError> {
    let recipe = recipe(&request.recipe)?;
    let mut inputs = Vec::with_capacity(request.files.len());
    for (place, file) in request.files.iter().enumerate() {
        let bytes = read::bytes(file)?;
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        inputs.push(FileTable::read(&recipe, place, &stem, &bytes).map_err(|faults| refused(file, &faults))?);
    }
    let threshold = match request.threshold {
        Some(p) if p > 0.0 && p < 1.0 => Some(Weight::from_bits((p / (1.0 - p)).log2())),
        Some(_) => {
            return Err(AppError::refused("--threshold-probability は 0 より大きく 1 より小さい数です。", "例: 0.9"));
        }
        None => None,
    };
    let outcome = linkage::link_files(&recipe, &inputs, FileOptions { threshold, ..FileOptions::default() })
        .map_err(|faults| refused(&request.recipe, &faults))?;
    whole::write(&request.pairs, &linkage::files::pairs_csv(&recipe, &inputs, &outcome))?;
    if let Some(path) = &request.clusters {
        whole::write(path, &linkage::files::clusters_csv(&recipe, &inputs, &outcome))?;
    }
    Ok(outcome)
}

/// The recipe of a file, or of a preset.
fn recipe(path: &Path) -> Result<Recipe, AppError> {
    if let Some(name) = path.to_str().and_then(|text| text.strip_prefix("preset:")) {
        return Recipe::preset(name).ok_or_else(|| {
            let known: Vec<String> = Recipe::preset_names().map(|name| format!("preset:{name}")).collect();
            AppError::refused(
                format!("プリセット {name} はありません。"),
                format!("次のいずれかを指定してください: {}", known.join("、")),
            )
        });
    }
    let text = String::from_utf8(read::bytes(path)?).map_err(|_| {
        AppError::refused(
            format!("{} が UTF-8 ではありません。", path.display()),
            "手順書を UTF-8 で保存してください。",
        )
    })?;
    Recipe::parse(&text).map_err(|faults| refused(path, &faults))
}

fn refused(file: &Path, faults: &[RecipeFault]) -> AppError {
    let list: Vec<String> = faults.iter().map(ToString::to_string).collect();
    AppError::refused(
        format!("{} では名寄せを始められません（{}件）。\n  {}", file.display(), faults.len(), list.join("\n  ")),
        "示した箇所を直してください。何も書き出していません。",
    )
}
