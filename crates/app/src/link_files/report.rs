//! The report of `link-files`: what was counted and learned, as text and as JSON. It holds no value of a record.

use linkage::FileOutcome;
use linkage::files::{ClusterChange, ClusterFate, FileReport, SourceField, WeightBin};
use serde_json::{Value, json};

/// Width of the longest bar of the histogram.
const BAR: usize = 40;

/// The report for machines.
pub(super) fn json(outcome: &FileOutcome) -> Value {
    let report = &outcome.report;
    let (precision, recall, f1) = outcome.expected;
    json!({
        "sources": report.sources.iter()
            .map(|source| json!({
                "source": source.source,
                "fields": source.fields.iter()
                    .map(|field| json!({"field": field.label, "columns": field.columns, "derived": field.is_derived}))
                    .collect::<Vec<_>>(),
            }))
            .collect::<Vec<_>>(),
        "records": report.records,
        "all_pairs": report.all_pairs,
        "pairs_compared": report.pairs_compared,
        "pairs": outcome.pairs.len(),
        "prior": report.prior,
        "threshold": outcome.threshold.bits(),
        "threshold_probability": outcome.threshold.probability(),
        "threshold_chosen": outcome.threshold_chosen,
        "expected": {"precision": precision, "recall": recall, "f1": f1},
        "unlinkable_records": report.unlinkable,
        "convergence": report.convergence.iter()
            .map(|stage| json!({"stage": stage.stage, "rounds": stage.rounds, "change": stage.change}))
            .collect::<Vec<_>>(),
        "weights": report.levels.iter()
            .map(|level| json!({
                "comparison": level.field, "level": level.level, "same": level.same, "different": level.different,
                "bits": level.weight.bits(),
            }))
            .collect::<Vec<_>>(),
        "depends": report.together.iter()
            .map(|edge| json!({
                "among": if edge.same { "same" } else { "different" },
                "comparison": edge.comparison, "on": edge.depends_on,
            }))
            .collect::<Vec<_>>(),
        "blocking": report.blocks.iter()
            .map(|block| json!({"rule": block.rule, "pairs_new": block.pairs, "largest_block": block.largest}))
            .collect::<Vec<_>>(),
        "histogram": report.histogram.iter()
            .map(|bin| json!({"from_bits": bin.from, "pairs": bin.pairs, "expected_same": bin.expected}))
            .collect::<Vec<_>>(),
        "since": outcome.differences.map(|[new, changed, gone]| json!({
            "new": new, "changed": changed, "gone": gone, "pairs_weighed": report.pairs_weighed,
            "clusters": outcome.changes.iter()
                .map(|change| json!({"change": fate(change)[0], "before": change.before, "after": change.after}))
                .collect::<Vec<_>>(),
        })),
        "warnings": report.warnings,
    })
}

/// The report for people.
pub(super) fn text(outcome: &FileOutcome) -> String {
    let report = &outcome.report;
    let (precision, recall, f1) = outcome.expected;
    let mut out = String::from("名寄せの報告\n\n");
    out.push_str(&format!(
        "記録 {}件、同じ人かもしれない組 {:.0}、比べた組 {}、同じとした組 {}\n",
        report.records,
        report.all_pairs,
        report.pairs_compared,
        outcome.pairs.len()
    ));
    out.push_str(&format!(
        "しきい値 {:.3}ビット（確率 {:.4}）。見込み: 適合率 {precision:.3}、再現率 {recall:.3}、F1 {f1:.3}（正解なしの推定）\n",
        outcome.threshold.bits(),
        outcome.threshold.probability(),
    ));
    out.push_str(&format!("同じ内容の記録があっても結び付けられない記録（記載が足りない） {}件\n", report.unlinkable));
    columns(&mut out, report);
    since(&mut out, outcome);
    convergence(&mut out, report);
    weights(&mut out, report);
    blocks(&mut out, report);
    histogram(&mut out, &report.histogram);
    if !report.warnings.is_empty() {
        out.push_str("\n注意\n");
        report.warnings.iter().for_each(|warning| out.push_str(&format!("  ・{warning}\n")));
    }
    out
}

fn columns(out: &mut String, report: &FileReport) {
    out.push_str("\n使った列（項目＝列の見出し）\n");
    for source in &report.sources {
        let own = source.fields.iter().filter(|field| !field.is_derived);
        let (found, missing): (Vec<_>, Vec<_>) = own.partition(|field| !field.columns.is_empty());
        let used =
            |field: &SourceField| format!("{}＝{}", field.label, field.columns.join("＋").replace(['\n', '\r'], ""));
        let used: Vec<String> = found.into_iter().map(used).collect();
        out.push_str(&format!("  {}: {}\n", source.source, used.join("、")));
        if !missing.is_empty() {
            let missing: Vec<&str> = missing.iter().map(|field| field.label.as_str()).collect();
            out.push_str(&format!("    ない項目（証拠にしません）: {}\n", missing.join("、")));
        }
    }
}

fn since(out: &mut String, outcome: &FileOutcome) {
    let Some([new, changed, gone]) = outcome.differences else { return };
    out.push_str(&format!(
        "\n前回から\n  新しい記録 {new}件、変わった記録 {changed}件、なくなった記録 {gone}件、比べ直した組 {}\n",
        outcome.report.pairs_weighed
    ));
    let list = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect::<Vec<_>>().join("・");
    for change in &outcome.changes {
        out.push_str(&format!("  {}: {} → {}\n", fate(change)[1], list(&change.before), list(&change.after)));
    }
}

/// What became of clusters, for machines and for people.
fn fate(change: &ClusterChange) -> [&'static str; 2] {
    match change.fate() {
        ClusterFate::Joined => ["joined", "まとまった"],
        ClusterFate::Split => ["split", "分かれた"],
        ClusterFate::Regrouped => ["regrouped", "組み替わった"],
    }
}

fn convergence(out: &mut String, report: &FileReport) {
    out.push_str("\n学習\n");
    if report.convergence.is_empty() {
        out.push_str("  前に学習した重みを使いました。\n");
    }
    for stage in &report.convergence {
        let name = match stage.stage {
            "independent" => "項目を独立とみて",
            "rivals" => "競合する記録を考えて",
            _ => "項目のつながりを考えて",
        };
        out.push_str(&format!("  {name}: {}回、最後の変化 {:.6}\n", stage.rounds, stage.change));
    }
    out.push_str(&format!("  任意の2件が同じ人である割合（事前の見込み）: {:.3e}\n", report.prior));
}

fn weights(out: &mut String, report: &FileReport) {
    out.push_str("\n重み（ビット。+1で同じ人である見込みが2倍、-1で半分）\n");
    out.push_str("      重み  同じ人での割合  別の人での割合  項目と段階\n");
    for level in &report.levels {
        out.push_str(&format!(
            "  {:>8.3}  {:>14.6}  {:>14.6}  {}: {}\n",
            level.weight.bits(),
            level.same,
            level.different,
            level.field,
            level.level
        ));
    }
    if !report.together.is_empty() {
        out.push_str("\nつながりのある項目（重みは相手の段階で変わります）\n");
        for edge in &report.together {
            let among = if edge.same { "同じ人の組" } else { "別の人の組" };
            out.push_str(&format!("  {among}: {} は {} による\n", edge.comparison, edge.depends_on));
        }
    }
}

fn blocks(out: &mut String, report: &FileReport) {
    out.push_str("\nしぼり込み（新しく挙がった組、最も大きいまとまりの記録、規則）\n");
    for block in &report.blocks {
        out.push_str(&format!("  {:>12}  {:>8}  {}\n", block.pairs, block.largest, block.rule));
    }
}

fn histogram(out: &mut String, bins: &[WeightBin]) {
    out.push_str("\n重みごとの組の数（ビット、組、うち同じ人の見込み）。棒は組の数の対数\n");
    let most = bins.iter().map(|bin| bin.pairs).max().unwrap_or(1) as f64;
    for bin in bins {
        let bar = ((bin.pairs as f64 + 1.0).ln() / (most + 1.0).ln() * BAR as f64).round() as usize;
        out.push_str(&format!(
            "  {:>5}〜{:<5} {:>10} {:>12.1}  {}\n",
            bin.from,
            bin.from + 1,
            bin.pairs,
            bin.expected,
            "#".repeat(bar)
        ));
    }
}
