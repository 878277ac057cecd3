//! `mimamori evaluate linkage`: links, clusters and pairs against a truth.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use domain::{RecordKey, Resolution, Table};
use linkage::evaluate::{
    Compared, FileFault, FilesEvaluated, HandedIn, Mention, MentionsEvaluated, PairMeasures, SOURCE_NONE,
};

use super::threshold_sheet;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::files::people;
use crate::files::{read, whole};
use crate::holdings;

/// How good the newest run of 名寄せ is.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkageEvaluated {
    /// All mentions of the truth.
    pub compared: Compared,
    /// By source that has a mention in the truth.
    pub sources: Vec<SourceEvaluated>,
    /// Mentions of the truth whose record waits for a person (確認待ち).
    pub waiting: u64,
    /// Mentions of the truth that were resolved to nobody.
    pub unresolved: u64,
}

/// The pairs of which at least one record belongs to a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceEvaluated {
    /// Id of the source.
    pub source: String,
    /// Its name as people know it.
    pub title: String,
    /// The figures; `records` are the source's own.
    pub pairs: PairMeasures,
}

/// Files of `link-files` and the truth they are compared with.
#[derive(Debug, Clone, Copy)]
pub struct LinkageFiles<'a> {
    /// The truth (`[source,]key,cluster`).
    pub truth: &'a Path,
    /// Clusters (`source,key,cluster`).
    pub clusters: Option<&'a Path>,
    /// Pairs (`source_l,key_l,source_r,key_r,weight,probability`).
    pub pairs: Option<&'a Path>,
    /// Where the table by threshold goes (`.csv` or `.xlsx`); needs pairs.
    pub out: Option<&'a Path>,
}

/// Compares the newest run of 名寄せ with a truth (`file,row,role,person_id`); deliveries in force only.
///
/// # Errors
/// [`AppError::Refused`] with the line of the truth; when nothing was linked yet.
pub async fn evaluate_links(ctx: &Ctx<'_>, truth: &Path) -> Result<LinkageEvaluated, AppError> {
    let text = text(truth)?;
    let extracts = holdings::extracts(ctx).await?;
    let tables = holdings::tables_on(ctx, &extracts, ctx.clock.today, |_| false).await?;
    let resolutions = holdings::resolutions(ctx, &tables).await?;
    let store = &ctx.installation.store;
    let mut waiting = HashSet::new();
    if let Some(run) = store.link_run_newest().await? {
        waiting.extend(store.waiting_list(run.id).await?.iter().flat_map(|pair| [pair.left_key, pair.right_key]));
    }
    let mut titles: BTreeMap<&str, &str> = BTreeMap::new();
    for table in &tables {
        titles.insert(table.extract.source.as_str(), &table.extract.system);
    }
    let sources: Vec<&str> = titles.keys().copied().collect();
    let held = Held::new(&tables, &resolutions, &sources, &waiting);
    let found = linkage::evaluate::mentions(&text, sources.len(), |file, row, role| held.find(file, row, role))
        .map_err(|fault| refused(truth, &fault))?;
    Ok(named(&found, &titles))
}

fn named(found: &MentionsEvaluated, titles: &BTreeMap<&str, &str>) -> LinkageEvaluated {
    let sources = titles
        .iter()
        .zip(&found.by_source)
        .filter(|(_, pairs)| pairs.records > 0)
        .map(|((source, title), pairs)| SourceEvaluated {
            source: (*source).to_owned(),
            title: (*title).to_owned(),
            pairs: *pairs,
        })
        .collect();
    LinkageEvaluated { compared: found.compared, sources, waiting: found.waiting, unresolved: found.unresolved }
}

/// Mentions held: per file and role by record number. A file delivered twice holds its newest numbers.
struct Held<'a> {
    mentions: BTreeMap<&'a str, BTreeMap<&'a str, BTreeMap<u32, Mention>>>,
    primary: BTreeMap<&'a str, &'a str>,
}

impl<'a> Held<'a> {
    fn new(tables: &'a [Table], resolutions: &[Resolution], sources: &[&str], waiting: &HashSet<RecordKey>) -> Self {
        let mut held = Self { mentions: BTreeMap::new(), primary: BTreeMap::new() };
        for table in tables {
            let file = table.extract.file.as_str();
            if let Some(role) = table.roles.first() {
                held.primary.insert(file, &role.id);
            }
            let source = sources.binary_search(&table.extract.source.as_str()).map_or(SOURCE_NONE, |at| at as u16);
            for resolution in resolutions.iter().filter(|resolution| resolution.extract == table.extract.id) {
                let Some(role) = table.roles.get(usize::from(resolution.role)) else { continue };
                let rows = held.mentions.entry(file).or_default().entry(&role.id).or_default();
                for row in (0..table.rows).filter(|row| !table.is_blank(*row)) {
                    if let Some(person) = resolution.person(row) {
                        let waiting = resolution.keys.get(row).is_some_and(|key| waiting.contains(key));
                        rows.insert(table.record_number(row), Mention { person: person.0, source, waiting });
                    }
                }
            }
        }
        held
    }

    /// The mention in a row of a file, in this role or in the primary one.
    fn find(&self, file: &str, row: u32, role: Option<&str>) -> Mention {
        let role = role.or_else(|| self.primary.get(file).copied());
        let rows = role.and_then(|role| self.mentions.get(file)?.get(role));
        rows.and_then(|rows| rows.get(&row)).copied().unwrap_or(Mention::ABSENT)
    }
}

/// Compares the files of `link-files` with a truth; writes the table by threshold when asked to.
///
/// # Errors
/// [`AppError::Refused`] with the file and the line at fault; [`AppError::Setup`] when the table cannot be written.
pub fn evaluate_files(files: &LinkageFiles<'_>) -> Result<FilesEvaluated, AppError> {
    if let Some(path) = files.out {
        // A wrong ending is told before any work.
        people::check_ending(path)?;
    }
    let [out] = whole::claim([files.out], [files.truth].into_iter().chain(files.clusters).chain(files.pairs))?;
    let truth = text(files.truth)?;
    let clusters = files.clusters.map(text).transpose()?;
    let pairs = files.pairs.map(text).transpose()?;
    let found = linkage::evaluate::files(&truth, clusters.as_deref(), pairs.as_deref()).map_err(|fault| {
        let path = match fault.file {
            HandedIn::Truth => files.truth,
            HandedIn::Clusters => files.clusters.unwrap_or(files.truth),
            HandedIn::Pairs => files.pairs.unwrap_or(files.truth),
        };
        refused(path, &fault)
    })?;
    if let Some(((path, claimed), pairs)) = files.out.zip(out).zip(found.pairs.as_ref()) {
        let table = people::bytes(path, &threshold_sheet::sheet(&pairs.thresholds))?;
        claimed.write(|file| file.write_all(&table))?.keep()?;
    }
    Ok(found)
}

/// The file's text; large UTF-8 files are not copied.
fn text(path: &Path) -> Result<String, AppError> {
    String::from_utf8(read::bytes(path)?).or_else(|error| Ok(japanese::text::decode(error.as_bytes(), None).text))
}

fn refused(path: &Path, fault: &FileFault) -> AppError {
    AppError::refused(format!("{} の{}行目: {}", path.display(), fault.line, fault.message), &fault.cure)
}
