//! The answers of a filled review sheet.

use std::collections::BTreeMap;

use domain::{LinkDecision, RecordKey, Verdict};
use jiff::civil::Date;

use super::review_sheet::{ANSWER, ANSWERED_BY, PAIR, REASON};
use crate::error::AppError;
use crate::files::read::Rows;

/// An answer of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its row as the spreadsheet counts: the header is 1.
    pub row: usize,
    /// What was decided about which pair.
    pub decision: LinkDecision,
    /// Why; empty when the sheet has no such column, or nothing stands in it.
    pub reason: String,
}

/// The answers of a filled sheet; rows with an empty answer are left waiting.
///
/// # Errors
/// [`AppError::Refused`] that names each row with a wrong pair, answer or missing name of who answered; nothing is taken then.
pub fn answers(path: &std::path::Path, rows: &Rows, today: Date) -> Result<Vec<Answer>, AppError> {
    let (pair, answer, by) = (rows.column(path, PAIR)?, rows.column(path, ANSWER)?, rows.column(path, ANSWERED_BY)?);
    let reason = rows.find(REASON);
    let mut answers = Vec::new();
    let mut faults = Vec::new();
    let mut first = BTreeMap::new();
    for (number, row) in rows.rows.iter().enumerate() {
        if row[answer].is_empty() {
            continue;
        }
        let Some(verdict) = Verdict::parse(&row[answer]) else {
            faults.push(format!("{}行目: 判定は 同一・別人・不明（取り消すときは 取消）のどれかです", number + 2));
            continue;
        };
        let Some((left, right)) = keys(&row[pair]) else {
            faults.push(format!("{}行目: 組番号が書き換えられています", number + 2));
            continue;
        };
        if left == right {
            faults.push(format!("{}行目: 組番号が同じ記録を二つ指しています", number + 2));
            continue;
        }
        let before = first.entry((left.min(right), left.max(right))).or_insert((verdict, number + 2));
        if before.0 != verdict {
            faults.push(format!("{}行目: {}行目と同じ組に、違う判定が書かれています", number + 2, before.1));
            continue;
        }
        if row[by].is_empty() {
            faults.push(format!("{}行目: 判定者が空です", number + 2));
            continue;
        }
        let decision =
            LinkDecision { left: left.min(right), right: left.max(right), verdict, by: row[by].clone(), on: today };
        answers.push(Answer {
            row: number + 2,
            decision,
            reason: reason.map(|at| row[at].clone()).unwrap_or_default(),
        });
    }
    if faults.is_empty() {
        Ok(answers)
    } else {
        Err(AppError::refused(
            format!("{} に直すところがあります（何も取り込んでいません）。\n  {}", path.display(), faults.join("\n  ")),
            "示した行を直して、もう一度取り込んでください。組番号は書き出したままにします。",
        ))
    }
}

fn keys(text: &str) -> Option<(RecordKey, RecordKey)> {
    let (left, right) = text.split_once('-')?;
    let key = |text: &str| (text.len() == 16).then(|| u64::from_str_radix(text, 16).ok()).flatten().map(RecordKey);
    Some((key(left)?, key(right)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(answer: &str, by: &str) -> Rows {
        Rows {
            header: vec![PAIR.into(), ANSWER.into(), ANSWERED_BY.into()],
            rows: vec![vec!["00000000000000ff-0000000000000001".into(), answer.into(), by.into()]],
        }
    }

    #[test]
    fn an_answer_becomes_a_decision_with_the_smaller_key_first() {
        let today = Date::constant(2023, 3, 31);
        let found = answers(std::path::Path::new("p.xlsx"), &filled("別人", "佐藤"), today).expect("well filled");
        let decision = &found[0].decision;
        assert_eq!(
            (decision.left, decision.right, decision.verdict),
            (RecordKey(1), RecordKey(255), Verdict::Different)
        );
    }

    #[test]
    fn two_answers_for_one_pair_and_a_pair_of_one_record_are_refused() {
        let pair = |pair: &str, answer: &str| vec![pair.to_owned(), answer.to_owned(), "佐藤".to_owned()];
        let mut rows = filled("同一", "佐藤");
        rows.rows.push(pair("0000000000000001-00000000000000ff", "別人"));
        rows.rows.push(pair("0000000000000001-0000000000000001", "同一"));
        let error = answers(std::path::Path::new("p.xlsx"), &rows, Date::constant(2023, 3, 31)).expect_err("refused");
        assert!(error.to_string().contains("3行目: 2行目と同じ組に、違う判定が書かれています"), "{error}");
        assert!(error.to_string().contains("4行目: 組番号が同じ記録を二つ指しています"), "{error}");
    }

    #[test]
    fn an_answer_without_a_name_is_refused_with_its_row() {
        let error = answers(std::path::Path::new("p.xlsx"), &filled("同一", ""), Date::constant(2023, 3, 31))
            .expect_err("no name");
        assert!(error.to_string().contains("2行目: 判定者が空です"), "{error}");
    }
}
