//! What town to make: size, seed, dates, which extracts, how dirty.

use jiff::civil::Date;

use crate::dirt::Dirt;
use crate::rates::Rates;

/// Everything a town is made from; the same plan gives the same bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Residents on the day of the extracts, about (±1 %).
    pub residents: u32,
    /// Seed of every draw.
    pub seed: u64,
    /// The day on which the folder of extracts lies ready; extracts speak for earlier dates.
    pub today: Date,
    /// The school year (年度) whose records the schools deliver: 2022 = April 2022 to March 2023.
    pub fiscal_year: i16,
    /// Whether schools deliver each day or only the totals of months.
    pub attendance: Attendance,
    /// Which sources deliver.
    pub sources: Sources,
    /// Typing errors, variants, missing numbers and the like.
    pub dirt: Dirt,
    /// How often things happen in the town.
    pub rates: Rates,
}

impl Plan {
    /// The plan of the demo and of most tests: 31 March 2023, 令和4年度, everything, ordinary dirt.
    #[must_use]
    pub fn of(residents: u32, seed: u64) -> Self {
        Self {
            residents,
            seed,
            today: Date::constant(2023, 3, 31),
            fiscal_year: 2022,
            attendance: Attendance::Daily,
            sources: Sources::All,
            dirt: Dirt::default(),
            rates: Rates::default(),
        }
    }
}

/// How schools deliver attendance (出欠).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attendance {
    /// Each pupil and school day (日別), besides the totals of months.
    Daily,
    /// Totals of months only (月別).
    MonthlyOnly,
}

/// Which sources deliver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sources {
    /// All of them.
    All,
    /// These source ids only.
    Only(Vec<String>),
}

impl Sources {
    /// Whether the source delivers.
    #[must_use]
    pub fn include(&self, source_id: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(ids) => ids.iter().any(|id| id == source_id),
        }
    }
}
