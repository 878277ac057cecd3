//! Sampling by counting: the k-th draw is a function of the seed and k, so threads and order do not matter.

/// Mixes 64 bits (the finaliser of SplitMix64).
#[inline]
#[must_use]
pub(crate) const fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Two values mixed into one.
#[inline]
#[must_use]
pub(crate) const fn mix2(a: u64, b: u64) -> u64 {
    mix(mix(a) ^ b.wrapping_mul(0xd6e8_feb8_6659_fd93))
}

/// Of evenly spread 64-bit values about this share is not above the limit; of 1 and more, all.
#[must_use]
pub(crate) const fn limit_of(share: f64) -> u64 {
    if share < 1.0 { (u64::MAX as f64 * share) as u64 } else { u64::MAX }
}

/// A fingerprint of a text, the same on every machine.
#[must_use]
pub(crate) fn text_hash(text: &str) -> u64 {
    text.as_bytes().chunks(8).fold(text.len() as u64, |hash, chunk| {
        let mut word = [0_u8; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        mix2(hash, u64::from_le_bytes(word))
    })
}

/// The `k`-th draw of a seed, below `n` (n at least 1).
#[inline]
#[must_use]
pub(crate) const fn below(seed: u64, k: u64, n: u32) -> u32 {
    (((mix2(seed, k) >> 32) * n as u64) >> 32) as u32
}
