//! Why two records are, or are not, taken for one: the start and every part of the weight, whichever two records are asked about.

use domain::Weight;

use super::FileExplained;
use super::FilePart;
use super::recipe::{Recipe, RecipeFault};
use super::run::{Run, Scorer};
use super::table::FileTable;
use crate::core::blocks::Blocks;
use crate::core::clusters::Edge;
use crate::files::Language;

/// Two records that are asked about, as (input, row).
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    left: (u16, u32),
    right: (u16, u32),
}

impl Question {
    /// Finds the two records; each is named by its key, or by source, colon and key where several inputs have the key.
    ///
    /// # Errors
    /// A name that no record or more than one has, or twice the same record.
    pub(super) fn new(recipe: &Recipe, inputs: &[FileTable], names: &[String; 2]) -> Result<Self, Vec<RecipeFault>> {
        let fault = |message: &str, cure: &str| vec![RecipeFault::new("--explain", message, cure)];
        let find = |name: &String| {
            let mut found = Vec::new();
            for (at, table) in inputs.iter().enumerate() {
                let Some(id) = recipe.input(at, &table.source).id_place(&table.header) else { continue };
                let of_source = name.strip_prefix(&table.source).and_then(|rest| rest.strip_prefix(':'));
                let is = |key: &str| key == name || Some(key) == of_source;
                found.extend(
                    (0..table.rows).filter(|row| is(table.columns[id].text(*row))).map(|row| (at as u16, row as u32)),
                );
            }
            match found.as_slice() {
                [one] => Ok(*one),
                [] => Err(fault("no record has this key", "give the key as it stands in the id column, or source:key")),
                _ => Err(fault("several inputs have this key", "put the source and a colon in front: source:key")),
            }
        };
        let (left, right) = (find(&names[0])?, find(&names[1])?);
        if left == right {
            return Err(fault("both keys name the same record", "name two records"));
        }
        Ok(Self { left, right })
    }
}

impl Run<'_> {
    /// Explains a pair. `scored` are the pairs that were compared, before and after their rivals.
    pub(super) fn explain(
        &self,
        scorer: &Scorer<'_>,
        blocks: &Blocks,
        (scored, after): (&[Edge], &[Weight]),
        question: Question,
    ) -> FileExplained {
        let Scorer { comparer, weights, rarity } = scorer;
        let record = |(input, row): (u16, u32)| self.columns.of_input(input as usize)[row as usize];
        let (left, right) = (record(question.left), record(question.right));
        let (left, right) = (left.min(right), left.max(right));
        let pattern = comparer.pattern(&mut comparer.memos(), left, right);
        let usual = weights.usual(pattern);
        let weight = rarity.weight(comparer, usual, pattern, left, right);
        let mut parts = vec![FilePart {
            comparison: None,
            level: String::new(),
            sentence: [
                "how likely two records taken at random are one".to_owned(),
                "任意の2件の記録が同じ人である見込み".to_owned(),
            ],
            weight: weights.start,
        }];
        let mut sum = weights.start;
        for (at, comparison) in self.recipe.comparisons.iter().enumerate() {
            let level = pattern.level(at);
            let sentence = [Language::English, Language::Japanese]
                .map(|language| self.recipe.sentences(at, language).get(level).cloned().unwrap_or_default());
            let own = weights.part(at, pattern) + rarity.part(comparer, at, pattern, left, right);
            sum += own;
            let label = level.checked_sub(1).and_then(|level| comparison.labels.get(level));
            parts.push(FilePart {
                comparison: Some(comparison.name.clone()),
                level: label.cloned().unwrap_or_else(|| "missing".to_owned()),
                sentence,
                weight: own,
            });
        }
        let mut push = |english: &str, japanese: &str, weight: Weight| {
            if weight != Weight(0) {
                let sentence = [english.to_owned(), japanese.to_owned()];
                parts.push(FilePart { comparison: None, level: String::new(), sentence, weight });
            }
        };
        push("what two people of one household may agree on as well", "同じ世帯の別の人でも一致しうる分", weight - sum);
        let at = scored.binary_search_by_key(&(left, right), |edge| (edge.left, edge.right)).ok();
        let after = at.map_or(weight, |at| after[at]);
        push(
            "other records that may be the same one (each is listed once)",
            "同じ人かもしれない別の記録がある分（1人1行の名簿）",
            after - weight,
        );
        FileExplained {
            left: self.columns.records[left as usize],
            right: self.columns.records[right as usize],
            parts,
            weight: after,
            proposed_by: blocks.rule_of(left, right).filter(|_| self.allowed(left, right)).map(str::to_owned),
            comparable: self.allowed(left, right),
        }
    }
}
