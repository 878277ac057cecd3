//! The part of `mimamori evaluate linkage` that looks at weighted pairs: by threshold, and whether probabilities hold.

use app::evaluate::{Band, Holds, Mark, PairsEvaluated, ThresholdRow, mark_name};
use serde_json::{Value, json};

use super::super::padded;
use super::linkage::{figure, figure_json, measures_json, pairs_line};

/// The figures for people.
pub(super) fn words(found: &PairsEvaluated) -> String {
    let file = &found.thresholds.file;
    let mut text = format!(
        "しきい値ごとの評価（正解にある記録{}件、組の一覧{}組、正解の組{}。かっこ内は95％信頼区間）\n",
        file.records,
        found.pairs,
        file.true_pairs + file.missed_pairs
    );
    let Some(lowest) = found.lowest else {
        text.push_str("  組の一覧に、正解にある記録どうしの組がありません。正解の組はすべて見落としに数えます。\n");
        return text + &outside_words(found);
    };
    let at = |bits: f64, probability: f64| format!("重み {bits:.3} ビット、確率 {probability:.4} 以上");
    text.push_str(&format!(
        "  一覧のすべての組（{}）\n    {}\n",
        at(lowest.bits(), lowest.probability()),
        pairs_line(file)
    ));
    if let Some(best) = found.thresholds.marked(Mark::Best) {
        text.push_str(&format!(
            "  F1が最もよいしきい値（{}）\n    {}\n",
            at(best.threshold.bits(), best.threshold.probability()),
            pairs_line(&best.measures)
        ));
    }
    if lowest.0 > 0 {
        text.push_str(&format!(
            "  注意: 一覧には重み {:.3} ビット（確率 {:.4}）以上の組しかないので、それより低いしきい値の評価はできません。低いしきい値でもう一度 link-files を実行すると調べられます。\n",
            lowest.bits(),
            lowest.probability()
        ));
    }
    text.push_str(&outside_words(found));
    text.push_str(&table(&found.thresholds.rows));
    text.push_str(&reliability_words(found));
    text
}

fn outside_words(found: &PairsEvaluated) -> String {
    if found.outside == 0 {
        return String::new();
    }
    format!("  正解にない記録を含む組 {}組は数えていません。\n", found.outside)
}

fn table(rows: &[ThresholdRow]) -> String {
    let columns = [10, 10, 10, 26, 26, 26];
    let line = |cells: [String; 7]| {
        let mut text = String::from("  ");
        for (cell, width) in cells.iter().zip(columns) {
            text.push_str(&padded(cell, width));
        }
        format!("{}\n", format!("{text}{}", cells[6]).trim_end())
    };
    let mut text = line(["しきい値", "確率", "組", "適合率", "再現率", "F1", ""].map(str::to_owned));
    for row in rows {
        let m = &row.measures;
        let [precision, recall, f1] = m.estimates().map(figure);
        let marks: Vec<String> = row.marks.iter().filter_map(|mark| mark_words(*mark)).collect();
        text.push_str(&line([
            format!("{:.3}", row.threshold.bits()),
            format!("{:.6}", row.threshold.probability()),
            (m.true_pairs + m.false_pairs).to_string(),
            precision,
            recall,
            f1,
            marks.join("・"),
        ]));
    }
    text
}

fn mark_words(mark: Mark) -> Option<String> {
    match mark {
        Mark::File => Some("一覧のすべて".to_owned()),
        Mark::Best => Some("F1最良".to_owned()),
        Mark::Tenths(tenths) => Some(format!("上位{tenths}割")),
        Mark::Step => None,
    }
}

fn reliability_words(found: &PairsEvaluated) -> String {
    let mut text = String::from("確率の信頼性（その確率とされた組のうち、実際に同じ人だった組の割合）\n");
    for band in &found.reliability.bands {
        let name = if band.high < 1.0 {
            format!("{}以上{}未満", band.low, band.high)
        } else {
            format!("{}以上1以下", band.low)
        };
        let told = match band.said {
            Some(said) => format!(
                "{}組、確率の平均 {said:.4}、割合 {} … {}",
                band.pairs,
                figure(band.share),
                holds_words(band.holds)
            ),
            None => holds_words(band.holds).to_owned(),
        };
        text.push_str(&format!("  {}{told}\n", padded(&name, 16)));
    }
    if let Some(error) = found.reliability.calibration_error {
        text.push_str(&format!("  確率と割合のずれの平均（ECE、10区分） {error:.4}\n"));
    }
    text
}

fn holds_words(holds: Holds) -> &'static str {
    match holds {
        Holds::Yes => "範囲に収まる",
        Holds::Unclear => "範囲外だが、組が少なく判断できない",
        Holds::No => "範囲から外れる",
        Holds::Empty => "組なし",
    }
}

/// The figures for machines.
pub(super) fn json(found: &PairsEvaluated) -> Value {
    let row = |row: &ThresholdRow| {
        let mut object = measures_json(&row.measures);
        object.insert("threshold".to_owned(), json!(row.threshold.bits()));
        object.insert("probability".to_owned(), json!(row.threshold.probability()));
        object.insert("marks".to_owned(), row.marks.iter().map(|mark| mark_name(*mark)).collect());
        Value::Object(object)
    };
    let rows = &found.thresholds.rows;
    json!({
        "pairs": found.pairs,
        "pairs_outside_truth": found.outside,
        "lowest_weight": found.lowest.map(|weight| weight.bits()),
        "file": measures_json(&found.thresholds.file),
        "best": found.thresholds.marked(Mark::Best).map(row),
        "thresholds": rows.iter().map(row).collect::<Vec<_>>(),
        "reliability": found.reliability.bands.iter().map(band_json).collect::<Vec<_>>(),
        "calibration_error": found.reliability.calibration_error,
    })
}

fn band_json(band: &Band) -> Value {
    let holds = match band.holds {
        Holds::Yes => "yes",
        Holds::Unclear => "unclear",
        Holds::No => "no",
        Holds::Empty => "empty",
    };
    json!({
        "low": band.low, "high": band.high, "pairs": band.pairs, "true_pairs": band.true_pairs, "said": band.said,
        "share": (band.pairs > 0).then(|| figure_json(band.share)), "holds": holds,
    })
}
