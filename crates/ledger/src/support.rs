//! Who is supported as of the date: open and closed consultation cases, imported lists (支援の状況).

use domain::{PersonId, Value};
use jiff::civil::Date;

use crate::intern::text_of;
use crate::knowledge::Knowledge;
use crate::known_items::{ids, item, says_no};
use crate::when::register_date;

/// Whether a person is supported as of the date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SupportState {
    /// 支援中: an open consultation case or a list a person imported.
    Open {
        /// Since; `None` = not recorded.
        since: Option<Date>,
        /// The system or list that says so.
        source: String,
    },
    /// 過去に支援（終結）.
    Closed {
        /// Day of the last closure; `None` = not recorded.
        on: Option<Date>,
    },
    /// No case known.
    None,
}

impl SupportState {
    /// As lists say it; empty for no case.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Open { since: Some(day), source } => format!("支援中（{day}から、{source}）"),
            Self::Open { since: None, source } => format!("支援中（{source}）"),
            Self::Closed { on: Some(day) } => format!("過去に支援（終結 {day}）"),
            Self::Closed { on: None } => "過去に支援（終結）".to_owned(),
            Self::None => String::new(),
        }
    }
}

/// One case or line of a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SupportCase {
    /// Since.
    pub since: Option<Date>,
    /// Closed on; `None` with `open` false = closed on an unknown day.
    pub closed: Option<Date>,
    /// Whether it is open as of the date.
    pub open: bool,
    /// The system or list that says so.
    pub source: String,
}

impl Knowledge {
    /// Whether a person is supported as of the date. Any open case outweighs closed ones.
    #[must_use]
    pub fn support(&self, person: PersonId) -> SupportState {
        if !self.is_in_support_records(person) {
            return SupportState::None;
        }
        let cases = self.support_cases(person);
        if let Some(open) = cases.iter().filter(|case| case.open).max_by_key(|case| case.since) {
            return SupportState::Open { since: open.since, source: open.source.clone() };
        }
        match cases.iter().map(|case| case.closed).max() {
            Some(on) => SupportState::Closed { on },
            None => SupportState::None,
        }
    }

    /// Every case and list line known of a person, oldest first.
    #[must_use]
    pub fn support_cases(&self, person: PersonId) -> Vec<SupportCase> {
        let mut cases = Vec::new();
        let mut rows = Vec::new();
        for id in ids::INTAKE {
            for intake in self.observations(person, &item(id)) {
                if rows.contains(&intake.row_id()) {
                    continue;
                }
                rows.push(intake.row_id());
                let since = register_date(intake.value()).earliest;
                if since.is_some_and(|day| day > self.as_of) {
                    continue;
                }
                let ends: Vec<_> = ids::CLOSED
                    .iter()
                    .filter_map(|id| intake.beside(&item(id)))
                    .filter(|end| !end.raw().trim().is_empty())
                    .map(|end| register_date(end.value()))
                    .collect();
                // An unreadable day of closure is a closure on an unknown day.
                let closed = ends.iter().filter_map(|end| end.latest).min();
                let open = ends.is_empty() || closed.is_some_and(|day| day > self.as_of);
                cases.push(SupportCase {
                    since,
                    closed: closed.filter(|_| !open),
                    open,
                    source: intake.extract().system.clone(),
                });
            }
        }
        self.listed(person, &mut cases);
        let start = self.supported.partition_point(|line| line.person < person);
        for line in self.supported[start..].iter().take_while(|line| line.person == person) {
            let open = line.until.is_none_or(|day| day > self.as_of);
            if line.since.is_none_or(|day| day <= self.as_of) {
                cases.push(SupportCase {
                    since: line.since,
                    closed: line.until.filter(|_| !open),
                    open,
                    source: line.list.clone(),
                });
            }
        }
        cases.sort();
        cases
    }

    /// Whether a case, a list or an imported line speaks of a person at all. Most people have none.
    fn is_in_support_records(&self, person: PersonId) -> bool {
        let word = self.support_records.get(person.0 as usize / 64).copied().unwrap_or(0);
        word >> (person.0 % 64) & 1 == 1
    }

    /// Marks everyone of whom [`Knowledge::support_cases`] can hold a case.
    pub(crate) fn mark_support_records(&mut self) {
        let mut persons: Vec<PersonId> = self.supported.iter().map(|line| line.person).collect();
        for id in ids::INTAKE.iter().chain(&[ids::SUPPORT_STATUS, ids::SUPPORT_FROM]) {
            persons.extend(self.lens(&item(id)).people());
        }
        let last = persons.iter().map(|person| person.0 as usize).max().unwrap_or(0);
        self.support_records = vec![0; last / 64 + 1];
        for person in persons {
            self.support_records[person.0 as usize / 64] |= 1 << (person.0 % 64);
        }
    }

    /// Lines of a delivered list of supported children.
    fn listed(&self, person: PersonId, cases: &mut Vec<SupportCase>) {
        let mut rows = Vec::new();
        for id in [ids::SUPPORT_STATUS, ids::SUPPORT_FROM] {
            for line in self.observations(person, &item(id)) {
                if rows.contains(&line.row_id()) {
                    continue;
                }
                rows.push(line.row_id());
                let day = |id: &str| line.beside(&item(id)).map(|o| register_date(o.value()));
                let since = day(ids::SUPPORT_FROM).and_then(|date| date.earliest);
                if since.is_some_and(|since| since > self.as_of) {
                    continue;
                }
                let closed = day(ids::SUPPORT_TO).and_then(|date| date.latest);
                let ended = line.beside(&item(ids::SUPPORT_STATUS)).is_some_and(|status| match status.value() {
                    Value::Flag(on) => !on,
                    value => {
                        let text = text_of(value, status.raw());
                        says_no(text) || ["終結", "終了", "解除"].iter().any(|word| text.contains(word))
                    }
                });
                let open = !ended && closed.is_none_or(|day| day > self.as_of);
                cases.push(SupportCase {
                    since,
                    closed: closed.filter(|_| !open),
                    open,
                    source: line.extract().system.clone(),
                });
            }
        }
    }
}
