//! `mimamori evaluate linkage|screening`.

mod linkage;
mod pairs;

use std::path::Path;

use app::error::AppError;
use app::evaluate::{
    Interval, LinkageFiles, ScreeningEvaluated, ScreeningTruth, evaluate_files, evaluate_links, evaluate_screening,
};
pub use linkage::compared_words;
use serde_json::{Value, json};

use crate::cli::EvaluateAction;
use crate::edge::Desk;
use crate::output;

/// Compares with a truth, and tells the figures with their 95 % intervals.
pub async fn run(home: &Path, action: EvaluateAction, as_json: bool) -> Result<u8, AppError> {
    match action {
        EvaluateAction::Linkage { truth, clusters: None, pairs: None, .. } => {
            let desk = Desk::open(home).await?;
            let ctx = desk.ctx()?;
            let found = evaluate_links(&ctx, &truth).await?;
            output::say(&if as_json {
                linkage::links_json(&found).to_string()
            } else {
                super::sealed(&ctx, &linkage::links_words(&found))
            });
        }
        EvaluateAction::Linkage { truth, clusters, pairs, out } => {
            let files = LinkageFiles {
                truth: &truth,
                clusters: clusters.as_deref(),
                pairs: pairs.as_deref(),
                out: out.as_deref(),
            };
            let found = evaluate_files(&files)?;
            output::say(&if as_json { linkage::files_json(&found).to_string() } else { linkage::files_words(&found) });
        }
        EvaluateAction::Screening { truth, label, purpose, rule, as_of } => {
            let as_of = super::date(as_of.as_deref(), "--as-of")?;
            let desk = Desk::open(home).await?;
            let ctx = desk.ctx()?;
            let evaluated =
                evaluate_screening(&ctx, &ScreeningTruth { truth, label: label.clone(), purpose, rule, as_of }).await?;
            if as_json {
                let list: Vec<Value> = evaluated.iter().map(screening_json).collect();
                output::say(&json!({"label": label, "screening": list}).to_string());
            } else {
                let text: String = evaluated.iter().map(|one| screening_words(one, &label)).collect();
                output::say(&super::sealed(&ctx, &text));
            }
        }
    }
    Ok(0)
}

/// The figures of one rule for people.
pub fn screening_words(one: &ScreeningEvaluated, label: &str) -> String {
    let e = &one.evaluation;
    let figure = |interval: Option<Interval>| match interval {
        Some(i) => format!("{:.3}（{:.3}〜{:.3}）", i.value, i.low, i.high),
        None => "－".to_owned(),
    };
    let mut text = format!(
        "規則 {} を「{label}」と比べる: {}人中{}人が該当（{}）\n  気づき{}人: 適合率 {}、再現率 {}、F1 {}、AUC {}\n",
        one.rule,
        e.children,
        e.positives,
        figure(Some(e.base_rate)),
        e.signals,
        figure(e.precision),
        figure(e.recall),
        e.f1.map_or("－".to_owned(), |f1| format!("{f1:.3}")),
        figure(e.auc),
    );
    for at in &e.at_capacity {
        text.push_str(&format!(
            "  上位{:>2}％（{}人）: 適合率 {}、再現率 {}、該当率の{}倍\n",
            at.percent,
            at.children,
            figure(Some(at.precision)),
            figure(at.recall),
            at.lift.map_or("－".to_owned(), |lift| format!("{lift:.1}")),
        ));
    }
    text
}

/// The figures of one rule for machines.
pub fn screening_json(one: &ScreeningEvaluated) -> Value {
    let e = &one.evaluation;
    let figure = |interval: Option<Interval>| match interval {
        Some(i) => json!({"value": i.value, "low": i.low, "high": i.high}),
        None => Value::Null,
    };
    let capacities: Vec<Value> = e
        .at_capacity
        .iter()
        .map(|at| {
            json!({"percent": at.percent, "children": at.children, "precision": figure(Some(at.precision)),
                   "recall": figure(at.recall), "lift": at.lift})
        })
        .collect();
    json!({
        "rule": one.rule, "children": e.children, "positives": e.positives, "base_rate": figure(Some(e.base_rate)),
        "signals": e.signals, "precision": figure(e.precision), "recall": figure(e.recall), "f1": e.f1, "auc": figure(e.auc),
        "at_capacity": capacities,
    })
}
