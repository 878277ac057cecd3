//! Files handed in: what is counted, and what is said of a bad one.

use domain::Weight;

use super::super::{Mark, PairMeasures};
use super::*;

const TRUTH: &str = "source,key,cluster\na,1,X\na,2,Y\nb,1,X\nb,2,Y\nb,3,\n";
const PAIRS: &str = "source_l,key_l,source_r,key_r,weight,probability\n";

fn fault(truth: &str, clusters: Option<&str>, pairs: Option<&str>) -> String {
    let fault = files(truth, clusters, pairs).expect_err("a fault");
    format!("{:?} {fault}", fault.file)
}

#[test]
fn the_universe_is_the_truth() {
    // c was not clustered, x is not in the truth.
    let clusters = "source,key,cluster\nf,a,1\nf,b,1\nf,x,1\n";
    let found = files("key,cluster\na,9\nb,9\nc,9\n", Some(clusters), None).expect("read");
    let pairs = found.clusters.expect("asked for").pairs;
    assert_eq!(pairs, PairMeasures { records: 3, true_pairs: 1, false_pairs: 0, missed_pairs: 2 });
    assert_eq!(found.pairs, None);
}

#[test]
fn a_cluster_without_a_name_is_a_person_of_one_record() {
    let truth = "key,cluster\na,\nb,\nc,1\n";
    let found = files(truth, Some("key,cluster\na,\nb,5\nc,5\n"), None).expect("read").clusters.expect("asked for");
    assert_eq!(found.pairs, PairMeasures { records: 3, true_pairs: 0, false_pairs: 1, missed_pairs: 0 });
    assert_eq!((found.clusters.real, found.clusters.found), (3, 2));
}

#[test]
fn pairs_are_told_apart_by_source_and_those_outside_the_truth_are_not_counted() {
    let pairs =
        format!("{PAIRS}a,1,b,1,10.000,0.999024\nb,2,a,2,3.000,0.888889\na,1,b,3,2.000,0.800000\na,1,b,9,1.0,0.6\n");
    let found = files(TRUTH, None, Some(&pairs)).expect("read").pairs.expect("asked for");
    assert_eq!((found.pairs, found.outside, found.lowest), (3, 1, Some(Weight(2_000))));
    assert_eq!(found.thresholds.file, PairMeasures { records: 5, true_pairs: 2, false_pairs: 1, missed_pairs: 0 });
    assert_eq!(found.thresholds.marked(Mark::Best).map(|row| row.threshold), Some(Weight(3_000)));
    assert_eq!(found.reliability.bands[1].pairs, 2);
    // The same pairs in another order, and without the probability, which the weight says too.
    let turned = "weight,source_r,key_r,source_l,key_l\n2,b,3,a,1\n10,a,1,b,1\n1,b,9,a,1\n3,b,2,a,2\n";
    assert_eq!(files(TRUTH, None, Some(turned)).expect("read").pairs, Some(found));
    // No pair at all: everything is missed.
    let none = files(TRUTH, None, Some(PAIRS)).expect("read").pairs.expect("asked for");
    assert_eq!((none.lowest, none.thresholds.file.missed_pairs, none.thresholds.rows.len()), (None, 2, 0));
}

#[test]
fn order_of_lines_and_names_of_clusters_do_not_change_a_figure() {
    let truth = "key,cluster\n1,a\n2,a\n3,a\n4,b\n5,b\n6,c\n7,c\n";
    let back = "key,cluster\n7,x\n4,z\n6,x\n1,w\n3,w\n5,z\n2,w\n";
    let clusters = Some("key,cluster\n1,1\n2,1\n3,2\n4,2\n5,3\n6,3\n7,3\n");
    assert_eq!(files(truth, clusters, None), files(back, clusters, None));
}

#[test]
fn bad_files_are_named_with_line_and_cure() {
    let clusters = Some("source,key,cluster\na,1,1\n");
    say(&[
        (
            fault("id,cluster\na,9\n", clusters, None),
            "Truth 1行目: 見出しに列 key がありません。 1行目を [source,]key,cluster の見出しにしてください（[ ] の列はなくてもかまいません）。",
        ),
        (
            fault("key,cluster\n1,9\n\n1,8\n", clusters, None),
            "Truth 4行目: 前の行と key が同じ記録です。 source の列を、正解と照合するファイルの両方に付けるか、重なりを除いてください。",
        ),
        (
            fault("key,cluster\n", clusters, None),
            "Truth 1行目: 正解に記録が1件もありません。 正解のある行を見出しの下に入れてください。",
        ),
        (
            fault("key,cluster\n1,9\n ,9\n", clusters, None),
            "Truth 3行目: key が空です。 どの記録の行かを key に入れてください。",
        ),
        (
            fault("key,cluster\n1,9\n", Some("source,key,cluster\na,1,1\nb,1,2\n"), None),
            "Clusters 3行目: 前の行と同じ記録です。 source の列を、正解と照合するファイルの両方に付けるか、重なりを除いてください。",
        ),
        (
            fault("source,key,cluster\nA,1,9\n", clusters, None),
            "Clusters 2行目: 正解にある記録が、このファイルに1件もありません。 source と key の書き方を正解と揃えてください（最初の source は正解では「A」、このファイルでは「a」）。",
        ),
        (
            fault(TRUTH, None, Some(&format!("{PAIRS}a,1,b,1,much,0.9\n"))),
            "Pairs 2行目: weight が数ではありません。 重み（ビット）を 12.345 のように入れてください。",
        ),
        (
            fault(TRUTH, None, Some(&format!("{PAIRS}a,1,b,1,3.0,88.8\n"))),
            "Pairs 2行目: probability が0から1までの数ではありません。 確率を 0.987654 のように入れるか、空にしてください。",
        ),
        (
            fault(TRUTH, None, Some(&format!("{PAIRS}a,1,b,1,3.0,\na,1,b,2,3.0,\nb,1,a,1,3.0,\n"))),
            "Pairs 4行目: 2行目と同じ組です。 source の列を、正解と照合するファイルの両方に付けるか、重なりを除いてください。",
        ),
        (
            fault("key,cluster\n1,9\n2,9\n", None, Some(&format!("{PAIRS}a,1,b,1,3.0,\n"))),
            "Pairs 2行目: 左と右が同じ記録です。 source の列を、正解と照合するファイルの両方に付けるか、重なりを除いてください。",
        ),
        (
            fault(TRUTH, None, Some(&format!("{PAIRS}x,1,y,1,3.0,\n"))),
            "Pairs 2行目: 正解にある記録が、このファイルに1件もありません。 source と key の書き方を正解と揃えてください（最初の source は正解では「a」、このファイルでは「x」）。",
        ),
    ]);
}

fn say(cases: &[(String, &str)]) {
    for (said, expected) in cases {
        assert_eq!(said, expected);
    }
}
