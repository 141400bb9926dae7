//! Signs of a leak in a series, each a number that can be told in a sentence, and how sure they
//! make us together.

use super::stats::{median, theil_sen};
use crate::codec::coded;

/// What speaks for a leak and what against it. Each is cut off where more of it tells no more.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Signs {
    /// Growth as a share of the level, as a natural logarithm: −2.3 of a tenth.
    pub size: f64,
    /// How often the growth's own error goes into it, as a logarithm: an error of noise that
    /// remembers, which for a walk by chance is as large as the growth.
    pub surety: f64,
    /// Slope of the last third, as a share of all the slope: 0 of what has settled.
    pub tail: f64,
    /// The largest rise from one twelfth to the next, as a share of the growth: 1 of a step.
    pub jump: f64,
    /// By how much the best shape that grows beats the best that does not, in tens of Bayes's
    /// criterion.
    pub contest: f64,
}

coded! { struct Signs { size, surety, tail, jump, contest } }

/// The size of no growth, and of any below 2 %.
const SMALLEST: f64 = -4.0;
/// Fewer floors show no signs.
const MIN_FLOORS: usize = 6;

/// What a logistic regression gives each sign, in their order, and the constant last. Fitted by
/// `cargo xtask validate series fit`, on families of shapes and real traces that are not held out,
/// rounded.
const WEIGHTS: [f64; 6] = [1.6, 1.3, 0.55, -1.5, 1.0, 0.6];

impl Signs {
    /// Looks at floors (time, value); none of fewer than [`MIN_FLOORS`]. `ahead` is how the contest of shapes
    /// ended, `resolution` what values are rounded to.
    pub(super) fn of(floors: &[(f64, f64)], resolution: f64, ahead: f64) -> Option<Signs> {
        if floors.len() < MIN_FLOORS {
            return None;
        }
        let (from, to) = (floors[0].0, floors[floors.len() - 1].0);
        let points: Vec<(f64, f64)> = floors
            .iter()
            .map(|f| ((f.0 - from) / (to - from), f.1))
            .collect();
        let (growth, offset) = theil_sen(&points);
        let level = median(&mut points.iter().map(|p| p.1).collect::<Vec<_>>());
        let level = level.abs().max(resolution);
        let growing = growth.max(resolution.max(1e-6 * level));
        let size = match growth < growing {
            true => SMALLEST,
            false => (growth / level).ln().clamp(SMALLEST, 0.0),
        };
        let error = error_of_slope(&points, (growth, offset), resolution);
        let twelfths = middles(&points, 12);
        let largest = twelfths.windows(2).map(|w| w[1] - w[0]).fold(0.0, f64::max);
        let last = &points[points.len() - (points.len() / 3).max(3)..];
        Some(Signs {
            size,
            surety: (growth / error).clamp(0.0, 30.0).ln_1p(),
            tail: (theil_sen(last).0 / growing).clamp(-1.0, 1.5),
            jump: (largest / growing).clamp(0.0, 1.5),
            contest: (ahead / 10.0).clamp(-4.0, 4.0),
        })
    }

    /// All of them, in the order of their weights.
    pub fn values(&self) -> [f64; 5] {
        [self.size, self.surety, self.tail, self.jump, self.contest]
    }

    /// How sure they make us together, from 0 to 1.
    pub fn confidence(&self) -> f64 {
        let signs = self.values();
        let weighed = signs
            .iter()
            .zip(WEIGHTS)
            .map(|(sign, weight)| sign * weight);
        let sum = weighed.sum::<f64>() + WEIGHTS[5];
        1.0 / (1.0 + (-sum).exp())
    }
}

/// Standard error of a line's slope through points in noise that remembers: as of fewer points, which
/// know nothing of each other. Of `n` points that keep ρ of their distance from one to the next,
/// n (1 − ρ) / (1 + ρ) are left.
pub(super) fn error_of_slope(
    points: &[(f64, f64)],
    (slope, offset): (f64, f64),
    resolution: f64,
) -> f64 {
    let n = points.len() as f64;
    let mean = |values: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(values).sum::<f64>() / n;
    let middle = mean(&|p| p.0);
    let rest = |p: &(f64, f64)| p.1 - offset - slope * p.0;
    let rest_middle = mean(&rest);
    let rests: Vec<f64> = points.iter().map(|p| rest(p) - rest_middle).collect();
    let all: f64 = rests.iter().map(|r| r * r).sum();
    let next: f64 = rests.windows(2).map(|w| w[0] * w[1]).sum();
    let kept = next / all.max(f64::MIN_POSITIVE);
    // A short series hides some of its memory (Kendall 1954).
    let kept = (kept + (1.0 + 4.0 * kept) / n).clamp(0.0, 0.97);
    let variance = (all / n).max(resolution * resolution) * (1.0 + kept) / (1.0 - kept);
    let spread: f64 = points.iter().map(|p| (p.0 - middle).powi(2)).sum();
    (variance / spread.max(f64::MIN_POSITIVE)).sqrt()
}

/// The middle value of each of at most `count` parts, of as equal a number of points.
fn middles(points: &[(f64, f64)], count: usize) -> Vec<f64> {
    let (n, count) = (points.len(), count.min(points.len()));
    let part = |i: usize| &points[i * n / count..(i + 1) * n / count];
    let middle = |part: &[(f64, f64)]| median(&mut part.iter().map(|p| p.1).collect::<Vec<_>>());
    (0..count).map(|i| middle(part(i))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(value: impl Fn(usize) -> f64, ahead: f64) -> Option<Signs> {
        let floors: Vec<(f64, f64)> = (0..48).map(|i| (i as f64 * 60e3, value(i))).collect();
        Signs::of(&floors, 0.5, ahead)
    }

    #[test]
    fn a_line_is_sure_and_a_step_is_not() {
        let wobble = |i: usize| (i * 37 % 11) as f64 / 5.0;
        let line = signs(|i| 100.0 + i as f64 + wobble(i), 30.0).expect("signs");
        assert!(line.confidence() > 0.95, "{line:?}");
        assert!(
            line.jump < 0.15 && (line.tail - 1.0).abs() < 0.2,
            "{line:?}"
        );
        let step = |i: usize| if i < 20 { 100.0 } else { 148.0 };
        let step = signs(|i| step(i) + wobble(i), -30.0).expect("signs");
        assert!(step.confidence() < 0.2 && step.jump > 0.7, "{step:?}");
    }

    #[test]
    fn too_few_or_always_the_same_are_no_reason() {
        let few = [(0.0, 1.0), (60e3, 9.0)];
        assert_eq!(Signs::of(&few, 0.5, 0.0), None);
        assert_eq!(Signs::of(&[], 0.5, 0.0), None);
        let same = signs(|_| 24.0, 0.0).expect("signs");
        assert!(same.confidence() < 0.1, "{same:?}");
        let zero = signs(|_| 0.0, 0.0).expect("signs");
        assert!(zero.confidence() < 0.1, "{zero:?}");
    }
}
