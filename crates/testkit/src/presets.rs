//! The shipped catalogues, and a purpose that allows everything.

use std::collections::BTreeSet;
use std::path::Path;

use catalog::{
    Actors, Basis, BasisKind, Catalog, ConfigFile, DisplayMode, FourAnswers, Loaded, Mode, Population, Purpose,
    Retention,
};
use domain::PurposeId;
use jiff::civil::Date;

/// A day, `YYYY-MM-DD`.
///
/// # Panics
/// When it is none.
#[must_use]
pub fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|_| panic!("no day: {text}"))
}

/// A preset of `config/presets/`, with its faults.
///
/// # Panics
/// When there is no such preset.
#[must_use]
pub fn preset(name: &str) -> Loaded {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/presets").join(name);
    let mut files = Vec::new();
    walk(&folder, "", &mut files);
    assert!(!files.is_empty(), "no preset {name}");
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Catalog::load(&files)
}

fn walk(folder: &Path, prefix: &str, files: &mut Vec<ConfigFile>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the preset").flatten() {
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            walk(&entry.path(), &format!("{path}/"), files);
        } else if let Ok(text) = std::fs::read_to_string(entry.path()) {
            files.push(ConfigFile { path, text });
        }
    }
}

/// Adds a purpose `id` that allows every item of the catalogue, for all ages and from 2000 on.
pub fn open_purpose(catalog: &mut Catalog, id: &str) -> PurposeId {
    let text = "試験".to_owned();
    let answer = || FourAnswers {
        temporary: text.clone(),
        necessary: text.clone(),
        reason: text.clone(),
        harmless: text.clone(),
    };
    let purpose = Purpose {
        id: PurposeId::new(id),
        title: "試験用".to_owned(),
        statement: text.clone(),
        basis: Basis {
            article: "個人情報保護法第69条第2項第2号".to_owned(),
            consultation: String::new(),
            asked: None,
            answered: None,
            answer: String::new(),
            kind: BasisKind::Constant,
            assessment: String::new(),
            answers: answer(),
        },
        from: day("2000-01-01"),
        to: None,
        population: Population { ages: (0, 18), residence: None },
        items: catalog.items.keys().cloned().collect::<BTreeSet<_>>(),
        actors: Actors {
            controller: text.clone(),
            owners: vec!["catalog".to_owned()],
            analyst: text.clone(),
            users: vec![text.clone()],
        },
        viewers: vec![text.clone()],
        mode: Mode::Assessment,
        display: DisplayMode::Alert,
        order: true,
        points: true,
        leaves_building: false,
        recipients: Vec::new(),
        retention: Retention { class: "results".to_owned(), days: 365 },
        inner_life_values_allowed: false,
        tax_basis: None,
        rules: vec!["*".to_owned()],
        targets: BTreeSet::new(),
        file: String::new(),
    };
    let id = purpose.id.clone();
    catalog.purposes.insert(id.clone(), purpose);
    id
}
