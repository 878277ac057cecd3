//! Check digits (検査数字) of the numbers that registers carry. A failed check is a finding, never a refusal.

/// The digits of a text of exactly `length` digits; full width and inner hyphens or spaces are tolerated.
fn digits_of(text: &str, length: usize) -> Option<Vec<u32>> {
    let mut found = Vec::with_capacity(length);
    for c in text.trim().chars() {
        match crate::width::fold(c) {
            d @ '0'..='9' => found.push(d as u32 - 48),
            '-' | ' ' => {}
            _ => return None,
        }
        if found.len() > length {
            return None;
        }
    }
    (found.len() == length).then_some(found)
}

/// Whether the text is 12 digits whose last one is the check digit of an individual number (個人番号, 総務省令第85号 5条).
///
/// A random number of 12 digits passes in about one of ten cases: judge a column by the share of its values that pass.
#[must_use]
pub fn my_number_valid(text: &str) -> bool {
    let Some(digits) = digits_of(text, 12) else {
        return false;
    };
    let sum: u32 = (1..=11_u32).map(|n| digits[11 - n as usize] * if n <= 6 { n + 1 } else { n - 5 }).sum();
    let rest = sum % 11;
    digits[11] == if rest <= 1 { 0 } else { 11 - rest }
}

/// Modulus 11 with weights 2-7 from the right, as 宛名番号 and 世帯番号 use it; the last digit is the check digit.
///
/// `None` when the rule does not speak: not all digits, fewer than two, or remainder 1 (the standard leaves it open).
#[must_use]
pub fn mod11_w2to7(text: &str) -> Option<bool> {
    let digits = digits_of(text, text.trim().chars().filter(|c| !matches!(c, '-' | ' ' | '－' | '　')).count())?;
    let (&check, body) = digits.split_last()?;
    if body.is_empty() {
        return None;
    }
    let sum: u32 = body.iter().rev().zip([2, 3, 4, 5, 6, 7].iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    match sum % 11 {
        0 => Some(check == 0),
        1 => None,
        rest => Some(check == 11 - rest),
    }
}

/// Whether the text is a school code (学校コード, 13 characters) with the right check digit, e.g. `F112310102342`.
#[must_use]
pub fn school_code_valid(text: &str) -> bool {
    let chars: Vec<char> = text.trim().chars().map(crate::width::fold).collect();
    if chars.len() != 13 || !chars[0].is_ascii_uppercase() || !chars[1..].iter().all(char::is_ascii_digit) {
        return false;
    }
    let value = |c: char| {
        if c.is_ascii_uppercase() { c as u32 - 64 } else { c as u32 - 48 }
    };
    let sum: u32 = chars[..12]
        .iter()
        .enumerate()
        .map(|(place, &c)| {
            let product = value(c) * if place % 2 == 0 { 2 } else { 1 };
            product / 10 + product % 10
        })
        .sum();
    value(chars[12]) == (10 - sum % 10) % 10
}

/// Whether the text is a local government code (全国地方公共団体コード, JIS X 0401/0402) of six digits with the right check digit.
#[must_use]
pub fn local_government_code_valid(text: &str) -> bool {
    let Some(digits) = digits_of(text, 6) else {
        return false;
    };
    let sum: u32 = digits[..5].iter().zip([6, 5, 4, 3, 2]).map(|(digit, weight)| digit * weight).sum();
    digits[5] == (11 - sum % 11) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_specimen_of_an_individual_number_passes_and_its_neighbour_fails() {
        assert!(my_number_valid("123456789018"));
        assert!(my_number_valid("1234-5678-9018"));
        assert!(my_number_valid("１２３４５６７８９０１８"));
        assert!(!my_number_valid("123456789019"));
        assert!(!my_number_valid("12345678901"));
        assert!(!my_number_valid("1234567890 8x"));
    }

    #[test]
    fn resident_numbers_use_weights_two_to_seven() {
        // 1234567: 7·2+6·3+5·4+4·5+3·6+2·7+1·2 = 106, 106 mod 11 = 7, 11 − 7 = 4
        assert_eq!(mod11_w2to7("12345674"), Some(true));
        assert_eq!(mod11_w2to7("12345675"), Some(false));
        assert_eq!(mod11_w2to7("00000"), Some(true));
        assert_eq!(mod11_w2to7("60"), None, "remainder 1 is not defined");
        assert_eq!(mod11_w2to7("A12"), None);
    }

    #[test]
    fn school_and_government_codes() {
        assert!(school_code_valid("F112310102342"));
        assert!(!school_code_valid("F112310102343"));
        assert!(local_government_code_valid("132071"), "昭島市");
        assert!(local_government_code_valid("112241"), "戸田市");
        assert!(!local_government_code_valid("132072"));
    }
}
