//! One partition of a cluster's work, from standard input to standard output as Arrow IPC streams. docs/operations/spark.md has the driver.

mod batches;

use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::Path;

use domain::Weight;
use linkage::files::{BlockKey, CELL_LETTERS_MAX, FilePair, block_keys, pairs_of_blocks, settled_pairs};
use linkage::{FileTable, Recipe, Trained};

use self::batches::{Batches, Column};
use super::{recipe, refused, threshold, trained};
use crate::error::AppError;

/// The column that tells the source of a record. Columns of the records may have any other name.
const SOURCE: &str = "mimamori_source";

/// The column that tells a block of a record.
const BLOCK: &str = "mimamori_block";

/// Which part of the work a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Records in; the same records out, one line for each block they stand in (one of them their own, so that each has a line), with the column `mimamori_block` (64-bit integer). The
    /// column `mimamori_source` says which source a record comes from.
    Keys,
    /// All records of some blocks in (the output of [`Step::Keys`]); their pairs out: `source_l`, `key_l`, `source_r`, `key_r` and `weight` in
    /// thousandths of a bit, before rivals are considered.
    Pairs,
    /// All pairs in, each once; those at or above the threshold out, with `probability`.
    Settle,
}

/// What a partition is worked with.
#[derive(Debug, Clone)]
pub struct PartitionRequest<'a> {
    /// The recipe (TOML), or `preset:NAME`.
    pub recipe: &'a Path,
    /// Weights learned before.
    pub trained: &'a Path,
    /// Threshold as a probability; `None` = that of the recipe or of the weights.
    pub threshold: Option<f64>,
    /// The part of the work.
    pub step: Step,
}

/// Works one partition: reads an Arrow IPC stream of text columns from `input` and writes one to `output`.
///
/// # Errors
/// [`AppError::Refused`] for a stream, recipe or weights that do not fit; [`AppError::Setup`] when the output cannot be written.
///
/// Gives what the user should know about this part of the work, each with its cure.
pub fn partition(
    request: &PartitionRequest<'_>,
    input: impl Read,
    output: impl Write,
) -> Result<Vec<String>, AppError> {
    let recipe = recipe(request.recipe)?;
    let trained = trained(request.trained, &recipe)?;
    let batches = Batches::read(input)?;
    let (columns, warnings) = match request.step {
        Step::Keys => keys(request, &recipe, &trained, &batches)?,
        Step::Pairs => pairs(request, &recipe, &trained, &batches)?,
        Step::Settle => (settle(request, &recipe, &trained, &batches)?, Vec::new()),
    };
    batches::write(&columns, output)?;
    Ok(warnings)
}

/// Columns to write, and warnings.
type Told = (Vec<(String, Column)>, Vec<String>);

/// Records of a partition as tables, one for each source, and which line each came from.
struct Records {
    tables: Vec<FileTable>,
    /// Per table and row: its first line in the batches.
    lines: Vec<Vec<usize>>,
    /// Per line: input and row.
    of_line: Vec<(u16, u32)>,
}

impl Records {
    /// Sorts the lines by source. A record may stand on several lines, one for each of its blocks; it is one row.
    fn new(recipe: &Recipe, trained: &Trained, batches: &Batches) -> Result<Self, AppError> {
        let header: Vec<String> =
            batches.names().filter(|name| *name != SOURCE && *name != BLOCK).map(str::to_owned).collect();
        let sources: Vec<&str> = trained.sources().collect();
        let of_line: Vec<&str> = batches.texts(SOURCE)?;
        let mut place: HashMap<&str, u16> = HashMap::new();
        for (line, source) in of_line.iter().enumerate() {
            if !place.contains_key(source) {
                place.insert(source, trained.place(source).map_err(|_| unknown_source(line, SOURCE, &sources))?);
            }
        }
        let cells: Vec<Vec<&str>> = header.iter().map(|name| batches.texts(name)).collect::<Result<_, _>>()?;
        refuse_long(&header, &cells)?;
        let ids: Vec<Option<usize>> =
            sources.iter().enumerate().map(|(at, source)| recipe.id_column(at, source, &header)).collect();
        let mut lines: Vec<Vec<usize>> = vec![Vec::new(); sources.len()];
        let mut known: HashMap<(u16, &str), u32> = HashMap::new();
        let mut places = Vec::with_capacity(of_line.len());
        for (line, source) in of_line.iter().enumerate() {
            let input = place[source];
            let own = &mut lines[usize::from(input)];
            let key = ids[usize::from(input)].map_or("", |id| cells[id][line]);
            let row = *known.entry((input, key)).or_insert_with(|| {
                own.push(line);
                own.len() as u32 - 1
            });
            places.push((input, row));
        }
        let table = |(input, source): (usize, &&str)| {
            let own: Vec<usize> = lines[input].clone();
            FileTable::of_cells(recipe, input, source, &header, own.len(), |column, row| cells[column][own[row]])
        };
        let tables = sources.iter().enumerate().map(table).collect();
        Ok(Self { tables, lines, of_line: places })
    }
}

/// A record of a source that is not known; what stands there is not shown, it may be a name.
fn unknown_source(line: usize, column: &str, known: &[&str]) -> AppError {
    AppError::refused(
        format!("{}行目の {column} は、重みを学習したときのどの source でもありません。", line + 1),
        format!("学習したときの名前（{}）にそろえるか、その source を入れて学習し直してください。", known.join("、")),
    )
}

/// Cells are as long as in a file at most.
fn refuse_long(header: &[String], cells: &[Vec<&str>]) -> Result<(), AppError> {
    for (column, cells) in header.iter().zip(cells) {
        let long = |cell: &&str| cell.len() > CELL_LETTERS_MAX && cell.chars().count() > CELL_LETTERS_MAX;
        if let Some(line) = cells.iter().position(long) {
            return Err(AppError::refused(
                format!("{}行目の {column} が長すぎます（{CELL_LETTERS_MAX}文字まで）。", line + 1),
                "その値を直すか、使わない列であれば渡さないでください。",
            ));
        }
    }
    Ok(())
}

fn keys(
    request: &PartitionRequest<'_>,
    recipe: &Recipe,
    trained: &Trained,
    batches: &Batches,
) -> Result<Told, AppError> {
    let records = Records::new(recipe, trained, batches)?;
    let part = block_keys(recipe, &records.tables, trained).map_err(|faults| refused(request.recipe, &faults))?;
    let keys = part.found;
    let repeated = records.of_line.len() - records.lines.iter().map(Vec::len).sum::<usize>();
    if repeated > 0 {
        return Err(AppError::refused(
            format!("同じ source と番号の記録が{repeated}件あります。"),
            "番号の列が記録ごとに異なるようにしてください。",
        ));
    }
    let line = |key: &BlockKey| records.lines[key.record.0 as usize][key.record.1 as usize];
    let mut out = vec![(BLOCK.to_owned(), Column::Whole(keys.iter().map(|key| key.block.cast_signed()).collect()))];
    for name in batches.names().filter(|name| *name != BLOCK) {
        let cells = batches.texts(name)?;
        out.push((name.to_owned(), Column::Text(keys.iter().map(|key| cells[line(key)].to_owned()).collect())));
    }
    Ok((out, part.warnings))
}

fn pairs(
    request: &PartitionRequest<'_>,
    recipe: &Recipe,
    trained: &Trained,
    batches: &Batches,
) -> Result<Told, AppError> {
    let records = Records::new(recipe, trained, batches)?;
    let blocks = batches.numbers(BLOCK)?;
    let keys: Vec<BlockKey> = blocks
        .into_iter()
        .zip(&records.of_line)
        .map(|(block, record)| BlockKey { block: block.cast_unsigned(), record: *record })
        .collect();
    let part =
        pairs_of_blocks(recipe, &records.tables, &keys, trained).map_err(|faults| refused(request.recipe, &faults))?;
    let name = |record: (u16, u32)| {
        let table = &records.tables[record.0 as usize];
        let id = recipe.id_column(record.0 as usize, &table.source, &table.header);
        (table.source.clone(), id.map_or("", |id| table.columns[id].text(record.1 as usize)).to_owned())
    };
    let rows = part.found.iter().map(|FilePair { left, right, weight }| {
        let (a, b) = (name(*left), name(*right));
        if a <= b { (a, b, *weight) } else { (b, a, *weight) }
    });
    Ok((told(rows.collect(), false), part.warnings))
}

fn settle(
    request: &PartitionRequest<'_>,
    recipe: &Recipe,
    trained: &Trained,
    batches: &Batches,
) -> Result<Vec<(String, Column)>, AppError> {
    let least = threshold(request.threshold)?;
    let (source_l, key_l) = (batches.texts("source_l")?, batches.texts("key_l")?);
    let (source_r, key_r) = (batches.texts("source_r")?, batches.texts("key_r")?);
    let weights = batches.numbers("weight")?;
    let mut known: HashMap<(&str, &str), u32> = HashMap::new();
    let mut names: Vec<(&str, &str)> = Vec::new();
    let mut list: Vec<(u32, u32, Weight)> = Vec::with_capacity(weights.len());
    for (line, weight) in weights.iter().enumerate() {
        let (one, other) = ((source_l[line], key_l[line]), (source_r[line], key_r[line]));
        let weight = i32::try_from(*weight).ok().filter(|_| one != other).ok_or_else(|| {
            AppError::refused(
                format!(
                    "{}行目は組ではありません（2件が同じ記録か、weight が1000分の1ビットの重みではない）。",
                    line + 1
                ),
                "--partition pairs の出力をそのまま渡してください。",
            )
        })?;
        for (column, source) in [("source_l", one.0), ("source_r", other.0)] {
            trained.place(source).map_err(|_| unknown_source(line, column, &trained.sources().collect::<Vec<_>>()))?;
        }
        let mut place = |name| {
            *known.entry(name).or_insert_with(|| {
                names.push(name);
                names.len() as u32 - 1
            })
        };
        // The smaller name on the left, as `pairs` writes it: a pair turned round is the same pair.
        list.push((place(one.min(other)), place(one.max(other)), Weight(weight)));
    }
    list.sort_unstable();
    let twice = list.windows(2).filter(|two| (two[0].0, two[0].1) == (two[1].0, two[1].1)).count();
    if twice > 0 {
        return Err(AppError::refused(
            format!("同じ組が{twice}回よぶんに入っています（左右を入れ替えたものを含む）。"),
            "組を1回ずつにしてから（dropDuplicates）渡してください。",
        ));
    }
    let sources: Vec<&str> = names.iter().map(|name| name.0).collect();
    let settled =
        settled_pairs(recipe, trained, &sources, &list, least).map_err(|fault| refused(request.trained, &[fault]))?;
    let owned = |record: u32| {
        let (source, key) = names[record as usize];
        (source.to_owned(), key.to_owned())
    };
    let mut rows: Vec<_> = settled.iter().map(|(left, right, weight)| (owned(*left), owned(*right), *weight)).collect();
    rows.sort_unstable();
    Ok(told(rows, true))
}

/// Source and key of a record.
type Name = (String, String);

/// Pairs as columns.
fn told(rows: Vec<(Name, Name, Weight)>, probability: bool) -> Vec<(String, Column)> {
    let weights: Vec<Weight> = rows.iter().map(|row| row.2).collect();
    let (mut source_l, mut key_l, mut source_r, mut key_r) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (left, right, _) in rows {
        source_l.push(left.0);
        key_l.push(left.1);
        source_r.push(right.0);
        key_r.push(right.1);
    }
    let text = [("source_l", source_l), ("key_l", key_l), ("source_r", source_r), ("key_r", key_r)];
    let mut out: Vec<(String, Column)> =
        text.into_iter().map(|(name, cells)| (name.to_owned(), Column::Text(cells))).collect();
    out.push(("weight".to_owned(), Column::Whole(weights.iter().map(|weight| i64::from(weight.0)).collect())));
    if probability {
        let numbers = weights.iter().map(|weight| weight.probability()).collect();
        out.push(("probability".to_owned(), Column::Real(numbers)));
    }
    out
}

#[cfg(test)]
mod stories;
