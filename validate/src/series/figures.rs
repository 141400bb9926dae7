//! Rates with what they may be off by.

use super::dice::Dice;

/// So many of so many.
#[derive(Clone, Copy, Default)]
pub struct Rate {
    /// Hits.
    pub hits: usize,
    /// Out of.
    pub of: usize,
}

impl Rate {
    /// Of yes and no.
    pub fn over(answers: impl Iterator<Item = bool>) -> Rate {
        let mut rate = Rate::default();
        for answer in answers {
            rate.of += 1;
            rate.hits += usize::from(answer);
        }
        rate
    }

    /// Hits by all; 0 of none.
    pub fn share(self) -> f64 {
        self.hits as f64 / (self.of as f64).max(1.0)
    }

    /// Wilson's interval at 95 %.
    pub fn wilson(self) -> (f64, f64) {
        let (n, p, z) = ((self.of as f64).max(1.0), self.share(), 1.96f64);
        let middle = p + z * z / (2.0 * n);
        let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + z * z / n;
        ((middle - half) / scale, (middle + half) / scale)
    }

    /// `.012 (.008–.018)`.
    pub fn with_interval(self) -> String {
        let (low, high) = self.wilson();
        format!(
            "{} ({}–{})",
            short(self.share()),
            short(low.max(0.0)),
            short(high)
        )
    }
}

/// `.912`, `1.00`.
pub fn short(share: f64) -> String {
    match format!("{share:.3}").strip_prefix("0.") {
        Some(digits) => format!(".{digits}"),
        None => format!("{share:.2}"),
    }
}

/// How many of those called leaks are leaks, if this share of all services leak.
pub fn precision(recall: f64, false_positives: f64, prevalence: f64) -> f64 {
    let right = recall * prevalence;
    right / (right + false_positives * (1.0 - prevalence)).max(f64::MIN_POSITIVE)
}

/// The highest threshold's recall at which no more than this share of the sound ones is called:
/// what is called lies above the threshold.
pub fn recall_at(leaking: &[f64], sound: &[f64], false_positives: f64) -> f64 {
    let mut sorted = sound.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let may = (false_positives * sound.len() as f64 + 1e-9).floor() as usize;
    let threshold = sorted.get(may).copied().unwrap_or(f64::NEG_INFINITY);
    Rate::over(leaking.iter().map(|score| *score > threshold)).share()
}

/// 95 % of the shares of hits that drawing traces again and again, each with all its windows, gives.
pub fn bootstrap(traces: &[Rate]) -> (f64, f64) {
    let dice = &mut Dice::new(&[7]);
    let mut shares: Vec<f64> = (0..1000)
        .map(|_| {
            let mut sum = Rate::default();
            for _ in traces {
                let drawn = traces[dice.whole(0, traces.len() - 1)];
                sum.hits += drawn.hits;
                sum.of += drawn.of;
            }
            sum.share()
        })
        .collect();
    shares.sort_by(f64::total_cmp);
    (shares[25], shares[974])
}
