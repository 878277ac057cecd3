//! School grades (学年): order, codes and the ways they are written.

use crate::{digits, width};

/// Kinds of school that a grade number can belong to (学校種).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SchoolKind {
    /// 保育所・幼稚園・認定こども園: a number is the age class (歳児).
    Preschool,
    /// 小学校.
    Primary,
    /// 中学校.
    JuniorHigh,
    /// 義務教育学校: grades 1 to 9.
    Compulsory,
    /// 高等学校.
    High,
    /// 中等教育学校: grades 1 to 6 from 中1 on.
    Secondary,
}

/// A grade by age (学年).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SchoolGrade {
    /// Not born yet on that day.
    NotBorn,
    /// Before school, by age class (歳児クラス): 0 to 5; 3, 4, 5 are 年少, 年中, 年長.
    Preschool(u8),
    /// 小学1-6年.
    Primary(u8),
    /// 中学1-3年.
    JuniorHigh(u8),
    /// 高校1-3年.
    High(u8),
    /// Past the age of upper secondary school.
    After,
}

/// Words and letters before a grade number, longest first.
const KIND_WORDS: [(&str, SchoolKind); 18] = [
    ("小学校", SchoolKind::Primary),
    ("小学", SchoolKind::Primary),
    ("小", SchoolKind::Primary),
    ("中学校", SchoolKind::JuniorHigh),
    ("中学", SchoolKind::JuniorHigh),
    ("中等教育学校", SchoolKind::Secondary),
    ("中等", SchoolKind::Secondary),
    ("中", SchoolKind::JuniorHigh),
    ("義務教育学校", SchoolKind::Compulsory),
    ("義務", SchoolKind::Compulsory),
    ("高等学校", SchoolKind::High),
    ("高校", SchoolKind::High),
    ("高", SchoolKind::High),
    ("P", SchoolKind::Primary),
    ("J", SchoolKind::JuniorHigh),
    ("H", SchoolKind::High),
    ("前期", SchoolKind::Compulsory),
    ("後期", SchoolKind::Compulsory),
];

impl SchoolGrade {
    /// The grade so many years after entering primary school (negative before).
    #[must_use]
    pub fn from_place(place: i16) -> Self {
        let number = |from: i16| u8::try_from(place - from).unwrap_or(0);
        match place {
            ..=-6 => Self::Preschool(0),
            -5..=-1 => Self::Preschool(number(-6)),
            0..=5 => Self::Primary(number(-1)),
            6..=8 => Self::JuniorHigh(number(5)),
            9..=11 => Self::High(number(8)),
            _ => Self::After,
        }
    }

    /// Years since entering primary school by age; `None` where the grade does not say.
    #[must_use]
    pub const fn place(self) -> Option<i16> {
        Some(match self {
            Self::Preschool(class @ 0..=5) => class as i16 - 6,
            Self::Primary(year) => year as i16 - 1,
            Self::JuniorHigh(year) => year as i16 + 5,
            Self::High(year) => year as i16 + 8,
            Self::NotBorn | Self::After | Self::Preschool(_) => return None,
        })
    }

    /// The code of OneRoster's Japan profile and of the 就学 data list: E1-E3, P1-P6, J1-J3, H1-H3; `None` below 年少 and after school.
    #[must_use]
    pub fn code(self) -> Option<String> {
        match self {
            Self::Preschool(class @ 3..=5) => Some(format!("E{}", class - 2)),
            Self::Primary(year) => Some(format!("P{year}")),
            Self::JuniorHigh(year) => Some(format!("J{year}")),
            Self::High(year) => Some(format!("H{year}")),
            Self::NotBorn | Self::Preschool(_) | Self::After => None,
        }
    }

    /// As staff say it: 3歳児, 小1, 中2, 高3.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::NotBorn => "出生前".to_owned(),
            Self::Preschool(class) => format!("{class}歳児"),
            Self::Primary(year) => format!("小{year}"),
            Self::JuniorHigh(year) => format!("中{year}"),
            Self::High(year) => format!("高{year}"),
            Self::After => "高校卒業年齢以上".to_owned(),
        }
    }

    /// Whether the grade belongs to compulsory education (学齢, 小1-中3).
    #[must_use]
    pub const fn is_compulsory(self) -> bool {
        matches!(self, Self::Primary(_) | Self::JuniorHigh(_))
    }

    /// A grade of a kind of school by number; `None` when that school has no such grade.
    #[must_use]
    pub fn of_kind(kind: SchoolKind, number: u8) -> Option<Self> {
        Some(match (kind, number) {
            (SchoolKind::Preschool, 0..=5) => Self::Preschool(number),
            (SchoolKind::Primary | SchoolKind::Compulsory, 1..=6) => Self::Primary(number),
            (SchoolKind::JuniorHigh | SchoolKind::Secondary, 1..=3) => Self::JuniorHigh(number),
            (SchoolKind::JuniorHigh | SchoolKind::Compulsory, 7..=9) => Self::JuniorHigh(number - 6),
            (SchoolKind::High, 1..=3) => Self::High(number),
            (SchoolKind::Secondary, 4..=6) => Self::High(number - 3),
            _ => return None,
        })
    }

    /// Reads 小3, 小学３年, 小学校三年生, 中２, 高1, P3, J2, H1, E3, 年長, 5歳児; 3, ３年, 第3学年, 3年生 with the kind of school.
    #[must_use]
    pub fn parse(text: &str, kind: Option<SchoolKind>) -> Option<Self> {
        let folded: String =
            text.chars().map(width::fold).filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        let plain = digits::arabic(&folded);
        let unsuffixed = plain.strip_suffix("クラス").or_else(|| plain.strip_suffix('組')).unwrap_or(&plain);
        match unsuffixed {
            "年少" | "年少児" => return Some(Self::Preschool(3)),
            "年中" | "年中児" => return Some(Self::Preschool(4)),
            "年長" | "年長児" => return Some(Self::Preschool(5)),
            _ => {}
        }
        if let Some(class) = unsuffixed.strip_suffix("歳児").or_else(|| unsuffixed.strip_suffix("才児")) {
            return class.parse().ok().and_then(|class| Self::of_kind(SchoolKind::Preschool, class));
        }
        if let Some(place) = plain.strip_prefix('E') {
            return place
                .parse::<u8>()
                .ok()
                .filter(|place| (1..=3).contains(place))
                .map(|place| Self::Preschool(place + 2));
        }
        let (kind, rest) =
            match KIND_WORDS.iter().find_map(|(word, kind)| plain.strip_prefix(word).map(|rest| (*kind, rest))) {
                Some((kind, rest)) => (Some(kind), rest),
                None => (kind, plain.as_str()),
            };
        let rest = rest.strip_prefix('第').unwrap_or(rest);
        let number =
            ["学年", "年生", "年次", "年", "回生"].iter().find_map(|word| rest.strip_suffix(word)).unwrap_or(rest);
        Self::of_kind(kind?, number.parse().ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_as_schools_write_them() {
        for (text, kind, expected) in [
            ("小3", None, SchoolGrade::Primary(3)),
            ("小学３年生", None, SchoolGrade::Primary(3)),
            ("小学校三年", None, SchoolGrade::Primary(3)),
            ("中２", None, SchoolGrade::JuniorHigh(2)),
            ("P3", None, SchoolGrade::Primary(3)),
            ("J2", None, SchoolGrade::JuniorHigh(2)),
            ("H1", None, SchoolGrade::High(1)),
            ("E3", None, SchoolGrade::Preschool(5)),
            ("年長", None, SchoolGrade::Preschool(5)),
            ("5歳児クラス", None, SchoolGrade::Preschool(5)),
            ("高一", None, SchoolGrade::High(1)),
            ("３", Some(SchoolKind::Primary), SchoolGrade::Primary(3)),
            ("03", Some(SchoolKind::Primary), SchoolGrade::Primary(3)),
            ("第3学年", Some(SchoolKind::JuniorHigh), SchoolGrade::JuniorHigh(3)),
            ("3年", Some(SchoolKind::Primary), SchoolGrade::Primary(3)),
            ("8年", Some(SchoolKind::Compulsory), SchoolGrade::JuniorHigh(2)),
            ("4", Some(SchoolKind::Secondary), SchoolGrade::High(1)),
        ] {
            assert_eq!(SchoolGrade::parse(text, kind), Some(expected), "{text}");
        }
        for text in ["3年", "", "小7", "中4", "特別", "小"] {
            assert_eq!(SchoolGrade::parse(text, None), None, "{text}");
        }
    }

    #[test]
    fn codes_and_places_agree() {
        for place in -6..=11 {
            let grade = SchoolGrade::from_place(place);
            assert_eq!(grade.place(), Some(place));
            if let Some(code) = grade.code() {
                assert_eq!(SchoolGrade::parse(&code, None), Some(grade));
            }
            assert_eq!(SchoolGrade::parse(&grade.label(), None), Some(grade));
        }
    }
}
