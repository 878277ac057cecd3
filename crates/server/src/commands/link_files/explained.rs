//! Why two records are, or are not, taken for one. No value of a record is shown, only what was found.

use app::link_files::FileExplained;
use domain::Weight;
use serde_json::{Value, json};

/// The parts one under the other, with the sum so far.
pub(super) fn words(pair: &FileExplained, threshold: Weight) -> String {
    let mut text = String::from("\n2件の記録の説明（ビット、そこまでの計、理由）\n");
    let mut sum = Weight(0);
    for part in &pair.parts {
        sum += part.weight;
        let of = part.comparison.as_ref().map_or_else(String::new, |name| format!("［{name}: {}］", part.level));
        text.push_str(&format!("  {:>+9.3} {:>+9.3}  {}{of}\n", part.weight.bits(), sum.bits(), part.sentence[1]));
    }
    let taken = if pair.weight >= threshold { "しきい値以上" } else { "しきい値未満" };
    text.push_str(&format!(
        "  計 {:+.3} ビット（確率 {:.4}）: {taken}（しきい値 {:+.3}）\n",
        pair.weight.bits(),
        pair.weight.probability(),
        threshold.bits()
    ));
    match (&pair.proposed_by, pair.comparable) {
        (_, false) => text.push_str("  この2件は手順書（link の種類、1人1行の名簿）により同じ人にはなりません。\n"),
        (None, true) => text.push_str("  どのしぼり込みの規則でも組にならないため、名寄せでは比べられません。\n"),
        (Some(rule), true) => text.push_str(&format!("  しぼり込みの規則 {rule} で組になります。\n")),
    }
    text
}

/// The same for machines.
pub(super) fn json(pair: &FileExplained, threshold: Weight) -> Value {
    let part = |part: &app::link_files::FilePart| {
        json!({
            "comparison": part.comparison, "level": part.level, "sentence": part.sentence[0],
            "sentence_ja": part.sentence[1], "bits": part.weight.bits(),
        })
    };
    json!({
        "parts": pair.parts.iter().map(part).collect::<Vec<_>>(),
        "weight": pair.weight.bits(), "probability": pair.weight.probability(),
        "at_or_above_threshold": pair.weight >= threshold,
        "proposed_by": pair.proposed_by, "comparable": pair.comparable,
    })
}
