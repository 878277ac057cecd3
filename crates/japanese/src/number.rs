//! Numbers as staff type them: 全角, thousands commas, △ for minus, － for none, x for suppressed, a unit behind.

/// A cell that speaks of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberValue {
    /// The number in thousandths: 1.5 is `Thousandths(1500)`.
    Thousandths(i64),
    /// Nothing to report, written down as such (－, ・, …, なし).
    None,
    /// A number exists but was withheld to protect a few persons (x, X, 秘匿).
    Suppressed,
}

impl NumberValue {
    /// The whole number, when it is one.
    #[must_use]
    pub const fn whole(self) -> Option<i64> {
        match self {
            Self::Thousandths(n) if n % 1000 == 0 => Some(n / 1000),
            _ => None,
        }
    }

    /// The number in thousandths, when there is one.
    #[must_use]
    pub const fn thousandths(self) -> Option<i64> {
        match self {
            Self::Thousandths(n) => Some(n),
            Self::None | Self::Suppressed => None,
        }
    }
}

/// Units that may follow a number and are dropped.
const UNITS: [&str; 45] = [
    "日間", "時間", "週間", "ヶ月", "か月", "カ月", "ケ月", "箇月", "ヵ月", "千円", "年生", "日", "回", "人", "名",
    "円", "歳", "才", "年", "月", "週", "件", "点", "分", "秒", "枚", "校", "組", "番", "号", "級", "度", "位", "室",
    "世帯", "単位", "cm", "kg", "km", "mm", "g", "m", "%", "℃", "本",
];

/// Reads a number; `None` when the text is not one. An empty cell is not a number: ask before calling.
///
/// ```
/// use japanese::number::{parse, NumberValue};
/// assert_eq!(parse("△１，２３４"), Some(NumberValue::Thousandths(-1_234_000)));
/// assert_eq!(parse("12日"), Some(NumberValue::Thousandths(12_000)));
/// assert_eq!(parse("－"), Some(NumberValue::None));
/// assert_eq!(parse("不登校"), None);
/// ```
#[must_use]
pub fn parse(text: &str) -> Option<NumberValue> {
    if let Some(plain) = parse_plain(text.as_bytes()) {
        return Some(NumberValue::Thousandths(plain));
    }
    let folded: String = text
        .chars()
        .map(crate::width::fold)
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .flat_map(char::to_lowercase)
        .collect();
    match folded.as_str() {
        "-" | "--" | "---" | "―" | "‐" | "−" | "ー" | "・" | "…" | "..." | "・・・" | "*" | "なし" | "無" | "無し"
        | "該当なし" | "—" | "–" => {
            return Some(NumberValue::None);
        }
        "x" | "χ" | "ⅹ" | "秘匿" | "***" => return Some(NumberValue::Suppressed),
        _ => {}
    }
    let (negative, rest) = match folded.chars().next()? {
        c @ ('△' | '▲' | '-' | '−' | '‐' | '–') => (true, &folded[c.len_utf8()..]),
        '(' if folded.ends_with(')') => (true, &folded[1..folded.len() - 1]),
        '+' | '¥' | '\\' => (false, &folded[1 + usize::from(folded.starts_with('¥'))..]),
        _ => (false, folded.as_str()),
    };
    let rest = match rest.chars().next() {
        Some(c @ ('¥' | '\\')) => &rest[c.len_utf8()..],
        _ => rest,
    };
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).unwrap_or(rest.len());
    let (number, unit) = rest.split_at(end);
    if !(unit.is_empty() || UNITS.contains(&unit)) || !commas_make_sense(number) {
        return None;
    }
    let digits: String = number.chars().filter(|&c| c != ',').collect();
    let value = parse_plain(digits.as_bytes())?;
    Some(NumberValue::Thousandths(if negative { -value } else { value }))
}

/// Commas stand before groups of three; `1,5` is a typing error, not fifteen.
fn commas_make_sense(number: &str) -> bool {
    let whole = number.split('.').next().unwrap_or(number);
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let mut later = groups.peekable();
    later.peek().is_none() || ((1..=3).contains(&first.len()) && later.all(|group| group.len() == 3))
}

/// The fast path: optional minus, digits, at most one point; more than three decimals are cut, 15 whole digits at most.
fn parse_plain(bytes: &[u8]) -> Option<i64> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    if !digits.first()?.is_ascii_digit() {
        return None;
    }
    let mut value: i64 = 0;
    let mut decimals: Option<u32> = None;
    for (place, &byte) in digits.iter().enumerate() {
        match (byte, decimals) {
            (b'0'..=b'9', None) if place < 15 => value = value * 10 + i64::from(byte - b'0'),
            (b'0'..=b'9', Some(n)) => {
                if n < 3 {
                    value = value * 10 + i64::from(byte - b'0');
                    decimals = Some(n + 1);
                }
            }
            (b'.', None) => decimals = Some(0),
            _ => return None,
        }
    }
    value *= 10_i64.pow(3 - decimals.unwrap_or(0));
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use NumberValue::{None as Nothing, Suppressed, Thousandths};

    #[test]
    fn a_column_of_absences_typed_by_many_hands() {
        for (text, expected) in [
            ("11", Thousandths(11_000)),
            ("１１日", Thousandths(11_000)),
            (" 3回 ", Thousandths(3_000)),
            ("1,234,567円", Thousandths(1_234_567_000)),
            ("1.5", Thousandths(1_500)),
            ("１．２５時間", Thousandths(1_250)),
            ("▲12", Thousandths(-12_000)),
            ("△ 1,000", Thousandths(-1_000_000)),
            ("-0.5", Thousandths(-500)),
            ("¥1,000", Thousandths(1_000_000)),
            ("－", Nothing),
            ("・", Nothing),
            ("…", Nothing),
            ("x", Suppressed),
            ("Ｘ", Suppressed),
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_stays_no_number() {
        for text in ["", "多数", "1,5", "1.2.3", "12日ごろ", "R4", "1-2", "99999999999999999999"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(Thousandths(1500).whole(), None);
        assert_eq!(Thousandths(2000).whole(), Some(2));
    }
}
