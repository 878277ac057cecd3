//! An installation made by the binary itself, files written beside it, and what the binary said.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use app::installation::Installation;

/// A folder with an installation in `home/`; files of the story stand beside it.
pub struct Home {
    folder: tempfile::TempDir,
}

/// What a command left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The command did what was asked.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{}\n{}", self.out, self.err);
        self
    }

    /// The command ended with this exit code, and its message says all of these.
    #[track_caller]
    pub fn fails(self, code: i32, words: &[&str]) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        for word in words {
            assert!(self.err.contains(word), "「{word}」 is not said:\n{}", self.err);
        }
        self
    }

    /// Standard output says all of these.
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.out.contains(word), "「{word}」 is not said:\n{}", self.out);
        }
        self
    }

    /// Standard output says none of these.
    #[track_caller]
    pub fn silent_on(self, words: &[&str]) -> Self {
        for word in words {
            assert!(!self.out.contains(word), "「{word}」 is said:\n{}", self.out);
        }
        self
    }

    /// Standard output as one JSON object.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

impl Home {
    /// A folder without an installation.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// The preset `minimal`, in which today is 2023-03-10 for ever.
    pub fn new() -> Self {
        Self::of("minimal", Some("2023-03-10"))
    }

    pub fn of(preset: &str, sealed: Option<&str>) -> Self {
        let home = Self::empty();
        let sealed = sealed.map(|day| format!(" --sealed {day}")).unwrap_or_default();
        home.run(&format!("init home --preset {preset}{sealed}")).ok();
        home
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
        self
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Changes a file of the configuration or the settings.
    #[track_caller]
    pub fn edit(&self, name: &str, from: &str, to: &str) -> &Self {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no {from}");
        self.write(name, &text.replacen(from, to, 1))
    }

    /// The binary, in this folder and with this installation.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mimamori"));
        command.current_dir(self.folder.path()).env("MIMAMORI_HOME", "home").stdin(Stdio::null());
        command
    }

    /// Types a command; words are separated by spaces.
    pub fn run(&self, typed: &str) -> Ran {
        let output = self.command().args(typed.split_whitespace()).output().expect("runs");
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// Writes a file and imports it.
    #[track_caller]
    pub fn take(&self, name: &str, text: &str) -> Ran {
        self.write(name, text).run(&format!("import {name}")).ok()
    }

    /// The hash of all records: equal when nothing was changed.
    pub fn records(&self) -> [u8; 32] {
        self.opened(async |installation| installation.store.records_hash().await.expect("read"))
    }

    /// The deliveries held: numbers and files.
    pub fn extracts(&self) -> Vec<String> {
        self.opened(async |installation| {
            let list = installation.store.extract_list().await.expect("listed");
            list.iter().map(|stored| format!("{} {}", stored.extract.id, stored.extract.file)).collect()
        })
    }

    /// The trail: account, action, and to what.
    pub fn trail(&self) -> Vec<store::Entry> {
        self.opened(async |installation| {
            installation.store.trail_list().await.expect("read").into_iter().map(|kept| kept.entry).collect()
        })
    }

    /// Asks the installation in this process, and closes it again.
    pub fn opened<T>(&self, asked: impl AsyncFnOnce(&Installation) -> T) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let installation = Installation::open(&self.path("home")).await.expect("opens");
            let found = asked(&installation).await;
            installation.store.close().await;
            found
        })
    }

    /// A copy of this folder, to be changed freely.
    pub fn copy(&self) -> Self {
        let copy = Self::empty();
        copy_folder(self.folder.path(), copy.folder.path());
        copy
    }
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("listed") {
        let entry = entry.expect("listed");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).expect("made");
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// Rows of a machine file: cells by the header's names. For files whose cells hold no separators.
pub fn rows(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut lines = text.trim_start_matches('\u{FEFF}').lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    lines
        .map(|line| header.iter().map(|name| (*name).to_owned()).zip(line.split(',').map(str::to_owned)).collect())
        .collect()
}
