//! An installation's links against a truth (`file,row[,role],person_id`): overall, by source, and how many wait for a person.

use super::cluster_numbers::ClusterNumbers;
use super::groups::Groups;
use super::pairwise::PairMeasures;
use super::rows::{FileFault, HandedIn, Rows};
use super::sources::SOURCE_NONE;
use super::{Compared, compare};
use crate::core::interner::Interner;

/// What an installation knows of a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// The person it was resolved to; 0 = nobody.
    pub person: u32,
    /// Number of its source; [`SOURCE_NONE`] = none.
    pub source: u16,
    /// Whether its record stands in a pair that waits for a person (確認待ち).
    pub waiting: bool,
}

impl Mention {
    /// A mention the installation does not hold.
    pub const ABSENT: Self = Self { person: 0, source: SOURCE_NONE, waiting: false };
}

/// What a truth says of an installation's links.
#[derive(Debug, Clone, PartialEq)]
pub struct MentionsEvaluated {
    /// All mentions of the truth.
    pub compared: Compared,
    /// By source, in the order of their numbers: pairs of which at least one record belongs to it.
    pub by_source: Vec<PairMeasures>,
    /// Mentions whose record stands in a pair that waits for a person.
    pub waiting: u64,
    /// Mentions of the truth that the installation does not hold or resolved to nobody; they stand alone.
    pub unresolved: u64,
}

/// Compares an installation's links with a truth (`file,row[,role],person_id`; an empty person is a person of one mention).
/// `find` tells what is known of a mention: file, row from 1, role or the primary one. `sources` is the number of sources.
///
/// # Errors
/// The first fault of the truth with its line and what helps: missing columns, rows that are no numbers, a mention that stands twice,
/// no mention at all.
pub fn mentions(
    truth: &str,
    sources: usize,
    mut find: impl FnMut(&str, u32, Option<&str>) -> Mention,
) -> Result<MentionsEvaluated, FileFault> {
    const FILE: usize = 0;
    const ROW: usize = 1;
    const PERSON: usize = 2;
    const ROLE: usize = 3;
    let shape = "file,row,[role,]person_id";
    let mut rows = Rows::open(HandedIn::Truth, truth, &["file", "row", "person_id"], &["role"], shape)?;
    let (mut texts, mut people) = (Interner::default(), ClusterNumbers::default());
    let mut places: Vec<(u32, u32, u32, u64)> = Vec::new();
    let (mut found, mut real, mut source) = (Vec::new(), Vec::new(), Vec::new());
    let (mut waiting, mut unresolved) = (0, 0);
    while rows.next()? {
        let row: u32 = rows.cell(ROW).parse().ok().filter(|row| *row > 0).ok_or_else(|| {
            rows.fault("row が1以上の整数ではありません。", "見出しを除いて1から数えた行の番号を入れてください。")
        })?;
        let (file, role, person) = (rows.cell(FILE), rows.cell(ROLE), rows.cell(PERSON));
        let mention = find(file, row, (!role.is_empty()).then_some(role));
        found.push(mention.person);
        source.push(mention.source);
        waiting += u64::from(mention.waiting);
        unresolved += u64::from(mention.person == 0);
        real.push(people.number(person));
        places.push((texts.number(file), row, texts.number(role), rows.line()));
    }
    if places.is_empty() {
        return Err(rows.fault_on(1, "正解に記載が1件もありません。", "正解のある行を見出しの下に入れてください。"));
    }
    places.sort_unstable();
    let same = |a: &(u32, u32, u32, u64), b: &(u32, u32, u32, u64)| (a.0, a.1, a.2) == (b.0, b.1, b.2);
    let twice =
        places.windows(2).filter(|places| same(&places[0], &places[1])).map(|places| (places[1].3, places[0].3));
    if let Some((line, before)) = twice.min() {
        return Err(rows.fault_on(line, format!("{before}行目と同じ記載です。"), "どちらか一方の行を除いてください。"));
    }
    let groups = Groups::new(&found, &real);
    Ok(MentionsEvaluated {
        compared: compare(&groups),
        by_source: groups.pairs_by_source(&source, sources),
        waiting,
        unresolved,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_role_is_the_primary_one() {
        let truth = "file,row,role,person_id\na.csv,1,,p\nb.csv,2,mother,p\nb.csv,3,mother,\n";
        let found = mentions(truth, 2, |file, row, role| match (file, row, role) {
            ("a.csv", 1, None) => Mention { person: 4, source: 0, waiting: true },
            ("b.csv", 2, Some("mother")) => Mention { person: 4, source: 1, waiting: false },
            _ => Mention::ABSENT,
        })
        .expect("read");
        assert_eq!(found.compared.pairs, PairMeasures { records: 3, true_pairs: 1, false_pairs: 0, missed_pairs: 0 });
        assert_eq!((found.waiting, found.unresolved), (1, 1));
        assert_eq!(found.by_source.iter().map(|m| (m.records, m.true_pairs)).collect::<Vec<_>>(), [(1, 1), (1, 1)]);
    }

    #[test]
    fn bad_truths_are_named_with_line_and_cure() {
        let said = |truth: &str| mentions(truth, 0, |_, _, _| Mention::ABSENT).expect_err("a fault").to_string();
        assert_eq!(
            said("file,row\na.csv,1\n"),
            "1行目: 見出しに列 person_id がありません。 1行目を file,row,[role,]person_id の見出しにしてください（[ ] の列はなくてもかまいません）。"
        );
        assert_eq!(
            said("file,row,person_id\na.csv,0,p\n"),
            "2行目: row が1以上の整数ではありません。 見出しを除いて1から数えた行の番号を入れてください。"
        );
        assert_eq!(
            said("file,row,person_id\na.csv,1,p\nb.csv,1,p\na.csv,1,q\n"),
            "4行目: 2行目と同じ記載です。 どちらか一方の行を除いてください。"
        );
        assert_eq!(
            said("file,row,person_id\n"),
            "1行目: 正解に記載が1件もありません。 正解のある行を見出しの下に入れてください。"
        );
        // An open quote takes the rest of the file into its cell.
        assert!(said("file,row,person_id\na.csv,1,p\na.csv,\"2,p\na.csv,3,p\n").starts_with("3行目: row が"));
    }
}
