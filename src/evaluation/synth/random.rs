//! A small generator of pseudo-random numbers, the same on every platform.
//!
//! xoshiro256++ 1.0 (Blackman & Vigna, «Scrambled linear pseudorandom number generators», ACM TOMS 47, 2021), its state
//! filled by SplitMix64 as its authors advise. Both are public domain; the tests hold their published outputs. Only
//! integers and exact binary fractions are used, so no mathematical library can change a population.

/// One step of SplitMix64 from `state`: also a good mixing of a counter into 64 bits.
pub(crate) fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

/// xoshiro256++.
#[derive(Debug, Clone)]
pub(crate) struct Random([u64; 4]);

impl Random {
    /// The generator of one `stream` (a school, a rare name) under one seed: streams do not depend on each other.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut state = seed;
        let mut state = split_mix(&mut state) ^ stream;
        Self(std::array::from_fn(|_| split_mix(&mut state)))
    }

    /// 64 random bits.
    pub(crate) fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// A number below `bound` (0 for 0); the bias of the multiplication, below 2⁻³² for our bounds, does not matter here.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True with probability `rate`.
    pub(crate) fn chance(&mut self, rate: f64) -> bool {
        // 53 bits: every value is an exact double.
        ((self.next() >> 11) as f64) * (1.0 / 9_007_199_254_740_992.0) < rate
    }

    /// One of `items`.
    ///
    /// # Panics
    /// When there is none.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// An index drawn in proportion to `weights`.
    pub(crate) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().map(|&weight| weight as usize).sum());
        weights
            .iter()
            .position(|&weight| match left.checked_sub(weight as usize) {
                Some(rest) => {
                    left = rest;
                    false
                }
                None => true,
            })
            .unwrap_or(0)
    }

    /// Puts `items` in random order (Fisher & Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_mix_gives_the_published_outputs() {
        let mut state = 1_234_567;
        let outputs: [u64; 3] = std::array::from_fn(|_| split_mix(&mut state));
        assert_eq!(outputs, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn xoshiro_gives_the_published_outputs() {
        let mut random = Random([1, 2, 3, 4]);
        let outputs: [u64; 4] = std::array::from_fn(|_| random.next());
        assert_eq!(outputs, [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386]);
    }

    #[test]
    fn draws_stay_within_bounds_and_reach_them() {
        let mut random = Random::new(7, 0);
        let draws: Vec<usize> = (0..1_000).map(|_| random.between(3, 5)).collect();
        assert_eq!((draws.iter().min(), draws.iter().max()), (Some(&3), Some(&5)));
        let ones = (0..10_000).filter(|_| random.weighted(&[3, 1]) == 1).count();
        assert!((2_300..2_700).contains(&ones), "{ones}");
        let hits = (0..10_000).filter(|_| random.chance(0.1)).count();
        assert!((900..1_100).contains(&hits), "{hits}");
    }
}
