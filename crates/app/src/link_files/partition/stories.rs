//! A cluster of two machines, without the cluster: what each writes is what the next one reads.

use std::collections::BTreeSet;

use super::batches::{Batches, Column, write};
use super::{PartitionRequest, Step, partition};
use crate::link_files::{LinkFilesRequest, link_files};

const RECIPE: &str = "
link = \"link\"
[input]
id = \"number\"
unique = true
[[field]]
name = \"name\"
[[field]]
name = \"birth\"
clean = [\"date\"]
[[block]]
on = [\"name\"]
[[block]]
on = [\"birth\"]
[[compare]]
field = \"name\"
levels = [\"exact\", \"damerau <= 1\"]
term_frequency = true
[[compare]]
field = \"birth\"
levels = [\"exact\", \"damerau <= 1\"]
";

/// Two lists of children; a fifth of the names of the second one are mistyped.
fn lists() -> [Vec<[String; 3]>; 2] {
    let child = |list: &str, n: u64| {
        let name = format!("child{}", n * 7919 % 211);
        let name = if list == "club" && n.is_multiple_of(5) { format!("{name}x") } else { name };
        [format!("{list}{n}"), name, format!("20{:02}-{:02}-{:02}", 5 + n % 11, 1 + n % 12, 1 + n * 13 % 28)]
    };
    ["school", "club"].map(|list| (0..300).filter(|n| list == "school" || n % 3 != 0).map(|n| child(list, n)).collect())
}

fn columns(stream: &[u8]) -> Vec<(String, Column)> {
    let batches = Batches::read(stream).expect("a stream");
    let text = |name: &str| Column::Text(batches.texts(name).expect("text").into_iter().map(str::to_owned).collect());
    let whole = |name: &str| batches.numbers(name).map(Column::Whole);
    batches.names().map(|name| (name.to_owned(), whole(name).unwrap_or_else(|_| text(name)))).collect()
}

/// The lines of columns for which `keep` says so by their number in the column `by`.
fn some(columns: &[(String, Column)], keep: impl Fn(usize) -> bool) -> Vec<u8> {
    fn kept<T: Clone>(list: &[T], keep: &impl Fn(usize) -> bool) -> Vec<T> {
        list.iter().enumerate().filter(|(line, _)| keep(*line)).map(|(_, cell)| cell.clone()).collect()
    }
    let of = |(name, column): &(String, Column)| {
        let own = match column {
            Column::Text(cells) => Column::Text(kept(cells, &keep)),
            Column::Whole(cells) => Column::Whole(kept(cells, &keep)),
            Column::Real(cells) => Column::Real(kept(cells, &keep)),
        };
        (name.clone(), own)
    };
    let mut out = Vec::new();
    write(&columns.iter().map(of).collect::<Vec<_>>(), &mut out).expect("written");
    out
}

/// The lines of one list behind those of another.
fn joined(mut one: Vec<(String, Column)>, other: Vec<(String, Column)>) -> Vec<(String, Column)> {
    for (column, more) in one.iter_mut().zip(other) {
        match (&mut column.1, more.1) {
            (Column::Text(cells), Column::Text(more)) => cells.extend(more),
            (Column::Whole(cells), Column::Whole(more)) => cells.extend(more),
            _ => panic!("columns keep their type"),
        }
    }
    one
}

#[test]
fn two_machines_write_the_pairs_of_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("recipe.toml"), RECIPE).expect("written");
    let lists = lists();
    for (name, list) in ["school", "club"].iter().zip(&lists) {
        let text: String = list.iter().map(|cells| format!("{}\n", cells.join(","))).collect();
        std::fs::write(path(&format!("{name}.csv")), format!("number,name,birth\n{text}")).expect("written");
    }
    link_files(&LinkFilesRequest {
        recipe: path("recipe.toml"),
        files: vec![path("school.csv"), path("club.csv")],
        pairs: Some(path("pairs.csv")),
        clusters: None,
        threshold: None,
        trained: None,
        save_trained: Some(path("trained.toml")),
        memory: None,
        report: None,
        explain: None,
    })
    .expect("linked");
    let (recipe, trained) = (path("recipe.toml"), path("trained.toml"));
    let work = |step: Step, input: &[u8]| {
        let request = PartitionRequest { recipe: &recipe, trained: &trained, threshold: None, step };
        let mut out = Vec::new();
        partition(&request, input, &mut out).map(|_| out)
    };

    let cell = |at: usize| lists.iter().flatten().map(|cells| cells[at].clone()).collect::<Vec<_>>();
    let source: Vec<String> =
        ["school", "club"].iter().zip(&lists).flat_map(|(name, list)| vec![(*name).to_owned(); list.len()]).collect();
    let records = vec![
        ("mimamori_source".to_owned(), Column::Text(source)),
        ("number".to_owned(), Column::Text(cell(0))),
        ("name".to_owned(), Column::Text(cell(1))),
        ("birth".to_owned(), Column::Text(cell(2))),
    ];
    let keyed: Vec<Vec<(String, Column)>> = (0..2)
        .map(|machine| columns(&work(Step::Keys, &some(&records, |line| line % 2 == machine)).expect("keys")))
        .collect();
    let mut pairs: BTreeSet<(Vec<String>, i64)> = BTreeSet::new();
    for machine in 0..2 {
        // Spark hands over all records of a block in one stream.
        let mut all: Vec<(String, Column)> = Vec::new();
        for part in &keyed {
            let Column::Whole(blocks) = &part[0].1 else { panic!("blocks are numbers") };
            let own = columns(&some(part, |line| blocks[line].rem_euclid(2) == machine));
            all = if all.is_empty() { own } else { joined(all, own) };
        }
        let found = columns(&work(Step::Pairs, &some(&all, |_| true)).expect("pairs"));
        let [Column::Text(a), Column::Text(b), Column::Text(c), Column::Text(d), Column::Whole(weight)] =
            [&found[0].1, &found[1].1, &found[2].1, &found[3].1, &found[4].1]
        else {
            panic!("four texts and a number")
        };
        for line in 0..weight.len() {
            pairs.insert((vec![a[line].clone(), b[line].clone(), c[line].clone(), d[line].clone()], weight[line]));
        }
    }
    let text = |at: usize| Column::Text(pairs.iter().map(|(names, _)| names[at].clone()).collect());
    let list = vec![
        ("source_l".to_owned(), text(0)),
        ("key_l".to_owned(), text(1)),
        ("source_r".to_owned(), text(2)),
        ("key_r".to_owned(), text(3)),
        ("weight".to_owned(), Column::Whole(pairs.iter().map(|(_, weight)| *weight).collect())),
    ];
    let settled = work(Step::Settle, &some(&list, |_| true)).expect("settled");
    let batches = Batches::read(settled.as_slice()).expect("a stream");
    let texts = |name: &str| batches.texts(name).expect("text");
    let weights = batches.numbers("weight").expect("numbers");
    let names = [texts("source_l"), texts("key_l"), texts("source_r"), texts("key_r")];
    let told: Vec<String> = (0..weights.len())
        .map(|line| {
            let names: Vec<&str> = names.iter().map(|column| column[line]).collect();
            format!("{},{:.3}", names.join(","), weights[line] as f64 / 1_000.0)
        })
        .collect();
    let single = std::fs::read_to_string(path("pairs.csv")).expect("pairs");
    let expected: Vec<&str> =
        single.lines().skip(1).filter_map(|line| line.rsplit_once(',')).map(|cut| cut.0).collect();
    assert!(expected.len() > 150, "{} pairs", expected.len());
    assert_eq!(told, expected);

    let twice = work(Step::Settle, &some(&list, |_| true).repeat(1)[..20]);
    assert!(twice.expect_err("cut off").to_string().contains("Arrow IPC"));
    let lacking = vec![("number".to_owned(), Column::Text(vec!["1".to_owned()]))];
    assert!(
        work(Step::Keys, &some(&lacking, |_| true)).expect_err("no source").to_string().contains("mimamori_source")
    );
    let doubled = some(&records, |line| line < 2);
    let both = columns(&doubled);
    let double = joined(columns(&doubled), both);
    assert!(work(Step::Keys, &some(&double, |_| true)).is_err(), "a record that stands twice is told");
    // The same id in the parts of two machines: each makes its keys, the block of the record itself brings them together.
    let of_first = columns(&some(&keyed[0], |line| line < 4));
    let again = columns(&some(&of_first, |line| line == 1));
    let both = joined(of_first, again);
    let error = work(Step::Pairs, &some(&both, |_| true)).expect_err("an id that stands twice").to_string();
    assert!(error.contains("several records have one id"), "{error}");
    let mut strange = columns(&some(&records, |line| line == 0));
    strange[0].1 = Column::Text(vec!["kindergarten".to_owned()]);
    let error = work(Step::Keys, &some(&strange, |_| true)).expect_err("an unknown source").to_string();
    assert!(!error.contains("kindergarten") && error.contains("1行目") && error.contains("school、club"), "{error}");
    let mut named_alike = columns(&some(&records, |line| line == 0));
    named_alike[3].0 = "name".to_owned();
    let error = work(Step::Keys, &some(&named_alike, |_| true)).expect_err("a name twice").to_string();
    assert!(error.contains("3列目と4列目の名前が同じ"), "{error}");
    let mut long = columns(&some(&records, |line| line < 3));
    long[2].1 = Column::Text(["a", "b"].map(str::to_owned).into_iter().chain(["山".repeat(32_768)]).collect());
    let error = work(Step::Keys, &some(&long, |_| true)).expect_err("a long cell").to_string();
    assert!(error.contains("3行目の name が長すぎます"), "{error}");

    // Two pairs and what is none.
    let pair = |names: [&str; 4], weight: i64| {
        let text = |at: usize| Column::Text(vec![names[at].to_owned()]);
        [("source_l", text(0)), ("key_l", text(1)), ("source_r", text(2)), ("key_r", text(3))]
            .into_iter()
            .chain([("weight", Column::Whole(vec![weight]))])
            .map(|(name, column)| (name.to_owned(), column))
            .collect::<Vec<_>>()
    };
    let refused =
        |list: &[(String, Column)]| work(Step::Settle, &some(list, |_| true)).expect_err("refused").to_string();
    let turned = work(Step::Settle, &some(&pair(["school", "1", "club", "2"], 9_000), |_| true)).expect("settled");
    let turned = Batches::read(turned.as_slice()).expect("a stream");
    assert_eq!(turned.texts("source_l").expect("text"), ["club"], "the smaller name stands on the left");
    assert!(refused(&pair(["school", "1", "school", "1"], 9_000)).contains("1行目は組ではありません"));
    assert!(refused(&pair(["school", "1", "club", "2"], i64::from(i32::MAX) + 1)).contains("1行目は組ではありません"));
    let unknown = refused(&pair(["school", "1", "other", "2"], 9_000));
    assert!(!unknown.contains("other") && unknown.contains("1行目の source_r"), "{unknown}");
    let twice = joined(pair(["school", "1", "club", "2"], 9_000), pair(["club", "2", "school", "1"], 9_000));
    assert!(refused(&twice).contains("同じ組が1回よぶん"));
}
