//! Which deliveries are in force as of a date (有効な抽出データ).

use std::collections::BTreeMap;

use domain::{Delivery, Extract};
use jiff::civil::Date;

/// Indexes of the deliveries in force as of a date, sorted by source, date and id: per source and slice the newest one not
/// later than the date, and every addition. The result does not depend on the order of the deliveries.
#[must_use]
pub fn in_force<'a>(extracts: impl IntoIterator<Item = &'a Extract>, as_of: Date) -> Vec<usize> {
    let mut newest: BTreeMap<(&str, &str), (Date, u32, usize)> = BTreeMap::new();
    let mut kept = Vec::new();
    for (at, extract) in extracts.into_iter().enumerate() {
        if extract.as_of > as_of {
            continue;
        }
        let place = (extract.as_of, extract.id.0, at);
        let slice = match extract.delivery {
            Delivery::Addition => {
                kept.push((extract.source.as_str(), place));
                continue;
            }
            Delivery::Full => "",
            Delivery::Slice => extract.slice.as_str(),
        };
        let held = newest.entry((extract.source.as_str(), slice)).or_insert(place);
        *held = (*held).max(place);
    }
    kept.extend(newest.into_iter().map(|((source, _), place)| (source, place)));
    kept.sort_unstable();
    kept.into_iter().map(|(_, (_, _, at))| at).collect()
}
