//! Putting a yes into words: the sentence of the indicator, filled in, with what it rests on.
//!
//! The one predicate of the ledger decides what may be shown: inner life is a hit only, a shield covers places, and what is
//! not in the default view is not named.

use catalog::rule::{Aggregate, Piece, Placeholder, Rule, Window, shown_number};
use domain::PersonId;
use ledger::{Observation, Shown};

use crate::answer::{Answer, Found};
use crate::judge::Judge;
use crate::period::{Period, month_name, month_title};
use crate::plan::{IndicatorPlan, RulePlan};
use crate::signal::{Evidence, EvidenceRecord, Reason};

/// Values a reason carries as its evidence; the rest is counted in its sentence.
const EVIDENCE_MAX: usize = 40;

/// The reasons of all answers, and the context beside them; equal hits of one survey are one reason.
pub(crate) fn reasons(
    judge: &Judge<'_, '_>,
    child: PersonId,
    plan: &RulePlan<'_>,
    answers: &[Answer<'_>],
) -> (Vec<Reason>, Vec<Reason>) {
    let (mut reasons, mut context): (Vec<Reason>, Vec<Reason>) = (Vec::new(), Vec::new());
    for (indicator, answer) in plan.indicators.iter().zip(answers) {
        let Answer::Yes(found) = answer else { continue };
        let writer = Writer { judge, child, rule: plan.rule, plan: indicator, found, answers };
        let reason = writer.reason();
        let list = if indicator.indicator.context { &mut context } else { &mut reasons };
        match list.iter_mut().find(|other| other.text == reason.text) {
            Some(other) => {
                other.points += reason.points;
                other.indicators.extend(reason.indicators);
                other.evidence.extend(reason.evidence);
            }
            None => list.push(reason),
        }
    }
    (reasons, context)
}

/// What was not recorded, each once, in the order of the rule.
pub(crate) fn missing(plan: &RulePlan<'_>, answers: &[Answer<'_>]) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    for (place, (indicator, answer)) in plan.indicators.iter().zip(answers).enumerate() {
        let gap = match answer {
            // The indicator it stands in for says what is missing.
            Answer::Unknown(_) if indicator.indicator.instead_of.is_some() => None,
            Answer::Unknown(gap) => Some(gap),
            Answer::Yes(found) => found.gap.as_ref(),
            Answer::No { gap, .. } => gap.as_ref(),
            Answer::Skipped => None,
        };
        // Another source answered the same question.
        let answered = plan.indicators.iter().zip(answers).any(|(other, answer)| {
            other.indicator.instead_of == Some(place) && matches!(answer, Answer::Yes(_) | Answer::No { .. })
        });
        if let Some(gap) = gap.filter(|_| !answered) {
            let text = gap.text(&indicator.indicator.data);
            if !missing.contains(&text) {
                missing.push(text);
            }
        }
    }
    missing
}

/// The day, month or first day of a row.
fn date_of(row: &Observation<'_>) -> String {
    let when = row.when();
    if when.timing == ledger::Timing::Month { when.to_string() } else { ledger::date_text(when.from) }
}

struct Writer<'a, 'r, 'k> {
    judge: &'a Judge<'r, 'k>,
    child: PersonId,
    rule: &'a Rule,
    plan: &'a IndicatorPlan<'r>,
    found: &'a Found<'k>,
    answers: &'a [Answer<'k>],
}

impl Writer<'_, '_, '_> {
    fn reason(&self) -> Reason {
        let indicator = self.plan.indicator;
        let evidence = self.evidence();
        let text = match self.found.rows.first().map(|(person, row)| self.judge.view.shown(self.child, *person, row)) {
            Some(Shown::HitOnly(text)) => text,
            Some(Shown::Hidden) => format!("{}に関する記録に該当あり（標準表示では示さない項目）", self.relation()),
            Some(Shown::Value(_) | Shown::Masked) | None => self.sentence(),
        };
        let points = if indicator.context { 0 } else { self.found.points };
        Reason { indicators: vec![indicator.id.clone()], text, points, evidence }
    }

    fn sentence(&self) -> String {
        let mut text = String::new();
        for piece in &self.plan.indicator.say.pieces {
            match piece {
                Piece::Words(words) => text.push_str(words),
                Piece::Fill(fill) => text.push_str(&self.fill(fill)),
            }
        }
        if !self.found.remark.is_empty() {
            text.push_str(&format!("（{}）", self.found.remark));
        }
        text
    }

    fn fill(&self, fill: &Placeholder) -> String {
        match fill {
            Placeholder::Value => self.value(),
            Placeholder::ValueOf(id) => self.value_of(id),
            Placeholder::Number(name) => {
                self.rule.parameters.get(name).map(catalog::rule::Parameter::shown).unwrap_or_default()
            }
            Placeholder::Relation => self.relation(),
            Placeholder::Age => self.age(),
            Placeholder::Date => self.found.rows.first().map(|(_, row)| date_of(row)).unwrap_or_default(),
            Placeholder::From => self.found.period.map(|period| period.first.to_string()).unwrap_or_default(),
            Placeholder::To => self.found.period.map(|period| period.last.to_string()).unwrap_or_default(),
            Placeholder::Month => self.found.month.map(month_title).unwrap_or_default(),
            Placeholder::InMonth => {
                let today = self.judge.view.as_of().first_of_month();
                let said = |month: jiff::civil::Date| match month.first_of_month() == today {
                    true => "当月".to_owned(),
                    false => format!("{}に", month_title(month)),
                };
                self.found.month.map(said).unwrap_or_default()
            }
            Placeholder::Months => self.found.months.to_string(),
            Placeholder::Delivered => {
                self.found.month.map(|month| format!("{}提供分", month_name(month))).unwrap_or_default()
            }
            Placeholder::Median => self.found.compared.map(shown_number).unwrap_or_default(),
            Placeholder::Grade => self.judge.view.grade_label(self.child),
            Placeholder::Breakdown => {
                let parts: Vec<String> =
                    self.found.breakdown.iter().map(|(reason, count)| format!("{reason}{count}")).collect();
                parts.join("、")
            }
        }
    }

    fn value(&self) -> String {
        if let Some(number) = self.found.number {
            // A difference is shown as whole days; nobody is absent for a third of one.
            let whole = if self.plan.indicator.aggregate == Aggregate::Change { number / 1000 * 1000 } else { number };
            return shown_number(whole);
        }
        let mut values: Vec<String> = Vec::new();
        for person in self.people() {
            let own = self.found.rows.iter().find(|(of, _)| *of == person);
            let shown = own.map(|(of, row)| self.judge.view.shown(self.child, *of, row));
            if let Some(text) = shown.as_ref().and_then(Shown::text).filter(|text| !text.is_empty()) {
                values.push(text.to_owned());
            }
        }
        values.dedup();
        values.join("・")
    }

    fn value_of(&self, id: &str) -> String {
        let place = self.rule.indicators.iter().position(|indicator| indicator.id == id);
        let number = place.and_then(|place| self.answers.get(place)).and_then(Answer::number);
        number.map_or_else(|| "未確認".to_owned(), shown_number)
    }

    /// Whose rows it rests on; the child when nobody else's.
    fn people(&self) -> Vec<PersonId> {
        if self.found.people.is_empty() { vec![self.child] } else { self.found.people.clone() }
    }

    fn relation(&self) -> String {
        let names: Vec<String> =
            self.people()
                .into_iter()
                .map(|person| {
                    if person == self.child {
                        "本人".to_owned()
                    } else {
                        self.judge.view.relation(self.child, person)
                    }
                })
                .collect();
        names.join("・")
    }

    fn age(&self) -> String {
        let ages: Vec<String> = self
            .people()
            .into_iter()
            .filter_map(|person| self.judge.view.ages(person))
            .map(|(least, greatest)| match least == greatest {
                true => format!("{least}歳"),
                false => format!("{least}～{greatest}歳"),
            })
            .collect();
        ages.join("・")
    }

    fn evidence(&self) -> Vec<Evidence> {
        let mut evidence: Vec<Evidence> = self
            .found
            .rows
            .iter()
            .take(EVIDENCE_MAX)
            .filter_map(|(person, row)| {
                let shown = self.judge.view.shown(self.child, *person, row);
                let value = match &shown {
                    Shown::HitOnly(_) => "該当あり".to_owned(),
                    Shown::Hidden => return None,
                    other => other.text().unwrap_or_default().to_owned(),
                };
                Some(self.of_row(*person, row, value))
            })
            .collect();
        if self.found.number.is_some() && self.plan.indicator.aggregate != Aggregate::People && !evidence.is_empty() {
            // The result stands first, with the time it was counted over.
            let mut whole = evidence[0].clone();
            whole.value = self.value();
            whole.date = self.counted_over(whole.date);
            if self.found.rows.len() > 1 {
                whole.record = None;
            }
            evidence.insert(0, whole);
        }
        if evidence.is_empty() {
            evidence.push(self.without_row());
        }
        evidence
    }

    fn counted_over(&self, alone: String) -> String {
        match (self.plan.indicator.window, self.found.month, self.found.period) {
            (Window::Ever | Window::Current, ..) => alone,
            (Window::EachMonth, Some(month), _) => format!("{:04}-{:02}", month.year(), month.month()),
            (_, _, Some(Period { first, last })) => format!("{first}～{last}"),
            (_, _, None) => alone,
        }
    }

    fn of_row(&self, person: PersonId, row: &Observation<'_>, value: String) -> Evidence {
        Evidence {
            item: row.item().cloned().unwrap_or_else(|| self.plan.indicator.items[0].clone()),
            value,
            date: row.when().to_string(),
            source: row.extract().system.clone(),
            record: Some(EvidenceRecord {
                extract: row.extract().id,
                file: self.judge.view.file(person, row),
                record: row.record(),
                person,
            }),
        }
    }

    /// A reason that rests on silence, or on the people themselves.
    fn without_row(&self) -> Evidence {
        let item = self.plan.indicator.items[0].clone();
        let mut systems: Vec<String> = match self.plan.indicator.aggregate {
            Aggregate::People => self.judge.view.systems_of(&self.people()),
            _ => {
                let delivered = self.plan.tests.iter().map(|test| self.judge.scans.system(*test));
                delivered.filter(|system| !system.is_empty()).map(str::to_owned).collect()
            }
        };
        let mut seen = std::collections::BTreeSet::new();
        systems.retain(|system| seen.insert(system.clone()));
        let source = if systems.is_empty() { self.judge.view.item_system(&item) } else { systems.join("・") };
        let hidden = !self.found.rows.is_empty();
        let (value, date) = match (self.plan.indicator.aggregate, self.found.month) {
            _ if hidden => ("該当あり".to_owned(), String::new()),
            (Aggregate::None, Some(month)) => {
                ("記録なし".to_owned(), format!("{:04}-{:02}まで", month.year(), month.month()))
            }
            (Aggregate::None, None) => ("記録なし".to_owned(), String::new()),
            _ => (self.value(), format!("{}現在", self.judge.view.as_of())),
        };
        Evidence { item, value, date, source, record: None }
    }
}
