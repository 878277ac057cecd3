//! One row of the catalogue of data items (項目): what it is, who holds it, and how carefully it is handled.

use std::collections::BTreeSet;

use domain::ItemId;

/// A data item (利用データ項目), as it stands in `items.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Stable readable id, e.g. `child.name`; the same thing has the same id in every preset.
    pub id: ItemId,
    /// 連番 in the annex of the consultation; `None` for items outside it.
    pub number: Option<u16>,
    /// 区分, e.g. `子ども`.
    pub category: String,
    /// 要素1 to 要素3; empty where the annex leaves them empty.
    pub elements: [String; 3],
    /// 保有・管理主体.
    pub owner: String,
    /// システム名 as the annex writes it; several are separated by a space.
    pub system: String,
    /// 目的外利用 (○).
    pub secondary_use: bool,
    /// 提供 (○): another body holds it, so that it must be provided.
    pub provision: bool,
    /// How carefully it is handled (取扱区分).
    pub sensitivity: BTreeSet<Sensitivity>,
    /// Whether it stands in the default view (標準表示).
    pub default_view: bool,
    /// Whether it may count in scores (評価利用).
    pub scorable: bool,
    /// Electronic or paper (媒体).
    pub medium: Medium,
    /// When and how often it is taken (時期・頻度), in words.
    pub frequency: String,
    /// Grades it is taken in (対象学年), codes `P4` …; empty = all.
    pub grades: Vec<String>,
    /// How it is obtained (取得方法).
    pub obtained: String,
    /// Why it is needed (必要性).
    pub why: String,
    /// On what evidence (根拠: 手引き, 先行事例, 論文, 専門家).
    pub evidence: String,
    /// The item that holds the same data about another member of the family (対応項目), e.g. the child's and a
    /// household member's handicap certificate, which one extract delivers in one column.
    pub counterpart: Option<ItemId>,
    /// Line in `items.csv`.
    pub line: u32,
}

impl Item {
    /// The name people know it by: the last element that is filled, else the category.
    #[must_use]
    pub fn title(&self) -> &str {
        self.elements.iter().rev().find(|e| !e.is_empty()).unwrap_or(&self.category)
    }

    /// The full name: 区分 and elements joined with `／`.
    #[must_use]
    pub fn full_title(&self) -> String {
        let mut title = self.category.clone();
        for element in self.elements.iter().filter(|e| !e.is_empty()) {
            title.push('／');
            title.push_str(element);
        }
        title
    }

    /// The systems that hold it, one by one.
    pub fn systems(&self) -> impl Iterator<Item = &str> {
        self.system.split_whitespace()
    }

    /// Whether it is handled in this respect.
    #[must_use]
    pub fn is(&self, sensitivity: Sensitivity) -> bool {
        self.sensitivity.contains(&sensitivity)
    }

    /// What is shown instead of an answer about one's inner life: that there was one, and in which survey.
    #[must_use]
    pub fn hit_text(&self) -> String {
        let survey = if self.elements[0].is_empty() { self.title() } else { &self.elements[0] };
        format!("{survey}に該当あり")
    }
}

/// How carefully an item is handled (取扱区分).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sensitivity {
    /// 要配慮個人情報 (個人情報保護法2条3項).
    Sensitive,
    /// 地方税の賦課徴収に関する情報: excluded unless a purpose records a consent or a law.
    Tax,
    /// 内面: an answer about one's inner life; never shown as a value unless a purpose allows it.
    InnerLife,
    /// 情報提供元: who informed; never in the default view.
    Informant,
    /// 自由記述: free text, e.g. of progress notes; never in the default view.
    FreeText,
    /// 家族の精神障がい: a parent's mental disability; never in the default view.
    ParentMentalDisability,
    /// 所在: address, school and facility, which a shield (支援措置) hides.
    Address,
    /// 学力: achievement; a rule may never rest on such items alone.
    Achievement,
    /// 生徒指導: records of bullying and misconduct; a rule may never aim at those who did it.
    Conduct,
    /// 特別支援: special needs education; a rule may never select for it.
    SpecialSupport,
}

impl Sensitivity {
    /// Every kind, in the order of the reference.
    pub const ALL: [Self; 10] = [
        Self::Sensitive,
        Self::Tax,
        Self::InnerLife,
        Self::Informant,
        Self::FreeText,
        Self::ParentMentalDisability,
        Self::Address,
        Self::Achievement,
        Self::Conduct,
        Self::SpecialSupport,
    ];

    /// As it stands in `items.csv`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sensitive => "要配慮",
            Self::Tax => "税",
            Self::InnerLife => "内面",
            Self::Informant => "情報提供元",
            Self::FreeText => "自由記述",
            Self::ParentMentalDisability => "家族の精神障がい",
            Self::Address => "所在",
            Self::Achievement => "学力",
            Self::Conduct => "生徒指導",
            Self::SpecialSupport => "特別支援",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How an item is kept at its owner (媒体).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Medium {
    /// 電子.
    #[default]
    Electronic,
    /// 紙.
    Paper,
}
