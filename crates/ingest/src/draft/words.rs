//! Words in headers that say what a column is: parts in matching and time, and whom it speaks of.

use super::profile::Profile;

/// A guess and how sure it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Guess {
    pub(super) field: String,
    /// 確か or 推定.
    pub(super) sure: bool,
}

/// People whom columns speak of: word in the header, id and kind of the role. Longer words first.
const PEOPLE: [(&str, &str, &str); 56] = [
    ("通所給付決定保護者", "guardian", "guardian"),
    ("扶養義務者", "supporter", "family"),
    ("納付義務者", "recipient", "recipient"),
    ("支給決定障害者等", "recipient", "recipient"),
    ("支給決定保護者", "recipient", "recipient"),
    ("支給決定児童", "child", "child"),
    ("対象障害児", "child", "child"),
    ("障害児", "child", "child"),
    ("支給対象児童", "child", "child"),
    ("対象児童", "child", "child"),
    ("児童生徒", "child", "child"),
    ("子ども", "child", "child"),
    ("こども", "child", "child"),
    ("お子様", "child", "child"),
    ("お子さん", "child", "child"),
    ("対象児", "child", "child"),
    ("乳幼児", "child", "child"),
    ("幼児", "child", "child"),
    ("乳児", "child", "child"),
    ("園児", "child", "child"),
    ("児童", "child", "child"),
    ("生徒", "child", "child"),
    ("本人", "child", "child"),
    ("保護者", "guardian", "guardian"),
    ("親権者", "guardian", "guardian"),
    ("母親", "mother", "mother"),
    ("父親", "father", "father"),
    ("産婦", "mother", "mother"),
    ("妊婦", "mother", "mother"),
    ("母", "mother", "mother"),
    ("父", "father", "father"),
    ("兄弟姉妹", "sibling", "sibling"),
    ("きょうだい", "sibling", "sibling"),
    ("兄弟", "sibling", "sibling"),
    ("受給資格者", "recipient", "recipient"),
    ("受給者", "recipient", "recipient"),
    ("請求者", "recipient", "recipient"),
    ("申請者", "recipient", "recipient"),
    ("利用者", "person", "resident"),
    ("被保険者", "person", "resident"),
    ("対象者", "person", "resident"),
    ("手帳所持者", "person", "resident"),
    ("配偶者", "spouse", "family"),
    ("世帯主", "head", "family"),
    ("世帯員", "family", "family"),
    ("同居者", "family", "family"),
    ("同居人", "family", "family"),
    ("家族", "family", "family"),
    ("資格者", "recipient", "recipient"),
    ("養育者", "guardian", "guardian"),
    ("養育里親", "guardian", "guardian"),
    ("届出人", "guardian", "guardian"),
    ("届出者", "guardian", "guardian"),
    ("届出義務者", "guardian", "guardian"),
    ("扶養者", "guardian", "guardian"),
    ("監護者", "guardian", "guardian"),
];

/// What stands beside the word for a person when the column names or identifies that person.
const IDENTITY: [&str; 34] = [
    "宛名no",
    "宛名cd",
    "宛名id",
    "住民コード",
    "個人コード",
    "個人cd",
    "個人id",
    "フリガナ氏名",
    "電話番号",
    "生年月",
    "氏名",
    "名前",
    "漢字氏名",
    "氏名漢字",
    "姓名",
    "名",
    "姓",
    "氏",
    "カナ",
    "カナ氏名",
    "氏名カナ",
    "フリガナ",
    "ふりがな",
    "生年月日",
    "宛名番号",
    "宛名コード",
    "カナ名",
    "性別",
    "住所",
    "続柄",
    "識別番号",
    "住民番号",
    "名カナ",
    "氏名フリガナ",
];

/// A person a header speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) role: &'static str,
    pub(super) kind: &'static str,
    /// The header without the word for the person.
    pub(super) base: String,
    /// The base names or identifies a person.
    pub(super) identifies: bool,
}

/// The person a folded header (with `{n}` for digits of a repetition) speaks of, by a word at its start or end.
pub(super) fn person(key: &str) -> Option<Person> {
    // 第{n}子: a child who repeats.
    let nth = ["第{n}子", "子{n}"].iter().find_map(|word| cut(key, word).map(|base| (base, "child", "child")));
    let plain = || PEOPLE.iter().find_map(|(word, role, kind)| cut(key, word).map(|base| (base, *role, *kind)));
    let (base, role, kind) = nth.or_else(plain).or_else(|| behind(key))?;
    // 保護者 over 父, 母 and 氏名: the person is the one named last.
    if matches!(role, "guardian" | "family") && base != key {
        let inner = PEOPLE.iter().filter(|(_, role, _)| matches!(*role, "mother" | "father"));
        let inner = inner.clone().find_map(|(word, role, kind)| {
            base.strip_prefix(word).filter(|rest| IDENTITY.contains(rest)).map(|rest| (rest.to_owned(), *role, *kind))
        });
        if let Some((base, role, kind)) = inner {
            return Some(Person { role, kind, base, identifies: true });
        }
    }
    let base = base.replace("{n}", "");
    let base = base.trim_matches(['の', '_', '・']).to_owned();
    let identifies = IDENTITY.contains(&base.as_str());
    Some(Person { role, kind, base, identifies })
}

/// A word for a person behind other words, before a part of identity: 通所給付決定保護者氏名.
fn behind(key: &str) -> Option<(String, &'static str, &'static str)> {
    let parts = IDENTITY.iter().filter(|part| part.chars().count() >= 2);
    parts.filter_map(|part| key.strip_suffix(part).map(|front| (front, *part))).find_map(|(front, part)| {
        let person = PEOPLE.iter().find(|(word, ..)| word.chars().count() >= 2 && front.ends_with(word))?;
        Some((part.to_owned(), person.1, person.2))
    })
}

/// A column that is called by the person only: 受給資格者, 対象児童. Its cells are names.
pub(super) fn named_by(key: &str, profile: &Profile) -> Option<Person> {
    let short = profile
        .values
        .keys()
        .filter(|value| (2..=16).contains(&value.chars().count()) && !value.chars().any(|c| c.is_ascii_digit()))
        .count();
    if profile.kanji < 60 || profile.values.len() < 4 || short * 10 < profile.values.len() * 8 {
        return None;
    }
    let word = key.replace("{n}", "");
    // 保護者 over 父 and 母: each is called by the person only.
    let word = word.strip_prefix("保護者").filter(|rest| !rest.is_empty()).unwrap_or(&word).to_owned();
    // 訪問先（世帯主）: the word for the person closes the title.
    let closes = |name: &str| name.chars().count() >= 2 && word.ends_with(name);
    PEOPLE.iter().find(|(name, ..)| *name == word || closes(name)).map(|(_, role, kind)| Person {
        role,
        kind,
        base: "氏名".to_owned(),
        identifies: true,
    })
}

fn cut(key: &str, word: &str) -> Option<String> {
    if let Some(rest) = key.strip_prefix(word) {
        return (!rest.is_empty()).then(|| rest.to_owned());
    }
    if let Some(rest) = key.strip_prefix("{n}").and_then(|rest| rest.strip_prefix(word)) {
        return (!rest.is_empty()).then(|| rest.to_owned());
    }
    let key = key.strip_suffix("{n}").unwrap_or(key);
    key.strip_suffix(word).filter(|rest| !rest.is_empty()).map(str::to_owned)
}

/// Names of staff and places are no names of the people we link.
const OTHERS: [&str; 28] = [
    "担当",
    "職員",
    "記録者",
    "作成",
    "入力",
    "受付者",
    "医師",
    "教諭",
    "担任",
    "更新",
    "登録者",
    "相談員",
    "学校",
    "園名",
    "施設",
    "機関",
    "病院",
    "医療",
    "事業所",
    "事業者",
    "校長",
    "主治医",
    "銀行",
    "金融",
    "口座",
    "通報",
    "緊急",
    "勤務先",
];

const BEFORE_NAME: [&str; 6] = ["旧", "通称", "本名", "併記", "英字", "ローマ字"];

/// The part a column plays, by its folded base and its values.
pub(super) fn field(base: &str, profile: &Profile) -> Option<Guess> {
    let has = |words: &[&str]| words.iter().any(|word| base.contains(word));
    let is = |words: &[&str]| words.contains(&base);
    let ends = |words: &[&str]| words.iter().any(|word| base.ends_with(word));
    let guess = |field: &str, sure: bool| Some(Guess { field: field.to_owned(), sure });
    let reading = has(&["カナ", "フリガナ", "ふりがな", "かな", "ヨミ", "読み", "よみ"]) || is(&["セイ", "メイ"]);
    let named = has(&["氏名", "名前", "姓名", "児童名", "生徒名", "宛名名称", "子の名"])
        || is(&["姓", "名", "氏", "名字", "名称"]) && profile.numbers < 20;
    if !has(&OTHERS) {
        if has(&["通称"]) && !reading {
            return guess("alias", true);
        }
        if has(&["旧氏", "旧姓"]) && !reading {
            return guess("former-name", true);
        }
        if reading && !has(&BEFORE_NAME) && !has(&["住所", "方書", "地名", "町名"]) {
            let surname = base.starts_with('姓')
                || base.starts_with("氏カ")
                || base.starts_with("氏フ")
                || is(&["セイ", "カナ姓", "フリガナ姓", "カナ氏", "氏"])
                || ends(&["姓"]);
            let given = base.starts_with('名') && !base.starts_with("名前")
                || is(&["メイ"])
                || ends(&["カナ名", "ガナ名"]) && base.chars().count() <= 6 && !base.contains("氏名");
            return match (surname && !base.contains("氏名"), given && !base.contains("氏名")) {
                (true, _) => guess("surname-kana", true),
                (_, true) => guess("given-name-kana", true),
                _ => guess("kana", profile.readings >= 50 || profile.values.is_empty()),
            };
        }
        if named && !reading && !has(&BEFORE_NAME) {
            return match base {
                "姓" | "名字" | "漢字姓" | "氏名姓" => guess("surname", true),
                "氏" => guess("surname", true),
                "名" | "漢字名" | "氏名名" => guess("given-name", true),
                _ => guess("name", profile.kanji >= 30 || profile.values.is_empty()),
            };
        }
    }
    if has(&["生年月日", "誕生日", "生年"]) && (profile.dates + profile.eraless >= 50 || profile.values.is_empty())
    {
        return guess("birth-date", true);
    }
    if is(&["性別", "性別コード", "性別区分", "性別cd"])
        || is(&["性", "男女", "男女別", "男女区分"]) && (profile.sexes >= 80 || profile.values.is_empty())
        || ends(&["性別"]) && profile.sexes >= 80
    {
        return guess("sex", true);
    }
    if has(&["世帯番号", "世帯コード", "世帯cd", "世帯id", "世帯no", "世帯識別"]) {
        return guess("household", true);
    }
    if let Some(namespace) = namespace(base) {
        return guess(&format!("identifier:{namespace}"), true);
    }
    if has(&["郵便番号"]) || is(&["〒", "郵便"]) {
        return guess("postal", true);
    }
    if ends(&["電話番号", "電話", "携帯", "携帯番号", "tel"]) && !has(&["学校", "機関", "事業所", "施設"])
    {
        return guess("phone", true);
    }
    if has(&["方書", "建物名", "マンション名", "部屋番号"]) {
        return guess("building", true);
    }
    if (is(&["住所", "現住所", "住所1", "居住地", "居所", "住民登録地", "実住所"]) || ends(&["住所"]))
        && !has(&["前住所", "転出先", "転入前", "学校", "施設", "本籍", "勤務先"])
    {
        return guess("address", profile.addresses >= 30 || profile.values.is_empty());
    }
    if ends(&["続柄", "続柄名", "続柄コード", "続柄名称"]) {
        return guess("relation", true);
    }
    place(base, profile).or_else(|| time(base, profile))
}

/// Number spaces whose names are alike everywhere.
fn namespace(base: &str) -> Option<&'static str> {
    let has = |words: &[&str]| words.iter().any(|word| base.contains(word));
    if has(&[
        "宛名番号",
        "宛名コード",
        "宛名no",
        "宛名id",
        "住民番号",
        "住民コード",
        "統一宛名",
        "統合宛名",
        "住民cd",
        "住民id",
        "宛名cd",
        "個人コード",
        "個人cd",
        "個人id",
        "個人識別コード",
    ]) && !has(&["住民票"])
    {
        return Some("atena");
    }
    if has(&["学籍番号", "児童生徒番号", "生徒番号", "児童生徒id", "児童生徒コード", "学籍id", "学籍no"])
    {
        return Some("student");
    }
    if base == "被保険者番号" || base == "介護保険被保険者番号" || base == "介護被保険者番号" {
        return Some("care-insured");
    }
    None
}

/// The number space a whole header names although a word for a person stands in it: 被保険者番号 is no seat number.
pub(super) fn whole(key: &str) -> Option<String> {
    namespace(key).map(|namespace| format!("identifier:{namespace}"))
}

/// Place in a school.
fn place(base: &str, profile: &Profile) -> Option<Guess> {
    let is = |words: &[&str]| words.contains(&base);
    let guess = |field: &str, sure: bool| Some(Guess { field: field.to_owned(), sure });
    if is(&[
        "学校名",
        "学校",
        "在籍校",
        "在籍学校",
        "在籍学校名",
        "在学校名",
        "在学校",
        "在籍校名",
        "所属校",
        "所属学校",
        "所属学校名",
        "通学校",
        "就学校",
        "就学先",
        "学校名称",
        "指定校",
        "指定学校",
        "就学指定校",
        "就学校名",
        "通学先",
        "学校略称",
    ]) {
        return guess("school", true);
    }
    // 就学学校, 学校を選んでください: the values are schools.
    let schools = profile.values.keys().filter(|value| value.trim().ends_with(['校', '小', '中'])).count();
    if base.contains("学校")
        && !["前", "転", "出身", "進学", "卒業", "コード", "番号"].iter().any(|word| base.contains(word))
        && profile.values.len() >= 2
        && schools * 10 >= profile.values.len() * 8
    {
        return guess("school", false);
    }
    if is(&["学校コード", "学校番号", "学校id", "学校cd", "在籍校コード", "在籍学校コード"]) {
        return guess("school", false);
    }
    if is(&["学年", "在籍学年", "現学年", "学年コード", "在学学年", "新学年"]) {
        return guess("grade", true);
    }
    if is(&["年"])
        && profile.numbers >= 80
        && profile.values.len() <= 9
        && profile.values.keys().all(|value| value.chars().count() == 1)
    {
        return guess("grade", false);
    }
    if is(&["組", "学級", "クラス", "学級名", "組名", "クラス名", "学級コード", "組コード", "在籍学級"])
    {
        return guess("class", true);
    }
    if is(&["出席番号", "出席簿番号", "出席no", "名簿番号"])
        || is(&["番", "番号", "no"])
            && profile.numbers >= 80
            && profile.values.keys().all(|value| value.chars().count() <= 2)
    {
        return guess("seat-number", base.contains("出席"));
    }
    if is(&["年度", "学年度", "対象年度", "処理年度", "実施年度", "調査年度", "在籍年度", "賦課年度"])
    {
        return guess("fiscal-year", true);
    }
    None
}

/// When: a day, a period, a month.
fn time(base: &str, profile: &Profile) -> Option<Guess> {
    let has = |words: &[&str]| words.iter().any(|word| base.contains(word));
    let guess = |field: &str, sure: bool| Some(Guess { field: field.to_owned(), sure });
    let unknown = profile.values.is_empty();
    let days = profile.dates + profile.eraless >= 60 || unknown;
    let ends_time = has(&[
        "終了",
        "満了",
        "喪失",
        "退所",
        "退院",
        "廃止",
        "返還",
        "返納",
        "期限",
        "終結",
        "消滅",
        "退園",
        "解除",
        "停止日",
        "至",
        "まで",
        "失効",
        "取消",
        "卒業",
        "除籍",
        "退学",
    ]);
    let begins_time = has(&[
        "開始",
        "取得",
        "入所",
        "入院",
        "交付",
        "認定日",
        "認定年月日",
        "認定年月",
        "支給年月",
        "有効期間自",
        "有効開始",
        "受給開始",
        "決定開始",
        "入園",
        "自年月",
        "適用",
        "から",
        "資格",
        "決定日",
        "決定年月日",
        "入学",
        "編入",
    ]);
    if ["番号", "コード", "no", "cd", "id", "電話"].iter().any(|end| base.ends_with(end)) {
        return None;
    }
    let months = profile.months >= 60 && profile.dates < 50 || unknown && has(&["年月"]) && !has(&["年月日"]);
    if months && has(&["次回", "予定", "更新", "判定"]) {
        return None;
    }
    if months && has(&["年月", "月分", "対象月", "提供月", "利用月", "月"]) {
        return match (begins_time, ends_time) {
            (true, false) => guess("from", false),
            (false, true) => guess("to", false),
            _ => guess("month", true),
        };
    }
    if !days
        || !(has(&["日", "年月", "期間", "期限"]) || profile.dates >= 90)
        || has(&["更新日", "作成日", "出力日", "抽出日", "入力日", "登録日", "処理日", "次回", "予定日", "発行日"])
    {
        return None;
    }
    // 資格喪失年月日 and 認定取消日 name what ends, whatever began.
    let ended = has(&["喪失", "取消", "消滅", "廃止", "終了", "満了", "失効"]) && !has(&["開始", "自"]);
    match (begins_time && !ended, ends_time) {
        (true, false) => guess("from", true),
        (false, true) => guess("to", true),
        _ => guess(
            "on",
            has(&[
                "受診",
                "来室",
                "出欠",
                "欠席",
                "実施",
                "相談",
                "受付",
                "訪問",
                "発生",
                "回答",
                "健診",
                "検診",
                "接種",
                "通告",
                "利用日",
                "日付",
                "面談",
                "測定",
                "確認日",
            ]),
        ),
    }
}
