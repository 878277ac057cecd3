//! Presets as the catalogue receives them: paths and texts.

use std::path::{Path, PathBuf};

use catalog::{Catalog, ConfigFile, Loaded};

/// The files of a preset, sorted by path.
pub fn preset(name: &str) -> Vec<ConfigFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/presets").join(name);
    let mut paths = Vec::new();
    gather(&root, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| ConfigFile {
            path: path.strip_prefix(&root).expect("below the preset").to_string_lossy().replace('\\', "/"),
            text: std::fs::read_to_string(&path).expect("a text"),
        })
        .collect()
}

fn gather(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a preset").flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "toml" || ending == "csv") {
            paths.push(path);
        }
    }
}

/// Loads files.
pub fn loaded(files: &[ConfigFile]) -> Loaded {
    Catalog::load(files)
}
