//! The held-out check: does the sum find known families it has not seen?

use domain::Weight;

use super::{Child, Trait, fit, similar};

/// Parts the children are split into; each is judged by weights learnt from the others.
const FOLDS: u32 = 5;

/// Share of children looked at for the precision of the check.
const LOOKED_AT: f64 = 0.05;

/// How the sum does on children it was not learnt from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeldOut {
    /// Chance that a known child's sum is above another's (0.5 = no better than lots).
    pub auc: f64,
    /// 95 % interval of it (Hanley and McNeil 1982).
    pub interval: (f64, f64),
    /// Share of known children among all.
    pub base_rate: f64,
    /// Share of known children among the highest 5 %.
    pub precision: f64,
}

/// Splits by person number, so that the same people give the same check.
pub(super) fn held_out(traits: &[Trait], children: &[Child]) -> HeldOut {
    let fold = |child: &Child| child.person.0.wrapping_mul(2_654_435_761) >> 16 & 0xFFFF;
    let mut scored: Vec<(i32, bool, u32)> = Vec::with_capacity(children.len());
    for held in 0..FOLDS {
        let weights = fit::weights(traits, children.iter().filter(|child| fold(child) % FOLDS != held));
        scored.extend(children.iter().filter(|child| fold(child) % FOLDS == held).map(|child| {
            let sum: Weight = similar::parts(&weights, child).map(|part| part.weight).sum();
            (sum.0, child.known, child.person.0)
        }));
    }
    scored.sort_by_key(|(sum, _, person)| (-sum, *person));
    let known = scored.iter().filter(|(_, known, _)| *known).count() as f64;
    let others = scored.len() as f64 - known;
    let auc = auc(&scored, known, others);
    let looked = ((scored.len() as f64 * LOOKED_AT).ceil() as usize).max(1);
    let hits = scored.iter().take(looked).filter(|(_, known, _)| *known).count() as f64;
    HeldOut {
        auc,
        interval: interval(auc, known, others),
        base_rate: known / (known + others),
        precision: hits / looked as f64,
    }
}

/// Area under the curve from sums in falling order; equal sums count half.
fn auc(scored: &[(i32, bool, u32)], known: f64, others: f64) -> f64 {
    let (mut above, mut area) = (0.0, 0.0);
    for group in scored.chunk_by(|a, b| a.0 == b.0) {
        let hits = group.iter().filter(|(_, known, _)| *known).count() as f64;
        let misses = group.len() as f64 - hits;
        area += misses * (above + hits / 2.0);
        above += hits;
    }
    area / (known * others)
}

fn interval(auc: f64, known: f64, others: f64) -> (f64, f64) {
    let (q1, q2) = (auc / (2.0 - auc), 2.0 * auc * auc / (1.0 + auc));
    let square = auc * auc;
    let variance =
        (auc * (1.0 - auc) + (known - 1.0) * (q1 - square) + (others - 1.0) * (q2 - square)) / (known * others);
    let reach = 1.96 * variance.max(0.0).sqrt();
    ((auc - reach).max(0.0), (auc + reach).min(1.0))
}
