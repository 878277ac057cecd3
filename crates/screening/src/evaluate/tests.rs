//! The figures on lists small enough to check by hand.

use super::*;

fn child(score: i64, signal: bool, label: bool, tie: u64) -> Labelled {
    Labelled { score, signal, label, tie }
}

#[test]
fn four_children_checked_by_hand() {
    let children =
        [child(5, true, true, 1), child(3, true, false, 2), child(2, false, true, 3), child(0, false, false, 4)];
    let figures = evaluate(&children);
    assert_eq!(figures.precision.unwrap().value, 0.5);
    assert_eq!(figures.recall.unwrap().value, 0.5);
    assert_eq!(figures.f1, Some(0.5));
    // Of four pairs true-other, three are in the right order.
    assert_eq!(figures.auc.unwrap().value, 0.75);
    assert_eq!(figures.base_rate.value, 0.5);
}

#[test]
fn scores_that_say_nothing_have_an_area_of_one_half_whatever_the_ids() {
    let same: Vec<Labelled> = (0..100).map(|n| child(0, false, n < 10, n)).collect();
    let figures = evaluate(&same);
    assert_eq!(figures.auc.unwrap().value, 0.5);
    let five = figures.at_capacity.iter().find(|at| at.percent == 5).unwrap();
    assert_eq!(five.children, 5);
    assert!((five.precision.value - 0.1).abs() < 1e-12, "ties at the edge count by their share");
    assert!((five.lift.unwrap() - 1.0).abs() < 1e-12);
}

#[test]
fn a_perfect_score_and_an_empty_list() {
    let children: Vec<Labelled> = (0..200).map(|n| child(i64::from(n < 4), n < 4, n < 4, n as u64)).collect();
    let figures = evaluate(&children);
    assert_eq!(figures.auc.unwrap().value, 1.0);
    assert_eq!(figures.at_capacity[1].precision.value, 1.0);
    assert_eq!(figures.at_capacity[2].precision.value, 0.4);
    let empty = evaluate(&[]);
    assert_eq!((empty.precision, empty.auc, empty.children), (None, None, 0));
}

#[test]
fn an_interval_is_wide_when_little_is_known() {
    let (few, many) = (Interval::of_share(3.0, 4.0), Interval::of_share(300.0, 400.0));
    assert!(few.high - few.low > 3.0 * (many.high - many.low));
    assert!(few.low > 0.29 && few.low < 0.31, "Wilson's lower end of 3 in 4 is 0.30");
}
