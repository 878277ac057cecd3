//! Bytes in, jobs out: recognises the file by its first part, then decodes and cuts it into records, block by block.

use std::sync::Arc;

use catalog::Catalog;
use catalog::source::Format;
use domain::CHUNK_ROWS;
use japanese::text::{DecodeProblemKind, Encoding, StreamDecoder, mojibake_repair_text};

use crate::assemble::{Assembler, RowGroup};
use crate::bundle;
use crate::cells::Dialect;
use crate::excel;
use crate::fixed::FixedCutter;
use crate::job::{ChunkJob, Lines};
use crate::layout::{Layout, Layouts};
use crate::notebook::Notebook;
use crate::oneroster;
use crate::outcome::{Outcome, Previous};
use crate::plan::Plan;
use crate::prepare::{self, Opened};
use crate::refusal::{Refusal, RefusalKind};
use crate::request::Request;
use crate::sniff::{self, Kind};
use crate::split::{Broken, End, record_end};
use crate::wording::Issue;

/// So much of a file is looked at before it is recognised (64 KiB), however large the blocks are in which it comes.
const PREFIX_BYTES: usize = 64 * 1024;
/// A job is closed at this size even when it has fewer records than a chunk (32 MiB), so that memory stays bounded.
const JOB_BYTES_MAX: usize = 32 << 20;
/// Text is decoded in blocks of at most this size (1 MiB).
const BLOCK_BYTES: usize = 1 << 20;
/// Files that must be held as a whole - workbooks, archives, text under repair - are refused above this size (512 MiB).
pub(crate) const WHOLE_BYTES_MAX: usize = 512 << 20;

/// What is known only when the last byte was read; goes from [`Reader::finish`] to [`Assembler::finish`].
#[derive(Debug, Default)]
pub struct Ending {
    pub(crate) notes: Notebook,
    pub(crate) encoding: String,
    /// The last character is cut off.
    pub(crate) truncated: bool,
}

/// Reads one file. Push its bytes in order, in blocks of any size; a MiB or more is best.
pub struct Reader<'a> {
    catalog: &'a Catalog,
    layouts: Layouts,
    request: Request,
    prefix: Vec<u8>,
    whole: bool,
    state: State,
}

enum State {
    /// Too little was seen to tell what the file is.
    Opening,
    /// The whole file is needed.
    Holding,
    Text(Box<TextReader>),
    Fixed(Box<FixedReader>),
}

impl<'a> Reader<'a> {
    /// A reader for one file.
    #[must_use]
    pub fn new(catalog: &'a Catalog, request: Request) -> Self {
        Self::with(catalog, &Layouts::new(catalog), request)
    }

    /// A reader for one of many files: the definitions are prepared once for all of them.
    #[must_use]
    pub fn with(catalog: &'a Catalog, layouts: &Layouts, request: Request) -> Self {
        Self { layouts: layouts.clone(), catalog, request, prefix: Vec::new(), whole: false, state: State::Opening }
    }

    /// The plan, once the header was seen.
    #[must_use]
    pub fn plan(&self) -> Option<Arc<Plan>> {
        match &self.state {
            State::Text(reader) => Some(Arc::clone(&reader.plan)),
            State::Fixed(reader) => Some(Arc::clone(&reader.plan)),
            State::Opening | State::Holding => None,
        }
    }

    /// Takes the next bytes and gives the jobs that are ready.
    ///
    /// # Errors
    /// The file is refused; nothing of it may be stored.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<ChunkJob>, Refusal> {
        match &mut self.state {
            State::Text(reader) => Ok(reader.push(bytes, false)),
            State::Fixed(reader) => Ok(reader.push(bytes, false)),
            State::Holding => {
                self.prefix.extend_from_slice(bytes);
                if self.prefix.len() > WHOLE_BYTES_MAX { Err(too_large(&self.request.file)) } else { Ok(Vec::new()) }
            }
            State::Opening => {
                let (first, rest) = bytes.split_at(bytes.len().min(PREFIX_BYTES - self.prefix.len()));
                self.prefix.extend_from_slice(first);
                if self.prefix.len() < PREFIX_BYTES {
                    return Ok(Vec::new());
                }
                let mut jobs = self.open()?;
                if !rest.is_empty() {
                    jobs.extend(self.push(rest)?);
                }
                Ok(jobs)
            }
        }
    }

    /// Ends the file: the last jobs, the plan, and what the assembler needs to finish.
    ///
    /// # Errors
    /// The file is refused; nothing of it may be stored.
    pub fn finish(mut self) -> Result<(Vec<ChunkJob>, Arc<Plan>, Ending), Refusal> {
        let mut jobs = Vec::new();
        self.whole = true;
        if matches!(self.state, State::Opening) {
            jobs = self.open()?;
        }
        match self.state {
            State::Text(mut reader) => {
                jobs.extend(reader.push(&[], true));
                Ok((jobs, Arc::clone(&reader.plan), reader.ending()))
            }
            State::Fixed(mut reader) => {
                jobs.extend(reader.push(&[], true));
                let encoding = reader.plan.form.encoding.label().to_owned();
                Ok((jobs, reader.plan, Ending { encoding, ..Ending::default() }))
            }
            State::Opening | State::Holding => {
                read_whole(self.catalog, self.layouts.all(), &self.request, &self.prefix)
            }
        }
    }

    /// Decides what the file is, as soon as enough of it was seen, and reads the first part.
    fn open(&mut self) -> Result<Vec<ChunkJob>, Refusal> {
        if self.prefix.iter().all(u8::is_ascii_whitespace) && self.whole {
            return Err(prepare::empty(&self.request.file));
        }
        if sniff::kind(&self.request.file, &self.prefix)? == Kind::Zip {
            self.state = State::Holding;
            return Ok(Vec::new());
        }
        if let Some(layout) = self.fixed_layout() {
            let reader = FixedReader::open(self.catalog, layout, &self.request, &self.prefix)?;
            return Ok(self.begin(|_| State::Fixed(Box::new(reader))));
        }
        let declared = prepare::given(self.layouts.all(), &self.request);
        let encoding = declared.and_then(|layout| layout.source.file.encoding.as_deref()).and_then(Encoding::parse);
        let opening = sniff::open_text(&self.request.file, &self.prefix, self.whole, encoding)?;
        if let Some(repair) = mojibake_repair_text(&opening.text) {
            if !self.request.repair {
                return Err(mojibake(&self.request.file, repair.damage.label()));
            }
            self.state = State::Holding; // repaired as a whole at the end
            return Ok(Vec::new());
        }
        if japanese::text::looks_like_utf8_as_cp932(&opening.text) {
            return Err(Refusal::new(
                RefusalKind::Mojibake,
                &self.request.file,
                "文字化けしたファイルです。UTF-8の文字がシフトJISとして読まれ、一部の文字が失われたまま保存されています。",
                "直すことはできません。元のシステムから、UTF-8またはシフトJIS（CP932）で出し直してください。",
            ));
        }
        let delimiter =
            declared.and_then(|layout| layout.source.file.delimiter.as_deref()).and_then(|text| text.bytes().next());
        let samples = sniff::samples(&opening.text, self.whole, delimiter);
        let opened = Opened { samples, encoding: opening.encoding, form: None, notes: Notebook::default() };
        let plan = Arc::new(prepare::prepare(self.catalog, self.layouts.all(), &self.request, opened)?);
        let reader = TextReader::new(plan, opening.hint);
        Ok(self.begin(|_| State::Text(Box::new(reader))))
    }

    fn begin(&mut self, state: impl FnOnce(&Self) -> State) -> Vec<ChunkJob> {
        self.state = state(self);
        let prefix = std::mem::take(&mut self.prefix);
        match &mut self.state {
            State::Text(reader) => reader.push(&prefix, false),
            State::Fixed(reader) => reader.push(&prefix, false),
            State::Opening | State::Holding => Vec::new(),
        }
    }

    /// The fixed-width definition this file is read by: the given one, or one whose pattern fits its name.
    fn fixed_layout(&self) -> Option<&Layout> {
        let is_fixed = |layout: &&Layout| {
            layout.source.file.format == Some(Format::Fixed) || layout.delivered().all(|spec| spec.at.is_some())
        };
        if self.request.source.is_some() {
            return prepare::given(self.layouts.all(), &self.request).filter(is_fixed);
        }
        let (as_of, _) = prepare::as_of(&self.request);
        self.layouts
            .all()
            .iter()
            .filter(is_fixed)
            .filter_map(|layout| {
                let named = layout
                    .source
                    .file
                    .patterns
                    .iter()
                    .filter_map(|pattern| crate::recognise::name_fits(pattern, &self.request.file))
                    .max()?;
                (named > 0).then_some((layout.holds(as_of), named, layout))
            })
            .max_by_key(|(holds, named, _)| (*holds, *named))
            .map(|(_, _, layout)| layout)
    }
}

/// Reads workbooks, archives and text under repair, which are held as a whole.
fn read_whole(
    catalog: &Catalog,
    layouts: &[Layout],
    request: &Request,
    bytes: &[u8],
) -> Result<(Vec<ChunkJob>, Arc<Plan>, Ending), Refusal> {
    if bytes.is_empty() {
        return Err(prepare::empty(&request.file));
    }
    if sniff::kind(&request.file, bytes)? == Kind::Zip {
        if excel::is_workbook(bytes) {
            return excel::read(catalog, layouts, request, bytes);
        }
        return match bundle::unpack(&request.file, bytes)? {
            bundle::Unpacked::Oneroster(set) => oneroster::read_with(catalog, layouts, request, &set),
            bundle::Unpacked::Files(_) => Err(Refusal::new(
                RefusalKind::Format,
                &request.file,
                "複数のファイルを含むzipです。",
                "中のファイルを1つずつ取り込んでください。",
            )),
        };
    }
    let decoded = japanese::text::decode(bytes, None);
    let mut notes = Notebook::default();
    let text = match mojibake_repair_text(&decoded.text) {
        Some(repair) => {
            notes.note_many(Issue::Repaired, 0, repair.damage.label(), repair.lines_repaired as u64, &[]);
            if repair.lines_lost > 0 {
                notes.note_many(Issue::RepairLost, 0, "", repair.lines_lost as u64, &[]);
            }
            repair.text
        }
        None => decoded.text,
    };
    let samples = sniff::samples(&text, true, None);
    let opened = Opened { samples, encoding: Encoding::Utf8, form: None, notes };
    let plan = Arc::new(prepare::prepare(catalog, layouts, request, opened)?);
    let mut reader = TextReader::new(Arc::clone(&plan), Some(Encoding::Utf8));
    let jobs = reader.push(text.as_bytes(), true);
    Ok((jobs, plan, reader.ending()))
}

/// Reads a whole file at once on the calling thread: for small files and for tests.
///
/// # Errors
/// The file is refused.
pub fn read(
    catalog: &Catalog,
    request: Request,
    bytes: &[u8],
    previous: Option<Previous>,
) -> Result<(Vec<RowGroup>, Outcome), Refusal> {
    let mut reader = Reader::new(catalog, request);
    let mut jobs = reader.push(bytes)?;
    let (more, plan, ending) = reader.finish()?;
    jobs.extend(more);
    let mut assembler = Assembler::new(plan);
    let mut groups = Vec::new();
    for job in jobs {
        groups.extend(assembler.take(job.run()));
    }
    let (last, outcome) = assembler.finish(ending, previous.into())?;
    groups.extend(last);
    Ok((groups, outcome))
}

/// Decodes and cuts separated values.
struct TextReader {
    plan: Arc<Plan>,
    decoder: StreamDecoder,
    text: String,
    /// Start of the first record that is not cut yet.
    at: usize,
    records: Vec<(u32, u32)>,
    broken: Vec<(u32, Broken)>,
    /// Records up to the header still to be passed over.
    skip: usize,
    /// Inside a record without end: everything up to the next line end goes.
    endless: bool,
    ended_by_line: bool,
}

impl TextReader {
    fn new(plan: Arc<Plan>, encoding: Option<Encoding>) -> Self {
        Self {
            decoder: StreamDecoder::new(encoding),
            text: String::new(),
            at: 0,
            records: Vec::new(),
            broken: Vec::new(),
            skip: plan.form.skip,
            endless: false,
            ended_by_line: true,
            plan,
        }
    }

    /// Takes bytes block by block, so that closing a job moves little text.
    fn push(&mut self, bytes: &[u8], last: bool) -> Vec<ChunkJob> {
        let mut jobs = Vec::new();
        let mut rest = bytes;
        while rest.len() > BLOCK_BYTES {
            let (block, later) = rest.split_at(BLOCK_BYTES);
            jobs.extend(self.push_block(block, false));
            rest = later;
        }
        jobs.extend(self.push_block(rest, last));
        jobs
    }

    fn push_block(&mut self, bytes: &[u8], last: bool) -> Vec<ChunkJob> {
        self.decoder.push(bytes, last, &mut self.text);
        let mut jobs = Vec::new();
        let dialect = self.plan.form.dialect;
        loop {
            if self.endless && !self.skip_endless(last) {
                break;
            }
            if self.at >= self.text.len() {
                break;
            }
            match record_end(self.text.as_bytes(), self.at, last, dialect) {
                End::More => break,
                End::Endless => {
                    self.note_endless();
                }
                End::At { end, next, broken } => {
                    self.ended_by_line = next > end;
                    self.take(end, broken);
                    self.at = next;
                }
            }
            if self.records.len() == CHUNK_ROWS || self.at > JOB_BYTES_MAX {
                jobs.push(self.close(false));
            }
        }
        if last && !self.records.is_empty() {
            jobs.push(self.close(!self.ended_by_line));
        }
        jobs
    }

    fn take(&mut self, end: usize, broken: Option<Broken>) {
        if crate::split::is_blank(&self.text.as_bytes()[self.at..end], self.plan.form.dialect) {
            return;
        }
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        if let Some(why) = broken {
            self.broken.push((self.records.len() as u32, why));
        }
        self.records.push((self.at as u32, end as u32));
    }

    /// Notes a record without end and drops what was held of it.
    fn note_endless(&mut self) {
        self.broken.push((self.records.len() as u32, Broken::Oversized));
        self.records.push((self.at as u32, self.at as u32));
        self.text.truncate(self.at);
        self.endless = true;
        self.ended_by_line = false;
    }

    /// Drops text up to the next line end; whether it was found.
    fn skip_endless(&mut self, last: bool) -> bool {
        match memchr::memchr2(b'\n', b'\r', &self.text.as_bytes()[self.at..]) {
            Some(found) => {
                self.at += found + 1;
                self.endless = false;
                true
            }
            None => {
                self.text.truncate(self.at);
                if last {
                    self.endless = false;
                }
                last
            }
        }
    }

    /// Closes a job: its text goes along, what is not cut yet stays.
    fn close(&mut self, unterminated: bool) -> ChunkJob {
        let rest = self.text.split_off(self.at);
        let text = std::mem::replace(&mut self.text, rest);
        self.at = 0;
        ChunkJob {
            plan: Arc::clone(&self.plan),
            text,
            records: std::mem::take(&mut self.records),
            broken: std::mem::take(&mut self.broken),
            lines: Lines::Counted,
            unterminated,
        }
    }

    fn ending(&mut self) -> Ending {
        let mut notes = Notebook::default();
        let count = self.decoder.problem_count();
        if count > 0 {
            let places: Vec<_> = self
                .decoder
                .problems()
                .iter()
                .filter(|problem| problem.kind != DecodeProblemKind::Nul)
                .map(|problem| (0, u32::try_from(problem.line).unwrap_or(u32::MAX), 0))
                .collect();
            if !places.is_empty() {
                notes.note_many(Issue::Undecoded, 0, "", count.max(places.len() as u64), &places);
            }
        }
        if !self.ended_by_line {
            notes.note_file(Issue::Cut, "");
        }
        let declared = self.plan.layout.source.file.encoding.as_deref().and_then(Encoding::parse);
        let used = self.decoder.encoding();
        let alike = |a: Encoding, b: Encoding| {
            a == b || matches!((a, b), (Encoding::Utf8 | Encoding::Utf8Bom, Encoding::Utf8 | Encoding::Utf8Bom))
        };
        if declared.is_some_and(|declared| !alike(declared, used))
            && self.plan.form.encoding == used
            && used != Encoding::Utf8
        {
            notes.note_file(Issue::EncodingOther, used.label());
        }
        let truncated = self.decoder.problems().iter().any(|problem| problem.kind == DecodeProblemKind::Truncated);
        Ending { notes, encoding: used.label().to_owned(), truncated }
    }
}

/// Cuts fixed-width records.
struct FixedReader {
    plan: Arc<Plan>,
    cutter: FixedCutter,
    builder: JobBuilder,
}

impl FixedReader {
    fn open(catalog: &Catalog, layout: &Layout, request: &Request, prefix: &[u8]) -> Result<Self, Refusal> {
        let declared = layout.source.file.encoding.as_deref().and_then(Encoding::parse);
        let encoding = declared.unwrap_or_else(|| japanese::text::detect(prefix));
        let skip = layout.source.file.header_row.unwrap_or(0) as usize;
        let plan = Arc::new(prepare::prepare_fixed(catalog, layout, request, encoding, skip)?);
        let cutter = FixedCutter::new(plan.form.fixed.clone().unwrap_or_default(), encoding, skip);
        Ok(Self { builder: JobBuilder::new(Arc::clone(&plan)), plan, cutter })
    }

    fn push(&mut self, bytes: &[u8], last: bool) -> Vec<ChunkJob> {
        let mut jobs = Vec::new();
        for record in self.cutter.push(bytes, last) {
            jobs.extend(self.builder.add(&record.text, record.line));
        }
        if last {
            jobs.extend(self.builder.close());
        }
        jobs
    }
}

/// Puts records of our own form into jobs.
pub(crate) struct JobBuilder {
    plan: Arc<Plan>,
    text: String,
    records: Vec<(u32, u32)>,
    broken: Vec<(u32, Broken)>,
    lines: Vec<u32>,
}

impl JobBuilder {
    pub(crate) const fn new(plan: Arc<Plan>) -> Self {
        Self { plan, text: String::new(), records: Vec::new(), broken: Vec::new(), lines: Vec::new() }
    }

    /// Adds a record in our own form; gives a job when one is full.
    pub(crate) fn add(&mut self, record: &str, line: u32) -> Option<ChunkJob> {
        self.add_marked(record, line, None)
    }

    /// As [`Self::add`], with the reason for which the record is to be refused, if any.
    pub(crate) fn add_marked(&mut self, record: &str, line: u32, broken: Option<Broken>) -> Option<ChunkJob> {
        if crate::split::is_blank(record.as_bytes(), Dialect::OWN) {
            return None;
        }
        self.broken.extend(broken.map(|why| (self.records.len() as u32, why)));
        let start = self.text.len() as u32;
        self.text.push_str(record);
        self.records.push((start, self.text.len() as u32));
        self.lines.push(line);
        if self.records.len() == CHUNK_ROWS || self.text.len() > JOB_BYTES_MAX { self.close() } else { None }
    }

    pub(crate) fn close(&mut self) -> Option<ChunkJob> {
        (!self.records.is_empty()).then(|| ChunkJob {
            plan: Arc::clone(&self.plan),
            text: std::mem::take(&mut self.text),
            records: std::mem::take(&mut self.records),
            broken: std::mem::take(&mut self.broken),
            lines: Lines::Given(std::mem::take(&mut self.lines)),
            unterminated: false,
        })
    }
}

pub(crate) fn too_large(file: &str) -> Refusal {
    Refusal::new(
        RefusalKind::TooLarge,
        file,
        "一度に読むには大きすぎるファイルです（Excel・zip・文字化け修復は512MiBまで）。",
        "CSVで出し直すか、月や学校ごとに分けて出すよう所管課に依頼してください。",
    )
}

fn mojibake(file: &str, what: &str) -> Refusal {
    Refusal::new(
        RefusalKind::Mojibake,
        file,
        format!("文字化けしたファイルです。{what}。"),
        "元のシステムから出し直してください。できない場合は `--repair` を付けると、元の文字に直して取り込みます（直しきれない文字は指摘に出ます）。",
    )
}
