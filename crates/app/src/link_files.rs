//! `mimamori link-files`: the linkage engine on any CSVs, without an installation.

mod before;
mod partition;
mod report;

use std::path::{Path, PathBuf};

use domain::Weight;
use linkage::files::RecipeFault;
pub use linkage::files::{Blocking, BlockingRule, FileExplained, FilePart};
use linkage::{FileOptions, FileOutcome, FileTable, PROBABILITY_MIN, Recipe, Trained};

use crate::error::AppError;
use crate::files::read;
use crate::files::whole::{self, Claimed};
use before::Before;
pub use partition::{PartitionRequest, Step, partition};

/// What to link, and where the results go.
#[derive(Debug, Clone)]
pub struct LinkFilesRequest {
    /// The recipe (TOML), or `preset:NAME`.
    pub recipe: PathBuf,
    /// The CSVs.
    pub files: Vec<PathBuf>,
    /// Where the pairs go.
    pub pairs: Option<PathBuf>,
    /// Where the clusters go.
    pub clusters: Option<PathBuf>,
    /// Threshold as a probability; `None` = the recipe's, that of `trained`, else the engine's own choice.
    pub threshold: Option<f64>,
    /// Weights learned before; `None` = they are learned from the files.
    pub trained: Option<PathBuf>,
    /// Where the learned weights go.
    pub save_trained: Option<PathBuf>,
    /// A folder with the weights and the result of the run before: only what has changed is compared, clusters keep their numbers. Made
    /// where it is not there.
    pub memory: Option<PathBuf>,
    /// Where the report goes: JSON when the name ends in `.json`, else text.
    pub report: Option<PathBuf>,
    /// Keys of two records to explain.
    pub explain: Option<[String; 2]>,
}

/// Links the files and writes what is asked for, each file whole or not at all.
///
/// # Errors
/// [`AppError::Refused`] with every fault of the recipe or the weights against these files; [`AppError::Setup`] when a file cannot be
/// written.
pub fn link_files(request: &LinkFilesRequest) -> Result<FileOutcome, AppError> {
    let recipe = recipe(&request.recipe)?;
    let threshold = threshold(request.threshold)?;
    let outputs =
        [&request.pairs, &request.clusters, &request.save_trained, &request.report].map(|path| path.as_deref());
    let own: Vec<PathBuf> = request.memory.as_deref().map(before::files).into_iter().flatten().collect();
    let read = request.files.iter().chain([&request.recipe]).chain(&request.trained).map(PathBuf::as_path);
    whole::are_apart(outputs.into_iter().flatten().chain(own.iter().map(PathBuf::as_path)), read.clone())?;
    let [pairs, clusters, save_trained, report] = whole::claim(outputs, read)?;
    let mut before = request.memory.as_ref().map(|folder| Before::read(folder, &recipe)).transpose()?;
    let remembered = before.as_mut().and_then(|before| before.trained.take());
    let trained = request.trained.as_ref().map(|path| trained(path, &recipe)).transpose()?.or(remembered);
    let inputs = inputs(&recipe, &request.files)?;
    let options = FileOptions {
        threshold,
        trained: trained.as_ref(),
        keep_trained: request.save_trained.is_some() || request.memory.is_some(),
        memory: before.as_ref().and_then(|before| before.memory.as_ref()),
        remember: request.memory.is_some(),
        explain: request.explain.as_ref(),
    };
    let mut outcome =
        linkage::link_files(&recipe, &inputs, options).map_err(|faults| refused(&request.recipe, &faults))?;
    if before.as_ref().is_some_and(|before| before.cut_off) {
        outcome.report.warnings.push(before::CUT_OFF.to_owned());
    }
    let learned = outcome.trained.as_ref().filter(|_| save_trained.is_some());
    let learned = learned.map(|learned| learned.to_toml(&recipe)).transpose();
    let learned =
        learned.map_err(|fault| refused(request.save_trained.as_deref().unwrap_or(Path::new("")), &[fault]))?;
    let write = |claimed: Option<Claimed>, bytes: &dyn Fn() -> Vec<u8>| {
        claimed.map(|claimed| claimed.write(|file| file.write_all(&bytes()))).transpose()
    };
    let as_json =
        request.report.as_ref().and_then(|path| path.extension()).is_some_and(|end| end.eq_ignore_ascii_case("json"));
    let told = || if as_json { report::json(&outcome).to_string() } else { report::text(&outcome) }.into_bytes();
    let (pairs, clusters) = rayon::join(
        || write(pairs, &|| linkage::files::pairs_csv(&recipe, &inputs, &outcome)),
        || write(clusters, &|| linkage::files::clusters_csv(&recipe, &inputs, &outcome)),
    );
    let written = [
        pairs?,
        clusters?,
        write(save_trained, &|| learned.clone().unwrap_or_default().into_bytes())?,
        write(report, &told)?,
    ];
    // All are written before the first one takes its place; until the last one has, results are incomplete.
    before.as_ref().map_or(Ok(()), Before::begin)?;
    whole::keep(written.into_iter().flatten())?;
    if let Some(before) = before {
        before.finish(&recipe, &outcome, trained.is_none())?;
    }
    Ok(outcome)
}

/// Counts what the blocking rules of a recipe propose for these files; nothing is compared or written.
///
/// # Errors
/// As [`link_files`].
pub fn blocking(recipe_file: &Path, files: &[PathBuf]) -> Result<Blocking, AppError> {
    let recipe = recipe(recipe_file)?;
    let inputs = inputs(&recipe, files)?;
    linkage::files::blocking(&recipe, &inputs).map_err(|faults| refused(recipe_file, &faults))
}

fn inputs(recipe: &Recipe, files: &[PathBuf]) -> Result<Vec<FileTable>, AppError> {
    let read = |(place, file): (usize, &PathBuf)| {
        let bytes = read::bytes(file)?;
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        FileTable::read(recipe, place, &stem, &bytes).map_err(|faults| refused(file, &faults))
    };
    files.iter().enumerate().map(read).collect()
}

fn threshold(probability: Option<f64>) -> Result<Option<Weight>, AppError> {
    match probability {
        Some(p) if (PROBABILITY_MIN..1.0).contains(&p) => Ok(Some(Weight::from_bits((p / (1.0 - p)).log2()))),
        Some(_) => Err(AppError::refused(
            "--threshold-probability は 0.001 以上、1 未満の数です（これより低い組は残りません）。",
            "例: 0.9",
        )),
        None => Ok(None),
    }
}

fn trained(path: &Path, recipe: &Recipe) -> Result<Trained, AppError> {
    Trained::parse(&text(path)?, recipe).map_err(|faults| refused(path, &faults))
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
    Recipe::parse(&text(path)?).map_err(|faults| refused(path, &faults))
}

fn text(path: &Path) -> Result<String, AppError> {
    String::from_utf8(read::bytes(path)?).map_err(|_| {
        AppError::refused(
            format!("{} が UTF-8 ではありません。", path.display()),
            "このファイルを UTF-8 で保存してください。",
        )
    })
}

/// So many faults are told one by one.
const FAULTS_TOLD: usize = 30;

fn refused(file: &Path, faults: &[RecipeFault]) -> AppError {
    let mut list: Vec<String> = faults.iter().take(FAULTS_TOLD).map(ToString::to_string).collect();
    if faults.len() > FAULTS_TOLD {
        list.push(format!("ほか{}件", faults.len() - FAULTS_TOLD));
    }
    AppError::refused(
        format!("{} では名寄せを始められません（{}件）。\n  {}", file.display(), faults.len(), list.join("\n  ")),
        "示した箇所を直してください。何も書き出していません。",
    )
}
