//! Families that came for help (こども総合相談): a biased sample of the troubled, and some that are not.

use jiff::civil::Date;

use crate::calendar::shift;
use crate::child::{Care, Child, Place, Truancy};
use crate::dice::{Dice, Purpose, Roll};
use crate::person::PersonIndex;
use crate::rates::Rates;
use crate::settle::Residents;

/// One consultation case (受理).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case {
    pub(crate) child: u32,
    pub(crate) person: PersonIndex,
    pub(crate) received: Date,
    pub(crate) closed: Option<Date>,
    pub(crate) cause: Cause,
    pub(crate) route: u8,
}

/// What it is about (相談種別 主).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    Abuse,
    Care,
    Handicap,
    Truancy,
    Upbringing,
    Other,
}

impl Cause {
    /// As the system writes it.
    pub(crate) const fn written(self) -> &'static str {
        match self {
            Self::Abuse => "児童虐待",
            Self::Care => "養護（その他）",
            Self::Handicap => "発達障害",
            Self::Truancy => "不登校",
            Self::Upbringing => "育児・しつけ",
            Self::Other => "その他",
        }
    }
}

/// Ways a case comes in (経路).
pub(crate) const ROUTES: [&str; 8] =
    ["学校", "保育所", "保健センター", "家族（父母）", "近隣・知人", "警察等", "医療機関", "児童本人"];

/// Draws the cases, sorted by the day they were received.
pub(crate) fn cases(residents: &Residents, children: &[Child], rates: &Rates, dice: Dice, on: Date) -> Vec<Case> {
    let mut cases = Vec::new();
    for (index, child) in children.iter().enumerate() {
        let mut roll = dice.roll(Purpose("consultation"), u64::from(child.person));
        let (ordinary, neglect, truancy, handicap, poor, care) = rates.consulted;
        let truant = matches!(child.truancy, Truancy::Continuing)
            || matches!(child.truancy, Truancy::Begins(begins, _) if begins < 100);
        let causes = [
            (if child.neglected { neglect } else { 0.0 }, Cause::Abuse),
            (if truant { truancy } else { 0.0 }, Cause::Truancy),
            (if child.handicapped { handicap } else { 0.0 }, Cause::Handicap),
            (if child.poor { poor } else { 0.0 }, Cause::Care),
            (if child.care == Care::Excessive { care } else { 0.0 }, Cause::Care),
            (ordinary, [Cause::Upbringing, Cause::Abuse, Cause::Other][roll.weighted(&[0.55, 0.25, 0.2])]),
        ];
        let Some(&(_, cause)) = causes.iter().find(|(chance, _)| roll.chance(*chance)) else {
            continue;
        };
        cases.push(case(index, child, cause, &mut roll, rates, on));
        // Brothers and sisters are often received together in cases of abuse.
        if cause == Cause::Abuse {
            let home = residents.persons[child.person as usize].household;
            for member in residents.households[home as usize].members() {
                let sibling = residents.persons[member as usize].child;
                if member > child.person && sibling != crate::person::NONE && roll.chance(0.5) {
                    let mut same = cases[cases.len() - 1];
                    (same.child, same.person) = (sibling, member);
                    cases.push(same);
                    break;
                }
            }
        }
    }
    cases.sort_by_key(|case| (case.received, case.person));
    cases.dedup_by_key(|case| case.person);
    cases
}

fn case(index: usize, child: &Child, cause: Cause, roll: &mut Roll, rates: &Rates, on: Date) -> Case {
    let received = shift(on, -roll.between(3, 1_200));
    let days_open = roll.between(60, 500);
    let closed = shift(received, days_open);
    let old = received < shift(on, -700);
    let open = closed >= on || (roll.chance(rates.consultation_open) && !old);
    let route = match child.place {
        Place::Public => roll.weighted(&[0.45, 0.0, 0.03, 0.22, 0.1, 0.12, 0.04, 0.04]),
        Place::Nursery => roll.weighted(&[0.0, 0.35, 0.2, 0.2, 0.1, 0.1, 0.05, 0.0]),
        _ => roll.weighted(&[0.1, 0.0, 0.3, 0.3, 0.12, 0.12, 0.06, 0.0]),
    } as u8;
    Case { child: index as u32, person: child.person, received, closed: (!open).then_some(closed), cause, route }
}
