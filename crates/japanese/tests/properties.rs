//! What must hold for any input: folds are idempotent, readers never panic, dates make the round trip, ages and grades only grow.

use japanese::date::{DateContext, Era, Month, parse, parse_month, to_wareki, to_wareki_short};
use japanese::text::{Encoding, StreamDecoder};
use japanese::{address, age, check_digit, digits, kana, kanji, name, number, sex, text};
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// Characters that registers hold, with everything nasty in between.
fn register_text() -> impl Strategy<Value = String> {
    let special: Vec<char> = "々〻仝髙﨑邉邊濵齋\u{20bb7}ヽヾゝゞ゛゜ﾞﾟ\u{3099}\u{309a}ー－-―‐〜～ヴヷヂヅヲヰヱウゥッャｱｶﾞﾊﾟ①㈱㍻㋿Ⅳ　 \t\n\0\u{feff}\u{e0100}\u{fe00}\u{e000}\u{fffd}〓●□神\u{fa19}⼀éễĐßİı0１2年月日元頃春推定から不詳丁目番地号大字のノヶケ十百千〇R4.,:/（）()・['’\u{301}"
        .chars()
        .collect();
    let one = prop_oneof![
        4 => prop::sample::select(special),
        2 => prop::char::range('ぁ', 'ヿ'),
        1 => prop::char::range('\u{4e00}', '\u{9fff}'),
        1 => prop::char::range(' ', '~'),
        1 => any::<char>(),
    ];
    prop::collection::vec(one, 0..24).prop_map(|chars| chars.into_iter().collect())
}

fn any_day() -> impl Strategy<Value = Date> {
    (0_i32..119_000)
        .prop_map(|days| date(1873, 1, 1).checked_add(jiff::Span::new().days(days)).expect("within the calendar"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn folding_twice_is_folding_once(text in register_text()) {
        #[expect(clippy::type_complexity, reason = "a list of folds with their names")]
        let folds: [(&str, fn(&str) -> String); 12] = [
            ("clean", |t| text::clean(t).into_owned()),
            ("header_key", text::header_key),
            ("to_katakana", kana::to_katakana),
            ("to_hiragana", kana::to_hiragana),
            ("widen_half_kana", kana::widen_half_kana),
            ("compare_key", kana::compare_key),
            ("search_key", kana::search_key),
            ("kanji", kanji::fold),
            ("name", name::fold_key),
            ("reading", name::reading_key),
            ("digits", digits::fold),
            ("arabic", digits::arabic),
        ];
        for (label, fold) in folds {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone(), "{} of {:?}", label, text);
        }
    }

    #[test]
    fn readers_never_panic(text in register_text(), reading in register_text()) {
        let context = DateContext { era_default: Some(Era::Reiwa), not_after: Some(date(2026, 11, 21)), excel_serials: true };
        let _ = (parse(&text, &context), parse(&text, &DateContext::default()), parse_month(&text, &context), japanese::date::parse_school_year(&text, &context));
        let _ = (number::parse(&text), sex::parse(&text), check_digit::my_number_valid(&text), check_digit::mod11_w2to7(&text), check_digit::school_code_valid(&text));
        let _ = (name::split(&text, Some(&reading)), kana::romaji_to_kana(&text), kana::kana_to_romaji(&text), text::mojibake_repair(&text));
        let _ = (age::SchoolGrade::parse(&text, None), kanji::compatible(&text, &reading));
        for gazetteer in [None, Some(address::gazetteer())] {
            let parsed = address::parse(&text, gazetteer);
            let _ = (address::key(&parsed), address::key_with_building(&parsed), parsed.canonical());
        }
    }

    #[test]
    fn any_bytes_decode_the_same_in_any_chunks(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0_usize..200, encoding in prop::sample::select(vec![Encoding::Utf8, Encoding::Cp932, Encoding::Utf16Le, Encoding::Utf16Be])) {
        let whole = text::decode(&bytes, Some(encoding));
        prop_assert!(whole.problem_count >= whole.problems.len() as u64);
        prop_assert!(whole.problems.iter().all(|problem| problem.byte <= bytes.len() as u64 && problem.line >= 1));
        let mut decoder = StreamDecoder::new(Some(encoding));
        let mut joined = String::new();
        let cut = cut.min(bytes.len());
        decoder.push(&bytes[..cut], false, &mut joined);
        decoder.push(&bytes[cut..], true, &mut joined);
        prop_assert_eq!(&joined, &whole.text);
        if !matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be) {
            let (mut streamed, mut at_once) = (decoder.take_problems(), whole.problems);
            streamed.sort_unstable();
            at_once.sort_unstable();
            prop_assert_eq!(streamed, at_once);
        }
        let _ = text::decode(&bytes, None);
    }

    #[test]
    fn japanese_text_is_told_by_its_bytes(words in prop::collection::vec("[ぁ-んァ-ヶ亜-熙0-9A-Z,]{3,12}", 2..20)) {
        let text = words.join("\r\n");
        let (cp932, _, lost) = encoding_rs::SHIFT_JIS.encode(&text);
        if !lost && !text.is_ascii() && text.chars().filter(|c| !c.is_ascii()).count() > 5 {
            prop_assert_eq!(text::detect(&cp932), Encoding::Cp932);
            prop_assert_eq!(text::unsupported(&cp932), None);
            prop_assert_eq!(text::detect(text.as_bytes()), Encoding::Utf8);
            // Cut anywhere, as the first chunk of a stream is.
            prop_assert_eq!(text::detect(&cp932[..cp932.len() - 1]), Encoding::Cp932);
            prop_assert_eq!(text::decode(&cp932, None).text, text.clone());
            prop_assert_eq!(text::mojibake_repair(&text), None);
        }
    }

    #[test]
    fn text_survives_its_own_encoding(text in register_text()) {
        let text: String = text.chars().filter(|c| !matches!(c, '\u{feff}' | '\u{1a}' | '\0')).collect();
        prop_assert_eq!(&text::decode(text.as_bytes(), Some(Encoding::Utf8)).text, &text);
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        prop_assert_eq!(&text::decode(&wide, Some(Encoding::Utf16Le)).text, &text);
    }

    #[test]
    fn every_day_makes_the_round_trip(day in any_day()) {
        let context = DateContext::default();
        let written = [to_wareki(day), to_wareki_short(day), day.to_string(), format!("{}/{}/{}", day.year(), day.month(), day.day()), day.strftime("%Y%m%d").to_string(), digits::fold(&to_wareki(day))];
        for text in written {
            let read = parse(&text, &context);
            prop_assert_eq!(read.and_then(|read| read.date.exact()), Some(day), "{}", text);
            prop_assert_eq!(read.and_then(|read| read.note), None, "{}", text);
        }
        prop_assert_eq!(parse_month(&to_wareki(day), &context), Some(Month::of(day)));
    }

    #[test]
    fn nobody_grows_younger(birth in any_day(), days in 0_i32..12_000) {
        let day = birth.checked_add(jiff::Span::new().days(days)).expect("within the calendar");
        let next = day.tomorrow().expect("within the calendar");
        prop_assert!(age::age_on(birth, day) <= age::age_on(birth, next));
        prop_assert!(age::grade_on(birth, day) <= age::grade_on(birth, next));
        let statute = age::age_on(birth, day).expect("born");
        let everyday = age::age_from_birthday(birth, day).expect("born");
        prop_assert!(statute == everyday || statute == everyday + 1);
        // Six years completed on 31 March is first grade on 1 April.
        if (day.month(), day.day()) == (3, 31) && statute == 6 && age::age_on(birth, date(day.year() - 1, 3, 31)) == Some(5) {
            prop_assert_eq!(age::grade_on(birth, next), age::SchoolGrade::Primary(1));
        }
    }

    #[test]
    fn numbers_are_read_back(value in -999_999_999_i64..999_999_999, decimals in 0_usize..4) {
        let unit = 10_i64.pow(3 - decimals as u32);
        let value = value / unit * unit;
        let sign = if value < 0 { "△" } else { "" };
        let (whole, rest) = (value.abs() / 1000, value.abs() % 1000);
        let text = if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{}", &format!("{rest:03}")[..decimals]) };
        prop_assert_eq!(number::parse(&text).and_then(number::NumberValue::thousandths), Some(value), "{}", text);
    }
}

/// Every era's first and last days, read from what [`to_wareki`] writes.
#[test]
fn the_seams_of_the_eras() {
    for era in Era::ALL {
        let first = era.first_day();
        for day in [first, first.yesterday().expect("a day before"), first.tomorrow().expect("a day after")] {
            if Era::of(day).is_some() {
                assert_eq!(
                    parse(&to_wareki(day), &DateContext::default()).and_then(|read| read.date.exact()),
                    Some(day),
                    "{day}"
                );
            }
        }
    }
}
