//! Today as an argument. Only the edge builds a clock from the machine's time.

use jiff::civil::Date;

/// What day it is for this installation (本日).
///
/// A sealed installation (見本) lives on one day for ever; permission always follows today, never the as-of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Today's date.
    pub today: Date,
    /// Whether the date is sealed, so that every output says 見本.
    pub sealed: bool,
}
