//! Shares of known and other children that have a trait, their ratio and its interval.

use super::{Answer, CELL_MIN, Child, Trait};

/// A share, or why it is not told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Share {
    /// Between 0 and 1.
    Told(f64),
    /// Rests on fewer than [`CELL_MIN`] children, or would reveal so few by subtraction.
    Suppressed,
    /// Nobody's answer is recorded: nothing was delivered that could tell, and nothing is hidden.
    Unrecorded,
}

/// One line of the traits table.
#[derive(Debug, Clone, PartialEq)]
pub struct TraitRow {
    /// Id of the trait.
    pub id: String,
    /// Words for people.
    pub title: String,
    /// Share among known children with a recorded answer.
    pub known: Share,
    /// Share among the others with a recorded answer.
    pub others: Share,
    /// Ratio of the shares; `None` when suppressed.
    pub ratio: Option<f64>,
    /// 95 % interval of the ratio.
    pub interval: Option<(f64, f64)>,
    /// Known children who have it; `None` = fewer than [`CELL_MIN`].
    pub known_count: Option<u32>,
    /// Known children without a recorded answer.
    pub known_unknown: u32,
    /// Other children without a recorded answer.
    pub others_unknown: u32,
}

#[derive(Default, Clone, Copy)]
struct Count {
    yes: u32,
    no: u32,
    unknown: u32,
}

impl Count {
    fn add(&mut self, answer: Answer) {
        match answer {
            Answer::Yes => self.yes += 1,
            Answer::No => self.no += 1,
            Answer::Unknown => self.unknown += 1,
        }
    }

    fn share(self) -> Share {
        let small = |n: u32| n > 0 && n < CELL_MIN;
        let all = self.yes + self.no;
        if all == 0 {
            Share::Unrecorded
        } else if all < CELL_MIN || small(self.yes) || small(self.no) {
            Share::Suppressed
        } else {
            Share::Told(f64::from(self.yes) / f64::from(all))
        }
    }
}

/// One row per trait.
pub(super) fn rows(traits: &[Trait], children: &[Child]) -> Vec<TraitRow> {
    let mut counts = vec![(Count::default(), Count::default()); traits.len()];
    for child in children {
        for (count, answer) in counts.iter_mut().zip(&child.answers) {
            if child.known { count.0.add(*answer) } else { count.1.add(*answer) }
        }
    }
    traits.iter().zip(counts).map(|(one, (known, others))| row(one, known, others)).collect()
}

fn row(one: &Trait, known: Count, others: Count) -> TraitRow {
    let shares = (known.share(), others.share());
    let told = matches!(shares, (Share::Told(_), Share::Told(_)));
    let (ratio, interval) = if told { ratio(known, others) } else { (None, None) };
    TraitRow {
        id: one.id.clone(),
        title: one.title.clone(),
        known: shares.0,
        others: shares.1,
        ratio,
        interval,
        known_count: (known.yes == 0 || known.yes >= CELL_MIN).then_some(known.yes),
        known_unknown: known.unknown,
        others_unknown: others.unknown,
    }
}

/// Ratio of two shares with its 95 % interval on the log scale; half a child is added to each cell, so that a share
/// of nought has a ratio too (Haldane–Anscombe).
fn ratio(known: Count, others: Count) -> (Option<f64>, Option<(f64, f64)>) {
    let cells = |c: Count| (f64::from(c.yes) + 0.5, f64::from(c.yes + c.no) + 1.0);
    let ((a, n), (b, m)) = (cells(known), cells(others));
    let ratio = (a / n) / (b / m);
    let error = (1.0 / a - 1.0 / n + 1.0 / b - 1.0 / m).max(0.0).sqrt();
    let reach = (1.96 * error).exp();
    (Some(ratio), Some((ratio / reach, ratio * reach)))
}
