//! Linking any CSVs with a recipe: the front door `link-files`.

mod agreement;
mod blocking;
mod clean;
mod cleaned;
mod columns;
mod compare;
mod explain;
mod families;
mod frequency;
mod household;
mod increment;
mod keys;
mod level;
mod names;
mod pairs;
mod partition;
mod prepare;
mod proposed;
mod rarity;
mod read_rows;
mod recipe;
mod records;
mod report;
mod rivals;
mod run;
mod similar;
mod table;
mod train;
mod trained;
mod unblocked;
mod western_dates;
mod write;

use domain::Weight;

pub use crate::core::texts::Texts;
use crate::outcome::{BlockCount, LevelWeight};
pub use increment::Memory;
pub use level::Language;
pub use partition::{BlockKey, Part, block_keys, pairs_of_blocks, settled_pairs};
pub use read_rows::{CELL_LETTERS_MAX, RowLines};
pub use recipe::{LinkType, Recipe, RecipeFault};
pub use run::PROBABILITY_MIN;
pub use table::{FileTable, StringColumn};
pub use trained::Trained;
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
    /// The two records that were asked about.
    pub explained: Option<FileExplained>,
    /// What was learned, when it was asked for.
    pub trained: Option<Trained>,
    /// Whether the numbers of clusters are for good, so that the next run keeps them.
    pub stable: bool,
    /// Clusters that were joined, split or regrouped since the run before.
    pub changes: Vec<ClusterChange>,
    /// Records that are new, changed and gone since the run before.
    pub differences: Option<[u64; 3]>,
    /// What to remember for the next run, when it was asked for.
    pub memory: Option<Memory>,
}

/// Clusters of the run before whose records are no longer together, or no longer among themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterChange {
    /// Their numbers before, ascending.
    pub before: Vec<u32>,
    /// Their numbers now, ascending.
    pub after: Vec<u32>,
}

/// What became of clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClusterFate {
    /// Several are one now.
    Joined,
    /// One is several now.
    Split,
    /// Several are several now, but other ones.
    Regrouped,
}

impl ClusterChange {
    /// What became of them.
    #[must_use]
    pub fn fate(&self) -> ClusterFate {
        match (self.before.len(), self.after.len()) {
            (_, 1) => ClusterFate::Joined,
            (1, _) => ClusterFate::Split,
            _ => ClusterFate::Regrouped,
        }
    }
}

/// How a run is made.
#[derive(Debug, Clone, Copy, Default)]
pub struct FileOptions<'a> {
    /// The threshold; `None` = the recipe's, that of `trained`, else the engine's own choice.
    pub threshold: Option<Weight>,
    /// Weights learned before; `None` = they are learned from these files.
    pub trained: Option<&'a Trained>,
    /// Whether what was learned is handed back.
    pub keep_trained: bool,
    /// What the run before remembered. Clusters keep its numbers; its pairs are used only when they were weighed with `trained`.
    pub memory: Option<&'a Memory>,
    /// Whether what the next run needs is handed back.
    pub remember: bool,
    /// Keys of two records to explain: as in the id column, with source and colon in front where several inputs have the key.
    pub explain: Option<&'a [String; 2]>,
}

/// Why two records are, or are not, taken for one.
#[derive(Debug, Clone, PartialEq)]
pub struct FileExplained {
    /// Input and row of one record.
    pub left: (u16, u32),
    /// Input and row of the other record.
    pub right: (u16, u32),
    /// The parts; they sum to the weight.
    pub parts: Vec<FilePart>,
    /// log2 posterior odds, before assignment.
    pub weight: Weight,
    /// The blocking rule that proposes the pair; `None` = no rule does, so the pair is not compared in a run.
    pub proposed_by: Option<String>,
    /// Whether the link type and the files that list each person once allow that the two are one.
    pub comparable: bool,
}

/// A part of a weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePart {
    /// The comparison; `None` = the start, the household or rivals.
    pub comparison: Option<String>,
    /// The level as the recipe writes it.
    pub level: String,
    /// What was found, in English and in Japanese.
    pub sentence: [String; 2],
    /// What it adds.
    pub weight: Weight,
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

/// The columns of one file that were used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceColumns {
    /// Name of the file.
    pub source: String,
    /// The fields of the recipe.
    pub fields: Vec<SourceField>,
}

/// A field of the recipe in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceField {
    /// How sentences call it.
    pub label: String,
    /// The headings of its columns; none where an optional field was not found.
    pub columns: Vec<String>,
    /// Whether these are the columns of another field, cleaned in another way.
    pub is_derived: bool,
}

/// Counts and weights of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileReport {
    /// Per file: which of its columns were used.
    pub sources: Vec<SourceColumns>,
    /// Records read.
    pub records: u64,
    /// Pairs the blocking rules propose.
    pub pairs_compared: u64,
    /// How many of them this run weighed; fewer than all where a run before is remembered.
    pub pairs_weighed: u64,
    /// Pairs that may be one person by the link type.
    pub all_pairs: f64,
    /// Share of all possible pairs that are matches, as estimated.
    pub prior: f64,
    /// The stages of the estimation in their order; empty when weights were used that had been learned before.
    pub convergence: Vec<Convergence>,
    /// The weights.
    pub levels: Vec<LevelWeight>,
    /// Which comparisons move together.
    pub together: Vec<Together>,
    /// Blocking.
    pub blocks: Vec<BlockCount>,
    /// Compared pairs by weight, the lightest first; pairs below -10 bits are not counted.
    pub histogram: Vec<WeightBin>,
    /// Records of which so little is recorded that not even an equal record would reach the threshold.
    pub unlinkable: u64,
    /// What the user should know, each with its cure.
    pub warnings: Vec<String>,
}

/// One stage of the estimation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Convergence {
    /// `independent`, `dependence` or `rivals`.
    pub stage: &'static str,
    /// Rounds it took.
    pub rounds: u32,
    /// The largest change of a share in the last round.
    pub change: f64,
}

/// A comparison that depends on another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Together {
    /// Among pairs of one person; else among pairs of two people.
    pub same: bool,
    /// The comparison.
    pub comparison: String,
    /// The one it depends on.
    pub depends_on: String,
}

/// Pairs of about the same weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightBin {
    /// Bits: weights from here to one more.
    pub from: i32,
    /// Compared pairs.
    pub pairs: u64,
    /// How many of them are one person, by their own probabilities.
    pub expected: f64,
}

/// What a recipe's blocking rules propose, before anything is compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Blocking {
    /// Records read.
    pub records: u64,
    /// Pairs that may be one person by the link type.
    pub all_pairs: f64,
    /// Per rule.
    pub rules: Vec<BlockingRule>,
    /// What the user should know, each with its cure.
    pub warnings: Vec<String>,
}

/// What one blocking rule proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockingRule {
    /// The rule.
    pub rule: String,
    /// Records that stand in a block of at least two.
    pub records: u64,
    /// Blocks of at least two records.
    pub blocks: u64,
    /// Pairs it proposes by itself, those of earlier rules and pairs the link type excludes included.
    pub pairs_alone: u64,
    /// Pairs it proposes that no rule before it proposed.
    pub pairs_new: u64,
    /// Records of its largest blocks, the largest first, at most five.
    pub largest: Vec<u32>,
    /// Records of blocks that stay too large even when refined: this rule compares them only with records that share something rarer.
    pub dropped: u32,
}

/// Links files by a recipe that has been checked against them.
///
/// # Errors
/// Every fault of the recipe against these files, before any long work: an unknown column, duplicate ids, an all-empty field. When weights are
/// to be learned for later runs, also a file without records.
pub fn link_files(
    recipe: &Recipe,
    inputs: &[FileTable],
    options: FileOptions<'_>,
) -> Result<FileOutcome, Vec<RecipeFault>> {
    let (columns, recipe) = prepared(recipe, inputs, options.trained)?;
    options.memory.map_or(Ok(()), |memory| memory.has_room(columns.records.len())).map_err(|fault| vec![fault])?;
    let question = options.explain.map(|names| explain::Question::new(&recipe, inputs, names)).transpose()?;
    let run = run::Run::new(&recipe, inputs, &columns, options.trained);
    run.can_compare()?;
    if options.trained.is_none() && (options.keep_trained || options.remember) {
        run.can_teach()?;
    }
    Ok(run.outcome(&options, question))
}

/// Counts what the blocking rules of a recipe propose for these files, without comparing anything.
///
/// # Errors
/// As [`link_files`].
pub fn blocking(recipe: &Recipe, inputs: &[FileTable]) -> Result<Blocking, Vec<RecipeFault>> {
    let (columns, recipe) = prepared(recipe, inputs, None)?;
    let run = run::Run::new(&recipe, inputs, &columns, None);
    run.can_compare()?;
    Ok(run.blocking())
}

/// The columns of the inputs, and the recipe without what they do not have.
fn prepared(
    recipe: &Recipe,
    inputs: &[FileTable],
    trained: Option<&Trained>,
) -> Result<(columns::Columns, Recipe), Vec<RecipeFault>> {
    if inputs.is_empty() {
        return Err(vec![RecipeFault::new("files", "there is no file", "name at least one CSV")]);
    }
    if u16::try_from(inputs.len()).is_err() {
        let message = format!("{} files, at most {} can be linked at once", inputs.len(), u16::MAX);
        return Err(vec![RecipeFault::new("files", message, "put files of one source together")]);
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
    let columns = columns::Columns::build(recipe, inputs, trained)?;
    let present = trained.map_or_else(|| columns.present(), |trained| trained.present(recipe));
    let fitted = recipe.fitted(&present);
    Ok((columns, fitted))
}
