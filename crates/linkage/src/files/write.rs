//! The bytes of `P.csv` and `C.csv`: UTF-8 without BOM, LF, sorted by source and key.

use std::fmt::Write as _;

use rayon::prelude::*;

use super::names::{Name, Names, Sortable};
use super::{FileOutcome, FileTable, Recipe};

/// `source_l,key_l,source_r,key_r,weight,probability`: each pair once, the smaller (source, key) on the left.
#[must_use]
pub fn pairs_csv(recipe: &Recipe, inputs: &[FileTable], outcome: &FileOutcome) -> Vec<u8> {
    let names = Names::new(recipe, inputs);
    let mut rows: Vec<(Name<'_>, Name<'_>, domain::Weight)> = outcome
        .pairs
        .iter()
        .map(|pair| {
            let (a, b) = (names.of(pair.left), names.of(pair.right));
            if a <= b { (a, b, pair.weight) } else { (b, a, pair.weight) }
        })
        .collect();
    rows.par_sort_unstable();
    let mut out = String::from("source_l,key_l,source_r,key_r,weight,probability\n");
    for (left, right, weight) in rows {
        for text in [left.0, left.1, right.0, right.1] {
            cell(&mut out, text);
            out.push(',');
        }
        let _ = writeln!(out, "{:.3},{:.6}", weight.bits(), weight.probability());
    }
    out.into_bytes()
}

/// `source,key,cluster`: every record once; clusters are numbered in the order of the lines, unless their numbers are for good.
#[must_use]
pub fn clusters_csv(recipe: &Recipe, inputs: &[FileTable], outcome: &FileOutcome) -> Vec<u8> {
    let names = Names::new(recipe, inputs);
    let mut rows: Vec<(Sortable<'_>, u32)> =
        outcome.clusters.par_iter().map(|entry| (names.sortable(entry.record), entry.cluster)).collect();
    rows.par_sort_unstable();
    if !outcome.stable {
        let mut numbers = vec![0_u32; rows.len() + 1];
        let mut next = 0;
        rows.iter_mut().for_each(|(_, cluster)| *cluster = renumbered(&mut numbers, &mut next, *cluster));
    }
    let lines = |rows: &[(Sortable<'_>, u32)]| {
        let mut out = String::with_capacity(rows.len() * 32);
        for (name, number) in rows {
            let (source, key) = names.of_sorted(*name);
            cell(&mut out, source);
            out.push(',');
            cell(&mut out, key);
            // Writing to a string does not fail.
            let _ = writeln!(out, ",{number}");
        }
        out
    };
    let mut parts: Vec<String> = rows.par_chunks(ROWS_OF_A_TASK).map(lines).collect();
    drop(rows);
    parts.insert(0, String::from("source,key,cluster\n"));
    let mut out = Vec::with_capacity(parts.iter().map(String::len).sum());
    parts.into_iter().for_each(|part| out.extend_from_slice(part.as_bytes()));
    out
}

/// Rows that one thread writes at a time.
const ROWS_OF_A_TASK: usize = 20_000;

/// The number of a cluster in the order in which clusters come.
pub(super) fn renumbered(numbers: &mut [u32], next: &mut u32, cluster: u32) -> u32 {
    let number = &mut numbers[cluster as usize];
    if *number == 0 {
        *next += 1;
        *number = *next;
    }
    *number
}

/// A CSV cell, quoted where it must be.
fn cell(out: &mut String, text: &str) {
    if text.contains([',', '"', '\n', '\r']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}
