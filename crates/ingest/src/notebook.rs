//! Collecting findings: equal ones are counted, and a few places are kept.

use std::collections::BTreeMap;

use domain::finding::FINDING_EXAMPLES_MAX;
use domain::{Finding, FindingKind, Severity};

use crate::wording::Issue;

/// What equal findings have in common: what is wrong, in which column (from 1; 0 = row or file), and the class of value seen.
type Key = (Severity, Issue, u16, String);

/// Places: record from 1, line from 1, column from 1; 0 = not applicable.
pub(crate) type Place = (u32, u32, u16);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Note {
    count: u64,
    places: Vec<Place>,
}

/// Findings of a chunk or of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Notebook {
    notes: BTreeMap<Key, Note>,
}

impl Notebook {
    /// Notes one occurrence.
    pub(crate) fn note(&mut self, issue: Issue, column: u16, seen: &str, place: Place) {
        self.note_many(issue, column, seen, 1, &[place]);
    }

    /// Notes something about the file as a whole.
    pub(crate) fn note_file(&mut self, issue: Issue, seen: &str) {
        self.note_many(issue, 0, seen, 1, &[]);
    }

    /// Notes several occurrences with some of their places.
    pub(crate) fn note_many(&mut self, issue: Issue, column: u16, seen: &str, count: u64, places: &[Place]) {
        let note = self.notes.entry((issue.severity(), issue, column, seen.to_owned())).or_default();
        note.count += count;
        let room = FINDING_EXAMPLES_MAX.saturating_sub(note.places.len());
        note.places.extend(places.iter().take(room));
    }

    /// Takes the notes of a later part of the file, whose records and lines begin behind the given numbers.
    pub(crate) fn append(&mut self, later: Self, records: u32, lines: u32) {
        for ((_, issue, column, seen), note) in later.notes {
            let places: Vec<Place> = note
                .places
                .iter()
                .map(|&(record, line, column)| {
                    let shift = |number: u32, by: u32| if number == 0 { 0 } else { number.saturating_add(by) };
                    (shift(record, records), shift(line, lines), column)
                })
                .collect();
            self.note_many(issue, column, &seen, note.count, &places);
        }
    }

    /// How often something was noted, over all columns.
    pub(crate) fn count(&self, issue: Issue) -> u64 {
        self.notes.iter().filter(|(key, _)| key.1 == issue).map(|(_, note)| note.count).sum()
    }

    /// Errors first, then by kind and column.
    pub(crate) fn findings(self, headers: &[String]) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self
            .notes
            .into_iter()
            .map(|((severity, issue, column, seen), note)| {
                let mut examples = note.places;
                examples.sort_unstable();
                Finding {
                    severity,
                    kind: FindingKind(issue.name()),
                    column: usize::from(column)
                        .checked_sub(1)
                        .and_then(|at| headers.get(at))
                        .cloned()
                        .unwrap_or_default(),
                    seen,
                    message: issue.message().to_owned(),
                    cure: issue.cure().to_owned(),
                    count: note.count,
                    examples,
                }
            })
            .collect();
        findings.sort_by(|a, b| {
            (std::cmp::Reverse(a.severity), a.kind, a.examples.first().map_or(0, |e| e.2), &a.column, &a.seen).cmp(&(
                std::cmp::Reverse(b.severity),
                b.kind,
                b.examples.first().map_or(0, |e| e.2),
                &b.column,
                &b.seen,
            ))
        });
        findings
    }
}
