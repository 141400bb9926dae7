//! A contest of shapes: what runs through a series best, for what it costs in parameters.

use crate::order;

/// The shape that won.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// No change to speak of.
    Flat,
    /// One to three steps; the last at this share of the segment, from one level to another.
    Steps { at: f64, from: f64, to: f64 },
    /// A straight rise or fall.
    Line,
    /// Flat until this share of the segment, then rising or falling in a line.
    FlatThenRising { from: f64 },
    /// Rising or falling until this share of the segment, then flat.
    RisingThenFlat { until: f64 },
    /// Ever slower towards a level; the share of its first slope that is left at the end.
    Settling { slope_left: f64 },
    /// The course of a day, without growth; from its lowest to its highest.
    Daily { swing: f64 },
    /// The course of a day on a line.
    DailyOnLine,
}

impl Shape {
    /// Whether what has this shape goes on growing.
    pub fn grows(self) -> bool {
        match self {
            Shape::Line | Shape::DailyOnLine => true,
            Shape::FlatThenRising { from } => from <= 0.8,
            Shape::Settling { slope_left } => slope_left >= MIN_SLOPE_LEFT,
            _ => false,
        }
    }

    /// What to call it.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Flat => "no change",
            Shape::Steps { .. } => "steps",
            Shape::Line => "a straight line",
            Shape::FlatThenRising { .. } => "a rise from some time on",
            Shape::RisingThenFlat { .. } => "a rise that ended",
            Shape::Settling { .. } => "a rise that slows down",
            Shape::Daily { .. } => "the course of a day",
            Shape::DailyOnLine => "the course of a day on a line",
        }
    }
}

/// A rise that slows down is a leak while this share of its slope is left.
const MIN_SLOPE_LEFT: f64 = 0.25;

/// How a contest ended.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Contest {
    /// The shape that won.
    pub shape: Shape,
    /// By how much the best shape that grows beats the best that does not, in units of the criterion.
    pub ahead: f64,
    /// The best of each other kind and by how much it lost, the closest first.
    pub lost: Vec<(Shape, f64)>,
}

impl Default for Contest {
    /// Of too few points: whatever it is, a line is as good.
    fn default() -> Contest {
        Contest {
            shape: Shape::Line,
            ahead: 0.0,
            lost: Vec::new(),
        }
    }
}

/// One candidate's fit.
struct Fit {
    shape: Shape,
    /// Σ of squared residuals.
    residual: f64,
    parameters: f64,
}

/// The winner over `points` (time as share of the segment, value), by the Bayesian information
/// criterion. Residuals below `resolution` (rounding, sampling) count as that. `days` is the
/// segment's length in days: the course of a day is a candidate from one and a half on.
pub(super) fn contest(points: &[(f64, f64)], resolution: f64, days: f64) -> Contest {
    if points.len() < 6 {
        return Contest::default();
    }
    let mut fits = vec![constant(points), line(points)];
    fits.extend(steps(points));
    fits.extend(hinges(points));
    fits.extend(settling(points));
    if days >= 1.5 {
        fits.extend(daily(points, days));
    }
    let n = points.len() as f64;
    let criterion = |fit: &Fit| {
        let variance = (fit.residual / n)
            .max(resolution * resolution)
            .max(f64::MIN_POSITIVE);
        n * variance.ln() + fit.parameters * n.ln()
    };
    let of = |grows: bool| {
        let those = fits.iter().filter(|fit| fit.shape.grows() == grows);
        those.map(criterion).fold(f64::INFINITY, f64::min)
    };
    let ahead = of(false) - of(true);
    order::sort_by(&mut fits, |a, b| criterion(a).total_cmp(&criterion(b)));
    let Some(best) = fits.first() else {
        return Contest::default();
    };
    let mut lost: Vec<(Shape, f64)> = Vec::new();
    for fit in &fits {
        let is_new = |shape: Shape| shape.name() != fit.shape.name();
        if is_new(best.shape) && lost.iter().all(|(shape, _)| is_new(*shape)) {
            lost.push((fit.shape, criterion(fit) - criterion(best)));
        }
    }
    Contest {
        shape: best.shape,
        ahead,
        lost,
    }
}

fn constant(points: &[(f64, f64)]) -> Fit {
    Fit {
        shape: Shape::Flat,
        residual: spread(points),
        parameters: 1.0,
    }
}

fn line(points: &[(f64, f64)]) -> Fit {
    Fit {
        shape: Shape::Line,
        residual: residual_of(points, &|x| x),
        parameters: 2.0,
    }
}

/// One, two and three steps: the best cuts by dynamic programming.
fn steps(points: &[(f64, f64)]) -> Vec<Fit> {
    let n = points.len();
    // cost[i][j]: Σ of squared residuals of points i..j around their mean.
    let cost = |i: usize, j: usize| spread(&points[i..j]);
    // best[k][j]: cheapest way to cover points ..j with k + 1 levels, and where the last begins.
    let mut best: Vec<Vec<(f64, usize)>> = vec![(0..=n).map(|j| (cost(0, j), 0)).collect()];
    for k in 1..=3 {
        let before = &best[k - 1];
        let row = (0..=n).map(|j| {
            // A level of one point is a spike's rest, not a level.
            let cuts = (2 * k..j.saturating_sub(1)).map(|i| (before[i].0 + cost(i, j), i));
            cuts.min_by(|a, b| a.0.total_cmp(&b.0))
                .unwrap_or((f64::INFINITY, 0))
        });
        let row = row.collect();
        best.push(row);
    }
    let mean =
        |part: &[(f64, f64)]| part.iter().map(|p| p.1).sum::<f64>() / part.len().max(1) as f64;
    (1..=3)
        .filter(|&k| best[k][n].0.is_finite())
        .map(|k| {
            let (residual, last) = best[k][n];
            let (_, one_before) = best[k - 1][last];
            Fit {
                shape: Shape::Steps {
                    at: points[last].0,
                    from: mean(&points[one_before..last]),
                    to: mean(&points[last..]),
                },
                residual,
                parameters: 1.0 + 2.0 * k as f64,
            }
        })
        .collect()
}

fn hinges(points: &[(f64, f64)]) -> Vec<Fit> {
    let mut fits = Vec::new();
    for &(hinge, _) in &points[2..points.len() - 2] {
        fits.push(Fit {
            shape: Shape::FlatThenRising { from: hinge },
            residual: residual_of(points, &|x| (x - hinge).max(0.0)),
            parameters: 3.0,
        });
        fits.push(Fit {
            shape: Shape::RisingThenFlat { until: hinge },
            residual: residual_of(points, &|x| x.min(hinge)),
            parameters: 3.0,
        });
    }
    fits
}

fn settling(points: &[(f64, f64)]) -> Vec<Fit> {
    let fit = |tau: f64| Fit {
        shape: Shape::Settling {
            slope_left: (-1.0 / tau).exp(),
        },
        residual: residual_of(points, &|x| -(-x / tau).exp()),
        parameters: 3.0,
    };
    [0.05, 0.1, 0.2, 0.35, 0.5, 0.8, 1.5].map(fit).into()
}

/// A day's sine, and with its second harmonic: load is seldom as even as a sine.
fn daily(points: &[(f64, f64)], days: f64) -> Vec<Fit> {
    let day = |x: f64| {
        let (sine, cosine) = sine_and_cosine(days * x);
        let (second_sine, second_cosine) = sine_and_cosine(2.0 * days * x);
        [1.0, sine, cosine, second_sine, second_cosine, 0.0]
    };
    let on_line = |x: f64, place: usize| {
        let mut course = day(x);
        course[place] = x;
        course
    };
    let values = |n: usize, factors: &[f64; MOST]| {
        let values = points
            .iter()
            .map(|p| dot(&day(p.0)[..n], factors) - factors[0]);
        let (low, high) = values.fold((0.0f64, 0.0f64), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        high - low
    };
    let mut fits = Vec::new();
    for n in [3, 5] {
        let (residual, factors) = least_squares(points, &day, n);
        fits.push(Fit {
            shape: Shape::Daily {
                swing: values(n, &factors),
            },
            residual,
            parameters: n as f64,
        });
        fits.push(Fit {
            shape: Shape::DailyOnLine,
            residual: least_squares(points, &|x| on_line(x, n), n + 1).0,
            parameters: n as f64 + 1.0,
        });
    }
    fits
}

fn dot(basis: &[f64], factors: &[f64; MOST]) -> f64 {
    basis.iter().zip(factors).map(|(b, f)| b * f).sum()
}

/// Sine and cosine of an angle in turns. `f64`'s own bring eight kilobytes for angles of any size;
/// here the angle is brought under an eighth of a turn by halving it twice, the series of that end
/// after seven terms, and doubling twice leads back.
fn sine_and_cosine(turns: f64) -> (f64, f64) {
    let x = std::f64::consts::TAU * (turns - turns.round()) / 4.0;
    let (mut sine, mut cosine, mut term) = (0.0, 0.0, 1.0);
    for i in 0..7 {
        cosine += term;
        term *= x / f64::from(2 * i + 1);
        sine += term;
        term *= -x / f64::from(2 * i + 2);
    }
    for _ in 0..2 {
        (sine, cosine) = (2.0 * sine * cosine, 1.0 - 2.0 * sine * sine);
    }
    (sine, cosine)
}

/// Σ of squared distances from the mean.
fn spread(points: &[(f64, f64)]) -> f64 {
    let mean = points.iter().map(|p| p.1).sum::<f64>() / points.len().max(1) as f64;
    points.iter().map(|p| (p.1 - mean).powi(2)).sum()
}

/// Σ of squared residuals of the best a + b · basis(x).
fn residual_of(points: &[(f64, f64)], basis: &dyn Fn(f64) -> f64) -> f64 {
    least_squares(points, &|x| [1.0, basis(x), 0.0, 0.0, 0.0, 0.0], 2).0
}

/// The most functions that are summed up.
const MOST: usize = 6;
type Equations = [[f64; MOST + 1]; MOST];

/// Σ of squared residuals of the best sum of the first `n` basis functions, and their factors, by the
/// normal equations.
fn least_squares(
    points: &[(f64, f64)],
    basis: &dyn Fn(f64) -> [f64; MOST],
    n: usize,
) -> (f64, [f64; MOST]) {
    let mut equations: Equations = [[0.0; MOST + 1]; MOST];
    for &(x, y) in points {
        let b = basis(x);
        for i in 0..n {
            for j in 0..n {
                equations[i][j] += b[i] * b[j];
            }
            equations[i][MOST] += b[i] * y;
        }
    }
    let Some(factors) = solve(&mut equations, n) else {
        return (f64::INFINITY, [0.0; MOST]);
    };
    let rest = |&(x, y): &(f64, f64)| y - dot(&basis(x)[..n], &factors);
    let residual = points.iter().map(|p| rest(p).powi(2)).sum();
    (residual, factors)
}

/// Gauss with pivots; the right-hand side stands in the last column.
fn solve(equations: &mut Equations, n: usize) -> Option<[f64; MOST]> {
    for column in 0..n {
        let pivot = (column..n).max_by(|&a, &b| {
            equations[a][column]
                .abs()
                .total_cmp(&equations[b][column].abs())
        })?;
        equations.swap(column, pivot);
        if equations[column][column].abs() < 1e-12 {
            return None;
        }
        for row in 0..n {
            if row != column {
                let factor = equations[row][column] / equations[column][column];
                let pivot_row = equations[column];
                for (value, from) in equations[row].iter_mut().zip(pivot_row) {
                    *value -= factor * from;
                }
            }
        }
    }
    let mut factors = [0.0; MOST];
    for (i, factor) in factors.iter_mut().enumerate().take(n) {
        *factor = equations[i][MOST] / equations[i][i];
    }
    Some(factors)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(value: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        (0..24)
            .map(|i| {
                let x = f64::from(i) / 23.0;
                // A fixed wobble in place of noise.
                (x, value(x) + 3.0 * (f64::from(i * 37 % 11) / 10.0 - 0.5))
            })
            .collect()
    }

    fn won(value: impl Fn(f64) -> f64) -> Shape {
        contest(&points(value), 0.5, 3.0).shape
    }

    #[test]
    fn sine_and_cosine_of_any_turn() {
        for i in -1000..1000 {
            let turns = f64::from(i) / 97.0;
            let (sine, cosine) = (std::f64::consts::TAU * turns).sin_cos();
            let (ours, other) = sine_and_cosine(turns);
            assert!(
                (ours - sine).abs() < 1e-11 && (other - cosine).abs() < 1e-11,
                "{turns}"
            );
        }
    }

    #[test]
    fn each_shape_wins_its_own_contest() {
        assert_eq!(won(|_| 100.0), Shape::Flat);
        assert_eq!(won(|x| 100.0 + 80.0 * x), Shape::Line);
        let step = won(|x| if x < 0.4 { 100.0 } else { 180.0 });
        assert!(
            matches!(step, Shape::Steps { from, to, .. } if (to - from - 80.0).abs() < 4.0),
            "{step:?}"
        );
        let two = won(|x| {
            if x < 0.3 {
                100.0
            } else if x < 0.7 {
                300.0
            } else {
                200.0
            }
        });
        assert!(
            matches!(two, Shape::Steps { to, .. } if (to - 200.0).abs() < 4.0),
            "{two:?}"
        );
        let late = won(|x| 100.0 + 200.0 * (x - 0.5).max(0.0));
        assert!(
            matches!(late, Shape::FlatThenRising { from } if (from - 0.5).abs() < 0.1),
            "{late:?}"
        );
        let warm = won(|x| 100.0 + 80.0 * (1.0 - (-x / 0.1).exp()));
        assert!(
            matches!(warm, Shape::Settling { slope_left } if slope_left < 0.01),
            "{warm:?}"
        );
        let early = won(|x| 100.0 + 300.0 * x.min(0.3));
        assert!(
            matches!(early, Shape::RisingThenFlat { .. } | Shape::Settling { .. }),
            "{early:?}"
        );
        let day = |x: f64| 40.0 * (3.0 * std::f64::consts::TAU * x).sin();
        let daily = won(|x| 100.0 + day(x));
        assert!(
            matches!(daily, Shape::Daily { swing } if (swing - 80.0).abs() < 6.0),
            "{daily:?}"
        );
        assert_eq!(won(|x| 100.0 + 90.0 * x + day(x)), Shape::DailyOnLine);
    }

    #[test]
    fn the_same_value_again_and_again_is_flat() {
        let same: Vec<(f64, f64)> = (0..24).map(|i| (f64::from(i) / 23.0, 24.0)).collect();
        assert_eq!(contest(&same, 0.5, 0.1).shape, Shape::Flat);
        assert_eq!(contest(&[], 0.5, 0.1).shape, Shape::Line);
    }
}
