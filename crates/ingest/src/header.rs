//! Matching delivered headers with the names of a definition: width, spaces, brackets, case and order do not matter.

use std::collections::{BTreeMap, BTreeSet};

use crate::layout::{Layout, Spec};

/// The score of a header and a definition that find all columns of each other.
pub(crate) const SCORE_MAX: u32 = 1000;

/// A header name of the definition. `{n}` stands for a repetition or month, `#2` behind a name for its second occurrence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    before: String,
    /// `None` when the name has no `{n}`.
    after: Option<String>,
    /// 1 = the first (or only) occurrence of the header; 0 = the repetition counts occurrences (`氏名#{n}`).
    occurrence: u16,
    /// One bit of the folded name, so that most look-ups end before they begin.
    bit: u64,
}

/// One of 64 bits a folded name stands for.
fn bit_of(key: &str) -> u64 {
    let hash = key
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    1 << (hash >> 58)
}

impl Pattern {
    pub(crate) fn new(name: &str) -> Self {
        let (name, occurrence) = match name.rsplit_once('#') {
            Some((name, "{n}")) => (name, 0),
            Some((name, digits)) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
                (name, digits.parse().unwrap_or(1))
            }
            _ => (name, 1),
        };
        let key = japanese::text::header_key;
        match name.split_once("{n}") {
            Some((before, after)) => Self { before: key(before), after: Some(key(after)), occurrence, bit: 0 },
            None => {
                let before = key(name);
                Self { bit: bit_of(&before), before, after: None, occurrence }
            }
        }
    }

    /// Whether a folded header could fit at all; quick, and never wrongly `false`.
    fn may_fit(&self, keys: &BTreeSet<String>, bits: u64) -> bool {
        match &self.after {
            None => bits & self.bit != 0 && keys.contains(&self.before),
            Some(after) => {
                keys.iter().any(|key| key.starts_with(self.before.as_str()) && key.ends_with(after.as_str()))
            }
        }
    }

    /// Whether a delivered header fits, and for which repetition (0 = it does not repeat).
    fn fits(&self, key: &str, occurrence: u16) -> Option<u16> {
        match &self.after {
            None if self.before != key => None,
            None if self.occurrence == 0 => Some(occurrence),
            None => (self.occurrence == occurrence).then_some(0),
            Some(after) => {
                let number = key.strip_prefix(self.before.as_str())?.strip_suffix(after.as_str())?;
                (occurrence == self.occurrence.max(1)).then(|| number_of(number)).flatten()
            }
        }
    }
}

/// 3, 03, 十二 → the number; at most three digits.
fn number_of(text: &str) -> Option<u16> {
    if text.is_empty() || text.chars().count() > 3 {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let chars: Vec<char> = text.chars().collect();
    japanese::digits::read_kanji(&chars).and_then(|n| u16::try_from(n).ok())
}

/// A delivered header row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Header {
    /// Cells as delivered, made readable (one line).
    pub(crate) titles: Vec<String>,
    /// Folded, with the occurrence among equal ones from 1.
    keys: Vec<(String, u16)>,
    /// Folded, with the title of the group in the row above (保護者 over 氏名 → 保護者氏名); empty when there is none.
    grouped: Vec<(String, u16)>,
    /// Every folded form once.
    forms: BTreeSet<String>,
    /// Their bits.
    bits: u64,
}

impl Header {
    /// From the cells of the header row, and those of the row above when it groups columns.
    pub(crate) fn new(cells: &[String], above: Option<&[String]>) -> Self {
        let titles: Vec<String> = cells.iter().map(|cell| japanese::text::clean(cell).into_owned()).collect();
        let keys = counted(titles.iter().map(|title| japanese::text::header_key(title)));
        let grouped = above.map(|above| grouped(&titles, above)).unwrap_or_default();
        let forms: BTreeSet<String> =
            keys.iter().chain(&grouped).map(|key| key.0.clone()).filter(|key| !key.is_empty()).collect();
        let bits = forms.iter().fold(0, |bits, form| bits | bit_of(form));
        Self { titles, keys, grouped, forms, bits }
    }

    /// Adds a column that stands elsewhere than in the rows.
    pub(crate) fn push(&mut self, title: &str) {
        let key = japanese::text::header_key(title);
        self.titles.push(title.to_owned());
        self.forms.insert(key.clone());
        self.bits |= bit_of(&key);
        self.keys.push((key, 1));
    }

    pub(crate) fn len(&self) -> usize {
        self.titles.len()
    }

    /// Whether a definition could find a column here; quick, and never wrongly `false`.
    pub(crate) fn may_fit(&self, layout: &Layout) -> bool {
        layout.columns.iter().flat_map(|spec| &spec.patterns).any(|pattern| pattern.may_fit(&self.forms, self.bits))
    }

    /// How many columns have a title.
    pub(crate) fn filled(&self) -> usize {
        self.keys.iter().filter(|key| !key.0.is_empty()).count()
    }

    /// As a person reads a column: its title, with the group's where there is one.
    pub(crate) fn full_title(&self, column: usize) -> String {
        let title = self.titles.get(column).cloned().unwrap_or_default();
        if title.is_empty() { format!("（{}列目・見出しなし）", column + 1) } else { title }
    }

    /// As findings name a column: where others have the same title, with the group above it or with its place.
    pub(crate) fn told_title(&self, column: usize) -> String {
        let own = &self.keys[column].0;
        if own.is_empty() || self.keys.iter().filter(|(key, _)| key == own).count() == 1 {
            return self.titles.get(column).cloned().unwrap_or_default();
        }
        match self.grouped.get(column).filter(|(grouped, _)| grouped != own) {
            Some((grouped, _)) => grouped.clone(),
            None => format!("{}（{}列目）", self.titles[column], column + 1),
        }
    }

    /// All forms in which forbidden words are looked for.
    pub(crate) fn forms(&self, column: usize) -> impl Iterator<Item = &str> {
        let title = self.titles.get(column).map(String::as_str);
        let grouped = self.grouped.get(column).map(|key| key.0.as_str());
        title.into_iter().chain(grouped)
    }

    /// Columns that a name given by a person means.
    pub(crate) fn named(&self, name: &str) -> Vec<usize> {
        let pattern = Pattern::new(name);
        let explicit = name.contains('#');
        (0..self.len())
            .filter(|&column| {
                let (key, occurrence) = &self.keys[column];
                pattern.fits(key, if explicit { *occurrence } else { 1 }).is_some()
                    || self.grouped.get(column).is_some_and(|(key, _)| pattern.fits(key, 1).is_some())
            })
            .collect()
    }

    /// The name by which a definition finds a column: with the group above it, with `#2` for a second one; empty for no title.
    pub(crate) fn draft_title(&self, column: usize) -> String {
        let (key, occurrence) = &self.keys[column];
        if key.is_empty() {
            return String::new();
        }
        if let Some((grouped, 1)) = self.grouped.get(column).filter(|(grouped, _)| grouped != key) {
            return grouped.clone();
        }
        let title = self.titles[column].replace(['{', '}', '#'], "");
        if *occurrence > 1 { format!("{title}#{occurrence}") } else { title }
    }
}

impl Header {
    /// The title of a column without the group above it, when no other column has the same.
    pub(crate) fn single_title(&self, column: usize) -> Option<String> {
        let (key, occurrence) = &self.keys[column];
        let alone =
            *occurrence == 1 && !key.is_empty() && self.keys.iter().filter(|(other, _)| other == key).count() == 1;
        alone.then(|| self.titles[column].replace(['{', '}', '#'], ""))
    }
}

fn counted(keys: impl Iterator<Item = String>) -> Vec<(String, u16)> {
    let mut seen: BTreeMap<String, u16> = BTreeMap::new();
    keys.map(|key| {
        let count = seen.entry(key.clone()).or_default();
        *count = count.saturating_add(1);
        (key, *count)
    })
    .collect()
}

/// A group title reaches to the right until the next one begins.
fn grouped(titles: &[String], above: &[String]) -> Vec<(String, u16)> {
    let mut group = String::new();
    counted(titles.iter().enumerate().map(|(column, title)| {
        if let Some(cell) = above.get(column).filter(|cell| !cell.trim().is_empty()) {
            group.clone_from(cell);
        }
        japanese::text::header_key(&format!("{group}{title}"))
    }))
}

/// Which column of a file is which column of a definition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Matching {
    /// Per column of the file: index of the spec and the repetition (0 = none).
    pub(crate) columns: Vec<Option<(usize, u16)>>,
    /// Columns that fit a spec already taken by an earlier column.
    pub(crate) twice: Vec<usize>,
    /// Specs found, each once however often it repeats.
    pub(crate) found: usize,
    /// The definition has columns that tell it from others, and none of them is there: names and addresses stand in every extract.
    pub(crate) tells_nothing: bool,
    /// Titles of expected columns that are not there.
    pub(crate) missing_expected: Vec<String>,
    /// Titles of other columns that are not there.
    pub(crate) missing: Vec<String>,
}

impl Matching {
    /// Matches a header row with a definition; columns in `without` take no part.
    pub(crate) fn new(header: &Header, layout: &Layout, without: &[usize]) -> Self {
        let mut matching = Self { columns: vec![None; header.len()], ..Self::default() };
        let mut taken: BTreeMap<(usize, u16), usize> = BTreeMap::new();
        let exact = Index::new(layout);
        for column in (0..header.len()).filter(|column| !without.contains(column)) {
            let forms = header.grouped.get(column).into_iter().chain(std::iter::once(&header.keys[column]));
            let mut repeated = false;
            for (key, occurrence) in forms.filter(|form| !form.0.is_empty()) {
                if let Some(place) = exact.find(layout, key, *occurrence) {
                    if taken.contains_key(&place) {
                        repeated = true;
                        continue;
                    }
                    taken.insert(place, column);
                    matching.columns[column] = Some(place);
                    break;
                }
                repeated |= *occurrence > 1 && exact.find(layout, key, 1).is_some();
            }
            if repeated && matching.columns[column].is_none() {
                matching.twice.push(column);
            }
        }
        let (mut telling, mut told) = (0, 0);
        for (index, spec) in layout.columns.iter().enumerate() {
            let there = taken.keys().any(|(taken, _)| *taken == index);
            let tells =
                spec.item.is_some() && matches!(spec.field, None | Some(domain::Field::On | domain::Field::Month));
            telling += usize::from(tells && (there || !spec.definition.is_given()));
            told += usize::from(tells && there);
            if there {
                matching.found += 1;
            } else if spec.definition.is_given() {
                // Found elsewhere, see `given`.
            } else if spec.expected {
                matching.missing_expected.push(spec.title.clone());
            } else {
                matching.missing.push(spec.title.clone());
            }
        }
        matching.tells_nothing = telling > 0 && told == 0;
        matching
    }

    /// Similarity of header and definition in thousandths (Dice): both unknown headers and missing columns lower it.
    pub(crate) fn score(&self, header: &Header, layout: &Layout) -> u32 {
        let known = self.columns.iter().flatten().count();
        let all = header.filled() + layout.delivered().count();
        ((known + self.found) * SCORE_MAX as usize).checked_div(all).unwrap_or(0) as u32
    }

    /// Share of the definition found, in thousandths.
    pub(crate) fn share(&self, layout: &Layout) -> u32 {
        (self.found * 1000 / layout.delivered().count().max(1)).min(1000) as u32
    }
}

/// The plain names of a definition by their folded form, so that a wide header costs one look-up per column.
struct Index<'a> {
    plain: BTreeMap<&'a str, Vec<usize>>,
    patterned: Vec<usize>,
}

impl<'a> Index<'a> {
    fn new(layout: &'a Layout) -> Self {
        let mut index = Self { plain: BTreeMap::new(), patterned: Vec::new() };
        for (at, spec) in layout.columns.iter().enumerate() {
            for pattern in &spec.patterns {
                match pattern.after {
                    None => index.plain.entry(pattern.before.as_str()).or_default().push(at),
                    Some(_) => index.patterned.push(at),
                }
            }
        }
        index
    }

    fn find(&self, layout: &Layout, key: &str, occurrence: u16) -> Option<(usize, u16)> {
        let plain = self.plain.get(key).into_iter().flatten();
        plain.chain(&self.patterned).find_map(|&at| {
            let spec = &layout.columns[at];
            spec.patterns
                .iter()
                .find_map(|pattern| pattern.fits(key, occurrence).filter(|n| allowed(spec, *n)).map(|n| (at, n)))
        })
    }
}

fn allowed(spec: &Spec, number: u16) -> bool {
    if spec.daily {
        return (1..=31).contains(&number);
    }
    match (spec.monthly, spec.repeat) {
        (true, _) => (1..=12).contains(&number),
        (false, Some(most)) => number == 0 || number <= u16::from(most),
        (false, None) => number == 0,
    }
}
