//! Writes a town's extracts and truth into a folder: `cargo run -p town --example write_town -- FOLDER [RESIDENTS] [SEED]`.

use std::fs;
use std::io::BufWriter;
use std::path::PathBuf;

use town::{Plan, Town};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "town".to_owned()));
    let residents = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(20_000);
    let seed = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let town = Town::generate(&Plan::of(residents, seed));
    fs::create_dir_all(folder.join("truth"))?;
    for extract in town.extracts() {
        extract.write_to(&mut BufWriter::new(fs::File::create(folder.join(extract.file_name))?))?;
    }
    for truth in town.truth() {
        truth.write_to(&mut BufWriter::new(fs::File::create(folder.join(truth.path))?))?;
    }
    Ok(())
}
