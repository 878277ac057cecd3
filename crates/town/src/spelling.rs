//! How a source writes a person: its own habits, and the faults that crept in.

use crate::dates::{self, DateStyle, SLIPS};
use crate::dice::{Purpose, Roll};
use crate::numbers;
use crate::person::{NO_NAME, NONE, PersonIndex, Sex};
use crate::places::{self, AddressStyle, ELSEWHERE};
use crate::slips::{mistyped, mistyped_kana, mistyped_name};
use crate::variants;
use crate::world::World;

/// How a source writes readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KanaStyle {
    Full,
    Half,
    Hiragana,
}

/// The habits of a source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Habits {
    /// Names the stream of faults; two files of one system share it.
    pub(crate) source: Purpose,
    pub(crate) date: DateStyle,
    pub(crate) kana: KanaStyle,
    /// Between surname and given name.
    pub(crate) space: &'static str,
    pub(crate) address: AddressStyle,
    /// The register itself: names as registered, numbers and addresses never wrong.
    pub(crate) register: bool,
}

/// One person as one source writes it.
#[derive(Debug, Clone)]
pub(crate) struct Spelling {
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) kana: String,
    pub(crate) birth: String,
    pub(crate) sex: &'static str,
    pub(crate) address: String,
    pub(crate) building: String,
    pub(crate) postal: &'static str,
}

/// Share of people with a variant character in the register, of those whose name could have one.
const VARIANT_SHARE: f64 = 0.3;

/// A name as registered, surname and given name.
pub(crate) fn registered(world: &World, index: PersonIndex) -> (String, String) {
    let person = &world.residents.persons[index as usize];
    let (surname, _) = world.names.surname_of(person.nation, person.surname);
    let (given, _) = world.names.given_of(person.nation, person.given);
    if person.nation != 0 {
        return (surname.to_owned(), given.to_owned());
    }
    // A family writes its surname the same way: the choice goes by household.
    let mut family =
        world.dice.roll(Purpose("family spelling"), u64::from(person.household) << 16 | u64::from(person.surname));
    let varied = family.chance(VARIANT_SHARE);
    let choice = family.below(4);
    let surname =
        varied.then(|| variants::with_variant(surname, choice)).flatten().unwrap_or_else(|| surname.to_owned());
    let mut own = world.dice.roll(Purpose("own spelling"), u64::from(index));
    let varied = own.chance(VARIANT_SHARE / 4.0);
    let given = varied.then(|| variants::with_variant(given, 0)).flatten().unwrap_or_else(|| given.to_owned());
    (surname, given)
}

/// Writes a person as the source does.
pub(crate) fn spell(world: &World, habits: &Habits, index: PersonIndex) -> Spelling {
    let person = &world.residents.persons[index as usize];
    let dirt = &world.plan.dirt;
    let mut roll = world.dice.roll(habits.source, u64::from(index));
    let mut spelling = Spelling {
        number: number(world, habits, index, &mut roll),
        name: String::new(),
        kana: String::new(),
        birth: String::new(),
        sex: sex(person.sex),
        address: String::new(),
        building: String::new(),
        postal: "",
    };
    names(world, habits, index, &mut roll, &mut spelling);
    let style = if roll.chance(dirt.date_notation) && !habits.register { roll.pick(&SLIPS) } else { habits.date };
    let style = if habits.register && person.nation != 0 { DateStyle::Slash } else { style };
    let birth = if roll.chance(dirt.birth_typing) && !habits.register {
        mistyped(person.birth, &mut roll)
    } else {
        person.birth
    };
    if habits.register || !roll.chance(dirt.birth_missing) {
        dates::write(birth, style, &mut spelling.birth);
    }
    if roll.chance(dirt.sex_fault) && !habits.register {
        spelling.sex =
            if roll.chance(0.7) { "" } else { sex(if person.sex == Sex::Male { Sex::Female } else { Sex::Male }) };
    }
    address(world, habits, index, &mut roll, &mut spelling);
    spelling
}

fn number(world: &World, habits: &Habits, index: PersonIndex, roll: &mut Roll) -> String {
    let dirt = &world.plan.dirt;
    let person = &world.residents.persons[index as usize];
    let draws = (roll.chance(dirt.id_missing), roll.chance(dirt.id_wrong), roll.chance(dirt.id_old));
    if habits.register {
        return numbers::atena(index);
    }
    match draws {
        (true, ..) => String::new(),
        (_, true, _) => numbers::atena((index + 1 + roll.below(40)) % world.residents.persons.len() as u32),
        (_, _, true) if person.returned => numbers::atena_before(index),
        _ => numbers::atena(index),
    }
}

fn names(world: &World, habits: &Habits, index: PersonIndex, roll: &mut Roll, spelling: &mut Spelling) {
    let person = &world.residents.persons[index as usize];
    let dirt = &world.plan.dirt;
    let (mut surname, mut given) = registered(world, index);
    let mut surname_kana = world.names.surname_of(person.nation, person.surname).1.to_owned();
    let mut given_kana = world.names.given_of(person.nation, person.given).1.to_owned();
    let plain = roll.chance(dirt.variant);
    let old_name = roll.chance(dirt.name_old);
    let alias = roll.chance(dirt.alias_only);
    let typing = roll.chance(dirt.name_typing);
    let slip = roll.chance(dirt.kana_slip);
    let spacing = roll.chance(dirt.spacing);
    let mut space = habits.space;
    if !habits.register {
        if plain && person.nation == 0 {
            world.names.surname_of(0, person.surname).0.clone_into(&mut surname);
            world.names.given_of(0, person.given).0.clone_into(&mut given);
        }
        if old_name && person.renamed && person.former != NO_NAME {
            let (written, kana) = world.names.surname_of(0, person.former);
            (surname, surname_kana) = (written.to_owned(), kana.to_owned());
        }
        if alias && person.nation != 0 && person.alias != NO_NAME {
            let (written, kana) = world.names.surname_of(0, person.alias);
            (surname, surname_kana) = (written.to_owned(), kana.to_owned());
            given.clone_from(&given_kana);
        }
        if typing {
            given = mistyped_name(world, person.nation, person.given, &given, roll);
        }
        if slip {
            given_kana = mistyped_kana(&given_kana, roll);
        }
        if spacing {
            space = roll.pick(&["", " ", "　", "  "]);
        }
    }
    if person.nation != 0 && surname.is_ascii() && space.is_empty() {
        space = " ";
    }
    spelling.name = format!("{surname}{space}{given}");
    let kana_space = match (habits.kana, space) {
        (KanaStyle::Half, "") => "",
        (KanaStyle::Half, _) => " ",
        (_, space) => space,
    };
    let full = format!("{surname_kana}{kana_space}{given_kana}");
    spelling.kana = match habits.kana {
        KanaStyle::Full => full,
        KanaStyle::Half => half_width(&full),
        KanaStyle::Hiragana => full.chars().map(hiragana).collect(),
    };
}

fn address(world: &World, habits: &Habits, index: PersonIndex, roll: &mut Roll, spelling: &mut Spelling) {
    let person = &world.residents.persons[index as usize];
    let dirt = &world.plan.dirt;
    let old = roll.chance(dirt.address_old);
    let other_style = roll.chance(dirt.address_notation);
    let no_building = roll.chance(dirt.building_missing);
    let choice = roll.below(8);
    if person.household == NONE {
        let (postal, text) = ELSEWHERE[index as usize % ELSEWHERE.len()];
        (spelling.postal, spelling.address) = (postal, text.to_owned());
        return;
    }
    let home = &world.residents.households[person.household as usize];
    if let (true, false, Some(from)) = (old, habits.register, home.came_from) {
        let (postal, text) = ELSEWHERE[from as usize];
        (spelling.postal, spelling.address) = (postal, text.to_owned());
        return;
    }
    let dwelling =
        if old && !habits.register && home.dwelling_before != NONE { home.dwelling_before } else { home.dwelling };
    let dwelling = world.residents.dwellings[dwelling as usize];
    let style = if other_style && !habits.register { places::style(choice) } else { habits.address };
    spelling.postal = dwelling.postal();
    dwelling.write(&mut spelling.address, style);
    if habits.register || !no_building {
        dwelling.write_building(&mut spelling.building);
    }
}

/// 男 or 女.
pub(crate) const fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "男",
        Sex::Female => "女",
    }
}

const fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => match char::from_u32(c as u32 - 0x60) {
            Some(hira) => hira,
            None => c,
        },
        _ => c,
    }
}

/// Full-width katakana in the half-width form of old systems (半角カナ), voiced marks apart.
fn half_width(kana: &str) -> String {
    const FULL: &str = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
    const VOICED: &str = "ガギグゲゴザジズゼゾダヂヅデドバビブベボ";
    const UNVOICED: &str = "カキクケコサシスセソタチツテトハヒフヘホ";
    const HALF_VOICED: &str = "パピプペポ";
    let half = |c: char| FULL.chars().position(|full| full == c).and_then(|at| char::from_u32(0xFF66 + at as u32));
    let mut out = String::with_capacity(kana.len());
    for c in kana.chars() {
        if let Some(narrow) = half(c) {
            out.push(narrow);
        } else if let Some(at) = VOICED.chars().position(|voiced| voiced == c) {
            out.extend(UNVOICED.chars().nth(at).and_then(half));
            out.push('ﾞ');
        } else if let Some(at) = HALF_VOICED.chars().position(|voiced| voiced == c) {
            out.extend("ハヒフヘホ".chars().nth(at).and_then(half));
            out.push('ﾟ');
        } else if c == 'ヴ' {
            out.push_str("ｳﾞ");
        } else {
            out.push(if c == '　' { ' ' } else { c });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_width_kana_split_their_voiced_marks() {
        assert_eq!(half_width("ジュンペイ　ガ"), "ｼﾞｭﾝﾍﾟｲ ｶﾞ");
    }
}
