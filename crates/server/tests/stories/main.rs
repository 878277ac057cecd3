//! Stories of a municipality's staff, told to the real binary: what they type, what they read, what is left on disk.

mod decisions;
mod deliveries;
mod evaluate;
mod files;
mod home;
mod installation;
mod link_files;
mod population;
mod purposes;
mod refusals;
mod screening;
mod shared;
mod shields;
mod town;
