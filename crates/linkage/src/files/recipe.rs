//! The recipe: how any CSVs are linked, as validated TOML.

/// A validated recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Name of the recipe.
    pub name: String,
}

/// Something wrong with a recipe or the files it is used on, with its cure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message} ({cure})")]
pub struct RecipeFault {
    /// Where: `recipe line 12`, or an input's name.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub cure: String,
}
