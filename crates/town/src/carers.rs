//! Which children look after their family (ヤングケアラー): by the household's need, at the prevalence of the national surveys.

use crate::child::{Care, Child};
use crate::conditions::Conditions;
use crate::dice::{Dice, Purpose};
use crate::person::NONE;
use crate::rates::Rates;
use crate::settle::Residents;

/// Gives every child of eight and older its share of care.
///
/// Whom carers look after (国の調査, 中2): brothers and sisters six in ten, parents a quarter, grandparents a seventh.
/// Need makes care likelier but never certain, and a tenth of all care happens where no record shows any need.
pub(crate) fn assign(
    children: &mut [Child],
    residents: &Residents,
    conditions: &Conditions,
    rates: &Rates,
    dice: Dice,
) {
    let weights: Vec<f64> = children.iter().map(|child| need(child, residents, conditions)).collect();
    // Three groups of grades, as surveyed: primary from the third year, lower secondary, upper secondary.
    for (grades, prevalence) in
        [(3..=6, rates.family_care.0), (7..=9, rates.family_care.1), (10..=12, rates.family_care.2)]
    {
        let group: Vec<usize> = (0..children.len()).filter(|&index| grades.contains(&children[index].grade)).collect();
        let mean = group.iter().map(|&index| weights[index]).sum::<f64>() / group.len().max(1) as f64;
        if mean <= 0.0 {
            continue;
        }
        draw(children, &group, |index| prevalence * weights[index] / mean, rates, dice);
    }
}

/// Draws from a group in an order of chance with an even step, so that small towns keep the rates too.
fn draw(children: &mut [Child], group: &[usize], chance: impl Fn(usize) -> f64, rates: &Rates, dice: Dice) {
    let mut order: Vec<(u64, usize)> = group
        .iter()
        .map(|&index| (dice.roll(Purpose("care by a child"), u64::from(children[index].person)).bits(), index))
        .collect();
    order.sort_unstable();
    let mut start = dice.roll(Purpose("care by children"), group.len() as u64);
    let (mut some, mut excessive) = (start.share(), start.share());
    let prevalence = order.iter().map(|&(_, index)| chance(index)).sum::<f64>() / order.len().max(1) as f64;
    for (_, index) in order {
        let own = chance(index).min(0.65);
        some += own;
        if some >= 1.0 {
            some -= 1.0;
            // The greater the need, the likelier it is too much.
            excessive += (rates.excessive_care * (0.55 + 0.2 * own / prevalence)).min(0.8);
            children[index].care = if excessive >= 1.0 { Care::Excessive } else { Care::Some };
            excessive %= 1.0;
        }
    }
}

/// How much care a household needs that a child could give.
fn need(child: &Child, residents: &Residents, conditions: &Conditions) -> f64 {
    let me = &residents.persons[child.person as usize];
    let home = &residents.households[me.household as usize];
    let mut need = 0.35;
    let adults = usize::from(me.mother != NONE)
        + usize::from(me.father != NONE && residents.persons[me.father as usize].household != NONE);
    let small = home
        .members()
        .filter(|&member| member != child.person && residents.persons[member as usize].birth > me.birth)
        .map(|member| residents.persons[member as usize].grade(0) - me.grade(0))
        .filter(|gap| *gap <= -5)
        .count();
    let busy = adults < 2
        || [me.mother, me.father].iter().all(|&parent| parent == NONE || conditions.working[parent as usize]);
    need += small as f64 * if busy { 1.3 } else { 0.6 };
    if child.ill_parent {
        need += 2.2;
    }
    let handicapped_sibling = home.members().any(|member| {
        member != child.person
            && conditions.certificate_of(member).is_some()
            && residents.persons[member as usize].child != NONE
    });
    if handicapped_sibling {
        need += 1.6;
    }
    if residents.persons[child.person as usize].nation != 0 {
        need += 0.8;
    }
    for &other in conditions.households_of(home.dwelling) {
        for member in residents.households[other as usize].members() {
            if let Some(care) = conditions.care_of(member) {
                need += f64::from(care.level) * if busy { 0.45 } else { 0.25 };
            }
        }
    }
    need * if adults < 2 { 1.5 } else { 1.0 }
}
