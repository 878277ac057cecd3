//! `mimamori link`: 名寄せ over everything held.

use std::path::Path;

use app::error::AppError;
use app::linking::{self, LearnedFor, LinkRequest, LinkSummary, WeightsOrigin};
use serde_json::json;

use crate::cli::Link;
use crate::edge::Desk;
use crate::output;

/// Links, and says in words what came of it.
pub async fn run(home: &Path, options: Link, as_json: bool) -> Result<u8, AppError> {
    let desk = Desk::open(home).await?;
    let Link { out, references, learn, changes } = options;
    let request = LinkRequest { out, references, learn, changes };
    let summary = linking::link(&desk.ctx()?, &request).await?;
    if as_json {
        output::say(
            &json!({
                "extracts": summary.extracts, "persons": summary.persons, "pairs_asked": summary.waiting,
                "weights": linking::origin_word(summary.report.origin),
                "joined": summary.joined, "changes": {
                    "joined": summary.changes.joined, "split": summary.changes.split,
                    "rearranged": summary.changes.rearranged, "tasks": summary.changes.tasks,
                },
                "decided": summary.report.decided, "contradictions": summary.contradictions, "mentions": summary.report.mentions, "records": summary.report.entities,
                "references_found": summary.report.references_found, "references_open": summary.report.references_open,
                "references": summary.report.references.iter().map(|count| json!({
                    "source": count.source.as_str(), "role": count.role, "found": count.found, "open": count.open,
                })).collect::<Vec<_>>(),
            })
            .to_string(),
        );
    } else {
        output::say(&words(&summary));
    }
    Ok(0)
}

/// The summary for people.
pub fn words(summary: &LinkSummary) -> String {
    let report = &summary.report;
    let mut text = format!(
        "名寄せしました: 抽出データ{}件、記載{}件 → {}人\n\
         \u{20} 人の判断を待つ組: {}組（mimamori review export で書き出せます）\n\
         \u{20} 番号などで人を指す行: {}件が見つかり、{}件は見つかりません",
        summary.extracts,
        report.mentions,
        summary.persons,
        summary.waiting,
        report.references_found,
        report.references_open,
    );
    for count in &report.references {
        text.push_str(&format!(
            "\n    {}（{}）: {}件のうち{}件が見つかりません",
            count.source,
            count.role,
            count.found + count.open,
            count.open
        ));
        if count.open > count.found {
            text.push_str("。連携元定義の refers の名簿と by（学校・学年・組・番号・氏名）を確かめてください");
        }
    }
    if let Some(weights) = weights(summary) {
        text.push_str(&format!("\n  重み: {weights}"));
    }
    let changes = summary.changes;
    if changes.joined + changes.split + changes.rearranged > 0 {
        text.push_str(&format!(
            "\n  前回からの人物の変化: 統合{}件（古い番号が残ります）、分離{}件、組替え{}件",
            changes.joined, changes.split, changes.rearranged
        ));
        if changes.tasks > 0 {
            text.push_str(&format!(
                "\n    うち{}件は人の判定も番号もなく記録の内容だけによる変化です。mimamori review list と台帳で確かめてください（次からは --changes FILE で一覧を書き出せます）",
                changes.tasks
            ));
        }
    }
    if summary.agreement.pairs > 0 {
        text.push_str(&format!("\n  {}", super::review::agreement(&summary.agreement)));
    }
    for contradiction in &summary.contradictions {
        text.push_str(&format!("\n  注意: {contradiction}"));
    }
    for warning in &report.warnings {
        text.push_str(&format!("\n  注意: {warning}"));
    }
    text
}

/// Where the weights come from, when that is worth knowing.
fn weights(summary: &LinkSummary) -> Option<String> {
    let before = summary.learned_before;
    let why = match (summary.report.origin, before) {
        (WeightsOrigin::Kept(records), Some(on)) => {
            return Some(format!("{on} に{records}件の異なる記録から学んだものを使いました（学び直すには --learn）"));
        }
        (WeightsOrigin::Learned(LearnedFor::Records(records)), _) => {
            format!("異なる記録の数が、前に学んだとき（{records}件）から大きく変わった")
        }
        (WeightsOrigin::Learned(LearnedFor::Field(field)), _) => {
            format!("「{field}」のある記録の割合が、前に学んだときから大きく変わった")
        }
        (WeightsOrigin::Learned(LearnedFor::First), Some(_)) => "前に学んだ重みがこの版では使えない".to_owned(),
        _ => return None,
    };
    Some(format!("{why}ため、学び直しました。人物の変化には、これによるものもありえます"))
}
