//! Writing a file whole or not at all, readable by its owner only.

mod claim;
mod own;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

pub use self::claim::Claimed;
use crate::error::AppError;

/// Writes `bytes` beside `path` and renames it into place, so that a reader never sees half a file. Only the owner
/// may read it, for it may tell of people; a link that somebody put in its way is not followed.
///
/// # Errors
/// [`AppError::Setup`] when the folder cannot be written or another run is writing the same file; the cure names the folder's administrator.
/// [`AppError::Refused`] when something else than a file stands there, or it would replace what an installation lives on. A definition or
/// settings, unlike a list, may join the configuration.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    Claimed::of_configuration(path)?.write(|file| file.write_all(bytes))?.keep()
}

/// A file that is written but not in its place yet. Dropped before [`Written::keep`], it is taken away.
#[derive(Debug)]
pub struct Written {
    claimed: Claimed,
    hash: blake3::Hash,
}

impl Written {
    /// The hash of what was written, for the trail.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        *self.hash.as_bytes()
    }

    /// Puts the file into its place.
    ///
    /// # Errors
    /// As [`write`].
    pub fn keep(self) -> Result<(), AppError> {
        self.claimed.rename()
    }
}

impl Claimed {
    /// Writes piece by piece what `pieces` writes.
    ///
    /// # Errors
    /// As [`write`].
    pub fn write(
        mut self,
        pieces: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<Written, AppError> {
        let result = (|| {
            let mut file =
                Hashing { file: BufWriter::with_capacity(1 << 20, self.file()), hasher: blake3::Hasher::new() };
            pieces(&mut file)?;
            let hash = file.hasher.finalize();
            file.file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
            Ok(hash)
        })();
        match result {
            Ok(hash) => Ok(Written { claimed: self, hash }),
            Err(error) => Err(cannot_write(self.path(), &error)),
        }
    }
}

/// Hashes what goes through it.
struct Hashing<'a> {
    file: BufWriter<&'a mut File>,
    hasher: blake3::Hasher,
}

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn cannot_write(path: &Path, error: &io::Error) -> AppError {
    let why = match error.kind() {
        io::ErrorKind::StorageFull => "ディスクの空きがありません",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "書込みが許されていません",
        io::ErrorKind::NotFound => "フォルダがありません",
        _ => "書き込めません",
    };
    AppError::setup(
        format!("{} を書き出せません: {why}。", path.display()),
        "書出し先のフォルダがあること、空き容量と書込み権限を確かめてください。途中までのファイルは残していません。",
    )
}

/// Claims the files that are asked for, before any long work.
///
/// # Errors
/// As [`are_apart`] and [`Claimed::new`].
pub fn claim<'a, const N: usize>(
    outputs: [Option<&Path>; N],
    inputs: impl IntoIterator<Item = &'a Path>,
) -> Result<[Option<Claimed>; N], AppError> {
    are_apart(outputs.into_iter().flatten(), inputs)?;
    let mut claimed = [const { None }; N];
    for (claimed, path) in claimed.iter_mut().zip(outputs) {
        *claimed = path.map(Claimed::new).transpose()?;
    }
    Ok(claimed)
}

/// Puts files that are all written into their places.
///
/// # Errors
/// [`AppError::Setup`] with the file that could not take its place; when others are new by then, it is told which are and which are not.
pub fn keep(written: impl IntoIterator<Item = Written>) -> Result<(), AppError> {
    let mut written = written.into_iter();
    let mut new: Vec<String> = Vec::new();
    let told = |file: &Written| file.claimed.path().display().to_string();
    while let Some(file) = written.next() {
        let path = told(&file);
        match file.keep() {
            Ok(()) => new.push(path),
            Err(AppError::Setup { what, cure }) if !new.is_empty() => {
                let not_new: Vec<String> = std::iter::once(path).chain(written.map(|file| told(&file))).collect();
                let what = format!(
                    "{what}\n  {} は今回の結果ですが、{} は今回の結果になっていません。このままでは結果がそろいません。",
                    new.join("、"),
                    not_new.join("、")
                );
                return Err(AppError::Setup {
                    what, cure: format!("{cure}その後、もう一度実行してください。")
                });
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Looks, before long work, whether files to be written are no files to be read, and no two of them are one; the places where they stand unfinished
/// count too.
///
/// # Errors
/// [`AppError::Refused`] with the path.
pub fn are_apart<'a, 'b>(
    outputs: impl IntoIterator<Item = &'a Path>,
    inputs: impl IntoIterator<Item = &'b Path>,
) -> Result<(), AppError> {
    let inputs: Vec<_> = inputs.into_iter().map(place).collect();
    let mut seen = Vec::new();
    for path in outputs {
        let here = [place(path), place(&claim::beside(path))];
        let why = if here.iter().any(|here| inputs.contains(here)) {
            "読み込むファイルでもあります"
        } else if here.iter().any(|here| seen.contains(here)) {
            "別の書出し先でもあります"
        } else {
            seen.extend(here);
            continue;
        };
        return Err(AppError::refused(
            format!("{} には書き出せません: {why}。", path.display()),
            "書出し先に別の名前を付けてから、もう一度実行してください。まだ何もしていません。",
        ));
    }
    Ok(())
}

/// Where a path leads, links followed; of a file that is not there yet, its folder is looked up.
fn place(path: &Path) -> std::path::PathBuf {
    let in_folder = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    };
    path.canonicalize().ok().or_else(in_folder).unwrap_or_else(|| path.to_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn a_list_is_readable_by_its_owner_only_and_follows_no_link() {
        let folder = std::env::temp_dir().join(format!("mimamori-whole-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("folder");
        let (elsewhere, list) = (folder.join("elsewhere"), folder.join("list.csv"));
        fs::write(&elsewhere, "untouched").expect("written");
        let beside = folder.join(".list.csv.mimamori-part");
        symlink(&elsewhere, &beside).expect("link");
        let error = write(&list, b"names").expect_err("something foreign stands there").to_string();
        assert!(error.contains(".list.csv.mimamori-part"), "{error}");
        fs::remove_file(&beside).expect("taken away");
        write(&list, b"names").expect("written");
        let mode = fs::metadata(&list).expect("there").permissions().mode() & 0o777;
        let (text, other) = (fs::read(&list), fs::read_to_string(&elsewhere));
        let _ = fs::remove_dir_all(&folder);
        assert_eq!(mode, 0o600);
        assert_eq!(text.expect("read"), b"names");
        assert_eq!(other.expect("read"), "untouched");
    }

    #[test]
    fn what_is_not_kept_leaves_nothing_behind() {
        let folder = std::env::temp_dir().join(format!("mimamori-part-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("folder");
        let list = folder.join("list.csv");
        let written = Claimed::new(&list)
            .expect("free")
            .write(|file| file.write_all(b"na").and_then(|()| file.write_all(b"mes")));
        let hash = written.expect("written").hash();
        let broken = Claimed::new(&list)
            .expect("free")
            .write(|file| file.write_all(b"half").and_then(|()| Err(io::ErrorKind::StorageFull.into())));
        let left = fs::read_dir(&folder).expect("there").count();
        let _ = fs::remove_dir_all(&folder);
        assert_eq!(hash, *blake3::hash(b"names").as_bytes());
        assert!(broken.expect_err("disk full").to_string().contains("空きがありません"));
        assert_eq!(left, 0);
    }

    #[test]
    fn two_runs_never_write_one_file_and_what_a_killed_one_left_is_taken_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let list = folder.path().join("list.csv");
        let first = Claimed::new(&list).expect("nobody writes it");
        let busy = Claimed::new(&list).expect_err("the first one does");
        assert!(busy.to_string().contains("別の実行"), "{busy}");
        first.write(|file| file.write_all(b"first")).expect("written").keep().expect("kept");
        assert_eq!(fs::read(&list).expect("read"), b"first");
        let left = folder.path().join(".list.csv.mimamori-part");
        fs::write(&left, "half of a killed run, longer than what is written now").expect("left");
        let error = write(&list, b"second").expect_err("others can read it: it is none of ours").to_string();
        assert!(error.contains("途中で止まった残りであれば消し"), "{error}");
        fs::set_permissions(&left, fs::Permissions::from_mode(0o600)).expect("closed");
        write(&list, b"second").expect("written");
        assert_eq!(fs::read(&list).expect("read"), b"second");
        assert_eq!(fs::read_dir(folder.path()).expect("there").count(), 1);
    }

    #[test]
    fn files_take_their_places_together_or_it_is_told_which_did() {
        let folder = tempfile::tempdir().expect("a folder");
        let [pairs, clusters, report] =
            ["pairs.csv", "clusters.csv", "report.txt"].map(|name| folder.path().join(name));
        let claimed = claim([Some(&*pairs), None, Some(&*clusters), Some(&*report)], []).expect("free");
        let written = claimed.into_iter().flatten().map(|file| file.write(|file| file.write_all(b"new")));
        let written: Vec<Written> = written.collect::<Result<_, _>>().expect("written");
        // Somebody makes a folder of that name while the work goes on.
        fs::create_dir(&clusters).expect("in the way");
        let error = keep(written).expect_err("a folder stands there").to_string();
        assert!(error.contains("pairs.csv は今回の結果ですが"), "{error}");
        assert!(
            error.contains("clusters.csv、") && error.contains("report.txt は今回の結果になっていません"),
            "{error}"
        );
        assert_eq!(fs::read(&pairs).expect("read"), b"new");
        assert_eq!(fs::read_dir(folder.path()).expect("there").count(), 2, "nothing unfinished stays behind");
    }

    #[test]
    fn an_input_is_never_the_place_of_an_unfinished_output() {
        let (list, unfinished) = (Path::new("list.csv"), Path::new(".list.csv.mimamori-part"));
        for (outputs, inputs) in [([list, Path::new("x")], [unfinished]), ([list, unfinished], [Path::new("y")])] {
            assert!(are_apart(outputs, inputs).is_err(), "{outputs:?} {inputs:?}");
        }
    }

    #[test]
    fn what_was_put_in_the_place_of_an_unfinished_file_is_not_published() {
        let folder = tempfile::tempdir().expect("a folder");
        // As long as a name can be.
        let list = folder.path().join(format!("{}.csv", "l".repeat(251)));
        let written = Claimed::new(&list).expect("free").write(|file| file.write_all(b"ours")).expect("written");
        let beside = claim::beside(&list);
        fs::remove_file(&beside).expect("taken away");
        fs::write(&beside, "foreign").expect("put there");
        assert!(written.keep().is_err());
        assert!(!list.exists() && fs::read(&beside).expect("left alone") == b"foreign");
    }

    #[test]
    fn only_a_file_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, why) in [
            (Path::new("/dev/null"), "ファイルではありません"),
            (Path::new("/dev/stdout"), "ファイルではありません"),
            (folder.path(), "ファイルではありません"),
            (&folder.path().join("none/list.csv"), "フォルダがありません"),
            (&folder.path().join(".."), "ファイルではありません"),
        ] {
            let error = Claimed::new(path).expect_err("refused").to_string();
            assert!(error.contains(why), "{error}");
        }
        assert!(!fs::metadata("/dev/null").expect("there").is_file());
    }
}
