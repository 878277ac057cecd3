//! Public sample files of municipalities: recognised by their headers, with findings that make sense to a clerk.

#![allow(clippy::print_stderr, reason = "a skipped test says so loudly")]

mod support;

use std::fs;

use ingest::{RefusalKind, Request};
use support::*;

fn definitions() -> Vec<String> {
    ["local-governments", "public-facilities", "childrens-halls", "nurseries", "addresses"]
        .iter()
        .map(|name| fs::read_to_string(root().join(format!("fixtures/imports/{name}.toml"))).expect("definition"))
        .collect()
}

/// The sample file, or `None` - said loudly - where the shared data is not there.
fn sample(name: &str) -> Option<Vec<u8>> {
    let path = root().join("../shared/data/imports").join(name);
    let bytes = fs::read(&path).ok();
    if bytes.is_none() {
        eprintln!("SKIPPED: no shared sample {name}");
    }
    bytes
}

#[test]
fn every_sample_is_recognised_without_being_told_its_source() {
    let definitions = definitions();
    let catalog = catalog(&definitions.iter().map(String::as_str).collect::<Vec<_>>());
    for (file, source, rows, written) in [
        ("localgovjp_2019_cp932.csv", "local-governments", 1916, "シフトJIS"),
        ("172120_nonoichi_public_facility_utf8bom.csv", "public-facilities", 0, "UTF-8（BOM付き）"),
        ("nursery_muroran_fork_cp932.csv", "nurseries", 0, "シフトJIS"),
        ("address_parse_cases_A.csv", "addresses", 0, "UTF-8"),
    ] {
        let Some(bytes) = sample(file) else { continue };
        let (_, outcome) = read(&catalog, file, &bytes).unwrap_or_else(|refusal| panic!("{refusal}"));
        assert_eq!(outcome.source.as_str(), source);
        assert!(outcome.written.contains(written), "{file}: {}", outcome.written);
        assert!(rows == 0 || outcome.rows_read == rows, "{file}: {}", outcome.rows_read);
        assert!(outcome.rows_admitted * 100 >= outcome.rows_read * 99, "{file}: {:?}", kinds(&outcome));
        if std::env::var_os("SHOW_RECEIPTS").is_some() {
            eprintln!("{}", ingest::Receipt::new(&outcome, &catalog, bytes.len() as u64, "-").text());
        }
    }
}

#[test]
fn a_damaged_copy_is_named_and_not_taken_for_names() {
    let Some(bytes) = sample("imabari_jidoukan_utf8.csv") else { return };
    let definitions = definitions();
    let catalog = catalog(&definitions.iter().map(String::as_str).collect::<Vec<_>>());
    let refused = read(&catalog, "imabari_jidoukan_utf8.csv", &bytes).expect_err("damaged");
    assert_eq!(refused.kind, RefusalKind::Mojibake);
    // Repaired, the file shows its other fault: five cells under four headers.
    let request = Request { repair: true, ..Request::new("imabari_jidoukan_utf8.csv", TODAY) };
    let refused = ingest::read(&catalog, request, &bytes, None).expect_err("five cells under four headers");
    assert_eq!(refused.kind, RefusalKind::Unreadable);
}

#[test]
fn a_oneroster_folder_becomes_a_roster_of_students() {
    let folder = root().join("../shared/data/imports/oneroster_v1p1_ja");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("SKIPPED: no shared OneRoster sample");
        return;
    };
    let members = entries
        .flatten()
        .map(|entry| ingest::Member {
            name: entry.file_name().to_string_lossy().into_owned(),
            bytes: fs::read(entry.path()).expect("member"),
        })
        .collect();
    let ingest::Unpacked::Oneroster(set) = ingest::bundle::sorted_out("oneroster_v1p1_ja", members) else {
        panic!("a set")
    };
    let catalog = catalog(&[]);
    let (jobs, plan, ending) = ingest::read_set(&catalog, &Request::new("oneroster_v1p1_ja", TODAY), &set)
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    let mut assembler = ingest::Assembler::new(plan);
    let mut groups = Vec::new();
    for job in jobs {
        groups.extend(assembler.take(job.run()));
    }
    let (last, outcome) = assembler.finish(ending, ingest::Before::Nothing).expect("taken");
    groups.extend(last);
    assert_eq!(outcome.file, "oneroster_v1p1_ja/users.csv");
    assert!(outcome.rows_admitted > 0 && outcome.rows_read == outcome.rows_admitted + outcome.rows_refused);
    let taken = (groups, outcome);
    assert_eq!(
        (typed(&taken, "familyName")[0].as_str(), typed(&taken, "kanaFamilyName")[0].as_str()),
        ("姓01", "セイ01")
    );
    assert_eq!(typed(&taken, "schoolName")[0], "動作検証大学");
}
