//! Names: surnames by frequency, given names by sex and fashion, names of foreign residents.

use crate::dice::Roll;
use crate::foreign::{self, NATIONS};
use crate::person::Sex;

static PACKED: &[u8] = include_bytes!("../data/names.tsv.zst");

/// A name as written and as read.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    pub(crate) written: String,
    pub(crate) kana: String,
}

/// All names of the town.
#[derive(Debug)]
pub(crate) struct Names {
    surnames: Vec<Name>,
    bearers: Vec<u32>,
    given: Vec<Name>,
    groups: [(u32, u32); 6],
}

/// Groups of given names in [`Names::groups`]: men's then women's, each old, middle, new.
const KINDS: [&str; 6] = ["Mo", "Mm", "Mn", "Fo", "Fm", "Fn"];

impl Names {
    /// Unpacks the embedded lists.
    pub(crate) fn load() -> Self {
        let text = zstd::decode_all(PACKED).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let mut names = Self { surnames: Vec::new(), bearers: Vec::new(), given: Vec::new(), groups: [(0, 0); 6] };
        let mut sum = 0;
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
        for row in rows.iter().filter(|row| row.len() == 4 && row[0] == "S") {
            names.surnames.push(Name { written: row[1].to_owned(), kana: row[2].to_owned() });
            sum += row[3].parse::<u32>().unwrap_or(1);
            names.bearers.push(sum);
        }
        for (group, kind) in KINDS.iter().enumerate() {
            let first = names.given.len() as u32;
            for row in rows.iter().filter(|row| row.len() == 4 && row[0] == *kind) {
                names.given.push(Name { written: row[1].to_owned(), kana: row[2].to_owned() });
            }
            names.groups[group] = (first, names.given.len() as u32 - first);
        }
        names
    }

    /// A surname, common ones more often.
    pub(crate) fn surname(&self, roll: &mut Roll) -> u16 {
        let ticket = roll.below(self.bearers.last().copied().unwrap_or(1));
        self.bearers.partition_point(|&sum| sum <= ticket) as u16
    }

    /// A given name in the fashion of the birth year.
    pub(crate) fn given(&self, sex: Sex, birth_year: i16, roll: &mut Roll) -> u16 {
        let shares = match birth_year {
            ..1955 => [0.75, 0.25, 0.0],
            1955..1980 => [0.35, 0.65, 0.0],
            1980..2004 => [0.05, 0.75, 0.2],
            _ => [0.0, 0.4, 0.6],
        };
        let group = roll.weighted(&shares) + if sex == Sex::Female { 3 } else { 0 };
        let (first, count) = self.groups[group];
        (first + roll.below(count)) as u16
    }

    /// Another given name of the same sex that begins with the same character or sound, as twins often have.
    pub(crate) fn alike(&self, given: u16, sex: Sex, roll: &mut Roll) -> u16 {
        let head = self.given[given as usize].written.chars().next();
        let sound = self.given[given as usize].kana.chars().next();
        let (first, count) = self.groups[if sex == Sex::Female { 5 } else { 2 }];
        let offset = roll.below(count);
        let candidates = || (0..count).map(|step| first + (offset + step) % count);
        let fits = |index: &u32, same_head: bool| {
            let name = &self.given[*index as usize];
            *index != u32::from(given)
                && name.kana != self.given[given as usize].kana
                && if same_head { name.written.chars().next() == head } else { name.kana.chars().next() == sound }
        };
        candidates()
            .find(|index| fits(index, true))
            .or_else(|| candidates().find(|index| fits(index, false)))
            .unwrap_or(first + offset) as u16
    }

    /// Another way to write the same given name.
    pub(crate) fn homophone(&self, given: u16) -> Option<&str> {
        let name = &self.given[given as usize];
        self.given
            .iter()
            .find(|other| other.kana == name.kana && other.written != name.written)
            .map(|other| other.written.as_str())
    }

    /// Surname as written and read; for foreign residents in Latin letters.
    pub(crate) fn surname_of(&self, nation: u8, index: u16) -> (&str, &str) {
        if nation == 0 {
            let name = &self.surnames[index as usize];
            return (&name.written, &name.kana);
        }
        foreign::part(NATIONS[nation as usize - 1].surnames, index)
    }

    /// Given name as written and read; for foreign residents in Latin letters.
    pub(crate) fn given_of(&self, nation: u8, index: u16) -> (&str, &str) {
        if nation == 0 {
            let name = &self.given[index as usize];
            return (&name.written, &name.kana);
        }
        foreign::part(NATIONS[nation as usize - 1].given, index)
    }
}
