//! Similarity of two values, with cheap bounds that spare most of the work: nearly all random pairs are far apart.

use rapidfuzz::distance::{jaro_winkler, levenshtein, osa};

use super::prepare::Prepared;

/// Each edit changes at most two bits of the letters' mask.
#[inline]
fn edits_at_least(a: &Prepared, b: &Prepared) -> usize {
    let lengths = a.letters.len().abs_diff(b.letters.len());
    lengths.max(((a.mask & !b.mask).count_ones().max((b.mask & !a.mask).count_ones())) as usize)
}

/// Whether at most `most` edits lead from one value to the other; swapped neighbours are one edit.
#[inline]
pub(super) fn damerau_within(a: &Prepared, b: &Prepared, most: usize) -> bool {
    edits_at_least(a, b) <= most && swaps_within(&a.letters, &b.letters, most)
}

/// Whether at most one edit leads from one list of letters to the other: what they do not begin and end with alike is one letter at most on either
/// side, or two that are swapped.
fn one_within(a: &[u32], b: &[u32]) -> bool {
    let alike = |(x, y): &(&u32, &u32)| x == y;
    let begin = a.iter().zip(b).take_while(alike).count();
    let (a, b) = (&a[begin..], &b[begin..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(alike).count();
    match (&a[..a.len() - end], &b[..b.len() - end]) {
        ([x, y], [p, q]) => x == q && y == p,
        (x, y) => x.len().max(y.len()) <= 1,
    }
}

/// Whether at most `most` edits lead from one list of letters to the other, swapped neighbours being one. A swap is two edits where it is none,
/// which is told at once of long lists that are far apart.
fn swaps_within(a: &[u32], b: &[u32], most: usize) -> bool {
    let (a, b) = (head(a), head(b));
    if most == 1 {
        return one_within(a, b);
    }
    let letters = || (a.iter().copied(), b.iter().copied());
    let is_near = |(a, b)| levenshtein::distance_with_args(a, b, &levenshtein::Args::default().score_cutoff(2 * most));
    let is_short = a.len().min(b.len()) <= LETTERS_SHORT;
    let distance = |(a, b)| osa::distance_with_args(a, b, &osa::Args::default().score_cutoff(most));
    (is_short || is_near(letters()).is_some()) && distance(letters()).is_some()
}

/// Edits are counted in the first letters of long texts only, their lengths aside: time grows with the square of the letters.
fn head(letters: &[u32]) -> &[u32] {
    &letters[..letters.len().min(LETTERS_COMPARED)]
}

/// Letters of a value that edits are counted in.
const LETTERS_COMPARED: usize = 1_000;

/// Lists of so many letters fit one machine word: their distance is told in one go.
const LETTERS_SHORT: usize = 64;

/// Whether at most `most` insertions, deletions and replacements lead from one value to the other.
#[inline]
pub(super) fn levenshtein_within(a: &Prepared, b: &Prepared, most: usize) -> bool {
    edits_at_least(a, b) <= most
        && levenshtein::distance_with_args(
            head(&a.letters).iter().copied(),
            head(&b.letters).iter().copied(),
            &levenshtein::Args::default().score_cutoff(most),
        )
        .is_some()
}

/// Whether at most `most` edits lead from one list of letters to the other, swapped neighbours being one; never for empty ones.
pub(super) fn edits_within(a: &[u32], b: &[u32], most: usize) -> bool {
    !a.is_empty() && !b.is_empty() && a.len().abs_diff(b.len()) <= most && swaps_within(a, b, most)
}

/// A mark that stands for any one character (外字, 〓, ●, ?).
pub(super) const ANY: u32 = u32::MAX;

/// Whether two values with variants folded agree character by character, a mark standing for any; one real character must agree.
pub(super) fn same_but_variants(a: &[u32], b: &[u32]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|(x, y)| x == y || *x == ANY || *y == ANY)
        && a.iter().zip(b).any(|(x, y)| x == y && *x != ANY)
}

/// Values whose lengths multiply to no more are compared letter by letter; it costs less than sorting.
const SHORT: usize = 4_096;

/// Whether both values contain the same run of `length` characters. Time grows about linearly with the values.
pub(super) fn have_common_run(a: &[u32], b: &[u32], length: usize) -> bool {
    if length == 0 || a.len().min(b.len()) < length {
        return length == 0;
    }
    if a.len() * b.len() <= SHORT {
        return a.windows(length).any(|run| b.windows(length).any(|other| run == other));
    }
    let mut runs: Vec<(u64, usize)> = prints(a, length).zip(0..).collect();
    runs.sort_unstable();
    prints(b, length).zip(b.windows(length)).any(|(print, run)| {
        let first = runs.partition_point(|known| known.0 < print);
        let mut alike = runs[first..].iter().take_while(|known| known.0 == print);
        alike.any(|(_, at)| &a[*at..at + length] == run)
    })
}

/// Fingerprints of all runs of a length, one after the other: those of equal runs are equal.
fn prints(letters: &[u32], length: usize) -> impl Iterator<Item = u64> + '_ {
    /// An odd number without pattern (splitmix64).
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let add = |print: u64, letter: u32| print.wrapping_mul(BASE).wrapping_add(u64::from(letter) + 1);
    let first = letters[..length].iter().fold(0, |print, letter| add(print, *letter));
    let leaving = BASE.wrapping_pow(length as u32);
    let gone_and_new = letters.iter().zip(&letters[length..]);
    std::iter::once(first).chain(gone_and_new.scan(first, move |print, (gone, new)| {
        *print = add(*print, *new).wrapping_sub((u64::from(*gone) + 1).wrapping_mul(leaving));
        Some(*print)
    }))
}

/// A similarity that is exactly what is asked for may come out a little below it on another way of computing.
const ROUNDING: f64 = 1e-9;

/// Whether the Jaro-Winkler similarity is at least `least`.
#[inline]
pub(super) fn jaro_winkler_at_least(a: &Prepared, b: &Prepared, least: f64) -> bool {
    // Which letters are paired depends on the order of the two: it must not depend on the order of the records.
    let (a, b) = if (a.letters.len(), &a.letters) <= (b.letters.len(), &b.letters) { (a, b) } else { (b, a) };
    let (x, y) = (a.letters.len() as f64, b.letters.len() as f64);
    // Letters that can match at most; transpositions counted as none.
    let common = (x - f64::from((a.mask & !b.mask).count_ones())).min(y - f64::from((b.mask & !a.mask).count_ones()));
    if common <= 0.0 {
        return false;
    }
    let jaro = (common / x + common / y + 1.0) / 3.0;
    let is_too_little = |prefix: f64| jaro + prefix * 0.1 * (1.0 - jaro) < least - ROUNDING;
    // Letters lie elsewhere in memory: most pairs are told apart without them.
    let prefix = || a.letters.iter().zip(&b.letters).take(4).take_while(|(p, q)| p == q).count() as f64;
    if is_too_little(4.0) || is_too_little(prefix()) {
        return false;
    }
    jaro_winkler::similarity_with_args(
        head(&a.letters).iter().copied(),
        head(&b.letters).iter().copied(),
        &jaro_winkler::Args::default().score_cutoff((least - ROUNDING).max(0.0)),
    )
    .is_some_and(|similarity| similarity >= least)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The table of the textbook.
    fn longest_run(a: &[u32], b: &[u32]) -> usize {
        let mut before = vec![0_usize; b.len() + 1];
        let mut best = 0;
        for x in a {
            let mut corner = 0;
            for (at, y) in b.iter().enumerate() {
                let above = before[at + 1];
                before[at + 1] = if x == y { corner + 1 } else { 0 };
                best = best.max(before[at + 1]);
                corner = above;
            }
        }
        best
    }

    proptest! {
        #[test]
        fn a_common_run_is_found_when_there_is_one(a in "[ab]{0,90}", b in "[ab]{0,90}", length in 0_usize..40) {
            let (x, y) = (Prepared::new(&a), Prepared::new(&b));
            let longest = longest_run(&x.letters, &y.letters);
            for length in [length, longest, longest + 1] {
                prop_assert_eq!(have_common_run(&x.letters, &y.letters, length), longest >= length);
            }
        }

        #[test]
        fn one_edit_is_told_from_two(a in "[ab]{0,6}", b in "[ab]{0,6}") {
            let (x, y) = (Prepared::new(&a), Prepared::new(&b));
            prop_assert_eq!(damerau_within(&x, &y, 1), osa::distance(a.chars(), b.chars()) <= 1);
        }

        #[test]
        fn long_values_are_told_apart_like_short_ones(a in "[ab]{60,150}", b in "[ab]{60,150}", most in 0_usize..60) {
            let (x, y) = (Prepared::new(&a), Prepared::new(&b));
            prop_assert_eq!(damerau_within(&x, &y, most), osa::distance(a.chars(), b.chars()) <= most);
        }

        #[test]
        fn the_bounds_never_change_an_answer(a in "[a-fあ-お]{1,12}", b in "[a-fあ-お]{1,12}") {
            let (x, y) = (Prepared::new(&a), Prepared::new(&b));
            let distance = osa::distance(a.chars(), b.chars());
            let (short, long) = if (x.letters.len(), &x.letters) <= (y.letters.len(), &y.letters) { (&a, &b) } else { (&b, &a) };
            let similarity = jaro_winkler::similarity(short.chars(), long.chars());
            for most in 0..4 {
                prop_assert_eq!(damerau_within(&x, &y, most), distance <= most);
            }
            for least in [0.7, 0.8, 0.9] {
                prop_assert_eq!(jaro_winkler_at_least(&x, &y, least), similarity >= least);
                prop_assert_eq!(jaro_winkler_at_least(&y, &x, least), similarity >= least);
            }
        }
    }
}
