//! The answer to one indicator about one child: yes with its evidence, no, or why it is not known.

use domain::PersonId;
use jiff::civil::Date;
use ledger::Observation;

use crate::period::Period;

/// An answer. Only `Yes` ever adds to a score; "not known" is never "no".
pub(crate) enum Answer<'k> {
    /// 該当.
    Yes(Box<Found<'k>>),
    /// Recorded, and not so; with the result, and with what part was not delivered.
    No { number: Option<i64>, gap: Option<Gap> },
    /// 未確認・対象外.
    Unknown(Gap),
    /// Not asked: another indicator answers, or it does not apply.
    Skipped,
}

impl Answer<'_> {
    pub(crate) const fn is_yes(&self) -> bool {
        matches!(self, Self::Yes(_))
    }

    pub(crate) fn number(&self) -> Option<i64> {
        match self {
            Self::Yes(found) => found.number,
            Self::No { number, .. } => *number,
            Self::Unknown(_) | Self::Skipped => None,
        }
    }
}

/// What a yes rests on.
pub(crate) struct Found<'k> {
    /// The result in thousandths, when the indicator counts something.
    pub number: Option<i64>,
    /// Points of the level that is met.
    pub points: i32,
    /// Rows it rests on, the one that decided first.
    pub rows: Vec<(PersonId, Observation<'k>)>,
    /// Whose rows, when not the child's own; in the order of the circle.
    pub people: Vec<PersonId>,
    /// The days or months it speaks of.
    pub period: Option<Period>,
    /// The month of the result.
    pub month: Option<Date>,
    /// Months looked at.
    pub months: u32,
    /// What it was compared with, in thousandths.
    pub compared: Option<i64>,
    /// How often each reason stands, most frequent first.
    pub breakdown: Vec<(String, u32)>,
    /// A part that was not delivered.
    pub gap: Option<Gap>,
    /// Whether a no would not have been known: some of the items are not delivered.
    pub partial: bool,
    /// Remarks on how it was counted.
    pub remark: &'static str,
}

impl Found<'_> {
    pub(crate) const fn new() -> Self {
        Self {
            number: None,
            points: 0,
            rows: Vec::new(),
            people: Vec::new(),
            period: None,
            month: None,
            months: 0,
            compared: None,
            breakdown: Vec::new(),
            gap: None,
            partial: false,
            remark: "",
        }
    }
}

/// Why something is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Gap {
    /// 未確認: not delivered.
    NotDelivered,
    /// 未確認: these months were not delivered.
    Months(Vec<Date>),
    /// 未確認: these items were not delivered.
    Items(Vec<String>),
    /// The purpose does not hold the item.
    NotInPurpose,
    /// 対象学年外.
    OutOfGrade,
    /// 学校記録は対象外: a private or special school, or one the delivery does not speak for.
    OutOfSchool,
    /// 対象年齢外.
    OutOfAge,
    /// Nothing tells when school was held.
    NoCalendar,
    /// What is asked lies before the child moved in.
    BeforeMoving,
    /// The child stands in no register and in one delivery only.
    Unlinked,
    /// The time before, or too few others, to compare with.
    NoComparison,
}

impl Gap {
    /// As it stands under `missing`.
    pub(crate) fn text(&self, data: &str) -> String {
        match self {
            Self::NotDelivered => format!("{data}：未確認"),
            Self::Months(months) => {
                let names: Vec<String> = months.iter().map(|month| crate::period::month_name(*month)).collect();
                format!("{data}：{}分は未確認", names.join("・"))
            }
            Self::Items(items) => format!("{data}（{}）：未確認", items.join("・")),
            Self::NotInPurpose => format!("{data}：本目的の項目にない"),
            Self::OutOfGrade => format!("{data}：対象学年外"),
            Self::OutOfSchool => "学校記録は対象外".to_owned(),
            Self::OutOfAge => format!("{data}：対象年齢外"),
            Self::NoCalendar => format!("{data}：授業日が分からず未確認（学校暦が届いていない）"),
            Self::BeforeMoving => format!("{data}：転入前の記録のため未確認"),
            Self::Unlinked => format!("{data}：住民記録と結び付いていないため未確認（名寄せの確認が必要）"),
            Self::NoComparison => format!("{data}：比べる記録がなく未確認"),
        }
    }
}
