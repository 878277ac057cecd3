//! Comparing what came out with what a case expects.

use catalog::rule::{Case, Expectation};

use super::World;
use crate::signal::{Screening, Signal};

/// What did not come out as expected; empty = the case holds.
pub(super) fn failures(case: &Case, screening: &Screening, world: &World) -> Vec<String> {
    let mut failures = Vec::new();
    if case.expectations.is_empty() {
        failures.push("期待する結果（[[case.expect]]）がありません".to_owned());
    }
    for expectation in &case.expectations {
        match &expectation.who {
            None => run(expectation, screening, &mut failures),
            Some(who) => match world.person(who) {
                None => failures.push(format!("「{who}」は people にいません")),
                Some(person) => {
                    let signal = screening.signals.iter().find(|signal| signal.person == person);
                    let score = screening.scores.iter().find(|score| score.person == person).map(|score| score.points);
                    let mut found = Vec::new();
                    of_person(expectation, signal, score, !screening.scores.is_empty(), &mut found);
                    failures.extend(found.into_iter().map(|failure| format!("{who}: {failure}")));
                }
            },
        }
    }
    failures
}

fn run(expectation: &Expectation, screening: &Screening, failures: &mut Vec<String>) {
    let undecidable: Vec<&str> = screening.undecidable.iter().map(|undecidable| undecidable.text.as_str()).collect();
    let pairs = [
        ("判定不能", &expectation.undecidable, undecidable.join("、")),
        ("拒否", &expectation.refused, screening.refused.clone().unwrap_or_default()),
        ("引継ぎの拒否", &expectation.hand_over_refused, screening.hand_over_refused.clone().unwrap_or_default()),
    ];
    for (what, expected, got) in pairs {
        if let Some(expected) = expected
            && !got.contains(expected.as_str())
        {
            failures.push(format!("{what}「{expected}」のはずが「{got}」です"));
        }
    }
    if let Some(wanted) = expectation.signal
        && screening.signals.is_empty() == wanted
    {
        failures.push(format!("シグナルは{}のはずです", if wanted { "あり" } else { "なし" }));
    }
}

fn of_person(
    expectation: &Expectation,
    signal: Option<&Signal>,
    score: Option<i32>,
    scored: bool,
    failures: &mut Vec<String>,
) {
    let reasons: Vec<String> = signal
        .map(|signal| signal.reasons.iter().chain(&signal.context).map(crate::signal::Reason::line).collect())
        .unwrap_or_default();
    let missing = signal.map(|signal| signal.missing.clone()).unwrap_or_default();
    if let Some(wanted) = expectation.signal
        && signal.is_some() != wanted
    {
        let heard = if reasons.is_empty() { String::new() } else { format!("（{}）", reasons.join(" / ")) };
        failures.push(format!("シグナルは{}のはずです{heard}", if wanted { "あり" } else { "なし" }));
    }
    // A purpose that switches points off has none to check.
    if let Some(points) = expectation.points
        && scored
        && score != Some(points)
    {
        failures.push(format!(
            "{points}点のはずが{}です: {}",
            score.map_or("対象外".to_owned(), |score| format!("{score}点")),
            reasons.join(" / ")
        ));
    }
    if let Some(signal) = signal
        && signal.points.is_some_and(|points| points != signal.reasons.iter().map(|reason| reason.points).sum::<i32>())
    {
        failures.push("点数が理由の点数の合計と違います".to_owned());
    }
    let lists = [
        ("理由", &expectation.reasons, &expectation.not_reasons, &reasons),
        ("未確認", &expectation.missing, &expectation.not_missing, &missing),
    ];
    for (what, wanted, unwanted, got) in lists {
        for text in wanted.iter().filter(|text| !got.iter().any(|line| line.contains(text.as_str()))) {
            failures.push(format!("{what}に「{text}」がありません: {}", got.join(" / ")));
        }
        for text in unwanted.iter().filter(|text| got.iter().any(|line| line.contains(text.as_str()))) {
            failures.push(format!("{what}に「{text}」があってはなりません: {}", got.join(" / ")));
        }
    }
    if let Some(expected) = &expectation.supported {
        let got = signal.map(|signal| signal.support.text()).unwrap_or_default();
        if (expected.is_empty() && !got.is_empty()) || !got.contains(expected.as_str()) {
            failures.push(format!("支援の状況は「{expected}」のはずが「{got}」です"));
        }
    }
}
