//! What no rule may aim at (禁じられた目的), whatever it is called.
//!
//! Three questions, each of which refuses on its own: does the rule say that it does such a thing (words); does it score
//! mostly what such a rule would score (structure); does it score anything its own target rests on (coherence)?
//! `docs/concepts/ethics.md` explains them to those who write rules.

mod words;

use crate::selector::glob;
use crate::target::Target;
use crate::{Item, Sensitivity};

/// The forbidden aims of the ethics principles (戸田市 倫理面での配慮事項).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ForbiddenAim {
    /// いじめを行う子どもの予測.
    BullyPrediction,
    /// 特別支援学級・通級の対象者の選別.
    SpecialClassSelection,
    /// 学校・学級・児童生徒の序列化.
    Ranking,
    /// 個人の学力不振の予測.
    LowAchievement,
    /// 障がいのみによるふるい分け.
    SortingByDisability,
    /// The rule scores nothing that its target rests on: it aims at something else.
    OtherThanItSays,
}

impl ForbiddenAim {
    /// What it is, as people read it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::BullyPrediction => "いじめを行う子どもの予測",
            Self::SpecialClassSelection => "特別支援学級・通級の対象者の選別",
            Self::Ranking => "学校・児童生徒の序列化",
            Self::LowAchievement => "個人の学力不振の予測",
            Self::SortingByDisability => "障がいのみによるふるい分け",
            Self::OtherThanItSays => "目的と異なる判定",
        }
    }

    /// Why it is refused.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::BullyPrediction | Self::SpecialClassSelection | Self::SortingByDisability => {
                "倫理原則2「差別的取扱いの禁止」: 児童生徒のふるい分けや差別的な取扱いにつながる判定は行いません。"
            }
            Self::Ranking => {
                "倫理原則4「教育の機会均等と水準の維持向上」: 学校や児童生徒の序列化・一面的な評価は行いません。"
            }
            Self::LowAchievement => {
                "倫理原則4: 個人の学力不振の予測は行いません（学力の情報だけによる判定も同じです）。"
            }
            Self::OtherThanItSays => "目的（target）の判定に必要な項目を一つも評価していません。",
        }
    }
}

/// An item that counts in a rule.
#[derive(Debug, Clone, Copy)]
pub struct ScoredItem<'a> {
    /// The item.
    pub item: &'a Item,
    /// Whether it is asked of the child itself, rather than of the family.
    pub of_child: bool,
}

/// What a rule says and uses, as far as its aim is concerned.
#[derive(Debug, Clone, Default)]
pub struct Aim<'a> {
    /// Id of its target.
    pub target: &'a str,
    /// Id, title and all headings: what it calls itself. Nothing excuses a forbidden aim here.
    pub titles: Vec<&'a str>,
    /// Why it exists and what it says to people; here a sentence may also say what the rule does *not* do.
    pub texts: Vec<&'a str>,
    /// Items that count.
    pub scored: Vec<ScoredItem<'a>>,
}

impl Aim<'_> {
    /// Every forbidden aim it shows, sorted; empty = none.
    #[must_use]
    pub fn forbidden(&self) -> Vec<ForbiddenAim> {
        let mut found = Vec::new();
        for title in &self.titles {
            found.extend(words::of_title(title));
        }
        for text in &self.texts {
            for sentence in text.split(['。', '\n', '．', '!', '！', '?', '？']) {
                // The sentence as a whole, and each part of it: a denial excuses only where it stands.
                let parts = sentence.split(['、', '，', ',', '；', ';']);
                for part in std::iter::once(sentence).chain(parts) {
                    found.extend(words::of_sentence(part));
                }
            }
        }
        found.extend(self.structure());
        found.sort();
        found.dedup();
        found
    }

    /// What the scored items alone give away.
    fn structure(&self) -> Option<ForbiddenAim> {
        if self.scored.is_empty() {
            return None;
        }
        // Half of what counts is enough: one harmless item more does not make another rule of it.
        let mostly = |fits: &dyn Fn(&ScoredItem<'_>) -> bool| {
            self.scored.iter().filter(|scored| fits(scored)).count() * 2 >= self.scored.len()
        };
        let any = |kind| self.scored.iter().any(|scored| scored.item.is(kind));
        let achievement = |scored: &ScoredItem<'_>| scored.item.is(Sensitivity::Achievement);
        let disability = |scored: &ScoredItem<'_>| scored.of_child && glob("*disability*", scored.item.id.as_str());
        if mostly(&achievement) {
            return Some(ForbiddenAim::LowAchievement);
        }
        if any(Sensitivity::Conduct) && mostly(&|s| s.item.is(Sensitivity::Conduct) || achievement(s)) {
            return Some(ForbiddenAim::BullyPrediction);
        }
        if any(Sensitivity::SpecialSupport)
            && mostly(&|s| s.item.is(Sensitivity::SpecialSupport) || achievement(s) || disability(s))
        {
            return Some(ForbiddenAim::SpecialClassSelection);
        }
        if self.scored.iter().all(|s| disability(s) || achievement(s)) {
            return Some(ForbiddenAim::SortingByDisability);
        }
        let target = Target::find(self.target)?;
        let rests = |scored: &ScoredItem<'_>| target.evidence.iter().any(|p| glob(p, scored.item.id.as_str()));
        (!self.scored.iter().any(rests)).then_some(ForbiddenAim::OtherThanItSays)
    }
}
