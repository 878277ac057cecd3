//! The sentence of an indicator: fixed words with placeholders in braces.

/// A sentence taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Say {
    /// Its pieces in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Fixed words.
    Words(String),
    /// Filled in by the engine.
    Fill(Placeholder),
}

/// What the engine fills in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placeholder {
    /// `{value}`: the result, or the value of the row that decided.
    Value,
    /// `{value:ID}`: the result of another indicator.
    ValueOf(String),
    /// `{number:NAME}`: a parameter.
    Number(String),
    /// `{relation}`: who it is, as seen from the child.
    Relation,
    /// `{age}`: how old that person is.
    Age,
    /// `{date}`: the day of the row that decided.
    Date,
    /// `{from}`: first day of the run or window.
    From,
    /// `{to}`: last day of the run or window.
    To,
    /// `{month}`: the calendar month of the result.
    Month,
    /// `{in_month}`: when the month of the result was, 「当月」 for the month of the as-of date, else 「2022年11月に」.
    InMonth,
    /// `{months}`: how many months were looked at.
    Months,
    /// `{delivered}`: the last delivered month, `11月提供分`.
    Delivered,
    /// `{median}`: what it was compared with.
    Median,
    /// `{grade}`: the grade it was compared within.
    Grade,
    /// `{breakdown}`: how often each reason stands, `病気9、家事都合2`.
    Breakdown,
}

/// Names of the placeholders without an argument.
pub(super) const NAMES: [&str; 13] = [
    "value",
    "relation",
    "age",
    "date",
    "from",
    "to",
    "month",
    "in_month",
    "months",
    "delivered",
    "median",
    "grade",
    "breakdown",
];

impl Say {
    /// Reads a sentence; `Err` names the placeholder that is not known.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let Some(length) = rest[open..].find('}') else { return Err(rest[open..].to_owned()) };
            if open > 0 {
                pieces.push(Piece::Words(rest[..open].to_owned()));
            }
            let name = &rest[open + 1..open + length];
            pieces.push(Piece::Fill(placeholder(name).ok_or_else(|| name.to_owned())?));
            rest = &rest[open + length + 1..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Words(rest.to_owned()));
        }
        Ok(Self { pieces })
    }

    /// Whether a placeholder stands in it.
    #[must_use]
    pub fn uses(&self, wanted: &Placeholder) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Fill(fill) if fill == wanted))
    }
}

fn placeholder(name: &str) -> Option<Placeholder> {
    if let Some((kind, argument)) = name.split_once(':') {
        return match kind {
            "value" => Some(Placeholder::ValueOf(argument.to_owned())),
            "number" => Some(Placeholder::Number(argument.to_owned())),
            _ => None,
        };
    }
    Some(match name {
        "value" => Placeholder::Value,
        "relation" => Placeholder::Relation,
        "age" => Placeholder::Age,
        "date" => Placeholder::Date,
        "from" => Placeholder::From,
        "to" => Placeholder::To,
        "month" => Placeholder::Month,
        "in_month" => Placeholder::InMonth,
        "months" => Placeholder::Months,
        "delivered" => Placeholder::Delivered,
        "median" => Placeholder::Median,
        "grade" => Placeholder::Grade,
        "breakdown" => Placeholder::Breakdown,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_taken_apart_and_a_slip_is_named() {
        let say = Say::parse("{relation}が{value}（{number:least}日以上）").unwrap();
        assert_eq!(say.pieces.len(), 6);
        assert!(say.uses(&Placeholder::Number("least".into())));
        assert_eq!(Say::parse("{valeu}日"), Err("valeu".to_owned()));
        assert!(Say::parse("{value").is_err());
    }

    #[test]
    fn every_listed_placeholder_is_known() {
        assert!(NAMES.iter().all(|name| placeholder(name).is_some()));
    }
}
