//! A made-up town with households, twins, cousins and dirty extracts: who is who is known, so precision and recall are.
#![allow(clippy::print_stderr, reason = "a test that skips says so")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::{Table, Verdict, Weight};
use linkage::{LinkOutcome, Previous};
use support::{build, decision, previous, run, run_with};

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
    fn chance(&mut self, p: f64) -> bool {
        (self.next() >> 11) as f64 / ((1_u64 << 53) as f64) < p
    }
}

#[derive(Clone)]
struct Person {
    surname: (String, String),
    given: (String, String),
    birth: (i32, usize, usize),
    sex: &'static str,
    household: usize,
    address: String,
    age: i32,
}

impl Person {
    fn birth(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.birth.0, self.birth.1, self.birth.2)
    }
}

/// Surnames by frequency, given names by sex: (kanji, kana).
type Pair = (String, String);

/// Surnames with their bearers, boys' and girls' names.
type Lists = (Vec<(Pair, u64)>, Vec<Pair>, Vec<Pair>);

fn lists() -> Option<Lists> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/japan");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let (Some(surnames), Some(givens)) = (read("surnames.csv"), read("given_names.csv")) else {
        eprintln!("SKIPPED: the name lists are not there");
        return None;
    };
    let cells = |line: &str| line.split(',').map(|cell| cell.trim_matches('"').to_owned()).collect::<Vec<_>>();
    let header = |text: &str, name: &str| {
        cells(text.lines().next().unwrap_or_default().trim_start_matches('\u{feff}'))
            .iter()
            .position(|cell| cell == name)
            .unwrap_or_else(|| panic!("{name}"))
    };
    let (kanji, bearers, reading) = (
        header(&surnames, SURNAME_HEADER[0]),
        header(&surnames, SURNAME_HEADER[1]),
        header(&surnames, SURNAME_HEADER[2]),
    );
    let families = surnames
        .lines()
        .skip(1)
        .map(cells)
        .filter(|row| row.len() > 2)
        .map(|row| {
            (
                (
                    row[kanji].clone(),
                    japanese::kana::to_katakana(row[reading].split([';', '/', '・', ' ']).next().unwrap_or_default()),
                ),
                row[bearers].parse::<f64>().unwrap_or(1_000.0) as u64,
            )
        })
        .filter(|((_, kana), _)| !kana.is_empty())
        .collect();
    let (name, sex, kana, common) = (
        header(&givens, "kanji"),
        header(&givens, "sex"),
        header(&givens, "kana_hira"),
        header(&givens, "in_common_list"),
    );
    let (mut male, mut female) = (Vec::new(), Vec::new());
    for row in
        givens.lines().skip(1).map(cells).filter(|row| row.len() > 3 && row[common].starts_with(['1', 't', 'T', 'y']))
    {
        let pair = (
            row[name].clone(),
            japanese::kana::to_katakana(row[kana].split([';', '/', '・', ' ']).next().unwrap_or_default()),
        );
        if row[sex].to_lowercase().starts_with(['m', '男']) { male.push(pair) } else { female.push(pair) }
    }
    Some((families, male, female))
}

const SURNAME_HEADER: [&str; 3] = ["surname", "est_people", "kana_hira"];

struct Made {
    tables: Vec<Table>,
    /// Per table and role: the true person of each row.
    truth: Vec<(usize, u8, Vec<usize>)>,
}

fn town(households: usize, seed: u64) -> Option<Made> {
    let (families, male, female) = lists()?;
    let total: u64 = families.iter().map(|(_, bearers)| bearers).sum();
    let mut dice = Dice(seed);
    let mut people: Vec<Person> = Vec::new();
    let mut parents: Vec<(usize, usize)> = Vec::new();
    for household in 0..households {
        let mut left = dice.next() % total;
        let surname = families
            .iter()
            .find(|(_, bearers)| {
                if left < *bearers {
                    true
                } else {
                    left -= bearers;
                    false
                }
            })
            .map_or_else(|| families[0].0.clone(), |(pair, _)| pair.clone());
        let towns = ["中央", "本町", "西町", "緑ヶ丘", "つつじが丘", "大字田中"];
        let address = format!(
            "見本市{}{}丁目{}番{}号",
            towns[dice.below(towns.len())],
            dice.below(5) + 1,
            dice.below(30) + 1,
            dice.below(20) + 1
        );
        let person = |dice: &mut Dice, sex: &'static str, age: i32| Person {
            surname: surname.clone(),
            given: if sex == "男" {
                male[dice.below(male.len())].clone()
            } else {
                female[dice.below(female.len())].clone()
            },
            birth: (2022 - age, dice.below(12) + 1, dice.below(28) + 1),
            sex,
            household,
            address: address.clone(),
            age,
        };
        let first = people.len();
        people.push(person(&mut dice, "男", 30 + (household % 25) as i32));
        people.push(person(&mut dice, "女", 28 + (household % 25) as i32));
        let mut last: Option<Person> = None;
        for _ in 0..dice.below(4) {
            let sex = if dice.chance(0.5) { "男" } else { "女" };
            let age = dice.below(16) as i32;
            let mut child = person(&mut dice, sex, age);
            if let Some(twin) = last.take().filter(|_| dice.chance(0.05)) {
                child.birth = twin.birth;
                child.age = twin.age;
                if dice.chance(0.6) {
                    child.sex = twin.sex;
                    let list = if child.sex == "男" { &male } else { &female };
                    child.given = list[dice.below(list.len())].clone();
                }
                if child.given == twin.given {
                    continue;
                }
            }
            last = Some(child.clone());
            people.push(child);
        }
        for _ in first..people.len() {
            parents.push((first, first + 1));
        }
    }
    let name = |dice: &mut Dice, person: &Person| {
        let space = ["　", " ", ""][dice.below(3)];
        let surname = if dice.chance(0.3) {
            person.surname.0.replace('高', "髙").replace('崎', "﨑").replace("斎", "齋").replace('辺', "邊")
        } else {
            person.surname.0.clone()
        };
        format!("{surname}{space}{}", person.given.0)
    };
    let kana = |dice: &mut Dice, person: &Person| {
        let mut text = format!("{} {}", person.surname.1, person.given.1);
        if dice.chance(0.015) {
            text = text.replacen('ウ', "オ", 1).replacen('ジ', "シ", 1);
        }
        text
    };
    let birth = |dice: &mut Dice, person: &Person| {
        if dice.chance(0.004) {
            return String::new();
        }
        if dice.chance(0.006) {
            return Person { birth: (person.birth.0, person.birth.1, person.birth.2 % 28 + 1), ..person.clone() }
                .birth();
        }
        person.birth()
    };
    let address = |dice: &mut Dice, person: &Person| {
        if dice.chance(0.04) {
            return "見本市旧町1丁目1番1号".to_owned();
        }
        if dice.chance(0.3) {
            person.address.replace("丁目", "-").replace('番', "-").replace('号', "").replace("見本市", "")
        } else {
            person.address.clone()
        }
    };
    let mut rows: [Vec<(Vec<String>, Vec<usize>)>; 4] = Default::default();
    for (at, person) in people.iter().enumerate() {
        let atena = (10_000 + at).to_string();
        rows[0].push((
            vec![
                atena.clone(),
                name(&mut dice, person),
                format!("{} {}", person.surname.1, person.given.1),
                person.birth(),
                person.sex.to_owned(),
                person.address.clone(),
                person.household.to_string(),
            ],
            vec![at],
        ));
        if person.age < 6 {
            let number = if dice.chance(0.02) {
                String::new()
            } else if dice.chance(0.001) {
                (10_000 + dice.below(people.len())).to_string()
            } else {
                atena
            };
            let (father, mother) = parents[at];
            rows[1].push((
                vec![
                    number,
                    name(&mut dice, person),
                    kana(&mut dice, person),
                    birth(&mut dice, person),
                    person.sex.to_owned(),
                    (10_000 + mother).to_string(),
                    name(&mut dice, &people[mother]),
                ],
                vec![at, mother],
            ));
            rows[3].push((
                vec![
                    name(&mut dice, person),
                    kana(&mut dice, person),
                    birth(&mut dice, person),
                    person.sex.to_owned(),
                    address(&mut dice, person),
                    name(&mut dice, &people[father]),
                    people[father].birth(),
                ],
                vec![at, father],
            ));
        } else if person.age < 15 {
            let guardian = if dice.chance(0.5) { parents[at].0 } else { parents[at].1 };
            rows[2].push((
                vec![
                    (700 + at).to_string(),
                    name(&mut dice, person),
                    kana(&mut dice, person),
                    birth(&mut dice, person),
                    person.sex.to_owned(),
                    address(&mut dice, person),
                    name(&mut dice, &people[guardian]),
                ],
                vec![at, guardian],
            ));
        }
    }
    let headers: [(&str, &[&str], &[&str]); 4] = [
        ("register", &["unique"], &["atena", "name", "kana", "birth", "sex", "address", "household"]),
        ("health", &[], &["atena", "name", "kana", "birth", "sex", "mother.atena", "mother.name"]),
        ("roster", &["unique"], &["student", "name", "kana", "birth", "sex", "address", "guardian.name"]),
        ("nursery", &[], &["name", "kana", "birth", "sex", "address", "father.name", "father.birth"]),
    ];
    let mut made = Made { tables: Vec::new(), truth: Vec::new() };
    for (at, ((source, options, header), rows)) in headers.iter().zip(rows).enumerate() {
        let cells: Vec<Vec<String>> = rows.iter().map(|(cells, _)| cells.clone()).collect();
        made.tables.push(build(at as u32 + 1, source, options, header, &cells));
        for role in 0..rows.first().map_or(0, |row| row.1.len()) {
            made.truth.push((at, role as u8, rows.iter().map(|(_, people)| people[role]).collect()));
        }
    }
    Some(made)
}

/// (mention → found person, true person).
fn mentions(made: &Made, outcome: &LinkOutcome) -> Vec<(u32, usize)> {
    let mut out = Vec::new();
    for (table, role, truth) in &made.truth {
        let id = made.tables[*table].extract.id;
        let found = outcome.resolutions.iter().find(|found| found.extract == id && found.role == *role).expect("role");
        out.extend(found.persons.iter().copied().zip(truth.iter().copied()));
    }
    out
}

#[test]
fn a_town_is_linked_well_and_twins_stay_two() {
    let Some(made) = town(1_500, 1) else { return };
    let outcome = run(&made.tables);
    let list = mentions(&made, &outcome);
    let found: Vec<u64> = list.iter().map(|(person, _)| u64::from(*person)).collect();
    let truth: Vec<u64> = list.iter().map(|(_, person)| *person as u64).collect();
    let measures = linkage::evaluate::pairs(&found, &truth);
    eprintln!(
        "{measures:?} asks {} of {} mentions {} persons {}",
        outcome.waiting.len(),
        list.len(),
        outcome.report.entities,
        outcome.persons
    );
    if std::env::var_os("SHOW").is_some() {
        for level in &outcome.report.levels {
            eprintln!(
                "{:10} {:30.30} {:.5} {:.7} {:.3}",
                level.field,
                level.level,
                level.same,
                level.different,
                level.weight.bits()
            );
        }
        for (table, role, truth) in &made.truth {
            let id = made.tables[*table].extract.id;
            let found =
                outcome.resolutions.iter().find(|found| found.extract == id && found.role == *role).expect("role");
            let home =
                outcome.resolutions.iter().find(|found| found.extract == made.tables[0].extract.id).expect("register");
            let wrong: Vec<usize> =
                (0..truth.len()).filter(|row| found.persons[*row] != home.persons[truth[*row]]).collect();
            eprintln!(
                "{} role {role}: {} of {} not with their register record",
                made.tables[*table].extract.source,
                wrong.len(),
                truth.len()
            );
            for row in wrong.iter().take(12) {
                let cells = |table: &Table, row: usize| {
                    table.columns.iter().map(|column| column.raw(row).to_owned()).collect::<Vec<_>>().join(",")
                };
                eprintln!(
                    "   {:?} {} <> {}",
                    found.methods[*row],
                    cells(&made.tables[*table], *row),
                    cells(&made.tables[0], truth[*row])
                );
            }
        }
    }
    assert!(measures.precision() >= 0.999, "precision {}", measures.precision());
    assert!(measures.recall() >= 0.985, "recall {}", measures.recall());
    assert!(
        outcome.waiting.len() * 100 <= list.len(),
        "{} pairs to ask for {} mentions",
        outcome.waiting.len(),
        list.len()
    );
    for pair in &outcome.waiting {
        assert_eq!(pair.parts.iter().map(|part| part.weight).sum::<Weight>(), pair.weight);
    }
    for pair in &outcome.joined_examples {
        assert_eq!(pair.parts.iter().map(|part| part.weight).sum::<Weight>(), pair.weight);
    }
    if std::env::var_os("SHOW").is_some() {
        let example = outcome
            .joined_examples
            .iter()
            .find(|pair| pair.parts.iter().any(|part| part.sentence.starts_with("住所が異なります")));
        example.iter().for_each(|pair| {
            pair.parts.iter().for_each(|part| eprintln!("{} {} {:.3}", part.field, part.sentence, part.weight.bits()))
        });
    }
    // Nobody of the register is joined with anybody else of it.
    let register = &outcome.resolutions[0].persons;
    assert_eq!(register.iter().collect::<BTreeSet<_>>().len(), register.len());
}

#[test]
fn order_of_tables_and_rows_and_threads_change_nothing() {
    let Some(made) = town(150, 2) else { return };
    let first = run(&made.tables);
    let one_thread =
        rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("pool").install(|| run(&made.tables));
    let five_threads =
        rayon::ThreadPoolBuilder::new().num_threads(5).build().expect("pool").install(|| run(&made.tables));
    assert_eq!(first.resolutions, one_thread.resolutions);
    assert_eq!(first.resolutions, five_threads.resolutions);
    assert_eq!(first.waiting, one_thread.waiting);
    let backwards: Vec<Table> = made.tables.iter().rev().cloned().collect();
    let turned = run(&backwards);
    for resolution in &first.resolutions {
        assert!(turned.resolutions.contains(resolution), "the order of tables does not matter");
    }
    // Rows the other way round: the same groups of records.
    let reversed: Vec<Table> = made.tables.iter().map(reverse).collect();
    let upside = run(&reversed);
    let groups = |outcome: &LinkOutcome, flip: bool| {
        let mut groups: BTreeMap<u32, Vec<(u32, u8, usize)>> = BTreeMap::new();
        for resolution in &outcome.resolutions {
            for (row, person) in resolution.persons.iter().enumerate() {
                let row = if flip { resolution.persons.len() - 1 - row } else { row };
                groups.entry(*person).or_default().push((resolution.extract.0, resolution.role, row));
            }
        }
        groups
            .into_values()
            .map(|mut group| {
                group.sort_unstable();
                group
            })
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(groups(&first, false), groups(&upside, true));
}

fn reverse(table: &Table) -> Table {
    let mut table = table.clone();
    for column in &mut table.columns {
        for chunk in &mut column.chunks {
            chunk.keys.reverse();
        }
    }
    table
}

#[test]
fn ids_survive_the_next_run_and_decisions_hold() {
    let Some(made) = town(150, 3) else { return };
    let first = run(&made.tables);
    let again = run_with(&made.tables, &[], &previous(&first));
    assert_eq!(first.resolutions, again.resolutions, "nothing new, nothing changes");
    // A new delivery in front of all others: nobody gets another id.
    let mut more = vec![support::table(99, "aaa-new", &[], "name,kana,birth,sex\n新田 新,ニッタ アラタ,2015-05-05,男")];
    more.extend(made.tables.iter().cloned());
    let next = run_with(&more, &[], &previous(&first));
    for resolution in &first.resolutions {
        let now = next
            .resolutions
            .iter()
            .find(|now| now.extract == resolution.extract && now.role == resolution.role)
            .expect("still there");
        let same = now.persons.iter().zip(&resolution.persons).filter(|(a, b)| a == b).count();
        assert!(same * 1_000 >= resolution.persons.len() * 995, "{same} of {}", resolution.persons.len());
    }
    // Somebody takes the first roster pupil away from his register record.
    let roster = first.resolutions.iter().find(|found| found.extract.0 == 3 && found.role == 0).expect("roster");
    let register = &first.resolutions[0];
    let row =
        (0..roster.persons.len()).find(|row| register.persons.contains(&roster.persons[*row])).expect("a linked pupil");
    let home = register.persons.iter().position(|person| *person == roster.persons[row]).expect("his register row");
    let apart = [decision(roster.keys[row], register.keys[home], Verdict::Different)];
    let split = run_with(&made.tables, &apart, &previous(&first));
    let person = |outcome: &LinkOutcome, extract: u32, row: usize| {
        outcome.resolutions.iter().find(|found| found.extract.0 == extract && found.role == 0).expect("role").persons
            [row]
    };
    assert_ne!(person(&split, 3, row), person(&split, 1, home));
    assert_eq!(person(&split, 1, home), register.persons[home], "the id stays with the register record");
    assert!(
        split.waiting.iter().all(|wait| (wait.left_key, wait.right_key) != (apart[0].left, apart[0].right)),
        "nobody is asked again"
    );
    // Taken back: as before.
    let undone = run_with(&made.tables, &[], &previous(&split));
    assert_eq!(person(&undone, 3, row), person(&undone, 1, home));
    // Two register people joined by a person: the older id survives.
    let join = [decision(register.keys[0], register.keys[5], Verdict::Same)];
    let joined = run_with(&made.tables, &join, &previous(&first));
    assert_eq!(person(&joined, 1, 0), person(&joined, 1, 5));
    assert_eq!(person(&joined, 1, 0), register.persons[0].min(register.persons[5]));
    assert!(joined.joined.iter().any(|(ended, lives)| ended.0 == register.persons[0].max(register.persons[5])
        && lives.0 == register.persons[0].min(register.persons[5])));
    let _ = Previous::default();
}
