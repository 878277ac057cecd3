//! From bytes to text: encodings (文字コード), damage done by earlier decoding (文字化け), and cleaning of cell values.

mod clean;
mod decode;
mod encoding;
mod mojibake;
mod unsupported;

pub use clean::{clean, header_key};
pub use decode::{DecodeProblem, DecodeProblemKind, Decoded, PROBLEMS_KEPT, StreamDecoder, decode};
pub use encoding::{Encoding, detect};
pub use mojibake::{
    Damage, MojibakeRepair, looks_like_utf8_as_cp932, mojibake_repair, mojibake_repair_named, mojibake_repair_text,
};
pub use unsupported::{Unsupported, unsupported};
