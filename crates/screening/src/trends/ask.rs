//! Asking the traits of a declared list about every child of a purpose's population.

use catalog::rule::{Circle, Rule};
use catalog::{Catalog, Purpose};
use domain::PersonId;
use ledger::{Knowledge, SupportState};
use rayon::prelude::*;

use super::{Answer, Child, Trait};
use crate::answer;
use crate::calendar::Calendar;
use crate::judge::{Asker, Detail, Judge, Medians};
use crate::plan::plans;
use crate::population::{LeftOut, Population};
use crate::view::View;

/// The traits of a list and what is known of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The traits the purpose admits, in the order of the list.
    pub traits: Vec<Trait>,
    /// Titles of traits the purpose does not hold the items for (本目的の項目にない).
    pub lacking: Vec<String>,
    /// Ids of traits whose items are delivered in part: who has it is known, who has not is not, and there is no share (判定不能).
    pub undecidable: Vec<String>,
    /// The population, ascending.
    pub children: Vec<Child>,
    /// Children who may belong to it, and of whom nothing says so.
    pub left_out: LeftOut,
}

/// Answers the traits declared in a list (a rule of kind `trend`) for every child. A family is known when a consultation of the
/// child, or of a sibling or other member of the household, is or was open on the as-of date.
#[must_use]
pub fn ask(knowledge: &Knowledge, catalog: &Catalog, purpose: &Purpose, list: &Rule) -> Asked {
    let view = View::new(knowledge, catalog, purpose);
    let (plans, scans) = plans(&[list], catalog, purpose, knowledge);
    let calendar = Calendar::build(knowledge, &|item| view.allows(item));
    let mut judge = Judge { view, scans, plans, calendar, medians: Medians::default() };
    let Population { children: population, left_out } = Population::of(&judge.view);
    judge.count_medians(&population);
    let (admitted, lacking): (Vec<usize>, Vec<usize>) =
        (0..list.indicators.len()).partition(|&place| judge.plans[0].indicators[place].is_admitted());
    let traits: Vec<Trait> = admitted
        .iter()
        .map(|&place| {
            let indicator = &list.indicators[place];
            Trait { id: indicator.id.clone(), title: indicator.title.clone(), counts: !indicator.context }
        })
        .collect();
    let mut children: Vec<(Child, Vec<bool>)> = population
        .par_iter()
        .map(|person| {
            let asker = Asker::new(*person, &judge.scans, &judge.view);
            let answers = judge.answers(&asker, &judge.plans[0], Detail::Full);
            let partial = admitted
                .iter()
                .map(|&place| matches!(&answers[place], answer::Answer::Yes(found) if found.partial))
                .collect();
            let child = Child {
                person: *person,
                known: is_known(&judge.view, *person),
                answers: admitted.iter().map(|&place| plain(&answers[place])).collect(),
            };
            (child, partial)
        })
        .collect();
    let mut undecidable = Vec::new();
    for (at, one) in traits.iter().enumerate() {
        let yes = children.iter().filter(|(child, _)| child.answers[at] == Answer::Yes).count();
        let partial = children.iter().filter(|(_, partial)| partial[at]).count();
        if partial * 2 > yes {
            undecidable.push(one.id.clone());
            children.iter_mut().for_each(|(child, _)| child.answers[at] = Answer::Unknown);
        }
    }
    Asked {
        traits,
        lacking: lacking.into_iter().map(|place| list.indicators[place].title.clone()).collect(),
        undecidable,
        children: children.into_iter().map(|(child, _)| child).collect(),
        left_out,
    }
}

fn plain(answer: &answer::Answer<'_>) -> Answer {
    match answer {
        answer::Answer::Yes(_) => Answer::Yes,
        // Counted over what was delivered, and not enough; some months are never delivered in time.
        answer::Answer::No { gap: None, .. } | answer::Answer::No { number: Some(_), .. } => Answer::No,
        // Nothing counted, and a part that was not delivered could have been a yes.
        answer::Answer::No { .. } | answer::Answer::Unknown(_) | answer::Answer::Skipped => Answer::Unknown,
    }
}

/// Whether the child's family is known from a consultation.
fn is_known(view: &View<'_>, child: PersonId) -> bool {
    let consulted = |person: PersonId| !matches!(view.knowledge.support(person), SupportState::None);
    consulted(child) || view.circle(child, Circle::Household).into_iter().any(consulted)
}
