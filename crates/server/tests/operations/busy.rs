//! Two at once: the second waits for its turn.

use std::time::Duration;

use crate::home::{Home, whole};

#[tokio::test]
async fn a_second_import_waits_for_the_first_and_then_goes_on() {
    let home = Home::new();
    let first = home.open().await;
    let writing = first.store.begin().await.expect("begins");
    let mut second = home.import(&home.register(0, 100)).spawn().expect("runs");
    std::thread::sleep(Duration::from_millis(400));
    assert!(second.try_wait().expect("asked").is_none(), "it waits");
    assert!(first.store.extract_list().await.expect("listed").is_empty());
    writing.commit().await.expect("committed");
    assert!(second.wait().expect("ended").success());
    let (_, extracts) = whole(&first).await;
    assert_eq!(extracts.len(), 1);
}

#[tokio::test]
async fn two_imports_of_the_same_file_at_once_make_one_delivery() {
    let home = Home::new();
    let file = home.register(0, 2_000);
    let mut children: Vec<_> = (0..3).map(|_| home.import(&file).spawn().expect("runs")).collect();
    for child in &mut children {
        assert!(child.wait().expect("ended").success());
    }
    let (_, extracts) = whole(&home.open().await).await;
    assert_eq!(extracts.len(), 1);
}
