//! What each department delivers: one function per extract, all listed here.

mod allowance;
mod attendance;
mod care;
mod consultation;
mod disability;
mod health;
mod list;
mod nursery;
mod register;
mod roster;
mod school_health;
mod school_side;
mod survey;
mod welfare;

use std::io;

use jiff::civil::Date;

use crate::dates::{self, DateStyle};
use crate::sheet::{Layout, Sheet, Want};
use crate::world::World;

pub(crate) use list::deliveries;

/// A school and month, for extracts that come in slices.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Slice {
    pub(crate) school: usize,
    /// Place among the months of the school year.
    pub(crate) month: usize,
}

type Rows = fn(&World, &mut Sheet<'_>, Slice);

/// A file to be delivered.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    pub(crate) source: &'static str,
    pub(crate) file: String,
    pub(crate) as_of: Date,
    layout: &'static Layout,
    rows: Rows,
    slice: Slice,
    /// Rows name people themselves; else they refer to people by number or place.
    pub(crate) names_people: bool,
}

impl Delivery {
    /// Writes the file, or the truth about it.
    pub(crate) fn write(&self, world: &World, out: &mut dyn io::Write, want: Want<'_>) -> io::Result<()> {
        let as_of = dates::text(self.as_of, DateStyle::EraKanji);
        let mut sheet = Sheet::new(out, want, self.layout, &world.cp932, &as_of);
        (self.rows)(world, &mut sheet, self.slice);
        sheet.finish()
    }
}

/// How schools write people.
pub(crate) const fn school_habits() -> crate::spelling::Habits {
    roster::HABITS
}
