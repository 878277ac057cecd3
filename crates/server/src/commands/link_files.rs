//! `mimamori link-files`.

use app::error::AppError;
use app::link_files::{self, LinkFilesRequest};
use serde_json::json;

use crate::cli::LinkFiles;
use crate::output;

/// Links the files and tells the threshold in force.
pub fn run(options: &LinkFiles, as_json: bool) -> Result<u8, AppError> {
    let request = LinkFilesRequest {
        recipe: options.recipe.clone(),
        files: options.files.clone(),
        pairs: options.pairs.clone(),
        clusters: options.clusters.clone(),
        threshold: options.threshold_probability,
    };
    let outcome = link_files::link_files(&request)?;
    let (precision, recall, f1) = outcome.expected;
    if as_json {
        output::say(
            &json!({
                "records": outcome.report.records, "pairs": outcome.pairs.len(), "pairs_compared": outcome.report.pairs_compared,
                "threshold": outcome.threshold.bits(), "threshold_probability": outcome.threshold.probability(),
                "threshold_chosen": outcome.threshold_chosen,
                "expected": {"precision": precision, "recall": recall, "f1": f1},
            })
            .to_string(),
        );
        return Ok(0);
    }
    let by = if outcome.threshold_chosen {
        "エンジンがデータから選びました"
    } else {
        "指定または手順書による"
    };
    output::say(&format!(
        "記録{}件、比べた組{}、同じとした組{}\n  しきい値: {:.3} ビット（確率 {:.4}、{by}）\n  見込み: 適合率 {precision:.3}、再現率 {recall:.3}、F1 {f1:.3}（正解なしの推定）",
        outcome.report.records,
        outcome.report.pairs_compared,
        outcome.pairs.len(),
        outcome.threshold.bits(),
        outcome.threshold.probability(),
    ));
    for warning in &outcome.report.warnings {
        output::say(&format!("  注意: {warning}"));
    }
    Ok(0)
}
