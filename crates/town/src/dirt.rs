//! How dirty extracts are: one rate per kind of fault, in one place.
//!
//! Rates are shares of the mentions (one person in one row of one file) to which the fault can happen. No
//! Japanese municipality has published such rates; the figures are estimates of ours, set so that 氏名・カナ・
//! 生年月日・性別 agree exactly for roughly nine mentions in ten, which is what towns report when they call
//! "basic four" matching unreliable but useful.

/// Rates of faults, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dirt {
    /// A name with a variant character is written with the common one, or as 〓 where the character set lacks it (異体字・外字).
    pub variant: f64,
    /// The given name is typed with another character of the same reading, or a character is lost.
    pub name_typing: f64,
    /// A kana slip: small kana, long vowel, voiced mark, neighbouring kana.
    pub kana_slip: f64,
    /// Surname and given name stand without or with another space, or in another width.
    pub spacing: f64,
    /// One digit of the birth date is wrong, or day and month are swapped.
    pub birth_typing: f64,
    /// The birth date is missing.
    pub birth_missing: f64,
    /// A date is written in another notation than the file's usual one.
    pub date_notation: f64,
    /// The sex is missing or wrong.
    pub sex_fault: f64,
    /// The identifier is missing where the system has one.
    pub id_missing: f64,
    /// The identifier is somebody else's (one number for two people).
    pub id_wrong: f64,
    /// Of those who came back to the town: the old identifier is still used (two numbers for one person).
    pub id_old: f64,
    /// Of households that moved within the town in the school year: the system still has the old address.
    pub address_old: f64,
    /// The building and room (方書) is left out.
    pub building_missing: f64,
    /// The address is written in another notation (漢数字, 丁目-番地, full width).
    pub address_notation: f64,
    /// Of people whose name changed: the system still has the name before.
    pub name_old: f64,
    /// Of foreign residents with a name in common use: the system has that name only (通称).
    pub alias_only: f64,
    /// Any other cell that may be empty is empty.
    pub cell_missing: f64,
    /// Of school months: the file is not there (一部の学校の未提出).
    pub month_missing: f64,
}

impl Default for Dirt {
    fn default() -> Self {
        Self {
            variant: 0.6,
            name_typing: 0.006,
            kana_slip: 0.015,
            spacing: 0.1,
            birth_typing: 0.006,
            birth_missing: 0.004,
            date_notation: 0.01,
            sex_fault: 0.004,
            id_missing: 0.02,
            id_wrong: 0.001,
            id_old: 0.5,
            address_old: 0.5,
            building_missing: 0.25,
            address_notation: 0.15,
            name_old: 0.5,
            alias_only: 0.6,
            cell_missing: 0.01,
            month_missing: 0.01,
        }
    }
}

impl Dirt {
    /// Perfect files, for tests that want to see one thing only.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            variant: 0.0,
            name_typing: 0.0,
            kana_slip: 0.0,
            spacing: 0.0,
            birth_typing: 0.0,
            birth_missing: 0.0,
            date_notation: 0.0,
            sex_fault: 0.0,
            id_missing: 0.0,
            id_wrong: 0.0,
            id_old: 0.0,
            address_old: 0.0,
            building_missing: 0.0,
            address_notation: 0.0,
            name_old: 0.0,
            alias_only: 0.0,
            cell_missing: 0.0,
            month_missing: 0.0,
        }
    }
}
