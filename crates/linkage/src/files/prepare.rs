//! Values made ready for comparing: letters, words, numbers and dates, once per distinct value; readings, variants and addresses when a
//! level first asks for them, and then never again.

use std::sync::OnceLock;

use super::level::Place;
use super::similar::ANY;
use super::western_dates::year_last;

/// One distinct value. What nearly every comparison looks at lies in one cache line; the rest is made when a level first asks for it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prepared {
    /// Code points.
    pub(crate) letters: Box<[u32]>,
    /// One bit per letter that occurs, letters falling together.
    pub(crate) mask: u64,
    /// Year, month, day.
    pub(crate) date: Option<(i32, u32, u32)>,
    words: Option<Box<WordList>>,
    views: OnceLock<Box<Views>>,
}

/// The words of a value.
#[derive(Debug, Clone, Default)]
struct WordList {
    /// Numbers of the words, ascending and distinct.
    numbers: Vec<u32>,
    /// Weight of each word (rare words count more), scaled so that the squares sum to 1.
    scaled: Vec<f32>,
}

/// What only some levels look at.
#[derive(Debug, Clone, Default)]
struct Views {
    sorted: OnceLock<Vec<u32>>,
    number: OnceLock<Option<f64>>,
    sound: OnceLock<String>,
    kana: OnceLock<Vec<u32>>,
    loose: OnceLock<[Vec<u32>; 2]>,
    variant: OnceLock<Vec<u32>>,
    digits: OnceLock<Vec<u8>>,
    place: OnceLock<Place>,
}

impl Prepared {
    pub(crate) fn new(text: &str) -> Self {
        let letters: Box<[u32]> = text.chars().map(u32::from).collect();
        let mask = letters.iter().fold(0, |mask, letter| mask | 1 << (letter % 61));
        Self { mask, letters, date: date(text), ..Self::default() }
    }

    /// Whether some letter may stand in both; the letters themselves, which lie elsewhere in memory, are not looked at.
    #[inline]
    pub(crate) const fn may_share_letters(&self, other: &Self) -> bool {
        self.mask & other.mask != 0
    }

    /// Whether it is a day, or one whose day or month is not known.
    pub(crate) fn is_day(&self) -> bool {
        let day = self.date.or_else(|| {
            let (day, month, year) = year_last(&self.text())?;
            Some((year as i32, month, day))
        });
        day.is_some_and(|(_, month, day)| month.max(day) <= 31 && month.min(day) <= 12)
    }

    /// Sets the words: numbers ascending and distinct, and how much each counts.
    pub(crate) fn set_words(&mut self, numbers: Vec<u32>, scaled: Vec<f32>) {
        self.words = (!numbers.is_empty()).then(|| Box::new(WordList { numbers, scaled }));
    }

    /// Numbers of its words, ascending and distinct; none where the recipe asks for no words.
    pub(crate) fn words(&self) -> &[u32] {
        self.words.as_ref().map_or(&[], |words| &words.numbers)
    }

    fn views(&self) -> &Views {
        self.views.get_or_init(Box::default)
    }

    /// Code points in ascending order.
    pub(crate) fn sorted(&self) -> &[u32] {
        self.views().sorted.get_or_init(|| {
            let mut sorted = self.letters.to_vec();
            sorted.sort_unstable();
            sorted
        })
    }

    pub(crate) fn number(&self) -> Option<f64> {
        *self.views().number.get_or_init(|| self.text().trim().parse().ok().filter(|number: &f64| number.is_finite()))
    }

    /// Soundex.
    pub(crate) fn sound(&self) -> &str {
        self.views().sound.get_or_init(|| soundex(&self.text()))
    }

    fn text(&self) -> String {
        self.letters.iter().copied().filter_map(char::from_u32).collect()
    }

    /// The reading without habits of spelling.
    pub(crate) fn kana(&self) -> &[u32] {
        self.views().kana.get_or_init(|| japanese::kana::compare_key(&self.text()).chars().map(u32::from).collect())
    }

    /// The reading without voicing: long vowel marks spoken, and left out.
    pub(crate) fn loose(&self) -> &[Vec<u32>; 2] {
        self.views().loose.get_or_init(|| {
            let text = self.text();
            let folded = |text: &str| japanese::kana::loose_key(text).chars().map(u32::from).collect();
            [folded(&text), folded(&japanese::kana::without_long_marks(&text))]
        })
    }

    /// Variant kanji folded, spaces gone, [`ANY`] for marks of missing characters.
    pub(crate) fn variant(&self) -> &[u32] {
        self.views().variant.get_or_init(|| {
            let any = |c: char| japanese::kanji::is_gaiji_mark(c) || matches!(c, '?' | '？');
            let folded = japanese::kanji::fold(&self.text());
            let shown = folded.chars().filter(|c| !c.is_whitespace()).map(japanese::width::fold);
            shown.map(|c| if any(c) { ANY } else { u32::from(c) }).collect()
        })
    }

    /// Its digits, whatever stands between them.
    pub(crate) fn digits(&self) -> &[u8] {
        self.views().digits.get_or_init(|| {
            let shown = self.letters.iter().copied().filter_map(char::from_u32).map(japanese::width::fold);
            shown.filter_map(|c| c.to_digit(10)).map(|digit| digit as u8).collect()
        })
    }

    /// As an address.
    pub(crate) fn place(&self) -> &Place {
        self.views().place.get_or_init(|| Place::of(&self.text()))
    }

    /// Number of words both values have.
    pub(crate) fn common_words(&self, other: &Self) -> usize {
        self.common(other, |_, _| ()).count()
    }

    /// Cosine similarity of words.
    pub(crate) fn cosine(&self, other: &Self) -> f64 {
        let (Some(own), Some(others)) = (&self.words, &other.words) else { return 0.0 };
        self.common(other, |x, y| f64::from(own.scaled[x]) * f64::from(others.scaled[y])).sum()
    }

    fn common<'a, T>(&'a self, other: &'a Self, make: impl Fn(usize, usize) -> T + 'a) -> impl Iterator<Item = T> + 'a {
        let (mut x, mut y) = (0, 0);
        let (own, others) = (self.words(), other.words());
        std::iter::from_fn(move || {
            while x < own.len() && y < others.len() {
                match own[x].cmp(&others[y]) {
                    std::cmp::Ordering::Less => x += 1,
                    std::cmp::Ordering::Greater => y += 1,
                    std::cmp::Ordering::Equal => {
                        let found = make(x, y);
                        x += 1;
                        y += 1;
                        return Some(found);
                    }
                }
            }
            None
        })
    }

    /// Days since a fixed day; `None` when the calendar has no such day.
    pub(crate) fn day_number(&self) -> Option<i64> {
        let day = super::level::calendar_day(self.date?)?;
        let first = jiff::civil::date(1, 1, 1);
        Some(i64::from((day - first).get_days()))
    }
}

/// Reads `YYYYMMDD`, `YYYY-MM-DD`, `YYYY/MM/DD` and `YYYY MM DD`; the parts need not form a real day.
fn date(text: &str) -> Option<(i32, u32, u32)> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [all] if all.len() == 8 => Some((all[..4].parse().ok()?, all[4..6].parse().ok()?, all[6..].parse().ok()?)),
        [year, month, day] if year.len() == 4 => Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)),
        _ => None,
    }
}

/// Soundex of the Latin letters of a text; empty when there are none.
pub(crate) fn soundex(text: &str) -> String {
    let code = |c: char| match c {
        'b' | 'f' | 'p' | 'v' => '1',
        'c' | 'g' | 'j' | 'k' | 'q' | 's' | 'x' | 'z' => '2',
        'd' | 't' => '3',
        'l' => '4',
        'm' | 'n' => '5',
        'r' => '6',
        'h' | 'w' => '-',
        _ => '0',
    };
    let mut out = String::new();
    let mut last = '0';
    for c in text.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()) {
        let digit = code(c);
        if out.is_empty() {
            out.push(c);
        } else if digit.is_ascii_digit() && digit != '0' && digit != last {
            out.push(digit);
        }
        if digit != '-' {
            last = digit;
        }
        if out.len() == 4 {
            break;
        }
    }
    while !out.is_empty() && out.len() < 4 {
        out.push('0');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_of_english_names() {
        assert_eq!(soundex("robert"), "r163");
        assert_eq!(soundex("rupert"), "r163");
        assert_eq!(soundex("ashcraft"), "a261");
        assert_eq!(soundex("山田"), "");
    }

    #[test]
    fn dates_need_not_exist() {
        assert_eq!(date("19560409"), Some((1956, 4, 9)));
        assert_eq!(date("1956 13 41"), Some((1956, 13, 41)));
        assert_eq!(date("9 april"), None);
    }
}
