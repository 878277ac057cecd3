//! The command line of Mimamori.
fn main() {}
