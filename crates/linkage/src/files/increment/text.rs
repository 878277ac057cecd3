//! What a run remembers, as CSV: a head, one line for each record and each pair, and an end with a fingerprint of all lines before it, which
//! tells a whole file from a damaged one.

use std::collections::HashSet;

use domain::Weight;

use super::{AGAIN, Memory, Remembered};
use crate::files::recipe::RecipeFault;
use crate::files::run::KEEP_FROM;

const HEAD: &str = "mimamori-memory";
const FORMAT: &str = "1";

impl Memory {
    /// As text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        let mut line = |cells: &[&str]| {
            // Writing to memory does not fail.
            let _ = out.write_record(cells);
        };
        line(&[HEAD, FORMAT, &self.seal, &self.next_cluster.to_string()]);
        for record in &self.records {
            line(&[
                "record",
                &record.source,
                &record.key,
                &format!("{:016x}", record.fingerprint),
                &record.cluster.to_string(),
                if record.refined { "1" } else { "0" },
            ]);
        }
        for (left, right, weight) in &self.pairs {
            line(&["pair", &left.to_string(), &right.to_string(), &weight.0.to_string()]);
        }
        ended(String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default())
    }

    /// Reads what [`Memory::to_text`] wrote.
    ///
    /// # Errors
    /// A file that is none, was cut off or damaged.
    pub fn parse(text: &str) -> Result<Self, RecipeFault> {
        let fault = |place: String| {
            RecipeFault::new("memory", format!("{place} cannot be read, or the file was cut off or damaged"), AGAIN)
        };
        let body = text.trim_end().rfind('\n').map_or("", |at| &text[..=at]);
        if ended(body.to_owned()) != text {
            return Err(fault("the last line".to_owned()));
        }
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(body.as_bytes());
        let mut memory = Self::default();
        let mut begun = false;
        let mut row = csv::StringRecord::new();
        loop {
            let line = reader.position().line();
            match reader.read_record(&mut row) {
                Ok(true) => {}
                Ok(false) => break,
                Err(_) => return Err(fault(format!("line {line}"))),
            }
            let cells: Vec<&str> = row.iter().collect();
            let read = match cells.as_slice() {
                [HEAD, FORMAT, seal, next] if !begun => next.parse().ok().map(|next| {
                    begun = true;
                    memory.seal = (*seal).to_owned();
                    memory.next_cluster = next;
                }),
                ["record", cells @ ..] if begun && memory.pairs.is_empty() => {
                    memory.remembered(cells).map(|record| memory.records.push(record))
                }
                ["pair", cells @ ..] if begun => memory.pair(cells).map(|pair| memory.pairs.push(pair)),
                _ => None,
            };
            read.ok_or_else(|| fault(format!("line {line}")))?;
        }
        let names: HashSet<_> = memory.records.iter().map(|record| (&record.source, &record.key)).collect();
        match (begun, names.len() == memory.records.len()) {
            (true, true) => Ok(memory),
            (false, _) => Err(fault("the first line".to_owned())),
            (true, false) => Err(fault("a record that stands there twice".to_owned())),
        }
    }

    /// A record whose cluster has had its number.
    fn remembered(&self, cells: &[&str]) -> Option<Remembered> {
        let [source, key, fingerprint, cluster, refined] = cells else { return None };
        let cluster = cluster.parse().ok().filter(|cluster| (1..self.next_cluster).contains(cluster))?;
        Some(Remembered {
            source: (*source).to_owned(),
            key: (*key).to_owned(),
            fingerprint: u64::from_str_radix(fingerprint, 16).ok()?,
            cluster,
            refined: match *refined {
                "0" => false,
                "1" => true,
                _ => return None,
            },
        })
    }

    /// A pair of two of the records, behind the pairs before it.
    fn pair(&self, cells: &[&str]) -> Option<(u32, u32, Weight)> {
        let [left, right, weight] = cells else { return None };
        let (left, right): (u32, u32) = (left.parse().ok()?, right.parse().ok()?);
        let weight = Weight(weight.parse().ok()?);
        let follows = self.pairs.last().is_none_or(|last| (last.0, last.1) < (left, right));
        let is_pair = left < right && (right as usize) < self.records.len() && weight >= KEEP_FROM;
        (follows && is_pair).then_some((left, right, weight))
    }
}

/// With the last line.
fn ended(mut body: String) -> String {
    let seal = blake3::hash(body.as_bytes()).to_hex();
    body.push_str("end,");
    body.push_str(&seal[..32]);
    body.push('\n');
    body
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::files::{FileOptions, FileTable, Recipe, link_files};

    const RECIPE: &str = "link = \"dedupe\"\n[[compare]]\nfield = \"a\"\nlevels = [\"exact\"]\n[[compare]]\nfield = \"b\"\nlevels = [\"exact\"]\n";

    fn table(recipe: &Recipe) -> FileTable {
        let row = |n: u32| format!("k{n},{},\"{}, x\"\n", n % 9, n % 7);
        let text = format!("id,a,b\n{}", (0..40).map(row).collect::<String>());
        FileTable::read(recipe, 0, "f", text.as_bytes()).expect("readable")
    }

    fn refused(body: &str) {
        let fault = Memory::parse(&ended(body.to_owned())).expect_err(body);
        assert!(fault.to_string().contains("delete the memory"), "{fault}");
    }

    #[test]
    fn what_no_run_leaves_is_refused() {
        let head = "mimamori-memory,1,x,4\n";
        let records =
            "record,f,a,00000000000000aa,1,0\nrecord,f,b,00000000000000ab,1,0\nrecord,f,c,00000000000000ac,3,1\n";
        let good = format!("{head}{records}pair,0,1,5000\npair,1,2,-300\n");
        let read = Memory::parse(&ended(good.clone())).expect("good");
        assert_eq!((read.records.len(), read.pairs.len()), (3, 2));
        assert_eq!(read.to_text(), ended(good.clone()));
        for (from, to) in [
            ("pair,0,1", "pair,1,0"),
            ("pair,0,1", "pair,1,1"),
            ("pair,0,1", "pair,1,2"),
            ("pair,0,1", "pair,1,3"),
            ("pair,0,1", "pair,0,9"),
            ("5000", "5000000000"),
            ("5000", "-10001"),
            (",3,1\n", ",4,1\n"),
            (",3,1\n", ",0,1\n"),
            (",3,1\n", ",3,2\n"),
            ("record,f,b", "record,f,a"),
            (",x,4", ",x,99999999999"),
            ("mimamori-memory,1,x,4\n", ""),
            ("pair,1,2,-300", "record,f,d,00000000000000aa,1,0"),
        ] {
            refused(&good.replacen(from, to, 1));
        }
        let damaged = ended(good.clone()).replacen("5000", "5001", 1);
        assert!(Memory::parse(&damaged).is_err(), "a digit that has changed");
        let full = Memory::parse(&ended(good.replacen(",x,4", ",x,4294967295", 1))).expect("numbers may run out");
        assert!(full.has_room(0).is_ok() && full.has_room(1).is_err());
    }

    proptest! {
        /// Whatever is done to a memory, it is refused or the run goes on with it.
        #[test]
        fn a_memory_that_was_tampered_with_stops_no_run(at in 0.0_f64..1.0, cut in 0_usize..9, junk in "[0-9,\n\"a-z-]{0,12}", end in any::<bool>()) {
            let recipe = Recipe::parse(RECIPE).expect("recipe");
            let tables = [table(&recipe)];
            let first = link_files(&recipe, &tables, FileOptions { remember: true, keep_trained: true, ..FileOptions::default() });
            let first = first.expect("fits");
            let (text, trained) = (first.memory.expect("asked for").to_text(), first.trained.expect("asked for"));
            let from = (text.len() as f64 * at) as usize;
            let tampered = format!("{}{junk}{}", &text[..from], &text[(from + cut).min(text.len())..]);
            if tampered != text {
                prop_assert!(Memory::parse(&tampered).is_err(), "a damaged file is seen");
            }
            let body = tampered.trim_end().rfind('\n').map_or("", |at| &tampered[..=at]).to_owned();
            if let Ok(memory) = Memory::parse(&if end { ended(body) } else { text }) {
                let options = FileOptions { memory: Some(&memory), trained: Some(&trained), remember: true, ..FileOptions::default() };
                let next = link_files(&recipe, &tables, options);
                if let Ok(next) = next {
                    prop_assert!(Memory::parse(&next.memory.expect("asked for").to_text()).is_ok());
                }
            }
        }
    }
}
