//! Stories of a municipality's staff, told to the real binary: what they type, what they read, what is left on disk.

mod deliveries;
mod files;
mod home;
mod installation;
mod purposes;
mod refusals;
mod shared;
mod town;
