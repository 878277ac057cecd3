//! Chunk results in the order of the file → whole row groups, record numbers, and the outcome.

mod refuse;
mod slices;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use catalog::source::Duplicates;
use domain::{CHUNK_ROWS, ColumnChunk, Delivery, OwnerId};

use crate::coverage::{Facts, coverage};
use crate::job::ChunkResult;
use crate::notebook::{Notebook, Place};
use crate::outcome::{Before, Outcome};
use crate::pack::{BuildPlain, Part, gather};
use crate::plan::Plan;
use crate::reader::Ending;
use crate::refusal::Refusal;
use crate::slice::{RowSlices, SLICE_SEPARATOR};
use crate::wording::Issue;

/// Rows whose fingerprints are kept for finding duplicates (about 1 GiB of them); behind it only a finding says so.
const DUPLICATE_ROWS_MAX: usize = 60_000_000;

/// A change of the row count is expected up to this share, when the definition names none.
const EXPECTED_CHANGE: f64 = 0.5;

/// Up to [`CHUNK_ROWS`] rows ready to be stored; only the last group of a file is shorter.
#[derive(Debug)]
pub struct RowGroup {
    /// Running number, from 0.
    pub number: u32,
    /// Rows.
    pub rows: usize,
    /// One chunk per stored column, in the order of [`Plan::columns`].
    pub columns: Vec<ColumnChunk>,
}

/// Puts chunk results together, in order. See the crate's page for the three steps.
#[derive(Debug)]
pub struct Assembler {
    plan: Arc<Plan>,
    notes: Notebook,
    records: u32,
    lines: u32,
    admitted: u64,
    groups: u32,
    /// Absolute numbers of admitted rows; filled from the first refused row on.
    numbers: Vec<u32>,
    pending: VecDeque<Pending>,
    pending_rows: usize,
    seen_rows: HashSet<u64, BuildPlain>,
    /// The last row of each key, for definitions with a key.
    seen_keys: HashMap<u64, Seen, BuildPlain>,
    my_number: Vec<(u64, u64)>,
    /// Slices with a number each, in the order in which they came.
    slices: BTreeMap<String, u32>,
    /// Per slice column, whether any of its values in the file could be read.
    slices_readable: Vec<bool>,
    /// Slices of the admitted rows, as runs: number, rows.
    slice_rows: Vec<(u32, u32)>,
    facts: Facts,
    lengths: BTreeMap<usize, BTreeMap<usize, (u64, Vec<Place>)>>,
}

/// A row by its fingerprint and place.
#[derive(Debug, Clone, Copy)]
struct Seen {
    row_hash: u64,
    part: u32,
    row: u32,
}

#[derive(Debug)]
struct Pending {
    columns: Vec<ColumnChunk>,
    /// Rows of the chunks that are kept.
    rows: Vec<u32>,
    /// Their absolute record numbers.
    numbers: Vec<u32>,
    /// Number of the slice of each row of the chunks; empty when the source has no slices.
    slices: Vec<u32>,
}

impl Assembler {
    /// An assembler for the file of a plan.
    #[must_use]
    pub fn new(plan: Arc<Plan>) -> Self {
        Self {
            my_number: vec![(0, 0); plan.titles.len()],
            plan,
            notes: Notebook::default(),
            records: 0,
            lines: 0,
            admitted: 0,
            groups: 0,
            numbers: Vec::new(),
            pending: VecDeque::new(),
            pending_rows: 0,
            seen_rows: HashSet::default(),
            seen_keys: HashMap::default(),
            slices: BTreeMap::new(),
            slices_readable: Vec::new(),
            slice_rows: Vec::new(),
            facts: Facts::default(),
            lengths: BTreeMap::new(),
        }
    }

    /// Takes the next result and gives the row groups that are whole.
    pub fn take(&mut self, mut result: ChunkResult) -> Vec<RowGroup> {
        self.notes.append(std::mem::take(&mut result.notes), self.records, self.lines);
        let kept = self.kept_rows(&result);
        let numbers: Vec<u32> = kept.iter().map(|row| self.records + result.numbers[*row as usize]).collect();
        for (sum, seen) in self.my_number.iter_mut().zip(&result.my_number) {
            sum.0 += seen.0;
            sum.1 += seen.1;
        }
        let slices = self.slice_numbers(std::mem::take(&mut result.slices));
        self.facts.append(std::mem::take(&mut result.facts));
        for (column, lengths) in std::mem::take(&mut result.lengths) {
            for (length, (count, places)) in lengths {
                let entry = self.lengths.entry(column).or_default().entry(length).or_default();
                entry.0 += count;
                let room = domain::finding::FINDING_EXAMPLES_MAX.saturating_sub(entry.1.len());
                let (records, lines) = (self.records, self.lines);
                entry.1.extend(
                    places
                        .into_iter()
                        .take(room)
                        .map(|(record, line, column)| (record + records, line + lines, column)),
                );
            }
        }
        self.records = self.records.saturating_add(result.records);
        self.lines = self.lines.saturating_add(result.lines);
        self.pending_rows += kept.len();
        self.pending.push_back(Pending { columns: result.columns, rows: kept, numbers, slices });
        if self.plan.layout.source.duplicates == Duplicates::Last && !self.plan.key.is_empty() {
            return Vec::new(); // which rows hold is known at the end
        }
        self.whole_groups()
    }

    /// Rows that are no duplicates of earlier ones. Equal rows have equal keys, so one look-up per row is enough.
    fn kept_rows(&mut self, result: &ChunkResult) -> Vec<u32> {
        if self.seen_rows.len().max(self.seen_keys.len()) >= DUPLICATE_ROWS_MAX {
            self.notes.note_many(Issue::DuplicatesUnchecked, 0, "", result.rows as u64, &[]);
            return (0..result.rows as u32).collect();
        }
        let mut kept = Vec::with_capacity(result.rows);
        if self.plan.key.is_empty() {
            for row in 0..result.rows {
                if self.seen_rows.insert(result.row_hashes[row]) {
                    kept.push(row as u32);
                } else {
                    self.notes.note(Issue::RowDuplicate, 0, "", (self.records + result.numbers[row], 0, 0));
                }
            }
            return kept;
        }
        let here = self.pending.len() as u32;
        for row in 0..result.rows {
            let seen = Seen { row_hash: result.row_hashes[row], part: here, row: row as u32 };
            let earlier = match self.seen_keys.entry(result.key_hashes[row]) {
                Entry::Vacant(slot) => {
                    slot.insert(seen);
                    kept.push(row as u32);
                    continue;
                }
                Entry::Occupied(mut slot) => {
                    let earlier = *slot.get();
                    if earlier.row_hash != seen.row_hash && self.plan.layout.source.duplicates != Duplicates::First {
                        slot.insert(seen);
                    }
                    earlier
                }
            };
            let place = (self.records + result.numbers[row], 0, 0);
            match self.plan.layout.source.duplicates {
                _ if earlier.row_hash == seen.row_hash => self.notes.note(Issue::RowDuplicate, 0, "", place),
                Duplicates::First => self.notes.note(Issue::RowKeyRepeatedFirst, 0, "", place),
                Duplicates::Keep => {
                    self.notes.note(Issue::KeyRepeated, 0, "", place);
                    kept.push(row as u32);
                }
                Duplicates::Last => {
                    self.drop_earlier(earlier, &mut kept, result);
                    kept.push(row as u32);
                }
            }
        }
        kept
    }

    /// Takes an earlier row out again: a later one with its key holds.
    fn drop_earlier(&mut self, earlier: Seen, kept: &mut Vec<u32>, result: &ChunkResult) {
        let number = if earlier.part as usize == self.pending.len() {
            kept.binary_search(&earlier.row).ok().map(|at| {
                kept.remove(at);
                self.records + result.numbers[earlier.row as usize]
            })
        } else {
            let part = &mut self.pending[earlier.part as usize];
            part.rows.binary_search(&earlier.row).ok().map(|at| {
                part.rows.remove(at);
                self.pending_rows -= 1;
                part.numbers.remove(at)
            })
        };
        if let Some(number) = number {
            self.notes.note(Issue::RowKeyRepeatedLast, 0, "", (number, 0, 0));
        }
    }

    fn whole_groups(&mut self) -> Vec<RowGroup> {
        let mut groups = Vec::new();
        while self.pending_rows >= CHUNK_ROWS {
            groups.extend(self.next_group(CHUNK_ROWS));
        }
        groups
    }

    /// The next group of so many rows, which are pending.
    fn next_group(&mut self, wanted: usize) -> Option<RowGroup> {
        let wanted = wanted.min(self.pending_rows);
        if wanted == 0 {
            return None;
        }
        let number = self.groups;
        self.groups += 1;
        self.pending_rows -= wanted;
        while self.pending.front().is_some_and(|first| first.rows.is_empty()) {
            self.pending.pop_front();
        }
        // Usual case: the result is the group as it stands.
        if self.pending.front().is_some_and(|first| {
            first.rows.len() == wanted && first.columns.first().is_none_or(|c| c.keys.len() == wanted)
        }) {
            let mut whole = self.pending.pop_front()?;
            whole.columns.truncate(self.plan.stored);
            self.number_rows(&whole);
            return Some(RowGroup { number, rows: wanted, columns: whole.columns });
        }
        let mut parts: Vec<Pending> = Vec::new();
        let mut rest = wanted;
        while rest > 0 {
            let mut part = self.pending.pop_front()?;
            if part.rows.len() > rest {
                let later = Pending {
                    columns: part.columns.clone(),
                    rows: part.rows.split_off(rest),
                    numbers: part.numbers.split_off(rest),
                    slices: part.slices.clone(),
                };
                self.pending.push_front(later);
            }
            rest -= part.rows.len();
            parts.push(part);
        }
        let columns = (0..self.plan.stored)
            .map(|column| {
                gather(
                    &parts
                        .iter()
                        .map(|part| Part { chunk: &part.columns[column], rows: &part.rows })
                        .collect::<Vec<_>>(),
                )
            })
            .collect();
        for part in &parts {
            self.number_rows(part);
        }
        Some(RowGroup { number, rows: wanted, columns })
    }

    /// Per row the number of its slice among those of the whole file.
    fn slice_numbers(&mut self, found: RowSlices) -> Vec<u32> {
        self.slices_readable.resize(found.readable.len().max(self.slices_readable.len()), false);
        for (seen, here) in self.slices_readable.iter_mut().zip(&found.readable) {
            *seen |= here;
        }
        let numbers: Vec<u32> = found
            .names
            .into_iter()
            .map(|name| {
                let next = self.slices.len() as u32;
                *self.slices.entry(name).or_insert(next)
            })
            .collect();
        found.rows.into_iter().map(|place| numbers[place as usize]).collect()
    }

    /// The slices of the admitted rows as places among the sorted slices; empty unless there are several.
    fn sorted_slice_rows(&mut self) -> Vec<(u32, u32)> {
        if self.plan.delivery() != Delivery::Slice || self.slices.len() < 2 {
            return Vec::new();
        }
        let mut places = vec![0; self.slices.len()];
        for (place, number) in self.slices.values().enumerate() {
            places[*number as usize] = place as u32;
        }
        std::mem::take(&mut self.slice_rows).into_iter().map(|(number, rows)| (places[number as usize], rows)).collect()
    }

    /// Keeps record numbers and slices.
    fn number_rows(&mut self, part: &Pending) {
        let numbers = &part.numbers;
        if let Some(slices) = Some(&part.slices).filter(|slices| !slices.is_empty()) {
            for row in &part.rows {
                let slice = slices[*row as usize];
                match self.slice_rows.last_mut() {
                    Some((last, rows)) if *last == slice => *rows += 1,
                    _ => self.slice_rows.push((slice, 1)),
                }
            }
        }
        let before = self.admitted;
        self.admitted += numbers.len() as u64;
        let contiguous = self.numbers.is_empty() && numbers.last().is_none_or(|last| u64::from(*last) == self.admitted);
        if contiguous {
            return;
        }
        if self.numbers.is_empty() {
            self.numbers.extend(1..=before as u32);
        }
        self.numbers.extend_from_slice(numbers);
    }

    /// The slices seen so far, as [`Outcome::slice`] will name them; empty unless the delivery is a slice.
    #[must_use]
    pub fn slice(&self) -> String {
        // The empty header-only delivery of a slice names no slice.
        if self.plan.delivery() == Delivery::Slice {
            self.slices.keys().cloned().collect::<Vec<_>>().join(&SLICE_SEPARATOR.to_string())
        } else {
            String::new()
        }
    }

    /// Gives the groups that are left, after the last result was taken; nothing of them may be stored unless [`Assembler::finish`] agrees.
    pub fn last_groups(&mut self) -> Vec<RowGroup> {
        let mut groups = self.whole_groups();
        groups.extend(self.next_group(CHUNK_ROWS));
        groups
    }

    /// Gives the row groups that are left and the outcome. `before`: the delivery (of the same slice) that this one follows.
    ///
    /// # Errors
    /// A column turned out to hold individual numbers, hardly a row could be split, the slice cannot be told, the end is cut off, or far
    /// fewer rows would take the place of many: nothing of the file may be stored.
    pub fn finish(mut self, ending: Ending, before: Before) -> Result<(Vec<RowGroup>, Outcome), Refusal> {
        self.refuse_my_numbers()?;
        let groups = self.last_groups();
        let refused = u64::from(self.records) - self.admitted;
        self.refuse_unreadable(refused)?;
        self.refuse_unknown_slice()?;
        self.refuse_cut(ending.truncated)?;
        self.refuse_shrunk(before.rows())?;
        let plan = Arc::clone(&self.plan);
        let mut notes = std::mem::take(&mut self.notes);
        notes.append(plan.notes.clone(), 0, 0);
        notes.append(ending.notes, 0, 0);
        self.note_lengths(&mut notes);
        self.note_row_count(&mut notes, before.rows());
        let source = &plan.layout.source;
        let slice = self.slice();
        let slice_rows = self.sorted_slice_rows();
        let outcome = Outcome {
            file: plan.file.clone(),
            source: plan.source(),
            title: source.title.clone(),
            system: source.system.clone(),
            owner: OwnerId::new(&source.owner),
            written: format!("{}・{}", plan.form.name, ending.encoding),
            as_of: plan.as_of,
            as_of_origin: plan.as_of_origin,
            delivery: plan.delivery(),
            slice,
            slice_rows,
            coverage: coverage(source, plan.as_of, &self.facts),
            roles: plan.layout.roles.clone(),
            columns: plan.columns().cloned().collect(),
            key: plan.columns[..plan.stored]
                .iter()
                .filter(|column| plan.key.contains(&column.position))
                .map(|column| column.meta.ordinal)
                .collect(),
            rows_read: u64::from(self.records),
            rows_admitted: self.admitted,
            rows_refused: refused,
            before,
            record_numbers: std::mem::take(&mut self.numbers),
            taken: plan.admitted.taken.clone(),
            matching: plan.admitted.matching.clone(),
            dropped: plan.admitted.dropped.clone(),
            ignored: plan.admitted.ignored.clone(),
            without: plan.without.clone(),
            purposes: plan.admitted.purposes.clone(),
            findings: notes.findings(&plan.told),
        };
        Ok((groups, outcome))
    }

    fn note_lengths(&self, notes: &mut Notebook) {
        for (column, lengths) in &self.lengths {
            let Some((&usual, &(most, _))) = lengths.iter().max_by_key(|(length, (count, _))| (*count, **length))
            else {
                continue;
            };
            let all: u64 = lengths.values().map(|entry| entry.0).sum();
            let shorter: Vec<_> = lengths.range(..usual).collect();
            let count: u64 = shorter.iter().map(|(_, entry)| entry.0).sum();
            // Running numbers without leading zeros grow in length; there most numbers are not of one length by far.
            if count == 0 || most * 10 < all * 8 {
                continue;
            }
            let places: Vec<Place> = shorter.iter().flat_map(|(_, entry)| entry.1.iter().copied()).collect();
            let position = self.plan.columns[*column].position as u16 + 1;
            notes.note_many(Issue::LostZeros, position, &format!("{usual}桁の列に、それより短い番号"), count, &places);
        }
    }

    fn note_row_count(&self, notes: &mut Notebook, previous: Option<u64>) {
        if self.records == 0 {
            notes.note_file(Issue::NoRows, "");
        }
        let Some(previous) = previous.filter(|previous| *previous > 0) else { return };
        let expected = self.plan.layout.source.delivery.expected_change.unwrap_or(EXPECTED_CHANGE);
        let change = self.admitted.abs_diff(previous);
        if change as f64 > previous as f64 * expected {
            let agreed = if self.plan.accept_shrink { "、--accept-shrink の指定" } else { "" };
            notes.note_file(Issue::RowsChanged, &format!("前回{previous}件、今回{}件{agreed}", self.admitted));
        }
    }
}
