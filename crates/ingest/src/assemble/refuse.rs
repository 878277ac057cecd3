//! What refuses a file as a whole when all of it was read (読み終えてからの受入拒否).

use domain::Delivery;

use super::Assembler;
use crate::forbid;
use crate::refusal::{Refusal, RefusalKind};
use crate::wording::Issue;

/// Fewer rows before than this may become any number.
pub(super) const SHRINK_ROWS_MIN: u64 = 50;

impl Assembler {
    pub(super) fn refuse_my_numbers(&self) -> Result<(), Refusal> {
        let columns: Vec<String> = self
            .my_number
            .iter()
            .enumerate()
            .filter(|(column, (values, passing))| passing * 2 > *values && !self.plan.without_columns.contains(column))
            .map(|(column, _)| {
                self.plan
                    .titles
                    .get(column)
                    .filter(|title| !title.is_empty())
                    .cloned()
                    .unwrap_or_else(|| format!("{}列目", column + 1))
            })
            .collect();
        if columns.is_empty() { Ok(()) } else { Err(forbid::my_number_columns(&self.plan.file, columns)) }
    }

    /// A file of which most rows cannot be split is not a file with bad rows, but one read in the wrong way.
    pub(super) fn refuse_unreadable(&self, refused: u64) -> Result<(), Refusal> {
        let torn = [Issue::RowTooLong, Issue::RowTooShort, Issue::RowNul, Issue::RowQuoteOpen, Issue::RowOversized];
        let unreadable: u64 = torn.iter().map(|issue| self.notes.count(*issue)).sum();
        if unreadable * 2 <= u64::from(self.records) || unreadable < 3 || refused < unreadable {
            return Ok(());
        }
        Err(Refusal::new(
            RefusalKind::Unreadable,
            &self.plan.file,
            format!(
                "{}行のうち{unreadable}行が、見出しの列数（{}列）に分けられません。区切り文字の誤りか、ファイルの破損と思われます。",
                self.records,
                self.plan.width()
            ),
            "区切り文字と引用符を確認し、元のシステムから出し直してください。",
        ))
    }

    /// A slice whose month (or school) can be read in no row at all would stand beside the one it corrects.
    pub(super) fn refuse_unknown_slice(&self) -> Result<(), Refusal> {
        let unread: Vec<String> = self
            .slices_readable
            .iter()
            .zip(&self.plan.slice)
            .filter(|(readable, _)| !**readable)
            .map(|(_, column)| self.plan.columns[*column].meta.header.clone())
            .collect();
        if self.plan.delivery() != Delivery::Slice || self.admitted == 0 || unread.is_empty() {
            return Ok(());
        }
        let names: String = unread.iter().map(|title| format!("「{title}」")).collect();
        Err(Refusal::new(
            RefusalKind::SliceUnknown,
            &self.plan.file,
            format!(
                "{}は区分ごとの抽出ですが、区分を表す列{names}が、どの行でも空欄か読めない値です。どの区分の抽出かが分からないまま取り込むと、前の抽出と置き換わらず、同じ記録が二重に数えられます。",
                self.plan.layout.name()
            ),
            "所管課で列の値を直して出し直すか、値の書き方が正しければ、連携元定義のその列の type・era・values を確かめてください。",
        )
        .of_columns(unread))
    }

    /// A file whose end is missing must not take the place of a whole one: everybody behind the cut would be gone.
    pub(super) fn refuse_cut(&self, within_character: bool) -> Result<(), Refusal> {
        let replaces = self.plan.delivery() != Delivery::Addition;
        let cut = within_character || self.notes.count(Issue::RowTruncated) > 0;
        if !cut || !replaces || self.plan.accept_shrink {
            return Ok(());
        }
        Err(Refusal::new(
            RefusalKind::Cut,
            &self.plan.file,
            format!(
                "最後の行（データ{}件目）が途中で切れています。ファイルの終わりが欠けており、このまま取り込むと、欠けた先の人の記録がなくなったものとして扱われます。",
                self.records
            ),
            "所管課に件数を確認し、元のシステムから出し直してください。最後の行のほかに欠けがないと確かめたときだけ、`--accept-shrink` を付けて取り込みます（切れた行は取り込みません）。",
        ))
    }

    /// A table emptied or cut off by mistake must not take the place of a whole one unnoticed.
    pub(super) fn refuse_shrunk(&self, previous: Option<u64>) -> Result<(), Refusal> {
        let rule = &self.plan.layout.source.delivery;
        let Some(previous) =
            previous.filter(|_| self.plan.delivery() != Delivery::Addition && !self.plan.accept_shrink)
        else {
            return Ok(());
        };
        let lost = previous.saturating_sub(self.admitted);
        let expected = rule.expected_change.is_some_and(|share| lost as f64 <= previous as f64 * share);
        if previous < SHRINK_ROWS_MIN || lost * 2 <= previous || expected {
            return Ok(());
        }
        Err(Refusal::new(
            RefusalKind::Shrunk,
            &self.plan.file,
            format!(
                "前回の受入は{previous}件でしたが、今回は{}件です。このまま取り込むと、前回の内容の大半がなくなったものとして扱われます。",
                self.admitted
            ),
            "一部だけの抽出や、抽出の失敗でないか所管課に確認してください。件数が正しければ `--accept-shrink` を付けて取り込みます。いつも増減の大きい抽出なら、連携元定義の expected_change に見込みの割合（0.9 = 9割減まで）を書いてください。",
        ))
    }
}
