//! `import` as a clerk meets it: an installation, files on disk, receipts and refusals.

mod desk;
mod slices;
mod whole;
