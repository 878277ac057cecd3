//! The people around the person: who they are to each other, and what is known of them as members of the family.

use catalog::Purpose;
use domain::{Field, PersonId};

use crate::knowledge::Knowledge;
use crate::known_items::item;
use crate::shown::{Reader, Subject};
use crate::view::own::{add_lines, derived, values};
use crate::view::sections::{Book, SectionKind};
use crate::view::{Line, Whom};

/// Adds everyone related to the person or living with him.
pub(crate) fn add(knowledge: &Knowledge, person: PersonId, reader: &Reader<'_>, purpose: &Purpose, book: &mut Book) {
    // What others hold of other kinds fills no gap of this person.
    let mut others = Book::default();
    for relation in knowledge.relations(person) {
        let whom = Whom { person: relation.person, relation: knowledge.relation_text(person, &relation) };
        let mut named = false;
        for (item, known) in values(knowledge, relation.person, Subject::Member, reader, &mut others) {
            // Of others only what the catalogue holds about members of a family: never a sibling's school or case; and what is said
            // of the household as a whole stands with the person.
            let of_household = item.id.as_str().starts_with("household.");
            if item.category != "家庭" || of_household || SectionKind::of(item) == SectionKind::Contact {
                continue;
            }
            named = true;
            book.hold(&item.id);
            add_lines(SectionKind::of(item), item, &known, Some(&whom), purpose, book);
        }
        if let Some(age) = knowledge.age(relation.person, knowledge.as_of) {
            derived(knowledge, reader, purpose, "household-member.age", format!("{age}歳"), Some(&whom), book);
        }
        // The relation stands in the heading of each person.
        book.hold(&item("household-member.relation-to-child"));
        if !named && may_know_of(reader) {
            book.add(SectionKind::Household, Line { whom: Some(whom), ..Line::words("続柄", String::new()) });
        }
    }
}

/// Whether the purpose knows members of the family at all.
fn may_know_of(reader: &Reader<'_>) -> bool {
    reader.catalog.purposes.get(reader.purpose).is_some_and(|purpose| {
        purpose.items.iter().any(|item| {
            item.as_str().starts_with("household-member.") || item.as_str().starts_with("consultation.family.")
        })
    })
}

impl Knowledge {
    /// The name a person goes by, from the register first, for readers whose purpose allows the item it stands under.
    #[must_use]
    pub fn shown_name(&self, person: PersonId, subject: Subject, reader: &Reader<'_>) -> Option<String> {
        let spellings = self.spellings(person, &Field::Name);
        let shown = |spelling: &crate::profile::Spelling<'_>| {
            reader.shown(self, person, subject, &spelling.observation).text().map(ToOwned::to_owned)
        };
        spellings.iter().find_map(shown)
    }
}
