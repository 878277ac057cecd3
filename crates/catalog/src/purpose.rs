//! A purpose of use (利用目的): the legal basis, the period, the items, and what may be done with the result.

use std::collections::BTreeSet;

use domain::{ItemId, PurposeId};
use jiff::civil::Date;
use serde::Deserialize;

/// A purpose of use, cross-checked; from `purposes/*.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Purpose {
    /// Readable id, e.g. `consultation-65`.
    pub id: PurposeId,
    /// Title people know it by.
    pub title: String,
    /// What it is for, in a sentence that could be published (利用目的の明示).
    pub statement: String,
    /// The legal basis.
    pub basis: Basis,
    /// First day.
    pub from: Date,
    /// Last day; `None` = open-ended.
    pub to: Option<Date>,
    /// Whom it covers (対象者).
    pub population: Population,
    /// The items it allows, expanded from the selectors. Tax items are in it only with a [`TaxBasis`].
    pub items: BTreeSet<ItemId>,
    /// The four actors.
    pub actors: Actors,
    /// Duties (職務) whose holders may see results.
    pub viewers: Vec<String>,
    /// Analysis only, assessment or outreach.
    pub mode: Mode,
    /// How results are shown.
    pub display: DisplayMode,
    /// Whether lists have an order of looking (確認順).
    pub order: bool,
    /// Whether points are computed and shown.
    pub points: bool,
    /// Whether anything may leave the building (庁舎外への持ち出し・提供).
    pub leaves_building: bool,
    /// To whom results may be handed over; empty = to nobody.
    pub recipients: Vec<String>,
    /// Retention class (保存区分).
    pub retention: Retention,
    /// Whether answers about inner life may be shown as values.
    pub inner_life_values_allowed: bool,
    /// The consent or law that allows tax items; `None` = none may be used.
    pub tax_basis: Option<TaxBasis>,
    /// Selectors of the rules it may run.
    pub rules: Vec<String>,
    /// Targets its rules may aim at (ids of the closed list).
    pub targets: BTreeSet<String>,
    /// File it stands in, relative to `config/`.
    pub file: String,
}

/// Whether a purpose permits anything on a day; permission follows today, never the as-of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// In force.
    Active,
    /// 開始前: begins on this day.
    NotYet(Date),
    /// 期間満了: ended with this day.
    Expired(Date),
}

impl Standing {
    /// Why nothing is permitted, in words; `None` when in force.
    #[must_use]
    pub fn refusal(self) -> Option<String> {
        match self {
            Self::Active => None,
            Self::NotYet(from) => Some(format!("開始前（{from}から）")),
            Self::Expired(to) => Some(format!("期間満了（{to}まで）")),
        }
    }
}

impl Purpose {
    /// Where the purpose stands on a day.
    #[must_use]
    pub fn standing(&self, today: Date) -> Standing {
        match self.to {
            Some(to) if today > to => Standing::Expired(to),
            _ if today < self.from => Standing::NotYet(self.from),
            _ => Standing::Active,
        }
    }

    /// Whether it is in force on a day.
    #[must_use]
    pub fn is_active(&self, today: Date) -> bool {
        self.standing(today) == Standing::Active
    }

    /// Whether it allows an item at all.
    #[must_use]
    pub fn allows(&self, item: &ItemId) -> bool {
        self.items.contains(item)
    }

    /// Whether holders of one of these duties may see results.
    pub fn admits_duty<'a>(&self, duties: impl IntoIterator<Item = &'a str>) -> bool {
        duties.into_iter().any(|duty| self.viewers.iter().any(|viewer| viewer == duty))
    }

    /// Whether results may be handed over for assessment or support; `Err` says why not, in words.
    ///
    /// # Errors
    /// The reason of the refusal.
    pub fn hand_over(&self) -> Result<(), String> {
        match self.mode {
            Mode::AnalysisOnly => Err(format!(
                "「{}」は傾向分析のみを認めています。個別の支援への引継ぎ・提供はできません（{}）。",
                self.title,
                self.basis.reference()
            )),
            Mode::Assessment | Mode::Outreach => Ok(()),
        }
    }
}

/// The legal basis (法的根拠).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Law and article, e.g. `昭島市個人情報保護条例第13条第2項第6号`.
    pub article: String,
    /// Number of the consultation (諮問番号), e.g. `諮問第65号`.
    #[serde(default)]
    pub consultation: String,
    /// Day the consultation was asked, `YYYY-MM-DD`.
    pub asked: Option<String>,
    /// Day of the answer (答申), `YYYY-MM-DD`.
    pub answered: Option<String>,
    /// What was answered.
    #[serde(default)]
    pub answer: String,
    /// 恒常的 or 臨時的.
    pub kind: BasisKind,
    /// Document that records the privacy assessment (PIA), if any.
    #[serde(default)]
    pub assessment: String,
    /// The four answers.
    pub answers: FourAnswers,
}

impl Basis {
    /// How it is quoted beside a value: article and consultation.
    #[must_use]
    pub fn reference(&self) -> String {
        if self.consultation.is_empty() {
            self.article.clone()
        } else {
            format!("{}・{}", self.article, self.consultation)
        }
    }
}

/// Constant use is a change of purpose (法61条3項), temporary use an exception (法69条2項).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum BasisKind {
    /// 恒常的.
    #[serde(rename = "恒常的")]
    Constant,
    /// 臨時的.
    #[serde(rename = "臨時的")]
    Temporary,
}

/// The four answers every secondary use needs (目的外利用の四つの確認). None may be empty.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FourAnswers {
    /// 臨時的か恒常的か, and why.
    pub temporary: String,
    /// 必要な限度.
    pub necessary: String,
    /// 相当の理由.
    pub reason: String,
    /// 不当に侵害しないこと.
    pub harmless: String,
}

/// Whom a purpose covers (対象者).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// Ages in completed years, from and to (0–18).
    pub ages: (u8, u8),
    /// Municipality of residence; absent = not limited.
    pub residence: Option<String>,
}

/// The four actors of the national guideline.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actors {
    /// 総括管理主体.
    pub controller: String,
    /// 保有・管理主体; `catalog` stands for the owners of the items.
    pub owners: Vec<String>,
    /// 分析主体.
    pub analyst: String,
    /// 活用主体.
    pub users: Vec<String>,
}

/// What results may lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// 傾向分析のみ: nobody is handed over, nobody is visited because of it.
    AnalysisOnly,
    /// アセスメント: a named person may judge and open a case.
    Assessment,
    /// プッシュ型支援: help may be offered without being asked.
    Outreach,
}

/// How results are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisplayMode {
    /// アラート: reasons only.
    Alert,
    /// ○×.
    MaruBatsu,
    /// 点数.
    Score,
}

/// Retention classes (保存区分) of the national guideline.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// `outreach`, `analysis-personal`, `analysis-anonymous`, `results`, `case-record`.
    pub class: String,
    /// Days after the end of the purpose (or after delivery, when open-ended) until deletion.
    pub days: u32,
}

/// Why tax items may be used (地方税の情報の根拠).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxBasis {
    /// `consent` (本人同意) or `law` (法令).
    pub kind: TaxBasisKind,
    /// The consent form or the article.
    pub reference: String,
}

/// Kinds of [`TaxBasis`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaxBasisKind {
    /// 本人の同意.
    Consent,
    /// 法令の定め.
    Law,
}
