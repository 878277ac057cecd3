//! Opening what the clerk named: a file, or the files of a folder or zip.

use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::path::Path;

use ingest::{Member, Set, Unpacked, bundle};

use super::summary::Refused;

/// Archives are held as a whole; a larger one is refused where workbooks are (512 MiB).
const ARCHIVE_BYTES_MAX: u64 = 512 << 20;
/// Beginning of every zip archive, workbooks too.
const ZIP: &[u8] = b"PK\x03\x04";

/// One file to be taken in.
pub(super) struct Piece {
    /// As the records name it: base name; inside a folder or zip `<stem>/<member>`.
    pub(super) name: String,
    /// Bytes, for the progress bar.
    pub(super) size: u64,
    /// What it holds.
    pub(super) content: Content,
    /// A workbook: how much its bytes unfold to is not known before.
    pub(super) workbook: bool,
}

/// What a file holds.
pub(super) enum Content {
    /// Bytes, one after the other.
    Bytes(Box<dyn Read + Send>),
    /// The files of a OneRoster folder, with the hash of all of them.
    Set(Box<Set>, [u8; 32]),
}

/// Opens what the clerk named. Each file of a folder or zip stands for itself, unless they are one OneRoster set.
pub(super) fn open(path: &Path) -> Vec<Result<Piece, Refused>> {
    let name = path.file_name().map_or_else(|| "delivery".to_owned(), |name| name.to_string_lossy().into_owned());
    let opened = match fs::metadata(path) {
        Ok(kind) if kind.is_dir() => folder(path, &name),
        Ok(kind) => file(path, &name, kind.len()),
        Err(error) => Err(error),
    };
    opened.unwrap_or_else(|error| vec![Err(unreadable(&path.display().to_string(), &error))])
}

type Pieces = Vec<Result<Piece, Refused>>;

fn file(path: &Path, name: &str, size: u64) -> io::Result<Pieces> {
    let mut file = File::open(path)?;
    let mut beginning = Vec::new();
    file.by_ref().take(ZIP.len() as u64).read_to_end(&mut beginning)?;
    if beginning != ZIP || size > ARCHIVE_BYTES_MAX {
        let bytes = Cursor::new(beginning).chain(file);
        let content = Content::Bytes(Box::new(bytes));
        return Ok(vec![Ok(Piece { name: name.to_owned(), size, content, workbook: false })]);
    }
    let mut bytes = beginning;
    file.read_to_end(&mut bytes)?;
    if bundle::is_archive(&bytes) {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        match bundle::unpack(name, &bytes) {
            Ok(Unpacked::Files(members)) if !members.is_empty() => {
                return Ok(members.into_iter().map(|member| Ok(piece_of(stem, member))).collect());
            }
            // A OneRoster archive, an empty or a broken one: the reader knows what to do, or what to say.
            Ok(_) | Err(_) => {}
        }
    }
    let content = Content::Bytes(Box::new(Cursor::new(bytes)));
    Ok(vec![Ok(Piece { name: name.to_owned(), size, content, workbook: true })])
}

fn piece_of(stem: &str, member: Member) -> Piece {
    let size = member.bytes.len() as u64;
    Piece {
        name: format!("{stem}/{}", member.name),
        size,
        workbook: member.bytes.starts_with(ZIP),
        content: Content::Bytes(Box::new(Cursor::new(member.bytes))),
    }
}

fn folder(path: &Path, stem: &str) -> io::Result<Pieces> {
    let mut names = Vec::new();
    for entry in fs::read_dir(path)? {
        let name = entry?.file_name();
        if !name.to_string_lossy().starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    if names.iter().any(|name| name.eq_ignore_ascii_case("users.csv"))
        && let Some(set) = roster(path, stem, &names)?
    {
        return Ok(vec![Ok(set)]);
    }
    let mut pieces = Pieces::new();
    for name in names {
        let inside = path.join(&name);
        let shown = format!("{stem}/{}", name.to_string_lossy());
        let opened = fs::metadata(&inside).and_then(|kind| {
            if kind.is_dir() { folder(&inside, &name.to_string_lossy()) } else { file(&inside, &shown, kind.len()) }
        });
        match opened {
            Ok(opened) => pieces.extend(opened),
            Err(error) => pieces.push(Err(unreadable(&shown, &error))),
        }
    }
    if pieces.is_empty() {
        pieces.push(Err(Refused {
            file: stem.to_owned(),
            kind: "empty",
            what: "フォルダにファイルがありません。".to_owned(),
            cure: "フォルダの指定を確かめてください。".to_owned(),
        }));
    }
    Ok(pieces)
}

/// The files of a folder as one OneRoster set, when they are one.
fn roster(path: &Path, stem: &str, names: &[std::ffi::OsString]) -> io::Result<Option<Piece>> {
    let mut members = Vec::new();
    let mut hasher = blake3::Hasher::new();
    let mut size = 0;
    for name in names {
        let inside = path.join(name);
        if inside.is_file() {
            let member = Member { name: name.to_string_lossy().into_owned(), bytes: fs::read(&inside)? };
            size += member.bytes.len() as u64;
            for part in [member.name.as_bytes(), &member.bytes] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part);
            }
            members.push(member);
        }
    }
    Ok(match bundle::sorted_out(stem, members) {
        Unpacked::Oneroster(set) => {
            let content = Content::Set(Box::new(set), *hasher.finalize().as_bytes());
            Some(Piece { name: stem.to_owned(), size, content, workbook: false })
        }
        Unpacked::Files(_) => None,
    })
}

/// A file that cannot be read: the user's fault, with the cure.
pub(super) fn unreadable(shown: &str, error: &io::Error) -> Refused {
    let (what, cure) = match error.kind() {
        io::ErrorKind::NotFound => ("ファイルがありません。", "ファイル名とフォルダの綴りを確かめてください。"),
        io::ErrorKind::PermissionDenied => {
            ("ファイルを読む権限がありません。", "ファイルの権限を確かめるか、読める場所へ写してください。")
        }
        _ => (
            "ファイルを最後まで読めませんでした。一件も保存していません。",
            "ファイルを写し直してから、もう一度取り込んでください。",
        ),
    };
    Refused { file: shown.to_owned(), kind: "unreadable-file", what: what.to_owned(), cure: cure.to_owned() }
}
