//! `mimamori ledger`.

use std::path::Path;

use app::error::AppError;
use app::ledger_open::{LedgerView, ledger_open};
use serde_json::{Value, json};

use crate::cli::Ledger;
use crate::edge::Desk;
use crate::output;

/// Shows one person's ledger.
pub async fn run(home: &Path, options: Ledger, as_json: bool) -> Result<u8, AppError> {
    let as_of = super::date(options.as_of.as_deref(), "--as-of")?;
    let desk = Desk::open(home).await?;
    let ctx = desk.ctx()?;
    let view = ledger_open(&ctx, &options.person, &options.purpose, as_of).await?;
    if as_json {
        output::say(&json(&view).to_string());
    } else {
        output::say(&super::sealed(&ctx, &view.to_text()));
    }
    Ok(0)
}

fn json(view: &LedgerView) -> Value {
    let sections: Vec<Value> = view
        .sections
        .iter()
        .map(|section| {
            let lines: Vec<Value> = section
                .lines
                .iter()
                .map(|line| {
                    let from = line.provenance.as_ref();
                    json!({
                        "whom": line.whom.as_ref().map(|whom| json!({"person_id": whom.person.to_string(), "relation": whom.relation})),
                        "label": line.label, "value": line.value, "when": line.when,
                        "item": line.item.as_ref().map(ToString::to_string),
                        "source": from.map(|p| p.source.clone()), "system": from.map(|p| p.system.clone()),
                        "file": from.map(|p| p.file.clone()), "row": from.map(|p| p.record),
                        "as_of": from.map(|p| p.as_of.to_string()), "basis": line.basis, "rows": line.rows,
                    })
                })
                .collect();
            json!({"title": section.kind.title(), "lines": lines})
        })
        .collect();
    json!({
        "person_id": view.person.to_string(), "as_of": view.as_of.to_string(), "purpose": view.purpose, "basis": view.basis,
        "shielded": view.shielded, "sections": sections,
    })
}
