//! What a run remembers, as CSV: a head, one line for each record and each pair, and an end that tells a whole file from a cut one.

use domain::Weight;

use super::{Memory, Remembered};
use crate::files::recipe::RecipeFault;

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
        line(&[HEAD, FORMAT, &self.weights, &self.next_cluster.to_string()]);
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
        line(&["end", &self.records.len().to_string(), &self.pairs.len().to_string()]);
        String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
    }

    /// Reads what [`Memory::to_text`] wrote.
    ///
    /// # Errors
    /// A file that is none, or was cut off.
    pub fn parse(text: &str) -> Result<Self, RecipeFault> {
        let fault = |line: u64| {
            RecipeFault::new(
                "memory",
                format!("line {line} cannot be read, or the file was cut off"),
                "delete the memory and run once from the beginning; clusters get new numbers",
            )
        };
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
        let mut memory = Self::default();
        let (mut begun, mut ended) = (false, false);
        let mut row = csv::StringRecord::new();
        loop {
            let line = reader.position().line();
            match reader.read_record(&mut row) {
                Ok(true) => {}
                Ok(false) => break,
                Err(_) => return Err(fault(line)),
            }
            let cells: Vec<&str> = row.iter().collect();
            let read = match cells.as_slice() {
                [HEAD, FORMAT, weights, next] if !begun => next.parse().ok().map(|next| {
                    begun = true;
                    memory.weights = (*weights).to_owned();
                    memory.next_cluster = next;
                }),
                ["record", source, key, fingerprint, cluster, refined] if begun && !ended => {
                    remembered(source, key, fingerprint, cluster, refined).map(|record| memory.records.push(record))
                }
                ["pair", left, right, weight] if begun && !ended => {
                    pair(left, right, weight, memory.records.len()).map(|pair| memory.pairs.push(pair))
                }
                ["end", records, pairs] if begun && !ended => {
                    ended = true;
                    let counts = (memory.records.len().to_string(), memory.pairs.len().to_string());
                    (counts == ((*records).to_owned(), (*pairs).to_owned())).then_some(())
                }
                _ => None,
            };
            read.ok_or_else(|| fault(line))?;
        }
        if ended { Ok(memory) } else { Err(fault(reader.position().line())) }
    }
}

fn remembered(source: &str, key: &str, fingerprint: &str, cluster: &str, refined: &str) -> Option<Remembered> {
    Some(Remembered {
        source: source.to_owned(),
        key: key.to_owned(),
        fingerprint: u64::from_str_radix(fingerprint, 16).ok()?,
        cluster: cluster.parse().ok()?,
        refined: refined == "1",
    })
}

fn pair(left: &str, right: &str, weight: &str, records: usize) -> Option<(u32, u32, Weight)> {
    let (left, right): (u32, u32) = (left.parse().ok()?, right.parse().ok()?);
    let known = (left as usize) < records && (right as usize) < records;
    known.then_some((left, right, Weight(weight.parse().ok()?)))
}
