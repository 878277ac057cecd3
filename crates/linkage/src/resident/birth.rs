//! Birth dates of two records: the same, possibly the same, a slip, or different (生年月日の照合).

use japanese::date::RegisterDate;

/// The same day.
pub(super) const EXACT: u8 = 1;
/// One is known less exactly, and both can mean the same day.
pub(super) const POSSIBLE: u8 = 2;
/// One digit, swapped day and month, or an era mixed up.
pub(super) const SLIP: u8 = 3;
/// Two of year, month and day agree.
pub(super) const TWO_PARTS: u8 = 4;
/// Different.
pub(super) const DIFFERENT: u8 = 5;

/// Years between the first years of eras: 大正→昭和, 昭和→平成, 平成→令和.
const ERA_SLIPS: [i16; 3] = [14, 63, 30];

/// The level of two dates; 0 = one of them says nothing.
pub(super) fn compare(a: RegisterDate, b: RegisterDate) -> u8 {
    if a.earliest.is_none() && a.latest.is_none() || b.earliest.is_none() && b.latest.is_none() {
        return 0;
    }
    match (a.exact(), b.exact()) {
        (Some(x), Some(y)) if x == y => EXACT,
        (Some(x), Some(y)) => {
            let equal = [x.year() == y.year(), x.month() == y.month(), x.day() == y.day()];
            let two = equal.iter().filter(|equal| **equal).count() == 2;
            let swapped =
                equal[0] && i16::from(x.month()) == i16::from(y.day()) && i16::from(x.day()) == i16::from(y.month());
            let era = equal[1] && equal[2] && ERA_SLIPS.contains(&(x.year() - y.year()).abs());
            if swapped || era || (two && one_slip(digits(x), digits(y))) {
                SLIP
            } else if two {
                TWO_PARTS
            } else {
                DIFFERENT
            }
        }
        _ if a.overlaps(b) => POSSIBLE,
        _ => DIFFERENT,
    }
}

fn digits(date: jiff::civil::Date) -> [u8; 8] {
    let mut number = i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day());
    let mut out = [0; 8];
    for place in out.iter_mut().rev() {
        *place = (number % 10) as u8;
        number /= 10;
    }
    out
}

/// One digit replaced, or two neighbours swapped.
fn one_slip(a: [u8; 8], b: [u8; 8]) -> bool {
    let wrong: Vec<usize> = (0..8).filter(|at| a[*at] != b[*at]).collect();
    match wrong.as_slice() {
        [_] => true,
        [x, y] => y - x == 1 && a[*x] == b[*y] && a[*y] == b[*x],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use japanese::date::Precision;
    use jiff::civil::date;

    #[test]
    fn slips_of_a_typist() {
        let day = |y, m, d| RegisterDate::day(date(y, m, d));
        assert_eq!(compare(day(2012, 5, 3), day(2012, 5, 3)), EXACT);
        assert_eq!(compare(day(2012, 5, 3), day(2012, 3, 5)), SLIP);
        assert_eq!(compare(day(2012, 5, 3), day(2012, 5, 8)), SLIP);
        assert_eq!(compare(day(2012, 5, 13), day(2012, 5, 31)), SLIP);
        assert_eq!(compare(day(1989, 5, 3), day(1926, 5, 3)), SLIP, "昭和 for 平成");
        assert_eq!(compare(day(2012, 5, 3), day(2012, 5, 27)), TWO_PARTS);
        assert_eq!(compare(day(2012, 5, 3), day(2014, 11, 27)), DIFFERENT);
        let year = RegisterDate::within(date(2012, 1, 1), date(2012, 12, 31), Precision::Year);
        assert_eq!(compare(day(2012, 5, 3), year), POSSIBLE);
        assert_eq!(compare(day(2012, 5, 3), RegisterDate::UNKNOWN), 0);
    }
}
