//! Trends (傾向分析): what families that came for help have in common, and which others resemble them.
//!
//! The method of 諮問第65号: traits of children whose family is known from a consultation are compared with all
//! others; the others are given a sum of displayed parts. Nothing here is a verdict, and nothing lowers a sum:
//! weights are never negative. Does not know storage, files or how a trait is answered.

mod ask;
mod check;
mod fit;
mod share;
mod similar;

pub use ask::{Asked, ask};
pub use check::HeldOut;
pub use share::{Share, TraitRow};
pub use similar::{Part, Similar};

use domain::PersonId;

/// Fewer children than this are never told in a table (少数の秘匿).
pub const CELL_MIN: u32 = 10;

/// With fewer known children than this no sum is learnt: it would tell of single families, not of what they share.
pub const KNOWN_MIN: u32 = 30;

/// A trait a child can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trait {
    /// Id as in the configuration.
    pub id: String,
    /// Words shown to people.
    pub title: String,
    /// Whether it may count in the sum; context (国籍, ひとり親 …) is only described.
    pub counts: bool,
}

/// Whether a child has a trait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// Recorded so.
    Yes,
    /// Inside what the deliveries cover, and not recorded.
    No,
    /// Not delivered, or out of scope: adds nothing and is counted on neither side.
    Unknown,
}

/// One child of the population.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// Who.
    pub person: PersonId,
    /// Whether the family is known from a consultation.
    pub known: bool,
    /// One answer per trait.
    pub answers: Vec<Answer>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Trends {
    /// One row per trait, in the order given.
    pub traits: Vec<TraitRow>,
    /// The others by falling sum; ties by person. Empty when `too_few`.
    pub similar: Vec<Similar>,
    /// How well the sum finds known families it has not seen; `None` when `too_few`.
    pub held_out: Option<HeldOut>,
    /// Known children.
    pub known: u32,
    /// All others.
    pub others: u32,
    /// Fewer than [`KNOWN_MIN`] known children: no sum was learnt.
    pub too_few: bool,
}

/// Compares known children with the others, and sums up the others' likeness.
///
/// Deterministic: the order of `children` does not matter for the weights, and the result is sorted.
#[must_use]
pub fn run(traits: &[Trait], children: &[Child]) -> Trends {
    let known = children.iter().filter(|child| child.known).count() as u32;
    let others = children.len() as u32 - known;
    let too_few = known < KNOWN_MIN || others < KNOWN_MIN;
    let rows = share::rows(traits, children);
    if too_few {
        return Trends { traits: rows, similar: Vec::new(), held_out: None, known, others, too_few };
    }
    let weights = fit::weights(traits, children.iter());
    Trends {
        similar: similar::list(traits, &weights, children),
        held_out: Some(check::held_out(traits, children)),
        traits: rows,
        known,
        others,
        too_few,
    }
}

#[cfg(test)]
mod tests;
