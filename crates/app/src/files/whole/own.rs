//! What no list may replace: the files an installation lives on, and any database.
//!
//! An installation is known by its `mimamori.toml`, so that commands that never open one (`link-files`) spare it too.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::error::AppError;
use crate::settings;

/// How every SQLite database begins (<https://www.sqlite.org/fileformat.html#magic_header_string>).
const SQLITE: &[u8] = b"SQLite format 3\0";

/// Files that belong to the database of the same name without this ending (<https://www.sqlite.org/tempfiles.html>).
const BESIDE_DATABASE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Looks whether a file of this name may be written into this folder.
///
/// # Errors
/// [`AppError::Refused`] when it would replace a file an installation lives on: its settings, keys, configuration, deliveries or database.
pub(super) fn look(folder: &Path, name: &OsStr) -> Result<(), AppError> {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let path = folder.join(name);
    let of = if is_database(&path) {
        Some("データベースの")
    } else {
        folder.ancestors().filter(|home| home.join(settings::FILE).is_file()).find_map(|home| part(home, &path))
    };
    of.map_or(Ok(()), |of| {
        Err(AppError::refused(
            format!("{} には書き出せません: 見守りの{of}ファイルです。", path.display()),
            "書出し先に別の場所（導入先の out フォルダなど）を指定してください。まだ何もしていません。",
        ))
    })
}

/// Which part of the installation at `home` would be replaced or joined; `None` = none.
fn part(home: &Path, path: &Path) -> Option<&'static str> {
    let within = path.strip_prefix(home).ok()?;
    let mut steps = within.components().map(|step| step.as_os_str().to_string_lossy().to_lowercase());
    let is_new = path.symlink_metadata().is_err();
    // Definitions are drafted into the configuration; what stands there is changed by people.
    let is_definition = is_new && path.extension().is_some_and(|end| end == "toml");
    match steps.next()?.as_str() {
        settings::FILE => Some("設定"),
        "config" if !is_definition => Some("設定"),
        "keys" => Some("鍵の"),
        "inbox" if !is_new => Some("取込み元の"),
        _ => None,
    }
}

fn is_database(path: &Path) -> bool {
    let begins = |path: &Path| {
        let mut start = [0; SQLITE.len()];
        File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == SQLITE
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let database = BESIDE_DATABASE.iter().find_map(|end| name.strip_suffix(end));
    begins(path) || database.is_some_and(|database| begins(&path.with_file_name(database)))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::Claimed;

    #[test]
    fn nothing_an_installation_lives_on_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let home = folder.path();
        for name in ["keys", "config/sources", "inbox", "out"] {
            fs::create_dir_all(home.join(name)).expect("made");
        }
        let own = [
            ("mimamori.toml", "organisation = \"見本市\""),
            ("keys/master.key", "key"),
            ("config/purposes.toml", ""),
            ("inbox/20260401_住民記録.csv", "宛名番号"),
            ("elsewhere.db", "SQLite format 3\0 and pages"),
            ("elsewhere.db-wal", "pages"),
            ("out/list.csv", "of yesterday"),
        ];
        for (name, text) in own {
            fs::write(home.join(name), text).expect("written");
        }
        for (name, of) in [
            ("mimamori.toml", "設定"),
            ("keys/master.key", "鍵"),
            ("keys/list.csv", "鍵"),
            ("config/../keys/master.key", "鍵"),
            ("config/purposes.toml", "設定"),
            ("config/list.csv", "設定"),
            ("inbox/20260401_住民記録.csv", "取込み元"),
            ("elsewhere.db", "データベース"),
            ("elsewhere.db-wal", "データベース"),
        ] {
            let error = Claimed::new(&home.join(name)).expect_err(name).to_string();
            assert!(error.contains(of), "{name}: {error}");
        }
        for name in ["out/list.csv", "list.csv", "config/sources/draft.toml", "inbox/new.csv"] {
            Claimed::new(&home.join(name)).expect(name);
        }
        for (name, text) in own {
            assert_eq!(fs::read_to_string(home.join(name)).expect("read"), text, "{name}");
        }
    }
}
