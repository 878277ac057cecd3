//! The roster: each user with school, grade, class, number in class, birth date and sex from the other members.

use std::collections::{BTreeMap, BTreeSet};

use super::{Set, Table};

/// Headers of the joined roster, as source definitions name them.
pub(super) const HEADERS: [&str; 18] = [
    "sourcedId",
    "userMasterIdentifier",
    "identifier",
    "familyName",
    "givenName",
    "middleName",
    "kanaFamilyName",
    "kanaGivenName",
    "preferredFamilyName",
    "preferredGivenName",
    "grade",
    "schoolName",
    "schoolCode",
    "className",
    "seatNumber",
    "schoolYear",
    "birthDate",
    "sex",
];

/// One row of the roster.
pub(super) struct Student {
    pub(super) cells: Vec<String>,
    /// Line in `users.csv`.
    pub(super) line: u32,
    pub(super) is_student: bool,
}

/// Place of a student in a school.
#[derive(Debug, Clone, Default)]
struct Place {
    class: Option<usize>,
    homeroom: bool,
    seat: String,
}

/// Joins the members. Rows marked for deletion and users that are no students are kept, but not as students.
pub(super) fn join(set: &Set, users: &Table) -> Vec<Student> {
    let orgs = Keyed::new(set.table("orgs.csv"));
    let classes = Keyed::new(set.table("classes.csv"));
    let sessions = Keyed::new(set.table("academicSessions.csv"));
    let demographics = Keyed::new(set.table("demographics.csv"));
    let enrollments = set.table("enrollments.csv");
    let (roles, role_orgs) = roles(set.table("roles.csv"));
    let (places, enrolled) = places(enrollments.as_ref(), &classes);

    let id = users.column(&["sourcedId"]);
    let of = |names: &[&str]| users.column(names);
    let (status, role, org, home) =
        (of(&["status"]), of(&["role"]), of(&["orgSourcedIds", "primaryOrgSourcedId"]), of(&["homeClass"]));
    let plain = [
        id,
        of(&["userMasterIdentifier"]),
        of(&["identifier"]),
        of(&["familyName"]),
        of(&["givenName"]),
        of(&["middleName"]),
        of(&["kanaFamilyName", "phoneticFamilyName"]),
        of(&["kanaGivenName", "phoneticGivenName"]),
        of(&["preferredFamilyName"]),
        of(&["preferredGivenName"]),
    ];
    let grades = of(&["grades", "grade"]);
    (0..users.rows.len())
        .map(|row| {
            let user = users.cell(row, id);
            let place = places.get(user).cloned().unwrap_or_default();
            let class = classes.row(users.cell(row, home)).or(place.class.filter(|_| place.homeroom));
            let school = [
                users.cell(row, org),
                role_orgs.get(user).map_or("", String::as_str),
                classes.cell(class.or(place.class), &["schoolSourcedId"]),
            ]
            .into_iter()
            .flat_map(|ids| ids.split(','))
            .find_map(|school| orgs.row(school.trim()));
            let grade = match first(users.cell(row, grades)) {
                "" => first(classes.cell(class, &["grades"])).to_owned(),
                own => own.to_owned(),
            };
            let person = demographics.row(user);
            let mut cells: Vec<String> = plain.iter().map(|column| users.cell(row, *column).to_owned()).collect();
            cells.extend([
                grade,
                orgs.cell(school, &["name"]).to_owned(),
                orgs.cell(school, &["identifier"]).to_owned(),
                class_name(classes.cell(class, &["title"])),
                place.seat.clone(),
                school_year(&sessions, classes.cell(class.or(place.class), &["termSourcedIds"])),
                demographics.cell(person, &["birthDate"]).to_owned(),
                demographics.cell(person, &["sex"]).to_owned(),
            ]);
            let said = match (roles.get(user), users.cell(row, role)) {
                (Some(of_user), _) => of_user.contains("student"),
                (None, "") if enrolled.is_empty() => true,
                (None, "") => enrolled.get(user).is_none_or(|student| *student),
                (None, role) => role.eq_ignore_ascii_case("student"),
            };
            let is_student = said && !users.cell(row, status).eq_ignore_ascii_case("tobedeleted");
            Student { cells, line: users.lines[row], is_student }
        })
        .collect()
}

/// A member whose rows are found by their `sourcedId` (or `userSourcedId`).
struct Keyed {
    table: Option<Table>,
    rows: BTreeMap<String, usize>,
}

impl Keyed {
    fn new(table: Option<Table>) -> Self {
        let mut rows = BTreeMap::new();
        if let Some(table) = &table {
            let id = table.column(&["sourcedId", "userSourcedId"]);
            for row in 0..table.rows.len() {
                rows.entry(table.cell(row, id).to_owned()).or_insert(row);
            }
        }
        Self { table, rows }
    }

    fn row(&self, id: &str) -> Option<usize> {
        if id.is_empty() { None } else { self.rows.get(id).copied() }
    }

    fn cell(&self, row: Option<usize>, names: &[&str]) -> &str {
        match (&self.table, row) {
            (Some(table), Some(row)) => table.cell(row, table.column(names)),
            _ => "",
        }
    }
}

/// Roles of each user and the organisation of the first student role (members since 1.2).
fn roles(table: Option<Table>) -> (BTreeMap<String, BTreeSet<String>>, BTreeMap<String, String>) {
    let (mut roles, mut orgs) = (BTreeMap::<String, BTreeSet<String>>::new(), BTreeMap::new());
    let Some(table) = table else { return (roles, orgs) };
    let (user, role, org) =
        (table.column(&["userSourcedId"]), table.column(&["role"]), table.column(&["orgSourcedId"]));
    for row in 0..table.rows.len() {
        let (user, role) = (table.cell(row, user).to_owned(), table.cell(row, role).to_ascii_lowercase());
        if role == "student" {
            orgs.entry(user.clone()).or_insert_with(|| table.cell(row, org).to_owned());
        }
        roles.entry(user).or_default().insert(role);
    }
    (roles, orgs)
}

/// The class of each student - a homeroom before any other - and who is enrolled as a student at all.
fn places(enrollments: Option<&Table>, classes: &Keyed) -> (BTreeMap<String, Place>, BTreeMap<String, bool>) {
    let (mut places, mut enrolled) = (BTreeMap::<String, Place>::new(), BTreeMap::new());
    let Some(table) = enrollments else { return (places, enrolled) };
    let (user, class, role) =
        (table.column(&["userSourcedId"]), table.column(&["classSourcedId"]), table.column(&["role"]));
    let seat = table.column(&["shussekiNo"]);
    for row in 0..table.rows.len() {
        let user = table.cell(row, user).to_owned();
        let student = table.cell(row, role).eq_ignore_ascii_case("student");
        *enrolled.entry(user.clone()).or_insert(false) |= student;
        if !student {
            continue;
        }
        let class = classes.row(table.cell(row, class));
        let homeroom = classes.cell(class, &["classType"]).eq_ignore_ascii_case("homeroom");
        let place = places.entry(user).or_default();
        if place.class.is_none() || (homeroom && !place.homeroom) {
            *place = Place { class, homeroom, seat: table.cell(row, seat).to_owned() };
        }
    }
    (places, enrolled)
}

fn first(list: &str) -> &str {
    list.split(',').next().unwrap_or_default().trim()
}

/// 3年1組 → 1組: the grade stands in a column of its own.
fn class_name(title: &str) -> String {
    match title.rsplit_once('年') {
        Some((before, class))
            if !class.trim().is_empty()
                && before.chars().last().is_some_and(|c| japanese::digits::value(c).is_some()) =>
        {
            class.trim().to_owned()
        }
        _ => title.to_owned(),
    }
}

/// The 年度 of a class by its terms: the year in which the term begins, counted from April.
fn school_year(sessions: &Keyed, terms: &str) -> String {
    let session =
        terms.split(',').find_map(|term| sessions.row(term.trim())).or_else(|| sessions.rows.values().next().copied());
    let begin = sessions.cell(session, &["startDate"]);
    japanese::date::parse(begin, &japanese::date::DateContext::default())
        .and_then(|read| read.date.exact())
        .map(|day| japanese::age::school_year(day).to_string())
        .unwrap_or_default()
}
