//! The chain of the trail: each entry's hash seals its own words and the entry before. Pure.

/// Hash before the first entry.
pub(super) const BEGINNING: [u8; 32] = [0; 32];

/// One entry of the trail: who did what for which purpose. It holds no personal value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Date and time, given by the edge (RFC 3339).
    pub recorded_at: String,
    /// Account.
    pub who: String,
    /// Duty under which it was done; empty for operations without one.
    pub duty: String,
    /// Purpose; empty for operations without one.
    pub purpose: String,
    /// Operation, from a closed list of the application.
    pub action: String,
    /// What it was done to: ids, never names.
    pub what: String,
    /// How many persons or rows it touched.
    pub count: u64,
    /// blake3 of what was put out; zeros when nothing was.
    pub output_hash: [u8; 32],
}

impl Entry {
    /// The hash that seals this entry and everything before it.
    ///
    /// Each text stands behind its length, so that no two entries give the same line.
    #[must_use]
    pub fn seal(&self, previous: &[u8; 32]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"mimamori-trail-1");
        hasher.update(previous);
        for text in [&self.recorded_at, &self.who, &self.duty, &self.purpose, &self.action, &self.what] {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.update(&self.count.to_le_bytes());
        hasher.update(&self.output_hash);
        *hasher.finalize().as_bytes()
    }
}

/// What a verification of the trail found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrailState {
    /// Every entry is as it was written. Write the head down somewhere else to notice a cut end.
    Whole {
        /// Number of entries.
        entries: u64,
        /// Hash of the last entry; zeros when there is none.
        head: [u8; 32],
    },
    /// The first entry that is not as it was written, or is missing.
    Broken {
        /// Its number, from 1.
        entry: u64,
    },
}
