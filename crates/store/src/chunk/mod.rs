//! How cells lie on disk: Arrow IPC, compressed. Pure functions; any thread may run them.

mod arrays;
mod column;
mod numbers;

pub(crate) use arrays::{compress, decompress};
pub use column::{chunk_decode, chunk_encode};
pub use numbers::{numbers_decode, numbers_encode, resolution_decode, resolution_encode};
