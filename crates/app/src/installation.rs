//! An installation (導入先): a folder with configuration, keys and database.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use catalog::{Catalog, ConfigFile, Fault, FaultSeverity};
use domain::Clock;
use jiff::civil::Date;
use store::{MasterKey, Store, StoreError};

use crate::error::AppError;
use crate::presets;
use crate::settings::{self, Settings};

/// Where the configuration stands, relative to the installation.
const CONFIG: &str = "config";

/// Where the master key stands.
const MASTER_KEY: &str = "keys/master.key";

/// An opened installation.
#[derive(Debug)]
pub struct Installation {
    /// Its folder.
    pub home: PathBuf,
    /// `mimamori.toml`.
    pub settings: Settings,
    /// The cross-checked configuration.
    pub catalog: Arc<Catalog>,
    /// The records.
    pub store: Store,
}

/// What a new installation begins with.
#[derive(Debug, Clone)]
pub struct Begin<'a> {
    /// `akishima`, `toda` or `minimal`.
    pub preset: &'a str,
    /// Files put over those of the preset, relative to `config/`.
    pub more: Vec<(&'a str, String)>,
    /// Practice and tests: today is this day for ever.
    pub sealed: Option<Date>,
    /// The account that becomes a viewer of the preset's purposes.
    pub account: &'a str,
    /// Made by `demo`.
    pub demo: bool,
}

/// Makes a new installation: folders, configuration, key, database.
///
/// # Errors
/// [`AppError::Refused`] for an unknown preset or a folder that already holds an installation;
/// [`AppError::Setup`] when the folder cannot be written.
pub async fn init(home: &Path, begin: &Begin<'_>) -> Result<(), AppError> {
    if presets::files(begin.preset).next().is_none() {
        return Err(AppError::refused(
            format!("設定のひな形「{}」はありません。", begin.preset),
            format!("--preset に {} のどれかを指定してください。", presets::NAMES.join("、")),
        ));
    }
    if home.join(settings::FILE).exists() || home.join("mimamori.db").exists() {
        return Err(AppError::refused(
            format!("{} には既に導入されています。", home.display()),
            "別のフォルダを指定してください。既にあるものは書き換えません。",
        ));
    }
    for folder in [CONFIG, "inbox", "out", "keys"] {
        fs::create_dir_all(home.join(folder)).map_err(|error| not_written(home, &error))?;
    }
    close_to_others(home).map_err(|error| not_written(home, &error))?;
    let mut texts: Vec<ConfigFile> = presets::files(begin.preset)
        .filter(|(path, _)| *path != settings::FILE)
        .map(|(path, text)| ConfigFile { path: path.to_owned(), text: text.to_owned() })
        .collect();
    for (path, text) in &begin.more {
        texts.retain(|file| file.path != *path);
        texts.push(ConfigFile { path: (*path).to_owned(), text: text.clone() });
    }
    for file in &texts {
        let path = home.join(CONFIG).join(&file.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| not_written(home, &error))?;
        }
        fs::write(&path, &file.text).map_err(|error| not_written(home, &error))?;
    }
    let master = MasterKey::create(&home.join(MASTER_KEY))?;
    let store = Store::create(&home.join("mimamori.db"), master).await?;
    store.close().await;
    let catalog = Catalog::load(&texts).catalog;
    let text = settings_text(begin, &catalog);
    // The settings come last: without them the folder is not yet an installation.
    crate::files::whole::write(&home.join(settings::FILE), text.as_bytes())
}

/// Only the owner looks into an installation, like into its key: database, deliveries and lists stand in it.
fn close_to_others(home: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(home, fs::Permissions::from_mode(0o700))?;
    }
    #[cfg(not(unix))]
    let _ = home;
    Ok(())
}

/// The first `mimamori.toml`: the account that made the installation may view what the preset's purposes allow.
fn settings_text(begin: &Begin<'_>, catalog: &Catalog) -> String {
    let mut duties: Vec<&str> =
        catalog.purposes.values().flat_map(|purpose| purpose.viewers.iter().map(String::as_str)).collect();
    duties.sort_unstable();
    duties.dedup();
    let organisation = match begin.preset {
        "akishima" => "昭島市",
        "toda" => "戸田市",
        _ => "見本市",
    };
    let sealed = begin
        .sealed
        .map(|day| format!("\n# 練習・試験用: 今日をこの日に固定します。\nsealed = \"{day}\"\n"))
        .unwrap_or_default();
    let demo = if begin.demo { "made_by_demo = true\n" } else { "" };
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    format!(
        "# 見守りの導入設定。書き方は docs/operations/install.md にあります。\n\
         organisation = {}\n{demo}{sealed}\n\
         [database]\nurl = \"sqlite:mimamori.db\"\n\n\
         # 結果を閲覧できるのは、利用目的の viewers にある職務を持つアカウントだけです。人の異動のたびに直します。\n\
         [[account]]\nos = {}\nduties = [{}]\n",
        quoted(organisation),
        quoted(begin.account),
        duties.iter().map(|duty| quoted(duty)).collect::<Vec<_>>().join(", "),
    )
}

/// Reads the configuration folder of an installation.
///
/// # Errors
/// [`AppError::Setup`] when the folder or a file cannot be read as UTF-8.
pub fn config_files(home: &Path) -> Result<Vec<ConfigFile>, AppError> {
    let root = home.join(CONFIG);
    let mut files = Vec::new();
    collect(&root, &root, &mut files)?;
    if let Ok(text) = fs::read_to_string(home.join(settings::FILE)) {
        files.push(ConfigFile { path: settings::FILE.to_owned(), text });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<ConfigFile>) -> Result<(), AppError> {
    let unreadable = |path: &Path| {
        AppError::setup(
            format!("設定 {} を読めません。", path.display()),
            "導入先フォルダの場所（--home）と権限を確かめてください。設定は UTF-8 で書きます。初めてなら mimamori init で作ります。",
        )
    };
    for entry in fs::read_dir(folder).map_err(|_| unreadable(folder))? {
        let path = entry.map_err(|_| unreadable(folder))?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|e| e == "toml" || e == "csv") {
            let text = fs::read_to_string(&path).map_err(|_| unreadable(&path))?;
            let relative = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push(ConfigFile { path: relative, text });
        }
    }
    Ok(())
}

/// Every fault of an installation's configuration; empty = sound.
///
/// # Errors
/// [`AppError::Setup`] when there is no installation to check.
pub fn check(home: &Path, today: Date) -> Result<Vec<Fault>, AppError> {
    let sealed = read_settings(home)?.sealed_date()?;
    let today = sealed.unwrap_or(today);
    let files = config_files(home)?;
    let loaded = Catalog::load(&files);
    let sound = loaded.is_usable();
    let mut faults = loaded.faults;
    faults.extend(loaded.catalog.due(&files, today));
    // For practice the sample will do; every output says that it is one.
    if sealed.is_none() {
        faults.extend(loaded.catalog.samples(&files));
    }
    // Cases speak of a configuration that loads; with faults in it they would all fail for the same reason.
    if sound {
        faults.extend(
            screening::cases::run_all(&with_shipped_sources(loaded.catalog))
                .into_iter()
                .flat_map(|outcome| case_faults(&files, outcome)),
        );
    }
    faults.sort();
    Ok(faults)
}

/// Cases try a rule and its parameters, not the extracts of a town: they run with the sources that ship with the product, so that a town
/// that writes its own definitions, or takes the shipped ones away, does not turn the cases of a rule it never touched red.
fn with_shipped_sources(catalog: Catalog) -> Catalog {
    let files: Vec<ConfigFile> = presets::files(CASE_SOURCES)
        .map(|(path, text)| ConfigFile { path: path.to_owned(), text: text.to_owned() })
        .collect();
    Catalog { sources: Catalog::load(&files).catalog.sources, ..catalog }
}

/// The preset whose sources the cases of rules run with.
const CASE_SOURCES: &str = "minimal";

/// What did not come out as a case beside a rule says.
fn case_faults(files: &[ConfigFile], outcome: screening::cases::Outcome) -> Vec<Fault> {
    let text = files.iter().find(|file| file.path == outcome.file).map_or("", |file| file.text.as_str());
    let line = text.lines().position(|line| line.contains(&outcome.name)).map_or(0, |line| line as u32 + 1);
    outcome
        .failures
        .into_iter()
        .map(|failure| Fault {
            file: outcome.file.clone(),
            line,
            column: None,
            severity: FaultSeverity::Error,
            message: format!("事例「{}」のとおりになりません: {failure}", outcome.name),
            cure: "規則か事例のどちらかを直してください（docs/guide/new-rule.md）。".to_owned(),
        })
        .collect()
}

/// The hash of the configuration as the records keep it.
#[must_use]
pub fn config_hash(catalog: &Catalog) -> [u8; 32] {
    blake3::Hash::from_hex(&catalog.hash).map_or([0; 32], |hash| *hash.as_bytes())
}

fn read_settings(home: &Path) -> Result<Settings, AppError> {
    let text = fs::read_to_string(home.join(settings::FILE)).map_err(|_| {
        AppError::setup(
            format!("{} に導入されていません。", home.display()),
            "--home で導入先フォルダを指定するか、mimamori init で作ってください。",
        )
    })?;
    Settings::parse(&text)
}

impl Installation {
    /// Opens an installation.
    ///
    /// # Errors
    /// [`AppError::Setup`] when it is not one, its configuration has faults, or its database or key do not open.
    pub async fn open(home: &Path) -> Result<Self, AppError> {
        let settings = read_settings(home)?;
        let loaded = Catalog::load(&config_files(home)?);
        if let Some(fault) = loaded.faults.iter().find(|fault| fault.is_error()) {
            let count = loaded.faults.iter().filter(|fault| fault.is_error()).count();
            return Err(AppError::setup(
                format!("設定に誤りが{count}件あります。最初の誤り: {fault}"),
                "mimamori check で誤りをすべて確かめ、直してから実行してください。",
            ));
        }
        let master = MasterKey::load(&home.join(MASTER_KEY))?;
        let path = store::locate(&settings.database.url, home)?;
        let store = match Store::open(&path, master).await {
            Err(StoreError::Missing) => {
                return Err(AppError::setup(
                    format!("データベース {} がありません。", path.display()),
                    "バックアップから戻すか、mimamori init で新しく作ってください。",
                ));
            }
            other => other?,
        };
        Ok(Self { home: home.to_path_buf(), settings, catalog: Arc::new(loaded.catalog), store })
    }

    /// Today: the sealed date, else the machine's.
    ///
    /// # Errors
    /// [`AppError::Setup`] when the sealed date is not a date.
    pub fn clock(&self, machine: Date) -> Result<Clock, AppError> {
        let sealed = self.settings.sealed_date()?;
        Ok(Clock { today: sealed.unwrap_or(machine), sealed: sealed.is_some() })
    }
}

fn not_written(home: &Path, error: &std::io::Error) -> AppError {
    let why = match error.kind() {
        std::io::ErrorKind::StorageFull => "ディスクの空きがありません",
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => "書込みが許されていません",
        _ => "書き込めません",
    };
    AppError::setup(format!("{} に作れません: {why}。", home.display()), "フォルダの権限と空き容量を確かめてください。")
}
