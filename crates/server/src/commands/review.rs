//! `mimamori review export|import`.

use std::path::Path;

use app::error::AppError;
use app::linking;
use serde_json::json;

use crate::cli::ReviewAction;
use crate::edge::Desk;
use crate::output;

/// Writes the pairs that wait, or takes the answers.
pub async fn run(home: &Path, action: ReviewAction, as_json: bool) -> Result<u8, AppError> {
    let desk = Desk::open(home).await?;
    let ctx = desk.ctx()?;
    match action {
        ReviewAction::Export { file } => {
            let count = linking::review_export(&ctx, &file).await?;
            if as_json {
                output::say(&json!({"pairs": count, "file": file.display().to_string()}).to_string());
                return Ok(0);
            }
            output::say(&format!(
                "判断を待つ{count}組を {} に書き出しました。\n  「判定」に 同一・別人・不明 のどれか、「判定者」に名前を書き、mimamori review import で取り込みます。",
                file.display()
            ));
        }
        ReviewAction::Import { file } => {
            let taken = linking::review_import(&ctx, &file).await?;
            if as_json {
                output::say(&json!({"answered": taken.answered, "new": taken.new}).to_string());
                return Ok(0);
            }
            output::say(&format!(
                "判定{}件を読み、新しい{}件を記録しました。\n  次の mimamori link から効きます。",
                taken.answered, taken.new
            ));
        }
    }
    Ok(0)
}
