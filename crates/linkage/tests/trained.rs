//! What a run learned is used again: on the same records, on a part of them, and never with another recipe.

#[path = "support/residents.rs"]
mod residents;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use linkage::files::{clusters_csv, pairs_csv};
use linkage::{FileOptions, FileOutcome, FileTable, Recipe, Trained, link_files};
use proptest::prelude::*;
use residents::{HEADER, RECIPE, rows};

fn table(recipe: &Recipe, name: &str, rows: &[String]) -> FileTable {
    let text = format!("{HEADER}{}\n", rows.join("\n"));
    FileTable::read(recipe, 0, name, text.as_bytes()).expect("readable")
}

fn learned(recipe: &Recipe, tables: &[FileTable]) -> (FileOutcome, String) {
    let options = FileOptions { keep_trained: true, ..FileOptions::default() };
    let outcome = link_files(recipe, tables, options).expect("fits");
    let text = outcome.trained.as_ref().expect("asked for").to_toml(recipe).expect("toml");
    (outcome, text)
}

fn again(recipe: &Recipe, tables: &[FileTable], text: &str) -> FileOutcome {
    let trained = Trained::parse(text, recipe).expect("written by us");
    link_files(recipe, tables, FileOptions { trained: Some(&trained), ..FileOptions::default() }).expect("fits")
}

/// Weights by the keys of a pair.
fn weights(recipe: &Recipe, tables: &[FileTable], outcome: &FileOutcome) -> BTreeMap<String, String> {
    let text = String::from_utf8(pairs_csv(recipe, tables, outcome)).expect("UTF-8");
    let key = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        (format!("{} {}", cells[1], cells[3]), cells[4].to_owned())
    };
    text.lines().skip(1).map(key).collect()
}

/// Two bibliographies that list each paper once; words count by how rare they are.
const PAPERS: &str = r#"
name = "papers"
link = "link"
[input]
id = "id"
unique = true
[[field]]
name = "title"
[[field]]
name = "year"
[[block]]
on = ["title:rare 2"]
[[compare]]
field = "title"
levels = ["exact", "cosine >= 0.6", "words >= 0.3"]
[[compare]]
field = "year"
levels = ["exact"]
"#;

fn papers(recipe: &Recipe) -> [FileTable; 2] {
    const WORDS: [&str; 20] = [
        "query", "index", "join", "stream", "graph", "view", "cache", "log", "tree", "hash", "cost", "plan", "lock",
        "page", "tuple", "schema", "model", "data", "system", "web",
    ];
    let (mut left, mut right) = (String::from("id,title,year\n"), String::from("id,title,year\n"));
    for paper in 0..400_u64 {
        let word = |at: u64| WORDS[(residents::mix(paper * 31 + at) % 20) as usize];
        let title = format!("{} {} of {} {} n{}", word(1), word(2), word(3), word(4), paper / 2);
        left.push_str(&format!("{paper},{title},{}\n", 1990 + paper % 20));
        if paper % 3 != 0 {
            let title = if paper % 5 == 0 { title.replace("of ", "") } else { title };
            right.push_str(&format!("{paper},{title},{}\n", 1990 + paper % 20));
        }
    }
    let read =
        |at: usize, name: &str, text: &str| FileTable::read(recipe, at, name, text.as_bytes()).expect("readable");
    [read(0, "left", &left), read(1, "right", &right)]
}

#[test]
fn the_same_records_with_saved_weights_give_the_same_bytes() {
    let recipe = Recipe::parse(RECIPE).expect("recipe");
    let register = [table(&recipe, "register", &rows(3_000, 1))];
    let papers_recipe = Recipe::parse(PAPERS).expect("recipe");
    let lists = papers(&papers_recipe);
    for (recipe, tables) in [(&recipe, &register[..]), (&papers_recipe, &lists[..])] {
        let (first, text) = learned(recipe, tables);
        assert!(first.pairs.len() > 100, "{} pairs", first.pairs.len());
        let second = again(recipe, tables, &text);
        assert_eq!(second.threshold, first.threshold);
        assert!(second.report.convergence.is_empty(), "nothing is learned again");
        assert_eq!(second.report.warnings, Vec::<String>::new(), "nothing has changed");
        assert_eq!(pairs_csv(recipe, tables, &second), pairs_csv(recipe, tables, &first));
        assert_eq!(clusters_csv(recipe, tables, &second), clusters_csv(recipe, tables, &first));
    }
}

#[test]
fn a_part_of_the_records_gets_the_weights_of_all() {
    let recipe = Recipe::parse(RECIPE).expect("recipe");
    let all = rows(3_000, 2);
    let whole = [table(&recipe, "register", &all)];
    let (first, text) = learned(&recipe, &whole);
    let of_all = weights(&recipe, &whole, &first);
    // Those whose person number is even, other half left out.
    let half: Vec<String> = all.iter().filter(|row| row[1..].starts_with(['2', '4', '6', '8'])).cloned().collect();
    let part = [table(&recipe, "register", &half)];
    let second = again(&recipe, &part, &text);
    let of_part = weights(&recipe, &part, &second);
    assert!(of_part.len() > 50);
    for (pair, weight) in &of_part {
        assert_eq!(of_all.get(pair), Some(weight), "{pair}");
    }
    let kept = |key: &str| half.iter().any(|row| row.starts_with(&format!("{key},")));
    let expected = of_all.keys().filter(|pair| pair.split(' ').all(kept)).count();
    assert_eq!(of_part.len(), expected, "no pair is lost");
    assert!(
        second.report.warnings.iter().any(|warning| warning.contains("learn anew")),
        "half as many records are told"
    );
}

#[test]
fn weights_of_another_recipe_or_a_damaged_file_are_refused() {
    let recipe = Recipe::parse(RECIPE).expect("recipe");
    let tables = [table(&recipe, "register", &rows(3_000, 3))];
    let (_, text) = learned(&recipe, &tables);
    let refused = |text: &str, recipe: &Recipe| Trained::parse(text, recipe).expect_err("refused")[0].to_string();
    let other = Recipe::parse(&RECIPE.replace("damerau <= 1", "damerau <= 2")).expect("recipe");
    assert!(refused(&text, &other).contains("another recipe"));
    let told_anew = Recipe::parse(&RECIPE.replace("random_pairs = 20000", "random_pairs = 5000")).expect("recipe");
    assert!(Trained::parse(&text, &told_anew).is_ok(), "how weights are learned is no part of what they mean");
    for (from, to) in [
        ("format = 1", "format = 9"),
        ("prior = ", "prior = 7"),
        ("on = \"", "on = \"x"),
        ("same = [", "same = [2.0, "),
        ("other_level = ", "other_level = 9"),
        ("household_share = ", "household_share = 7"),
        ("levels = [", "levels = [\"more\", "),
    ] {
        let damaged = text.replacen(from, to, 1);
        if damaged != text {
            assert!(refused(&damaged, &recipe).starts_with("trained: "), "{from}");
        }
    }
    for (from, to) in [
        ("threshold = ", "threshold = nan #"),
        ("threshold = ", "threshold = inf #"),
        ("threshold = ", "threshold = 1e9 #"),
        ("recorded = ", "recorded = nan #"),
        ("recorded = ", "recorded = 1.5 #"),
        ("fingerprint = \"", "fingerprint = \"x"),
        ("cohorts = \"\"\"\n", "cohorts = \"\"\"\n0000000000000000 20\n"),
        ("together = \"\"\"\n", "together = \"\"\"\n0000000000000000 2\n"),
        ("values = \"\"\"\n", "values = \"\"\"\n0000000000000000 0\n"),
        ("values = \"\"\"\n", "values = \"\"\"\nffffffffffffffff 9\n"),
        ("[[field]]", "[[field]]\nname = \"given\"\nrecorded = 1.0\n[[field]]"),
        ("[[file]]", "[[file]]\nsource = \"register\"\nrows = 1\nfingerprint = \"0000000000000000\"\n[[file]]"),
        (
            "[[comparison]]",
            "[[comparison]]\nname = \"given\"\nlevels = [\"exact\", \"else\"]\nsame = [0.5, 0.5]\ndifferent = [0.5, 0.5]\n[[comparison]]",
        ),
    ] {
        let damaged = text.replacen(from, to, 1);
        assert_ne!(damaged, text, "{from}");
        assert!(refused(&damaged, &recipe).starts_with("trained: "), "{to}");
    }
    let papers_recipe = Recipe::parse(PAPERS).expect("recipe");
    let (_, text) = learned(&papers_recipe, &papers(&papers_recipe));
    for (from, to) in [
        ("share = ", "share = 7.0 #"),
        ("share = ", "share = nan #"),
        ("[[alone]]", "[[alone]]\nrecord_of = \"left\"\npartner_in = \"right\"\nshare = 0.5\n[[alone]]"),
        ("counts = \"\"\"\n", "counts = \"\"\"\n0000000000000000 0\n"),
        ("values = ", "values = 0 #"),
    ] {
        let damaged = text.replacen(from, to, 1);
        assert_ne!(damaged, text, "{from}");
        assert!(refused(&damaged, &papers_recipe).starts_with("trained: "), "{to}");
    }
    let without = format!("{}\n# end\n", &text[..text.find("[words]").expect("words")]);
    assert!(refused(&without, &papers_recipe).contains("words"));
    // Between two tables what is left of a file is a whole TOML.
    let tables = text.match_indices("\n[").map(|(at, _)| at);
    for cut in (0..text.trim_end().len()).step_by(997).chain(tables).filter(|cut| text.is_char_boundary(*cut)) {
        assert!(refused(&text[..cut], &papers_recipe).contains("cut off"), "at {cut}");
    }
}

#[test]
fn any_two_records_are_explained_and_the_parts_sum_to_the_weight() {
    let recipe = Recipe::parse(RECIPE).expect("recipe");
    let tables = [table(&recipe, "register", &rows(2_000, 4))];
    let (outcome, _) = learned(&recipe, &tables);
    let key = |(_, row): (u16, u32)| tables[0].columns[0].text(row as usize).to_owned();
    let some = outcome.pairs.iter().step_by(20).map(|pair| ([key(pair.left), key(pair.right)], Some(pair.weight)));
    let strangers = [(["a0".to_owned(), "register:a999".to_owned()], None)];
    for (names, weight) in some.chain(strangers) {
        let options = FileOptions { explain: Some(&names), ..FileOptions::default() };
        let told = link_files(&recipe, &tables, options).expect("fits").explained.expect("asked for");
        assert_eq!(told.parts.iter().map(|part| part.weight).sum::<domain::Weight>(), told.weight, "{names:?}");
        assert_eq!(told.parts.iter().filter(|part| part.comparison.is_some()).count(), 4);
        assert_eq!(weight.is_none(), told.proposed_by.is_none(), "strangers share no block");
        assert!(weight.is_none_or(|weight| weight == told.weight), "{names:?}");
    }
    for names in [["a0", "nobody"], ["a0", "a0"]] {
        let names = names.map(str::to_owned);
        let options = FileOptions { explain: Some(&names), ..FileOptions::default() };
        assert_eq!(link_files(&recipe, &tables, options).expect_err("no such pair")[0].place, "--explain");
    }
}

/// Input and row of a record.
type Place = (u16, u32);

/// Three machines: each makes the keys of its third of the rows, compares the blocks it is given, and one settles all pairs.
#[test]
fn three_machines_find_the_pairs_of_one() {
    let recipe =
        Recipe::parse(&RECIPE.replace("proposed_pairs = 1000", "proposed_pairs = 1000\nblock_records_max = 12"))
            .expect("recipe");
    let register = [table(&recipe, "register", &rows(3_000, 5))];
    let papers_recipe = Recipe::parse(PAPERS).expect("recipe");
    let lists = papers(&papers_recipe);
    for (recipe, tables) in [(&recipe, &register[..]), (&papers_recipe, &lists[..])] {
        let (first, text) = learned(recipe, tables);
        let trained = Trained::parse(&text, recipe).expect("written by us");
        let part = |keep: &dyn Fn(u16, usize) -> bool| -> (Vec<FileTable>, Vec<Vec<u32>>) {
            let of = |(at, table): (usize, &FileTable)| {
                let rows: Vec<usize> = (0..table.rows).filter(|row| keep(at as u16, *row)).collect();
                let cells = |column: usize| {
                    linkage::files::StringColumn::of_cells(rows.iter().map(move |row| table.columns[column].text(*row)))
                };
                let columns = (0..table.header.len()).map(cells).collect();
                let own = FileTable {
                    columns,
                    rows: rows.len(),
                    source: table.source.clone(),
                    header: table.header.clone(),
                    ..FileTable::default()
                };
                (own, rows.iter().map(|row| *row as u32).collect::<Vec<_>>())
            };
            tables.iter().enumerate().map(of).unzip()
        };
        let mut keys = Vec::new();
        for machine in 0..3 {
            let (own, rows) = part(&|_, row| row % 3 == machine);
            let part = linkage::files::block_keys(recipe, &own, &trained).expect("fits");
            assert_eq!(part.warnings, Vec::<String>::new(), "each part is like the whole");
            keys.extend(
                part.found
                    .into_iter()
                    .map(|key| (key.block, (key.record.0, rows[key.record.0 as usize][key.record.1 as usize]))),
            );
        }
        let mut pairs: BTreeMap<(Place, Place), domain::Weight> = BTreeMap::new();
        for machine in 0..3 {
            let own: Vec<(u64, (u16, u32))> = keys.iter().filter(|key| key.0 % 3 == machine).copied().collect();
            let (tables, rows) = part(&|input, row| own.iter().any(|key| key.1 == (input, row as u32)));
            let here = |(input, row): (u16, u32)| {
                (input, rows[input as usize].binary_search(&row).expect("a row of this machine") as u32)
            };
            let own: Vec<_> = own
                .iter()
                .map(|(block, record)| linkage::files::BlockKey { block: *block, record: here(*record) })
                .collect();
            for pair in linkage::files::pairs_of_blocks(recipe, &tables, &own, &trained).expect("fits").found {
                let there = |(input, row): (u16, u32)| (input, rows[input as usize][row as usize]);
                let before = pairs.insert((there(pair.left), there(pair.right)), pair.weight);
                assert!(before.is_none_or(|before| before == pair.weight), "a pair weighs the same everywhere");
            }
        }
        let records: BTreeSet<Place> = pairs.keys().flat_map(|(a, b)| [*a, *b]).collect();
        let records: Vec<Place> = records.into_iter().collect();
        let number = |record: &Place| records.binary_search(record).expect("a record of a pair") as u32;
        let list: Vec<_> = pairs.iter().map(|((a, b), weight)| (number(a), number(b), *weight)).collect();
        let sources: Vec<&str> = records.iter().map(|record| tables[record.0 as usize].source.as_str()).collect();
        let settled = linkage::files::settled_pairs(recipe, &trained, &sources, &list, None).expect("fits");
        let found: Vec<_> =
            settled.iter().map(|(a, b, weight)| (records[*a as usize], records[*b as usize], *weight)).collect();
        let expected: Vec<_> = first.pairs.iter().map(|pair| (pair.left, pair.right, pair.weight)).collect();
        assert_eq!(found, expected);
    }
}

/// An id that stands twice in different parts meets itself in the block of its own, also where nothing else is alike.
#[test]
fn ids_that_stand_twice_in_different_parts_meet() {
    let recipe = Recipe::parse(RECIPE).expect("recipe");
    let all = rows(600, 6);
    let (_, text) = learned(&recipe, &[table(&recipe, "register", &all)]);
    let trained = Trained::parse(&text, &recipe).expect("written by us");
    let keys_of = |rows: &[String]| {
        let keys = linkage::files::block_keys(&recipe, &[table(&recipe, "register", rows)], &trained).expect("fits");
        keys.found.iter().map(|key| key.block).collect::<BTreeSet<u64>>()
    };
    let other = "a7,東海林,別名,1901-01-01,遠い町9番".to_owned();
    let common: Vec<u64> = keys_of(&[all[7].clone()]).intersection(&keys_of(&[other])).copied().collect();
    assert_eq!(common.len(), 1, "the id alone: {}", all[7]);
    let tables = [table(&recipe, "register", &all)];
    let own = linkage::files::BlockKey { block: common[0], record: (0, 7) };
    let fault = linkage::files::pairs_of_blocks(&recipe, &tables, &[own, own], &trained).expect_err("refused");
    assert!(fault[0].message.contains("several records have one id"), "{}", fault[0]);
    let strange = [table(&recipe, "unknown", &all)];
    let fault = linkage::files::block_keys(&recipe, &strange, &trained).expect_err("refused");
    assert!(fault[0].to_string().contains("not learned from their source"), "{}", fault[0]);
}

#[test]
fn pairs_are_not_settled_with_weights_that_do_not_fit() {
    let settle = |recipe: &Recipe, trained: &Trained, sources: &[&str]| {
        let pairs = [(0, 1, domain::Weight(20_000))];
        linkage::files::settled_pairs(recipe, trained, sources, &pairs, None)
    };
    let recipe = Recipe::parse(PAPERS).expect("recipe");
    let (_, text) = learned(&recipe, &papers(&recipe));
    let trained = Trained::parse(&text, &recipe).expect("written by us");
    assert_eq!(settle(&recipe, &trained, &["left", "right"]).expect("fits").len(), 1);
    let fault = settle(&recipe, &trained, &["left", "elsewhere"]).expect_err("refused").to_string();
    assert!(!fault.contains("elsewhere") && fault.contains("`left`, `right`"), "{fault}");
    assert!(settle(&recipe, &trained, &["left", "left"]).expect_err("refused").message.contains("each person once"));
    let plain = Recipe::parse(&PAPERS.replace("unique = true", "")).expect("recipe");
    let (_, text) = learned(&plain, &papers(&plain));
    let trained = Trained::parse(&text, &recipe).expect("the files are not part of the recipe's fingerprint");
    assert!(settle(&recipe, &trained, &["left", "right"]).expect_err("refused").message.contains("have no partner"));
}

proptest! {
    /// Whatever is done to saved weights, they are refused or a run goes on with them.
    #[test]
    fn weights_that_were_tampered_with_stop_no_run(at in 0.0_f64..1.0, cut in 0_usize..9, junk in "[0-9.,=\n\"a-z\\[\\] -]{0,12}", number in 0_usize..60) {
        static LEARNED: LazyLock<(Recipe, [FileTable; 2], String)> = LazyLock::new(|| {
            let recipe = Recipe::parse(PAPERS).expect("recipe");
            let tables = papers(&recipe);
            let (_, text) = learned(&recipe, &tables);
            (recipe, tables, text)
        });
        let (recipe, tables, text) = &*LEARNED;
        let from = (text.len() as f64 * at) as usize;
        let anywhere = format!("{}{junk}{}", &text[..from], &text[(from + cut).min(text.len())..]);
        // A number of the first part, where nearly every line says something else.
        let mut parts: Vec<String> = text.split("= ").map(str::to_owned).collect();
        let part = number.min(parts.len() - 1);
        parts[part] = format!("{}{}", ["1e308", "-0.0", "0.0", "nan", "1e-320", "4294967295"][number % 6], parts[part].trim_start_matches(|sign: char| sign.is_ascii_digit() || ".-e".contains(sign)));
        for tampered in [anywhere, parts.join("= ")] {
            if let Ok(trained) = Trained::parse(&tampered, recipe) {
                let options = FileOptions { trained: Some(&trained), ..FileOptions::default() };
                prop_assert!(link_files(recipe, tables, options).is_ok());
            }
        }
    }
}

#[test]
fn nothing_is_learned_for_later_from_files_without_records() {
    let recipe = Recipe::parse(RECIPE).expect("recipe");
    let all = rows(300, 7);
    let (full, empty) = (table(&recipe, "register", &all), table(&recipe, "movers", &[]));
    let keep = [
        FileOptions { keep_trained: true, ..FileOptions::default() },
        FileOptions { remember: true, ..FileOptions::default() },
    ];
    for options in keep {
        for tables in [vec![empty.clone()], vec![full.clone(), empty.clone()]] {
            let fault = link_files(&recipe, &tables, options).expect_err("refused")[0].to_string();
            assert!(fault.starts_with("movers: the file has no records"), "{fault}");
        }
        let fault = link_files(&recipe, &[table(&recipe, "one", &all[..1])], options).expect_err("refused");
        assert!(fault[0].message.contains("no two records"), "{}", fault[0]);
    }
    assert!(link_files(&recipe, &[full.clone(), empty.clone()], FileOptions::default()).is_ok(), "nothing is kept");
    let (_, text) = learned(&recipe, std::slice::from_ref(&full));
    let told = again(&recipe, &[full, empty.clone()], &text).report.warnings;
    assert_eq!(told, Vec::<String>::new(), "weights once learned may meet a file without records");
    let told = again(&recipe, &[empty], &text).report.warnings;
    assert!(told.iter().any(|warning| warning.contains("0 records")), "{told:?}");
}

#[test]
fn a_field_that_had_no_value_when_the_weights_were_learned_is_told() {
    let recipe = Recipe::parse(&RECIPE.replace("name = \"home\"", "name = \"home\"\noptional = true")).expect("recipe");
    let all = rows(900, 7);
    let bare: Vec<String> =
        all.iter().map(|row| row.rsplit_once(',').map_or_else(String::new, |cut| format!("{},", cut.0))).collect();
    let (_, text) = learned(&recipe, &[table(&recipe, "register", &bare)]);
    let mut some = bare;
    some[..50].clone_from_slice(&all[..50]);
    let told = again(&recipe, &[table(&recipe, "register", &some)], &text).report.warnings;
    assert!(told.iter().any(|warning| warning.contains("field `home` had no value")), "{told:?}");
}

/// Days of birth are groups of one or two: none of them is in the file, and the weights are those of the run that saved them.
#[test]
fn small_groups_are_not_saved() {
    let of_days = RECIPE.replace("\"birth:4\"", "\"birth\"");
    let text = of_days.replace("random_pairs = 20000", "random_pairs = 20000\ndependence = false");
    let (days, years) = (Recipe::parse(&text).expect("recipe"), Recipe::parse(RECIPE).expect("recipe"));
    let all = rows(3_000, 8);
    for (recipe, groups) in [(&days, false), (&years, true)] {
        let tables = [table(recipe, "register", &all)];
        let (first, text) = learned(recipe, &tables);
        assert_eq!(text.contains("cohorts = \"\"\"\n"), groups, "a year has more than twenty births, a day has not");
        let second = again(recipe, &tables, &text);
        assert_eq!(pairs_csv(recipe, &tables, &second), pairs_csv(recipe, &tables, &first));
        let sizes =
            text.split("cohorts = \"\"\"\n").nth(1).map_or("", |rest| rest.split("\"\"\"").next().unwrap_or(""));
        let sizes: Vec<u32> = sizes.lines().map(|line| line[17..].parse().expect("a number")).collect();
        assert!(sizes.iter().all(|size| *size > 20), "{sizes:?}");
    }
}

/// Of one comparison nothing can depend on another one.
#[test]
fn trees_without_branches_are_none() {
    let alone = "link = \"dedupe\"\n[input]\nid = \"id\"\n[[compare]]\nfield = \"surname\"\nlevels = [\"exact\"]\n";
    let recipe = Recipe::parse(alone).expect("recipe");
    let (first, text) = learned(&recipe, &[table(&recipe, "register", &rows(200, 9))]);
    assert_eq!(first.trained, Trained::parse(&text, &recipe).ok());
}
