//! 住民記録システム (市民課): the households of the register, and people known outside it (住登外).

use jiff::ToSpan as _;

use super::Slice;
use crate::dates::{self, DateStyle};
use crate::dice::Purpose;
use crate::foreign::NATIONS;
use crate::numbers;
use crate::person::{NO_NAME, NONE, Person, Sex};
use crate::places::{AddressStyle, ELSEWHERE};
use crate::sheet::{Charset, Layout, Shape, Sheet};
use crate::spelling::{Habits, KanaStyle, sex, spell};
use crate::world::World;

const HABITS: Habits = Habits {
    source: Purpose("住民記録"),
    date: DateStyle::EraDots,
    kana: KanaStyle::Half,
    space: "　",
    address: AddressStyle::Official,
    register: true,
};

/// 世帯一覧.
pub(crate) static REGISTER: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Comma,
    title: "住民記録システム　世帯一覧",
    header: &[
        "宛名番号",
        "世帯番号",
        "住民区分",
        "氏名",
        "フリガナ",
        "旧氏",
        "通称",
        "生年月日",
        "年齢",
        "性別",
        "続柄",
        "国籍",
        "郵便番号",
        "住所",
        "方書",
        "住民となった日",
        "前住所",
        "異動事由",
        "異動日",
        "転出日",
        "支援措置",
        "支援措置終了日",
        "同一住居世帯数",
        "同一住居人数",
        "世帯主性別",
        "世帯主国籍",
    ],
    total: true,
};

/// People of a dwelling who live there on the day.
fn dwelling_counts(world: &World, dwelling: u32) -> (usize, u32) {
    let homes = world
        .conditions
        .households_of(dwelling)
        .iter()
        .map(|&home| &world.residents.households[home as usize])
        .filter(|home| home.left.is_none());
    (homes.clone().count(), homes.map(|home| u32::from(home.count)).sum())
}

fn nationality(person: &Person) -> &'static str {
    if person.nation == 0 { "日本" } else { NATIONS[person.nation as usize - 1].name }
}

/// One row per resident, and per person who left within the school year.
pub(crate) fn register(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    for (number, home) in world.residents.households.iter().enumerate() {
        let (homes, people) = dwelling_counts(world, home.dwelling);
        let head = &world.residents.persons[home.first as usize];
        for index in home.members() {
            sheet.mention("resident", index);
            if !sheet.wants_data() {
                sheet.end();
                continue;
            }
            let person = &world.residents.persons[index as usize];
            let spelling = spell(world, &HABITS, index);
            sheet.cell(&spelling.number);
            sheet.cell(&numbers::household(number as u32));
            sheet.cell(match (home.left.is_some(), person.nation) {
                (true, _) => "除票",
                (false, 0) => "日本人",
                (false, _) => "外国人",
            });
            sheet.cell(&spelling.name);
            sheet.cell(&spelling.kana);
            let adult = person.child == NONE;
            let keeps_former = adult
                && person.former != NO_NAME
                && world.dice.roll(Purpose("旧氏併記"), u64::from(index)).chance(0.02);
            sheet.cell(if keeps_former { world.names.surname_of(0, person.former).0 } else { "" });
            if person.alias == NO_NAME {
                sheet.cell("");
            } else {
                let given = world.names.given_of(person.nation, person.given).1;
                sheet.show(format_args!("{}　{given}", world.names.surname_of(0, person.alias).0));
            }
            sheet.cell(&spelling.birth);
            sheet.show(person.age(world.on).max(0));
            sheet.cell(spelling.sex);
            sheet.cell(person.relation.written());
            sheet.cell(nationality(person));
            sheet.cell(spelling.postal);
            sheet.cell(&spelling.address);
            sheet.cell(&spelling.building);
            let born_here = person.birth > home.since;
            let here_since = if born_here { person.birth } else { home.since };
            sheet.cell(&dates::text(here_since, DateStyle::EraDots));
            sheet.cell(home.came_from.map_or("", |from| ELSEWHERE[from as usize].1));
            let (reason, day) = match (home.left, home.came_from, born_here, home.dwelling_before != NONE) {
                (Some(left), ..) => ("転出", Some(left)),
                (_, Some(_), false, _) => ("転入", Some(home.since)),
                (.., true, _) => ("出生", Some(person.birth)),
                (.., true) => ("転居", Some(home.since)),
                _ => ("", None),
            };
            sheet.cell(reason);
            sheet.cell(&day.map_or_else(String::new, |day| dates::text(day, DateStyle::EraDots)));
            sheet.cell(&home.left.map_or_else(String::new, |day| dates::text(day, DateStyle::EraDots)));
            sheet.cell(if home.shielded { "有" } else { "" });
            let until = world.on.checked_add(((number % 12) as i32 - 1).months()).unwrap_or(world.on);
            sheet.cell(&if home.shielded { dates::text(until, DateStyle::EraDots) } else { String::new() });
            sheet.show(homes);
            sheet.show(people);
            sheet.cell(sex(head.sex));
            sheet.cell(nationality(head));
            sheet.end();
        }
    }
}

/// 住登外者.
pub(crate) static OUTSIDE: Layout = Layout {
    charset: Charset::Utf8,
    shape: Shape::Tab,
    title: "",
    header: &["宛名番号", "氏名", "カナ氏名", "生年月日", "性別", "住所", "住登外区分"],
    total: false,
};

/// One row per person outside the register who has a number, here: fathers who live elsewhere.
pub(crate) fn outside(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    let habits = Habits { date: DateStyle::Seven, address: AddressStyle::Hyphens, ..HABITS };
    for (index, person) in world.residents.persons.iter().enumerate().filter(|(_, person)| person.household == NONE) {
        let spelling = spell(world, &habits, index as u32);
        sheet.mention("person", index as u32);
        sheet.cell(&spelling.number);
        sheet.cell(&spelling.name);
        sheet.cell(&spelling.kana);
        sheet.cell(&dates::text(person.birth, DateStyle::Seven));
        sheet.cell(if person.sex == Sex::Male { "1" } else { "2" });
        sheet.cell(&spelling.address);
        sheet.cell("住登外");
        sheet.end();
    }
}
