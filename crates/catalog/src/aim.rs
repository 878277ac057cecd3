//! What no rule may aim at (禁じられた目的), whatever it is called.
//!
//! Three questions, each of which refuses on its own: does the rule say that it does such a thing (words); does it score
//! mostly what such a rule would score (structure); does it score anything its own target rests on (coherence)?
//! `docs/concepts/ethics.md` explains them to those who write rules.

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
            found.extend(WORDS.iter().filter(|words| words.in_title(&fold(title))).map(|words| words.aim));
        }
        for text in &self.texts {
            for sentence in text.split(['。', '\n', '．', '!', '！', '?', '？']) {
                // The sentence as a whole, and each part of it: a denial excuses only where it stands.
                let parts = sentence.split(['、', '，', ',', '；', ';']);
                for part in std::iter::once(sentence).chain(parts) {
                    let part = fold(part);
                    if !DENIALS.iter().any(|denial| part.contains(&fold(denial))) {
                        found.extend(WORDS.iter().filter(|words| words.in_sentence(&part)).map(|words| words.aim));
                    }
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

/// Words that give an aim away: one of each group stands in the title or sentence, and none that excuses it.
struct Words {
    aim: ForbiddenAim,
    /// Whom or what it is about.
    about: &'static [&'static str],
    /// What is said of them; empty = nothing more is needed.
    quality: &'static [&'static str],
    /// What the rule does; in titles it is understood.
    does: &'static [&'static str],
    /// Words that make it something else.
    excuses: &'static [&'static str],
}

/// Doing words, folded.
const SORTING: &[&str] = &[
    "予測", "予知", "予想", "選別", "選定", "選抜", "抽出", "判定", "特定", "候補", "見込み", "なりそう", "しそう", "洗い出", "割り出",
    "見つけ", "発見", "振り分け", "ふるい", "該当者", "対象者", "リスク", "予備軍", "predict", "select", "detect", "candidate", "risk",
];

/// Sentences with these say what a rule does not do.
const DENIALS: &[&str] = &["ではな", "でない", "しない", "せず", "ません", "禁止", "目的外", "除く", "行わない", "ばない", "対象外"];

/// Victims are not perpetrators.
const VICTIM: &[&str] = &["被害", "いじめを受け", "いじめられ", "からかわれ", "sos", "victim", "bullied"];

const WORDS: &[Words] = &[
    Words {
        aim: ForbiddenAim::BullyPrediction,
        about: &["いじめっ子", "いじめ加害", "いじめる", "いじめをする", "いじめを行", "いじめた側", "加害児童", "加害生徒", "加害者側の児童", "問題児", "bullies", "perpetrator"],
        quality: &[],
        does: &[],
        excuses: &[],
    },
    Words {
        aim: ForbiddenAim::BullyPrediction,
        about: &["いじめ", "bully", "bullying", "粗暴", "暴力的な児童", "暴力的な生徒", "他害"],
        quality: &[],
        does: SORTING,
        excuses: VICTIM,
    },
    Words {
        aim: ForbiddenAim::BullyPrediction,
        about: &["乱暴な", "攻撃的な", "攻撃性", "問題行動", "暴力行為", "加害傾向", "加害リスク", "意地悪", "仲間外れにする", "トラブルを起こ"],
        quality: &["児童", "生徒", "子", "本人", "予測", "リスク", "傾向", "兆候", "予兆", "可能性"],
        does: SORTING,
        excuses: &["被害", "られ", "保護者", "父", "母", "親", "家庭内", "虐待", "dv"],
    },
    Words {
        aim: ForbiddenAim::SpecialClassSelection,
        about: &["発達障害", "発達障がい", "発達の遅れ", "知的な遅れ", "学びの場", "就学相談", "個別指導教室", "取り出し指導"],
        quality: &["対象", "候補", "選", "判定", "予測", "抽出", "疑い", "必要な児童", "必要な生徒", "必要な子"],
        does: &[],
        excuses: &["きょうだい", "兄弟", "保護者", "相談種別"],
    },
    Words {
        aim: ForbiddenAim::Ranking,
        about: &["学校間比較", "学級間比較", "学校別の比較", "上位校", "下位校", "優良校", "困難校", "荒れた学校", "成績上位", "成績下位", "序列化", "格付け"],
        quality: &[],
        does: &[],
        excuses: &[],
    },
    Words {
        aim: ForbiddenAim::LowAchievement,
        about: &["学習の遅れ", "学習不振", "学業不振", "落ちこぼれ", "赤点", "留年", "lowachiever", "underachiev"],
        quality: &[],
        does: SORTING,
        excuses: &["不登校", "長期欠席"],
    },
    Words {
        aim: ForbiddenAim::SpecialClassSelection,
        about: &["特別支援学級", "特別支援学校", "特別支援教育", "特別支援", "通級", "支援級", "特支", "支援学級", "specialclass", "specialneeds", "specialeducation"],
        quality: &["対象", "候補", "選", "判定", "予測", "入級", "振り分け", "就学先", "必要な児童", "必要な生徒", "必要な子", "select", "placement", "candidate", "predict"],
        does: &[],
        excuses: &[],
    },
    Words {
        aim: ForbiddenAim::Ranking,
        about: &["学校", "学級", "クラス", "児童", "生徒", "子", "園児", "家庭", "school", "pupil", "student", "class", "child"],
        quality: &["序列", "順位", "ランキング", "ランク付", "格付", "ワースト", "成績順", "偏差値順", "ranking", "league", "worst"],
        does: &[],
        excuses: &[],
    },
    Words {
        aim: ForbiddenAim::LowAchievement,
        about: &["学力", "成績", "学業", "テスト", "得点", "偏差値", "achievement", "grades", "score"],
        quality: &["低", "不振", "下位", "落ち込", "伸び悩", "遅れ", "落第", "下が", "low", "fall", "poor"],
        does: &["予測", "予知", "予想", "予兆", "兆し", "兆候", "将来", "見込み", "候補", "抽出", "選別", "特定", "なりそう", "洗い出", "見つけ", "発見", "リスク", "予備軍", "predict", "risk", "detect"],
        excuses: &[],
    },
];

impl Words {
    fn holds(&self, text: &str, groups: &[&[&str]]) -> bool {
        let stands = |word: &&str| text.contains(&fold(word));
        groups.iter().all(|group| group.is_empty() || group.iter().any(stands)) && !self.excuses.iter().any(stands)
    }

    fn in_sentence(&self, text: &str) -> bool {
        self.holds(text, &[self.about, self.quality, self.does])
    }

    /// A title says what a rule is about, so a bare 「いじめ」 or 「学力低下」 is enough.
    fn in_title(&self, text: &str) -> bool {
        self.holds(text, &[self.about, self.quality])
    }
}

/// Folds width, case, kana and the usual disguises of spelling.
fn fold(text: &str) -> String {
    let text = japanese::kana::to_hiragana(&japanese::text::header_key(text));
    let mut folded: String = text.chars().filter(|sign| !matches!(sign, '・' | '-' | '_' | 'ー' | '*' | '.')).collect();
    for (written, meant) in [("苛め", "いじめ"), ("虐め", "いじめ"), ("苛っ子", "いじめっ子"), ("いぢめ", "いじめ")] {
        folded = folded.replace(written, meant);
    }
    folded
}
