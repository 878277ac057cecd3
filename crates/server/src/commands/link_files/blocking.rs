//! What the blocking rules of a recipe would propose.

use app::link_files::{Blocking, BlockingRule};
use serde_json::{Value, json};

/// A table, one line for each rule.
pub(super) fn words(found: &Blocking) -> String {
    let new: u64 = found.rules.iter().map(|rule| rule.pairs_new).sum();
    let mut text = format!(
        "記録{}件、同じ人かもしれない組{:.0}。比べる組{new}（{:.4}％）\n  規則だけの組    新しい組  まとまり      記録  うち大きすぎる  大きいまとまり（件）  規則\n",
        found.records,
        found.all_pairs,
        100.0 * new as f64 / found.all_pairs
    );
    for rule in &found.rules {
        let largest: Vec<String> = rule.largest.iter().map(u32::to_string).collect();
        text.push_str(&format!(
            "  {:>12}  {:>10}  {:>8}  {:>8}  {:>14}  {:<20}  {}\n",
            rule.pairs_alone,
            rule.pairs_new,
            rule.blocks,
            rule.records,
            rule.dropped,
            largest.join(" "),
            rule.rule
        ));
    }
    found.warnings.iter().for_each(|warning| text.push_str(&format!("  注意: {warning}\n")));
    text
}

/// The same for machines.
pub(super) fn json(found: &Blocking) -> Value {
    let rule = |rule: &BlockingRule| {
        json!({
            "rule": rule.rule, "pairs_alone": rule.pairs_alone, "pairs_new": rule.pairs_new, "blocks": rule.blocks,
            "records": rule.records, "largest_blocks": rule.largest, "dropped_records": rule.dropped,
        })
    };
    json!({
        "records": found.records, "all_pairs": found.all_pairs,
        "pairs": found.rules.iter().map(|rule| rule.pairs_new).sum::<u64>(),
        "rules": found.rules.iter().map(rule).collect::<Vec<_>>(), "warnings": found.warnings,
    })
}
