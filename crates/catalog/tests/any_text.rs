//! Whatever stands in the files, loading ends with faults in order and never with a panic.

mod support;

use proptest::prelude::*;
use support::{loaded, preset};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn damaged_files_give_faults(which in 0_usize..1000, at in 0_usize..100_000, cut in 0_usize..40, put in "[\\[\\]\"'#=,\n○×あ0-9a-z]{0,12}") {
        let mut files = preset("akishima");
        let index = which % files.len();
        let text: Vec<char> = files[index].text.chars().collect();
        let start = at % (text.len() + 1);
        let end = (start + cut).min(text.len());
        files[index].text = text[..start].iter().copied().chain(put.chars()).chain(text[end..].iter().copied()).collect();
        let faults = loaded(&files).faults;
        prop_assert!(faults.is_sorted());
        prop_assert!(faults.iter().all(|fault| !fault.message.is_empty() && !fault.cure.is_empty()));
    }

    #[test]
    fn any_text_anywhere(text in "\\PC{0,200}", path in prop::sample::select(vec!["items.csv", "purposes/a.toml", "codes/a.csv", "forbidden.csv", "sources/a.toml", "rules/a.toml", "rules/a.cases.toml", "clocks/a.toml", "targets.toml", "ethics.toml", "roles.toml", "visibility.toml", "mimamori.toml"])) {
        let file = catalog::ConfigFile { path: path.to_owned(), text };
        prop_assert!(!loaded(&[file]).is_usable());
    }
}
