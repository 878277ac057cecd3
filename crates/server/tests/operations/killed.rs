//! Killed at a hundred random moments, an import is either whole or was never there.

use std::time::Duration;

use crate::home::{Home, whole};

const KILLS: u32 = 100;
const RESIDENTS: u32 = 20_000;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "kills are spread over the time one import takes on this machine")]
async fn an_import_killed_at_any_moment_is_whole_or_was_never_there() {
    let home = Home::new();
    let begun = std::time::Instant::now();
    assert!(home.import(&home.register(0, RESIDENTS)).status().expect("runs").success());
    let usual = begun.elapsed();

    let mut dice = Dice(20_221_130);
    let (mut before, mut after) = (0, 0);
    let installation = home.open().await;
    let (mut hash, mut extracts) = whole(&installation).await;
    installation.store.close().await;
    for kill in 1..=KILLS {
        let file = home.register(kill, RESIDENTS);
        let mut child = home.import(&file).spawn().expect("runs");
        // From a quarter of the usual time on: before that the program only reads its configuration.
        let micros = usual.as_micros() as u64;
        std::thread::sleep(Duration::from_micros(micros / 4 + dice.below(micros)));
        let _ = child.kill();
        child.wait().expect("ended");
        std::fs::remove_file(home.path(&file)).expect("removed");

        let installation = home.open().await;
        let (hash_now, extracts_now) = whole(&installation).await;
        if hash_now == hash {
            before += 1;
        } else {
            assert_eq!(extracts_now.len(), extracts.len() + 1, "kill {kill}: one delivery more, or none");
            let newest = extracts_now.last().expect("there");
            assert_eq!(newest.extract.file, file, "kill {kill}");
            assert_eq!(newest.rows_admitted, u64::from(RESIDENTS), "kill {kill}");
            let table = installation.store.table_load(newest, |_| true).await.expect("every chunk opens");
            let names = table.columns.iter().find(|column| column.meta.header == "氏名").expect("stored");
            let last = RESIDENTS as usize - 1;
            assert_eq!(names.raw(last), format!("見本{kill} 花子{}", last % 1_009), "kill {kill}");
            after += 1;
        }
        (hash, extracts) = (hash_now, extracts_now);
        installation.store.close().await;
    }
    assert_eq!(before + after, KILLS);
    assert!(before > 0, "no kill came in time: the test tested nothing");
    // And work goes on.
    assert!(home.import(&home.register(KILLS + 1, RESIDENTS)).status().expect("runs").success());
}
