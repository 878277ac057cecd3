//! Linking any CSVs with a recipe: the front door `link-files`.

mod agreement;
mod clean;
mod columns;
mod compare;
mod keys;
mod level;
mod prepare;
mod rarity;
mod read_rows;
mod recipe;
mod rivals;
mod run;
mod similar;
mod table;
mod write;

use domain::Weight;

pub use crate::core::texts::Texts;
use crate::outcome::{BlockCount, LevelWeight};
pub use level::Language;
pub use recipe::{LinkType, Recipe, RecipeFault};
pub use table::{FileTable, StringColumn};
pub use write::{clusters_csv, pairs_csv};

/// Result of [`link_files`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileOutcome {
    /// Pairs at or above the threshold, sorted by source and key.
    pub pairs: Vec<FilePair>,
    /// Every record with its cluster, sorted by source and key.
    pub clusters: Vec<FileCluster>,
    /// The threshold in force, as a weight.
    pub threshold: Weight,
    /// Whether the engine chose the threshold itself.
    pub threshold_chosen: bool,
    /// Precision, recall and F1 the engine expects at the threshold, from its own probabilities.
    pub expected: (f64, f64, f64),
    /// Counts and weights.
    pub report: FileReport,
}

/// A pair: record indexes as (input, row).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilePair {
    /// Input and row of the left record.
    pub left: (u16, u32),
    /// Input and row of the right record.
    pub right: (u16, u32),
    /// log2 posterior odds, before assignment.
    pub weight: Weight,
}

/// One record and its cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileCluster {
    /// Input and row of the record.
    pub record: (u16, u32),
    /// Cluster, numbered from 1 in the order of the records.
    pub cluster: u32,
}

/// Counts and weights of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileReport {
    /// Records read.
    pub records: u64,
    /// Pairs compared.
    pub pairs_compared: u64,
    /// Share of all possible pairs that are matches, as estimated.
    pub prior: f64,
    /// Rounds of the estimation.
    pub rounds: u32,
    /// The weights.
    pub levels: Vec<LevelWeight>,
    /// Blocking.
    pub blocks: Vec<BlockCount>,
    /// What the user should know, each with its cure.
    pub warnings: Vec<String>,
}

/// Links files by a recipe that has been checked against them.
///
/// # Errors
/// Every fault of the recipe against these files, before any long work: an unknown column, duplicate ids, an all-empty field.
pub fn link_files(
    recipe: &Recipe,
    inputs: &[FileTable],
    threshold: Option<Weight>,
) -> Result<FileOutcome, Vec<RecipeFault>> {
    if inputs.is_empty() {
        return Err(vec![RecipeFault::new("files", "there is no file", "name at least one CSV")]);
    }
    if recipe.link == LinkType::Link && inputs.len() < 2 {
        return Err(vec![RecipeFault::new(
            "files",
            "the recipe links different files, but there is only one",
            "name two files or set link = \"dedupe\"",
        )]);
    }
    let mut sources: Vec<&str> = inputs.iter().map(|input| input.source.as_str()).collect();
    sources.sort_unstable();
    if let Some(pair) = sources.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(vec![RecipeFault::new(
            "files",
            format!("two files are called `{}`", pair[0]),
            "give each a name with [[file]] name = …",
        )]);
    }
    let columns = columns::Columns::build(recipe, inputs)?;
    let recipe = &recipe.fitted(&columns.present());
    Ok(run::Run { recipe, inputs, columns: &columns }.outcome(threshold))
}
