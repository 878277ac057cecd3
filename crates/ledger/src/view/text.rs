//! A ledger as Japanese text for a terminal or a page: aligned by the width of characters, folded values left out.

use std::fmt::Write;

use crate::view::{LedgerView, Line, Section};

/// Columns wider than this are not waited for.
const LABEL_WIDTH_MAX: usize = 30;
/// See above.
const VALUE_WIDTH_MAX: usize = 40;

impl LedgerView {
    /// The ledger as text, lines ended by LF.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let name = self.name.as_deref().unwrap_or_default();
        let _ = writeln!(out, "{}", format!("台帳　{}　{}現在　{name}", self.person, self.as_of).trim_end());
        let _ = writeln!(out, "利用目的: {}（{}）　根拠: {}", self.purpose_title, self.purpose, self.basis);
        if self.shielded {
            let _ = writeln!(out, "【支援措置】住所・学校・施設は表示しません。問い合わせにも答えないでください。");
        }
        for section in &self.sections {
            write_section(&mut out, section);
        }
        out
    }
}

fn write_section(out: &mut String, section: &Section) {
    let lines = || section.lines.iter().filter(|line| !line.folded);
    let widest =
        |widths: &mut dyn Iterator<Item = usize>, max: usize| widths.filter(|width| *width <= max).max().unwrap_or(0);
    let label = widest(&mut lines().map(|line| width(&line.label)), LABEL_WIDTH_MAX);
    let value =
        widest(&mut lines().filter(|line| line.provenance.is_some()).map(|line| width(&line.value)), VALUE_WIDTH_MAX);
    let _ = writeln!(out, "\n■ {}", section.kind.title());
    let mut whom = None;
    for line in lines() {
        if line.whom != *whom.get_or_insert(None) {
            if let Some(other) = &line.whom {
                let _ = writeln!(out, "  ▼ {}　{}", other.relation, other.person);
            }
            whom = Some(line.whom.clone());
        }
        let _ = writeln!(out, "{}", line_text(line, label, value).trim_end());
    }
}

fn line_text(line: &Line, label: usize, value: usize) -> String {
    let indent = if line.whom.is_some() { "    " } else { "  " };
    let mut text = format!("{indent}{}  {}", padded(&line.label, label), padded(&line.value, value));
    if !line.when.is_empty() {
        let _ = write!(text, "  {}", line.when);
    }
    if let Some(provenance) = &line.provenance {
        let _ = write!(text, "  〔{} {} {}件目", provenance.system, provenance.file, provenance.record);
        if line.rows > 1 {
            let _ = write!(text, " ほか{}件", line.rows - 1);
        }
        let _ = write!(text, "、{}提供分〕", provenance.as_of);
    }
    text
}

fn padded(text: &str, to: usize) -> String {
    let mut padded = text.to_owned();
    padded.extend(std::iter::repeat_n(' ', to.saturating_sub(width(text))));
    padded
}

/// Columns a text takes: Latin letters and half-width kana one, all others two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() || ('\u{ff61}'..='\u{ff9f}').contains(&c) { 1 } else { 2 }).sum()
}
