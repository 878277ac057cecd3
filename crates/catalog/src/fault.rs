//! What is wrong with the configuration, where, and how to cure it (設定の誤り).

use std::fmt;

/// How serious a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultSeverity {
    /// 誤り: the installation does not run with it.
    Error,
    /// 注意: it runs, but somebody must look (an expired review date, an owner that differs).
    Alert,
}

/// One fault of the configuration; sorted by file, line and message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Path relative to `config/`.
    pub file: String,
    /// Line from 1; 0 when the whole file (or its absence) is meant.
    pub line: u32,
    /// Column in characters from 1, where known.
    pub column: Option<u32>,
    /// 誤り or 注意.
    pub severity: FaultSeverity,
    /// What is wrong, in words of the person who maintains the configuration.
    pub message: String,
    /// What to do.
    pub cure: String,
}

impl Fault {
    /// Whether the installation cannot run with it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == FaultSeverity::Error
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.severity {
            FaultSeverity::Error => "誤り",
            FaultSeverity::Alert => "注意",
        };
        write!(f, "{kind} {}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if let Some(column) = self.column {
            write!(f, ":{column}")?;
        }
        write!(f, "\n  {}\n  対処: {}", self.message, self.cure)
    }
}

/// Gathers the faults of one pass, all of them, whatever order the checks run in.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn error(&mut self, place: Place<'_>, message: impl Into<String>, cure: impl Into<String>) {
        self.push(FaultSeverity::Error, place, message.into(), cure.into());
    }

    pub(crate) fn alert(&mut self, place: Place<'_>, message: impl Into<String>, cure: impl Into<String>) {
        self.push(FaultSeverity::Alert, place, message.into(), cure.into());
    }

    fn push(&mut self, severity: FaultSeverity, place: Place<'_>, message: String, cure: String) {
        self.0.push(Fault {
            file: place.file.to_owned(),
            line: place.line,
            column: place.column,
            severity,
            message,
            cure,
        });
    }

    /// How many there are so far.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether an error was added after the first `before` faults.
    pub(crate) fn errors_since(&self, before: usize) -> bool {
        self.0.get(before..).is_some_and(|added| added.iter().any(Fault::is_error))
    }

    pub(crate) fn into_sorted(mut self) -> Vec<Fault> {
        self.0.sort();
        self.0.dedup();
        self.0
    }
}

/// A place in a configuration file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) file: &'a str,
    pub(crate) line: u32,
    pub(crate) column: Option<u32>,
}

/// A configuration text that can say where something stands in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lines<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
}

impl<'a> Lines<'a> {
    /// The file as a whole.
    pub(crate) fn whole(self) -> Place<'a> {
        Place { file: self.file, line: 0, column: None }
    }

    /// A line, counted from 1.
    pub(crate) fn line(self, line: u32) -> Place<'a> {
        Place { file: self.file, line, column: None }
    }

    /// A byte offset.
    pub(crate) fn offset(self, offset: usize) -> Place<'a> {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.text[..offset];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Place {
            file: self.file,
            line: before.matches('\n').count() as u32 + 1,
            column: Some(before[start..].chars().count() as u32 + 1),
        }
    }

    /// The line where a quoted value stands for the `nth` time (from 0); else where it stands at all; else the file.
    pub(crate) fn value(self, value: &str, nth: usize) -> Place<'a> {
        let quoted = [format!("\"{value}\""), format!("'{value}'")];
        let mut seen = 0;
        let mut last = None;
        for (index, line) in self.text.lines().enumerate() {
            let code = without_comment(line);
            let count: usize = quoted.iter().map(|q| code.matches(q.as_str()).count()).sum();
            if count > 0 {
                last = Some(index as u32 + 1);
                if seen + count > nth {
                    break;
                }
                seen += count;
            }
        }
        last.map_or_else(|| self.whole(), |line| self.line(line))
    }

    /// The line where a key is set for the `nth` time (from 0), else the file.
    pub(crate) fn key(self, key: &str, nth: usize) -> Place<'a> {
        let found = self
            .text
            .lines()
            .enumerate()
            .filter(|(_, line)| {
                line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
            })
            .nth(nth);
        found.map_or_else(|| self.whole(), |(index, _)| self.line(index as u32 + 1))
    }
}

/// The part of a TOML line before a comment; a `#` inside quotes is not one.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    for (at, sign) in line.char_indices() {
        match (quote, sign) {
            (None, '#') => return &line[..at],
            (None, '"' | '\'') => quote = Some(sign),
            (Some(open), sign) if open == sign => quote = None,
            _ => {}
        }
    }
    line
}
