//! Writing a file whole or not at all, readable by its owner only.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use crate::error::AppError;

/// Writes `bytes` beside `path` and renames it into place, so that a reader never sees half a file. Only the owner
/// may read it, for it may tell of people; a link that somebody put in its way is not followed.
///
/// # Errors
/// [`AppError::Setup`] when the folder cannot be written; the cure names the folder's administrator.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = folder.join(format!(".{name}.part"));
    let result = (|| {
        let mut file = create_private(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    })();
    result.map_err(|error| {
        let _ = fs::remove_file(&beside);
        let why = match error.kind() {
            std::io::ErrorKind::StorageFull => "ディスクの空きがありません",
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => "書込みが許されていません",
            std::io::ErrorKind::NotFound => "フォルダがありません",
            _ => "書き込めません",
        };
        AppError::setup(
            format!("{} を書き出せません: {why}。", path.display()),
            "書出し先のフォルダがあること、空き容量と書込み権限を確かめてください。途中までのファイルは残していません。",
        )
    })
}

/// Looks, before long work, whether the folder of a file to be written is there.
///
/// # Errors
/// [`AppError::Setup`] when it is not.
pub fn has_folder(path: &Path) -> Result<(), AppError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_none_or(Path::is_dir) {
        return Ok(());
    }
    Err(AppError::setup(
        format!("{} を書き出せません: フォルダがありません。", path.display()),
        "書出し先のフォルダを作ってから、もう一度実行してください。まだ何もしていません。",
    ))
}

/// A new file that only its owner reads; what an earlier run left in its place is taken away first.
fn create_private(path: &Path) -> std::io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn a_list_is_readable_by_its_owner_only_and_follows_no_link() {
        let folder = std::env::temp_dir().join(format!("mimamori-whole-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("folder");
        let (elsewhere, list) = (folder.join("elsewhere"), folder.join("list.csv"));
        fs::write(&elsewhere, "untouched").expect("written");
        symlink(&elsewhere, folder.join(".list.csv.part")).expect("link");
        write(&list, b"names").expect("written");
        let mode = fs::metadata(&list).expect("there").permissions().mode() & 0o777;
        let (text, other) = (fs::read(&list), fs::read_to_string(&elsewhere));
        let _ = fs::remove_dir_all(&folder);
        assert_eq!(mode, 0o600);
        assert_eq!(text.expect("read"), b"names");
        assert_eq!(other.expect("read"), "untouched");
    }
}
