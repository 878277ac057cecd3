//! What happens on each school day (出欠), pupil by pupil: illness, family, truancy and its early signs.

use crate::calendar::Calendar;
use crate::child::{Care, Child, Truancy};
use crate::dice::{Dice, Purpose, Roll};
use crate::school::Schools;

/// What a day was, as the school records it.
pub(crate) mod day {
    pub(crate) const PRESENT: u8 = 0;
    pub(crate) const ILL: u8 = 1;
    /// 家庭の都合・家事都合.
    pub(crate) const FAMILY: u8 = 2;
    /// 不登校.
    pub(crate) const TRUANT: u8 = 3;
    pub(crate) const OTHER: u8 = 4;
    /// Absent, and nobody wrote why.
    pub(crate) const NO_REASON: u8 = 5;
    /// 出席停止.
    pub(crate) const SUSPENDED: u8 = 6;
    /// 忌引.
    pub(crate) const MOURNING: u8 = 7;
    pub(crate) const LATE: u8 = 8;
    pub(crate) const EARLY: u8 = 9;
    /// Absent in hospital (入院); the receipt tells it too.
    pub(crate) const HOSPITAL: u8 = 10;
    /// Not at this school on that day.
    pub(crate) const ELSEWHERE: u8 = 255;

    /// Absent for whatever reason (欠席).
    pub(crate) const fn absent(code: u8) -> bool {
        matches!(code, ILL..=NO_REASON | HOSPITAL)
    }
}

/// All days: one row of codes per enrolment.
#[derive(Debug, Default)]
pub(crate) struct Days {
    pub(crate) width: usize,
    codes: Vec<u8>,
}

impl Days {
    /// The days of an enrolment.
    pub(crate) fn of(&self, enrolment: usize) -> &[u8] {
        &self.codes[enrolment * self.width..(enrolment + 1) * self.width]
    }

    /// Draws the days of all enrolments. A child that changed school lives one year in two rows.
    pub(crate) fn draw(schools: &Schools, children: &[Child], calendar: &Calendar, dice: Dice) -> Self {
        let width = calendar.days.len();
        let mut made = Self { width, codes: vec![day::PRESENT; width * schools.enrolments.len()] };
        for (index, enrolment) in schools.enrolments.iter().enumerate() {
            let child = &children[enrolment.child as usize];
            let days = &mut made.codes[index * width..(index + 1) * width];
            let mut year = Year {
                days,
                year_days: calendar.year_days as f64,
                roll: dice.roll(Purpose("days"), u64::from(child.person)),
            };
            year.live(child);
            let from = enrolment.from.map_or(0, |date| calendar.index(date));
            let to = enrolment.to.map_or(width, |date| calendar.index(date));
            days[..from.min(width)].fill(day::ELSEWHERE);
            days[to.min(width)..].fill(day::ELSEWHERE);
        }
        made
    }
}

struct Year<'a> {
    days: &'a mut [u8],
    year_days: f64,
    roll: Roll,
}

impl Year<'_> {
    fn live(&mut self, child: &Child) {
        let frailty = f64::from(child.frailty);
        let shows = f64::from(child.visibility);
        let burden = if child.poor { 1.25 } else { 0.97 };
        // Sickness of ordinary children: a few spells a year, mostly of a day or two (two draws: fewer children with none).
        let spells = if child.grade <= 6 { 1.4 } else { 1.25 };
        self.spells(spells * frailty * burden, day::ILL, 0.4);
        self.spells(spells * frailty * burden, day::ILL, 0.4);
        self.spells(0.35 * burden, day::FAMILY, 0.4);
        self.spells(0.25, day::NO_REASON, 0.2);
        self.spells(0.05, day::MOURNING, 0.5);
        self.quarantine();
        self.single(1.2 * frailty * burden, day::LATE);
        self.single(0.9 * frailty, day::EARLY);
        if self.roll.chance(0.012) {
            let at = self.roll.below(self.days.len().max(1) as u32) as usize;
            for offset in 0..self.roll.between(2, 11) as usize {
                self.mark(at + offset, day::HOSPITAL);
            }
        }
        if self.roll.chance(0.006) {
            // A long illness.
            let spells = 8.0;
            self.spells(spells, day::ILL, 0.75);
        }
        match child.care {
            Care::None => {}
            Care::Some => {
                self.spells(0.5 * shows, day::FAMILY, 0.3);
                self.single(1.0 * shows, day::LATE);
            }
            Care::Excessive => {
                // Most families say the child is ill; few name the reason.
                self.spells(2.6 * shows, day::ILL, 0.4);
                self.spells(1.2 * shows, day::FAMILY, 0.35);
                self.spells(0.8 * shows, day::NO_REASON, 0.3);
                self.single(4.0 * shows, day::LATE);
                self.single(1.5 * shows, day::EARLY);
            }
        }
        if child.neglected {
            self.spells(2.2 * shows, day::NO_REASON, 0.45);
            self.spells(1.2 * shows, day::ILL, 0.45);
            self.single(5.0 * shows, day::LATE);
        }
        self.truancy(child);
    }

    /// Spells of absence at random days; `go_on` is the chance that a spell lasts another day.
    fn spells(&mut self, per_year: f64, code: u8, go_on: f64) {
        let mean = per_year * self.days.len() as f64 / self.year_days;
        for _ in 0..self.roll.count(mean) {
            let first = self.roll.below(self.days.len().max(1) as u32) as usize;
            for at in first..first + 12 {
                self.mark(at, code);
                if !self.roll.chance(go_on) {
                    break;
                }
            }
        }
    }

    fn single(&mut self, per_year: f64, code: u8) {
        self.spells(per_year, code, 0.0);
    }

    /// Suspension with an infection (出席停止), five to seven days, as in 令和4年度.
    fn quarantine(&mut self) {
        if self.roll.chance(0.3) {
            let at = self.roll.below(self.days.len().max(1) as u32) as usize;
            for offset in 0..self.roll.between(3, 6) as usize {
                self.mark(at + offset, day::SUSPENDED);
            }
        }
    }

    /// A day holds what was recorded first, but absence outweighs being late.
    fn mark(&mut self, at: usize, code: u8) {
        if let Some(slot) = self.days.get_mut(at)
            && (*slot == day::PRESENT || (matches!(*slot, day::LATE | day::EARLY) && day::absent(code)))
        {
            *slot = code;
        }
    }

    fn truancy(&mut self, child: &Child) {
        let (begins, signs) = match child.truancy {
            Truancy::Never => return,
            Truancy::Continuing => (0, 0),
            Truancy::Begins(begins, signs) => (usize::from(begins), usize::from(signs)),
        };
        let intensity = 0.3 + 0.6 * self.roll.share();
        let strength = 0.15 + 0.25 * self.roll.share();
        let writes_truant = self.roll.chance(0.85);
        let start = begins.saturating_sub(signs);
        let mut absent = 0;
        for at in start..self.days.len() {
            let before = at < begins;
            let chance = if before {
                // Signs grow towards the beginning.
                strength * (at - start) as f64 / signs.max(1) as f64
            } else {
                intensity
            };
            if self.roll.chance(chance) {
                absent += 1;
                let named = !before && writes_truant && absent > 6 && self.roll.chance(0.9);
                let code = if named {
                    day::TRUANT
                } else {
                    [day::ILL, day::OTHER, day::NO_REASON][self.roll.weighted(&[0.75, 0.12, 0.13])]
                };
                self.mark(at, code);
            } else if self.roll.chance(if before { chance * 0.9 } else { 0.15 }) {
                let code = if self.roll.chance(0.65) { day::LATE } else { day::EARLY };
                self.mark(at, code);
            }
        }
    }
}
