//! `mimamori evaluate linkage`: the figures for people and for machines.

use app::evaluate::{ClusterMeasures, Compared, Estimate, FilesEvaluated, LinkageEvaluated, PairMeasures};
use serde_json::{Map, Value, json};

use super::pairs;

/// A figure with its 95 % interval, for people.
pub(super) fn figure(estimate: Estimate) -> String {
    format!("{:.4}（{:.4}〜{:.4}）", estimate.value, estimate.low, estimate.high)
}

/// A figure with its 95 % interval, for machines.
pub(super) fn figure_json(estimate: Estimate) -> Value {
    json!({"value": estimate.value, "low": estimate.low, "high": estimate.high})
}

/// Precision, recall and F1 of pairs in one line.
pub(super) fn pairs_line(measures: &PairMeasures) -> String {
    let [precision, recall, f1] = measures.estimates().map(figure);
    format!("適合率 {precision}、再現率 {recall}、F1 {f1}")
}

/// Pairs and clusters for people; `unit` is what the truth lists (記載, 記録).
pub fn compared_words(compared: &Compared, unit: &str) -> String {
    let (m, c) = (&compared.pairs, &compared.clusters);
    let [precision, recall, f1] = m.estimates().map(figure);
    let mut text = format!(
        "名寄せの評価（正解にある{unit}{}件の組。かっこ内は95％信頼区間）\n  適合率 {precision}\n  再現率 {recall}\n  F1     {f1}\n  正しい組 {}、誤った組 {}、見落とした組 {}\n",
        m.records, m.true_pairs, m.false_pairs, m.missed_pairs,
    );
    text.push_str(&format!(
        "  {unit}ごとに見た評価（B³）: 適合率 {}、再現率 {}、F1 {}\n",
        figure(c.precision),
        figure(c.recall),
        figure(c.f1)
    ));
    text.push_str(&format!(
        "  まとまり（同じ人の{unit}）: 名寄せで{}、正解で{}。正解と完全に一致 {}、割合 {}\n",
        c.found,
        c.real,
        c.exact,
        figure(c.exact_share())
    ));
    text.push_str(&format!(
        "    うち正解で2件以上のまとまり {}: 完全に一致 {}、割合 {}\n",
        c.real_many,
        c.exact_many,
        figure(c.exact_many_share())
    ));
    text.push_str(&format!("  最大のまとまり: 名寄せで{}件、正解で{}件\n", c.largest_found, c.largest_real));
    text
}

/// The links of an installation, for people.
pub fn links_words(found: &LinkageEvaluated) -> String {
    let mut text = compared_words(&found.compared, "記載");
    text.push_str("  連携元ごと（その連携元の記載を1件以上含む組）\n");
    for one in &found.sources {
        let [precision, recall, _] = one.pairs.estimates().map(figure);
        text.push_str(&format!(
            "    {}（{}） 記載{}件\n      適合率 {precision}、再現率 {recall}、誤った組 {}、見落とした組 {}\n",
            one.title, one.source, one.pairs.records, one.pairs.false_pairs, one.pairs.missed_pairs,
        ));
    }
    let records = found.compared.pairs.records;
    text.push_str(&format!(
        "  確認待ちの組にある記載 {}件（{:.2}％）、誰とも決まらない記載 {}件\n",
        found.waiting,
        share(found.waiting, records) * 100.0,
        found.unresolved
    ));
    text
}

/// Files of `link-files`, for people.
pub fn files_words(found: &FilesEvaluated) -> String {
    let mut text = String::new();
    if let Some(compared) = &found.clusters {
        text.push_str(&compared_words(compared, "記録"));
    }
    if let Some(pairs) = &found.pairs {
        text.push_str(&pairs::words(pairs));
    }
    text
}

/// Figures of pairs, for machines.
pub(super) fn measures_json(m: &PairMeasures) -> Map<String, Value> {
    let ends = |(low, high): (f64, f64)| json!([low, high]);
    let entries = [
        ("records", json!(m.records)),
        ("precision", json!(m.precision())),
        ("recall", json!(m.recall())),
        ("f1", json!(m.f1())),
        ("precision_interval", ends(m.precision_interval())),
        ("recall_interval", ends(m.recall_interval())),
        ("f1_interval", ends(m.f1_interval())),
        ("true_pairs", json!(m.true_pairs)),
        ("false_pairs", json!(m.false_pairs)),
        ("missed_pairs", json!(m.missed_pairs)),
    ];
    entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn compared_json(compared: &Compared) -> Map<String, Value> {
    let c: &ClusterMeasures = &compared.clusters;
    let mut object = measures_json(&compared.pairs);
    object.insert(
        "b_cubed".to_owned(),
        json!({"precision": figure_json(c.precision), "recall": figure_json(c.recall), "f1": figure_json(c.f1)}),
    );
    object.insert(
        "clusters".to_owned(),
        json!({
            "found": c.found, "true": c.real, "exact": c.exact, "exact_share": figure_json(c.exact_share()),
            "true_of_two_or_more": c.real_many, "exact_of_two_or_more": c.exact_many,
            "exact_share_of_two_or_more": figure_json(c.exact_many_share()),
            "largest_found": c.largest_found, "largest_true": c.largest_real,
        }),
    );
    object
}

/// The links of an installation, for machines.
pub fn links_json(found: &LinkageEvaluated) -> Value {
    let mut object = compared_json(&found.compared);
    let sources: Vec<Value> = found
        .sources
        .iter()
        .map(|one| {
            let mut object = measures_json(&one.pairs);
            object.insert("source".to_owned(), json!(one.source));
            object.insert("title".to_owned(), json!(one.title));
            Value::Object(object)
        })
        .collect();
    object.insert("sources".to_owned(), json!(sources));
    let records = found.compared.pairs.records;
    object.insert("waiting".to_owned(), json!({"mentions": found.waiting, "share": share(found.waiting, records)}));
    object.insert("unresolved".to_owned(), json!(found.unresolved));
    Value::Object(object)
}

/// Files of `link-files`, for machines: the clusters' figures at the top, or those of all pairs where there are no clusters.
pub fn files_json(found: &FilesEvaluated) -> Value {
    let mut object = match (&found.clusters, &found.pairs) {
        (Some(compared), _) => compared_json(compared),
        (None, Some(pairs)) => measures_json(&pairs.thresholds.file),
        (None, None) => Map::new(),
    };
    if let Some(pairs) = &found.pairs {
        object.insert("pairs".to_owned(), pairs::json(pairs));
    }
    Value::Object(object)
}

fn share(part: u64, all: u64) -> f64 {
    if all == 0 { 0.0 } else { part as f64 / all as f64 }
}
