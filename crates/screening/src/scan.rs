//! Reading an item of one person once, for all rules: what is asked of a value is answered per distinct value, not per row.

use std::cell::OnceCell;

use catalog::rule::{Filter, shown_number};
use domain::{CHUNK_ROWS, ItemId, PersonId, Value};
use jiff::civil::Date;
use ledger::{Knowledge, Lens, Observation, Timing};
use rayon::prelude::*;

use crate::covers::Covers;
use crate::view::{Cover, View};

/// One question about a row, as bits of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Test {
    /// Which scan.
    pub scan: usize,
    /// Bits that must all be set; 0 = every row.
    need: u128,
}

/// Filters one scan can hold.
const FILTERS_MAX: usize = 128;

/// Values that say "nothing there", folded.
const NEGATIVE: [&str; 16] = [
    "無",
    "なし",
    "無し",
    "非該当",
    "該当なし",
    "対象外",
    "いいえ",
    "0",
    "no",
    "false",
    "返還",
    "手帳返還",
    "資格喪失",
    "却下",
    "非認定",
    "否認定",
];

/// Values that say "yes", folded, for flags.
const AFFIRMATIVE: [&str; 8] = ["有", "あり", "該当", "はい", "〇", "1", "yes", "true"];

/// A question about one value.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Question {
    /// There is something, and it does not say "none".
    Affirmative,
    /// The filter of a rule.
    Filter(Filter),
}

/// All questions about one item.
struct Scan<'k> {
    item: ItemId,
    lens: Lens<'k>,
    questions: Vec<Question>,
    tests: Vec<u128>,
    parts: Vec<Part>,
    system: String,
}

/// The answers for one column that carries the item.
#[derive(Default)]
struct Part {
    columns: Vec<Answers>,
}

/// Per distinct value of a column: which questions it answers with yes.
struct Answers {
    column: usize,
    bits: Vec<Vec<u128>>,
    /// Bits that every row has (filters whose column is not delivered, and which take empty cells).
    always: u128,
}

/// Every item the rules of a run read.
pub(crate) struct Scans<'k> {
    knowledge: &'k Knowledge,
    scans: Vec<Scan<'k>>,
    covers: Covers,
}

/// A row that answers at least one test of its scan.
#[derive(Clone, Copy)]
pub(crate) struct Hit<'k> {
    /// The value.
    pub observation: Observation<'k>,
    /// First day it can speak of.
    pub first: Option<Date>,
    /// Last day; `None` = still running.
    pub last: Option<Date>,
    /// Kind of time.
    pub timing: Timing,
    bits: u128,
}

impl Hit<'_> {
    /// Whether it answers a test (of the same scan).
    pub(crate) fn answers(&self, test: Test) -> bool {
        self.bits & test.need == test.need
    }
}

impl<'k> Scans<'k> {
    pub(crate) fn new(knowledge: &'k Knowledge) -> Self {
        Self { knowledge, scans: Vec::new(), covers: Covers::default() }
    }

    /// Registers the question of all filters together; without a filter of its own a value must not say "none",
    /// unless `any_value`.
    pub(crate) fn test(&mut self, item: &ItemId, filters: &[&Filter], any_value: bool) -> Test {
        let mut questions: Vec<Question> = filters.iter().map(|filter| Question::Filter((*filter).clone())).collect();
        if !any_value && !filters.iter().any(|filter| filter.item.as_ref().is_none_or(|other| other == item)) {
            questions.push(Question::Affirmative);
        }
        let scan = self.scan_with_room(item, questions.len());
        let held = &mut self.scans[scan];
        let mut need = 0;
        for question in questions {
            let place = held.questions.iter().position(|other| *other == question).unwrap_or_else(|| {
                held.questions.push(question);
                held.questions.len() - 1
            });
            need |= 1 << place;
        }
        if !held.tests.contains(&need) {
            held.tests.push(need);
        }
        Test { scan, need }
    }

    fn scan_with_room(&mut self, item: &ItemId, more: usize) -> usize {
        let found = self.scans.iter().position(|scan| scan.item == *item && scan.questions.len() + more <= FILTERS_MAX);
        found.unwrap_or_else(|| {
            let lens = self.knowledge.lens(item);
            let system = lens
                .parts()
                .first()
                .map(|part| self.knowledge.tables()[part.table as usize].extract.system.clone())
                .unwrap_or_default();
            self.scans.push(Scan {
                item: item.clone(),
                lens,
                questions: Vec::new(),
                tests: Vec::new(),
                parts: Vec::new(),
                system,
            });
            self.scans.len() - 1
        })
    }

    /// Answers every question for every distinct value. To be called once, after all tests are registered.
    pub(crate) fn prepare(&mut self) {
        let knowledge = self.knowledge;
        self.scans.par_iter_mut().for_each(|scan| {
            let parts = scan.lens.parts().iter();
            scan.parts = parts.map(|part| prepare(knowledge, part, &scan.item, &scan.questions)).collect();
        });
    }

    /// The system that delivers the item of a test; empty when nothing was delivered.
    pub(crate) fn system(&self, test: Test) -> &str {
        &self.scans[test.scan].system
    }

    /// Makes room for answers about coverage.
    pub(crate) fn set_covers(&mut self, view: &View<'_>) {
        self.covers = Covers::new(view, self.scans.iter().map(|scan| &scan.item));
    }

    /// Whether deliveries speak for the item of a test of a person in a month.
    pub(crate) fn cover(&self, view: &View<'_>, test: Test, person: PersonId, month: Date) -> Cover {
        self.covers.ask(view, test.scan, self.item(test), person, month)
    }

    /// The item of a test.
    pub(crate) fn item(&self, test: Test) -> &ItemId {
        &self.scans[test.scan].item
    }

    /// An unread sheet of a person.
    pub(crate) fn sheet(&self, person: PersonId) -> Sheet<'_, 'k> {
        Sheet { scans: self, person, hits: self.scans.iter().map(|_| OnceCell::new()).collect() }
    }

    fn read(&self, person: PersonId, scan: usize) -> Vec<Hit<'k>> {
        let scan = &self.scans[scan];
        let mut hits = Vec::new();
        for observation in scan.lens.of(person) {
            let (part, row) = (&scan.parts[observation.part()], observation.row());
            let bits = part.columns.iter().fold(0, |bits, answers| {
                let key = match answers.bits.get(row / CHUNK_ROWS) {
                    Some(chunk) => {
                        let keys = &observation.table().columns[answers.column].chunks[row / CHUNK_ROWS].keys;
                        chunk[keys[row % CHUNK_ROWS] as usize]
                    }
                    None => 0,
                };
                bits | key | answers.always
            });
            if scan.tests.iter().any(|need| bits & need == *need) {
                let when = observation.when();
                hits.push(Hit { observation, first: when.first(), last: when.last(), timing: when.timing, bits });
            }
        }
        hits
    }
}

/// What is known of one person, read item by item as asked.
pub(crate) struct Sheet<'s, 'k> {
    scans: &'s Scans<'k>,
    /// Whose.
    pub person: PersonId,
    hits: Vec<OnceCell<Vec<Hit<'k>>>>,
}

impl<'k> Sheet<'_, 'k> {
    /// The rows that answer a test, source by source, each oldest first.
    pub(crate) fn hits(&self, test: Test) -> impl Iterator<Item = &Hit<'k>> {
        self.hits[test.scan]
            .get_or_init(|| self.scans.read(self.person, test.scan))
            .iter()
            .filter(move |hit| hit.answers(test))
    }
}

fn prepare(knowledge: &Knowledge, part: &ledger::LensPart, item: &ItemId, questions: &[Question]) -> Part {
    let table = &knowledge.tables()[part.table as usize];
    let own = &table.columns[part.column as usize];
    let mut prepared = Part::default();
    let mut asked: Vec<Vec<(u128, &Question)>> = Vec::new();
    for (place, question) in questions.iter().enumerate() {
        let bit = 1_u128 << place;
        let column = match question {
            Question::Filter(Filter { item: Some(other), .. }) if other != item => {
                let at = |role: u8| {
                    table.columns.iter().position(|c| {
                        c.meta.role == role
                            && c.meta.item.as_ref() == Some(other)
                            && (c.meta.repeat.is_none() || c.meta.repeat == own.meta.repeat)
                    })
                };
                at(own.meta.role).or_else(|| at(0))
            }
            _ => Some(part.column as usize),
        };
        let always = column.is_none() && matches!(question, Question::Filter(filter) if filter.or_empty);
        let column = column.unwrap_or(part.column as usize);
        let held = prepared.columns.iter().position(|answers| answers.column == column).unwrap_or_else(|| {
            let bits = table.columns[column].chunks.iter().map(|chunk| vec![0; chunk.typed.len()]).collect();
            prepared.columns.push(Answers { column, bits, always: 0 });
            asked.push(Vec::new());
            prepared.columns.len() - 1
        });
        let answers = &mut prepared.columns[held];
        if always {
            answers.always |= bit;
        } else if matches!(question, Question::Filter(filter) if filter.item.as_ref().is_some_and(|other| other != item))
            && column == part.column as usize
        {
            // The other item is not delivered beside this one: the row cannot fulfil the filter.
        } else {
            asked[held].push((bit, question));
        }
    }
    // A value is folded once, whatever is asked of it.
    for (answers, asked) in prepared.columns.iter_mut().zip(asked).filter(|(_, asked)| !asked.is_empty()) {
        for (chunk, bits) in table.columns[answers.column].chunks.iter().zip(&mut answers.bits) {
            for (key, bits) in bits.iter_mut().enumerate() {
                let (value, raw) = (chunk.typed.get(key), arrow_text(chunk, key));
                let text = text_of(value, raw);
                let answered = asked.iter().filter(|(_, question)| holds(question, value, &text, raw));
                *bits |= answered.fold(0, |bits, (bit, _)| bits | bit);
            }
        }
    }
    prepared
}

fn arrow_text(chunk: &domain::ColumnChunk, key: usize) -> &str {
    chunk.raw.value(key)
}

fn holds(question: &Question, value: Value<'_>, text: &str, raw: &str) -> bool {
    match question {
        Question::Affirmative => {
            !text.is_empty() && !NEGATIVE.contains(&text) && !matches!(value, Value::Flag(false) | Value::Number(0))
        }
        Question::Filter(filter) => fulfils(filter, value, text, raw),
    }
}

fn fulfils(filter: &Filter, value: Value<'_>, text: &str, raw: &str) -> bool {
    if text.is_empty() {
        return filter.or_empty;
    }
    let one_of = |words: &[String]| match value {
        Value::Flag(true) => words.iter().any(|word| word == text || AFFIRMATIVE.contains(&word.as_str())),
        Value::Flag(false) => words.iter().any(|word| word == text || NEGATIVE.contains(&word.as_str())),
        _ => words.iter().any(|word| word == text),
    };
    (filter.values.is_empty() || one_of(&filter.values))
        && (filter.containing.is_empty() || filter.containing.iter().any(|word| text.contains(word.as_str())))
        && !filter.without.iter().any(|word| text.contains(word.as_str()))
        && (filter.limits.is_open() || number_of(value, raw).is_some_and(|number| filter.limits.hold(number)))
}

/// A value as folded text.
fn text_of(value: Value<'_>, raw: &str) -> String {
    match value {
        Value::Text(text) | Value::Code(text) => japanese::text::header_key(text),
        Value::Flag(true) => "有".to_owned(),
        Value::Flag(false) => "無".to_owned(),
        Value::Number(number) => shown_number(number),
        Value::Date(date) => date.exact().map_or_else(|| japanese::text::header_key(raw), |day| day.to_string()),
        Value::Missing => japanese::text::header_key(raw),
    }
}

/// A value as a number in thousandths.
pub(crate) fn number_of(value: Value<'_>, raw: &str) -> Option<i64> {
    match value {
        Value::Number(number) => Some(number),
        Value::Text(_) | Value::Code(_) | Value::Missing => raw
            .trim()
            .parse::<f64>()
            .ok()
            .filter(|number| number.abs() < 1e12)
            .map(|number| (number * 1000.0).round() as i64),
        Value::Date(_) | Value::Flag(_) => None,
    }
}
