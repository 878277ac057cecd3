//! Columns that repeat: 家族1氏名, 家族2氏名 … are one column `家族{n}氏名`; 4月, 5月 … are months.

use std::collections::BTreeMap;

/// One column of the draft, standing for one or several of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// Title with `{n}` where it repeats.
    pub(super) title: String,
    /// Columns of the file.
    pub(super) columns: Vec<usize>,
    /// The highest number.
    pub(super) repeat: Option<u8>,
    pub(super) monthly: bool,
    /// 1日, 2日 … of a month.
    pub(super) daily: bool,
}

/// Groups titles that differ in one number only.
pub(super) fn group(titles: &[String]) -> Vec<Group> {
    let mut templates: BTreeMap<String, Vec<(u16, usize)>> = BTreeMap::new();
    for (column, title) in titles.iter().enumerate() {
        for (template, number) in numbered(title) {
            templates.entry(template).or_default().push((number, column));
        }
    }
    templates.retain(|template, members| is_repetition(template, members));
    let mut groups = Vec::new();
    let mut done = vec![false; titles.len()];
    for (column, title) in titles.iter().enumerate() {
        if done[column] {
            continue;
        }
        let best = numbered(title)
            .into_iter()
            .filter_map(|(template, _)| templates.get(&template).map(|members| (members.len(), template)))
            .max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
        let Some((_, template)) = best else {
            done[column] = true;
            groups.push(Group {
                title: title.clone(),
                columns: vec![column],
                repeat: None,
                monthly: false,
                daily: false,
            });
            continue;
        };
        let members: Vec<(u16, usize)> =
            templates[&template].iter().copied().filter(|(_, member)| !done[*member]).collect();
        for (_, member) in &members {
            done[*member] = true;
        }
        let monthly = is_monthly(&template, &members);
        let daily = is_daily(&template, &members);
        let most = members.iter().map(|(number, _)| *number).max().and_then(|most| u8::try_from(most).ok());
        groups.push(Group {
            title: template,
            columns: members.iter().map(|(_, column)| *column).collect(),
            repeat: most.filter(|_| !monthly && !daily),
            monthly,
            daily,
        });
    }
    groups
}

/// Every way to put `{n}` for one run of digits in a title.
fn numbered(title: &str) -> Vec<(String, u16)> {
    let mut found = Vec::new();
    let bytes = title.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        if at - start <= 2
            && let Ok(number) = title[start..at].parse()
        {
            found.push((format!("{}{{n}}{}", &title[..start], &title[at..]), number));
        }
    }
    found
}

fn is_monthly(template: &str, members: &[(u16, usize)]) -> bool {
    template.contains("{n}月")
        && !template.contains("{n}月齢")
        && !template.contains("か{n}月")
        && members.len() >= 3
        && members.iter().all(|(number, _)| (1..=12).contains(number))
}

/// 28 to 31 columns that are called by a day, or by a number alone.
fn is_daily(template: &str, members: &[(u16, usize)]) -> bool {
    (template.contains("{n}日") || template == "{n}")
        && (28..=31).contains(&members.len())
        && members.iter().all(|(number, _)| (1..=31).contains(number))
}

/// Numbers that count repetitions run from 1 without gaps; months need not. Ages (3歳) and school years do not repeat.
fn is_repetition(template: &str, members: &[(u16, usize)]) -> bool {
    if is_monthly(template, members) || is_daily(template, members) {
        return true;
    }
    let mut numbers: Vec<u16> = members.iter().map(|(number, _)| *number).collect();
    numbers.sort_unstable();
    let counts =
        numbers.len() >= 2 && numbers.iter().enumerate().all(|(place, number)| usize::from(*number) == place + 1);
    counts && !["{n}歳", "{n}か月", "{n}ヶ月", "{n}カ月", "{n}年", "{n}月"].iter().any(|unit| template.contains(unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_of_a_month_are_one_column() {
        let titles: Vec<String> =
            std::iter::once("氏名".to_owned()).chain((1..=31).map(|day| format!("{day}日"))).collect();
        let groups = group(&titles);
        assert_eq!(groups.len(), 2);
        assert_eq!((groups[1].title.as_str(), groups[1].repeat, groups[1].daily), ("{n}日", None, true));
        // 1日 to 5日 of a camp are no month.
        assert!(group(&titles[..6]).iter().all(|group| !group.daily));
    }

    #[test]
    fn families_and_months_are_one_column_each_and_ages_are_not() {
        let titles: Vec<String> = [
            "宛名番号",
            "家族1氏名",
            "家族1続柄",
            "家族2氏名",
            "家族2続柄",
            "4月欠席",
            "5月欠席",
            "6月欠席",
            "1歳6か月児健診",
            "3歳児健診",
        ]
        .iter()
        .map(|title| (*title).to_owned())
        .collect();
        let groups = group(&titles);
        let names: Vec<(&str, Option<u8>, bool)> =
            groups.iter().map(|group| (group.title.as_str(), group.repeat, group.monthly)).collect();
        assert_eq!(
            names,
            [
                ("宛名番号", None, false),
                ("家族{n}氏名", Some(2), false),
                ("家族{n}続柄", Some(2), false),
                ("{n}月欠席", None, true),
                ("1歳6か月児健診", None, false),
                ("3歳児健診", None, false),
            ]
        );
    }
}
