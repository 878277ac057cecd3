//! Which rows speak of a person: one compact index per source and role over all its deliveries in force.

use domain::{Resolution, RoleKind, Table};
use jiff::civil::Date;

use crate::when::TimePlan;

/// One delivery of a group.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// Index of the table.
    pub table: u32,
    /// The role's index in that table.
    pub role: u8,
    /// Number of the table's first row within the group.
    pub base: u32,
    /// Its time columns.
    pub time: TimePlan,
}

/// All rows of one role of one source.
#[derive(Debug)]
pub(crate) struct Group {
    pub kind: RoleKind,
    pub members: Vec<Member>,
    index: Index,
}

/// A row of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Which delivery of the group.
    pub member: u32,
    /// Its row, from 0.
    pub row: u32,
}

impl Group {
    /// Indexes the rows by person, each person's rows by date, then delivery, then record. Rows dated after `as_of` are not seen.
    pub(crate) fn new(
        kind: RoleKind,
        mut members: Vec<Member>,
        tables: &[Table],
        resolutions: &[Option<&Resolution>],
        as_of: Date,
    ) -> Self {
        let mut base = 0_u32;
        for member in &mut members {
            member.base = base;
            base = base.saturating_add(u32::try_from(tables[member.table as usize].rows).unwrap_or(u32::MAX));
        }
        let mut persons = vec![0_u32; base as usize];
        let mut days = Vec::new();
        if members.iter().any(|member| member.time.has_own_time()) {
            days = vec![0_i32; base as usize];
        }
        for (member, resolution) in members.iter().zip(resolutions) {
            let (Some(resolution), table) = (resolution, &tables[member.table as usize]) else {
                continue;
            };
            let rows = table.rows.min(resolution.persons.len());
            let start = member.base as usize;
            persons[start..start + rows].copy_from_slice(&resolution.persons[..rows]);
            if days.is_empty() {
                continue;
            }
            for row in 0..rows {
                if persons[start + row] == 0 {
                    continue;
                }
                let when = member.time.row(table, row);
                if when.is_after(as_of) {
                    persons[start + row] = 0;
                } else {
                    days[start + row] = when.order().map_or(i32::MIN, day_number);
                }
            }
        }
        Self { kind, members, index: Index::new(&persons, &days) }
    }

    /// The rows of a person, oldest first.
    pub(crate) fn rows(&self, person: u32) -> &[u32] {
        self.index.rows(person)
    }

    /// Where a row number of the group stands.
    pub(crate) fn place(&self, number: u32) -> Place {
        let member = self.members.partition_point(|member| member.base <= number) - 1;
        Place { member: member as u32, row: number - self.members[member].base }
    }

    /// The tables in which a person has rows, each once.
    pub(crate) fn tables_of(&self, person: u32) -> Vec<u32> {
        let mut tables = Vec::new();
        let mut held = 0..0;
        for number in self.rows(person) {
            if !held.contains(number) {
                let member = self.place(*number).member as usize;
                held = self.span(member);
                tables.push(self.members[member].table);
            }
        }
        tables.sort_unstable();
        tables.dedup();
        tables
    }

    /// The row numbers of one delivery.
    pub(crate) fn span(&self, member: usize) -> std::ops::Range<u32> {
        self.members[member].base..self.members.get(member + 1).map_or(u32::MAX, |next| next.base)
    }

    /// Every person with a row, ascending.
    pub(crate) fn persons(&self) -> impl Iterator<Item = u32> + '_ {
        self.index.persons()
    }

    /// Rows of one delivery with their persons, by person.
    pub(crate) fn member_rows(&self, member: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let span = self.span(member as usize);
        self.index.persons().flat_map(move |person| {
            let span = span.clone();
            let first = span.start;
            let rows = self.index.rows(person).iter();
            rows.filter(move |number| span.contains(*number)).map(move |number| (number - first, person))
        })
    }
}

/// Days since 1970, for sorting.
pub(crate) fn day_number(day: Date) -> i32 {
    let month = i32::from(day.month());
    (i32::from(day.year()) * 12 + month) * 31 + i32::from(day.day())
}

/// Person → row numbers: a bitmap of who occurs, ranks into it, and offsets for those who do.
#[derive(Debug, Default)]
struct Index {
    present: Vec<u64>,
    ranks: Vec<u32>,
    offsets: Vec<u32>,
    rows: Vec<u32>,
}

impl Index {
    fn new(persons: &[u32], days: &[i32]) -> Self {
        let last = persons.iter().copied().max().unwrap_or(0);
        if last == 0 {
            return Self::default();
        }
        let mut present = vec![0_u64; last as usize / 64 + 1];
        for person in persons.iter().filter(|person| **person > 0) {
            present[*person as usize / 64] |= 1 << (person % 64);
        }
        let mut count = 0_u32;
        let ranks: Vec<u32> = present
            .iter()
            .map(|word| {
                let before = count;
                count += word.count_ones();
                before
            })
            .collect();
        let mut index = Self { present, ranks, offsets: vec![0; count as usize + 1], rows: Vec::new() };
        for person in persons {
            if let Some(rank) = index.rank(*person) {
                index.offsets[rank + 1] += 1;
            }
        }
        for rank in 1..index.offsets.len() {
            index.offsets[rank] += index.offsets[rank - 1];
        }
        let mut next = index.offsets.clone();
        let mut rows = vec![0_u32; *index.offsets.last().unwrap_or(&0) as usize];
        for (number, person) in persons.iter().enumerate() {
            if let Some(rank) = index.rank(*person) {
                rows[next[rank] as usize] = number as u32;
                next[rank] += 1;
            }
        }
        if !days.is_empty() {
            for rank in 1..index.offsets.len() {
                let own = &mut rows[index.offsets[rank - 1] as usize..index.offsets[rank] as usize];
                if !own.is_sorted_by_key(|number| days[*number as usize]) {
                    own.sort_by_key(|number| (days[*number as usize], *number));
                }
            }
        }
        index.rows = rows;
        index
    }

    fn rank(&self, person: u32) -> Option<usize> {
        if person == 0 {
            return None;
        }
        let word = *self.present.get(person as usize / 64)?;
        let bit = 1_u64 << (person % 64);
        if word & bit == 0 {
            return None;
        }
        Some((self.ranks[person as usize / 64] + (word & (bit - 1)).count_ones()) as usize)
    }

    fn rows(&self, person: u32) -> &[u32] {
        match self.rank(person) {
            Some(rank) => &self.rows[self.offsets[rank] as usize..self.offsets[rank + 1] as usize],
            None => &[],
        }
    }

    fn persons(&self) -> impl Iterator<Item = u32> + '_ {
        self.present.iter().enumerate().flat_map(|(word, bits)| {
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word as u32 * 64 + bit)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_by_person_and_day() {
        let index = Index::new(&[3, 0, 200, 3, 3], &[5, 1, 1, 2, 2]);
        assert_eq!(index.rows(3), &[3, 4, 0], "by day, then by record");
        assert_eq!(index.rows(200), &[2]);
        assert!(index.rows(0).is_empty() && index.rows(64).is_empty() && index.rows(9999).is_empty());
        assert_eq!(index.persons().collect::<Vec<_>>(), vec![3, 200]);
    }
}
