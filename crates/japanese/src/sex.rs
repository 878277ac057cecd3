//! Sex as registers write it (性別): words, letters and the common codes.

/// Sex on record (性別). Registers know these two and "not stated".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Sex {
    /// 男.
    Male = 1,
    /// 女.
    Female = 2,
    /// Neither stated nor known (不明, その他, 9).
    Unstated = 9,
}

/// Reads 男・女, 男性・女性, 男児・女児, 1・2 (ISO 5218, 住民記録), M・F, male・female, 不明・9・0. `None` when it is something else.
#[must_use]
pub fn parse(text: &str) -> Option<Sex> {
    let folded: String =
        text.chars().map(crate::width::fold).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let plain = folded.trim_start_matches('0');
    Some(match plain {
        "男" | "男性" | "男子" | "男児" | "おとこ" | "オトコ" | "ダン" | "1" | "1:男" | "m" | "male" | "boy"
        | "man" => Sex::Male,
        "女" | "女性" | "女子" | "女児" | "おんな" | "オンナ" | "ジョ" | "2" | "2:女" | "f" | "female" | "girl"
        | "woman" => Sex::Female,
        "不明" | "不詳" | "その他" | "未回答" | "回答しない" | "9" | "3" | "unknown" | "other" | "unspecified" => {
            Sex::Unstated
        }
        "" if !folded.is_empty() => Sex::Unstated,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_words_of_different_systems_mean_the_same() {
        for text in ["男", "男性", "１", "01", "M", "male", " 男 ", "Ｍ"] {
            assert_eq!(parse(text), Some(Sex::Male), "{text}");
        }
        for text in ["女", "2", "Female", "女児", "ｆ"] {
            assert_eq!(parse(text), Some(Sex::Female), "{text}");
        }
        assert_eq!(parse("0"), Some(Sex::Unstated));
        assert_eq!(parse(""), None);
        assert_eq!(parse("山田"), None);
    }
}
