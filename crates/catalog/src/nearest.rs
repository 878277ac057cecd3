//! "Did you mean": the known name nearest to a mistyped one.

/// Longest name that is compared; ids are short, and the comparison is quadratic.
const COMPARED_MAX: usize = 80;

/// The known name with the smallest edit distance, when it is near enough to be a slip (a third of its length).
pub(crate) fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed: Vec<char> = typed.chars().take(COMPARED_MAX).collect();
    let limit = (typed.len() / 3).max(1);
    known
        .into_iter()
        .map(|name| (distance(&typed, &name.chars().take(COMPARED_MAX).collect::<Vec<_>>()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}

/// The cure for an unknown name: the nearest known one, else where the known ones stand.
pub(crate) fn cure<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    nearest(typed, known)
        .map_or_else(|| otherwise.to_owned(), |name| format!("「{name}」ではありませんか。{otherwise}"))
}

/// Edit distance in which two swapped neighbours count as one slip.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before = vec![0; right.len() + 1];
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut row = vec![0; right.len() + 1];
    for (i, a) in left.iter().enumerate() {
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            row[j + 1] = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found_and_a_stranger_is_not() {
        let known = ["child.name", "child.sex", "household.address"];
        assert_eq!(nearest("chlid.name", known), Some("child.name"));
        assert_eq!(nearest("household.adress", known), Some("household.address"));
        assert_eq!(nearest("weather", known), None);
    }
}
