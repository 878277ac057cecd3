//! The presets' source definitions read what the town delivers: every file is recognised, every row taken.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use catalog::{Catalog, ConfigFile};
use ingest::Request;
use town::{Dirt, Plan, Town};

fn preset(name: &str) -> Catalog {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/presets")).join(name);
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    let loaded = Catalog::load(&files);
    let of_sources: Vec<_> = loaded.faults.iter().filter(|fault| fault.file.starts_with("sources/")).collect();
    assert!(of_sources.is_empty(), "{of_sources:#?}");
    loaded.catalog
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<ConfigFile>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(root, &path, files);
        } else if let (Ok(text), Ok(relative)) = (fs::read_to_string(&path), path.strip_prefix(root)) {
            files.push(ConfigFile { path: relative.to_string_lossy().into_owned(), text });
        }
    }
}

fn small(dirt: Dirt) -> Town {
    Town::generate(&Plan { dirt, ..Plan::of(2_500, 3) })
}

#[test]
fn clean_files_are_recognised_and_taken_whole_without_a_finding() {
    let catalog = preset("minimal");
    let town = small(Dirt::none());
    let mut found = Vec::new();
    for extract in town.extracts() {
        let mut bytes = Vec::new();
        extract.write_to(&mut bytes).expect("memory takes all bytes");
        let request = Request::new(extract.file_name, town.plan().today);
        let (_, outcome) = ingest::read(&catalog, request, &bytes, None)
            .unwrap_or_else(|refusal| panic!("{}: {refusal:?}", extract.file_name));
        assert_eq!(outcome.source.as_str(), extract.source_id, "{}", extract.file_name);
        assert_eq!(outcome.as_of, extract.as_of, "{}", extract.file_name);
        assert!(outcome.rows_read > 0, "{}", extract.file_name);
        assert_eq!(outcome.rows_refused, 0, "{}: {:#?}", extract.file_name, outcome.findings);
        // 外字 are no fault of the file: the character set lacks them.
        for finding in outcome.findings.iter().filter(|finding| finding.kind.0 != "name-gaiji") {
            found.push(format!(
                "{}: {} {}（{}）×{} {}",
                extract.file_name, finding.kind.0, finding.column, finding.seen, finding.count, finding.message
            ));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn dirty_files_are_taken_too_with_findings_by_every_preset() {
    let town = small(Dirt::default());
    for (name, least) in [("akishima", 20), ("toda", 10), ("minimal", 34)] {
        let catalog = preset(name);
        let known: BTreeSet<&str> = catalog.sources.iter().map(|source| source.id.as_str()).collect();
        let mut findings = 0;
        let mut read = BTreeSet::new();
        for extract in town.extracts().filter(|extract| known.contains(extract.source_id)) {
            let mut bytes = Vec::new();
            extract.write_to(&mut bytes).expect("memory takes all bytes");
            let request = Request::new(extract.file_name, town.plan().today);
            let (_, outcome) = ingest::read(&catalog, request, &bytes, None)
                .unwrap_or_else(|refusal| panic!("{name}, {}: {refusal:?}", extract.file_name));
            assert_eq!(outcome.source.as_str(), extract.source_id, "{name}, {}", extract.file_name);
            assert!(!outcome.taken.is_empty(), "{name}, {}: nothing taken", extract.file_name);
            assert!(
                outcome.rows_refused * 50 <= outcome.rows_read,
                "{name}, {}: {:#?}",
                extract.file_name,
                outcome.findings
            );
            findings += outcome.findings.len();
            read.insert(extract.source_id);
        }
        assert!(findings > 0, "{name}");
        assert!(read.len() >= least, "{name} reads {read:?}");
    }
}

#[test]
fn the_eleven_systems_of_the_annex_deliver_to_akishima() {
    let catalog = preset("akishima");
    let town = small(Dirt::default());
    let delivered: BTreeSet<&str> = town.extracts().map(|extract| extract.source_id).collect();
    let mut rows: BTreeMap<&str, u64> = BTreeMap::new();
    for source in catalog.sources.iter().filter(|source| delivered.contains(source.id.as_str())) {
        *rows.entry(source.system.as_str()).or_default() += 1;
    }
    let annex: BTreeSet<&str> = catalog.items.values().flat_map(|item| item.systems()).collect();
    assert_eq!(rows.keys().copied().collect::<BTreeSet<_>>(), annex);
    assert_eq!(annex.len(), 11);
}
