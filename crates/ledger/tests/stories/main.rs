//! Stories a caseworker could check: deliveries in, what is known out.

mod coverage;
mod dwelling;
mod family;
mod fold;
mod properties;
mod shield;
mod support;
mod view;

use std::sync::OnceLock;

use catalog::Catalog;
use domain::PersonId;
use ledger::{Inputs, Knowledge};
use testkit::{Delivered, day, gather};

/// The shipped catalogue without its purposes, for stories that ask for none.
fn catalog() -> Catalog {
    testkit::preset("minimal").catalog
}

/// The same, read once for all stories.
fn shared_catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(catalog)
}

/// What is known as of a date.
fn knowledge(as_of: &str, deliveries: Vec<Delivered>) -> Knowledge {
    let (tables, resolutions) = gather(deliveries);
    Knowledge::build(Inputs::new(tables, resolutions, shared_catalog(), day(as_of)))
}

/// A register with the columns every story needs.
fn register(as_of: &str, rows: &str) -> Delivered {
    let header = "* | 宛名番号 #identifier:atena | 氏名 #name =child.name | 生年月日 #birth-date =child.birth-date | 性別 #sex =child.sex \
                  | 世帯番号 #household | 続柄 #relation =child.relation | 住所 #address =child.address | 方書 #building =child.address-building\n";
    testkit::table("resident-register", as_of, &format!("{header}{rows}")).system("住民記録システム").owner("市民課")
}

/// Everyone around a child, in words and in order: 「2 母」.
fn around(knowledge: &Knowledge, child: u32) -> Vec<String> {
    let child = PersonId(child);
    let relations = knowledge.relations(child);
    relations.iter().map(|r| format!("{} {}", r.person.0, knowledge.relation_text(child, r))).collect()
}
