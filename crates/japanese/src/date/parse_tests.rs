//! Stories about dates: what stands in a cell, and what is known afterwards.

use super::*;

fn read(text: &str) -> Option<ParsedDate> {
    parse(text, &DateContext::default())
}

fn day_of(text: &str) -> Option<Date> {
    read(text).and_then(|read| read.date.exact())
}

#[test]
fn the_first_of_april_2022_in_every_notation() {
    for text in [
        "R4.4.1",
        "R04.04.01",
        "r4/4/1",
        "R4-4-1",
        "Ｒ４．４．１",
        "R040401",
        "令和4年4月1日",
        "令和４年４月１日",
        "令和四年四月一日",
        "令和 4年 4月 1日",
        "令4.4.1",
        "㋿4.4.1",
        "㋿4年4月1日",
        "5040401",
        "05040401",
        "5-04-04-01",
        "5.4.4.1",
        "2022-04-01",
        "2022/4/1",
        "2022/04/01",
        "2022.4.1",
        "2022年4月1日",
        "２０２２年４月１日",
        "二〇二二年四月一日",
        "20220401",
        "2022-04-01T00:00:00",
        "2022-04-01 00:00:00.000",
        "2022/4/1 0:00",
        "2022/04/01 午前 9:30",
        "20220401093000",
        "令和4年4月1日(金)",
        "2022年4月1日（金曜日）",
        "西暦2022年4月1日",
        "2022 4 1",
        "令和4年4月1日 金曜日",
        "平成34年4月1日",
        "令R4.4.1",
        "2022.4.1.",
        "2022年04月01日 10時30分",
        "令和4年(2022年)4月1日",
        "2022年（令和4年）4月1日",
        "令和4年4月1日10時",
        "令和4年4月1日生",
        "（令和４年４月１日現在）",
    ] {
        assert_eq!(day_of(text), Some(date(2022, 4, 1)), "{text}");
    }
}

#[test]
fn the_first_year_is_called_gannen() {
    assert_eq!(day_of("令和元年5月1日"), Some(date(2019, 5, 1)));
    assert_eq!(day_of("R元.12.31"), Some(date(2019, 12, 31)));
    assert_eq!(day_of("平成元年1月8日"), Some(date(1989, 1, 8)));
}

#[test]
fn a_year_without_era_needs_the_columns_era() {
    let reiwa = DateContext { era_default: Some(Era::Reiwa), ..DateContext::default() };
    for (text, expected) in [
        ("8.11.21", date(2026, 11, 21)),
        ("081121", date(2026, 11, 21)),
        ("40401", date(2022, 4, 1)),
        ("4年4月1日", date(2022, 4, 1)),
        ("04/04/01", date(2022, 4, 1)),
    ] {
        assert_eq!(parse(text, &reiwa).and_then(|read| read.date.exact()), Some(expected), "{text}");
    }
    let showa = DateContext { era_default: Some(Era::Showa), ..DateContext::default() };
    assert_eq!(parse("550401", &showa).and_then(|read| read.date.exact()), Some(date(1980, 4, 1)));
    assert_eq!(read("8.11.21"), None);
    assert_eq!(read("081121"), None);
    assert_eq!(
        read("40401").map(|read| (read.date.exact(), read.note)),
        Some((Some(date(2022, 4, 1)), Some(DateNote::EraAssumed)))
    );
}

#[test]
fn a_spreadsheet_turned_dates_into_numbers() {
    let sheet = DateContext { excel_serials: true, ..DateContext::default() };
    for text in ["44652", "44652.375"] {
        let read = parse(text, &sheet).unwrap();
        assert_eq!((read.date.exact(), read.note), (Some(date(2022, 4, 1)), Some(DateNote::ExcelSerial)), "{text}");
    }
    let both = DateContext { excel_serials: true, era_default: Some(Era::Reiwa), ..DateContext::default() };
    assert_eq!(
        parse("44652", &both).and_then(|read| read.date.exact()),
        Some(date(2022, 4, 1)),
        "4年46月52日 is no date"
    );
    assert_eq!(read("44652"), None);
}

#[test]
fn eras_that_had_ended_or_not_begun_are_converted_and_named() {
    for (text, expected, note) in [
        ("平成31年5月1日", date(2019, 5, 1), Some(DateNote::EraEnded)),
        ("平成31年4月30日", date(2019, 4, 30), None),
        ("昭和99年1月1日", date(2024, 1, 1), Some(DateNote::EraEnded)),
        ("昭和64年1月7日", date(1989, 1, 7), None),
        ("昭和64年1月8日", date(1989, 1, 8), Some(DateNote::EraEnded)),
        ("令和元年4月30日", date(2019, 4, 30), Some(DateNote::EraNotBegun)),
        ("明治45年7月30日", date(1912, 7, 30), None),
        ("大正15年12月25日", date(1926, 12, 25), None),
        ("大正元年7月30日", date(1912, 7, 30), None),
    ] {
        let read = read(text).unwrap();
        assert_eq!((read.date.exact(), read.note), (Some(expected), note), "{text}");
    }
    assert_eq!(read("昭和99年").unwrap().note, Some(DateNote::EraEnded));
}

#[test]
fn the_fourteen_kinds_of_unknown_days() {
    use Precision as P;
    for (text, precision, earliest, latest) in [
        ("昭和20年頃", P::AboutYear, date(1944, 1, 1), date(1946, 12, 31)),
        ("昭和20年8月頃", P::AboutMonth, date(1945, 7, 1), date(1945, 9, 30)),
        ("昭和20年8月15日頃", P::AboutDay, date(1945, 7, 31), date(1945, 8, 30)),
        ("推定令和2年3月5日", P::EstimatedDay, date(2020, 3, 5), date(2020, 3, 5)),
        ("令和2年3月（推定）", P::EstimatedMonth, date(2020, 3, 1), date(2020, 3, 31)),
        ("令和2年春", P::Season, date(2020, 3, 1), date(2020, 5, 31)),
        ("令和2年秋頃", P::Season, date(2020, 9, 1), date(2020, 11, 30)),
        ("令和2年2月上旬", P::TenDays, date(2020, 2, 1), date(2020, 2, 10)),
        ("令和2年2月中旬頃", P::TenDays, date(2020, 2, 11), date(2020, 2, 20)),
        ("令和2年2月下旬", P::TenDays, date(2020, 2, 21), date(2020, 2, 29)),
        ("昭和20年月日不詳", P::Year, date(1945, 1, 1), date(1945, 12, 31)),
        ("昭和20年8月日不詳", P::Month, date(1945, 8, 1), date(1945, 8, 31)),
        ("令和2年3月1日から令和2年3月5日までの間", P::Between, date(2020, 3, 1), date(2020, 3, 5)),
        ("令和2年3月1日から5日までの間", P::Between, date(2020, 3, 1), date(2020, 3, 5)),
        ("令和2年3月から5月までの間", P::Between, date(2020, 3, 1), date(2020, 5, 31)),
        ("令和2年3月1日頃から10日頃までの間", P::Between, date(2020, 3, 1), date(2020, 3, 10)),
    ] {
        let date = read(text).unwrap_or_else(|| panic!("{text}")).date;
        assert_eq!((date.precision, date.earliest, date.latest), (precision, Some(earliest), Some(latest)), "{text}");
        assert_eq!(date.exact(), None, "{text}: no day is invented");
    }
    for text in [
        "年月日不詳",
        "不詳",
        "生年月日不明",
        "00000000",
        "99999999",
        "9999-12-31",
        "9999/12/31",
        "99991231",
        "0000-00-00",
        "1900/1/0",
    ] {
        assert_eq!(read(text).map(|read| read.date), Some(RegisterDate::UNKNOWN), "{text}");
    }
}

#[test]
fn parts_left_open_in_digits() {
    for (text, precision) in [
        ("20220400", Precision::Month),
        ("2022-00-00", Precision::Year),
        ("5040400", Precision::Month),
        ("R4.4", Precision::Month),
        ("令和4年", Precision::Year),
        ("202204", Precision::Month),
        ("2022", Precision::Year),
    ] {
        assert_eq!(read(text).unwrap().date.precision, precision, "{text}");
    }
    let first_year = read("令和元年").unwrap().date;
    assert_eq!(first_year.earliest, Some(date(2019, 5, 1)));
}

#[test]
fn days_the_calendar_does_not_have_keep_their_month() {
    for (text, earliest, latest) in [
        ("令和4年2月29日", date(2022, 2, 1), date(2022, 2, 28)),
        ("2022-02-30", date(2022, 2, 1), date(2022, 2, 28)),
        ("20220431", date(2022, 4, 1), date(2022, 4, 30)),
        ("2022/13/01", date(2022, 1, 1), date(2022, 12, 31)),
    ] {
        let read = read(text).unwrap();
        assert_eq!(
            (read.date.precision, read.date.earliest, read.date.latest),
            (Precision::Nonexistent, Some(earliest), Some(latest)),
            "{text}"
        );
        assert_eq!(read.note, Some(DateNote::NonexistentDay), "{text}");
    }
}

#[test]
fn what_is_no_date_stays_no_date() {
    for text in [
        "",
        " ",
        "-",
        "－",
        "昭島市",
        "田中",
        "R",
        "R4.",
        "令和",
        "12",
        "123",
        "4月1日",
        "1-2-3",
        "平井",
        "H",
        "大野",
        "令和0年1月1日",
        "100.5",
        "三宅",
        "R4.4.1.1.1",
        "昭和町1-2",
        "平成20",
    ] {
        if text == "平成20" {
            assert_eq!(read(text).unwrap().date.precision, Precision::Year);
            continue;
        }
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn a_date_in_the_future_is_named() {
    let context = DateContext { not_after: Some(date(2022, 4, 1)), ..DateContext::default() };
    assert_eq!(parse("2022-04-02", &context).unwrap().note, Some(DateNote::AfterLimit));
    assert_eq!(parse("2022-04-01", &context).unwrap().note, None);
}
