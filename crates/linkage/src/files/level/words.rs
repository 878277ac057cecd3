//! Levels of values that consist of words: initials, order of names.

/// The words of a value in their order.
pub(super) fn words(letters: &[u32]) -> impl Iterator<Item = &[u32]> {
    letters.split(|letter| is_space(*letter)).filter(|word| !word.is_empty())
}

fn is_space(letter: u32) -> bool {
    char::from_u32(letter).is_some_and(char::is_whitespace)
}

/// Whether the first words agree.
pub(super) fn same_first(a: &[u32], b: &[u32]) -> bool {
    matches!((words(a).next(), words(b).next()), (Some(x), Some(y)) if x == y)
}

/// Whether the values agree word by word when an initial stands for any word that begins with it, with one initial at least.
pub(super) fn initials(a: &[u32], b: &[u32]) -> bool {
    let (mut x, mut y) = (words(a), words(b));
    let mut used = false;
    loop {
        match (x.next(), y.next()) {
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) if is_initial_of(one, other) || is_initial_of(other, one) => used = true,
            (None, None) => return used,
            _ => return false,
        }
    }
}

/// A single letter, also with a point behind it. Kanji and kana are words of their own, not initials.
fn is_initial_of(short: &[u32], long: &[u32]) -> bool {
    let letter = match short {
        [letter] => letter,
        [letter, point] if *point == u32::from('.') => letter,
        _ => return false,
    };
    let western = char::from_u32(*letter).is_some_and(|c| {
        c.is_alphabetic() && !japanese::kana::is_kana(c) && !japanese::kanji::is_kanji(c) && c != '々'
    });
    western && long.first() == Some(letter)
}

/// Whether the values are the same words in another order. Where a value is written without spaces, its parts may stand in another order.
pub(super) fn reordered(a: &[u32], b: &[u32]) -> bool {
    let (mut x, mut y): (Vec<&[u32]>, Vec<&[u32]>) = (words(a).collect(), words(b).collect());
    if x.len() >= 2 && y.len() >= 2 {
        x.sort_unstable();
        y.sort_unstable();
        return x == y;
    }
    let (one, other) = (x.concat(), y.concat());
    if one.len() != other.len() || one == other {
        return false;
    }
    let turned = |at: usize| one[at..] == other[..one.len() - at] && one[..at] == other[one.len() - at..];
    match (x.len(), y.len()) {
        (2.., _) => borders(&x).any(turned),
        (_, 2..) => borders(&y).any(|at| turned(one.len() - at)),
        _ => (1..one.len()).any(turned),
    }
}

/// Where words end, the last one not counted.
fn borders<'a>(words: &'a [&'a [u32]]) -> impl Iterator<Item = usize> + 'a {
    words[..words.len().saturating_sub(1)].iter().scan(0, |at, word| {
        *at += word.len();
        Some(*at)
    })
}
