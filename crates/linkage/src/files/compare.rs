//! Patterns of two records.

use super::columns::Columns;
use super::level::{Level, Look, Term};
use super::recipe::{Comparison, Recipe};
use crate::core::memo::Memo;
use crate::core::pattern::Pattern;

/// Compares records by the recipe.
pub(super) struct Comparer<'a> {
    pub(super) comparisons: &'a [Comparison],
    pub(super) columns: &'a Columns,
    /// Per comparison.
    unreached: Vec<Unreached>,
}

/// Levels that need not be looked at, one bit each; there are at most [`crate::core::pattern::LEVELS_MAX`].
struct Unreached {
    /// Two different values never reach them.
    never: u16,
    /// Two values without a letter in common never do.
    without_common_letter: u16,
}

/// What a thread remembers: one memory per comparison, then one per condition on several values or other fields.
pub(super) type Memos = Vec<Memo>;

/// Pairs that wait to be compared, so that what is looked at of them is fetched from memory at once and not pair by pair.
#[derive(Default)]
pub(super) struct Waiting(Vec<(u32, u32)>);

/// Two values of more than some thirty letters each are dear to compare.
const DEAR_LETTERS: usize = 1_000;

/// So many pairs are compared together.
const TOGETHER: usize = 32;

impl Waiting {
    /// One more pair; `Some` = these pairs have waited long enough.
    #[inline]
    pub(super) fn push(&mut self, left: u32, right: u32) -> Option<Vec<(u32, u32)>> {
        self.0.push((left, right));
        (self.0.len() >= TOGETHER).then(|| std::mem::replace(&mut self.0, Vec::with_capacity(TOGETHER)))
    }

    /// The last pairs.
    pub(super) fn rest(&mut self) -> Vec<(u32, u32)> {
        std::mem::take(&mut self.0)
    }
}

impl<'a> Comparer<'a> {
    pub(super) fn new(recipe: &'a Recipe, columns: &'a Columns) -> Self {
        let bits = |comparison: &Comparison, is: &dyn Fn(&Level) -> bool| {
            (0..).zip(&comparison.levels).fold(0, |bits, (at, level)| bits | u16::from(is(level)) << at)
        };
        let never = |level: &Level| matches!(level, Level::Exact | Level::Terms(_));
        let unreached = |comparison: &Comparison| Unreached {
            never: bits(comparison, &never),
            without_common_letter: bits(comparison, &|level| never(level) || level.needs_common_letter()),
        };
        let unreached = recipe.comparisons.iter().map(unreached).collect();
        Self { comparisons: &recipe.comparisons, columns, unreached }
    }

    /// Memories that remember nothing, for pairs of values that hardly come twice.
    pub(super) fn no_memos(&self) -> Memos {
        (0..self.memos_needed()).map(|_| Memo::none()).collect()
    }

    pub(super) fn memos(&self) -> Memos {
        (0..self.memos_needed()).map(|_| Memo::new()).collect()
    }

    fn memos_needed(&self) -> usize {
        let terms = self.comparisons.iter().flat_map(|comparison| &comparison.levels).flat_map(|level| level.terms());
        let terms = terms.filter(|term| term.level != Level::Exact).map(|term| term.memo + 1).max().unwrap_or(0);
        self.comparisons.len() + terms
    }

    /// Looks at the places in memory that the patterns of these pairs depend on. They lie far apart, and the processor fetches many at once as long
    /// as none must be known before the next.
    pub(super) fn fetch(&self, pairs: &[(u32, u32)]) {
        let rows = pairs.iter().map(|(left, right)| self.columns.row(*left)[0] ^ self.columns.row(*right)[0]);
        std::hint::black_box(rows.fold(0, |sum, id| sum ^ id));
        let mut masks = 0;
        for (left, right) in pairs {
            let (own, other) = (self.columns.row(*left), self.columns.row(*right));
            for (a, b) in self.comparisons.iter().map(|comparison| (own[comparison.field], other[comparison.field])) {
                if a != b {
                    masks ^= self.columns.prepared[a as usize].mask ^ self.columns.prepared[b as usize].mask;
                }
            }
        }
        std::hint::black_box(masks);
    }

    /// The pattern of two records.
    #[inline]
    pub(super) fn pattern(&self, memos: &mut Memos, left: u32, right: u32) -> Pattern {
        let mut pattern = Pattern::default();
        let (own, other) = (self.columns.row(left), self.columns.row(right));
        for (at, comparison) in self.comparisons.iter().enumerate() {
            let values = (own[comparison.field], other[comparison.field]);
            pattern = pattern.with(at, self.level(at, comparison, memos, values, (left, right)));
        }
        pattern
    }

    #[inline]
    fn level(
        &self,
        at: usize,
        comparison: &Comparison,
        memos: &mut Memos,
        (a, b): (u32, u32),
        (left, right): (u32, u32),
    ) -> u8 {
        if a == 0 || b == 0 {
            return self.by_stand_in(comparison, memos, left, right);
        }
        let level = if a == b {
            comparison
                .levels
                .iter()
                .position(|level| *level == Level::Exact)
                .map_or_else(|| self.of_equals(comparison, a), |at| at as u8 + 1)
        } else {
            memos[at].level(a, b, || (self.by_value(at, comparison, a, b), self.is_dear(a, b)))
        };
        self.by_terms(comparison, memos, level, left, right)
    }

    /// Whether comparing two values takes long: similarity of texts grows with the product of their letters.
    fn is_dear(&self, a: u32, b: u32) -> bool {
        let letters = |id: u32| self.columns.prepared[id as usize].letters.len();
        letters(a) * letters(b) > DEAR_LETTERS
    }

    /// The best level that a value reaches with itself.
    fn of_equals(&self, comparison: &Comparison, a: u32) -> u8 {
        let value = &self.columns.prepared[a as usize];
        let found = comparison.levels.iter().position(|level| *level == Level::Exact || level.reached(value, value));
        found.unwrap_or(comparison.levels.len()) as u8 + 1
    }

    /// The best level that two different values alone reach.
    fn by_value(&self, at: usize, comparison: &Comparison, a: u32, b: u32) -> u8 {
        let (x, y) = (&self.columns.prepared[a as usize], &self.columns.prepared[b as usize]);
        let Unreached { never, without_common_letter } = self.unreached[at];
        let unreached = if x.may_share_letters(y) { never } else { without_common_letter };
        let mut levels = (0..).zip(&comparison.levels).filter(|(at, _)| unreached >> at & 1 == 0);
        let found = levels.find(|(_, level)| level.reached(x, y));
        found.map_or(comparison.levels.len(), |(at, _)| at) as u8 + 1
    }

    /// A better level that asks for several things or looks at other fields. What it asks of two values is remembered, the level is not:
    /// it belongs to the records.
    #[inline]
    fn by_terms(&self, comparison: &Comparison, memos: &mut Memos, level: u8, left: u32, right: u32) -> u8 {
        for (at, candidate) in comparison.levels.iter().enumerate().take(usize::from(level) - 1) {
            let terms = candidate.terms();
            if !terms.is_empty() && terms.iter().all(|term| self.holds(comparison, memos, term, left, right)) {
                return at as u8 + 1;
            }
        }
        level
    }

    /// The field is empty on a side: another one stands in for it where a level names one `of` which both records have a value.
    fn by_stand_in(&self, comparison: &Comparison, memos: &mut Memos, left: u32, right: u32) -> u8 {
        let mut level = 0;
        for (at, candidate) in comparison.levels.iter().enumerate() {
            let Some(field) = candidate.stand_in() else { continue };
            if self.id(field, left) == 0 || self.id(field, right) == 0 {
                continue;
            }
            if candidate.terms().iter().all(|term| self.holds(comparison, memos, term, left, right)) {
                return at as u8 + 1;
            }
            level = comparison.levels.len() as u8 + 1;
        }
        level
    }

    #[inline]
    fn id(&self, field: usize, record: u32) -> u32 {
        self.columns.row(record)[field]
    }

    fn holds(&self, comparison: &Comparison, memos: &mut Memos, term: &Term, left: u32, right: u32) -> bool {
        let own = comparison.field;
        let mut agree = |one: usize, other: usize| self.agree(memos, term, self.id(one, left), self.id(other, right));
        match &term.look {
            Look::Own => agree(own, own),
            Look::Of(field) => agree(*field, *field),
            Look::With(fields) => fields.iter().any(|field| agree(own, *field) || agree(*field, own)),
            Look::Exchanged(field) => agree(own, *field) && agree(*field, own),
            Look::Among(fields) => {
                let all = || std::iter::once(own).chain(fields.iter().copied());
                all().any(|one| all().any(|other| agree(one, other)))
            }
        }
    }

    /// Whether two values, whatever their fields, reach the level of a condition.
    fn agree(&self, memos: &mut Memos, term: &Term, a: u32, b: u32) -> bool {
        if a == 0 || b == 0 {
            return false;
        }
        if a == b {
            return true;
        }
        if term.level == Level::Exact {
            return false;
        }
        let (x, y) = (&self.columns.prepared[a as usize], &self.columns.prepared[b as usize]);
        let compute = || (u8::from(term.level.reached(x, y)), self.is_dear(a, b));
        memos[self.comparisons.len() + term.memo].level(a, b, compute) == 1
    }
}
