//! A contest of shapes: what runs through a series best, for what it costs in parameters.

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
    /// The course of a day, without growth.
    Daily,
    /// The course of a day on a line.
    DailyOnLine,
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
pub(super) fn contest(points: &[(f64, f64)], resolution: f64, days: f64) -> Shape {
    if points.len() < 6 {
        return Shape::Line;
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
    let best = fits
        .iter()
        .min_by(|a, b| criterion(a).total_cmp(&criterion(b)));
    best.map_or(Shape::Flat, |fit| fit.shape)
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

fn daily(points: &[(f64, f64)], days: f64) -> [Fit; 2] {
    let course = |x: f64, on_line: f64| {
        let (sine, cosine) = sine_and_cosine(days * x);
        [1.0, sine, cosine, on_line]
    };
    let flat = |x: f64| course(x, 0.0);
    let on_line = |x: f64| course(x, x);
    [
        Fit {
            shape: Shape::Daily,
            residual: least_squares(points, &flat, 3),
            parameters: 3.0,
        },
        Fit {
            shape: Shape::DailyOnLine,
            residual: least_squares(points, &on_line, 4),
            parameters: 4.0,
        },
    ]
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
    least_squares(points, &|x| [1.0, basis(x), 0.0, 0.0], 2)
}

/// Σ of squared residuals of the best sum of the first `n` basis functions, by the normal equations.
fn least_squares(points: &[(f64, f64)], basis: &dyn Fn(f64) -> [f64; 4], n: usize) -> f64 {
    let mut equations = [[0.0; 5]; 4];
    for &(x, y) in points {
        let b = basis(x);
        for i in 0..n {
            for j in 0..n {
                equations[i][j] += b[i] * b[j];
            }
            equations[i][4] += b[i] * y;
        }
    }
    let Some(factors) = solve(&mut equations, n) else {
        return f64::INFINITY;
    };
    let value = |x: f64| -> f64 { basis(x).iter().zip(&factors).map(|(b, f)| b * f).sum() };
    points.iter().map(|&(x, y)| (y - value(x)).powi(2)).sum()
}

/// Gauss with pivots; the right-hand side stands in column 4.
fn solve(equations: &mut [[f64; 5]; 4], n: usize) -> Option<[f64; 4]> {
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
    let mut factors = [0.0; 4];
    for (i, factor) in factors.iter_mut().enumerate().take(n) {
        *factor = equations[i][4] / equations[i][i];
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
        contest(&points(value), 0.5, 3.0)
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
        assert_eq!(won(|x| 100.0 + day(x)), Shape::Daily);
        assert_eq!(won(|x| 100.0 + 90.0 * x + day(x)), Shape::DailyOnLine);
    }

    #[test]
    fn the_same_value_again_and_again_is_flat() {
        let same: Vec<(f64, f64)> = (0..24).map(|i| (f64::from(i) / 23.0, 24.0)).collect();
        assert_eq!(contest(&same, 0.5, 0.1), Shape::Flat);
        assert_eq!(contest(&[], 0.5, 0.1), Shape::Line);
    }
}
