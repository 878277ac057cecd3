//! Writing CP932 (Windows-31J): one table, built once from the decoder.

/// From character to bytes.
#[derive(Debug)]
pub(crate) struct Cp932 {
    codes: Vec<u16>,
}

/// Geta mark (〓): what departments print for a character their set lacks (外字).
const GETA: u16 = 0x81AC;

impl Cp932 {
    /// Builds the table.
    pub(crate) fn load() -> Self {
        let mut codes = vec![0_u16; 0x1_0000];
        let mut put = |bytes: &[u8], code: u16| {
            let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(bytes);
            let mut chars = text.chars();
            if let (false, Some(c), None) = (broken, chars.next(), chars.next())
                && let Some(slot) = codes.get_mut(c as usize)
                && (*slot == 0 || code >= 0xFA40)
            {
                *slot = code;
            }
        };
        for byte in (0x20..0x80).chain(0xA1..0xE0_u8) {
            put(&[byte], u16::from(byte));
        }
        for lead in (0x81..0xA0).chain(0xE0..0xFD_u8) {
            for trail in (0x40..0x7F).chain(0x80..0xFD_u8) {
                put(&[lead, trail], u16::from_be_bytes([lead, trail]));
            }
        }
        Self { codes }
    }

    /// Appends text; what the set lacks becomes 〓.
    pub(crate) fn write(&self, text: &str, out: &mut Vec<u8>) {
        for c in text.chars() {
            if (c as u32) < 0x80 {
                out.push(c as u8);
                continue;
            }
            let code = match self.codes.get(c as usize).copied() {
                Some(code) if code != 0 => code,
                _ => GETA,
            };
            if code > 0xFF {
                out.extend_from_slice(&code.to_be_bytes());
            } else {
                out.push(code as u8);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read_and_what_is_lacking_becomes_a_geta_mark() {
        let table = Cp932::load();
        let mut bytes = Vec::new();
        table.write("髙橋 ﾊﾅｺ 﨑 𠮷田", &mut bytes);
        assert_eq!(encoding_rs::SHIFT_JIS.decode(&bytes).0, "髙橋 ﾊﾅｺ 﨑 〓田");
    }
}
