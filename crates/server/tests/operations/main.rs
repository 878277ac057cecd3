//! The real binary under bad luck: killed at any moment, two at once.

mod busy;
mod home;
mod killed;
