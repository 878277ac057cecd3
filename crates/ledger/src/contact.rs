//! Who last saw the child and when (最終確認): meetings, checkups attended, days present at school.

use domain::{PersonId, Value};
use jiff::civil::Date;

use crate::intern::text_of;
use crate::knowledge::Knowledge;
use crate::known_items::{PROGRESS_KIND, SIGHTINGS, SightingTest, item, says_not_met};
use crate::observation::Observation;
use crate::when::{Timing, register_date};

/// Somebody met the child.
#[derive(Debug, Clone, Copy)]
pub struct Sighting<'a> {
    /// The day; when only a month or period is known, its first day: nobody is taken to have seen the child later than is certain.
    pub on: Date,
    /// Whether the day is known.
    pub exact: bool,
    /// Who or what met the child, e.g. `学校（出席）`.
    pub by: &'static str,
    /// The row that shows it.
    pub observation: Observation<'a>,
}

impl Knowledge {
    /// The newest sighting of each kind, newest first.
    #[must_use]
    pub fn sightings(&self, person: PersonId) -> Vec<Sighting<'_>> {
        let mut newest: Vec<Sighting<'_>> = SIGHTINGS
            .iter()
            .filter_map(|kind| {
                let of_item = self.observations(person, &item(kind.id));
                of_item.filter_map(|o| self.sighting(o, kind.by, kind.test)).max_by_key(|sighting| sighting.on)
            })
            .collect();
        newest.extend(self.present_months(person));
        newest.sort_by(|a, b| b.on.cmp(&a.on).then(a.by.cmp(b.by)));
        newest
    }

    /// The newest sighting of any kind.
    #[must_use]
    pub fn last_seen(&self, person: PersonId) -> Option<Sighting<'_>> {
        self.sightings(person).into_iter().next()
    }

    fn sighting<'a>(&self, observation: Observation<'a>, by: &'static str, test: SightingTest) -> Option<Sighting<'a>> {
        let value = observation.value();
        let text = text_of(value, observation.raw());
        let date = match (test, value) {
            (SightingTest::DateIsDay, value) => register_date(value),
            (SightingTest::Attended, Value::Flag(false)) => return None,
            // A checkup that holds its date was attended on it.
            (SightingTest::Attended, Value::Date(date)) => date,
            (SightingTest::Attended | SightingTest::RowDay, _) if says_not_met(text) => {
                return None;
            }
            (SightingTest::Positive, Value::Number(number)) if number <= 0 => return None,
            (SightingTest::Positive, Value::Missing) => return None,
            _ => {
                let by_telephone = observation
                    .beside(&item(PROGRESS_KIND))
                    .is_some_and(|kind| says_not_met(text_of(kind.value(), kind.raw())));
                let when = observation.when();
                // The date of a delivery is no day on which anybody met the child, nor is a whole 年度.
                if by_telephone || when.timing == Timing::Delivery || observation.past_year() == Some(when) {
                    return None;
                }
                when.from
            }
        };
        let on = date.earliest?;
        (on <= self.as_of).then_some(Sighting { on, exact: date.exact().is_some(), by, observation })
    }

    /// Months in which the child was at school on more days than it was absent, where only totals are delivered.
    fn present_months(&self, person: PersonId) -> Option<Sighting<'_>> {
        let absent = item("attendance.monthly.absent");
        let days = item("attendance.monthly.school-days");
        self.observations(person, &days)
            .filter_map(|total| {
                let Value::Number(total_days) = total.value() else {
                    return None;
                };
                let when = total.when();
                let missed: i64 = self
                    .observations(person, &absent)
                    .filter(|o| o.when() == when)
                    .map(|o| if let Value::Number(missed) = o.value() { missed } else { 0 })
                    .sum();
                let first = when.first().filter(|day| *day <= self.as_of)?;
                (total_days > missed).then_some(Sighting {
                    on: first,
                    exact: false,
                    by: "学校（月別の出欠）",
                    observation: total,
                })
            })
            .max_by_key(|sighting| sighting.on)
    }
}
