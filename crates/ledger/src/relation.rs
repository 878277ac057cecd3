//! How a person is related to a child, on what ground, and how that is said.

use domain::{PersonId, SourceId};
use japanese::sex::Sex;

use crate::chain::Kin;
use crate::claims::ClaimKind;
use crate::knowledge::Knowledge;

/// What somebody is to a child (子どもから見た続柄).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RelationKind {
    /// 母.
    Mother,
    /// 父.
    Father,
    /// A parent of unrecorded sex.
    Parent,
    /// Spouse of a parent (継父母).
    StepParent,
    /// A guardian who is no known relative (保護者).
    Guardian,
    /// 兄弟姉妹.
    Sibling,
    /// 祖父母.
    Grandparent,
    /// Any other member of the family or household.
    OtherFamily,
    /// 配偶者 of the person.
    Spouse,
    /// 子 of the person.
    OwnChild,
}

/// On what ground a relation rests (根拠).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// 続柄 in the same register household.
    Register,
    /// Another household in the same dwelling; the relation follows from ages.
    Dwelling,
    /// A source names them in one row (保護者欄, 母氏名, 家族欄 …).
    Claim,
}

/// What somebody is to a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The other person.
    pub person: PersonId,
    /// What he or she is.
    pub kind: RelationKind,
    /// On what ground.
    pub basis: Basis,
    /// False when the ground leaves more than one answer (推定).
    pub certain: bool,
    /// Same 世帯番号.
    pub same_household: bool,
    /// Same dwelling, whatever the household; true for every member of the household.
    pub same_dwelling: bool,
    /// The source of a claim.
    pub source: Option<SourceId>,
}

impl Relation {
    /// Whether it is a parent of any kind.
    #[must_use]
    pub fn is_parent(&self) -> bool {
        self.kind.is_parent()
    }
}

impl RelationKind {
    /// Mother, father, parent or step-parent.
    #[must_use]
    pub const fn is_parent(self) -> bool {
        matches!(self, Self::Mother | Self::Father | Self::Parent | Self::StepParent)
    }
}

/// A relation as it is kept: twelve bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kept {
    pub other: u32,
    pub kind: RelationKind,
    pub basis: Basis,
    pub certain: bool,
    /// Table of the claim; `u32::MAX` = no claim.
    pub table: u32,
}

/// What a chain of 続柄 makes of two members of a household, and whether that is certain.
pub(crate) fn of_kin(kin: Kin, sex: Option<Sex>) -> (RelationKind, bool) {
    let parent = || match sex {
        Some(Sex::Female) => RelationKind::Mother,
        Some(Sex::Male) => RelationKind::Father,
        _ => RelationKind::Parent,
    };
    match kin {
        Kin::Parent => (parent(), true),
        Kin::StepParent => (RelationKind::StepParent, true),
        Kin::Sibling => (RelationKind::Sibling, true),
        Kin::Grandparent => (RelationKind::Grandparent, true),
        Kin::GreatGrandparent | Kin::Relative => (RelationKind::OtherFamily, true),
        Kin::Spouse => (RelationKind::Spouse, true),
        Kin::OwnChild => (RelationKind::OwnChild, true),
        Kin::ParentOrAunt | Kin::SiblingOrCousin | Kin::Unknown | Kin::Oneself => (RelationKind::OtherFamily, false),
    }
}

/// What a claim makes of two persons, and whether that is certain.
pub(crate) fn of_claim(kind: ClaimKind, sex: Option<Sex>) -> (RelationKind, bool) {
    match kind {
        ClaimKind::Mother => (RelationKind::Mother, true),
        ClaimKind::Father => (RelationKind::Father, true),
        ClaimKind::Parent => (of_kin(Kin::Parent, sex).0, true),
        ClaimKind::StepParent => (RelationKind::StepParent, true),
        ClaimKind::Grandparent => (RelationKind::Grandparent, true),
        ClaimKind::Sibling => (RelationKind::Sibling, true),
        ClaimKind::Relative => (RelationKind::OtherFamily, true),
        ClaimKind::Guardian | ClaimKind::Recipient => (RelationKind::Guardian, true),
        ClaimKind::Family => (RelationKind::OtherFamily, false),
    }
}

impl Knowledge {
    /// The relation in words: 「祖母（同一住居・別世帯）」「父（別居・学校名簿による）」.
    #[must_use]
    pub fn relation_text(&self, child: PersonId, relation: &Relation) -> String {
        // One plot or one row alone makes nobody a relative.
        let unknown = relation.kind == RelationKind::OtherFamily && relation.basis == Basis::Dwelling;
        let mut text = if unknown { "続柄不明" } else { self.relation_word(child, relation) }.to_owned();
        let mut notes: Vec<String> = Vec::new();
        if !relation.same_household && relation.same_dwelling {
            notes.push("同一住居・別世帯".to_owned());
        } else if !relation.same_household
            && self.people.has_home(relation.person.0)
            && !(self.shield(child) || self.shield(relation.person))
        {
            notes.push("別の住居".to_owned());
        } else if !relation.same_household {
            // Of whom no address is known cannot be said that he lives elsewhere; and of the shielded not even whether one is known.
            notes.push("住所は未確認".to_owned());
        }
        if !relation.certain && !unknown {
            notes.push("推定".to_owned());
        }
        if let (Basis::Claim, Some(source)) = (relation.basis, &relation.source) {
            let system =
                self.tables.iter().find(|t| t.extract.source == *source).map_or(source.as_str(), |t| &t.extract.system);
            notes.push(format!("{system}による"));
        }
        if !notes.is_empty() {
            text.push_str(&format!("（{}）", notes.join("・")));
        }
        text
    }

    /// The word for a relation: 母, 祖父, 姉 …
    #[must_use]
    pub fn relation_word(&self, child: PersonId, relation: &Relation) -> &'static str {
        let female = match self.sex(relation.person) {
            Some(Sex::Female) => Some(true),
            Some(Sex::Male) => Some(false),
            _ => None,
        };
        let older = match (self.birth(relation.person).latest, self.birth(child).earliest) {
            (Some(other), Some(own)) if other < own => Some(true),
            _ => match (self.birth(relation.person).earliest, self.birth(child).latest) {
                (Some(other), Some(own)) if other > own => Some(false),
                _ => None,
            },
        };
        match (relation.kind, female, older) {
            (RelationKind::Mother, ..) => "母",
            (RelationKind::Father, ..) => "父",
            (RelationKind::Parent, ..) => "親",
            (RelationKind::StepParent, Some(true), _) => "父の妻",
            (RelationKind::StepParent, Some(false), _) => "母の夫",
            (RelationKind::StepParent, None, _) => "親の配偶者",
            (RelationKind::Guardian, ..) => "保護者",
            (RelationKind::Sibling, Some(true), Some(true)) => "姉",
            (RelationKind::Sibling, Some(true), Some(false)) => "妹",
            (RelationKind::Sibling, Some(false), Some(true)) => "兄",
            (RelationKind::Sibling, Some(false), Some(false)) => "弟",
            (RelationKind::Sibling, ..) => "きょうだい",
            (RelationKind::Grandparent, Some(true), _) => "祖母",
            (RelationKind::Grandparent, Some(false), _) => "祖父",
            (RelationKind::Grandparent, None, _) => "祖父母",
            (RelationKind::OtherFamily, ..) => "その他の家族・同居人",
            (RelationKind::Spouse, ..) => "配偶者",
            (RelationKind::OwnChild, ..) => "子",
        }
    }
}
