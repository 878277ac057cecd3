//! `mimamori demo`: a synthetic town in a sealed installation, and the main job on it under two purposes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use catalog::{Catalog, ConfigFile};
use domain::{Clock, PersonId};
use jiff::civil::Date;
use ledger::LedgerView;
use town::{Plan, Record, Town};

use super::cast;
use super::town::extracts_write;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::evaluate::{LinkageEvaluated, ScreeningEvaluated, compare, evaluate_links, labels};
use crate::import::{ImportRequest, ImportSummary, import};
use crate::installation::{self, Begin, Installation};
use crate::ledger_open::ledger_open;
use crate::linking::{self, Explained, LinkRequest, LinkSummary, link};
use crate::presets;
use crate::progress::Progress;
use crate::screening::{ScreenRequest, Screened, TrendsFound, TrendsRequest, screen, trends};
use crate::settings::{self, Settings};

/// The day the demo lives on: the last day of 令和4年度, when 諮問第65号 still holds.
pub const SEALED: Date = Date::constant(2023, 3, 31);

/// 諮問第65号 as it stands.
const ANALYSIS: &str = "consultation-65";

/// An invented assessment purpose of 見本市.
const WATCH: &str = "child-watch";

/// A rule that is refused however it is named.
const REFUSED_RULE: &str = include_str!("../../../../fixtures/refused-rules/predict-bullies.toml");

/// What is asked.
#[derive(Debug, Clone)]
pub struct DemoRequest<'a> {
    /// Where the sealed installation goes.
    pub home: PathBuf,
    /// Residents of the town.
    pub residents: u32,
    /// Seed of the town.
    pub seed: u64,
    /// The account that runs it.
    pub account: &'a str,
    /// The moment, for the trail.
    pub now: String,
}

/// Everything the demo has to tell.
#[derive(Debug)]
pub struct DemoFound {
    /// The installation.
    pub home: PathBuf,
    /// Receipts and refusals.
    pub imported: ImportSummary,
    /// 名寄せ.
    pub linked: LinkSummary,
    /// 名寄せ against the truth.
    pub linkage: LinkageEvaluated,
    /// Pairs explained: two of one person, spelt differently, a pair of twins, and the first pair left to a person.
    pub explained: Vec<Explained>,
    /// Trends under 諮問第65号.
    pub trends: TrendsFound,
    /// Rules under 諮問第65号: what cannot be judged, and the refusal to hand over.
    pub analysed: Screened,
    /// Signals under the assessment purpose.
    pub screened: Screened,
    /// Figures of rules against the latent truth: label and figures.
    pub figures: Vec<(String, ScreeningEvaluated)>,
    /// A girl with reasons and unknowns, and her ledger.
    pub girl: Option<(PersonId, LedgerView)>,
    /// Why a rule that predicts bullies is not taken.
    pub refused_rule: Vec<String>,
}

/// Runs the demo. A home that `demo` did not make is refused; one that it made is made anew.
///
/// # Errors
/// [`AppError`].
pub async fn demo(request: &DemoRequest<'_>, progress: &dyn Progress) -> Result<DemoFound, AppError> {
    clear(&request.home)?;
    let analysis = presets::files("akishima")
        .find(|(path, _)| *path == "purposes/consultation-65.toml")
        .map(|(path, text)| (path, text.to_owned()))
        .into_iter()
        .collect();
    let begin = Begin { preset: "minimal", more: analysis, sealed: Some(SEALED), account: request.account, demo: true };
    installation::init(&request.home, &begin).await?;

    progress.start("架空のまちを作る", 0);
    let town = Town::generate(&Plan::of(request.residents, request.seed));
    let cast = town.cast();
    let files = extracts_write(&town, &request.home.join("inbox"), &request.home)?;
    drop(town);
    progress.finish();

    let installation = Installation::open(&request.home).await?;
    let ctx = Ctx {
        installation: &installation,
        clock: Clock { today: SEALED, sealed: true },
        now: request.now.clone(),
        who: request.account.to_owned(),
        progress,
    };
    let imported = import(&ctx, &ImportRequest { files, ..ImportRequest::default() }).await;
    if let Some(error) = imported.stopped {
        return Err(error);
    }
    let out = request.home.join("out");
    let linked = link(&ctx, &LinkRequest { out: Some(out.join("links.csv")), ..LinkRequest::default() }).await?;
    let truth = request.home.join("truth");
    let linkage = evaluate_links(&ctx, &truth.join("persons.csv")).await?;

    let asked = TrendsRequest {
        purpose: ANALYSIS.to_owned(),
        as_of: None,
        out: Some(out.join("traits-consultation-65.csv")),
        similar: Some(out.join("similar-consultation-65.csv")),
    };
    let trends = trends(&ctx, &asked).await?;
    let analysed = screen(&ctx, &ScreenRequest { purpose: ANALYSIS.to_owned(), ..ScreenRequest::default() }).await?;
    let asked = ScreenRequest {
        purpose: WATCH.to_owned(),
        out: Some(out.join("list-child-watch.csv")),
        scores: Some(out.join("scores-child-watch.csv")),
        ..ScreenRequest::default()
    };
    let screened = screen(&ctx, &asked).await?;
    let mut figures = Vec::new();
    for (label, rule) in [("young_carer", "young-carer"), ("coming_truancy", "truancy-signs")] {
        let labels = labels(&ctx, &truth.join("latent.csv"), label).await?;
        let of_rule = compare(&screened.screening, &labels).into_iter().find(|one| one.rule == rule);
        figures.extend(of_rule.map(|one| (label.to_owned(), one)));
    }
    let people = cast::people(&ctx, &cast).await?;
    let mut explained = cast::explained(&ctx, &cast).await?;
    explained.extend(linking::first_waiting(&ctx).await?);
    let girl = match cast.carer.as_ref().and_then(|record: &Record| people.get(record)) {
        Some(person) => Some((*person, ledger_open(&ctx, &person.to_string(), WATCH, None).await?)),
        None => None,
    };
    installation.store.close().await;
    Ok(DemoFound {
        home: request.home.clone(),
        imported,
        linked,
        linkage,
        explained,
        trends,
        analysed,
        screened,
        figures,
        girl,
        refused_rule: refused_rule(&request.home)?,
    })
}

/// Makes room: an installation that `demo` made is removed, anything else is refused.
fn clear(home: &Path) -> Result<(), AppError> {
    let refused = || {
        AppError::refused(
            format!("{} は demo が作ったフォルダではありません。", home.display()),
            "--home で別のフォルダを指定してください。demo は自分が作ったフォルダしか作り直しません。",
        )
    };
    match fs::read_to_string(home.join(settings::FILE)) {
        Ok(text) if Settings::parse(&text).is_ok_and(|settings| settings.made_by_demo) => fs::remove_dir_all(home)
            .map_err(|_| {
                AppError::setup(format!("{} を消せません。", home.display()), "フォルダの権限を確かめてください。")
            }),
        Ok(_) => Err(refused()),
        Err(_) => match fs::read_dir(home) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Ok(mut entries) => {
                if entries.next().is_none() {
                    Ok(())
                } else {
                    Err(refused())
                }
            }
            Err(_) => Err(refused()),
        },
    }
}

/// Why the catalogue does not take a rule that predicts bullies.
fn refused_rule(home: &Path) -> Result<Vec<String>, AppError> {
    let path = "rules/class-harmony.toml";
    let mut files = installation::config_files(home)?;
    files.push(ConfigFile { path: path.to_owned(), text: REFUSED_RULE.to_owned() });
    let faults = Catalog::load(&files).faults;
    Ok(faults.into_iter().filter(|fault| fault.file == path && fault.line > 0).map(|fault| fault.to_string()).collect())
}

/// People by record.
pub(super) type People = BTreeMap<Record, PersonId>;
