//! What a run changed about persons that existed before, as a list for people (人物の変化).

use linkage::{ChangeReason, PersonChange};

use crate::files::people::Sheet;

/// How many changes of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChangeCounts {
    /// Several persons are one now (統合).
    pub joined: usize,
    /// One person is several now (分離).
    pub split: usize,
    /// Records went from one person to another (組替え).
    pub rearranged: usize,
    /// Those of them that rest on the weight of evidence alone: somebody should look at them (要確認).
    pub tasks: usize,
}

impl ChangeCounts {
    /// Counts a list.
    #[must_use]
    pub fn of(changes: &[PersonChange]) -> Self {
        let mut counts = Self { tasks: changes.iter().filter(|change| change.is_task()).count(), ..Self::default() };
        for change in changes {
            match (change.before.len(), change.after.len()) {
                (2.., 1) => counts.joined += 1,
                (1, 2..) => counts.split += 1,
                _ => counts.rearranged += 1,
            }
        }
        counts
    }
}

/// The list; what somebody should look at comes first.
#[must_use]
pub fn sheet(changes: &[PersonChange]) -> Sheet {
    let mut sorted: Vec<&PersonChange> = changes.iter().collect();
    sorted.sort_by_key(|change| !change.is_task());
    let rows = sorted
        .into_iter()
        .map(|change| {
            let ids = |ids: &[domain::PersonId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            let kind = match (change.before.len(), change.after.len()) {
                (2.., 1) => "統合",
                (1, 2..) => "分離",
                _ => "組替え",
            };
            let look = if change.is_task() { "要" } else { "" };
            [look, kind, &ids(&change.before), &ids(&change.after), reason(change.reason)].map(str::to_owned).to_vec()
        })
        .collect();
    Sheet {
        name: "人物の変化".into(),
        header: ["確認", "変化", "前の人物番号", "今の人物番号", "理由"].map(str::to_owned).to_vec(),
        rows,
        widths: vec![6.0, 8.0, 28.0, 28.0, 60.0],
    }
}

const fn reason(reason: ChangeReason) -> &'static str {
    match reason {
        ChangeReason::Decision => "人の判定によります。",
        ChangeReason::Withdrawal => "人の判定が取り消されたことによります。",
        ChangeReason::SharedNumber => "同じ番号の記録があることによります。",
        ChangeReason::DifferentNumbers => "番号の異なる記録があることによります。",
        ChangeReason::Evidence => {
            "記録の内容の重みだけによります。元の記録を確かめ、違っていれば mimamori review export --decided か次の確認一覧で判定してください。"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_should_look_at_comes_first() {
        let change = |before: &[u32], after: &[u32], reason| PersonChange {
            before: before.iter().map(|id| domain::PersonId(*id)).collect(),
            after: after.iter().map(|id| domain::PersonId(*id)).collect(),
            reason,
        };
        let list = [
            change(&[1, 2], &[1], ChangeReason::Decision),
            change(&[3], &[3, 9], ChangeReason::Evidence),
            change(&[4, 5], &[4, 5], ChangeReason::SharedNumber),
        ];
        assert_eq!(ChangeCounts::of(&list), ChangeCounts { joined: 1, split: 1, rearranged: 1, tasks: 1 });
        let kinds: Vec<_> = sheet(&list).rows.into_iter().map(|row| row[..2].concat()).collect();
        assert_eq!(kinds, ["要分離", "統合", "組替え"]);
    }
}
