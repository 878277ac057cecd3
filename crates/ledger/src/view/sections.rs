//! The sections of a ledger, and which item belongs into which.

use std::collections::{BTreeMap, BTreeSet};

use catalog::Item;
use domain::ItemId;

use crate::view::{Line, Section, Whom};

/// The sections in their fixed order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SectionKind {
    /// 本人.
    Oneself,
    /// 世帯と同居.
    Household,
    /// 保育・学校.
    School,
    /// 健康.
    Health,
    /// 手当・医療.
    Benefits,
    /// 介護.
    Care,
    /// 障がい.
    Disability,
    /// 接触・最終確認.
    Contact,
    /// 相談・支援.
    Support,
    /// これまでの判断.
    Judgements,
    /// その他.
    Others,
    /// 記録のない項目・未確認.
    Gaps,
}

impl SectionKind {
    /// The heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Oneself => "本人",
            Self::Household => "世帯と同居",
            Self::School => "保育・学校",
            Self::Health => "健康",
            Self::Benefits => "手当・医療",
            Self::Care => "介護",
            Self::Disability => "障がい",
            Self::Contact => "接触・最終確認",
            Self::Support => "相談・支援",
            Self::Judgements => "これまでの判断",
            Self::Others => "その他",
            Self::Gaps => "記録のない項目・未確認",
        }
    }

    /// The section of an item: by what it is, else by the system that holds it.
    pub(crate) fn of(item: &Item) -> Self {
        if ["contact.", "last-seen."].iter().any(|prefix| item.id.as_str().starts_with(prefix)) {
            return Self::Contact;
        }
        // The first word that fits decides; a system's name says whose matter it is.
        const BY_SYSTEM: &[(&str, SectionKind)] = &[
            ("相談", SectionKind::Support),
            ("介護", SectionKind::Care),
            ("障害", SectionKind::Disability),
            ("障がい", SectionKind::Disability),
            ("健康管理", SectionKind::Health),
            ("手当", SectionKind::Benefits),
            ("医療", SectionKind::Benefits),
            ("生活保護", SectionKind::Benefits),
            ("校務", SectionKind::School),
            ("学齢", SectionKind::School),
            ("就学", SectionKind::School),
            ("学力", SectionKind::School),
            ("質問紙", SectionKind::School),
            ("幼稚園", SectionKind::School),
            ("子育て", SectionKind::School),
            ("保育", SectionKind::School),
        ];
        if let Some((_, section)) = BY_SYSTEM.iter().find(|(word, _)| item.system.contains(word)) {
            return *section;
        }
        if item.category == "家庭" {
            return Self::Household;
        }
        if item.system.contains("住民") || item.category == "子ども" { Self::Oneself } else { Self::Others }
    }
}

/// Sections under construction.
#[derive(Debug, Default)]
pub(crate) struct Book {
    sections: BTreeMap<SectionKind, Vec<Line>>,
    held: BTreeSet<ItemId>,
}

impl Book {
    pub(crate) fn add(&mut self, section: SectionKind, line: Line) {
        self.sections.entry(section).or_default().push(line);
    }

    /// Remembers that something is recorded under an item, shown in a line of its own or not.
    pub(crate) fn hold(&mut self, item: &ItemId) {
        if !self.held.contains(item) {
            self.held.insert(item.clone());
        }
    }

    pub(crate) fn holds(&self, item: &ItemId) -> bool {
        self.held.contains(item)
    }

    /// Whether a line already says an item of the person, or of another one.
    pub(crate) fn states(&self, item: &ItemId, whom: Option<&Whom>) -> bool {
        self.sections.values().flatten().any(|line| line.item.as_ref() == Some(item) && line.whom.as_ref() == whom)
    }

    pub(crate) fn into_sections(self) -> Vec<Section> {
        self.sections.into_iter().map(|(kind, lines)| Section { kind, lines }).collect()
    }
}
