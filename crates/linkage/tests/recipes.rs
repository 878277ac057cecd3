//! Recipes: levels that look at other fields, presets on little files, faults with line and cure.

#[path = "support/residents.rs"]
mod residents;

use linkage::files::{Language, RecipeFault};
use linkage::{FileOptions, FileTable, Recipe, link_files};
use residents::mix;

fn faults(text: &str) -> Vec<String> {
    Recipe::parse(text).err().unwrap_or_default().iter().map(RecipeFault::to_string).collect()
}

/// The pairs of one file by id, each with its level of `a`. The shares make it readable off the weight: neighbouring levels lie 3 bits apart.
fn compare(head: &str, levels: &str, rows: &str) -> Vec<(String, String, String)> {
    let count = levels.matches('"').count() / 2 + 1;
    let same = vec![format!("{}", 1.0 / count as f64); count];
    let different: Vec<String> =
        (0..count).map(|level| format!("{}", 0.5_f64.powi(3 * (count - level) as i32))).collect();
    let recipe = format!(
        "{head}\n[[compare]]\nfield = \"a\"\nlevels = [{levels}]\nsame = [{}]\ndifferent = [{}]\nfixed = true\n[estimate]\nmatches = 1\ndependence = false\n",
        same.join(", "),
        different.join(", ")
    );
    let recipe = Recipe::parse(&recipe).unwrap_or_else(|faults| panic!("{faults:?}"));
    let table = FileTable::read(&recipe, 0, "f", rows.as_bytes()).expect("readable");
    let outcome = link_files(
        &recipe,
        std::slice::from_ref(&table),
        FileOptions { threshold: Some(domain::Weight(-9_000)), ..FileOptions::default() },
    )
    .expect("fits");
    let names: Vec<&str> =
        outcome.report.levels.iter().filter(|level| level.field == "a").map(|level| level.level.as_str()).collect();
    let id = |row: u32| table.columns[0].text(row as usize).to_owned();
    outcome
        .pairs
        .iter()
        .map(|pair| {
            let weights = outcome.report.levels.iter().filter(|level| level.field == "a");
            let rest = pair.weight.bits() - outcome.report.prior.log2();
            let nearest = weights
                .enumerate()
                .min_by(|(_, x), (_, y)| (x.weight.bits() - rest).abs().total_cmp(&(y.weight.bits() - rest).abs()))
                .map(|(at, _)| at);
            (id(pair.left.1), id(pair.right.1), nearest.map_or("missing", |at| names[at]).to_owned())
        })
        .collect()
}

/// The level of two records as the recipe names it.
fn level_of(levels: &str, left: &str, right: &str) -> String {
    let rows = format!("id,a,b,c\n1,{left}\n2,{right}\n3,q,q,q\n4,r,r,r\n");
    let head = "[input]\nid = \"id\"\n[[field]]\nname = \"b\"\n[[field]]\nname = \"c\"";
    compare(head, levels, &rows)
        .into_iter()
        .find(|(one, other, _)| one == "1" && other == "2")
        .map_or("none".to_owned(), |(_, _, level)| level)
}

#[test]
fn levels_look_at_other_fields() {
    let levels = r#""exact", "exact exchanged b", "exact with b, c", "jaro-winkler >= 0.8 and exact of b", "exact among b, c", "kana of c""#;
    for (left, right, level) in [
        ("suzuki,yamada,", "suzuki,,", "exact"),
        // Former surname: today's of one is the former one of the other.
        ("suzuki,yamada,", "yamada,,", "exact with b, c"),
        ("yamada,,", "suzuki,,yamada", "exact with b, c"),
        // Two aliases agree although the names do not.
        ("suzuki,tanaka,", "sato,,tanaka", "exact among b, c"),
        ("鈴木,,スズキ", "鱸,,すゞき", "kana of c"),
        ("katherine,k1,", "catherine,k1,", "jaro-winkler >= 0.8 and exact of b"),
        ("katherine,k1,", "catherine,k2,", "else"),
        // The reading stands in for a name that is empty; without any there is no evidence.
        (",,スズキ", "鈴木,,スズキ", "kana of c"),
        (",,タナカ", "鈴木,,スズキ", "else"),
    ] {
        assert_eq!(level_of(levels, left, right), level, "{left} | {right}");
        assert_eq!(level_of(levels, right, left), level, "{right} | {left}");
    }
    assert_eq!(
        level_of(r#""exact exchanged b", "exact with b""#, "hanako,yamada,", "yamada,hanako,"),
        "exact exchanged b"
    );
    assert_eq!(level_of(r#""exact exchanged b", "exact with b""#, "hanako,yamada,", "yamada,jiro,"), "exact with b");
}

#[test]
fn settings_that_cannot_be_meant_are_faults() {
    for (setting, told) in [
        ("matches = nan", "line 9: `matches` is NaN, it must be more than 0"),
        ("matches = -5.0", "`matches` is -5"),
        ("matches = inf", "`matches` is inf"),
        ("matches = 0.0", "`matches` is 0"),
        ("rounds = 0", "`rounds` is 0, it must lie between 1 and 100,000"),
        ("random_pairs = 0", "`random_pairs` is 0"),
        ("proposed_pairs = 5", "`proposed_pairs` is 5"),
        ("block_records_max = 0", "`block_records_max` is 0"),
        ("start_pairs = nan", "`start_pairs` is NaN"),
        ("[[block]]\non = []", "line 10: a [[block]] on nothing"),
        ("[[block]]\non = [\"a:words\", \"b:words\", \"b:rare 2\"]", "line 10: a record may have 8192 combinations"),
    ] {
        let all = faults(&format!(
            "\n[[compare]]\nfield = \"a\"\nlevels = [\"exact\"]\n[[compare]]\nfield = \"b\"\nlevels = [\"exact\"]\n[estimate]\n{setting}\n"
        ));
        assert!(all.len() == 1 && all[0].contains(told), "{setting}: {all:?}");
    }
}

#[test]
fn levels_that_cannot_be_reached_are_faults() {
    let one = |levels: &str, rest: &str| {
        faults(&format!(
            "{rest}\n[[compare]]\nfield = \"a\"\nlevels = [\n{levels}\n]\n[[compare]]\nfield = \"b\"\nlevels = [\"exact\"]\n"
        ))
    };
    assert_eq!(
        one("\"exact\",\n\"jaro-winkler >= 0.8\",\n\"jaro-winkler >= 0.9\"", ""),
        [
            "recipe line 7: level `jaro-winkler >= 0.9` can never be reached: whatever reaches it reaches `jaro-winkler >= 0.8` above it (put it above `jaro-winkler >= 0.8`, or drop it)"
        ]
    );
    for (levels, told) in [
        ("\"damerau <= 1\",\n\"exact\"", "line 6: level `exact` can never be reached"),
        ("\"exact\",\n\"exact\"", "line 6: level `exact` stands twice"),
        ("\"date-parts >= 2\",\n\"month-day\"", "level `month-day` can never be reached"),
        ("\"kana-loose\",\n\"kana\"", "level `kana` can never be reached"),
        ("\"exact with b, c\",\n\"swap b\"", "level `swap b` can never be reached"),
        ("\"swap b\",\n\"exact exchanged b\"", "level `exact exchanged b` can never be reached"),
        ("\"prefix >= 1\",\n\"prefix >= 2 and exact of b\"", "level `prefix >= 2 and exact of b` can never be reached"),
        ("\"exact\",\n\"variants\"", "line 6: level `variants` cannot be read (did you mean \"variant\"?"),
        ("\"exact\",\n\"kana of \"", "level `kana of ` cannot be read"),
    ] {
        let told_here = one(levels, "");
        assert!(told_here[0].contains(told), "{levels}: {told_here:?}");
    }
    let address = one("\"address-plot\", \"address-no-building\"", "[[field]]\nname = \"a\"\nclean = [\"dwelling\"]");
    assert!(address[0].contains("level `address-no-building` can never be reached"), "{address:?}");
    for levels in [
        "\"exact\", \"levenshtein <= 1\", \"damerau <= 1\", \"damerau <= 2\"",
        "\"exact of b\", \"exact\", \"swap b\", \"exact of c\"",
        "\"exact\", \"estimated\", \"era-slip\", \"day-month-swap\", \"one-digit\", \"date-parts >= 2\", \"year\"",
        "\"prefix >= 2 and exact of b\", \"exact\", \"prefix >= 1\"",
    ] {
        assert_eq!(one(levels, ""), Vec::<String>::new(), "{levels}");
    }
    for (clean, level, told) in [
        ("\"kanji\", \"compact\"", "variant", "cleaning `kanji` of field `a` takes away what it looks at"),
        ("\"kana\"", "kana", "cleaning `kana` of field `a`"),
        ("\"fold\", \"words\"", "address-town", "cleaning `words` of field `a`"),
        ("\"name\"", "initials", "cleaning `name` of field `a`"),
    ] {
        let told_here = one(&format!("\"{level}\""), &format!("[[field]]\nname = \"a\"\nclean = [{clean}]"));
        assert!(told_here[0].contains(told), "{level}: {told_here:?}");
    }
    // 〓 survives the cleaning `name`.
    assert_eq!(one("\"variant\"", "[[field]]\nname = \"a\"\nclean = [\"name\"]"), Vec::<String>::new());
    assert!(
        faults("[[compare]]\nfield = \"a\"\nlevels = [\"damerau <= 1\"]\nterm_frequency = true\n")[0]
            .contains("without the level `exact`")
    );
}

#[test]
fn a_level_on_a_column_that_no_file_has_is_a_fault_with_its_line() {
    let recipe =
        Recipe::parse("[[compare]]\nfield = \"a\"\nlevels = [\n\"exact\",\n\"kana of reading\"]\n").expect("right");
    let table = FileTable::read(&recipe, 0, "f", b"id,a\n1,x\n2,y\n").expect("readable");
    let told = link_files(&recipe, &[table], FileOptions::default()).expect_err("no column")[0].to_string();
    assert!(told.starts_with("recipe line 5: f has no column `reading`"), "{told}");
}

const TOWN: &str = "宛名番号,氏,名,氏カナ,名カナ,旧氏,生年月日,性別,住所
1,髙橋,美咲,ﾀｶﾊｼ,ﾐｻｷ,,平成5年5月3日,女,昭島市田中町1丁目17番1号 コーポ昭島201号室
2,高橋,美咲,たかはし,みさき,,1993-05-03,2,昭島市田中町1-17-1
3,鈴木,花子,スズキ,ハナコ,山田,昭和60年7月7日,女,昭島市朝日町3-2-1
4,山田,花子,ヤマダ,ハナコ,,1985/07/07,女,昭島市朝日町3丁目2番1号
5,鈴木,一郎,スズキ,イチロウ,,昭和58年1月2日,男,昭島市朝日町3-2-1
6,佐藤,健,サトウ,タケル,,平成24年12月24日,男,昭島市緑町4-5
7,齋藤,健太,サイトウ,ケンタ,,平成24年12月24日,男,昭島市緑町4-6
";

#[test]
fn a_preset_links_a_town_too_small_to_train_without_phones_and_postcodes() {
    let recipe = Recipe::preset("residents-japanese").expect("a preset");
    let table = FileTable::read(&recipe, 0, "town", TOWN.as_bytes()).expect("readable");
    let outcome = link_files(&recipe, &[table], FileOptions::default()).expect("fits");
    let pairs: Vec<(u32, u32)> = outcome.pairs.iter().map(|pair| (pair.left.1 + 1, pair.right.1 + 1)).collect();
    assert_eq!(pairs, [(1, 2), (3, 4)], "{:?} {:#?}", outcome.pairs, outcome.report);
    let fields: Vec<&str> = outcome.report.levels.iter().map(|level| level.field.as_str()).collect();
    assert!(
        !fields.contains(&"phone") && !fields.contains(&"name"),
        "what the file does not have is left out: {fields:?}"
    );
}

#[test]
fn a_roster_without_names_apart_finds_its_pupils_in_the_register() {
    let recipe = Recipe::preset("preset:school-roster-japanese").expect("a preset");
    let register = "宛名番号,氏名,フリガナ,生年月日,性別,住所\n101,髙橋　美咲,ﾀｶﾊｼ ﾐｻｷ,平成25年5月3日,女,昭島市田中町1-17-1\n102,高橋 美緒,タカハシ ミオ,平成25年5月3日,女,昭島市田中町1-17-1\n103,山田 太郎,ヤマダ タロウ,平成25年8月8日,男,昭島市朝日町3-2-1\n104,佐藤 健,サトウ ケン,平成26年1月9日,男,昭島市緑町4-5\n";
    let roster = "出席番号,児童氏名,ふりがな,生年月日,性別\n1,高橋 美咲,たかはし みさき,H25.5.3,女\n2,高橋 美緒,たかはし みお,H25.5.3,女\n3,山田 太郎,やまだ たろう,H25.8.8,男\n4,渡辺 蓮,わたなべ れん,H25.11.1,男\n";
    let tables: Vec<FileTable> = [("register", register), ("roster", roster)]
        .iter()
        .enumerate()
        .map(|(at, (name, text))| FileTable::read(&recipe, at, name, text.as_bytes()).expect("readable"))
        .collect();
    let outcome = link_files(&recipe, &tables, FileOptions::default()).expect("fits");
    let pairs: Vec<(u32, u32)> = outcome.pairs.iter().map(|pair| (pair.left.1 + 101, pair.right.1 + 1)).collect();
    assert_eq!(pairs, [(101, 1), (102, 2), (103, 3)], "twins are told apart");
}

#[test]
fn a_recipe_builds_on_a_preset_and_names_its_own_columns() {
    let text = "preset = \"residents-japanese\"\nname = \"ours\"\nlink = \"dedupe\"\n[input]\nid = \"No\"\n[input.columns]\nsurname = \"みょうじ\"\n[[field]]\nname = \"birth_date\"\ncolumn = \"うまれた日\"\nclean = [\"date\"]\n";
    let recipe = Recipe::parse(text).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(recipe.name, "ours");
    let renamed = TOWN.replace("宛名番号,氏,", "No,みょうじ,").replace("生年月日", "うまれた日");
    let table = FileTable::read(&recipe, 0, "town", renamed.as_bytes()).expect("readable");
    let outcome = link_files(&recipe, &[table], FileOptions::default()).expect("fits");
    assert_eq!(outcome.pairs.len(), 2, "{:?}", outcome.pairs);
    assert_eq!(
        faults("preset = \"mars\"\n"),
        [
            "recipe line 1: there is no preset `mars` (use one of residents-japanese, school-roster-japanese, western-names)",
            "recipe line 1: there is no [[compare]] (add at least two comparisons)"
        ]
    );
    let missing = Recipe::preset("residents-japanese").expect("a preset");
    let table = FileTable::read(&missing, 0, "t", b"key,name\n1,x\n").expect("readable");
    let told = link_files(&missing, &[table], FileOptions::default()).expect_err("no id")[0].to_string();
    assert!(told.starts_with("t: there is no id column `id`, `unique_id`"), "{told}");
}

#[test]
fn what_is_told_anew_of_a_field_holds_for_the_fields_of_its_columns() {
    let read = |text: &str| {
        let recipe = Recipe::parse(text).unwrap_or_else(|faults| panic!("{faults:?}"));
        let rows = "宛名番号,氏,名,うまれ,町,番地\n1,佐藤,蒼,2014-05-01,緑町,1-1\n2,佐藤,湊,2014-05-01,緑町,1-1\n3,鈴木,葵,2015-05-01,青町,2-2\n";
        let table = FileTable::read(&recipe, 0, "town", rows.as_bytes()).expect("readable");
        let outcome = link_files(&recipe, &[table], FileOptions::default()).expect("fits");
        let columns = &outcome.report.sources[0].fields;
        columns.iter().filter(|field| !field.columns.is_empty()).cloned().collect::<Vec<_>>()
    };
    // The address in two columns: the plot, by which households are told, follows it; cleaning and label stay.
    let used = read(
        "preset = \"residents-japanese\"\n[[field]]\nname = \"address\"\ncolumns = [\"町\", \"番地\"]\n[[field]]\nname = \"birth_date\"\ncolumn = \"うまれ\"\n",
    );
    let used: Vec<String> = used.iter().map(|field| format!("{}={}", field.label, field.columns.join("+"))).collect();
    assert_eq!(
        used,
        ["氏=氏", "名=名", "生年月日=うまれ", "住所=町+番地", "surname_key=氏", "given_name_key=名", "plot=町+番地"]
    );
    let told = "[[compare]]\nfield = \"a\"\nlevels = [\"exact\"]\n";
    for (field, fault) in [
        ("columns_of = \"c\"", "`columns_of = \"c\"` names no field above it that has columns of its own"),
        ("columns_of = \"b\"", "`columns_of = \"b\"` names no field above it that has columns of its own"),
        ("columns_of = \"a\"\ncolumn = \"x\"", "`columns_of` stands beside columns or headers"),
    ] {
        let text = format!("[[field]]\nname = \"a\"\n[[field]]\nname = \"b\"\n{field}\n{told}");
        assert!(faults(&text).iter().any(|told| told.contains(fault)), "{:?}", faults(&text));
    }
}

#[test]
fn a_missing_address_is_left_out_and_its_postcode_stands_in() {
    let recipe = Recipe::preset("residents-japanese").expect("a preset");
    let rows: Vec<String> = TOWN
        .lines()
        .enumerate()
        .map(|(at, line)| {
            let front = line.rsplit_once(',').map_or(line, |(front, _)| front);
            format!("{front},{}", if at == 0 { "郵便番号".to_owned() } else { format!("196-000{}", at / 2) })
        })
        .collect();
    let table = FileTable::read(&recipe, 0, "town", rows.join("\n").as_bytes()).expect("readable");
    let outcome = link_files(&recipe, &[table], FileOptions::default()).expect("fits");
    let levels: Vec<&str> = outcome
        .report
        .levels
        .iter()
        .filter(|level| level.field == "address")
        .map(|level| level.level.as_str())
        .collect();
    assert_eq!(levels, ["exact of postcode", "else"]);
}

#[test]
fn presets_speak_to_staff_and_engineers() {
    let recipe = Recipe::preset("residents-japanese").expect("a preset");
    let staff = recipe.sentences(0, Language::Japanese);
    assert_eq!(staff[0], "氏が一方または両方に記録されていないため、判断に使いません");
    assert_eq!(staff[2], "氏が異体字・旧字体・外字（〓など）を同じとみなせば一致しています");
    assert_eq!(staff[3], "一方の氏と他方の旧氏または通称が一致しています");
    assert_eq!(staff.last().map(String::as_str), Some("氏が異なります"));
    assert!(recipe.sentences(0, Language::English)[1].contains("is the same"));
    assert!(recipe.sentences(99, Language::English).is_empty());
}

#[test]
fn two_comparisons_of_one_name_are_a_fault() {
    let compare = |name: &str| format!("[[compare]]\nfield = \"a\"\n{name}levels = [\"exact\"]\n");
    let twice = "two [[compare]] are called `a` (give each a `name` of its own)";
    assert_eq!(faults(&format!("{}{}", compare(""), compare(""))), [format!("recipe line 5: {twice}")]);
    assert_eq!(faults(&format!("{}{}", compare(""), compare("name = \"a\"\n"))), [format!("recipe line 5: {twice}")]);
    assert_eq!(faults(&format!("{}{}", compare(""), compare("name = \"b\"\n"))), Vec::<String>::new());
}

/// Somebody's name, taken at random from 24 × 24 surnames and as many given names.
fn name(seed: u64) -> [String; 4] {
    const KANJI: &str = "赤石今牛江大金木小坂島杉瀬高田千土中西根野浜東松";
    const KANA: &str = "アイウエオカキクケコサシスセソタチツテトナニヌネ";
    let pick = |from: &str, turn: u64| from.chars().nth((mix(seed + turn) % 24) as usize).unwrap_or('本');
    let two = |from: &str, turn: u64| String::from_iter([pick(from, turn), pick(from, turn + 1)]);
    [two(KANJI, 0), two(KANJI, 2) + "也", two(KANA, 0), two(KANA, 2) + "ヤ"]
}

/// A person by 氏, 名, 氏カナ, 名カナ, 生年月日, 住所.
type Person = [String; 6];

/// 900 households of two children; each forty-fifth are twins, each tenth has its elder delivered twice.
/// (persons; places of those delivered twice)
fn families() -> (Vec<Person>, Vec<(usize, usize)>) {
    let (mut persons, mut twice) = (Vec::new(), Vec::new());
    for home in 0..900_u64 {
        let [surname, _, surname_kana, _] = name(home * 100);
        let address = format!("見本市緑町{}丁目{}番{}号", 1 + home % 9, 1 + home / 9, 1 + home % 4);
        let mut add = |nth: u64, born: u64| {
            let [_, given, _, given_kana] = name(home * 100 + nth * 10);
            let day = mix(home * 100 + born);
            let birth = format!("{}-{:02}-{:02}", 2005 + day % 15, 1 + day / 15 % 12, 1 + day / 180 % 28);
            let (surname, surname_kana) = (surname.clone(), surname_kana.clone());
            persons.push([surname, given, surname_kana, given_kana, birth, address.clone()]);
            persons.len() - 1
        };
        let elder = add(1, 1);
        add(2, if home % 45 == 0 { 1 } else { 2 });
        if home % 10 == 0 {
            twice.push((elder, add(1, 1)));
        }
    }
    (persons, twice)
}

#[test]
fn twins_of_one_address_stay_two_whether_names_stand_in_one_column_or_in_two() {
    let recipe = Recipe::preset("residents-japanese").expect("a preset");
    let (persons, twice) = families();
    for (head, space) in [("番号,氏,名,氏カナ,名カナ,生年月日,住所", ","), ("番号,氏名,フリガナ,生年月日,住所", "　")]
    {
        let line = |(at, person): (usize, &Person)| {
            let [surname, given, surname_kana, given_kana, birth, address] = person;
            format!("{at},{surname}{space}{given},{surname_kana}{space}{given_kana},{birth},{address}\n")
        };
        let text = format!("{head}\n{}", persons.iter().enumerate().map(line).collect::<String>());
        let table = FileTable::read(&recipe, 0, "town", text.as_bytes()).expect("readable");
        let outcome = link_files(&recipe, &[table], FileOptions::default()).expect("fits");
        let mut pairs: Vec<(usize, usize)> =
            outcome.pairs.iter().map(|pair| (pair.left.1 as usize, pair.right.1 as usize)).collect();
        pairs.sort_unstable();
        let wrong: Vec<_> = pairs.iter().filter(|pair| !twice.contains(pair)).collect();
        assert!(wrong.is_empty(), "{head}: {} are not one person, {wrong:?}", wrong.len());
        assert_eq!(pairs.len(), twice.len(), "{head}: some who were delivered twice are not found");
    }
}

/// What levels look at says how a field without `clean` is read.
#[test]
fn dates_numbers_and_addresses_are_read_as_such_without_being_told() {
    for (levels, left, right, level) in [
        (r#""exact", "days <= 3""#, "令和4年4月1日", "2022/4/3", "days <= 3"),
        (r#""exact", "damerau <= 1", "year""#, "1956-02-31", "1956-02-21", "damerau <= 1"),
        (r#""exact", "number <= 0.5""#, "36.36", "36.5", "number <= 0.5"),
        (r#""exact", "number-share <= 0.01""#, "￥１２３４５６", "123457円", "number-share <= 0.01"),
        (r#""exact", "address-town""#, "昭島市田中町1丁目17番1号", "昭島市田中町1-3-9", "address-town"),
        (r#""exact", "damerau <= 1""#, "A-1", "a 1", "exact"),
        (r#""exact", "year""#, "13/2/2014", "2014-02-13", "exact"),
        (r#""exact", "year""#, "2/13/2014", "13-Feb-2014", "exact"),
        (r#""exact", "year""#, "6/2/2014", "2014-02-06", "else"),
    ] {
        assert_eq!(level_of(levels, &format!("{left},,"), &format!("{right},,")), level, "{left} | {right}");
    }
}

/// Where the year stands at the end, the values of each file tell whether day or month comes first; where none does, nothing is guessed.
#[test]
fn each_file_tells_whether_day_or_month_comes_first() {
    let recipe = recipe_of_dates("clean = [\"date\"]");
    let told = |left: &str, right: &str| {
        let outcome = linked_dates(&recipe, left, right, None);
        let of_dates = |warning: &&String| warning.contains("dates");
        (agreeing(&outcome), outcome.report.warnings.iter().filter(of_dates).cloned().collect::<Vec<_>>())
    };
    let british = "1,ann,25/12/2012\n2,bob,6/2/2014\n3,eve,7/3/2015 0:00\n";
    let american = "a,ann,12/25/2012\nb,bob,2/6/2014\nc,eve,3/7/2015 12:00:00 AM\n";
    let as_british = "clinic: dates of `birth` with the year at the end are read day first, as its values with more than 12 tell, of which there are 1; cure: if that is wrong, clean = [\"month-first\", \"date\"] where all files write them so";
    let as_american = "school: dates of `birth` with the year at the end are read month first, as its values with more than 12 tell, of which there are 1; cure: if that is wrong, clean = [\"day-first\", \"date\"] where all files write them so";
    assert_eq!(told(british, american), (3, vec![as_british.to_owned(), as_american.to_owned()]));
    let (pairs, by_the_other) = told(british, "b,bob,6/2/2014\nc,eve,7/3/2015\n");
    assert_eq!(pairs, 2, "what a file does not tell the others do");
    assert!(
        by_the_other[1]
            .starts_with("school: dates of `birth` with the year at the end are read day first, as in the other files")
    );
    let (pairs, unclear) = told("2,bob,6/2/2014\n3,eve,7/3/2015\n", "b,bob,2014-02-06\nc,eve,2015-03-07\n");
    assert!(unclear.len() == 1 && unclear[0].contains("do not tell whether day or month comes first"), "{unclear:?}");
    assert_eq!(pairs, 0);
    let (_, unread) = told("2,bob,26/02/14\n3,eve,2015-03-07\n", "b,bob,2014-02-26\nc,eve,2015-03-07\n");
    let expected = "clinic: 1 of 2 different values of `birth` are not read as dates, only equal ones agree; cure: write them like 2014-02-26, or name in `missing` what means that none is known";
    assert_eq!(unread, [expected]);
}

fn recipe_of_dates(of_birth: &str) -> Recipe {
    let text = format!(
        "link = \"link\"\n[input]\nid = \"id\"\n[[field]]\nname = \"birth\"\n{of_birth}\n[[compare]]\nfield = \"name\"\nlevels = [\"exact\"]\n\
         [[compare]]\nfield = \"birth\"\nlevels = [\"exact\"]\nsame = [0.99, 0.01]\ndifferent = [0.001, 0.999]\nfixed = true\n[estimate]\nmatches = 2\n"
    );
    Recipe::parse(&text).expect("recipe")
}

fn linked_dates(recipe: &Recipe, left: &str, right: &str, trained: Option<&linkage::Trained>) -> linkage::FileOutcome {
    let table = |at, name, rows: &str| {
        FileTable::read(recipe, at, name, format!("id,name,birth\n{rows}").as_bytes()).expect("readable")
    };
    let tables = [table(0, "clinic", left), table(1, "school", right)];
    let options = FileOptions {
        trained,
        keep_trained: true,
        threshold: Some(domain::Weight::from_bits(3.0)),
        ..FileOptions::default()
    };
    link_files(recipe, &tables, options).expect("fits")
}

/// Pairs found: only who agrees on the birth date is.
fn agreeing(outcome: &linkage::FileOutcome) -> usize {
    outcome.pairs.len()
}

/// What the weights were learned from says how the dates of a file are read: on a day whose few values tell nothing, or something else, the
/// same record says the same.
#[test]
fn the_order_of_day_and_month_is_kept_with_the_weights() {
    let recipe = recipe_of_dates("clean = [\"date\"]");
    let iso = "a,ann,2012-12-25\nb,bob,2014-02-06\nc,eve,2015-03-07\n";
    let british = "1,ann,25/12/2012\n2,bob,6/2/2014\n3,eve,7/3/2015\n";
    let first = linked_dates(&recipe, british, iso, None);
    assert_eq!(agreeing(&first), 3);
    let trained = first.trained.expect("kept").to_toml(&recipe).expect("written");
    let trained = linkage::Trained::parse(&trained, &recipe).expect("read");
    let unclear = linked_dates(&recipe, "2,bob,6/2/2014\n3,eve,7/3/2015\n", iso, Some(&trained));
    assert_eq!(agreeing(&unclear), 2);
    assert!(unclear.report.warnings.iter().all(|warning| !warning.contains("dates")), "{:?}", unclear.report.warnings);
    let contrary = linked_dates(&recipe, "2,bob,6/2/2014\n9,joe,12/25/2010\n", iso, Some(&trained));
    let told = contrary.report.warnings.iter().any(|warning| {
        warning.starts_with("clinic: dates of `birth` with the year at the end are read day first, as when the weights were learned, although 1 values have more than 12 in second place")
    });
    assert!(told, "{:?}", contrary.report.warnings);
}

/// What a recipe says of single values holds however they are written in the file.
#[test]
fn values_that_mean_none_are_cleaned_like_the_cells() {
    for of_birth in
        ["clean = [\"date\"]\nmissing = [\"1900-01-01\"]", "clean = [\"date\"]\nvalues = { \"01/01/1900\" = \"\" }"]
    {
        let recipe = recipe_of_dates(of_birth);
        let left = "1,ann,25/12/2012\n2,bob,1/1/1900\n3,eve,01/01/1900\n";
        let outcome = linked_dates(&recipe, left, "a,ann,25/12/2012\nb,bob,01/01/1900\nc,eve,01/01/1900\n", None);
        assert_eq!(agreeing(&outcome), 1, "{of_birth}");
    }
    // A value that is nothing once it is cleaned is not every empty cell.
    let recipe = recipe_of_dates("clean = [\"words\"]\nvalues = { \"-\" = \"none given\" }");
    assert_eq!(agreeing(&linked_dates(&recipe, "1,ann,-\n2,bob,\n3,eve,7\n", "a,ann,-\nb,bob,\nc,eve,7\n", None)), 2);
    let recipe = "values = { \"KAMEL\" = \"a\", \"kamel\" = \"b\" }";
    let told =
        faults(&format!("[[field]]\nname = \"name\"\n{recipe}\n[[compare]]\nfield = \"name\"\nlevels = [\"exact\"]\n"));
    assert!(told.iter().any(|fault| fault.contains("two `values` that are one once they are cleaned")), "{told:?}");
}

#[test]
fn a_household_is_a_list_of_fields_or_of_such_lists() {
    let rest = "[[compare]]\nfield = \"a\"\nlevels = [\"exact\"]\n[[compare]]\nfield = \"b\"\nlevels = [\"exact\"]\n";
    for (household, told) in [
        ("\"a\"", "line 1: `household` is a list of fields, or of such lists"),
        ("[\"a\", [\"b\"]]", "line 1: `household` is a list of fields, or of such lists"),
        ("[[\"a\"], []]", "line 1: a household is told by no field"),
    ] {
        let all = faults(&format!("household = {household}\n{rest}"));
        assert!(all.len() == 1 && all[0].contains(told), "{household}: {all:?}");
    }
    for household in ["[]", "[\"a\"]", "[[\"a\"], [\"a\", \"b\"]]"] {
        assert_eq!(faults(&format!("household = {household}\n{rest}")), Vec::<String>::new(), "{household}");
    }
}
