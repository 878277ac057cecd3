//! The recipe: how any CSVs are linked, as validated TOML. `docs/reference/recipes.md` explains every key.

mod check;
mod default_clean;
mod estimate;
mod fit;
mod preset;
mod raw;
mod reach;

use domain::Weight;

use super::level::{Language, Level, else_sentence, missing_sentence};
pub(crate) use preset::PRESETS;

/// A validated recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Name of the recipe.
    pub name: String,
    /// Which records can be one.
    pub link: LinkType,
    /// Settings of inputs in the order of the files; a file beyond the list uses `input`.
    pub(crate) files: Vec<Input>,
    /// Settings of inputs that are not listed.
    pub(crate) input: Input,
    pub(crate) fields: Vec<FieldSpec>,
    pub(crate) blocks: Vec<BlockSpec>,
    pub(crate) comparisons: Vec<Comparison>,
    /// Ways to tell a household, each the fields its people share together; absent = the recipe does not say, empty = there are none.
    pub(crate) household: Option<Vec<Vec<usize>>>,
    /// The threshold the recipe fixes.
    pub threshold: Option<Weight>,
    pub(crate) estimate: Estimate,
}

/// Which records can be one (link type).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkType {
    /// Records within and across all files (`dedupe` of one file is the same thing).
    Both,
    /// Records within a file only.
    Dedupe,
    /// Records of different files only.
    Link,
}

/// How one file is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    /// `source` in the output; absent = the file's stem.
    pub(crate) name: Option<String>,
    pub(crate) delimiter: u8,
    pub(crate) encoding: Option<japanese::text::Encoding>,
    pub(crate) trim: bool,
    /// Rows that look torn or run together are taken as they are.
    pub(crate) accepts_irregular: bool,
    /// Possible columns of the unique id; the first one the file has counts.
    pub(crate) ids: Vec<String>,
    /// Each person stands in the file at most once.
    pub(crate) unique: bool,
    /// The recipe's column name → the header in this file.
    pub(crate) columns: Vec<(String, String)>,
}

/// A field: one or several columns, cleaned once per distinct value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FieldSpec {
    pub(crate) name: String,
    /// How sentences call it.
    pub(crate) label: String,
    /// Columns joined by a space; of `headers` there are several names for the one column.
    pub(crate) columns: Vec<String>,
    /// The field of the recipe whose columns these are: what is told anew of that one holds here too.
    pub(crate) columns_of: Option<usize>,
    /// Other names of a single column, looked for in this order when the file has no column of the first name.
    pub(crate) headers: Vec<String>,
    /// A file without the column is read as if every cell were empty.
    pub(crate) optional: bool,
    pub(crate) clean: Vec<super::clean::Step>,
    /// Values that mean "not recorded", as they are written.
    pub(crate) missing: Vec<String>,
    /// A value as it is written → the cleaned value it stands for.
    pub(crate) values: Vec<(String, String)>,
    /// Line of the recipe; 0 = it comes from a preset.
    pub(crate) line: usize,
}

/// A blocking rule: records that agree on all parts are compared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BlockSpec {
    pub(crate) name: String,
    pub(crate) parts: Vec<(usize, BlockPart)>,
}

/// What of a field must agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockPart {
    /// All of it.
    Whole,
    /// The first n characters.
    Prefix(usize),
    /// The last n characters.
    Suffix(usize),
    /// The first word.
    FirstWord,
    /// Any of its words.
    Words,
    /// Any of its n rarest words.
    Rare(usize),
    /// Its sound in English spelling (Soundex).
    Sound,
    /// Its letters in alphabetical order: swapped letters do not matter.
    Letters,
}

/// A comparison: levels from the best to the worst; what fits none of them falls to the last, "else".
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparison {
    pub(crate) name: String,
    /// How sentences call it.
    pub(crate) label: String,
    pub(crate) field: usize,
    pub(crate) levels: Vec<Level>,
    /// Texts of the levels as written, "else" last.
    pub(crate) labels: Vec<String>,
    /// Whether rare values weigh more.
    pub(crate) term_frequency: bool,
    /// How rare a value is, is asked among records that agree on this part of a field, when the two do.
    pub(crate) within: Option<(usize, BlockPart)>,
    /// Starting shares among pairs of one person, "else" last; empty = shipped.
    pub(crate) same: Vec<f64>,
    /// Starting shares among pairs of two people; empty = from random pairs.
    pub(crate) different: Vec<f64>,
    /// The shares given are not learned.
    pub(crate) fixed: bool,
}

/// How weights are estimated.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Estimate {
    /// Expected number of true pairs; absent = estimated.
    pub(crate) matches: Option<f64>,
    /// How many pairs of one person the shares to start from count as; absent = hardly any, the data decide.
    pub(crate) start_pairs: Option<f64>,
    /// Whether comparisons may depend on each other.
    pub(crate) dependence: bool,
    /// Random pairs for u.
    pub(crate) random_pairs: u64,
    /// Proposed pairs looked at for m.
    pub(crate) proposed_pairs: u64,
    pub(crate) rounds: u32,
    pub(crate) seed: u64,
    pub(crate) block_records_max: u32,
}

/// Something wrong with a recipe or the files it is used on, with its cure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message} ({cure})")]
pub struct RecipeFault {
    /// Where: `recipe line 12`, or an input's name.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub cure: String,
}

impl RecipeFault {
    pub(crate) fn new(place: impl Into<String>, message: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into(), cure: cure.into() }
    }

    pub(crate) fn at_line(line: usize, message: impl Into<String>, cure: impl Into<String>) -> Self {
        let place = if line == 0 { "preset".to_owned() } else { format!("recipe line {line}") };
        Self::new(place, message, cure)
    }
}

impl Recipe {
    /// Reads and checks a recipe.
    ///
    /// # Errors
    /// All faults found, each with its line and cure.
    pub fn parse(text: &str) -> Result<Self, Vec<RecipeFault>> {
        check::recipe(text)
    }

    /// The recipe of a preset (`residents-japanese`, `school-roster-japanese`, `western-names`; with or without `preset:` in front), or `None`
    /// when there is none of that name. `docs/reference/recipes.md` says what each is for and where its shares come from.
    ///
    /// ```
    /// use linkage::Recipe;
    /// assert_eq!(Recipe::preset("preset:residents-japanese").map(|recipe| recipe.name), Some("residents-japanese".to_owned()));
    /// assert!(Recipe::preset("residents-of-mars").is_none());
    /// ```
    #[must_use]
    pub fn preset(name: &str) -> Option<Self> {
        preset::recipe(name)
    }

    /// The names of all presets.
    pub fn preset_names() -> impl Iterator<Item = &'static str> {
        PRESETS.iter().map(|preset| preset.0)
    }

    /// What each level of a comparison says, as a sentence: 0 = missing on a side, then the levels, best first, "else" last. Comparisons are
    /// numbered in the order of the recipe; none for a number there is not.
    #[must_use]
    pub fn sentences(&self, comparison: usize, language: Language) -> Vec<String> {
        let Some(comparison) = self.comparisons.get(comparison) else { return Vec::new() };
        let own = comparison.label.as_str();
        let field = |at: usize| self.label_of(at);
        std::iter::once(missing_sentence(own, language))
            .chain(comparison.levels.iter().map(|level| level.sentence(own, &field, language)))
            .chain(std::iter::once(else_sentence(own, language)))
            .collect()
    }

    /// A fingerprint of everything a weight depends on: fields and their cleaning, blocks, comparisons, household, link type. Names of
    /// columns and files, the threshold and how weights are estimated are not part of it.
    pub(crate) fn fingerprint(&self) -> String {
        let fields: Vec<_> =
            self.fields.iter().map(|field| (&field.name, &field.clean, &field.missing, &field.values)).collect();
        let asked = format!("{:?}", (self.link, fields, &self.blocks, &self.comparisons, &self.household));
        blake3::hash(asked.as_bytes()).to_hex()[..32].to_owned()
    }

    /// Whether a level or a blocking rule looks at words.
    pub(crate) fn asks_for_words(&self) -> bool {
        let of_words = |level: &Level| {
            matches!(level, Level::Words(_) | Level::Overlap(_) | Level::Cosine(_) | Level::ContainsWords(_))
        };
        let asks = |level: &Level| of_words(level) || level.terms().iter().any(|term| of_words(&term.level));
        self.comparisons.iter().flat_map(|comparison| &comparison.levels).any(asks)
            || self
                .blocks
                .iter()
                .flat_map(|block| &block.parts)
                .any(|(_, part)| matches!(part, BlockPart::Words | BlockPart::Rare(_)))
    }

    /// How sentences call a field: as the comparison of it is called, else by its name.
    fn label_of(&self, field: usize) -> String {
        let compared = self.comparisons.iter().find(|comparison| comparison.field == field);
        let name = || self.fields.get(field).map_or_else(String::new, |field| field.label.clone());
        compared.map_or_else(name, |comparison| comparison.label.clone())
    }

    /// The column with the unique ids of the input at this position, called `source`, in its header; `None` = it has none.
    #[must_use]
    pub fn id_column(&self, position: usize, source: &str, header: &[String]) -> Option<usize> {
        self.input(position, source).id_place(header)
    }

    /// Settings of the file at a position of the command line with this stem.
    pub(crate) fn input(&self, position: usize, stem: &str) -> &Input {
        self.files
            .iter()
            .find(|input| input.name.as_deref() == Some(stem))
            .or_else(|| self.files.get(position))
            .unwrap_or(&self.input)
    }
}
