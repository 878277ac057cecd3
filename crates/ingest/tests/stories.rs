//! Stories: a definition and a file in, the receipt for the data owner out. `UPDATE_STORIES=1` writes what is printed now.

mod support;

use std::fs;

use support::*;

/// The part of a story behind a heading, up to the next one; with the rest of the heading.
fn part<'a>(story: &'a str, heading: &str) -> (&'a str, &'a str) {
    let start = story.find(&format!("=== {heading}")).unwrap_or_else(|| panic!("no part {heading}"));
    let (first, rest) = story[start..].split_once('\n').unwrap_or((&story[start..], ""));
    let end = if rest.starts_with("=== ") { 0 } else { rest.find("\n=== ").map_or(rest.len(), |end| end + 1) };
    (first.trim_start_matches("=== ").trim_start_matches(heading).trim(), &rest[..end])
}

#[test]
fn receipts_read_as_the_stories_say() {
    let folder = root().join("fixtures/stories/ingest");
    let mut stories: Vec<_> = fs::read_dir(&folder).expect("stories").flatten().map(|entry| entry.path()).collect();
    stories.sort();
    assert!(!stories.is_empty());
    for path in stories {
        let story = fs::read_to_string(&path).expect("story");
        let catalog = catalog(&[part(&story, "source").1]);
        let (file, text) = part(&story, "file");
        let bytes = cp932(&text.replace('\n', "\r\n"));
        let receipt = match read(&catalog, file, &bytes) {
            Ok((_, outcome)) => ingest::Receipt::new(&outcome, &catalog, bytes.len() as u64, "（見本）").text(),
            Err(refusal) => format!("{refusal}\n"),
        };
        let expected = part(&story, "receipt").1;
        if std::env::var_os("UPDATE_STORIES").is_some() {
            let at = story.find("=== receipt\n").expect("receipt") + "=== receipt\n".len();
            fs::write(&path, format!("{}{receipt}", &story[..at])).expect("written");
        } else {
            assert_eq!(receipt, expected, "{}", path.display());
        }
    }
}
