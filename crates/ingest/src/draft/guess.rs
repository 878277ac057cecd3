//! Every column of a draft: whom it speaks of, its part, its item, its type - and how sure each guess is.

use std::collections::BTreeMap;

use catalog::source::Source;
use japanese::text::header_key;

use super::generation;
use super::known::Knowledge;
use super::profile::Profile;
use super::repeats::Group;
use super::synonyms::{SYNONYMS, TOPICS, item_of_field};
use super::words::{self, Person};

/// One column of the draft.
#[derive(Debug, Clone)]
pub(super) struct Drafted {
    pub(super) group: Group,
    pub(super) role: String,
    pub(super) field: Option<String>,
    pub(super) item: Option<String>,
    pub(super) kind: Option<&'static str>,
    pub(super) codes: Option<String>,
    pub(super) values: BTreeMap<String, String>,
    pub(super) era: Option<&'static str>,
    /// Columns whose cells follow this one's.
    pub(super) join: Vec<String>,
    /// What was guessed and how sure.
    pub(super) remarks: Vec<String>,
    pub(super) profile: Profile,
}

/// A role of the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DraftedRole {
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) repeat: Option<u8>,
}

/// What the file as a whole seems to be.
pub(super) struct Setting<'a> {
    pub(super) knowledge: &'a Knowledge<'a>,
    pub(super) system: Option<&'a str>,
    /// The definition most like it.
    pub(super) home: Option<&'a Source>,
    /// File name and title lines.
    pub(super) words: &'a str,
    pub(super) about_children: bool,
}

/// Items that words in headers speak of, for finding the definition most like the file.
pub(super) fn spoken_items<'a>(keys: &[String], knowledge: &Knowledge<'_>) -> Vec<&'a str> {
    keys.iter().filter_map(|key| spoken(key, knowledge)).map(|(item, _)| item).collect()
}

/// Guesses roles and columns; the first role is the primary one.
pub(super) fn columns(groups: Vec<(Group, Profile)>, setting: &Setting<'_>) -> (Vec<DraftedRole>, Vec<Drafted>) {
    let about_children = setting.about_children;
    let keyed: Vec<(Group, Profile, String)> = groups
        .into_iter()
        .map(|(group, profile)| {
            let key = group.title.split("{n}").map(header_key).collect::<Vec<_>>().join("{n}");
            (group, profile, key)
        })
        .collect();
    let mut people: Vec<Option<Person>> =
        keyed.iter().map(|(_, profile, key)| words::named_by(key, profile).or_else(|| person(key))).collect();
    generation::recipients_who_are_children(&keyed, &mut people);
    let (roles, places) = roles(&keyed, &people, about_children);
    let mut drafted: Vec<Drafted> = keyed
        .iter()
        .zip(&people)
        .zip(&places)
        .map(|(((group, profile, key), person), place)| {
            let role = &roles[*place];
            let own = person.as_ref().filter(|person| person.role == role_word(role));
            let base = own.map_or_else(|| key.replace("{n}", ""), |person| person.base.clone());
            column(group, profile, key, &base, role, setting, own.is_some())
        })
        .collect();
    whole_names(&mut drafted);
    one_field_each(&mut drafted);
    join_addresses(&mut drafted);
    drop_unsure_days(&mut drafted);
    several_events(&mut drafted);
    generation::no_grown_up_children(&mut drafted, &roles);
    fill_items(&mut drafted, &roles, setting);
    fill_topic(&mut drafted, setting);
    (roles, drafted)
}

/// Parts that belong to one person of the row.
const PERSONAL: [&str; 12] = [
    "name",
    "kana",
    "surname-kana",
    "given-name-kana",
    "birth-date",
    "sex",
    "address",
    "building",
    "postal",
    "phone",
    "household",
    "identifier:atena",
];

/// What a column is called that names a person.
const NAMES: [&str; 3] = ["氏名", "名", "姓"];

/// 児童名 without a 児童姓 is a whole name.
fn whole_names(columns: &mut [Drafted]) {
    for (half, other, whole) in [
        ("given-name", "surname", "name"),
        ("surname", "given-name", "name"),
        ("given-name-kana", "surname-kana", "kana"),
        ("surname-kana", "given-name-kana", "kana"),
    ] {
        for at in 0..columns.len() {
            let role = columns[at].role.clone();
            let has = |field: &str| {
                columns.iter().any(|column| column.role == role && column.field.as_deref() == Some(field))
            };
            if columns[at].field.as_deref() == Some(half) && !has(other) && !has(whole) {
                columns[at].field = Some(whole.to_owned());
                columns[at].remarks = vec![format!("確か: 見出しと値から {whole}")];
            }
        }
    }
}

/// 町名, 番地 and 枝番 are one address.
fn join_addresses(columns: &mut Vec<Drafted>) {
    const FIRST: [&str; 9] = ["町名", "町字", "町丁目", "大字", "住所1", "町丁名", "住所町名", "所在地", "行政区町名"];
    const NEXT: [&str; 18] = [
        "丁目番地",
        "丁目番地号",
        "番地枝番",
        "丁目番号",
        "字",
        "小字",
        "丁目",
        "番地",
        "番",
        "枝番",
        "号",
        "地番",
        "住所2",
        "住所3",
        "番地号",
        "番地等",
        "枝",
        "小枝",
    ];
    let key = |column: &Drafted| header_key(&column.group.title);
    let address = |column: &Drafted| column.field.as_deref() == Some("address");
    let Some(first) = columns.iter().position(|column| {
        column.group.columns.len() == 1 && (FIRST.contains(&key(column).as_str()) || address(column))
    }) else {
        return;
    };
    let next: Vec<usize> =
        (first + 1..columns.len()).take_while(|at| NEXT.contains(&key(&columns[*at]).as_str())).collect();
    if next.is_empty()
        || columns
            .iter()
            .enumerate()
            .any(|(at, column)| at != first && address(column) && column.role == columns[first].role)
    {
        return;
    }
    columns[first].join = next.iter().map(|at| columns[*at].group.title.clone()).collect();
    columns[first].field = Some("address".to_owned());
    columns[first].kind = None;
    columns[first].remarks = vec!["確か: 住所が列に分かれているため、つなげて読みます".to_owned()];
    columns.drain(first + 1..=first + next.len());
}

/// The word for a role without its `{n}`.
fn role_word(role: &DraftedRole) -> &str {
    role.id.trim_end_matches("{n}")
}

fn person(key: &str) -> Option<Person> {
    if key.starts_with("母子") || key.starts_with("父母") || key.starts_with("父子") {
        return None;
    }
    // 世帯主との続柄, 世帯主続柄: the relation of whom the row is about.
    let person = words::person(key).map(|person| {
        // One 世帯員 a row: the row is about that person.
        if person.role == "family" && key.contains("世帯員") && !key.contains("{n}") {
            Person { role: "person", kind: "resident", ..person }
        } else {
            person
        }
    });
    person.filter(|person| !(person.base.starts_with("との") || person.role == "head" && person.base.contains("続柄")))
}

/// The roles, primary first, and for each column the place of its role.
fn roles(
    keyed: &[(Group, Profile, String)],
    people: &[Option<Person>],
    about_children: bool,
) -> (Vec<DraftedRole>, Vec<usize>) {
    let repeats = |column: usize| keyed[column].0.repeat.filter(|_| !keyed[column].0.monthly && !keyed[column].0.daily);
    let mut found: Vec<DraftedRole> = Vec::new();
    for (column, person) in people.iter().enumerate() {
        let Some(person) = person
            .as_ref()
            .filter(|person| person.identifies && !matches!(person.base.as_str(), "続柄" | "性別" | "住所"))
        else {
            continue;
        };
        let repeat = repeats(column);
        let id = if repeat.is_some() { format!("{}{{n}}", person.role) } else { person.role.to_owned() };
        match found.iter_mut().find(|role| role.id == id) {
            Some(role) => role.repeat = role.repeat.max(repeat),
            None => found.push(DraftedRole { id, kind: person.kind, repeat }),
        }
    }
    // A child or person named plainly, without a word for whom.
    let names_told =
        people.iter().flatten().any(|person| person.identifies && NAMES.iter().any(|name| person.base.contains(name)));
    let plain = keyed.iter().zip(people).any(|((_, profile, key), person)| {
        person.is_none() && matches!(words::field(key, profile), Some(guess) if matches!(guess.field.as_str(), "name" | "surname") || guess.field == "kana" && !names_told)
    });
    let single_child = found.iter().position(|role| role.id == "child");
    let mut roles = Vec::new();
    if plain
        || single_child.is_none()
            && !found
                .iter()
                .any(|role| role.repeat.is_none() && matches!(role.id.as_str(), "person" | "recipient" | "mother"))
    {
        if plain && single_child.is_some() {
            roles.push(DraftedRole { id: "person".to_owned(), kind: "resident", repeat: None });
        } else {
            let (id, kind) = if about_children { ("child", "child") } else { ("person", "resident") };
            roles.push(DraftedRole { id: id.to_owned(), kind, repeat: None });
        }
    }
    let rank = |role: &DraftedRole| match (role.repeat, role.id.as_str()) {
        (Some(_), _) => 4,
        (None, "child") => 0,
        (None, "person") => 1,
        (None, "recipient") => 2,
        _ => 3,
    };
    roles.extend(found);
    roles.sort_by_key(rank);
    roles.dedup_by(|a, b| a.id == b.id);
    let plain_place = if plain && single_child.is_some() {
        roles.iter().position(|role| role.id == "person").unwrap_or(0)
    } else {
        0
    };
    // The part of a column, by its words without those for a person.
    let part = |column: usize| {
        let base = people[column].as_ref().map_or(keyed[column].2.as_str(), |person| person.base.as_str());
        words::field(base, &keyed[column].1).map(|guess| guess.field).unwrap_or_default()
    };
    // Where every name says whose it is, what follows a name without a word for whom (フリガナ, 生年月日) is that person's.
    let nearest_named = |column: usize, roles: &[DraftedRole]| {
        let named = |at: &usize| {
            repeats(*at).is_none()
                && people[*at]
                    .as_ref()
                    .is_some_and(|person| person.identifies && NAMES.iter().any(|name| person.base.contains(name)))
        };
        // Whoever has such a column with a word for himself needs no other; a number stands before the name, the rest behind it.
        let field = part(column);
        let provided = |at: &usize| {
            let role = people[*at].as_ref().map(|person| person.role);
            (0..keyed.len()).any(|other| {
                other != column && people[other].as_ref().map(|person| person.role) == role && part(other) == field
            })
        };
        let open = |at: &usize| named(at) && !provided(at);
        let before = (0..column).rev().find(open);
        let behind = (column..keyed.len()).find(open);
        let number = field.starts_with("identifier:");
        let nearest = match (before, behind) {
            (Some(before), Some(behind)) if number && behind - column <= column - before => Some(behind),
            (before, behind) => before.or(behind),
        };
        let nearest = nearest.or_else(|| (0..column).rev().find(named)).or_else(|| (column..keyed.len()).find(named));
        let person = nearest.and_then(|at| people[at].as_ref())?;
        roles.iter().position(|role| role.id == person.role)
    };
    let places = (0..keyed.len())
        .map(|column| {
            let Some(person) = &people[column] else {
                let field =
                    words::field(&keyed[column].2, &keyed[column].1).map(|guess| guess.field).unwrap_or_default();
                // 保護者氏名, 続柄: the relation of the one just named.
                let named_before = column.checked_sub(1).and_then(|before| people[before].as_ref());
                if field == "relation"
                    && let Some(person) = named_before
                        .filter(|person| person.identifies && matches!(person.role, "guardian" | "recipient"))
                    && let Some(place) = roles.iter().position(|role| role.id == person.role)
                {
                    return place;
                }
                if !plain && PERSONAL.contains(&field.as_str()) {
                    return nearest_named(column, &roles).unwrap_or(0);
                }
                let identity = field.contains("name") || field.contains("kana");
                return if identity { plain_place } else { 0 };
            };
            let wanted =
                if repeats(column).is_some() { format!("{}{{n}}", person.role) } else { person.role.to_owned() };
            roles.iter().position(|role| role.id == wanted).unwrap_or(0)
        })
        .collect();
    (roles, places)
}

fn column(
    group: &Group,
    profile: &Profile,
    key: &str,
    base: &str,
    role: &DraftedRole,
    setting: &Setting<'_>,
    with_person: bool,
) -> Drafted {
    let (knowledge, system) = (setting.knowledge, setting.system);
    let plain_key = key.replace("{n}", "");
    let look_up = |key: &str| knowledge.column(key, setting.home, system);
    let known = look_up(&plain_key).or_else(|| if with_person { None } else { look_up(base) });
    let mut remarks = Vec::new();
    // 被保険者番号 is no number in a class.
    let guess = words::field(base, profile)
        .filter(|guess| !(with_person && guess.field == "seat-number" && !base.contains("出席")));
    let mut field = guess.as_ref().map(|guess| guess.field.clone());
    if field.is_none() && with_person {
        field = words::whole(&plain_key);
    }
    if let Some(known) = known
        .filter(|known| known.column.field.is_some() && Some(known.source.system.as_str()) == system && field.is_none())
    {
        field = known.column.field.clone().filter(|field| plausible(field, profile));
    }
    if let Some(field) = &field {
        let sure = guess.as_ref().is_none_or(|guess| guess.sure);
        remarks.push(format!("{}: 見出しと値から {field}", if sure { "確か" } else { "推定" }));
    }
    let mut drafted = Drafted {
        group: group.clone(),
        role: role.id.clone(),
        field,
        item: None,
        kind: None,
        codes: None,
        values: BTreeMap::new(),
        era: None,
        join: Vec::new(),
        remarks,
        profile: profile.clone(),
    };
    if let Some(known) = known {
        let identity = drafted.field.as_deref().is_some_and(|field| item_of_field(field, role.kind).is_some());
        if let Some(item) = known.column.item.as_ref().filter(|item| !identity && knowledge.has(item)) {
            drafted.remarks.push(format!("項目は「{}」の定義と同じ見出しから", known.source.title));
            drafted.item = Some(item.clone());
        }
        drafted.codes = known.column.codes.clone().filter(|table| knowledge.reads(table, profile));
        if drafted.codes.is_none()
            && drafted.field.is_none()
            && let Some(table) = &known.column.codes
            && let Some(unread) = knowledge.unread(table, profile)
        {
            drafted.remarks.push(unread_remark(table, &unread));
            drafted.codes = Some(table.clone());
        }
        if drafted.codes.is_none()
            && !known.column.values.is_empty()
            && profile.values.keys().all(|value| known.column.values.contains_key(value))
        {
            drafted.values = known.column.values.clone();
        }
    }
    types(&mut drafted, knowledge);
    drafted
}

/// Whether values do not speak against a part taken from a known definition.
fn plausible(field: &str, profile: &Profile) -> bool {
    match field {
        "on" | "from" | "to" | "birth-date" => profile.values.is_empty() || profile.dates + profile.eraless >= 50,
        "month" => profile.values.is_empty() || profile.months + profile.dates >= 50,
        _ => true,
    }
}

/// Of several columns with the same part for the same person the surest keeps it.
fn one_field_each(columns: &mut [Drafted]) {
    let mut order: Vec<usize> = (0..columns.len()).collect();
    let sure = |column: &Drafted| column.remarks.iter().any(|remark| remark.starts_with("確か"));
    // A school's name before its code, a sure guess before an unsure one, then the order of the file.
    // A word before its code, a beginning that says so (有効開始) before a day of decision (認定日).
    let code = |column: &Drafted| {
        matches!(column.field.as_deref(), Some("relation" | "school" | "class"))
            && ["コード", "cd", "区分"].iter().any(|end| header_key(&column.group.title).ends_with(end))
    };
    let vague = |column: &Drafted| {
        column.field.as_deref() == Some("from")
            && !["開始", "有効", "自", "取得", "入所", "入院"].iter().any(|word| column.group.title.contains(word))
    };
    order.sort_by_key(|&at| {
        (!sure(&columns[at]), columns[at].group.monthly, code(&columns[at]), vague(&columns[at]), at)
    });
    let mut taken: Vec<(String, String)> = Vec::new();
    for at in order {
        let Some(field) = columns[at].field.clone() else { continue };
        let place = (columns[at].role.clone(), field.clone());
        if taken.contains(&place) {
            columns[at].remarks.retain(|remark| !remark.contains(&field));
            columns[at].remarks.push(format!("{field} にあたる列は別にもあるため、field は書いていません"));
            columns[at].field = None;
            if matches!(field.as_str(), "on" | "from" | "to") {
                columns[at].kind = Some("date");
            }
        } else {
            taken.push(place);
        }
    }
}

/// In a register of people a day that is no plain event (住民となった日) does not date the row.
fn drop_unsure_days(columns: &mut [Drafted]) {
    let register = columns.iter().any(|column| {
        matches!(column.field.as_deref(), Some("household" | "relation" | "from" | "to" | "birth-date" | "address"))
    }) || columns
        .iter()
        .any(|column| matches!(column.field.as_deref(), Some("name" | "surname")) && column.profile.is_unique());
    for column in columns.iter_mut().filter(|column| register && column.field.as_deref() == Some("on")) {
        if column.remarks.iter().any(|remark| remark.starts_with("推定") && remark.contains(" on")) {
            column.field = None;
            column.kind = Some("date");
            column.remarks.retain(|remark| !remark.contains(" on"));
            column.remarks.push("推定: 行の時点を表す日なら field = \"on\" を書いてください".to_owned());
        }
    }
}

/// The grade as school records hold it; a grade in another department's list is not that.
const GRADE_OF_ROSTER: &str = "school-record.enrolment.grade";

/// Items that say who somebody is.
const IDENTITY_ITEMS: [&str; 12] = [
    "child.birth-date",
    "child.name",
    "child.kana",
    "child.sex",
    "child.address",
    "child.atena-number",
    "child.relation",
    "child.household-number",
    "child.student-number",
    "household-member.name",
    "household-member.kana",
    "household-member.sex",
];

/// A school's own list of its pupils: seat or number of each, birth or reading, and nothing that happens on a day.
fn is_school_roster(columns: &[Drafted], setting: &Setting<'_>) -> bool {
    let has = |field: &str| columns.iter().any(|column| column.field.as_deref() == Some(field));
    let others = ["学童", "放課後", "園", "学齢簿", "出席", "出欠", "就学", "アンケート"];
    has("class")
        && (has("seat-number") || has("identifier:student"))
        && (has("name") || has("surname"))
        && (has("birth-date") || has("kana") || has("surname-kana"))
        && !has("on")
        && !has("month")
        && !columns.iter().any(|column| column.group.daily || column.group.monthly)
        && !others.iter().any(|word| setting.words.contains(word))
}

/// A column that another one tells better: a code beside its words, a sum beside the days, an age beside the birth date.
fn tells_nothing_new(key: &str, keys: &[String], daily: bool, born: bool) -> Option<&'static str> {
    let words =
        ["コード", "cd"].iter().find_map(|end| key.strip_suffix(end)).filter(|front| front.chars().count() >= 2);
    if let Some(front) = words
        && ["", "名", "名称"].iter().any(|end| keys.iter().any(|other| *other == format!("{front}{end}")))
    {
        return Some("同じ内容の言葉の列が別にあるため、item は書いていません");
    }
    if daily && key.ends_with('計') {
        return Some("日々の印から数えられる合計のため、item は書いていません");
    }
    (born && key == "年齢").then_some("生年月日から分かるため、item は書いていません")
}

/// Several events in one row, each with a day of its own (1歳6か月児健診 受診日, 3歳児健診 受診日): none of them dates the row.
fn several_events(columns: &mut [Drafted]) {
    const ENDS: [&str; 8] =
        ["受診日", "受診年月日", "実施日", "接種日", "接種年月日", "健診日", "検査日", "実施年月日"];
    let of = |column: &Drafted, end: &str| {
        column.group.columns.len() == 1
            && header_key(&column.group.title).strip_suffix(end).is_some_and(|front| !front.is_empty())
    };
    for end in ENDS {
        if columns.iter().filter(|column| of(column, end)).count() < 2 {
            continue;
        }
        for column in columns.iter_mut().filter(|column| of(column, end)) {
            if column.field.as_deref() == Some("on") {
                column.field = None;
            }
            column.kind = Some("date");
            column.remarks.retain(|remark| !remark.contains(" on") && !remark.contains("on にあたる"));
            column.remarks.push(
                "1行に何回分かの出来事が並び、日付がそれぞれにあります。1つの行が持てる日付（field = \"on\"）は1つだけのため、書いていません。1回を1行にして出してもらうか、主な1回の日付に field = \"on\" を書いてください".to_owned(),
            );
        }
    }
}

/// Items for columns that have none yet: by part, by other words for the same thing, by likeness of names.
fn fill_items(columns: &mut [Drafted], roles: &[DraftedRole], setting: &Setting<'_>) {
    let knowledge = setting.knowledge;
    let in_roster = is_school_roster(columns, setting);
    let keys: Vec<String> = columns.iter().map(|column| header_key(&column.group.title)).collect();
    let daily = columns.iter().any(|column| column.group.daily);
    let born = columns.iter().any(|column| column.field.as_deref() == Some("birth-date"));
    for column in columns {
        let kind = roles.iter().find(|role| role.id == column.role).map_or("resident", |role| role.kind);
        if column.item.is_none() {
            column.item = column
                .field
                .as_deref()
                .and_then(|field| item_of_field(field, kind))
                .filter(|item| knowledge.has(item) && (*item != GRADE_OF_ROSTER || in_roster))
                .map(str::to_owned);
        }
        let mut key = header_key(&column.group.title.replace("{n}", ""));
        if column.group.monthly && key.chars().count() <= 2 {
            // 4月, 5月 …: what is counted stands in the file name.
            key = header_key(setting.words);
            // Numbers under months are days of absence, not codes of a day.
            if column.profile.numbers >= 80 && (key.contains("出欠") || key.contains("欠席")) {
                key = "欠席日数".to_owned();
            }
        }
        // 4月 over 欠席: a number under a month counts days.
        if column.group.monthly && column.profile.numbers >= 80 {
            if key.contains("欠席") && !key.contains("数") {
                key = "欠席日数".to_owned();
            }
            column.kind = Some("number");
        }
        if column.group.daily && !key.contains("時") {
            key = "出欠".to_owned();
        }
        if column.field.is_none()
            && let Some(why) = tells_nothing_new(&key, &keys, daily, born)
        {
            column.remarks.push(why.to_owned());
            column.item = None;
            continue;
        }
        if column.item.is_none()
            && !matches!(column.field.as_deref(), Some("postal" | "phone" | "household" | "fiscal-year"))
        {
            synonym(column, &key, knowledge);
        }
        if column.item.is_none() {
            // The day or month of the row is the same item in the definition most like the file.
            let same = |other: &&catalog::source::ColumnDefinition| {
                matches!(other.field.as_deref(), Some("on" | "month")) && other.field == column.field
            };
            column.item = setting
                .home
                .and_then(|home| home.columns.iter().find(same))
                .and_then(|same| same.item.clone())
                .filter(|item| knowledge.has(item));
        }
        if column.item.is_none() && column.field.is_none() {
            // Identity is told by its part, never by likeness (返還年月日 is no birth date), and a number of something only by its whole name.
            let plain = |item: &domain::ItemId, likeness: u32| {
                !IDENTITY_ITEMS.contains(&item.as_str()) && (likeness >= 95 || !column.profile.is_numbered())
            };
            match knowledge.item(&key, setting.home, setting.system).filter(|(item, likeness)| plain(item, *likeness)) {
                Some((item, likeness)) => {
                    column.remarks.push(format!("推定: 項目名との近さ{likeness}%"));
                    column.item = Some(item.to_string());
                }
                None => column.remarks.push(
                    "項目台帳に近い項目がありません。使う場合は item を書いてください（書かない列は保存されません）"
                        .to_owned(),
                ),
            }
        }
    }
}

/// The item and code table a word in a header speaks of.
fn spoken(key: &str, knowledge: &Knowledge<'_>) -> Option<(&'static str, &'static str)> {
    SYNONYMS.iter().find_map(|(words, items, table)| {
        let fits = words.split('+').all(|word| key.contains(&header_key(word)));
        fits.then(|| items.iter().find(|item| knowledge.has(item))).flatten().map(|item| (*item, *table))
    })
}

/// The item and code table a file as a whole speaks of, by its name and title lines.
pub(super) fn topic(words: &str, knowledge: &Knowledge<'_>) -> Option<(&'static str, &'static str)> {
    let words = header_key(&japanese::digits::arabic(words));
    TOPICS.iter().find(|word| words.contains(*word)).and_then(|word| spoken(word, knowledge))
}

/// A list of those who receive something, without a column that says so: the item stands in the beginning of the period.
fn fill_topic(columns: &mut [Drafted], setting: &Setting<'_>) {
    let Some((item, table)) = topic(setting.words, setting.knowledge)
        .filter(|(item, _)| !columns.iter().any(|column| column.item.as_deref() == Some(item)))
    else {
        return;
    };
    let status = |column: &Drafted| {
        column.item.is_none()
            && column.field.is_none()
            && !column.profile.is_numbered()
            && ["状況", "区分", "種別", "結果", "等級", "認定", "級"]
                .iter()
                .any(|word| column.group.title.contains(word))
    };
    let dated =
        |field: &'static str| move |column: &Drafted| column.item.is_none() && column.field.as_deref() == Some(field);
    let dates = columns.iter().position(dated("from")).or_else(|| columns.iter().position(dated("on")));
    let Some(at) = columns.iter().position(status).or(dates) else { return };
    let column = &mut columns[at];
    column.remarks.retain(|remark| !remark.contains("項目台帳に近い項目がありません"));
    column.remarks.push("推定: ファイル名の言葉から項目を選びました".to_owned());
    column.item = Some(item.to_owned());
    if column.field.is_none() && !table.is_empty() && setting.knowledge.reads(table, &column.profile) {
        column.codes = Some(table.to_owned());
        column.kind = Some("code");
    }
}

fn unread_remark(table: &str, unread: &[String]) -> String {
    let values: Vec<String> = unread.iter().take(15).map(|value| format!("「{value}」")).collect();
    format!("コード表 {table} にない値: {}。config/codes/{table}.csv の別表記に書き加えてください", values.join(""))
}

fn synonym(column: &mut Drafted, key: &str, knowledge: &Knowledge<'_>) {
    // 1歳6か月児健診 未処置歯 is not the school's checkup.
    let infant = key.contains("歳児") || key.contains("か月");
    let Some((item, table)) =
        spoken(key, knowledge).filter(|(item, _)| !(infant && item.starts_with("school-checkup")))
    else {
        return;
    };
    column.item = Some(item.to_owned());
    column.remarks.push("推定: 見出しの言葉から項目を選びました".to_owned());
    let free = !table.is_empty()
        && column.codes.is_none()
        && column.field.is_none()
        && matches!(column.kind, None | Some("code" | "flag" | "number"));
    if free
        && !knowledge.reads(table, &column.profile)
        && let Some(unread) = knowledge.unread(table, &column.profile)
    {
        column.remarks.push(unread_remark(table, &unread));
        column.codes = Some(table.to_owned());
        column.kind = Some("code");
    }
    if free && knowledge.reads(table, &column.profile) {
        column.codes = Some(table.to_owned());
        column.kind = Some("code");
        column.values.clear();
    }
}

/// Types by values, where the part does not settle them.
fn types(column: &mut Drafted, knowledge: &Knowledge<'_>) {
    let profile = &column.profile;
    let dated = matches!(column.field.as_deref(), Some("birth-date" | "on" | "from" | "to"));
    // 1-15-2 may be a place: only a column that is called by a day is dated.
    let day = ["日", "年月", "期限", "期間", "誕生"].iter().any(|word| profile.title.contains(word));
    if (dated || column.field.is_none() && day && !profile.is_numbered()) && profile.eraless >= 60 && profile.dates < 30
    {
        column.era = era(profile);
        column.remarks.push("推定: 元号のない和暦。元号が違えば era を直してください".to_owned());
    }
    if matches!(column.field.as_deref(), Some("from" | "to")) && profile.months >= 60 && profile.dates < 50 {
        column.kind = Some("month");
    }
    if column.field.as_deref() == Some("relation") && column.codes.is_some() {
        column.kind = Some("code");
    }
    if column.field.is_some() {
        return;
    }
    if column.codes.is_some() || !column.values.is_empty() {
        column.kind = Some("code");
    } else if profile.is_numbered() && !profile.is_coded() {
        // A number that looks like a date is still a number: kept as it stands.
    } else if !profile.is_numbered() && profile.dates >= 80 || column.era.is_some() {
        column.kind = Some("date");
    } else if !profile.is_numbered() && profile.months >= 80 {
        column.kind = Some("month");
    } else if is_flag(profile) {
        column.kind = Some("flag");
    } else if let Some(table) = knowledge.table_of_words(profile).filter(|_| profile.is_coded()) {
        column.remarks.push(format!("推定: 値がコード表 {table} に合います"));
        column.codes = Some(table.to_owned());
        column.kind = Some("code");
    } else if profile.is_coded()
        && !profile.title.contains(['数', '量', '額', '時', '長', '重', '点'])
        && (profile.numbers < 90 || profile.title.contains(['区', 'コ', '種']))
    {
        column.kind = Some("code");
        let values: Vec<String> = profile.values.keys().take(15).map(|value| format!("「{value}」")).collect();
        column.remarks.push(format!(
            "値: {}。数字の意味が分かれば values = {{ \"1\" = \"…\" }} を書いてください",
            values.join("")
        ));
    } else if profile.numbers >= 90 && !leading_zeros(profile) {
        column.kind = Some("number");
    }
}

/// ○, 有/無, 1/0 - and nothing that could be a third code.
fn is_flag(profile: &Profile) -> bool {
    profile.flags >= 95
        && profile.values.len() <= 3
        && !profile.values.is_empty()
        && !profile.values.keys().any(|value| matches!(value.trim(), "2" | "02" | "２" | "00" | "-"))
}

fn leading_zeros(profile: &Profile) -> bool {
    profile
        .values
        .keys()
        .any(|value| value.len() > 1 && value.starts_with('0') && value.bytes().all(|b| b.is_ascii_digit()))
}

/// The era that can hold the years written without one: 31 and more is 昭和, more than this era has years 平成.
fn era(profile: &Profile) -> Option<&'static str> {
    let years = profile.values.keys().filter_map(|value| {
        let digits: String = japanese::digits::fold(value).chars().take_while(char::is_ascii_digit).collect();
        let year =
            if digits.len() >= 5 { digits.get(..digits.len() - 4)?.parse().ok() } else { digits.parse::<u32>().ok() };
        year.filter(|year| *year < 100)
    });
    Some(match years.max()? {
        0..=9 => "令和",
        10..=31 => "平成",
        _ => "昭和",
    })
}
