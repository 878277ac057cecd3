//! The others, by how much they resemble known families: a sum of displayed parts.

use domain::{PersonId, Weight};

use super::{Answer, Child, Trait};

/// One part of a sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Place of the trait.
    pub place: usize,
    /// What it adds (thousandths of a bit); never negative.
    pub weight: Weight,
}

/// One child whose family is not known from a consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Similar {
    /// Who.
    pub person: PersonId,
    /// Exactly the sum of the parts.
    pub sum: Weight,
    /// Parts by falling weight, then place.
    pub parts: Vec<Part>,
    /// Places of counting traits without a recorded answer: they add nothing.
    pub missing: Vec<usize>,
}

/// The others by falling sum, ties by person.
pub(super) fn list(traits: &[Trait], weights: &[Weight], children: &[Child]) -> Vec<Similar> {
    let mut list: Vec<Similar> = children
        .iter()
        .filter(|child| !child.known)
        .map(|child| {
            let mut parts: Vec<Part> = parts(weights, child).collect();
            parts.sort_by_key(|part| (-part.weight.0, part.place));
            Similar {
                person: child.person,
                sum: parts.iter().map(|part| part.weight).sum(),
                parts,
                missing: (0..traits.len())
                    .filter(|&t| traits[t].counts && child.answers[t] == Answer::Unknown)
                    .collect(),
            }
        })
        .collect();
    list.sort_by_key(|one| (-one.sum.0, one.person));
    list
}

/// The parts of a child's sum.
pub(super) fn parts<'a>(weights: &'a [Weight], child: &'a Child) -> impl Iterator<Item = Part> + 'a {
    weights
        .iter()
        .enumerate()
        .filter(|(place, weight)| weight.0 > 0 && child.answers[*place] == Answer::Yes)
        .map(|(place, weight)| Part { place, weight: *weight })
}
