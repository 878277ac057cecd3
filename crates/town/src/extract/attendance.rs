//! 出欠 (校務支援システム): each day, totals of months, the monthly survey of long absence, the school calendar.

use std::fmt::Write as _;

use super::Slice;
use super::roster::HABITS;
use crate::calendar::next;
use crate::dates::{self, DateStyle};
use crate::days::day;
use crate::dice::Purpose;
use crate::sheet::{Charset, Layout, Shape, Sheet};
use crate::spelling::spell;
use crate::world::World;

/// 学校暦.
pub(crate) static CALENDAR: Layout = Layout {
    charset: Charset::Utf8,
    shape: Shape::Comma,
    title: "",
    header: &["学校名", "日付", "授業日", "行事・休業の名"],
    total: false,
};

/// Every day of the school year up to the day of the extracts, per school.
pub(crate) fn calendar(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    let first = world.calendar.first;
    for school in &world.schools.schools {
        let mut date = first;
        while date <= world.calendar.end {
            sheet.cell(&school.name);
            sheet.cell(&dates::text(date, DateStyle::Slash));
            let lesson = crate::calendar::lesson_day(date);
            sheet.cell(if lesson { "1" } else { "0" });
            sheet.cell(if crate::calendar::holiday(date) { "祝日" } else { "" });
            sheet.end();
            date = next(date);
        }
    }
}

/// 出欠（日別）.
pub(crate) static DAILY: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Comma,
    title: "",
    header: &["学校名", "対象年月", "学籍番号", "出欠日", "出欠区分", "欠席理由"],
    total: false,
};

/// 出欠区分 and reason; `salt` tells family reasons apart.
const fn status(code: u8, salt: usize) -> (&'static str, &'static str) {
    match code {
        day::FAMILY if salt.is_multiple_of(5) => ("欠席", "旅行"),
        day::FAMILY if salt % 11 == 1 => ("欠席", "家族の世話"),
        day::HOSPITAL => ("欠席", "入院"),
        day::ILL => ("欠席", "病気"),
        day::FAMILY => ("欠席", "家事都合"),
        day::TRUANT => ("欠席", "不登校"),
        day::OTHER => ("欠席", "その他"),
        day::NO_REASON => ("欠席", ""),
        day::SUSPENDED => ("出席停止", ""),
        day::MOURNING => ("忌引", ""),
        day::LATE => ("遅刻", ""),
        day::EARLY => ("早退", ""),
        _ => ("出席", ""),
    }
}

/// One school's month: a row per pupil and lesson day.
pub(crate) fn daily(world: &World, sheet: &mut Sheet<'_>, slice: Slice) {
    let Some(&month) = world.calendar.months().get(slice.month) else {
        return;
    };
    let name = &world.schools.schools[slice.school].name;
    let span = world.calendar.days_of(month);
    let of_month = format!("{}{:02}", month.year(), month.month());
    let dates: Vec<String> =
        world.calendar.days[span.clone()].iter().map(|date| dates::text(*date, DateStyle::Slash)).collect();
    let mut number = String::new();
    for enrolment in world.schools.of(slice.school) {
        let stay = &world.schools.enrolments[enrolment];
        let person = world.children[stay.child as usize].person;
        number.clear();
        let _ = write!(number, "{}", stay.number);
        for (date, &code) in dates.iter().zip(&world.days.of(enrolment)[span.clone()]) {
            if code == day::ELSEWHERE {
                continue;
            }
            sheet.mention("pupil", person);
            let (status, reason) = status(code, enrolment);
            for cell in [name.as_str(), &of_month, &number, date, status, reason] {
                sheet.plain(cell);
            }
            sheet.end();
        }
    }
}

macro_rules! monthly_headers {
    ($($month:literal)*) => {
        &["年度", "学籍番号", "学校名", $(concat!($month, "月授業日数"), concat!($month, "月欠席日数"), concat!($month, "月遅刻回数"), concat!($month, "月早退回数"), concat!($month, "月出席停止忌引等日数"),)*]
    };
}

/// 出欠（月別）.
pub(crate) static MONTHLY: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Comma,
    title: "校務支援システム　月別出欠集計",
    header: monthly_headers!("4" "5" "6" "7" "8" "9" "10" "11" "12" "1" "2" "3"),
    total: false,
};

/// One row per stay, a group of columns per month.
pub(crate) fn monthly(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    let months = world.calendar.months();
    for (index, stay) in world.schools.enrolments.iter().enumerate() {
        sheet.mention("pupil", world.children[stay.child as usize].person);
        if !sheet.wants_data() {
            sheet.end();
            continue;
        }
        sheet.show(world.plan.fiscal_year);
        sheet.show(stay.number);
        sheet.cell(&world.schools.schools[usize::from(stay.school)].name);
        let days = world.days.of(index);
        for month in 0..12 {
            let Some(&first) = months.get(month) else {
                sheet.empty(5);
                continue;
            };
            let span = &days[world.calendar.days_of(first)];
            let count = |wanted: fn(u8) -> bool| span.iter().filter(|&&code| wanted(code)).count();
            sheet.show(count(|code| code != day::ELSEWHERE));
            sheet.show(count(day::absent));
            sheet.show(count(|code| code == day::LATE));
            sheet.show(count(|code| code == day::EARLY));
            sheet.show(count(|code| matches!(code, day::SUSPENDED | day::MOURNING)));
        }
        sheet.end();
    }
}

/// 長期欠席調査.
pub(crate) static LONG_ABSENCE: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Comma,
    title: "長期欠席調査",
    header: &[
        "年度",
        "対象年月",
        "学校名",
        "学年",
        "組",
        "出席番号",
        "児童生徒氏名",
        "当月欠席日数",
        "年間欠席日数",
        "欠席理由",
    ],
    total: true,
};

/// Pupils with ten and more days in a month, or thirty and more in the year, month by month; one month behind.
pub(crate) fn long_absence(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    let last = world.months_before(1);
    for month in world.calendar.months().into_iter().filter(|month| *month <= last) {
        let span = world.calendar.days_of(month);
        for (index, stay) in world.schools.enrolments.iter().enumerate() {
            let days = world.days.of(index);
            let in_month = days[span.clone()].iter().filter(|&&code| day::absent(code)).count();
            let in_year = days[..span.end].iter().filter(|&&code| day::absent(code)).count();
            if in_month < 10 && (in_year < 30 || in_month == 0) {
                continue;
            }
            let child = &world.children[stay.child as usize];
            let truant = days[..span.end].iter().filter(|&&code| code == day::TRUANT).count();
            sheet.mention("pupil", child.person);
            sheet.show(world.plan.fiscal_year);
            sheet.show(format_args!("{}{:02}", month.year(), month.month()));
            sheet.cell(&world.schools.schools[usize::from(stay.school)].name);
            sheet.show(if stay.grade <= 6 { stay.grade } else { stay.grade - 6 });
            sheet.show(stay.class);
            sheet.show(stay.seat);
            sheet.cell(&spell(world, &HABITS, child.person).name);
            sheet.show(in_month);
            sheet.show(in_year);
            let mut roll = world.dice.roll(Purpose("長期欠席調査"), index as u64);
            sheet.cell(if truant * 2 > in_year {
                "不登校"
            } else {
                ["病気", "その他", "不登校"][roll.weighted(&[0.6, 0.25, 0.15])]
            });
            sheet.end();
        }
    }
}
