//! Numbers that name people in systems: 宛名番号, 世帯番号, 被保険者番号, 県学調管理番号.

use crate::person::PersonIndex;

/// Nine digits and the check digit of the resident register standard: modulus 11, weights 2–7 from the right,
/// remainder 0 gives 0. Serials with remainder 1 (not defined there) are skipped.
fn with_check(serial: u32) -> String {
    let remainder = |serial: u32| {
        let (mut rest, mut weight, mut sum) = (serial, 2, 0);
        while rest > 0 {
            sum += rest % 10 * weight;
            rest /= 10;
            weight = if weight == 7 { 2 } else { weight + 1 };
        }
        sum % 11
    };
    let mut serial = serial * 2;
    if remainder(serial) == 1 {
        serial += 1;
    }
    let digit = (11 - remainder(serial)) % 11;
    format!("{serial:09}{digit}")
}

/// 宛名番号.
pub(crate) fn atena(person: PersonIndex) -> String {
    with_check(1_050_000 + person)
}

/// The 宛名番号 of an earlier stay.
pub(crate) fn atena_before(person: PersonIndex) -> String {
    with_check(100_000 + person)
}

/// 世帯番号.
pub(crate) fn household(household: u32) -> String {
    with_check(400_000 + household)
}

/// 被保険者番号 of care insurance.
pub(crate) fn insured(person: PersonIndex) -> String {
    format!("{:010}", 4_000_000 + person * 3)
}

/// Management number of the prefectural survey (県学調管理番号), the same through all years of school.
pub(crate) fn survey(person: PersonIndex) -> String {
    format!("S{:08}", 20_000_000 + person * 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_passes_its_check() {
        for person in 0..2_000 {
            let number = atena(person);
            let digits: Vec<u32> = number.bytes().map(|byte| u32::from(byte - b'0')).collect();
            let (body, check) = digits.split_at(digits.len() - 1);
            let sum: u32 = body
                .iter()
                .rev()
                .zip([2, 3, 4, 5, 6, 7].into_iter().cycle())
                .map(|(digit, weight)| digit * weight)
                .sum();
            assert_ne!(sum % 11, 1, "{person}");
            assert_eq!((11 - sum % 11) % 11, check[0], "{person}");
        }
    }
}
