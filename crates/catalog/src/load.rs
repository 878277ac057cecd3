//! From texts to a cross-checked catalogue: every file is read, then everything is checked against everything.

mod csv_files;
mod given;
mod purposes;
mod sources;
pub(crate) mod toml_files;

use std::collections::BTreeMap;

use crate::fault::{Faults, Lines};
use crate::{Catalog, ConfigFile, Loaded, ethics};

/// Reads all texts. See [`Catalog::load`].
pub(crate) fn load(files: &[ConfigFile]) -> Loaded {
    let files: BTreeMap<&str, &str> =
        files.iter().map(|file| (file.path.as_str(), file.text.trim_start_matches('\u{feff}'))).collect();
    let mut faults = Faults::default();
    let mut catalog = Catalog { hash: hash(&files), ..Catalog::default() };

    // What others refer to comes first.
    csv_files::items(&files, &mut catalog, &mut faults);
    csv_files::codes(&files, &mut catalog, &mut faults);
    csv_files::forbidden(&files, &mut catalog, &mut faults);
    toml_files::duties(&files, &mut catalog, &mut faults);
    toml_files::visibility(&files, &mut catalog, &mut faults);
    toml_files::approvals(&files, &mut catalog, &mut faults);
    toml_files::principles(&files, &mut catalog, &mut faults);
    toml_files::clocks(&files, &mut catalog, &mut faults);
    toml_files::accounts(&files, &catalog, &mut faults);
    purposes::purposes(&files, &mut catalog, &mut faults);
    sources::sources(&files, &mut catalog, &mut faults);
    crate::rule::rules(&files, &mut catalog, &mut faults);
    purposes::check_rules(&files, &catalog, &mut faults);
    purposes::check_residence(&files, &catalog, &mut faults);
    strangers(&files, &mut faults);
    if let Some(lines) = lines(&files, "ethics.toml") {
        ethics::check(&catalog, lines, &mut faults);
    }
    Loaded { catalog, faults: faults.into_sorted() }
}

/// The texts of `config/` by path.
pub(crate) type Files<'a> = BTreeMap<&'a str, &'a str>;

/// One file, when it is there.
pub(crate) fn lines<'a>(files: &Files<'a>, path: &str) -> Option<Lines<'a>> {
    files.get_key_value(path).map(|(file, text)| Lines { file, text })
}

/// The files of a folder with an ending, sorted by path.
pub(crate) fn folder<'f, 'a>(
    files: &'f Files<'a>,
    folder: &'static str,
    ending: &'static str,
) -> impl Iterator<Item = Lines<'a>> + use<'f, 'a> {
    files
        .iter()
        .filter(move |(file, _)| {
            file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')) && file.ends_with(ending)
        })
        .map(|(file, text)| Lines { file, text })
}

/// Names the content of the configuration; settings of one machine (`mimamori.toml`) do not belong to it.
fn hash(files: &Files<'_>) -> String {
    let mut hasher = blake3::Hasher::new();
    for (path, text) in files.iter().filter(|(path, _)| **path != "mimamori.toml") {
        for part in [path, text] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().to_hex().to_string()
}

/// Folders and files that are read by the catalogue or by others.
const FOLDERS: [&str; 8] = ["purposes", "sources", "rules", "codes", "clocks", "forms", "reports", "recipes"];
const FILES: [&str; 8] = [
    "items.csv",
    "forbidden.csv",
    "roles.toml",
    "visibility.toml",
    "targets.toml",
    "ethics.toml",
    "mimamori.toml",
    "linkage.toml",
];

/// Names files that nobody reads: usually a slip in the name.
fn strangers(files: &Files<'_>, faults: &mut Faults) {
    for (file, text) in files {
        let lines = Lines { file, text };
        let known = match file.split_once('/') {
            Some((folder, _)) => FOLDERS.contains(&folder),
            None => FILES.contains(file),
        };
        if !known {
            let known = FOLDERS.into_iter().chain(FILES);
            let name = file.split_once('/').map_or(*file, |(folder, _)| folder);
            faults.alert(
                lines.whole(),
                "このファイルは設定として読まれません。",
                crate::nearest::cure(
                    name,
                    known,
                    "フォルダー名とファイル名を docs/reference/configuration.md で確かめてください。",
                ),
            );
        }
    }
    for needed in ["items.csv", "forbidden.csv", "roles.toml"] {
        if !files.contains_key(needed) {
            faults.error(
                Lines { file: needed, text: "" }.whole(),
                "必要な設定ファイルがありません。",
                "ひな形（config/presets/）から写してください。",
            );
        }
    }
}
