//! Stories of 名寄せ in the records: runs, stable numbers, decisions, waiting pairs, supported persons.

use crate::common::{Delivered, Home};
use domain::{ExtractId, LinkDecision, Method, PersonId, RecordKey, Resolution, Verdict, Weight};
use jiff::civil::date;
use store::{Judgement, LinkRun, Shielded, Supported, WaitingPair};

fn resolution(extract: ExtractId, persons: [u32; 3], keys: [u64; 3]) -> Resolution {
    Resolution {
        extract,
        role: 0,
        persons: persons.to_vec(),
        methods: persons.map(|person| if person == 0 { Method::None } else { Method::Model }).to_vec(),
        weights: vec![Weight(12_345), Weight(-1), Weight(0)],
        keys: keys.map(RecordKey).to_vec(),
    }
}

fn run(next: u32) -> LinkRun {
    LinkRun { id: 0, on: date(2022, 12, 1), config_hash: [7; 32], next_person: PersonId(next) }
}

async fn save(home: &Home, next: u32, resolutions: Vec<Resolution>, joined: &[(PersonId, PersonId)]) -> u32 {
    let mut txn = home.store.begin().await.expect("begins");
    let id = txn.link_run_save(&run(next), resolutions, &[], joined).await.expect("saved");
    txn.commit().await.expect("committed");
    id
}

#[tokio::test]
async fn a_run_reads_back_as_it_was_saved() {
    let home = Home::new().await;
    let extract = home.import(Delivered::default()).await;
    let found = resolution(extract, [1, 2, 0], [u64::MAX, 5, 7]);
    assert_eq!(home.store.link_run_newest().await.expect("asked"), None);
    let pair = WaitingPair {
        left: (extract, 0, 0),
        left_key: RecordKey(u64::MAX),
        right: (extract, 0, 2),
        right_key: RecordKey(7),
        weight: Weight(-250),
    };
    let mut txn = home.store.begin().await.expect("begins");
    let id = txn.link_run_save(&run(3), vec![found.clone()], &[pair], &[]).await.expect("saved");
    txn.commit().await.expect("committed");
    assert_eq!(home.store.link_run_newest().await.expect("asked"), Some(LinkRun { id, ..run(3) }));
    assert_eq!(home.store.resolution_list(id).await.expect("listed"), [found]);
    assert_eq!(home.store.waiting_list(id).await.expect("listed"), [pair]);
}

#[tokio::test]
async fn a_record_keeps_its_person_over_runs_joins_and_superseded_deliveries() {
    let home = Home::new().await;
    let first = home.import(Delivered::default()).await;
    save(&home, 4, vec![resolution(first, [1, 2, 3], [10, 20, 30])], &[]).await;
    let second = home.import(Delivered { hash: 2, as_of: date(2022, 12, 1), ..Delivered::default() }).await;
    // Record 30 is missing from the second delivery, 40 is new; persons 2 and 1 turn out to be one.
    save(&home, 5, vec![resolution(second, [1, 1, 4], [10, 20, 40])], &[(PersonId(2), PersonId(1))]).await;
    let known = home.store.person_by_key_list().await.expect("listed");
    let expected = [(10, 1), (20, 1), (30, 3), (40, 4)].map(|(key, person)| (RecordKey(key), PersonId(person)));
    assert_eq!(known, expected);
}

#[tokio::test]
async fn joins_in_a_row_lead_to_the_person_that_holds() {
    let home = Home::new().await;
    let extract = home.import(Delivered::default()).await;
    save(&home, 4, vec![resolution(extract, [3, 3, 3], [10, 20, 30])], &[]).await;
    save(&home, 4, Vec::new(), &[(PersonId(3), PersonId(2))]).await;
    save(&home, 4, Vec::new(), &[(PersonId(2), PersonId(1))]).await;
    let known = home.store.person_by_key_list().await.expect("listed");
    assert!(known.iter().all(|(_, person)| *person == PersonId(1)), "{known:?}");
}

#[tokio::test]
async fn results_of_a_destroyed_delivery_are_gone_too() {
    let home = Home::new().await;
    let extract = home.import(Delivered::default()).await;
    let id = save(&home, 4, vec![resolution(extract, [1, 2, 3], [10, 20, 30])], &[]).await;
    let mut txn = home.store.begin().await.expect("begins");
    txn.extract_destroy(extract).await.expect("destroyed");
    txn.commit().await.expect("committed");
    assert!(home.store.resolution_list(id).await.expect("listed").is_empty());
}

#[tokio::test]
async fn the_newest_decision_about_a_pair_holds_and_the_same_one_twice_is_one() {
    let home = Home::new().await;
    let decide = |left, right, verdict| LinkDecision {
        left: RecordKey(left),
        right: RecordKey(right),
        verdict,
        by: "佐藤".to_owned(),
        on: date(2022, 12, 1),
    };
    let mut txn = home.store.begin().await.expect("begins");
    for (decision, new) in [
        (decide(1, u64::MAX, Verdict::Same), true),
        (decide(u64::MAX, 1, Verdict::Same), false),
        (decide(1, 2, Verdict::Different), true),
        (decide(1, u64::MAX, Verdict::Different), true),
        (decide(1, u64::MAX, Verdict::Unknown), true),
    ] {
        assert_eq!(txn.decision_append(&decision).await.expect("appended"), new, "{decision:?}");
    }
    txn.commit().await.expect("committed");
    assert_eq!(home.store.decision_list().await.expect("listed").len(), 4, "all are remembered");
    let hold = home.store.decision_in_force_list().await.expect("listed");
    assert_eq!(hold, [decide(1, 2, Verdict::Different), decide(1, u64::MAX, Verdict::Unknown)]);
}

#[tokio::test]
async fn a_supported_list_imported_twice_changes_nothing_and_an_end_is_a_new_line() {
    let home = Home::new().await;
    let line = |person, until| Supported {
        person: PersonId(person),
        since: Some(date(2022, 4, 1)),
        until,
        list: "教育相談室".to_owned(),
    };
    let list = [line(1, None), line(2, None)];
    let ended = [line(1, Some(date(2022, 12, 31)))];
    for (lines, new) in [(&list[..], 2), (&list[..], 0), (&ended[..], 1), (&ended[..], 0)] {
        let mut txn = home.store.begin().await.expect("begins");
        assert_eq!(txn.supported_append(lines, "sato", date(2022, 12, 1)).await.expect("appended"), new);
        txn.commit().await.expect("committed");
    }
    let found = home.store.supported_list().await.expect("listed");
    let expected = [&list[..], &ended[..]].concat();
    assert_eq!(found, expected.into_iter().map(|line| (line, date(2022, 12, 1))).collect::<Vec<_>>());
}

#[tokio::test]
async fn judgements_add_up() {
    let home = Home::new().await;
    let judgement = Judgement {
        person: PersonId(1),
        purpose: "child-watch".into(),
        rule: "young-carer".into(),
        verdict: "面談する".to_owned(),
        outcome: None,
        by: "佐藤".to_owned(),
        on: date(2022, 12, 1),
    };
    let later =
        Judgement { outcome: Some((date(2023, 1, 10), "支援につないだ".to_owned())), ..judgement.clone() };
    let mut txn = home.store.begin().await.expect("begins");
    txn.judgement_append(&judgement).await.expect("appended");
    txn.judgement_append(&later).await.expect("appended");
    txn.commit().await.expect("committed");
    assert_eq!(home.store.judgement_list().await.expect("listed"), [judgement, later]);
}

#[tokio::test]
async fn a_shield_holds_until_a_person_lifts_it() {
    let home = Home::new().await;
    let record = Shielded::Record(RecordKey(u64::MAX));
    let person = Shielded::Person(PersonId(7));
    for (whom, lifted, new) in [(record, false, 1), (person, false, 1), (record, false, 0), (person, true, 1)] {
        let mut txn = home.store.begin().await.expect("begins");
        assert_eq!(txn.shield_append(&[whom], lifted, "sato", date(2022, 12, 1)).await.expect("appended"), new);
        txn.commit().await.expect("committed");
    }
    assert_eq!(home.store.shield_list().await.expect("listed"), [(person, true), (record, false)]);
}
