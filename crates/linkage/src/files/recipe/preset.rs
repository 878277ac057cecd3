//! Presets: recipes that are shipped, with shares to start from for those too small to train.

use super::Recipe;

/// Name and text of every preset.
pub(crate) const PRESETS: [(&str, &str); 3] = [
    ("residents-japanese", include_str!("../../../recipes/residents-japanese.toml")),
    ("school-roster-japanese", include_str!("../../../recipes/school-roster-japanese.toml")),
    ("western-names", include_str!("../../../recipes/western-names.toml")),
];

/// A preset by its name, with or without `preset:` in front.
pub(super) fn recipe(name: &str) -> Option<Recipe> {
    let name = name.trim();
    let name = name.strip_prefix("preset:").unwrap_or(name);
    let text = PRESETS.iter().find(|preset| preset.0 == name)?.1;
    let mut recipe = Recipe::parse(text).ok()?;
    // Faults of files against a preset have no line that the user could open.
    recipe.fields.iter_mut().for_each(|field| field.line = 0);
    Some(recipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_right_and_starts_with_shares() {
        for (name, text) in PRESETS {
            let parsed = Recipe::parse(text).unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
            assert_eq!(parsed.name, name);
            for comparison in &parsed.comparisons {
                assert_eq!(comparison.same.len(), comparison.levels.len() + 1, "{name}: {}", comparison.name);
                assert_eq!(comparison.different.len(), comparison.levels.len() + 1, "{name}: {}", comparison.name);
                let mut weights = comparison.same.iter().zip(&comparison.different).map(|(m, u)| m / u);
                assert!(
                    weights.clone().next() > Some(1.0),
                    "{name}: the best level of {} speaks for a match",
                    comparison.name
                );
                assert!(weights.next_back() < Some(1.0), "{name}: else of {} speaks against one", comparison.name);
            }
            assert_eq!(recipe(&format!("preset:{name}")).map(|recipe| recipe.name), Some(name.to_owned()));
        }
    }
}
