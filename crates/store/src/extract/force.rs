//! Which deliveries hold on a date: not withdrawn, not later, and not superseded.

use std::collections::BTreeMap;

use domain::{Delivery, ExtractId, SourceId};
use jiff::civil::Date;

use super::record::{StoredExtract, slices};

/// The deliveries in force as known on `on`, in the order of their import.
///
/// Of each source and slice the newest holds (latest as-of date, then the later import); a full delivery is one slice of
/// its own. Additions are never superseded. A withdrawn or destroyed delivery supersedes nothing. A delivery of several
/// slices is in force as long as one of them holds; see [`crate::Store::superseded_rows`] for its rows.
#[must_use]
pub fn in_force(extracts: &[StoredExtract], on: Date) -> Vec<&StoredExtract> {
    let newest = newest(extracts, on);
    known(extracts, on).filter(|stored| slices_held(stored, &newest).any(|held| held)).collect()
}

/// The newest delivery of each source and slice.
type Newest<'a> = BTreeMap<(&'a SourceId, &'a str), (Date, ExtractId)>;

/// For each delivery in force of which some slices, but not all, are superseded: which of its slices still hold.
pub(super) fn partly_superseded(extracts: &[StoredExtract], on: Date) -> Vec<(&StoredExtract, Vec<bool>)> {
    let newest = newest(extracts, on);
    known(extracts, on)
        .map(|stored| (stored, slices_held(stored, &newest).collect::<Vec<_>>()))
        .filter(|(_, held)| held.contains(&true) && held.contains(&false))
        .collect()
}

fn known(extracts: &[StoredExtract], on: Date) -> impl Iterator<Item = &StoredExtract> {
    extracts
        .iter()
        .filter(move |stored| stored.extract.as_of <= on && stored.withdrawn.is_none() && !stored.is_destroyed())
}

fn newest(extracts: &[StoredExtract], on: Date) -> Newest<'_> {
    let mut newest = Newest::new();
    for stored in known(extracts, on) {
        for slice in slices_of(stored) {
            let held = newest.entry((&stored.extract.source, slice)).or_insert(age(stored));
            *held = age(stored).max(*held);
        }
    }
    newest
}

fn slices_held<'a>(stored: &'a StoredExtract, newest: &'a Newest<'_>) -> impl Iterator<Item = bool> + 'a {
    let addition = stored.extract.delivery == Delivery::Addition;
    slices_of(stored).map(move |slice| addition || newest.get(&(&stored.extract.source, slice)) == Some(&age(stored)))
}

fn age(stored: &StoredExtract) -> (Date, ExtractId) {
    (stored.extract.as_of, stored.extract.id)
}

fn slices_of(stored: &StoredExtract) -> impl Iterator<Item = &str> {
    slices(match stored.extract.delivery {
        Delivery::Slice => stored.extract.slice.as_str(),
        // An addition stands in nobody's way.
        Delivery::Addition => "\u{0}",
        Delivery::Full => "",
    })
}
