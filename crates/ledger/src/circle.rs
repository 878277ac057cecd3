//! The people around a child whom an indicator may look at.

use domain::PersonId;

use crate::knowledge::Knowledge;
use crate::relation::RelationKind;

/// Age of majority (民法4条).
const ADULT_AGE: i16 = 18;

/// Whom an indicator looks at, seen from the child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Circle {
    /// The child alone.
    Child,
    /// Parents and step-parents, wherever they live.
    Parents,
    /// Parents and step-parents in the same household or dwelling.
    ParentsAtHome,
    /// Brothers and sisters, wherever they live.
    Siblings,
    /// Grandparents, wherever they live.
    Grandparents,
    /// The register household (同一世帯), without the child.
    Household,
    /// Household and everyone in the same dwelling (同一住居), without the child.
    Dwelling,
    /// Parents and guardians, wherever they live.
    Guardians,
    /// Adults of the dwelling, by age; parents of unknown age count.
    Adults,
}

impl Knowledge {
    /// The people of a circle, in the register's order of a household. The dead and those who moved away are not in
    /// [`Circle::Household`], [`Circle::Dwelling`], [`Circle::ParentsAtHome`] and [`Circle::Adults`].
    #[must_use]
    pub fn circle(&self, child: PersonId, circle: Circle) -> Vec<PersonId> {
        if circle == Circle::Child {
            return vec![child];
        }
        let mut people = Vec::new();
        self.each_relation(child, |relation| {
            let home = relation.same_dwelling;
            let takes = match circle {
                Circle::Child => false,
                Circle::Parents => relation.is_parent(),
                Circle::ParentsAtHome => relation.is_parent() && home,
                Circle::Siblings => relation.kind == RelationKind::Sibling,
                Circle::Grandparents => relation.kind == RelationKind::Grandparent,
                Circle::Household => relation.same_household,
                Circle::Dwelling => home,
                Circle::Guardians => relation.is_parent() || relation.kind == RelationKind::Guardian,
                Circle::Adults => {
                    home && self.age(relation.person, self.as_of).map_or(relation.is_parent(), |age| age >= ADULT_AGE)
                }
            };
            if takes {
                people.push(relation.person);
            }
        });
        people
    }
}
