//! What may go wrong when a town writes its own configuration, one story each.

mod support;

use catalog::{Catalog, ConfigFile, Loaded};
use domain::PurposeId;
use support::{loaded, preset};

const PURPOSE: &str = "purposes/child-watch.toml";

/// `minimal` without its rules and sources, one file edited.
fn edited(path: &str, edit: impl Fn(&str) -> String) -> Loaded {
    let mut files = bare();
    let file = files.iter_mut().find(|file| file.path == path).expect("the file");
    file.text = edit(&file.text);
    loaded(&files)
}

fn bare() -> Vec<ConfigFile> {
    let mut files = preset("minimal");
    files.retain(|file| !file.path.starts_with("rules/") && !file.path.starts_with("sources/"));
    files
}

fn error(loaded: &Loaded, words: &str) -> bool {
    loaded.faults.iter().any(|fault| fault.is_error() && fault.message.contains(words) && !fault.cure.is_empty())
}

fn source(valid_from: &str, valid_to: &str) -> ConfigFile {
    let dates = [("valid_from", valid_from), ("valid_to", valid_to)]
        .iter()
        .filter(|(_, day)| !day.is_empty())
        .map(|(key, day)| format!("{key} = \"{day}\"\n"))
        .collect::<String>();
    ConfigFile {
        path: format!("sources/care-{}.toml", if valid_from.is_empty() { "first" } else { valid_from }),
        text: format!(
            "id = \"care\"\ntitle = \"認定\"\nsystem = \"介護保険システム\"\nowner = \"介護福祉課\"\n{dates}\n\
             [[column]]\nheader = \"要介護度\"\nitem = \"household-member.care-certification\"\ncodes = \"care-level\"\n"
        ),
    }
}

#[test]
fn a_purpose_without_a_legal_basis_takes_nothing_in() {
    let loaded = edited(PURPOSE, |text| {
        let basis = text.find("\n[basis]").expect("a basis");
        let population = text.find("\n[population]").expect("a population");
        format!("{}{}", &text[..basis], &text[population..])
    });
    assert!(error(&loaded, "法的根拠（[basis]）がありません"));
    assert!(loaded.catalog.purposes.is_empty());
    assert!(loaded.catalog.admission("2023-03-31".parse().expect("a day")).is_empty());
}

#[test]
fn a_temporary_use_must_end() {
    let loaded = edited(PURPOSE, |text| text.replace("kind = \"恒常的\"", "kind = \"臨時的\""));
    assert!(error(&loaded, "終わりの日（to）がありません"));
}

#[test]
fn analysis_alone_leaves_no_building() {
    let loaded = edited(PURPOSE, |text| {
        text.replace("mode = \"assessment\"", "mode = \"analysis-only\"")
            .replace("leaves_building = false", "leaves_building = true")
    });
    assert!(error(&loaded, "庁舎外へ出せません"));
}

#[test]
fn tax_with_a_recorded_law_is_admitted_and_only_then() {
    let with_law = edited(PURPOSE, |text| {
        format!(
            "{}\n[tax_basis]\nkind = \"law\"\nreference = \"見本市子ども見守り条例第5条\"\n",
            text.replace("except = [\"sensitivity=税\"]", "")
        )
    });
    assert!(with_law.is_usable());
    let admission = with_law.catalog.admission("2023-03-31".parse().expect("a day"));
    assert!(admission.admits_tax());
    assert!(admission.admits(&"household.resident-tax-exempt".into()).is_some());
    let without = edited(PURPOSE, |text| text.replace("except = [\"sensitivity=税\"]", ""));
    let purpose = &without.catalog.purposes[&PurposeId::new("child-watch")];
    assert!(!purpose.allows(&"household.resident-tax-exempt".into()));
}

#[test]
fn next_years_layout_stands_beside_this_years() {
    let mut files = bare();
    files.push(source("", "2023-03-31"));
    files.push(source("2023-04-01", ""));
    let loaded = loaded(&files);
    assert!(loaded.is_usable(), "{:?}", loaded.faults);
    let from = |catalog: &Catalog, day: &str| {
        catalog.source_for("care", day.parse().expect("a day")).map(|source| source.valid_from.clone())
    };
    assert_eq!(from(&loaded.catalog, "2023-03-31"), Some(None));
    assert_eq!(from(&loaded.catalog, "2023-04-01"), Some(Some("2023-04-01".to_owned())));
}

#[test]
fn two_layouts_of_one_source_may_not_overlap() {
    let mut files = bare();
    files.push(source("", "2023-04-30"));
    files.push(source("2023-04-01", ""));
    assert!(error(&loaded(&files), "有効期間"));
}

#[test]
fn the_row_that_refuses_individual_numbers_cannot_be_removed() {
    let loaded = edited("forbidden.csv", |text| {
        text.lines().filter(|line| !line.starts_with("個人番号,")).map(|line| format!("{line}\n")).collect()
    });
    assert!(error(&loaded, "個人番号の見出しを拒む行がありません"));
}

#[test]
fn an_informant_cannot_be_ticked_into_the_default_view() {
    let loaded = edited("items.csv", |text| text.replace("情報提供元,×", "情報提供元,○"));
    assert!(loaded.is_usable());
    assert!(!loaded.catalog.items[&"consultation.consulter.name".into()].default_view);
}

#[test]
fn items_saved_by_a_spreadsheet_are_read_all_the_same() {
    let loaded = edited("items.csv", |text| format!("\u{feff}{}", text.replace('\n', "\r\n").replace('○', "◯")));
    assert!(loaded.is_usable(), "{:?}", loaded.faults.first());
    assert_eq!(loaded.catalog.items.len(), self::loaded(&bare()).catalog.items.len());
}
