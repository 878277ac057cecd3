//! Lists made with known shares of agreement: the estimation finds these shares again, without being told which records are one person.

use linkage::{FileOptions, FileTable, Recipe, link_files};
use proptest::prelude::*;

const RECIPE: &str = r#"
link = "link"
[input]
id = "id"
[[block]]
on = ["a"]
[[block]]
on = ["b"]
[[block]]
on = ["c", "d"]
[[compare]]
field = "a"
levels = ["exact", "damerau <= 1"]
[[compare]]
field = "b"
levels = ["exact", "damerau <= 1"]
[[compare]]
field = "c"
levels = ["exact", "damerau <= 1"]
[[compare]]
field = "d"
levels = ["exact", "damerau <= 1"]
[estimate]
random_pairs = 400000
"#;

/// How one field is made.
#[derive(Debug, Clone)]
struct Field {
    /// Equally likely values.
    values: u64,
    /// Share of persons with the same value in both lists.
    same: f64,
    /// Share with a mistyped last letter in the second list; the others have another value there.
    mistyped: f64,
    /// Share of cells that are empty.
    missing: f64,
}

fn field(values: std::ops::Range<u64>) -> impl Strategy<Value = Field> {
    (values, 0.75..0.95_f64, 0.0..0.05_f64, 0.0..0.08_f64).prop_map(|(values, same, mistyped, missing)| Field {
        values,
        same,
        mistyped,
        missing,
    })
}

/// Two lists and what is known of them.
struct Lists {
    texts: [String; 2],
    /// Persons in both.
    both: u64,
    /// Per field: persons recorded in both lists whose values are the same, mistyped, others; as shares of all three.
    levels: Vec<[f64; 3]>,
}

fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn lists(people: u64, fields: &[Field], share_in_both: f64, seed: u64) -> Lists {
    let mut texts = [String::from("id,a,b,c,d\n"), String::from("id,a,b,c,d\n")];
    let mut counts = vec![[0.0; 3]; fields.len()];
    let mut both = 0;
    for person in 0..people {
        let draw = |at: usize, what: u64| mix(mix(mix(seed).wrapping_add(at as u64 * 31 + what)) ^ mix(person));
        let part = |at: usize, what: u64| (draw(at, what) >> 11) as f64 / (1_u64 << 53) as f64;
        let in_both = part(9, 9) < share_in_both;
        both += u64::from(in_both);
        let mut rows = [person.to_string(), person.to_string()];
        for (at, field) in fields.iter().enumerate() {
            let word = |copy: u64| format!("{:08x}", mix(draw(at, copy) % field.values) >> 32);
            let own = word(0);
            let luck = part(at, 2);
            let other = if luck < field.same {
                own.clone()
            } else if luck < field.same + field.mistyped {
                format!("{}z", &own[..7])
            } else {
                word(1)
            };
            let empty = [3, 4].map(|side| part(at, side) < field.missing);
            if in_both && empty == [false, false] {
                let level = if other == own { 0 } else { 2 - usize::from(other.ends_with('z')) };
                counts[at][level] += 1.0;
            }
            for (row, (text, empty)) in rows.iter_mut().zip([own, other].into_iter().zip(empty)) {
                row.push(',');
                row.push_str(if empty { "" } else { &text });
            }
        }
        let present = [true, in_both];
        for ((text, row), _) in texts.iter_mut().zip(&rows).zip(present).filter(|(_, present)| *present) {
            text.push_str(row);
            text.push('\n');
        }
    }
    let shares = |counts: &[f64; 3]| counts.map(|count| count / counts.iter().sum::<f64>());
    Lists { texts, both, levels: counts.iter().map(shares).collect() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn known_shares_are_found_again(
        people in 3_000..5_000_u64,
        fields in (field(1_500..4_000), field(500..1_200), field(60..200), field(8..30)),
        share_in_both in 0.4..0.9_f64,
        seed in any::<u64>(),
    ) {
        let fields = [fields.0, fields.1, fields.2, fields.3];
        let made = lists(people, &fields, share_in_both, seed);
        let recipe = Recipe::parse(RECIPE).expect("recipe");
        let read = |at: usize| FileTable::read(&recipe, at, ["left", "right"][at], made.texts[at].as_bytes()).expect("readable");
        let tables = [read(0), read(1)];
        let report = link_files(&recipe, &tables, FileOptions::default()).expect("fits").report;
        prop_assert_eq!(report.levels.len(), 3 * fields.len());
        for (at, (levels, known)) in report.levels.chunks(3).zip(&made.levels).enumerate() {
            for (level, known) in levels.iter().zip(known) {
                prop_assert!((level.same - known).abs() < 0.03, "m of {} {}: {} for {known}", level.field, level.level, level.same);
            }
            let chance = 1.0 / fields[at].values as f64;
            let found = levels[0].different / chance;
            prop_assert!((0.8..1.25).contains(&found), "u of {}: {found} times the known one", levels[0].field);
        }
        let known = made.both as f64 / (tables[0].rows as f64 * tables[1].rows as f64);
        let found = report.prior / known;
        prop_assert!((0.88..1.05).contains(&found), "prior: {found} times the known one");
    }
}
