//! Stories of 名寄せ in the records: runs, stable numbers, decisions, waiting pairs, supported persons.

use crate::common::{Delivered, Home};
use domain::{ExtractId, LinkDecision, Method, PersonId, RecordKey, Resolution, Verdict, Weight};
use jiff::civil::date;
use store::{
    DecisionWithdrawal, DecisionWithdrawn, Judgement, LinkRun, Shielded, Supported, WaitingPair, decisions_in_force,
};

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
        assert_eq!(txn.decision_append(&decision, "").await.expect("appended"), new, "{decision:?}");
    }
    txn.commit().await.expect("committed");
    let all = home.store.decision_list().await.expect("listed");
    assert_eq!(all.len(), 4, "all are remembered");
    let hold: Vec<_> = decisions_in_force(&all).into_iter().map(|kept| kept.decision.clone()).collect();
    assert_eq!(hold, [decide(1, 2, Verdict::Different), decide(1, u64::MAX, Verdict::Unknown)]);
}

#[tokio::test]
async fn a_decision_taken_back_leaves_what_was_decided_before_it_and_its_number() {
    let home = Home::new().await;
    let decide = |verdict| LinkDecision {
        left: RecordKey(1),
        right: RecordKey(2),
        verdict,
        by: "佐藤".to_owned(),
        on: date(2022, 12, 1),
    };
    let how = DecisionWithdrawal { by: "鈴木", on: date(2022, 12, 5), reason: "別の子の書類だった" };
    let in_force = async || -> Vec<(u32, Verdict)> {
        let all = home.store.decision_list().await.expect("listed");
        decisions_in_force(&all).into_iter().map(|kept| (kept.number, kept.decision.verdict)).collect()
    };
    let mut txn = home.store.begin().await.expect("begins");
    for verdict in [Verdict::Same, Verdict::Different] {
        assert!(txn.decision_append(&decide(verdict), "").await.expect("appended"));
    }
    txn.commit().await.expect("committed");
    assert_eq!(in_force().await, [(2, Verdict::Different)]);
    for (number, what, hold) in [
        (2, DecisionWithdrawn::Now, vec![(1, Verdict::Same)]),
        (2, DecisionWithdrawn::Before, vec![(1, Verdict::Same)]),
        (3, DecisionWithdrawn::NoSuch, vec![(1, Verdict::Same)]),
        (9, DecisionWithdrawn::NoSuch, vec![(1, Verdict::Same)]),
        (1, DecisionWithdrawn::Now, vec![]),
    ] {
        let mut txn = home.store.begin().await.expect("begins");
        assert_eq!(txn.decision_withdraw(number, how).await.expect("withdrawn"), what, "{number}");
        txn.commit().await.expect("committed");
        assert_eq!(in_force().await, hold, "{number}");
    }
    let end = &home.store.decision_list().await.expect("listed")[2];
    assert_eq!((end.number, end.withdraws, end.reason.as_str()), (3, Some(2), "別の子の書類だった"));
    assert_eq!(
        end.decision,
        LinkDecision { by: "鈴木".to_owned(), on: date(2022, 12, 5), ..decide(Verdict::Withdrawn) }
    );

    // Decided again, and taken back in the sheet: both answers end, and once more changes nothing.
    let mut txn = home.store.begin().await.expect("begins");
    for (verdict, new) in
        [(Verdict::Same, true), (Verdict::Different, true), (Verdict::Withdrawn, true), (Verdict::Withdrawn, false)]
    {
        assert_eq!(txn.decision_append(&decide(verdict), "").await.expect("appended"), new, "{verdict:?}");
    }
    txn.commit().await.expect("committed");
    assert_eq!(in_force().await, []);
}

#[tokio::test]
async fn the_evidence_of_a_decided_pair_is_that_of_the_run_it_waited_in() {
    let home = Home::new().await;
    let extract = home.import(Delivered::default()).await;
    let pair = |weight| WaitingPair {
        left: (extract, 0, 0),
        left_key: RecordKey(9),
        right: (extract, 0, 2),
        right_key: RecordKey(7),
        weight: Weight(weight),
    };
    for (on, weight) in [(date(2022, 11, 1), 100), (date(2022, 12, 1), 200), (date(2022, 12, 3), 300)] {
        let mut txn = home.store.begin().await.expect("begins");
        txn.link_run_save(&LinkRun { on, ..run(3) }, Vec::new(), &[pair(weight)], &[]).await.expect("saved");
        txn.commit().await.expect("committed");
    }
    let mut txn = home.store.begin().await.expect("begins");
    for (left, right, on) in [(7, 9, date(2022, 12, 2)), (7, 8, date(2022, 12, 2))] {
        let decision = LinkDecision {
            left: RecordKey(left),
            right: RecordKey(right),
            verdict: Verdict::Same,
            by: "佐藤".to_owned(),
            on,
        };
        txn.decision_append(&decision, "").await.expect("appended");
    }
    txn.commit().await.expect("committed");
    let weights = home.store.decision_weight_list().await.expect("listed");
    assert_eq!(weights.into_iter().collect::<Vec<_>>(), [(1, Weight(200))]);
}

#[tokio::test]
async fn what_was_noted_first_of_a_person_is_whose_records_they_are() {
    let home = Home::new().await;
    for former in [vec![(10, 1), (20, 2)], vec![(10, 3), (20, 1)]] {
        let run = save(&home, 4, Vec::new(), &[]).await;
        let mut txn = home.store.begin().await.expect("begins");
        let former: Vec<_> = former.into_iter().map(|(key, person)| (RecordKey(key), PersonId(person))).collect();
        txn.person_former_append(run, &former).await.expect("noted");
        txn.commit().await.expect("committed");
    }
    let found: Vec<_> = home.store.person_former_list().await.expect("listed").into_iter().collect();
    assert_eq!(found, [(RecordKey(10), vec![PersonId(1), PersonId(3)]), (RecordKey(20), vec![PersonId(2)]),]);
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

#[tokio::test]
async fn weights_hold_until_others_are_learned() {
    let home = Home::new().await;
    assert_eq!(home.store.link_weights_newest().await.expect("asked"), None);
    for (text, newest) in [(Some("first"), "first"), (None, "first"), (Some("second"), "second")] {
        let run = save(&home, 1, Vec::new(), &[]).await;
        if let Some(text) = text {
            let mut txn = home.store.begin().await.expect("begins");
            txn.link_weights_append(run, text).await.expect("kept");
            txn.commit().await.expect("committed");
        }
        assert_eq!(home.store.link_weights_newest().await.expect("asked").expect("kept").text, newest);
    }
}
