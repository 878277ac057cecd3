//! A seeded synthetic town (見本の町): residents, schools and troubles, the extracts its departments would deliver, and the truth.
//!
//! Does not know catalogues, linkage or rules: it makes bytes as departments make them, and keeps what it knows in
//! separate streams that only evaluation may read.

mod dice;
mod dirt;
mod plan;
mod rates;

use std::io;

use jiff::civil::Date;

pub use dirt::Dirt;
pub use plan::{Attendance, Plan, Sources};
pub use rates::Rates;

/// A generated town.
#[derive(Debug)]
pub struct Town {
    plan: Plan,
}

/// One file that a department delivers.
#[derive(Debug)]
pub struct ExtractStream<'a> {
    town: &'a Town,
    /// Base name, with the date it speaks for.
    pub file_name: String,
    /// Id of the source definition that reads it.
    pub source_id: &'static str,
    /// The date it speaks for; also in the file name.
    pub as_of: Date,
}

impl ExtractStream<'_> {
    /// Writes the whole file.
    ///
    /// # Errors
    /// Only those of the writer.
    pub fn write_to(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let _ = self.town;
        out.flush()
    }
}

/// One file of the truth; engines must never see it.
#[derive(Debug)]
pub struct TruthStream<'a> {
    town: &'a Town,
    /// Path below the folder of the town, e.g. `truth/persons.csv`.
    pub path: &'static str,
}

impl TruthStream<'_> {
    /// Writes the whole file.
    ///
    /// # Errors
    /// Only those of the writer.
    pub fn write_to(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let _ = self.town;
        out.flush()
    }
}

/// A record as its source names it: the source's id and the cells of its key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// Source id.
    pub source: &'static str,
    /// Key cells, joined by `/`.
    pub record_key: String,
}

/// Whom the demo tells about, named by records only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cast {
    /// A girl who cares for her family, with traces in several files.
    pub carer: Option<Record>,
    /// A pair of twins.
    pub twins: Option<(Record, Record)>,
    /// Pairs of records of one person whose spellings differ.
    pub linked: Vec<(Record, Record)>,
}

impl Town {
    /// Makes the town of a plan.
    #[must_use]
    pub fn generate(plan: &Plan) -> Self {
        Self { plan: plan.clone() }
    }

    /// The plan it was made from.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The files its departments deliver, in a fixed order.
    pub fn extracts(&self) -> impl Iterator<Item = ExtractStream<'_>> {
        std::iter::empty()
    }

    /// The truth, in files of its own.
    pub fn truth(&self) -> impl Iterator<Item = TruthStream<'_>> {
        std::iter::empty()
    }

    /// Whom the demo tells about.
    #[must_use]
    pub fn cast(&self) -> Cast {
        Cast::default()
    }
}
