//! `mimamori trail verify`.

use std::path::Path;

use app::error::AppError;
use app::trail::TrailState;
use serde_json::json;

use crate::cli::TrailAction;
use crate::edge::Desk;
use crate::output;

/// Verifies the chain; exit 3 when it is broken.
pub async fn run(home: &Path, action: &TrailAction, as_json: bool) -> Result<u8, AppError> {
    let TrailAction::Verify = action;
    let desk = Desk::open(home).await?;
    match app::trail::verify(&desk.ctx()?).await? {
        TrailState::Whole { entries, head } => {
            let head: String = head.iter().map(|byte| format!("{byte:02x}")).collect();
            if as_json {
                output::say(&json!({"entries": entries, "head": head}).to_string());
                return Ok(0);
            }
            output::say(&format!(
                "証跡はつながっています: {entries}件\n  末尾 {head}\n  （末尾を別の場所に控えておくと、後ろを切り取られたことにも気づけます）"
            ));
            Ok(0)
        }
        TrailState::Broken { entry } => Err(AppError::setup(
            format!("証跡の{entry}件目が書き換えられたか、失われています。"),
            "管理者はデータベースをそのまま保全し、個人情報保護の責任者に知らせてください。",
        )),
    }
}
