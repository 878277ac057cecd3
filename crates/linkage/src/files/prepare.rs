//! Values made ready for comparing: letters, words, numbers and dates, once per distinct value.

/// One distinct value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prepared {
    /// Code points.
    pub(crate) letters: Vec<u32>,
    /// One bit per letter that occurs, letters falling together.
    pub(crate) mask: u64,
    /// Code points in ascending order.
    pub(crate) sorted: Vec<u32>,
    /// Ids of its words, ascending and distinct.
    pub(crate) words: Vec<u32>,
    /// Weight of each word (rare words count more), scaled so that the squares sum to 1.
    pub(crate) scaled: Vec<f32>,
    pub(crate) number: Option<f64>,
    /// Year, month, day.
    pub(crate) date: Option<(i32, u32, u32)>,
    /// Soundex.
    pub(crate) sound: String,
}

impl Prepared {
    pub(crate) fn new(text: &str) -> Self {
        let letters: Vec<u32> = text.chars().map(u32::from).collect();
        let mut sorted = letters.clone();
        sorted.sort_unstable();
        let mask = letters.iter().fold(0, |mask, letter| mask | 1 << (letter % 61));
        Self {
            mask,
            sorted,
            letters,
            number: text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            date: date(text),
            sound: soundex(text),
            ..Self::default()
        }
    }

    /// Number of words both values have.
    pub(crate) fn common_words(&self, other: &Self) -> usize {
        self.common(other, |_, _| ()).count()
    }

    /// Cosine similarity of words.
    pub(crate) fn cosine(&self, other: &Self) -> f64 {
        self.common(other, |x, y| f64::from(self.scaled[x]) * f64::from(other.scaled[y])).sum()
    }

    fn common<'a, T>(&'a self, other: &'a Self, make: impl Fn(usize, usize) -> T + 'a) -> impl Iterator<Item = T> + 'a {
        let (mut x, mut y) = (0, 0);
        std::iter::from_fn(move || {
            while x < self.words.len() && y < other.words.len() {
                match self.words[x].cmp(&other.words[y]) {
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

    /// Days since a fixed day; months of 31 days are close enough for "at most n days".
    pub(crate) fn day_number(&self) -> Option<i64> {
        let (year, month, day) = self.date?;
        let day = jiff::civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
            .ok()?;
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
