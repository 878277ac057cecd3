//! 障害福祉システム (障害福祉課): holders of certificates (fixed width, as old hosts write), and services.

use super::Slice;
use crate::calendar::shift;
use crate::conditions::Handicap;
use crate::dates::{self, DateStyle};
use crate::dice::Purpose;
use crate::places::AddressStyle;
use crate::sheet::{Charset, Layout, Shape, Sheet};
use crate::spelling::{Habits, KanaStyle, spell};
use crate::world::World;

const HABITS: Habits = Habits {
    source: Purpose("障害福祉"),
    date: DateStyle::Seven,
    kana: KanaStyle::Half,
    space: "　",
    address: AddressStyle::WideHyphens,
    register: false,
};

/// 手帳所持者: number 10, kana 30, name 30, birth 7, sex 2, three grades of 4, issued 7 bytes.
pub(crate) static CERTIFICATES: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Fixed(&[10, 30, 30, 7, 2, 4, 4, 4, 7]),
    title: "",
    header: &["宛名番号", "カナ氏名", "氏名", "生年月日", "性別", "身体等級", "愛の手帳", "精神等級", "交付日"],
    total: false,
};

/// One row per certificate.
pub(crate) fn certificates(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    for certificate in world.conditions.certificates.iter().filter(|certificate| world.lives_here(certificate.person)) {
        let own = spell(world, &HABITS, certificate.person);
        sheet.mention("person", certificate.person);
        for cell in [&own.number, &own.kana, &own.name, &own.birth] {
            sheet.cell(cell);
        }
        sheet.cell(own.sex);
        for (kind, unit) in [(Handicap::Body, "級"), (Handicap::Mind, "度"), (Handicap::Mental, "級")] {
            if certificate.kind == kind {
                sheet.show(format_args!("{}{unit}", certificate.grade));
            } else {
                sheet.cell("");
            }
        }
        sheet.cell(&dates::text(certificate.from, DateStyle::Seven));
        sheet.end();
    }
}

/// 自立支援給付.
pub(crate) static SERVICES: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Comma,
    title: "障害福祉システム　自立支援給付　支給決定者",
    header: &["受給者証番号", "氏名", "カナ", "生年月日", "サービス種類", "支給開始日", "支給終了日"],
    total: false,
};

/// One row per decision; this file has no 宛名番号.
pub(crate) fn services(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    let habits = Habits { date: DateStyle::EraKanji, kana: KanaStyle::Full, ..HABITS };
    for certificate in world.conditions.certificates.iter().filter(|certificate| world.lives_here(certificate.person)) {
        let mut roll = world.dice.roll(Purpose("自立支援給付"), u64::from(certificate.person));
        if !roll.chance(0.4) {
            continue;
        }
        let own = spell(world, &habits, certificate.person);
        let young = world.residents.persons[certificate.person as usize].age(world.on) < 18;
        sheet.mention("person", certificate.person);
        sheet.show(format_args!("{:010}", 9_000_000 + certificate.person));
        for cell in [&own.name, &own.kana, &own.birth] {
            sheet.cell(cell);
        }
        sheet.cell(if young {
            ["放課後等デイサービス", "児童発達支援"][roll.weighted(&[0.7, 0.3])]
        } else {
            ["居宅介護", "就労継続支援B型", "精神通院医療"][roll.weighted(&[0.3, 0.3, 0.4])]
        });
        let from = shift(world.on, -roll.between(20, 340));
        sheet.cell(&dates::text(from, DateStyle::EraKanji));
        sheet.cell(&dates::text(shift(from, 364), DateStyle::EraKanji));
        sheet.end();
    }
}
