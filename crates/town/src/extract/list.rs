//! All extracts of the town in their order: file names, dates they speak for, and who writes them.

use jiff::civil::Date;

use super::{Delivery, Rows, Slice};
use super::{
    allowance, attendance, care, consultation, disability, health, nursery, register, roster, school_health,
    school_side, survey, welfare,
};
use crate::dates::{self, DateStyle};
use crate::dice::Purpose;
use crate::plan::Attendance;
use crate::sheet::Layout;
use crate::world::World;

/// All deliveries of a town, in a fixed order.
pub(crate) fn deliveries(world: &World) -> Vec<Delivery> {
    let on = world.on;
    let year = world.plan.fiscal_year;
    let mut all = Vec::new();
    let mut full =
        |source: &'static str, stem: &str, as_of: Date, layout: &'static Layout, rows: Rows, names_people: bool| {
            let extension = match layout.shape {
                crate::sheet::Shape::Tab => "tsv",
                crate::sheet::Shape::Fixed(_) => "txt",
                _ => "csv",
            };
            let file = format!("{stem}_{}.{extension}", dates::text(as_of, DateStyle::Compact));
            all.push(Delivery { source, file, as_of, layout, rows, slice: Slice::default(), names_people });
        };
    full("resident-register", "住民記録_世帯一覧", on, &register::REGISTER, register::register, true);
    full("non-resident", "住民記録_住登外者", on, &register::OUTSIDE, register::outside, true);
    full("maternal-record", "母子保健_妊娠届出産", on, &health::MATERNAL, health::maternal, true);
    full("checkup-18-months", "乳幼児健診_1歳6か月児", on, &health::CHECKUP_18_MONTHS, health::checkup_18_months, true);
    full("checkup-3-years", "乳幼児健診_3歳児", on, &health::CHECKUP_3_YEARS, health::checkup_3_years, true);
    full("vaccination", "予防接種_接種歴", on, &health::VACCINATION, health::vaccination, true);
    full(
        "disability-certificates",
        "障害福祉_手帳所持者",
        on,
        &disability::CERTIFICATES,
        disability::certificates,
        true,
    );
    full(
        "disability-services",
        "障害福祉_自立支援給付",
        world.months_before(1),
        &disability::SERVICES,
        disability::services,
        true,
    );
    full("child-allowance", "児童手当_受給者", world.months_before(1), &allowance::CHILD, allowance::child, true);
    full(
        "child-rearing-allowance",
        "児童扶養手当_受給者",
        world.months_before(1),
        &allowance::REARING,
        allowance::rearing,
        true,
    );
    full(
        "special-child-allowance",
        "特別児童扶養手当_受給者",
        world.months_before(1),
        &allowance::SPECIAL,
        allowance::special,
        true,
    );
    full("single-parent-medical", "ひとり親医療_受給者", on, &allowance::SINGLE_PARENT, allowance::single_parent, true);
    full("medical-receipts", "子ども医療_レセプト", on, &allowance::RECEIPTS, allowance::receipts, true);
    full("school-age-register", "学齢簿", on, &school_side::AGE_REGISTER, school_side::age_register, true);
    full("school-aid", "就学援助_認定者", on, &school_side::AID, school_side::aid, true);
    full(
        "public-assistance",
        "生活保護_被保護者",
        world.months_before(1),
        &welfare::ASSISTANCE,
        welfare::assistance,
        true,
    );
    full("care-certification", "介護保険_認定者", on, &care::CERTIFICATION, care::certification, true);
    full("care-services", "介護保険_給付実績", on, &care::SERVICES, care::services, false);
    full("nursery", "保育所_在園児", on, &nursery::NURSERY, nursery::nursery, true);
    full("childcare-need", "保育の必要性_認定", on, &nursery::NEED, nursery::need, true);
    full("kindergarten", "幼稚園_在園児名簿", on, &nursery::KINDERGARTEN, nursery::kindergarten, true);
    full("consultation", "こども総合相談_受付", on, &consultation::INTAKE, consultation::intake, true);
    full(
        "consultation-progress",
        "こども総合相談_経過記録",
        on,
        &consultation::PROGRESS,
        consultation::progress,
        false,
    );
    full("school-roster", "校務支援_在籍名簿", on, &roster::ROSTER, roster::roster, true);
    full(
        "guidance-record",
        &format!("校務支援_指導要録出欠_{}年度", year - 1),
        Date::constant(year, 5, 1).min(on),
        &roster::GUIDANCE,
        roster::guidance,
        false,
    );
    full("school-calendar", "校務支援_学校暦", on, &attendance::CALENDAR, attendance::calendar, false);
    full("attendance-monthly", "校務支援_月別出欠", on, &attendance::MONTHLY, attendance::monthly, false);
    full("health-room", "校務支援_保健室利用", on, &school_health::HEALTH_ROOM, school_health::health_room, false);
    full(
        "school-checkup",
        "校務支援_定期健康診断",
        Date::constant(year, 7, 31).min(on),
        &school_health::CHECKUP,
        school_health::checkup,
        false,
    );
    full("counselling", "教育相談_利用", on, &school_health::COUNSELLING, school_health::counselling, false);
    full("long-absence-survey", "長期欠席調査", on, &attendance::LONG_ABSENCE, attendance::long_absence, false);
    if on >= Date::constant(year, 9, 1) {
        full(
            "prefectural-survey",
            "県学調_学力",
            Date::constant(year, 9, 1),
            &survey::ACHIEVEMENT,
            survey::achievement,
            false,
        );
        full(
            "prefectural-questionnaire",
            "県学調_質問紙",
            Date::constant(year, 9, 1),
            &survey::PREFECTURAL,
            survey::prefectural,
            false,
        );
    }
    for (half, month, day) in [(0, 7, 20), (1, 12, 28)] {
        let delivered = Date::constant(year, month, day);
        if on >= delivered {
            full(
                "lesson-survey",
                "授業がわかる調査",
                delivered,
                &survey::LESSON,
                if half == 0 { survey::lesson_june } else { survey::lesson_december },
                false,
            );
        }
    }
    if on >= Date::constant(year, 8, 10) {
        full(
            "school-life-survey",
            "学校生活アンケート",
            Date::constant(year, 8, 10),
            &survey::SCHOOL_LIFE,
            survey::school_life,
            false,
        );
    }
    if world.plan.attendance == Attendance::Daily {
        daily(world, &mut all);
    }
    all.retain(|delivery| world.plan.sources.include(delivery.source));
    all
}

/// Daily attendance comes per school and month; now and then a month is not there, the newest one more often than others.
fn daily(world: &World, all: &mut Vec<Delivery>) {
    let months = world.calendar.months();
    let newest = months.len().saturating_sub(1);
    for (month, first) in months.into_iter().enumerate() {
        for (school, it) in world.schools.schools.iter().enumerate() {
            let missing = world.plan.dirt.month_missing * if month == newest { 8.0 } else { 1.0 };
            let mut roll = world.dice.roll(Purpose("month missing"), (school * 16 + month) as u64);
            if world.calendar.days_of(first).is_empty() || roll.chance(missing) {
                continue;
            }
            let file = format!("出欠日別_{}_{}{:02}.csv", it.name, first.year(), first.month());
            all.push(Delivery {
                source: "attendance-daily",
                file,
                as_of: first.last_of_month(),
                layout: &attendance::DAILY,
                rows: attendance::daily,
                slice: Slice { school, month },
                names_people: false,
            });
        }
    }
}
