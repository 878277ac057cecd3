//! 確認順: the order of looking. It is never a ranking of children, and a purpose can switch it off.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use catalog::Purpose;
use jiff::civil::Date;

use crate::signal::Signal;

/// How the order comes about, for people.
const NOTE: &str = "確認順は、期限のあるもの、点数の合計、独立した情報源の数、最後に会えた日の古さ、人物番号の順です。子どもの順位ではありません。";

/// The same, for purposes that switch the order off (序列化しない).
const BY_PERSON: &str = "並びは人物番号の順です。この利用目的は子どもに順序を付けません。";

/// How the order of a purpose comes about.
pub(crate) fn note(purpose: &Purpose) -> &'static str {
    if purpose.order { NOTE } else { BY_PERSON }
}

/// One child with its signals, before the order.
pub(crate) struct Child {
    pub signals: Vec<Signal>,
    pub last_seen: Option<Date>,
}

impl Child {
    fn points(&self) -> i32 {
        self.signals.iter().filter_map(|signal| signal.points).sum()
    }

    /// Systems that speak independently of each other.
    fn sources(&self) -> usize {
        let reasons = self.signals.iter().flat_map(|signal| &signal.reasons);
        let sources: BTreeSet<&str> =
            reasons.flat_map(|reason| reason.evidence.first()).map(|evidence| evidence.source.as_str()).collect();
        sources.len()
    }
}

/// The signals of the children that are shown, in order.
pub(crate) fn ordered(mut children: Vec<Child>, purpose: &Purpose, capacity: Option<usize>) -> Vec<Signal> {
    // By points even where neither order nor points are shown: capacity must not fall on whoever has the lowest number.
    children.sort_by_cached_key(|child| {
        let person = child.signals.first().map(|signal| signal.person);
        let clock = child.signals.iter().any(|signal| signal.clock);
        // Nobody has seen the child: longest ago of all.
        let unseen = child.last_seen.unwrap_or(Date::MIN);
        (Reverse(clock), Reverse(child.points()), Reverse(child.sources()), unseen, person)
    });
    children.truncate(capacity.unwrap_or(usize::MAX));
    if !purpose.order {
        children.sort_by_key(|child| child.signals.first().map(|signal| signal.person));
    }
    let mut shown = Vec::new();
    for (place, child) in children.into_iter().enumerate() {
        for mut signal in child.signals {
            signal.order = purpose.order.then(|| place as u32 + 1);
            if !purpose.points {
                signal.points = None;
                signal.reasons.iter_mut().for_each(|reason| reason.points = 0);
            }
            shown.push(signal);
        }
    }
    shown
}
