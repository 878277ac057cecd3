//! `mimamori trends`: traits of families known from consultations against all others, and the families that resemble them.

use std::path::PathBuf;

use catalog::rule::RuleKind;
use jiff::civil::Date;
use screening::trends::{self, Asked, Share, Trends};

use crate::authority::{Action, Grant, authorise};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::files::people::{self, Sheet};
use crate::files::whole;
use crate::knowing;
use crate::trail::{self, Output, Told};

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct TrendsRequest {
    /// The purpose.
    pub purpose: String,
    /// The date whose knowledge is used; `None` = today.
    pub as_of: Option<Date>,
    /// Where the traits go.
    pub out: Option<PathBuf>,
    /// Where the families that resemble known ones go.
    pub similar: Option<PathBuf>,
}

/// What came of it.
#[derive(Debug)]
pub struct TrendsFound {
    /// The grant it ran under.
    pub grant: Grant,
    /// The traits asked, and those the purpose does not hold.
    pub asked: Asked,
    /// Shares, sums and the check.
    pub trends: Trends,
}

/// Compares families known from consultations with all others.
///
/// Who: a viewer of the purpose; analysis is what every purpose allows. Records: one trail entry with the hash of what is put out, before it
/// is shown. Refuses: a purpose not in force; a purpose without a list of traits; sums per child under a purpose that switches points off.
///
/// # Errors
/// [`AppError`].
pub async fn trends(ctx: &Ctx<'_>, request: &TrendsRequest) -> Result<TrendsFound, AppError> {
    let as_of = request.as_of.unwrap_or(ctx.clock.today);
    let grant = authorise(ctx, &request.purpose, as_of, Action::Analyse).await?;
    if request.similar.is_some() && !grant.purpose.points {
        return Err(AppError::refused(
            format!("利用目的「{}」は点数を使いません。", grant.purpose.title),
            "--similar は、点数を使う利用目的で指定してください。",
        ));
    }
    let catalog = &ctx.installation.catalog;
    let list = catalog.rules_for(&grant.purpose, as_of).find(|rule| rule.kind == RuleKind::Trend).ok_or_else(|| {
        AppError::refused(
            format!("利用目的「{}」には、傾向分析の着目点がありません。", grant.purpose.title),
            "config/rules/ に kind = \"trend\" の着目点を書き、利用目的の rules で認めてください。",
        )
    })?;
    [&request.out, &request.similar].into_iter().flatten().try_for_each(|path| people::check_ending(path))?;
    let [traits_file, similar_file] = whole::claim([request.out.as_deref(), request.similar.as_deref()], [])?;
    let knowledge = knowing::knowledge(ctx, &grant).await?;
    ctx.progress.start("傾向分析", 0);
    let asked = trends::ask(&knowledge, catalog, &grant.purpose, list);
    let found = trends::run(&asked.traits, &asked.children);
    ctx.progress.finish();
    let traits = match &request.out {
        Some(path) => people::bytes(path, &traits_sheet(&found))?,
        None => people::csv(&traits_sheet(&found)),
    };
    let similar = match &request.similar {
        Some(path) => Some(people::bytes(path, &similar_sheet(&asked, &found))?),
        None => None,
    };
    let mut output = traits.clone();
    output.extend(similar.as_deref().unwrap_or_default());
    let told = Told {
        action: "trends",
        what: format!("as_of={as_of} traits={} similar={}", found.traits.len(), similar.is_some()),
        count: if similar.is_some() { u64::from(found.others) } else { 0 },
        output: Output::Bytes(&output),
    };
    let traits_file = traits_file.map(|claimed| claimed.write(|file| file.write_all(&traits)));
    let similar_file = similar_file.zip(similar).map(|(claimed, bytes)| claimed.write(|file| file.write_all(&bytes)));
    let written = [traits_file.transpose()?, similar_file.transpose()?];
    trail::write(ctx, Some(&grant), told).await?;
    whole::keep(written.into_iter().flatten())?;
    Ok(TrendsFound { grant, asked, trends: found })
}

/// `trait,known_share,other_share,ratio,low,high,n_known`; suppressed figures are empty, small counts 「10未満」.
fn traits_sheet(found: &Trends) -> Sheet {
    let share = |share: Share| match share {
        Share::Told(value) => format!("{value:.4}"),
        Share::Suppressed | Share::Unrecorded => String::new(),
    };
    let number = |value: Option<f64>| value.map(|value| format!("{value:.3}")).unwrap_or_default();
    let rows = found
        .traits
        .iter()
        .map(|row| {
            vec![
                row.title.clone(),
                share(row.known),
                share(row.others),
                number(row.ratio),
                number(row.interval.map(|(low, _)| low)),
                number(row.interval.map(|(_, high)| high)),
                row.known_count.map_or_else(|| format!("{}未満", trends::CELL_MIN), |count| count.to_string()),
            ]
        })
        .collect();
    Sheet {
        name: "共通する特徴".into(),
        header: ["trait", "known_share", "other_share", "ratio", "low", "high", "n_known"].map(str::to_owned).to_vec(),
        rows,
        widths: vec![36.0, 12.0, 12.0, 8.0, 8.0, 8.0, 9.0],
    }
}

/// `person_id,sum,parts,missing`; the sum is the sum of the parts, in bits.
fn similar_sheet(asked: &Asked, found: &Trends) -> Sheet {
    let title = |place: usize| asked.traits[place].title.as_str();
    let rows = found
        .similar
        .iter()
        .map(|one| {
            let parts: Vec<String> =
                one.parts.iter().map(|part| format!("{} {:.3}", title(part.place), part.weight.bits())).collect();
            let missing: Vec<String> = one.missing.iter().map(|place| format!("{}：未確認", title(*place))).collect();
            vec![one.person.to_string(), format!("{:.3}", one.sum.bits()), parts.join("\n"), missing.join("\n")]
        })
        .collect();
    Sheet {
        name: "似た家庭".into(),
        header: ["person_id", "sum", "parts", "missing"].map(str::to_owned).to_vec(),
        rows,
        widths: vec![11.0, 8.0, 48.0, 40.0],
    }
}
