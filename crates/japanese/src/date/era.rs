//! Eras (元号): data, so that the next change is one more line.

use jiff::civil::{Date, date};

/// An era (元号).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Era {
    /// 明治, from 1868-10-23 with effect from 1 January 1868; dates of the old calendar (before 1873) are not converted.
    Meiji = 1,
    /// 大正, from 1912-07-30.
    Taisho = 2,
    /// 昭和, from 1926-12-25.
    Showa = 3,
    /// 平成, from 1989-01-08.
    Heisei = 4,
    /// 令和, from 2019-05-01.
    Reiwa = 5,
}

struct Line {
    era: Era,
    name: &'static str,
    letter: char,
    first_day: Date,
}

const ERAS: [Line; 5] = [
    Line { era: Era::Meiji, name: "明治", letter: 'M', first_day: date(1868, 1, 1) },
    Line { era: Era::Taisho, name: "大正", letter: 'T', first_day: date(1912, 7, 30) },
    Line { era: Era::Showa, name: "昭和", letter: 'S', first_day: date(1926, 12, 25) },
    Line { era: Era::Heisei, name: "平成", letter: 'H', first_day: date(1989, 1, 8) },
    Line { era: Era::Reiwa, name: "令和", letter: 'R', first_day: date(2019, 5, 1) },
];

impl Era {
    /// All eras, oldest first.
    pub const ALL: [Self; 5] = [Self::Meiji, Self::Taisho, Self::Showa, Self::Heisei, Self::Reiwa];

    const fn line(self) -> &'static Line {
        &ERAS[self as usize - 1]
    }

    /// 明治 … 令和.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.line().name
    }

    /// M, T, S, H, R.
    #[must_use]
    pub const fn letter(self) -> char {
        self.line().letter
    }

    /// The first day of the era.
    #[must_use]
    pub const fn first_day(self) -> Date {
        self.line().first_day
    }

    /// The last day of the era; `None` for the present one. The day an era changes belongs to both.
    #[must_use]
    pub fn last_day(self) -> Option<Date> {
        match self {
            // 明治45年7月30日 and 大正15年12月25日 exist; 昭和64年1月8日 and 平成31年5月1日 do not.
            Self::Meiji | Self::Taisho => ERAS.get(self as usize).map(|next| next.first_day),
            Self::Showa | Self::Heisei => ERAS.get(self as usize).and_then(|next| next.first_day.yesterday().ok()),
            Self::Reiwa => None,
        }
    }

    /// The Western year of a year of this era (元年 is 1).
    #[must_use]
    pub fn western_year(self, year: i16) -> i16 {
        self.line().first_day.year() + year - 1
    }

    /// The era of a day; the day of a change counts for the new era. `None` before 明治.
    #[must_use]
    pub fn of(day: Date) -> Option<Self> {
        ERAS.iter().rev().find(|line| line.first_day <= day).map(|line| line.era)
    }

    /// The era of a code digit: 1 明治 … 5 令和.
    #[must_use]
    pub fn of_code(code: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|era| *era as u32 == code)
    }

    /// Reads an era name, letter, single kanji, square character or code: 令和, 令, R, r, ㋿, 5, 05.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let folded: String = text.chars().map(crate::width::fold).filter(|c| !c.is_whitespace()).collect();
        if let Ok(code) = folded.parse::<u32>() {
            return Self::of_code(code);
        }
        let (era, length) = Self::at_start(&folded)?;
        (length == folded.len()).then_some(era)
    }

    /// The era that a text begins with, and the length of its name in bytes.
    pub(super) fn at_start(text: &str) -> Option<(Self, usize)> {
        for line in &ERAS {
            if text.starts_with(line.name) {
                return Some((line.era, line.name.len()));
            }
        }
        let first = text.chars().next()?;
        let era = match first {
            '㍾' | '明' | 'M' | 'm' => Self::Meiji,
            '㍽' | '大' | 'T' | 't' => Self::Taisho,
            '㍼' | '昭' | 'S' | 's' => Self::Showa,
            '㍻' | '平' | 'H' | 'h' => Self::Heisei,
            '㋿' | '令' | 'R' | 'r' => Self::Reiwa,
            _ => return None,
        };
        Some((era, first.len_utf8()))
    }
}

/// The two eras of which one was written for the other (元号の取違え): both days have the same month, day and year of the era, and one of
/// them lies in its own era. `None` when no such slip explains the difference. Symmetric up to the order of the eras.
///
/// ```
/// use japanese::date::{Era, era_slip};
/// use jiff::civil::date;
/// assert_eq!(era_slip(date(1993, 5, 3), date(1930, 5, 3)), Some((Era::Heisei, Era::Showa))); // 平成5年 read as 昭和5年
/// assert_eq!(era_slip(date(1993, 5, 3), date(1930, 5, 4)), None);
/// ```
#[must_use]
pub fn era_slip(a: Date, b: Date) -> Option<(Era, Era)> {
    let misread = |right: Date, wrong: Date| {
        let era = Era::of(right)?;
        let year = right.year() - era.western_year(1) + 1;
        let other = Era::ALL.into_iter().find(|other| *other != era && other.western_year(year) == wrong.year())?;
        Some((era, other))
    };
    if (a.month(), a.day()) != (b.month(), b.day()) || a == b {
        return None;
    }
    misread(a, b).or_else(|| misread(b, a).map(|(era, other)| (other, era)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_era_written_for_another() {
        for (a, b, eras) in [
            (date(1993, 5, 3), date(1930, 5, 3), Some((Era::Heisei, Era::Showa))),
            (date(2022, 4, 1), date(1992, 4, 1), Some((Era::Reiwa, Era::Heisei))),
            // 昭和60年 written 平成60年: 2048.
            (date(1985, 7, 7), date(2048, 7, 7), Some((Era::Showa, Era::Heisei))),
            (date(1985, 7, 7), date(1986, 7, 7), None),
            (date(1985, 7, 7), date(1985, 7, 7), None),
            (date(1993, 5, 3), date(1930, 5, 4), None),
        ] {
            assert_eq!(era_slip(a, b), eras, "{a} {b}");
            assert_eq!(era_slip(b, a).map(|(x, y)| (y, x)).is_some(), eras.is_some(), "{b} {a}");
        }
    }

    #[test]
    fn the_days_on_which_eras_changed() {
        assert_eq!(Era::of(date(2019, 4, 30)), Some(Era::Heisei));
        assert_eq!(Era::of(date(2019, 5, 1)), Some(Era::Reiwa));
        assert_eq!(Era::of(date(1989, 1, 7)), Some(Era::Showa));
        assert_eq!(Era::Showa.last_day(), Some(date(1989, 1, 7)));
        assert_eq!(Era::Meiji.last_day(), Some(date(1912, 7, 30)));
        assert_eq!(Era::Reiwa.western_year(4), 2022);
        assert_eq!(Era::parse("㍻"), Some(Era::Heisei));
        assert_eq!(Era::parse("05"), Some(Era::Reiwa));
        assert_eq!(Era::parse("令和4"), None);
    }
}
