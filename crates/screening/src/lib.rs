//! screening.
