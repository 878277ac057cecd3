//! Source definitions (連携元システムの定義): how to read one layout of one system, and what its columns mean.
//!
//! The file form is TOML, one definition per file in `config/sources/`; definitions are dated, so next year's
//! layout stands beside this year's. `docs/guide/sources.md` explains every key with a worked example.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One layout of one system, as it stands in `config/sources/*.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Id, readable and stable: `resident-register`.
    pub id: String,
    /// Title people know the extract by: `住民記録 世帯一覧`.
    pub title: String,
    /// Name of the system (システム名) as in the catalogue.
    pub system: String,
    /// Data owner (保有・管理主体) as in the catalogue.
    pub owner: String,
    /// First day the layout is delivered, `YYYY-MM-DD`; absent = always.
    pub valid_from: Option<String>,
    /// Last day the layout is delivered, `YYYY-MM-DD`; absent = still.
    pub valid_to: Option<String>,
    /// How the file is written.
    #[serde(default)]
    pub file: FileLayout,
    /// What a delivery replaces.
    #[serde(default)]
    pub delivery: DeliveryRule,
    /// What a delivery speaks for.
    #[serde(default)]
    pub coverage: CoverageRule,
    /// Headers of the columns that name a record within a delivery; empty = the record number in the file.
    #[serde(default)]
    pub key: Vec<String>,
    /// What a second row with the same key means.
    #[serde(default)]
    pub duplicates: Duplicates,
    /// Whom the columns speak of; the first is the primary role. Absent = one role `person` of kind `resident`.
    #[serde(default, rename = "role")]
    pub roles: Vec<RoleDefinition>,
    /// The columns.
    #[serde(rename = "column")]
    pub columns: Vec<ColumnDefinition>,
}

impl Source {
    /// Whether it says who lives in the town: residents with household number (世帯番号) and relation to the head (続柄).
    #[must_use]
    pub fn is_resident_register(&self) -> bool {
        let residents = |role: Option<&str>| match role {
            Some(id) => self.roles.iter().any(|role| role.id == id && role.kind == RoleKindName::Resident),
            None => self.roles.first().is_none_or(|role| role.kind == RoleKindName::Resident),
        };
        let has = |field: &str| {
            self.columns
                .iter()
                .any(|column| column.field.as_deref() == Some(field) && residents(column.role.as_deref()))
        };
        has("household") && has("relation")
    }
}

/// How the file is written. Everything may be left out: it is then found from the file itself.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FileLayout {
    /// Patterns of the base name with `*` and `?`, e.g. `住民記録_*.csv`; for OneRoster `users.csv` and so on.
    pub patterns: Vec<String>,
    /// `csv`, `tsv`, `fixed`, `xlsx` or `oneroster`; absent = by the file's first bytes.
    pub format: Option<Format>,
    /// `auto` (default), `utf-8`, `cp932`, `utf-16le`, `utf-16be`.
    pub encoding: Option<String>,
    /// One character; absent = found among comma, tab, semicolon, percent and bar.
    pub delimiter: Option<String>,
    /// Name of the worksheet; absent = the first sheet whose header fits.
    pub sheet: Option<String>,
    /// Line of the header, from 1; absent = the first line in which most columns are recognised.
    pub header_row: Option<u32>,
    /// The file has no header: columns are taken in the order of the definition.
    pub no_header: bool,
    /// First cells that mark a total line (合計, 総計, 計, 件数 …) below the data; these are always known in addition to 合計・総計・小計.
    pub total_rows: Vec<String>,
}

/// File formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Separated values with quotes (RFC 4180).
    Csv,
    /// Tab-separated values.
    Tsv,
    /// Fixed width; columns have `at`, counted in bytes of the file's encoding.
    Fixed,
    /// Excel workbook.
    Xlsx,
    /// A OneRoster folder or zip (1.1, 1.2, 1.2.1, 1.2_JP).
    Oneroster,
}

/// What a delivery replaces (差分の種別).
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeliveryRule {
    /// `full` (default), `slice` or `addition`.
    pub kind: DeliveryKind,
    /// Headers of the columns that name the slice (学校, 年度, 月 …).
    pub slice: Vec<String>,
    /// Relative change of the row count against the delivery before that is still expected (0.3 = ±30 %); absent = 0.5.
    pub expected_change: Option<f64>,
    /// Days after which the next delivery is overdue; absent = no rhythm.
    pub rhythm_days: Option<u32>,
}

/// Kinds of delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryKind {
    /// Everything the source holds.
    #[default]
    Full,
    /// One slice.
    Slice,
    /// Additional rows.
    Addition,
}

/// What a delivery speaks for (網羅範囲): inside it "no row" is a no, outside it is 未確認 or 対象外.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CoverageRule {
    /// Which months: absent or `as-of` = all up to the as-of date; `data` = first to last month that occurs in the delivery;
    /// `fiscal-year` = from April of the as-of date's 年度 up to the as-of date.
    pub months: Option<CoveredMonths>,
    /// The delivery lags: it speaks for months up to the as-of month minus this many (介護給付 is two months behind).
    pub lag_months: u8,
    /// Grades, codes `E3`, `P1`–`P6`, `J1`–`J3`, `H1`–`H3`; empty = not limited.
    pub grades: Vec<String>,
    /// `data` = the schools that occur in the delivery; absent = not limited.
    pub schools: Option<CoveredSchools>,
    /// Ages in completed years, from and to; absent = not limited.
    pub ages: Option<(u8, u8)>,
}

/// See [`CoverageRule::months`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoveredMonths {
    /// All months up to the as-of date.
    AsOf,
    /// First to last month found in the `month`, `on` or `from` field of the rows.
    Data,
    /// The 年度 of the as-of date, up to the as-of date.
    FiscalYear,
}

/// See [`CoverageRule::schools`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoveredSchools {
    /// The schools found in the `school` field of the rows.
    Data,
}

/// What a second row with the same key in one delivery means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Duplicates {
    /// Both are kept; a finding is made when they are equal in every cell (then the second is dropped).
    #[default]
    Keep,
    /// The last row holds, the earlier ones are refused with a finding.
    Last,
    /// The first row holds, later ones are refused with a finding.
    First,
}

/// Whom some columns speak of.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleDefinition {
    /// As `links.csv` shows it; `{n}` stands for the repetition (`family{n}`).
    pub id: String,
    /// `resident` (default), `child`, `guardian`, `mother`, `father`, `sibling`, `family`, `recipient`.
    #[serde(default)]
    pub kind: RoleKindName,
    /// How often the role repeats in a row (家族1–15 → 15); absent = once.
    pub repeat: Option<u8>,
    /// One delivery lists each person of this role at most once.
    #[serde(default)]
    pub unique: bool,
    /// The role has no name of its own: how it finds its person, tried in order.
    #[serde(default)]
    pub refers: Vec<ReferenceDefinition>,
}

/// Kinds of role in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoleKindName {
    /// Any resident.
    #[default]
    Resident,
    /// The child of the row.
    Child,
    /// A guardian of the child.
    Guardian,
    /// The mother.
    Mother,
    /// The father.
    Father,
    /// A sibling.
    Sibling,
    /// Another family member.
    Family,
    /// Recipient of a benefit.
    Recipient,
}

/// How a row without identity finds its person: `{ identifier = "student" }` or
/// `{ roster = "school-roster", by = ["school", "grade", "class", "seat-number"] }`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceDefinition {
    /// Number space of the identifier.
    pub identifier: Option<String>,
    /// Source that holds the roster.
    pub roster: Option<String>,
    /// Fields compared with the roster (names as in [`ColumnDefinition::field`]).
    #[serde(default)]
    pub by: Vec<String>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnDefinition {
    /// Header names by which it is known (width, spaces, brackets and letter case do not matter). `{n}` stands for the
    /// repetition (`氏名_家族{n}`) or the month (`{n}月欠席日数`).
    pub header: OneOrMany,
    /// Catalogue item it carries. A column without item and field is ignored (and named in the receipt).
    pub item: Option<String>,
    /// Role it speaks of; absent = the primary role.
    pub role: Option<String>,
    /// Part in matching, time or school place: `identifier:atena`, `name`, `surname`, `given-name`, `kana`, `surname-kana`,
    /// `given-name-kana`, `alias`, `former-name`, `birth-date`, `sex`, `address`, `building`, `postal`, `phone`, `household`,
    /// `relation`, `school`, `fiscal-year`, `grade`, `class`, `seat-number`, `on`, `from`, `to`, `month`.
    pub field: Option<String>,
    /// `text` (default), `name`, `kana`, `date`, `month`, `number`, `code`, `flag`, `sex`, `grade`, `address`, `identifier`;
    /// absent = what the field needs, else `text`.
    #[serde(rename = "type")]
    pub kind: Option<ValueKind>,
    /// Code table: the name of a file `config/codes/<name>.csv`, for `type = "code"` or `"flag"`.
    pub codes: Option<String>,
    /// Code table written in place: `{ "1" = "要介護1", "01" = "要介護1" }`.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// Era of dates written without one: `令和`, `平成` …
    pub era: Option<String>,
    /// An empty cell is a finding.
    #[serde(default)]
    pub required: bool,
    /// The header must be there, else the file is of another layout. Default: true for identifier, name and key columns.
    pub expected: Option<bool>,
    /// `{n}` counts repetitions from 1 to this number (the same as the role's `repeat`).
    pub repeat: Option<u8>,
    /// `{n}` is a calendar month (1–12, also written 4月, ４月, 04) within the row's 年度.
    #[serde(default)]
    pub monthly: bool,
    /// `{n}` is a day (1–31) within the month of the row (`field = "month"`), else of the as-of date.
    #[serde(default)]
    pub daily: bool,
    /// Headers of columns whose cells follow this one's, without a space: 町名 + 番地 + 枝番 are one address.
    #[serde(default)]
    pub join: Vec<String>,
    /// Fixed width: first byte from 1, and length in bytes.
    pub at: Option<(u32, u32)>,
    /// Check digit rule whose failure is a finding: `mod11`, `school-code`, `local-government-code`.
    pub check: Option<String>,
    /// The file has no such column; every row has this value.
    pub constant: Option<String>,
    /// The file has no such column; its value stands in the file name, at `{value}` of a pattern with `*` and `?`.
    pub from_name: Option<OneOrMany>,
    /// The file has no such column; its value stands in a line above the header, at `{value}` of a pattern with `*` and `?`.
    pub from_title: Option<OneOrMany>,
}

impl ColumnDefinition {
    /// Whether one value holds for the whole file, so that the file need not have the column.
    #[must_use]
    pub const fn is_given(&self) -> bool {
        self.constant.is_some() || self.from_name.is_some() || self.from_title.is_some()
    }
}

/// One name or several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several; any of them.
    Many(Vec<String>),
}

impl OneOrMany {
    /// All names.
    #[must_use]
    pub fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Many(names) => names,
        }
    }
}

/// Types of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueKind {
    /// Text as it stands, cleaned.
    Text,
    /// A name in kanji, Latin or as registered.
    Name,
    /// A name in kana.
    Kana,
    /// A date in any notation.
    Date,
    /// A calendar month; typed as the date of its first to last day.
    Month,
    /// A number, kept in thousandths.
    Number,
    /// A code of a code table.
    Code,
    /// Yes or no (有/無, ○/×, 1/0, はい/いいえ).
    Flag,
    /// Sex; typed as code `M`, `F` or `X`.
    Sex,
    /// School grade; typed as code `E3`, `P1` … `J3`, `H1` ….
    Grade,
    /// An address.
    Address,
    /// A number that names something; kept as text, leading zeros and all.
    Identifier,
}
