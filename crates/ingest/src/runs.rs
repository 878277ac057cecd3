//! Runs of digits in file names and title lines, with what belongs to them: R7.10, 令和7年度, 202510 (名前の中の年月・年度).

use std::ops::Range;

use japanese::date::DateContext;

/// What a run of digits reads as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A month of a year, or a day in one.
    Month,
    /// A school year (年度).
    Year,
    /// Any other number.
    Other,
}

/// Digits with what belongs to them: R7.10, 令和7年度, 202510, 2026.
pub(crate) struct Run {
    pub(crate) range: Range<usize>,
    pub(crate) kind: Kind,
}

/// The runs of digits in a text, in its order.
pub(crate) fn numbers(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit() || c == '元').map(|place| at + place) {
        let mut end = start;
        for (place, c) in text[start..].char_indices() {
            if !(c.is_ascii_digit() || matches!(c, '.' | '-' | '年' | '月' | '度' | '分' | '日' | '元')) {
                break;
            }
            end = start + place + c.len_utf8();
        }
        // The dot before the ending, and signs between words, are not the number's.
        let end = start + text[start..end].trim_end_matches(['.', '-']).len();
        let begin = ["令和", "平成", "R", "H", "r", "h"]
            .iter()
            .find_map(|era| text[..start].strip_suffix(era))
            .filter(|before| !before.ends_with(|c: char| c.is_ascii_alphabetic()))
            .map_or(start, str::len);
        at = end.max(start + 1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
        if !text[start..end].contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let run = &text[begin..end];
        let month = japanese::date::parse_month(run, &DateContext::default()).is_some();
        let kind = match (run.contains("年度"), month && run.chars().count() >= 4) {
            (true, _) => Kind::Year,
            (false, true) => Kind::Month,
            (false, false) => Kind::Other,
        };
        runs.push(Run { range: begin..end, kind });
    }
    runs
}
