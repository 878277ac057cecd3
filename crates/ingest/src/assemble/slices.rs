//! Rows slice by slice: a file of several slices must not hide behind the large ones that a small one came out nearly empty.

use std::borrow::Cow;

use domain::Delivery;

use super::Assembler;
use super::refuse::SHRINK_ROWS_MIN;
use crate::refusal::{Refusal, RefusalKind};

/// A message names at most so many slices.
const NAMED_MAX: usize = 3;

impl Assembler {
    /// The slices of the delivery with their rows, sorted; whole after [`Assembler::last_groups`]. Empty unless it is a slice.
    #[must_use]
    pub fn rows_by_slice(&self) -> Vec<(&str, u64)> {
        if self.plan.delivery() != Delivery::Slice {
            return Vec::new();
        }
        let mut rows = vec![0_u64; self.slices.len()];
        for (slice, count) in &self.slice_rows {
            rows[*slice as usize] += u64::from(*count);
        }
        self.slices.iter().map(|(name, slice)| (name.as_str(), rows[*slice as usize])).collect()
    }

    /// Refuses the file when a slice that it shares with others would replace more than twice its rows, as [`Assembler::finish`]
    /// does for whole deliveries. `before`: slices with the rows that are in force, in the order of [`Assembler::rows_by_slice`].
    ///
    /// # Errors
    /// [`RefusalKind::Shrunk`] with the slices, unless a person has accepted it.
    pub fn refuse_shrunk_slices(&self, before: &[Option<u64>]) -> Result<(), Refusal> {
        let expected = self.plan.layout.source.delivery.expected_change;
        let shrunk: Vec<String> = self
            .rows_by_slice()
            .into_iter()
            .zip(before)
            .filter_map(|((slice, now), before)| Some((slice, (*before)?, now)))
            .filter(|(_, before, now)| {
                let lost = before.saturating_sub(*now);
                let foreseen = expected.is_some_and(|share| lost as f64 <= *before as f64 * share);
                *before >= SHRINK_ROWS_MIN && lost * 2 > *before && !foreseen
            })
            .map(|(slice, before, now)| format!("{}: 前回{before}件、今回{now}件", slice.replace('/', "・")))
            .collect();
        if shrunk.is_empty() || self.plan.accept_shrink {
            return Ok(());
        }
        let more = match shrunk.len().saturating_sub(NAMED_MAX) {
            0 => Cow::Borrowed(""),
            more => format!("ほか{more}区分").into(),
        };
        Err(Refusal::new(
            RefusalKind::Shrunk,
            &self.plan.file,
            format!(
                "前回より大きく減った区分があります（{}{more}）。このまま取り込むと、その区分の前回の内容の大半がなくなったものとして扱われます。",
                shrunk[..shrunk.len().min(NAMED_MAX)].join("、")
            ),
            "一部だけの抽出や、抽出の失敗でないか所管課に確認してください。件数が正しければ `--accept-shrink` を付けて取り込みます。いつも増減の大きい抽出なら、連携元定義の expected_change に見込みの割合（0.9 = 9割減まで）を書いてください。",
        ))
    }
}
