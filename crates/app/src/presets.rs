//! The presets that ship inside the binary (`config/presets/`).

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/presets.rs"));
}

/// Names of the presets, in the order of the help text.
pub const NAMES: [&str; 3] = ["akishima", "toda", "minimal"];

/// The files of a preset: path relative to `config/`, and text. Empty for an unknown preset.
pub fn files(preset: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let prefix = format!("{preset}/");
    embedded::FILES.iter().filter_map(move |(path, text)| Some((path.strip_prefix(&prefix)?, *text)))
}
