//! What holds for any village: nothing depends on order, a person's rows are exactly his, splitting undoes joining.

use std::collections::BTreeSet;

use domain::{ItemId, PersonId};
use ledger::{Inputs, Knowledge, in_force};
use proptest::prelude::*;
use testkit::{Delivered, day, gather, table};

use crate::{around, shared_catalog};

/// Rows of one delivery: person, day of November, status.
fn attendance(rows: &[(u32, u8)], at: usize, kind: u8) -> Delivered {
    let mut text = String::from("* | 番号 #identifier:student | 日付 #on | 出欠 =attendance.daily.status :code\n");
    for (person, on) in rows {
        text.push_str(&format!("{person} | S{person} | 2022-11-{:02} | 欠席\n", on % 30 + 1));
    }
    let delivered = table("attendance", &format!("2022-11-{:02}", at % 30 + 1), &text).id(at as u32 + 1);
    match kind % 3 {
        0 => delivered.slice(&format!("第{}中学校", kind % 2)),
        1 => delivered.addition(),
        _ => delivered,
    }
}

fn rows() -> impl Strategy<Value = Vec<(Vec<(u32, u8)>, u8)>> {
    prop::collection::vec((prop::collection::vec((0..9_u32, any::<u8>()), 0..12), any::<u8>()), 1..7)
}

fn deliveries(village: &[(Vec<(u32, u8)>, u8)]) -> Vec<Delivered> {
    village.iter().enumerate().map(|(at, (rows, kind))| attendance(rows, at, *kind)).collect()
}

fn tell(known: &Knowledge) -> Vec<String> {
    let item = ItemId::new("attendance.daily.status");
    let of = |person: PersonId| {
        let mut lines: Vec<String> = known.observations(person, &item).map(|o| format!("{o:?} {}", o.when())).collect();
        lines.extend(around(known, person.0));
        lines
    };
    known.persons().flat_map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_row_in_force_is_found_once_and_in_order(village in rows(), until in 1..31_u8) {
        let as_of = day(&format!("2022-11-{until:02}"));
        let (tables, resolutions) = gather(deliveries(&village));
        let kept = in_force(tables.iter().map(|table| &table.extract), as_of);
        let mut expected = Vec::new();
        for at in kept {
            for (row, (person, on)) in village[at].0.iter().enumerate() {
                if *person > 0 && on % 30 < until {
                    expected.push((*person, tables[at].extract.id, row as u32 + 1));
                }
            }
        }
        let known = Knowledge::build(Inputs::new(tables, resolutions, shared_catalog(), as_of));
        let item = ItemId::new("attendance.daily.status");
        let mut found = Vec::new();
        for person in known.persons() {
            let own: Vec<_> = known.observations(person, &item).collect();
            prop_assert!(own.is_sorted_by_key(|o| o.when().order()));
            found.extend(own.iter().map(|o| (person.0, o.extract().id, o.record())));
        }
        found.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn nothing_depends_on_the_order_of_deliveries(village in rows()) {
        let build = |reversed: bool| {
            let (mut tables, mut resolutions) = gather(deliveries(&village));
            if reversed {
                tables.reverse();
                resolutions.reverse();
            }
            tell(&Knowledge::build(Inputs::new(tables, resolutions, shared_catalog(), day("2022-11-30"))))
        };
        prop_assert_eq!(build(false), build(true));
    }

    #[test]
    fn joining_moves_rows_and_splitting_moves_them_back(village in rows(), a in 1..9_u32, b in 1..9_u32) {
        let (_, apart) = gather(deliveries(&village));
        let mut joined = apart.clone();
        for person in joined.iter_mut().flat_map(|resolution| &mut resolution.persons).filter(|person| **person == b) {
            *person = a;
        }
        let build = |resolutions: &[domain::Resolution]| {
            let (tables, _) = gather(deliveries(&village));
            Knowledge::build(Inputs::new(tables, resolutions.to_vec(), shared_catalog(), day("2022-11-30")))
        };
        let item = ItemId::new("attendance.daily.status");
        let places = |known: &Knowledge, person: u32| -> BTreeSet<_> {
            known.observations(PersonId(person), &item).map(|o| (o.extract().id, o.record())).collect()
        };
        let before = build(&apart);
        let both: BTreeSet<_> = places(&before, a).union(&places(&before, b)).copied().collect();
        prop_assert_eq!(places(&build(&joined), a), both);
        prop_assert_eq!(tell(&build(&apart)), tell(&before));
    }
}
