//! Chance by counting: each draw is a function of seed, purpose and entity, so order and threads do not matter.

/// What a draw is for; two purposes never share a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Purpose(pub(crate) &'static str);

/// The seed of a town.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dice {
    seed: u64,
}

/// A stream of draws for one entity and purpose.
#[derive(Debug, Clone)]
pub(crate) struct Roll {
    state: u64,
}

const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

const fn fingerprint(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut index = 0;
    while index < bytes.len() {
        hash = (hash ^ bytes[index] as u64).wrapping_mul(0x0100_0000_01b3);
        index += 1;
    }
    hash
}

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self { seed: mix(seed.wrapping_add(0x9e37_79b9_7f4a_7c15)) }
    }

    /// The stream of one entity for one purpose.
    pub(crate) fn roll(self, purpose: Purpose, entity: u64) -> Roll {
        let key = mix(fingerprint(purpose.0) ^ self.seed);
        Roll { state: mix(key ^ entity.wrapping_mul(0x9e37_79b9_7f4a_7c15)) }
    }
}

impl Roll {
    pub(crate) const fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.state)
    }

    /// Uniform in 0 ≤ x < 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with this probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// Uniform in 0 .. n (n at least 1).
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        (((self.bits() >> 32) * u64::from(n.max(1))) >> 32) as u32
    }

    /// Uniform in first ..= last.
    pub(crate) fn between(&mut self, first: i32, last: i32) -> i32 {
        first + i32::try_from(self.below(u32::try_from(last - first + 1).unwrap_or(1))).unwrap_or(0)
    }

    /// One of a list.
    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(u32::try_from(list.len()).unwrap_or(1)) as usize]
    }

    /// Index into weights, in proportion to them.
    pub(crate) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.share() * weights.iter().sum::<f64>();
        for (index, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        weights.len() - 1
    }

    /// Roughly normal around `mean` (sum of four uniforms).
    pub(crate) fn around(&mut self, mean: f64, spread: f64) -> f64 {
        let sum = self.share() + self.share() + self.share() + self.share() - 2.0;
        mean + spread * sum * 1.732
    }

    /// A count with this mean: geometric, so most are small and a few are large.
    pub(crate) fn count(&mut self, mean: f64) -> u32 {
        let go_on = mean / (1.0 + mean);
        let mut count = 0;
        while count < 60 && self.chance(go_on) {
            count += 1;
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_depends_on_seed_purpose_and_entity_only() {
        let dice = Dice::new(7);
        let first = dice.roll(Purpose("name"), 12).bits();
        dice.roll(Purpose("name"), 13).bits();
        assert_eq!(dice.roll(Purpose("name"), 12).bits(), first);
        assert_ne!(dice.roll(Purpose("birth"), 12).bits(), first);
        assert_ne!(Dice::new(8).roll(Purpose("name"), 12).bits(), first);
    }

    #[test]
    fn shares_are_even() {
        let mut roll = Dice::new(1).roll(Purpose("even"), 0);
        let hits = (0..10_000).filter(|_| roll.chance(0.2)).count();
        assert!((1_800..2_200).contains(&hits), "{hits}");
    }
}
