//! Addresses of two records by part: plot, building, town (住所の照合).

use crate::core::chance::{mix2, text_hash};
use japanese::address::{Address, local_key};

/// Same plot and same building and room, or no building on either side.
pub(super) const EXACT: u8 = 1;
/// Same plot, building missing on one side.
pub(super) const PLOT: u8 = 2;
/// Same plot, another building or room.
pub(super) const OTHER_ROOM: u8 = 3;
/// Same town and 丁目.
pub(super) const TOWN: u8 = 4;
/// Elsewhere.
pub(super) const ELSEWHERE: u8 = 5;

/// An address as fingerprints; 0 = not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Place {
    pub(super) plot: u64,
    pub(super) building: u64,
    pub(super) town: u64,
}

impl Place {
    /// From an address and a separate building cell.
    pub(super) fn new(address: &Address, building: &str) -> Self {
        if address.town.is_empty() && address.numbers().is_empty() {
            return Self::default();
        }
        let numbers = !address.banchi.is_empty() || !address.go.is_empty() || address.chome.is_some();
        let plot = text_hash(&local_key(address));
        let building = if building.is_empty() { address.building.as_str() } else { building };
        let town = mix2(text_hash(&japanese::kanji::fold(&address.town)), u64::from(address.chome.unwrap_or(0)));
        Self { plot: if numbers { plot } else { 0 }, building: room(building), town }
    }

    /// The level of two addresses; 0 = one is missing.
    pub(super) fn compare(self, other: Self) -> u8 {
        if self.town == 0 || other.town == 0 {
            return 0;
        }
        if self.plot != 0 && self.plot == other.plot {
            return match (self.building, other.building) {
                (a, b) if a == b => EXACT,
                (0, _) | (_, 0) => PLOT,
                _ => OTHER_ROOM,
            };
        }
        if self.town == other.town { TOWN } else { ELSEWHERE }
    }

    /// The dwelling: plot and building; 0 = not recorded.
    pub(super) fn dwelling(self) -> u64 {
        if self.plot == 0 { 0 } else { mix2(self.plot, self.building) }
    }
}

/// The fingerprint of a 方書: the room number where it ends in one, else its letters and digits.
fn room(text: &str) -> u64 {
    let folded: String =
        text.chars().map(japanese::width::fold).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let folded = folded.trim_end_matches("号室").trim_end_matches("号");
    if folded.is_empty() {
        return 0;
    }
    let digits: Vec<char> = folded.chars().rev().take_while(char::is_ascii_digit).collect();
    if digits.is_empty() {
        text_hash(folded)
    } else {
        digits.iter().rev().fold(1, |hash, digit| mix2(hash, u64::from(*digit)))
    }
}
