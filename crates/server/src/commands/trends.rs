//! `mimamori trends`.

use std::path::Path;

use app::error::AppError;
use app::screening::{CELL_MIN, KNOWN_MIN, Share, TrendsFound, TrendsRequest, trends};
use serde_json::{Value, json};

use super::padded;
use crate::cli::Trends;
use crate::edge::Desk;
use crate::output;

/// Compares consulted families with the others.
pub async fn run(home: &Path, options: Trends, as_json: bool) -> Result<u8, AppError> {
    let as_of = super::date(options.as_of.as_deref(), "--as-of")?;
    let desk = Desk::open(home).await?;
    let ctx = desk.ctx()?;
    let written: Vec<String> =
        [&options.out, &options.similar].into_iter().flatten().map(|path| path.display().to_string()).collect();
    let request = TrendsRequest { purpose: options.purpose, as_of, out: options.out, similar: options.similar };
    let found = trends(&ctx, &request).await?;
    if as_json {
        output::say(&json(&found).to_string());
        return Ok(0);
    }
    output::say(&super::sealed(&ctx, &words(&found)));
    for path in written {
        output::say(&format!("{path} に書き出しました。"));
    }
    Ok(0)
}

/// The result for people.
pub fn words(found: &TrendsFound) -> String {
    let all = &found.trends;
    let mut text = format!(
        "「{}」による傾向分析（相談のあった家庭の子ども{}人と、ほかの{}人）\n",
        found.grant.purpose.title,
        count(all.known),
        count(all.others),
    );
    for line in found.asked.left_out.lines() {
        text.push_str(&format!("  {line}\n"));
    }
    text.push_str("  特徴                                    相談あり   ほか      比（95％の範囲）\n");
    for row in &all.traits {
        let ratio = match (row.ratio, row.interval) {
            (Some(ratio), Some((low, high))) => format!("{ratio:.2}（{low:.2}〜{high:.2}）"),
            _ if found.asked.undecidable.contains(&row.id) => "判定不能：項目の一部が届いていない".to_owned(),
            _ if row.known == Share::Unrecorded || row.others == Share::Unrecorded => {
                "記録なし（未提供・対象外）".to_owned()
            }
            _ => format!("秘匿（{CELL_MIN}人未満を含む）"),
        };
        text.push_str(&format!(
            "  {}{:>8} {:>8}  {ratio}\n",
            padded(&row.title, 38),
            percent(row.known),
            percent(row.others)
        ));
    }
    for title in &found.asked.lacking {
        text.push_str(&format!("  {}判定不能：本目的の項目にない\n", padded(title, 38)));
    }
    match &all.held_out {
        Some(check) => text.push_str(&format!(
            "  取り分けた家庭での確かめ: AUC {:.2}（{:.2}〜{:.2}、0.5は当て推量）。上位5％に相談のあった家庭が{:.1}％（全体では{:.1}％）\n",
            check.auc,
            check.interval.0,
            check.interval.1,
            check.precision * 100.0,
            check.base_rate * 100.0,
        )),
        None => text.push_str(&format!(
            "  相談のあった家庭の子どもが{KNOWN_MIN}人に満たないため、似た家庭は調べません（一軒ごとの事情が出てしまいます）\n"
        )),
    }
    text.push_str("  相談に来た家庭は困っている家庭の一部です。和が小さいことは、困っていないことを意味しません。\n");
    if let Err(reason) = found.grant.purpose.hand_over() {
        text.push_str(&format!("  {reason}\n"));
    }
    text
}

fn count(number: u32) -> String {
    if number > 0 && number < CELL_MIN { format!("{CELL_MIN}未満の") } else { number.to_string() }
}

/// For machines: a count of fewer than [`CELL_MIN`] children is not told there either.
fn not_small(number: u32) -> Option<u32> {
    (number == 0 || number >= CELL_MIN).then_some(number)
}

fn percent(share: Share) -> String {
    match share {
        Share::Told(value) => format!("{:.1}%", value * 100.0),
        Share::Suppressed | Share::Unrecorded => "－".to_owned(),
    }
}

/// The summary for machines.
pub fn json(found: &TrendsFound) -> Value {
    let share = |share: Share| match share {
        Share::Told(value) => json!(value),
        Share::Suppressed | Share::Unrecorded => Value::Null,
    };
    let traits: Vec<Value> = found
        .trends
        .traits
        .iter()
        .map(|row| {
            json!({"trait": row.id, "title": row.title, "known_share": share(row.known), "other_share": share(row.others),
                   "ratio": row.ratio, "low": row.interval.map(|i| i.0), "high": row.interval.map(|i| i.1), "n_known": row.known_count})
        })
        .collect();
    let check = found.trends.held_out.map(|check| {
        json!({"auc": check.auc, "low": check.interval.0, "high": check.interval.1, "base_rate": check.base_rate, "precision_at_5_percent": check.precision})
    });
    json!({
        "purpose": found.grant.purpose.id.as_str(), "as_of": found.grant.scope.as_of.to_string(),
        "known": not_small(found.trends.known), "others": not_small(found.trends.others), "too_few": found.trends.too_few,
        "traits": traits, "lacking": found.asked.lacking, "undecidable": found.asked.undecidable, "held_out": check,
    })
}
