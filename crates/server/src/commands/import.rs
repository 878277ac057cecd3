//! `mimamori import`: extracts are taken in, each with a receipt for the data owner.

use std::path::Path;

use app::error::AppError;
use app::import::{self, FileResult, ImportRequest, ImportSummary};
use serde_json::{Value, json};

use crate::cli::Import;
use crate::edge::Desk;
use crate::output;

/// Takes the files in; exit 1 when any was refused, 3 when the installation failed.
pub async fn run(home: &Path, options: Import, as_json: bool) -> Result<u8, AppError> {
    let as_of = super::date(options.as_of.as_deref(), "--as-of")?;
    let desk = Desk::open(home).await?;
    let ctx = desk.ctx()?;
    if let Some(as_of) = as_of.filter(|as_of| *as_of > ctx.clock.today) {
        return Err(AppError::refused(
            format!(
                "--as-of {as_of} は今日（{}）より後です。その日まで誰にも見えない届け出になります。",
                ctx.clock.today
            ),
            "抽出データが表す日（今日まで）を指定してください。",
        ));
    }
    let request = ImportRequest {
        files: options.files,
        source: options.source,
        without: options.without,
        repair: options.repair,
        accept_shrink: options.accept_shrink,
        as_of,
    };
    let summary = import::import(&ctx, &request).await;
    let code = summary.exit_code();
    if as_json {
        output::say(&json(&summary).to_string());
    } else {
        words(&summary);
    }
    match summary.stopped {
        Some(error) => Err(error),
        None => Ok(code),
    }
}

fn words(summary: &ImportSummary) {
    for result in &summary.files {
        match result {
            FileResult::Taken(one) => {
                output::say(&one.receipt);
                if one.unchanged {
                    output::say("  同じファイルを取り込み済みです。何も変えていません。\n");
                }
            }
            FileResult::Refused(refused) => output::warn(&refused.text()),
        }
    }
    let refused = summary.refused().count();
    output::say(&format!("取込: 受け入れた届け出{}件、受け入れなかったファイル{refused}件", summary.taken().count()));
}

fn json(summary: &ImportSummary) -> Value {
    let sources: Vec<Value> = summary
        .taken()
        .map(|taken| {
            let outcome = &taken.outcome;
            json!({
                "extract": taken.extract.to_string(), "source": outcome.source.as_str(), "file": outcome.file,
                "as_of": outcome.as_of.to_string(), "unchanged": taken.unchanged,
                "rows_read": outcome.rows_read, "rows_admitted": outcome.rows_admitted, "rows_refused": outcome.rows_refused,
                "items_dropped": outcome.dropped.len(),
                "follows": outcome.before.previous().map(|previous| previous.extract.to_string()),
                "rows_before": outcome.before.rows(),
                "findings": outcome.findings.iter().map(|finding| finding.count).sum::<u64>(),
            })
        })
        .collect();
    let refused: Vec<Value> = summary
        .refused()
        .map(|refused| json!({"file": refused.file, "kind": refused.kind, "what": refused.what, "cure": refused.cure}))
        .collect();
    json!({ "sources": sources, "refused": refused })
}
