//! Results as rows of text, for CSV and XLSX. Whoever writes them chooses encoding, line ends and safety against formulas.

use crate::signal::{Screening, Signal};

/// Header of the list of signals.
pub const LIST_HEADER: [&str; 7] = ["order", "person_id", "rule", "points", "reasons", "missing", "already_supported"];

/// Header of the scores.
pub const SCORE_HEADER: [&str; 3] = ["person_id", "rule", "points"];

/// One line per person and rule; empty where the purpose switches order or points off.
#[must_use]
pub fn list_rows(screening: &Screening) -> Vec<[String; 7]> {
    screening.signals.iter().map(list_row).collect()
}

fn list_row(signal: &Signal) -> [String; 7] {
    let mut reasons: Vec<String> = signal
        .reasons
        .iter()
        .map(|reason| match (signal.points, reason.points) {
            (None, _) | (_, 0) => reason.line(),
            (Some(_), points) => format!("{}（+{points}）", reason.line()),
        })
        .collect();
    reasons.extend(signal.context.iter().map(|reason| format!("［背景］{}", reason.line())));
    [
        signal.order.map(|order| order.to_string()).unwrap_or_default(),
        signal.person.to_string(),
        signal.rule.to_string(),
        signal.points.map(|points| points.to_string()).unwrap_or_default(),
        reasons.join("\n"),
        signal.missing.join("\n"),
        signal.support.text(),
    ]
}

/// One line per person of the population and rule.
pub fn score_rows(screening: &Screening) -> impl Iterator<Item = [String; 3]> + '_ {
    screening.scores.iter().map(|score| {
        let rule = screening.rules.get(usize::from(score.rule)).map(|run| run.rule.to_string()).unwrap_or_default();
        [score.person.to_string(), rule, score.points.to_string()]
    })
}
