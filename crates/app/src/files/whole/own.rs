//! What no list may replace: the files an installation lives on, and any database.
//!
//! An installation is known by its `mimamori.toml`, so that commands that never open one (`link-files`) spare it too.

use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use crate::error::AppError;
use crate::settings;

/// How every SQLite database begins (<https://www.sqlite.org/fileformat.html#magic_header_string>).
const SQLITE: &[u8] = b"SQLite format 3\0";

/// Files that belong to the database of the same name without this ending (<https://www.sqlite.org/tempfiles.html>).
const BESIDE_DATABASE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Looks whether a list may be written here.
///
/// # Errors
/// [`AppError::Refused`] when it would replace or join what an installation lives on: its settings, keys, configuration, deliveries or database.
pub(super) fn look(path: &Path) -> Result<(), AppError> {
    refuse(path, false)
}

/// As [`look`], for a definition or for settings, which may join the configuration but replace nothing.
///
/// # Errors
/// As [`look`].
pub(super) fn look_for_configuration(path: &Path) -> Result<(), AppError> {
    refuse(path, true)
}

fn refuse(path: &Path, is_configuration: bool) -> Result<(), AppError> {
    // As it is written and as links lead: keys may lie elsewhere behind a link.
    let written = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let led = folder.canonicalize().map(|folder| folder.join(path.file_name().unwrap_or_default()));
    let places = [Some(lexical(&written)), led.ok()];
    let of_installation = |path: &Path| {
        path.ancestors()
            .skip(1)
            .filter(|home| home.join(settings::FILE).is_file())
            .find_map(|home| part(home, path, is_configuration))
    };
    let of = places.iter().flatten().find_map(|path| {
        if is_database(path) { Some("データベースのファイルです") } else { of_installation(path) }
    });
    of.map_or(Ok(()), |of| {
        Err(AppError::refused(
            format!("{} には書き出せません: {of}。", path.display()),
            "書出し先に別の場所（導入先の out フォルダなど）を指定してください。まだ何もしていません。",
        ))
    })
}

/// A path without `.` and `..`.
fn lexical(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut path, step| {
        match step {
            Component::CurDir => {}
            Component::ParentDir => {
                path.pop();
            }
            other => path.push(other),
        }
        path
    })
}

/// What of the installation at `home` would be replaced or joined; `None` = nothing.
fn part(home: &Path, path: &Path, is_configuration: bool) -> Option<&'static str> {
    let within = path.strip_prefix(home).ok()?;
    let mut steps = within.components().map(|step| step.as_os_str().to_string_lossy().to_lowercase());
    let is_new = path.symlink_metadata().is_err();
    match steps.next()?.as_str() {
        settings::FILE => Some("見守りの導入設定です"),
        "config" if !(is_configuration && is_new) => Some("見守りの設定を置くフォルダの中です"),
        "keys" => Some("見守りの鍵を置くフォルダの中です"),
        "inbox" if !is_new => Some("届いた抽出データです"),
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
            ("mimamori.toml", "導入設定"),
            ("keys/master.key", "鍵を置くフォルダ"),
            ("keys/list.csv", "鍵を置くフォルダ"),
            ("config/../keys/master.key", "鍵を置くフォルダ"),
            ("out/../keys/master.key", "鍵を置くフォルダ"),
            ("config/purposes.toml", "設定を置くフォルダ"),
            ("config/list.csv", "設定を置くフォルダ"),
            ("config/sources/list.toml", "設定を置くフォルダ"),
            ("inbox/20260401_住民記録.csv", "届いた抽出データ"),
            ("elsewhere.db", "データベース"),
            ("elsewhere.db-wal", "データベース"),
        ] {
            let error = Claimed::new(&home.join(name)).expect_err(name).to_string();
            assert!(error.contains(of), "{name}: {error}");
        }
        for name in ["out/list.csv", "list.csv", "inbox/new.csv"] {
            Claimed::new(&home.join(name)).expect(name);
        }
        Claimed::of_configuration(&home.join("config/sources/draft.toml")).expect("a definition is drafted there");
        let replaced = Claimed::of_configuration(&home.join("config/purposes.toml"));
        assert!(replaced.is_err(), "but replaces nothing");
        #[cfg(unix)]
        {
            // Keys that lie elsewhere behind a link, and a home behind one.
            let elsewhere = tempfile::tempdir().expect("a folder");
            fs::write(elsewhere.path().join("master.key"), "key").expect("written");
            fs::rename(home.join("keys"), home.join("old")).expect("moved");
            std::os::unix::fs::symlink(elsewhere.path(), home.join("keys")).expect("linked");
            Claimed::new(&home.join("keys/master.key")).expect_err("by its name");
            fs::remove_file(home.join("keys")).expect("taken away");
            fs::rename(home.join("old"), home.join("keys")).expect("moved back");
            std::os::unix::fs::symlink(home, elsewhere.path().join("home")).expect("linked");
            Claimed::new(&elsewhere.path().join("home/keys/master.key")).expect_err("by where the link leads");
        }
        for (name, text) in own {
            assert_eq!(fs::read_to_string(home.join(name)).expect("read"), text, "{name}");
        }
    }
}
