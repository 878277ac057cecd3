//! A seeded synthetic town (見本の町): residents, schools and troubles, the extracts its departments would deliver, and the truth.
//!
//! Does not know catalogues, linkage or rules: it makes bytes as departments make them, and keeps what it knows in
//! separate streams that only evaluation may read. Personal names in it are invented.

mod calendar;
mod carers;
mod cast;
mod child;
mod conditions;
mod cp932;
mod dates;
mod days;
mod dice;
mod dirt;
mod extract;
mod family;
mod foreign;
mod names;
mod numbers;
mod person;
mod places;
mod plan;
mod rates;
mod school;
mod settle;
mod sheet;
mod slips;
mod spelling;
mod support;
mod truth;
mod variants;
mod world;

use std::io;

use jiff::civil::Date;

pub use cast::{Cast, Record};
pub use dirt::Dirt;
pub use plan::{Attendance, Plan, Sources};
pub use rates::Rates;

use extract::Delivery;
use sheet::Want;
use world::World;

/// A generated town.
#[derive(Debug)]
pub struct Town {
    world: World,
    deliveries: Vec<Delivery>,
}

/// One file that a department delivers.
#[derive(Debug)]
pub struct ExtractStream<'a> {
    town: &'a Town,
    delivery: &'a Delivery,
    /// Base name, with the date or month it speaks for.
    pub file_name: &'a str,
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
        self.delivery.write(&self.town.world, out, Want::Data)
    }
}

/// One file of the truth; engines must never see it.
#[derive(Debug)]
pub struct TruthStream<'a> {
    town: &'a Town,
    /// Path below the folder of the town, e.g. `truth/persons.csv`.
    pub path: &'static str,
    write: fn(&Town, &mut dyn io::Write) -> io::Result<()>,
}

impl TruthStream<'_> {
    /// Writes the whole file.
    ///
    /// # Errors
    /// Only those of the writer.
    pub fn write_to(&self, out: &mut dyn io::Write) -> io::Result<()> {
        (self.write)(self.town, out)
    }
}

impl Town {
    /// Makes the town of a plan.
    #[must_use]
    pub fn generate(plan: &Plan) -> Self {
        let world = World::make(plan);
        let deliveries = extract::deliveries(&world);
        Self { world, deliveries }
    }

    /// The plan it was made from.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.world.plan
    }

    /// The files its departments deliver, in a fixed order.
    pub fn extracts(&self) -> impl ExactSizeIterator<Item = ExtractStream<'_>> {
        self.deliveries.iter().map(|delivery| ExtractStream {
            town: self,
            delivery,
            file_name: &delivery.file,
            source_id: delivery.source,
            as_of: delivery.as_of,
        })
    }

    /// The truth, in files of its own:
    ///
    /// - `truth/persons.csv` (`file,row,role,person_id`): everybody a row names or numbers as a person;
    /// - `truth/references.csv` (same columns): rows that only refer to a person, daily attendance excepted;
    /// - `truth/latent.csv` (`source,record_key` and labels 0/1): what troubles each child of the register;
    /// - `truth/README.md`: what the labels mean.
    pub fn truth(&self) -> impl ExactSizeIterator<Item = TruthStream<'_>> {
        truth::FILES.iter().map(|&(path, write)| TruthStream { town: self, path, write })
    }

    /// Whom the demo tells about.
    #[must_use]
    pub fn cast(&self) -> Cast {
        cast::cast(&self.world)
    }
}
