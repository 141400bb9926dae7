//! Numbers by chance, the same on every run and every machine.

/// SplitMix64 (Steele, Lea and Flood, 2014): a counter, mixed. Small, without a period to fear
/// here, and any two seeds give streams that know nothing of each other.
pub struct Dice(u64);

impl Dice {
    /// A stream that depends on all of `seeds`.
    pub fn new(seeds: &[u64]) -> Dice {
        let mut dice = Dice(0x6c65_616b);
        for seed in seeds {
            dice.0 = dice.next() ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to 1.
    pub fn roll(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// From `low` up to `high`.
    pub fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.roll()
    }

    /// The same with each factor as likely: 1 to 10 as often as 10 to 100.
    pub fn scale(&mut self, low: f64, high: f64) -> f64 {
        (self.within(low.ln(), high.ln())).exp()
    }

    /// A whole number from `low` to `high`, both possible.
    pub fn whole(&mut self, low: usize, high: usize) -> usize {
        low + (self.roll() * (high - low + 1) as f64) as usize
    }

    /// Normal, mean 0 and deviation 1 (Box and Muller).
    pub fn bell(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.roll()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.roll()).cos()
    }
}
