//! `mimamori.toml`: the organisation, the database, the sealed date, and which account holds which duty.

use jiff::civil::Date;
use serde::Deserialize;

use crate::error::AppError;

/// Name of the settings file in an installation.
pub const FILE: &str = "mimamori.toml";

/// The settings of one installation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Name of the organisation (機関名).
    pub organisation: String,
    /// Municipality in which the population lives (住所の市区町村), e.g. `昭島市`; used as the address' default.
    #[serde(default)]
    pub municipality: Option<String>,
    /// An installation for practice and tests lives on this day for ever.
    #[serde(default)]
    pub sealed: Option<String>,
    /// Whether `demo` made it; `demo` refuses any other home.
    #[serde(default)]
    pub made_by_demo: bool,
    /// Where the records are kept.
    #[serde(default)]
    pub database: Database,
    /// How 名寄せ works here.
    #[serde(default)]
    pub linkage: Linkage,
    /// Which account of the operating system holds which duty.
    #[serde(default, rename = "account")]
    pub accounts: Vec<Account>,
}

/// Where the records are kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `sqlite:mimamori.db`, relative to the installation.
    pub url: String,
}

impl Default for Database {
    fn default() -> Self {
        Self { url: "sqlite:mimamori.db".to_owned() }
    }
}

/// How 名寄せ works in this installation (`[linkage]`).
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Linkage {
    /// Learn the weights from what people decided as well (人の判定から重みを学ぶ); off unless somebody says so.
    pub learn_from_decisions: bool,
}

/// An account of the operating system and its duties.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Account name of the operating system.
    pub os: String,
    /// Name shown in the trail.
    #[serde(default)]
    pub name: Option<String>,
    /// Duties (職務) as named by the purposes' viewers.
    pub duties: Vec<String>,
}

impl Settings {
    /// Reads the settings file.
    ///
    /// # Errors
    /// [`AppError::Setup`] with the line when the text is not valid.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        let settings: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| text[..span.start].matches('\n').count() + 1);
            AppError::setup(
                format!("{FILE} の{line}行目を読めません: {}", error.message()),
                "設定ファイルの記述を直してください（導入時のひな形は docs/operations/install.md にあります）。",
            )
        })?;
        settings.sealed_date()?;
        Ok(settings)
    }

    /// The sealed date, if any.
    ///
    /// # Errors
    /// [`AppError::Setup`] when it is not a date.
    pub fn sealed_date(&self) -> Result<Option<Date>, AppError> {
        self.sealed
            .as_deref()
            .map(|text| {
                text.parse().map_err(|_| {
                    AppError::setup(
                        format!("{FILE} の sealed が日付ではありません。"),
                        "YYYY-MM-DD の形で書いてください。",
                    )
                })
            })
            .transpose()
    }

    /// The account of the operating system user, when the installation knows it.
    #[must_use]
    pub fn account(&self, os: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.os == os)
    }
}
