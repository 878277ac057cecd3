//! Levels of numbers that are compared digit by digit: telephone numbers, dates, codes.

/// A local number without area code has at least this many digits in Japan (市内局番から).
const LOCAL_DIGITS_MIN: usize = 6;

/// As many digits, exactly one of them different.
pub(super) fn one_wrong(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).filter(|(x, y)| x != y).count() == 1
}

/// Two neighbours swapped, nothing else.
pub(super) fn neighbours_swapped(a: &[u8], b: &[u8]) -> bool {
    let Some(at) = a.iter().zip(b).position(|(x, y)| x != y) else { return false };
    a.len() == b.len() && at + 1 < a.len() && a[at] == b[at + 1] && a[at + 1] == b[at] && a[at + 2..] == b[at + 2..]
}

/// The last n agree.
pub(super) fn same_ending(a: &[u8], b: &[u8], length: usize) -> bool {
    a.len() >= length && b.len() >= length && a[a.len() - length..] == b[b.len() - length..]
}

/// The same telephone number; +81 is the 0 in front of the area code.
pub(super) fn same_phone(a: &[u8], b: &[u8]) -> bool {
    let (a, b) = (domestic(a), domestic(b));
    a.1.len() >= LOCAL_DIGITS_MIN && a == b
}

/// One is the other without its area code.
pub(super) fn same_phone_no_area(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, domestic(b).1) } else { (b, domestic(a).1) };
    short.len() >= LOCAL_DIGITS_MIN && short[0] != 0 && short.len() < long.len() && long.ends_with(short)
}

/// Whether a number begins with the 0 of an area code, and what follows it. A Japanese number with country code has 11 digits or more.
fn domestic(digits: &[u8]) -> (bool, &[u8]) {
    let national = digits.strip_prefix(&[0, 0]).unwrap_or(digits);
    match national {
        [8, 1, rest @ ..] if rest.len() >= 9 => (true, rest.strip_prefix(&[0]).unwrap_or(rest)),
        _ => digits.strip_prefix(&[0]).map_or((false, digits), |rest| (true, rest)),
    }
}
