//! Writing a file whole or not at all.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use crate::error::AppError;

/// Writes `bytes` beside `path` and renames it into place, so that a reader never sees half a file.
///
/// # Errors
/// [`AppError::Setup`] when the folder cannot be written; the cure names the folder's administrator.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = folder.join(format!(".{name}.part"));
    let result = (|| {
        let mut file = File::create(&beside)?;
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
