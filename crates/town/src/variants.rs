//! Variant characters (異体字) in names: what the register may write where others write the common form.

/// Common form and the variants seen in registers; variants outside CP932 reach files as 〓 (外字).
static VARIANTS: &[(char, &[char])] = &[
    ('高', &['髙']),
    ('崎', &['﨑', '嵜']),
    ('辺', &['邊', '邉']),
    ('斉', &['齊']),
    ('斎', &['齋']),
    ('沢', &['澤']),
    ('浜', &['濱', '濵']),
    ('桜', &['櫻']),
    ('広', &['廣']),
    ('島', &['嶋', '嶌']),
    ('富', &['冨']),
    ('吉', &['𠮷']),
    ('国', &['國']),
    ('関', &['關']),
    ('徳', &['德']),
    ('瀬', &['瀨']),
    ('塚', &['塚']),
    ('館', &['舘']),
    ('浅', &['淺']),
    ('真', &['眞']),
    ('恵', &['惠']),
    ('竜', &['龍']),
    ('栄', &['榮']),
    ('滝', &['瀧']),
    ('実', &['實']),
    ('寿', &['壽']),
    ('円', &['圓']),
    ('鉄', &['鐵']),
    ('万', &['萬']),
    ('亀', &['龜']),
    ('遥', &['遙']),
    ('凛', &['凜']),
    ('桧', &['檜']),
    ('神', &['神']),
    ('福', &['福']),
    ('靖', &['靖']),
    ('羽', &['羽']),
    ('晴', &['晴']),
    ('緒', &['緖']),
    ('黒', &['黑']),
    ('横', &['橫']),
    ('槙', &['槇']),
    ('葛', &['葛']),
    ('祐', &['祐']),
];

/// The variant number `choice` of a character, if it has any other than itself.
pub(crate) fn variant(common: char, choice: u32) -> Option<char> {
    let (_, forms) = VARIANTS.iter().find(|(form, _)| *form == common)?;
    let form = forms[choice as usize % forms.len()];
    (form != common).then_some(form)
}

/// Writes `name` with its first character that has a variant replaced; `None` when none has.
pub(crate) fn with_variant(name: &str, choice: u32) -> Option<String> {
    let place = name.char_indices().find_map(|(at, common)| Some((at, common, variant(common, choice)?)))?;
    let mut written = name.to_owned();
    written.replace_range(place.0..place.0 + place.1.len_utf8(), place.2.encode_utf8(&mut [0; 4]));
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_register_writes_the_ladder_form() {
        assert_eq!(with_variant("高橋", 0).as_deref(), Some("髙橋"));
        assert_eq!(with_variant("渡辺", 1).as_deref(), Some("渡邉"));
        assert_eq!(with_variant("田中", 0), None);
    }
}
