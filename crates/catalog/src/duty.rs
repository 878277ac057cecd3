//! Duties and visibility (職務・閲覧範囲): who may look at what, as data.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A duty (職務) that accounts hold; from `roles.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Name as purposes and accounts use it, e.g. `子ども家庭支援センター係`.
    pub name: String,
    /// Organisation and section it belongs to.
    #[serde(default)]
    pub section: String,
    /// What it does, in a sentence.
    #[serde(default)]
    pub description: String,
    /// What it may do with this system.
    #[serde(default)]
    pub may: Vec<Ability>,
}

/// What a duty may do beside looking for a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ability {
    /// 抽出データの取込み.
    Import,
    /// 名寄せの確認.
    Review,
    /// 判定の実行.
    Screen,
    /// 台帳の閲覧.
    Ledger,
    /// アセスメントの記録.
    Assess,
    /// 証跡の確認.
    Audit,
    /// 設定の変更.
    Configure,
}

/// Who may see what is not in the default view; from `visibility.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Visibility {
    /// Duties that may open the full view (詳細表示) of an item: free text, a parent's mental disability.
    pub full_view: Vec<String>,
    /// Duties that may learn who informed (情報提供元); usually nobody beside the case's own section.
    pub informants: Vec<String>,
    /// Duties to whom a sibling's case is said.
    pub sibling_cases: Vec<String>,
    /// Duties that see address, school and facility in spite of a shield (支援措置).
    pub shielded: Vec<String>,
    /// Kinds of handling that a duty never sees, whatever the purpose (`"学校" = ["家族の精神障がい"]`).
    pub never: BTreeMap<String, Vec<String>>,
}

impl Visibility {
    /// Whether a duty may open the full view.
    #[must_use]
    pub fn full_view_for(&self, duty: &str) -> bool {
        self.full_view.iter().any(|name| name == duty)
    }

    /// Whether a duty is told of a sibling's case.
    #[must_use]
    pub fn sibling_cases_for(&self, duty: &str) -> bool {
        self.sibling_cases.iter().any(|name| name == duty)
    }
}
