//! Some ten thousand records on their way into columns: pure work that may run on any thread.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::{Array, StringArray};
use catalog::source::ValueKind;
use domain::{ColumnChunk, Field, LinesInCell, ROW_CELLS_MIN, Typed};

use crate::cells::{CellPlace, Cells, Dialect};
use crate::cleanse;
use crate::coverage::Facts;
use crate::dictionary::{Dictionary, hash};
use crate::notebook::{Notebook, Place};
use crate::plan::Plan;
use crate::slice::RowSlices;
use crate::split::{Broken, newlines};
use crate::wording::Issue;
use crate::{coverage, slice};

/// A longer cell is refused with its row: 65,536 of them still fit into one column chunk.
const CELL_BYTES_MAX: usize = 32_767;

/// More unknown codes than this in one column are told together: the column is no code then.
const CODES_SHOWN_MAX: usize = 9;

/// Where the records of a job stand in the file.
#[derive(Debug)]
pub(crate) enum Lines {
    /// The line ends are in the text.
    Counted,
    /// Line (or worksheet row) of each record.
    Given(Vec<u32>),
}

/// Records that were cut from the file, waiting to become columns. Independent of every other job.
#[derive(Debug)]
pub struct ChunkJob {
    pub(crate) plan: Arc<Plan>,
    pub(crate) text: String,
    /// Start and end of each record in the text.
    pub(crate) records: Vec<(u32, u32)>,
    pub(crate) broken: Vec<(u32, Broken)>,
    pub(crate) lines: Lines,
    /// The last record of the file, which ends without a line end, is in this job.
    pub(crate) unterminated: bool,
}

/// What came of a job: its cells in columns, and everything noticed. Handed to the assembler in the order of the file.
#[derive(Debug)]
pub struct ChunkResult {
    pub(crate) rows: usize,
    pub(crate) records: u32,
    pub(crate) lines: u32,
    /// Relative record number of each admitted row, from 1.
    pub(crate) numbers: Vec<u32>,
    /// Line of each admitted row, only where a row may still be refused as a duplicate.
    pub(crate) columns: Vec<ColumnChunk>,
    pub(crate) notes: Notebook,
    pub(crate) row_hashes: Vec<u64>,
    pub(crate) key_hashes: Vec<u64>,
    /// Per column of the file: values, and those that pass as individual numbers.
    pub(crate) my_number: Vec<(u64, u64)>,
    pub(crate) slices: RowSlices,
    pub(crate) facts: Facts,
    /// Per planned column with numbers of even length: length → rows and the first places.
    pub(crate) lengths: BTreeMap<usize, BTreeMap<usize, (u64, Vec<Place>)>>,
}

impl ChunkJob {
    /// Bytes of text held, for bounding memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Cuts, types and notes. Pure: the result depends on nothing but the job.
    #[must_use]
    pub fn run(self) -> ChunkResult {
        Run::new(&self).finish()
    }

    fn line(&self, record: usize) -> u32 {
        match &self.lines {
            Lines::Given(lines) => lines.get(record).copied().unwrap_or(0),
            Lines::Counted => 1 + newlines(&self.text.as_bytes()[..self.records[record].0 as usize]),
        }
    }
}

/// Rows whose cells are dealt out to the dictionaries at once.
const BATCH_ROWS: usize = 512;

/// Places of the cells of some rows, row by row. They go to the dictionaries column by column, so that each dictionary is at hand in
/// the processor's cache while it is used.
#[derive(Default)]
struct Batch {
    /// Start and end of each cell, in the text of the job or in `own`.
    places: Vec<(u32, u32, bool)>,
    /// Cells that do not stand in the text as they are: with doubled quotes, or joined out of several.
    own: Vec<u8>,
}

impl Batch {
    /// Adds a cell of the record that begins at `start` of the text.
    #[inline]
    fn add(&mut self, place: CellPlace<'_>, start: u32) {
        match place {
            CellPlace::Record(from, to) => self.places.push((start + from, start + to, false)),
            CellPlace::Own(text) => self.add_text(text),
        }
    }

    fn add_text(&mut self, text: &[u8]) {
        let from = self.own.len() as u32;
        self.own.extend_from_slice(text);
        self.places.push((from, self.own.len() as u32, true));
    }

    fn deal_out(&mut self, text: &[u8], dictionaries: &mut [Dictionary]) {
        let columns = dictionaries.len();
        for (column, dictionary) in dictionaries.iter_mut().enumerate() {
            for &(from, to, own) in self.places.iter().skip(column).step_by(columns) {
                let bytes = if own { &self.own } else { text };
                dictionary.push(&bytes[from as usize..to as usize]);
            }
        }
        self.places.clear();
        self.own.clear();
    }
}

struct Run<'a> {
    job: &'a ChunkJob,
    plan: &'a Plan,
    notes: Notebook,
    records: u32,
    /// Per admitted row: relative number and place in the job's records.
    admitted: Vec<(u32, u32)>,
    dictionaries: Vec<Dictionary>,
    batch: Batch,
    row_hashes: Vec<u64>,
    key_hashes: Vec<u64>,
    my_number: Vec<(u64, u64)>,
    /// Columns of the file that are neither stored nor stripped.
    unstored: Vec<usize>,
    /// Whether the text holds a zero byte at all.
    zeros: bool,
    /// Whether cells may be quoted and a quote stands in the text.
    quotes: bool,
    /// First bytes of words for total lines, and of the ideographic space: all other records are none.
    total_bytes: [bool; 256],
}

impl<'a> Run<'a> {
    fn new(job: &'a ChunkJob) -> Self {
        let plan = &*job.plan;
        let rows = job.records.len();
        let unstored = (0..plan.width())
            .filter(|column| {
                !plan.without_columns.contains(column)
                    && !plan.columns.iter().any(|planned| planned.position == *column)
            })
            .collect();
        Self {
            job,
            plan,
            notes: Notebook::default(),
            records: 0,
            admitted: Vec::with_capacity(rows),
            dictionaries: plan.columns.iter().map(|_| Dictionary::with_rows(rows)).collect(),
            batch: Batch::default(),
            row_hashes: Vec::with_capacity(rows),
            key_hashes: Vec::new(),
            my_number: vec![(0, 0); plan.titles.len()],
            unstored,
            zeros: memchr::memchr(0, job.text.as_bytes()).is_some(),
            quotes: plan.form.dialect.quoted && memchr::memchr(b'"', job.text.as_bytes()).is_some(),
            total_bytes: total_bytes(&plan.total_words),
        }
    }

    fn finish(mut self) -> ChunkResult {
        let mut cells = Cells::default();
        let mut broken = self.job.broken.iter().peekable();
        let titles = &self.plan.titles[..self.plan.width()];
        let needed = titles.iter().rposition(|title| !title.is_empty()).map_or(self.plan.width(), |last| last + 1);
        for index in 0..self.job.records.len() {
            let (start, end) = self.job.records[index];
            let record = &self.job.text.as_bytes()[start as usize..end as usize];
            if let Some((_, why)) = broken.next_if(|(at, _)| *at as usize == index) {
                let issue = match why {
                    Broken::QuoteOpen if self.is_cut_off(index) => Issue::RowTruncated,
                    Broken::QuoteOpen => Issue::RowQuoteOpen,
                    Broken::Oversized => Issue::RowOversized,
                    Broken::NotStudent => Issue::RowNotStudent,
                };
                self.refuse(index, issue);
                continue;
            }
            if self.zeros && memchr::memchr(0, record).is_some() {
                self.refuse(index, Issue::RowNul);
                continue;
            }
            cells.cut(record, self.plan.form.dialect);
            let filled = |column: &usize| !cells.get(record, *column).trim_ascii().is_empty();
            let Some(first) = (0..cells.len()).find(filled) else { continue };
            if self.is_total(record, &cells, first) {
                continue;
            }
            if self.is_note(record, &cells, first) {
                let place = (0, self.job.line(index), 0);
                self.notes.note(Issue::NoteLine, 0, "", place);
                continue;
            }
            if self.is_header(record, &cells) {
                self.refuse(index, Issue::RowHeaderAgain);
                continue;
            }
            match self.fault(index, record, &cells, needed) {
                Some(issue) => self.refuse(index, issue),
                None => self.admit(index, record, &cells),
            }
        }
        self.into_result()
    }

    /// Why a record cannot be taken.
    fn fault(&mut self, index: usize, record: &[u8], cells: &Cells, needed: usize) -> Option<Issue> {
        let width = self.plan.width();
        if cells.len() > width && (width..cells.len()).any(|column| !cells.get(record, column).trim_ascii().is_empty())
        {
            return Some(Issue::RowTooLong);
        }
        // In a sheet the empty cells at the end of a row are not written at all.
        if cells.len() < needed && self.plan.form.dialect != Dialect::OWN {
            let last = self.is_cut_off(index);
            // 「以上」 below a table is no cut row; 00200 may be one.
            if last && !self.plan.short_rows && (cells.len() > 1 || record.iter().all(u8::is_ascii_alphanumeric)) {
                return Some(Issue::RowTruncated);
            }
            if last || !self.plan.short_rows {
                return Some(Issue::RowTooShort);
            }
            let place = (self.records + 1, self.job.line(index), 0);
            self.notes.note(Issue::RowShortTolerated, 0, "", place);
        }
        if self.is_swallowing(record, cells, needed) {
            return Some(Issue::RowSwallowing);
        }
        let long = record.len() > CELL_BYTES_MAX
            && (0..cells.len()).any(|column| cells.get(record, column).len() > CELL_BYTES_MAX);
        long.then_some(Issue::CellOversized)
    }

    /// Whether a cell holds what looks like other rows: a quote that is not closed took them in.
    fn is_swallowing(&self, record: &[u8], cells: &Cells, needed: usize) -> bool {
        if !self.quotes || needed < ROW_CELLS_MIN || memchr::memchr2(b'\n', b'\r', record).is_none() {
            return false;
        }
        let cell = |column: usize| cells.get(record, column);
        let is_spaced = (1..cells.len()).any(|column| cell(column).starts_with(b" "));
        (0..cells.len())
            .filter_map(|column| {
                LinesInCell::of(cell(column), column, cells.len() - 1 - column, self.plan.form.dialect.delimiter)
            })
            .any(|lines| lines.may_hold_rows(needed, is_spaced))
    }

    /// Whether a record is the last one of the file and lacks its line end.
    fn is_cut_off(&self, index: usize) -> bool {
        self.job.unterminated && index + 1 == self.job.records.len()
    }

    fn refuse(&mut self, index: usize, issue: Issue) {
        self.records += 1;
        let place = (self.records, self.job.line(index), 0);
        self.notes.note(issue, 0, "", place);
    }

    fn admit(&mut self, index: usize, record: &[u8], cells: &Cells) {
        self.records += 1;
        self.admitted.push((self.records, index as u32));
        let start = self.job.records[index].0;
        for planned in &self.plan.columns {
            if let Some(value) = &planned.given {
                self.batch.add_text(value.as_bytes());
            } else if planned.joined.is_empty() {
                self.batch.add(cells.place(planned.position), start);
            } else {
                self.batch.add_text(&joined_cell(record, cells, planned));
            }
        }
        if self.admitted.len().is_multiple_of(BATCH_ROWS) {
            self.batch.deal_out(self.job.text.as_bytes(), &mut self.dictionaries);
        }
        for &column in &self.unstored {
            let cell = cells.get(record, column);
            if !cell.is_empty() {
                let seen = &mut self.my_number[column];
                seen.0 += 1;
                seen.1 += u64::from(is_my_number(cell));
            }
        }
        let row_hash = hash(record);
        self.row_hashes.push(row_hash);
        if !self.plan.key.is_empty() {
            self.key_hashes.push(self.key_hash(record, cells).unwrap_or(row_hash));
        }
    }

    /// Fingerprint of the key cells; `None` when one of them is empty: rows without a number are not one row.
    fn key_hash(&self, record: &[u8], cells: &Cells) -> Option<u64> {
        // A value that is the same in every row tells no rows apart.
        let delivered = self.plan.key.iter().filter(|column| **column < self.plan.width());
        delivered.copied().try_fold(0_u64, |sum, column| {
            let cell = cells.get(record, column).trim_ascii();
            (!cell.is_empty()).then(|| sum.rotate_left(23) ^ hash(cell))
        })
    }

    /// Whether a record is a total line (合計, 件数 …): its first filled cell says so, and it names nobody.
    fn is_total(&self, record: &[u8], cells: &Cells, first: usize) -> bool {
        let cell = cells.get(record, first);
        if !cell.trim_ascii_start().first().is_some_and(|byte| self.total_bytes[*byte as usize]) {
            return false;
        }
        if cell.len() > 60 || !self.plan.total_words.iter().any(|word| starts_alike(cell, word)) {
            return false;
        }
        let key = japanese::text::header_key(&String::from_utf8_lossy(cell));
        let says_total = self.plan.total_words.iter().any(|word| {
            key.strip_prefix(word.as_str()).is_some_and(|rest| {
                rest.is_empty()
                    || rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '件' | '名' | '人' | '数' | '計'))
            })
        });
        let filled = (0..cells.len()).filter(|column| !cells.get(record, *column).trim_ascii().is_empty()).count();
        says_total
            && self.plan.identity.iter().all(|&column| column == first || is_count(cells.get(record, column)))
            && (self.plan.identity.iter().any(|column| *column != first) || filled * 2 <= self.plan.width().max(4))
    }

    /// Whether a record is a remark below the table: one cell (its `first` filled one), beginning with a sign for remarks.
    fn is_note(&self, record: &[u8], cells: &Cells, first: usize) -> bool {
        const SIGNS: [&str; 6] = ["※", "＊", "注）", "（注", "(注", "注:"];
        let blank = |column: usize| cells.get(record, column).trim_ascii().is_empty();
        // Most records have a second cell.
        (first + 1..cells.len()).all(blank)
            && self.plan.width() >= 3
            && SIGNS.iter().any(|sign| cells.get(record, first).trim_ascii().starts_with(sign.as_bytes()))
    }

    /// Whether a record is the header once more, as page by page printouts have it.
    fn is_header(&self, record: &[u8], cells: &Cells) -> bool {
        let titles = &self.plan.titles[..self.plan.width()];
        if self.plan.layout.source.file.no_header || self.plan.form.fixed.is_some() || titles.len() < 2 {
            return false;
        }
        let is = |column: usize| {
            let cell = cells.get(record, column);
            (cell.is_empty() == titles[column].is_empty())
                && may_be_title(cell, &titles[column])
                && japanese::text::clean(&String::from_utf8_lossy(cell)) == titles[column].as_str()
        };
        (0..titles.len()).all(is)
    }

    fn into_result(mut self) -> ChunkResult {
        self.batch.deal_out(self.job.text.as_bytes(), &mut self.dictionaries);
        let mut columns = Vec::with_capacity(self.plan.columns.len());
        let mut lengths = BTreeMap::new();
        for (index, dictionary) in std::mem::take(&mut self.dictionaries).into_iter().enumerate() {
            let planned = &self.plan.columns[index];
            let (keys, raw) = dictionary.finish();
            let cleansed = planned.cleanser.run(&raw);
            let counts = count(&keys, raw.len());
            self.note_issues(planned.position, &cleansed.issues, (&keys, &raw), &counts);
            self.count_my_numbers(planned.position, &raw, &counts);
            if planned.cleanser.even_lengths {
                lengths.insert(index, self.lengths(planned.position, &cleansed.typed, &keys, &counts));
            }
            columns.push(ColumnChunk { keys, raw, typed: cleansed.typed });
        }
        settle_grades(self.plan, &mut columns);
        let numbers = self.admitted.iter().map(|(number, _)| *number).collect();
        ChunkResult {
            rows: self.admitted.len(),
            records: self.records,
            lines: if matches!(self.job.lines, Lines::Given(_)) { 0 } else { newlines(self.job.text.as_bytes()) },
            numbers,
            slices: slice::of_chunk(self.plan, &columns),
            facts: coverage::facts(self.plan, &columns),
            columns,
            notes: self.notes,
            row_hashes: self.row_hashes,
            key_hashes: self.key_hashes,
            my_number: self.my_number,
            lengths,
        }
    }

    /// Turns findings about distinct cells into findings about rows, with the first places.
    fn note_issues(
        &mut self,
        position: usize,
        issues: &[(u32, Issue)],
        (keys, raw): (&[u32], &StringArray),
        counts: &[u64],
    ) {
        let mut by_issue: BTreeMap<Issue, Vec<u32>> = BTreeMap::new();
        for (value, issue) in issues {
            by_issue.entry(*issue).or_default().push(*value);
        }
        for value in by_issue.remove(&Issue::CodeUnknown).map(|values| shown_apart(values, raw)).into_iter().flatten() {
            let (seen, values) = value;
            let total = values.iter().map(|value| counts[*value as usize]).sum();
            let places = self.places(position, keys, |key| values.binary_search(&key).is_ok());
            self.notes.note_many(Issue::CodeUnknown, position as u16 + 1, &seen, total, &places);
        }
        for (issue, values) in by_issue {
            let total = values.iter().map(|value| counts[*value as usize]).sum();
            let places = self.places(position, keys, |key| values.binary_search(&key).is_ok());
            self.notes.note_many(issue, position as u16 + 1, "", total, &places);
        }
    }

    fn places(&self, position: usize, keys: &[u32], wanted: impl Fn(u32) -> bool) -> Vec<Place> {
        keys.iter()
            .enumerate()
            .filter(|(_, key)| wanted(**key))
            .take(domain::finding::FINDING_EXAMPLES_MAX)
            .map(|(row, _)| {
                let (number, record) = self.admitted[row];
                // A value from the file name stands in no column of the file.
                let column = if position < self.plan.width() { position as u16 + 1 } else { 0 };
                (number, self.job.line(record as usize), column)
            })
            .collect()
    }

    fn count_my_numbers(&mut self, position: usize, raw: &StringArray, counts: &[u64]) {
        let seen = &mut self.my_number[position];
        for (value, count) in counts.iter().enumerate() {
            let cell = raw.value(value);
            if !cell.is_empty() {
                seen.0 += count;
                seen.1 += if is_my_number(cell.as_bytes()) { *count } else { 0 };
            }
        }
    }

    fn lengths(
        &self,
        position: usize,
        typed: &Typed,
        keys: &[u32],
        counts: &[u64],
    ) -> BTreeMap<usize, (u64, Vec<Place>)> {
        let Typed::Text(values) = typed else { return BTreeMap::new() };
        let length = |value: usize| {
            (values.is_valid(value) && values.value(value).bytes().all(|b| b.is_ascii_digit()))
                .then(|| values.value(value).len())
        };
        let mut lengths: BTreeMap<usize, (u64, Vec<Place>)> = BTreeMap::new();
        for (value, count) in counts.iter().enumerate() {
            if let Some(length) = length(value) {
                lengths.entry(length).or_default().0 += count;
            }
        }
        if lengths.len() > 1 {
            let most = lengths.values().map(|entry| entry.0).max().unwrap_or(0);
            for (wanted, entry) in lengths.iter_mut().filter(|(_, entry)| entry.0 < most) {
                entry.1 = self.places(position, keys, |key| length(key as usize) == Some(*wanted));
            }
        }
        lengths
    }
}

/// Unknown codes: short ones, which name nobody, each with its spelling; all others together and untold.
fn shown_apart(values: Vec<u32>, raw: &StringArray) -> BTreeMap<String, Vec<u32>> {
    let mut apart: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for value in &values {
        let code = japanese::text::clean(raw.value(*value as usize));
        let short =
            code.chars().count() == 1 || code.len() <= 4 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let seen = if short { format!("値「{code}」") } else { String::new() };
        apart.entry(seen).or_default().push(*value);
    }
    if apart.len() > CODES_SHOWN_MAX { BTreeMap::from([(String::new(), values)]) } else { apart }
}

/// The cells of columns that belong together (町名, 番地, 枝番), one behind the other.
fn joined_cell(record: &[u8], cells: &Cells, planned: &crate::plan::PlannedColumn) -> Vec<u8> {
    let parts = std::iter::once(planned.position).chain(planned.joined.iter().copied());
    let parts = parts.map(|column| String::from_utf8_lossy(cells.get(record, column)).trim().to_owned());
    if planned.cleanser.kind() != ValueKind::Date {
        return parts.collect::<String>().into_bytes();
    }
    // 生年, 生月, 生日 are one date: 2015 + 4 + 1 is 2015-4-1.
    let parts: Vec<String> = parts.map(|part| part.trim_end_matches(['年', '月', '日']).to_owned()).collect();
    if parts.iter().all(String::is_empty) { Vec::new() } else { parts.join(".").into_bytes() }
}

fn total_bytes(words: &[String]) -> [bool; 256] {
    let mut bytes = [false; 256];
    for first in words.iter().filter_map(|word| word.bytes().next()).chain(["　".as_bytes()[0]]) {
        bytes[first.to_ascii_lowercase() as usize] = true;
        bytes[first.to_ascii_uppercase() as usize] = true;
    }
    bytes
}

/// Whether a cell could be a title: most rows differ in the first letter already. Kanji stand in both as they are.
fn may_be_title(cell: &[u8], title: &str) -> bool {
    match cell.first() {
        Some(0xe4..=0xe9) => cell.get(..3) == title.as_bytes().get(..3),
        Some(b'0'..=b'9') => title.starts_with(|c: char| c.is_ascii_digit()),
        _ => true,
    }
}

/// Nothing, or a number of people or records: what may stand beside 合計.
fn is_count(cell: &[u8]) -> bool {
    String::from_utf8_lossy(cell).chars().all(|c| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || ('０'..='９').contains(&c)
            || matches!(c, ',' | '件' | '名' | '人' | '計' | ':' | '：' | '-')
    })
}

/// Whether two texts begin with the same character, spaces aside.
fn starts_alike(cell: &[u8], word: &str) -> bool {
    let cell = cell.trim_ascii_start();
    let cell = cell.strip_prefix("　".as_bytes()).unwrap_or(cell);
    word.chars().next().is_some_and(|first| {
        let mut buffer = [0; 4];
        let first = first.encode_utf8(&mut buffer).as_bytes();
        cell.len() >= first.len() && cell[..first.len()].eq_ignore_ascii_case(first)
    })
}

/// Rows per distinct value.
fn count(keys: &[u32], values: usize) -> Vec<u64> {
    let mut counts = vec![0_u64; values];
    for key in keys {
        counts[*key as usize] += 1;
    }
    counts
}

/// Twelve digits with the right check digit; most cells are told by their length alone.
pub(crate) fn is_my_number(cell: &[u8]) -> bool {
    (12..=48).contains(&cell.len()) && std::str::from_utf8(cell).is_ok_and(japanese::check_digit::my_number_valid)
}

/// A bare grade (3) becomes P3 or J3 where the school of the same row says of which kind it is.
fn settle_grades(plan: &Plan, columns: &mut [ColumnChunk]) {
    for grade in 0..columns.len() {
        let planned = &plan.columns[grade];
        if planned.cleanser.kind() != ValueKind::Grade {
            continue;
        }
        let Typed::Code(codes) = &columns[grade].typed else { continue };
        let bare = |value: usize| codes.is_valid(value) && codes.value(value).bytes().all(|b| b.is_ascii_digit());
        if !(0..codes.len()).any(bare) {
            continue;
        }
        let Some(school) = plan
            .columns
            .iter()
            .position(|other| other.meta.role == planned.meta.role && other.meta.field == Some(Field::School))
        else {
            continue;
        };
        let kinds: Vec<Option<japanese::age::SchoolKind>> = (0..columns[school].raw.len())
            .map(|value| {
                let meaning = match columns[school].typed.get(value) {
                    domain::Value::Text(text) | domain::Value::Code(text) => cleanse::school_kind(text),
                    _ => None,
                };
                cleanse::school_kind(columns[school].raw.value(value)).or(meaning)
            })
            .collect();
        if kinds.iter().all(Option::is_none) {
            continue;
        }
        let (mut raw, mut typed): (Vec<String>, Vec<Option<String>>) = (0..codes.len())
            .map(|value| {
                (
                    columns[grade].raw.value(value).to_owned(),
                    codes.is_valid(value).then(|| codes.value(value).to_owned()),
                )
            })
            .unzip();
        let mut settled: BTreeMap<(u32, japanese::age::SchoolKind), u32> = BTreeMap::new();
        let mut keys = columns[grade].keys.clone();
        for (row, key) in keys.iter_mut().enumerate() {
            let value = *key as usize;
            let Some(kind) = kinds[columns[school].keys[row] as usize].filter(|_| value < codes.len() && bare(value))
            else {
                continue;
            };
            *key = *settled.entry((*key, kind)).or_insert_with(|| {
                let code = japanese::age::SchoolGrade::parse(codes.value(value), Some(kind))
                    .and_then(japanese::age::SchoolGrade::code);
                raw.push(columns[grade].raw.value(value).to_owned());
                typed.push(Some(code.unwrap_or_else(|| codes.value(value).to_owned())));
                raw.len() as u32 - 1
            });
        }
        columns[grade] = ColumnChunk {
            keys,
            raw: StringArray::from_iter_values(raw),
            typed: Typed::Code(StringArray::from_iter(typed)),
        };
    }
}
