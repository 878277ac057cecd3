//! Every id is its own type. Their `Display` is short and can be read out on the phone.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

macro_rules! name_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the id as it stands in the configuration.
            #[must_use]
            pub fn new(text: &str) -> Self {
                Self(Arc::from(text))
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }
    };
}

name_id!(
    /// A data item of the catalogue (項目), e.g. `care.certification`.
    ItemId
);
name_id!(
    /// A configured source system layout (連携元システム), e.g. `resident-register`.
    SourceId
);
name_id!(
    /// A purpose of use (利用目的), e.g. `consultation-65`.
    PurposeId
);
name_id!(
    /// A screening rule (判定規則), e.g. `young-carer`.
    RuleId
);
name_id!(
    /// A data owner (保有・管理主体), e.g. `市民課`.
    OwnerId
);
name_id!(
    /// A number space shared by sources (番号体系), e.g. `atena` (宛名番号), `student` (学籍番号).
    Namespace
);

/// One delivery (抽出データ): running number in the order of import. Shown as `E12`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExtractId(pub u32);

impl fmt::Display for ExtractId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E{}", self.0)
    }
}

impl FromStr for ExtractId {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let digits = text.trim().trim_start_matches(['E', 'e']);
        digits.parse().map(Self).map_err(|_| InvalidId("extract"))
    }
}

/// A resolved person (人物): running number from 1 in canonical order of records, shown with a check
/// character as `P000042T`, so that a slip on the phone is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub u32);

/// Letters of the check character: 23 of them (a prime), without I, O and Q, which are misread.
const CHECK: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";

impl PersonId {
    fn check(self) -> char {
        // Weighted by position so that swapped neighbours are noticed.
        let mut number = self.0;
        let mut sum = 0_u32;
        let mut weight = 2_u32;
        while number > 0 {
            sum += (number % 10) * weight;
            number /= 10;
            weight += 1;
        }
        char::from(CHECK[(sum % 23) as usize])
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{:06}{}", self.0, self.check())
    }
}

impl FromStr for PersonId {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let text = text.trim();
        let body = text.strip_prefix(['P', 'p']).ok_or(InvalidId("person"))?;
        let mut letters = body.chars();
        let check = letters.next_back().ok_or(InvalidId("person"))?.to_ascii_uppercase();
        let id = Self(letters.as_str().parse().map_err(|_| InvalidId("person"))?);
        if id.0 > 0 && id.check() == check { Ok(id) } else { Err(InvalidId("person")) }
    }
}

/// A record as a source names it (レコード), across deliveries: a keyed fingerprint of source, role and key cells.
///
/// It is the only form in which a record is named outside encrypted chunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey(pub u64);

/// The text is not an id of the wanted kind; the text itself is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {0} id")]
pub struct InvalidId(pub &'static str);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_the_documents_is_one_that_would_be_taken() {
        assert_eq!(PersonId(42).to_string(), "P000042T");
    }

    #[test]
    fn a_swapped_pair_of_digits_is_noticed() {
        let id = PersonId(120_345);
        assert_eq!(id.to_string().parse(), Ok(id));
        let swapped = id.to_string().replace("120345", "210345");
        assert!(swapped.parse::<PersonId>().is_err());
    }
}
