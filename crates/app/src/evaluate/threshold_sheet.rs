//! The table by threshold as people open it in a spreadsheet.

use linkage::evaluate::{Estimate, Mark, Thresholds};

use crate::files::people::Sheet;

/// One row per threshold, ascending; `marks` says why it stands there: `file`, `best`, `tenths-3`, `step`.
pub(super) fn sheet(thresholds: &Thresholds) -> Sheet {
    let header = [
        "threshold",
        "probability",
        "marks",
        "pairs",
        "true_pairs",
        "false_pairs",
        "missed_pairs",
        "precision",
        "precision_low",
        "precision_high",
        "recall",
        "recall_low",
        "recall_high",
        "f1",
        "f1_low",
        "f1_high",
    ];
    let rows = thresholds
        .rows
        .iter()
        .map(|row| {
            let marks: Vec<String> = row.marks.iter().map(|mark| mark_name(*mark)).collect();
            let m = &row.measures;
            let mut cells = vec![
                format!("{:.3}", row.threshold.bits()),
                format!("{:.6}", row.threshold.probability()),
                marks.join(" "),
                (m.true_pairs + m.false_pairs).to_string(),
                m.true_pairs.to_string(),
                m.false_pairs.to_string(),
                m.missed_pairs.to_string(),
            ];
            for Estimate { value, low, high } in m.estimates() {
                cells.extend([value, low, high].map(|figure| format!("{figure:.6}")));
            }
            cells
        })
        .collect();
    Sheet { name: "しきい値".to_owned(), header: header.map(str::to_owned).to_vec(), rows, widths: Vec::new() }
}

/// Why a threshold stands in a table, for machines.
#[must_use]
pub fn mark_name(mark: Mark) -> String {
    match mark {
        Mark::File => "file".to_owned(),
        Mark::Best => "best".to_owned(),
        Mark::Tenths(tenths) => format!("tenths-{tenths}"),
        Mark::Step => "step".to_owned(),
    }
}
