//! The one function that authorises: a live purpose, and a duty among its viewers.

use catalog::{Purpose, Standing};
use domain::{PurposeId, Scope};
use jiff::civil::Date;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::trail;

/// What somebody wants to do with a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Aggregates and analysis results.
    Analyse,
    /// Lists of children; under a purpose that allows analysis only they name nobody.
    View,
    /// One named child's ledger (台帳).
    Open,
    /// Lists that go on to narrowing, assessment and support (引継ぎ・提供).
    HandOver,
}

impl Action {
    /// As the trail names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Analyse => "analyse",
            Self::View => "view",
            Self::Open => "ledger",
            Self::HandOver => "hand-over",
        }
    }
}

/// What was granted: the purpose and the scope of every read under it.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The purpose, in force today.
    pub purpose: Purpose,
    /// Who, duty, organisation, purpose, as-of date.
    pub scope: Scope,
}

/// Grants an action under a purpose, or refuses it; a refusal is written to the trail.
///
/// Permission follows today, never the as-of date; an as-of date after today is refused.
///
/// # Errors
/// [`AppError::Refused`] with the reason and the cure; [`AppError::Setup`] when the trail cannot be written.
pub async fn authorise(ctx: &Ctx<'_>, purpose: &str, as_of: Date, action: Action) -> Result<Grant, AppError> {
    match decide(ctx, purpose, as_of, action) {
        Ok(grant) => Ok(grant),
        Err(refusal) => {
            trail::refused(ctx, purpose, action).await?;
            Err(refusal)
        }
    }
}

fn decide(ctx: &Ctx<'_>, purpose: &str, as_of: Date, action: Action) -> Result<Grant, AppError> {
    let installation = ctx.installation;
    let id = PurposeId::new(purpose);
    let Some(purpose) = installation.catalog.purposes.get(&id) else {
        let known: Vec<&str> = installation.catalog.purposes.keys().map(PurposeId::as_str).collect();
        return Err(AppError::refused(
            format!("利用目的「{id}」は設定にありません（ある利用目的: {}）。", known.join("、")),
            "--purpose の綴りを確かめるか、総括管理主体に利用目的の登録を依頼してください。",
        ));
    };
    match purpose.standing(ctx.clock.today) {
        Standing::Active => {}
        standing => {
            return Err(AppError::refused(
                format!("利用目的「{}」は使えません: {}。", purpose.title, standing.refusal().unwrap_or_default()),
                "期間の延長や新しい利用目的は、総括管理主体が根拠（諮問・答申など）を得て登録します。過去の日付を指定しても変わりません。",
            ));
        }
    }
    if as_of > ctx.clock.today {
        return Err(AppError::refused(
            format!("--as-of {as_of} は今日（{}）より後です。", ctx.clock.today),
            "今日までの日付を指定してください。",
        ));
    }
    let account = installation.settings.account(&ctx.who);
    let duty = account.and_then(|account| account.duties.iter().find(|duty| purpose.admits_duty([duty.as_str()])));
    let Some(duty) = duty else {
        return Err(AppError::refused(
            format!(
                "アカウント「{}」には、利用目的「{}」の結果を閲覧できる職務がありません（閲覧できる職務: {}）。",
                ctx.who,
                purpose.title,
                purpose.viewers.join("、")
            ),
            format!("管理者が {} の [[account]] に職務を登録します。", crate::settings::FILE),
        ));
    };
    if matches!(action, Action::HandOver | Action::Open) {
        purpose.hand_over().map_err(|reason| {
            AppError::refused(reason, "個別の確認や支援に使うには、それを認める利用目的（諮問・答申）が必要です。")
        })?;
    }
    Ok(Grant {
        scope: Scope {
            who: ctx.who.clone(),
            duty: duty.clone(),
            organisation: installation.settings.organisation.clone(),
            purpose: id,
            as_of,
        },
        purpose: purpose.clone(),
    })
}

/// Grants an action that serves whichever purpose is in force for the caller (名寄せの確認): the first by id.
///
/// # Errors
/// As [`authorise`].
pub async fn authorise_any(ctx: &Ctx<'_>, action: Action) -> Result<Grant, AppError> {
    let mut refusal = AppError::refused(
        format!("今日（{}）有効な利用目的がありません。", ctx.clock.today),
        "総括管理主体が、根拠と期間のある利用目的を config/purposes/ に登録します。",
    );
    let live: Vec<String> =
        ctx.installation.catalog.active_purposes(ctx.clock.today).map(|purpose| purpose.id.to_string()).collect();
    for purpose in live {
        match decide(ctx, &purpose, ctx.clock.today, action) {
            Ok(grant) => return Ok(grant),
            Err(error) => refusal = error,
        }
    }
    trail::refused(ctx, "-", action).await?;
    Err(refusal)
}
