//! An indicator (着目点): an item, a circle of people, a filter, a window of time, an aggregation and a test.

use domain::ItemId;
use jiff::civil::Date;
use serde::Deserialize;

use super::say::Say;

/// One indicator, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Id within the rule.
    pub id: String,
    /// What it looks at, as people read it.
    pub title: String,
    /// The name of the data in 「…：未確認」.
    pub data: String,
    /// The items; rows of any of them count.
    pub items: Vec<ItemId>,
    /// Whose rows.
    pub of: Circle,
    /// Members of the circle who have a row of one of these items in force are left out of it (who needs care gives none).
    pub except_with: Vec<ItemId>,
    /// Only members of this age in completed years.
    pub ages: Limits,
    /// Only members in these grades (学年, codes `E3`, `P1`–`P6`, `J1`–`J3`, `H1`–`H3`), told from the birth date; empty = not limited.
    /// School age is a matter of the school year, not of the birthday: who is six in February enters school in April.
    pub grades: Vec<String>,
    /// Asked only of children who lived in the town at this age (in thousandths of years); what was before is kept elsewhere.
    pub lived_here_at: Option<i64>,
    /// Only the people who answered this other indicator (place in the rule) with yes.
    pub same_person_as: Option<usize>,
    /// Every member has to fulfil it, not just one.
    pub every: bool,
    /// What a row must be to count; all of them.
    pub filters: Vec<Filter>,
    /// Which time counts.
    pub window: Window,
    /// What is made of the rows.
    pub aggregate: Aggregate,
    /// With whom the result is compared.
    pub compare: Option<Compare>,
    /// From which result on it is a yes, with its points; the highest level that is met holds.
    pub levels: Vec<Level>,
    /// Without its items the purpose cannot judge by this rule at all.
    pub required: bool,
    /// Shown beside a signal, never counted (背景).
    pub context: bool,
    /// Switched off: kept in the rule for a municipality to decide on, never asked.
    pub off: bool,
    /// What it means that no row stands where the delivery speaks.
    pub silence: Silence,
    /// Asked only when this other indicator (place in the rule) cannot be answered.
    pub instead_of: Option<usize>,
    /// For [`Aggregate::Change`]: days before the window that it is compared with.
    pub before: Option<u32>,
    /// The item of the same row whose values `{breakdown}` counts (欠席の理由).
    pub breakdown: Option<ItemId>,
    /// For [`Compare`]: fewer children than this are no comparison.
    pub peers: Option<u32>,
    /// Items whose periods neither count nor break a run (入院期間).
    pub pause_items: Vec<ItemId>,
    /// Rows of the same items that neither count nor break a run (忌引・出席停止、入院による欠席); any of them.
    pub pauses: Vec<Filter>,
    /// First day the definition holds; compared with the first day of the as-of date's school year.
    pub valid_from: Option<Date>,
    /// Last day the definition holds.
    pub valid_to: Option<Date>,
    /// The sentence.
    pub say: Say,
}

impl Indicator {
    /// Whether the definition holds in the school year that begins on `first`.
    #[must_use]
    pub fn is_valid(&self, first: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= first) && self.valid_to.is_none_or(|to| first <= to)
    }

    /// Every item it reads: its own and those of its filters.
    pub fn all_items(&self) -> impl Iterator<Item = &ItemId> {
        let filters = self.filters.iter().chain(&self.pauses);
        self.items.iter().chain(filters.filter_map(|filter| filter.item.as_ref()))
    }

    /// Whether it adds to the score.
    #[must_use]
    pub fn counts(&self) -> bool {
        !self.context && !self.off && self.levels.iter().any(|level| level.points != 0)
    }

    /// The most points it can give.
    #[must_use]
    pub fn points_max(&self) -> i32 {
        if self.context { 0 } else { self.levels.iter().map(|level| level.points).max().unwrap_or(0) }
    }
}

/// Whose rows are looked at, as seen from the child (対象者の範囲).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Circle {
    /// 本人.
    #[default]
    Child,
    /// 本人と住民票の世帯の員: benefits are recorded of whoever receives them.
    OwnHousehold,
    /// 父母, wherever they live.
    Parents,
    /// 同居の父母.
    ParentsAtHome,
    /// 祖父母.
    Grandparents,
    /// きょうだい.
    Siblings,
    /// 住民票の世帯の員 (without the child).
    Household,
    /// 世帯または同一住居 (without the child): grandparents are often another 世帯.
    Dwelling,
    /// 保護者.
    Guardians,
    /// 同居の大人 (18 and over).
    Adults,
}

/// Lower and upper limit, both in thousandths and inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// At least.
    pub at_least: Option<i64>,
    /// At most.
    pub at_most: Option<i64>,
}

impl Limits {
    /// Whether a number (in thousandths) lies within.
    #[must_use]
    pub fn hold(self, number: i64) -> bool {
        self.at_least.is_none_or(|least| number >= least) && self.at_most.is_none_or(|most| number <= most)
    }

    /// Whether nothing is limited.
    #[must_use]
    pub const fn is_open(self) -> bool {
        self.at_least.is_none() && self.at_most.is_none()
    }
}

/// What a row must be to count. Compared after folding width, case and spaces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// The item of the same row; `None` = the indicator's own.
    pub item: Option<ItemId>,
    /// Its value is one of these (folded).
    pub values: Vec<String>,
    /// Its value contains one of these (folded).
    pub containing: Vec<String>,
    /// Its value is none of these and contains none of these (folded).
    pub without: Vec<String>,
    /// Its number lies within.
    pub limits: Limits,
    /// A row without that value counts too.
    pub or_empty: bool,
}

/// Which time counts (期間). Nothing after the as-of date is ever seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// In force on the as-of date: begun, and not yet ended.
    Current,
    /// From 1 April of the as-of date's school year.
    SchoolYear,
    /// The school year before.
    LastSchoolYear,
    /// Each calendar month of the school year by itself; the month with the most counts.
    EachMonth,
    /// So many months back from the as-of date.
    Months(u32),
    /// So many days back from the as-of date.
    Days(u32),
    /// The last so many months that were delivered; `未確認` when none of the last `within` months was.
    DeliveredMonths {
        /// How many.
        months: u32,
        /// How far back the last delivered month may lie.
        within: u32,
    },
    /// Since the day of the row that decided another indicator (place in the rule).
    Since(usize),
    /// Since the child was born.
    Ever,
}

/// What is made of the rows that count (集計).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aggregate {
    /// 有: at least one row.
    Exists,
    /// 無: no row where the delivery speaks; a part that is not delivered is 未確認.
    None,
    /// 件数: rows.
    Count,
    /// 日数: distinct days.
    Days,
    /// 合計 of the numbers.
    Sum,
    /// 最新: the number of the latest row.
    Last,
    /// 連続: the longest run of school days, over the school calendar.
    LongestRun,
    /// 割合 of the rows that count among all rows of the item in the window, in percent.
    Share,
    /// 増加: days in the window beyond what the time before it would lead to expect.
    Change,
    /// 人数: members of the circle themselves.
    People,
}

/// With whom a result is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compare {
    /// How much it lies above the median of the grade (学年の中央値との差).
    GradeMedian,
    /// How many times the mean of the class it is (学級平均との比).
    ClassRatio,
}

/// From which result on it is a yes, and what that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// The result lies within; open = any yes.
    pub limits: Limits,
    /// Points.
    pub points: i32,
}

/// What silence means (記録がない場合).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Silence {
    /// Where the delivery speaks, no row is a no.
    #[default]
    No,
    /// No row says nothing: the source knows only some people (就労は保育の申請者だけ).
    Unknown,
}
