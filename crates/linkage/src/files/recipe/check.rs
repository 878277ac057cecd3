//! Checks a recipe: every fault in one pass, each with its line and cure.

use std::ops::Range;

use domain::Weight;
use toml::Spanned;

use super::raw::{OneOrMore, RawBlock, RawComparison, RawField, RawInput, RawRecipe};
use super::{BlockPart, BlockSpec, Comparison, FieldSpec, Input, LinkType, Recipe, RecipeFault};
use super::{default_clean, preset, reach};
use crate::core::pattern::{COMPARISONS_MAX, LEVELS_MAX};
use crate::files::clean::{Step, clean as clean_value};
use crate::files::keys::WORDS_MAX;
use crate::files::level::{Level, Names};

/// Words of two fields, `WORDS_MAX` each.
const COMBINATIONS_MAX: usize = WORDS_MAX * WORDS_MAX;

pub(super) struct Checker<'a> {
    text: &'a str,
    faults: Vec<RecipeFault>,
    fields: Vec<FieldSpec>,
    /// Conditions of levels numbered so far.
    conditions: usize,
    /// What fields without `clean` are cleaned with, where their levels ask for more than the default.
    default_clean: default_clean::DefaultClean,
}

pub(super) fn recipe(text: &str) -> Result<Recipe, Vec<RecipeFault>> {
    let raw: RawRecipe = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        vec![RecipeFault::at_line(line, error.message().trim(), "see the list of keys in docs/reference/recipes.md")]
    })?;
    let default_clean = default_clean::DefaultClean::of(&raw.compare);
    let mut checker = Checker { text, faults: Vec::new(), fields: Vec::new(), conditions: 0, default_clean };
    let recipe = checker.recipe(&raw);
    if checker.faults.is_empty() { Ok(recipe) } else { Err(checker.faults) }
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

impl Checker<'_> {
    pub(super) fn fault(&mut self, span: Range<usize>, message: impl Into<String>, cure: impl Into<String>) {
        let line = line_of(self.text, span.start);
        self.faults.push(RecipeFault::at_line(line, message, cure));
    }

    fn recipe(&mut self, raw: &RawRecipe) -> Recipe {
        let base = raw.preset.as_ref().and_then(|name| {
            let found = preset::recipe(name.get_ref());
            if found.is_none() {
                let known = Recipe::preset_names().collect::<Vec<_>>().join(", ");
                self.fault(
                    name.span(),
                    format!("there is no preset `{}`", name.get_ref()),
                    format!("use one of {known}"),
                );
            }
            found
        });
        let base = base.as_ref();
        self.fields.extend(base.iter().flat_map(|base| base.fields.clone()));
        let link = match raw.link.as_ref().map(|link| (link.get_ref().as_str(), link.span())) {
            None => base.map_or(LinkType::Both, |base| base.link),
            Some(("both", _)) => LinkType::Both,
            Some(("dedupe", _)) => LinkType::Dedupe,
            Some(("link", _)) => LinkType::Link,
            Some((other, span)) => {
                self.fault(span, format!("link type `{other}` is not known"), "use \"dedupe\", \"link\" or \"both\"");
                LinkType::Both
            }
        };
        for field in &raw.field {
            self.field(field);
        }
        self.share_columns();
        for (at, compare) in raw.compare.iter().enumerate() {
            if raw.compare[..at].iter().any(|before| before.called() == compare.called()) {
                self.fault(
                    compare.field.span(),
                    format!("two [[compare]] are called `{}`", compare.called()),
                    "give each a `name` of its own",
                );
            }
        }
        let mut comparisons: Vec<Comparison> =
            raw.compare.iter().filter_map(|compare| self.comparison(compare)).collect();
        if let Some(base) = base.filter(|_| raw.compare.is_empty()) {
            comparisons.clone_from(&base.comparisons);
        } else if raw.compare.is_empty() {
            self.fault(0..0, "there is no [[compare]]", "add at least two comparisons");
        }
        if raw.compare.len() > COMPARISONS_MAX {
            self.fault(0..0, format!("{} comparisons", raw.compare.len()), format!("use at most {COMPARISONS_MAX}"));
        }
        let mut blocks: Vec<BlockSpec> = raw.block.iter().filter_map(|block| self.block(block)).collect();
        let mut household = self.household(raw);
        if let Some(base) = base {
            if raw.block.is_empty() {
                blocks.clone_from(&base.blocks);
            }
            household = household.or_else(|| base.household.clone());
        }
        let threshold = raw.threshold_probability.as_ref().and_then(|value| {
            let p = *value.get_ref();
            if (crate::PROBABILITY_MIN..1.0).contains(&p) {
                Some(Weight::from_bits((p / (1.0 - p)).log2()))
            } else {
                self.fault(
                    value.span(),
                    "threshold_probability must be at least 0.001 and less than 1: less likely pairs are not kept",
                    "for example 0.9",
                );
                None
            }
        });
        let threshold = threshold.or(base.and_then(|base| base.threshold));
        let input = self.input(&raw.input, base.map(|base| &base.input));
        let files = raw.file.iter().map(|file| self.input(file, Some(&input))).collect();
        let estimate = self.estimate(&raw.estimate, base.map(|base| &base.estimate));
        Recipe {
            name: raw.name.clone().or_else(|| base.map(|base| base.name.clone())).unwrap_or_default(),
            link,
            files,
            input,
            fields: std::mem::take(&mut self.fields),
            blocks,
            comparisons,
            household,
            threshold,
            estimate,
        }
    }

    /// The fields of each way to tell a household.
    fn household(&mut self, raw: &RawRecipe) -> Option<Vec<Vec<usize>>> {
        let raw = raw.household.as_ref()?;
        let ways = raw.get_ref().ways();
        if ways.iter().any(Vec::is_empty) {
            self.fault(raw.span(), "a household is told by no field", "name fields, or drop the empty list");
        }
        let line = line_of(self.text, raw.span().start);
        Some(ways.iter().map(|fields| fields.iter().map(|name| self.index_of(name, line)).collect()).collect())
    }

    fn input(&mut self, raw: &RawInput, default: Option<&Input>) -> Input {
        let delimiter = raw.delimiter.as_ref().map_or(default.map_or(b',', |input| input.delimiter), |text| match text
            .get_ref()
            .as_bytes()
        {
            [byte] => *byte,
            _ if text.get_ref() == "tab" => b'\t',
            _ => {
                self.fault(
                    text.span(),
                    "the delimiter is not one ASCII character",
                    "for example \",\", \";\", \"%\" or \"tab\"",
                );
                b','
            }
        });
        let encoding = raw.encoding.as_ref().map_or(default.and_then(|input| input.encoding), |text| {
            if text.get_ref() == "auto" {
                return None;
            }
            let found = japanese::text::Encoding::parse(text.get_ref());
            if found.is_none() {
                self.fault(
                    text.span(),
                    format!("encoding `{}` is not known", text.get_ref()),
                    "use auto, utf-8, cp932, utf-16le, utf-16be or windows-1252",
                );
            }
            found
        });
        let accepts_irregular = raw.irregular_rows.as_ref().map(|text| match text.get_ref().as_str() {
            "accept" => true,
            "refuse" => false,
            other => {
                let message = format!("`{other}` says nothing about irregular rows");
                self.fault(text.span(), message, "use \"refuse\" or \"accept\"");
                false
            }
        });
        let mut columns: Vec<(String, String)> = raw.columns.clone().into_iter().collect();
        columns.extend(
            default
                .iter()
                .flat_map(|input| input.columns.iter().filter(|(name, _)| !raw.columns.contains_key(name)).cloned()),
        );
        Input {
            name: raw.name.clone(),
            delimiter,
            encoding,
            trim: raw.trim.unwrap_or(default.is_none_or(|input| input.trim)),
            accepts_irregular: accepts_irregular.unwrap_or(default.is_some_and(|input| input.accepts_irregular)),
            ids: raw.id.as_ref().map_or_else(
                || default.map_or_else(|| vec!["id".to_owned()], |input| input.ids.clone()),
                OneOrMore::list,
            ),
            unique: raw.unique.unwrap_or(default.is_some_and(|input| input.unique)),
            columns,
        }
    }

    fn field(&mut self, raw: &RawField) {
        let name = raw.name.get_ref().clone();
        // A field of the preset, line 0, may be told anew.
        let known = self.fields.iter().position(|field| field.name == name);
        if known.is_some_and(|at| self.fields[at].line > 0) {
            self.fault(raw.name.span(), format!("field `{name}` stands twice"), "rename one of them");
        }
        // What is not told anew stays as in the preset.
        let of_preset = known.map(|at| self.fields[at].clone());
        let (columns, columns_of) = self.columns(raw, of_preset.as_ref());
        let clean = match &raw.clean {
            None => of_preset.as_ref().map_or_else(|| self.default_clean.clean(&name), |field| field.clean.clone()),
            Some(steps) => {
                let mut list = Vec::new();
                for step in steps {
                    match Step::parse(step.get_ref()) {
                        Some(step) => list.push(step),
                        None => self.fault(
                            step.span(),
                            format!("cleaning step `{}` is not known", step.get_ref()),
                            format!("use one of {}", Step::NAMES.join(", ")),
                        ),
                    }
                }
                list
            }
        };
        let line = line_of(self.text, raw.name.span().start);
        let values: Vec<(String, String)> =
            raw.values.iter().map(|(from, to)| (from.clone(), clean_value(to, &clean))).collect();
        let mut cleaned: Vec<(String, &str)> =
            values.iter().map(|(from, to)| (clean_value(from, &clean), to.as_str())).collect();
        cleaned.sort_unstable();
        if cleaned.windows(2).any(|two| two[0].0 == two[1].0 && two[0].1 != two[1].1) {
            self.fault(
                raw.name.span(),
                "two `values` that are one once they are cleaned stand for different ones",
                "keep one of them, or clean less",
            );
        }
        let own_columns = raw.column.is_some() || !raw.columns.is_empty() || raw.columns_of.is_some();
        let headers = match &of_preset {
            Some(field) if raw.headers.is_empty() && !own_columns => field.headers.clone(),
            _ => raw.headers.clone(),
        };
        if !headers.is_empty() && columns.len() > 1 {
            self.fault(
                raw.name.span(),
                "`headers` are other names of one column, but the field has several",
                "drop `headers` or `columns`",
            );
        }
        let field = FieldSpec {
            label: raw
                .label
                .clone()
                .or_else(|| Some(of_preset.as_ref()?.label.clone()))
                .unwrap_or_else(|| name.clone()),
            name,
            columns,
            columns_of,
            headers,
            optional: raw.optional.unwrap_or(of_preset.as_ref().is_some_and(|field| field.optional)),
            clean,
            missing: match &of_preset {
                Some(field) if raw.missing.is_empty() => field.missing.clone(),
                _ => raw.missing.clone(),
            },
            values: match of_preset {
                Some(field) if values.is_empty() => field.values,
                _ => values,
            },
            line,
        };
        match known {
            Some(at) => self.fields[at] = field,
            None => self.fields.push(field),
        }
    }

    /// The columns of a field, and the field whose columns they are.
    fn columns(&mut self, raw: &RawField, of_preset: Option<&FieldSpec>) -> (Vec<String>, Option<usize>) {
        let mut columns = raw.columns.clone();
        columns.extend(raw.column.clone());
        if let Some(of) = &raw.columns_of {
            let at = self.fields.iter().position(|field| field.name == *of.get_ref());
            let is_usable = at.is_some_and(|at| self.fields[at].columns_of.is_none());
            if !is_usable || !columns.is_empty() || !raw.headers.is_empty() {
                let message =
                    format!("`columns_of = \"{}\"` names no field above it that has columns of its own", of.get_ref());
                let message =
                    if is_usable { "`columns_of` stands beside columns or headers".to_owned() } else { message };
                self.fault(of.span(), message, "name a field that stands above, and no columns beside it");
            }
            return (vec![of.get_ref().clone()], at.filter(|_| is_usable));
        }
        match of_preset {
            Some(field) if columns.is_empty() => (field.columns.clone(), field.columns_of),
            _ if columns.is_empty() => (vec![raw.name.get_ref().clone()], None),
            _ => (columns, None),
        }
    }

    /// Gives fields that have the columns of another one what is told of that one.
    fn share_columns(&mut self) {
        for at in 0..self.fields.len() {
            if let Some(of) = self.fields[at].columns_of {
                let FieldSpec { columns, headers, optional, .. } = self.fields[of].clone();
                self.fields[at] = FieldSpec { columns, headers, optional, ..self.fields[at].clone() };
            }
        }
    }

    /// The index of a field; a name that is not declared is a column of that name with the default cleaning.
    fn field_index(&mut self, name: &Spanned<String>) -> usize {
        let line = line_of(self.text, name.span().start);
        self.index_of(name.get_ref(), line)
    }

    fn index_of(&mut self, name: &str, line: usize) -> usize {
        self.fields.iter().position(|field| field.name == name).unwrap_or_else(|| {
            self.fields.push(FieldSpec {
                name: name.to_owned(),
                label: name.to_owned(),
                columns: vec![name.to_owned()],
                columns_of: None,
                headers: Vec::new(),
                optional: false,
                clean: self.default_clean.clean(name),
                missing: Vec::new(),
                values: Vec::new(),
                line,
            });
            self.fields.len() - 1
        })
    }

    /// A blocking rule.
    fn block(&mut self, raw: &RawBlock) -> Option<BlockSpec> {
        let on = raw.on.get_ref();
        if on.is_empty() {
            self.fault(raw.on.span(), "a [[block]] on nothing proposes nothing", "name fields, or drop the block");
        }
        let parts: Vec<(usize, BlockPart)> = on.iter().filter_map(|part| self.part(part)).collect();
        if parts.is_empty() {
            return None;
        }
        let words = |(_, part): &(usize, BlockPart)| match part {
            BlockPart::Words => WORDS_MAX,
            BlockPart::Rare(n) => *n,
            _ => 1,
        };
        let combinations = parts.iter().map(words).fold(1, usize::saturating_mul);
        if combinations > COMBINATIONS_MAX {
            self.fault(
                raw.on.span(),
                format!("a record may have {combinations} combinations of words in this rule, at most {COMBINATIONS_MAX} are looked for"),
                "look for words of fewer fields, or for their rarest words only (`field:rare 3`)",
            );
        }
        let name = on.iter().map(|part| part.get_ref().as_str()).collect::<Vec<_>>().join(" + ");
        Some(BlockSpec { name, parts })
    }

    /// A field and what of it must agree.
    fn part(&mut self, part: &Spanned<String>) -> Option<(usize, BlockPart)> {
        let (name, how) = part.get_ref().split_once(':').unwrap_or((part.get_ref(), ""));
        let how = match how.trim() {
            "" => BlockPart::Whole,
            "first-word" => BlockPart::FirstWord,
            "words" => BlockPart::Words,
            "sound" => BlockPart::Sound,
            "letters" => BlockPart::Letters,
            other => {
                let number = |prefix: &str| {
                    other
                        .strip_prefix(prefix)
                        .and_then(|rest| rest.trim().parse::<usize>().ok())
                        .filter(|n| (1..=100).contains(n))
                };
                if let Some(n) = number("rare") {
                    BlockPart::Rare(n)
                } else if let Some(n) = number("-") {
                    BlockPart::Suffix(n)
                } else if let Some(n) = number("") {
                    BlockPart::Prefix(n)
                } else {
                    self.fault(
                        part.span(),
                        format!("`{other}` is not a part of a field"),
                        "use field, field:3 (first characters), field:-3 (last), field:first-word, field:words, field:rare 3, field:letters or field:sound",
                    );
                    return None;
                }
            }
        };
        let line = line_of(self.text, part.span().start);
        Some((self.index_of(name.trim(), line), how))
    }

    fn comparison(&mut self, raw: &RawComparison) -> Option<Comparison> {
        let field = self.field_index(&raw.field);
        let mut levels: Vec<Level> = Vec::new();
        let mut labels = Vec::new();
        for level in &raw.levels {
            let line = line_of(self.text, level.span().start);
            let mut conditions = self.conditions;
            let parsed = Level::parse(
                level.get_ref(),
                &mut Names { field: &mut |name| self.index_of(name, line), memo: &mut conditions },
            );
            self.conditions = conditions;
            match parsed {
                Ok(parsed) => {
                    if let Some((message, cure)) = reach::fault(&parsed, &levels, &labels, &self.fields, field) {
                        self.fault(level.span(), format!("level `{}` {message}", level.get_ref()), cure);
                    }
                    levels.push(parsed);
                    labels.push(level.get_ref().clone());
                }
                Err(cure) => self.fault(level.span(), format!("level `{}` cannot be read", level.get_ref()), cure),
            }
        }
        if levels.is_empty() || levels.len() >= LEVELS_MAX {
            self.fault(
                raw.field.span(),
                "a comparison needs between 1 and 13 levels",
                "list levels from the best to the worst; `else` is added",
            );
            return None;
        }
        labels.push("else".to_owned());
        let count = levels.len() + 1;
        let mut given = |shares: Option<&Spanned<Vec<f64>>>| {
            let Some(shares) = shares else { return Vec::new() };
            let list = shares.get_ref();
            if list.len() != count || list.iter().any(|share| !(*share > 0.0 && *share < 1.0)) {
                self.fault(
                    shares.span(),
                    "shares must lie between 0 and 1, one per level and one for `else`",
                    format!("give {count} numbers"),
                );
                return Vec::new();
            }
            let sum: f64 = list.iter().sum();
            list.iter().map(|share| share / sum).collect()
        };
        let (same, different) = (given(raw.same.as_ref()), given(raw.different.as_ref()));
        if raw.fixed && (same.is_empty() || different.is_empty()) {
            self.fault(
                raw.field.span(),
                "a fixed comparison needs `same` and `different`",
                "give both lists or drop `fixed`",
            );
        }
        let within = raw.term_frequency_within.as_ref().and_then(|part| self.part(part));
        if (raw.term_frequency || within.is_some()) && !levels.contains(&Level::Exact) {
            self.fault(
                raw.field.span(),
                "rare values cannot weigh more without the level `exact`",
                "add `exact` as the best level or drop `term_frequency`",
            );
        }
        Some(Comparison {
            label: raw.label.clone().or_else(|| raw.name.clone()).unwrap_or_else(|| self.fields[field].label.clone()),
            name: raw.called().to_owned(),
            field,
            levels,
            labels,
            term_frequency: raw.term_frequency || within.is_some(),
            within,
            same,
            different,
            fixed: raw.fixed,
        })
    }
}
