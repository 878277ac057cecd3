//! The sealed manifest of a delivery: headers, roles, slice, coverage and the words of its findings.
//!
//! A header, a school or a slice can be a delivered cell, so they do not stand in the open.

use domain::{ColumnMeta, Coverage, ItemId, MonthSpan, Role};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::part::RoleText;
use super::record::{Dropped, ExtractRecord};
use crate::chunk;
use crate::error::StoreError;

const DAMAGED: StoreError = StoreError::Corrupt("抽出データの目録");

#[derive(Debug, Serialize, Deserialize)]
struct ManifestText {
    slice: String,
    months: Option<(String, String)>,
    schools: Vec<String>,
    grades: Vec<String>,
    ages: Option<(u8, u8)>,
    roles: Vec<RoleText>,
    columns: Vec<ColumnText>,
    dropped: Vec<(String, Option<String>, String)>,
    ignored: Vec<String>,
    findings: Vec<[String; 4]>,
    numbered: bool,
    sliced: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct ColumnText {
    header: String,
    item: Option<String>,
    role: u8,
    part: Option<String>,
    repeat: Option<u8>,
    month: Option<u8>,
    #[serde(default)]
    day: Option<u8>,
}

fn day(text: &str) -> Result<Date, StoreError> {
    text.parse().map_err(|_| DAMAGED)
}

/// The manifest, read back.
pub(super) struct Manifest {
    pub(super) slice: String,
    pub(super) coverage: Coverage,
    pub(super) roles: Vec<Role>,
    pub(super) columns: Vec<ColumnMeta>,
    pub(super) dropped: Vec<Dropped>,
    pub(super) ignored: Vec<String>,
    pub(super) finding_words: Vec<[String; 4]>,
    pub(super) numbered: bool,
    pub(super) sliced: bool,
}

/// The manifest of a delivery as bytes, compressed and not yet sealed.
pub(super) fn encode(record: &ExtractRecord) -> Result<Vec<u8>, StoreError> {
    let coverage = &record.extract.coverage;
    let text = ManifestText {
        slice: record.extract.slice.clone(),
        months: coverage.months.map(|span| (span.first.to_string(), span.last.to_string())),
        schools: coverage.schools.clone(),
        grades: coverage.grades.clone(),
        ages: coverage.ages,
        roles: record.roles.iter().map(RoleText::of).collect(),
        columns: record
            .columns
            .iter()
            .map(|column| ColumnText {
                header: column.header.clone(),
                item: column.item.as_ref().map(ToString::to_string),
                role: column.role,
                part: column.field.as_ref().map(domain::Field::name),
                repeat: column.repeat,
                month: column.month,
                day: column.day,
            })
            .collect(),
        dropped: record
            .dropped
            .iter()
            .map(|d| (d.header.clone(), d.item.as_ref().map(ToString::to_string), d.why.clone()))
            .collect(),
        ignored: record.ignored.clone(),
        findings: record
            .findings
            .iter()
            .map(|f| [f.column.clone(), f.seen.clone(), f.message.clone(), f.cure.clone()])
            .collect(),
        numbered: !record.record_numbers.is_empty(),
        sliced: !record.slice_rows.is_empty(),
    };
    chunk::compress(&serde_json::to_vec(&text).map_err(|_| DAMAGED)?)
}

/// Reads [`encode`]d bytes.
pub(super) fn decode(bytes: &[u8]) -> Result<Manifest, StoreError> {
    let text: ManifestText = serde_json::from_slice(&chunk::decompress(bytes)?).map_err(|_| DAMAGED)?;
    let column = |(ordinal, column): (usize, ColumnText)| {
        Ok(ColumnMeta {
            ordinal: u16::try_from(ordinal).map_err(|_| DAMAGED)?,
            header: column.header,
            item: column.item.map(|item| ItemId::new(&item)),
            role: column.role,
            field: column.part.map(|text| domain::Field::named(&text).ok_or(DAMAGED)).transpose()?,
            repeat: column.repeat,
            month: column.month,
            day: column.day,
        })
    };
    Ok(Manifest {
        slice: text.slice,
        coverage: Coverage {
            months: text
                .months
                .map(|(first, last)| Ok::<_, StoreError>(MonthSpan { first: day(&first)?, last: day(&last)? }))
                .transpose()?,
            schools: text.schools,
            grades: text.grades,
            ages: text.ages,
        },
        roles: text.roles.iter().map(RoleText::role).collect::<Option<_>>().ok_or(DAMAGED)?,
        columns: text.columns.into_iter().enumerate().map(column).collect::<Result<_, StoreError>>()?,
        dropped: text
            .dropped
            .into_iter()
            .map(|(header, item, why)| Dropped { header, item: item.map(|item| ItemId::new(&item)), why })
            .collect(),
        ignored: text.ignored,
        finding_words: text.findings,
        numbered: text.numbered,
        sliced: text.sliced,
    })
}
