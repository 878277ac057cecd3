//! Levels that can never be reached: below a looser one, or on a field whose cleaning takes away what they look at.

use super::FieldSpec;
use crate::files::clean::Step;
use crate::files::level::{Level, Look, Term, implies};

/// What is wrong with a level below the `better` ones, and the cure. `labels` are the better ones as written, `own` is the compared field.
pub(super) fn fault(
    level: &Level,
    better: &[Level],
    labels: &[String],
    fields: &[FieldSpec],
    own: usize,
) -> Option<(String, String)> {
    if let Some(at) = better.iter().position(|better| implies(level, better)) {
        let above = &labels[at];
        return Some(if better[at] == *level {
            ("stands twice".to_owned(), "drop one of them".to_owned())
        } else {
            (
                format!("can never be reached: whatever reaches it reaches `{above}` above it"),
                format!("put it above `{above}`, or drop it"),
            )
        });
    }
    let own_term = |level: &Level| Term { look: Look::Own, level: level.clone(), memo: 0 };
    let terms = if level.terms().is_empty() { vec![own_term(level)] } else { level.terms().to_vec() };
    terms.iter().find_map(|term| {
        // Where a condition compares two fields, one cleaned in a way that fits is enough to reach it.
        let looked_at = match &term.look {
            Look::Own => own,
            Look::Of(field) => *field,
            Look::With(_) | Look::Exchanged(_) | Look::Among(_) => return None,
        };
        cleaned_away(&term.level, fields.get(looked_at)?)
    })
}

/// Whether the cleaning of a field leaves nothing for a level to look at.
fn cleaned_away(level: &Level, field: &FieldSpec) -> Option<(String, String)> {
    let first = |steps: &[Step]| field.clean.iter().copied().find(|step| steps.contains(step));
    let (step, cure) = match level {
        Level::FirstWord | Level::ContainsWords(_) | Level::Initials => (
            first(&[Step::Compact, Step::Name, Step::Kana, Step::Unspaced, Step::Digits, Step::Date, Step::Sex])?,
            "clean with [\"fold\", \"words\"], which keeps words apart",
        ),
        Level::Kana => (
            first(&[Step::Name, Step::Kana, Step::Digits, Step::Date])?,
            "clean with [\"fold\", \"unspaced\"]: that step already makes spellings of a reading equal",
        ),
        Level::Variant => {
            // Where marks for missing characters survive, they can still be reached.
            let folded = first(&[Step::Kanji, Step::Name]).filter(|_| !marks_stay(field))?;
            (folded, "clean with [\"fold\", \"unspaced\"]: that step already makes variants equal")
        }
        Level::AddressFull
        | Level::AddressNoBuilding
        | Level::AddressPlot
        | Level::AddressBlock
        | Level::AddressTown
        | Level::AddressCity => (
            first(&[Step::Words, Step::Compact, Step::Digits, Step::Date])?,
            "clean with [\"dwelling\"], [\"address\"] or [\"fold\"], which keep the parts of an address apart",
        ),
        _ => return None,
    };
    Some((
        format!(
            "can never be reached: cleaning `{}` of field `{}` takes away what it looks at",
            step.name(),
            field.name
        ),
        cure.to_owned(),
    ))
}

/// Whether 〓 and ● survive the cleaning.
fn marks_stay(field: &FieldSpec) -> bool {
    !field.clean.iter().any(|step| matches!(step, Step::Words | Step::Compact | Step::Digits))
}
