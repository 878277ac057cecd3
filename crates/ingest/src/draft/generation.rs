//! Who of a file are children, by their birth dates beside its other dates.

use super::guess::{Drafted, DraftedRole};
use super::profile::Profile;
use super::repeats::Group;
use super::words::Person;

/// The year most values of a column of birth dates lie in, by the middle one.
fn middle_year(profile: &Profile) -> Option<i16> {
    let context = japanese::date::DateContext::default();
    let mut years: Vec<i16> = profile
        .values
        .keys()
        .filter_map(|value| japanese::date::parse(value, &context)?.date.earliest.map(|day| day.year()))
        .collect();
    years.sort_unstable();
    years.get(years.len() / 2).copied()
}

/// The last year any date in the file lies in.
fn last_year<'p>(profiles: impl Iterator<Item = &'p Profile>) -> Option<i16> {
    let context = japanese::date::DateContext::default();
    let dates = profiles.filter(|profile| profile.dates >= 60).flat_map(|profile| profile.values.keys());
    dates
        .filter_map(|value| japanese::date::parse(value, &context)?.date.earliest.map(|day| day.year()))
        .filter(|year| *year < 2100)
        .max()
}

/// 子ども医療: those who receive are the children themselves, as their birth dates show.
pub(super) fn recipients_who_are_children(keyed: &[(Group, Profile, String)], people: &mut [Option<Person>]) {
    let recipient = |person: &Option<Person>| person.as_ref().is_some_and(|person| person.role == "recipient");
    if !people.iter().any(recipient)
        || people.iter().flatten().any(|person| person.role == "child" && person.identifies)
    {
        return;
    }
    let birth = keyed.iter().zip(people.iter()).find(|((_, profile, key), person)| {
        key.contains("生年月日") && profile.dates >= 60 && (person.is_none() || recipient(person))
    });
    let young = birth.and_then(|((_, profile, _), _)| middle_year(profile)).is_some_and(|middle| {
        last_year(keyed.iter().map(|(_, profile, _)| profile)).is_some_and(|last| last - middle <= 19)
    });
    if young {
        for person in people.iter_mut().flatten().filter(|person| person.role == "recipient") {
            (person.role, person.kind) = ("child", "child");
        }
    }
}

/// A birth date of a child that lies a generation before the other dates of the file is somebody else's.
pub(super) fn no_grown_up_children(columns: &mut [Drafted], roles: &[DraftedRole]) {
    let last = last_year(columns.iter().map(|column| &column.profile));
    let child = |column: &Drafted| roles.iter().any(|role| role.id == column.role && role.kind == "child");
    for column in columns.iter_mut().filter(|column| column.field.as_deref() == Some("birth-date") && child(column)) {
        if let (Some(middle), Some(last)) = (middle_year(&column.profile), last)
            && last - middle > 25
        {
            column.remarks.retain(|remark| !remark.contains("birth-date"));
            column.remarks.push(
                "推定: birth-date。ただし子どもとしては古い日付が多く、保護者などの生年月日かもしれません。役割（role）を確かめてください".to_owned(),
            );
        }
    }
}
