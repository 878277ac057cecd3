//! The wide fold by which two readings are compared when a typist or a listener may have missed something: sounds that are easily
//! taken for each other are one.

use super::{compare_key, unvoiced};
use crate::width;

/// Folds a reading as [`compare_key`] does, and voiced marks with it: タカダ and タカタ, ハナ and バナ and パナ are one.
///
/// Long vowels stay as in [`compare_key`] (オオノ and オノ are different surnames). What a *written* long vowel mark may leave out is
/// the business of [`loosely_equal`].
///
/// ```
/// use japanese::kana::loose_key;
/// assert_eq!(loose_key("ﾔﾏｻﾞｷ"), loose_key("やまさき"));
/// assert_ne!(loose_key("オオノ"), loose_key("オノ"));
/// ```
#[must_use]
pub fn loose_key(text: &str) -> String {
    compare_key(text).chars().map(unvoiced).collect()
}

/// A reading with its written long vowel marks left out (ルーシー → ルシ); dashes of every width count as marks.
#[must_use]
pub fn without_long_marks(text: &str) -> String {
    text.chars().filter(|c| !width::is_dash(*c)).collect()
}

/// Whether two readings are one when voicing, small kana, ヂ/ジ, ヅ/ズ, ヲ/オ, width and a written long vowel mark do not count.
/// Symmetric; never for readings without any letter.
///
/// ```
/// use japanese::kana::loosely_equal;
/// assert!(loosely_equal("ルーシー", "ルウシイ") && loosely_equal("ルーシー", "ルシ"));
/// assert!(!loosely_equal("ユウキ", "ユキ"));
/// ```
#[must_use]
pub fn loosely_equal(a: &str, b: &str) -> bool {
    let equal = |a: &str, b: &str| {
        let key = loose_key(a);
        !key.is_empty() && key == loose_key(b)
    };
    equal(a, b) || equal(&without_long_marks(a), &without_long_marks(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_misheard_or_mistyped_is_one() {
        for (a, b) in [
            ("タカダ", "ﾀｶﾀ"),
            ("ショウタ", "シヨウタ"),
            ("チヅコ", "チスコ"),
            ("カヲル", "カオル"),
            ("ケーコ", "ケイコ"),
            ("ケーコ", "ケコ"),
            ("ハットリ", "ハツトリ"),
            ("ヴェラ", "ベラ"),
        ] {
            assert!(loosely_equal(a, b) && loosely_equal(b, a), "{a} {b}");
        }
    }

    #[test]
    fn other_names_stay_other_names() {
        for (a, b) in [("ユウキ", "ユキ"), ("オオノ", "オノ"), ("ハルカ", "ハルナ"), ("", ""), ("ー", "ー")]
        {
            assert!(!loosely_equal(a, b), "{a} {b}");
        }
    }
}
