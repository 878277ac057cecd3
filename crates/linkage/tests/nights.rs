//! Night after night with the weights that were learned once: new, changed and deleted records give the persons a full run with the same
//! weights would find, and the weights of a pair are those of the day before.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use domain::Table;
use linkage::{LearnedFor, LinkInput, LinkOutcome, Previous, ResidentRecipe, ResidentWeights, WeightsOrigin, link};
use proptest::prelude::*;
use support::{KEY, build, previous_after};

type Row = Vec<String>;

/// A resident, and what a school writes of the same child.
fn resident(number: usize, names: usize) -> [Row; 2] {
    let surname = ["佐藤", "鈴木", "高橋", "勘解由小路"][names % 4];
    let (given, kana) = [("蒼", "アオイ"), ("葵", "アオイ"), ("湊", "ミナト"), ("陽菜", "ヒナ")][names / 4 % 4];
    let birth = format!("201{}-0{}-1{}", names / 16 % 5, 1 + names / 80 % 9, number % 3);
    let address = format!("見本市緑町{}-{}", number / 3 + 1, names % 2 + 1);
    let written = if names.is_multiple_of(7) { "田中" } else { surname };
    let list = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
    [
        list(&[&format!("{}", 1_000 + number), &format!("{surname} {given}"), kana, &birth, &address]),
        list(&[
            &format!("S{number}"),
            &format!("{written} {given}"),
            kana,
            if names.is_multiple_of(5) { "" } else { &birth },
            &address,
        ]),
    ]
}

fn tables(rows: &BTreeMap<usize, usize>) -> Vec<Table> {
    let both: Vec<[Row; 2]> = rows.iter().map(|(number, names)| resident(*number, *names)).collect();
    let of = |at: usize| both.iter().map(|rows| rows[at].clone()).collect::<Vec<_>>();
    vec![
        build(1, "register", &["unique"], &["atena", "name", "kana", "birth", "address"], &of(0)),
        build(2, "school", &["unique"], &["seat", "name", "kana", "birth", "address"], &of(1)),
    ]
}

fn night(rows: &BTreeMap<usize, usize>, previous: &Previous, weights: Option<&ResidentWeights>) -> LinkOutcome {
    link(&LinkInput {
        tables: &tables(rows),
        key_columns: &[vec![0], vec![0]],
        decisions: &[],
        previous,
        recipe: &ResidentRecipe { weights: weights.cloned(), ..ResidentRecipe::default() },
        fingerprint_key: &KEY,
    })
}

/// Which records are together, whatever the persons are called.
fn together(outcome: &LinkOutcome) -> BTreeSet<BTreeSet<u64>> {
    let mut persons: BTreeMap<u32, BTreeSet<u64>> = BTreeMap::new();
    for found in &outcome.resolutions {
        for (key, person) in found.keys.iter().zip(&found.persons) {
            persons.entry(*person).or_default().insert(key.0);
        }
    }
    persons.into_values().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_night_finds_the_persons_of_a_full_run_with_the_same_weights(
        first in proptest::collection::vec(0_usize..700, 40..60),
        nights in proptest::collection::vec(proptest::collection::vec((0_usize..64, 0_usize..700, 0_usize..3), 1..5), 1..4),
    ) {
        let mut rows: BTreeMap<usize, usize> = first.into_iter().enumerate().collect();
        let learned = night(&rows, &Previous::default(), None);
        prop_assert_eq!(learned.report.origin, WeightsOrigin::Learned(LearnedFor::First));
        // As they come back from where they are kept.
        let text = learned.weights.as_ref().map(|weights| weights.to_text().expect("written")).expect("learned");
        let weights = ResidentWeights::parse(&text).expect("as written");
        let mut previous = previous_after(&Previous::default(), &learned);
        for changes in nights {
            for (number, names, change) in changes {
                // A resident comes, or is corrected; one leaves.
                if change == 0 { rows.remove(&number); } else { rows.insert(number, names); }
            }
            let found = night(&rows, &previous, Some(&weights));
            prop_assert_eq!(found.report.origin, WeightsOrigin::Kept(weights.records()));
            prop_assert!(found.weights.is_none() && found.report.levels == learned.report.levels);
            let full = night(&rows, &Previous::default(), Some(&weights));
            prop_assert_eq!(together(&found), together(&full));
            let pairs = |outcome: &LinkOutcome| {
                outcome.waiting.iter().map(|pair| (pair.left_key, pair.right_key, pair.weight)).collect::<BTreeSet<_>>()
            };
            prop_assert_eq!(pairs(&found), pairs(&full));
            previous = previous_after(&previous, &found);
        }
    }
}

#[test]
fn weights_are_learned_anew_when_the_town_is_no_longer_the_one_they_were_learned_from() {
    let town = |people: usize| (0..people).map(|number| (number, number * 37 % 700)).collect::<BTreeMap<_, _>>();
    let weights = night(&town(100), &Previous::default(), None).weights.expect("learned");
    let origin = |rows: &BTreeMap<usize, usize>, weights: &ResidentWeights| {
        night(rows, &Previous::default(), Some(weights)).report.origin
    };
    for (people, origin_then) in [
        (70, WeightsOrigin::Kept(weights.records())),
        (140, WeightsOrigin::Kept(weights.records())),
        (60, WeightsOrigin::Learned(LearnedFor::Records(weights.records()))),
        (160, WeightsOrigin::Learned(LearnedFor::Records(weights.records()))),
    ] {
        assert_eq!(origin(&town(people), &weights), origin_then, "{people} people");
    }
    // Kept weights are those of the day they were learned: a run that learns weighs otherwise.
    let grown = night(&town(140), &Previous::default(), Some(&weights));
    assert_ne!(grown.report.levels, night(&town(140), &Previous::default(), None).report.levels);
    // The day telephones are delivered, they are learned.
    let mut with_phones = tables(&town(100));
    let phones: Vec<Row> =
        (0..100).map(|number| vec![format!("{}", 1_000 + number), format!("042-500-{number:04}")]).collect();
    with_phones.push(build(3, "phones", &[], &["atena", "phone"], &phones));
    let found = link(&LinkInput {
        tables: &with_phones,
        key_columns: &[vec![0], vec![0], vec![0]],
        decisions: &[],
        previous: &Previous::default(),
        recipe: &ResidentRecipe { weights: Some(weights.clone()), ..ResidentRecipe::default() },
        fingerprint_key: &KEY,
    });
    assert!(matches!(found.report.origin, WeightsOrigin::Learned(LearnedFor::Field(_))), "{:?}", found.report.origin);
    // Where answers teach, each run learns.
    let taught = link(&LinkInput {
        tables: &tables(&town(100)),
        key_columns: &[vec![0], vec![0]],
        decisions: &[],
        previous: &Previous::default(),
        recipe: &ResidentRecipe { weights: Some(weights), learn_from_decisions: true, ..ResidentRecipe::default() },
        fingerprint_key: &KEY,
    });
    assert_eq!(taught.report.origin, WeightsOrigin::Learned(LearnedFor::Answers));
    assert_eq!(taught.weights, None, "when answers no longer teach, nothing is left of them");
}
