//! 続柄 chains: from words like 子の子 or 妻の母 to steps of kinship, and from two chains to how one person is related to another.
//!
//! The register knows neither 祖父 nor 孫: who is a grandparent follows from two chains to the same head of household.

/// One step from a person to a relative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Step {
    /// To a parent.
    Up,
    /// To a child.
    Down,
    /// To the spouse.
    Spouse,
    /// To a brother or sister.
    Sibling,
    /// To oneself, or to a brother or sister: the words do not say which.
    Same,
}

/// A chain of steps from the head of household (or from the child, for claims of other sources).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Chain {
    /// Steps; none = the head (世帯主) or the person (本人).
    Steps(Vec<Step>),
    /// A guardian of unspecified kin (保護者, 里親, 後見人).
    Guardian,
    /// Not kin, or nobody knows (縁故者, 同居人, その他).
    Other,
}

/// How one person is related to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kin {
    Oneself,
    Parent,
    StepParent,
    Sibling,
    Grandparent,
    GreatGrandparent,
    /// A brother or sister of a parent, or a cousin, a nephew …
    Relative,
    Spouse,
    OwnChild,
    /// The chains leave two answers: a parent, or a brother or sister of a parent.
    ParentOrAunt,
    /// The chains leave two answers: a brother or sister, or a cousin.
    SiblingOrCousin,
    Unknown,
}

use Step::{Down, Same, Sibling, Spouse, Up};

/// Words of one step or several.
const WORDS: &[(&str, &[Step])] = &[
    ("世帯主", &[]),
    ("本人", &[]),
    ("主", &[]),
    ("夫", &[Spouse]),
    ("妻", &[Spouse]),
    ("配偶者", &[Spouse]),
    ("縁夫", &[Spouse]),
    ("縁妻", &[Spouse]),
    ("子", &[Down]),
    ("養子", &[Down]),
    ("実子", &[Down]),
    ("嫡出子", &[Down]),
    ("息子", &[Down]),
    ("娘", &[Down]),
    ("縁子", &[Down]),
    ("父", &[Up]),
    ("母", &[Up]),
    ("父親", &[Up]),
    ("母親", &[Up]),
    ("実父", &[Up]),
    ("実母", &[Up]),
    ("養父", &[Up]),
    ("養母", &[Up]),
    ("親", &[Up]),
    ("父母", &[Up]),
    ("継父", &[Up, Spouse]),
    ("継母", &[Up, Spouse]),
    ("義父", &[Spouse, Up]),
    ("義母", &[Spouse, Up]),
    ("兄", &[Sibling]),
    ("姉", &[Sibling]),
    ("弟", &[Sibling]),
    ("妹", &[Sibling]),
    ("兄弟", &[Sibling]),
    ("姉妹", &[Sibling]),
    ("きょうだい", &[Sibling]),
    ("兄弟姉妹", &[Sibling]),
    ("祖父", &[Up, Up]),
    ("祖母", &[Up, Up]),
    ("祖父母", &[Up, Up]),
    ("曾祖父", &[Up, Up, Up]),
    ("曾祖母", &[Up, Up, Up]),
    ("曽祖父", &[Up, Up, Up]),
    ("曽祖母", &[Up, Up, Up]),
    ("孫", &[Down, Down]),
    ("曾孫", &[Down, Down, Down]),
    ("ひ孫", &[Down, Down, Down]),
    ("叔父", &[Up, Sibling]),
    ("伯父", &[Up, Sibling]),
    ("叔母", &[Up, Sibling]),
    ("伯母", &[Up, Sibling]),
    ("おじ", &[Up, Sibling]),
    ("おば", &[Up, Sibling]),
    ("甥", &[Sibling, Down]),
    ("姪", &[Sibling, Down]),
    ("おい", &[Sibling, Down]),
    ("めい", &[Sibling, Down]),
    ("いとこ", &[Up, Sibling, Down]),
    ("従兄", &[Up, Sibling, Down]),
    ("従弟", &[Up, Sibling, Down]),
    ("従姉", &[Up, Sibling, Down]),
    ("従妹", &[Up, Sibling, Down]),
    ("婿", &[Down, Spouse]),
    ("嫁", &[Down, Spouse]),
];

impl Chain {
    /// Reads 子の子, 妻（未届）, 長男, 祖母 …; what is not kin is [`Chain::Other`]. `None` for an empty cell.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let plain: String = text
            .split(['(', '（', '［', '['])
            .map(|part| part.rsplit([')', '）', '］', ']']).next().unwrap_or(part))
            .collect::<String>()
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        let plain = plain.replace("内縁の", "").replace("ノ", "の");
        if plain.is_empty() {
            return None;
        }
        if ["保護者", "里親", "後見人", "親権者", "養育者"].iter().any(|word| plain.contains(word)) {
            return Some(Self::Guardian);
        }
        let mut steps = Vec::new();
        for word in plain.split('の') {
            match WORDS.iter().find(|(known, _)| *known == word) {
                Some((_, known)) => steps.extend_from_slice(known),
                None if is_numbered_child(word) => steps.push(Down),
                None => return Some(Self::Other),
            }
        }
        Some(Self::Steps(steps))
    }

    /// How a person of chain `other` is related to one of chain `own`, two persons of one household.
    pub(crate) fn kin(own: &Self, other: &Self) -> Kin {
        let (Self::Steps(own), Self::Steps(other)) = (own, other) else {
            return Kin::Unknown;
        };
        let mut path: Vec<Step> = own.iter().rev().map(|step| inverse(*step)).collect();
        path.extend_from_slice(other);
        classify(&path, own.len())
    }

    /// How the person a claim names is related to the child, for a chain that starts at the child (母, 祖母 …).
    pub(crate) fn kin_of_child(&self) -> Kin {
        match self {
            Self::Steps(steps) => classify(steps, 0),
            Self::Guardian | Self::Other => Kin::Unknown,
        }
    }

    /// Place in the register's order of a household: 世帯主, 配偶者, 子, their families, 父母, 兄弟姉妹, 祖父母, others.
    pub(crate) fn order(&self) -> u8 {
        let Self::Steps(steps) = self else { return 9 };
        match steps.as_slice() {
            [] => 0,
            [Spouse] => 1,
            [Down] | [Spouse, Down] => 2,
            [Down, ..] | [Spouse, Down, ..] => 3,
            [Up] | [Spouse, Up] => 4,
            [Sibling, ..] => 5,
            [Up, Up, ..] => 6,
            _ => 7,
        }
    }
}

/// 長男, 二女, 三男, 4女 …
fn is_numbered_child(word: &str) -> bool {
    let Some(number) = word.strip_suffix('男').or_else(|| word.strip_suffix('女')) else {
        return false;
    };
    !number.is_empty()
        && number
            .chars()
            .all(|c| "長次一二三四五六七八九十庶養".contains(c) || c.is_ascii_digit() || ('０'..='９').contains(&c))
}

const fn inverse(step: Step) -> Step {
    match step {
        Up => Down,
        Down => Up,
        other => other,
    }
}

/// Shortens a path from one person to another (spouse of spouse, child of parent, parent of sibling …) and names it. Its first
/// `back` steps lead back to the head; a spouse that only they name is a step-relation.
fn classify(path: &[Step], back: usize) -> Kin {
    let mut short: Vec<Step> = Vec::with_capacity(path.len());
    for step in path {
        short.push(*step);
        while let Some([before, last]) = short.last_chunk::<2>().copied() {
            let joined: &[Step] = match (before, last) {
                (Spouse, Spouse) => &[],
                // Two children of one parent may be one person, unless they are the two ends of the path.
                (Up, Down) | (Sibling, Sibling) | (Same, Sibling) | (Sibling, Same) => &[Same],
                (Sibling | Same, Up) => &[Up],
                (Spouse, Down) => &[Down],
                (Down, Sibling | Same) => &[Down],
                _ => break,
            };
            short.truncate(short.len() - 2);
            short.extend_from_slice(joined);
        }
        if short.ends_with(&[Spouse, Same, Spouse]) {
            short.truncate(short.len() - 3);
            short.push(Same);
        }
    }
    let led_back_by_a_spouse = path[..back].windows(2).any(|pair| pair == [Up, Spouse]);
    match short.as_slice() {
        [] => Kin::Oneself,
        [Up] => Kin::Parent,
        [Up, Spouse] if back == 0 || led_back_by_a_spouse => Kin::StepParent,
        [Up, Spouse] => Kin::Parent,
        [Sibling | Same] => Kin::Sibling,
        [Up, Same] | [Up, Same, Spouse] => Kin::ParentOrAunt,
        [Up, Same, Down] => Kin::SiblingOrCousin,
        [Up, Up] | [Up, Up, Spouse] | [Up, Spouse, Up] | [Up, Spouse, Up, Spouse] => Kin::Grandparent,
        [Up, Up, Up] | [Up, Up, Up, Spouse] | [Up, Spouse, Up, Up] => Kin::GreatGrandparent,
        [Spouse] => Kin::Spouse,
        [Down] => Kin::OwnChild,
        _ => Kin::Relative,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How a household looks from a child, by 続柄 to the head.
    fn seen(child: &str, other: &str) -> Kin {
        Chain::kin(&Chain::parse(child).unwrap(), &Chain::parse(other).unwrap())
    }

    #[test]
    fn a_child_of_the_head() {
        assert_eq!(seen("子", "世帯主"), Kin::Parent);
        assert_eq!(seen("長男", "妻"), Kin::Parent);
        assert_eq!(seen("子", "子"), Kin::Sibling);
        assert_eq!(seen("子", "母"), Kin::Grandparent);
        assert_eq!(seen("子", "妻の父"), Kin::Grandparent);
        assert_eq!(seen("子", "妻の子"), Kin::Sibling);
        assert_eq!(seen("子", "弟"), Kin::Relative);
        assert_eq!(seen("子", "父の母"), Kin::GreatGrandparent);
        assert_eq!(seen("子", "同居人"), Kin::Unknown);
    }

    #[test]
    fn a_grandchild_of_the_head() {
        assert_eq!(seen("子の子", "世帯主"), Kin::Grandparent);
        assert_eq!(seen("子の子", "妻"), Kin::Grandparent);
        assert_eq!(seen("子の子", "子"), Kin::ParentOrAunt);
        assert_eq!(seen("子の子", "子の妻"), Kin::ParentOrAunt);
        assert_eq!(seen("子の子", "子の子"), Kin::SiblingOrCousin);
        assert_eq!(seen("孫", "母"), Kin::GreatGrandparent);
        assert_eq!(seen("子の妻の子", "子の妻"), Kin::ParentOrAunt);
    }

    #[test]
    fn a_stepchild_and_others() {
        assert_eq!(seen("妻の子", "世帯主"), Kin::StepParent);
        assert_eq!(seen("妻の子", "妻（未届）"), Kin::Parent);
        assert_eq!(seen("夫（未届）の子", "夫（未届）"), Kin::Parent);
        assert_eq!(seen("妻の子", "子"), Kin::Sibling);
        assert_eq!(seen("弟", "世帯主"), Kin::Sibling);
        assert_eq!(seen("弟", "母"), Kin::Parent);
        assert_eq!(seen("妹の子", "妹"), Kin::ParentOrAunt);
        assert_eq!(seen("世帯主", "母"), Kin::Parent);
        assert_eq!(seen("世帯主", "子"), Kin::OwnChild);
    }

    #[test]
    fn claims_speak_from_the_child() {
        let claimed = |text: &str| Chain::parse(text).unwrap().kin_of_child();
        assert_eq!(claimed("実母"), Kin::Parent);
        assert_eq!(claimed("祖母"), Kin::Grandparent);
        assert_eq!(claimed("母の母"), Kin::Grandparent);
        assert_eq!(claimed("継父"), Kin::StepParent);
        assert_eq!(claimed("内縁の夫"), Kin::Spouse);
        assert_eq!(claimed("父の妻"), Kin::StepParent);
        assert_eq!(claimed("兄"), Kin::Sibling);
        assert_eq!(claimed("叔母"), Kin::Relative);
        assert_eq!(Chain::parse("  "), None);
        assert_eq!(Chain::parse("里親"), Some(Chain::Guardian));
    }

    proptest::proptest! {
        #[test]
        fn any_words_give_an_answer(own in "[子の妻母父（）未届長男祖 　]{0,12}", other in "\\PC{0,12}") {
            let (own, other) = (Chain::parse(&own), Chain::parse(&other));
            if let (Some(own), Some(other)) = (&own, &other) {
                let _ = (Chain::kin(own, other), Chain::kin(other, own), own.order(), other.kin_of_child());
                proptest::prop_assert!(!matches!(Chain::kin(own, own), Kin::Parent | Kin::OwnChild | Kin::Grandparent));
            }
        }
    }
}
