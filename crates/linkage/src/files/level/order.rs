//! Which level includes which: a stricter one below a looser one is never reached.

use super::{Level, Look, Term};

/// Whether two values that reach `strict` always reach `loose` too. False where that is not certain.
pub(crate) fn implies(strict: &Level, loose: &Level) -> bool {
    match (strict, loose) {
        (Level::Terms(all), Level::Terms(some)) => {
            some.iter().all(|wanted| all.iter().any(|given| term_implies(given, wanted)))
        }
        (Level::Terms(all), loose) => {
            all.iter().any(|given| given.look == Look::Own && value_implies(&given.level, loose))
        }
        (strict, Level::Terms(some)) => {
            some.iter().all(|wanted| own_is_enough(&wanted.look) && value_implies(strict, &wanted.level))
        }
        (strict, loose) => value_implies(strict, loose),
    }
}

/// Whether the values of the compared field are among those a condition looks at.
const fn own_is_enough(look: &Look) -> bool {
    matches!(look, Look::Own | Look::Among(_))
}

fn term_implies(given: &Term, wanted: &Term) -> bool {
    let within = |some: &[usize], all: &[usize]| some.iter().all(|field| all.contains(field));
    let look = match (&given.look, &wanted.look) {
        (Look::Own, look) => own_is_enough(look),
        (Look::Of(field), Look::Among(fields)) => fields.contains(field),
        (Look::With(some), Look::With(all) | Look::Among(all)) | (Look::Among(some), Look::Among(all)) => {
            within(some, all)
        }
        (Look::Exchanged(field), Look::With(fields) | Look::Among(fields)) => fields.contains(field),
        (one, other) => one == other,
    };
    look && value_implies(&given.level, &wanted.level)
}

/// The next looser levels of a level, each certain.
fn value_implies(strict: &Level, loose: &Level) -> bool {
    use Level as L;
    if strict == loose || *strict == L::Exact {
        return true;
    }
    // Steps through levels that lie between: every step leads to a looser one, so it ends.
    let through = |next: &[Level]| next.iter().any(|next| value_implies(next, loose));
    match (strict, loose) {
        (L::JaroWinkler(x), L::JaroWinkler(y))
        | (L::Words(x), L::Words(y))
        | (L::Overlap(x), L::Overlap(y))
        | (L::Cosine(x), L::Cosine(y))
        | (L::Contains(x), L::Contains(y))
        // The shorter value has at most as many words as all.
        | (L::Words(x), L::Overlap(y)) => x >= y,
        (L::EditShare(x), L::EditShare(y)) | (L::Number(x), L::Number(y)) | (L::NumberShare(x), L::NumberShare(y)) => x <= y,
        (L::Levenshtein(x), L::Levenshtein(y) | L::Damerau(y)) | (L::Damerau(x), L::Damerau(y)) => x <= y,
        // A swap is two replacements.
        (L::Damerau(x), L::Levenshtein(y)) => 2 * x <= *y,
        (L::KanaLooseEdits(x), L::KanaLooseEdits(y)) => x <= y,
        (L::Prefix(x), L::Prefix(y)) | (L::Suffix(x), L::Suffix(y)) | (L::LastDigits(x), L::LastDigits(y)) => x >= y,
        (L::StartsWith(x), L::StartsWith(y) | L::Prefix(y)) => x >= y,
        (L::ContainsWords(x), L::ContainsWords(y)) => x >= y,
        (L::ContainsWords(_), L::Overlap(_)) => true,
        (L::Days(x), L::Days(y)) => x <= y,
        (L::DateParts(x), L::DateParts(y)) => x >= y,
        (L::Years(x), L::Years(y)) => x <= y,
        (L::Years(_) | L::EraSlip, _) => through(&[L::MonthDay]),
        (L::MonthDay, _) => through(&[L::DateParts(2)]),
        (L::YearMonth, _) => through(&[L::DateParts(2), L::Year]),
        (L::DayMonthSwap | L::Estimated, _) => through(&[L::Year]),
        (L::Year, _) => through(&[L::DateParts(1)]),
        (L::Kana, _) => through(&[L::KanaLoose]),
        (L::KanaLoose, L::KanaLooseEdits(_)) => true,
        (L::AddressFull | L::AddressNoBuilding, _) => through(&[L::AddressPlot]),
        (L::AddressPlot, _) => through(&[L::AddressBlock]),
        (L::AddressBlock, _) => through(&[L::AddressTown]),
        _ => false,
    }
}
