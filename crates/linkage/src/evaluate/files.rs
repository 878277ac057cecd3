//! Files of `link-files` against a truth file: clusters (`source,key,cluster`) and weighted pairs.
//!
//! The universe is the truth's records: a record that the clusters lack stands alone, and what the truth does not know is not counted.

use domain::Weight;

use super::cluster_numbers::ClusterNumbers;
use super::groups::{Groups, two_of};
use super::reliability::{Reliability, reliability};
use super::rows::{FileFault, HandedIn, Rows};
use super::threshold::{ScoredPair, Thresholds, thresholds};
use super::{Compared, compare};
use crate::core::interner::Interner;

/// What files say of a linkage.
#[derive(Debug, Clone, PartialEq)]
pub struct FilesEvaluated {
    /// The clusters, when there were any.
    pub clusters: Option<Compared>,
    /// The pairs, when there were any.
    pub pairs: Option<PairsEvaluated>,
}

/// What a file of pairs says of a linkage.
#[derive(Debug, Clone, PartialEq)]
pub struct PairsEvaluated {
    /// Pairs of the file whose two records the truth knows.
    pub pairs: u64,
    /// Pairs of the file that were not counted: the truth does not know a record of theirs.
    pub outside: u64,
    /// The lowest weight of the counted pairs; lower thresholds cannot be told from the file. `None` without pairs.
    pub lowest: Option<Weight>,
    /// Figures by threshold.
    pub thresholds: Thresholds,
    /// Whether probabilities mean what they say.
    pub reliability: Reliability,
}

/// Compares clusters (`source,key,cluster`) and pairs (`source_l,key_l,source_r,key_r,weight[,probability]`) with a truth
/// (`[source,]key,cluster`; an empty cluster is a person of one record). Sources are compared when all files name them.
///
/// ```
/// let clusters = "source,key,cluster\nf,a,1\nf,b,1\nf,c,2\n";
/// let truth = "key,cluster\na,X\nb,X\nc,X\n";
/// let found = linkage::evaluate::files(truth, Some(clusters), None)?;
/// assert_eq!(found.clusters.expect("asked for").pairs.missed_pairs, 2);
/// # Ok::<(), linkage::evaluate::FileFault>(())
/// ```
///
/// # Errors
/// The first fault of a file, with its line and what helps: missing columns, unreadable lines, records without a key or twice, weights
/// that are no numbers, pairs twice or of a record with itself, a file that shares no record with the truth.
pub fn files(truth: &str, clusters: Option<&str>, pairs: Option<&str>) -> Result<FilesEvaluated, FileFault> {
    let clusters = clusters.map(cluster_rows).transpose()?;
    let pairs = pairs.map(pair_rows).transpose()?;
    let mut truth_rows = Rows::open(HandedIn::Truth, truth, &["key", "cluster"], &["source"], "[source,]key,cluster")?;
    let by_source = truth_rows.has(SOURCE)
        && clusters.as_ref().is_none_or(|rows| rows.has(SOURCE))
        && pairs.as_ref().is_none_or(|rows| rows.has(SOURCE_L) && rows.has(SOURCE_R));
    let truth = Truth::read(&mut truth_rows, by_source)?;
    Ok(FilesEvaluated {
        clusters: clusters.map(|rows| truth.clusters(rows)).transpose()?,
        pairs: pairs.map(|rows| truth.pairs(rows)).transpose()?,
    })
}

const KEY: usize = 0;
const CLUSTER: usize = 1;
const SOURCE: usize = 2;

fn cluster_rows(text: &str) -> Result<Rows<'_>, FileFault> {
    Rows::open(HandedIn::Clusters, text, &["key", "cluster"], &["source"], "source,key,cluster")
}

const KEY_L: usize = 0;
const KEY_R: usize = 1;
const WEIGHT: usize = 2;
const SOURCE_L: usize = 3;
const SOURCE_R: usize = 4;
const PROBABILITY: usize = 5;

fn pair_rows(text: &str) -> Result<Rows<'_>, FileFault> {
    Rows::open(
        HandedIn::Pairs,
        text,
        &["key_l", "key_r", "weight"],
        &["source_l", "source_r", "probability"],
        "source_l,key_l,source_r,key_r,weight,probability",
    )
}

/// The records of the truth, numbered, and the cluster of each.
struct Truth {
    by_source: bool,
    /// The source of its first record, for a message.
    source: String,
    names: Interner,
    clusters: Vec<u32>,
}

const TELL_APART: &str = "source の列を、正解と照合するファイルの両方に付けるか、重なりを除いてください。";

impl Truth {
    fn read(rows: &mut Rows<'_>, by_source: bool) -> Result<Self, FileFault> {
        let mut truth = Self { by_source, source: String::new(), names: Interner::default(), clusters: Vec::new() };
        let (mut name, mut clusters) = (String::new(), ClusterNumbers::default());
        while rows.next()? {
            truth.name(&mut name, rows, SOURCE, KEY)?;
            if truth.clusters.is_empty() {
                truth.source.push_str(rows.cell(SOURCE));
            }
            if (truth.names.number(&name) as usize) < truth.clusters.len() {
                let same = if by_source { "source と key" } else { "key" };
                return Err(rows.fault(format!("前の行と {same} が同じ記録です。"), TELL_APART));
            }
            truth.clusters.push(clusters.number(rows.cell(CLUSTER)));
        }
        if truth.clusters.is_empty() {
            return Err(rows.fault_on(
                1,
                "正解に記録が1件もありません。",
                "正解のある行を見出しの下に入れてください。",
            ));
        }
        Ok(truth)
    }

    /// Puts the name of a record together.
    fn name(&self, name: &mut String, rows: &Rows<'_>, source: usize, key: usize) -> Result<(), FileFault> {
        name.clear();
        if self.by_source {
            name.push_str(rows.cell(source));
            name.push('\u{1f}');
        }
        let key = rows.cell(key);
        if key.is_empty() {
            return Err(rows.fault("key が空です。", "どの記録の行かを key に入れてください。"));
        }
        name.push_str(key);
        Ok(())
    }

    fn clusters(&self, mut rows: Rows<'_>) -> Result<Compared, FileFault> {
        let mut found = vec![0_u32; self.clusters.len()];
        let (mut name, mut clusters) = (String::new(), ClusterNumbers::default());
        let (mut lines, mut known, mut source) = (0_u64, 0_u64, String::new());
        while rows.next()? {
            self.name(&mut name, &rows, SOURCE, KEY)?;
            if lines == 0 {
                source.push_str(rows.cell(SOURCE));
            }
            lines += 1;
            let Some(record) = self.names.find(&name) else { continue };
            known += 1;
            let cluster = &mut found[record as usize];
            if *cluster != 0 {
                return Err(rows.fault("前の行と同じ記録です。", TELL_APART));
            }
            *cluster = clusters.number(rows.cell(CLUSTER));
        }
        self.meets(&rows, lines > 0 && known == 0, &source)?;
        Ok(compare(&Groups::new(&found, &self.clusters)))
    }

    fn pairs(&self, mut rows: Rows<'_>) -> Result<PairsEvaluated, FileFault> {
        let (mut left, mut right) = (String::new(), String::new());
        let (mut outside, mut known, mut source) = (0_u64, false, String::new());
        let mut read: Vec<PairRead> = Vec::new();
        while rows.next()? {
            self.name(&mut left, &rows, SOURCE_L, KEY_L)?;
            self.name(&mut right, &rows, SOURCE_R, KEY_R)?;
            if left == right {
                return Err(rows.fault("左と右が同じ記録です。", TELL_APART));
            }
            let weight = weight(&rows)?;
            let millionths = millionths(&rows, weight)?;
            if read.is_empty() && outside == 0 {
                source.push_str(rows.cell(SOURCE_L));
            }
            let (left, right) = (self.names.find(&left), self.names.find(&right));
            known |= left.is_some() || right.is_some();
            match left.zip(right) {
                Some((a, b)) => {
                    read.push(PairRead { records: (a.min(b), a.max(b)), line: rows.line(), weight, millionths });
                }
                None => outside += 1,
            }
        }
        self.meets(&rows, outside > 0 && !known, &source)?;
        read.sort_unstable_by_key(|pair| (pair.records, pair.line));
        let twice = read.windows(2).filter(|pairs| pairs[0].records == pairs[1].records);
        if let Some((line, before)) = twice.map(|pairs| (pairs[1].line, pairs[0].line)).min() {
            return Err(rows.fault_on(line, format!("{before}行目と同じ組です。"), TELL_APART));
        }
        let scored: Vec<ScoredPair> = read
            .into_iter()
            .map(|pair| ScoredPair {
                weight: pair.weight,
                millionths: pair.millionths,
                same: self.clusters[pair.records.0 as usize] == self.clusters[pair.records.1 as usize],
            })
            .collect();
        Ok(PairsEvaluated {
            pairs: scored.len() as u64,
            outside,
            lowest: scored.iter().map(|pair| pair.weight).min(),
            thresholds: thresholds(&scored, self.clusters.len() as u64, self.true_pairs()),
            reliability: reliability(&scored),
        })
    }

    fn true_pairs(&self) -> u64 {
        let mut sorted = self.clusters.clone();
        sorted.sort_unstable();
        sorted.chunk_by(|a, b| a == b).map(|records| two_of(records.len() as u64)).sum()
    }

    /// Refuses a file of which the truth knows nothing: keys or sources are written differently.
    fn meets(&self, rows: &Rows<'_>, stranger: bool, source: &str) -> Result<(), FileFault> {
        if !stranger {
            return Ok(());
        }
        let cure = if self.by_source {
            format!(
                "source と key の書き方を正解と揃えてください（最初の source は正解では「{}」、このファイルでは「{source}」）。",
                self.source
            )
        } else {
            "key の書き方を正解と揃えてください。".to_owned()
        };
        Err(rows.fault_on(2, "正解にある記録が、このファイルに1件もありません。", cure))
    }
}

struct PairRead {
    records: (u32, u32),
    line: u64,
    weight: Weight,
    millionths: u32,
}

fn weight(rows: &Rows<'_>) -> Result<Weight, FileFault> {
    let bits: Option<f64> = rows.cell(WEIGHT).parse().ok();
    bits.filter(|bits| !bits.is_nan())
        .map(Weight::from_bits)
        .ok_or_else(|| rows.fault("weight が数ではありません。", "重み（ビット）を 12.345 のように入れてください。"))
}

/// The probability said, or the one that the weight stands for where the file says none.
fn millionths(rows: &Rows<'_>, weight: Weight) -> Result<u32, FileFault> {
    let probability = match rows.cell(PROBABILITY) {
        "" => weight.probability(),
        text => text.parse().ok().filter(|said| (0.0..=1.0).contains(said)).ok_or_else(|| {
            rows.fault(
                "probability が0から1までの数ではありません。",
                "確率を 0.987654 のように入れるか、空にしてください。",
            )
        })?,
    };
    Ok((probability * 1e6).round() as u32)
}

#[cfg(test)]
mod tests;
