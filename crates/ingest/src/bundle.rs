//! Archives and folders: several files delivered as one. Archives that unfold beyond measure are refused.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::oneroster::Set;
use crate::reader::too_large;
use crate::refusal::{Refusal, RefusalKind};

/// An archive may unfold to this size (1 GiB) …
const UNFOLDED_MAX: u64 = 1 << 30;
/// … and above this size (64 MiB) to at most so many times its own: real tables reach 30 or so.
const SUSPICIOUS_SIZE: u64 = 64 << 20;
const SUSPICIOUS_RATIO: u64 = 200;
/// An archive may hold so many files.
const MEMBERS_MAX: usize = 10_000;

/// One file of a folder or archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Base name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a folder or archive holds.
#[derive(Debug)]
pub enum Unpacked {
    /// A OneRoster set: one delivery, read by [`crate::read_set`].
    Oneroster(Set),
    /// Files of their own, each to be read as `<stem>/<member>`.
    Files(Vec<Member>),
}

/// Whether bytes begin like a zip archive that is no workbook.
#[must_use]
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") && !crate::excel::is_workbook(bytes)
}

/// Unpacks an archive.
///
/// # Errors
/// It is broken, locked, or unfolds beyond measure.
pub fn unpack(file: &str, bytes: &[u8]) -> Result<Unpacked, Refusal> {
    let mut archive = open(file, bytes)?;
    check_size(file, bytes, &mut archive)?;
    let mut members = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| broken(file))?;
        if entry.is_dir() {
            continue;
        }
        let name = entry_name(entry.name_raw());
        if name.starts_with('.') || name.is_empty() || entry.name_raw().starts_with(b"__MACOSX") {
            continue;
        }
        let mut content = Vec::new();
        entry.by_ref().take(UNFOLDED_MAX).read_to_end(&mut content).map_err(|_| broken(file))?;
        members.push(Member { name, bytes: content });
    }
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    Ok(sorted_out(stem, members))
}

/// Sorts out the files of a folder: a OneRoster set, or files of their own.
#[must_use]
pub fn sorted_out(stem: &str, mut members: Vec<Member>) -> Unpacked {
    members.sort_by(|a, b| a.name.cmp(&b.name));
    if Set::is_one(&members) {
        Unpacked::Oneroster(Set::new(stem.to_owned(), members))
    } else {
        Unpacked::Files(members)
    }
}

/// Base name of an entry; Japanese archives hold names in CP932 or UTF-8.
fn entry_name(raw: &[u8]) -> String {
    let name = japanese::text::decode(raw, None).text;
    name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

fn open<'a>(file: &str, bytes: &'a [u8]) -> Result<ZipArchive<Cursor<&'a [u8]>>, Refusal> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken(file))?;
    if archive.len() > MEMBERS_MAX {
        return Err(too_large(file));
    }
    Ok(archive)
}

/// Refuses an archive that unfolds beyond measure, by what it says and by what really comes out.
pub(crate) fn check_unfolding(file: &str, bytes: &[u8]) -> Result<(), Refusal> {
    let mut archive = open(file, bytes)?;
    check_size(file, bytes, &mut archive)
}

fn check_size(file: &str, bytes: &[u8], archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), Refusal> {
    let allowed = UNFOLDED_MAX.min(SUSPICIOUS_SIZE.max(bytes.len() as u64 * SUSPICIOUS_RATIO));
    if archive.decompressed_size().is_some_and(|size| size > u128::from(allowed)) {
        return Err(bomb(file));
    }
    let mut unfolded = 0_u64;
    let mut block = vec![0_u8; 256 * 1024];
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| broken(file))?;
        loop {
            let read = entry.read(&mut block).map_err(|_| broken(file))?;
            if read == 0 {
                break;
            }
            unfolded += read as u64;
            if unfolded > allowed {
                return Err(bomb(file));
            }
        }
    }
    Ok(())
}

fn bomb(file: &str) -> Refusal {
    Refusal::new(
        RefusalKind::TooLarge,
        file,
        "展開すると異常に大きくなる圧縮ファイルです（1GiBまたは元の200倍を超える）。",
        "ファイルの出所を確認してください。正しいデータなら、CSVで出し直すか分けて出すよう所管課に依頼してください。",
    )
}

pub(crate) fn broken(file: &str) -> Refusal {
    Refusal::new(
        RefusalKind::Format,
        file,
        "壊れているか、パスワードの付いた圧縮ファイル（zip・xlsx）です。読むことができません。",
        "パスワードを外して、元のシステムから出し直してください。",
    )
}
