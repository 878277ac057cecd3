//! A place in which a file will be written, held from before the work until the file is there.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::{cannot_write, own};
use crate::error::AppError;

/// A file to be written: an empty one stands beside its place, locked, so that no other run writes there. Dropped, it is taken away.
#[derive(Debug)]
pub struct Claimed {
    path: PathBuf,
    beside: PathBuf,
    file: File,
    is_kept: bool,
}

/// Another run may be gone just when its place is looked at; so often it is tried again.
const TRIES: usize = 10;

impl Claimed {
    /// Claims the place of a file, before any long work.
    ///
    /// # Errors
    /// [`AppError::Setup`] when the folder is not there or cannot be written, or when another run is writing this file;
    /// [`AppError::Refused`] when the path is none of a file, belongs to an installation, or something foreign stands where the unfinished file
    /// would.
    pub fn new(path: &Path) -> Result<Self, AppError> {
        Self::with(path, own::look)
    }

    /// As [`Claimed::new`], for a part of the configuration that is not there yet: definitions, the settings of a new installation.
    pub(super) fn of_configuration(path: &Path) -> Result<Self, AppError> {
        Self::with(path, own::look_for_configuration)
    }

    fn with(path: &Path, look: impl Fn(&Path) -> Result<(), AppError>) -> Result<Self, AppError> {
        // A link may lead to a device, and what is put into its place would not be where it leads to.
        let is_other = fs::symlink_metadata(path).is_ok_and(|there| !there.is_file());
        let Some(name) = path.file_name().filter(|_| !is_other) else {
            return Err(AppError::refused(
                format!("{} には書き出せません: ファイルではありません。", path.display()),
                "書出し先にファイルの名前（リンクや装置ではないもの）を指定してから、もう一度実行してください。まだ何もしていません。",
            ));
        };
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        if !folder.is_dir() {
            return Err(AppError::setup(
                format!("{} を書き出せません: フォルダがありません。", path.display()),
                "書出し先のフォルダを作ってから、もう一度実行してください。まだ何もしていません。",
            ));
        }
        look(&folder.join(name))?;
        let beside = beside(path);
        for _ in 0..TRIES {
            if let Some(file) = claim(&beside).map_err(|error| told(path, &beside, &error))? {
                return Ok(Self { path: path.to_owned(), beside, file, is_kept: false });
            }
        }
        Err(told(path, &beside, &io::ErrorKind::WouldBlock.into()))
    }

    pub(super) fn file(&mut self) -> &mut File {
        &mut self.file
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts what was written into its place.
    ///
    /// # Errors
    /// [`AppError::Setup`] when it cannot, or when something else stands where it was written.
    pub(super) fn rename(mut self) -> Result<(), AppError> {
        if !is_there(&self.file, &self.beside) {
            return Err(AppError::setup(
                format!(
                    "{} を書き出せません: 書き出している間に {} がほかのファイルと入れ替わりました。",
                    self.path.display(),
                    self.beside.display()
                ),
                "同じ場所に書き出しているほかの実行やプログラムがないか確かめてから、もう一度実行してください。",
            ));
        }
        fs::rename(&self.beside, &self.path).map_err(|error| cannot_write(&self.path, &error))?;
        self.is_kept = true;
        Ok(())
    }
}

impl Drop for Claimed {
    fn drop(&mut self) {
        if !self.is_kept && is_there(&self.file, &self.beside) {
            let _ = fs::remove_file(&self.beside);
        }
    }
}

/// Where a file stands while it is written: beside its place, under a name that no other program uses.
pub(super) fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    let own = path.file_name().unwrap_or_default();
    // A file system takes 255 bytes at most; a longer name stands by its hash.
    if own.len() + 1 + PART.len() > NAME_BYTES_MAX {
        name.push(&*blake3::hash(own.as_encoded_bytes()).to_hex());
    } else {
        name.push(own);
    }
    name.push(PART);
    path.with_file_name(name)
}

/// How the name of an unfinished file ends.
const PART: &str = ".mimamori-part";

/// Bytes of a name of a file.
const NAME_BYTES_MAX: usize = 255;

/// A new, locked file that only its owner reads; `None` when another run was there a moment ago. What a killed run left is taken away; anything
/// else of that name is left alone, and a link is never followed.
///
/// # Errors
/// [`io::ErrorKind::WouldBlock`] when another run holds the place, [`io::ErrorKind::AlreadyExists`] when something foreign does.
fn claim(beside: &Path) -> io::Result<Option<File>> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    match options.open(beside) {
        Ok(file) => {
            lock(&file)?;
            // Another run may have taken it for what a killed one left, before it was locked.
            let is_ours = is_there(&file, beside);
            Ok(is_ours.then_some(file))
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let there = match fs::symlink_metadata(beside) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                there => there?,
            };
            if !there.is_file() {
                return Err(error);
            }
            // A run that lives holds a lock on it.
            match OpenOptions::new().write(true).open(beside) {
                Ok(left) => {
                    lock(&left)?;
                    if !is_there(&left, beside) {
                        return Ok(None);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            }
            if !is_left_by_us(&there) {
                return Err(error);
            }
            match fs::remove_file(beside) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(None),
            }
        }
        Err(error) => Err(error),
    }
}

/// Whether a plain file looks like one that a killed run left: only its owner may read it. Where a drive knows no such rights, people decide.
fn is_left_by_us(there: &fs::Metadata) -> bool {
    #[cfg(unix)]
    let is_closed = {
        use std::os::unix::fs::PermissionsExt as _;
        there.permissions().mode() & 0o777 == 0o600
    };
    #[cfg(not(unix))]
    let is_closed = {
        let _ = there;
        true
    };
    is_closed
}

fn lock(file: &File) -> io::Result<()> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
        // Some network drives know no locks.
        Err(TryLockError::Error(_)) | Ok(()) => Ok(()),
    }
}

/// Whether the file still stands at this place, and not another one.
fn is_there(file: &File, place: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let id = |there: io::Result<fs::Metadata>| there.map(|there| (there.dev(), there.ino())).ok();
        id(file.metadata()) == id(fs::symlink_metadata(place))
    }
    #[cfg(not(unix))]
    {
        let _ = (file, place);
        true
    }
}

fn told(path: &Path, beside: &Path, error: &io::Error) -> AppError {
    match error.kind() {
        io::ErrorKind::WouldBlock => AppError::setup(
            format!("{} を書き出せません: 別の実行が書き出しているところです。", path.display()),
            "その実行が終わってから、もう一度実行してください。まだ何もしていません。",
        ),
        io::ErrorKind::AlreadyExists => AppError::refused(
            format!(
                "{} を書き出せません: 書出しの途中に使う {} という名前のファイルが既にあります。",
                path.display(),
                beside.display()
            ),
            "前の実行が途中で止まった残りであれば消し、ほかのファイルであれば別の場所に移してから、もう一度実行してください。まだ何もしていません。",
        ),
        _ => cannot_write(path, error),
    }
}
