//! `mimamori screen`.

use std::path::Path;

use app::error::AppError;
use app::screening::{ScreenRequest, Screened, screen};
use serde_json::{Value, json};

use crate::cli::Screen;
use crate::edge::Desk;
use crate::output;

/// Children told on the terminal when nobody says how many.
const SHOWN: u32 = 10;

/// Screens, and tells the first children with their reasons.
pub async fn run(home: &Path, options: Screen, as_json: bool) -> Result<u8, AppError> {
    let as_of = super::date(options.as_of.as_deref(), "--as-of")?;
    let desk = Desk::open(home).await?;
    let ctx = desk.ctx()?;
    let shown = options.capacity.unwrap_or(SHOWN);
    let out = options.out.clone();
    let request = ScreenRequest {
        purpose: options.purpose,
        as_of,
        capacity: options.capacity,
        rule: options.rule,
        out: options.out,
        scores: options.scores,
    };
    let screened = screen(&ctx, &request).await?;
    if as_json {
        output::say(&json(&screened).to_string());
    } else {
        output::say(&super::sealed(&ctx, &words(&screened, shown as usize)));
    }
    match (screened.not_handed_over, out) {
        (Some(refused), _) => Err(refused),
        (None, Some(out)) if !as_json => {
            output::say(&format!("一覧を {} に書き出しました。", out.display()));
            Ok(0)
        }
        _ => Ok(0),
    }
}

/// The result for people: what ran, what could not be judged, and the first children with reasons.
pub fn words(screened: &Screened, shown: usize) -> String {
    let screening = &screened.screening;
    let mut text = format!("「{}」による確認のきっかけ（判定ではありません）\n", screened.grant.purpose.title);
    if let Some(refused) = &screening.hand_over_refused {
        text.push_str(&format!("  {refused}\n"));
    }
    text.push_str(&format!("  対象の子ども: {}人\n", screening.population.len()));
    for line in screening.left_out.lines() {
        text.push_str(&format!("  {line}\n"));
    }
    for rule in &screening.rules {
        let unjudged = rule.unjudged_line().map(|line| format!("、{line}")).unwrap_or_default();
        text.push_str(&format!(
            "  規則 {}（{}、第{}版）: {}人{unjudged}\n",
            rule.title, rule.rule, rule.version, rule.signals
        ));
    }
    for undecidable in &screening.undecidable {
        text.push_str(&format!("  規則 {}: {}\n", undecidable.rule, undecidable.text));
    }
    // An analysis-only purpose shows how many, and names nobody.
    if screening.hand_over_refused.is_some() {
        return text;
    }
    text.push_str(&format!("  {}\n", screening.order_note));
    let mut people = 0;
    let mut last = None;
    let mut said = std::collections::BTreeSet::new();
    for signal in &screening.signals {
        if last != Some(signal.person) {
            people += 1;
            if people > shown {
                break;
            }
            last = Some(signal.person);
            let order = signal.order.map(|order| format!("{order}. ")).unwrap_or_default();
            text.push_str(&format!("\n{order}{}\n", signal.person));
            let support = signal.support.text();
            if !support.is_empty() {
                text.push_str(&format!("   支援の状況: {support}\n"));
            }
        }
        let points = signal.points.map(|points| format!(" {points}点")).unwrap_or_default();
        text.push_str(&format!("   ■ {}（{}、第{}版）{points}\n", signal.title, signal.rule, signal.version));
        for reason in &signal.reasons {
            text.push_str(&format!("     ・{}\n", reason.line()));
        }
        for reason in &signal.context {
            text.push_str(&format!("     （背景）{}\n", reason.line()));
        }
        // What several rules miss is said once for each child.
        for missing in signal.missing.iter().filter(|missing| said.insert((signal.person, missing.as_str()))) {
            text.push_str(&format!("     ？{missing}\n"));
        }
    }
    let all: std::collections::BTreeSet<_> = screening.signals.iter().map(|signal| signal.person).collect();
    let rest = all.len().saturating_sub(shown) + screening.beyond_capacity;
    if rest > 0 {
        text.push_str(&format!("\nほかに{rest}人（--capacity で人数、--out で一覧の書出し）\n"));
    }
    text
}

/// The summary for machines.
pub fn json(screened: &Screened) -> Value {
    let screening = &screened.screening;
    let rules: Vec<Value> = screening
        .rules
        .iter()
        .map(|rule| {
            json!({"rule": rule.rule.as_str(), "version": rule.version, "signals": rule.signals,
                           "unjudged": rule.unjudged, "lacking": rule.lacking})
        })
        .collect();
    let undecidable: Vec<Value> =
        screening.undecidable.iter().map(|one| json!({"rule": one.rule.as_str(), "why": one.text})).collect();
    let children: std::collections::BTreeSet<_> = screening.signals.iter().map(|signal| signal.person).collect();
    json!({
        "purpose": screened.grant.purpose.id.as_str(), "as_of": screened.grant.scope.as_of.to_string(),
        "population": screening.population.len(),
        "left_out": {"residence": screening.left_out.residence, "age": screening.left_out.age}, "children": children.len(), "beyond_capacity": screening.beyond_capacity,
        "hand_over_refused": screening.hand_over_refused, "rules": rules, "undecidable": undecidable,
    })
}
