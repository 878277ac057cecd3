//! Id, title and file-name pattern of a drafted definition.

use catalog::Catalog;

use super::outside::Outside;

/// Words of file names and the words ids are made of. Longer words first.
const WORDS: [(&str, &str); 80] = [
    ("1歳6", "18-months"),
    ("1歳半", "18-months"),
    ("一歳六", "18-months"),
    ("3歳", "3-years"),
    ("三歳", "3-years"),
    ("児扶", "child-rearing-allowance"),
    ("特児", "special-child-allowance"),
    ("児手", "child-allowance"),
    ("住登外", "non-resident"),
    ("生保", "public-assistance"),
    ("障福", "disability"),
    ("療育", "intellectual"),
    ("精神", "mental"),
    ("身体", "physical"),
    ("就労", "work"),
    ("健診", "checkup"),
    ("検診", "checkup"),
    ("ケース", "case"),
    ("受給", "recipients"),
    ("児童扶養手当", "child-rearing-allowance"),
    ("特別児童扶養手当", "special-child-allowance"),
    ("児童手当", "child-allowance"),
    ("住民基本台帳", "resident-register"),
    ("住民記録", "resident-register"),
    ("住基", "resident-register"),
    ("学齢簿", "school-age-register"),
    ("就学援助", "school-aid"),
    ("生活保護", "public-assistance"),
    ("障害福祉", "disability"),
    ("障害者", "disability"),
    ("障がい", "disability"),
    ("障害", "disability"),
    ("手帳", "certificate"),
    ("介護保険", "care-insurance"),
    ("介護", "care"),
    ("認定者", "certified"),
    ("認定", "certification"),
    ("給付", "benefit"),
    ("サービス", "service"),
    ("保健室", "health-room"),
    ("健康管理", "health"),
    ("健康診断", "checkup"),
    ("定期健診", "checkup"),
    ("乳幼児", "infant"),
    ("健診", "checkup"),
    ("健康", "health"),
    ("予防接種", "vaccination"),
    ("妊婦", "pregnancy"),
    ("母子", "maternal"),
    ("医療", "medical"),
    ("ひとり親", "single-parent"),
    ("保育", "nursery"),
    ("幼稚園", "kindergarten"),
    ("学童", "after-school"),
    ("放課後", "after-school"),
    ("出欠", "attendance"),
    ("出席", "attendance"),
    ("欠席", "absence"),
    ("日別", "daily"),
    ("月別", "monthly"),
    ("月次", "monthly"),
    ("名簿", "roster"),
    ("在籍", "enrolment"),
    ("校務支援", "school"),
    ("校務", "school"),
    ("学校", "school"),
    ("学力", "achievement"),
    ("質問紙", "questionnaire"),
    ("アンケート", "questionnaire"),
    ("調査", "survey"),
    ("相談", "consultation"),
    ("経過記録", "progress"),
    ("児童", "child"),
    ("虐待", "abuse"),
    ("支援", "support"),
    ("世帯", "household"),
    ("手当", "allowance"),
    ("利用", "use"),
    ("実績", "results"),
    ("一覧", "list"),
];

/// The file name without ending, dates and numbers: for titles and patterns.
fn stem(file: &str) -> String {
    let base = file.rsplit_once('/').map_or(file, |(_, base)| base);
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    japanese::text::clean(stem).into_owned()
}

/// A readable id that no definition has yet.
pub(super) fn id(file: &str, catalog: &Catalog) -> String {
    // The name of one school says nothing about the next one's file.
    let kind = without_places(&stem(file));
    let mut rest = if kind.chars().any(char::is_alphabetic) { kind } else { stem(file) };
    let ascii: String =
        rest.chars().map(|c| if c.is_ascii_alphabetic() { c.to_ascii_lowercase() } else { '-' }).collect();
    let ascii = ascii.split('-').filter(|part| part.len() > 1).collect::<Vec<_>>().join("-");
    let mut words: Vec<(usize, &str)> = Vec::new();
    for (word, english) in WORDS {
        while let Some(at) = rest.find(word) {
            // Blanked out so that a shorter word does not find it again, keeping the places.
            rest.replace_range(at..at + word.len(), &" ".repeat(word.len()));
            words.push((at, english));
        }
    }
    words.sort_unstable();
    words.dedup_by_key(|word| word.1);
    let japanese = words.iter().map(|word| word.1).collect::<Vec<_>>().join("-");
    let name = match (japanese.is_empty(), ascii.is_empty()) {
        (false, _) => japanese,
        (true, false) => ascii,
        (true, true) => format!("source-{:04x}", crate::dictionary::hash(stem(file).as_bytes()) & 0xffff),
    };
    let taken = |id: &str| catalog.sources.iter().any(|source| source.id == id);
    (1..)
        .map(|number| if number == 1 { name.clone() } else { format!("{name}-{number}") })
        .find(|id| !taken(id))
        .unwrap_or(name)
}

/// A title people know the file by.
pub(super) fn title(file: &str) -> String {
    let pattern = without_places(&without_dates(&stem(file)));
    let title = pattern.replace(['*', '_'], " ");
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() { stem(file) } else { title }
}

/// A pattern that next month's file fits, too: dates and numbers become `*`, and what the name tells of one school.
pub(super) fn pattern(file: &str, outside: &[Outside]) -> String {
    if let Some(school) = outside.iter().find(|column| column.key == "from_name" && column.field == Some("school")) {
        let pattern = without_dates(&school.pattern.replace("{value}", "*"));
        if pattern.chars().filter(|c| c.is_alphabetic()).count() > 3 {
            return pattern;
        }
    }
    let base = file.rsplit_once('/').map_or(file, |(_, base)| base);
    let ending = base.rsplit_once('.').map_or("", |(_, ending)| ending);
    let pattern = without_places(&without_dates(&stem(file)));
    let letters = pattern.chars().filter(|c| c.is_alphabetic()).count();
    if letters < 2 {
        base.to_owned()
    } else {
        format!("{pattern}{}.{ending}", if pattern.ends_with('*') { "" } else { "*" })
    }
}

/// The name of one school between underscores is another one's in the next file.
fn without_places(stem: &str) -> String {
    let place = |part: &str| {
        part.chars().count() >= 2 && ["学校", "小", "中", "校", "園"].iter().any(|word| part.ends_with(word))
    };
    let parts: Vec<&str> = stem.split('_').collect();
    if parts.len() < 2 {
        return stem.to_owned();
    }
    parts.into_iter().map(|part| if place(part) { "*" } else { part }).collect::<Vec<_>>().join("_")
}

fn without_dates(stem: &str) -> String {
    let mut out = String::new();
    let mut chars = stem.chars().peekable();
    while let Some(c) = chars.next() {
        let era = matches!(c, 'R' | 'H' | '令' | '平')
            && chars.peek().is_some_and(|next| next.is_ascii_digit() || matches!(next, '和' | '成' | '元'));
        let mut ahead = chars.clone();
        while ahead.next_if(char::is_ascii_digit).is_some() {}
        // 1歳6か月 is the name of a checkup.
        let age = c.is_ascii_digit() && matches!(ahead.peek(), Some('歳' | 'か' | 'ヶ' | 'カ' | 'ケ' | '期' | '才'));
        if (c.is_ascii_digit() || era) && !age {
            while chars.peek().is_some_and(|next| {
                next.is_ascii_digit()
                    || matches!(
                        next,
                        '.' | '-' | '年' | '月' | '日' | '度' | '分' | '和' | '成' | '元' | '現' | '在' | '時' | '点'
                    )
            }) {
                chars.next();
            }
            if !out.ends_with('*') {
                out.push('*');
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_months_file_fits_the_pattern_of_this_one() {
        for (file, expected, next) in [
            ("住民記録_20221130.csv", "住民記録_*.csv", "住民記録_20221231.csv"),
            ("介護給付実績_R4.11.csv", "介護給付実績_*.csv", "介護給付実績_R5.1.csv"),
            ("出欠_第一中学校_2022-11.csv", "出欠_*_*.csv", "出欠_第二中学校_2022-12.csv"),
            ("出欠_令和4年11月分.xlsx", "出欠_*.xlsx", "出欠_令和4年12月分.xlsx"),
        ] {
            assert_eq!(pattern(file, &[]), expected);
            assert!(crate::recognise::name_fits(expected, next).is_some(), "{next}");
        }
        assert_eq!(id("介護給付実績_R4.11.csv", &Catalog::default()), "care-benefit-results");
        assert_eq!(title("住民記録_20221130.csv"), "住民記録");
        assert_eq!(title("出席状況_青葉小学校_R4.10.csv"), "出席状況");
    }
}
