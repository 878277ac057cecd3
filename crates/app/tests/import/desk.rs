//! A sealed installation in a folder of its own, and files to take in.

use std::path::PathBuf;

use app::ctx::Ctx;
use app::import::{FileResult, ImportRequest, ImportSummary, Taken, import};
use app::installation::{Begin, Installation, init};
use app::progress::Silent;
use domain::{ColumnMeta, Table};
use jiff::civil::{Date, date};
use store::StoredExtract;

/// Today in these stories.
pub const TODAY: Date = date(2022, 12, 15);

/// A clerk's desk.
pub struct Desk {
    folder: tempfile::TempDir,
    pub installation: Installation,
}

impl Desk {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let home = folder.path().join("home");
        let begin = Begin { preset: "minimal", more: Vec::new(), sealed: Some(TODAY), account: "sato", demo: false };
        init(&home, &begin).await.expect("a new installation");
        let installation = Installation::open(&home).await.expect("opens");
        Self { folder, installation }
    }

    pub fn ctx(&self) -> Ctx<'_> {
        Ctx {
            installation: &self.installation,
            clock: self.installation.clock(TODAY).expect("sealed"),
            now: "2022-12-15T09:00:00Z".to_owned(),
            who: "sato".to_owned(),
            progress: &Silent,
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file in CP932, as most systems deliver.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(text);
        assert!(!lost, "the story's text fits CP932");
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(&path, bytes).expect("written");
        path
    }

    pub async fn import(&self, request: ImportRequest) -> ImportSummary {
        let summary = import(&self.ctx(), &request).await;
        assert!(summary.stopped.is_none(), "{:?}", summary.stopped);
        summary
    }

    pub async fn import_files(&self, files: &[PathBuf]) -> ImportSummary {
        self.import(ImportRequest { files: files.to_vec(), ..ImportRequest::default() }).await
    }

    /// Takes one file in that must be taken.
    pub async fn take(&self, file: PathBuf) -> Taken {
        let mut summary = self.import_files(&[file]).await;
        match summary.files.pop() {
            Some(FileResult::Taken(taken)) => *taken,
            other => panic!("not taken: {other:?}"),
        }
    }

    pub async fn extracts(&self) -> Vec<StoredExtract> {
        self.installation.store.extract_list().await.expect("listed")
    }

    pub async fn table(&self, stored: &StoredExtract, wanted: impl Fn(&ColumnMeta) -> bool) -> Table {
        self.installation.store.table_load(stored, wanted).await.expect("loads")
    }

    pub async fn trail_actions(&self) -> Vec<String> {
        let trail = self.installation.store.trail_list().await.expect("listed");
        trail.into_iter().map(|found| found.entry.action).collect()
    }
}

/// The register with one more column, empty in every row.
pub fn register_with(column: &str) -> String {
    let mut lines = REGISTER.lines();
    let header = lines.next().expect("a header");
    std::iter::once(format!("{header},{column}\n")).chain(lines.map(|line| format!("{line},\n"))).collect()
}

/// Three residents.
pub const REGISTER: &str = "\
宛名番号,氏名,フリガナ,生年月日,性別,世帯番号,続柄,住民区分,旧氏,通称,国籍,郵便番号,住所
0000100019,見本 花子,ミホン ハナコ,平成20年4月2日,女,900001,子,現住,,,,,見本市中央1-2-3
0000100027,見本 太郎,ミホン タロウ,昭和55年1月10日,男,900001,世帯主,現住,,,,,見本市中央1-2-3
0000100035,例示 次郎,レイジ ジロウ,平成22年12月31日,男,900002,子,現住,,,,,見本市北町4-5
";
