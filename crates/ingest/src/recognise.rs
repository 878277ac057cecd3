//! Which source a file is (連携元の判定): by `--source`, or by header and file name.

use std::cell::OnceCell;

use crate::header::{Header, Matching, SCORE_MAX};
use crate::layout::Layout;
use crate::refusal::{Refusal, RefusalKind};
use crate::sample::{HEADER_SEARCH, Sample};

/// Share of a definition that must be found (thousandths), when nothing names the source.
const SHARE_MIN: u32 = 500;
/// The same when the file name fits the definition's pattern.
const SHARE_MIN_NAMED: u32 = 300;

/// Share of a definition, and likeness of both headers, from which a file is this source with a column left out.
const SHARE_LACKING: u32 = 700;

/// One definition beside one file: where its header would stand and how well it fits.
#[derive(Debug, Clone)]
pub(crate) struct Candidate<'a> {
    pub(crate) layout: &'a Layout,
    pub(crate) sample: usize,
    /// Record that is the header; `None` for layouts without one.
    pub(crate) row: Option<usize>,
    pub(crate) header: Header,
    pub(crate) matching: Matching,
    pub(crate) score: u32,
    pub(crate) share: u32,
    /// Letters of the file name that a pattern spells out; 0 = no pattern fits.
    pub(crate) named: usize,
}

impl Candidate<'_> {
    /// All but a few columns are there, and one of the missing is needed: a column was left out, not a file mistaken for another.
    fn lacks_only_expected(&self) -> bool {
        !self.matching.missing_expected.is_empty()
            && !self.matching.tells_nothing
            && self.share >= SHARE_LACKING
            && self.score >= SHARE_LACKING
    }

    fn fits(&self) -> bool {
        let tells = self.named > 0 || !self.matching.tells_nothing;
        tells
            && self.matching.missing_expected.is_empty()
            && self.share >= if self.named > 0 { SHARE_MIN_NAMED } else { SHARE_MIN }
    }
}

/// The definitions that can be meant, each beside the file. Where one fits whose pattern also fits the file's name, those whose
/// patterns do not are left out, all versions of a source together: [`choose`] would never take them.
pub(crate) fn candidates<'a>(layouts: &[&'a Layout], headers: &Headers<'_>, file: &str) -> Vec<Candidate<'a>> {
    let name = Name::new(file);
    let named: Vec<&str> =
        layouts.iter().filter(|layout| name.fits(layout) > 0).map(|layout| layout.source.id.as_str()).collect();
    let (first, rest): (Vec<&Layout>, Vec<&Layout>) =
        layouts.iter().copied().partition(|layout| named.contains(&layout.source.id.as_str()));
    let beside = |layouts: Vec<&'a Layout>| layouts.into_iter().map(|layout| candidate(layout, headers, &name));
    let mut candidates: Vec<Candidate<'a>> = beside(first).collect();
    if !candidates.iter().any(|candidate| candidate.named > 0 && candidate.fits()) {
        candidates.extend(beside(rest));
    }
    candidates
}

/// Puts a definition beside a file: the sample and row in which most of its columns are found; the first one among equals.
pub(crate) fn candidate<'a>(layout: &'a Layout, headers: &Headers<'_>, name: &Name) -> Candidate<'a> {
    let (samples, named) = (headers.samples, name.fits(layout));
    if layout.source.file.no_header {
        let titles: Vec<String> = layout.delivered().map(|spec| spec.title.clone()).collect();
        let header = Header::new(&titles, None);
        let matching = Matching::new(&header, layout, &[]);
        let fits = samples.iter().position(|sample| sample.usual_width().0 == titles.len());
        let share = if fits.is_some() { 1000 } else { 0 };
        // Nothing but the name tells such a file from others.
        let score = if named > 0 { share } else { 0 };
        return Candidate {
            layout,
            sample: fits.unwrap_or(0),
            row: None,
            header,
            matching,
            score,
            share: if named > 0 { share } else { 0 },
            named,
        };
    }
    let mut best: Option<Candidate<'a>> = None;
    'search: for (place, sample) in samples.iter().enumerate() {
        for row in rows(layout, sample) {
            let header = headers.at(place, row);
            if !header.may_fit(layout) {
                continue;
            }
            let matching = Matching::new(header, layout, &[]);
            let (score, share) = (matching.score(header, layout), matching.share(layout));
            if best.as_ref().is_none_or(|best| (matching.found, score) > (best.matching.found, best.score)) {
                best = Some(Candidate {
                    layout,
                    sample: place,
                    row: Some(row),
                    header: header.clone(),
                    matching,
                    score,
                    share,
                    named,
                });
            }
            if score == SCORE_MAX {
                // All columns of both were found in each other: no row can fit better.
                break 'search;
            }
        }
    }
    best.unwrap_or_else(|| nowhere(layout, named))
}

/// No row could be the header of the definition.
fn nowhere(layout: &Layout, named: usize) -> Candidate<'_> {
    let header = Header::default();
    let matching = Matching::new(&header, layout, &[]);
    Candidate { layout, sample: 0, row: Some(0), header, matching, score: 0, share: 0, named }
}

/// Records that can be the header of a layout.
fn rows(layout: &Layout, sample: &Sample) -> Vec<usize> {
    match layout.source.file.header_row {
        Some(line) => {
            sample.records.iter().take(HEADER_SEARCH).position(|(first, _)| *first == line).into_iter().collect()
        }
        None => (0..sample.records.len().min(HEADER_SEARCH)).collect(),
    }
}

/// The header each record of the search would make, sample by sample; made when it is first asked for, as the first records nearly
/// always tell.
pub(crate) struct Headers<'a> {
    samples: &'a [Sample],
    made: Vec<Vec<OnceCell<Header>>>,
}

impl<'a> Headers<'a> {
    pub(crate) fn new(samples: &'a [Sample]) -> Self {
        let rows = |sample: &Sample| vec![OnceCell::new(); sample.records.len().min(HEADER_SEARCH)];
        Self { samples, made: samples.iter().map(rows).collect() }
    }

    /// The header record `row` of a sample would make.
    fn at(&self, sample: usize, row: usize) -> &Header {
        self.made[sample][row].get_or_init(|| header_at(&self.samples[sample], row))
    }
}

/// The header a record makes, with the group titles above it when there are any.
pub(crate) fn header_at(sample: &Sample, row: usize) -> Header {
    let cells = &sample.records[row].1;
    let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let above = row.checked_sub(1).map(|above| sample.records[above].1.as_slice()).filter(|above| {
        let groups = filled(above);
        let lines_above =
            sample.records[row - 1].0 + above.iter().map(|cell| cell.matches('\n').count() as u32).sum::<u32>();
        // A blank line, or a date (抽出日 令和8年9月30日), parts a title from the header.
        let apart = sample.records[row].0 > lines_above + 1;
        let dated = || {
            above.iter().any(|cell| {
                japanese::date::parse(cell, &japanese::date::DateContext::default())
                    .is_some_and(|read| read.date.earliest.is_some())
            })
        };
        !apart
            && (groups >= 2 || (groups == 1 && above.len() == cells.len()))
            && groups < filled(cells)
            && above.len() <= cells.len()
            && !dated()
    });
    Header::new(cells, above)
}

/// Chooses among the definitions, or says why not; `ids` are those of all sources there are.
pub(crate) fn choose<'a>(
    file: &str,
    mut candidates: Vec<Candidate<'a>>,
    given: Option<&str>,
    ids: &[&str],
    all: impl FnOnce() -> Vec<Candidate<'a>>,
) -> Result<Candidate<'a>, Refusal> {
    candidates.sort_by(|a, b| {
        (b.fits(), b.named > 0, b.score, b.named)
            .cmp(&(a.fits(), a.named > 0, a.score, a.named))
            .then_with(|| a.layout.source.id.cmp(&b.layout.source.id))
    });
    if let Some(given) = given {
        return match candidates.into_iter().next() {
            None => Err(unknown_source(file, given, ids)),
            Some(candidate)
                if candidate.matching.missing_expected.is_empty()
                    && (candidate.share >= SHARE_MIN_NAMED || candidate.layout.source.file.no_header) =>
            {
                Ok(candidate)
            }
            Some(candidate) => Err(other_layout(file, &candidate, all())),
        };
    }
    let fitting: Vec<&Candidate<'a>> = candidates.iter().filter(|candidate| candidate.fits()).collect();
    if let [first, second, ..] = fitting.as_slice()
        && (first.named > 0, first.score, first.named) == (second.named > 0, second.score, second.named)
        && first.layout.source.id != second.layout.source.id
    {
        let names: Vec<String> =
            fitting.iter().filter(|other| other.score == first.score).map(|other| other.layout.name()).collect();
        return Err(Refusal::new(
            RefusalKind::Ambiguous,
            file,
            format!("見出しが複数の連携元定義に同じ程度に合うため、連携元を決められません: {}。", names.join("、")),
            "`--source ID` で連携元を指定するか、連携元定義の file.patterns にファイル名の型を書いてください。",
        ));
    }
    if fitting.is_empty() {
        if let Some(lacking) = candidates.iter().find(|candidate| candidate.lacks_only_expected()) {
            return Err(column_lacking(file, lacking));
        }
        return Err(unrecognised(file, &candidates));
    }
    candidates.into_iter().next().ok_or_else(|| unrecognised(file, &[]))
}

fn unrecognised(file: &str, candidates: &[Candidate<'_>]) -> Refusal {
    let near: Vec<String> = candidates
        .iter()
        .filter(|candidate| candidate.matching.found > 0 || candidate.named > 0)
        .take(3)
        .map(|candidate| {
            let mut missing = candidate.matching.missing_expected.clone();
            missing.extend(candidate.matching.missing.iter().cloned());
            let shown = missing.iter().take(8).map(|title| format!("「{title}」")).collect::<String>();
            let more = if missing.len() > 8 { format!("ほか{}列", missing.len() - 8) } else { String::new() };
            format!(
                "{}: 定義の{}列のうち{}列が一致{}",
                candidate.layout.name(),
                candidate.layout.delivered().count(),
                candidate.matching.found,
                if missing.is_empty() { String::new() } else { format!("、ない見出し{shown}{more}") }
            )
        })
        .collect();
    let message = if near.is_empty() {
        "どの連携元定義の見出しとも一致しません。".to_owned()
    } else {
        format!("どの連携元定義の見出しとも十分に一致しません。近いもの: {}。", near.join("／"))
    };
    Refusal::new(
        RefusalKind::Unrecognised,
        file,
        message,
        "見出しの行があるか、区切り文字が正しいかを確認し、`--source ID` で連携元を指定してください。新しい様式なら `mimamori source draft ファイル` で連携元定義の案を作れます。",
    )
}

/// The file is this source, but a column that names the record or the person is missing.
fn column_lacking(file: &str, candidate: &Candidate<'_>) -> Refusal {
    let missing = &candidate.matching.missing_expected;
    let names: String = missing.iter().map(|title| format!("「{title}」")).collect();
    Refusal::new(
        RefusalKind::Unrecognised,
        file,
        format!(
            "{}の見出しですが、なくてはならない列{names}がありません（定義の{}列のうち{}列は一致）。番号や氏名がないと、誰の記録かが分かりません。",
            candidate.layout.name(),
            candidate.layout.delivered().count(),
            candidate.matching.found
        ),
        format!(
            "{}に、列{names}を加えて出し直すよう依頼してください。列の名前が変わっただけなら、連携元定義の header に新しい名前を加えてください。",
            candidate.layout.source.owner
        ),
    )
    .of_columns(missing.clone())
}

fn unknown_source(file: &str, given: &str, ids: &[&str]) -> Refusal {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let known = if ids.is_empty() { "（定義がありません）".to_owned() } else { ids.join("、") };
    Refusal::new(
        RefusalKind::Unrecognised,
        file,
        format!("連携元「{given}」の定義がありません。"),
        format!("`--source` の綴りを確認してください。定義のある連携元: {known}。"),
    )
}

/// The header is not that of the given source; if it is another's, that one is named.
fn other_layout(file: &str, candidate: &Candidate<'_>, all: Vec<Candidate<'_>>) -> Refusal {
    let other = all
        .into_iter()
        .filter(|other| {
            other.layout.source.id != candidate.layout.source.id && other.fits() && other.score > candidate.score
        })
        .max_by_key(|other| other.score);
    let missing: String = candidate
        .matching
        .missing_expected
        .iter()
        .chain(&candidate.matching.missing)
        .take(8)
        .map(|title| format!("「{title}」"))
        .collect();
    let (message, cure) = match other {
        Some(other) => (
            format!("別のシステムの見出しです。指定された{}ではなく、{}の見出しに一致します。", candidate.layout.name(), other.layout.name()),
            format!("ファイルを取り違えていないか確認し、正しければ `--source {}` を指定してください。", other.layout.source.id),
        ),
        None => (
            format!("指定された{}の見出しと一致しません。ない見出し: {missing}。", candidate.layout.name()),
            "ファイルを取り違えていないか確認してください。項目名が変わったなら、連携元定義の header に新しい名前を加えてください。".to_owned(),
        ),
    };
    Refusal::new(RefusalKind::Unrecognised, file, message, cure)
}

/// A file's name as patterns are held against it.
pub(crate) struct Name {
    base: Vec<char>,
    /// With its folder.
    whole: Vec<char>,
}

impl Name {
    pub(crate) fn new(file: &str) -> Self {
        Self { base: folded(file.rsplit_once('/').map_or(file, |(_, base)| base)), whole: folded(file) }
    }

    /// Letters that the best fitting pattern of a definition spells out; 0 = none fits.
    fn fits(&self, layout: &Layout) -> usize {
        layout.source.file.patterns.iter().filter_map(|pattern| self.fits_pattern(pattern)).max().unwrap_or(0)
    }

    fn fits_pattern(&self, pattern: &str) -> Option<usize> {
        let name = if pattern.contains('/') { &self.whole } else { &self.base };
        let pattern = folded(pattern);
        let stem = pattern.iter().rposition(|c| *c == '.').unwrap_or(pattern.len());
        let spelt = |c: &&char| !matches!(c, '*' | '?' | '_' | '-' | '.');
        glob(&pattern, name).then(|| pattern[..stem].iter().filter(spelt).count())
    }
}

fn folded(text: &str) -> Vec<char> {
    japanese::text::clean(text).to_lowercase().chars().collect()
}

/// Whether a file name fits a pattern with `*` and `?`; gives the number of letters the pattern spells out before its ending.
pub(crate) fn name_fits(pattern: &str, file: &str) -> Option<usize> {
    Name::new(file).fits_pattern(pattern)
}

/// Whether a folded text fits a folded pattern as a whole.
pub(crate) fn glob(pattern: &[char], name: &[char]) -> bool {
    let (mut at, mut place) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while place < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, place));
                at += 1;
            }
            Some('?') => {
                at += 1;
                place += 1;
            }
            Some(letter) if *letter == name[place] => {
                at += 1;
                place += 1;
            }
            _ => match star {
                Some((back, taken)) => {
                    star = Some((back, taken + 1));
                    at = back + 1;
                    place = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_as_departments_write_them() {
        assert!(name_fits("住民記録_*.csv", "住民記録_20221130.csv").is_some());
        assert!(name_fits("住民記録*.csv", "住民記録（１１月）.CSV").is_some());
        assert_eq!(name_fits("*.csv", "x.csv"), Some(0));
        assert!(name_fits("users.csv", "roster/users.csv").is_some());
        assert!(name_fits("出欠_????.csv", "出欠_2022.csv").is_some());
        assert!(name_fits("出欠_*.csv", "健診_2022.csv").is_none());
    }
}
