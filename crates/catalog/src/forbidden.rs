//! Header patterns that refuse a file (持込禁止項目): 個人番号 and tax data, as data per installation.

/// Why a header is forbidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ForbiddenKind {
    /// 個人番号・マイナンバー: never, for any purpose.
    MyNumber,
    /// 地方税の賦課徴収: only when a purpose records a consent or legal basis.
    Tax,
}

impl ForbiddenKind {
    /// As people read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MyNumber => "個人番号",
            Self::Tax => "税",
        }
    }
}

/// One row of `forbidden.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForbiddenPattern {
    /// Kind.
    pub kind: ForbiddenKind,
    /// The folded words; all of them stand in the header, in any order.
    pub words: Vec<String>,
    /// Folded words that take a header out again (`住民税非該当` …); any of them.
    pub except: Vec<String>,
    /// The rule it rests on.
    pub rule: String,
}

/// The header patterns of an installation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Forbidden {
    pub(crate) patterns: Vec<ForbiddenPattern>,
}

impl Forbidden {
    /// Whether a header is forbidden, and why. Width, case, spaces and signs do not matter.
    #[must_use]
    pub fn matches(&self, header: &str) -> Option<ForbiddenKind> {
        self.pattern(header).map(|pattern| pattern.kind)
    }

    /// The pattern that forbids a header.
    #[must_use]
    pub fn pattern(&self, header: &str) -> Option<&ForbiddenPattern> {
        let header = fold(header);
        self.patterns.iter().find(|pattern| {
            pattern.words.iter().all(|word| header.contains(word.as_str()))
                && !pattern.except.iter().any(|word| header.contains(word.as_str()))
        })
    }

    /// All patterns.
    #[must_use]
    pub fn patterns(&self) -> &[ForbiddenPattern] {
        &self.patterns
    }
}

/// Folds a header or word for comparison.
pub(crate) fn fold(text: &str) -> String {
    japanese::text::header_key(text)
}
