//! Stories: two values, whether they reach a level, and what is said about it.

use proptest::prelude::*;

use super::parse::{Names, every};
use super::{Language, Level, implies};
use crate::files::prepare::Prepared;

fn level(text: &str) -> Level {
    let mut memo = 0;
    Level::parse(text, &mut Names { field: &mut |_| 0, memo: &mut memo })
        .unwrap_or_else(|cure| panic!("{text}: {cure}"))
}

/// Values as a column of the dictionary has them: with the ids of their words.
fn prepared(a: &str, b: &str) -> (Prepared, Prepared) {
    let mut known: Vec<&str> = Vec::new();
    let mut one = |text| {
        let mut value = Prepared::new(text);
        let mut words = Vec::new();
        for word in str::split_whitespace(text) {
            let id = known.iter().position(|other| *other == word).unwrap_or_else(|| {
                known.push(word);
                known.len() - 1
            });
            words.push(id as u32);
        }
        words.sort_unstable();
        words.dedup();
        let scaled = vec![1.0 / (words.len() as f32).sqrt(); words.len()];
        value.set_words(words, scaled);
        value
    };
    (one(a), one(b))
}

fn reached(name: &str, a: &str, b: &str) -> bool {
    let (x, y) = prepared(a, b);
    let level = level(name);
    assert_eq!(level.reached(&x, &y), level.reached(&y, &x), "{name}: {a} {b} in both orders");
    level.reached(&x, &y)
}

/// Level, two values that reach it, two that do not, and its sentences about a field called `field`.
type Story = (&'static str, (&'static str, &'static str), (&'static str, &'static str), &'static str, &'static str);

const STORIES: &[Story] = &[
    (
        "jaro-winkler >= 0.9",
        ("martha", "marhta"),
        ("martha", "maria"),
        "field is similar (Jaro-Winkler 0.9 or more)",
        "fieldがよく似ています（類似度0.9以上）",
    ),
    (
        "levenshtein <= 1",
        ("smith", "smyth"),
        ("smith", "smiht"),
        "field is the same but for at most 1 inserted, missing or replaced character",
        "fieldが1文字以内の違い（抜け・余分・書換え）です",
    ),
    (
        "damerau <= 1",
        ("smith", "smiht"),
        ("smith", "smithie"),
        "field is the same but for at most 1 inserted, missing, replaced or swapped character",
        "fieldが1か所以内の書き誤りとみられる違いです",
    ),
    (
        "edit-share <= 20%",
        ("jonathan", "jonathon"),
        ("jon", "jan"),
        "field is the same but for 20% of the characters at most",
        "fieldが文字の20%以内の違いです",
    ),
    (
        "letters",
        ("silent", "listen"),
        ("silent", "silence"),
        "field is the same letters in another order",
        "fieldが同じ文字の並べ替えです",
    ),
    (
        "sound",
        ("robert", "rupert"),
        ("robert", "richard"),
        "field is of the same sound (Soundex)",
        "fieldが英語読みで同じ音です",
    ),
    (
        "prefix >= 2",
        ("山田花子", "山田葉子"),
        ("山田花子", "山本花子"),
        "field is the same in the first 2 characters",
        "fieldが先頭2文字で一致しています",
    ),
    (
        "suffix >= 2",
        ("鈴木花子", "山田花子"),
        ("山田花子", "山田葉子"),
        "field is the same in the last 2 characters",
        "fieldが末尾2文字で一致しています",
    ),
    (
        "starts-with >= 3",
        ("rob", "robert"),
        ("ro", "robert"),
        "field is the same as far as the shorter one goes (3 characters or more)",
        "fieldが短いほうの終わりまで一致しています（3文字以上）",
    ),
    (
        "contains >= 0.8",
        ("anne", "marianne"),
        ("annabel", "marian"),
        "field is alike: 80% or more of the shorter one stand in the other in one piece",
        "fieldが短いほうの80%以上の長さの続きを共有しています",
    ),
    (
        "words >= 0.5",
        ("data base systems", "systems data"),
        ("data base", "graph systems"),
        "field is alike: 50% or more of all words are common",
        "fieldが語の50%以上を共有しています",
    ),
    (
        "overlap >= 0.5",
        ("data base", "the data of systems"),
        ("data base", "graph systems"),
        "field is alike: 50% or more of the words of the shorter one stand in the other",
        "fieldが短いほうの語の50%以上を共有しています",
    ),
    (
        "cosine >= 0.7",
        ("a b c", "a b c d"),
        ("a b c", "a d e"),
        "field is alike in their words, rare ones counting more (cosine 0.7 or more)",
        "fieldが珍しい語を重く見て似ています（0.7以上）",
    ),
    (
        "first-word",
        ("maria silva", "maria da costa"),
        ("maria silva", "silva maria"),
        "field is the same in the first word",
        "fieldが最初の語で一致しています",
    ),
    (
        "contains-words >= 1",
        ("jones", "smith jones"),
        ("jonas", "smith jones"),
        "field is contained: all words of the shorter one (1 or more) stand in the other",
        "fieldが短いほうの語（1語以上）をすべて共有しています",
    ),
    (
        "contains-words >= 2",
        ("maria silva", "silva costa maria"),
        ("silva", "silva costa"),
        "field is contained: all words of the shorter one (2 or more) stand in the other",
        "fieldが短いほうの語（2語以上）をすべて共有しています",
    ),
    (
        "initials",
        ("j. smith", "john smith"),
        ("健 山田", "健太 山田"),
        "field is the same when an initial stands for a name (J. = John)",
        "fieldが頭文字（J. と John など）を同じとみなせば一致しています",
    ),
    (
        "name-order",
        ("山田 花子", "花子 山田"),
        ("山田 花子", "花 子山田"),
        "field is the same words in another order",
        "fieldが語の順序の違い（姓と名の入替えなど）を除けば一致しています",
    ),
    (
        "kana",
        ("シヨウタ", "しょうた"),
        ("タカダ", "タカタ"),
        "field is the same reading in another spelling",
        "fieldが読みとして一致しています（小書き・長音・ヂとジなど表記だけの違い）",
    ),
    (
        "kana-loose",
        ("ﾔﾏｻﾞｷ", "ヤマサキ"),
        ("ユウキ", "ユキ"),
        "field is the same reading when voicing (か/が) and long vowel marks do not count",
        "fieldが濁点・小書き・長音を除けば同じ読みです",
    ),
    (
        "kana-loose <= 1",
        ("ヤマザキ", "ヤマサワ"),
        ("ヤマザキ", "オオサワ"),
        "field is nearly the same reading: at most 1 slip, voicing and long vowel marks not counted",
        "fieldが濁点・小書き・長音を除けば1か所以内の違いの読みです",
    ),
    (
        "variant",
        ("髙﨑〓子", "高崎 花子"),
        ("斎藤", "斉藤"),
        "field is the same when variant kanji (髙/高) are one and a mark (〓) stands for a missing character",
        "fieldが異体字・旧字体・外字（〓など）を同じとみなせば一致しています",
    ),
    (
        "number <= 1",
        ("1999", "2000"),
        ("1999", "2001"),
        "field is the same number up to a difference of 1",
        "fieldが差1以内で一致しています",
    ),
    (
        "number-share <= 5%",
        ("100", "104"),
        ("100", "110"),
        "field is the same number up to a difference of 5%",
        "fieldが差5%以内で一致しています",
    ),
    (
        "one-digit",
        ("1994-05-03", "19940508"),
        ("19940503", "19940830"),
        "field is the same but for one digit",
        "fieldが数字1桁だけの違いです",
    ),
    (
        "digit-swap",
        ("19940513", "19940531"),
        ("19940513", "19940511"),
        "field is the same but for two neighbouring digits swapped",
        "fieldが隣り合う数字2桁の入替えです",
    ),
    (
        "last-digits >= 7",
        ("042-544-5111", "5445111"),
        ("5445111", "5445112"),
        "field is the same in the last 7 digits",
        "fieldが下7桁で一致しています",
    ),
    (
        "phone",
        ("+81 42-544-5111", "（042）５４４－５１１１"),
        ("042-544-5111", "03-544-5111"),
        "field is the same telephone number",
        "fieldが同じ電話番号です",
    ),
    (
        "phone-no-area",
        ("042-544-5111", "544-5111"),
        ("042-544-5111", "5111"),
        "field is the same telephone number, the area code missing on one side",
        "fieldが市外局番の有無を除けば同じ電話番号です",
    ),
    (
        "days <= 31",
        ("19940503", "19940601"),
        ("19940503", "19940701"),
        "field is at most 31 days apart",
        "fieldが31日以内の違いです",
    ),
    (
        "day-month-swap",
        ("20120503", "20120305"),
        ("20120503", "20130305"),
        "field is the same with day and month swapped",
        "fieldが月と日を入れ替えれば一致しています",
    ),
    (
        "date-parts >= 2",
        ("20120503", "20120527"),
        ("20120500", "20130500"),
        "field is the same in 2 of year, month and day",
        "fieldが年・月・日のうち2つで一致しています",
    ),
    (
        "years <= 1",
        ("20120503", "20130503"),
        ("20120503", "20140503"),
        "field is the same in month and day, at most 1 year apart",
        "fieldが月日で一致し、年は1年以内の違いです",
    ),
    (
        "era-slip",
        ("19930503", "19300503"),
        ("19930503", "19920503"),
        "field is the same but for the Japanese era (平成 written for 昭和)",
        "fieldが元号の取違え（平成と昭和など）とみられる違いです",
    ),
    (
        "month-day",
        ("19930503", "20010503"),
        ("19930503", "19930504"),
        "field is the same in month and day, not in the year",
        "fieldが月日だけ一致しています",
    ),
    (
        "year-month",
        ("19930503", "19930527"),
        ("19930503", "19940503"),
        "field is the same in year and month, not in the day",
        "fieldが年月だけ一致しています",
    ),
    (
        "year",
        ("19930503", "19931127"),
        ("19930503", "19940503"),
        "field is the same in the year only",
        "fieldが年だけ一致しています",
    ),
    (
        "estimated",
        ("19930101", "19930503"),
        ("19930502", "19930503"),
        "field is possibly the same: one is the first of a January or of a month, as estimated dates are",
        "fieldが推定の日付（1月1日・月初めなど）とみれば矛盾しません",
    ),
    (
        "address-full",
        ("昭島市田中町1丁目17番1号 コーポ昭島201号室", "昭島市田中町１－１７－１　コーポ昭島２０１"),
        ("昭島市田中町1-17-1-201", "昭島市田中町1-17-1-202"),
        "field is the same dwelling in another notation",
        "fieldが方書まで一致しています（表記の違いは同じとみなします）",
    ),
    (
        "address-no-building",
        ("昭島市田中町1-17-1 コーポ昭島201", "田中町1丁目17番1号"),
        ("昭島市田中町1-17-1 コーポ昭島201", "昭島市田中町1-17-1 202"),
        "field is the same plot, building or room missing on one side",
        "fieldが番地まで一致し、方書が一方にありません",
    ),
    (
        "address-plot",
        ("昭島市田中町1-17-1 201", "昭島市田中町1-17-1 202"),
        ("昭島市田中町1-17-1", "昭島市田中町1-17-2"),
        "field is the same plot, building or room different",
        "fieldが番地まで一致し、方書が異なります",
    ),
    (
        "address-block",
        ("昭島市田中町1-17-1", "昭島市田中町1丁目17番"),
        ("昭島市田中町1-17-1", "昭島市田中町1-18-1"),
        "field is the same block (町丁目 and 番地)",
        "fieldが町丁目と番地で一致し、号が異なるか一方にありません",
    ),
    (
        "address-town",
        ("昭島市田中町1-17-1", "昭島市田中町1丁目"),
        ("昭島市田中町1-17-1", "昭島市田中町2-17-1"),
        "field is the same district (町丁目)",
        "fieldが町丁目まで一致しています",
    ),
    (
        "address-city",
        ("昭島市田中町1-17-1", "東京都昭島市朝日町3-2"),
        ("昭島市田中町1-17-1", "立川市田中町1-17-1"),
        "field is the same municipality",
        "fieldが市区町村が一致しています",
    ),
];

#[test]
fn what_each_level_takes_for_alike_and_says() {
    for (name, alike, apart, english, japanese) in STORIES {
        assert!(reached(name, alike.0, alike.1), "{name}: {alike:?}");
        assert!(!reached(name, apart.0, apart.1), "{name}: {apart:?}");
        let say = |language| level(name).sentence("field", &|_| String::new(), language);
        assert_eq!(
            (say(Language::English).as_str(), say(Language::Japanese).as_str()),
            (*english, *japanese),
            "{name}"
        );
    }
}

#[test]
fn no_level_is_without_its_story() {
    let told: Vec<Level> = STORIES.iter().map(|story| level(story.0)).collect();
    for known in every().filter(|level| *level != Level::Exact) {
        assert!(
            told.iter().any(|level| std::mem::discriminant(level) == std::mem::discriminant(&known)),
            "{known:?} has no story"
        );
    }
}

#[test]
fn more_of_what_is_alike_and_what_is_not() {
    for (name, a, b, expected) in [
        ("variant", "佐々木", "佐佐木", true),
        ("variant", "〓〓", "山田", false),
        ("variant", "渡邉花子", "渡辺花子", true),
        ("name-order", "花子山田", "山田花子", true),
        ("name-order", "花子山田", "山田　花子", true),
        ("name-order", "山田花子", "山田 花子", false),
        ("initials", "j r smith", "john robert smith", true),
        ("initials", "j smith", "john robert smith", false),
        ("initials", "john smith", "john smith", false),
        ("era-slip", "19850707", "20480707", true),
        ("era-slip", "19930230", "19300230", false),
        ("estimated", "19930000", "19930503", true),
        ("estimated", "19930500", "19930503", true),
        ("estimated", "19930600", "19930503", false),
        ("phone", "0081 42 544 5111", "0425445111", true),
        ("phone", "5111", "5111", false),
        ("phone-no-area", "8142-544-5111", "544-5111", true),
        ("kana-loose", "", "ー", false),
        ("address-town", "上川原町123番地4", "昭島市大字上川原町125", true),
        ("address-block", "上川原町123番地4", "昭島市大字上川原町123", true),
        ("address-full", "昭島市/田中町/1-17-1/コーポ昭島201", "昭島市田中町1-17-1 コーポ昭島201号室", true),
    ] {
        assert_eq!(reached(name, a, b), expected, "{name}: {a} {b}");
    }
}

#[test]
fn sentences_about_other_fields() {
    let say = |text: &str| {
        let names = ["名", "旧氏", "通称", "氏の読み"];
        let mut memo = 0;
        let find = &mut |name: &str| names.iter().position(|known| *known == name).expect("known");
        let level = Level::parse(text, &mut Names { field: find, memo: &mut memo }).expect("right");
        let label = |at: usize| names[at].to_owned();
        (level.sentence("氏", &label, Language::Japanese), level.sentence("氏", &label, Language::English))
    };
    for (text, japanese, english) in [
        (
            "exact with 旧氏, 通称",
            "一方の氏と他方の旧氏または通称が一致しています",
            "氏 of one record and 旧氏 or 通称 of the other are the same",
        ),
        (
            "kana-loose of 氏の読み",
            "氏の読みが濁点・小書き・長音を除けば同じ読みです",
            "氏の読み is the same reading when voicing (か/が) and long vowel marks do not count",
        ),
        ("exact exchanged 名", "入れ替えれば氏と名が一致しています", "氏 and 名, exchanged on one side, are the same"),
        (
            "exact among 旧氏",
            "氏・旧氏のいずれか同士が一致しています",
            "one of 氏, 旧氏 of one record and one of them of the other are the same",
        ),
        (
            "prefix >= 1 and exact of 名",
            "氏が先頭1文字で一致しています。かつ、名が一致しています",
            "氏 is the same in the first 1 character, and 名 is the same",
        ),
    ] {
        assert_eq!(say(text), (japanese.to_owned(), english.to_owned()), "{text}");
    }
}

/// Values that look like what the levels are made for, and anything else.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c .]{0,8}",
        "[ア-オガギザジダヂツヅハバパーャヤッ]{0,6}",
        "[ｱ-ｵﾞｰ ]{0,6}",
        "[山田髙高﨑崎邉辺々〓●? ]{0,5}",
        "(18|19|20)[0-9]{2}(0[0-9]|1[0-3])[0-3][0-9]",
        "0[0-9]{1,3}-?[0-9]{2,4}-?[0-9]{4}",
        "(昭島市)?田中町[1-3](丁目|-)[0-9]{1,2}(番|-)?[0-9]?( [コー]{0,3}[0-9]{0,3})?",
        "昭島市/田中町/[1-3](-[1-9]){0,2}(/[コー201]{0,4})?",
        "\\PC{0,12}",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn every_level_is_symmetric_and_a_stricter_one_includes_its_looser_ones(a in value(), b in value()) {
        let (a, b) = (a.as_str(), b.as_str());
        let (x, y) = prepared(a, b);
        let reached: Vec<(Level, bool)> = every().map(|level| {
            let found = level.reached(&x, &y);
            (level, found)
        }).collect();
        for (level, found) in &reached {
            prop_assert_eq!(level.reached(&y, &x), *found, "{:?}", level);
            // Only values that are recorded are ever compared.
            let recorded = *found && !a.is_empty() && !b.is_empty();
            prop_assert!(!recorded || !level.needs_common_letter() || x.may_share_letters(&y), "{:?} without a letter", level);
        }
        for (strict, _) in reached.iter().filter(|(level, found)| *found && *level != Level::Exact) {
            for (loose, found) in &reached {
                prop_assert!(*found || !implies(strict, loose), "{:?} without {:?}", strict, loose);
            }
        }
    }

    #[test]
    fn close_values_keep_the_order_of_levels(a in value(), at in 0_usize..8, with in any::<char>()) {
        // One changed character: where strict and loose levels lie close together.
        let mut letters: Vec<char> = a.chars().collect();
        if let Some(letter) = letters.get_mut(at) {
            *letter = with;
        }
        let b: String = letters.into_iter().collect();
        let (x, y) = prepared(&a, &b);
        for strict in every().filter(|level| *level != Level::Exact && level.reached(&x, &y)) {
            prop_assert!(strict.reached(&y, &x), "{:?} in the other order", strict);
            for loose in every().filter(|loose| implies(&strict, loose)) {
                prop_assert!(loose.reached(&x, &y), "{:?} without {:?}", strict, loose);
            }
        }
    }

    #[test]
    fn any_level_is_read_or_refused(text in "[a-z<>=., 0-9]{0,30}") {
        let mut memo = 0;
        let _ = Level::parse(&text, &mut Names { field: &mut |_| 0, memo: &mut memo });
    }
}
