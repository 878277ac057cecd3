//! From the first part of a file to its plan: forbidden columns, then the source, then what may be stored.

use catalog::Catalog;
use domain::{ColumnMeta, Field, ShortRows, ShortRowsAre};
use japanese::age::SchoolKind;
use japanese::text::{Encoding, header_key};
use jiff::civil::Date;

use crate::admit::admit;
use crate::as_of::as_of_in_name;
use crate::cells::Dialect;
use crate::cleanse::Cleanser;
use crate::forbid;
use crate::given::{self, Given};
use crate::header::{Header, Matching};
use crate::layout::{Layout, Spec};
use crate::notebook::Notebook;
use crate::outcome::AsOfOrigin;
use crate::plan::{Form, Plan, PlannedColumn};
use crate::recognise::{Candidate, Headers, Name, candidate, candidates, choose, header_at};
use crate::refusal::{Refusal, RefusalKind};
use crate::request::Request;
use crate::sample::Sample;
use crate::wording::Issue;

/// First cells of total lines, folded, known in every source.
const TOTAL_WORDS: [&str; 12] =
    ["合計", "総計", "小計", "総合計", "計", "件数", "総件数", "合計件数", "データ件数", "出力件数", "延べ", "total"];

/// Beginning of the items of 支援措置.
const SHIELD_ITEMS: &str = "shield.";

/// A file's first part in every form it can be read.
pub(crate) struct Opened {
    pub(crate) samples: Vec<Sample>,
    pub(crate) encoding: Encoding,
    /// `CSV`, `Excel（シート名）` …; `None` = named after the delimiter.
    pub(crate) form: Option<String>,
    pub(crate) notes: Notebook,
}

/// The date a file speaks for.
pub(crate) fn as_of(request: &Request) -> (Date, AsOfOrigin) {
    match (request.as_of, as_of_in_name(&request.file, request.today)) {
        (Some(given), _) => (given, AsOfOrigin::Given),
        (None, Some(named)) => (named, AsOfOrigin::FileName),
        (None, None) => (request.today, AsOfOrigin::Today),
    }
}

/// The definition `--source` names, in the version that is delivered on the as-of date.
pub(crate) fn given<'a>(layouts: &'a [Layout], request: &Request) -> Option<&'a Layout> {
    let (as_of, _) = as_of(request);
    let given = request.source.as_ref()?;
    let mut versions: Vec<&Layout> = layouts.iter().filter(|layout| layout.source.id == given.as_str()).collect();
    versions.sort_by_key(|layout| (layout.holds(as_of), layout.source.valid_from.clone()));
    versions.pop()
}

/// Settles how a file of separated values (or of cells already cut) is read.
pub(crate) fn prepare(
    catalog: &Catalog,
    layouts: &[Layout],
    request: &Request,
    opened: Opened,
) -> Result<Plan, Refusal> {
    prepare_sampled(catalog, layouts, request, opened).map(|(plan, _)| plan)
}

/// As [`prepare`], and which of the samples the source was recognised in.
pub(crate) fn prepare_sampled(
    catalog: &Catalog,
    layouts: &[Layout],
    request: &Request,
    opened: Opened,
) -> Result<(Plan, usize), Refusal> {
    let (as_of, _) = as_of(request);
    let usable = |layout: &&Layout| layout.columns.iter().all(|spec| spec.at.is_none());
    let headers = Headers::new(&opened.samples);
    let usable: Vec<&Layout> = layouts.iter().filter(usable).collect();
    let all = || candidates(&usable, &headers, &request.file);
    let candidates: Vec<Candidate<'_>> = match &request.source {
        Some(_) => given(layouts, request)
            .map(|layout| candidate(layout, &headers, &Name::new(&request.file)))
            .into_iter()
            .collect(),
        None => candidates(&versions_in_force(&usable, as_of), &headers, &request.file),
    };
    // (1) What must not come in, whatever the source.
    let best = candidates
        .iter()
        .filter(|candidate| candidate.row.is_some() && candidate.matching.found >= 2)
        .max_by_key(|candidate| candidate.score);
    let mut suspects: Vec<Header> = best.map(|best| best.header.clone()).into_iter().collect();
    suspects.extend(opened.samples.first().and_then(|sample| sample.likely_header().map(|row| header_at(sample, row))));
    for header in &suspects {
        let without: Vec<usize> = request.without.iter().flat_map(|name| header.named(name)).collect();
        forbid::check_header(&request.file, catalog, request.today, header, &without)?;
    }
    refuse_sampled_my_numbers(request, &opened.samples, suspects.first())?;
    if opened.samples.iter().all(|sample| sample.records.is_empty()) {
        return Err(empty(&request.file));
    }
    // (2) The source.
    let ids: Vec<&str> = layouts.iter().map(|layout| layout.source.id.as_str()).collect();
    let chosen = choose(&request.file, candidates, request.source.as_ref().map(domain::SourceId::as_str), &ids, all)?;
    let sample = &opened.samples[chosen.sample];
    let Candidate { layout, row, header, matching, sample: place, .. } = chosen;
    // (3) What may be stored.
    let mut notes = opened.notes.clone();
    let declared = layout.source.file.delimiter.as_deref().and_then(|text| text.bytes().next());
    if opened.form.is_none() && declared.is_some_and(|declared| declared != sample.dialect.delimiter) {
        notes.note_file(Issue::DelimiterOther, &crate::sniff::delimiter_name(sample.dialect.delimiter));
    }
    let form = Form {
        dialect: sample.dialect,
        encoding: opened.encoding,
        skip: row.map_or(0, |row| row + 1),
        fixed: None,
        name: opened.form.clone().unwrap_or_else(|| crate::sniff::delimiter_name(sample.dialect.delimiter)),
    };
    let short_rows = omits_empty_ends(sample, row, header.len());
    let titles = given::titles(sample.records[..row.unwrap_or(0)].iter().map(|(_, cells)| cells.as_slice()));
    finish(catalog, request, layout, (header, matching, titles), form, notes, short_rows).map(|plan| (plan, place))
}

/// Settles how a fixed-width file of a known source is read: its columns are those of the definition.
pub(crate) fn prepare_fixed(
    catalog: &Catalog,
    layout: &Layout,
    request: &Request,
    encoding: Encoding,
    skip: usize,
) -> Result<Plan, Refusal> {
    let titles: Vec<String> = layout.delivered().map(|spec| spec.title.clone()).collect();
    let header = Header::new(&titles, None);
    let without: Vec<usize> = request.without.iter().flat_map(|name| header.named(name)).collect();
    forbid::check_header(&request.file, catalog, request.today, &header, &without)?;
    let mut matching = Matching::new(&header, layout, &[]);
    let own = (0..layout.columns.len()).filter(|spec| !layout.columns[*spec].definition.is_given());
    matching.columns = own.map(|spec| Some((spec, 0))).collect();
    let fixed = layout
        .delivered()
        .map(|spec| spec.at.map_or((0, 0), |(first, length)| ((first.max(1) - 1) as usize, length as usize)))
        .collect();
    let form = Form { dialect: Dialect::OWN, encoding, skip, fixed: Some(fixed), name: "固定長".to_owned() };
    finish(catalog, request, layout, (header, matching, Vec::new()), form, Notebook::default(), true)
}

/// The last step of both preparations: header, matching and title lines become a plan.
fn finish(
    catalog: &Catalog,
    request: &Request,
    layout: &Layout,
    (mut header, mut matching, titles): (Header, Matching, Vec<String>),
    form: Form,
    mut notes: Notebook,
    short_rows: bool,
) -> Result<Plan, Refusal> {
    let (as_of, as_of_origin) = as_of(request);
    let mut without_columns: Vec<usize> = Vec::new();
    for name in &request.without {
        let named = header.named(name);
        if named.is_empty() {
            notes.note_file(Issue::WithoutUnknown, name);
        }
        without_columns.extend(named);
    }
    without_columns.sort_unstable();
    without_columns.dedup();
    let delivered = header.len();
    let (given, unknown) = given::columns(layout, &matching, &request.file, &titles)?;
    given::append(&given, &mut header, &mut matching);
    matching.missing.extend(unknown);
    refuse_unknown_slice(layout, &matching, &request.file, &without_columns)?;
    let (header, matching) = (&header, &matching);
    let admitted = admit(&request.file, catalog, request.today, layout, header, matching, &without_columns)?;
    if !layout.holds(as_of) {
        notes.note_file(Issue::LayoutOutdated, "");
    }
    for column in &matching.twice {
        notes.note_many(Issue::HeaderTwice, *column as u16 + 1, "", 1, &[(0, 0, *column as u16 + 1)]);
    }
    if as_of_origin == AsOfOrigin::Today
        && let Some(date) = crate::as_of::in_titles(&titles, request.today)
    {
        notes.note_file(Issue::TitleDate, &date.to_string());
    }
    note_missing(&mut notes, layout, (header, matching), &without_columns);
    let columns = planned(catalog, layout, (header, &given), matching, &admitted.columns, &without_columns, as_of);
    let stored = columns.iter().filter(|column| admitted.columns.contains(&column.position)).count();
    let spec_at =
        |position: usize| matching.columns.get(position).copied().flatten().map(|(spec, _)| &layout.columns[spec]);
    let of_spec = |wanted: &dyn Fn(&Spec) -> bool| -> Vec<usize> {
        (0..header.len())
            .filter(|column| !without_columns.contains(column) && spec_at(*column).is_some_and(wanted))
            .collect()
    };
    let key = if layout.source.key.is_empty() { Vec::new() } else { of_spec(&|spec| spec.key) };
    let slice = (0..columns.len()).filter(|at| spec_at(columns[*at].position).is_some_and(|spec| spec.slice)).collect();
    let identity = of_spec(&|spec| {
        spec.role == 0
            && matches!(
                spec.field,
                Some(Field::Identifier(_) | Field::Name | Field::Surname | Field::Kana | Field::BirthDate)
            )
    });
    let total_words = TOTAL_WORDS
        .iter()
        .map(|word| header_key(word))
        .chain(layout.source.file.total_rows.iter().map(|word| header_key(word)))
        .filter(|word| !word.is_empty())
        .collect();
    Ok(Plan {
        file: request.file.clone(),
        layout: layout.clone(),
        form,
        titles: header.titles.clone(),
        delivered,
        columns,
        stored,
        slice,
        key,
        identity,
        short_rows,
        total_words,
        without: without_columns.iter().map(|column| header.full_title(*column)).collect(),
        without_columns,
        admitted,
        as_of,
        as_of_origin,
        notes,
        told: (0..header.len()).map(|column| header.told_title(column)).collect(),
        accept_shrink: request.accept_shrink,
    })
}

/// Columns of the definition that are not there, and stripped ones that people rely on; some lacks weigh more than others.
fn note_missing(notes: &mut Notebook, layout: &Layout, (header, matching): (&Header, &Matching), without: &[usize]) {
    let shield = |spec: &Spec| spec.item.as_ref().is_some_and(|item| item.as_str().starts_with(SHIELD_ITEMS));
    let spec_at = |column: usize| matching.columns[column].map(|(spec, _)| &layout.columns[spec]);
    let shielded = (0..header.len()).any(|column| !without.contains(&column) && spec_at(column).is_some_and(shield));
    let issue = |spec: &Spec| {
        if shield(spec) && !shielded {
            Issue::ShieldMissing
        } else if spec.field == Some(Field::BirthDate) && spec.role == 0 {
            Issue::BirthDateMissing
        } else {
            Issue::ExpectedMissing
        }
    };
    for title in &matching.missing {
        let spec = layout.columns.iter().find(|spec| spec.title == *title);
        notes.note_file(spec.map_or(Issue::ExpectedMissing, issue), title);
    }
    for column in without {
        if let Some(issue) = spec_at(*column).map(issue).filter(|issue| *issue != Issue::ExpectedMissing) {
            notes.note_file(issue, &header.full_title(*column));
        }
    }
}

/// A delivery of slices must say which: without the column it would replace, or be replaced by, other slices.
fn refuse_unknown_slice(layout: &Layout, matching: &Matching, file: &str, without: &[usize]) -> Result<(), Refusal> {
    if layout.source.delivery.kind != catalog::source::DeliveryKind::Slice {
        return Ok(());
    }
    let there = |place: usize| {
        let mut columns = matching.columns.iter().enumerate();
        columns.any(|(column, spec)| !without.contains(&column) && spec.is_some_and(|(found, _)| found == place))
    };
    let missing: Vec<String> = (0..layout.columns.len())
        .filter(|place| layout.columns[*place].slice && !there(*place))
        .map(|place| layout.columns[place].title.clone())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: String = missing.iter().map(|title| format!("「{title}」")).collect();
    Err(Refusal::new(
        RefusalKind::SliceUnknown,
        file,
        format!(
            "{}は区分ごとの抽出ですが、区分を表す列{names}がファイルにありません。どの区分の抽出かが分からないまま取り込むと、ほかの区分と置き換わります。",
            layout.name()
        ),
        "列を加えて出し直すか、連携元定義のその列に from_name（ファイル名）・from_title（表題の行）・constant（いつも同じ値）のどれかを書いてください（docs/guide/sources.md）。",
    )
    .of_columns(missing))
}

/// The columns to cut: stored ones in the order of the definition, then those that name slices but are not stored.
fn planned(
    catalog: &Catalog,
    layout: &Layout,
    (header, given): (&Header, &[Given]),
    matching: &Matching,
    stored: &[usize],
    without: &[usize],
    as_of: Date,
) -> Vec<PlannedColumn> {
    let first_given = header.len() - given.len();
    let school = one_kind_of_school(layout);
    let mut places: Vec<(bool, usize, u16, usize)> = (0..header.len())
        .filter(|position| !without.contains(position))
        .filter_map(|position| {
            matching.columns[position].map(|(spec, number)| (!stored.contains(&position), spec, number, position))
        })
        .filter(|(unstored, spec, ..)| !unstored || layout.columns[*spec].slice)
        .collect();
    places.sort_unstable();
    places
        .into_iter()
        .enumerate()
        .map(|(ordinal, (_, spec, number, position))| {
            let spec = &layout.columns[spec];
            let number = u8::try_from(number).ok().filter(|number| *number > 0);
            let role = match number {
                Some(number) if spec.role_repeats => {
                    spec.role.saturating_add(number - 1).min((layout.roles.len() - 1) as u8)
                }
                _ => spec.role,
            };
            PlannedColumn {
                position,
                meta: ColumnMeta {
                    ordinal: ordinal as u16,
                    header: header.full_title(position),
                    item: spec.item.clone(),
                    role,
                    field: spec.field.clone(),
                    repeat: if spec.monthly || spec.daily { None } else { number.filter(|_| spec.repeat.is_some()) },
                    month: number.filter(|_| spec.monthly),
                    day: number.filter(|_| spec.daily),
                },
                joined: joined(header, spec, position).into_iter().filter(|column| !without.contains(column)).collect(),
                given: position.checked_sub(first_given).map(|place| given[place].value.clone()),
                cleanser: Cleanser::new(spec, catalog, as_of, school),
                slice_name: spec.definition.field.clone().unwrap_or_else(|| spec.title.clone()),
            }
        })
        .collect()
}

/// The columns whose cells follow those of a column (町名 + 番地), in the order of the definition.
pub(crate) fn joined(header: &Header, spec: &Spec, position: usize) -> Vec<usize> {
    spec.definition
        .join
        .iter()
        .filter_map(|name| header.named(name).into_iter().find(|column| *column != position))
        .collect()
}

/// The kind of school, when all grades the source covers are of one kind.
fn one_kind_of_school(layout: &Layout) -> Option<SchoolKind> {
    let mut kinds: Vec<Option<SchoolKind>> = layout
        .source
        .coverage
        .grades
        .iter()
        .map(|code| match code.chars().next() {
            Some('P') => Some(SchoolKind::Primary),
            Some('J') => Some(SchoolKind::JuniorHigh),
            Some('H') => Some(SchoolKind::High),
            Some('E') => Some(SchoolKind::Preschool),
            _ => None,
        })
        .collect();
    kinds.dedup();
    match kinds.as_slice() {
        [one] => *one,
        _ => None,
    }
}

/// Of several versions of one source those delivered on the as-of date; where none is, all of them.
fn versions_in_force<'a>(layouts: &[&'a Layout], as_of: Date) -> Vec<&'a Layout> {
    let in_force = |layout: &&&Layout| layout.holds(as_of);
    let held: Vec<&str> = layouts.iter().filter(in_force).map(|layout| layout.source.id.as_str()).collect();
    layouts.iter().copied().filter(|layout| layout.holds(as_of) || !held.contains(&layout.source.id.as_str())).collect()
}

/// Refuses before anything is read on, when the first records show a column of individual numbers.
fn refuse_sampled_my_numbers(request: &Request, samples: &[Sample], header: Option<&Header>) -> Result<(), Refusal> {
    let Some(sample) = samples.first() else { return Ok(()) };
    let without: Vec<usize> =
        header.map(|header| request.without.iter().flat_map(|name| header.named(name)).collect()).unwrap_or_default();
    let (width, _) = sample.usual_width();
    let mut columns = Vec::new();
    for column in (0..width).filter(|column| !without.contains(column)) {
        let cells = sample
            .records
            .iter()
            .skip(1)
            .filter_map(|(_, cells)| cells.get(column))
            .filter(|cell| !cell.trim().is_empty());
        let (mut values, mut passing) = (0_usize, 0_usize);
        for cell in cells {
            values += 1;
            passing += usize::from(crate::job::is_my_number(cell.as_bytes()));
        }
        // Few values decide nothing yet; the whole column is judged at the end.
        if values >= 10 && passing * 2 > values {
            let title = header
                .filter(|header| header.len() == width)
                .map_or_else(|| format!("{}列目", column + 1), |header| header.full_title(column));
            columns.push(title);
        }
    }
    if columns.is_empty() { Ok(()) } else { Err(forbid::my_number_columns(&request.file, columns)) }
}

/// Whether many rows are shorter than the header: then the exporter leaves out empty cells at the end, and rows are not torn.
fn omits_empty_ends(sample: &Sample, header: Option<usize>, width: usize) -> bool {
    let rows = sample.records.iter().skip(header.map_or(0, |row| row + 1));
    let (mut short, mut count) = (ShortRows::default(), 0);
    for (_, cells) in rows {
        if cells.len() > width {
            return false;
        }
        short.note(count, cells.len(), width, cells.first().map_or(&[], |cell| cell.as_bytes()));
        count += 1;
    }
    matches!(short.judge(width, width, count), ShortRowsAre::LeftOut { .. })
}

/// A file without anything in it.
pub(crate) fn empty(file: &str) -> Refusal {
    Refusal::new(
        RefusalKind::Empty,
        file,
        "ファイルが空です。",
        "抽出や転送に失敗した可能性があります。元のシステムから出し直してください。該当者がいない場合は、見出しの行だけのファイルにしてください。",
    )
}
