//! The words that give a forbidden aim away, and how a text is searched for them.

use std::sync::LazyLock;

use super::ForbiddenAim;

/// The aims a title gives away. A title says what a rule is about, so a bare 「いじめ」 or 「学力低下」 is enough.
pub(super) fn of_title(title: &str) -> Vec<ForbiddenAim> {
    let title = fold(title);
    let gives_away = |words: &&Folded| words.holds(&title, &[&words.about, &words.quality]);
    FOLDED.words.iter().filter(gives_away).map(|words| words.aim).collect()
}

/// The aims a sentence gives away, unless it says what is not done.
pub(super) fn of_sentence(sentence: &str) -> Vec<ForbiddenAim> {
    let sentence = fold(sentence);
    if FOLDED.denials.iter().any(|denial| sentence.contains(denial.as_str())) {
        return Vec::new();
    }
    let gives_away = |words: &&Folded| words.holds(&sentence, &[&words.about, &words.quality, &words.does]);
    FOLDED.words.iter().filter(gives_away).map(|words| words.aim).collect()
}

/// The words as they are searched for: folded once.
static FOLDED: LazyLock<Table> = LazyLock::new(|| {
    let fold_all = |words: &[&str]| words.iter().map(|word| fold(word)).collect::<Vec<_>>();
    Table {
        words: WORDS
            .iter()
            .map(|words| Folded {
                aim: words.aim,
                about: fold_all(words.about),
                quality: fold_all(words.quality),
                does: fold_all(words.does),
                excuses: fold_all(words.excuses),
            })
            .collect(),
        denials: fold_all(DENIALS),
    }
});

struct Table {
    words: Vec<Folded>,
    denials: Vec<String>,
}

struct Folded {
    aim: ForbiddenAim,
    about: Vec<String>,
    quality: Vec<String>,
    does: Vec<String>,
    excuses: Vec<String>,
}

impl Folded {
    fn holds(&self, text: &str, groups: &[&Vec<String>]) -> bool {
        let stands = |word: &String| text.contains(word.as_str());
        groups.iter().all(|group| group.is_empty() || group.iter().any(stands)) && !self.excuses.iter().any(stands)
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
    "予測",
    "予知",
    "予想",
    "選別",
    "選定",
    "選抜",
    "抽出",
    "判定",
    "特定",
    "候補",
    "見込み",
    "なりそう",
    "しそう",
    "洗い出",
    "割り出",
    "見つけ",
    "発見",
    "振り分け",
    "ふるい",
    "該当者",
    "対象者",
    "リスク",
    "予備軍",
    "predict",
    "select",
    "detect",
    "candidate",
    "risk",
];

/// Sentences with these say what a rule does not do.
const DENIALS: &[&str] =
    &["ではな", "でない", "しない", "せず", "ません", "禁止", "目的外", "除く", "行わない", "ばない", "対象外"];

/// Victims are not perpetrators.
const VICTIM: &[&str] = &["被害", "いじめを受け", "いじめられ", "からかわれ", "sos", "victim", "bullied"];

const WORDS: &[Words] = &[
    Words {
        aim: ForbiddenAim::BullyPrediction,
        about: &[
            "いじめっ子",
            "いじめ加害",
            "いじめる",
            "いじめをする",
            "いじめを行",
            "いじめた側",
            "加害児童",
            "加害生徒",
            "加害者側の児童",
            "問題児",
            "bullies",
            "perpetrator",
        ],
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
        about: &[
            "乱暴な",
            "攻撃的な",
            "攻撃性",
            "問題行動",
            "暴力行為",
            "加害傾向",
            "加害リスク",
            "意地悪",
            "仲間外れにする",
            "トラブルを起こ",
        ],
        quality: &["児童", "生徒", "子", "本人", "予測", "リスク", "傾向", "兆候", "予兆", "可能性"],
        does: SORTING,
        excuses: &["被害", "られ", "保護者", "父", "母", "親", "家庭内", "虐待", "dv"],
    },
    Words {
        aim: ForbiddenAim::SpecialClassSelection,
        about: &[
            "発達障害",
            "発達障がい",
            "発達の遅れ",
            "知的な遅れ",
            "学びの場",
            "就学相談",
            "個別指導教室",
            "取り出し指導",
        ],
        quality: &["対象", "候補", "選", "判定", "予測", "抽出", "疑い", "必要な児童", "必要な生徒", "必要な子"],
        does: &[],
        excuses: &["きょうだい", "兄弟", "保護者", "相談種別"],
    },
    Words {
        aim: ForbiddenAim::Ranking,
        about: &[
            "学校間比較",
            "学級間比較",
            "学校別の比較",
            "上位校",
            "下位校",
            "優良校",
            "困難校",
            "荒れた学校",
            "成績上位",
            "成績下位",
            "序列化",
            "格付け",
        ],
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
        about: &[
            "特別支援学級",
            "特別支援学校",
            "特別支援教育",
            "特別支援",
            "通級",
            "支援級",
            "特支",
            "支援学級",
            "specialclass",
            "specialneeds",
            "specialeducation",
        ],
        quality: &[
            "対象",
            "候補",
            "選",
            "判定",
            "予測",
            "入級",
            "振り分け",
            "就学先",
            "必要な児童",
            "必要な生徒",
            "必要な子",
            "select",
            "placement",
            "candidate",
            "predict",
        ],
        does: &[],
        excuses: &[],
    },
    Words {
        aim: ForbiddenAim::Ranking,
        about: &[
            "学校",
            "学級",
            "クラス",
            "児童",
            "生徒",
            "子",
            "園児",
            "家庭",
            "school",
            "pupil",
            "student",
            "class",
            "child",
        ],
        quality: &[
            "序列",
            "順位",
            "ランキング",
            "ランク付",
            "格付",
            "ワースト",
            "成績順",
            "偏差値順",
            "ranking",
            "league",
            "worst",
        ],
        does: &[],
        excuses: &[],
    },
    Words {
        aim: ForbiddenAim::LowAchievement,
        about: &["学力", "成績", "学業", "テスト", "得点", "偏差値", "achievement", "grades", "score"],
        quality: &["低", "不振", "下位", "落ち込", "伸び悩", "遅れ", "落第", "下が", "low", "fall", "poor"],
        does: &[
            "予測",
            "予知",
            "予想",
            "予兆",
            "兆し",
            "兆候",
            "将来",
            "見込み",
            "候補",
            "抽出",
            "選別",
            "特定",
            "なりそう",
            "洗い出",
            "見つけ",
            "発見",
            "リスク",
            "予備軍",
            "predict",
            "risk",
            "detect",
        ],
        excuses: &[],
    },
];

/// Folds width, case, kana and the usual disguises of spelling.
fn fold(text: &str) -> String {
    let text = japanese::kana::to_hiragana(&japanese::text::header_key(text));
    let mut folded: String = text.chars().filter(|sign| !matches!(sign, '・' | '-' | '_' | 'ー' | '*' | '.')).collect();
    for (written, meant) in [("苛め", "いじめ"), ("虐め", "いじめ"), ("苛っ子", "いじめっ子"), ("いぢめ", "いじめ")]
    {
        folded = folded.replace(written, meant);
    }
    folded
}
