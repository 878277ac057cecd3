//! Proposing a source definition for a file nobody has described yet (連携元定義の案).

mod counts;
mod generation;
mod guess;
mod input;
mod known;
mod naming;
mod outside;
mod profile;
mod register;
mod repeats;
mod synonyms;
mod words;
mod write;

use catalog::Catalog;

use crate::oneroster;
use crate::refusal::Refusal;
use known::Knowledge;
use profile::Profile;

/// Proposes a source definition (TOML) from a file's header and values; remarks say what was guessed and how sure.
///
/// `bytes` is the beginning of the file - a MiB is plenty - or all of it for workbooks and archives. The draft loads and, wherever
/// an item of the catalogue was found, imports as it stands. It leans on what the installation knows: its items, code tables and
/// other definitions. Values of the file never stand in it, except those of columns with a handful of codes.
///
/// # Errors
/// The file cannot be read at all.
pub fn draft(file: &str, bytes: &[u8], catalog: &Catalog) -> Result<String, Refusal> {
    let Some(mut input) = input::read(file, bytes)? else {
        return Ok(format!(
            "# OneRosterの一式は、定義を書かなくても取り込めます。変える場合は、次の定義を直して使ってください。\n{}",
            oneroster::BUILT_IN
        ));
    };
    let knowledge = Knowledge::new(catalog);
    let titles: Vec<String> = (0..input.header.len())
        .map(|column| {
            let title = input.header.draft_title(column);
            // A group reaches to the right until the next one begins: 入所日 behind 保護者2 is not the guardian's.
            let of_person = words::person(&japanese::text::header_key(&title)).is_some_and(|person| person.identifies);
            input
                .header
                .single_title(column)
                .filter(|single| !of_person && single.chars().count() >= 2)
                .unwrap_or(title)
        })
        .collect();
    let keys: Vec<String> = titles.iter().map(|title| japanese::text::header_key(title)).collect();
    let words = format!("{file} {}", input.words);
    let spoken = guess::spoken_items(&keys, &knowledge);
    let mut spoken_of = spoken.clone();
    spoken_of.extend(guess::topic(&words, &knowledge).map(|(item, _)| item));
    let system = knowledge.system(&keys, &spoken_of, &words);
    let system = knowledge.system_of_pupils(&keys, &words, system.as_ref()).or(system);
    let forbidden: Vec<String> =
        titles.iter().filter(|title| catalog.forbidden.matches(title).is_some()).cloned().collect();
    for title in &forbidden {
        input.remarks.push(format!("列「{title}」は持ち込めません（個人番号・税）。除いて出し直してもらうか、取り込むときに --without を付けてください。"));
    }
    let groups: Vec<_> = repeats::group(&titles)
        .into_iter()
        .filter(|group| !group.title.is_empty() && !forbidden.contains(&group.title))
        .map(|group| {
            let columns = group.columns.clone();
            let cells = input
                .rows
                .iter()
                .flat_map(|row| columns.iter().map(|column| row.get(*column).map_or("", String::as_str)));
            let profile = Profile::new(&group.title, 1, cells);
            (group, profile)
        })
        .collect();
    let school = keys.iter().any(|key| key.contains("学年") || key.contains("学校") || key.contains("学籍"));
    let young = ["児", "子ども", "こども", "生徒", "学齢", "保育", "幼稚園", "乳"]
        .iter()
        .any(|word| words.contains(word) || keys.iter().any(|key| key.contains(word)));
    let of_system = system.as_ref().map(|(system, _)| system.as_str());
    let home = knowledge.home(&keys, &spoken, &words, of_system);
    let setting = guess::Setting {
        knowledge: &knowledge,
        system: of_system,
        home,
        words: &words,
        about_children: school || young,
    };
    let (roles, mut columns) = guess::columns(groups, &setting);
    let of_month = outside::tells_month(file, &input.titles)
        || columns.iter().any(|column| column.field.as_deref() == Some("month"));
    counts::settle(&mut columns, of_month, &knowledge);
    input.remarks.extend(register::keep(&mut columns, &roles, &knowledge));
    let outside = outside::find(file, &input.titles, &columns);
    let head = write::Head {
        id: naming::id(file, catalog),
        title: naming::title(file),
        pattern: naming::pattern(file, &outside),
        system,
    };
    Ok(write::write(file, &head, &input, &roles, &columns, &outside, &knowledge))
}
