//! Stories of the trend analysis: a town in which allowances go with consultations, and hair colour does not.

use domain::{PersonId, Weight};

use super::*;

fn traits() -> Vec<Trait> {
    [("allowance", "児童扶養手当", true), ("hair", "髪の色", true), ("single", "ひとり親", false)]
        .map(|(id, title, counts)| Trait { id: id.into(), title: title.into(), counts })
        .to_vec()
}

/// `known` of 1,000 children are known; an allowance is three times as common among them.
fn town(known: u32) -> Vec<Child> {
    (1..=1_000)
        .map(|n| {
            let is_known = n <= known;
            let yes = |flag: bool| if flag { Answer::Yes } else { Answer::No };
            Child {
                person: PersonId(n),
                known: is_known,
                answers: vec![yes(n % 10 < if is_known { 6 } else { 2 }), yes(n % 2 == 0), Answer::Unknown],
            }
        })
        .collect()
}

#[test]
fn an_allowance_is_three_times_as_common_among_known_families() {
    let trends = run(&traits(), &town(100));
    let row = &trends.traits[0];
    let (low, high) = row.interval.expect("told");
    let ratio = row.ratio.expect("told");
    assert!(low < 3.0 && 3.0 < high && (2.5..3.5).contains(&ratio), "{row:?}");
    assert_eq!(row.known_count, Some(60));
}

#[test]
fn what_nobody_recorded_is_neither_yes_nor_no() {
    let row = &run(&traits(), &town(100)).traits[2];
    assert_eq!((row.known, row.ratio, row.known_unknown), (Share::Unrecorded, None, 100));
}

#[test]
fn a_sum_is_its_parts_and_never_falls() {
    let trends = run(&traits(), &town(100));
    assert_eq!(trends.similar.len(), 900);
    for one in &trends.similar {
        assert_eq!(one.sum, one.parts.iter().map(|part| part.weight).sum::<Weight>());
        assert!(one.parts.iter().all(|part| part.weight > Weight(0)));
        assert!(one.parts.iter().all(|part| part.place != 2), "context is described, not counted");
    }
    assert!(trends.similar[0].sum > trends.similar[899].sum);
}

#[test]
fn the_check_on_held_out_families_beats_the_base_rate_and_says_by_how_much() {
    let check = run(&traits(), &town(100)).held_out.expect("enough families");
    assert!(check.auc > 0.6 && check.interval.0 < check.auc && check.auc < check.interval.1, "{check:?}");
    assert!((check.base_rate - 0.1).abs() < 1e-9);
    assert!(check.precision > check.base_rate);
}

#[test]
fn twenty_families_are_too_few_to_learn_from() {
    let trends = run(&traits(), &town(20));
    assert!(trends.too_few && trends.similar.is_empty() && trends.held_out.is_none());
}

#[test]
fn fewer_than_ten_children_are_not_told() {
    let mut children = town(100);
    for child in children.iter_mut().filter(|child| child.known) {
        child.answers[1] = if child.person.0 <= 7 { Answer::Yes } else { Answer::No };
    }
    let row = &run(&traits(), &children).traits[1];
    assert_eq!((row.known, row.known_count, row.ratio), (Share::Suppressed, None, None));
}

#[test]
fn the_order_of_children_does_not_matter() {
    let children = town(100);
    let backwards: Vec<Child> = children.iter().rev().cloned().collect();
    assert_eq!(run(&traits(), &children), run(&traits(), &backwards));
}
