//! How often things happen in the town, with where each figure comes from.
//!
//! `[b]` = research notes on national figures and pilots, part b; `[003]` = 戸田市, seed 003 (不登校 by school type
//! and year); `[stat]` = round figures of national statistics (国民生活基礎調査, 国勢調査, 介護給付費実態統計, 福祉行政報告例,
//! 地域保健報告) as generally known; `[own]` = an assumption of ours, where nothing is published.
//! Nothing here was fitted to the rules that ship with the product.

/// Base rates, each 0 to 1 unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// Households of a parent or parents with children under 18, of all dwellings `[stat]`, for a commuter town.
    pub family: f64,
    /// Single mothers among families with children `[stat]`.
    pub single_mother: f64,
    /// Single fathers among families with children `[stat]`.
    pub single_father: f64,
    /// Families with children that live with a grandparent `[stat]` (三世代 11 %).
    pub three_generation: f64,
    /// Of those, the grandparents form a household of their own in the register (世帯分離) `[own]`.
    pub separated_register: f64,
    /// Births that are twins `[stat]`.
    pub twins: f64,
    /// Families with a cousin of the same given name in town `[own]`.
    pub same_name_cousin: f64,
    /// Households with foreign residents `[stat]`.
    pub foreign: f64,
    /// Foreign residents with a registered name in common use (通称) `[own]`.
    pub alias: f64,
    /// Households that moved into the town within the school year `[stat]`.
    pub moved_in: f64,
    /// Households that moved within the town in the school year `[stat]`.
    pub moved_within: f64,
    /// Households that left the town in the school year `[stat]`.
    pub moved_out: f64,
    /// Of the residents who moved in: lived here before, under another 宛名番号 `[own]`.
    pub returned: f64,
    /// Households under 支援措置 (DV and the like) `[own]`.
    pub shielded: f64,
    /// Poor families among couples, and among single parents (子どもの貧困率 11.5 %, ひとり親 44.5 %) `[stat]`.
    pub poverty: (f64, f64),
    /// Children at private and national schools: primary, lower secondary `[stat]`.
    pub private_school: (f64, f64),
    /// Children at special schools (特別支援学校) `[stat]`.
    pub special_school: f64,
    /// Adults of working age with an illness that limits them, known or not; and with a certificate, of those `[own]`.
    pub ill_parent: (f64, f64),
    /// Children with a handicap; and with a certificate, of those `[stat]`.
    pub handicapped_child: (f64, f64),
    /// Looks after family by own account: 小6, 中2, 高2 `[b]` (6.5, 5.7, 4.1 %).
    pub family_care: (f64, f64, f64),
    /// Of those: to an extent that takes the time to play and study, at least three hours a weekday (国の調査 2020: about a third) `[stat]`.
    pub excessive_care: f64,
    /// In the year truant 30 days or more: primary, lower secondary `[003]`, 戸田市 令和4年度 (113 and 193 pupils).
    pub truancy: (f64, f64),
    /// Of a year's truants, new ones (the others were truant the year before) `[stat]`.
    pub truancy_new: f64,
    /// New truants whose trouble shows in no record before `[own]`.
    pub truancy_silent: f64,
    /// Neglected or otherwise maltreated, known or not (219,170 consultations on about 18 million children) `[b]`.
    pub neglect: f64,
    /// Small children whom nobody has seen (25,745 to be checked in the country) `[b]`; tripled so that small towns have any.
    pub unseen: f64,
    /// Missed checkups at 1½ and 3 years: ordinary, neglected `[stat]`, `[own]`.
    pub checkup_missed: (f64, f64),
    /// Families that came for help: ordinary; added for neglect, truancy, a child's handicap, poverty, excessive care `[own]`.
    pub consulted: (f64, f64, f64, f64, f64, f64),
    /// Consultations still open (継続) `[own]`.
    pub consultation_open: f64,
    /// Users of care services among the certified in a month, ordinary and where a child cares `[stat]`, `[own]`.
    pub care_used: (f64, f64),
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            family: 0.205,
            single_mother: 0.10,
            single_father: 0.015,
            three_generation: 0.11,
            separated_register: 0.45,
            twins: 0.011,
            same_name_cousin: 0.004,
            foreign: 0.03,
            alias: 0.35,
            moved_in: 0.05,
            moved_within: 0.025,
            moved_out: 0.03,
            returned: 0.08,
            shielded: 0.002,
            poverty: (0.075, 0.42),
            private_school: (0.02, 0.09),
            special_school: 0.009,
            ill_parent: (0.05, 0.4),
            handicapped_child: (0.045, 0.45),
            family_care: (0.065, 0.057, 0.041),
            excessive_care: 0.33,
            truancy: (0.0137, 0.0563),
            truancy_new: 0.5,
            truancy_silent: 0.3,
            neglect: 0.012,
            unseen: 0.0045,
            checkup_missed: (0.04, 0.35),
            consulted: (0.006, 0.25, 0.15, 0.06, 0.03, 0.06),
            consultation_open: 0.45,
            care_used: (0.8, 0.5),
        }
    }
}
