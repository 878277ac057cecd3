//! Truth files of `evaluate linkage`, and the universe they span: the truth's records; what was not found stands alone.

use std::collections::BTreeMap;

use super::{PairMeasures, pairs};

/// Something wrong with a truth or cluster file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct TruthFault {
    /// Line, from 1.
    pub line: u64,
    /// What is wrong and what is expected.
    pub message: String,
}

/// Compares a `C.csv` (`source,key,cluster`) with a truth (`[source,]key,cluster`).
///
/// # Errors
/// Missing columns, unreadable lines, a record that stands twice in the truth, or keys that need a source to be told apart.
pub fn clusters(found: &str, truth: &str) -> Result<PairMeasures, TruthFault> {
    let found = Rows::read(found, &["source", "key", "cluster"], &["key", "cluster"])?;
    let truth = Rows::read(truth, &["source", "key", "cluster"], &["key", "cluster"])?;
    let with_source = truth.has("source") && found.has("source");
    let name = |rows: &Rows, at: usize| {
        if with_source {
            (rows.cell(at, "source"), rows.cell(at, "key"))
        } else {
            (String::new(), rows.cell(at, "key"))
        }
    };
    let mut numbers = Numbers::default();
    let mut of_record: BTreeMap<(String, String), u64> = BTreeMap::new();
    for at in 0..found.lines.len() {
        let number = numbers.number(found.cell(at, "cluster"));
        if of_record.insert(name(&found, at), number).is_some() {
            return Err(found.fault(at, "the key stands in several sources: give the truth a `source` column"));
        }
    }
    let mut real = Numbers::default();
    let mut seen = BTreeMap::new();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for at in 0..truth.lines.len() {
        let record = name(&truth, at);
        left.push(of_record.get(&record).copied().unwrap_or(0));
        right.push(real.number(truth.cell(at, "cluster")));
        if seen.insert(record, at).is_some() {
            return Err(truth.fault(at, "the record stands twice in the truth"));
        }
    }
    Ok(pairs(&left, &right))
}

/// Compares an installation's links with a truth (`file,row[,role],person_id`); `person` finds (file, row from 1, role or the primary one).
///
/// # Errors
/// Missing columns, rows that are no numbers, a mention that stands twice.
pub fn links(
    truth: &str,
    mut person: impl FnMut(&str, u32, Option<&str>) -> Option<u64>,
) -> Result<PairMeasures, TruthFault> {
    let truth = Rows::read(truth, &["file", "row", "role", "person_id"], &["file", "row", "person_id"])?;
    let mut real = Numbers::default();
    let mut seen = std::collections::BTreeSet::new();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for at in 0..truth.lines.len() {
        let (file, role) = (truth.cell(at, "file"), truth.cell(at, "role"));
        let row: u32 =
            truth.cell(at, "row").trim().parse().map_err(|_| truth.fault(at, "`row` is not a whole number"))?;
        left.push(person(&file, row, (!role.is_empty()).then_some(role.as_str())).unwrap_or(0));
        right.push(real.number(truth.cell(at, "person_id")));
        if !seen.insert((file, row, role)) {
            return Err(truth.fault(at, "the mention stands twice in the truth"));
        }
    }
    Ok(pairs(&left, &right))
}

/// Texts numbered from 1 in the order of their appearance; an empty text is a new one every time.
#[derive(Default)]
struct Numbers {
    known: BTreeMap<String, u64>,
    next: u64,
}

impl Numbers {
    fn number(&mut self, text: String) -> u64 {
        let next = self.next + 1;
        let number = if text.is_empty() { next } else { *self.known.entry(text).or_insert(next) };
        self.next = self.next.max(number);
        number
    }
}

struct Rows {
    columns: BTreeMap<String, usize>,
    lines: Vec<(u64, csv::StringRecord)>,
}

impl Rows {
    fn read(text: &str, known: &[&str], needed: &[&str]) -> Result<Self, TruthFault> {
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let broken = |error: &csv::Error| TruthFault {
            line: error.position().map_or(1, csv::Position::line),
            message: "the line cannot be read: check quotes".to_owned(),
        };
        let header = reader.headers().map_err(|error| broken(&error))?.clone();
        let columns: BTreeMap<String, usize> = header
            .iter()
            .enumerate()
            .filter(|(_, name)| known.contains(name))
            .map(|(at, name)| (name.to_owned(), at))
            .collect();
        if let Some(missing) = needed.iter().find(|name| !columns.contains_key(**name)) {
            return Err(TruthFault {
                line: 1,
                message: format!("there is no column `{missing}`; expected {}", known.join(",")),
            });
        }
        let mut lines = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| broken(&error))?;
            lines.push((record.position().map_or(0, csv::Position::line), record));
        }
        Ok(Self { columns, lines })
    }

    fn has(&self, name: &str) -> bool {
        self.columns.contains_key(name)
    }

    fn cell(&self, at: usize, name: &str) -> String {
        self.columns.get(name).and_then(|column| self.lines[at].1.get(*column)).unwrap_or("").to_owned()
    }

    fn fault(&self, at: usize, message: &str) -> TruthFault {
        TruthFault { line: self.lines[at].0, message: message.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_universe_is_the_truth() {
        // c was not clustered, x is not in the truth.
        let measures = clusters("source,key,cluster\nf,a,1\nf,b,1\nf,x,1\n", "key,cluster\na,9\nb,9\nc,9\n").unwrap();
        assert_eq!((measures.records, measures.true_pairs, measures.false_pairs, measures.missed_pairs), (3, 1, 0, 2));
        let fault = clusters("source,key,cluster\nf,a,1\n", "id,cluster\na,9\n").unwrap_err();
        assert_eq!(fault.to_string(), "line 1: there is no column `key`; expected source,key,cluster");
    }

    #[test]
    fn a_missing_role_is_the_primary_one() {
        let truth = "file,row,role,person_id\na.csv,1,,p\nb.csv,2,mother,p\nb.csv,3,mother,\n";
        let measures = links(truth, |file, row, role| match (file, row, role) {
            ("a.csv", 1, None) | ("b.csv", 2, Some("mother")) => Some(4),
            _ => None,
        })
        .unwrap();
        assert_eq!((measures.true_pairs, measures.false_pairs, measures.missed_pairs), (1, 0, 0));
    }
}
