//! What is known about a delivery before its first byte is read.

use domain::SourceId;
use jiff::civil::Date;

/// One file to be read, and what the clerk said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Base name of the file; inside a folder or zip `<stem>/<member>`.
    pub file: String,
    /// Today (本日): permission follows it, and it is the date of a delivery that names none.
    pub today: Date,
    /// `--source`: the source it is said to be.
    pub source: Option<SourceId>,
    /// `--without`: headers of columns to strip before anything else looks at them.
    pub without: Vec<String>,
    /// `--as-of`: the date it speaks for.
    pub as_of: Option<Date>,
    /// Read text that was decoded wrongly once before as it probably was (文字化けの修復); a person has agreed.
    pub repair: bool,
    /// `--accept-shrink`: a delivery that would put far fewer rows in the place of many is right; a person has made sure.
    pub accept_shrink: bool,
}

impl Request {
    /// A request for a file on a day, with nothing said about it.
    #[must_use]
    pub fn new(file: &str, today: Date) -> Self {
        Self {
            file: file.to_owned(),
            today,
            source: None,
            without: Vec::new(),
            as_of: None,
            repair: false,
            accept_shrink: false,
        }
    }
}
