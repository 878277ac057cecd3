//! Levels of Japanese addresses, part by part.
//!
//! A value may be an address in any notation or what the cleaning steps `address` and `dwelling` make of it.

use japanese::address;

/// An address in comparable parts. Empty where it does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Place {
    city: String,
    town: String,
    /// 丁目, 番地, 号: three at most.
    numbers: Vec<String>,
    /// Whether the first number is known to be a 丁目.
    chome: bool,
    /// 方書 and room, folded.
    building: String,
}

impl Place {
    pub(crate) fn of(text: &str) -> Self {
        if let [city, town, numbers, rest @ ..] = text.split('/').collect::<Vec<_>>().as_slice()
            && rest.len() <= 1
            && numbers.chars().all(|c| c.is_alphanumeric() || c == '-')
        {
            let numbers: Vec<String> =
                numbers.split('-').filter(|number| !number.is_empty()).map(str::to_owned).collect();
            return Self {
                city: (*city).to_owned(),
                town: (*town).to_owned(),
                chome: numbers.len() >= PLOT_NUMBERS,
                numbers,
                building: rest.first().map_or_else(String::new, |building| (*building).to_owned()),
            };
        }
        let parsed = address::parse(text, None);
        let chome = parsed.chome.is_some();
        let key = address::key_with_building(&parsed);
        let mut parts = key.split('/').map(str::to_owned);
        let (city, town) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let numbers: Vec<String> =
            parts.next().unwrap_or_default().split('-').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let chome = chome || numbers.len() >= PLOT_NUMBERS;
        Self { city, town, numbers, chome, building: parts.collect() }
    }

    /// The same municipality; both name it.
    pub(super) fn same_city(&self, other: &Self) -> bool {
        !self.city.is_empty() && self.city == other.city
    }

    /// The same 町丁目. A municipality that only one of them names does not count.
    pub(super) fn same_town(&self, other: &Self) -> bool {
        let city = self.city == other.city || self.city.is_empty() || other.city.is_empty();
        // Where neither says 丁目 the first number is a 番地 and belongs to the plot.
        let chome = !(self.chome || other.chome) || self.numbers.first() == other.numbers.first();
        city && chome && !self.town.is_empty() && self.town == other.town
    }

    /// The same 町丁目 and 番地, whatever the 号.
    pub(super) fn same_block(&self, other: &Self) -> bool {
        let block = if self.chome || other.chome { 2 } else { 1 };
        self.same_town(other)
            && self.numbers.len() >= block
            && other.numbers.len() >= block
            && self.numbers[..block] == other.numbers[..block]
    }

    /// The same 町丁目, 番地 and 号.
    pub(super) fn same_plot(&self, other: &Self) -> bool {
        self.same_block(other) && self.numbers == other.numbers
    }

    /// The same plot, the 方書 missing on one side.
    pub(super) fn same_but_building(&self, other: &Self) -> bool {
        self.same_plot(other) && self.building.is_empty() != other.building.is_empty()
    }

    /// The same plot and 方書, or both without one.
    pub(super) fn same_dwelling(&self, other: &Self) -> bool {
        self.same_plot(other) && self.building == other.building
    }
}

/// 丁目-番-号.
const PLOT_NUMBERS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_addresses_and_keys_say_the_same() {
        for text in
            ["昭島市田中町1丁目17番1号", "昭島市田中町１－１７－１ コーポ昭島201号室", "昭島市大字上川原町123番地4"]
        {
            let parsed = address::parse(text, None);
            let key = Place::of(&address::key_with_building(&parsed));
            assert!(key.same_dwelling(&Place::of(text)), "{text}: {key:?} {:?}", Place::of(text));
        }
    }
}
