//! What the clerk asked for.

use std::path::PathBuf;

use jiff::civil::Date;

/// Files to be taken in, and what the clerk said about all of them.
#[derive(Debug, Clone, Default)]
pub struct ImportRequest {
    /// Files; a OneRoster delivery is a folder or a zip.
    pub files: Vec<PathBuf>,
    /// `--source`: the source they are said to be.
    pub source: Option<String>,
    /// `--without`: headers of columns to strip before anything else looks at them.
    pub without: Vec<String>,
    /// `--repair`: read text that was decoded wrongly once before as it probably was.
    pub repair: bool,
    /// `--accept-shrink`: far fewer rows than in the delivery before are right.
    pub accept_shrink: bool,
    /// `--as-of`: the date they speak for.
    pub as_of: Option<Date>,
}
