//! Whether the records at hand are like those the weights were learned from.

use super::Trained;
use crate::files::run::Run;

/// A field that is recorded so much more or less often (as a share of all records) is another field.
const RECORDED_SHIFT_MAX: f64 = 0.15;

/// The start weight fits files that are at most so many times larger or smaller.
const SIZE_RATIO_MAX: f64 = 2.0;

impl Trained {
    /// What has changed since the weights were learned, each with its cure.
    pub(in crate::files) fn drift(&self, run: &Run<'_>) -> Vec<String> {
        let mut out = self.drift_of_fields(run);
        let all = run.columns.records.len() as f64;
        let before: u64 = self.files.iter().map(|file| file.rows).sum();
        let ratio = all / (before.max(1) as f64);
        if !(1.0 / SIZE_RATIO_MAX..=SIZE_RATIO_MAX).contains(&ratio) {
            out.push(format!(
                "{all} records, the weights were learned from {before}: how likely two records taken at random are one may differ; cure: learn anew"
            ));
        }
        out
    }

    /// Fields that are recorded more or less often than when the weights were learned, each with its cure.
    pub(in crate::files) fn drift_of_fields(&self, run: &Run<'_>) -> Vec<String> {
        let mut out = Vec::new();
        let all = run.columns.records.len() as f64;
        for (field, ids) in run.recipe.fields.iter().zip(&run.columns.ids) {
            let Some(before) = self.fields.iter().find(|known| known.name == field.name) else { continue };
            let now = ids.iter().filter(|id| **id != 0).count() as f64 / all.max(1.0);
            if before.recorded == 0.0 && now > 0.0 {
                out.push(format!(
                    "field `{}` had no value when the weights were learned: it is not compared; cure: learn anew",
                    field.name
                ));
            } else if (now - before.recorded).abs() > RECORDED_SHIFT_MAX {
                out.push(format!(
                    "field `{}` has a value in {:.0} % of the records, {:.0} % when the weights were learned; cure: check the column, or learn anew",
                    field.name,
                    100.0 * now,
                    100.0 * before.recorded
                ));
            }
        }
        out
    }
}
