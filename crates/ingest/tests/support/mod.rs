//! A catalogue for tests: the shipped `minimal` preset with the sources a test brings along.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::fs;
use std::path::{Path, PathBuf};

use catalog::{Catalog, ConfigFile};
use domain::{ColumnMeta, Field, Table, Value};
use ingest::{Outcome, Refusal, Request, RowGroup};
use jiff::civil::{Date, date};

pub const TODAY: Date = date(2023, 3, 31);

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The preset without its sources and rules, and these sources.
pub fn catalog(sources: &[&str]) -> Catalog {
    let mut files = preset(&|path| !path.starts_with("sources/") && !path.starts_with("rules/"));
    for (number, text) in sources.iter().enumerate() {
        files.push(ConfigFile { path: format!("sources/test-{number}.toml"), text: (*text).to_owned() });
    }
    let loaded = Catalog::load(&files);
    let errors: Vec<String> = loaded
        .faults
        .iter()
        .filter(|fault| fault.is_error() && fault.file.starts_with("sources/"))
        .map(|fault| format!("{fault:?}"))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    loaded.catalog
}

/// The preset as it is shipped.
pub fn shipped() -> Catalog {
    Catalog::load(&preset(&|path| !path.starts_with("rules/"))).catalog
}

pub fn preset(wanted: &dyn Fn(&str) -> bool) -> Vec<ConfigFile> {
    let folder = root().join("config/presets/minimal");
    let mut files = Vec::new();
    collect(&folder, &folder, &mut files);
    files.retain(|file: &ConfigFile| wanted(&file.path));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn collect(base: &Path, folder: &Path, files: &mut Vec<ConfigFile>) {
    for entry in fs::read_dir(folder).expect("preset folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(base, &path, files);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let relative = path.strip_prefix(base).expect("inside the preset");
            files.push(ConfigFile { path: relative.to_string_lossy().replace('\\', "/"), text });
        }
    }
}

pub fn read(catalog: &Catalog, file: &str, bytes: &[u8]) -> Result<(Vec<RowGroup>, Outcome), Refusal> {
    ingest::read(catalog, Request::new(file, TODAY), bytes, None)
}

/// Cells of a column, as delivered.
pub fn raw(taken: &(Vec<RowGroup>, Outcome), header: &str) -> Vec<String> {
    let at = taken
        .1
        .columns
        .iter()
        .position(|column| column.header == header)
        .unwrap_or_else(|| panic!("no column {header}"));
    taken.0.iter().flat_map(|group| (0..group.rows).map(move |row| group.columns[at].raw(row).to_owned())).collect()
}

/// Typed cells of a column, in words.
pub fn typed(taken: &(Vec<RowGroup>, Outcome), header: &str) -> Vec<String> {
    let at = taken
        .1
        .columns
        .iter()
        .position(|column| column.header == header)
        .unwrap_or_else(|| panic!("no column {header}"));
    taken.0.iter().flat_map(|group| (0..group.rows).map(move |row| words(group.columns[at].value(row)))).collect()
}

pub fn words(value: Value<'_>) -> String {
    match value {
        Value::Missing => "-".to_owned(),
        Value::Text(text) | Value::Code(text) => text.to_owned(),
        Value::Date(date) => match (date.exact(), date.earliest, date.latest) {
            (Some(day), ..) => day.to_string(),
            (None, Some(first), Some(last)) => format!("{first}..{last}"),
            _ => "不詳".to_owned(),
        },
        Value::Number(thousandths) => format!("{}", thousandths as f64 / 1000.0),
        Value::Flag(flag) => if flag { "有" } else { "無" }.to_owned(),
    }
}

pub fn kinds(outcome: &Outcome) -> Vec<String> {
    outcome.findings.iter().map(|finding| format!("{} {} {}", finding.kind.0, finding.column, finding.count)).collect()
}

pub fn field<'a>(outcome: &'a Outcome, field: &Field) -> Option<&'a ColumnMeta> {
    outcome.columns.iter().find(|column| column.field.as_ref() == Some(field))
}

pub fn cp932(text: &str) -> Vec<u8> {
    encoding_rs::SHIFT_JIS.encode(text).0.into_owned()
}

/// Never used: keeps the table type in sight of readers of these tests.
pub type _Table = Table;
