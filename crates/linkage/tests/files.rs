//! `link-files` on made data: what is known comes out again, faults are named, order and threads do not matter.

use std::collections::BTreeSet;

use domain::Weight;
use linkage::files::{clusters_csv, pairs_csv};
use linkage::{FileOptions, FileOutcome, FileTable, Recipe, link_files};
use proptest::prelude::*;

const RECIPE: &str = r#"
link = "link"
[input]
id = "id"
unique = true
[[block]]
on = ["a"]
[[block]]
on = ["b"]
[[block]]
on = ["c", "d"]
[[compare]]
field = "a"
levels = ["exact"]
[[compare]]
field = "b"
levels = ["exact"]
[[compare]]
field = "c"
levels = ["exact"]
[[compare]]
field = "d"
levels = ["exact"]
[estimate]
random_pairs = 400000
"#;

fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn chance(seed: u64, p: f64) -> bool {
    (mix(seed) >> 11) as f64 / ((1_u64 << 53) as f64) < p
}

/// Two files about the same `people` persons; field k has `sizes[k]` equally likely values and agrees with probability `same[k]`.
fn made(people: u64, sizes: [u64; 4], same: [f64; 4], seed: u64) -> (String, String) {
    let mut left = String::from("id,a,b,c,d\n");
    let mut right = left.clone();
    for person in 0..people {
        let value =
            |field: usize, copy: u64| mix(mix(seed ^ (field as u64 + 1)) ^ mix(person * 3 + copy)) % sizes[field];
        let other = |field: usize| {
            if chance(mix(seed + 77 + field as u64) ^ person, same[field]) { value(field, 0) } else { value(field, 1) }
        };
        left.push_str(&format!("{person},{},{},{},{}\n", value(0, 0), value(1, 0), value(2, 0), value(3, 0)));
        if person % 4 != 0 {
            right.push_str(&format!("{person},{},{},{},{}\n", other(0), other(1), other(2), other(3)));
        }
    }
    (left, right)
}

fn link(recipe: &Recipe, files: &[(&str, &str)]) -> (Vec<FileTable>, FileOutcome) {
    let tables: Vec<FileTable> = files
        .iter()
        .enumerate()
        .map(|(at, (name, text))| FileTable::read(recipe, at, name, text.as_bytes()).expect("readable"))
        .collect();
    let outcome = link_files(recipe, &tables, FileOptions::default()).expect("fits");
    (tables, outcome)
}

/// Two short lists of the same children, siblings and twins among them: nearly all pairs of one household and one birth date across the
/// lists are one child, and the class for relatives must not take their place.
#[test]
fn two_short_lists_of_the_same_families_are_linked_child_by_child() {
    let recipe = Recipe::parse(
        "link = \"link\"\nhousehold = [\"home\"]\n[input]\nid = \"id\"\n[[field]]\nname = \"name\"\n[[field]]\nname = \"birth\"\nclean = [\"date\"]\n[[field]]\nname = \"home\"\n\
         [[block]]\non = [\"home\"]\n[[block]]\non = [\"name\"]\n[[compare]]\nfield = \"name\"\nlevels = [\"exact\", \"damerau <= 1\"]\n\
         [[compare]]\nfield = \"birth\"\nlevels = [\"exact\", \"damerau <= 1\"]\n[[compare]]\nfield = \"home\"\nlevels = [\"exact\"]\n",
    )
    .expect("recipe");
    let (mut left, mut right) = (String::from("id,name,birth,home\n"), String::from("id,name,birth,home\n"));
    for child in 0..200_u64 {
        let family = child / 2;
        // Every tenth pair of siblings are twins.
        let of_birth = if family % 10 == 0 { family } else { child + 1_000 };
        let birth = format!(
            "20{:02}-{:02}-{:02}",
            8 + mix(of_birth) % 8,
            1 + mix(of_birth + 7) % 12,
            1 + mix(of_birth + 13) % 28
        );
        let name = format!("child{}", mix(child) % 3_000);
        left.push_str(&format!("{child},{name},{birth},home {}\n", mix(family) % 100_000));
        if !chance(child + 90_000, 0.2) {
            // A few have moved, a few names are mistyped.
            let home = if chance(child + 70_000, 0.1) { mix(child) % 99_000 } else { mix(family) % 100_000 };
            let name = if chance(child + 80_000, 0.05) { format!("{name}x") } else { name };
            right.push_str(&format!("{child},{name},{birth},home {home}\n"));
        }
    }
    let (tables, outcome) = link(&recipe, &[("school", &left), ("library", &right)]);
    let id = |(file, row): (u16, u32)| tables[file as usize].columns[0].text(row as usize).to_owned();
    let wrong = outcome.pairs.iter().filter(|pair| id(pair.left) != id(pair.right)).count();
    let found = outcome.pairs.len() - wrong;
    assert_eq!(wrong, 0, "siblings and twins are two children");
    assert!(found * 100 >= tables[1].rows * 95, "{found} of {}", tables[1].rows);
}

#[test]
fn probabilities_mean_what_they_say() {
    let recipe = Recipe::parse(&RECIPE.replace("unique = true", "")).expect("recipe");
    let (left, right) = made(4_000, [900, 300, 40, 6], [0.85, 0.8, 0.9, 0.8], 9);
    let tables: Vec<FileTable> = [("left", &left), ("right", &right)]
        .iter()
        .enumerate()
        .map(|(at, (name, text))| FileTable::read(&recipe, at, name, text.as_bytes()).expect("readable"))
        .collect();
    let outcome =
        link_files(&recipe, &tables, FileOptions { threshold: Some(Weight(-3_000)), ..FileOptions::default() })
            .expect("fits");
    let id = |(file, row): (u16, u32)| tables[file as usize].columns[0].text(row as usize).to_owned();
    for (low, high) in [(0.9, 1.0), (0.5, 0.9), (0.2, 0.5)] {
        let band: Vec<bool> = outcome
            .pairs
            .iter()
            .filter(|pair| (low..=high).contains(&pair.weight.probability()))
            .map(|pair| id(pair.left) == id(pair.right))
            .collect();
        if band.len() < 100 {
            continue;
        }
        let share = band.iter().filter(|right| **right).count() as f64 / band.len() as f64;
        assert!(
            share >= low - 0.07 && share <= high + 0.07,
            "{share} of {} pairs said to be {low}-{high} are true",
            band.len()
        );
    }
    let (precision, recall, f1) = outcome.expected;
    assert!(precision > 0.0 && recall > 0.0 && f1 > 0.0);
}

#[test]
fn order_and_threads_change_nothing_and_files_are_exact() {
    let recipe = Recipe::parse(RECIPE).expect("recipe");
    let (left, right) = made(600, [400, 200, 50, 8], [0.9, 0.85, 0.9, 0.9], 3);
    let bytes = |files: &[(&str, &str)]| {
        let (tables, outcome) = link(&recipe, files);
        (pairs_csv(&recipe, &tables, &outcome), clusters_csv(&recipe, &tables, &outcome))
    };
    let first = bytes(&[("left", &left), ("right", &right)]);
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("pool")
        .install(|| bytes(&[("left", &left), ("right", &right)]));
    assert_eq!(first, one);
    let turned = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        lines.join("\n")
    };
    let (l, r) = (turned(&left), turned(&right));
    let pairs = |csv: &[u8]| {
        String::from_utf8_lossy(csv)
            .lines()
            .skip(1)
            .map(|line| line.split(',').take(4).collect::<Vec<_>>().join(","))
            .collect::<BTreeSet<_>>()
    };
    let upside = bytes(&[("left", &l), ("right", &r)]);
    // Random pairs for u are drawn by position, so weights may differ in the last digits; who is linked does not.
    assert_eq!(pairs(&first.0), pairs(&upside.0));
    let text = String::from_utf8(first.0).expect("UTF-8");
    assert!(text.starts_with("source_l,key_l,source_r,key_r,weight,probability\nleft,"));
    assert!(!text.contains('\r'));
    let clusters = String::from_utf8(first.1).expect("UTF-8");
    assert_eq!(clusters.lines().count(), 1 + 600 + 450, "every record once, singletons included");
}

/// Long texts in two fields of one rule: combinations of their rarest words are looked for, not of all.
#[test]
fn a_rule_on_words_of_long_texts_stays_small() {
    let recipe = Recipe::parse(
        "link = \"dedupe\"\n[[block]]\non = [\"a:words\", \"b:words\"]\n[[compare]]\nfield = \"a\"\nlevels = [\"words >= 0.9\"]\n[[compare]]\nfield = \"b\"\nlevels = [\"exact\"]\n",
    )
    .expect("a recipe");
    let words = |from: usize| (from..from + 3_000).map(|n| format!("w{n} ")).collect::<String>();
    let text = format!("id,a,b\n1,{0},{1}\n2,{0},{1}\n3,{1},{0}\n", words(0), words(3_000));
    let table = FileTable::read(&recipe, 0, "texts", text.as_bytes()).expect("readable");
    let outcome = link_files(&recipe, &[table], FileOptions::default()).expect("fits");
    assert_eq!(outcome.report.pairs_compared, 1, "two equal records meet, and no other");
    // Of a long text the 64 rarest words count: one that everybody has brings nobody together.
    let compared = |words: usize| {
        let own = |row: usize| (0..words).map(|n| format!("r{row}w{n} ")).collect::<String>();
        let rows = (0..9).map(|row| format!("{row},{}common,{}common\n", own(row), own(row)));
        let text = format!("id,a,b\n{}", rows.collect::<String>());
        let table = FileTable::read(&recipe, 0, "texts", text.as_bytes()).expect("readable");
        link_files(&recipe, &[table], FileOptions::default()).expect("fits").report.pairs_compared
    };
    assert_eq!((compared(63), compared(64)), (36, 0));
}

#[test]
fn faults_are_named_before_any_long_work() {
    let faults = |text: &str| match Recipe::parse(text) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    };
    assert_eq!(
        faults("link = \"maybe\"\n[[compare]]\nfield = \"a\"\nlevels = [\"exact\", \"jaro >= 0.9\"]\n"),
        [
            "recipe line 1: link type `maybe` is not known (use \"dedupe\", \"link\" or \"both\")",
            "recipe line 4: level `jaro >= 0.9` cannot be read (did you mean \"jaro-winkler\"? All levels stand in docs/reference/recipes.md)",
        ]
    );
    assert!(faults("[[compare]]\nfeild = \"a\"\n")[0].starts_with("recipe line 2: unknown field `feild`"));
    let recipe = Recipe::parse(RECIPE).expect("recipe");
    let read =
        |at: usize, name: &str, text: &str| FileTable::read(&recipe, at, name, text.as_bytes()).expect("readable");
    let run = |left: &str, right: &str| {
        link_files(&recipe, &[read(0, "left", left), read(1, "right", right)], FileOptions::default())
            .map_err(|faults| faults[0].to_string())
    };
    let good = "id,a,b,c,d\n1,1,1,1,1\n";
    assert_eq!(
        run(good, "id,a,b,c\n1,1,1,1\n").unwrap_err(),
        "recipe line 22: right has no column `d` (correct the name or map it with `columns` of the file; found are: id, a, b, c)"
    );
    assert!(
        run(good, "id,a,b,c,d\n1,1,1,1,1\n1,2,2,2,2\n")
            .unwrap_err()
            .contains("1 ids occur more than once, first in line 2 and line 3")
    );
    assert!(
        run("id,a,b,c,d\n1,1,1,1,\n", "id,a,b,c,d\n1,1,1,1,\n")
            .unwrap_err()
            .contains("field `d` is empty in every record")
    );
    let utf8 = Recipe::parse(&RECIPE.replace("unique = true", "encoding = \"utf-8\"")).expect("recipe");
    let fault = FileTable::read(&utf8, 0, "bad", b"id,a\n1,x\n2,\x83\x84\xff\n").unwrap_err();
    assert!(fault[0].to_string().starts_with("bad: line 3, byte 3 of the line: no text in utf-8"), "{}", fault[0]);
    assert!(
        FileTable::read(&recipe, 0, "bad", b"id,a\n1,2,3\n").unwrap_err()[0]
            .to_string()
            .contains("line 2 has 3 cells, the header has 2")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_file_is_read_or_refused_but_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let recipe = Recipe::parse(RECIPE).expect("recipe");
        let _ = FileTable::read(&recipe, 0, "any", &bytes);
    }

    #[test]
    fn any_recipe_is_read_or_refused(text in "[ -~\n]{0,200}") {
        let _ = Recipe::parse(&text);
    }

    #[test]
    fn tiny_files_link_without_panic(rows in prop::collection::vec("[ab]?,[ab]?,[ab]?,[ab]?", 1..12)) {
        let recipe = Recipe::parse(&RECIPE.replace("\"link\"", "\"both\"").replace("unique = true", "")).expect("recipe");
        let text = format!("id,a,b,c,d\n{}", rows.iter().enumerate().map(|(at, row)| format!("{at},{row}\n")).collect::<String>());
        let table = FileTable::read(&recipe, 0, "tiny", text.as_bytes()).expect("readable");
        if let Ok(outcome) = link_files(&recipe, &[table], FileOptions::default()) {
            prop_assert_eq!(outcome.clusters.len(), rows.len());
        }
    }
}

/// 100,000 people called 佐藤 花子: the one block is refined by what else is compared, not skipped and not compared with itself as a whole.
#[test]
fn a_hundred_thousand_namesakes_are_refined() {
    let recipe = Recipe::parse(
        "link = \"dedupe\"\n[input]\nid = \"id\"\n[[field]]\nname = \"name\"\n[[field]]\nname = \"birth\"\n[[field]]\nname = \"phone\"\n\
         [[block]]\non = [\"name\"]\n[[compare]]\nfield = \"name\"\nlevels = [\"exact\"]\n[[compare]]\nfield = \"birth\"\nlevels = [\"exact\"]\n\
         [[compare]]\nfield = \"phone\"\nlevels = [\"exact\"]\n[estimate]\nrandom_pairs = 100000\n",
    )
    .expect("recipe");
    let mut text = String::from("id,name,birth,phone\n");
    for row in 0..100_000_u64 {
        // Every hundredth stands there twice.
        let person = if row % 100 == 99 { row - 1 } else { row };
        text.push_str(&format!(
            "{row},佐藤花子,{},{}\n",
            1_000 + mix(person) % 9_000,
            100_000 + mix(person + 7) % 900_000
        ));
    }
    let (tables, outcome) = link(&recipe, &[("list", &text)]);
    let id = |(_, row): (u16, u32)| tables[0].columns[0].text(row as usize).parse::<u64>().expect("a number");
    let right = outcome.pairs.iter().filter(|pair| id(pair.left).abs_diff(id(pair.right)) == 1).count();
    assert_eq!(right, 1_000);
    assert!(
        outcome.pairs.len() <= 1_003,
        "two or three share birth date and telephone by chance: {}",
        outcome.pairs.len()
    );
    assert!(outcome.report.pairs_compared < 3_000_000, "{} pairs", outcome.report.pairs_compared);
}
