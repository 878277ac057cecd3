//! What only the edge may ask the machine: the time, the account, the installation's folder.

use std::path::{Path, PathBuf};

use app::ctx::Ctx;
use app::error::AppError;
use app::installation::Installation;
use jiff::civil::Date;

use crate::progress::Bar;

/// Where an installation stands when nobody says.
const HOME: &str = "mimamori-home";

/// The installation's folder: the option, else the environment (read by the command line), else `./mimamori-home`.
pub fn home(given: Option<&Path>) -> PathBuf {
    given.map_or_else(|| PathBuf::from(HOME), Path::to_path_buf)
}

/// The machine's date (UTC+9, as everywhere in Japan).
#[expect(clippy::disallowed_methods, reason = "the edge builds the clock")]
pub fn now() -> (Date, String) {
    let now = jiff::Timestamp::now();
    let japan = jiff::tz::Offset::constant(9).to_datetime(now);
    (japan.date(), format!("{now:.0}"))
}

/// The account of the operating system.
pub fn account() -> String {
    whoami::username().unwrap_or_else(|_| "unknown".to_owned())
}

/// An opened installation with what a context needs. Closed when the command ends, so that all records stand in the one
/// database file and none in the log beside it.
pub struct Desk {
    installation: Installation,
    bar: Bar,
}

impl Desk {
    /// Opens the installation.
    pub async fn open(home: &Path) -> Result<Self, AppError> {
        Ok(Self { installation: Installation::open(home).await?, bar: Bar::default() })
    }

    /// The context of one operation.
    pub fn ctx(&self) -> Result<Ctx<'_>, AppError> {
        let (today, now) = now();
        Ok(Ctx {
            clock: self.installation.clock(today)?,
            installation: &self.installation,
            now,
            who: account(),
            progress: &self.bar,
        })
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let store = &self.installation.store;
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(store.close()));
    }
}
