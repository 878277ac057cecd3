//! Which deliveries hold on a date: not withdrawn, not later, and not superseded.

use std::collections::BTreeMap;

use domain::{Delivery, ExtractId, SourceId};
use jiff::civil::Date;

use super::record::StoredExtract;

/// The deliveries in force as known on `on`, in the order of their import.
///
/// Of each source and slice the newest holds (latest as-of date, then the later import); a full delivery is one slice of
/// its own. Additions are never superseded. A withdrawn or destroyed delivery supersedes nothing.
#[must_use]
pub fn in_force(extracts: &[StoredExtract], on: Date) -> Vec<&StoredExtract> {
    let known = || {
        extracts.iter().filter(|stored| {
            stored.extract.as_of <= on && stored.withdrawn.is_none() && !stored.is_destroyed()
        })
    };
    let mut newest: BTreeMap<(&SourceId, &str), (Date, ExtractId)> = BTreeMap::new();
    for stored in known() {
        let held = newest.entry(slice(stored)).or_insert(age(stored));
        *held = age(stored).max(*held);
    }
    known()
        .filter(|stored| {
            stored.extract.delivery == Delivery::Addition
                || newest.get(&slice(stored)) == Some(&age(stored))
        })
        .collect()
}

fn age(stored: &StoredExtract) -> (Date, ExtractId) {
    (stored.extract.as_of, stored.extract.id)
}

fn slice(stored: &StoredExtract) -> (&SourceId, &str) {
    let slice = match stored.extract.delivery {
        Delivery::Slice => stored.extract.slice.as_str(),
        // An addition stands in nobody's way.
        Delivery::Addition => "\u{0}",
        Delivery::Full => "",
    };
    (&stored.extract.source, slice)
}
