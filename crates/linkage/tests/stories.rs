//! Stories a caseworker could check: `fixtures/stories/linkage/*.txt`, each a few records and what must come out.
//!
//! `## source options` starts a delivery, `## expect` the expectations: `a:1 = b:2` one person, `a:1 != b:2` two,
//! `ask a:1 b:2` a person is asked, `a:1 = nobody` not resolved, `a:1 by identifier` how it was found. `a/mother:1` names a role.

mod support;

use std::path::Path;

use domain::Table;
use linkage::LinkOutcome;
use support::{person, run, table};

fn place(text: &str) -> (&str, &str, usize) {
    let (source, row) = text.rsplit_once(':').expect("source:row");
    let (source, role) = source.split_once('/').unwrap_or((source, "person"));
    (source, role, row.parse().expect("row"))
}

fn check(tables: &[Table], outcome: &LinkOutcome, line: &str) -> Result<(), String> {
    let who = |text: &str| {
        let (source, role, row) = place(text);
        person(tables, outcome, source, role, row)
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    let fine = match words.as_slice() {
        [a, "=", "nobody"] => who(a) == 0,
        [a, "=", b] => who(a) == who(b) && who(a) != 0,
        [a, "!=", b] => who(a) != who(b),
        ["ask", a, b] => {
            let pair = (who(a).min(who(b)), who(a).max(who(b)));
            outcome.waiting.iter().any(|wait| {
                (wait.left_person.0.min(wait.right_person.0), wait.left_person.0.max(wait.right_person.0)) == pair
            })
        }
        ["asks", count] => outcome.waiting.len() == count.parse::<usize>().expect("count"),
        [a, "by", method] => {
            let (source, role, row) = place(a);
            support::resolution(tables, outcome, source, role).0.methods[row - 1].name() == *method
        }
        _ => return Err(format!("`{line}` is no expectation")),
    };
    if fine { Ok(()) } else { Err(line.to_owned()) }
}

#[test]
fn all_stories_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/stories/linkage");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("stories").map(|entry| entry.expect("entry").path()).collect();
    files.sort();
    assert!(files.len() >= 8, "the stories are missing");
    let mut failed = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("story");
        let mut tables = Vec::new();
        let mut expectations = Vec::new();
        for section in text.split("\n## ").skip(1) {
            let (head, body) = section.split_once('\n').unwrap_or((section, ""));
            let body: String =
                body.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect();
            if head.trim() == "expect" {
                expectations = body.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
            } else {
                let mut words = head.split_whitespace();
                let source = words.next().expect("source");
                tables.push(table(tables.len() as u32 + 1, source, &words.collect::<Vec<_>>(), &body));
            }
        }
        let outcome = run(&tables);
        for wait in &outcome.waiting {
            assert_eq!(
                wait.parts.iter().map(|part| part.weight).sum::<domain::Weight>(),
                wait.weight,
                "parts sum to the weight"
            );
        }
        assert!(!expectations.is_empty(), "{} expects nothing", file.display());
        for line in expectations {
            if let Err(line) = check(&tables, &outcome, &line) {
                let asked: Vec<String> = outcome
                    .waiting
                    .iter()
                    .map(|wait| format!("{:?} {:?} {}\n{:#?}", wait.left, wait.right, wait.reason, wait.parts))
                    .collect();
                failed.push(format!(
                    "{}: {line}\nasked: {}",
                    file.file_name().unwrap_or_default().to_string_lossy(),
                    asked.join("\n")
                ));
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
