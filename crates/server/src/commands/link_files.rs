//! `mimamori link-files`.

mod blocking;
mod explained;

use std::io;

use app::error::AppError;
use app::link_files::{self, LinkFilesRequest, PartitionRequest, Step};
use serde_json::json;

use crate::cli::{LinkFiles, PartitionStep};
use crate::output;

/// Links the files and tells the threshold in force, or what was asked about instead.
pub fn run(options: &LinkFiles, as_json: bool) -> Result<u8, AppError> {
    if let (Some(step), Some(trained)) = (options.partition, &options.trained) {
        let request = PartitionRequest {
            recipe: &options.recipe,
            trained,
            threshold: options.threshold_probability,
            step: match step {
                PartitionStep::Keys => Step::Keys,
                PartitionStep::Pairs => Step::Pairs,
                PartitionStep::Settle => Step::Settle,
            },
        };
        let warnings = link_files::partition(&request, io::stdin().lock(), io::BufWriter::new(io::stdout().lock()))?;
        // Standard output is the stream.
        warnings.iter().for_each(|warning| output::warn(&format!("注意: {warning}")));
        return Ok(0);
    }
    if options.blocking {
        let found = link_files::blocking(&options.recipe, &options.files)?;
        output::say(&if as_json { blocking::json(&found).to_string() } else { blocking::words(&found) });
        return Ok(0);
    }
    let request = LinkFilesRequest {
        recipe: options.recipe.clone(),
        files: options.files.clone(),
        pairs: options.pairs.clone(),
        clusters: options.clusters.clone(),
        threshold: options.threshold_probability,
        trained: options.trained.clone(),
        save_trained: options.save_trained.clone(),
        memory: options.memory.clone(),
        report: options.report.clone(),
        explain: options.explain.clone().and_then(|keys| keys.try_into().ok()),
    };
    let outcome = link_files::link_files(&request)?;
    let (precision, recall, f1) = outcome.expected;
    if as_json {
        let mut told = json!({
            "records": outcome.report.records, "pairs": outcome.pairs.len(), "pairs_compared": outcome.report.pairs_compared,
            "threshold": outcome.threshold.bits(), "threshold_probability": outcome.threshold.probability(),
            "threshold_chosen": outcome.threshold_chosen,
            "expected": {"precision": precision, "recall": recall, "f1": f1}, "warnings": outcome.report.warnings,
        });
        if let Some([new, changed, gone]) = outcome.differences {
            told["since"] = json!({
                "new": new, "changed": changed, "gone": gone, "pairs_weighed": outcome.report.pairs_weighed,
                "clusters_changed": outcome.changes.len(),
            });
        }
        if let Some(pair) = &outcome.explained {
            told["explained"] = explained::json(pair, outcome.threshold);
        }
        output::say(&told.to_string());
        return Ok(0);
    }
    let reused = outcome.report.convergence.is_empty();
    let by = match (outcome.threshold_chosen, reused) {
        (true, true) => "学習したときの値",
        (true, false) => "エンジンがデータから選びました",
        (false, _) => "指定または手順書による",
    };
    output::say(&format!(
        "記録{}件、比べた組{}、同じとした組{}\n  しきい値: {:.3} ビット（確率 {:.4}、{by}）\n  見込み: 適合率 {precision:.3}、再現率 {recall:.3}、F1 {f1:.3}（正解なしの推定）",
        outcome.report.records,
        outcome.report.pairs_compared,
        outcome.pairs.len(),
        outcome.threshold.bits(),
        outcome.threshold.probability(),
    ));
    if let Some([new, changed, gone]) = outcome.differences {
        output::say(&format!(
            "  前回から: 新しい記録{new}件、変わった記録{changed}件、なくなった記録{gone}件。比べ直した組{}、まとまりの変化{}件（--report に一覧）",
            outcome.report.pairs_weighed,
            outcome.changes.len()
        ));
    }
    if let Some(pair) = &outcome.explained {
        output::say(&explained::words(pair, outcome.threshold));
    }
    for warning in &outcome.report.warnings {
        output::say(&format!("  注意: {warning}"));
    }
    Ok(0)
}
