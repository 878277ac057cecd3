//! An installation made by the binary itself, and files for it.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use app::installation::Installation;
use store::{StoredExtract, TrailState};

/// A folder with an installation.
pub struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    pub fn new() -> Self {
        let home = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        let made = home.mimamori().arg("init").arg(home.path("home")).args(["--sealed", "2022-12-15"]).status();
        assert!(made.expect("runs").success());
        home
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The binary, quiet.
    pub fn mimamori(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mimamori"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    pub fn import(&self, file: &str) -> Command {
        let mut command = self.mimamori();
        command.arg("import").arg("--home").arg(self.path("home")).arg(self.path(file));
        command
    }

    /// A register of so many residents; `mark` makes it another file.
    pub fn register(&self, mark: u32, residents: u32) -> String {
        let name = format!("住民記録_世帯一覧_20221130_{mark}.csv");
        let mut text = String::from("宛名番号,氏名,フリガナ,生年月日,性別,世帯番号,続柄,住民区分,郵便番号,住所\n");
        for row in 0..residents {
            let (first, second) = (row % 211, row % 1_009);
            text.push_str(&format!(
                "{row:010},見本{mark} 花子{second},ミホン ハナコ,平成20年4月{}日,女,{},子,現住,,見本市中央{first}-{second}\n",
                row % 28 + 1,
                row / 3,
            ));
        }
        std::fs::write(self.path(&name), text).expect("written");
        name
    }

    pub async fn open(&self) -> Installation {
        Installation::open(&self.path("home")).await.expect("opens")
    }
}

/// What must hold at any time: pages, references and trail are whole. Gives the hash of all records and the deliveries.
pub async fn whole(installation: &Installation) -> ([u8; 32], Vec<StoredExtract>) {
    let store = &installation.store;
    store.integrity_check().await.expect("pages and references are whole");
    let trail = store.trail_verify().await.expect("read");
    assert!(matches!(trail, TrailState::Whole { .. }), "{trail:?}");
    (store.records_hash().await.expect("read"), store.extract_list().await.expect("listed"))
}
