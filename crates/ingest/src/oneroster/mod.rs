//! OneRoster sets (1.1, the Japan profile of 1.2, 1.2.1 and 1.2_JP), joined into one roster of students.
//!
//! One record per row of `users.csv`; school, grade, class, 出席番号, birth date and sex come from the other members.

mod join;
mod table;

use std::sync::Arc;

use catalog::Catalog;
use catalog::source::{Format, Source};
use japanese::text::Encoding;

use crate::bundle::Member;
use crate::cells::Dialect;
use crate::forbid;
use crate::header::Header;
use crate::job::ChunkJob;
use crate::layout::{Layout, Layouts};
use crate::notebook::Notebook;
use crate::plan::Plan;
use crate::prepare::{self, Opened};
use crate::reader::{Ending, JobBuilder};
use crate::refusal::{Refusal, RefusalKind};
use crate::request::Request;
use crate::sample::Sample;
use crate::split::Broken;
use crate::wording::Issue;

pub(crate) use table::Table;

/// The source definition by which sets are read where an installation has none of its own.
pub(crate) const BUILT_IN: &str = include_str!("../../sources/oneroster-users.toml");

/// A OneRoster set: the members of one folder or archive.
#[derive(Debug)]
pub struct Set {
    stem: String,
    members: Vec<Member>,
}

impl Set {
    /// Whether these files are a OneRoster set.
    pub(crate) fn is_one(members: &[Member]) -> bool {
        let has = |name: &str| members.iter().any(|member| member.name.eq_ignore_ascii_case(name));
        has("users.csv") && (has("manifest.csv") || has("orgs.csv") || has("enrollments.csv"))
    }

    pub(crate) const fn new(stem: String, members: Vec<Member>) -> Self {
        Self { stem, members }
    }

    /// The file name of its roster: `<stem>/users.csv`.
    #[must_use]
    pub fn file(&self) -> String {
        format!("{}/users.csv", self.stem)
    }

    fn table(&self, name: &str) -> Option<Table> {
        self.members
            .iter()
            .find(|member| member.name.eq_ignore_ascii_case(name))
            .map(|member| Table::read(&member.bytes))
    }
}

/// The built-in source definition of OneRoster sets.
pub(crate) fn built_in() -> Option<Source> {
    toml::from_str(BUILT_IN).ok()
}

/// Reads a set as one delivery: jobs, plan and ending, as [`crate::Reader::finish`] gives them.
///
/// # Errors
/// The set is refused.
pub fn read(catalog: &Catalog, request: &Request, set: &Set) -> Result<(Vec<ChunkJob>, Arc<Plan>, Ending), Refusal> {
    read_with(catalog, Layouts::new(catalog).all(), request, set)
}

pub(crate) fn read_with(
    catalog: &Catalog,
    layouts: &[Layout],
    request: &Request,
    set: &Set,
) -> Result<(Vec<ChunkJob>, Arc<Plan>, Ending), Refusal> {
    let mut request = request.clone();
    request.file = set.file();
    if request.as_of.is_none() {
        request.as_of = crate::as_of_in_name(&set.stem, request.today);
    }
    check_members(catalog, &request, set)?;
    let own: Vec<Layout> =
        layouts.iter().filter(|layout| layout.source.file.format == Some(Format::Oneroster)).cloned().collect();
    let layouts = if own.is_empty() { built_in().iter().map(Layout::new).collect() } else { own };
    let Some(users) = set.table("users.csv") else { return Err(prepare::empty(&request.file)) };
    let mut notes = Notebook::default();
    for name in ["orgs.csv", "classes.csv", "enrollments.csv", "demographics.csv"] {
        if set.table(name).is_none() {
            notes.note_file(Issue::MembersMissing, name);
        }
    }
    let roster = join::join(set, &users);
    let sample = Sample {
        dialect: Dialect::OWN,
        records: std::iter::once((1, join::HEADERS.iter().map(|title| (*title).to_owned()).collect()))
            .chain(roster.iter().take(200).map(|student| (student.line, student.cells.clone())))
            .collect(),
    };
    let version = set
        .table("manifest.csv")
        .and_then(|manifest| manifest.property("oneroster.version"))
        .unwrap_or_else(|| "版不明".to_owned());
    let opened =
        Opened { samples: vec![sample], encoding: Encoding::Utf8, form: Some(format!("OneRoster {version}")), notes };
    let plan = Arc::new(prepare::prepare(catalog, &layouts, &request, opened)?);
    let mut builder = JobBuilder::new(Arc::clone(&plan));
    let mut jobs = Vec::new();
    let delimiter = char::from(Dialect::OWN.delimiter).to_string();
    for student in roster {
        let record: Vec<String> =
            student.cells.iter().map(|cell| cell.replace(Dialect::OWN.delimiter as char, " ")).collect();
        let broken = (!student.is_student).then_some(Broken::NotStudent);
        jobs.extend(builder.add_marked(&record.join(&delimiter), student.line, broken));
    }
    jobs.extend(builder.close());
    Ok((jobs, plan, Ending { encoding: users.encoding.label().to_owned(), ..Ending::default() }))
}

/// No member may carry what must not come in.
fn check_members(catalog: &Catalog, request: &Request, set: &Set) -> Result<(), Refusal> {
    for member in set.members.iter().filter(|member| member.name.to_ascii_lowercase().ends_with(".csv")) {
        let table = Table::read(&member.bytes);
        let header = Header::new(&table.header, None);
        let without: Vec<usize> = request.without.iter().flat_map(|name| header.named(name)).collect();
        let file = format!("{}/{}", set.stem, member.name);
        forbid::check_header(&file, catalog, request.today, &header, &without)?;
        if let Some(repair) = table.damage {
            return Err(Refusal::new(
                RefusalKind::Mojibake,
                &file,
                format!("文字化けしたファイルです。{repair}。"),
                "学校の名簿システムから、UTF-8（BOMなし）で出し直してください。",
            ));
        }
    }
    Ok(())
}
