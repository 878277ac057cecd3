//! What people decide and take back, 100,000 times at random (DESIGN §4.8): decisions hold in every run, what was taken back leaves no trace,
//! and person ids are stable.
//!
//! Small towns, each with its own sequence: a step decides a pair (同一, 別人, 不明), takes a decision back, or changes one; then everything is
//! linked again, with what the run before knew. Failures: two people said to be one who are two, or the other way round; persons other
//! than those of a fresh run with the decisions that remain; an untouched person with another id; an id for somebody else. Not a
//! failure: which new number a part gets that never stood alone before.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use domain::{LinkDecision, RecordKey, Table, Verdict};
use linkage::{LinkInput, LinkOutcome, Previous, ResidentRecipe, link};
use rayon::prelude::*;
use support::{KEY, build, previous_after};

/// Steps in all.
const STEPS: usize = 100_000;
/// Steps of one town.
const STEPS_TOGETHER: usize = 100;

/// Chance by counting: the same (seed, count) always says the same.
struct Dice {
    seed: u64,
    count: u64,
}

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.count += 1;
        let mut mixed = self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(self.count);
        for _ in 0..2 {
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^= mixed >> 31;
        }
        (mixed % end as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// A register that lists each person once, a school and a nursery without numbers, a benefit list with numbers that are wrong now and then.
/// Few names and birth dates, so that much is unsure: siblings, twins, namesakes, slips.
fn town(seed: u64) -> Vec<Table> {
    let mut dice = Dice { seed, count: 0 };
    let (mut register, mut school, mut nursery, mut benefit) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for number in 0..9 {
        let surname = dice.pick(&["佐藤", "鈴木", "高橋"]);
        let (given, kana) = [("蒼", "アオイ"), ("葵", "アオイ"), ("湊", "ミナト")][dice.below(3)];
        let birth = dice.pick(&["2014-05-01", "2014-05-02", "2015-07-08"]);
        let house = (number / 3 + 1).to_string();
        let address = format!("見本市緑町{house}-1");
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<String>>();
        let name = format!("{surname} {given}");
        register.push(row(&[&format!("{}", 100 + number), &name, kana, birth, &address, &house]));
        let written =
            if dice.below(4) == 0 { format!("{} {given}", dice.pick(&["田中", "斎藤"])) } else { name.clone() };
        let date = if dice.below(4) == 0 { "2014-05-03" } else { birth };
        if dice.below(4) > 0 {
            school.push(row(&[
                &format!("S{number}"),
                &written,
                kana,
                if dice.below(4) == 0 { "" } else { date },
                &address,
            ]));
        }
        if dice.below(4) > 0 {
            nursery.push(row(&[&format!("N{number}"), &name, date, if dice.below(2) == 0 { &address } else { "" }]));
        }
        if dice.below(4) > 0 {
            let wrong = dice.below(6) == 0;
            benefit.push(row(&[
                &format!("B{number}"),
                &format!("{}", 100 + if wrong { dice.below(9) } else { number }),
                &written,
                birth,
            ]));
        }
    }
    vec![
        build(1, "register", &["unique"], &["atena", "name", "kana", "birth", "address", "household"], &register),
        build(2, "school", &["unique"], &["seat", "name", "kana", "birth", "address"], &school),
        build(3, "nursery", &[], &["seat", "name", "birth", "address"], &nursery),
        build(4, "benefit", &[], &["seat", "atena", "name", "birth"], &benefit),
    ]
}

fn run(tables: &[Table], decisions: &[LinkDecision], previous: &Previous, learn: bool) -> LinkOutcome {
    // The first column of each list is the source's key.
    let keys = vec![vec![0]; tables.len()];
    link(&LinkInput {
        tables,
        key_columns: &keys,
        decisions,
        previous,
        recipe: &ResidentRecipe { learn, learn_from_decisions: learn, ..ResidentRecipe::default() },
        fingerprint_key: &KEY,
    })
}

/// Key and person of each record; every record has a key of its own.
fn persons(outcome: &LinkOutcome) -> BTreeMap<(u32, usize), (RecordKey, u32)> {
    let rows = outcome.resolutions.iter().flat_map(|found| {
        let records = found.keys.iter().zip(&found.persons).enumerate();
        records.map(|(row, (key, person))| ((found.extract.0, row), (*key, *person)))
    });
    rows.collect()
}

/// Records of each person.
fn groups(outcome: &LinkOutcome) -> BTreeMap<u32, BTreeSet<(u32, usize)>> {
    let mut groups: BTreeMap<u32, BTreeSet<(u32, usize)>> = BTreeMap::new();
    for (record, (_, person)) in persons(outcome) {
        groups.entry(person).or_default().insert(record);
    }
    groups
}

fn partition(outcome: &LinkOutcome) -> BTreeSet<BTreeSet<(u32, usize)>> {
    groups(outcome).into_values().collect()
}

/// Where a failure happened; written only then.
#[derive(Clone, Copy)]
struct Where<'a> {
    town: u64,
    step: usize,
    decisions: &'a [LinkDecision],
}

impl std::fmt::Display for Where<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "town {}, step {}: {:#?}", self.town, self.step, self.decisions)
    }
}

/// One town and what people said about it, as the records keep it: appended, each with whether it was taken back.
struct Story {
    tables: Vec<Table>,
    keys: Vec<RecordKey>,
    said: Vec<(LinkDecision, bool)>,
    dice: Dice,
    before: LinkOutcome,
    previous: Previous,
    /// The records each id named first.
    first: BTreeMap<u32, BTreeSet<(u32, usize)>>,
    untouched: BTreeMap<u32, BTreeSet<(u32, usize)>>,
    learn: bool,
}

impl Story {
    fn new(seed: u64) -> Self {
        let tables = town(seed);
        // Learning weights draws random pairs: worth the time in a few towns only.
        let learn = seed % 500 == 499;
        let before = run(&tables, &[], &Previous::default(), learn);
        let keys: BTreeSet<RecordKey> = persons(&before).into_values().map(|(key, _)| key).collect();
        Self {
            tables,
            keys: keys.into_iter().collect(),
            said: Vec::new(),
            dice: Dice { seed, count: 1 << 32 },
            previous: previous_after(&Previous::default(), &before),
            first: groups(&before),
            untouched: groups(&before),
            before,
            learn,
        }
    }

    /// Of each pair the newest decision that was not taken back.
    fn in_force(&self) -> Vec<LinkDecision> {
        let mut newest = BTreeMap::new();
        for (decision, _) in self.said.iter().filter(|(_, ended)| !ended) {
            newest.insert((decision.left, decision.right), decision.clone());
        }
        newest.into_values().collect()
    }

    /// A pair to decide about: one that waits, one that is joined, one decided before, or any.
    fn pair(&mut self) -> (RecordKey, RecordKey) {
        let waiting = &self.before.waiting;
        match self.dice.below(4) {
            0 if !waiting.is_empty() => {
                let pair = &waiting[self.dice.below(waiting.len())];
                (pair.left_key, pair.right_key)
            }
            1 => {
                let all = persons(&self.before);
                let of_many: Vec<(RecordKey, u32)> = all.into_values().collect();
                let (key, person) = of_many[self.dice.below(of_many.len())];
                let others: Vec<RecordKey> = of_many
                    .iter()
                    .filter(|(other, who)| *who == person && *other != key)
                    .map(|(other, _)| *other)
                    .collect();
                if others.is_empty() { self.any() } else { (key, others[self.dice.below(others.len())]) }
            }
            2 if !self.said.is_empty() => {
                let (decision, _) = &self.said[self.dice.below(self.said.len())];
                (decision.left, decision.right)
            }
            _ => self.any(),
        }
    }

    fn any(&mut self) -> (RecordKey, RecordKey) {
        let left = self.keys[self.dice.below(self.keys.len())];
        let right = self.keys[self.dice.below(self.keys.len())];
        if left == right { self.any() } else { (left, right) }
    }

    fn step(&mut self, step: usize) {
        // Now and then everything is taken back, one after the other; else there is a little more deciding than taking back.
        let ending = step % STEPS_TOGETHER >= STEPS_TOGETHER - 20;
        let open: Vec<usize> = (0..self.said.len()).filter(|at| !self.said[*at].1).collect();
        if !open.is_empty() && (ending || open.len() >= 15 || self.dice.below(5) < 2) {
            let at = open[self.dice.below(open.len())];
            self.said[at].1 = true;
        } else if !ending {
            let (left, right) = self.pair();
            let verdict = [Verdict::Same, Verdict::Different, Verdict::Same, Verdict::Different, Verdict::Unknown]
                [self.dice.below(5)];
            let on = jiff::civil::date(2026, 4, 1 + (step % 28) as i8);
            let decision =
                LinkDecision { left: left.min(right), right: left.max(right), verdict, by: "係長".to_owned(), on };
            self.said.push((decision, false));
        }
        self.link_and_check(step);
    }

    fn link_and_check(&mut self, step: usize) {
        let decisions = self.in_force();
        let now = run(&self.tables, &decisions, &self.previous, self.learn);
        let who = Where { town: self.dice.seed, step, decisions: &decisions };
        self.decisions_hold(&decisions, &now, who);
        self.ids_are_stable(&now, who);
        // Nothing but the decisions that remain has made these persons, in whatever order they are handed in.
        if step.is_multiple_of(5) || decisions.is_empty() {
            let mut turned = decisions.clone();
            turned.reverse();
            let fresh = run(&self.tables, &turned, &Previous::default(), self.learn);
            assert_eq!(partition(&fresh), partition(&now), "a trace of what was taken back: {who}");
            let asked = |outcome: &LinkOutcome| {
                outcome.waiting.iter().map(|pair| (pair.left, pair.right, pair.value)).collect::<BTreeSet<_>>()
            };
            assert_eq!(asked(&fresh), asked(&now), "{who}");
        }
        if decisions.is_empty() {
            assert_eq!(groups(&now), self.untouched, "not as if nothing had ever been decided: {who}");
        }
        self.previous = previous_after(&self.previous, &now);
        self.before = now;
    }

    fn decisions_hold(&self, decisions: &[LinkDecision], now: &LinkOutcome, who: Where<'_>) {
        let person: BTreeMap<RecordKey, u32> = persons(now).into_values().collect();
        let refused: Vec<_> = now.report.contradictions.iter().map(|found| &found.refused).collect();
        assert_eq!(now.report.contradictions, linkage::settle(decisions).contradictions);
        for decision in decisions {
            let one = person[&decision.left] == person[&decision.right];
            match decision.verdict {
                Verdict::Same if !refused.contains(&decision) => assert!(one, "{decision:?} {who}"),
                Verdict::Same | Verdict::Different => assert!(!one, "{decision:?} {who}"),
                Verdict::Unknown | Verdict::Withdrawn => {}
            }
        }
        let pairs: Vec<_> = now
            .waiting
            .iter()
            .map(|pair| (pair.left_person.min(pair.right_person), pair.left_person.max(pair.right_person)))
            .collect();
        assert_eq!(pairs.iter().collect::<BTreeSet<_>>().len(), pairs.len(), "two persons are asked about once: {who}");
        for pair in &now.waiting {
            let said = decisions.iter().find(|said| {
                (said.left, said.right) == (pair.left_key.min(pair.right_key), pair.left_key.max(pair.right_key))
            });
            assert!(said.is_none_or(|said| said.verdict == Verdict::Unknown), "asked although decided: {who}");
        }
    }

    fn ids_are_stable(&mut self, now: &LinkOutcome, who: Where<'_>) {
        let (were, are) = (groups(&self.before), groups(now));
        let keeps: BTreeMap<&BTreeSet<_>, u32> = were.iter().map(|(id, records)| (records, *id)).collect();
        let base: BTreeMap<&BTreeSet<_>, u32> = self.untouched.iter().map(|(id, records)| (records, *id)).collect();
        for (id, records) in &are {
            assert_ne!(*id, 0);
            if let Some(before) = keeps.get(records) {
                assert_eq!(id, before, "nobody touched {records:?}: {who}");
            }
            if let Some(first) = base.get(records) {
                assert_eq!(id, first, "{records:?} are together again: {who}");
            }
            let first = self.first.entry(*id).or_insert_with(|| records.clone());
            assert!(!first.is_disjoint(records), "{id} is somebody else: {who}");
            if let Some(before) = were.get(id) {
                assert!(!before.is_disjoint(records), "{id} jumped: {who}");
            } else {
                assert!(
                    now.restored.iter().any(|restored| restored.0 == *id) || *id >= self.previous.next_person,
                    "{id}: {who}"
                );
            }
        }
        // Every change is told, once, and nothing else is.
        let changed: BTreeSet<u32> =
            were.iter().filter(|(id, records)| are.get(id) != Some(records)).map(|(id, _)| *id).collect();
        let told: Vec<u32> = now.changes.iter().flat_map(|change| &change.before).map(|person| person.0).collect();
        assert_eq!(told.iter().copied().collect::<BTreeSet<_>>(), changed, "{who}");
        assert_eq!(told.len(), changed.len(), "{who}");
        for (ended, into) in &now.joined {
            assert!(into < ended && !are.contains_key(&ended.0) && are.contains_key(&into.0), "{ended} {into}: {who}");
        }
    }
}

#[test]
fn a_hundred_thousand_decisions_and_undos_keep_the_invariants() {
    (0..(STEPS / STEPS_TOGETHER) as u64).into_par_iter().for_each(|seed| {
        let mut story = Story::new(seed);
        (0..STEPS_TOGETHER).for_each(|step| story.step(step));
        // The rest is taken back at once.
        story.said.iter_mut().for_each(|said| said.1 = true);
        story.link_and_check(STEPS_TOGETHER);
    });
}

#[test]
fn order_of_rows_and_tables_and_number_of_threads_do_not_matter() {
    for seed in 0..12 {
        let mut story = Story::new(seed);
        (0..30).for_each(|step| story.step(step));
        let decisions = story.in_force();
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("pool");
        let five = rayon::ThreadPoolBuilder::new().num_threads(5).build().expect("pool");
        let [one, five] =
            [one, five].map(|pool| pool.install(|| run(&story.tables, &decisions, &story.previous, seed % 2 == 0)));
        assert_eq!(one.resolutions, five.resolutions);
        assert_eq!((&one.waiting, &one.changes, &one.decided), (&five.waiting, &five.changes, &five.decided));
        let turned: Vec<Table> = story.tables.iter().rev().cloned().collect();
        let other = run(&turned, &decisions, &story.previous, seed % 2 == 0);
        assert_eq!(groups(&other), groups(&one));
        // Rows the other way round: the same people, whatever their numbers.
        let upside: Vec<Table> = story.tables.iter().map(reverse).collect();
        let upside = run(&upside, &decisions, &Previous::default(), seed % 2 == 0);
        let people = |outcome: &LinkOutcome| {
            let mut people: BTreeMap<u32, Vec<RecordKey>> = BTreeMap::new();
            persons(outcome).into_values().for_each(|(key, person)| people.entry(person).or_default().push(key));
            people
                .into_values()
                .map(|mut keys| {
                    keys.sort();
                    keys
                })
                .collect::<BTreeSet<_>>()
        };
        assert_eq!(people(&upside), people(&one));
    }
}

fn reverse(table: &Table) -> Table {
    let mut table = table.clone();
    table.columns.iter_mut().flat_map(|column| &mut column.chunks).for_each(|chunk| chunk.keys.reverse());
    table
}

#[test]
fn answers_teach_how_records_of_one_person_differ_when_somebody_asked_for_it() {
    let mut answered = 0;
    for seed in 0..6 {
        let tables = town(seed);
        let first = run(&tables, &[], &Previous::default(), true);
        for verdict in [Verdict::Same, Verdict::Different] {
            let on = jiff::civil::date(2026, 4, 1);
            let said = |pair: &linkage::WaitingPair| LinkDecision {
                left: pair.left_key.min(pair.right_key),
                right: pair.left_key.max(pair.right_key),
                verdict,
                by: "係長".to_owned(),
                on,
            };
            // One pair per town: answers about several could contradict each other.
            let Some(pair) =
                first.waiting.iter().find(|pair| pair.parts.iter().any(|part| part.sentence.contains("異なります")))
            else {
                continue;
            };
            let decisions = [said(pair)];
            let learned = |learn_from_decisions: bool| {
                let keys = vec![vec![0]; tables.len()];
                let found = link(&LinkInput {
                    tables: &tables,
                    key_columns: &keys,
                    decisions: &decisions,
                    previous: &Previous::default(),
                    recipe: &ResidentRecipe { learn_from_decisions, ..ResidentRecipe::default() },
                    fingerprint_key: &KEY,
                });
                // How likely the pair is among records of one person.
                let share = |part: &linkage::Part| {
                    let level = found
                        .report
                        .levels
                        .iter()
                        .find(|l| l.field == part.field && part.sentence.starts_with(&l.level));
                    level.map_or(0.0, |level| level.same.ln())
                };
                pair.parts.iter().map(share).sum::<f64>()
            };
            let (off, on) = (learned(false), learned(true));
            match verdict {
                Verdict::Same => assert!(on > off, "town {seed}: {on} {off}"),
                _ => assert!(on < off, "town {seed}: {on} {off}"),
            }
            answered += 1;
        }
    }
    assert!(answered >= 6, "{answered} answers");
}
